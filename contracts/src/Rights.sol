// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Beside} from "./Beside.sol";
import {GrantTerms, IUseRights, RightRecord, Sublicence} from "./interfaces/IUseRights.sol";

/// @notice The rights of every title: kept, asked for, and held against each other.
abstract contract Rights is IUseRights, Beside {
    struct Right {
        bytes32 achievement;
        bytes32 parent;
        uint32 titleVersion;
        uint40 endedAt;
        uint40 from;
        uint40 until;
        uint8 kind;
        uint8 exclusivity;
        uint8 flags;
        uint256 fields;
        uint256 territories;
        uint32[] licensors;
        uint32[] licensees;
    }

    /// @dev When, for what and where a right holds.
    struct Span {
        uint40 from;
        uint40 until;
        uint256 fields;
        uint256 territories;
    }

    uint8 internal constant LICENCE = 2;
    uint8 internal constant ORDINARY = 3;
    uint256 private constant MOST_RESERVED = 16;

    // slot 0
    mapping(bytes32 right => Right) internal _rights;
    // slot 1: all that a title ever granted, oldest first
    mapping(bytes32 achievement => bytes32[]) private _granted;
    // slot 2: the exclusive and sole ones; those that an act ended go with the next grant
    mapping(bytes32 achievement => bytes32[]) private _reserved;
    // slot 3: by keccak256(abi.encode(achievement, hashStruct(GrantTerms))), the right that a confirmed use grant opened
    mapping(bytes32 confirmed => bytes32 right) internal _opened;

    // ---- views

    /// @inheritdoc IUseRights
    function rightOf(bytes32 number) external view returns (RightRecord memory) {
        Right storage right = _rights[number];
        return RightRecord({
            achievement: right.achievement,
            parent: right.parent,
            titleVersion: right.titleVersion,
            endedAt: _endedAt(right),
            terms: GrantTerms({
                kind: right.kind,
                exclusivity: right.exclusivity,
                flags: right.flags,
                licensors: right.licensors,
                licensees: right.licensees,
                from: right.from,
                until: right.until,
                fields: right.fields,
                territories: right.territories
            })
        });
    }

    /// @inheritdoc IUseRights
    function inForce(bytes32 number, uint40 time) external view returns (bool) {
        Right storage right = _rights[number];
        if (time < right.from || time >= right.until) return false; // a sublicence lies inside the right above
        uint40 endedAt = _endedAt(right);
        return endedAt == 0 || time < endedAt;
    }

    /// @inheritdoc IUseRights
    function countOf(bytes32 achievement) external view returns (uint256) {
        return _granted[achievement].length;
    }

    /// @inheritdoc IUseRights
    function rightsOf(bytes32 achievement, uint256 first, uint256 most) external view returns (bytes32[] memory) {
        return _page(_granted[achievement], first, most);
    }

    /// @inheritdoc IUseRights
    function conflictOf(bytes32 achievement, GrantTerms calldata terms) external view returns (bytes32 conflict) {
        (conflict,) = _conflict(achievement, Span(terms.from, terms.until, terms.fields, terms.territories));
    }

    // ---- state

    function _requireRight(bytes32 number, bytes32 achievement) internal view returns (Right storage right) {
        right = _rights[number];
        if (right.achievement != achievement || achievement == 0) revert UnknownRight(number);
    }

    function _requireNotOver(bytes32 number) internal view {
        Right storage right = _rights[number];
        uint40 endedAt = _endedAt(right);
        if (endedAt != 0) revert RightEnded(number, endedAt);
        if (block.timestamp >= right.until) revert RightEnded(number, right.until);
    }

    /// @dev The second at which the right, or the one above it, was ended; the earlier one of both.
    function _endedAt(Right storage right) private view returns (uint40 endedAt) {
        endedAt = right.endedAt;
        if (right.parent == 0) return endedAt;
        uint40 above = _rights[right.parent].endedAt;
        if (above != 0 && (endedAt == 0 || above < endedAt)) return above;
    }

    // ---- conflicts

    /// @dev No exclusive or sole right stands in the way, and there is room for one more where one is to be added.
    function _requireFree(bytes32 achievement, Span memory span, bool adds) internal view {
        (bytes32 conflict, uint256 live) = _conflict(achievement, span);
        if (conflict != 0) revert ExclusiveExists(conflict);
        if (adds && live == MOST_RESERVED) revert TooManyRights(achievement);
    }

    /// @dev A right whose term is over held all the same while it ran: nothing is granted into it afterwards.
    /// @return conflict The first reserved right that meets the span, zero if none does. @return live How many reserved
    /// rights are in force or to come; not all of them are counted where one conflicts.
    function _conflict(bytes32 achievement, Span memory span) private view returns (bytes32 conflict, uint256 live) {
        bytes32[] storage reserved = _reserved[achievement];
        for (uint256 i; i < reserved.length; ++i) {
            bytes32 number = reserved[i];
            Right storage right = _rights[number];
            if (right.endedAt != 0) continue;
            if (block.timestamp < right.until) ++live;
            bool meets = span.from < right.until && right.from < span.until && span.fields & right.fields != 0
                && span.territories & right.territories != 0;
            if (meets) return (number, live);
        }
    }

    // ---- writing

    function _write(bytes32 number, bytes32 achievement, uint32 version, GrantTerms calldata terms) internal {
        Right storage right = _rights[number];
        right.achievement = achievement;
        right.titleVersion = version;
        right.from = terms.from;
        right.until = terms.until;
        right.kind = terms.kind;
        right.exclusivity = terms.exclusivity;
        right.flags = terms.flags;
        right.fields = terms.fields;
        right.territories = terms.territories;
        right.licensors = terms.licensors;
        right.licensees = terms.licensees;
        _granted[achievement].push(number);
    }

    function _writeSublicence(bytes32 number, uint32 version, Sublicence calldata message) internal {
        Right storage right = _rights[number];
        right.achievement = message.matter.achievement;
        right.parent = message.parent;
        right.titleVersion = version;
        right.from = message.from;
        right.until = message.until;
        right.kind = LICENCE;
        right.exclusivity = ORDINARY;
        right.fields = message.fields;
        right.territories = message.territories;
        right.licensors.push(message.licensor);
        right.licensees = message.licensees;
        _granted[message.matter.achievement].push(number);
    }

    /// @dev Those that an act ended make room first.
    function _reserve(bytes32 achievement, bytes32 number) internal {
        bytes32[] storage reserved = _reserved[achievement];
        uint256 kept;
        for (uint256 i; i < reserved.length; ++i) {
            bytes32 each = reserved[i];
            if (_rights[each].endedAt != 0) continue;
            if (kept != i) reserved[kept] = each;
            ++kept;
        }
        while (reserved.length > kept) reserved.pop();
        reserved.push(number);
    }
}
