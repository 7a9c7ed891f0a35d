// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {ITitleRegistry, Registration, Share, TitleRecord} from "../src/interfaces/ITitleRegistry.sol";
import {Powers} from "../src/libraries/Powers.sol";
import {World} from "./World.sol";

contract RegisterTest is World {
    Registration private message;

    function setUp() public override {
        super.setUp();
        Registration memory fresh = registration("a", table(UNIT, WHOLE / 2, ANNA));
        (message.act, message.node, message.filer) = (fresh.act, fresh.node, fresh.filer);
        message.claimed.push(fresh.claimed[0]);
        message.claimed.push(fresh.claimed[1]);
    }

    function refuse(bytes memory reason) private {
        refuse(reason, list(OFFICER, UNIT));
    }

    function refuse(bytes memory reason, uint32[] memory signers) private {
        bytes memory blob = seals(titleRolls.digestOfRegister(message), signers);
        vm.expectRevert(reason);
        registry.register(message, blob);
    }

    function test_RefusesNumberOfAnotherNodeOrFiling() public {
        bytes32 expected = message.act.achievement;
        message.act.achievement = keccak256("squatted");
        refuse(abi.encodeWithSelector(ITitleRegistry.WrongAchievement.selector, keccak256("squatted"), expected));
    }

    function test_RefusesNumberThatIsTaken() public {
        register(message);
        refuse(abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, message.act.achievement, 1));
    }

    function test_RefusesVersionOtherThanZero() public {
        message.act.version = 1;
        refuse(abi.encodeWithSelector(ITitleRegistry.WrongVersion.selector, message.act.achievement, 1, 0));
    }

    function testFuzz_RefusesClaimsThatAreNotWhole(uint32 units) public {
        vm.assume(units != 0 && units != WHOLE / 2);
        message.claimed[0].units = units;
        uint256 sum = units > WHOLE ? units : uint256(units) + WHOLE / 2;
        refuse(abi.encodeWithSelector(ITitleRegistry.NotWhole.selector, sum));
    }

    function test_RefusesPartyTwice() public {
        message.claimed[1].party = UNIT;
        refuse(abi.encodeWithSelector(ITitleRegistry.PartyTwice.selector, UNIT));
    }

    function test_RefusesEmptyShareAndPartyZero() public {
        message.claimed[0].units = 0;
        refuse(abi.encodeWithSelector(ITitleRegistry.ShareEmpty.selector, UNIT));
        message.claimed[0] = Share(0, WHOLE / 2);
        refuse(abi.encodeWithSelector(ITitleRegistry.ShareEmpty.selector, 0));
    }

    function test_RefusesNoClaims() public {
        delete message.claimed;
        refuse(abi.encodeWithSelector(ITitleRegistry.NotWhole.selector, 0));
    }

    function test_RefusesSeventeenHoldersAndTakesSixteen() public {
        delete message.claimed;
        for (uint32 i = 0; i < 17; ++i) {
            message.claimed.push(Share(100 + i, WHOLE / 16));
        }
        refuse(abi.encodeWithSelector(ITitleRegistry.TooManyHolders.selector, 17));
        message.claimed.pop();
        register(message);
        assertEq(registry.wordsOf(message.act.achievement).length, 4);
        assertEq(registry.holdingsOf(message.act.achievement)[15].party, 115);
    }

    function test_RefusesOfficerWhoClaims() public {
        message.claimed[1].party = OFFICER;
        refuse(abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, OFFICER));
    }

    function test_RefusesOfficerWhoFiles() public {
        message.filer = OFFICER;
        refuse(abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, OFFICER), list(OFFICER, OFFICER));
    }

    function test_RefusesAfterTheDeadlineAndTakesItsLastSecond() public {
        vm.warp(message.act.deadline + 1);
        refuse(abi.encodeWithSelector(IRefusals.Late.selector, message.act.deadline, now_()));
        vm.warp(message.act.deadline);
        register(message);
    }

    function test_RefusesDraftFromTheFuture() public {
        message.act.draftedAt = now_() + 1;
        refuse(abi.encodeWithSelector(IRefusals.DraftedAhead.selector, now_() + 1, now_()));
    }

    function test_RefusesDeadlineBeyondTheLongestLife() public {
        message.act.deadline = now_() + LONGEST_LIFE + 1;
        refuse(abi.encodeWithSelector(IRefusals.LifeTooLong.selector, message.act.deadline));
    }

    function test_RefusesWithoutOfficerOrFiler() public {
        refuse(abi.encodeWithSelector(IRefusals.SignatureMissing.selector, OFFICER), list(0, UNIT));
        refuse(abi.encodeWithSelector(IRefusals.SignatureMissing.selector, UNIT), list(OFFICER, 0));
    }

    function test_RefusesOfficerWithoutThePower() public {
        appoint(2, 1, OFFICER, Powers.CONFIRM_TITLE);
        message.act.appointment = 2;
        refuse(abi.encodeWithSelector(IRefusals.NotCompetent.selector, 2, 1, Powers.REGISTER_ACHIEVEMENT, now_()));
    }

    function test_RefusesOfficerOfAnotherNode() public {
        admit(2, 1, UNIT);
        message.node = 2;
        message.act.achievement = keccak256(abi.encode(uint32(2), message.act.filing));
        refuse(abi.encodeWithSelector(IRefusals.NotCompetent.selector, 1, 2, Powers.REGISTER_ACHIEVEMENT, now_()));
    }

    function test_RefusesSealOverAnotherMessage() public {
        bytes memory blob = seals(titleRolls.digestOfRegister(message), list(OFFICER, UNIT));
        message.claimed[0].party = BO;
        bytes32 digest = titleRolls.digestOfRegister(message);
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, OFFICER, digest));
        registry.register(message, blob);
    }

    function test_RefusesFilerWithoutNumber() public {
        message.filer = 99;
        refuse(abi.encodeWithSelector(IRefusals.UnknownParty.selector, 99), list(OFFICER, 99));
    }

    function test_RefusesDraftOlderThanTheSigner() public {
        vm.warp(now_() + 100);
        enrol(8, 1, OFFICER, APPOINTMENT);
        message.filer = 8;
        refuse(abi.encodeWithSelector(IRefusals.SignedBefore.selector, 8, now_()), list(OFFICER, 8));
    }

    function testFuzz_RefusesSealsOfAnotherLength(uint256 cut) public {
        bytes memory blob = seals(titleRolls.digestOfRegister(message), list(OFFICER, UNIT));
        bytes memory longer = bytes.concat(blob, hex"00");
        vm.expectRevert(abi.encodeWithSelector(IRefusals.SealsMalformed.selector, 134));
        registry.register(message, longer);

        bytes memory shorter = new bytes(bound(cut, 0, blob.length - 1));
        for (uint256 i; i < shorter.length; ++i) {
            shorter[i] = blob[i];
        }
        vm.expectPartialRevert(IRefusals.SealsMalformed.selector);
        registry.register(message, shorter);
    }

    function test_RefusesOnAnotherChain() public {
        bytes memory blob = seals(titleRolls.digestOfRegister(message), list(OFFICER, UNIT));
        vm.chainId(99);
        vm.expectRevert(abi.encodeWithSelector(IRefusals.ForeignChain.selector, 99));
        registry.register(message, blob);
    }

    function test_StoresClaimsFoldsTrailAndTellsIt() public {
        bytes32 achievement = message.act.achievement;
        bytes32 digest = titleRolls.digestOfRegister(message);
        bytes memory blob = seals(digest, list(OFFICER, UNIT));
        uint256[] memory words = new uint256[](1);
        words[0] = UNIT | uint256(WHOLE / 2) << 34 | uint256(ANNA) << 64 | uint256(WHOLE / 2) << 98;

        vm.expectEmit(address(registry));
        emit ITitleRegistry.Registered(achievement, 1, 1, digest, words, message.act.filing);
        vm.prank(makeAddr("anybody"));
        registry.register(message, blob);

        TitleRecord memory record = registry.titleOf(achievement);
        assertEq(record.status, 1);
        assertEq(record.rule, 0);
        assertEq(record.entries, 2);
        assertEq(record.node, 1);
        assertEq(record.version, 1);
        assertEq(registry.wordsOf(achievement), words);
        assertEq(registry.trailOf(achievement), keccak256(abi.encode(bytes32(0), digest, uint32(1), now_())));
        assertEq(registry.proposalOf(achievement).terms, 0);
    }
}
