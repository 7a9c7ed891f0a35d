// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Movement, Share} from "../../src/interfaces/ITitleRegistry.sol";
import {Holdings} from "../../src/libraries/Holdings.sol";
import {Symbolic} from "./Symbolic.t.sol";

contract HoldingsSymbolic is Symbolic {
    uint256[4] private words;

    // Tables of one word, of two with the last one partly filled, and of all four, whatever stands in them and whatever
    // stood in the words.

    function check_loadGivesWhatStoreWasGivenOfOne(uint64[16] calldata entries, uint256[4] calldata before) public {
        storeAndLoad(entries, before, 1);
    }

    function check_loadGivesWhatStoreWasGivenOfSix(uint64[16] calldata entries, uint256[4] calldata before) public {
        storeAndLoad(entries, before, 6);
    }

    function check_loadGivesWhatStoreWasGivenOfSixteen(uint64[16] calldata entries, uint256[4] calldata before) public {
        storeAndLoad(entries, before, 16);
    }

    function storeAndLoad(uint64[16] calldata entries, uint256[4] calldata before, uint256 count) private {
        words = before;
        uint256[] memory rows = new uint256[](count);
        for (uint256 i; i < count; ++i) {
            rows[i] = entries[i];
        }
        Holdings.store(words, Holdings.pack(rows), 16);
        uint256[] memory read = Holdings.load(words, count);
        uint256[] memory told = Holdings.unpack(words, count);
        assert(read.length == count && told.length == count);
        bool same = true;
        for (uint256 i; i < count; ++i) {
            same = same && read[i] == rows[i] && told[i] == rows[i];
        }
        assert(same);
        for (uint256 i = (count + 3) / 4; i < 4; ++i) {
            assert(words[i] == 0);
        }
    }

    /// Tables of three holders and any one movement: the whole stays the whole, the giver loses what the receiver gains,
    /// nobody else's row changes.
    function check_aMovementConservesTheWhole(
        uint32[3] calldata parties,
        uint32[3] calldata units,
        Movement calldata movement
    ) public view {
        vm.assume(parties[0] != parties[1] && parties[0] != parties[2] && parties[1] != parties[2]);
        vm.assume(uint256(units[0]) + units[1] + units[2] == WHOLE);
        Share[] memory table = new Share[](3);
        for (uint256 i; i < 3; ++i) {
            table[i] = Share(parties[i], units[i]);
        }
        Movement[] memory movements = new Movement[](1);
        movements[0] = movement;
        try this.moved(table, movements) returns (uint256[] memory rows) {
            assert(rows.length == 3 || rows.length == 4);
            uint256 sum;
            for (uint256 i; i < rows.length; ++i) {
                uint256 before = i < 3 ? units[i] : 0;
                uint32 party = Holdings.partyOf(rows[i]);
                assert(party == (i < 3 ? parties[i] : movement.to));
                uint256 left = Holdings.unitsOf(rows[i]);
                sum += left;
                if (party == movement.from) assert(left == before - movement.units);
                else if (party == movement.to) assert(left == before + movement.units);
                else assert(left == before);
            }
            assert(sum == WHOLE);
        } catch {}
    }

    function moved(Share[] memory table, Movement[] calldata movements) external pure returns (uint256[] memory rows) {
        rows = Holdings.roomier(Holdings.fromHoldings(table), 1);
        Holdings.move(rows, movements);
    }

    /// Tables of three: exactly those pass that have three different parties, units for each, and the whole.
    function check_onlyWholeTablesPass(uint32[3] calldata parties, uint32[3] calldata units) public view {
        Share[] memory table = new Share[](3);
        bool good = uint256(units[0]) + units[1] + units[2] == WHOLE;
        for (uint256 i; i < 3; ++i) {
            table[i] = Share(parties[i], units[i]);
            good = good && parties[i] != 0 && units[i] != 0 && parties[i] != parties[(i + 1) % 3];
        }
        bool passed;
        try this.whole(table) {
            passed = true;
        } catch {}
        assert(passed == good);
    }

    function whole(Share[] calldata table) external pure {
        Holdings.requireWhole(table);
    }
}
