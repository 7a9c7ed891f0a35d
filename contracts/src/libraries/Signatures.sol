// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IERC1271} from "../interfaces/IERC1271.sol";
import {IERC7913} from "../interfaces/IERC7913.sol";

/// @notice Whether a signer made a signature over a digest.
/// @dev Everything here is a static call: whatever a wallet or verifier does, it cannot write, and the acts ask it before
/// their first write. Answers are read into scratch space, 32 bytes at most, so that a long answer costs nothing.
library Signatures {
    /// @dev Half the order of secp256k1: only the lower of the two possible `s` is taken, so that a signature is one string.
    uint256 private constant HALF_ORDER = 0x7fffffffffffffffffffffffffffffff5d576e7357a4501ddfe92f46681b20a0;

    /// @param signer The account, or the last 20 bytes of keccak256(verifier || key).
    /// @param keyed True if the signer is a key behind an ERC-7913 verifier.
    /// @param signature For an account 65 bytes r || s || v, or whatever its ERC-1271 code wants; for a key `uint16` length
    /// of the key || verifier (20 bytes) || key || what the verifier wants.
    function isGood(address signer, bool keyed, bytes32 digest, bytes calldata signature) internal view returns (bool) {
        if (keyed) return _isGoodByKey(signer, digest, signature);
        // Recovery comes first: it is cheaper than a look at the account's code, and right for EIP-7702 accounts too.
        if (signature.length == 65 && _recover(digest, signature) == signer) return true;
        if (signer.code.length == 0) return false;
        bytes memory question = abi.encodeCall(IERC1271.isValidSignature, (digest, signature));
        return _answers(signer, question, IERC1271.isValidSignature.selector);
    }

    /// @dev The account that signed, or one that cannot be a signer (zero) for high `s`, a wrong `v` or no curve point.
    function _recover(bytes32 digest, bytes calldata signature) private view returns (address account) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            let s := calldataload(add(signature.offset, 32))
            if iszero(gt(s, HALF_ORDER)) {
                mstore(free, digest)
                mstore(add(free, 32), byte(0, calldataload(add(signature.offset, 64))))
                calldatacopy(add(free, 64), signature.offset, 64)
                // The precompile answers nothing at all for a bad signature: only 32 bytes are an answer.
                if staticcall(gas(), 1, free, 128, 0, 32) {
                    if eq(returndatasize(), 32) { account := mload(0) }
                }
            }
        }
    }

    function _isGoodByKey(address signer, bytes32 digest, bytes calldata signature) private view returns (bool) {
        if (signature.length < 22) return false;
        uint256 keyEnd = 22 + uint256(uint16(bytes2(signature[:2])));
        if (signature.length < keyEnd) return false;
        if (idOf(signature[2:keyEnd]) != signer) return false;
        address verifier = address(bytes20(signature[2:22]));
        // Precompiles have no code but answer; the one at address 4 repeats the question, which begins with a yes.
        if (verifier.code.length == 0) return false;
        bytes memory question = abi.encodeCall(IERC7913.verify, (signature[22:keyEnd], digest, signature[keyEnd:]));
        return _answers(verifier, question, IERC7913.verify.selector);
    }

    /// @notice The 160 bits under which a keyed signer (verifier || key) is stored.
    function idOf(bytes calldata signer) internal pure returns (address) {
        return address(uint160(uint256(keccak256(signer))));
    }

    function _answers(address target, bytes memory question, bytes4 yes) private view returns (bool good) {
        assembly ("memory-safe") {
            let done := staticcall(gas(), target, add(question, 32), mload(question), 0, 32)
            good := and(and(done, gt(returndatasize(), 31)), eq(mload(0), yes))
        }
    }
}
