// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {
    Admission,
    Appointment,
    AppointmentEnd,
    AppointmentRecord,
    HandOver,
    IAuthority,
    NodeClosing,
    NodeRecord,
    Roll
} from "./interfaces/IAuthority.sol";
import {Powers} from "./libraries/Powers.sol";
import {TypedAuthority} from "./libraries/TypedAuthority.sol";
import {Records} from "./Records.sol";

/// @notice The tree of nodes, three levels at most, and the officers appointed there.
abstract contract Nodes is Records {
    uint8 internal constant CORE = 1;
    uint8 internal constant REGIONAL = 2;
    uint8 internal constant SPECIALISED = 3;

    uint256 private constant UNTIL_OF_NODE = uint256(type(uint40).max) << 112;
    uint256 private constant UNTIL_OF_APPOINTMENT = uint256(type(uint40).max) << 136;
    uint256 private constant KEPT_AT_HAND_OVER = uint256(type(uint32).max) | uint256(type(uint88).max) << 64;

    /// @inheritdoc IAuthority
    function admit(Admission calldata message, bytes calldata seals) external returns (uint32 node) {
        _requireTimely(message.draftedAt, message.deadline, LONGEST_LIFE);
        node = message.node;
        if (node != _nodeCount + 1) revert WrongNumber(node, _nodeCount + 1);
        if (message.kind != REGIONAL && message.kind != SPECIALISED) revert UnknownKind(message.kind);
        uint256 parent = _requireInForce(message.parent);
        _requireDraftedUnder(message.parent, parent, message.draftedAt);
        uint32 grandparent = uint32(parent);
        if (grandparent != 0 && uint32(_nodes[grandparent]) != 0) revert TooDeep(message.parent);
        if (message.under != 0) {
            uint32 officer = _requireCompetent(message.under, Powers.ADMIT_NODE, message.parent);
            if (officer == message.operator) revert OfficerIsParty(officer);
        }
        _requireAllSigned(_rollOfAdmit(message), message.draftedAt, digestOfAdmit(message), seals);
        _enter(node, message.parent, message.operator, message.kind);
    }

    /// @inheritdoc IAuthority
    function handOver(HandOver calldata message, bytes calldata seals) external {
        _requireTimely(message.draftedAt, message.deadline, LONGEST_LIFE);
        uint256 word = _requireInForce(message.node);
        _requireDraftedUnder(message.node, word, message.draftedAt);
        _requireAllSigned(_rollOfHandOver(message), message.draftedAt, digestOfHandOver(message), seals);

        // From the next second on: whatever was drafted for the node up to now counts no more, this text included.
        _nodes[message.node] = word & KEPT_AT_HAND_OVER | uint256(message.operator) << 32 | (block.timestamp + 1) << 152;
        emit NodeHandedOver(message.node, message.operator);
    }

    /// @inheritdoc IAuthority
    function closeNode(NodeClosing calldata message, bytes calldata seals) external {
        _requireTimely(message.draftedAt, message.deadline, LONGEST_LIFE);
        uint256 word = _requireInForce(message.node);
        if (uint32(word) == 0) revert CoreNode();
        _requireMayClose(message, word);
        _requireAllSigned(_rollOf(message.by), message.draftedAt, digestOfCloseNode(message), seals);

        _nodes[message.node] = word & ~UNTIL_OF_NODE | block.timestamp << 112;
        emit NodeClosed(message.node, uint40(block.timestamp));
    }

    /// @inheritdoc IAuthority
    function appoint(Appointment calldata message, bytes calldata seals) external returns (uint32 appointment) {
        _requireTimely(message.draftedAt, message.deadline, LONGEST_LIFE);
        appointment = message.appointment;
        if (appointment != _appointmentCount + 1) revert WrongNumber(appointment, _appointmentCount + 1);
        if (message.powers == 0 || message.powers & ~Powers.ALL != 0) revert UnknownPowers(message.powers);
        // Never from an earlier second: what was nobody's competence yesterday stays so.
        uint40 from = message.from > block.timestamp ? message.from : uint40(block.timestamp);
        if (from >= message.until) revert PeriodEmpty(from, message.until);
        _requireDraftedUnder(message.node, _requireInForce(message.node), message.draftedAt);
        if (message.under != 0) {
            // He may give any power at the node, as its operator may; but to reach below only if he does so himself.
            uint32 needed = Powers.GRANT_OFFICER | message.powers & Powers.BELOW;
            uint32 granting = _requireCompetent(message.under, needed, message.node);
            if (granting == message.officer) revert OfficerIsParty(granting);
        }
        _requireAllSigned(_rollOfAppoint(message), message.draftedAt, digestOfAppoint(message), seals);

        _appointmentCount = appointment;
        _appointments[appointment] = uint256(message.node) | uint256(message.officer) << 32 | uint256(message.powers)
            << 64 | uint256(from) << 96 | uint256(message.until) << 136;
        emit Appointed(appointment, message.node, message.officer, message.powers, from, message.until);
    }

    /// @inheritdoc IAuthority
    function endAppointment(AppointmentEnd calldata message, bytes calldata seals) external {
        _requireTimely(message.draftedAt, message.deadline, LONGEST_LIFE);
        uint256 word = _appointments[message.appointment];
        // Never at an earlier second: what he did under it stays within his competence.
        uint40 until = message.until > block.timestamp ? message.until : uint40(block.timestamp);
        if (until >= _until(word)) revert NotEarlier(until, _until(word));
        _requireMayEnd(message, uint32(word), uint32(word >> 32));
        _requireAllSigned(_rollOf(message.by), message.draftedAt, digestOfEndAppointment(message), seals);

        _appointments[message.appointment] = word & ~UNTIL_OF_APPOINTMENT | uint256(until) << 136;
        emit AppointmentEnded(message.appointment, until);
    }

    /// @inheritdoc IAuthority
    function rollOfAdmit(Admission calldata message) external view returns (Roll memory) {
        return _rollOfAdmit(message);
    }

    /// @inheritdoc IAuthority
    function rollOfAppoint(Appointment calldata message) external view returns (Roll memory) {
        return _rollOfAppoint(message);
    }

    /// @inheritdoc IAuthority
    function rollOfEndAppointment(AppointmentEnd calldata message) external pure returns (Roll memory) {
        return _rollOf(message.by);
    }

    /// @inheritdoc IAuthority
    function rollOfHandOver(HandOver calldata message) external view returns (Roll memory) {
        return _rollOfHandOver(message);
    }

    /// @inheritdoc IAuthority
    function rollOfCloseNode(NodeClosing calldata message) external pure returns (Roll memory) {
        return _rollOf(message.by);
    }

    /// @inheritdoc IAuthority
    function digestOfAdmit(Admission calldata message) public view returns (bytes32) {
        return _digest(TypedAuthority.hash(message));
    }

    /// @inheritdoc IAuthority
    function digestOfAppoint(Appointment calldata message) public view returns (bytes32) {
        return _digest(TypedAuthority.hash(message));
    }

    /// @inheritdoc IAuthority
    function digestOfEndAppointment(AppointmentEnd calldata message) public view returns (bytes32) {
        return _digest(TypedAuthority.hash(message));
    }

    /// @inheritdoc IAuthority
    function digestOfHandOver(HandOver calldata message) public view returns (bytes32) {
        return _digest(TypedAuthority.hash(message));
    }

    /// @inheritdoc IAuthority
    function digestOfCloseNode(NodeClosing calldata message) public view returns (bytes32) {
        return _digest(TypedAuthority.hash(message));
    }

    /// @inheritdoc IAuthority
    function competent(uint32 appointment, uint32 power, uint32 node, uint40 time) external view returns (bool) {
        return _competent(_appointments[appointment], power, node, time);
    }

    /// @inheritdoc IAuthority
    function nodeOf(uint32 node) external view returns (NodeRecord memory) {
        uint256 word = _nodes[node];
        return NodeRecord({
            parent: uint32(word),
            operator: uint32(word >> 32),
            kind: uint8(word >> 64),
            from: uint40(word >> 72),
            until: uint40(word >> 112)
        });
    }

    /// @inheritdoc IAuthority
    function appointmentOf(uint32 appointment) external view returns (AppointmentRecord memory) {
        uint256 word = _appointments[appointment];
        return AppointmentRecord({
            node: uint32(word),
            officer: uint32(word >> 32),
            powers: uint32(word >> 64),
            from: uint40(word >> 96),
            until: _until(word)
        });
    }

    /// @inheritdoc Records
    function _requireCompetent(uint32 appointment, uint32 power, uint32 node) internal view override returns (uint32) {
        uint256 word = _appointments[appointment];
        if (!_competent(word, power, node, block.timestamp)) {
            revert NotCompetent(appointment, node, power, uint40(block.timestamp));
        }
        return uint32(word >> 32);
    }

    /// @dev In force are the appointment and the node for which it was given. The node acted for lies there or, with BELOW,
    /// under it; it may have been closed since, and is then still served from above.
    function _competent(uint256 word, uint32 power, uint32 node, uint256 time) private view returns (bool) {
        uint32 powers = uint32(word >> 64);
        if (power == 0 || powers & power != power) return false;
        if (time < uint40(word >> 96) || time >= _until(word)) return false;
        uint32 own = uint32(word);
        uint256 at_ = _nodes[own];
        if (time < uint40(at_ >> 72) || time >= uint40(at_ >> 112)) return false;
        if (node == own) return true;
        if (powers & Powers.BELOW == 0) return false;
        for (uint32 up = node; up != 0;) {
            at_ = _nodes[up];
            if (time < uint40(at_ >> 72)) return false; // not yet admitted
            up = uint32(at_);
            if (up == own) return true;
        }
        return false;
    }

    /// @dev The node's own operator speaks for the node; the parent's, or an officer there, for the parent.
    function _requireMayClose(NodeClosing calldata message, uint256 word) private view {
        uint32 parent = uint32(word);
        if (message.under == 0 && message.by == _operatorIn(word)) {
            return _requireDraftedUnder(message.node, word, message.draftedAt);
        }
        uint256 above = _nodes[parent];
        _requireDraftedUnder(parent, above, message.draftedAt);
        if (message.under != 0) {
            _requireOfficer(message.under, Powers.ADMIT_NODE, parent, message.by);
        } else if (message.by != _operatorIn(above) || block.timestamp >= _untilOfNode(above)) {
            revert NotForNode(message.node, message.by);
        }
    }

    /// @dev The officer speaks for himself; the operator, or another officer there, for the node.
    function _requireMayEnd(AppointmentEnd calldata message, uint32 node, uint32 officer) private view {
        if (message.under == 0 && message.by == officer) return;
        uint256 word = _nodes[node];
        _requireDraftedUnder(node, word, message.draftedAt);
        if (message.under != 0) {
            _requireOfficer(message.under, Powers.GRANT_OFFICER, node, message.by);
        } else if (message.by != _operatorIn(word)) {
            revert NotOperatorNorOfficer(message.appointment, message.by);
        }
    }

    function _requireOfficer(uint32 appointment, uint32 power, uint32 node, uint32 party) private view {
        if (_requireCompetent(appointment, power, node) != party) revert NotOfficer(appointment, party);
    }

    /// @dev A text for a node is void once the node changed hands: it must not count again when an operator comes back.
    function _requireDraftedUnder(uint32 node, uint256 word, uint40 draftedAt) private pure {
        uint40 since = uint40(word >> 152);
        if (draftedAt < since) revert DraftedBefore(node, since);
    }

    function _rollOfAdmit(Admission calldata message) private view returns (Roll memory) {
        return _rollOf(_speakerOf(message.parent, message.under), message.operator);
    }

    function _rollOfHandOver(HandOver calldata message) private view returns (Roll memory) {
        return _rollOf(_speakerOf(message.node, 0), message.operator);
    }

    function _rollOfAppoint(Appointment calldata message) private view returns (Roll memory) {
        return _rollOf(_speakerOf(message.node, message.under), message.officer);
    }

    /// @dev Who signs for a node: its operator, or the officer of an appointment.
    function _speakerOf(uint32 node, uint32 under) private view returns (uint32) {
        return under == 0 ? _operatorIn(_nodes[node]) : _officerOf(under);
    }

    /// @dev The constructor admits the core through here as well.
    function _enter(uint32 node, uint32 parent, uint32 operator, uint8 kind) internal {
        _nodeCount = node;
        _nodes[node] = uint256(parent) | uint256(operator) << 32 | uint256(kind) << 64 | block.timestamp << 72
            | uint256(type(uint40).max) << 112;
        emit NodeAdmitted(node, parent, operator, kind);
    }

    /// @inheritdoc Records
    function _requireInForce(uint32 node) internal view override returns (uint256 word) {
        word = _nodes[node];
        // `from` is never in the future: a node is admitted at the time of its block.
        if (block.timestamp >= _untilOfNode(word)) revert NodeNotInForce(node);
    }

    function _operatorIn(uint256 node) private pure returns (uint32) {
        return uint32(node >> 32);
    }

    function _untilOfNode(uint256 node) private pure returns (uint40) {
        return uint40(node >> 112);
    }

    function _until(uint256 appointment) private pure returns (uint40) {
        return uint40(appointment >> 136);
    }
}
