// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IProceedings} from "../src/interfaces/IProceedings.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Conveyance, ITitleRegistry, Share} from "../src/interfaces/ITitleRegistry.sol";
import {Market} from "./Market.sol";

/// See Priority.tree.
contract PriorityTest is Market {
    bytes32 private constant OTHER = keccak256("another price");

    function setUp() public override {
        super.setUp();
        a = title("a", terms(1, table(ANNA, THIRD, BO, THIRD, CHEN)));
    }

    function missing(uint32 seller) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ITitleRegistry.OfferMissing.selector, seller);
    }

    function left(uint256 needed, uint256 given) private pure returns (bytes memory) {
        return abi.encodeWithSelector(ITitleRegistry.OffersLeftOver.selector, needed, given);
    }

    function differ(bytes32 which) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IProceedings.TermsDiffer.selector, which);
    }

    function others(uint32 seller) private pure returns (uint32[] memory) {
        if (seller == ANNA) return list(BO, CHEN);
        return seller == BO ? list(ANNA, CHEN) : list(ANNA, BO);
    }

    /// An offer that nobody takes, its window over.
    function passed(uint32 seller, uint32 buyer, uint32 units, bytes32 opening) private returns (bytes32 which) {
        which = offerTo(buyer, seller, units, opening, others(seller));
        waive(which, others(seller)[0]);
        waive(which, others(seller)[1]);
    }

    // ---- whether one is needed

    function test_SalesAndEquityToOneWhoHoldsNothingNeedAnOfferGiftsNone() public {
        for (uint8 basis = SALE; basis <= GIFT; ++basis) {
            Conveyance memory m = conveyance(a, basis, ANNA, EVE, 5);
            if (basis == GIFT) {
                refuse(naming(m, passed(ANNA, EVE, 5, 0), 0), left(0, 1));
                convey(conveyance(a, basis, ANNA, EVE, 5));
            } else {
                refuse(m, missing(ANNA));
            }
        }
    }

    function test_AReceiverWhoHoldsNeedsNone() public {
        refuse(sale(ANNA, BO, 5, passed(ANNA, BO, 5, PRICE)), left(0, 1));
        convey(sale(ANNA, BO, 5));
        convey(moving(sale(ANNA, BO, 5), CHEN, BO, 5));
    }

    function test_WhoseUnitsNobodyElseSharesNeedsNone() public {
        under(1, 0, table(ANNA));
        convey(moving(sale(ANNA, EVE, 5), ANNA, DAI, 5));
        under(0x81, 0, table(ANNA, THIRD, BO));
        refuse(sale(ANNA, EVE, 5), missing(ANNA));
    }

    function test_WhoGivesTooOrReceivesFromTheSameGiverIsNotPassedOver() public {
        under(1, 0, table(ANNA, THIRD, BO));
        uint256 moment = vm.snapshotState();
        convey(moving(sale(ANNA, EVE, 5), BO, EVE, 5)); // both sell
        vm.revertToState(moment);
        convey(moving(sale(ANNA, EVE, 5), BO, ANNA, 5)); // both give
        vm.revertToState(moment);
        convey(moving(sale(ANNA, EVE, 5), ANNA, BO, 1)); // the other gets some
    }

    function test_WhoReceivesFromAnotherGiverIsPassedOver() public {
        Conveyance memory m = moving(sale(ANNA, EVE, 5), CHEN, BO, 5);
        refuse(m, missing(ANNA));
        uint256 moment = vm.snapshotState();
        convey(naming(m, passed(ANNA, EVE, 5, OTHER), OTHER));
        vm.revertToState(moment);
        // Bo gets some of Anna's, and none of Chen's: the one offer is Chen's.
        m = moving(moving(sale(ANNA, EVE, 5), ANNA, BO, 5), CHEN, EVE, 6);
        refuse(m, missing(CHEN));
        convey(naming(m, passed(CHEN, EVE, 6, OTHER), OTHER));
    }

    function test_EachSellerToAnOutsiderNeedsOneWhereAThirdIsPassedOver() public {
        refuse(moving(sale(ANNA, EVE, 5), BO, EVE, 6), missing(ANNA));
        bytes32 first = passed(ANNA, EVE, 5, PRICE);
        refuse(moving(sale(ANNA, EVE, 5, first), BO, EVE, 6), missing(BO));
        bytes32 second = passed(BO, EVE, 6, PRICE);
        convey(naming(moving(sale(ANNA, EVE, 5, first), BO, EVE, 6), second, PRICE));
        assertEq(proceedings.offerOf(first).status, 5);
        assertEq(proceedings.offerOf(second).status, 5);
        assertEq(abi.encode(registry.holdingsOf(a)[3]), abi.encode(Share(EVE, 11)));
    }

    /// Who holds nothing cannot offer, so nobody passes units through an outsider to another.
    function test_NobodyPassesUnitsOnThroughOneWhoHoldsNothing() public {
        bytes32 which = passed(ANNA, EVE, 5, PRICE);
        bytes32 spare = passed(BO, DAI, 5, OTHER);
        Conveyance memory m = moving(sale(ANNA, EVE, 5, which), EVE, DAI, 5);
        refuse(m, missing(EVE));
        refuse(naming(m, spare, OTHER), differ(spare));
    }

    /// Whoever held nothing before is an outsider in every movement, also if an earlier one gave him units.
    function test_TheTableBeforeTheConveyanceSaysWhoIsAnOutsider() public {
        bytes32 which = passed(ANNA, EVE, 5, PRICE);
        refuse(moving(sale(ANNA, EVE, 5, which), ANNA, EVE, 1), missing(ANNA));
        refuse(moving(sale(ANNA, EVE, 5), EVE, ANNA, 5), missing(ANNA));
        // Who gives all away and gets it back is none in between.
        refuse(naming(moving(sale(ANNA, BO, THIRD), BO, ANNA, THIRD), which, PRICE), left(0, 1));
        convey(moving(sale(ANNA, BO, THIRD), BO, ANNA, THIRD));
    }

    // ---- one for each movement

    function test_OffersStandInTheOrderOfTheirMovements() public {
        bytes32 first = passed(ANNA, EVE, 5, PRICE);
        bytes32 second = passed(ANNA, DAI, 6, PRICE);
        Conveyance memory m = moving(sale(ANNA, EVE, 5, second), ANNA, DAI, 6);
        refuse(naming(m, first, PRICE), differ(second));
        m = moving(moving(sale(ANNA, EVE, 5, first), ANNA, BO, 1), ANNA, DAI, 6);
        refuse(m, missing(ANNA));
        convey(naming(m, second, PRICE)); // Bo's movement in between needs none
    }

    function test_OneOfferSellsOnce() public {
        bytes32 first = passed(ANNA, EVE, 5, PRICE);
        Conveyance memory m = moving(sale(ANNA, EVE, 5, first), ANNA, EVE, 5);
        refuse(naming(m, first, PRICE), missing(ANNA));
        convey(naming(m, passed(ANNA, EVE, 5, PRICE), PRICE));
        convey(conveyance(a, GIFT, EVE, ANNA, 10));
        bytes memory over = abi.encodeWithSelector(IProceedings.OfferClosed.selector, first, 5);
        refuse(sale(ANNA, EVE, 5, first), over);
    }

    function test_NoOfferIsNamedTooMany() public {
        bytes32 first = passed(ANNA, EVE, 5, PRICE);
        bytes32 spare = passed(BO, EVE, 5, PRICE);
        refuse(naming(sale(ANNA, EVE, 5, first), spare, PRICE), left(1, 2));
        Conveyance memory m = sale(ANNA, EVE, 5, first);
        m.openings = new bytes32[](2);
        m.openings[0] = PRICE;
        refuse(m, left(1, 2));
        m.openings = new bytes32[](0);
        refuse(m, missing(ANNA));
        m = sale(ANNA, EVE, 5, first);
        m.offers = new bytes32[](0);
        refuse(m, missing(ANNA));
        m = sale(ANNA, BO, 5);
        m.openings = new bytes32[](1);
        refuse(m, left(0, 1));
        assertEq(proceedings.offerOf(spare).status, 3, "still there");
    }

    // ---- its terms

    function test_TheOnlyGiverSellsAtThePriceThatWasOffered() public {
        bytes32 which = passed(ANNA, EVE, 5, OTHER);
        Conveyance memory m = naming(sale(ANNA, EVE, 5), which, OTHER);
        refuse(m, abi.encodeWithSelector(ITitleRegistry.PriceDiffers.selector, which, OTHER, PRICE));
        refuse(sale(ANNA, EVE, 5, which), differ(which));
        m.price = OTHER;
        convey(m);
    }

    function test_TheOnlyGiverOfSeveralMovementsHasOnePrice() public {
        bytes32 first = passed(ANNA, EVE, 5, PRICE);
        bytes32 second = passed(ANNA, DAI, 6, OTHER);
        Conveyance memory m = naming(moving(sale(ANNA, EVE, 5, first), ANNA, DAI, 6), second, OTHER);
        refuse(m, abi.encodeWithSelector(ITitleRegistry.PriceDiffers.selector, second, OTHER, PRICE));
    }

    function test_SeveralGiversAgreeOnePriceOfTheirs() public {
        bytes32 first = passed(ANNA, EVE, 5, OTHER);
        bytes32 second = passed(BO, EVE, 6, keccak256("a third price"));
        Conveyance memory m = moving(naming(sale(ANNA, EVE, 5), first, OTHER), BO, EVE, 6);
        refuse(naming(m, second, OTHER), differ(second));
        convey(naming(m, second, keccak256("a third price")));
    }

    function test_SellerBuyerUnitsAndTitleAreThoseOfTheOffer() public {
        bytes32 which = passed(ANNA, EVE, 5, PRICE);
        refuse(sale(ANNA, EVE, 4, which), differ(which));
        refuse(sale(ANNA, EVE, 6, which), differ(which));
        refuse(sale(ANNA, DAI, 5, which), differ(which));
        refuse(sale(BO, EVE, 5, which), differ(which));
        bytes memory unknown = abi.encodeWithSelector(IProceedings.UnknownOffer.selector, keccak256("none"));
        refuse(sale(ANNA, EVE, 5, keccak256("none")), unknown);
        a = title("b", terms(1, table(ANNA, THIRD, BO, THIRD, CHEN)));
        refuse(sale(ANNA, EVE, 5, which), abi.encodeWithSelector(IProceedings.UnknownOffer.selector, which));
    }

    function test_WhoCameAfterTheOfferHasToBeAskedUnlessHeGivesOrReceives() public {
        bytes32 which = passed(ANNA, EVE, 5, OTHER);
        convey(conveyance(a, GIFT, BO, DAI, 10));
        Conveyance memory m = naming(sale(ANNA, EVE, 5), which, OTHER);
        m.price = OTHER;
        refuse(m, abi.encodeWithSelector(IProceedings.OfferIncomplete.selector, which, DAI));
        uint256 moment = vm.snapshotState();
        convey(moving(m, ANNA, DAI, 1));
        vm.revertToState(moment);
        convey(moving(m, DAI, BO, 1)); // two give: their price is one for both
        vm.revertToState(moment);
        convey(conveyance(a, GIFT, DAI, BO, 10)); // and if he has left again
        m.act = act(a, desk);
        convey(m);
    }

    // ---- its status, under every rule

    function test_TheStatusDecidesUnderEveryRule() public {
        for (uint8 rule = 1; rule <= 4; ++rule) {
            _statuses(rule);
            _statuses(rule | 0x80);
        }
    }

    function _statuses(uint8 rule) private {
        under(rule, rule & 7 == 4 ? DAI : 0, table(ANNA, THIRD, BO, THIRD, CHEN));
        bytes32 which = offerTo(EVE, ANNA, 5, PRICE, list(BO, CHEN));
        uint40 end_ = now_() + 15 days;
        bytes4 open = IProceedings.PriorityWindowOpen.selector;
        refuse(sale(ANNA, EVE, 5, which), abi.encodeWithSelector(open, which, end_));
        waive(which, BO);
        refuse(sale(ANNA, EVE, 5, which), abi.encodeWithSelector(open, which, end_));
        uint256 moment = vm.snapshotState();
        waive(which, CHEN);
        convey(sale(ANNA, EVE, 5, which)); // waived by all, the window still running
        vm.revertToState(moment);
        vm.warp(end_ - 1);
        refuse(sale(ANNA, EVE, 5, which), abi.encodeWithSelector(open, which, end_));
        vm.warp(end_);
        convey(sale(ANNA, EVE, 5, which)); // over, and not all have answered
        vm.revertToState(moment);
        _taken(which, end_);
        vm.revertToState(moment);
        withdrawOffer(which);
        refuse(sale(ANNA, EVE, 5, which), abi.encodeWithSelector(IProceedings.OfferClosed.selector, which, 7));
    }

    function _taken(bytes32 which, uint40 end_) private {
        take(which, CHEN);
        bytes memory taken = abi.encodeWithSelector(IProceedings.PriorityTaken.selector, which, end_ + 30 days);
        refuse(sale(ANNA, EVE, 5, which), taken);
        uint256 moment = vm.snapshotState();
        settle(settlement(which));
        refuse(sale(ANNA, EVE, 5, which), abi.encodeWithSelector(IProceedings.OfferClosed.selector, which, 6));
        vm.revertToState(moment);
        vm.warp(end_ + 30 days - 1);
        refuse(sale(ANNA, EVE, 5, which), taken);
        vm.warp(end_ + 30 days);
        convey(sale(ANNA, EVE, 5, which)); // the takers let it lapse
        assertEq(proceedings.offerOf(which).status, 5);
    }

    function test_ToLetAnOfferPassConsentsToNothing() public {
        Conveyance memory m = sale(ANNA, EVE, 5, passed(ANNA, EVE, 5, PRICE));
        bytes memory reason = abi.encodeWithSelector(IRefusals.SignatureMissing.selector, CHEN);
        refuse(m, _five(ANNA, BO, 0), reason);
        under(2, 0, table(ANNA, THIRD - 1, BO, THIRD + 1, CHEN));
        m = sale(ANNA, EVE, 5, passed(ANNA, EVE, 5, PRICE));
        bytes4 consent = ITitleRegistry.ConsentMissing.selector;
        refuse(m, _five(ANNA, 0, CHEN), abi.encodeWithSelector(consent, 2 * THIRD - 1, 2 * THIRD));
        under(0x82, 0, table(ANNA, THIRD - 1, BO, THIRD + 1, CHEN));
        convey(sale(ANNA, EVE, 5, passed(ANNA, EVE, 5, PRICE)), _five(ANNA, 0, 0));
    }

    function _five(uint32 one, uint32 other, uint32 third) private pure returns (uint32[] memory signers) {
        signers = new uint32[](5);
        (signers[0], signers[1], signers[2], signers[3], signers[4]) = (OFFICER, one, other, third, EVE);
    }
}
