// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Appointment, IAuthority, Roll} from "../src/interfaces/IAuthority.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {
    Confirmation,
    Conveyance,
    ITitleRegistry,
    Movement,
    Proposal,
    Registration,
    Share,
    Terms
} from "../src/interfaces/ITitleRegistry.sol";
import {Merkle} from "../src/libraries/Merkle.sol";
import {Powers} from "../src/libraries/Powers.sol";
import {World} from "./World.sol";

/// See Bounds.tree. The last value that passes and the first that does not, and acts that follow on one another.
contract BoundsTest is World {
    uint32 private constant THIRD = WHOLE / 3;
    bytes32 private a;

    function refuse(Conveyance memory message, bytes memory reason) private {
        bytes memory blob = all(titleRolls.rollOfConvey(message), titleRolls.digestOfConvey(message));
        vm.expectRevert(reason);
        registry.convey(message, blob);
    }

    // ---- tables and words

    function many(uint256 count) private pure returns (Share[] memory shares) {
        shares = new Share[](count);
        for (uint32 i; i < count; ++i) {
            shares[i] = Share(ANNA + i, WHOLE / 16);
        }
        shares[0].units = WHOLE - uint32(count - 1) * (WHOLE / 16);
    }

    function enrolMany() private {
        for (uint32 party = DAI + 1; party < ANNA + 17; ++party) {
            enrol(party, 1, OFFICER, APPOINTMENT);
        }
    }

    function stored(uint256 i) private view returns (uint256) {
        return uint256(vm.load(address(registry), bytes32(uint256(keccak256(abi.encode(a, 0))) + 2 + i)));
    }

    /// Over each border between two words and back, by gifts: what is no longer in use is zero, and the digest of the
    /// four words depends on the holdings only, not on the way to them.
    function test_NoWordKeepsWhatIsNoLongerHeld() public {
        enrolMany();
        for (uint256 count = 4; count <= 12; count += 4) {
            a = title(vm.toString(count), terms(0x81, many(count)));
            bytes32 before = keccak256(abi.encode(stored(0), stored(1), stored(2), stored(3)));
            uint32 newcomer = ANNA + uint32(count);
            convey(conveyance(a, GIFT, ANNA, newcomer, 5));
            assertEq(uint32(stored(count / 4)), newcomer);
            convey(conveyance(a, GIFT, newcomer, ANNA, 5));
            assertEq(stored(count / 4), 0);
            assertEq(keccak256(abi.encode(stored(0), stored(1), stored(2), stored(3))), before);
            assertEq(registry.wordsOf(a).length, count / 4);
        }
    }

    function test_SixteenHoldersShrinkToOneAndNothingIsLeftBehind() public {
        enrolMany();
        a = title("sixteen", terms(0x81, many(16)));
        Conveyance memory message = conveyance(a, GIFT, 0, 0, 0);
        message.movements = new Movement[](15);
        for (uint32 i; i < 15; ++i) {
            message.movements[i] = Movement(ANNA + i, ANNA + 15, registry.holdingsOf(a)[i].units);
        }
        convey(message);
        assertEq(stored(0), ANNA + 15 | uint256(WHOLE) << 34);
        for (uint256 i = 1; i < 4; ++i) {
            assertEq(stored(i), 0);
        }
    }

    function test_RefusesSeventeenMovementsAndTakesSixteen() public {
        a = title("a", terms(0x81, table(ANNA, WHOLE / 2, BO)));
        Conveyance memory message = conveyance(a, 1, 0, 0, 0);
        message.movements = new Movement[](17);
        for (uint256 i; i < 17; ++i) {
            message.movements[i] = Movement(ANNA, BO, 1);
        }
        bytes memory blob = seals(titleRolls.digestOfConvey(message), list(OFFICER, ANNA, BO));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.TooManyHolders.selector, 17));
        registry.convey(message, blob);
        Movement[] memory sixteen = new Movement[](16);
        for (uint256 i; i < 16; ++i) {
            sixteen[i] = message.movements[i];
        }
        message.movements = sixteen;
        convey(message);
        assertEq(registry.holdingsOf(a)[1].units, WHOLE / 2 + 16, "the same movement counts each time it is written");
    }

    function test_RefusesUnitsBeyondTheWholeAndPartiesThatAreNone() public {
        a = title("a", terms(0x81, table(ANNA, WHOLE / 2, BO)));
        bytes4 notEnough = ITitleRegistry.NotEnough.selector;
        bytes32 digest = titleRolls.digestOfConvey(conveyance(a, GIFT, ANNA, BO, type(uint32).max));
        uint32[5] memory units = [WHOLE / 2 + 1, WHOLE, 1 << 30, uint32(1) << 31, type(uint32).max];
        for (uint256 i; i < units.length; ++i) {
            Conveyance memory much = conveyance(a, GIFT, ANNA, BO, units[i]);
            vm.expectRevert(abi.encodeWithSelector(notEnough, ANNA, WHOLE / 2, units[i]));
            registry.convey(much, seals(digest, list(OFFICER, ANNA, BO)));
        }
        Conveyance memory message = conveyance(a, GIFT, 0, BO, 1);
        vm.expectRevert(abi.encodeWithSelector(notEnough, 0, 0, 1));
        registry.convey(message, "");
        message = conveyance(a, GIFT, ANNA, 0, 1);
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.ShareEmpty.selector, 0));
        registry.convey(message, "");
        refuse(conveyance(a, GIFT, ANNA, 99, 1), abi.encodeWithSelector(IRefusals.UnknownParty.selector, 99));
    }

    /// Units that pass through somebody pass with his signature, though he stands in neither table.
    function test_WhoOnlyPassesUnitsOnSignsToo() public {
        a = title("a", terms(0x81, table(ANNA, WHOLE / 2, BO)));
        Conveyance memory message = conveyance(a, GIFT, 0, 0, 0);
        message.movements = new Movement[](2);
        message.movements[0] = Movement(ANNA, DAI, 7);
        message.movements[1] = Movement(DAI, BO, 7);
        bytes memory blob = seals(titleRolls.digestOfConvey(message), list(OFFICER, ANNA, BO, 0));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.SignatureMissing.selector, DAI));
        registry.convey(message, blob);
        convey(message);
        assertEq(registry.holdingsOf(a).length, 2);
        assertEq(registry.wordsOf(a)[0] >> 98, WHOLE / 2 + 7);
    }

    // ---- quorums

    /// Four holders, any subset of them beside giver and receiver: passes if and only if their units reach the quorum.
    function testFuzz_QuorumIsWhatTheSignersHeld(uint256 dice, uint8 absent, bool majority) public {
        uint32 first = uint32(bound(dice, 1, WHOLE - 3));
        uint32 second = uint32(bound(dice >> 64, 1, WHOLE - 2 - first));
        uint32 third = uint32(bound(dice >> 128, 1, WHOLE - 1 - first - second));
        // Half of the runs stand on the border itself.
        uint32 needed = majority ? 360_360_001 : 480_480_000;
        if (dice >> 255 != 0 && first < needed - 1) second = needed - first - uint32(dice >> 254 & 1);
        if (first + second > WHOLE - 2) second = WHOLE - 2 - first;
        if (third > WHOLE - 1 - first - second) third = 1;
        Share[] memory shares = new Share[](4);
        (shares[0], shares[1]) = (Share(ANNA, first), Share(BO, second));
        (shares[2], shares[3]) = (Share(CHEN, third), Share(DAI, WHOLE - first - second - third));
        a = title("a", terms(majority ? 3 : 2, shares));

        Conveyance memory message = conveyance(a, 1, ANNA, BO, 1);
        uint32[] memory signers = titleRolls.rollOfConvey(message).seats;
        uint256 consenting = WHOLE;
        for (uint256 i = 2; i < 4; ++i) {
            if (absent >> i & 1 == 0) continue;
            signers[i + 1] = 0;
            consenting -= shares[i].units;
        }
        bytes memory blob = seals(titleRolls.digestOfConvey(message), signers);
        if (consenting < needed) {
            vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.ConsentMissing.selector, consenting, needed));
        }
        registry.convey(message, blob);
    }

    function test_QuorumsAreExactToTheUnit() public {
        uint32[2] memory quorums = [uint32(480_480_000), 360_360_001];
        for (uint8 i; i < 2; ++i) {
            for (uint32 less; less < 2; ++less) {
                uint32 held = quorums[i] - less;
                a = title(string(abi.encode(i, less)), terms(2 + i, table(ANNA, held - 1, BO, 1, CHEN)));
                Conveyance memory message = conveyance(a, 1, ANNA, BO, held - 1); // even if nothing is left to the giver
                bytes memory blob = seals(titleRolls.digestOfConvey(message), list(OFFICER, ANNA, BO, 0));
                if (less == 1) {
                    bytes4 missing = ITitleRegistry.ConsentMissing.selector;
                    vm.expectRevert(abi.encodeWithSelector(missing, held, quorums[i]));
                }
                registry.convey(message, blob);
            }
        }
    }

    // ---- officers

    function test_AppointmentCountsFromItsFirstSecondUntilBeforeItsLast() public {
        uint40 from = now_() + 1 days;
        Appointment memory given =
            Appointment(2, 1, CHEN, Powers.REGISTER_ACHIEVEMENT, from, from + 1 days, 0, now_(), soon());
        authority.appoint(given, all(authority.rollOfAppoint(given), authority.digestOfAppoint(given)));
        uint40[4] memory times = [from - 1, from, from + 1 days - 1, from + 1 days];
        for (uint256 i; i < 4; ++i) {
            vm.warp(times[i]);
            _registerBy(2, CHEN, 1, i == 1 || i == 2);
        }
    }

    function test_OfficerFromAboveActsBelowOnlyWithTheScopeAndNeverAboveOrBeside() public {
        admit(2, 1, UNIT);
        admit(3, 1, ANNA);
        appoint(2, 1, CHEN, Powers.REGISTER_ACHIEVEMENT | Powers.BELOW);
        appoint(3, 2, CHEN, Powers.REGISTER_ACHIEVEMENT | Powers.BELOW);
        _registerBy(APPOINTMENT, OFFICER, 2, false);
        _registerBy(2, CHEN, 2, true);
        _registerBy(3, CHEN, 2, true);
        _registerBy(3, CHEN, 1, false);
        _registerBy(3, CHEN, 3, false);
        _registerBy(2, CHEN, 9, false); // no such node
        _registerBy(9, CHEN, 1, false); // no such appointment
        _registerBy(0, CHEN, 1, false);
    }

    function test_EndedAppointmentIsWorthNothingInTheSameBlock() public {
        _registerBy(APPOINTMENT, OFFICER, 1, true);
        end(APPOINTMENT, OFFICER, 0);
        _registerBy(APPOINTMENT, OFFICER, 1, false);
    }

    function _registerBy(uint32 appointment, uint32 officer, uint32 node, bool passes) private {
        Registration memory message = registration("", table(UNIT));
        (message.node, message.act.appointment) = (node, appointment);
        message.act.filing = keccak256(abi.encode(appointment, node, now_(), passes));
        message.act.achievement = keccak256(abi.encode(node, message.act.filing));
        bytes memory blob = seals(titleRolls.digestOfRegister(message), list(officer, UNIT));
        if (!passes) {
            vm.expectRevert(
                abi.encodeWithSelector(
                    IRefusals.NotCompetent.selector, appointment, node, Powers.REGISTER_ACHIEVEMENT, now_()
                )
            );
        }
        registry.register(message, blob);
    }

    function test_OfficerWhoHoldsNowDoesNotConfirmHisOwnDisposal() public {
        appoint(2, 1, ANNA, Powers.CONFIRM_TITLE);
        for (uint256 i; i < 2; ++i) {
            if (i == 0) {
                a = numberOf("claimed");
                register(registration("claimed", table(ANNA, WHOLE / 2, BO)));
            } else {
                a = title("owned", terms(1, table(ANNA, WHOLE / 2, BO)));
            }
            Terms memory content = terms(1, table(BO));
            propose(proposal(a, content));
            vm.warp(now_() + LEAST_NOTICE);
            Confirmation memory message = confirmation(a, content);
            message.act.appointment = 2;
            bytes memory blob = seals(titleRolls.digestOfConfirm(message), list(ANNA, BO));
            vm.expectRevert(abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, ANNA));
            registry.confirm(message, blob);
            confirm(confirmation(a, content));
        }
    }

    // ---- proposals

    /// A seller's long notice does not bind the buyer: his first proposal counts its own notice only.
    function test_StaleProposalHoldsUpNoLaterHolder() public {
        a = title("a", terms(0x81, table(ANNA)));
        Proposal memory endless = proposal(a, terms(1, table(ANNA)));
        endless.noticeUntil = now_() + LONGEST_NOTICE;
        bytes memory old = seals(titleRolls.digestOfPropose(endless), list(ANNA));
        registry.propose(endless, old);
        convey(conveyance(a, GIFT, ANNA, BO, WHOLE));

        Proposal memory first = proposal(a, terms(2, table(BO)));
        bytes memory blob = seals(titleRolls.digestOfPropose(first), list(BO));
        registry.propose(first, blob);
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongRound.selector, a, 3, 4));
        registry.propose(first, blob); // its own seals still count once
        vm.expectPartialRevert(ITitleRegistry.WrongVersion.selector);
        registry.propose(endless, old);
        vm.warp(first.noticeUntil);
        confirm(confirmation(a, terms(2, table(BO))));
        assertEq(registry.titleOf(a).rule, 2);
    }

    /// Terms that stood on notice for one title are worth nothing for another, nor any longer once they are in force.
    function test_TermsCountForOneTitleAndOneConfirmation() public {
        Terms memory content = terms(1, table(ANNA));
        a = title("a", content);
        bytes32 b = numberOf("b");
        register(registration("b", table(ANNA)));
        propose(proposal(b, terms(2, table(ANNA))));
        vm.warp(now_() + LEAST_NOTICE);
        for (uint256 i; i < 2; ++i) {
            Confirmation memory message = confirmation(i == 0 ? a : b, content);
            bytes memory blob = seals(titleRolls.digestOfConfirm(message), list(OFFICER, ANNA));
            vm.expectPartialRevert(ITitleRegistry.NotProposed.selector);
            registry.confirm(message, blob);
        }
    }

    // ---- heads

    function isConsistent(uint64 first, uint64 second, bytes32 root1, bytes32 root2, bytes32[] calldata proof)
        external
        view
        returns (bool)
    {
        return Merkle.isConsistent(first, second, root1, root2, proof);
    }

    bytes32[] private _taken;

    /// The roots that a proof of arbitrary nodes leads to, by the recursion of RFC 9162 §2.1.4.1 instead of its loop.
    function roots(uint64 first, uint64 second, bool whole, bytes32 known, uint256 seed)
        private
        returns (bytes32 old, bytes32 now__)
    {
        if (first == second) {
            old = whole ? known : take(seed);
            return (old, old);
        }
        uint64 k = 1;
        while (k < second - k) k <<= 1; // the largest power of two below `second`
        if (first <= k) {
            (old, now__) = roots(first, k, whole, known, seed);
            return (old, hash(now__, take(seed)));
        }
        (old, now__) = roots(first - k, second - k, false, known, seed);
        bytes32 left = take(seed);
        return (hash(left, old), hash(left, now__));
    }

    function take(uint256 seed) private returns (bytes32 node) {
        node = keccak256(abi.encode(seed, _taken.length));
        _taken.push(node);
    }

    function hash(bytes32 left, bytes32 right) private pure returns (bytes32) {
        return sha256(abi.encodePacked(bytes1(uint8(1)), left, right));
    }

    function testFuzz_ProofsAgreeWithTheRecursionAtEverySize(uint64 first, uint64 second, uint8 shift, uint256 seed)
        public
    {
        first = uint64(bound(first >> shift % 64, 1, type(uint64).max - 1));
        second = uint64(bound(second, first + 1, type(uint64).max));
        // As often as not close together, or at the powers of two.
        if (seed & 3 == 1) {
            second = uint64(bound(seed >> 8, first + 1, first > type(uint64).max - 9 ? type(uint64).max : first + 8));
        }
        if (seed & 3 == 2) first = uint64(1) << uint8(seed >> 8) % 63;
        if (second <= first) second = first + 1;
        delete _taken;
        (bytes32 root1, bytes32 root2) = roots(first, second, true, keccak256("first"), seed);
        bytes32[] memory proof = _taken;
        assertLe(proof.length, 65);
        assertTrue(this.isConsistent(first, second, root1, root2, proof));
        assertFalse(this.isConsistent(first, second, root1, bytes32(uint256(root2) ^ 1), proof));
        assertFalse(this.isConsistent(first, second, bytes32(uint256(root1) ^ 1), root2, proof));
        for (uint256 i = 1; i < proof.length; ++i) {
            (proof[i - 1], proof[i]) = (proof[i], proof[i - 1]);
            assertFalse(this.isConsistent(first, second, root1, root2, proof), "two nodes exchanged");
            (proof[i - 1], proof[i]) = (proof[i], proof[i - 1]);
        }
        assertFalse(this.isConsistent(second, first, root1, root2, proof), "sizes exchanged");
    }
}
