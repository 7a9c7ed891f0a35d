// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Roll} from "./interfaces/IAuthority.sol";
import {IPledges} from "./interfaces/IPledges.sol";
import {Movement, OrderTerms} from "./interfaces/ITitleRegistry.sol";
import {Holdings} from "./libraries/Holdings.sol";
import {Rolls} from "./libraries/Rolls.sol";

/// @notice What movements of units come to, and who signs them.
abstract contract Planning {
    /// @dev What movements come to.
    /// @param before The rows as they stand. @param rows After the movements, emptied ones still in place.
    /// @param givers Bit i: rows[i] gives. @param receivers Bit i: rows[i] receives.
    /// @param holder One whose pledged units move, 0 if none do. @param pledgees Whose they are.
    /// @param pledgeAfter What becomes of their pledges: 0 if no pledged unit moves, 1 released, 2 follows.
    struct Plan {
        uint256[] before;
        uint256[] rows;
        uint256 givers;
        uint256 receivers;
        uint32 holder;
        uint32[] pledgees;
        uint8 pledgeAfter;
    }

    uint8 internal constant JUDGMENT = 3;
    uint8 private constant RELEASED = 1;

    IPledges internal immutable PLEDGES;

    /// @param pledges_ The registry's companion of this name.
    constructor(address pledges_) {
        PLEDGES = IPledges(pledges_);
    }

    /// @param before The rows as they stand.
    function _plan(bytes32 achievement, uint256[] memory before, Movement[] calldata movements)
        internal
        view
        returns (Plan memory plan)
    {
        plan.before = before;
        plan.rows = Holdings.roomier(before, movements.length);
        (plan.givers, plan.receivers) = Holdings.move(plan.rows, movements);
        if (Holdings.losesPledged(before, plan.rows)) {
            (uint32[] memory parties, uint32[] memory left) = Holdings.split(plan.rows);
            (plan.pledgees, plan.holder) = PLEDGES.touched(achievement, parties, left);
        }
    }

    function _rollOf(Plan memory plan, uint8 rule, uint32 delegate) internal pure returns (Roll memory roll) {
        roll = Rolls.ofConveyance(plan.rows, plan.before, plan.givers, plan.receivers, rule, delegate);
        if (plan.pledgees.length == 0) return roll;
        roll = Rolls.withSeats(roll, plan.pledgees);
        if (plan.pledgeAfter == RELEASED) Rolls.withDisposing(roll, plan.pledgees);
    }

    /// @dev Whom an order's roll seats as receivers: nobody by judgment.
    function _receiving(OrderTerms calldata terms) internal pure returns (Movement[] calldata) {
        return terms.ground == JUDGMENT ? terms.movements[:0] : terms.movements;
    }
}
