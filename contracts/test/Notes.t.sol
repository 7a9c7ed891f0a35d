// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PledgeRecord, Pledging} from "../src/interfaces/IPledges.sol";
import {IProceedings, OfferRecord} from "../src/interfaces/IProceedings.sol";
import {
    Cancellation,
    ITitleRegistry,
    Movement,
    ProposalRecord,
    Share,
    TitleRecord
} from "../src/interfaces/ITitleRegistry.sol";
import {Hearing} from "./Hearing.sol";

/// See Notes.tree. What the registry and its companions tell each other, as if they themselves had been taken over.
contract NotesTest is Hearing {
    uint256 private constant STATUS = 0xff;
    uint256 private constant VERSION = uint256(type(uint32).max) << 56;
    uint256 private constant NOTICE = uint256(type(uint40).max) << 88;
    uint256 private constant FROZEN = uint256(type(uint40).max) << 128;
    uint256 private constant OBJECTIONS = uint256(type(uint16).max) << 168;
    uint256 private constant MARKS = 0x0000000100000000_0000000100000000_0000000100000000_0000000100000000;
    bytes32 private constant DIGEST = keccak256("digest");

    struct Stored {
        uint256 head;
        bytes32 trail;
        uint256[4] words;
        address successor;
        bytes proposal;
    }

    /// `a` is confirmed, and another table proposed for it.
    function setUp() public override {
        super.setUp();
        a = title("a", terms(1, table(ANNA, WHOLE / 3, BO, WHOLE / 3, CHEN)));
        propose(proposal(a, terms(0x81, table(BO))));
    }

    function stored(bytes32 achievement) private view returns (Stored memory state) {
        (state.head, state.trail, state.words, state.successor) = registry.storedOf(achievement);
        ProposalRecord memory open = registry.proposalOf(achievement);
        state.proposal = abi.encode(open.terms, open.over); // the rest of it stands in the head
    }

    function same(bytes32 achievement, Stored memory before) private view {
        assertEq(abi.encode(stored(achievement)), abi.encode(before), "nothing of the title changes");
    }

    function pledge(bytes32 achievement, uint32 party, uint32 units) private returns (bytes32 number) {
        Share[] memory parts = new Share[](1);
        parts[0] = Share(party, units);
        Pledging memory m = Pledging(act(achievement, APPOINTMENT), DAI, parts);
        number = pledges.digestOfPledge(m);
        pledges.pledge(m, all(pledges.rollOfPledge(m), number));
    }

    /// A title in one of the statuses 1 to 4, 4 with a proposal.
    function inStatus(uint8 status) private returns (bytes32 achievement) {
        if (status == 4) return a;
        achievement = numberOf("other");
        register(registration("other", table(ANNA, WHOLE / 2, BO)));
        if (status == 1) return achievement;
        propose(proposal(achievement, terms(2, table(ANNA, WHOLE / 4, CHEN))));
        if (status == 2) return achievement;
        vm.prank(address(proceedings));
        registry.noteDecision(achievement, false, 1, DIGEST);
    }

    // ---- who speaks

    function testFuzz_NobodyElseNotesAnything(address caller, bytes32 achievement, uint256 seed) public {
        vm.assume(caller != address(proceedings) && caller != address(pledges));
        if (seed % 2 == 0) achievement = a;
        Stored memory before = stored(achievement);
        bytes memory reason = abi.encodeWithSelector(ITitleRegistry.NotCompanion.selector, caller);
        vm.startPrank(caller);
        vm.expectRevert(reason);
        registry.noteNotice(achievement, uint40(seed), uint16(seed >> 40));
        vm.expectRevert(reason);
        registry.noteFreeze(achievement, uint40(seed));
        vm.expectRevert(reason);
        registry.noteDecision(achievement, seed % 3 == 0, uint16(seed >> 40), bytes32(seed));
        vm.expectRevert(reason);
        registry.noteCharge(achievement, seed, bytes32(seed));
        vm.stopPrank();
        same(achievement, before);
    }

    function testFuzz_NobodyElseEndsOffersSpendsOrdersOrMovesPledges(address caller, bytes32 achievement, uint256 seed)
        public
    {
        vm.assume(caller != address(registry));
        bytes memory reason = abi.encodeWithSelector(ITitleRegistry.NotCompanion.selector, caller);
        vm.startPrank(caller);
        vm.expectRevert(reason);
        proceedings.endOffers(achievement, new bytes32[](seed % 3), uint8(seed), bytes32(seed));
        vm.expectRevert(reason);
        proceedings.spendOrder(achievement, bytes32(seed));
        vm.expectRevert(reason);
        pledges.follow(achievement, new Movement[](seed % 3), uint8(seed), new uint32[](0), new uint32[](0));
        vm.stopPrank();
    }

    function testFuzz_NoCompanionSpeaksForTheOther(uint256 seed) public {
        Stored memory before = stored(a);
        bytes memory reason = abi.encodeWithSelector(ITitleRegistry.NotCompanion.selector, address(pledges));
        vm.startPrank(address(pledges));
        vm.expectRevert(reason);
        registry.noteNotice(a, uint40(seed), uint16(seed));
        vm.expectRevert(reason);
        registry.noteFreeze(a, uint40(seed));
        vm.expectRevert(reason);
        registry.noteDecision(a, seed % 2 == 0, uint16(seed), bytes32(seed));
        vm.stopPrank();
        vm.prank(address(proceedings));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.NotCompanion.selector, address(proceedings)));
        registry.noteCharge(a, seed, bytes32(seed));
        same(a, before);
    }

    // ---- what a companion can change, and what never

    function testFuzz_NoticeNotesChangeNoticeAndObjectionsAlone(uint8 status, uint40 until, uint16 objections) public {
        bytes32 at_ = inStatus(uint8(bound(status, 1, 4)));
        Stored memory before = stored(at_);
        vm.prank(address(proceedings));
        registry.noteNotice(at_, until, objections);
        before.head &= ~(NOTICE | OBJECTIONS);
        before.head |= uint256(until) << 88 | uint256(objections) << 168;
        same(at_, before);
    }

    function testFuzz_FreezeNotesChangeTheFreezeAlone(uint8 status, uint40 until) public {
        bytes32 at_ = inStatus(uint8(bound(status, 1, 4)));
        Stored memory before = stored(at_);
        vm.prank(address(proceedings));
        registry.noteFreeze(at_, until);
        before.head = before.head & ~FROZEN | uint256(until) << 128;
        same(at_, before);
    }

    function testFuzz_DecisionsNeverChangeUnitsNodeOrRule(uint8 status, bool closes, uint16 objections, bytes32 digest)
        public
    {
        status = uint8(bound(status, 1, 4));
        bytes32 at_ = inStatus(status);
        Stored memory before = stored(at_);
        TitleRecord memory was = registry.titleOf(at_);
        vm.prank(address(proceedings));
        assertEq(registry.noteDecision(at_, closes, objections, digest), was.version + 1);
        Stored memory after_ = stored(at_);
        uint256 may = STATUS | VERSION | OBJECTIONS | (closes ? NOTICE : 0);
        assertEq((before.head ^ after_.head) & ~may, 0, "only status, version and what is open");
        assertEq(abi.encode(before.words), abi.encode(after_.words), "units, order, marks");
        assertEq(after_.successor, address(0));
        TitleRecord memory is_ = registry.titleOf(at_);
        assertEq(is_.version, was.version + 1);
        assertEq(is_.status, status == 4 ? 4 : closes ? 1 : 3);
        assertEq(is_.objections, closes ? 0 : objections);
        assertEq(is_.noticeUntil, closes ? 0 : was.noticeUntil);
        assertEq(registry.proposalOf(at_).terms, 0);
        assertEq(after_.trail, keccak256(abi.encode(before.trail, digest, is_.version, now_())));
    }

    function testFuzz_ChargesNeverChangeUnitsOrOrder(uint8 status, uint256 encumbered, bytes32 digest, bool free)
        public
    {
        if (free) digest = 0;
        bytes32 at_ = inStatus(uint8(bound(status, 1, 4)));
        Stored memory before = stored(at_);
        TitleRecord memory was = registry.titleOf(at_);
        vm.prank(address(pledges));
        uint32 version = registry.noteCharge(at_, encumbered, digest);
        assertEq(version, digest == 0 ? was.version : was.version + 1);
        Stored memory after_ = stored(at_);
        assertEq((before.head ^ after_.head) & ~VERSION, 0, "only the version");
        assertEq(registry.titleOf(at_).version, version);
        bytes32 folded = keccak256(abi.encode(before.trail, digest, version, now_()));
        assertEq(after_.trail, digest == 0 ? before.trail : folded);
        assertEq(before.proposal, after_.proposal);
        for (uint256 i; i < 16; ++i) {
            uint256 row = after_.words[i / 4] >> 64 * (i % 4) & type(uint64).max;
            uint256 marked = i < was.entries ? encumbered >> i & 1 : 0;
            uint256 bare = before.words[i / 4] >> 64 * (i % 4) & type(uint64).max;
            assertEq(row, bare & ~uint256(1 << 32) | marked << 32, "the mark alone, of holders alone");
        }
    }

    function testFuzz_NothingNotedRevivesAClosedTitle(uint40 until, uint16 count, uint256 marks, bytes32 digest)
        public
    {
        bytes32 closed = inStatus(2);
        Cancellation memory m = Cancellation(act(closed, APPOINTMENT), 1);
        registry.cancel(m, all(titleRolls.rollOfCancel(m), titleRolls.digestOfCancel(m)));
        vm.startPrank(address(proceedings));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, keccak256("none"), 0));
        registry.noteDecision(keccak256("none"), count % 2 == 0, count, digest);
        registry.noteNotice(closed, until, count);
        registry.noteFreeze(closed, until);
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, closed, 5));
        registry.noteDecision(closed, count % 2 == 0, count, digest);
        vm.stopPrank();
        vm.prank(address(pledges));
        registry.noteCharge(closed, marks, digest);
        assertEq(registry.titleOf(closed).status, 5);
    }

    // ---- what the registry can change at its companions

    function offered() private returns (bytes32 number) {
        number = offer(offering(ANNA, 5, list(BO, CHEN)));
    }

    function end(bytes32 number, uint8 status) private {
        bytes32[] memory numbers = new bytes32[](1);
        numbers[0] = number;
        vm.prank(address(registry));
        proceedings.endOffers(a, numbers, status, DIGEST);
    }

    function test_OffersEndOnceAndNeverWhileTheyRun() public {
        bytes32 number = offered();
        for (uint8 status = 5; status <= 6; ++status) {
            vm.expectRevert(abi.encodeWithSelector(IProceedings.OfferClosed.selector, number, 1));
            this.endAs(number, status);
        }
        vm.expectRevert(abi.encodeWithSelector(IProceedings.UnknownOffer.selector, DIGEST));
        this.endAs(DIGEST, 5);
        vm.warp(now_() + 15 days);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.OfferClosed.selector, number, 4));
        this.endAs(number, 6);
        Stored memory before = stored(a);
        OfferRecord memory was = proceedings.offerOf(number);
        end(number, 5);
        was.status = 5;
        assertEq(abi.encode(proceedings.offerOf(number)), abi.encode(was), "what it says stays");
        same(a, before);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.OfferClosed.selector, number, 5));
        this.endAs(number, 5);
    }

    function test_TakenOffersAreSettledAndNothingElse() public {
        bytes32 number = offered();
        take(number, BO);
        waive(number, CHEN);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.OfferClosed.selector, number, 2));
        this.endAs(number, 5);
        end(number, 6);
        assertEq(proceedings.offerOf(number).status, 6);
    }

    function endAs(bytes32 number, uint8 status) external {
        end(number, status);
    }

    function test_OneOrderIsSpentOnceAndWhenDue() public {
        bytes32 typeHash =
            keccak256("OrderTerms(uint8 ground,Movement[] movements)Movement(uint32 from,uint32 to,uint32 units)");
        announce(announcing(4, new Movement[](0)));
        announce(announcing(5, new Movement[](0)));
        uint40 due = now_() + 15 days;
        bytes32 wrong = keccak256(abi.encode(typeHash, 4, keccak256("")));
        bytes32 double = keccak256(abi.encode(typeHash, 5, keccak256("")));
        Stored memory before = stored(a);
        vm.warp(due - 1);
        vm.startPrank(address(registry));
        vm.expectRevert(abi.encodeWithSelector(IProceedings.OrderNoticeRunning.selector, due));
        proceedings.spendOrder(a, wrong);
        vm.warp(due);
        proceedings.spendOrder(a, wrong);
        vm.expectRevert(abi.encodeWithSelector(IProceedings.NotAnnounced.selector, a, wrong));
        proceedings.spendOrder(a, wrong);
        vm.stopPrank();
        assertEq(proceedings.orderDue(a, double), due, "the other one stays due");
        same(a, before);
    }

    function testFuzz_FollowingChangesPartsOfThisTitleAlone(uint32 units, uint32 moved, bool follows) public {
        units = uint32(bound(units, 1, WHOLE / 3));
        moved = uint32(bound(moved, 1, WHOLE / 3));
        bytes32 b = title("b", terms(1, table(ANNA, WHOLE / 3, BO, WHOLE / 3, CHEN)));
        bytes32 here = pledge(a, ANNA, units);
        bytes32 there = pledge(b, ANNA, units);
        Stored[2] memory before = [stored(a), stored(b)];
        PledgeRecord memory was = pledges.pledgeOf(here);
        bytes memory other = abi.encode(pledges.pledgeOf(there));
        uint32[] memory left = new uint32[](3);
        (left[0], left[1], left[2]) = (WHOLE / 3 - moved, WHOLE / 3 + moved, WHOLE / 3);
        vm.prank(address(registry));
        pledges.follow(a, movement(ANNA, BO, moved), follows ? 2 : 1, list(ANNA, BO, CHEN), left);
        PledgeRecord memory is_ = pledges.pledgeOf(here);
        uint256 sum;
        for (uint256 i; i < is_.parts.length; ++i) {
            sum += is_.parts[i].units;
        }
        assertEq(sum, follows || units <= left[0] ? units : 0, "none is lost, or the part leaves whole");
        was.parts = is_.parts;
        assertEq(abi.encode(is_), abi.encode(was), "achievement, pledgee and second stay");
        assertEq(abi.encode(pledges.pledgeOf(there)), other, "another title's pledge stays");
        same(a, before[0]);
        same(b, before[1]);
    }
}
