// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Act, Matter, Movement, OrderTerms, Share} from "../interfaces/ITitleRegistry.sol";

/// @notice EIP-712: domain, types and hashes of every message. The types are those of `ledger/core/typed_data.json`; the
/// vectors in `tests/vectors/typed_data.json` hold this file, Python and two wallets' libraries to the same digests.
library Typed {
    // Whole literals, the inner types repeated: only those are hashed by the compiler instead of on every act.
    bytes32 internal constant DOMAIN_TYPE =
        keccak256("EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)");
    bytes32 internal constant ANCHOR_TYPE =
        keccak256("Anchor(uint64 size,bytes32 root,uint64 previousSize,bytes32 previousRoot,uint40 draftedAt)");
    bytes32 internal constant ACT_TYPE = keccak256(
        "Act(bytes32 achievement,uint32 version,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );
    bytes32 internal constant MATTER_TYPE =
        keccak256("Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)");
    bytes32 internal constant SHARE_TYPE = keccak256("Share(uint32 party,uint32 units)");
    bytes32 internal constant MOVEMENT_TYPE = keccak256("Movement(uint32 from,uint32 to,uint32 units)");
    bytes32 internal constant ORDER_TERMS_TYPE =
        keccak256("OrderTerms(uint8 ground,Movement[] movements)" "Movement(uint32 from,uint32 to,uint32 units)");

    /// @notice The domain of a contract on this chain in the ledger `salt`.
    function domain(bytes32 salt, address whose) internal view returns (bytes32) {
        return keccak256(abi.encode(DOMAIN_TYPE, keccak256("Zhengben"), keccak256("1"), block.chainid, whose, salt));
    }

    /// @notice What is signed: the message's hash in its domain.
    function digest(bytes32 domainSeparator, bytes32 structHash) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, hex"1901")
            mstore(add(free, 2), domainSeparator)
            mstore(add(free, 34), structHash)
            result := keccak256(free, 66)
        }
    }

    function hashAnchor(uint64 size, bytes32 root, uint64 previousSize, bytes32 previousRoot, uint40 draftedAt)
        internal
        pure
        returns (bytes32)
    {
        return keccak256(abi.encode(ANCHOR_TYPE, size, root, previousSize, previousRoot, draftedAt));
    }

    // The members of an `Act`, a `Matter`, a `Share`, a `Movement` lie in calldata as they are hashed, so they are copied whole. Safe
    // because the acts read every narrow member elsewhere too, and refuse one with bits beyond its type then.

    function hash(Act calldata m) internal pure returns (bytes32 result) {
        bytes32 type_ = ACT_TYPE;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, type_)
            calldatacopy(add(free, 32), m, 192)
            result := keccak256(free, 224)
        }
    }

    function hash(Matter calldata m) internal pure returns (bytes32 result) {
        bytes32 type_ = MATTER_TYPE;
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, type_)
            calldatacopy(add(free, 32), m, 160)
            result := keccak256(free, 192)
        }
    }

    /// @notice The hash of a message that is a matter and so many static members behind it, copied whole like the matter.
    function hash(bytes32 type_, Matter calldata m, uint256 members) internal pure returns (bytes32 result) {
        bytes32 matter = hash(m);
        assembly ("memory-safe") {
            let free := mload(0x40)
            let size := shl(5, members)
            mstore(free, type_)
            mstore(add(free, 32), matter)
            calldatacopy(add(free, 64), add(m, 160), size)
            result := keccak256(free, add(64, size))
        }
    }

    function hash(Share[] calldata table) internal pure returns (bytes32 result) {
        bytes32 type_ = SHARE_TYPE;
        assembly ("memory-safe") {
            let item := mload(0x40)
            let hashes := add(item, 96)
            let size := shl(5, table.length)
            mstore(item, type_)
            for { let i := 0 } lt(i, size) { i := add(i, 32) } {
                calldatacopy(add(item, 32), add(table.offset, shl(1, i)), 64)
                mstore(add(hashes, i), keccak256(item, 96))
            }
            result := keccak256(hashes, size)
        }
    }

    function hash(Movement[] calldata movements) internal pure returns (bytes32 result) {
        bytes32 type_ = MOVEMENT_TYPE;
        assembly ("memory-safe") {
            let item := mload(0x40)
            let hashes := add(item, 128)
            let size := shl(5, movements.length)
            mstore(item, type_)
            for { let i := 0 } lt(i, size) { i := add(i, 32) } {
                calldatacopy(add(item, 32), add(movements.offset, mul(3, i)), 96)
                mstore(add(hashes, i), keccak256(item, 128))
            }
            result := keccak256(hashes, size)
        }
    }

    function hash(OrderTerms calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(ORDER_TERMS_TYPE, m.ground, hash(m.movements)));
    }
}
