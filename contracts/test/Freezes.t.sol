// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Freeze, IProceedings, Lift, ProceedingsLimits} from "../src/interfaces/IProceedings.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {ITitleRegistry} from "../src/interfaces/ITitleRegistry.sol";
import {Hearing} from "./Hearing.sol";

/// See Freezes.tree.
contract FreezesTest is Hearing {
    function setUp() public override {
        super.setUp();
        a = title("a", terms(0x81, table(ANNA, WHOLE / 2, BO)));
    }

    function freezeNow(uint32 appointment, uint32 judge, uint40 until) external {
        freeze(freezing(appointment, judge, until));
    }

    function test_FreezeBarsMovingAndEndsByItself() public {
        uint40 until = now_() + 30 days;
        freeze(freezing(APPOINTMENT, 0, until));
        assertEq(head().frozenUntil, until);
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.FrozenUntil.selector, a, until));
        this.conveyNow();
        vm.warp(until);
        (uint16 count, uint16[] memory standing) = proceedings.freezesOf(a);
        assertEq(count, 1);
        assertEq(standing.length, 0);
        this.conveyNow();
    }

    function conveyNow() external {
        convey(conveyance(a, GIFT, ANNA, BO, 1));
    }

    function test_FreezeEndsInTheFutureAndNoLaterThanTheLongestUnlessAJudgeSigns() public {
        uint40 latest = now_() + 180 days;
        vm.expectRevert(abi.encodeWithSelector(IProceedings.FreezeTooLong.selector, now_(), latest));
        this.freezeNow(APPOINTMENT, 0, now_());
        vm.expectRevert(abi.encodeWithSelector(IProceedings.FreezeTooLong.selector, latest + 1, latest));
        this.freezeNow(APPOINTMENT, 0, latest + 1);
        freeze(freezing(APPOINTMENT, BENCH, latest + 1));
        assertEq(head().frozenUntil, latest + 1);
    }

    function test_NodeWaitsTheGapAfterItsLastFreezeHoweverItEnded() public {
        freeze(freezing(APPOINTMENT, 0, now_() + 10 days));
        vm.expectRevert(abi.encodeWithSelector(IProceedings.FreezeTooSoon.selector, 1, now_() + 40 days));
        this.freezeNow(SECOND, 0, now_() + 20 days); // another officer of the same node
        vm.warp(now_() + 3 days);
        lift(1);
        assertEq(head().frozenUntil, 0);
        uint40 from = now_() + 30 days;
        vm.warp(from - 1);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.FreezeTooSoon.selector, 1, from));
        this.freezeNow(APPOINTMENT, 0, from + 1);
        freeze(freezing(APPOINTMENT, BENCH, from + 1)); // a judge need not wait
        assertEq(head().frozenUntil, from + 1);
    }

    function test_LiftGoesBackToTheLatestThatStands() public {
        freeze(freezing(APPOINTMENT, BENCH, now_() + 20 days));
        freeze(freezing(APPOINTMENT, BENCH, now_() + 10 days));
        freeze(freezing(APPOINTMENT, BENCH, now_() + 15 days));
        uint40 start = now_();
        lift(1);
        assertEq(head().frozenUntil, start + 15 days);
        lift(3);
        assertEq(head().frozenUntil, start + 10 days);
        Lift memory m = Lift(fresh(APPOINTMENT), 3);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.FreezeClosed.selector, a, 3));
        proceedings.lift(m, "");
        m.number = 4;
        vm.expectRevert(abi.encodeWithSelector(IProceedings.FreezeClosed.selector, a, 4));
        proceedings.lift(m, "");
        lift(2);
        assertEq(head().frozenUntil, 0);
    }

    function test_EightStandAtMostAndTheSameTextNeverFreezesTwice() public {
        Freeze memory first = freezing(APPOINTMENT, BENCH, now_() + 1 days);
        bytes32 digest = proceedings.digestOfFreeze(first);
        bytes memory blob = seals(digest, list(OFFICER, JUDGE));
        proceedings.freeze(first, blob);
        lift(1);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.AlreadyDone.selector, digest));
        proceedings.freeze(first, blob);
        for (uint256 i; i < 8; ++i) {
            freeze(freezing(APPOINTMENT, BENCH, now_() + 1 days));
        }
        vm.expectRevert(abi.encodeWithSelector(IProceedings.TooManyFreezes.selector, a));
        this.freezeNow(APPOINTMENT, BENCH, now_() + 2 days);
        vm.warp(now_() + 1 days);
        freeze(freezing(APPOINTMENT, BENCH, now_() + 1 days));
        (uint16 count, uint16[] memory standing) = proceedings.freezesOf(a);
        assertEq(count, 10);
        assertEq(standing.length, 1);
        assertEq(standing[0], 10);
    }

    function test_JudgeSitsElsewhereAndNeitherHeNorTheOfficerHolds() public {
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.JudgeNotApart.selector, SECOND, 1));
        this.freezeNow(APPOINTMENT, SECOND, now_() + 1);
        vm.expectPartialRevert(IRefusals.NotCompetent.selector);
        this.freezeNow(APPOINTMENT, 99, now_() + 1);
        a = title("b", terms(1, table(CLERK, WHOLE / 2, JUDGE)));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, CLERK));
        this.freezeNow(SECOND, 0, now_() + 1);
        vm.expectRevert(abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, JUDGE));
        this.freezeNow(APPOINTMENT, BENCH, now_() + 1);
    }

    function test_RefusesUnknownGroundsAndTitles() public {
        Freeze memory m = freezing(APPOINTMENT, 0, now_() + 1);
        m.ground = 5;
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.UnknownGround.selector, 5));
        proceedings.freeze(m, "");
        (m.ground, m.matter.achievement) = (1, keccak256("none"));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, keccak256("none"), 0));
        proceedings.freeze(m, "");
    }

    /// The title is frozen exactly until the latest end of the freezes that stand.
    function testFuzz_FrozenUntilTheLatestThatStands(uint256 dice) public {
        uint40[13] memory ends;
        uint16 count;
        for (uint256 i; i < 12; ++i) {
            uint256 die = dice >> 16 * i;
            vm.warp(now_() + (die >> 8 & 3));
            uint16 number = uint16(1 + (die >> 4 & 7));
            if (die & 3 == 0 && number <= count && ends[number] > now_()) {
                lift(number);
                ends[number] = 0;
            } else {
                (, uint16[] memory standing) = proceedings.freezesOf(a);
                if (standing.length == 8) continue;
                ends[++count] = now_() + 1 + uint40(die >> 10 & 15);
                freeze(freezing(APPOINTMENT, BENCH, ends[count]));
            }
            uint40 latest;
            for (uint256 j = 1; j <= count; ++j) {
                if (ends[j] > latest && ends[j] > now_()) latest = ends[j];
            }
            assertEq(head().frozenUntil, latest);
        }
    }
}

/// A ledger that asks for no gap, as one that replays cases does.
contract FreezesWithoutGapTest is Hearing {
    function proceedingsLimits() internal pure override returns (ProceedingsLimits memory limits) {
        limits = super.proceedingsLimits();
        limits.freezeGap = 0;
    }

    function test_FreezesOfOneNodeStandBesideEachOther() public {
        a = title("a", terms(0x81, table(ANNA, WHOLE / 2, BO)));
        uint40 until = now_() + 10 days;
        freeze(freezing(APPOINTMENT, 0, until));
        freeze(freezing(APPOINTMENT, 0, until + 1));
        (, uint16[] memory standing) = proceedings.freezesOf(a);
        assertEq(standing.length, 2);
        assertEq(head().frozenUntil, until + 1);
        lift(2);
        assertEq(head().frozenUntil, until);
    }
}
