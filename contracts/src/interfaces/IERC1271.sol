// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice ERC-1271: a wallet contract that says which signatures are its own.
interface IERC1271 {
    /// @return 0x1626ba7e if `signature` is the wallet's over `hash`.
    function isValidSignature(bytes32 hash, bytes calldata signature) external view returns (bytes4);
}
