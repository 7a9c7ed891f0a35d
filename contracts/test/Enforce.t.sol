// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IProceedings} from "../src/interfaces/IProceedings.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Conveyance, ITitleRegistry, Movement, Order, OrderTerms} from "../src/interfaces/ITitleRegistry.sol";
import {Hearing} from "./Hearing.sol";

/// See Enforce.tree.
contract EnforceTest is Hearing {
    bytes32 private constant ORDER =
        keccak256("OrderTerms(uint8 ground,Movement[] movements)Movement(uint32 from,uint32 to,uint32 units)");

    function setUp() public override {
        super.setUp();
        a = title("a", terms(1, table(ANNA, WHOLE / 2, BO)));
    }

    function order(uint8 ground, Movement[] memory movements) private view returns (Order memory) {
        return Order(act(a, APPOINTMENT), BENCH, OrderTerms(ground, movements));
    }

    function announced(uint8 ground, Movement[] memory movements) private returns (Order memory) {
        announce(announcing(ground, movements));
        vm.warp(now_() + 15 days);
        return order(ground, movements);
    }

    function enforce(Order memory m, uint32[] memory signers) private {
        registry.enforce(m, seals(titleRolls.digestOfEnforce(m), signers));
    }

    function refuse(Order memory m, uint32[] memory signers, bytes memory reason) private {
        bytes memory blob = seals(titleRolls.digestOfEnforce(m), signers);
        vm.expectRevert(reason);
        registry.enforce(m, blob);
    }

    function test_RefusesGroundsThatDoNotExist() public {
        Order memory m = order(7, new Movement[](0));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.UnknownGround.selector, 7));
        registry.enforce(m, "");
        m.terms.ground = 0;
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.UnknownGround.selector, 0));
        registry.enforce(m, "");
    }

    function test_RefusesWhatWasNotAnnouncedOrIsNotDue() public {
        bytes32 fraud = keccak256(abi.encode(ORDER, 6, keccak256("")));
        refuse(
            order(6, new Movement[](0)),
            list(OFFICER, JUDGE),
            abi.encodeWithSelector(IProceedings.NotAnnounced.selector, a, fraud)
        );
        announce(announcing(6, new Movement[](0)));
        uint40 due = now_() + 15 days;
        vm.warp(due - 1);
        refuse(
            order(6, new Movement[](0)),
            list(OFFICER, JUDGE),
            abi.encodeWithSelector(IProceedings.OrderNoticeRunning.selector, due)
        );
    }

    function test_DeathMovesTheWholeHoldingOfOneParty() public {
        Order memory m = order(1, movement(ANNA, CHEN, WHOLE / 2 - 1));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongOrder.selector, 1));
        registry.enforce(m, "");
        m = announced(1, movement(ANNA, CHEN, WHOLE / 2));
        refuse(m, list(OFFICER, JUDGE, 0), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, CHEN));
        enforce(m, list(OFFICER, JUDGE, CHEN));
        assertEq(registry.holdingsOf(a).length, 2);
        assertEq(registry.holdingsOf(a)[0].party, BO);
        assertEq(registry.holdingsOf(a)[1].party, CHEN);
        assertEq(registry.holdingsOf(a)[1].units, WHOLE / 2);
    }

    function test_JudgeSitsApartAndSigns() public {
        Order memory m = announced(3, movement(ANNA, CHEN, 7));
        m.judge = SECOND;
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.JudgeNotApart.selector, SECOND, 1));
        registry.enforce(m, "");
        m.judge = BENCH;
        refuse(m, list(OFFICER, 0), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, JUDGE));
    }

    function test_NeitherOfficerNorJudgeHolds() public {
        Order memory m = announced(4, new Movement[](0));
        uint256 state = vm.snapshotState();
        convey(conveyance(a, GIFT, ANNA, JUDGE, 5));
        m.act = act(a, APPOINTMENT);
        refuse(m, list(OFFICER, JUDGE), abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, JUDGE));
        assertTrue(vm.revertToState(state));
        Conveyance memory gift = conveyance(a, GIFT, ANNA, OFFICER, 5);
        gift.act.appointment = SECOND;
        convey(gift);
        m.act = act(a, APPOINTMENT);
        refuse(m, list(OFFICER, JUDGE), abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, OFFICER));
    }

    function test_JudgmentMovesUnitsInSpiteOfAFreezeAndOnce() public {
        freeze(freezing(APPOINTMENT, 0, now_() + 30 days));
        Order memory m = announced(3, movement(ANNA, CHEN, 7));
        uint32 version = head().version;
        enforce(m, list(OFFICER, JUDGE));
        assertEq(registry.holdingsOf(a)[2].party, CHEN);
        assertEq(registry.holdingsOf(a)[2].units, 7);
        assertEq(head().version, version + 1);
        refuse(
            m,
            list(OFFICER, JUDGE),
            abi.encodeWithSelector(ITitleRegistry.WrongVersion.selector, a, version, version + 1)
        );
    }

    function test_WrongDoubleAndFraudulentTitlesCloseForEver() public {
        for (uint8 ground = 4; ground <= 6; ++ground) {
            uint256 state = vm.snapshotState();
            enforce(announced(ground, new Movement[](0)), list(OFFICER, JUDGE));
            assertEq(head().status, 5);
            Order memory m = order(ground, new Movement[](0));
            vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, a, 5));
            registry.enforce(m, "");
            assertTrue(vm.revertToState(state));
        }
    }
}
