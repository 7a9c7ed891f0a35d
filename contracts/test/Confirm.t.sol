// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {
    Confirmation,
    ITitleRegistry,
    Proposal,
    ProposalRecord,
    Share,
    Terms,
    TitleRecord
} from "../src/interfaces/ITitleRegistry.sol";
import {Powers} from "../src/libraries/Powers.sol";
import {World} from "./World.sol";

/// The branches of Propose.tree and Confirm.tree.
contract ConfirmTest is World {
    bytes32 private a;
    Terms private content;

    function setUp() public override {
        super.setUp();
        a = numberOf("a");
        register(registration("a", table(UNIT, WHOLE / 2, ANNA)));
        set(terms(1, table(ANNA, WHOLE / 3, BO)));
    }

    function set(Terms memory value) private {
        (content.rule, content.delegate, content.useGrant) = (value.rule, value.delegate, value.useGrant);
        delete content.table;
        for (uint256 i; i < value.table.length; ++i) {
            content.table.push(value.table[i]);
        }
    }

    function refusePropose(Proposal memory message, uint32[] memory signers, bytes memory reason) private {
        bytes memory blob = seals(titleRolls.digestOfPropose(message), signers);
        vm.expectRevert(reason);
        registry.propose(message, blob);
    }

    function refusePropose(bytes memory reason) private {
        refusePropose(proposal(a, content), list(UNIT, ANNA), reason);
    }

    function refuseConfirm(Confirmation memory message, uint32[] memory signers, bytes memory reason) private {
        bytes memory blob = seals(titleRolls.digestOfConfirm(message), signers);
        vm.expectRevert(reason);
        registry.confirm(message, blob);
    }

    function refuseConfirm(bytes memory reason) private {
        refuseConfirm(confirmation(a, content), list(OFFICER, ANNA, BO), reason);
    }

    /// Writes bits of the head, for what no act of these contracts does yet.
    function setHead(uint256 shift, uint256 bits, uint256 value) private {
        bytes32 slot = keccak256(abi.encode(a, 0));
        uint256 head = uint256(vm.load(address(registry), slot));
        uint256 mask = ((1 << bits) - 1) << shift;
        vm.store(address(registry), slot, bytes32(head & ~mask | value << shift));
    }

    // ---- propose

    function test_RefusesProposalForNothing() public {
        bytes32 none = numberOf("none");
        Proposal memory message = proposal(none, content);
        refusePropose(message, list(UNIT), abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, none, 0));
    }

    function test_RefusesProposalForAnotherVersion() public {
        Proposal memory message = proposal(a, content);
        message.act.version = 2;
        refusePropose(message, list(UNIT, ANNA), abi.encodeWithSelector(ITitleRegistry.WrongVersion.selector, a, 2, 1));
    }

    function test_RefusesShortNotice() public {
        Proposal memory message = proposal(a, content);
        uint40 least = message.noticeUntil--;
        refusePropose(message, list(UNIT, ANNA), abi.encodeWithSelector(ITitleRegistry.NoticeTooShort.selector, least));
    }

    function test_RefusesLongNoticeAndTakesTheLongest() public {
        Proposal memory message = proposal(a, content);
        uint40 latest = now_() + LONGEST_NOTICE;
        message.noticeUntil = latest + 1;
        refusePropose(message, list(UNIT, ANNA), abi.encodeWithSelector(ITitleRegistry.NoticeTooLong.selector, latest));
        message.noticeUntil = latest;
        propose(message);
    }

    function test_RefusesTableThatIsNotWhole() public {
        content.table[0].units -= 1;
        refusePropose(abi.encodeWithSelector(ITitleRegistry.NotWhole.selector, WHOLE - 1));
    }

    function testFuzz_RefusesRulesThatDoNotExist(uint8 rule, uint32 delegate) public {
        uint8 base = rule & 0x7f;
        vm.assume(base == 0 || base > 4 || (base == 4) != (delegate != 0));
        (content.rule, content.delegate) = (rule, delegate);
        refusePropose(abi.encodeWithSelector(ITitleRegistry.WrongRule.selector, rule, delegate));
    }

    function test_RefusesTermsWithoutTableBeforeConfirmation() public {
        set(Terms(1, 0, new Share[](0), keccak256("grant")));
        refusePropose(abi.encodeWithSelector(ITitleRegistry.NothingProposed.selector, a));
    }

    function test_RefusesProposalThatAClaimedHolderDidNotSign() public {
        refusePropose(
            proposal(a, content), list(UNIT, 0), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, ANNA)
        );
    }

    function test_RefusesProposerInQuarantine() public {
        bytes32 slot = keccak256(abi.encode(ANNA, 0));
        uint256 day = now_() / 1 days + 1;
        vm.store(address(authority), slot, bytes32(uint256(vm.load(address(authority), slot)) | day << 240));
        refusePropose(abi.encodeWithSelector(IRefusals.InQuarantine.selector, ANNA, day * 1 days));
        vm.warp(day * 1 days);
        propose(proposal(a, content));
    }

    function test_ProposalOpensNoticeAndNothingElse() public {
        bytes32 trail = registry.trailOf(a);
        Proposal memory message = proposal(a, content);
        bytes32 digest = titleRolls.digestOfPropose(message);
        bytes memory blob = seals(digest, list(UNIT, ANNA));
        bytes32 termsHash = hashOf(content);
        vm.expectEmit(address(registry));
        emit ITitleRegistry.Proposed(a, 1, digest, termsHash, 1, message.noticeUntil, message.act.filing);
        registry.propose(message, blob);

        TitleRecord memory record = registry.titleOf(a);
        assertEq(record.status, 2);
        assertEq(record.version, 1);
        assertEq(record.noticeUntil, message.noticeUntil);
        assertEq(registry.trailOf(a), trail);
        assertEq(registry.proposalOf(a).terms, termsHash);
        assertEq(registry.proposalOf(a).over, 0);
        assertEq(registry.holdingsOf(a)[0].party, UNIT);
    }

    function test_SealsOfAnEarlierProposalNeverCountAgain() public {
        Proposal memory first = proposal(a, content);
        first.noticeUntil += 5 days;
        bytes memory blob = seals(titleRolls.digestOfPropose(first), list(UNIT, ANNA));
        registry.propose(first, blob);
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongRound.selector, a, 1, 2));
        registry.propose(first, blob);
        propose(proposal(a, terms(3, table(BO)))); // its notice may end earlier than the first one's
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongRound.selector, a, 1, 3));
        registry.propose(first, blob);
    }

    function testFuzz_RefusesEveryRoundButTheNext(uint16 round) public {
        propose(proposal(a, content));
        vm.assume(round != 2);
        Proposal memory message = proposal(a, content);
        message.round = round;
        refusePropose(
            message, list(UNIT, ANNA), abi.encodeWithSelector(ITitleRegistry.WrongRound.selector, a, round, 2)
        );
    }

    function test_SecondProposalTakesThePlaceOfTheFirst() public {
        propose(proposal(a, content));
        Terms memory first = content;
        set(terms(3, table(BO)));
        Proposal memory second = proposal(a, content);
        second.noticeUntil += 1;
        propose(second);
        vm.warp(now_() + LEAST_NOTICE + 1);
        refuseConfirm(
            confirmation(a, first),
            list(OFFICER, ANNA, BO),
            abi.encodeWithSelector(ITitleRegistry.NotProposed.selector, a, hashOf(first))
        );
        confirm(confirmation(a, content));
        assertEq(registry.titleOf(a).rule, 3);
    }

    // ---- confirm

    function test_RefusesConfirmationWithoutProposal() public {
        refuseConfirm(abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, a, 1));
        propose(proposal(a, content));
        vm.warp(now_() + LEAST_NOTICE);
        confirm(confirmation(a, content));
        refuseConfirm(abi.encodeWithSelector(ITitleRegistry.NotProposed.selector, a, hashOf(content)));
    }

    function test_RefusesUntilTheNoticeEndsAndNotASecondLonger() public {
        Proposal memory message = proposal(a, content);
        propose(message);
        vm.warp(message.noticeUntil - 1);
        refuseConfirm(abi.encodeWithSelector(ITitleRegistry.NoticeRunning.selector, message.noticeUntil));
        vm.warp(message.noticeUntil);
        confirm(confirmation(a, content));
    }

    function test_RefusesWhileObjectionsAreOpen() public {
        propose(proposal(a, content));
        vm.warp(now_() + LEAST_NOTICE);
        setHead(168, 16, 1);
        refuseConfirm(abi.encodeWithSelector(ITitleRegistry.ObjectionsOpen.selector, 1));
    }

    function test_RefusesUntilANewNoticeThatADecisionAskedFor() public {
        propose(proposal(a, content));
        vm.prank(address(proceedings));
        registry.noteDecision(a, false, 0, keccak256("decision"));
        vm.warp(now_() + LEAST_NOTICE);
        refuseConfirm(abi.encodeWithSelector(ITitleRegistry.RenoticeRequired.selector, a));
        propose(proposal(a, content));
        vm.warp(now_() + LEAST_NOTICE);
        confirm(confirmation(a, content));
    }

    function test_RefusesWhileFrozen() public {
        propose(proposal(a, content));
        vm.warp(now_() + LEAST_NOTICE);
        setHead(128, 40, now_() + 1);
        refuseConfirm(abi.encodeWithSelector(ITitleRegistry.FrozenUntil.selector, a, now_() + 1));
        vm.warp(now_() + 1);
        confirm(confirmation(a, content));
    }

    function test_RefusesWithoutAProposedHolder() public {
        propose(proposal(a, content));
        vm.warp(now_() + LEAST_NOTICE);
        Confirmation memory message = confirmation(a, content);
        refuseConfirm(message, list(OFFICER, ANNA, 0), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, BO));
        refuseConfirm(message, list(0, ANNA, BO), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, OFFICER));
    }

    function test_RefusesOfficerWithoutThePower() public {
        propose(proposal(a, content));
        appoint(2, 1, OFFICER, Powers.REGISTER_ACHIEVEMENT);
        vm.warp(now_() + LEAST_NOTICE);
        Confirmation memory message = confirmation(a, content);
        message.act.appointment = 2;
        refuseConfirm(
            message,
            list(OFFICER, ANNA, BO),
            abi.encodeWithSelector(IRefusals.NotCompetent.selector, 2, 1, Powers.CONFIRM_TITLE, now_())
        );
    }

    function test_RefusesOfficerWhoShallHold() public {
        set(terms(1, table(ANNA, WHOLE / 3, OFFICER)));
        propose(proposal(a, content));
        vm.warp(now_() + LEAST_NOTICE);
        refuseConfirm(
            confirmation(a, content),
            list(OFFICER, ANNA, OFFICER),
            abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, OFFICER)
        );
    }

    function test_ConfirmationWritesWhatWasProposed() public {
        propose(proposal(a, content));
        vm.warp(now_() + LEAST_NOTICE);
        bytes32 trail = registry.trailOf(a);
        Confirmation memory message = confirmation(a, content);
        bytes32 digest = titleRolls.digestOfConfirm(message);
        bytes memory blob = seals(digest, list(OFFICER, ANNA, BO));
        uint256[] memory words = new uint256[](1);
        words[0] = ANNA | uint256(WHOLE / 3) << 34 | uint256(BO) << 64 | uint256(WHOLE - WHOLE / 3) << 98;
        vm.expectEmit(address(registry));
        emit ITitleRegistry.Confirmed(a, 2, digest, 1, 0, words, 0, message.act.filing);
        registry.confirm(message, blob);

        TitleRecord memory record = registry.titleOf(a);
        assertEq(record.status, 4);
        assertEq(record.rule, 1);
        assertEq(record.version, 2);
        assertEq(record.noticeUntil, 0);
        assertEq(registry.proposalOf(a).terms, 0);
        assertEq(registry.wordsOf(a), words);
        assertEq(registry.trailOf(a), keccak256(abi.encode(trail, digest, uint32(2), now_())));

        vm.expectPartialRevert(ITitleRegistry.WrongVersion.selector);
        registry.confirm(message, blob);
    }

    function test_FewerHoldersEmptyTheWordsBehindThem() public {
        Share[] memory many = new Share[](16);
        for (uint32 i; i < 16; ++i) {
            many[i] = Share(i < 4 ? ANNA + i : 20 + i, WHOLE / 16);
        }
        register(registration("many", many));
        a = numberOf("many");
        for (uint32 party = 8; party <= 35; ++party) {
            enrol(party, 1, OFFICER, APPOINTMENT);
        }
        propose(proposal(a, content));
        vm.warp(now_() + LEAST_NOTICE);
        confirm(confirmation(a, content));
        bytes32 base = keccak256(abi.encode(a, 0));
        for (uint256 i = 3; i < 6; ++i) {
            assertEq(vm.load(address(registry), bytes32(uint256(base) + i)), 0);
        }
    }

    // ---- on a confirmed title

    function confirmed() private {
        propose(proposal(a, content));
        vm.warp(now_() + LEAST_NOTICE);
        confirm(confirmation(a, content));
    }

    function test_ConfirmedTitleStaysConfirmedDuringAnotherNotice() public {
        confirmed();
        set(terms(2, table(ANNA, WHOLE / 4, CHEN)));
        propose(proposal(a, content));
        TitleRecord memory record = registry.titleOf(a);
        assertEq(record.status, 4);
        assertEq(record.rule, 1);
        ProposalRecord memory open = registry.proposalOf(a);
        uint256 word = registry.wordsOf(a)[0];
        assertEq(open.over, keccak256(abi.encode(word, 0, 0, 0)));

        vm.warp(now_() + LEAST_NOTICE);
        confirm(confirmation(a, content));
        record = registry.titleOf(a);
        assertEq(record.version, 3);
        assertEq(record.rule, 2);
        assertEq(registry.holdingsOf(a)[1].party, CHEN);
        assertEq(registry.proposalOf(a).over, 0);
    }

    function test_RefusesProposalThatAHolderDidNotSign() public {
        confirmed();
        refusePropose(
            proposal(a, content), list(ANNA, 0), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, BO)
        );
    }

    function test_ConveyanceInBetweenMakesTheProposalStale() public {
        confirmed();
        set(terms(2, table(ANNA, WHOLE / 4, CHEN)));
        propose(proposal(a, content));
        convey(conveyance(a, 1, ANNA, BO, 1));
        vm.warp(now_() + LEAST_NOTICE);
        refuseConfirm(
            confirmation(a, content),
            list(OFFICER, ANNA, CHEN),
            abi.encodeWithSelector(ITitleRegistry.ProposalStale.selector, a)
        );
    }

    function test_ConveyanceThereAndBackLeavesTheProposalGood() public {
        confirmed();
        set(terms(2, table(ANNA, WHOLE / 4, CHEN)));
        propose(proposal(a, content));
        convey(conveyance(a, 1, ANNA, BO, 1));
        convey(conveyance(a, 1, BO, ANNA, 1));
        vm.warp(now_() + LEAST_NOTICE);
        confirm(confirmation(a, content));
        assertEq(registry.titleOf(a).version, 5);
    }

    function test_UseGrantAloneLeavesTheTable() public {
        confirmed();
        set(Terms(1, 0, new Share[](0), keccak256("grant")));
        propose(proposal(a, content));
        vm.warp(now_() + LEAST_NOTICE);
        Confirmation memory message = confirmation(a, content);
        assertEq(titleRolls.rollOfConfirm(message).seats.length, 3);
        bytes32 digest = titleRolls.digestOfConfirm(message);
        bytes memory blob = seals(digest, list(OFFICER, ANNA, BO));
        vm.expectEmit(address(registry));
        emit ITitleRegistry.Confirmed(a, 3, digest, 1, 0, registry.wordsOf(a), keccak256("grant"), message.act.filing);
        registry.confirm(message, blob);
        assertEq(registry.holdingsOf(a).length, 2);
    }

    function test_RefusesTermsWithoutTableThatChangeTheRuleOrAskNothing() public {
        confirmed();
        set(Terms(2, 0, new Share[](0), keccak256("grant")));
        Proposal memory message = proposal(a, content);
        refusePropose(message, list(ANNA, BO), abi.encodeWithSelector(ITitleRegistry.WrongRule.selector, 2, 0));
        message.terms.useGrant = 0;
        refusePropose(message, list(ANNA, BO), abi.encodeWithSelector(ITitleRegistry.NothingProposed.selector, a));
    }

    function hashOf(Terms memory value) private pure returns (bytes32) {
        bytes32[] memory shares = new bytes32[](value.table.length);
        for (uint256 i; i < shares.length; ++i) {
            shares[i] = keccak256(abi.encode(keccak256("Share(uint32 party,uint32 units)"), value.table[i]));
        }
        bytes32 kind = keccak256(
            "Terms(uint8 rule,uint32 delegate,Share[] table,bytes32 useGrant)Share(uint32 party,uint32 units)"
        );
        return
            keccak256(abi.encode(kind, value.rule, value.delegate, keccak256(abi.encodePacked(shares)), value.useGrant));
    }
}
