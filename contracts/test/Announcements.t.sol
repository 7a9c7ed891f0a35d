// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Announcement, Effect, IProceedings} from "../src/interfaces/IProceedings.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {ITitleRegistry, Movement} from "../src/interfaces/ITitleRegistry.sol";
import {Hearing} from "./Hearing.sol";

/// See Announcements.tree.
contract AnnouncementsTest is Hearing {
    bytes32 private constant MOVEMENT = keccak256("Movement(uint32 from,uint32 to,uint32 units)");
    bytes32 private constant ORDER =
        keccak256("OrderTerms(uint8 ground,Movement[] movements)Movement(uint32 from,uint32 to,uint32 units)");

    function setUp() public override {
        super.setUp();
        a = title("a", terms(0x81, table(ANNA, WHOLE / 2, BO)));
    }

    function termsOf(uint8 ground, Movement memory only) private pure returns (bytes32) {
        bytes32 inner = keccak256(abi.encode(MOVEMENT, only));
        return keccak256(abi.encode(ORDER, ground, keccak256(abi.encodePacked(inner))));
    }

    function announceNow(Announcement memory m) external {
        announce(m);
    }

    function test_OrderStandsAnnouncedUntilTheRegistrySpendsItOnceAfterItsNotice() public {
        bytes32 terms = termsOf(3, Movement(ANNA, CHEN, 7));
        Announcement memory m = announcing(3, movement(ANNA, CHEN, 7));
        announce(m);
        uint40 due = now_() + 15 days;
        assertEq(proceedings.orderDue(a, terms), due);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.AlreadyAnnounced.selector, a, terms));
        this.announceNow(announcing(3, movement(ANNA, CHEN, 7)));
        vm.warp(due - 1);
        vm.prank(address(registry));
        vm.expectRevert(abi.encodeWithSelector(IProceedings.OrderNoticeRunning.selector, due));
        proceedings.spendOrder(a, terms);
        vm.warp(due);
        vm.prank(address(registry));
        proceedings.spendOrder(a, terms);
        vm.prank(address(registry));
        vm.expectRevert(abi.encodeWithSelector(IProceedings.NotAnnounced.selector, a, terms));
        proceedings.spendOrder(a, terms);
    }

    function test_SpentAnnouncementNeverCountsAgain() public {
        Announcement memory m = announcing(4, new Movement[](0));
        m.matter.deadline = now_() + 80 days;
        bytes32 digest = proceedings.digestOfAnnounce(m);
        bytes memory blob = seals(digest, list(OFFICER, JUDGE));
        proceedings.announce(m, blob);
        bytes32 terms = keccak256(abi.encode(ORDER, 4, keccak256("")));
        vm.warp(now_() + 15 days);
        vm.prank(address(registry));
        proceedings.spendOrder(a, terms);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.AlreadyDone.selector, digest));
        proceedings.announce(m, blob);
    }

    function test_MovementsFitTheGroundAndComeFromOneParty() public {
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.UnknownGround.selector, 7));
        this.announceNow(announcing(7, new Movement[](0)));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.UnknownGround.selector, 0));
        this.announceNow(announcing(0, new Movement[](0)));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongOrder.selector, 3));
        this.announceNow(announcing(3, new Movement[](0)));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongOrder.selector, 4));
        this.announceNow(announcing(4, movement(ANNA, BO, 1)));
        Movement[] memory two = new Movement[](2);
        (two[0], two[1]) = (Movement(ANNA, CHEN, 1), Movement(BO, CHEN, 1));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongOrder.selector, 1));
        this.announceNow(announcing(1, two));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.TooManyHolders.selector, 17));
        this.announceNow(announcing(3, new Movement[](17)));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.MovementEmpty.selector, 0));
        this.announceNow(announcing(3, movement(ANNA, ANNA, 1)));
    }

    function test_NeitherOfficerNorJudgeGains() public {
        vm.expectRevert(abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, OFFICER));
        this.announceNow(announcing(3, movement(ANNA, OFFICER, 1)));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, JUDGE));
        this.announceNow(announcing(3, movement(ANNA, JUDGE, 1)));
        Announcement memory m = announcing(3, movement(ANNA, CHEN, 1));
        m.judge = SECOND;
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.JudgeNotApart.selector, SECOND, 1));
        proceedings.announce(m, "");
        m.judge = BENCH;
        bytes memory blob = seals(proceedings.digestOfAnnounce(m), list(OFFICER, 0));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.SignatureMissing.selector, JUDGE));
        proceedings.announce(m, blob);
    }

    function test_EffectIsOfTheVersionAsItStandsAndOfNoFuture() public {
        Effect memory m = Effect(fresh(APPOINTMENT), head().version, now_());
        bytes32 digest = proceedings.digestOfRecordEffect(m);
        bytes memory blob = seals(digest, list(OFFICER));
        proceedings.recordEffect(m, blob);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.AlreadyDone.selector, digest));
        proceedings.recordEffect(m, blob);
        m.since = now_() + 1;
        vm.expectRevert(abi.encodeWithSelector(IProceedings.WrongEffect.selector, now_() + 1));
        proceedings.recordEffect(m, "");
        (m.since, m.version) = (now_(), 1);
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongVersion.selector, a, 1, 2));
        proceedings.recordEffect(m, "");
        freeze(freezing(APPOINTMENT, 0, now_() + 1 days));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.FrozenUntil.selector, a, now_() + 1 days));
        proceedings.recordEffect(m, "");
    }
}
