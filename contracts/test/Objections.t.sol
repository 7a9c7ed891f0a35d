// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {
    Decision,
    IProceedings,
    Objection,
    ObjectionRecord,
    Prolongation,
    Retraction
} from "../src/interfaces/IProceedings.sol";
import {ITitleRegistry} from "../src/interfaces/ITitleRegistry.sol";
import {Hearing} from "./Hearing.sol";

/// See Objections.tree.
contract ObjectionsTest is Hearing {
    function setUp() public override {
        super.setUp();
        a = numberOf("a");
        register(registration("a", table(UNIT)));
        propose(proposal(a, terms(1, table(ANNA, WHOLE / 2, BO))));
    }

    function statusOf(uint32 party) private view returns (uint8) {
        return proceedings.objectionOf(a, party).status;
    }

    function test_ObjectionCountsUntilRetractedAndBarsConfirmation() public {
        bytes32 first = object(CHEN);
        bytes32 second = object(DAI);
        assertEq(head().objections, 2);
        vm.warp(head().noticeUntil);
        retract(CHEN, first);
        assertEq(head().objections, 1);
        assertEq(statusOf(CHEN), 2);
        vm.expectPartialRevert(ITitleRegistry.ObjectionsOpen.selector);
        this.confirmNow();
        decide(DAI, second, 1, 0);
        assertEq(head().objections, 0);
        this.confirmNow();
        assertEq(head().status, 4);
    }

    function confirmNow() external {
        confirm(confirmation(a, terms(1, table(ANNA, WHOLE / 2, BO))));
    }

    function test_SecondObjectionSupplementsTheOpenOne() public {
        Objection memory m = objection(CHEN, 1);
        bytes32 first = proceedings.digestOfObject(m);
        vm.expectEmit(address(proceedings));
        emit IProceedings.Objected(a, CHEN, first, 1, m.ground, 1, first, m.matter.filing);
        object(m);
        vm.warp(now_() + 1);
        m = objection(CHEN, 1);
        bytes32 second = proceedings.digestOfObject(m);
        vm.expectEmit(address(proceedings));
        emit IProceedings.Objected(a, CHEN, first, 1, m.ground, 1, second, m.matter.filing);
        object(m);
        assertEq(head().objections, 1);
        assertEq(proceedings.objectionOf(a, CHEN).objection, first);
    }

    function test_NoObjectionCountsTwiceNorAfterAnOlderOneWasClosed() public {
        Objection memory m = objection(CHEN, 1);
        bytes32 digest = object(m);
        bytes memory blob = seals(digest, list(CHEN));
        vm.expectRevert(abi.encodeWithSelector(IProceedings.AlreadyDone.selector, digest));
        proceedings.object(m, blob);
        Objection memory drafted = objection(CHEN, 1);
        bytes memory later = seals(proceedings.digestOfObject(drafted), list(CHEN));
        retract(CHEN, digest);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.ObjectionClosed.selector, CHEN, now_()));
        proceedings.object(m, blob);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.ObjectionClosed.selector, CHEN, now_()));
        proceedings.object(drafted, later);
        vm.warp(now_() + 1);
        object(CHEN);
        assertEq(head().objections, 1);
    }

    function test_NoticeIsOverAtItsFirstSecondAfter() public {
        uint40 until = head().noticeUntil;
        vm.warp(until - 1);
        object(CHEN);
        vm.warp(until);
        Objection memory m = objection(DAI, 1);
        bytes memory blob = seals(proceedings.digestOfObject(m), list(DAI));
        vm.expectRevert(abi.encodeWithSelector(IProceedings.ObjectionLate.selector, until));
        proceedings.object(m, blob);
        prolong(1, until + 1 days); // the officer lets in what reached the log in time
        proceedings.object(m, blob);
        assertEq(head().objections, 2);
    }

    function test_ObjectionOutlivesALaterProposal() public {
        Objection memory known = objection(DAI, 1);
        bytes memory blob = seals(proceedings.digestOfObject(known), list(DAI));
        object(CHEN);
        propose(proposal(a, terms(1, table(ANNA))));
        assertEq(head().objections, 1);
        proceedings.object(known, blob); // one who knew the first proposal only
        assertEq(proceedings.objectionOf(a, DAI).round, 2);
        assertEq(head().objections, 2);
    }

    /// Signed beforehand, sent after whatever others could put in between.
    function test_NobodyElseMakesAnObjectionOrItsRetractionFail() public {
        bytes32 own = object(CHEN);
        Objection memory m = objection(DAI, 1);
        bytes memory blob = seals(proceedings.digestOfObject(m), list(DAI));
        Retraction memory r = Retraction(fresh(0), CHEN, own);
        bytes memory back = seals(proceedings.digestOfRetract(r), list(CHEN));
        bytes32 others = object(UNIT);
        freeze(freezing(APPOINTMENT, 0, now_() + 100 days));
        propose(proposal(a, terms(1, table(BO))));
        prolong(2, now_() + 30 days);
        decide(UNIT, others, 2, 1);
        proceedings.object(m, blob);
        proceedings.retract(r, back);
        assertEq(head().objections, 1);
    }

    function test_RefusesObjectionsToNothingWithoutGroundOrDocument() public {
        Objection memory m = objection(CHEN, 2);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.NoOpenProposal.selector, a, 2));
        proceedings.object(m, "");
        m.round = 0;
        vm.expectRevert(abi.encodeWithSelector(IProceedings.NoOpenProposal.selector, a, 0));
        proceedings.object(m, "");
        m = objection(CHEN, 1);
        m.ground = 8;
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.UnknownGround.selector, 8));
        proceedings.object(m, "");
        m.ground = 7;
        m.matter.filing = 0;
        vm.expectRevert(IProceedings.EvidenceMissing.selector);
        proceedings.object(m, "");
        m = objection(CHEN, 1);
        m.matter.achievement = keccak256("none");
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, m.matter.achievement, 0));
        proceedings.object(m, "");
    }

    function test_AmendVoidsTheProposalAndLeavesNoticeAndOtherObjections() public {
        bytes32 first = object(CHEN);
        object(DAI);
        uint40 until = head().noticeUntil;
        decide(CHEN, first, 2, 1);
        assertEq(head().status, 3);
        assertEq(head().version, 2);
        assertEq(head().objections, 1);
        assertEq(head().noticeUntil, until);
        assertEq(registry.proposalOf(a).terms, 0);
        object(UNIT); // while the notice runs, further ones come in
        assertEq(head().objections, 2);
    }

    function test_CloseVoidsEveryObjectionAndOldOnesNeverCountAgain() public {
        bytes32 first = object(CHEN);
        bytes32 second = object(DAI);
        decide(CHEN, first, 3, 2);
        assertEq(head().status, 1);
        assertEq(head().objections, 0);
        assertEq(head().noticeUntil, 0);
        assertEq(statusOf(CHEN), 3);
        assertEq(statusOf(DAI), 4);
        assertEq(proceedings.objectionOf(a, DAI).closedAt, now_());
        // In the very second: a new proposal's objections are its own, the void one is nobody's.
        propose(proposal(a, terms(1, table(ANNA))));
        bytes32 own = object(BO);
        assertEq(statusOf(BO), 1);
        assertEq(statusOf(DAI), 4);
        Retraction memory m = Retraction(fresh(0), DAI, second);
        bytes memory blob = seals(proceedings.digestOfRetract(m), list(DAI));
        vm.expectRevert(abi.encodeWithSelector(IProceedings.NoOpenObjection.selector, DAI, second));
        proceedings.retract(m, blob);
        retract(BO, own);
        assertEq(head().objections, 0);
    }

    function test_DecidesOnceByAnOfficerWhoIsNoPartyToIt() public {
        bytes32 which = object(CLERK);
        Decision memory m = Decision(fresh(SECOND), CLERK, which, 1, 0);
        bytes memory blob = seals(proceedings.digestOfDecide(m), list(CLERK));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, CLERK));
        proceedings.decide(m, blob);
        m.outcome = 4;
        vm.expectRevert(abi.encodeWithSelector(IProceedings.UnknownOutcome.selector, 4, 0));
        proceedings.decide(m, blob);
        (m.outcome, m.effect) = (1, 3);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.UnknownOutcome.selector, 1, 3));
        proceedings.decide(m, blob);
        decide(CLERK, which, 1, 0);
        (m.matter.appointment, m.effect) = (APPOINTMENT, 0);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.NoOpenObjection.selector, CLERK, which));
        proceedings.decide(m, blob);
    }

    function test_ProlongsForwardsOnlyWithinTheLongestAndByNoClaimant() public {
        uint40 until = head().noticeUntil;
        prolong(1, until + 1);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.NoticeNotLater.selector, until + 1, until + 1));
        this.prolongNow(1, until + 1);
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.NoticeTooLong.selector, now_() + LONGEST_NOTICE));
        this.prolongNow(1, now_() + LONGEST_NOTICE + 1);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.NoOpenProposal.selector, a, 2));
        this.prolongNow(2, until + 2);
        a = numberOf("b");
        register(registration("b", table(CLERK)));
        propose(proposal(a, terms(1, table(ANNA))));
        Prolongation memory m = Prolongation(fresh(SECOND), 1, head().noticeUntil + 1);
        bytes memory blob = seals(proceedings.digestOfProlong(m), list(CLERK));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, CLERK));
        proceedings.prolong(m, blob); // he claims it
    }

    function prolongNow(uint16 round, uint40 until) external {
        prolong(round, until);
    }

    /// Whatever a run of objections, retractions and decisions without effect: the count is that of the open records.
    function testFuzz_CountIsThatOfTheOpenObjections(uint256 dice) public {
        uint32[4] memory who = [CHEN, DAI, ANNA, BO];
        for (uint256 i; i < 12; ++i) {
            vm.warp(now_() + 1);
            uint32 party = who[dice >> 8 * i & 3];
            ObjectionRecord memory record = proceedings.objectionOf(a, party);
            uint256 kind = dice >> 8 * i + 4 & 3;
            if (kind < 2 || record.status != 1) object(party);
            else if (kind == 2) retract(party, record.objection);
            else decide(party, record.objection, 1, 0);
            uint256 open;
            for (uint256 j; j < 4; ++j) {
                if (statusOf(who[j]) == 1) ++open;
            }
            assertEq(head().objections, open);
        }
    }
}
