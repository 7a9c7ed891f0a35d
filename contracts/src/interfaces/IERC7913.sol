// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice ERC-7913: a contract that checks signatures made with keys that have no address of their own.
interface IERC7913 {
    /// @return 0x024ad318 (this function's selector) if `signature` was made with `key` over `hash`.
    function verify(bytes calldata key, bytes32 hash, bytes calldata signature) external view returns (bytes4);
}
