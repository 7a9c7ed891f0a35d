// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bound} from "./Bound.sol";
import {Anchor, IAnchorLog} from "./interfaces/IAnchorLog.sol";
import {IAuthority} from "./interfaces/IAuthority.sol";
import {Merkle} from "./libraries/Merkle.sol";
import {Typed} from "./libraries/Typed.sol";

/// @title Heads of the log
/// @dev Offline proofs rely on the layout: slot 0 is the head, slot 1 `commitOf`; `Layout.t.sol` pins it.
contract AnchorLog is IAnchorLog, Bound {
    struct Head {
        uint64 size;
        uint40 time;
        uint64 count;
        uint64 number;
    }

    /// @inheritdoc IAnchorLog
    Head public head;

    /// @inheritdoc IAnchorLog
    mapping(uint256 size => bytes32) public commitOf;

    IAuthority private immutable AUTHORITY;

    /// @inheritdoc IAnchorLog
    uint32 public immutable operator;

    /// @param authority_ The `Authority` of this ledger. @param operator_ The party that signs anchors.
    constructor(address authority_, uint32 operator_) Bound(IAuthority(authority_).salt()) {
        if (IAuthority(authority_).partyOf(operator_).since == 0) revert UnknownParty(operator_);
        AUTHORITY = IAuthority(authority_);
        operator = operator_;
    }

    /// @inheritdoc IAnchorLog
    function anchor(
        uint64 size,
        bytes32 root,
        uint64 previousSize,
        bytes32 previousRoot,
        bytes32[] calldata proof,
        uint40 draftedAt,
        bytes calldata seal
    ) external {
        _requireDrafted(draftedAt);
        Head memory last = head;
        if (previousSize != last.size) revert NotTheHead(previousSize, last.size);
        if (size <= previousSize) revert NotGrown(size, previousSize);
        if (!_continues(last, size, root, previousRoot, proof)) revert Inconsistent(previousSize, size);
        _requireSigned(
            Anchor({
                size: size,
                root: root,
                previousSize: previousSize,
                previousRoot: previousRoot,
                draftedAt: draftedAt
            }),
            seal
        );

        uint40 time = uint40(block.timestamp);
        head = Head({size: size, time: time, count: last.count + 1, number: uint64(block.number)});
        commitOf[size] = keccak256(abi.encode(size, root, time));
        emit Anchored(size, root, time);
    }

    /// @inheritdoc IAnchorLog
    function digestOfAnchor(Anchor calldata message) external view returns (bytes32) {
        return _digest(Typed.hash(message));
    }

    /// @inheritdoc IAnchorLog
    function authority() external view returns (address) {
        return address(AUTHORITY);
    }

    /// @dev The first anchor continues the empty tree, which every tree does: it has nothing to prove.
    function _continues(Head memory last, uint64 size, bytes32 root, bytes32 previousRoot, bytes32[] calldata proof)
        private
        view
        returns (bool)
    {
        if (last.count == 0) return proof.length == 0 && previousRoot == Merkle.EMPTY_ROOT;
        bytes32 commit = keccak256(abi.encode(last.size, previousRoot, last.time));
        return commit == commitOf[last.size] && Merkle.isConsistent(last.size, size, previousRoot, root, proof);
    }

    function _requireSigned(Anchor memory message, bytes calldata seal) private view {
        uint32[] memory seats = new uint32[](1);
        seats[0] = operator;
        uint256 signed = AUTHORITY.requireSigned(seats, 0, message.draftedAt, _digest(Typed.hash(message)), seal);
        if (signed == 0) revert SignatureMissing(operator);
    }
}
