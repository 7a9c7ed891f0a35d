// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Roll} from "../interfaces/IAuthority.sol";
import {IRefusals} from "../interfaces/IRefusals.sol";
import {ITitleRegistry, Movement} from "../interfaces/ITitleRegistry.sol";
import {Holdings} from "./Holdings.sol";

/// @notice Who has to sign an act on title.
/// @dev The library's rolls leave the officer's seat out (he is known once his appointment is read), but number the bits as
/// if he sat first: row i of the table is bit i + 1. An act without an officer shifts them down by one. `units` is filled
/// only where a quorum asks for it.
library Rolls {
    uint8 internal constant UNANIMOUS = 1;
    uint8 internal constant TWO_THIRDS = 2;
    uint8 internal constant MAJORITY = 3;
    uint8 internal constant DELEGATED = 4;

    /// @dev Flag beside the base rule: conveyances need nobody's consent.
    uint8 internal constant SHARES_FREE = 0x80;

    uint256 private constant OFFICER = 1;

    /// @notice Demand a known rule, and a delegate exactly where it asks for one.
    function requireRule(uint8 rule, uint32 delegate) internal pure {
        uint8 base = rule & ~SHARES_FREE;
        if (base < UNANIMOUS || base > DELEGATED || (base == DELEGATED) != (delegate != 0)) {
            revert ITitleRegistry.WrongRule(rule, delegate);
        }
    }

    /// @notice The officer alone.
    function ofNone() internal pure returns (Roll memory roll) {
        roll.must = OFFICER;
    }

    /// @notice Officer and one party.
    function ofOne(uint32 party) internal pure returns (Roll memory roll) {
        roll.seats = new uint32[](1);
        roll.seats[0] = party;
        roll.must = 3;
    }

    /// @notice Officer and every row, all of whom must sign.
    function ofAll(uint256[] memory rows) internal pure returns (Roll memory roll) {
        roll = _seated(rows, rows.length, 0);
        roll.must = _bits(rows.length) << 1 | OFFICER;
    }

    /// @notice The same, where all rows give something away by it.
    function ofAllDisposing(uint256[] memory rows) internal pure returns (Roll memory roll) {
        roll = ofAll(rows);
        roll.disposing = roll.must & ~OFFICER;
    }

    /// @notice Officer, a judge, and the receivers of these movements in their order of appearance; all must sign.
    function ofOrder(uint32 judge, Movement[] calldata receiving) internal pure returns (Roll memory roll) {
        uint32[] memory seats = new uint32[](receiving.length + 1);
        seats[0] = judge;
        uint256 count = 1;
        for (uint256 i; i < receiving.length; ++i) {
            uint32 party = receiving[i].to;
            if (_seatOf(seats, party) >= count) seats[count++] = party;
        }
        roll.seats = new uint32[](count);
        for (uint256 i; i < count; ++i) {
            roll.seats[i] = seats[i];
        }
        roll.must = _bits(count) << 1 | OFFICER;
    }

    /// @notice Every row, all of whom must sign and by it dispose; no officer.
    function ofAllAlone(uint256[] memory rows) internal pure returns (Roll memory roll) {
        roll = _seated(rows, rows.length, 0);
        roll.must = _bits(rows.length);
        roll.disposing = roll.must;
    }

    /// @notice Officer, rows, and the delegate where the rule asks for one who has no row.
    /// @param rows After the movements, not yet compacted: the stored ones, then newcomers.
    /// @param before The stored rows as they were: their units consent, under unanimity each of them must.
    function ofConveyance(
        uint256[] memory rows,
        uint256[] memory before,
        uint256 givers,
        uint256 receivers,
        uint8 rule,
        uint32 delegate
    ) internal pure returns (Roll memory roll) {
        uint256 delegated;
        if (rule == DELEGATED) delegated = Holdings.find(rows, delegate); // without SHARES_FREE
        bool extra = rule == DELEGATED && delegated == rows.length;
        roll = _seated(rows, rows.length, extra ? 1 : 0);
        uint256 must = givers | receivers;
        if (rule == UNANIMOUS) must |= _bits(before.length);
        else if (rule == TWO_THIRDS) roll.quorum = uint32(Holdings.WHOLE / 3 * 2);
        else if (rule == MAJORITY) roll.quorum = uint32(Holdings.WHOLE / 2 + 1);
        else if (rule == DELEGATED) must |= 1 << delegated;
        if (roll.quorum != 0) roll.units = _unitsOf(before, roll.seats.length);
        if (extra) roll.seats[rows.length] = delegate;
        roll.must = must << 1 | OFFICER;
        roll.disposing = givers << 1;
    }

    /// @notice The same roll with these parties, who must sign: at the seats that they have, else behind all others, in their
    /// order.
    /// @param parties None twice.
    function withSeats(Roll memory roll, uint32[] memory parties) internal pure returns (Roll memory) {
        uint256 count = roll.seats.length;
        uint256 more;
        for (uint256 i; i < parties.length; ++i) {
            if (_seatOf(roll.seats, parties[i]) == count) ++more;
        }
        uint32[] memory seats = new uint32[](count + more);
        uint32[] memory units = new uint32[](count + more);
        for (uint256 i; i < count; ++i) {
            seats[i] = roll.seats[i];
            if (roll.quorum != 0) units[i] = roll.units[i];
        }
        for (uint256 i; i < parties.length; ++i) {
            uint256 seat = _seatOf(roll.seats, parties[i]);
            if (seat == roll.seats.length) {
                seat = count;
                seats[count++] = parties[i];
            }
            roll.must |= OFFICER << seat + 1;
        }
        roll.seats = seats;
        if (roll.quorum != 0) roll.units = units;
        return roll;
    }

    /// @notice The same roll; these parties, who have a seat each, give something away as well.
    function withDisposing(Roll memory roll, uint32[] memory parties) internal pure returns (Roll memory) {
        for (uint256 i; i < parties.length; ++i) {
            roll.disposing |= OFFICER << _seatOf(roll.seats, parties[i]) + 1;
        }
        return roll;
    }

    /// @notice The whole roll, as the views answer it.
    function withOfficer(Roll memory roll, uint32 officer) internal pure returns (Roll memory whole) {
        uint256 seats = roll.seats.length;
        whole.seats = new uint32[](seats + 1);
        whole.units = new uint32[](seats + 1);
        whole.seats[0] = officer;
        for (uint256 i; i < seats; ++i) {
            whole.seats[i + 1] = roll.seats[i];
            if (roll.quorum != 0) whole.units[i + 1] = roll.units[i];
        }
        whole.must = roll.must;
        whole.disposing = roll.disposing;
        whole.quorum = roll.quorum;
    }

    /// @notice Demand that all who must have signed, and that the signers' units reach the quorum.
    /// @param first Bit of the roll's first seat: 1 where an officer sits before it, 0 where none does.
    function requireEnough(Roll memory roll, uint256 signed, uint256 first) internal pure {
        uint256 missing = roll.must & ~signed;
        if (missing != 0) {
            uint256 i = first;
            while (missing >> i & 1 == 0) ++i;
            revert IRefusals.SignatureMissing(roll.seats[i - first]);
        }
        if (roll.quorum == 0) return;
        uint256 consenting;
        for (uint256 i; i < roll.units.length; ++i) {
            if (signed >> i + first & 1 != 0) consenting += roll.units[i];
        }
        if (consenting < roll.quorum) revert ITitleRegistry.ConsentMissing(consenting, roll.quorum);
    }

    function _seatOf(uint32[] memory seats, uint32 party) private pure returns (uint256 i) {
        while (i < seats.length && seats[i] != party) ++i;
    }

    function _seated(uint256[] memory rows, uint256 count, uint256 more) private pure returns (Roll memory roll) {
        roll.seats = new uint32[](count + more);
        for (uint256 i; i < count; ++i) {
            roll.seats[i] = Holdings.partyOf(rows[i]);
        }
    }

    function _unitsOf(uint256[] memory rows, uint256 seats) private pure returns (uint32[] memory units) {
        units = new uint32[](seats);
        for (uint256 i; i < rows.length; ++i) {
            units[i] = Holdings.unitsOf(rows[i]);
        }
    }

    function _bits(uint256 count) private pure returns (uint256) {
        return (1 << count) - 1;
    }
}
