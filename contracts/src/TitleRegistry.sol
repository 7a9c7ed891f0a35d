// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Roll} from "./interfaces/IAuthority.sol";
import {
    Act,
    Amendment,
    Cancellation,
    Confirmation,
    ITitleRegistry,
    Limits,
    Migration,
    Proposal,
    Registration,
    Share,
    Terms
} from "./interfaces/ITitleRegistry.sol";
import {Head, Heads} from "./libraries/Heads.sol";
import {Holdings} from "./libraries/Holdings.sol";
import {Powers} from "./libraries/Powers.sol";
import {Rolls} from "./libraries/Rolls.sol";
import {TypedTitles} from "./libraries/TypedTitles.sol";
import {Titles} from "./Titles.sol";
import {Transfers} from "./Transfers.sol";

/// @title Who owns what
/// @dev Every act reads: state, then roll, then seals, then changes, then event. All questions to other contracts are
/// static and come before the first write; then only the registry's own companions are told, which ask nobody. So there is
/// nothing to re-enter.
contract TitleRegistry is Transfers {
    uint8 private constant FRAUD = 2;

    /// @param authority_ The `Authority` of this ledger.
    /// @param proceedings_ Where the companion of this name will stand. @param pledges_ The same for the other.
    /// @param predecessor_ The registry from which titles may come, or zero.
    constructor(address authority_, address proceedings_, address pledges_, address predecessor_, Limits memory limits_)
        Titles(authority_, proceedings_, pledges_, predecessor_, limits_)
    {}

    // ---- acts

    /// @inheritdoc ITitleRegistry
    function register(Registration calldata message, bytes calldata seals) external {
        Act calldata act = message.act;
        (Title storage title, Head head) = _find(act, 1 << Heads.NONE);
        _requireCurrent(act, head);
        bytes32 expected = keccak256(abi.encode(message.node, act.filing));
        if (act.achievement != expected) revert WrongAchievement(act.achievement, expected);
        _requireUnknownBefore(act.achievement);
        Holdings.requireWhole(message.claimed);

        bytes32 digest = _digest(TypedTitles.hash(message));
        uint256[] memory rows = Holdings.fromShares(message.claimed);
        Asked memory asked = Asked(Powers.REGISTER_ACHIEVEMENT, Rolls.ofOne(message.filer), rows);
        _requireSealed(act, message.node, asked, digest, seals);

        head = Heads.registered(message.node, rows.length);
        uint256[] memory words = Holdings.pack(rows);
        Holdings.store(title.words, words, 0);
        uint32 version = _advance(title, head, digest);
        emit Registered(act.achievement, message.node, version, digest, words, act.filing);
    }

    /// @inheritdoc ITitleRegistry
    function cancel(Cancellation calldata message, bytes calldata seals) external {
        Act calldata act = message.act;
        (Title storage title, Head head) = _find(act, UNLESS_CLOSED & ~IF_CONFIRMED);
        _requireCurrent(act, head);
        if (message.ground == 0 || message.ground > FRAUD) revert UnknownGround(message.ground);

        bytes32 digest = _digest(TypedTitles.hash(message));
        Asked memory asked = Asked(Powers.REGISTER_ACHIEVEMENT, Rolls.ofNone(), _rowsOf(title, head));
        _requireSealed(act, head.node(), asked, digest, seals);

        uint32 version = _close(title, head, digest);
        emit Cancelled(act.achievement, version, digest, message.ground, act.filing);
    }

    /// @inheritdoc ITitleRegistry
    function propose(Proposal calldata message, bytes calldata seals) external {
        Act calldata act = message.act;
        (Title storage title, Head head) = _find(act, UNLESS_CLOSED);
        _requireCurrent(act, head);
        act.appointment; // read, so that bits beyond its type are refused: no officer's seat reads it here
        _requireTerms(message.terms, act.achievement, head);
        _requireNotice(message.noticeUntil);
        // A proposal raises no version: this is what keeps the seals of an earlier one from counting again.
        uint16 next = head.round() + 1;
        if (message.round != next) revert WrongRound(act.achievement, message.round, next);

        bytes32 terms = TypedTitles.hash(message.terms);
        bytes32 digest = _digest(TypedTitles.hash(message, terms));
        Roll memory roll = Rolls.ofAllDisposing(_rowsOf(title, head)); // of which the first bit, the officer's, falls away
        uint256 signed = AUTHORITY.requireSignedBy(roll.seats, roll.disposing >> 1, act.draftedAt, digest, seals);
        Rolls.requireEnough(roll, signed << 1 | 1, 1);

        if (head.status() == Heads.CONFIRMED) title.over = Holdings.digest(title.words);
        else head = head.withStatus(Heads.NOTICE);
        title.head = head.withNotice(message.noticeUntil).withRound(next);
        title.proposal = terms;
        emit Proposed(act.achievement, head.version(), digest, terms, next, message.noticeUntil, act.filing);
    }

    /// @inheritdoc ITitleRegistry
    function confirm(Confirmation calldata message, bytes calldata seals) external {
        Act calldata act = message.act;
        (Title storage title, Head head) = _find(act, UNLESS_CLOSED & ~(1 << Heads.REGISTERED));
        _requireMovable(act, head);
        bytes32 terms = TypedTitles.hash(message.terms);
        _requireConfirmable(act.achievement, title, head, message.terms, terms);

        bytes32 digest = _digest(TypedTitles.hash(message, terms));
        // Who stands in the table now and not in the next one is off the roll; he is a party all the same.
        uint256[] memory present = _rowsOf(title, head);
        uint256[] memory rows = message.terms.table.length == 0 ? present : Holdings.fromShares(message.terms.table);
        _requireSealed(act, head.node(), Asked(Powers.CONFIRM_TITLE, Rolls.ofAll(rows), present), digest, seals);
        if (message.terms.table.length != 0) _keepMarks(act.achievement, present, rows);
        _confirm(title, head, rows, message, digest);
    }

    /// @inheritdoc ITitleRegistry
    function amendRule(Amendment calldata message, bytes calldata seals) external {
        Act calldata act = message.act;
        (Title storage title, Head head) = _find(act, IF_CONFIRMED);
        _requireMovable(act, head);
        Rolls.requireRule(message.rule, message.delegate);

        bytes32 digest = _digest(TypedTitles.hash(message));
        uint256[] memory rows = _rowsOf(title, head);
        _requireSealed(act, head.node(), Asked(Powers.CONFIRM_TITLE, Rolls.ofAll(rows), rows), digest, seals);

        uint32 version = _advance(title, head.withRule(message.rule, message.delegate), digest);
        emit RuleAmended(act.achievement, version, digest, message.rule, message.delegate, act.filing);
    }

    /// @inheritdoc ITitleRegistry
    function migrate(Migration calldata message, bytes calldata seals) external {
        Act calldata act = message.act;
        (Title storage title, Head head) = _find(act, IF_CONFIRMED);
        _requireMovable(act, head);
        // Nobody could ever take it over there, or its holders' numbers would be other people's.
        ITitleRegistry successor = ITitleRegistry(message.successor);
        if (
            message.successor.code.length == 0 || successor.predecessor() != address(this)
                || successor.authority() != address(AUTHORITY)
        ) revert NotMigrated(act.achievement);
        (uint256 known,,,) = successor.storedOf(act.achievement);
        if (known != 0) revert WrongStatus(act.achievement, Head.wrap(known).status());
        uint256[] memory rows = _rowsOf(title, head);
        for (uint256 i; i < rows.length; ++i) {
            uint32 holder = Holdings.partyOf(rows[i]);
            if (Holdings.isEncumbered(rows[i])) {
                revert PledgesStand(holder, PLEDGES.pledgedOf(act.achievement, holder));
            }
        }

        bytes32 digest = _digest(TypedTitles.hash(message));
        Asked memory asked = Asked(Powers.CONFIRM_TITLE, Rolls.ofAllDisposing(rows), rows);
        _requireSealed(act, head.node(), asked, digest, seals);

        _successors[act.achievement] = message.successor;
        uint32 version = _close(title, head, digest);
        emit Migrated(act.achievement, version, digest, message.successor, Holdings.pack(rows), act.filing);
    }

    /// @inheritdoc ITitleRegistry
    function adopt(bytes32 achievement) external {
        _requireChain();
        Title storage title = _titles[achievement];
        uint8 status = title.head.status();
        if (status != Heads.NONE) revert WrongStatus(achievement, status);
        if (address(PREDECESSOR) == address(0)) revert NotMigrated(achievement);
        (uint256 stored, bytes32 trail, uint256[4] memory words, address successor) = PREDECESSOR.storedOf(achievement);
        if (successor != address(this)) revert NotMigrated(achievement);

        Head head = Head.wrap(stored).adopted();
        title.head = head;
        title.trail = trail;
        for (uint256 i; i < words.length; ++i) {
            if (words[i] != 0) title.words[i] = words[i];
        }
        emit Adopted(
            achievement,
            head.node(),
            head.version(),
            trail,
            head.rule(),
            head.delegate(),
            Holdings.pack(_rowsOf(title, head))
        );
    }

    // ---- what has to come first

    /// @dev No registry before this one knows the number: a title that may still come from there is not entered twice.
    function _requireUnknownBefore(bytes32 achievement) private view {
        for (ITitleRegistry each = PREDECESSOR; address(each) != address(0);) {
            (uint256 stored,,,) = each.storedOf(achievement);
            if (stored != 0) revert WrongStatus(achievement, Head.wrap(stored).status());
            each = ITitleRegistry(each.predecessor());
        }
    }

    /// @dev A notice that begins in this block runs as long as it has to, and no longer than it may.
    function _requireNotice(uint40 until) private view {
        uint256 earliest = block.timestamp + LEAST_NOTICE;
        if (until < earliest) revert NoticeTooShort(uint40(earliest));
        uint256 latest = block.timestamp + LONGEST_NOTICE;
        if (until > latest) revert NoticeTooLong(uint40(latest));
    }

    /// @dev Terms carry a whole table, or a use grant that leaves a confirmed title as it stands.
    function _requireTerms(Terms calldata terms, bytes32 achievement, Head head) private pure {
        if (terms.table.length != 0) {
            Rolls.requireRule(terms.rule, terms.delegate);
            Holdings.requireWhole(terms.table);
        } else {
            if (head.status() != Heads.CONFIRMED || terms.useGrant == 0) revert NothingProposed(achievement);
            if (terms.rule != head.rule() || terms.delegate != head.delegate()) {
                revert WrongRule(terms.rule, terms.delegate);
            }
        }
    }

    /// @param hash hashStruct of the terms.
    function _requireConfirmable(
        bytes32 achievement,
        Title storage title,
        Head head,
        Terms calldata terms,
        bytes32 hash
    ) private view {
        bytes32 proposed = title.proposal;
        // A notice without a proposal is what a decision leaves that asks for a new one.
        if (proposed == 0 && head.noticeUntil() != 0) revert RenoticeRequired(achievement);
        if (proposed != hash) revert NotProposed(achievement, hash); // no terms hash to zero
        if (block.timestamp < head.noticeUntil()) revert NoticeRunning(head.noticeUntil());
        if (head.objections() != 0) revert ObjectionsOpen(head.objections());
        // Before the first confirmation nothing moves.
        if (head.status() == Heads.CONFIRMED) {
            bool amended = terms.table.length == 0 && (terms.rule != head.rule() || terms.delegate != head.delegate());
            if (amended || title.over != Holdings.digest(title.words)) revert ProposalStale(achievement);
        }
    }

    /// @dev Pledged units stay pledged: their holder keeps enough of them, and the mark.
    function _keepMarks(bytes32 achievement, uint256[] memory present, uint256[] memory rows) private view {
        uint256 marks;
        for (uint256 i; i < present.length; ++i) {
            if (!Holdings.isEncumbered(present[i])) continue;
            uint32 holder = Holdings.partyOf(present[i]);
            uint256 at_ = Holdings.find(rows, holder);
            uint256 pledged = PLEDGES.pledgedOf(achievement, holder);
            if (at_ == rows.length || Holdings.unitsOf(rows[at_]) < pledged) revert PledgesStand(holder, pledged);
            marks |= 1 << at_;
        }
        if (marks != 0) Holdings.mark(rows, marks);
    }

    function _confirm(
        Title storage title,
        Head head,
        uint256[] memory rows,
        Confirmation calldata message,
        bytes32 digest
    ) private {
        Act calldata act = message.act;
        Terms calldata terms = message.terms;
        uint256[] memory words = _store(title, head, rows);
        title.proposal = 0;
        if (head.status() == Heads.CONFIRMED) title.over = 0;
        if (terms.useGrant != 0) {
            _useGrants[keccak256(abi.encode(act.achievement, terms.useGrant))] = uint40(block.timestamp);
        }
        head = head.withStatus(Heads.CONFIRMED).withRule(terms.rule, terms.delegate);
        uint32 version = _advance(title, head.withEntries(rows.length).withNotice(0), digest);
        emit Confirmed(act.achievement, version, digest, terms.rule, terms.delegate, words, terms.useGrant, act.filing);
    }
}
