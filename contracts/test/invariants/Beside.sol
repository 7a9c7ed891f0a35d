// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Pledging, Release} from "../../src/interfaces/IPledges.sol";
import {
    Announcement,
    Decision,
    Effect,
    Freeze,
    Lift,
    Objection,
    ObjectionRecord,
    Prolongation,
    Retraction
} from "../../src/interfaces/IProceedings.sol";
import {Matter, Movement, OrderTerms, Share, TitleRecord} from "../../src/interfaces/ITitleRegistry.sol";
import {Powers} from "../../src/libraries/Powers.sol";
import {OnOffers} from "./OnOffers.sol";

/// The acts of the registry's two companions but for offers.
abstract contract Beside is OnOffers {
    uint8 private constant ON_NOTICE = 1;
    uint8 private constant CONTESTED = 2;
    uint8 private constant FROZEN = 3;
    uint8 private constant CHARGED = 4;

    function object(uint8 which, uint256 seed) external {
        bytes32 achievement = _where(which, ON_NOTICE);
        uint32 party = 1 + uint32(pick(seed, "party") % PARTIES);
        uint16 round = registry.titleOf(achievement).round;
        Objection memory message = Objection(_matter(achievement, 0, seed), party, round, uint8(1 + seed % 7));
        bytes memory text = abi.encode(message);
        _beside(
            "object",
            proceedings.object.selector,
            proceedings.rollOfObject.selector,
            proceedings.digestOfObject.selector,
            text,
            achievement,
            seed
        );
    }

    function retract(uint8 which, uint256 seed) external {
        bytes32 achievement = _where(which, CONTESTED);
        uint32 party = _objector(achievement, seed);
        if (party == 0) return;
        bytes32 objection = proceedings.objectionOf(achievement, party).objection;
        bytes memory text = abi.encode(Retraction(_matter(achievement, 0, seed), party, objection));
        _beside(
            "retract",
            proceedings.retract.selector,
            proceedings.rollOfRetract.selector,
            proceedings.digestOfRetract.selector,
            text,
            achievement,
            seed
        );
    }

    function decide(uint8 which, uint256 seed) external {
        bytes32 achievement = _where(which, CONTESTED);
        uint32 party = _objector(achievement, seed);
        if (party == 0) return;
        uint32 officer = officerFor(achievement, seed);
        bytes32 objection = proceedings.objectionOf(achievement, party).objection;
        (uint8 outcome, uint8 effect) = (uint8(1 + seed % 3), uint8(pick(seed, "effect") % 3));
        bytes memory text = abi.encode(Decision(_matter(achievement, officer, seed), party, objection, outcome, effect));
        Deed memory d = deed(
            "decide",
            address(proceedings),
            proceedings.decide.selector,
            proceedings.rollOfDecide.selector,
            proceedings.digestOfDecide.selector,
            text
        );
        play(by(on(d, achievement, false), officer, Powers.DECIDE_OBJECTION), seed);
    }

    function prolong(uint8 which, uint256 seed) external {
        bytes32 achievement = _where(which, ON_NOTICE);
        uint32 officer = officerFor(achievement, seed);
        TitleRecord memory record = registry.titleOf(achievement);
        uint40 until = record.noticeUntil + uint40(1 + seed % 3 days);
        bytes memory text = abi.encode(Prolongation(_matter(achievement, officer, seed), record.round, until));
        Deed memory d = deed(
            "prolong",
            address(proceedings),
            proceedings.prolong.selector,
            proceedings.rollOfProlong.selector,
            proceedings.digestOfProlong.selector,
            text
        );
        play(by(on(d, achievement, false), officer, Powers.DECIDE_OBJECTION), seed);
    }

    function freeze(uint8 which, uint256 seed) external {
        if (seed % 3 != 0) return;
        bytes32 achievement = titles[which % 4];
        uint32 officer = officerFor(achievement, seed);
        uint40 until = now_() + uint40(1 + pick(seed, "until") % 20 days);
        uint32 judge = pick(seed, "judge") % 2 == 0 ? OF_JUDGE : 0;
        bytes memory text = abi.encode(Freeze(_matter(achievement, officer, seed), judge, until, uint8(1 + seed % 4)));
        Deed memory d = deed(
            "freeze",
            address(proceedings),
            proceedings.freeze.selector,
            proceedings.rollOfFreeze.selector,
            proceedings.digestOfFreeze.selector,
            text
        );
        play(by(on(d, achievement, false), officer, Powers.FREEZE), seed);
    }

    function lift(uint8 which, uint256 seed) external {
        bytes32 achievement = _where(which, FROZEN);
        (, uint16[] memory standing) = proceedings.freezesOf(achievement);
        if (standing.length == 0) return;
        uint32 officer = officerFor(achievement, seed);
        bytes memory text = abi.encode(Lift(_matter(achievement, officer, seed), standing[seed % standing.length]));
        Deed memory d = deed(
            "lift",
            address(proceedings),
            proceedings.lift.selector,
            proceedings.rollOfLift.selector,
            proceedings.digestOfLift.selector,
            text
        );
        play(by(on(d, achievement, false), officer, Powers.FREEZE), seed);
    }

    function recordEffect(uint8 which, uint256 seed) external {
        bytes32 achievement = titles[which % 4];
        uint32 officer = officerFor(achievement, seed);
        Effect memory message = Effect(
            _matter(achievement, officer, seed), registry.titleOf(achievement).version, now_() - uint40(seed % 9)
        );
        Deed memory d = deed(
            "recordEffect",
            address(proceedings),
            proceedings.recordEffect.selector,
            proceedings.rollOfRecordEffect.selector,
            proceedings.digestOfRecordEffect.selector,
            abi.encode(message)
        );
        play(by(on(d, achievement, false), officer, Powers.REGISTER_LEGAL_EFFECT), seed);
    }

    function announce(uint8 which, uint256 seed) external {
        bytes32 achievement = titles[which % 4];
        uint32 officer = officerFor(achievement, seed);
        OrderTerms memory content = OrderTerms(uint8(1 + pick(seed, "ground") % 3), new Movement[](1));
        if (seed % 16 == 0) content = OrderTerms(uint8(4 + seed % 3), new Movement[](0));
        Share[] memory before = registry.holdingsOf(achievement);
        if (content.ground < 4) {
            if (before.length == 0) return;
            Share memory giver = before[pick(seed, "giver") % before.length];
            uint32 units = content.ground < 3 ? giver.units : 1 + uint32(seed >> 32) % giver.units;
            uint32 to = pick(seed, "himself") % 16 == 0
                ? posts[seed % 2 == 0 ? officer : OF_JUDGE].officer
                : UNIT + uint32(pick(seed, "to") % 7);
            content.movements[0] = Movement(giver.party, to, units);
        }
        bytes memory text = abi.encode(Announcement(_matter(achievement, officer, seed), OF_JUDGE, content));
        Deed memory d = deed(
            "announce",
            address(proceedings),
            proceedings.announce.selector,
            proceedings.rollOfAnnounce.selector,
            proceedings.digestOfAnnounce.selector,
            text
        );
        play(by(on(d, achievement, true), officer, Powers.COURT_ORDER), seed);
    }

    function pledge(uint8 which, uint256 seed) external {
        bytes32 achievement = titles[which % 4];
        Share[] memory before = registry.holdingsOf(achievement);
        if (before.length == 0) return;
        uint32 officer = officerFor(achievement, seed);
        Share memory pledgor = before[pick(seed, "pledgor") % before.length];
        Share[] memory parts = new Share[](1);
        parts[0] = Share(pledgor.party, 1 + uint32(seed >> 32) % pledgor.units);
        uint32 pledgee = seed % 2 == 0 ? BANK : FUND;
        if (pick(seed, "himself") % 16 == 0) pledgee = posts[officer].officer;
        bytes memory text = abi.encode(Pledging(act(achievement, officer), pledgee, parts));
        Deed memory d = deed(
            "pledge",
            address(pledges),
            pledges.pledge.selector,
            pledges.rollOfPledge.selector,
            pledges.digestOfPledge.selector,
            text
        );
        play(by(on(d, achievement, true), officer, Powers.REGISTER_PLEDGE), seed);
    }

    function release(uint8 which, uint256 seed) external {
        bytes32 achievement = _where(which, CHARGED);
        bytes32[] memory standing = pledges.pledgesOf(achievement);
        if (standing.length == 0) return;
        bytes memory text = abi.encode(Release(_matter(achievement, 0, seed), standing[seed % standing.length]));
        Deed memory d = deed(
            "release",
            address(pledges),
            pledges.release.selector,
            pledges.rollOfRelease.selector,
            pledges.digestOfRelease.selector,
            text
        );
        play(on(d, achievement, false), seed);
    }

    // ---- what they have in common

    /// A title with something of this sort, if there is one.
    function _where(uint8 which, uint8 sort) private view returns (bytes32 achievement) {
        for (uint256 i; i < 4; ++i) {
            achievement = titles[(i + which) % 4];
            Known storage k = known[address(registry)][achievement];
            if (sort == ON_NOTICE && k.noticeUntil > now_()) return achievement;
            if (sort == CONTESTED && k.objections != 0 && k.status != 5) return achievement;
            if (sort == FROZEN && k.frozenUntil > now_() && k.status != 5) return achievement;
            if (sort == CHARGED && pledges.pledgesOf(achievement).length != 0) return achievement;
        }
    }

    function _objector(bytes32 achievement, uint256 seed) private view returns (uint32) {
        for (uint32 i; i < PARTIES; ++i) {
            uint32 party = 1 + uint32((seed % PARTIES + i) % PARTIES);
            if (proceedings.objectionOf(achievement, party).status == 1) return party;
        }
        return 0;
    }

    // ---- 14: what has to pass, whatever raced ahead

    function _isDue(Deed memory d) internal view virtual override returns (bool) {
        if (d.kind == "object") return _objectionDue(abi.decode(d.message, (Objection)));
        if (d.kind == "retract") return _retractionDue(abi.decode(d.message, (Retraction)));
        if (d.kind == "release") return _releaseDue(abi.decode(d.message, (Release)));
        return super._isDue(d);
    }

    function _lives(bytes32 achievement) private view returns (bool) {
        uint8 status = known[address(registry)][achievement].status;
        return status != 0 && status != 5;
    }

    function _objectionDue(Objection memory m) private view returns (bool) {
        Known storage k = known[address(registry)][m.matter.achievement];
        if (!_lives(m.matter.achievement) || m.round == 0 || now_() >= k.noticeUntil) return false;
        ObjectionRecord memory last = proceedings.objectionOf(m.matter.achievement, m.party);
        if (last.status > 1 && m.matter.draftedAt <= last.closedAt) return false;
        return counts(m.party, m.matter.draftedAt, m.matter.deadline);
    }

    function _retractionDue(Retraction memory m) private view returns (bool) {
        ObjectionRecord memory last = proceedings.objectionOf(m.matter.achievement, m.party);
        bool stands = last.status == 1 && last.objection == m.objection;
        return _lives(m.matter.achievement) && stands && counts(m.party, m.matter.draftedAt, m.matter.deadline);
    }

    function _releaseDue(Release memory m) private view returns (bool) {
        uint32 pledgee = pledges.pledgeOf(m.pledge).pledgee;
        if (pledges.pledgeOf(m.pledge).parts.length == 0 || now_() / 1 days < persons[pledgee].mayDispose) {
            return false;
        }
        return counts(pledgee, m.matter.draftedAt, m.matter.deadline);
    }

    // ---- what is remembered

    function _note(Sent memory sent, Scene memory scene) internal virtual override {
        super._note(sent, scene);
        Deed memory d = sent.deed;
        if (d.kind == "announce") _noteOrder(d.achievement, abi.decode(d.message, (Announcement)).terms);
    }

    function _noteOrder(bytes32 achievement, OrderTerms memory content) private {
        ordered[achievement] = abi.encode(content);
        orderedAt[keccak256(abi.encode(achievement, content))] = now_() + 15 days;
    }
}
