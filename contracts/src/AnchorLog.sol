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
    constructor(address authority_, uint32 operator_) Bound(IAuthority(authority_).salt(), address(this)) {
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
        uint64 count = head.count;
        if (previousSize != head.size) revert NotTheHead(previousSize, head.size);
        if (size <= previousSize) revert NotGrown(size, previousSize);
        bool continues = count == 0
            // The first anchor continues the empty tree, which every tree does: there is nothing to prove.
            ? proof.length == 0 && previousRoot == Merkle.EMPTY_ROOT
            : commitOf[previousSize] == _commit(previousSize, previousRoot, head.time)
                && Merkle.isConsistent(previousSize, size, previousRoot, root, proof);
        if (!continues) revert Inconsistent(previousSize, size);
        _requireSigned(draftedAt, _digest(Typed.hashAnchor(size, root, previousSize, previousRoot, draftedAt)), seal);

        uint40 time = uint40(block.timestamp);
        head = Head({size: size, time: time, count: count + 1, number: uint64(block.number)});
        commitOf[size] = _commit(size, root, time);
        emit Anchored(size, root, time);
    }

    /// @inheritdoc IAnchorLog
    function digestOfAnchor(Anchor calldata message) external view returns (bytes32) {
        return _digest(
            Typed.hashAnchor(message.size, message.root, message.previousSize, message.previousRoot, message.draftedAt)
        );
    }

    /// @inheritdoc IAnchorLog
    function authority() external view returns (address) {
        return address(AUTHORITY);
    }

    function _commit(uint64 size, bytes32 root, uint40 time) private pure returns (bytes32) {
        return keccak256(abi.encode(size, root, time));
    }

    function _requireSigned(uint40 draftedAt, bytes32 digest, bytes calldata seal) private view {
        uint32[] memory seats = new uint32[](1);
        seats[0] = operator;
        uint256 signed = AUTHORITY.requireSignedBy(seats, 0, draftedAt, digest, seal);
        if (signed == 0) revert SignatureMissing(operator);
    }
}
