// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Chamber} from "./Chamber.sol";
import {Roll} from "./interfaces/IAuthority.sol";
import {
    Decision,
    IProceedings,
    Objection,
    ObjectionRecord,
    Prolongation,
    Retraction
} from "./interfaces/IProceedings.sol";
import {ITitleRegistry, TitleRecord} from "./interfaces/ITitleRegistry.sol";
import {Powers} from "./libraries/Powers.sol";
import {TypedProceedings} from "./libraries/TypedProceedings.sol";

/// @notice The public notice of a proposal: prolonged, objected to, decided upon.
/// @dev The registry counts the open objections of a title; here stands whose they are.
abstract contract Notices is Chamber {
    uint8 private constant OPEN = 1;
    uint8 private constant RETRACTED = 2;
    uint8 private constant DECIDED = 3;
    uint8 private constant VOID = 4;

    uint8 private constant MOST_OBJECTION_GROUND = 7;
    uint8 private constant MOST_OUTCOME = 3;
    uint8 private constant AMEND = 1;
    uint8 private constant CLOSE = 2;

    /// @dev `word` from its lowest bit: round 16, status 8, outcome 8, raisedAt 40, closedAt 40.
    struct Raised {
        bytes32 objection;
        uint256 word;
    }

    mapping(bytes32 achievement => mapping(uint32 party => Raised)) private _objections;
    /// @dev The last decision that closed a proposal: round 16, time 40. Objections of that round and of those before are void.
    mapping(bytes32 achievement => uint256) private _closings;

    // ---- acts

    /// @inheritdoc IProceedings
    function prolong(Prolongation calldata message, bytes calldata seals) external {
        bytes32 achievement = message.matter.achievement;
        (uint16 round, uint40 until) = (message.round, message.noticeUntil);
        _requireTimely(message.matter);
        TitleRecord memory title = _liveTitle(achievement);
        // Also where a decision voided the proposal: the notice goes on, and further objections with it.
        if (title.noticeUntil == 0 || round != title.round) revert NoOpenProposal(achievement, round);
        if (until <= title.noticeUntil) revert NoticeNotLater(until, title.noticeUntil);
        uint256 latest = block.timestamp + LONGEST_NOTICE;
        if (until > latest) revert ITitleRegistry.NoticeTooLong(uint40(latest));

        bytes32 digest = digestOfProlong(message);
        _requireOfficial(message.matter, Bench(title.node, Powers.DECIDE_OBJECTION, 0), digest, seals);

        _note(achievement, until, title.objections);
        emit Prolonged(achievement, round, until, digest, message.matter.filing);
    }

    /// @inheritdoc IProceedings
    function object(Objection calldata message, bytes calldata seals) external {
        bytes32 achievement = message.matter.achievement;
        uint32 party = message.party;
        _requireTimely(message.matter);
        if (message.ground == 0 || message.ground > MOST_OBJECTION_GROUND) {
            revert ITitleRegistry.UnknownGround(message.ground);
        }
        if (message.matter.filing == 0) revert EvidenceMissing();
        TitleRecord memory title = _liveTitle(achievement);
        _requireNotice(achievement, message.round, title);
        ObjectionRecord memory last = objectionOf(achievement, party);
        bool again = last.status == OPEN;
        // Who drafted it before his last objection was closed may not have known of that.
        if (last.status > OPEN && message.matter.draftedAt <= last.closedAt) {
            revert ObjectionClosed(party, last.closedAt);
        }

        bytes32 digest = digestOfObject(message);
        _requireSignedBy(party, 0, message.matter, digest, seals);

        _once(digest);
        if (!again) {
            ++title.objections;
            last.objection = digest;
            uint256 word = uint256(title.round) | uint256(OPEN) << 16 | block.timestamp << 32;
            _objections[achievement][party] = Raised(digest, word);
            _note(achievement, title.noticeUntil, title.objections);
        }
        emit Objected(
            achievement,
            party,
            last.objection,
            title.round,
            message.ground,
            title.objections,
            digest,
            message.matter.filing
        );
    }

    /// @inheritdoc IProceedings
    function retract(Retraction calldata message, bytes calldata seals) external {
        bytes32 achievement = message.matter.achievement;
        (uint32 party, bytes32 objection) = (message.party, message.objection);
        _requireTimely(message.matter);
        TitleRecord memory title = _liveTitle(achievement);
        _requireOpen(achievement, party, objection);

        bytes32 digest = digestOfRetract(message);
        _requireSignedBy(party, 0, message.matter, digest, seals);

        _shut(achievement, party, RETRACTED, 0);
        _note(achievement, title.noticeUntil, --title.objections);
        emit Retracted(achievement, party, objection, title.objections, digest, message.matter.filing);
    }

    /// @inheritdoc IProceedings
    function decide(Decision calldata message, bytes calldata seals) external {
        bytes32 achievement = message.matter.achievement;
        (uint32 party, bytes32 objection) = (message.party, message.objection);
        (uint8 outcome, uint8 effect) = (message.outcome, message.effect);
        _requireTimely(message.matter);
        if (outcome == 0 || outcome > MOST_OUTCOME || effect > CLOSE) revert UnknownOutcome(outcome, effect);
        TitleRecord memory title = _liveTitle(achievement);
        _requireOpen(achievement, party, objection);

        bytes32 digest = digestOfDecide(message);
        uint32 officer = _requireOfficial(message.matter, Bench(title.node, Powers.DECIDE_OBJECTION, 0), digest, seals);
        _requireApart(officer, 0, party);

        _shut(achievement, party, DECIDED, outcome);
        uint16 left = title.objections - 1;
        if (effect == CLOSE) {
            left = 0;
            _closings[achievement] = uint256(title.round) | block.timestamp << 16;
        }
        if (effect < AMEND) _note(achievement, title.noticeUntil, left);
        else TITLES.noteDecision(achievement, effect == CLOSE, left, digest);
        emit ObjectionDecided(achievement, party, objection, outcome, effect, left, digest, message.matter.filing);
    }

    // ---- rolls, digests, views

    /// @inheritdoc IProceedings
    function rollOfProlong(Prolongation calldata message) external view returns (Roll memory) {
        return _rollOf(message.matter.appointment, 0);
    }

    /// @inheritdoc IProceedings
    function rollOfObject(Objection calldata message) external pure returns (Roll memory) {
        return _rollOf(message.party);
    }

    /// @inheritdoc IProceedings
    function rollOfRetract(Retraction calldata message) external pure returns (Roll memory) {
        return _rollOf(message.party);
    }

    /// @inheritdoc IProceedings
    function rollOfDecide(Decision calldata message) external view returns (Roll memory) {
        return _rollOf(message.matter.appointment, 0);
    }

    /// @inheritdoc IProceedings
    function digestOfProlong(Prolongation calldata message) public view returns (bytes32) {
        return _digest(TypedProceedings.hash(message));
    }

    /// @inheritdoc IProceedings
    function digestOfObject(Objection calldata message) public view returns (bytes32) {
        return _digest(TypedProceedings.hash(message));
    }

    /// @inheritdoc IProceedings
    function digestOfRetract(Retraction calldata message) public view returns (bytes32) {
        return _digest(TypedProceedings.hash(message));
    }

    /// @inheritdoc IProceedings
    function digestOfDecide(Decision calldata message) public view returns (bytes32) {
        return _digest(TypedProceedings.hash(message));
    }

    /// @inheritdoc IProceedings
    function objectionOf(bytes32 achievement, uint32 party) public view returns (ObjectionRecord memory record) {
        Raised storage stored = _objections[achievement][party];
        uint256 word = stored.word;
        record.objection = stored.objection;
        record.round = uint16(word);
        record.status = uint8(word >> 16);
        record.outcome = uint8(word >> 24);
        record.raisedAt = uint40(word >> 32);
        record.closedAt = uint40(word >> 72);
        uint256 closing = _closings[achievement];
        if (record.status == OPEN && record.round <= uint16(closing)) {
            (record.status, record.closedAt) = (VOID, uint40(closing >> 16));
        }
    }

    // ---- what the acts have in common

    /// @dev A notice runs, be it of a later proposal than the objector knew, or of one that a decision voided meanwhile.
    function _requireNotice(bytes32 achievement, uint16 round, TitleRecord memory title) private view {
        if (title.noticeUntil == 0 || round == 0 || round > title.round) {
            revert NoOpenProposal(achievement, round);
        }
        if (block.timestamp >= title.noticeUntil) revert ObjectionLate(title.noticeUntil);
    }

    function _note(bytes32 achievement, uint40 noticeUntil, uint16 objections) private {
        TITLES.noteNotice(achievement, noticeUntil, objections);
    }

    function _requireOpen(bytes32 achievement, uint32 party, bytes32 objection) private view {
        ObjectionRecord memory record = objectionOf(achievement, party);
        if (record.status != OPEN || record.objection != objection) revert NoOpenObjection(party, objection);
    }

    function _shut(bytes32 achievement, uint32 party, uint8 status, uint8 outcome) private {
        Raised storage stored = _objections[achievement][party];
        uint256 word = stored.word & ~(uint256(type(uint16).max) << 16);
        stored.word = word | uint256(status) << 16 | uint256(outcome) << 24 | block.timestamp << 72;
    }
}
