// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bound} from "./Bound.sol";
import {IAuthority, Roll} from "./interfaces/IAuthority.sol";
import {
    Act,
    Amendment,
    Cancellation,
    Confirmation,
    Conveyance,
    ITitleRegistry,
    Limits,
    Migration,
    Order,
    Proposal,
    ProposalRecord,
    Registration,
    Settlement,
    Share,
    Terms,
    TitleRecord
} from "./interfaces/ITitleRegistry.sol";
import {Head, Heads} from "./libraries/Heads.sol";
import {Holdings} from "./libraries/Holdings.sol";
import {Powers} from "./libraries/Powers.sol";
import {Rolls} from "./libraries/Rolls.sol";
import {Typed} from "./libraries/Typed.sol";

/// @title Who owns what
/// @dev Every act reads: state, then roll, then seals, then changes, then event. All questions to other contracts are
/// static and come before the first write, so there is nothing to re-enter.
contract TitleRegistry is ITitleRegistry, Bound {
    /// @dev Offline proofs rely on this layout; `Layout.t.sol` pins it.
    struct Title {
        Head head;
        bytes32 trail;
        uint256[4] words;
        bytes32 proposal; // hashStruct(Terms) of the open proposal
        bytes32 over; // digest of the words when it was proposed; zero before the first confirmation
    }

    uint8 private constant SALE = 1;
    uint8 private constant GIFT = 3;

    // slot 0
    mapping(bytes32 achievement => Title) private _titles;

    IAuthority private immutable AUTHORITY;
    address private immutable PROCEEDINGS;
    address private immutable PLEDGES;
    address private immutable PREDECESSOR;
    uint32 private immutable LEAST_NOTICE;
    uint32 private immutable LONGEST_NOTICE;
    uint32 private immutable LONGEST_LIFE;

    /// @param authority_ The `Authority` of this ledger.
    /// @param proceedings_ Where the companion of this name will stand. @param pledges_ The same for the other.
    /// @param predecessor_ The registry from which titles may come, or zero.
    constructor(address authority_, address proceedings_, address pledges_, address predecessor_, Limits memory limits_)
        Bound(IAuthority(authority_).salt())
    {
        if (proceedings_ == address(0) || pledges_ == address(0)) revert ForeignCompanion(address(0));
        PROCEEDINGS = proceedings_;
        PLEDGES = pledges_;
        PREDECESSOR = predecessor_;
        LONGEST_NOTICE = limits_.longestNotice;
        AUTHORITY = IAuthority(authority_);
        LEAST_NOTICE = limits_.leastNotice;
        LONGEST_LIFE = limits_.longestLife;
    }

    // ---- acts

    /// @inheritdoc ITitleRegistry
    function register(Registration calldata message, bytes calldata seals) external {
        bytes32 achievement = message.act.achievement;
        Title storage title = _titles[achievement];
        uint8 status = title.head.status();
        if (status != Heads.NONE) revert WrongStatus(achievement, status);
        _requireCurrent(message.act, title.head);
        bytes32 expected = keccak256(abi.encode(message.node, message.act.filing));
        if (achievement != expected) revert WrongAchievement(achievement, expected);
        Holdings.requireWhole(message.claimed);

        bytes32 digest = digestOfRegister(message);
        Roll memory roll = Rolls.ofOne(message.filer);
        uint32 officer = _requireSealed(message.act, message.node, Powers.REGISTER_ACHIEVEMENT, roll, digest, seals);
        // The claimed are not on the roll; still, nobody registers as officer what he claims himself.
        uint256[] memory rows = Holdings.fromShares(message.claimed);
        if (Holdings.find(rows, officer) != rows.length) revert OfficerIsParty(officer);

        uint256[] memory words = Holdings.pack(rows);
        title.head = Heads.registered(message.node, rows.length);
        title.trail = _fold(0, digest, 1);
        Holdings.store(title.words, words, 0);
        emit Registered(achievement, message.node, 1, digest, words, message.act.filing);
    }

    /// @inheritdoc ITitleRegistry
    function propose(Proposal calldata message, bytes calldata seals) external {
        bytes32 achievement = message.act.achievement;
        Title storage title = _titles[achievement];
        Head head = title.head;
        uint8 status = head.status();
        if (status == Heads.NONE || status == Heads.CLOSED) revert WrongStatus(achievement, status);
        _requireCurrent(message.act, head);
        message.act.appointment; // read, so that bits beyond its type are refused: no officer's seat reads it here
        _requireTerms(message.terms, achievement, head);
        _requireNotice(message.noticeUntil);
        // A proposal raises no version: this is what keeps the seals of an earlier one from counting again.
        uint16 next = head.round() + 1;
        if (message.round != next) revert WrongRound(achievement, message.round, next);

        bytes32 terms = Typed.hash(message.terms);
        bytes32 digest = _digest(Typed.hash(message, terms));
        Roll memory roll = Rolls.ofAllAlone(Holdings.load(title.words, head.entries(), 0));
        uint256 signed = AUTHORITY.requireSigned(roll.seats, roll.disposing, message.act.draftedAt, digest, seals);
        Rolls.requireEnough(roll, signed, 0);

        if (status == Heads.CONFIRMED) title.over = Holdings.digest(title.words);
        else head = head.withStatus(Heads.NOTICE);
        title.head = head.withNotice(message.noticeUntil).withRound(next);
        title.proposal = terms;
        emit Proposed(
            achievement, head.version(), digest, terms, message.round, message.noticeUntil, message.act.filing
        );
    }

    /// @inheritdoc ITitleRegistry
    function confirm(Confirmation calldata message, bytes calldata seals) external {
        Title storage title = _titles[message.act.achievement];
        Head head = title.head;
        bytes32 terms = Typed.hash(message.terms);
        _requireConfirmable(message.act, title, head, terms);

        bytes32 digest = _digest(Typed.hash(message, terms));
        uint256[] memory rows = _rowsToConfirm(message.terms, title, head);
        uint32 officer =
            _requireSealed(message.act, head.node(), Powers.CONFIRM_TITLE, Rolls.ofAll(rows), digest, seals);
        // Who stands in the table now and not in the next one is off the roll; he is a party all the same.
        uint256[] memory present = Holdings.load(title.words, head.entries(), 0);
        if (Holdings.find(present, officer) != present.length) revert OfficerIsParty(officer);

        bool again = head.status() == Heads.CONFIRMED;
        uint256[] memory words = Holdings.pack(rows);
        Holdings.store(title.words, words, head.entries());
        head = head.withStatus(Heads.CONFIRMED).withRule(message.terms.rule, message.terms.delegate);
        head = head.withEntries(rows.length).withNotice(0).withNextVersion();
        title.head = head;
        title.trail = _fold(title.trail, digest, head.version());
        title.proposal = 0;
        if (again) title.over = 0;
        emit Confirmed(
            message.act.achievement,
            head.version(),
            digest,
            message.terms.rule,
            message.terms.delegate,
            words,
            message.terms.useGrant,
            message.act.filing
        );
    }

    /// @inheritdoc ITitleRegistry
    function convey(Conveyance calldata message, bytes calldata seals) external {
        Title storage title = _titles[message.act.achievement];
        Head head = title.head;
        if (head.status() != Heads.CONFIRMED) revert WrongStatus(message.act.achievement, head.status());
        _requireCurrent(message.act, head);
        _requireThawed(message.act.achievement, head);
        if (message.basis < SALE || message.basis > GIFT) revert UnknownBasis(message.basis);
        if (message.offers.length != 0) revert OffersLeftOver(0, message.offers.length);
        if (message.pledgeAfter != 0) revert NothingPledged(message.pledgeAfter);

        bytes32 digest = digestOfConvey(message);
        (Roll memory roll, uint256[] memory rows) = _planConveyance(message, title, head);
        _requireSealed(message.act, head.node(), Powers.REGISTER_TRANSFER, roll, digest, seals);

        Holdings.compact(rows);
        uint256[] memory words = Holdings.pack(rows);
        Holdings.store(title.words, words, head.entries());
        head = head.withEntries(rows.length).withNextVersion();
        title.head = head;
        title.trail = _fold(title.trail, digest, head.version());
        emit Conveyed(message.act.achievement, head.version(), digest, message.basis, words, message.act.filing);
    }

    // ---- rolls and digests

    /// @inheritdoc ITitleRegistry
    function rollOfRegister(Registration calldata message) external view returns (Roll memory) {
        return Rolls.withOfficer(Rolls.ofOne(message.filer), _officerOf(message.act));
    }

    /// @inheritdoc ITitleRegistry
    function rollOfPropose(Proposal calldata message) external view returns (Roll memory) {
        Title storage title = _titles[message.act.achievement];
        return Rolls.ofAllAlone(Holdings.load(title.words, title.head.entries(), 0));
    }

    /// @inheritdoc ITitleRegistry
    function rollOfConfirm(Confirmation calldata message) external view returns (Roll memory) {
        Title storage title = _titles[message.act.achievement];
        Roll memory roll = Rolls.ofAll(_rowsToConfirm(message.terms, title, title.head));
        return Rolls.withOfficer(roll, _officerOf(message.act));
    }

    /// @inheritdoc ITitleRegistry
    function rollOfConvey(Conveyance calldata message) external view returns (Roll memory) {
        Title storage title = _titles[message.act.achievement];
        (Roll memory roll,) = _planConveyance(message, title, title.head);
        return Rolls.withOfficer(roll, _officerOf(message.act));
    }

    /// @inheritdoc ITitleRegistry
    function digestOfRegister(Registration calldata message) public view returns (bytes32) {
        return _digest(Typed.hash(message));
    }

    /// @inheritdoc ITitleRegistry
    function digestOfPropose(Proposal calldata message) external view returns (bytes32) {
        return _digest(Typed.hash(message, Typed.hash(message.terms)));
    }

    /// @inheritdoc ITitleRegistry
    function digestOfConfirm(Confirmation calldata message) external view returns (bytes32) {
        return _digest(Typed.hash(message, Typed.hash(message.terms)));
    }

    /// @inheritdoc ITitleRegistry
    function digestOfConvey(Conveyance calldata message) public view returns (bytes32) {
        return _digest(Typed.hash(message));
    }

    // ---- views

    /// @inheritdoc ITitleRegistry
    function titleOf(bytes32 achievement) external view returns (TitleRecord memory) {
        Head head = _titles[achievement].head;
        return TitleRecord({
            status: head.status(),
            rule: head.rule(),
            entries: head.entries(),
            node: head.node(),
            version: head.version(),
            noticeUntil: head.noticeUntil(),
            frozenUntil: head.frozenUntil(),
            objections: head.objections(),
            delegate: head.delegate(),
            round: head.round()
        });
    }

    /// @inheritdoc ITitleRegistry
    function holdingsOf(bytes32 achievement) external view returns (Share[] memory table) {
        Title storage title = _titles[achievement];
        uint256[] memory rows = Holdings.load(title.words, title.head.entries(), 0);
        table = new Share[](rows.length);
        for (uint256 i; i < rows.length; ++i) {
            table[i] = Share(Holdings.partyOf(rows[i]), Holdings.unitsOf(rows[i]));
        }
    }

    /// @inheritdoc ITitleRegistry
    function wordsOf(bytes32 achievement) external view returns (uint256[] memory) {
        Title storage title = _titles[achievement];
        return Holdings.pack(Holdings.load(title.words, title.head.entries(), 0));
    }

    /// @inheritdoc ITitleRegistry
    function trailOf(bytes32 achievement) external view returns (bytes32) {
        return _titles[achievement].trail;
    }

    /// @inheritdoc ITitleRegistry
    function proposalOf(bytes32 achievement) external view returns (ProposalRecord memory) {
        Title storage title = _titles[achievement];
        return ProposalRecord({
            terms: title.proposal,
            round: title.head.round(),
            noticeUntil: title.head.noticeUntil(),
            objections: title.head.objections(),
            over: title.over
        });
    }

    /// @inheritdoc ITitleRegistry
    function authority() external view returns (address) {
        return address(AUTHORITY);
    }

    /// @inheritdoc ITitleRegistry
    function limits() external view returns (Limits memory) {
        return Limits({leastNotice: LEAST_NOTICE, longestNotice: LONGEST_NOTICE, longestLife: LONGEST_LIFE});
    }

    function cancel(Cancellation calldata, bytes calldata) external {
        revert();
    }

    function settle(Settlement calldata, bytes calldata) external {
        revert();
    }

    function amendRule(Amendment calldata, bytes calldata) external {
        revert();
    }

    function enforce(Order calldata, bytes calldata) external {
        revert();
    }

    function migrate(Migration calldata, bytes calldata) external {
        revert();
    }

    function adopt(bytes32) external {
        revert();
    }

    function noteNotice(bytes32, uint40, uint16) external {
        revert();
    }

    function noteDecision(bytes32, bool, uint16, bytes32) external returns (uint32) {
        revert();
    }

    function noteFreeze(bytes32, uint40) external {
        revert();
    }

    function noteCharge(bytes32, uint256, bytes32) external returns (uint32) {
        revert();
    }

    function rollOfCancel(Cancellation calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfSettle(Settlement calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfAmendRule(Amendment calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfEnforce(Order calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfMigrate(Migration calldata) external view returns (Roll memory) {
        revert();
    }

    function digestOfCancel(Cancellation calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfSettle(Settlement calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfAmendRule(Amendment calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfEnforce(Order calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfMigrate(Migration calldata) external view returns (bytes32) {
        revert();
    }

    function useGrantOf(bytes32, bytes32) external view returns (uint40) {
        revert();
    }

    function successorOf(bytes32) external view returns (address) {
        revert();
    }

    /// @inheritdoc ITitleRegistry
    function predecessor() external view returns (address) {
        return PREDECESSOR;
    }

    /// @inheritdoc ITitleRegistry
    function proceedings() external view returns (address) {
        return PROCEEDINGS;
    }

    /// @inheritdoc ITitleRegistry
    function pledges() external view returns (address) {
        return PLEDGES;
    }

    // ---- what the acts have in common

    /// @dev The act is in time and relies on the present version.
    function _requireCurrent(Act calldata act, Head head) private view {
        _requireTimely(act.draftedAt, act.deadline, LONGEST_LIFE);
        if (act.version != head.version()) revert WrongVersion(act.achievement, act.version, head.version());
    }

    /// @dev A notice that begins or ends later in this block runs as long as it has to, and no longer than it may.
    function _requireNotice(uint40 until) private view {
        uint256 earliest = block.timestamp + LEAST_NOTICE;
        if (until < earliest) revert NoticeTooShort(uint40(earliest));
        uint256 latest = block.timestamp + LONGEST_NOTICE;
        if (until > latest) revert NoticeTooLong(uint40(latest));
    }

    function _requireThawed(bytes32 achievement, Head head) private view {
        if (block.timestamp < head.frozenUntil()) revert FrozenUntil(achievement, head.frozenUntil());
    }

    /// @dev Officer and roll have sealed the digest, all who must, and enough units.
    function _requireSealed(
        Act calldata act,
        uint32 node,
        uint32 power,
        Roll memory roll,
        bytes32 digest,
        bytes calldata seals
    ) private view returns (uint32 officer) {
        uint256 signed;
        (officer, signed) = AUTHORITY.requireSealed(
            act.appointment, node, power, roll.seats, roll.disposing, act.draftedAt, digest, seals
        );
        Rolls.requireEnough(roll, signed, 1);
    }

    /// @dev Terms carry a whole table, or a use grant that leaves a confirmed title as it stands.
    function _requireTerms(Terms calldata terms, bytes32 achievement, Head head) private pure {
        Share[] calldata table = terms.table;
        if (table.length != 0) {
            Rolls.requireRule(terms.rule, terms.delegate);
            Holdings.requireWhole(table);
        } else {
            if (head.status() != Heads.CONFIRMED || terms.useGrant == 0) revert NothingProposed(achievement);
            if (terms.rule != head.rule() || terms.delegate != head.delegate()) {
                revert WrongRule(terms.rule, terms.delegate);
            }
        }
    }

    function _requireConfirmable(Act calldata act, Title storage title, Head head, bytes32 terms) private view {
        uint8 status = head.status();
        if (status != Heads.CONFIRMED && status != Heads.NOTICE) revert WrongStatus(act.achievement, status);
        _requireCurrent(act, head);
        _requireThawed(act.achievement, head);
        if (title.proposal != terms) revert NotProposed(act.achievement, terms); // no terms hash to zero
        if (block.timestamp < head.noticeUntil()) revert NoticeRunning(head.noticeUntil());
        if (head.objections() != 0) revert ObjectionsOpen(head.objections());
        if (_isStale(title, head)) revert ProposalStale(act.achievement);
    }

    /// @dev The open proposal is over other holdings than the present ones. Before the first confirmation nothing moves.
    function _isStale(Title storage title, Head head) private view returns (bool) {
        return head.status() == Heads.CONFIRMED && title.over != Holdings.digest(title.words);
    }

    function _rowsToConfirm(Terms calldata terms, Title storage title, Head head)
        private
        view
        returns (uint256[] memory)
    {
        if (terms.table.length == 0) return Holdings.load(title.words, head.entries(), 0);
        return Holdings.fromShares(terms.table);
    }

    /// @return roll Who signs. @return rows The table after the movements, emptied rows still in place.
    function _planConveyance(Conveyance calldata message, Title storage title, Head head)
        private
        view
        returns (Roll memory roll, uint256[] memory rows)
    {
        uint256[] memory before = Holdings.load(title.words, head.entries(), 0);
        rows = Holdings.load(title.words, head.entries(), message.movements.length);
        (uint256 givers, uint256 receivers) = Holdings.move(rows, message.movements, message.basis);
        roll = Rolls.ofConveyance(rows, before, givers, receivers, head.rule(), head.delegate());
    }

    function _officerOf(Act calldata act) private view returns (uint32) {
        return AUTHORITY.appointmentOf(act.appointment).officer;
    }

    function _fold(bytes32 trail, bytes32 digest, uint32 version) private view returns (bytes32) {
        return keccak256(abi.encode(trail, digest, version, uint40(block.timestamp)));
    }
}
