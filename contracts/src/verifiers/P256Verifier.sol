// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {P256} from "@openzeppelin/contracts/utils/cryptography/P256.sol";
import {IERC7913} from "../interfaces/IERC7913.sol";

/// @title Signatures made with P-256 keys, as smart cards and other hardware hold them
/// @notice `key` is x || y, `signature` r || s with the lower `s`, over the 32 bytes of the digest itself: what passkeys
/// sign instead, `WebAuthnVerifier` checks. Uses the precompile at address 0x100 where the chain has it, plain Solidity
/// elsewhere.
contract P256Verifier is IERC7913 {
    /// @inheritdoc IERC7913
    function verify(bytes calldata key, bytes32 hash, bytes calldata signature) external view returns (bytes4) {
        if (key.length != 64 || signature.length != 64) return 0xffffffff;
        bool good =
            P256.verify(hash, bytes32(signature[:32]), bytes32(signature[32:]), bytes32(key[:32]), bytes32(key[32:]));
        return good ? IERC7913.verify.selector : bytes4(0xffffffff);
    }
}
