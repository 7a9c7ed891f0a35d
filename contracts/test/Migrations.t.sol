// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Pledging} from "../src/interfaces/IPledges.sol";
import {
    Conveyance,
    ITitleRegistry,
    Migration,
    Registration,
    Share,
    Terms,
    TitleRecord
} from "../src/interfaces/ITitleRegistry.sol";
import {IAuthority} from "../src/interfaces/IAuthority.sol";
import {ITitleRolls} from "../src/interfaces/ITitleRolls.sol";
import {Powers} from "../src/libraries/Powers.sol";
import {Hearing} from "./Hearing.sol";

/// See Migrations.tree. Acts by the helpers go to the last registry that was deployed.
contract MigrationsTest is Hearing {
    ITitleRegistry private first;
    ITitleRegistry private second;
    ITitleRegistry private third;
    Terms private content;

    /// A title of five rows at the first of three registries, under a delegate and with shares free.
    function setUp() public override {
        super.setUp();
        content.rule = 0x84;
        content.delegate = DAI;
        for (uint32 party = ANNA; party <= JUDGE; ++party) {
            content.table.push(Share(party, WHOLE / 5));
        }
        a = title("a", content);
        first = registry;
        second = deployAnother(address(first));
        third = deployAnother(address(second));
    }

    function migration(address successor) private view returns (Migration memory) {
        return Migration(act(a, APPOINTMENT), successor);
    }

    function migrate(address successor) private {
        Migration memory m = migration(successor);
        registry.migrate(m, all(titleRolls.rollOfMigrate(m), titleRolls.digestOfMigrate(m)));
    }

    function refuse(Migration memory m, bytes memory reason) private {
        bytes memory blob = all(titleRolls.rollOfMigrate(m), titleRolls.digestOfMigrate(m));
        vm.expectRevert(reason);
        registry.migrate(m, blob);
    }

    /// The helpers speak to this registry from now on.
    function speakTo(ITitleRegistry where) private {
        registry = where;
        titleRolls = ITitleRolls(deploy("TitleRolls", abi.encode(where)));
    }

    function refuseAdoption(ITitleRegistry by, bytes32 achievement, bytes memory reason) private {
        vm.expectRevert(reason);
        by.adopt(achievement);
    }

    // ---- migrate

    function test_RefusesAnotherVersion() public {
        Migration memory m = migration(address(second));
        m.act.version += 1;
        refuse(m, abi.encodeWithSelector(ITitleRegistry.WrongVersion.selector, a, 3, 2));
    }

    function test_RefusesWhileFrozenAndNotASecondLonger() public {
        uint40 until = now_() + 30 days;
        freeze(freezing(APPOINTMENT, 0, until));
        vm.warp(until - 1);
        refuse(migration(address(second)), abi.encodeWithSelector(ITitleRegistry.FrozenUntil.selector, a, until));
        vm.warp(until);
        migrate(address(second));
        second.adopt(a);
        assertEq(first.titleOf(a).frozenUntil, until);
        assertEq(second.titleOf(a).frozenUntil, 0);
    }

    function test_RefusesSuccessorsThatCouldNotAdopt() public {
        bytes memory reason = abi.encodeWithSelector(ITitleRegistry.NotMigrated.selector, a);
        refuse(migration(address(0)), reason);
        refuse(migration(vm.addr(1)), reason);
        refuse(migration(address(third)), reason);
        refuse(migration(address(first)), reason);
        refuse(migration(address(deployAnother(address(0)))), reason);
    }

    function test_RefusesARegistryOfOtherPeople() public {
        bytes memory core = abi.encodePacked(vm.addr(1));
        bytes memory other = abi.encode(keccak256("another"), core, bytes32(0), authorityLimits());
        authority = IAuthority(deploy("Authority", other));
        ITitleRegistry stranger = deployAnother(address(first));
        refuse(migration(address(stranger)), abi.encodeWithSelector(ITitleRegistry.NotMigrated.selector, a));
    }

    function test_RefusesWhereTheNumberIsKnownAlready() public {
        speakTo(second);
        register(registration("b", table(UNIT)));
        speakTo(first);
        a = title("b", content);
        refuse(migration(address(second)), abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, a, 1));
    }

    function test_RefusesWhatIsNoRegistry() public {
        Migration memory m = migration(address(authority));
        bytes memory blob = all(titleRolls.rollOfMigrate(m), titleRolls.digestOfMigrate(m));
        vm.expectRevert(bytes(""));
        registry.migrate(m, blob);
        assertEq(head().status, 4);
    }

    function test_RefusesPledgedUnits() public {
        Share[] memory parts = new Share[](1);
        for (uint32 i = 1; i <= 2; ++i) {
            parts[0] = Share(BO, i * 100);
            Pledging memory m = Pledging(act(a, APPOINTMENT), UNIT, parts);
            pledges.pledge(m, all(pledges.rollOfPledge(m), pledges.digestOfPledge(m)));
        }
        refuse(migration(address(second)), abi.encodeWithSelector(ITitleRegistry.PledgesStand.selector, BO, 200));
    }

    function test_RefusesWithoutAnyOneHolder() public {
        Migration memory m = migration(address(second));
        uint32[] memory seats = titleRolls.rollOfMigrate(m).seats;
        assertEq(seats.length, 6);
        for (uint256 i; i < seats.length; ++i) {
            uint32 party = seats[i];
            seats[i] = 0;
            bytes memory blob = seals(titleRolls.digestOfMigrate(m), seats);
            vm.expectRevert(abi.encodeWithSelector(IRefusals.SignatureMissing.selector, party));
            registry.migrate(m, blob);
            seats[i] = party;
        }
    }

    function test_RefusesOfficerWhoHolds() public {
        Conveyance memory gift = conveyance(a, GIFT, ANNA, CLERK, 5);
        convey(gift);
        Migration memory m = migration(address(second));
        m.act.appointment = SECOND;
        refuse(m, abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, CLERK));
        migrate(address(second));
    }

    function test_RefusesOfficerWithoutThePower() public {
        appoint(4, 1, CLERK, Powers.ALL & ~Powers.BELOW & ~Powers.CONFIRM_TITLE);
        Migration memory m = migration(address(second));
        m.act.appointment = 4;
        refuse(m, abi.encodeWithSelector(IRefusals.NotCompetent.selector, 4, 1, Powers.CONFIRM_TITLE, now_()));
    }

    function test_MigratesOnce() public {
        Migration memory m = migration(address(second));
        bytes memory blob = all(titleRolls.rollOfMigrate(m), titleRolls.digestOfMigrate(m));
        registry.migrate(m, blob);
        bytes memory reason = abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, a, 5);
        vm.expectRevert(reason);
        registry.migrate(m, blob);
        refuse(migration(address(deployAnother(address(first)))), reason);
        second.adopt(a);
        refuse(migration(address(second)), reason);
        assertEq(first.successorOf(a), address(second));
    }

    function test_ClosesHereAndSaysWhatGoesWhere() public {
        propose(proposal(a, terms(1, table(BO))));
        Migration memory m = migration(address(second));
        bytes32 digest = titleRolls.digestOfMigrate(m);
        bytes memory blob = all(titleRolls.rollOfMigrate(m), digest);
        bytes32 trail = keccak256(abi.encode(registry.trailOf(a), digest, 3, now_()));
        uint256[] memory words = registry.wordsOf(a);
        vm.expectEmit(address(registry));
        emit ITitleRegistry.Migrated(a, 3, digest, address(second), words, m.act.filing);
        registry.migrate(m, blob);
        assertEq(registry.trailOf(a), trail);
        assertEq(head().status, 5);
        assertEq(head().noticeUntil, 0);
        assertEq(registry.proposalOf(a).terms, 0);
        assertEq(abi.encode(registry.wordsOf(a)), abi.encode(words), "what it was can be read for ever");
    }

    // ---- adopt

    function test_RefusesWhatNobodyMigratedHere() public {
        bytes memory reason = abi.encodeWithSelector(ITitleRegistry.NotMigrated.selector, a);
        refuseAdoption(second, a, reason);
        refuseAdoption(third, a, reason);
        ITitleRegistry rival = deployAnother(address(first));
        migrate(address(second));
        refuseAdoption(rival, a, reason);
        refuseAdoption(third, a, reason);
        refuseAdoption(deployAnother(address(0)), a, reason);
        refuseAdoption(first, a, abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, a, 5));
        bytes32 none = keccak256("none");
        refuseAdoption(second, none, abi.encodeWithSelector(ITitleRegistry.NotMigrated.selector, none));
        second.adopt(a);
    }

    function test_AdoptedTitleStandsAsItWasWithNothingOpen() public {
        propose(proposal(a, terms(1, table(BO))));
        vm.prank(address(proceedings));
        registry.noteNotice(a, now_() + 20 days, 3);
        TitleRecord memory was = first.titleOf(a);
        migrate(address(second));
        vm.expectEmit(address(second));
        emit ITitleRegistry.Adopted(a, 1, 3, first.trailOf(a), 0x84, DAI, first.wordsOf(a));
        second.adopt(a);
        (was.version, was.noticeUntil, was.frozenUntil, was.objections) = (3, 0, 0, 0);
        assertEq(abi.encode(second.titleOf(a)), abi.encode(was), "confirmed; node, rule, delegate, round stay");
        assertEq(second.trailOf(a), first.trailOf(a));
        assertEq(abi.encode(second.wordsOf(a)), abi.encode(first.wordsOf(a)));
        assertEq(second.successorOf(a), address(0));
    }

    function test_TitleGoesThroughThreeRegistriesAndOnlyTheLastMovesUnits() public {
        migrate(address(second));
        second.adopt(a);
        refuseAdoption(third, a, abi.encodeWithSelector(ITitleRegistry.NotMigrated.selector, a));
        speakTo(second);
        convey(conveyance(a, GIFT, ANNA, BO, WHOLE / 5));
        migrate(address(third));
        refuseAdoption(second, a, abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, a, 5));
        third.adopt(a);
        refuseAdoption(third, a, abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, a, 4));
        assertEq(third.titleOf(a).version, 5);
        assertEq(abi.encode(third.holdingsOf(a)), abi.encode(second.holdingsOf(a)));
        speakTo(third);
        convey(conveyance(a, GIFT, BO, ANNA, 1));
        assertEq(third.titleOf(a).version, 6);
        Conveyance memory late = conveyance(a, GIFT, BO, ANNA, 1);
        bytes memory blob = all(titleRolls.rollOfConvey(late), titleRolls.digestOfConvey(late));
        bytes memory reason = abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, a, 5);
        vm.expectRevert(reason);
        first.convey(late, blob);
        vm.expectRevert(reason);
        second.convey(late, blob);
    }

    // ---- register

    function test_NoRegistryEntersWhatOneBeforeItKnows() public {
        bytes32 b = numberOf("b");
        register(registration("b", table(UNIT)));
        migrate(address(second));
        for (uint256 i; i < 2; ++i) {
            speakTo(i == 0 ? second : third);
            refuseRegistration("a", a, 5);
            refuseRegistration("b", b, 1);
        }
        second.adopt(a);
        speakTo(third);
        refuseRegistration("a", a, 4);
        register(registration("c", table(UNIT)));
        speakTo(second);
        register(registration("c", table(UNIT)));
        speakTo(first);
        register(registration("c", table(UNIT)));
    }

    function refuseRegistration(string memory name, bytes32 achievement, uint8 status) private {
        Registration memory m = registration(name, table(UNIT));
        bytes memory blob = all(titleRolls.rollOfRegister(m), titleRolls.digestOfRegister(m));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, achievement, status));
        registry.register(m, blob);
    }
}
