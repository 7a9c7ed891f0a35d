// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice The head of a title in one word. From its lowest bit: status 8, rule 8, entries 8, node 32, version 32,
/// noticeUntil 40, frozenUntil 40, objections 16, delegate 32, round 16.
type Head is uint256;

using Heads for Head global;

library Heads {
    uint8 internal constant NONE = 0;
    uint8 internal constant REGISTERED = 1;
    uint8 internal constant NOTICE = 2;
    uint8 internal constant CONTESTED = 3;
    uint8 internal constant CONFIRMED = 4;
    uint8 internal constant CLOSED = 5;

    function status(Head head) internal pure returns (uint8) {
        return uint8(Head.unwrap(head));
    }

    function rule(Head head) internal pure returns (uint8) {
        return uint8(Head.unwrap(head) >> 8);
    }

    function entries(Head head) internal pure returns (uint8) {
        return uint8(Head.unwrap(head) >> 16);
    }

    function node(Head head) internal pure returns (uint32) {
        return uint32(Head.unwrap(head) >> 24);
    }

    function version(Head head) internal pure returns (uint32) {
        return uint32(Head.unwrap(head) >> 56);
    }

    function noticeUntil(Head head) internal pure returns (uint40) {
        return uint40(Head.unwrap(head) >> 88);
    }

    function frozenUntil(Head head) internal pure returns (uint40) {
        return uint40(Head.unwrap(head) >> 128);
    }

    function objections(Head head) internal pure returns (uint16) {
        return uint16(Head.unwrap(head) >> 168);
    }

    function delegate(Head head) internal pure returns (uint32) {
        return uint32(Head.unwrap(head) >> 184);
    }

    function round(Head head) internal pure returns (uint16) {
        return uint16(Head.unwrap(head) >> 216);
    }

    /// @notice The head of a new title: registered, of no version before its act is folded.
    function registered(uint32 node_, uint256 entries_) internal pure returns (Head) {
        return Head.wrap(REGISTERED | entries_ << 16 | uint256(node_) << 24);
    }

    /// @notice The head of a title that came from another registry, where it is closed: confirmed, with nothing open.
    function adopted(Head head) internal pure returns (Head) {
        return head.withStatus(CONFIRMED).withNotice(0).withFrozen(0).withObjections(0);
    }

    function withStatus(Head head, uint8 value) internal pure returns (Head) {
        return _with(head, 0, 8, value);
    }

    function withRule(Head head, uint8 rule_, uint32 delegate_) internal pure returns (Head) {
        return _with(_with(head, 8, 8, rule_), 184, 32, delegate_);
    }

    function withEntries(Head head, uint256 value) internal pure returns (Head) {
        return _with(head, 16, 8, value);
    }

    function withNotice(Head head, uint40 until) internal pure returns (Head) {
        return _with(head, 88, 40, until);
    }

    function withFrozen(Head head, uint40 until) internal pure returns (Head) {
        return _with(head, 128, 40, until);
    }

    function withObjections(Head head, uint16 value) internal pure returns (Head) {
        return _with(head, 168, 16, value);
    }

    /// @dev `value` is checked by the act: always the number of proposals there were, and this one.
    function withRound(Head head, uint16 value) internal pure returns (Head) {
        return _with(head, 216, 16, value);
    }

    /// @dev 2³² acts on one title do not happen; if they did, the sum would run into `noticeUntil`, so it is checked.
    function withNextVersion(Head head) internal pure returns (Head) {
        return _with(head, 56, 32, uint32(head.version() + 1));
    }

    /// @dev `value` fits `bits` because every caller passes a type of that width, or a count of at most 16. What differs is
    /// flipped: a mask over all the rest would be a constant of 32 bytes in each of the places that write a head.
    function _with(Head head, uint256 shift, uint256 bits, uint256 value) private pure returns (Head) {
        uint256 word = Head.unwrap(head);
        return Head.wrap(word ^ ((word >> shift & (1 << bits) - 1) ^ value) << shift);
    }
}
