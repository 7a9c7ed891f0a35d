// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {HandOver} from "../src/interfaces/IAuthority.sol";
import {Announcement, Decision} from "../src/interfaces/IProceedings.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {
    Amendment,
    Confirmation,
    Conveyance,
    ITitleRegistry,
    Migration,
    Movement,
    Order,
    OrderTerms,
    Settlement,
    Terms
} from "../src/interfaces/ITitleRegistry.sol";
import {Ending, Extension, GrantTerms, IUseRights} from "../src/interfaces/IUseRights.sol";
import {Powers} from "../src/libraries/Powers.sol";
import {TypedRights} from "../src/libraries/TypedRights.sol";
import {Licensing} from "./Licensing.sol";
import {Market} from "./Market.sol";
import {World} from "./World.sol";

/// What docs/contracts/collusion.md and the pages' assumptions say that dishonest people can do, they can; and no more.
contract CollusionTest is Market, Licensing {
    uint32 private constant HALF = WHOLE / 2;

    function setUp() public override(World, Market) {
        super.setUp();
        a = title("a", terms(1, table(ANNA, HALF, BO)));
    }

    function hashOf(GrantTerms calldata content) external pure returns (bytes32) {
        return TypedRights.hash(content);
    }

    function order(uint32 appointment, Movement[] memory movements) private view returns (Order memory) {
        return Order(act(a, appointment), BENCH, OrderTerms(3, movements));
    }

    function enforce(Order memory m) private {
        registry.enforce(m, all(titleRolls.rollOfEnforce(m), titleRolls.digestOfEnforce(m)));
    }

    function refuse(Order memory m, bytes memory reason) private {
        bytes memory blob = all(titleRolls.rollOfEnforce(m), titleRolls.digestOfEnforce(m));
        vm.expectRevert(reason);
        registry.enforce(m, blob);
    }

    function migrate() private returns (ITitleRegistry successor) {
        successor = deployAnother(address(registry));
        Migration memory m = Migration(act(a, desk), address(successor));
        registry.migrate(m, all(titleRolls.rollOfMigrate(m), titleRolls.digestOfMigrate(m)));
        successor.adopt(a);
    }

    /// Confirmed beside the title: a long-term use right by Anna.
    function confirmedGrant(uint32 licensee) private returns (GrantTerms memory granted) {
        granted = licence(EXCLUSIVE, ANNA, licensee);
        (granted.kind, granted.until) = (1, granted.from + 20 * 365 days);
        Terms memory content = terms(1, table(ANNA, HALF, BO));
        delete content.table;
        content.useGrant = this.hashOf(granted);
        propose(proposal(a, content));
        vm.warp(now_() + LEAST_NOTICE);
        confirm(confirmation(a, content));
    }

    // ---- sellers

    function takenFromAnna() private returns (bytes32 which) {
        which = offerTo(EVE, ANNA, 100, PRICE, list(BO));
        take(which, BO);
    }

    function test_ASellerLetsATakenOfferLapseAndSellsOutside() public {
        bytes32 which = takenFromAnna();
        Settlement memory m = settlement(which);
        refuse(m, list(OFFICER, 0, BO), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, ANNA));
        vm.warp(proceedings.offerOf(which).windowEnd + 30 days);
        convey(sale(ANNA, EVE, 100, which));
        assertEq(proceedings.offerOf(which).status, 5);
    }

    function test_AFreezeAndAJudgmentGiveTheTakersWhatTheyTook() public {
        bytes32 which = takenFromAnna();
        uint40 until = now_() + 90 days;
        freeze(freezing(APPOINTMENT, 0, until));
        announce(announcing(3, movement(ANNA, BO, 100)));
        vm.warp(proceedings.offerOf(which).windowEnd + 30 days);
        refuse(sale(ANNA, EVE, 100, which), abi.encodeWithSelector(ITitleRegistry.FrozenUntil.selector, a, until));
        enforce(order(APPOINTMENT, movement(ANNA, BO, 100)));
        assertTable(table(ANNA, HALF - 100, BO));
    }

    function test_ATakenOfferHoldsNoUnitsBack() public {
        Settlement memory m = settlement(takenFromAnna());
        convey(conveyance(a, GIFT, ANNA, EVE, HALF));
        m.act = act(a, desk);
        refuse(m, list(OFFICER, ANNA, BO), abi.encodeWithSelector(ITitleRegistry.NotEnough.selector, ANNA, 0, 100));
    }

    function test_AGiftAsksNobodyForPriority() public {
        refuse(sale(ANNA, EVE, 7), abi.encodeWithSelector(ITitleRegistry.OfferMissing.selector, ANNA));
        convey(conveyance(a, GIFT, ANNA, EVE, 7));
    }

    // ---- officers

    function test_ADecisionCountsInALaterRoundAsWell() public {
        propose(proposal(a, terms(1, table(ANNA))));
        bytes32 own = object(CHEN);
        Decision memory m = Decision(fresh(APPOINTMENT), CHEN, own, 1, 2);
        bytes memory blob = all(proceedings.rollOfDecide(m), proceedings.digestOfDecide(m));
        propose(proposal(a, terms(1, table(BO))));
        proceedings.decide(m, blob);
        assertEq(registry.proposalOf(a).terms, 0);
    }

    function test_AnOfficerPutsANoticeOffAgainAndAgain() public {
        propose(proposal(a, terms(1, table(ANNA))));
        for (uint256 i; i < 3; ++i) {
            prolong(2, now_() + LONGEST_NOTICE);
            vm.warp(now_() + LONGEST_NOTICE);
        }
    }

    function test_AnOfficerDecidesOnAProposalThatMakesHimAHolderButDoesNotConfirmIt() public {
        Terms memory content = terms(1, table(OFFICER));
        propose(proposal(a, content));
        decide(CHEN, object(CHEN), 2, 0);
        vm.warp(now_() + LEAST_NOTICE);
        Confirmation memory m = confirmation(a, content);
        bytes memory blob = all(titleRolls.rollOfConfirm(m), titleRolls.digestOfConfirm(m));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, OFFICER));
        registry.confirm(m, blob);
    }

    function test_AnOfficerConfirmsTheUseGrantThatMakesHimALicensee() public {
        GrantTerms memory granted = confirmedGrant(OFFICER);
        assertEq(rights.rightOf(grant(granting(a, granted))).terms.licensees[0], OFFICER);
    }

    function test_APledgeeFreezesAnnouncesAndEnforcesAsOfficer() public {
        pledge(CLERK, ANNA, 100);
        freeze(freezing(SECOND, 0, now_() + 90 days));
        Movement[] memory movements = movement(ANNA, EVE, HALF);
        announce(Announcement(fresh(SECOND), BENCH, OrderTerms(3, movements)));
        vm.warp(now_() + 15 days);
        enforce(order(SECOND, movements));
        assertEq(pledges.pledgedOf(a, EVE), 100);
    }

    function test_AnOfficerLiftsWhatAJudgeFroze() public {
        freeze(freezing(APPOINTMENT, BENCH, now_() + 3650 days));
        lift(1);
        assertEq(head().frozenUntil, 0);
        freeze(freezing(APPOINTMENT, BENCH, now_() + 3650 days));
    }

    // ---- what an announcement and a migration leave

    function test_AnAnnouncedOrderFreezesNothing() public {
        Movement[] memory movements = movement(ANNA, CHEN, HALF);
        announce(announcing(3, movements));
        convey(conveyance(a, GIFT, ANNA, BO, HALF));
        vm.warp(now_() + 15 days);
        refuse(order(APPOINTMENT, movements), abi.encodeWithSelector(ITitleRegistry.NotEnough.selector, ANNA, 0, HALF));
    }

    function test_ATitleMigratesAwayFromAnAnnouncedOrderAndFromItsLicences() public {
        announce(announcing(3, movement(ANNA, CHEN, HALF)));
        GrantTerms memory exclusive = licence(EXCLUSIVE, ANNA, FIRM);
        bytes32 number = grant(granting(a, exclusive));
        registry = migrate();
        IUseRights old = rights;
        rights = IUseRights(deploy("UseRights", abi.encode(registry, LEAST_TERM)));
        assertEq(rights.conflictOf(a, exclusive), 0);
        assertEq(old.conflictOf(a, exclusive), number);
        rights = old;
        end(Ending(matter(a), number, FIRM, 3));
        assertTrue(old.rightOf(number).endedAt != 0);
    }

    // ---- licences

    function test_ALicensorWhoSoldEverythingEndsTheLicenceAndExtendsItNoMore() public {
        bytes32 number = grant(granting(a, licence(ORDINARY, ANNA, FIRM)));
        convey(conveyance(a, GIFT, ANNA, BO, HALF));
        Extension memory more = Extension(act(a, 0), number, now_() + 900 days);
        refuse(more, abi.encodeWithSelector(IUseRights.NotHolder.selector, ANNA));
        Ending memory byBuyer = Ending(matter(a), number, BO, 2);
        refuse(byBuyer, abi.encodeWithSelector(IUseRights.WrongParties.selector, BO));
        end(Ending(matter(a), number, ANNA, 2));
        assertEq(rights.rightOf(number).endedAt, now_());
    }

    function test_AConfirmedUseGrantIsOpenedYearsLaterWithoutThoseWhoCameSince() public {
        GrantTerms memory granted = confirmedGrant(FIRM);
        convey(conveyance(a, GIFT, BO, EVE, HALF));
        vm.warp(now_() + 9 * 365 days);
        grant(granting(a, granted), list(ANNA, 0, FIRM));
    }

    // ---- recovered signers, and the second of an end

    function test_ARecoveredSignerTakesBackWaivesAmendsAndHandsItsNodeOver() public {
        propose(proposal(a, terms(1, table(ANNA))));
        bytes32 own = object(UNIT);
        bytes32 which = offerTo(EVE, ANNA, 100, PRICE, list(BO));
        quarantine(UNIT);
        quarantine(BO);
        retract(UNIT, own);
        waive(which, BO);
        Amendment memory m = Amendment(act(a, desk), 0x81, 0);
        registry.amendRule(m, all(titleRolls.rollOfAmendRule(m), titleRolls.digestOfAmendRule(m)));
        HandOver memory over = HandOver(2, EVE, now_(), soon());
        authority.handOver(over, seals(authority.digestOfHandOver(over), list(UNIT, EVE)));
        assertEq(authority.nodeOf(2).operator, EVE);
        Conveyance memory gift = conveyance(a, GIFT, BO, EVE, 7);
        bytes memory blob = all(titleRolls.rollOfConvey(gift), titleRolls.digestOfConvey(gift));
        vm.expectPartialRevert(IRefusals.InQuarantine.selector);
        registry.convey(gift, blob);
    }

    function test_InTheSecondOfAnEndAnActPassesBeforeItAndTheAnswerIsNo() public {
        freeze(freezing(APPOINTMENT, 0, now_() + 1 days));
        end(APPOINTMENT, CORE, now_());
        assertFalse(authority.competent(APPOINTMENT, Powers.FREEZE, 1, now_()));
        assertTrue(authority.competent(APPOINTMENT, Powers.FREEZE, 1, now_() - 1));
    }
}
