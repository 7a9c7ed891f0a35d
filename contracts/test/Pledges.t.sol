// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Roll} from "../src/interfaces/IAuthority.sol";
import {IPledges, PledgeRecord, Pledging, Release} from "../src/interfaces/IPledges.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Conveyance, ITitleRegistry, Movement, Share, Terms} from "../src/interfaces/ITitleRegistry.sol";
import {World} from "./World.sol";

/// See Pledges.tree.
contract PledgesTest is World {
    uint32 private constant THIRD = WHOLE / 3;
    uint32 private constant BANK = 8;
    uint32 private constant FUND = 9;
    bytes32 private a;

    function setUp() public override {
        super.setUp();
        enrol(BANK, 2, OFFICER, APPOINTMENT);
        enrol(FUND, 2, OFFICER, APPOINTMENT);
        a = title("a", terms(1, table(ANNA, THIRD, BO, THIRD, CHEN)));
    }

    // ---- messages

    function part(uint32 party, uint32 units) private pure returns (Share[] memory one) {
        one = new Share[](1);
        one[0] = Share(party, units);
    }

    function parts(uint32 one, uint32 unitsOfOne, uint32 other, uint32 unitsOfOther)
        private
        pure
        returns (Share[] memory both)
    {
        both = new Share[](2);
        both[0] = Share(one, unitsOfOne);
        both[1] = Share(other, unitsOfOther);
    }

    function pledging(uint32 pledgee, Share[] memory content) private view returns (Pledging memory) {
        return Pledging(act(a, APPOINTMENT), pledgee, content);
    }

    function pledge(Pledging memory message) private returns (bytes32 number) {
        number = pledges.digestOfPledge(message);
        pledges.pledge(message, all(pledges.rollOfPledge(message), number));
    }

    function pledge(uint32 pledgee, uint32 party, uint32 units) private returns (bytes32) {
        return pledge(pledging(pledgee, part(party, units)));
    }

    function refuse(Pledging memory message, uint32[] memory signers, bytes memory reason) private {
        bytes memory blob = seals(pledges.digestOfPledge(message), signers);
        vm.expectRevert(reason);
        pledges.pledge(message, blob);
    }

    function refuse(Pledging memory message, bytes memory reason) private {
        refuse(message, everybody(), reason);
    }

    function everybody() private pure returns (uint32[] memory signers) {
        signers = new uint32[](5);
        (signers[0], signers[1], signers[2], signers[3], signers[4]) = (OFFICER, ANNA, BO, CHEN, BANK);
    }

    function releasing(bytes32 number) private view returns (Release memory) {
        return Release(matter(a, 0), number);
    }

    function release(bytes32 number) private {
        Release memory message = releasing(number);
        pledges.release(message, all(pledges.rollOfRelease(message), pledges.digestOfRelease(message)));
    }

    function refuse(Release memory message, uint32 signer, bytes memory reason) private {
        bytes memory blob = seals(pledges.digestOfRelease(message), list(signer));
        vm.expectRevert(reason);
        pledges.release(message, blob);
    }

    // ---- state

    function freeze(uint40 until) private {
        vm.prank(address(proceedings));
        registry.noteFreeze(a, until);
    }

    function marked(uint256 entry) private view returns (bool) {
        return registry.wordsOf(a)[entry / 4] >> 64 * (entry % 4) + 32 & 1 != 0;
    }

    // ---- pledge: who and what

    function test_RegistryAndCompanionsNameEachOther() public {
        address next = vm.computeCreateAddress(address(this), vm.getNonce(address(this)));
        bytes memory reason = abi.encodeWithSelector(ITitleRegistry.ForeignCompanion.selector, next);
        refuseDeploy("Pledges", abi.encode(registry), reason);
        next = vm.computeCreateAddress(address(this), vm.getNonce(address(this)));
        reason = abi.encodeWithSelector(ITitleRegistry.ForeignCompanion.selector, next);
        refuseDeploy("Proceedings", abi.encode(registry, proceedingsLimits()), reason);
        reason = abi.encodeWithSelector(ITitleRegistry.ForeignCompanion.selector, address(0));
        bytes memory arguments = abi.encode(authority, address(0), pledges, address(0), titleLimits());
        refuseDeploy("TitleRegistry", arguments, reason);
        arguments = abi.encode(authority, proceedings, address(0), address(0), titleLimits());
        refuseDeploy("TitleRegistry", arguments, reason);
        assertEq(pledges.titles(), address(registry));
    }

    function test_MarksThePledgorsRaisesTheVersionAndTellsIt() public {
        Pledging memory message = pledging(BANK, parts(CHEN, 5, ANNA, THIRD));
        bytes32 number = pledges.digestOfPledge(message);
        bytes32 trail = registry.trailOf(a);
        bytes memory blob = seals(number, everybody());
        uint256[] memory words = registry.wordsOf(a);
        words[0] |= 1 << 32 | uint256(1) << 160;
        vm.expectEmit(address(registry));
        emit ITitleRegistry.Charged(a, 3, number, words);
        vm.expectEmit(address(pledges));
        emit IPledges.Pledged(a, number, BANK, message.parts, message.act.filing);
        pledges.pledge(message, blob);

        assertEq(abi.encode(registry.wordsOf(a)), abi.encode(words));
        assertEq(registry.titleOf(a).version, 3);
        assertEq(registry.trailOf(a), keccak256(abi.encode(trail, number, uint32(3), now_())));
        PledgeRecord memory record = pledges.pledgeOf(number);
        assertEq(abi.encode(record), abi.encode(PledgeRecord(a, BANK, now_(), message.parts)));
        assertEq(pledges.pledgesOf(a).length, 1);
        assertEq(pledges.pledgesOf(a)[0], number);
        assertEq(pledges.pledgedOf(a, CHEN), 5);
        assertEq(pledges.pledgedOf(a, ANNA), THIRD);
        assertEq(pledges.pledgedOf(a, BO), 0);
        refuse(message, abi.encodeWithSelector(ITitleRegistry.WrongVersion.selector, a, 2, 3));
    }

    function test_RefusesBeforeConfirmationAndWhileFrozen() public {
        bytes32 confirmed = a;
        register(registration("b", table(UNIT)));
        a = numberOf("b");
        bytes4 wrong = ITitleRegistry.WrongStatus.selector;
        refuse(pledging(BANK, part(UNIT, 1)), list(OFFICER, UNIT, BANK), abi.encodeWithSelector(wrong, a, 1));
        a = keccak256("nothing");
        refuse(pledging(BANK, part(UNIT, 1)), list(OFFICER, BANK), abi.encodeWithSelector(wrong, a, 0));
        a = confirmed;
        freeze(now_() + 5);
        Pledging memory message = pledging(BANK, part(ANNA, 1));
        refuse(message, abi.encodeWithSelector(ITitleRegistry.FrozenUntil.selector, a, now_() + 5));
        vm.warp(now_() + 5);
        pledge(message);
    }

    function test_RefusesWrongParts() public {
        bytes4 wrong = IPledges.WrongParts.selector;
        refuse(pledging(BANK, new Share[](0)), abi.encodeWithSelector(wrong, 0));
        refuse(pledging(BANK, new Share[](17)), abi.encodeWithSelector(wrong, 17));
        refuse(pledging(BANK, parts(ANNA, 1, BO, 0)), abi.encodeWithSelector(wrong, 1));
        refuse(pledging(BANK, parts(ANNA, 1, ANNA, 1)), abi.encodeWithSelector(wrong, 1));
        refuse(pledging(BO, parts(ANNA, 1, BO, 1)), abi.encodeWithSelector(wrong, 1));
    }

    function test_RefusesMoreThanTheHolderHas() public {
        bytes4 enough = ITitleRegistry.NotEnough.selector;
        refuse(pledging(BANK, parts(ANNA, 1, BO, THIRD + 1)), abi.encodeWithSelector(enough, BO, THIRD, THIRD + 1));
        refuse(pledging(BANK, part(DAI, 1)), abi.encodeWithSelector(enough, DAI, 0, 1));
        pledge(BANK, BO, THIRD);
    }

    function test_EightPledgesStandAtMost() public {
        bytes32 first = pledge(BANK, ANNA, 1);
        for (uint32 i = 1; i < 8; ++i) {
            pledge(i % 2 == 0 ? BANK : FUND, ANNA, i + 1);
        }
        refuse(pledging(BANK, part(ANNA, 1)), abi.encodeWithSelector(IPledges.TooManyPledges.selector, a));
        assertEq(pledges.pledgedOf(a, ANNA), 8);
        assertEq(abi.encode(pledges.pledgeesOf(a)), abi.encode(list(BANK, FUND)));
        release(first);
        bytes32 last = pledge(BANK, ANNA, 1);
        bytes32[] memory standing = pledges.pledgesOf(a);
        assertEq(standing.length, 8);
        assertEq(standing[7], last);
        assertEq(abi.encode(pledges.pledgeesOf(a)), abi.encode(list(FUND, BANK)), "in the order of the pledges");
    }

    // ---- pledge: who signs

    function test_PledgorsPledgeeAndOfficerSign() public {
        Pledging memory message = pledging(BANK, parts(ANNA, 1, BO, 1));
        uint32[] memory signers = everybody();
        for (uint256 i; i < 5; ++i) {
            uint32 own = signers[i];
            signers[i] = 0;
            refuse(message, signers, abi.encodeWithSelector(IRefusals.SignatureMissing.selector, own));
            signers[i] = own;
        }
        Roll memory roll = pledges.rollOfPledge(message);
        assertEq(abi.encode(roll.seats), abi.encode(signers));
        assertEq(roll.must, 31);
        assertEq(roll.disposing, 6);
        pledge(message);
    }

    function test_OnlyPledgorsMayNotBeInQuarantine() public {
        uint40 until = quarantine(ANNA);
        quarantine(BANK);
        refuse(pledging(BANK, part(ANNA, 1)), abi.encodeWithSelector(IRefusals.InQuarantine.selector, ANNA, until));
        pledge(BANK, BO, 1);
    }

    function quarantine(uint32 party) private returns (uint40) {
        bytes32 slot = keccak256(abi.encode(party, 0));
        uint256 day = now_() / 1 days + 90;
        vm.store(address(authority), slot, bytes32(uint256(vm.load(address(authority), slot)) | day << 240));
        return uint40(day * 1 days);
    }

    function test_RefusesOfficerWhoHoldsOrReceivesThePledge() public {
        refuse(
            pledging(OFFICER, part(ANNA, 1)),
            list(OFFICER, ANNA, BO, CHEN),
            abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, OFFICER)
        );
        appoint(2, 1, CHEN, 1 << 10);
        Pledging memory message = pledging(BANK, part(ANNA, 1));
        message.act.appointment = 2;
        uint32[] memory signers = everybody();
        signers[0] = CHEN;
        refuse(message, signers, abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, CHEN));
        appoint(3, 1, DAI, type(uint32).max >> 15 & ~uint32(1 << 10));
        message.act.appointment = 3;
        signers[0] = DAI;
        refuse(message, signers, abi.encodeWithSelector(IRefusals.NotCompetent.selector, 3, 1, 1 << 10, now_()));
    }

    function under(uint8 rule, uint32 delegate, Share[] memory shares) private {
        a = title(string(abi.encode(rule, delegate, shares)), Terms(rule, delegate, shares, 0));
    }

    function testFuzz_CoOwnersConsentByTheBaseRuleEvenIfSharesAreFree(bool free) public {
        uint8 flag = free ? 0x80 : 0;
        under(1 | flag, 0, table(ANNA, THIRD, BO, THIRD, CHEN));
        uint32[] memory signers = everybody();
        signers[3] = 0;
        bytes4 missing = IRefusals.SignatureMissing.selector;
        refuse(pledging(BANK, part(ANNA, 1)), signers, abi.encodeWithSelector(missing, CHEN));

        under(2 | flag, 0, table(ANNA, THIRD, BO, THIRD, CHEN));
        Pledging memory message = pledging(BANK, part(ANNA, 1));
        pledges.pledge(message, seals(pledges.digestOfPledge(message), signers));
        signers[2] = 0;
        bytes4 consent = ITitleRegistry.ConsentMissing.selector;
        refuse(pledging(BANK, part(ANNA, 1)), signers, abi.encodeWithSelector(consent, THIRD, WHOLE / 3 * 2));

        under(3 | flag, 0, table(ANNA, WHOLE / 2, BO, THIRD, CHEN));
        refuse(pledging(BANK, part(ANNA, 1)), signers, abi.encodeWithSelector(consent, WHOLE / 2, WHOLE / 2 + 1));
        signers[3] = CHEN;
        message = pledging(BANK, part(ANNA, 1));
        pledges.pledge(message, seals(pledges.digestOfPledge(message), signers));

        under(4 | flag, DAI, table(ANNA, THIRD, BO, THIRD, CHEN));
        message = pledging(BANK, part(ANNA, 1));
        uint32[] memory six = new uint32[](6);
        (six[0], six[1], six[5]) = (OFFICER, ANNA, BANK);
        refuse(message, six, abi.encodeWithSelector(missing, DAI));
        six[4] = DAI;
        pledges.pledge(message, seals(pledges.digestOfPledge(message), six));
    }

    function test_NobodySitsTwice() public {
        Roll memory roll = pledges.rollOfPledge(pledging(CHEN, part(ANNA, 1)));
        assertEq(abi.encode(roll.seats), abi.encode(list(OFFICER, ANNA, BO, CHEN)), "a co-owner who is pledgee");
        assertEq(roll.must, 15);
        assertEq(roll.disposing, 2);
        pledge(CHEN, ANNA, 1);

        under(4, BANK, table(ANNA, THIRD, BO, THIRD, CHEN));
        roll = pledges.rollOfPledge(pledging(BANK, part(ANNA, 1)));
        assertEq(abi.encode(roll.seats), abi.encode(everybody()), "a delegate who is pledgee");
        assertEq(roll.must, 1 | 2 | 16);
        under(2, 0, table(ANNA, THIRD, BO, THIRD, CHEN));
        roll = pledges.rollOfPledge(pledging(CHEN, part(ANNA, 1)));
        assertEq(roll.must, 1 | 2 | 8, "his seat must sign");
        assertEq(roll.units[3], THIRD, "and consents with its units");
        roll = pledges.rollOfPledge(pledging(BANK, part(ANNA, 1)));
        assertEq(roll.units.length, 5);
        assertEq(roll.units[4], 0, "a pledgee without units consents to nothing");
    }

    // ---- release

    function test_ThePledgeeAloneReleasesEvenWhileFrozen() public {
        bytes32 one = pledge(BANK, ANNA, 7);
        bytes32 two = pledge(FUND, ANNA, 5);
        freeze(now_() + 5 days);
        Release memory message = releasing(one);
        assertEq(abi.encode(pledges.rollOfRelease(message).seats), abi.encode(list(BANK)));
        refuse(message, 0, abi.encodeWithSelector(IRefusals.SignatureMissing.selector, BANK));
        bytes32 digest = pledges.digestOfRelease(message);
        refuse(message, FUND, abi.encodeWithSelector(IRefusals.NotSigned.selector, BANK, digest));
        bytes memory blob = seals(digest, list(BANK));
        vm.expectEmit(address(pledges));
        emit IPledges.Released(a, one, digest, message.matter.filing);
        pledges.release(message, blob);

        assertTrue(marked(0), "another pledge stands");
        assertEq(pledges.pledgedOf(a, ANNA), 5);
        assertEq(pledges.pledgeOf(one).parts.length, 0);
        assertEq(pledges.pledgeOf(one).pledgee, BANK);
        refuse(message, BANK, abi.encodeWithSelector(IPledges.PledgeClosed.selector, one));

        uint32 version = registry.titleOf(a).version;
        bytes32 trail = registry.trailOf(a);
        uint256[] memory words = registry.wordsOf(a);
        words[0] &= ~(uint256(1) << 32);
        message = releasing(two);
        blob = seals(pledges.digestOfRelease(message), list(FUND));
        vm.expectEmit(address(registry));
        emit ITitleRegistry.Discharged(a, version, words);
        pledges.release(message, blob);
        assertFalse(marked(0));
        assertEq(registry.titleOf(a).version, version);
        assertEq(registry.trailOf(a), trail);
        assertEq(pledges.pledgesOf(a).length, 0);
    }

    function test_RefusesReleaseOfWhatDoesNotStandHere() public {
        bytes32 number = pledge(BANK, ANNA, 7);
        Release memory message = releasing(keccak256("none"));
        refuse(message, BANK, abi.encodeWithSelector(IPledges.PledgeClosed.selector, keccak256("none")));
        message = releasing(number);
        message.matter.achievement = numberOf("other");
        refuse(message, BANK, abi.encodeWithSelector(IPledges.PledgeClosed.selector, number));
        message = releasing(number);
        message.matter.deadline = now_() - 1;
        refuse(message, BANK, abi.encodeWithSelector(IRefusals.Late.selector, now_() - 1, now_()));
        message.matter.deadline = now_() + LONGEST_LIFE + 1;
        refuse(message, BANK, abi.encodeWithSelector(IRefusals.LifeTooLong.selector, message.matter.deadline));
    }

    // ---- touched and follow, as the registry asks them

    uint32[] private _parties;
    uint32[] private _left;
    Movement[] private _movements;

    /// The parties of the table and two newcomers, before any movement.
    function before() private {
        _parties = [ANNA, BO, CHEN, DAI, UNIT];
        _left = [THIRD, THIRD, THIRD, 0, 0];
        delete _movements;
    }

    function move(uint256 from, uint256 to, uint32 units) private {
        _left[from] -= units;
        _left[to] += units;
        _movements.push(Movement(_parties[from], _parties[to], units));
    }

    function follow(uint8 pledgeAfter) private returns (uint256) {
        vm.prank(address(registry));
        return pledges.follow(a, _movements, pledgeAfter, _parties, _left);
    }

    function test_OnlyTheRegistryLetsPledgesFollow() public {
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.NotCompanion.selector, address(this)));
        pledges.follow(a, _movements, 2, _parties, _left);
    }

    function test_TouchedIsWhoKeepsLessThanHisPart() public {
        before();
        pledge(BANK, BO, 10);
        pledge(FUND, ANNA, THIRD - 10);
        pledge(BANK, ANNA, THIRD - 20);
        move(0, 3, 10);
        (uint32[] memory pledgees, uint32 holder) = pledges.touched(a, _parties, _left);
        assertEq(pledgees.length, 0);
        assertEq(holder, 0);
        move(0, 3, 1);
        (pledgees, holder) = pledges.touched(a, _parties, _left);
        assertEq(abi.encode(pledgees), abi.encode(list(FUND)));
        assertEq(holder, ANNA);
        move(0, 3, 10);
        move(1, 3, THIRD);
        (pledgees, holder) = pledges.touched(a, _parties, _left);
        assertEq(abi.encode(pledgees), abi.encode(list(BANK, FUND)), "each once, in the order of the pledges");
        assertEq(holder, BO);
    }

    function test_ReleasedPartsLeaveWhole() public {
        before();
        bytes32 one = pledge(pledging(BANK, parts(ANNA, THIRD, BO, 10)));
        bytes32 two = pledge(FUND, ANNA, 5);
        bytes32 three = pledge(FUND, ANNA, 6);
        move(0, 3, THIRD - 5);
        vm.expectEmit(address(pledges));
        emit IPledges.PartsChanged(a, one, part(BO, 10));
        vm.expectEmit(address(pledges));
        emit IPledges.PartsChanged(a, three, new Share[](0));
        assertEq(follow(1), 3);
        assertEq(abi.encode(pledges.pledgeOf(one).parts), abi.encode(part(BO, 10)));
        assertEq(abi.encode(pledges.pledgeOf(two).parts), abi.encode(part(ANNA, 5)));
        assertEq(pledges.pledgesOf(a).length, 2, "without parts it is over");
        assertEq(pledges.pledgesOf(a)[1], two);
    }

    function test_TouchedUnitsFillTheReceiversInOrder() public {
        before();
        bytes32 number = pledge(pledging(BANK, parts(CHEN, 3, ANNA, 50)));
        move(0, 3, 30);
        move(0, 1, 20);
        move(0, 4, THIRD - 60);
        vm.expectEmit(address(pledges));
        Share[] memory expected = new Share[](4);
        (expected[0], expected[1]) = (Share(ANNA, 10), Share(BO, 10));
        (expected[2], expected[3]) = (Share(CHEN, 3), Share(DAI, 30));
        emit IPledges.PartsChanged(a, number, expected);
        assertEq(follow(2), 15);
    }

    function test_UnitsThatPassOnTakeThePledgeAlong() public {
        before();
        bytes32 number = pledge(pledging(BANK, parts(ANNA, THIRD, BO, THIRD)));
        move(1, 2, 5); // Bo gives of what is pledged, before Anna's units reach him
        move(0, 1, THIRD);
        assertEq(follow(2), 6);
        assertEq(abi.encode(pledges.pledgeOf(number).parts), abi.encode(parts(BO, 2 * THIRD - 5, CHEN, 5)));
    }

    function test_CirclesOfMovementsEnd() public {
        before();
        bytes32 number = pledge(pledging(BANK, parts(ANNA, THIRD, BO, THIRD)));
        move(0, 1, THIRD);
        move(1, 0, THIRD - 1);
        move(1, 2, 3);
        assertEq(follow(2), 7);
        Share[] memory now__ = pledges.pledgeOf(number).parts;
        assertEq(now__[0].units + now__[1].units + now__[2].units, 2 * THIRD);
        assertEq(now__[1].units, THIRD - 2);
    }

    /// A pledge that nobody touches stays as it is, even if its holder gives and gets back.
    function test_WhatComesBackWasNotTouched() public {
        before();
        bytes32 still = pledge(BANK, ANNA, THIRD);
        bytes32 moved = pledge(FUND, BO, THIRD);
        move(0, 3, THIRD);
        move(1, 0, THIRD);
        (uint32[] memory pledgees,) = pledges.touched(a, _parties, _left);
        assertEq(abi.encode(pledgees), abi.encode(list(FUND)));
        assertEq(follow(2), 1);
        assertEq(abi.encode(pledges.pledgeOf(still).parts), abi.encode(part(ANNA, THIRD)));
        assertEq(abi.encode(pledges.pledgeOf(moved).parts), abi.encode(part(ANNA, THIRD)));
    }

    /// forge-config: default.fuzz.runs = 1000
    function testFuzz_WhateverMovesPartsFollowUnits(uint256 seed, bool follows) public {
        before();
        bytes32[] memory standing = _pledgeAtRandom(seed);
        PledgeRecord[] memory records = new PledgeRecord[](standing.length);
        for (uint256 i; i < standing.length; ++i) {
            records[i] = pledges.pledgeOf(standing[i]);
        }
        uint256 count = 1 + seed % 16;
        for (uint256 i; i < count; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, "move", i)));
            uint256 from = dice % 5;
            if (_left[from] == 0) continue;
            uint32 units = (dice >> 8) % 3 == 0 ? _left[from] : uint32(1 + (dice >> 64) % _left[from]);
            move(from, (from + 1 + (dice >> 16) % 4) % 5, units);
        }
        uint256 marks = follow(follows ? 2 : 1);

        uint256 expected;
        for (uint256 i; i < standing.length; ++i) {
            Share[] memory now__ = pledges.pledgeOf(standing[i]).parts;
            (uint256 sumBefore, bool touched) = _summed(records[i].parts);
            if (!touched) assertEq(abi.encode(now__), abi.encode(records[i].parts), "an untouched pledge stays");
            else if (follows) assertEq(_sum(now__), sumBefore, "nothing is lost");
            else _assertKept(records[i].parts, now__);
            for (uint256 j; j < now__.length; ++j) {
                uint256 at_ = _place(now__[j].party);
                assertGt(now__[j].units, 0);
                assertLe(now__[j].units, _left[at_], "no part exceeds its holder's units");
                expected |= 1 << at_;
                for (uint256 k; k < j; ++k) {
                    assertNotEq(now__[k].party, now__[j].party, "one part a holder");
                }
            }
        }
        assertEq(marks, expected, "marks are the parts");
        (uint32[] memory pledgees, uint32 holder) = pledges.touched(a, _parties, _left);
        assertEq(pledgees.length, 0, "afterwards nothing is touched");
        assertEq(holder, 0);
    }

    /// Where no giver receives, the rule is simple, and told here once more in the plainest way.
    function testFuzz_PlainGiversFillTheirReceiversOneByOne(uint256 seed) public {
        before();
        uint32 held = uint32(1 + seed % THIRD);
        bytes32 number = pledge(BANK, ANNA, held);
        for (uint256 i; i < 8; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            if (_left[0] != 0) move(0, 1 + dice % 4, uint32(1 + (dice >> 64) % _left[0]));
        }
        follow(2);
        uint256 rest = held > _left[0] ? held - _left[0] : 0;
        uint256[5] memory expected;
        expected[0] = held - rest;
        for (uint256 i; i < _movements.length; ++i) {
            uint256 goes = rest < _movements[i].units ? rest : _movements[i].units;
            expected[_place(_movements[i].to)] += goes;
            rest -= goes;
        }
        assertEq(rest, 0);
        Share[] memory now__ = pledges.pledgeOf(number).parts;
        uint256 next;
        for (uint256 i; i < 5; ++i) {
            if (expected[i] == 0) continue;
            assertEq(now__[next].party, _parties[i]);
            assertEq(now__[next++].units, expected[i]);
        }
        assertEq(next, now__.length);
    }

    function test_APledgeSpreadOverTheWholeTableHasSixteenParts() public {
        Share[] memory many = new Share[](16);
        for (uint32 i; i < 16; ++i) {
            if (i > 1) enrol(BANK + i, 1, OFFICER, APPOINTMENT);
            many[i] = Share(i < 2 ? ANNA + i : BANK + i, WHOLE / 16);
        }
        a = title("many", terms(0x81, many));
        Pledging memory message = pledging(BANK, part(ANNA, WHOLE / 16));
        pledge(message);
        Conveyance memory spread = conveyance(a, GIFT, ANNA, BO, 1);
        spread.movements = new Movement[](15);
        for (uint32 i = 1; i < 16; ++i) {
            spread.movements[i - 1] = Movement(ANNA, many[i].party, 1);
        }
        spread.pledgeAfter = 2;
        convey(spread);
        assertEq(pledges.pledgeOf(pledges.pledgesOf(a)[0]).parts.length, 16);
        _assertTrue();
    }

    /// forge-config: default.fuzz.runs = 64
    function testFuzz_WhateverIsDoneMarksAreThePartsAndNoPartIsTooMuch(uint256 seed) public {
        a = title("fuzz", terms(0x81, table(ANNA, THIRD, BO, THIRD, CHEN)));
        for (uint256 i; i < 10; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            bytes32[] memory standing = pledges.pledgesOf(a);
            Share memory holder = registry.holdingsOf(a)[(dice >> 8) % registry.holdingsOf(a).length];
            uint32 units = (dice >> 16) % 3 == 0 ? holder.units : uint32(1 + (dice >> 64) % holder.units);
            if (dice % 4 == 0 && standing.length < 8) pledge(dice >> 32 & 1 == 0 ? BANK : FUND, holder.party, units);
            else if (dice % 4 == 1 && standing.length != 0) release(standing[(dice >> 32) % standing.length]);
            else _conveyAtRandom(holder, units, dice >> 128);
            _assertTrue();
        }
    }

    /// A gift of some holder, what is pledged of it followed or let go.
    function _conveyAtRandom(Share memory giver, uint32 units, uint256 dice) private {
        uint32 to = ANNA + uint32(dice % 4);
        if (to == giver.party) return;
        bytes32[] memory standing = pledges.pledgesOf(a);
        uint256 sum;
        for (uint256 i; i < standing.length; ++i) {
            sum += _sum(pledges.pledgeOf(standing[i]).parts);
        }
        Conveyance memory message = conveyance(a, GIFT, giver.party, to, units);
        bool touches = pledges.pledgedOf(a, giver.party) > giver.units - units;
        if (touches) message.pledgeAfter = dice >> 8 & 1 == 0 ? 1 : 2;
        convey(message);
        if (message.pledgeAfter == 1) return;
        for (uint256 i; i < standing.length; ++i) {
            sum -= _sum(pledges.pledgeOf(standing[i]).parts);
        }
        assertEq(sum, 0, "what follows is not lost");
    }

    /// What stands in the table and what stands in the pledges agree.
    function _assertTrue() private view {
        Share[] memory table_ = registry.holdingsOf(a);
        bytes32[] memory standing = pledges.pledgesOf(a);
        for (uint256 i; i < table_.length; ++i) {
            uint256 most = pledges.pledgedOf(a, table_[i].party);
            assertLe(most, table_[i].units, "no part exceeds its holder's units");
            assertEq(marked(i), most != 0, "marks are the parts");
        }
        for (uint256 i; i < standing.length; ++i) {
            Share[] memory content = pledges.pledgeOf(standing[i]).parts;
            assertGt(content.length, 0, "what stands has parts");
            for (uint256 j; j < content.length; ++j) {
                bool holds;
                for (uint256 k; k < table_.length; ++k) {
                    if (table_[k].party == content[j].party) holds = true;
                }
                assertTrue(holds, "parts are holders'");
            }
        }
    }

    function _pledgeAtRandom(uint256 seed) private returns (bytes32[] memory standing) {
        standing = new bytes32[](1 + seed % 4);
        for (uint256 i; i < standing.length; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, "pledge", i)));
            Share[] memory content = new Share[](1 + dice % 3);
            for (uint256 j; j < content.length; ++j) {
                uint256 part_ = dice >> 32 * (j + 1);
                uint32 units = part_ % 3 == 0 ? THIRD : uint32(1 + part_ % THIRD);
                content[j] = Share(_parties[(dice >> 200) % 2 == 0 ? j : 2 - j], units);
            }
            standing[i] = pledge(pledging(i % 2 == 0 ? BANK : FUND, content));
        }
    }

    /// Touched parts are gone, the others are there, in the order of the table.
    function _assertKept(Share[] memory were, Share[] memory are) private view {
        uint256 kept;
        for (uint256 i; i < were.length; ++i) {
            bool stays = were[i].units <= _left[_place(were[i].party)];
            if (stays) ++kept;
            bool found;
            for (uint256 j; j < are.length; ++j) {
                if (are[j].party == were[i].party) found = are[j].units == were[i].units;
            }
            assertEq(found, stays);
        }
        assertEq(are.length, kept);
    }

    function _summed(Share[] memory shares) private view returns (uint256 sum, bool touched) {
        for (uint256 i; i < shares.length; ++i) {
            sum += shares[i].units;
            if (shares[i].units > _left[_place(shares[i].party)]) touched = true;
        }
    }

    function _sum(Share[] memory shares) private pure returns (uint256 sum) {
        for (uint256 i; i < shares.length; ++i) {
            sum += shares[i].units;
        }
    }

    function _place(uint32 party) private view returns (uint256 i) {
        while (_parties[i] != party) ++i;
    }
}
