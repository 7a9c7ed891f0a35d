// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Ending, Extension, Grant, GrantTerms, IUseRights} from "../src/interfaces/IUseRights.sol";
import {Licensing} from "./Licensing.sol";

/// A title of one holder whose rights a model knows cell by cell: day, field, place.
contract UseRightsModelTest is Licensing {
    uint256 private constant DAYS = 12;

    struct Known {
        bytes32 number;
        bool reserves;
        uint256 from;
        uint256 until;
        uint256 fields;
        uint256 places;
        bool ended;
    }

    bytes32 private a;
    uint40 private start;
    Known[] private known;

    function setUp() public override {
        super.setUp();
        a = title("a", terms(1, table(ANNA)));
        start = now_();
    }

    /// Whatever is granted, extended and ended in whatever order: exactly what meets no exclusive or sole right in a cell is
    /// granted, one whose term is over included; what an act ended hinders nobody.
    function testFuzz_GrantsExactlyWhatMeetsNoReservedRight(uint256[14] calldata seeds) public {
        for (uint256 i; i < seeds.length; ++i) {
            uint256 seed = seeds[i];
            vm.warp(now_() + (seed >> 250) * 1 hours + 1);
            if (seed % 8 < 5 || known.length == 0) tryGrant(seed >> 8);
            else if (seed % 8 == 5) tryEnd(seed >> 8);
            else tryExtend(seed >> 8);
        }
        for (uint256 i; i < known.length; ++i) {
            for (uint256 j; j < i; ++j) {
                if (known[i].reserves && known[j].reserves) assertFalse(stands(i) && stands(j) && meet(i, j));
            }
        }
    }

    function tryGrant(uint256 seed) private {
        uint256 from = seed % DAYS;
        uint256 until = from + 1 + (seed >> 8) % 4;
        Known memory next =
            Known(0, (seed >> 16) % 3 != 2, from, until, 1 + (seed >> 24) % 7, 1 + (seed >> 32) % 3, false);
        GrantTerms memory content = licence(uint8(1 + (seed >> 16) % 3), ANNA, FIRM);
        (content.from, content.until) = (dayAt(from), dayAt(until));
        (content.fields, content.territories) = (next.fields, next.places);
        Grant memory message = granting(a, content);
        if (content.until <= now_()) {
            refuse(message, abi.encodeWithSelector(IUseRights.TermEmpty.selector, content.from, content.until));
            return;
        }
        known.push(next);
        bytes32 hinders = hindering(known.length - 1, from);
        assertEq(rights.conflictOf(a, content), hinders);
        if (hinders != 0) {
            known.pop();
            refuse(message, abi.encodeWithSelector(IUseRights.ExclusiveExists.selector, hinders));
        } else {
            known[known.length - 1].number = grant(message);
        }
    }

    function tryEnd(uint256 seed) private {
        uint256 i = seed % known.length;
        Ending memory message = Ending(matter(a), known[i].number, 0, 1);
        if (live(i)) {
            end(message);
            known[i].ended = true;
        } else {
            uint40 over = known[i].ended ? rights.rightOf(known[i].number).endedAt : dayAt(known[i].until);
            refuse(message, abi.encodeWithSelector(IUseRights.RightEnded.selector, known[i].number, over));
        }
    }

    function tryExtend(uint256 seed) private {
        uint256 i = seed % known.length;
        if (!live(i)) return;
        uint256 before = known[i].until;
        known[i].until += 1 + (seed >> 8) % 4;
        bytes32 hinders = hindering(i, before);
        Extension memory message = Extension(act(a, 0), known[i].number, dayAt(known[i].until));
        if (hinders != 0) {
            known[i].until = before;
            refuse(message, abi.encodeWithSelector(IUseRights.ExclusiveExists.selector, hinders));
        } else {
            extend(message);
        }
    }

    /// The first exclusive or sole right that no act ended and that meets this one from a day on.
    function hindering(uint256 i, uint256 from) private returns (bytes32) {
        uint256 begins = known[i].from;
        known[i].from = from;
        for (uint256 j; j < known.length; ++j) {
            if (j != i && known[j].reserves && stands(j) && meet(i, j)) {
                known[i].from = begins;
                return known[j].number;
            }
        }
        known[i].from = begins;
        return 0;
    }

    function stands(uint256 i) private view returns (bool) {
        return !known[i].ended;
    }

    function live(uint256 i) private view returns (bool) {
        return stands(i) && now_() < dayAt(known[i].until);
    }

    function meet(uint256 i, uint256 j) private view returns (bool) {
        for (uint256 day; day < 100; ++day) {
            if (!(covers(i, day) && covers(j, day))) continue;
            for (uint256 bit; bit < 9; ++bit) {
                (uint256 field, uint256 place) = (1 << bit / 3, 1 << bit % 3);
                if (has(i, field, place) && has(j, field, place)) return true;
            }
        }
        return false;
    }

    function covers(uint256 i, uint256 day) private view returns (bool) {
        return known[i].from <= day && day < known[i].until;
    }

    function has(uint256 i, uint256 field, uint256 place) private view returns (bool) {
        return known[i].fields & field != 0 && known[i].places & place != 0;
    }

    function dayAt(uint256 day) private view returns (uint40) {
        return start + uint40(day * 1 days);
    }
}
