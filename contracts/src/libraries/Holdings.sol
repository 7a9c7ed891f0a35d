// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ITitleRegistry, Movement, Share} from "../interfaces/ITitleRegistry.sol";

/// @notice The table of an achievement's holders: packed four a word in storage, one row a word in memory.
/// @dev A row, from its lowest bit: party 32, encumbered 1, reserved 1, units 30. Row i stands in storage word i / 4 at
/// bit 64 * (i % 4). `ledger/core/shares.py` is the same in Python.
library Holdings {
    uint256 internal constant WHOLE = 720_720_000;
    uint256 internal constant MOST_HOLDERS = 16;
    uint256 internal constant MOST_MOVEMENTS = 16;

    uint256 private constant UNITS = 34;
    uint256 private constant ROW = type(uint64).max;
    uint256 private constant MARK = 1 << 32;
    uint256 private constant MARKS = 0x0000000100000000_0000000100000000_0000000100000000_0000000100000000;

    function partyOf(uint256 row) internal pure returns (uint32) {
        return uint32(row);
    }

    function unitsOf(uint256 row) internal pure returns (uint32) {
        return uint32(row >> UNITS);
    }

    function isEncumbered(uint256 row) internal pure returns (bool) {
        return row & MARK != 0;
    }

    /// @notice The first `entries` rows.
    function load(uint256[4] storage words, uint256 entries) internal view returns (uint256[] memory rows) {
        rows = new uint256[](entries);
        uint256 word;
        unchecked {
            for (uint256 i; i < entries; ++i) {
                if (i & 3 == 0) word = words[i >> 2];
                _put(rows, i, word & ROW);
                word >>= 64;
            }
        }
    }

    /// @notice The same of words that another contract answered.
    function unpack(uint256[4] memory words, uint256 entries) internal pure returns (uint256[] memory rows) {
        rows = new uint256[](entries);
        for (uint256 i; i < entries; ++i) {
            rows[i] = words[i / 4] >> 64 * (i % 4) & ROW;
        }
    }

    /// @notice A copy of rows, with room for `more` to be appended.
    function roomier(uint256[] memory rows, uint256 more) internal pure returns (uint256[] memory copy) {
        uint256 count = rows.length;
        copy = new uint256[](count + more);
        for (uint256 i; i < count; ++i) {
            _put(copy, i, _row(rows, i));
        }
        _setLength(copy, count);
    }

    /// @notice The rows of a table that `requireWhole` has accepted, here or when it was proposed.
    function fromShares(Share[] calldata table) internal pure returns (uint256[] memory rows) {
        rows = new uint256[](table.length);
        unchecked {
            for (uint256 i; i < table.length; ++i) {
                (uint256 party, uint256 units) = _share(table, i);
                _put(rows, i, party | units << UNITS);
            }
        }
    }

    /// @notice The rows of a title's table as the registry answers it, without marks.
    function fromHoldings(Share[] memory table) internal pure returns (uint256[] memory rows) {
        rows = new uint256[](table.length);
        for (uint256 i; i < table.length; ++i) {
            rows[i] = uint256(table[i].party) | uint256(table[i].units) << UNITS;
        }
    }

    /// @notice Demand 1 to 16 different holders, none of them empty, that sum to the whole.
    function requireWhole(Share[] calldata table) internal pure {
        uint256 count = table.length;
        if (count > MOST_HOLDERS) revert ITitleRegistry.TooManyHolders(count);
        uint256 sum;
        unchecked {
            for (uint256 i; i < count; ++i) {
                (uint256 party, uint256 units) = _share(table, i);
                // Also what does not fit the type: read without Solidity's check, and hashed as it stands.
                if (party == 0 || party >> 32 != 0 || units == 0) revert ITitleRegistry.ShareEmpty(uint32(party));
                if (units > WHOLE) revert ITitleRegistry.NotWhole(units);
                for (uint256 j; j < i; ++j) {
                    (uint256 other,) = _share(table, j);
                    if (other == party) revert ITitleRegistry.PartyTwice(uint32(party));
                }
                sum += units; // at most 16 times the whole
            }
        }
        if (sum != WHOLE) revert ITitleRegistry.NotWhole(sum);
    }

    /// @notice Carry out movements one after the other, in place: newcomers are appended in order of appearance, rows left
    /// empty stay until `compact`.
    /// @param rows Loaded with room for one more row a movement.
    /// @return givers Bit i: row i gives. @return receivers Bit i: row i receives.
    function move(uint256[] memory rows, Movement[] calldata movements)
        internal
        pure
        returns (uint256 givers, uint256 receivers)
    {
        if (movements.length == 0) revert ITitleRegistry.MovementEmpty(0);
        if (movements.length > MOST_MOVEMENTS) revert ITitleRegistry.TooManyHolders(movements.length);
        for (uint256 i; i < movements.length; ++i) {
            Movement calldata movement = movements[i];
            (uint32 from, uint32 to, uint256 units) = (movement.from, movement.to, movement.units);
            if (units == 0 || from == to) revert ITitleRegistry.MovementEmpty(i);
            if (to == 0) revert ITitleRegistry.ShareEmpty(to);

            uint256 giver = find(rows, from);
            if (giver == rows.length) revert ITitleRegistry.NotEnough(from, 0, units);
            uint256 row = _row(rows, giver);
            if (row >> UNITS < units) revert ITitleRegistry.NotEnough(from, row >> UNITS, units);

            uint256 receiver = find(rows, to);
            if (receiver == rows.length) {
                _setLength(rows, receiver + 1); // within the room that `roomier` left
                _put(rows, receiver, to);
            }
            unchecked {
                // No borrow: he has them. No more than 30 bits: the sum of all rows stays the whole.
                _put(rows, giver, row - (units << UNITS));
                _put(rows, receiver, _row(rows, receiver) + (units << UNITS));
            }
            givers |= 1 << giver;
            receivers |= 1 << receiver;
        }
    }

    /// @notice The holders whom an outsider's purchase passes over: those who neither give in these movements nor receive
    /// from the giver of the movement `at_`. None if its receiver is no outsider.
    /// @param before The rows as they were.
    function passedOver(uint256[] memory before, Movement[] calldata movements, uint256 at_)
        internal
        pure
        returns (uint32[] memory holders)
    {
        if (find(before, movements[at_].to) != before.length) return holders;
        holders = new uint32[](before.length);
        uint256 count;
        for (uint256 i; i < before.length; ++i) {
            uint32 party = partyOf(before[i]);
            bool involved;
            for (uint256 j; j < movements.length; ++j) {
                Movement calldata movement = movements[j];
                if (movement.from == party) involved = true;
                if (movement.to == party && movement.from == movements[at_].from) involved = true;
            }
            if (!involved) holders[count++] = party;
        }
        assembly ("memory-safe") {
            mstore(holders, count)
        }
    }

    /// @notice Whether a row with pledged units holds fewer of them than it did.
    /// @param rows After the movements; the stored ones stand where they stood.
    function losesPledged(uint256[] memory before, uint256[] memory rows) internal pure returns (bool loses) {
        unchecked {
            for (uint256 i; i < before.length; ++i) {
                uint256 row = _row(before, i);
                if (isEncumbered(row) && row > _row(rows, i)) loses = true; // party and mark are the same in both
            }
        }
    }

    /// @notice Set the marks of pledged units as the bits say: bit i is row i.
    function mark(uint256[] memory rows, uint256 encumbered) internal pure {
        unchecked {
            for (uint256 i; i < rows.length; ++i) {
                uint256 row = _row(rows, i);
                _put(rows, i, row ^ ((row >> 32 ^ encumbered >> i) & 1) << 32);
            }
        }
    }

    /// @notice Parties and units apart.
    function split(uint256[] memory rows) internal pure returns (uint32[] memory parties, uint32[] memory units) {
        parties = new uint32[](rows.length);
        units = new uint32[](rows.length);
        for (uint256 i; i < rows.length; ++i) {
            (parties[i], units[i]) = (partyOf(rows[i]), unitsOf(rows[i]));
        }
    }

    /// @notice Drop rows without units, in place; the others keep their order.
    function compact(uint256[] memory rows) internal pure {
        uint256 kept;
        unchecked {
            for (uint256 i; i < rows.length; ++i) {
                uint256 row = _row(rows, i);
                if (row >> UNITS != 0) _put(rows, kept++, row);
            }
        }
        _setLength(rows, kept);
        if (kept > MOST_HOLDERS) revert ITitleRegistry.TooManyHolders(kept);
    }

    /// @notice The index of a party's row, or the number of rows.
    function find(uint256[] memory rows, uint32 party) internal pure returns (uint256 i) {
        unchecked {
            while (i < rows.length && uint32(_row(rows, i)) != party) ++i;
        }
    }

    /// @notice The rows as storage words, only those in use.
    function pack(uint256[] memory rows) internal pure returns (uint256[] memory words) {
        unchecked {
            words = new uint256[]((rows.length + 3) / 4);
            for (uint256 i; i < rows.length; ++i) {
                _put(words, i >> 2, _row(words, i >> 2) | _row(rows, i) << 64 * (i & 3));
            }
        }
    }

    /// @notice Write the words that differ, and empty those no longer in use.
    /// @param before Number of entries that stand in storage.
    function store(uint256[4] storage words, uint256[] memory packed, uint256 before) internal {
        unchecked {
            uint256 used = (before + 3) / 4;
            for (uint256 i; i < packed.length; ++i) {
                if (i >= used || words[i] != _row(packed, i)) words[i] = _row(packed, i);
            }
            for (uint256 i = packed.length; i < used; ++i) {
                words[i] = 0;
            }
        }
    }

    /// @notice keccak256 of the four words without the marks of pledged units: they come and go while the holdings stay.
    function digest(uint256[4] storage words) internal view returns (bytes32) {
        return keccak256(abi.encode(words[0] & ~MARKS, words[1] & ~MARKS, words[2] & ~MARKS, words[3] & ~MARKS));
    }

    /// @dev Calldata without Solidity's checks of bounds and types: `i` is below the length, `requireWhole` checks the types.
    function _share(Share[] calldata table, uint256 i) private pure returns (uint256 party, uint256 units) {
        assembly ("memory-safe") {
            let place := add(table.offset, shl(6, i))
            party := calldataload(place)
            units := calldataload(add(place, 32))
        }
    }

    // Memory without Solidity's bounds check. Safe because every index above comes from a loop or a search over the array
    // itself, or is the place that `_setLength` has just opened.

    function _row(uint256[] memory rows, uint256 i) private pure returns (uint256 row) {
        assembly ("memory-safe") {
            row := mload(add(add(rows, 32), shl(5, i)))
        }
    }

    function _put(uint256[] memory rows, uint256 i, uint256 row) private pure {
        assembly ("memory-safe") {
            mstore(add(add(rows, 32), shl(5, i)), row)
        }
    }

    function _setLength(uint256[] memory rows, uint256 length) private pure {
        assembly ("memory-safe") {
            mstore(rows, length)
        }
    }
}
