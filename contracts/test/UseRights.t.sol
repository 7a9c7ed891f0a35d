// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Roll} from "../src/interfaces/IAuthority.sol";
import {Pledging} from "../src/interfaces/IPledges.sol";
import {ITitleRegistry, Share, Terms} from "../src/interfaces/ITitleRegistry.sol";
import {Ending, Extension, Grant, GrantTerms, IUseRights, Sublicence} from "../src/interfaces/IUseRights.sol";
import {Licensing} from "./Licensing.sol";

contract UseRightsTest is Licensing {
    uint32 private constant THIRD = WHOLE / 3;
    bytes32 private a;

    function setUp() public override {
        super.setUp();
        enrol(OTHER, 2, OFFICER, APPOINTMENT);
        a = title("a", terms(1, table(ANNA, THIRD, BO, THIRD, CHEN)));
    }

    function ordinary() private view returns (Grant memory) {
        return granting(a, licence(ORDINARY, ANNA, FIRM));
    }

    function exclusive() private view returns (Grant memory) {
        return granting(a, licence(EXCLUSIVE, ANNA, FIRM));
    }

    function freeze(uint40 until) private {
        bytes32 slot = keccak256(abi.encode(a, 0));
        vm.store(address(registry), slot, bytes32(uint256(vm.load(address(registry), slot)) | uint256(until) << 128));
    }

    function quarantine(uint32 party, uint16 until) private {
        bytes32 slot = keccak256(abi.encode(uint256(party), 0));
        vm.store(address(authority), slot, bytes32(uint256(vm.load(address(authority), slot)) | uint256(until) << 240));
    }

    function sell(uint32 from) private {
        convey(conveyance(a, 1, from, BO, THIRD));
    }

    // ---- state

    function test_RefusesWhatIsNotConfirmed() public {
        register(registration("b", table(ANNA)));
        Grant memory message = granting(numberOf("b"), licence(ORDINARY, ANNA, FIRM));
        refuse(message, abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, numberOf("b"), 1));
    }

    function test_RefusesAnotherVersion() public {
        Grant memory message = ordinary();
        sell(CHEN);
        refuse(message, abi.encodeWithSelector(ITitleRegistry.WrongVersion.selector, a, 2, 3));
    }

    function test_RefusesWhileFrozenUnlessTheLicenseesAreTold() public {
        freeze(now_() + 5);
        Grant memory message = ordinary();
        refuse(message, abi.encodeWithSelector(ITitleRegistry.FrozenUntil.selector, a, now_() + 5));
        message.freezeNotice = keccak256("we know");
        grant(message);
        vm.warp(now_() + 5);
        message = granting(a, licence(ORDINARY, ANNA, FIRM));
        grant(message);
        message.freezeNotice = keccak256("we know");
        refuse(message, abi.encodeWithSelector(IUseRights.NotFrozen.selector, a));
    }

    // ---- terms

    function test_RefusesKindsThatDoNotExist() public {
        Grant memory message = ordinary();
        uint8[3][6] memory wrong = [[0, 3, 0], [3, 3, 0], [2, 0, 0], [2, 4, 0], [2, 3, 4], [2, 3, 255]];
        for (uint256 i; i < wrong.length; ++i) {
            (message.terms.kind, message.terms.exclusivity, message.terms.flags) =
            (wrong[i][0], wrong[i][1], wrong[i][2]);
            refuse(
                message, abi.encodeWithSelector(IUseRights.UnknownTerms.selector, wrong[i][0], wrong[i][1], wrong[i][2])
            );
        }
    }

    function test_RefusesEmptyTerms() public {
        for (uint256 i; i < 4; ++i) {
            Grant memory message = ordinary();
            if (i == 0) message.terms.until = message.terms.from;
            if (i == 1) (message.terms.from, message.terms.until) = (now_() - 9, now_());
            if (i == 2) message.terms.fields = 0;
            if (i == 3) message.terms.territories = 0;
            refuse(
                message, abi.encodeWithSelector(IUseRights.TermEmpty.selector, message.terms.from, message.terms.until)
            );
        }
    }

    function test_TermsMayBeginInThePast() public {
        Grant memory message = ordinary();
        (message.terms.from, message.terms.until) = (0, now_() + 1);
        bytes32 right = grant(message);
        assertTrue(rights.inForce(right, 0));
        assertTrue(rights.inForce(right, now_()));
        assertFalse(rights.inForce(right, now_() + 1));
    }

    function test_RefusesLicensorsWhoHoldNothing() public {
        Grant memory message = granting(a, licence(ORDINARY, UNIT, FIRM));
        refuse(message, abi.encodeWithSelector(IUseRights.NotHolder.selector, UNIT));
        message.terms.licensors = list(ANNA, UNIT);
        refuse(message, abi.encodeWithSelector(IUseRights.NotHolder.selector, UNIT));
    }

    function test_RefusesWrongParties() public {
        uint32[] memory none = new uint32[](0);
        uint32[] memory many = new uint32[](17);
        for (uint32 i; i < 17; ++i) {
            many[i] = 20 + i;
        }
        refuseParties(none, list(FIRM), 0);
        refuseParties(many, list(FIRM), 0);
        refuseParties(list(ANNA), none, 0);
        refuseParties(list(ANNA), many, 0);
        refuseParties(list(ANNA), list(0), 0);
        refuseParties(list(ANNA, ANNA), list(FIRM), ANNA);
        refuseParties(list(ANNA), list(FIRM, FIRM), FIRM);
        refuseParties(list(ANNA, BO), list(FIRM, BO), BO);
    }

    function refuseParties(uint32[] memory licensors, uint32[] memory licensees, uint32 wrong) private {
        Grant memory message = ordinary();
        (message.terms.licensors, message.terms.licensees) = (licensors, licensees);
        bytes memory reason = abi.encodeWithSelector(IUseRights.WrongParties.selector, wrong);
        refuse(message, list(ANNA), reason);
    }

    // ---- who signs

    function test_OneCoOwnerAloneGrantsAnOrdinaryLicence() public {
        Grant memory message = ordinary();
        uint32[] memory signers = list(ANNA, 0, 0, FIRM);
        bytes32 right = grant(message, signers);
        assertEq(rights.rightOf(right).achievement, a);
        assertEq(rights.rightOf(right).titleVersion, 2);
        assertEq(abi.encode(rights.rightOf(right).terms), abi.encode(message.terms));
        assertEq(registry.titleOf(a).version, 2, "no version is raised");
    }

    function test_LicensorAndLicenseeAlwaysSign() public {
        refuse(ordinary(), list(0, BO, CHEN, FIRM), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, ANNA));
        refuse(ordinary(), list(ANNA, BO, CHEN, 0), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, FIRM));
    }

    function test_ACoOwnerMayBeLicensee() public {
        Grant memory message = granting(a, licence(ORDINARY, ANNA, BO));
        assertEq(abi.encode(rights.rollOfGrant(message).seats), abi.encode(list(ANNA, BO, CHEN)));
        grant(message, list(ANNA, BO, 0));
    }

    function test_UnderUnanimityEveryHolderConsentsToAnExclusiveLicence() public {
        refuse(exclusive(), list(ANNA, BO, 0, FIRM), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, CHEN));
        grant(exclusive(), list(ANNA, BO, CHEN, FIRM));
    }

    function test_UnderTwoThirdsTheConsentingUnitsReachThem() public {
        consents(2, EXCLUSIVE, 480_480_000);
        consents(2 | 0x80, SOLE, 480_480_000);
    }

    function test_UnderMajorityTheConsentingUnitsReachIt() public {
        consents(3, SOLE, 360_360_001);
        consents(3 | 0x80, EXCLUSIVE, 360_360_001);
    }

    /// Anna, who is the licensor, has a third; Bo has exactly what is missing, or one unit less.
    function consents(uint8 rule, uint8 exclusivity, uint32 quorum) private {
        for (uint32 short; short < 2; ++short) {
            string memory name = string.concat("q", vm.toString(rule), "-", vm.toString(short));
            bytes32 b = title(name, terms(rule, table(ANNA, THIRD, BO, quorum - THIRD - short, CHEN)));
            Grant memory message = granting(b, licence(exclusivity, ANNA, FIRM));
            bytes memory reason = abi.encodeWithSelector(ITitleRegistry.ConsentMissing.selector, quorum - 1, quorum);
            if (short == 1) refuse(message, list(ANNA, BO, 0, FIRM), reason);
            else grant(message, list(ANNA, BO, 0, FIRM));
        }
    }

    function test_UnderDelegationTheDelegateConsentsWithOrWithoutUnits() public {
        Terms memory delegated = Terms(4 | 0x80, UNIT, table(ANNA, THIRD, BO), 0);
        bytes32 b = title("b", delegated);
        Grant memory message = granting(b, licence(EXCLUSIVE, ANNA, FIRM));
        assertEq(abi.encode(rights.rollOfGrant(message).seats), abi.encode(list(ANNA, BO, UNIT, FIRM)));
        refuse(message, list(ANNA, BO, 0, FIRM), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, UNIT));
        grant(message, list(ANNA, 0, UNIT, FIRM));
    }

    function test_LicensorsInQuarantineGrantNothingLicenseesReceive() public {
        uint16 day = uint16(now_() / 1 days) + 2;
        quarantine(FIRM, day);
        grant(ordinary());
        quarantine(ANNA, day);
        vm.warp(now_() + 1);
        refuse(ordinary(), abi.encodeWithSelector(IRefusals.InQuarantine.selector, ANNA, uint40(day) * 1 days));
    }

    function test_SameSealsNeverGrantTwice() public {
        Grant memory message = ordinary();
        bytes32 right = grant(message);
        refuse(message, abi.encodeWithSelector(IUseRights.RightExists.selector, right));
    }

    // ---- conflicts

    function test_AnExclusiveOrSoleRightShutsOutOnlyWhatMeetsItInEverything() public {
        for (uint8 exclusivity = EXCLUSIVE; exclusivity <= SOLE; ++exclusivity) {
            bytes32 b = title(exclusivity == SOLE ? "sole" : "exclusive", terms(1, table(ANNA)));
            GrantTerms memory first = licence(exclusivity, ANNA, FIRM);
            (first.from, first.until, first.fields, first.territories) = (now_() + 10, now_() + 20, 6, 12);
            bytes32 right = grant(granting(b, first));
            for (uint256 i; i < 4; ++i) {
                GrantTerms memory second = licence(ORDINARY, ANNA, OTHER);
                (second.from, second.until, second.fields, second.territories) = (now_() + 19, now_() + 40, 3, 24);
                if (i == 1) second.from = now_() + 20;
                if (i == 2) second.fields = 1;
                if (i == 3) second.territories = 3;
                assertEq(rights.conflictOf(b, second), i == 0 ? right : bytes32(0));
                if (i == 0) {
                    refuse(granting(b, second), abi.encodeWithSelector(IUseRights.ExclusiveExists.selector, right));
                } else {
                    grant(granting(b, second));
                }
            }
        }
    }

    function test_OrdinaryRightsSurviveALaterExclusiveOne() public {
        bytes32 earlier = grant(ordinary());
        grant(exclusive());
        assertTrue(rights.inForce(earlier, now_()));
        assertEq(rights.rightOf(earlier).endedAt, 0);
    }

    function test_WhatIsOverOrEndedHindersNothing() public {
        bytes32 right = grant(exclusive());
        refuse(ordinary(), abi.encodeWithSelector(IUseRights.ExclusiveExists.selector, right));
        end(Ending(matter(a), right, 0, 1));
        grant(ordinary());
        vm.warp(now_() + 1);
        grant(exclusive());
        vm.warp(now_() + 365 days);
        grant(exclusive());
    }

    function test_SixteenExclusiveRightsAtMostStandAtATime() public {
        GrantTerms memory content = licence(EXCLUSIVE, ANNA, FIRM);
        for (uint256 i; i < 16; ++i) {
            content.fields = 1 << i;
            content.until = i == 0 ? now_() + 10 : now_() + 100 days;
            grant(granting(a, content));
        }
        content.fields = 1 << 16;
        refuse(granting(a, content), abi.encodeWithSelector(IUseRights.TooManyRights.selector, a));
        GrantTerms memory more = licence(ORDINARY, ANNA, FIRM);
        more.fields = 1 << 17;
        grant(granting(a, more));
        vm.warp(now_() + 10);
        grant(granting(a, content));
        content.fields = 1 << 18;
        refuse(granting(a, content), abi.encodeWithSelector(IUseRights.TooManyRights.selector, a));
    }

    // ---- long-term use rights

    function longTerm() private view returns (GrantTerms memory content) {
        content = licence(EXCLUSIVE, ANNA, FIRM);
        content.kind = 1;
        (content.from, content.until) = (now_(), now_() + LEAST_TERM);
    }

    /// hashStruct(GrantTerms), as it is signed.
    function hashOf(GrantTerms memory content) private pure returns (bytes32) {
        return keccak256(
            abi.encode(
                keccak256(
                    "GrantTerms(uint8 kind,uint8 exclusivity,uint8 flags,uint32[] licensors,uint32[] licensees,uint40 from,uint40 until,uint256 fields,uint256 territories)"
                ),
                content.kind,
                content.exclusivity,
                content.flags,
                keccak256(abi.encodePacked(content.licensors)),
                keccak256(abi.encodePacked(content.licensees)),
                content.from,
                content.until,
                content.fields,
                content.territories
            )
        );
    }

    function confirmGrant(GrantTerms memory content) private {
        Terms memory proposed = Terms(1, 0, new Share[](0), hashOf(content));
        propose(proposal(a, proposed));
        vm.warp(now_() + LEAST_NOTICE);
        confirm(confirmation(a, proposed));
    }

    function test_OpensExactlyTheUseGrantThatWasConfirmedAndOnce() public {
        GrantTerms memory content = longTerm();
        bytes memory missing = abi.encodeWithSelector(IUseRights.NotConfirmed.selector, a, hashOf(content));
        refuse(granting(a, content), missing);
        confirmGrant(content);
        GrantTerms memory other = longTerm();
        (other.from, other.until) = (content.from, content.until);
        other.fields = 1;
        refuse(granting(a, other), abi.encodeWithSelector(IUseRights.NotConfirmed.selector, a, hashOf(other)));
        // Co-owners consented by the proposal.
        bytes32 right = grant(granting(a, content), list(ANNA, 0, 0, FIRM));
        end(Ending(matter(a), right, 0, 1));
        vm.warp(now_() + 1);
        refuse(granting(a, content), abi.encodeWithSelector(IUseRights.RightExists.selector, right));
    }

    function test_RefusesAShortLongTermUseRightEvenIfConfirmed() public {
        GrantTerms memory content = longTerm();
        --content.until;
        confirmGrant(content);
        refuse(
            granting(a, content),
            abi.encodeWithSelector(IUseRights.TermBelowMinimum.selector, LEAST_TERM - 1, LEAST_TERM)
        );
    }

    function test_CoOwnersConsentToTheTimeThatALongTermRightGains() public {
        GrantTerms memory content = longTerm();
        confirmGrant(content);
        bytes32 right = grant(granting(a, content), list(ANNA, 0, 0, FIRM));
        Extension memory message = extension(right, content.until + 1);
        bytes memory blob = seals(rights.digestOfExtend(message), list(ANNA, 0, 0, FIRM));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.SignatureMissing.selector, BO));
        rights.extend(message, blob);
        extend(message);
    }

    // ---- pledges

    function test_EveryPledgeeSignsGrantsAndExtensions() public {
        bytes32 early = grant(ordinary());
        Share[] memory parts = new Share[](1);
        parts[0] = Share(BO, 5);
        Pledging memory message = Pledging(act(a, APPOINTMENT), UNIT, parts);
        pledges.pledge(message, all(pledges.rollOfPledge(message), pledges.digestOfPledge(message)));
        vm.warp(now_() + 1);
        bytes memory missing = abi.encodeWithSelector(IRefusals.SignatureMissing.selector, UNIT);
        assertEq(rights.rollOfGrant(ordinary()).seats.length, 5);
        uint32[] memory signers = new uint32[](5);
        (signers[0], signers[3]) = (ANNA, FIRM);
        refuse(ordinary(), signers, missing);
        signers[4] = UNIT;
        grant(ordinary(), signers);
        Extension memory later = extension(early, now_() + 900 days);
        signers[4] = 0;
        bytes memory blob = seals(rights.digestOfExtend(later), signers);
        vm.expectRevert(missing);
        rights.extend(later, blob);
        signers[4] = UNIT;
        rights.extend(later, seals(rights.digestOfExtend(later), signers));
    }

    // ---- sublicences

    function parentRight() private returns (bytes32) {
        GrantTerms memory content = licence(EXCLUSIVE, ANNA, FIRM);
        content.flags = 1;
        return grant(granting(a, content));
    }

    function test_ALicenseeSublicensesInsideHisRight() public {
        bytes32 parent = parentRight();
        Sublicence memory message = sublicensing(a, parent, FIRM, OTHER);
        bytes32 right = sublicense(message);
        GrantTerms memory content = rights.rightOf(right).terms;
        assertEq(rights.rightOf(right).parent, parent);
        assertEq(rights.rightOf(right).titleVersion, registry.titleOf(a).version);
        assertEq(abi.encode(content.licensors), abi.encode(list(FIRM)));
        assertEq(abi.encode(content.licensees), abi.encode(list(OTHER)));
        assertEq(content.exclusivity, ORDINARY);
        assertEq(content.flags, 0, "not passed on further");
        assertTrue(rights.inForce(right, now_()));
        assertEq(rights.countOf(a), 2);
        refuse(message, abi.encodeWithSelector(IUseRights.RightExists.selector, right));
        refuse(sublicensing(a, right, OTHER, UNIT), abi.encodeWithSelector(IUseRights.NotSublicensable.selector, right));
    }

    function test_SublicensesARightToCome() public {
        GrantTerms memory content = licence(ORDINARY, ANNA, FIRM);
        (content.flags, content.from) = (1, now_() + 5);
        bytes32 parent = grant(granting(a, content));
        Sublicence memory message = sublicensing(a, parent, FIRM, OTHER);
        message.from = now_() + 5;
        bytes32 right = sublicense(message);
        assertFalse(rights.inForce(right, now_() + 4));
        assertTrue(rights.inForce(right, now_() + 5));
    }

    function test_RefusesSublicencesBeyondTheRightAbove() public {
        GrantTerms memory content = licence(ORDINARY, ANNA, FIRM);
        (content.flags, content.from, content.fields, content.territories) = (1, now_() + 5, 3, 3);
        bytes32 parent = grant(granting(a, content));
        bytes memory exceeds = abi.encodeWithSelector(IUseRights.ExceedsParent.selector, parent);
        Sublicence memory message = sublicensing(a, parent, FIRM, OTHER);
        message.from = now_() + 4;
        refuse(message, exceeds); // before the right above begins
        vm.warp(now_() + 5);
        for (uint256 i; i < 5; ++i) {
            message = sublicensing(a, parent, FIRM, OTHER);
            (message.from, message.until) = (content.from, content.until);
            (message.fields, message.territories) = (3, 3);
            if (i == 0) --message.from;
            if (i == 1) ++message.until;
            if (i == 2) message.fields = 4;
            if (i == 3) message.territories = 7;
            if (i < 4) refuse(message, exceeds);
            else sublicense(message);
        }
    }

    function test_RefusesSublicencesOfStrangersAndUnderWhatIsNone() public {
        bytes32 parent = parentRight();
        bytes32 b = title("b", terms(1, table(ANNA)));
        refuse(sublicensing(a, parent, ANNA, OTHER), abi.encodeWithSelector(IUseRights.NotHolder.selector, ANNA));
        refuse(sublicensing(a, a, FIRM, OTHER), abi.encodeWithSelector(IUseRights.UnknownRight.selector, a));
        refuse(sublicensing(b, parent, FIRM, OTHER), abi.encodeWithSelector(IUseRights.UnknownRight.selector, parent));
        refuse(sublicensing(0, 0, FIRM, OTHER), abi.encodeWithSelector(IUseRights.UnknownRight.selector, 0));
        refuse(sublicensing(a, parent, FIRM, FIRM), abi.encodeWithSelector(IUseRights.WrongParties.selector, FIRM));
        Sublicence memory message = sublicensing(a, parent, FIRM, OTHER);
        message.fields = 0;
        refuse(message, abi.encodeWithSelector(IUseRights.TermEmpty.selector, message.from, message.until));
        bytes32 closed = grant(granting(b, licence(ORDINARY, ANNA, FIRM)));
        refuse(
            sublicensing(b, closed, FIRM, OTHER), abi.encodeWithSelector(IUseRights.NotSublicensable.selector, closed)
        );
        end(Ending(matter(a), parent, 0, 1));
        refuse(
            sublicensing(a, parent, FIRM, OTHER), abi.encodeWithSelector(IUseRights.RightEnded.selector, parent, now_())
        );
    }

    // ---- extension

    function extension(bytes32 right, uint40 until) private view returns (Extension memory) {
        return Extension(act(a, 0), right, until);
    }

    function test_ExtendsOnceAndLaterOnly() public {
        bytes32 right = grant(ordinary());
        uint40 until = rights.rightOf(right).terms.until;
        refuse(extension(right, until), abi.encodeWithSelector(IUseRights.TermEmpty.selector, until, until));
        Extension memory message = extension(right, until + 1);
        extend(message);
        assertEq(rights.rightOf(right).terms.until, until + 1);
        refuse(message, abi.encodeWithSelector(IUseRights.TermEmpty.selector, until + 1, until + 1));
        vm.warp(until + 1);
        refuse(extension(right, until + 9), abi.encodeWithSelector(IUseRights.RightEnded.selector, right, until + 1));
    }

    function test_RefusesToExtendWhatTheLicensorSold() public {
        bytes32 right = grant(ordinary());
        sell(ANNA);
        refuse(extension(right, now_() + 900 days), abi.encodeWithSelector(IUseRights.NotHolder.selector, ANNA));
        assertTrue(rights.inForce(right, now_()), "the right itself survives the sale");
    }

    function test_ExtendsAsTheTitleAllows() public {
        bytes32 right = grant(ordinary());
        Extension memory message = extension(right, now_() + 900 days);
        message.act.achievement = title("b", terms(1, table(ANNA)));
        refuse(message, abi.encodeWithSelector(IUseRights.UnknownRight.selector, right));
        message = extension(right, now_() + 900 days);
        message.act.version = 1;
        refuse(message, abi.encodeWithSelector(ITitleRegistry.WrongVersion.selector, a, 1, 2));
        freeze(now_() + 5);
        message = extension(right, now_() + 900 days);
        refuse(message, abi.encodeWithSelector(ITitleRegistry.FrozenUntil.selector, a, now_() + 5));
    }

    function test_CoOwnersConsentToTheTimeThatAnExclusiveRightGains() public {
        bytes32 right = grant(exclusive());
        Extension memory message = extension(right, now_() + 900 days);
        bytes memory blob = seals(rights.digestOfExtend(message), list(ANNA, 0, CHEN, FIRM));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.SignatureMissing.selector, BO));
        rights.extend(message, blob);
        extend(message);
    }

    function test_OneCoOwnerAloneExtendsAnOrdinaryLicence() public {
        bytes32 right = grant(ordinary());
        Extension memory message = extension(right, now_() + 900 days);
        rights.extend(message, seals(rights.digestOfExtend(message), list(ANNA, 0, 0, FIRM)));
    }

    function test_RefusesToExtendIntoAnExclusiveRight() public {
        bytes32 right = grant(ordinary());
        uint40 until = rights.rightOf(right).terms.until;
        GrantTerms memory later = licence(EXCLUSIVE, ANNA, OTHER);
        (later.from, later.until) = (until + 10, until + 20);
        bytes32 stands = grant(granting(a, later));
        extend(extension(right, until + 10));
        refuse(extension(right, until + 11), abi.encodeWithSelector(IUseRights.ExclusiveExists.selector, stands));
    }

    function test_RefusesToBeginInsideAnExclusiveRightThatIsOver() public {
        GrantTerms memory first = licence(EXCLUSIVE, ANNA, FIRM);
        (first.from, first.until) = (now_(), now_() + 10 days);
        bytes32 over = grant(granting(a, first));
        vm.warp(first.until + 5 days);
        GrantTerms memory second = licence(ORDINARY, ANNA, OTHER);
        (second.from, second.until) = (first.until - 1, now_() + 10 days);
        refuse(granting(a, second), abi.encodeWithSelector(IUseRights.ExclusiveExists.selector, over));
        second.from = first.until;
        grant(granting(a, second));
    }

    function test_BeginsInsideAnExclusiveRightThatWasEnded() public {
        GrantTerms memory first = licence(EXCLUSIVE, ANNA, FIRM);
        (first.from, first.until) = (now_(), now_() + 10 days);
        end(ending(grant(granting(a, first)), 0, 1));
        vm.warp(now_() + 1 days);
        GrantTerms memory second = licence(EXCLUSIVE, ANNA, OTHER);
        (second.from, second.until) = (first.from, now_() + 10 days);
        grant(granting(a, second));
    }

    function test_RefusesToExtendASublicence() public {
        bytes32 right = sublicense(sublicensing(a, parentRight(), FIRM, OTHER));
        refuse(extension(right, now_() + 40 days), abi.encodeWithSelector(IUseRights.ExceedsParent.selector, right));
    }

    // ---- ends

    function ending(bytes32 right, uint32 by, uint8 ground) private view returns (Ending memory) {
        return Ending(matter(a), right, by, ground);
    }

    function test_EndsByAgreementOfAll() public {
        GrantTerms memory content = licence(ORDINARY, ANNA, FIRM);
        (content.licensors, content.licensees) = (list(ANNA, BO), list(FIRM, OTHER));
        bytes32 right = grant(granting(a, content));
        Ending memory message = ending(right, 0, 1);
        for (uint256 i; i < 4; ++i) {
            uint32[] memory signers = list(ANNA, BO, FIRM, OTHER);
            uint32 missing = signers[i];
            signers[i] = 0;
            bytes memory blob = seals(rights.digestOfEnd(message), signers);
            vm.expectRevert(abi.encodeWithSelector(IRefusals.SignatureMissing.selector, missing));
            rights.end(message, blob);
        }
        refuse(ending(right, ANNA, 1), abi.encodeWithSelector(IUseRights.WrongParties.selector, ANNA));
        end(message);
        assertEq(rights.rightOf(right).endedAt, now_());
        assertFalse(rights.inForce(right, now_()));
        refuse(message, abi.encodeWithSelector(IUseRights.RightEnded.selector, right, now_()));
    }

    function test_EndsByBreachOnALicensorsWordWithItsDocument() public {
        bytes32 right = grant(ordinary());
        refuse(ending(right, BO, 2), abi.encodeWithSelector(IUseRights.WrongParties.selector, BO));
        refuse(ending(right, FIRM, 2), abi.encodeWithSelector(IUseRights.WrongParties.selector, FIRM));
        Ending memory message = ending(right, ANNA, 2);
        message.matter.filing = 0;
        refuse(message, abi.encodeWithSelector(IUseRights.EvidenceMissing.selector));
        end(ending(right, ANNA, 2));
        assertFalse(rights.inForce(right, now_()));
    }

    function test_EndsByRenunciationOfALicenseeWhoIsNotInQuarantine() public {
        bytes32 right = grant(ordinary());
        refuse(ending(right, ANNA, 3), abi.encodeWithSelector(IUseRights.WrongParties.selector, ANNA));
        refuse(ending(right, FIRM, 0), abi.encodeWithSelector(ITitleRegistry.UnknownGround.selector, 0));
        refuse(ending(right, FIRM, 4), abi.encodeWithSelector(ITitleRegistry.UnknownGround.selector, 4));
        uint40 until = (now_() / 1 days + 2) * 1 days;
        quarantine(FIRM, uint16(until / 1 days));
        refuse(ending(right, FIRM, 3), abi.encodeWithSelector(IRefusals.InQuarantine.selector, FIRM, until));
        vm.warp(until);
        end(ending(right, FIRM, 3));
        assertFalse(rights.inForce(right, now_()));
        assertTrue(rights.inForce(right, now_() - 1));
    }

    function test_WhatStandsUnderARightEndsWithIt() public {
        bytes32 parent = parentRight();
        bytes32 early = sublicense(sublicensing(a, parent, FIRM, OTHER));
        bytes32 late = sublicense(sublicensing(a, parent, FIRM, UNIT));
        vm.warp(now_() + 5);
        end(ending(early, OTHER, 3));
        vm.warp(now_() + 5);
        end(ending(parent, 0, 1));
        assertEq(rights.rightOf(early).endedAt, now_() - 5);
        assertEq(rights.rightOf(late).endedAt, now_());
        assertTrue(rights.inForce(late, now_() - 1));
        assertFalse(rights.inForce(late, now_()));
        refuse(ending(late, UNIT, 3), abi.encodeWithSelector(IUseRights.RightEnded.selector, late, now_()));
    }

    // ---- views

    function test_ListsTheRightsOfATitleInTheirOrder() public {
        bytes32[] memory granted = new bytes32[](5);
        for (uint256 i; i < 5; ++i) {
            vm.warp(now_() + 1);
            granted[i] = grant(ordinary());
        }
        assertEq(rights.countOf(a), 5);
        assertEq(abi.encode(rights.rightsOf(a, 0, type(uint256).max)), abi.encode(granted));
        assertEq(rights.rightsOf(a, 3, 1)[0], granted[3]);
        assertEq(rights.rightsOf(a, 4, 9).length, 1);
        assertEq(rights.rightsOf(a, 5, 9).length, 0);
        assertEq(rights.rightsOf(a, type(uint256).max, type(uint256).max).length, 0);
        assertEq(rights.titles(), address(registry));
        assertEq(rights.leastTerm(), LEAST_TERM);
        assertEq(rights.rightOf(a).achievement, 0);
        assertFalse(rights.inForce(a, 0));
    }

    function test_TheRollIsHoldersDelegateLicensees() public view {
        Roll memory roll = rights.rollOfGrant(exclusive());
        assertEq(abi.encode(roll.seats), abi.encode(list(ANNA, BO, CHEN, FIRM)));
        assertEq(roll.must, 15);
        assertEq(roll.disposing, 1);
        assertEq(roll.units.length, 4);
        roll = rights.rollOfGrant(ordinary());
        assertEq(roll.must, 9);
        assertEq(roll.quorum, 0);
    }
}
