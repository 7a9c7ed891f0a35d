// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {Base64} from "solady/utils/Base64.sol";

/// A software authenticator with its client: what a passkey and a browser make of a challenge, right or wrong.
library Passkeys {
    Vm private constant VM = Vm(address(uint160(uint256(keccak256("hevm cheat code")))));
    uint256 internal constant ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551;

    /// x || y.
    function publicKey(uint256 key) internal pure returns (bytes memory) {
        (uint256 x, uint256 y) = VM.publicKeyP256(key);
        return abi.encodePacked(x, y);
    }

    /// r || s with the lower `s`, over the digest itself.
    function scalars(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (bytes32 r, bytes32 s) = VM.signP256(key, digest);
        return abi.encodePacked(r, uint256(s) > ORDER / 2 ? ORDER - uint256(s) : uint256(s));
    }

    function authenticatorData(uint8 flags) internal pure returns (bytes memory) {
        return abi.encodePacked(sha256("ledger.example"), flags, uint32(7));
    }

    function clientData(bytes memory challenge, bytes memory tail) internal pure returns (bytes memory) {
        string memory spelled = Base64.encode(challenge, true, true);
        return bytes.concat('{"type":"webauthn.get","challenge":"', bytes(spelled), '"', tail);
    }

    /// What the key makes of these two, as `WebAuthnVerifier` takes it.
    function assertion(uint256 key, bytes memory data, bytes memory client) internal pure returns (bytes memory) {
        bytes memory signed = scalars(key, sha256(bytes.concat(data, sha256(client))));
        return bytes.concat(signed, bytes2(uint16(data.length)), data, client);
    }

    /// As a browser asks an authenticator that verifies its user.
    function sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        bytes memory tail = ',"origin":"https://ledger.example","crossOrigin":false}';
        return assertion(key, authenticatorData(0x1d), clientData(bytes.concat(digest), tail));
    }
}
