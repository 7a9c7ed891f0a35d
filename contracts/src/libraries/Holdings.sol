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
    uint8 private constant GIFT = 3;

    function partyOf(uint256 row) internal pure returns (uint32) {
        return uint32(row);
    }

    function unitsOf(uint256 row) internal pure returns (uint32) {
        return uint32(row >> UNITS);
    }

    function isEncumbered(uint256 row) internal pure returns (bool) {
        return row >> 32 & 1 != 0;
    }

    /// @notice The first `entries` rows, with room for `more` to be appended.
    function load(uint256[4] storage words, uint256 entries, uint256 more)
        internal
        view
        returns (uint256[] memory rows)
    {
        rows = new uint256[](entries + more);
        uint256 word;
        for (uint256 i; i < entries; ++i) {
            if (i & 3 == 0) word = words[i >> 2];
            rows[i] = word & ROW;
            word >>= 64;
        }
        _setLength(rows, entries);
    }

    /// @notice The rows of a table that `requireWhole` has accepted, here or when it was proposed.
    function fromShares(Share[] calldata table) internal pure returns (uint256[] memory rows) {
        rows = new uint256[](table.length);
        for (uint256 i; i < table.length; ++i) {
            rows[i] = uint256(table[i].party) | uint256(table[i].units) << UNITS;
        }
    }

    /// @notice Demand 1 to 16 different holders, none of them empty, that sum to the whole.
    function requireWhole(Share[] calldata table) internal pure {
        if (table.length > MOST_HOLDERS) revert ITitleRegistry.TooManyHolders(table.length);
        uint256 sum;
        for (uint256 i; i < table.length; ++i) {
            uint32 party = table[i].party;
            if (party == 0 || table[i].units == 0) revert ITitleRegistry.ShareEmpty(party);
            for (uint256 j; j < i; ++j) {
                if (table[j].party == party) revert ITitleRegistry.PartyTwice(party);
            }
            sum += table[i].units;
        }
        // The whole fits 30 bits, so every part of it does.
        if (sum != WHOLE) revert ITitleRegistry.NotWhole(sum);
    }

    /// @notice Carry out movements one after the other, in place: newcomers are appended in order of appearance, rows left
    /// empty stay until `compact`.
    /// @param rows Loaded with room for one more row a movement.
    /// @return givers Bit i: row i gives. @return receivers Bit i: row i receives.
    function move(uint256[] memory rows, Movement[] calldata movements, uint8 basis)
        internal
        pure
        returns (uint256 givers, uint256 receivers)
    {
        if (movements.length == 0) revert ITitleRegistry.MovementEmpty(0);
        if (movements.length > MOST_MOVEMENTS) revert ITitleRegistry.TooManyHolders(movements.length);
        uint256 stored = rows.length;
        for (uint256 i; i < movements.length; ++i) {
            Movement calldata movement = movements[i];
            (uint32 from, uint32 to, uint256 units) = (movement.from, movement.to, movement.units);
            if (units == 0 || from == to) revert ITitleRegistry.MovementEmpty(i);
            if (to == 0) revert ITitleRegistry.ShareEmpty(to);

            uint256 giver = find(rows, from);
            if (giver == rows.length) revert ITitleRegistry.NotEnough(from, 0, units);
            uint256 has = rows[giver] >> UNITS;
            if (has < units) revert ITitleRegistry.NotEnough(from, has, units);
            if (isEncumbered(rows[giver])) revert ITitleRegistry.PledgeeMissing(from, 0);

            uint256 receiver = find(rows, to);
            if (receiver >= stored && basis != GIFT) revert ITitleRegistry.OfferMissing(from);
            if (receiver == rows.length) {
                _setLength(rows, receiver + 1); // within the room that `load` left
                rows[receiver] = to;
            }
            // No borrow: has >= units. No overflow of 30 bits: the sum of all rows stays the whole.
            rows[giver] -= units << UNITS;
            rows[receiver] += units << UNITS;
            givers |= 1 << giver;
            receivers |= 1 << receiver;
        }
    }

    /// @notice Drop rows without units, in place; the others keep their order.
    function compact(uint256[] memory rows) internal pure {
        uint256 kept;
        for (uint256 i; i < rows.length; ++i) {
            if (rows[i] >> UNITS != 0) rows[kept++] = rows[i];
        }
        _setLength(rows, kept);
        if (kept > MOST_HOLDERS) revert ITitleRegistry.TooManyHolders(kept);
    }

    /// @notice The index of a party's row, or the number of rows.
    function find(uint256[] memory rows, uint32 party) internal pure returns (uint256 i) {
        while (i < rows.length && uint32(rows[i]) != party) ++i;
    }

    /// @notice The rows as storage words, only those in use.
    function pack(uint256[] memory rows) internal pure returns (uint256[] memory words) {
        words = new uint256[]((rows.length + 3) / 4);
        for (uint256 i; i < rows.length; ++i) {
            words[i >> 2] |= rows[i] << 64 * (i & 3);
        }
    }

    /// @notice Write the words that differ, and empty those no longer in use.
    /// @param before Number of entries that stand in storage.
    function store(uint256[4] storage words, uint256[] memory packed, uint256 before) internal {
        uint256 used = (before + 3) / 4;
        for (uint256 i; i < packed.length; ++i) {
            if (i >= used || words[i] != packed[i]) words[i] = packed[i];
        }
        for (uint256 i = packed.length; i < used; ++i) {
            words[i] = 0;
        }
    }

    /// @notice keccak256 of the four words.
    function digest(uint256[4] storage words) internal view returns (bytes32) {
        return keccak256(abi.encode(words[0], words[1], words[2], words[3]));
    }

    function _setLength(uint256[] memory rows, uint256 length) private pure {
        assembly ("memory-safe") {
            mstore(rows, length)
        }
    }
}
