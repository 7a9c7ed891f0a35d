// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Bound} from "./Bound.sol";
import {AuthorityLimits, IAuthority, Roll} from "./interfaces/IAuthority.sol";

/// @notice What `Authority` stores, and the questions that its parts ask each other.
/// @dev Offline proofs rely on this layout; `Layout.t.sol` pins it.
abstract contract Records is IAuthority, Bound {
    /// @dev From the lowest bit. `signer`: id 160, keyed 1, kind 7, since 40, guardian 32, mayDispose 16.
    /// `recovery`: id 160, keyed 1, dueAt 40, recoveryDays 16, node 32; id 0 while none is on notice, and `dueAt` then tells
    /// from which second on the text for a new one counts. `bars`, five times: node 32, until 16 (a day number), the newest
    /// lowest.
    struct Party {
        uint256 signer;
        bytes32 identity;
        uint256 recovery;
        uint256 bars;
    }

    /// @dev Longest time between drafting and deadline of the acts of this contract.
    uint32 internal constant LONGEST_LIFE = 90 days;

    /// @dev Most days that a recovery may be on notice.
    uint16 internal constant LONGEST_RECOVERY = 366;

    // slot 0
    mapping(uint32 party => Party) internal _parties;
    // slot 1; a word from its lowest bit: parent 32, operator 32, kind 8, from 40, until 40, handedOver 40
    mapping(uint32 node => uint256) internal _nodes;
    // slot 2; a word from its lowest bit: node 32, officer 32, powers 32, from 40, until 40
    mapping(uint32 appointment => uint256) internal _appointments;
    // slot 3: how many numbers were given
    uint32 internal _partyCount;
    uint32 internal _nodeCount;
    uint32 internal _appointmentCount;

    uint16 internal immutable RECOVERY_DAYS;
    uint16 internal immutable QUARANTINE_DAYS;
    uint16 internal immutable GUARDIAN_BAR_DAYS;
    bool internal immutable ANY_RECOVERY_NODE;

    constructor(AuthorityLimits memory limits_) {
        if (limits_.recoveryDays > LONGEST_RECOVERY) {
            revert RecoveryDaysUnfit(limits_.recoveryDays, 0, LONGEST_RECOVERY);
        }
        RECOVERY_DAYS = limits_.recoveryDays;
        QUARANTINE_DAYS = limits_.quarantineDays;
        GUARDIAN_BAR_DAYS = limits_.guardianBarDays;
        ANY_RECOVERY_NODE = limits_.anyRecoveryNode;
    }

    /// @inheritdoc IAuthority
    function counts() external view returns (uint32 parties, uint32 nodes, uint32 appointments) {
        return (_partyCount, _nodeCount, _appointmentCount);
    }

    /// @inheritdoc IAuthority
    function limits() external view returns (AuthorityLimits memory) {
        return AuthorityLimits(RECOVERY_DAYS, QUARANTINE_DAYS, GUARDIAN_BAR_DAYS, ANY_RECOVERY_NODE);
    }

    /// @dev The officer of an appointment that carries `power` for `node` now; reverts otherwise. Implemented by `Nodes`.
    function _requireCompetent(uint32 appointment, uint32 power, uint32 node) internal view virtual returns (uint32);

    /// @dev The word of a node that is in force; reverts otherwise. Implemented by `Nodes`.
    function _requireInForce(uint32 node) internal view virtual returns (uint256 word);

    /// @dev Every one of these one or two seats sealed the digest, or revert. Implemented by `Parties`.
    function _requireAllSigned(Roll memory roll, uint40 draftedAt, bytes32 digest, bytes calldata seals)
        internal
        view
        virtual;

    function _officerOf(uint32 appointment) internal view returns (uint32) {
        return uint32(_appointments[appointment] >> 32);
    }

    /// @dev The roll of an act that one or two parties sign; a party with two capacities has one seat.
    function _rollOf(uint32 first, uint32 second) internal pure returns (Roll memory) {
        return first == second ? _rollOf(first) : _rollOfBoth(first, second);
    }

    function _rollOf(uint32 only) internal pure returns (Roll memory roll) {
        roll.seats = new uint32[](1);
        roll.units = new uint32[](1);
        roll.seats[0] = only;
        roll.must = 1;
    }

    /// @dev The roll of an act whose second seat is sealed with a new signer: it stands though the first be the same party.
    function _rollOfBoth(uint32 first, uint32 second) internal pure returns (Roll memory roll) {
        roll.seats = new uint32[](2);
        roll.units = new uint32[](2);
        roll.seats[0] = first;
        roll.seats[1] = second;
        roll.must = 3;
    }
}
