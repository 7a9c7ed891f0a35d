// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Roll} from "../../src/interfaces/IAuthority.sol";
import {Share} from "../../src/interfaces/ITitleRegistry.sol";
import {Holdings} from "../../src/libraries/Holdings.sol";
import {Rolls} from "../../src/libraries/Rolls.sol";
import {Symbolic} from "./Symbolic.t.sol";

contract RollsSymbolic is Symbolic {
    /// Rolls of four seats behind an officer: exactly those pass where all who must have signed, and the signers' units
    /// reach the quorum.
    function check_enoughIsExact(uint32[4] calldata units, uint8 must, uint8 signed, uint32 quorum, bool officer)
        public
        view
    {
        uint256 first = officer ? 1 : 0;
        Roll memory roll;
        roll.seats = new uint32[](4);
        roll.units = new uint32[](4);
        uint256 consenting;
        for (uint256 i; i < 4; ++i) {
            roll.units[i] = units[i];
            if (signed >> i + first & 1 != 0) consenting += units[i];
        }
        roll.must = must & 15 << first;
        roll.quorum = quorum;
        bool passed;
        try this.enough(roll, signed, first) {
            passed = true;
        } catch {}
        assert(passed == (roll.must & ~uint256(signed) == 0 && consenting >= quorum));
    }

    function enough(Roll calldata roll, uint256 signed, uint256 first) external pure {
        Rolls.requireEnough(roll, signed, first);
    }

    /// Three holders of the whole in whatever shares, whoever of them signs, under the rule of two thirds.
    function check_twoThirdsAreExact(uint32[3] calldata units, uint8 signed) public view {
        (bool passed, uint256 consenting) = consent(2, units, signed);
        assert(passed == (3 * consenting >= 2 * WHOLE));
    }

    /// The same under the rule of the majority.
    function check_theMajorityIsExact(uint32[3] calldata units, uint8 signed) public view {
        (bool passed, uint256 consenting) = consent(3, units, signed);
        assert(passed == (2 * consenting > WHOLE));
    }

    /// The same under unanimity, where only all will do.
    function check_unanimityNeedsAll(uint32[3] calldata units, uint8 signed) public view {
        (bool passed,) = consent(1, units, signed);
        assert(passed == (signed & 7 == 7));
    }

    function consent(uint8 rule, uint32[3] calldata units, uint8 signed)
        private
        view
        returns (bool passed, uint256 consenting)
    {
        vm.assume(uint256(units[0]) + units[1] + units[2] == WHOLE);
        Share[] memory table = new Share[](3);
        for (uint256 i; i < 3; ++i) {
            table[i] = Share(uint32(i + 1), units[i]);
            if (signed >> i & 1 != 0) consenting += units[i];
        }
        uint256[] memory rows = Holdings.fromHoldings(table);
        Roll memory roll = Rolls.ofConveyance(rows, rows, 0, 0, rule, 0);
        try this.enough(roll, uint256(signed) << 1 | 1, 1) {
            passed = true;
        } catch {}
    }
}
