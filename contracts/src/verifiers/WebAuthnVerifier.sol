// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Base64} from "@openzeppelin/contracts/utils/Base64.sol";
import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {IERC7913} from "../interfaces/IERC7913.sol";

/// @title Signatures made with passkeys (W3C Web Authentication, Level 3)
/// @notice `key` is x || y of the passkey's P-256 key (ES256), `signature` is
/// r || s || `uint16` length of authenticatorData || authenticatorData || clientDataJSON, at most 4096 bytes, with the
/// lower `s`. The challenge of the assertion is the digest; what the passkey signs is
/// SHA-256(authenticatorData || SHA-256(clientDataJSON)).
/// @dev clientDataJSON is compared byte for byte with the beginning that every client writes (section 5.8.1.1): type,
/// challenge, then the end or further members. No JSON is parsed and the caller names no places in it. Every byte is
/// under the signature but r, s and the length, and another length makes other signed bytes.
/// UV is demanded beside UP: a seal stands for the person's will, and presence alone shows no more than that somebody
/// touched the device. rpIdHash and origin are not compared with anything: a ledger knows no web address and may outlive
/// all of them. So whoever may speak for the address at which a passkey was made can ask its holder for a seal, and the
/// device shows that address, never the act.
contract WebAuthnVerifier is IERC7913 {
    uint256 private constant LONGEST = 4096;
    /// @dev r, s and the length of authenticatorData.
    uint256 private constant HEAD = 66;
    /// @dev rpIdHash 32, flags 1, signCount 4; extensions may follow.
    uint256 private constant LEAST_AUTHENTICATOR_DATA = 37;
    /// @dev 36 bytes before the challenge, 43 of base64url without padding, the closing quotation mark.
    uint256 private constant BEGINNING = 80;
    /// @dev User present (bit 0), user verified (bit 2).
    uint256 private constant UP_UV = 0x05;
    /// @dev Backup eligible (bit 3), backup state (bit 4).
    uint256 private constant BE_BS = 0x18;
    uint256 private constant BS = 0x10;

    /// @inheritdoc IERC7913
    function verify(bytes calldata key, bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        return _isGood(key, hash, signature) ? IERC7913.verify.selector : bytes4(0xffffffff);
    }

    function _isGood(bytes calldata key, bytes32 hash, bytes calldata signature) private view returns (bool) {
        if (key.length != 64 || signature.length > LONGEST || signature.length < HEAD) return false;
        uint256 length = uint16(bytes2(signature[64:HEAD]));
        if (length < LEAST_AUTHENTICATOR_DATA || signature.length - HEAD < length) return false;
        bytes calldata authenticatorData = signature[HEAD:HEAD + length];
        bytes calldata clientData = signature[HEAD + length:];
        if (!_isFlagged(uint8(authenticatorData[32])) || !_isAssertionOver(hash, clientData)) return false;
        return P256.verify(
            sha256(bytes.concat(authenticatorData, sha256(clientData))),
            bytes32(signature[:32]),
            bytes32(signature[32:64]),
            bytes32(key[:32]),
            bytes32(key[32:])
        );
    }

    /// @dev What cannot be backed up is not backed up: such flags come from no authenticator (section 6.1.3).
    function _isFlagged(uint256 flags) private pure returns (bool) {
        return flags & UP_UV == UP_UV && flags & BE_BS != BS;
    }

    function _isAssertionOver(bytes32 hash, bytes calldata clientData) private pure returns (bool) {
        if (clientData.length <= BEGINNING) return false;
        bytes memory beginning =
            bytes.concat('{"type":"webauthn.get","challenge":"', bytes(Base64.encodeURL(bytes.concat(hash))), '"');
        if (keccak256(clientData[:BEGINNING]) != keccak256(beginning)) return false;
        uint256 last = clientData.length - 1;
        return clientData[last] == "}" && (last == BEGINNING || clientData[BEGINNING] == ",");
    }
}
