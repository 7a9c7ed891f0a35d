// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Roll} from "../src/interfaces/IAuthority.sol";
import {IPledges, Release} from "../src/interfaces/IPledges.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Conveyance, ITitleRegistry, Share} from "../src/interfaces/ITitleRegistry.sol";
import {Market} from "./Market.sol";

/// See Encumbered.tree.
contract EncumberedTest is Market {
    function setUp() public override {
        super.setUp();
        a = title("a", terms(0x81, table(ANNA, THIRD, BO, THIRD, CHEN)));
    }

    function gift(uint32 from, uint32 to, uint32 units, uint8 pledgeAfter) private view returns (Conveyance memory m) {
        m = conveyance(a, GIFT, from, to, units);
        m.pledgeAfter = pledgeAfter;
    }

    function missing(uint32 party) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRefusals.SignatureMissing.selector, party);
    }

    function needed(uint32 holder) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ITitleRegistry.PledgeAfterMissing.selector, holder);
    }

    function nothing(uint8 pledgeAfter) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ITitleRegistry.NothingPledged.selector, pledgeAfter);
    }

    function seatsOf(Conveyance memory m) private view returns (uint32[] memory) {
        return titleRolls.rollOfConvey(m).seats;
    }

    function six(uint32 fifth, uint32 sixth) private pure returns (uint32[] memory signers) {
        signers = new uint32[](6);
        (signers[0], signers[1], signers[2], signers[3]) = (OFFICER, ANNA, BO, CHEN);
        (signers[4], signers[5]) = (fifth, sixth);
    }

    function assertMarks(bool one, bool two, bool three) private view {
        assertEq(abi.encode(marked(0), marked(1), marked(2)), abi.encode(one, two, three));
    }

    // ---- what is touched, and the answer to it

    function test_WhatIsNotPledgedMovesWithoutAnswerAndPledgee() public {
        bytes32 number = pledge(BANK, ANNA, 10);
        for (uint8 after_ = 1; after_ < 4; ++after_) {
            refuse(gift(ANNA, BO, THIRD - 10, after_), nothing(after_));
        }
        Conveyance memory m = gift(ANNA, BO, THIRD - 10, 0);
        convey(m, list(OFFICER, ANNA, BO, 0));
        assertParts(number, part(ANNA, 10));
        assertMarks(true, false, false);
        assertEq(pledges.pledgedOf(a, ANNA), 10);
    }

    function test_OneUnitMoreIsTouchedAndAsksForAnAnswer() public {
        pledge(BANK, ANNA, 10);
        refuse(gift(ANNA, BO, THIRD - 9, 0), needed(ANNA));
        refuse(gift(ANNA, BO, THIRD - 9, 3), nothing(3));
        refuse(gift(ANNA, BO, THIRD - 9, 255), nothing(255));
        convey(gift(ANNA, BO, THIRD - 9, FOLLOWS));
    }

    function test_WhatCountsIsWhatIsLeftInTheEnd() public {
        bytes32 number = pledge(BANK, ANNA, 10);
        Conveyance memory m = moving(gift(ANNA, BO, THIRD, 0), CHEN, ANNA, 10);
        convey(m, list(OFFICER, ANNA, BO, CHEN)); // all gone in between, covered again in the end
        assertParts(number, part(ANNA, 10));
        m = moving(gift(ANNA, BO, 10, 0), BO, ANNA, 9);
        refuse(m, needed(ANNA));
    }

    function test_AReceiversPledgeIsNeverTouched() public {
        bytes32 number = pledge(BANK, BO, THIRD);
        refuse(gift(ANNA, BO, 5, FOLLOWS), nothing(FOLLOWS));
        convey(gift(ANNA, BO, THIRD, 0));
        assertParts(number, part(BO, THIRD));
        assertMarks(true, false, false);
    }

    function test_TheFirstHolderInTheOldestTouchedPledgeIsNamed() public {
        pledge(FUND, part(CHEN, 1));
        pledge(BANK, part(BO, THIRD, ANNA, THIRD));
        Conveyance memory m = moving(gift(ANNA, CHEN, 1, 0), BO, CHEN, 1);
        refuse(m, needed(BO));
        refuse(gift(ANNA, CHEN, 1, 0), needed(ANNA));
    }

    // ---- who signs

    function test_ThePledgeeSignsInTheLastSeatUnderEveryRule() public {
        for (uint8 rule = 1; rule <= 4; ++rule) {
            under(rule, rule == 4 ? DAI : 0, table(ANNA, THIRD, BO, THIRD, CHEN));
            pledge(BANK, ANNA, THIRD);
            Conveyance memory m = gift(ANNA, BO, 5, FOLLOWS);
            uint32[] memory seats = seatsOf(m);
            assertEq(seats.length, rule == 4 ? 6 : 5);
            assertEq(seats[seats.length - 1], BANK);
            seats[seats.length - 1] = 0;
            refuse(m, seats, missing(BANK));
            m.pledgeAfter = RELEASED;
            refuse(m, seats, missing(BANK));
            convey(m);
        }
    }

    function test_APledgeesSealIsNoConsentOfUnits() public {
        under(2, 0, table(ANNA, THIRD, BO, THIRD - 1, CHEN));
        pledge(BANK, ANNA, THIRD);
        Conveyance memory m = gift(ANNA, BO, 5, RELEASED);
        uint32[] memory signers = seatsOf(m);
        assertEq(titleRolls.rollOfConvey(m).units[4], 0);
        signers[3] = 0;
        bytes4 consent = ITitleRegistry.ConsentMissing.selector;
        refuse(m, signers, abi.encodeWithSelector(consent, 2 * THIRD - 1, 2 * THIRD));
    }

    function test_OnlyPledgeesWhoLoseAreAskedEachOnceInTheOrderOfTheirPledges() public {
        pledge(FUND, ANNA, THIRD);
        pledge(BANK, ANNA, 7);
        pledge(FUND, ANNA, THIRD - 1);
        Conveyance memory m = gift(ANNA, BO, 5, RELEASED);
        assertEq(seatsOf(m).length, 5);
        refuse(
            m, six(BANK, 0), abi.encodeWithSelector(IRefusals.NotSigned.selector, FUND, titleRolls.digestOfConvey(m))
        );
        m = gift(ANNA, BO, THIRD, RELEASED);
        assertEq(abi.encode(seatsOf(m)), abi.encode(six(FUND, BANK)));
        refuse(m, six(FUND, 0), missing(BANK));
        refuse(m, six(0, BANK), missing(FUND));
        convey(m);
        assertEq(pledges.pledgesOf(a).length, 0);
    }

    function test_AnotherTitlesPledgesAskNobody() public {
        pledge(BANK, ANNA, THIRD);
        a = title("b", terms(0x81, table(ANNA, THIRD, BO)));
        convey(gift(ANNA, BO, THIRD, 0));
    }

    function test_ToReleaseDisposesToFollowDoesNot() public {
        pledge(BANK, ANNA, THIRD);
        uint40 until = quarantine(BANK);
        Conveyance memory m = gift(ANNA, BO, 5, RELEASED);
        refuse(m, abi.encodeWithSelector(IRefusals.InQuarantine.selector, BANK, until));
        m.pledgeAfter = FOLLOWS;
        convey(m);
    }

    function test_AnOfficerRegistersNothingWhoseTouchedUnitsArePledgedToHim() public {
        desk = SECOND;
        pledge(OFFICER, ANNA, THIRD);
        desk = APPOINTMENT;
        Conveyance memory m = gift(ANNA, BO, 5, FOLLOWS);
        refuse(m, abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, OFFICER));
        m.act = act(a, SECOND);
        convey(m);
    }

    function test_APledgeeWhoReceivesOrHoldsOrIsTheDelegateSitsOnce() public {
        pledge(BO, ANNA, THIRD);
        Conveyance memory m = gift(ANNA, BO, 5, RELEASED);
        assertEq(abi.encode(seatsOf(m)), abi.encode(list(OFFICER, ANNA, BO, CHEN)));
        m = gift(ANNA, CHEN, 5, RELEASED);
        refuse(m, list(OFFICER, ANNA, 0, CHEN), missing(BO)); // as co-owner he need not, as pledgee he has to
        convey(m);
        pledge(EVE, BO, THIRD);
        m = gift(BO, EVE, 5, RELEASED);
        Roll memory roll = titleRolls.rollOfConvey(m);
        assertEq(roll.seats.length, 5);
        assertEq(abi.encode(roll.must, roll.disposing), abi.encode(1 | 1 << 2 | 1 << 4, 1 << 2 | 1 << 4));
        under(4, FUND, table(ANNA, THIRD, BO, THIRD, CHEN));
        pledge(FUND, ANNA, THIRD);
        assertEq(seatsOf(gift(ANNA, BO, 5, FOLLOWS)).length, 5);
    }

    // ---- released

    function test_ReleasedTheTouchedPartGoesWholeAndTheOthersStay() public {
        bytes32 number = pledge(BANK, part(ANNA, THIRD, CHEN, THIRD));
        bytes32 small = pledge(FUND, part(ANNA, 6));
        Conveyance memory m = gift(ANNA, BO, 5, RELEASED);
        vm.expectEmit(address(pledges));
        emit IPledges.PartsChanged(a, number, part(CHEN, THIRD));
        this.conveyNow(m);
        assertParts(number, part(CHEN, THIRD));
        assertParts(small, part(ANNA, 6));
        assertMarks(true, false, true);
        m = gift(ANNA, BO, THIRD - 5, RELEASED);
        vm.expectEmit(address(pledges));
        emit IPledges.PartsChanged(a, small, new Share[](0));
        this.conveyNow(m);
        assertEq(abi.encode(registry.holdingsOf(a)), abi.encode(table(BO, 2 * THIRD, CHEN)));
        assertMarks(false, true, false);
        assertEq(pledges.pledgesOf(a).length, 1);
        assertEq(pledges.pledgesOf(a)[0], number);
    }

    function conveyNow(Conveyance memory m) external {
        registry.convey(m, all(titleRolls.rollOfConvey(m), titleRolls.digestOfConvey(m)));
    }

    // ---- follows

    function test_FollowingTheTouchedUnitsStayPledgedInTheReceiversHands() public {
        bytes32 number = pledge(BANK, ANNA, 10);
        Conveyance memory m = gift(ANNA, BO, THIRD - 4, FOLLOWS);
        vm.expectEmit(address(pledges));
        emit IPledges.PartsChanged(a, number, part(ANNA, 4, BO, 6));
        this.conveyNow(m);
        assertParts(number, part(ANNA, 4, BO, 6));
        assertMarks(true, true, false);
        convey(gift(ANNA, BO, 4, FOLLOWS)); // the last units: Anna's row goes, and her mark with it
        assertParts(number, part(BO, 10));
        assertTable(table(BO, 2 * THIRD, CHEN));
        assertMarks(true, false, false);
    }

    function test_FollowingItAddsToThePartOfAReceiverInTheSamePledgeOnly() public {
        bytes32 number = pledge(BANK, part(BO, 3, ANNA, THIRD));
        bytes32 other = pledge(FUND, part(BO, THIRD));
        convey(gift(ANNA, BO, 5, FOLLOWS));
        assertParts(number, part(ANNA, THIRD - 5, BO, 8));
        assertParts(other, part(BO, THIRD));
        assertEq(pledges.pledgedOf(a, BO), THIRD);
    }

    function test_FollowingEachTouchedPledgeGoesForItself() public {
        bytes32 whole = pledge(BANK, ANNA, THIRD);
        bytes32 most = pledge(FUND, ANNA, THIRD - 2);
        bytes32 few = pledge(BANK, ANNA, 7);
        convey(gift(ANNA, BO, 5, FOLLOWS));
        assertParts(whole, part(ANNA, THIRD - 5, BO, 5));
        assertParts(most, part(ANNA, THIRD - 5, BO, 3));
        assertParts(few, part(ANNA, 7));
    }

    function test_FollowingFillsReceiversInTheOrderOfTheMovements() public {
        bytes32 number = pledge(BANK, ANNA, 10);
        Conveyance memory m = moving(gift(ANNA, EVE, 6, FOLLOWS), ANNA, BO, THIRD - 8);
        convey(m); // two are left, eight touched: six go to Eve, two to Bo
        Share[] memory parts = pledges.pledgeOf(number).parts;
        assertEq(parts.length, 3);
        assertEq(abi.encode(parts[0], parts[1], parts[2]), abi.encode(Share(ANNA, 2), Share(BO, 2), Share(EVE, 6)));
        assertMarks(true, true, false);
        assertTrue(marked(3));
    }

    function test_FollowingUnitsThatPassOnTakeThePledgeAlong() public {
        bytes32 number = pledge(BANK, ANNA, THIRD);
        convey(moving(gift(ANNA, EVE, 5, FOLLOWS), EVE, BO, 5));
        assertParts(number, part(ANNA, THIRD - 5, BO, 5));
        convey(moving(gift(ANNA, EVE, THIRD - 5, FOLLOWS), EVE, BO, 3));
        assertParts(number, part(BO, 8, EVE, THIRD - 8));
    }

    function test_FollowingItStaysWithAPledgeeWhoReceivesUntilHeLetsItGo() public {
        bytes32 number = pledge(BO, ANNA, THIRD);
        convey(gift(ANNA, BO, 5, FOLLOWS));
        assertParts(number, part(ANNA, THIRD - 5, BO, 5));
        assertMarks(true, true, false);
        assertEq(abi.encode(seatsOf(gift(BO, CHEN, THIRD + 1, RELEASED))), abi.encode(list(OFFICER, ANNA, BO, CHEN)));
    }

    function test_ASaleToAnOutsiderCarriesOfferAndPledge() public {
        bytes32 number = pledge(BANK, ANNA, THIRD);
        bytes32 which = offerTo(EVE, ANNA, 5, PRICE, list(BO, CHEN));
        waive(which, BO);
        waive(which, CHEN);
        Conveyance memory m = sale(ANNA, EVE, 5, which);
        refuse(m, needed(ANNA));
        m.pledgeAfter = FOLLOWS;
        assertEq(abi.encode(seatsOf(m)), abi.encode(six(EVE, BANK)), "newcomer, then pledgee");
        convey(m, apart(EVE, BANK));
        assertParts(number, part(ANNA, THIRD - 5, EVE, 5));
        assertTrue(marked(3));
    }

    /// Co-owners do not sign where shares move freely.
    function apart(uint32 newcomer, uint32 pledgee) private pure returns (uint32[] memory signers) {
        signers = six(newcomer, pledgee);
        (signers[2], signers[3]) = (0, 0);
    }

    /// A pledge raises the version; a release does not, so that nobody can use it to void what others signed.
    function test_ANewPledgeVoidsWhatWasSignedBeforeItAReleaseOnlyItsAnswer() public {
        Conveyance memory m = gift(ANNA, BO, THIRD, 0);
        bytes memory blob = seals(titleRolls.digestOfConvey(m), list(OFFICER, ANNA, BO, CHEN));
        bytes32 number = pledge(BANK, ANNA, THIRD);
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongVersion.selector, a, 2, 3));
        registry.convey(m, blob);
        m = gift(ANNA, BO, THIRD, 0);
        blob = seals(titleRolls.digestOfConvey(m), list(OFFICER, ANNA, BO, CHEN));
        refuse(m, needed(ANNA));
        Release memory letting = Release(fresh(0), number);
        pledges.release(letting, seals(pledges.digestOfRelease(letting), list(BANK)));
        refuse(gift(ANNA, BO, THIRD, FOLLOWS), list(OFFICER, ANNA, BO, CHEN), nothing(FOLLOWS));
        registry.convey(m, blob);
        assertTable(table(BO, 2 * THIRD, CHEN));
    }
}
