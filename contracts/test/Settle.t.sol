// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Roll} from "../src/interfaces/IAuthority.sol";
import {IProceedings} from "../src/interfaces/IProceedings.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {ITitleRegistry, Movement, Settlement, Share} from "../src/interfaces/ITitleRegistry.sol";
import {Market} from "./Market.sol";

/// See Settle.tree.
contract SettleTest is Market {
    uint32 private constant HALF = WHOLE / 2;
    uint32 private constant SIXTH = WHOLE / 6;

    /// Anna a third, Bo a half, Chen a sixth; nobody's share moves freely.
    function setUp() public override {
        super.setUp();
        a = title("a", terms(1, table(ANNA, THIRD, BO, HALF, CHEN)));
    }

    /// Anna offers to Bo and Chen, and says no more than that.
    function open(uint32 units) private returns (bytes32) {
        return offer(offering(ANNA, units, list(BO, CHEN)));
    }

    function takenBy(uint32 party, uint32 units) private returns (bytes32 which) {
        which = open(units);
        take(which, party);
        waive(which, party == BO ? CHEN : BO);
    }

    function takenByBoth(uint32 units) private returns (bytes32 which) {
        which = open(units);
        take(which, BO);
        take(which, CHEN);
    }

    function refuse(Settlement memory m, bytes memory reason) private {
        refuse(m, list(OFFICER, ANNA, BO, CHEN), reason);
    }

    function wrong(bytes32 which) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ITitleRegistry.WrongSettlement.selector, which);
    }

    function closed(bytes32 which, uint8 status) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IProceedings.OfferClosed.selector, which, status);
    }

    function two(Movement memory first, Movement memory second) private pure returns (Movement[] memory movements) {
        movements = new Movement[](2);
        (movements[0], movements[1]) = (first, second);
    }

    // ---- effects

    function test_MovesTheUnitsFoldsTheTrailTellsItAndEndsTheOffer() public {
        bytes32 which = takenByBoth(7);
        Settlement memory m = settlement(which);
        bytes32 digest = titleRolls.digestOfSettle(m);
        bytes memory blob = seals(digest, list(OFFICER, ANNA, BO, CHEN));
        bytes32 trail = registry.trailOf(a);
        uint256[] memory words = registry.wordsOf(a);
        words[0] = words[0] - (uint256(7) << 34) + (uint256(5) << 98) + (uint256(2) << 162);
        vm.expectEmit(address(proceedings));
        emit IProceedings.OfferEnded(a, which, 6, digest);
        vm.expectEmit(address(registry));
        emit ITitleRegistry.Settled(a, 3, digest, which, words, m.act.filing);
        registry.settle(m, blob);
        assertTable(table(ANNA, THIRD - 7, BO, HALF + 5, CHEN));
        assertEq(head().version, 3);
        assertEq(registry.trailOf(a), keccak256(abi.encode(trail, digest, uint32(3), now_())));
        assertEq(proceedings.offerOf(which).status, 6);
    }

    function test_NothingIsSettledTwice() public {
        bytes32 which = takenBy(BO, 7);
        Settlement memory m = settlement(which);
        settle(m);
        refuse(m, abi.encodeWithSelector(ITitleRegistry.WrongVersion.selector, a, 2, 3));
        m.act = act(a, APPOINTMENT);
        refuse(m, closed(which, 6));
        assertTable(table(ANNA, THIRD - 7, BO, HALF + 7, CHEN));
    }

    function test_ASellerWhoseLastUnitsGoLeavesTheTable() public {
        settle(settlement(takenByBoth(THIRD)));
        assertTable(table(BO, HALF + THIRD / 4 * 3, CHEN));
    }

    function test_OneSettlementLeavesTheOffersOfOthers() public {
        bytes32 which = takenBy(BO, 7);
        bytes32 other = offer(offering(CHEN, 3, list(ANNA, BO)));
        take(other, ANNA);
        waive(other, BO);
        settle(settlement(which));
        assertEq(proceedings.offerOf(other).status, 2);
        settle(settlement(other));
        assertTable(table(ANNA, THIRD - 4, BO, HALF + 7, CHEN));
    }

    // ---- which offers

    function test_OnlyTakenOffersAreSettledAndOnlyWhenAllAnsweredOrTheWindowIsOver() public {
        Settlement memory m = Settlement(act(a, desk), keccak256("none"), movement(ANNA, BO, 7), 0);
        refuse(m, closed(m.offer, 0));
        m.offer = open(7);
        refuse(m, closed(m.offer, 1));
        take(m.offer, BO);
        refuse(m, closed(m.offer, 1));
        vm.warp(now_() + 15 days - 1);
        m.act = act(a, desk);
        refuse(m, closed(m.offer, 1));
        vm.warp(now_() + 1);
        settle(m);
    }

    function test_WaivedLapsedAndWithdrawnOffersAreNotSettled() public {
        Settlement memory m = Settlement(act(a, desk), open(7), movement(ANNA, BO, 7), 0);
        waive(m.offer, BO);
        waive(m.offer, CHEN);
        refuse(m, closed(m.offer, 3));
        m.offer = open(7);
        withdrawOffer(m.offer);
        refuse(m, closed(m.offer, 7));
        m.offer = open(7);
        vm.warp(now_() + 15 days);
        m.act = act(a, desk);
        refuse(m, closed(m.offer, 4));
    }

    function test_TakersHaveUntilTheirTimeIsOver() public {
        bytes32 which = takenBy(BO, 7);
        Settlement memory m = settlement(which);
        vm.warp(now_() + 45 days - 1);
        m.act = act(a, desk);
        uint256 moment = vm.snapshotState();
        settle(m);
        vm.revertToState(moment);
        vm.warp(now_() + 1);
        m.act = act(a, desk);
        refuse(m, closed(which, 4));
    }

    function test_SoldOffersAreNotSettled() public {
        bytes32 which = offerTo(EVE, ANNA, 7, PRICE, list(BO, CHEN));
        waive(which, BO);
        waive(which, CHEN);
        convey(sale(ANNA, EVE, 7, which));
        refuse(Settlement(act(a, desk), which, movement(ANNA, BO, 7), 0), new uint32[](0), closed(which, 5));
    }

    function test_OffersOfAnotherTitleAreNotSettledHere() public {
        bytes32 here = a;
        a = title("b", terms(1, table(ANNA, THIRD, BO, HALF, CHEN)));
        Settlement memory m = settlement(takenBy(BO, 7));
        m.act = act(here, desk);
        refuse(m, wrong(m.offer));
        m.act = act(a, desk);
        settle(m);
    }

    function test_NothingIsSettledWhileFrozenOrUnconfirmed() public {
        Settlement memory m = settlement(takenBy(BO, 7));
        freeze(freezing(APPOINTMENT, 0, now_() + 10 days));
        refuse(m, abi.encodeWithSelector(ITitleRegistry.FrozenUntil.selector, a, now_() + 10 days));
        vm.warp(now_() + 10 days);
        m.act = act(a, desk);
        settle(m);
        register(registration("b", table(ANNA)));
        m.act = act(numberOf("b"), desk);
        refuse(m, abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, numberOf("b"), 1));
    }

    // ---- which movements

    function test_RefusesAllOtherMovements() public {
        Settlement memory m = settlement(takenByBoth(7));
        (Movement memory first, Movement memory second) = (Movement(ANNA, BO, 5), Movement(ANNA, CHEN, 2));
        assertEq(abi.encode(m.movements), abi.encode(two(first, second)));
        m.movements = two(second, first);
        refuse(m, wrong(m.offer));
        m.movements = two(Movement(ANNA, BO, 4), Movement(ANNA, CHEN, 3));
        refuse(m, wrong(m.offer));
        m.movements = two(first, Movement(ANNA, CHEN, 1));
        refuse(m, wrong(m.offer));
        m.movements = two(first, Movement(ANNA, CHEN, 3));
        refuse(m, wrong(m.offer));
        m.movements = two(first, Movement(ANNA, EVE, 2));
        refuse(m, wrong(m.offer));
        m.movements = two(Movement(CHEN, BO, 5), second);
        refuse(m, wrong(m.offer));
        m.movements = movement(ANNA, BO, 7);
        refuse(m, wrong(m.offer));
        m.movements = new Movement[](0);
        refuse(m, wrong(m.offer));
    }

    function test_TheTableAtTheSettlementApportions() public {
        bytes32 which = takenByBoth(8);
        Settlement memory m = settlement(which);
        assertEq(m.movements[0].units, 6);
        convey(conveyance(a, GIFT, BO, CHEN, SIXTH)); // a third each now
        m.act = act(a, desk);
        refuse(m, wrong(which));
        m = settlement(which);
        assertEq(abi.encode(m.movements), abi.encode(two(Movement(ANNA, BO, 4), Movement(ANNA, CHEN, 4))));
        settle(m);
    }

    /// Bo gives all he has away, so one of the takers holds nothing: equal parts, holders first.
    function test_ATakerWhoGaveAllAwayTakesAsAnOutsider() public {
        bytes32 which = takenByBoth(7);
        convey(conveyance(a, GIFT, BO, DAI, HALF));
        Settlement memory m = settlement(which);
        assertEq(abi.encode(m.movements), abi.encode(two(Movement(ANNA, CHEN, 4), Movement(ANNA, BO, 3))));
        settle(m);
        Share[] memory now4 = registry.holdingsOf(a);
        assertEq(now4.length, 4);
        assertEq(abi.encode(now4[1], now4[3]), abi.encode(Share(CHEN, SIXTH + 4), Share(BO, 3)));
    }

    function test_ASellerWhoHasTooLittleLeftSettlesNothing() public {
        bytes32 which = takenBy(BO, 7);
        convey(conveyance(a, GIFT, ANNA, CHEN, THIRD - 6));
        Settlement memory m = settlement(which);
        refuse(m, abi.encodeWithSelector(ITitleRegistry.NotEnough.selector, ANNA, 6, 7));
        convey(conveyance(a, GIFT, ANNA, CHEN, 6));
        m = settlement(which);
        refuse(m, abi.encodeWithSelector(ITitleRegistry.NotEnough.selector, ANNA, 0, 7));
    }

    /// Of 2 units 1.5 and 0.5: who would get nothing has no movement, and does not sign.
    function test_RemaindersGoToTheLargestAndTiesToTheEarlierHolder() public {
        bytes32 which = takenByBoth(2);
        assertEq(abi.encode(settlement(which).movements), abi.encode(movement(ANNA, BO, 2)));
        settle(settlement(which), list(OFFICER, ANNA, BO, 0));
        assertTable(table(ANNA, THIRD - 2, BO, HALF + 2, CHEN));
    }

    /// The offer lists the outsider first; the holders come first all the same, and take what does not divide.
    function test_HoldersComeBeforeOutsiders() public {
        uint32[] memory entitled = list(EVE, CHEN, BO);
        bytes32 which = offer(offering(ANNA, 8, entitled));
        for (uint256 i; i < 3; ++i) {
            take(which, entitled[i]);
        }
        Settlement memory m = settlement(which);
        assertEq(m.movements.length, 3);
        assertEq(abi.encode(m.movements[0], m.movements[1]), abi.encode(Movement(ANNA, BO, 3), Movement(ANNA, CHEN, 3)));
        assertEq(abi.encode(m.movements[2]), abi.encode(Movement(ANNA, EVE, 2)));
        settle(m);
        assertEq(abi.encode(registry.holdingsOf(a)[3]), abi.encode(Share(EVE, 2)));
    }

    function test_AnOutsiderWhoTookNeedsRoomInTheTable() public {
        Share[] memory many = new Share[](16);
        for (uint32 i; i < 16; ++i) {
            uint32 party = i < 4 ? ANNA + i : EVE - 3 + i;
            if (i >= 4) enrol(party, 1, OFFICER, APPOINTMENT);
            many[i] = Share(party, WHOLE / 16);
        }
        a = title("many", terms(0x81, many));
        uint32[] memory entitled = new uint32[](16);
        entitled[0] = EVE;
        for (uint32 i = 1; i < 16; ++i) {
            entitled[i] = many[i].party;
        }
        bytes32 which = offer(offering(ANNA, 7, entitled));
        take(which, EVE);
        vm.warp(now_() + 15 days);
        Settlement memory m = settlement(which);
        bytes memory reason = abi.encodeWithSelector(ITitleRegistry.TooManyHolders.selector, 17);
        refuse(m, titleRolls.rollOfSettle(m).seats, reason);
        convey(conveyance(a, GIFT, BO, ANNA, WHOLE / 16));
        settle(settlement(which));
        assertEq(registry.holdingsOf(a)[15].party, EVE);
    }

    // ---- who signs

    function test_SellerAndTakersSignAndNobodyElse() public {
        Settlement memory m = settlement(takenBy(BO, 7));
        refuse(m, list(OFFICER, 0, BO, CHEN), missing(ANNA));
        refuse(m, list(OFFICER, ANNA, 0, CHEN), missing(BO));
        refuse(m, list(0, ANNA, BO, CHEN), missing(OFFICER));
        settle(m, list(OFFICER, ANNA, BO, 0));
        m = settlement(takenByBoth(7));
        refuse(m, list(OFFICER, ANNA, BO, 0), missing(CHEN));
        settle(m);
    }

    function test_NoRuleAsksForMoreConsent() public {
        for (uint8 rule = 1; rule <= 4; ++rule) {
            under(rule, rule == 4 ? DAI : 0, table(ANNA, SIXTH, BO, SIXTH, CHEN));
            Settlement memory m = settlement(takenBy(BO, 7));
            Roll memory roll = titleRolls.rollOfSettle(m);
            assertEq(abi.encode(roll.seats), abi.encode(list(OFFICER, ANNA, BO, CHEN)), "no seat for the delegate");
            assertEq(abi.encode(roll.must, roll.disposing, roll.quorum), abi.encode(7, 2, 0));
            settle(m, list(OFFICER, ANNA, BO, 0));
        }
    }

    function test_ASealAtACoOwnersSeatHasToBeHis() public {
        Settlement memory m = settlement(takenBy(BO, 7));
        bytes32 digest = titleRolls.digestOfSettle(m);
        refuse(m, list(OFFICER, ANNA, BO, DAI), abi.encodeWithSelector(IRefusals.NotSigned.selector, CHEN, digest));
    }

    function test_ASellerInQuarantineGivesNothingATakerReceives() public {
        Settlement memory m = settlement(takenBy(BO, 7));
        quarantine(BO);
        uint40 until = quarantine(ANNA);
        refuse(m, abi.encodeWithSelector(IRefusals.InQuarantine.selector, ANNA, until));
        a = title("b", terms(0x81, table(CHEN, HALF, BO)));
        bytes32 which = offer(offering(CHEN, 7, list(BO)));
        take(which, BO);
        settle(settlement(which));
        assertTable(table(CHEN, HALF - 7, BO));
    }

    function test_AnOfficerWhoTakesSellsOrHoldsRegistersNothing() public {
        bytes memory party = abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, OFFICER);
        bytes32 which = offer(offering(ANNA, 7, list(BO, CHEN, OFFICER)));
        take(which, OFFICER);
        vm.warp(now_() + 15 days);
        refuse(settlement(which), list(OFFICER, ANNA, BO, CHEN), party);
        desk = SECOND;
        settle(settlement(which));
        desk = APPOINTMENT;
        assertEq(registry.holdingsOf(a)[3].party, OFFICER, "an outsider who took, another registered");
        which = offer(offering(ANNA, 7, list(BO, CHEN, OFFICER)));
        take(which, BO);
        vm.warp(now_() + 15 days);
        refuse(settlement(which), list(OFFICER, ANNA, BO, CHEN), party);
        which = offer(offering(OFFICER, 7, list(ANNA, BO, CHEN)));
        take(which, BO);
        vm.warp(now_() + 15 days);
        refuse(settlement(which), list(OFFICER, ANNA, BO, CHEN), party);
    }

    // ---- what is pledged of it

    function test_PledgedUnitsAreSettledWithAnAnswerAndTheirPledgee() public {
        bytes32 number = pledge(BANK, ANNA, THIRD - 3);
        Settlement memory m = settlement(takenByBoth(7));
        refuse(m, abi.encodeWithSelector(ITitleRegistry.PledgeAfterMissing.selector, ANNA));
        m.pledgeAfter = 3;
        refuse(m, abi.encodeWithSelector(ITitleRegistry.NothingPledged.selector, uint8(3)));
        for (m.pledgeAfter = RELEASED; m.pledgeAfter <= FOLLOWS; ++m.pledgeAfter) {
            assertEq(titleRolls.rollOfSettle(m).seats[4], BANK, "behind all others");
            refuse(m, five(0), missing(BANK));
            uint256 moment = vm.snapshotState();
            settle(m, five(BANK));
            assertEq(marked(0), m.pledgeAfter == FOLLOWS);
            vm.revertToState(moment);
        }
        assertParts(number, part(ANNA, THIRD - 3));
    }

    /// Three of the seven are free, so four are touched: Bo's five come first and take all four along.
    function test_FollowingFillsTheTakersInTheirOrderAndReleasingLetsThePartGo() public {
        bytes32 number = pledge(BANK, ANNA, THIRD - 3);
        Settlement memory m = settlement(takenByBoth(7));
        uint256 moment = vm.snapshotState();
        m.pledgeAfter = FOLLOWS;
        settle(m);
        assertParts(number, part(ANNA, THIRD - 7, BO, 4));
        assertEq(abi.encode(marked(0), marked(1), marked(2)), abi.encode(true, true, false));
        vm.revertToState(moment);
        m.pledgeAfter = RELEASED;
        settle(m);
        assertParts(number, new Share[](0));
        assertEq(pledges.pledgesOf(a).length, 0);
        assertEq(abi.encode(marked(0), marked(1), marked(2)), abi.encode(false, false, false));
    }

    function test_UntouchedPledgesAskForNoAnswer() public {
        bytes32 number = pledge(BANK, ANNA, THIRD - 7);
        Settlement memory m = settlement(takenBy(BO, 7));
        m.pledgeAfter = FOLLOWS;
        refuse(m, abi.encodeWithSelector(ITitleRegistry.NothingPledged.selector, FOLLOWS));
        m.pledgeAfter = 0;
        settle(m, list(OFFICER, ANNA, BO, 0));
        assertParts(number, part(ANNA, THIRD - 7));
        assertTrue(marked(0));
    }

    function missing(uint32 party) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRefusals.SignatureMissing.selector, party);
    }

    function five(uint32 last) private pure returns (uint32[] memory signers) {
        signers = new uint32[](5);
        (signers[0], signers[1], signers[2], signers[3], signers[4]) = (OFFICER, ANNA, BO, CHEN, last);
    }
}
