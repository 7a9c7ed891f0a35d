// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Bound} from "./Bound.sol";
import {IAuthority, Roll} from "./interfaces/IAuthority.sol";
import {Act, ITitleRegistry, Limits, ProposalRecord, Share, TitleRecord} from "./interfaces/ITitleRegistry.sol";
import {IProceedings} from "./interfaces/IProceedings.sol";
import {Head, Heads} from "./libraries/Heads.sol";
import {Holdings} from "./libraries/Holdings.sol";
import {Rolls} from "./libraries/Rolls.sol";
import {Planning} from "./Planning.sol";

/// @notice What `TitleRegistry` stores, what its acts have in common, and what its companions mark on a title.
abstract contract Titles is ITitleRegistry, Bound, Planning {
    /// @dev Offline proofs rely on this layout; `Layout.t.sol` pins it.
    struct Title {
        Head head;
        bytes32 trail;
        uint256[4] words;
        bytes32 proposal; // hashStruct(Terms) of the open proposal
        bytes32 over; // digest of the words when it was proposed; zero before the first confirmation
    }

    /// @dev What an act asks for beside its text.
    /// @param power The officer's. @param roll The others' seats.
    /// @param apart Rows of whom the officer must be none: not all who are concerned have a seat.
    struct Asked {
        uint32 power;
        Roll roll;
        uint256[] apart;
    }

    // slot 0
    mapping(bytes32 achievement => Title) internal _titles;
    // slot 1; key: keccak256(abi.encode(achievement, hashStruct(GrantTerms)))
    mapping(bytes32 key => uint40) internal _useGrants;
    // slot 2
    mapping(bytes32 achievement => address) internal _successors;

    IAuthority internal immutable AUTHORITY;
    IProceedings internal immutable PROCEEDINGS;
    ITitleRegistry internal immutable PREDECESSOR;
    uint32 internal immutable LEAST_NOTICE;
    uint32 internal immutable LONGEST_NOTICE;
    uint32 internal immutable LONGEST_LIFE;

    /// @param authority_ The `Authority` of this ledger.
    /// @param proceedings_ Where the companion of this name will stand. @param pledges_ The same for the other.
    /// @param predecessor_ The registry from which titles may come, or zero.
    constructor(address authority_, address proceedings_, address pledges_, address predecessor_, Limits memory limits_)
        Bound(IAuthority(authority_).salt(), address(this))
        Planning(pledges_)
    {
        if (proceedings_ == address(0) || pledges_ == address(0)) revert ForeignCompanion(address(0));
        AUTHORITY = IAuthority(authority_);
        PROCEEDINGS = IProceedings(proceedings_);
        PREDECESSOR = ITitleRegistry(predecessor_);
        LEAST_NOTICE = limits_.leastNotice;
        LONGEST_NOTICE = limits_.longestNotice;
        LONGEST_LIFE = limits_.longestLife;
    }

    // ---- for the registry's two companions, and for them alone

    /// @inheritdoc ITitleRegistry
    function noteNotice(bytes32 achievement, uint40 noticeUntil, uint16 objections) external {
        Title storage title = _marked(achievement, address(PROCEEDINGS));
        title.head = title.head.withNotice(noticeUntil).withObjections(objections);
    }

    /// @inheritdoc ITitleRegistry
    function noteFreeze(bytes32 achievement, uint40 frozenUntil) external {
        Title storage title = _marked(achievement, address(PROCEEDINGS));
        title.head = title.head.withFrozen(frozenUntil);
    }

    /// @inheritdoc ITitleRegistry
    function noteDecision(bytes32 achievement, bool closes, uint16 objections, bytes32 digest)
        external
        returns (uint32 version)
    {
        Title storage title = _marked(achievement, address(PROCEEDINGS));
        Head head = title.head;
        uint8 status = head.status();
        // Nothing revives a closed title.
        if (status == Heads.NONE || status == Heads.CLOSED) revert WrongStatus(achievement, status);
        if (status != Heads.CONFIRMED) head = head.withStatus(closes ? Heads.REGISTERED : Heads.CONTESTED);
        head = closes ? head.withNotice(0).withObjections(0) : head.withObjections(objections);
        (title.proposal, title.over) = (0, 0);
        version = _advance(title, head, digest);
        emit ProposalVoided(achievement, version, digest, closes);
    }

    /// @inheritdoc ITitleRegistry
    function noteCharge(bytes32 achievement, uint256 encumbered, bytes32 digest) external returns (uint32 version) {
        Title storage title = _marked(achievement, address(PLEDGES));
        Head head = title.head;
        uint256[] memory rows = _rowsOf(title, head);
        Holdings.mark(rows, encumbered);
        uint256[] memory words = _store(title, head, rows);
        if (digest == 0) {
            version = head.version();
            emit Discharged(achievement, version, words);
        } else {
            version = _advance(title, head, digest);
            emit Charged(achievement, version, digest, words);
        }
    }

    function _marked(bytes32 achievement, address companion) private view returns (Title storage) {
        if (msg.sender != companion) revert NotCompanion(msg.sender);
        return _titles[achievement];
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
        uint256[] memory rows = _rowsOf(title, title.head);
        table = new Share[](rows.length);
        for (uint256 i; i < rows.length; ++i) {
            table[i] = Share(Holdings.partyOf(rows[i]), Holdings.unitsOf(rows[i]));
        }
    }

    /// @inheritdoc ITitleRegistry
    function wordsOf(bytes32 achievement) external view returns (uint256[] memory) {
        Title storage title = _titles[achievement];
        return Holdings.pack(_rowsOf(title, title.head));
    }

    /// @inheritdoc ITitleRegistry
    function trailOf(bytes32 achievement) external view returns (bytes32) {
        return _titles[achievement].trail;
    }

    /// @inheritdoc ITitleRegistry
    function proposalOf(bytes32 achievement) external view returns (ProposalRecord memory record) {
        Title storage title = _titles[achievement];
        Head head = title.head;
        if (title.proposal == 0) return record;
        return ProposalRecord({
            terms: title.proposal,
            round: head.round(),
            noticeUntil: head.noticeUntil(),
            objections: head.objections(),
            over: title.over
        });
    }

    /// @inheritdoc ITitleRegistry
    function storedOf(bytes32 achievement)
        external
        view
        returns (uint256 head, bytes32 trail, uint256[4] memory words, address successor)
    {
        Title storage title = _titles[achievement];
        return (Head.unwrap(title.head), title.trail, title.words, _successors[achievement]);
    }

    /// @inheritdoc ITitleRegistry
    function useGrantOf(bytes32 achievement, bytes32 terms) external view returns (uint40) {
        return _useGrants[keccak256(abi.encode(achievement, terms))];
    }

    /// @inheritdoc ITitleRegistry
    function successorOf(bytes32 achievement) external view returns (address) {
        return _successors[achievement];
    }

    /// @inheritdoc ITitleRegistry
    function predecessor() external view returns (address) {
        return address(PREDECESSOR);
    }

    /// @inheritdoc ITitleRegistry
    function proceedings() external view returns (address) {
        return address(PROCEEDINGS);
    }

    /// @inheritdoc ITitleRegistry
    function pledges() external view returns (address) {
        return address(PLEDGES);
    }

    /// @inheritdoc ITitleRegistry
    function authority() external view returns (address) {
        return address(AUTHORITY);
    }

    /// @inheritdoc ITitleRegistry
    function limits() external view returns (Limits memory) {
        return Limits({leastNotice: LEAST_NOTICE, longestNotice: LONGEST_NOTICE, longestLife: LONGEST_LIFE});
    }

    // ---- what the acts have in common

    /// @dev The title as an act finds it, of a status that allows the act. @param statuses Bit i: status i does.
    function _find(Act calldata act, uint256 statuses) internal view returns (Title storage title, Head head) {
        title = _titles[act.achievement];
        head = title.head;
        if (statuses >> head.status() & 1 == 0) revert WrongStatus(act.achievement, head.status());
    }

    /// @dev The act is in time and relies on the present version.
    function _requireCurrent(Act calldata act, Head head) internal view {
        _requireTimely(act.draftedAt, act.deadline, LONGEST_LIFE);
        if (act.version != head.version()) revert WrongVersion(act.achievement, act.version, head.version());
    }

    /// @dev The same, and no freeze stands.
    function _requireMovable(Act calldata act, Head head) internal view {
        _requireCurrent(act, head);
        if (block.timestamp < head.frozenUntil()) revert FrozenUntil(act.achievement, head.frozenUntil());
    }

    /// @dev Officer and roll have sealed the digest, all who must, and enough units.
    function _requireSealed(Act calldata act, uint32 node, Asked memory asked, bytes32 digest, bytes calldata seals)
        internal
        view
    {
        Roll memory roll = asked.roll;
        (uint32 officer, uint256 signed) = AUTHORITY.requireSealed(
            act.appointment, node, asked.power, roll.seats, roll.disposing, act.draftedAt, digest, seals
        );
        Rolls.requireEnough(roll, signed, 1);
        _requireApart(officer, asked.apart);
    }

    function _requireApart(uint32 party, uint256[] memory rows) internal pure {
        if (Holdings.find(rows, party) != rows.length) revert OfficerIsParty(party);
    }

    function _rowsOf(Title storage title, Head head) internal view returns (uint256[] memory) {
        return Holdings.load(title.words, head.entries());
    }

    /// @return words The rows, packed, as they stand in storage now.
    function _store(Title storage title, Head head, uint256[] memory rows) internal returns (uint256[] memory words) {
        words = Holdings.pack(rows);
        Holdings.store(title.words, words, head.entries());
    }

    /// @dev Write the head, as of the next version, and fold the act that raised it.
    function _advance(Title storage title, Head head, bytes32 digest) internal returns (uint32 version) {
        head = head.withNextVersion();
        version = head.version();
        title.head = head;
        title.trail = keccak256(abi.encode(title.trail, digest, version, uint40(block.timestamp)));
    }

    /// @dev Close the title. What objections were open stays in the count, as a record: nothing answers them any more.
    function _close(Title storage title, Head head, bytes32 digest) internal returns (uint32 version) {
        if (title.proposal != 0) (title.proposal, title.over) = (0, 0);
        return _advance(title, head.withStatus(Heads.CLOSED).withNotice(0), digest);
    }
}
