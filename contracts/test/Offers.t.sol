// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IProceedings, Offer, OfferRecord, Taking, Waiver} from "../src/interfaces/IProceedings.sol";
import {ITitleRegistry, Movement, Share} from "../src/interfaces/ITitleRegistry.sol";
import {Hearing} from "./Hearing.sol";

/// See Offers.tree.
contract OffersTest is Hearing {
    uint32 private constant THIRD = WHOLE / 3;

    function setUp() public override {
        super.setUp();
        a = title("a", terms(0x81, table(ANNA, THIRD, BO, THIRD, CHEN)));
    }

    function statusOf(bytes32 which) private view returns (uint8) {
        return proceedings.offerOf(which).status;
    }

    function open() private returns (bytes32) {
        return offer(offering(ANNA, 7, list(BO, CHEN)));
    }

    function refuse(Offer memory m, bytes memory reason) private {
        bytes memory blob = seals(proceedings.digestOfOffer(m), list(m.seller));
        vm.expectRevert(reason);
        proceedings.offer(m, blob);
    }

    function requireSellable(bytes32 which, uint32[] memory holders) private view {
        proceedings.requireSellable(which, a, keccak256("terms"), holders);
    }

    function test_StatusFollowsAnswersAndTime() public {
        bytes32 which = open();
        assertEq(statusOf(which), 1);
        take(which, BO);
        assertEq(statusOf(which), 1, "the others may still answer");
        vm.warp(now_() + 15 days);
        assertEq(statusOf(which), 2);
        vm.warp(now_() + 30 days - 1);
        assertEq(statusOf(which), 2);
        vm.warp(now_() + 1);
        assertEq(statusOf(which), 4, "nobody settled");

        which = open();
        waive(which, BO);
        waive(which, CHEN);
        assertEq(statusOf(which), 3);
        which = open();
        take(which, CHEN);
        waive(which, BO);
        assertEq(statusOf(which), 2, "all have answered");
    }

    function test_RefusesOffersThatAreNotWhole() public {
        Offer memory m = offering(ANNA, 7, list(BO));
        bytes4 incomplete = IProceedings.OfferIncomplete.selector;
        refuse(m, abi.encodeWithSelector(incomplete, proceedings.digestOfOffer(m), CHEN));
        refuse(offering(ANNA, 7, new uint32[](0)), abi.encodeWithSelector(IProceedings.WrongEntitled.selector, 0));
        refuse(offering(ANNA, 7, new uint32[](33)), abi.encodeWithSelector(IProceedings.WrongEntitled.selector, 33));
        refuse(offering(ANNA, 7, list(BO, CHEN, BO)), abi.encodeWithSelector(IProceedings.WrongEntitled.selector, 2));
        refuse(offering(ANNA, 7, list(BO, ANNA, CHEN)), abi.encodeWithSelector(IProceedings.WrongEntitled.selector, 1));
        refuse(
            offering(ANNA, THIRD + 1, list(BO, CHEN)),
            abi.encodeWithSelector(ITitleRegistry.NotEnough.selector, ANNA, THIRD, THIRD + 1)
        );
        refuse(offering(ANNA, 0, list(BO, CHEN)), abi.encodeWithSelector(ITitleRegistry.ShareEmpty.selector, ANNA));
        m = offering(ANNA, 7, list(BO, CHEN));
        m.windowEnd = now_() + 15 days - 1;
        bytes4 window = IProceedings.WrongWindow.selector;
        refuse(m, abi.encodeWithSelector(window, m.windowEnd, now_() + 15 days, now_() + 180 days));
        m.windowEnd = now_() + 180 days + 1;
        refuse(m, abi.encodeWithSelector(window, m.windowEnd, now_() + 15 days, now_() + 180 days));
    }

    function test_OneOfferOfASellerAtATimeAndNoneTwice() public {
        Offer memory m = offering(ANNA, 7, list(BO, CHEN));
        bytes32 which = offer(m);
        refuse(offering(ANNA, 8, list(BO, CHEN)), abi.encodeWithSelector(IProceedings.OfferOpen.selector, which));
        withdrawOffer(which);
        assertEq(statusOf(which), 7);
        refuse(m, abi.encodeWithSelector(IProceedings.AlreadyDone.selector, which));
        assertNotEq(open(), which);
    }

    function test_FrozenAndUnconfirmedTitlesAreNotOfferedButAnswered() public {
        bytes32 which = open();
        freeze(freezing(APPOINTMENT, 0, now_() + 10 days));
        take(which, BO);
        waive(which, CHEN);
        refuse(
            offering(BO, 7, list(ANNA, CHEN)),
            abi.encodeWithSelector(ITitleRegistry.FrozenUntil.selector, a, now_() + 10 days)
        );
        a = numberOf("b");
        register(registration("b", table(ANNA)));
        refuse(offering(ANNA, 7, list(BO)), abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, a, 1));
    }

    /// Signed beforehand, sent after whatever others could put in between.
    function test_NobodyElseMakesAnAnswerFail() public {
        bytes32 which = open();
        Taking memory t = Taking(fresh(0), which, BO);
        Waiver memory w = Waiver(fresh(0), which, CHEN);
        bytes memory taking = seals(proceedings.digestOfTake(t), list(BO));
        bytes memory waiving = seals(proceedings.digestOfWaive(w), list(CHEN));
        convey(conveyance(a, GIFT, ANNA, DAI, THIRD)); // the seller has nothing left, the version is another
        convey(conveyance(a, GIFT, BO, DAI, THIRD)); // who was asked holds nothing any more
        freeze(freezing(APPOINTMENT, 0, now_() + 10 days));
        proceedings.take(t, taking);
        proceedings.waive(w, waiving);
        assertEq(statusOf(which), 2);
    }

    function takeNow(bytes32 which, uint32 party) external {
        take(which, party);
    }

    function waiveNow(bytes32 which, uint32 party) external {
        waive(which, party);
    }

    function withdrawNow(bytes32 which) external {
        withdrawOffer(which);
    }

    function test_OnlyTheEntitledAnswerOnceInsideTheWindow() public {
        bytes32 which = open();
        vm.expectRevert(abi.encodeWithSelector(IProceedings.NotEntitled.selector, which, DAI));
        this.takeNow(which, DAI);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.NotEntitled.selector, which, ANNA));
        this.waiveNow(which, ANNA);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.UnknownOffer.selector, keccak256("none")));
        this.takeNow(keccak256("none"), BO);
        take(which, BO);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.AlreadyAnswered.selector, which, BO));
        this.waiveNow(which, BO);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.PriorityTaken.selector, which, now_() + 15 days + 30 days));
        this.withdrawNow(which);
        vm.warp(now_() + 15 days);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.OfferClosed.selector, which, 2));
        this.takeNow(which, CHEN);
    }

    function test_SellableOnlyWhenOverUntakenOnItsTermsAndAskedOfEachHolder() public {
        bytes32 which = open();
        vm.expectRevert(abi.encodeWithSelector(IProceedings.PriorityWindowOpen.selector, which, now_() + 15 days));
        requireSellable(which, list(BO));
        uint40 lapse = now_() + 45 days;
        take(which, BO);
        vm.warp(now_() + 15 days);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.PriorityTaken.selector, which, lapse));
        requireSellable(which, list(BO));
        vm.warp(lapse);
        requireSellable(which, list(BO, CHEN));
        vm.expectRevert(abi.encodeWithSelector(IProceedings.OfferIncomplete.selector, which, DAI));
        requireSellable(which, list(BO, DAI));
        vm.expectRevert(abi.encodeWithSelector(IProceedings.TermsDiffer.selector, which));
        proceedings.requireSellable(which, a, keccak256("others"), list(BO));
        vm.expectRevert(abi.encodeWithSelector(IProceedings.UnknownOffer.selector, which));
        proceedings.requireSellable(which, keccak256("b"), keccak256("terms"), list(BO));
        withdrawOffer(which); // lapsed, so the takers have nothing any more
        vm.expectRevert(abi.encodeWithSelector(IProceedings.OfferClosed.selector, which, 7));
        requireSellable(which, list(BO));
    }

    function test_OnlyTheRegistryEndsOffersAndSpendsOrders() public {
        bytes32[] memory offers = new bytes32[](1);
        offers[0] = open();
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.NotCompanion.selector, address(this)));
        proceedings.endOffers(a, offers, 5, 0);
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.NotCompanion.selector, address(this)));
        proceedings.spendOrder(a, 0);
    }

    function test_RegistryEndsEachOfferOnce() public {
        bytes32[] memory offers = new bytes32[](2);
        (offers[0], offers[1]) = (open(), proceedings.lastOfferOf(a, ANNA));
        vm.warp(now_() + 15 days);
        vm.prank(address(registry));
        vm.expectRevert(abi.encodeWithSelector(IProceedings.OfferClosed.selector, offers[0], 5));
        proceedings.endOffers(a, offers, 5, 0);
        vm.prank(address(registry));
        vm.expectRevert(abi.encodeWithSelector(IProceedings.OfferClosed.selector, offers[0], 4));
        proceedings.endOffers(a, offers, 6, 0);
    }

    function test_SettlementIsOfTakenOffersAndOfTheirTitle() public {
        bytes32 which = open();
        vm.expectRevert(abi.encodeWithSelector(IProceedings.NotTaken.selector, which));
        proceedings.settlementOf(which);
        take(which, CHEN);
        vm.warp(now_() + 15 days);
        Movement[] memory movements = proceedings.settlementOf(which);
        assertEq(movements.length, 1);
        assertEq(abi.encode(movements[0]), abi.encode(Movement(ANNA, CHEN, 7)));
        proceedings.requireSettlement(which, a, movements);
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongSettlement.selector, which));
        proceedings.requireSettlement(which, keccak256("b"), movements);
        movements[0].units = 6;
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongSettlement.selector, which));
        proceedings.requireSettlement(which, a, movements);
    }

    /// 32 entitled, every one of whom answers: the last bit is one of them too.
    function test_ThirtyTwoAreEntitledAndEachAnswersForHimself() public {
        for (uint32 party = CLERK + 1; party <= CLERK + 30; ++party) {
            enrol(party, 1, OFFICER, APPOINTMENT);
        }
        uint32[] memory entitled = new uint32[](32);
        (entitled[0], entitled[1]) = (CHEN, BO);
        for (uint32 i = 2; i < 32; ++i) {
            entitled[i] = CLERK - 1 + i;
        }
        bytes32 which = offer(offering(ANNA, 100, entitled));
        assertEq(abi.encode(proceedings.offerOf(which).entitled), abi.encode(entitled));
        take(which, entitled[31]);
        for (uint256 i; i < 30; ++i) {
            waive(which, entitled[i]);
        }
        assertEq(statusOf(which), 1);
        take(which, entitled[30]);
        assertEq(statusOf(which), 2);
        Movement[] memory movements = proceedings.settlementOf(which);
        assertEq(movements.length, 2);
        assertEq(movements[0].to, entitled[30]);
        assertEq(movements[0].units + movements[1].units, 100);
    }

    /// By a plain model: everybody's exact claim rounded down, then one unit a time to whoever lags furthest behind it.
    function testFuzz_SettlementIsThatOfAPlainModel(uint256 dice, uint32 units, uint8 takers) public {
        uint32[4] memory held = _split(dice);
        Share[] memory shares = new Share[](4);
        (shares[0], shares[1]) = (Share(BO, held[0]), Share(ANNA, held[3]));
        (shares[2], shares[3]) = (Share(CHEN, held[1]), Share(DAI, held[2]));
        a = title("model", terms(0x81, shares));
        units = uint32(bound(units, 1, dice & 1 == 0 || held[3] < 9 ? held[3] : 9));
        takers = uint8(bound(takers, 1, 15));
        uint32[] memory entitled = list(UNIT, DAI, BO, CHEN); // others' order than the table's; the unit holds nothing
        bytes32 which = offer(offering(ANNA, units, entitled));
        for (uint256 i; i < 4; ++i) {
            if (takers >> i & 1 != 0) take(which, entitled[i]);
            else waive(which, entitled[i]);
        }
        uint256[4] memory got = _model(units, held, takers);
        Movement[] memory movements = proceedings.settlementOf(which);
        uint32[4] memory order = [BO, CHEN, DAI, UNIT];
        uint256 told;
        for (uint256 i; i < 4; ++i) {
            if (got[i] == 0) continue;
            assertEq(abi.encode(movements[told++]), abi.encode(Movement(ANNA, order[i], uint32(got[i]))));
        }
        assertEq(movements.length, told);
    }

    /// What Bo, Chen, Dai and Anna hold; every fourth time the first two the same, so that remainders tie.
    function _split(uint256 dice) private pure returns (uint32[4] memory held) {
        held[0] = uint32(bound(dice >> 8, 1, WHOLE / 2 - 5));
        held[1] = dice >> 2 & 3 == 0 ? held[0] : uint32(bound(dice >> 64, 1, WHOLE - held[0] - 5));
        held[2] = uint32(bound(dice >> 128, 1, WHOLE - held[0] - held[1] - 1));
        held[3] = WHOLE - held[0] - held[1] - held[2];
    }

    function _model(uint256 units, uint32[4] memory held, uint8 takers) private pure returns (uint256[4] memory got) {
        uint8[4] memory bits = [2, 3, 1, 0];
        uint256[4] memory weights;
        uint256 sum;
        for (uint256 i; i < 4; ++i) {
            if (takers >> bits[i] & 1 != 0) weights[i] = takers & 1 != 0 ? 1 : held[i];
            sum += weights[i];
        }
        uint256 given;
        for (uint256 i; i < 4; ++i) {
            got[i] = units * weights[i] / sum;
            given += got[i];
        }
        for (; given < units; ++given) {
            uint256 best;
            for (uint256 i = 1; i < 4; ++i) {
                if (_behind(units, weights[i], got[i], sum) > _behind(units, weights[best], got[best], sum)) best = i;
            }
            ++got[best];
        }
    }

    function _behind(uint256 units, uint256 weight, uint256 got, uint256 sum) private pure returns (int256) {
        return int256(units * weight) - int256(got * sum);
    }
}
