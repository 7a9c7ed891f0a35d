// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Roll} from "../src/interfaces/IAuthority.sol";
import {Conveyance, ITitleRegistry, Movement, Share, Terms, TitleRecord} from "../src/interfaces/ITitleRegistry.sol";
import {World} from "./World.sol";

contract ConveyTest is World {
    uint32 private constant THIRD = WHOLE / 3;
    bytes32 private a;

    function setUp() public override {
        super.setUp();
        a = title("a", terms(1, table(ANNA, THIRD, BO, THIRD, CHEN)));
    }

    function refuse(Conveyance memory message, uint32[] memory signers, bytes memory reason) private {
        bytes memory blob = seals(titleRolls.digestOfConvey(message), signers);
        vm.expectRevert(reason);
        registry.convey(message, blob);
    }

    function refuse(Conveyance memory message, bytes memory reason) private {
        refuse(message, list(OFFICER, ANNA, BO, CHEN), reason);
    }

    function sale(uint32 from, uint32 to, uint32 amount) private view returns (Conveyance memory) {
        return conveyance(a, 1, from, to, amount);
    }

    function units(uint256 i) private view returns (uint32) {
        return registry.holdingsOf(a)[i].units;
    }

    // ---- state

    function test_RefusesBeforeConfirmation() public {
        register(registration("b", table(UNIT)));
        bytes32 b = numberOf("b");
        Conveyance memory message = conveyance(b, GIFT, UNIT, ANNA, 1);
        refuse(message, list(OFFICER, UNIT, ANNA), abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, b, 1));
        propose(proposal(b, terms(1, table(UNIT))));
        refuse(message, list(OFFICER, UNIT, ANNA), abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, b, 2));
    }

    function test_SameSealsNeverCountTwice() public {
        Conveyance memory message = sale(ANNA, BO, 1);
        convey(message);
        refuse(message, abi.encodeWithSelector(ITitleRegistry.WrongVersion.selector, a, 2, 3));
    }

    function test_RefusesWhileFrozen() public {
        bytes32 slot = keccak256(abi.encode(a, 0));
        uint256 head = uint256(vm.load(address(registry), slot));
        vm.store(address(registry), slot, bytes32(head | uint256(now_() + 5) << 128));
        refuse(sale(ANNA, BO, 1), abi.encodeWithSelector(ITitleRegistry.FrozenUntil.selector, a, now_() + 5));
        vm.warp(now_() + 5);
        convey(sale(ANNA, BO, 1));
    }

    // ---- message

    function test_RefusesUnknownBasis() public {
        Conveyance memory message = sale(ANNA, BO, 1);
        message.basis = 0;
        refuse(message, abi.encodeWithSelector(ITitleRegistry.UnknownBasis.selector, 0));
        message.basis = 4;
        refuse(message, abi.encodeWithSelector(ITitleRegistry.UnknownBasis.selector, 4));
    }

    function test_RefusesOffersAndPledgesThatDoNotExist() public {
        Conveyance memory message = sale(ANNA, BO, 1);
        message.pledgeAfter = 1;
        refuse(message, abi.encodeWithSelector(ITitleRegistry.NothingPledged.selector, 1));
        message.pledgeAfter = 0;
        message.offers = new bytes32[](1);
        message.offers[0] = keccak256("offer");
        refuse(message, abi.encodeWithSelector(ITitleRegistry.OffersLeftOver.selector, 0, 1));
    }

    function test_RefusesMovementsOfNothing() public {
        refuse(sale(ANNA, BO, 0), abi.encodeWithSelector(ITitleRegistry.MovementEmpty.selector, 0));
        refuse(sale(ANNA, ANNA, 1), abi.encodeWithSelector(ITitleRegistry.MovementEmpty.selector, 0));
        Conveyance memory message = sale(ANNA, BO, 1);
        message.movements = new Movement[](0);
        refuse(message, abi.encodeWithSelector(ITitleRegistry.MovementEmpty.selector, 0));
    }

    function test_RefusesMoreThanTheGiverHolds() public {
        refuse(
            sale(ANNA, BO, THIRD + 1), abi.encodeWithSelector(ITitleRegistry.NotEnough.selector, ANNA, THIRD, THIRD + 1)
        );
        refuse(sale(DAI, BO, 1), abi.encodeWithSelector(ITitleRegistry.NotEnough.selector, DAI, 0, 1));
    }

    function test_RefusesSaleAndEquityToAnOutsiderButNotAGift() public {
        uint32[] memory signers = new uint32[](5);
        (signers[0], signers[1], signers[2], signers[3], signers[4]) = (OFFICER, ANNA, BO, CHEN, DAI);
        refuse(sale(ANNA, DAI, 1), signers, abi.encodeWithSelector(ITitleRegistry.OfferMissing.selector, ANNA));
        Conveyance memory message = conveyance(a, 2, ANNA, DAI, 1);
        refuse(message, signers, abi.encodeWithSelector(ITitleRegistry.OfferMissing.selector, ANNA));
        message.offers = new bytes32[](1);
        refuse(message, signers, abi.encodeWithSelector(ITitleRegistry.OfferMissing.selector, ANNA));
        (message.offers, message.openings) = (new bytes32[](0), new bytes32[](1));
        refuse(message, signers, abi.encodeWithSelector(ITitleRegistry.OfferMissing.selector, ANNA));
        convey(conveyance(a, GIFT, ANNA, DAI, 1), signers);
        assertEq(units(3), 1);
    }

    function test_RefusesSeventeenthHolder() public {
        Share[] memory many = new Share[](16);
        many[0] = Share(ANNA, WHOLE / 16);
        for (uint32 party = 8; party <= 23; ++party) {
            enrol(party, 1, OFFICER, APPOINTMENT);
            if (party < 23) many[party - 7] = Share(party, WHOLE / 16);
        }
        a = title("many", terms(0x81, many));
        Conveyance memory message = conveyance(a, GIFT, ANNA, 23, 1);
        bytes memory blob = all(titleRolls.rollOfConvey(message), titleRolls.digestOfConvey(message));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.TooManyHolders.selector, 17));
        registry.convey(message, blob);
        convey(conveyance(a, GIFT, ANNA, 23, WHOLE / 16));
        assertEq(registry.holdingsOf(a)[15].party, 23);
        assertEq(registry.holdingsOf(a)[0].party, 8);
    }

    // ---- seats

    function test_RefusesWithoutGiverOrReceiver() public {
        Conveyance memory message = sale(ANNA, BO, 1);
        refuse(message, list(OFFICER, 0, BO, CHEN), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, ANNA));
        refuse(message, list(OFFICER, ANNA, 0, CHEN), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, BO));
    }

    function test_RefusesGiverInQuarantineButNotReceiver() public {
        bytes32 slot = keccak256(abi.encode(ANNA, 0));
        uint256 day = now_() / 1 days + 90;
        vm.store(address(authority), slot, bytes32(uint256(vm.load(address(authority), slot)) | day << 240));
        refuse(sale(ANNA, BO, 1), abi.encodeWithSelector(IRefusals.InQuarantine.selector, ANNA, day * 1 days));
        convey(sale(BO, ANNA, 1));
    }

    function test_RefusesOfficerWhoReceives() public {
        uint32[] memory signers = new uint32[](5);
        (signers[0], signers[1], signers[2], signers[3], signers[4]) = (OFFICER, ANNA, BO, CHEN, OFFICER);
        refuse(
            conveyance(a, GIFT, ANNA, OFFICER, 1),
            signers,
            abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, OFFICER)
        );
    }

    function test_RefusesSignatureOfSomebodyWithoutTheSeat() public {
        Conveyance memory message = sale(ANNA, BO, 1);
        bytes32 digest = titleRolls.digestOfConvey(message);
        refuse(
            message, list(OFFICER, ANNA, BO, DAI), abi.encodeWithSelector(IRefusals.NotSigned.selector, CHEN, digest)
        );
    }

    // ---- rules

    function under(uint8 rule, uint32 delegate, Share[] memory shares) private {
        Terms memory content = Terms(rule, delegate, shares, 0);
        a = title(string(abi.encode(rule, delegate, shares)), content);
    }

    function test_UnanimityAsksEveryHolder() public {
        refuse(
            sale(ANNA, BO, 1),
            list(OFFICER, ANNA, BO, 0),
            abi.encodeWithSelector(IRefusals.SignatureMissing.selector, CHEN)
        );
        Roll memory roll = titleRolls.rollOfConvey(sale(ANNA, BO, 1));
        assertEq(roll.must, 15);
        assertEq(roll.disposing, 2);
        assertEq(roll.quorum, 0);
    }

    function test_TwoThirdsAreExact() public {
        under(2, 0, table(ANNA, 240_240_000, BO, 240_240_000, CHEN));
        convey(sale(ANNA, BO, 1), list(OFFICER, ANNA, BO, 0));
        refuse(
            sale(CHEN, ANNA, 1),
            list(OFFICER, ANNA, 0, CHEN),
            abi.encodeWithSelector(ITitleRegistry.ConsentMissing.selector, 480_479_999, 480_480_000)
        );
        convey(sale(CHEN, ANNA, 1));
    }

    function test_MajorityIsMoreThanHalf() public {
        under(3, 0, table(ANNA, WHOLE / 4, BO, WHOLE / 4, CHEN));
        refuse(
            sale(ANNA, BO, 1),
            list(OFFICER, ANNA, BO, 0),
            abi.encodeWithSelector(ITitleRegistry.ConsentMissing.selector, WHOLE / 2, WHOLE / 2 + 1)
        );
        convey(sale(ANNA, CHEN, 1), list(OFFICER, ANNA, 0, CHEN));
        assertEq(titleRolls.rollOfConvey(sale(ANNA, CHEN, 1)).units[3], WHOLE / 2 + 1);
    }

    function test_UnitsReceivedDoNotConsentToTheirOwnConveyance() public {
        under(3, 0, table(ANNA, WHOLE / 10, BO, WHOLE / 10, CHEN));
        refuse(
            conveyance(a, 1, ANNA, BO, WHOLE / 10),
            list(OFFICER, ANNA, BO, 0),
            abi.encodeWithSelector(ITitleRegistry.ConsentMissing.selector, WHOLE / 5, WHOLE / 2 + 1)
        );
    }

    function test_DelegateSignsEvenWithoutUnits() public {
        under(4, DAI, table(ANNA, THIRD, BO, THIRD, CHEN));
        uint32[] memory signers = new uint32[](5);
        (signers[0], signers[1], signers[2]) = (OFFICER, ANNA, BO);
        refuse(sale(ANNA, BO, 1), signers, abi.encodeWithSelector(IRefusals.SignatureMissing.selector, DAI));
        signers[4] = DAI;
        convey(sale(ANNA, BO, 1), signers);
    }

    function test_DelegateWhoHoldsSitsInHisOwnSeat() public {
        under(4, CHEN, table(ANNA, THIRD, BO, THIRD, CHEN));
        refuse(
            sale(ANNA, BO, 1),
            list(OFFICER, ANNA, BO, 0),
            abi.encodeWithSelector(IRefusals.SignatureMissing.selector, CHEN)
        );
        convey(sale(ANNA, BO, 1));
    }

    function test_DelegateWhoReceivesAsNewcomerSitsOnce() public {
        under(4, DAI, table(ANNA, THIRD, BO, THIRD, CHEN));
        Roll memory roll = titleRolls.rollOfConvey(conveyance(a, GIFT, ANNA, DAI, 1));
        assertEq(roll.seats.length, 5);
        assertEq(roll.must, 1 | 1 << 1 | 1 << 4);
    }

    function testFuzz_FreeSharesAskNobodyElse(uint8 base) public {
        base = uint8(bound(base, 1, 4));
        under(base | 0x80, base == 4 ? DAI : 0, table(ANNA, THIRD, BO, THIRD, CHEN));
        convey(sale(ANNA, BO, 1), list(OFFICER, ANNA, BO, 0));
    }

    // ---- effects

    function test_HoldersKeepTheirPlaceNewcomersComeLastEmptiedOnesGo() public {
        convey(conveyance(a, GIFT, ANNA, DAI, THIRD));
        Share[] memory after_ = registry.holdingsOf(a);
        assertEq(after_.length, 3);
        assertEq(after_[0].party, BO);
        assertEq(after_[1].party, CHEN);
        assertEq(after_[2].party, DAI);
        assertEq(after_[2].units, THIRD);
    }

    function test_MovementsCountOneAfterTheOther() public {
        Conveyance memory message = conveyance(a, GIFT, ANNA, DAI, THIRD);
        message.movements = new Movement[](3);
        message.movements[0] = Movement(ANNA, DAI, THIRD);
        message.movements[1] = Movement(DAI, BO, THIRD - 1);
        message.movements[2] = Movement(BO, ANNA, 7);
        convey(message);
        Share[] memory after_ = registry.holdingsOf(a);
        assertEq(after_.length, 4);
        assertEq(after_[0].party, ANNA, "refilled, he keeps his place");
        assertEq(after_[0].units, 7);
        assertEq(after_[1].units, THIRD + THIRD - 1 - 7);
        assertEq(after_[3].units, 1);
    }

    function test_OneBadMovementUndoesAll() public {
        Conveyance memory message = sale(ANNA, BO, 1);
        message.movements = new Movement[](2);
        message.movements[0] = Movement(ANNA, BO, THIRD);
        message.movements[1] = Movement(ANNA, BO, 1);
        refuse(message, abi.encodeWithSelector(ITitleRegistry.NotEnough.selector, ANNA, 0, 1));
        assertEq(units(0), THIRD);
    }

    function test_RaisesVersionFoldsTrailAndTellsIt() public {
        bytes32 trail = registry.trailOf(a);
        Conveyance memory message = sale(ANNA, BO, 5);
        bytes32 digest = titleRolls.digestOfConvey(message);
        bytes memory blob = seals(digest, list(OFFICER, ANNA, BO, CHEN));
        uint256[] memory words = registry.wordsOf(a);
        words[0] = words[0] - (uint256(5) << 34) + (uint256(5) << 98);
        vm.expectEmit(address(registry));
        emit ITitleRegistry.Conveyed(a, 3, digest, 1, words, message.act.filing);
        registry.convey(message, blob);
        TitleRecord memory record = registry.titleOf(a);
        assertEq(record.version, 3);
        assertEq(record.status, 4);
        assertEq(registry.trailOf(a), keccak256(abi.encode(trail, digest, uint32(3), now_())));
    }

    function testFuzz_AnyGiftsLeaveTheWhole(uint256 seed) public {
        a = title("fuzz", terms(0x81, table(ANNA, THIRD, BO, THIRD, CHEN)));
        for (uint256 i; i < 4; ++i) {
            Share[] memory before = registry.holdingsOf(a);
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            Share memory giver = before[dice % before.length];
            uint32 to = UNIT + uint32(dice >> 8) % 5;
            if (to == giver.party) continue;
            convey(conveyance(a, GIFT, giver.party, to, uint32(1 + (dice >> 64) % giver.units)));
            Share[] memory after_ = registry.holdingsOf(a);
            uint256 sum;
            for (uint256 j; j < after_.length; ++j) {
                assertGt(after_[j].units, 0);
                sum += after_[j].units;
                for (uint256 k; k < j; ++k) {
                    assertNotEq(after_[k].party, after_[j].party);
                }
            }
            assertEq(sum, WHOLE);
        }
    }
}
