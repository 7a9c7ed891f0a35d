// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRefusals} from "./IRefusals.sol";

/// @notice A head of the log and the anchored one before it, as the operator signs them.
/// @param size Number of entries. @param root Merkle tree hash (RFC 9162) over them.
/// @param previousSize Size of the last anchored head, 0 before the first.
/// @param previousRoot Its root; before the first the empty tree's, sha256 of nothing.
struct Anchor {
    uint64 size;
    bytes32 root;
    uint64 previousSize;
    bytes32 previousRoot;
    uint40 draftedAt;
}

/// @title Heads of the log, each a proved continuation of the one before
/// @notice The log's operator signs; the contract checks the RFC 9162 consistency proof from the last anchored head. So
/// neither a stranger nor a thief of the paying key can extend the log, and not even the operator can rewrite it.
interface IAnchorLog is IRefusals {
    /// @notice The act does not continue the last anchored head.
    error NotTheHead(uint64 stated, uint64 current);

    /// @notice The log has not grown.
    error NotGrown(uint64 size, uint64 current);

    /// @notice Head and proof do not show that the tree of `size` begins with the tree of `previousSize`.
    error Inconsistent(uint64 previousSize, uint64 size);

    /// @notice A head was anchored.
    /// @dev Sizes only grow. keccak256(abi.encode(size, root, time)) stands for ever in `commitOf[size]`.
    event Anchored(uint64 indexed size, bytes32 root, uint40 time);

    /// @notice Anchor a head of the log. Anybody may send it.
    /// @param proof Consistency proof from the previous head; empty for the first anchor.
    /// @param draftedAt Second at which the operator drafted it: a signer replaced later has not signed.
    /// @param seal The operator's seal: `uint16` length and signature.
    function anchor(
        uint64 size,
        bytes32 root,
        uint64 previousSize,
        bytes32 previousRoot,
        bytes32[] calldata proof,
        uint40 draftedAt,
        bytes calldata seal
    ) external;

    /// @notice The EIP-712 digest that the operator signs.
    function digestOfAnchor(Anchor calldata message) external view returns (bytes32);

    /// @notice The last anchored head: size, its block's time, how many anchors there are, its block's number.
    function head() external view returns (uint64 size, uint40 time, uint64 count, uint64 number);

    /// @notice keccak256(abi.encode(uint64 size, bytes32 root, uint40 time)) of the anchor at this size, or zero.
    function commitOf(uint256 size) external view returns (bytes32);

    /// @notice The party that signs anchors.
    function operator() external view returns (uint32);

    /// @notice The contract that says who may speak.
    function authority() external view returns (address);
}
