// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {
    Amendment,
    Cancellation,
    Confirmation,
    ITitleRegistry,
    Migration,
    Registration,
    Terms
} from "../src/interfaces/ITitleRegistry.sol";
import {Hearing} from "./Hearing.sol";

/// See Closings.tree.
contract ClosingsTest is Hearing {
    function setUp() public override {
        super.setUp();
        a = title("a", terms(1, table(ANNA, WHOLE / 2, BO)));
    }

    // ---- cancel

    function cancellation(bytes32 which, uint8 ground) private view returns (Cancellation memory) {
        return Cancellation(act(which, APPOINTMENT), ground);
    }

    function cancel(Cancellation memory m) private {
        registry.cancel(m, seals(titleRolls.digestOfCancel(m), list(OFFICER)));
    }

    function refuse(Cancellation memory m, bytes memory reason) private {
        bytes memory blob = seals(titleRolls.digestOfCancel(m), list(OFFICER));
        vm.expectRevert(reason);
        registry.cancel(m, blob);
    }

    function test_ConfirmedTitleIsNeverCancelled() public {
        refuse(cancellation(a, 1), abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, a, 4));
    }

    function test_CancelledRegistrationIsClosedAndItsNoticeOver() public {
        bytes32 b = numberOf("b");
        register(registration("b", table(ANNA)));
        refuse(cancellation(b, 0), abi.encodeWithSelector(ITitleRegistry.UnknownGround.selector, 0));
        refuse(cancellation(b, 3), abi.encodeWithSelector(ITitleRegistry.UnknownGround.selector, 3));
        propose(proposal(b, terms(1, table(ANNA))));
        cancel(cancellation(b, 2));
        assertEq(registry.titleOf(b).status, 5);
        assertEq(registry.titleOf(b).noticeUntil, 0);
        assertEq(registry.proposalOf(b).terms, 0);
        refuse(cancellation(b, 2), abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, b, 5));
    }

    function test_NobodyCancelsAsOfficerWhatIsClaimedForHim() public {
        Registration memory message = registration("b", table(ANNA, WHOLE / 2, OFFICER));
        message.act.appointment = SECOND;
        register(message);
        bytes memory reason = abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, OFFICER);
        refuse(cancellation(numberOf("b"), 1), reason);
    }

    // ---- amendRule

    function amendment(uint8 rule, uint32 delegate) private view returns (Amendment memory) {
        return Amendment(act(a, APPOINTMENT), rule, delegate);
    }

    function amend(Amendment memory m) private {
        registry.amendRule(m, seals(titleRolls.digestOfAmendRule(m), list(OFFICER, ANNA, BO)));
    }

    function refuse(Amendment memory m, uint32[] memory signers, bytes memory reason) private {
        bytes memory blob = seals(titleRolls.digestOfAmendRule(m), signers);
        vm.expectRevert(reason);
        registry.amendRule(m, blob);
    }

    function test_EveryHolderAmendsTheRuleUnlessFrozen() public {
        uint32[] memory everybody = list(OFFICER, ANNA, BO);
        refuse(amendment(4, 0), everybody, abi.encodeWithSelector(ITitleRegistry.WrongRule.selector, 4, 0));
        refuse(amendment(2, DAI), everybody, abi.encodeWithSelector(ITitleRegistry.WrongRule.selector, 2, DAI));
        refuse(amendment(2, 0), list(OFFICER, ANNA, 0), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, BO));
        uint256 state = vm.snapshotState();
        amend(amendment(0x84, DAI));
        assertEq(head().rule, 0x84);
        assertEq(head().delegate, DAI);
        assertTrue(vm.revertToState(state));
        freeze(freezing(APPOINTMENT, 0, now_() + 10 days));
        refuse(
            amendment(2, 0), everybody, abi.encodeWithSelector(ITitleRegistry.FrozenUntil.selector, a, now_() + 10 days)
        );
    }

    function test_RuleOfAnUnconfirmedTitleIsNotAmended() public {
        register(registration("b", table(ANNA, WHOLE / 2, BO)));
        Amendment memory m = amendment(2, 0);
        m.act = act(numberOf("b"), APPOINTMENT);
        bytes memory reason = abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, numberOf("b"), 1);
        refuse(m, list(OFFICER, ANNA, BO), reason);
    }

    function test_AmendedRuleMakesAUseGrantUnderTheOldOneStale() public {
        Terms memory content = terms(1, table(ANNA));
        delete content.table;
        content.useGrant = keccak256("grant");
        propose(proposal(a, content));
        amend(amendment(3, 0));
        vm.warp(now_() + LEAST_NOTICE);
        Confirmation memory m = confirmation(a, content);
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.ProposalStale.selector, a));
        registry.confirm(m, "");
    }

    // ---- migrate and adopt

    function test_TitleGoesToTheLaterRegistryOnceAndAsItStands() public {
        ITitleRegistry later = deployAnother(address(registry));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.NotMigrated.selector, a));
        later.adopt(a);
        Migration memory m = Migration(act(a, APPOINTMENT), address(later));
        registry.migrate(m, seals(titleRolls.digestOfMigrate(m), list(OFFICER, ANNA, BO)));
        assertEq(head().status, 5);
        assertEq(registry.successorOf(a), address(later));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, a, 5));
        registry.migrate(m, "");
        later.adopt(a);
        assertEq(abi.encode(later.holdingsOf(a)), abi.encode(registry.holdingsOf(a)));
        assertEq(later.trailOf(a), registry.trailOf(a));
        assertEq(later.titleOf(a).version, head().version);
        assertEq(later.titleOf(a).status, 4);
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, a, 4));
        later.adopt(a);
    }

    function test_NothingMigratesToWhereNobodyCouldAdoptIt() public {
        ITitleRegistry stranger = deployAnother(address(0));
        Migration memory m = Migration(act(a, APPOINTMENT), address(stranger));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.NotMigrated.selector, a));
        registry.migrate(m, "");
        m.successor = vm.addr(1);
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.NotMigrated.selector, a));
        registry.migrate(m, "");
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.NotMigrated.selector, a));
        stranger.adopt(a);
    }

    function test_NumberThatThePredecessorKnowsIsNotRegisteredAgain() public {
        Registration memory m = registration("a", table(UNIT));
        m.act.version = 0;
        ITitleRegistry later = deployAnother(address(registry));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, a, 4));
        later.register(m, "");
    }

    // ---- notes

    function test_NoDecisionRevivesAClosedTitleNorMakesOne() public {
        bytes32 b = numberOf("b");
        vm.prank(address(proceedings));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, b, 0));
        registry.noteDecision(b, true, 0, keccak256("digest"));
        register(registration("b", table(ANNA)));
        cancel(cancellation(b, 2));
        vm.prank(address(proceedings));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, b, 5));
        registry.noteDecision(b, true, 0, keccak256("digest"));
    }

    function testFuzz_OnlyItsCompanionMarksATitle(address stranger) public {
        vm.assume(stranger != address(proceedings) && stranger != address(pledges));
        for (uint256 i; i < 2; ++i) {
            address sender = i == 0 ? stranger : address(pledges);
            bytes memory reason = abi.encodeWithSelector(ITitleRegistry.NotCompanion.selector, sender);
            vm.startPrank(sender);
            vm.expectRevert(reason);
            registry.noteNotice(a, 1, 1);
            vm.expectRevert(reason);
            registry.noteFreeze(a, 1);
            vm.expectRevert(reason);
            registry.noteDecision(a, true, 0, keccak256("digest"));
            vm.stopPrank();
            sender = i == 0 ? stranger : address(proceedings);
            vm.prank(sender);
            vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.NotCompanion.selector, sender));
            registry.noteCharge(a, 1, 0);
        }
    }
}
