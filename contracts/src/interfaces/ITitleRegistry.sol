// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Roll} from "./IAuthority.sol";
import {IRefusals} from "./IRefusals.sol";

/// @notice What every act on title begins with.
/// @param achievement keccak256(abi.encode(uint32 node, bytes32 leaf of the registration filing)).
/// @param version Version of the title that the act relies on; 0 for a registration.
/// @param appointment Appointment under which the officer acts; 0 in a proposal, which needs none and does not look.
/// @param draftedAt Second at which the text was fixed: a signer who withdrew later has not signed.
/// @param deadline Last second at which the act may take effect.
/// @param filing Leaf hash of the act's document in the log.
struct Act {
    bytes32 achievement;
    uint32 version;
    uint32 appointment;
    uint40 draftedAt;
    uint40 deadline;
    bytes32 filing;
}

/// @notice `units` of the whole (720 720 000) held by a party.
struct Share {
    uint32 party;
    uint32 units;
}

/// @notice `units` that pass from one party to another.
struct Movement {
    uint32 from;
    uint32 to;
    uint32 units;
}

/// @notice What a proposal asks for, and what its confirmation must repeat.
/// @param rule Base rule (1 unanimous, 2 two thirds, 3 majority, 4 delegated), plus 0x80 if shares move freely.
/// @param delegate The delegate's party number under the delegated rule, else 0.
/// @param table The holders as they shall stand, in their order; empty if the title stays as it is.
/// @param useGrant Digest of the long-term use grant to open, or zero.
struct Terms {
    uint8 rule;
    uint32 delegate;
    Share[] table;
    bytes32 useGrant;
}

/// @notice An achievement is entered with the shares that its filer claims. A claim is no title.
/// @param node The node that keeps it. @param filer The party that registers, usually the unit.
struct Registration {
    Act act;
    uint32 node;
    uint32 filer;
    Share[] claimed;
}

/// @notice The terms on which the title shall be confirmed go on public notice.
/// @param noticeUntil The notice's end: objections before it, confirmation from it on.
struct Proposal {
    Act act;
    Terms terms;
    uint40 noticeUntil;
}

/// @notice The terms that stood on notice take effect.
struct Confirmation {
    Act act;
    Terms terms;
}

/// @notice Units pass from holders to receivers.
/// @param basis 1 sale, 2 equity, 3 gift.
/// @param movements All or nothing.
/// @param offers Priority offers that this conveyance closes.
/// @param pledgeAfter 0 no pledged unit moves, 1 released, 2 follows.
struct Conveyance {
    Act act;
    uint8 basis;
    Movement[] movements;
    bytes32[] offers;
    uint8 pledgeAfter;
}

/// @notice What a ledger was set up with; fixed for ever at deployment.
/// @param leastNotice Seconds that a public notice runs at least, counted from the block that opens it.
/// @param longestLife Seconds between an act's drafting and its deadline at most.
struct Limits {
    uint32 leastNotice;
    uint32 longestLife;
}

/// @notice The head of a title. All zero if nothing is registered under the number.
/// @param status 0 none, 1 registered, 2 notice, 3 contested, 4 confirmed, 5 closed.
/// @param rule The rule in force, 0 before the first confirmation.
/// @param entries Number of entries in the table; they are claims until the first confirmation, then holdings.
/// @param noticeUntil The end of the open proposal's notice, 0 if none is open.
/// @param frozenUntil First second at which the title may move again.
/// @param objections Open objections.
struct TitleRecord {
    uint8 status;
    uint8 rule;
    uint8 entries;
    uint32 node;
    uint32 version;
    uint40 noticeUntil;
    uint40 frozenUntil;
    uint16 objections;
    uint32 delegate;
}

/// @notice The open proposal of a title. All zero if none is open.
/// @param terms hashStruct(Terms) of what was proposed.
/// @param over keccak256 of the four words of holdings when it was proposed; zero before the first confirmation, when
/// nothing can move.
struct ProposalRecord {
    bytes32 terms;
    uint40 noticeUntil;
    uint16 objections;
    bytes32 over;
}

/// @title Who owns what
/// @notice Each act takes effect if and only if everybody on its roll who has to sign has signed this very message, the
/// consenting units reach the rule's quorum, and the state allows it. Any account may send it. There is no owner, no
/// upgrade and no setter.
/// @dev Each act `x(message, seals)` has two views: `rollOfX` says who signs, `digestOfX` what. `seals` is one blob: for
/// each seat of the roll, in order, `uint16` length and signature; length 0 where the seat did not sign. Refusals of
/// `Authority` come through as they are.
interface ITitleRegistry is IRefusals {
    // ---- refusals

    /// @notice The status does not allow this act.
    error WrongStatus(bytes32 achievement, uint8 status);

    /// @notice The act relies on another version than the present one: draft it anew and sign again.
    error WrongVersion(bytes32 achievement, uint32 stated, uint32 current);

    /// @notice The number is not keccak256(abi.encode(node, filing)).
    error WrongAchievement(bytes32 stated, bytes32 expected);

    /// @notice The title is frozen until this time.
    error FrozenUntil(bytes32 achievement, uint40 time);

    /// @notice The rule is none of those that exist, or does not fit the delegate: one under rule 4, none elsewhere; or
    /// terms without a table try to change rule or delegate.
    error WrongRule(uint8 rule, uint32 delegate);

    /// @notice Terms without a table need a use grant and a confirmed title.
    error NothingProposed(bytes32 achievement);

    /// @notice The units of the table do not sum to the whole.
    error NotWhole(uint256 sum);

    /// @notice More than 16 holders, or more than 16 movements.
    error TooManyHolders(uint256 count);

    /// @notice The party stands twice in the table.
    error PartyTwice(uint32 party);

    /// @notice A holder without units, or party number 0.
    error ShareEmpty(uint32 party);

    /// @notice The notice would end before this second.
    error NoticeTooShort(uint40 until);

    /// @notice A proposal takes the place of an open one only if its notice ends later, unless the open one is stale.
    error NoticeNotLater(uint40 stated, uint40 current);

    /// @notice The notice still runs: confirm at this second or later.
    error NoticeRunning(uint40 until);

    /// @notice Objections are open; they have to be decided or retracted first.
    error ObjectionsOpen(uint16 count);

    /// @notice These are not the terms that stood on notice.
    error NotProposed(bytes32 achievement, bytes32 terms);

    /// @notice The holdings changed since the proposal: propose again.
    error ProposalStale(bytes32 achievement);

    /// @notice The consenting units do not reach the rule's quorum.
    error ConsentMissing(uint256 consenting, uint256 needed);

    /// @notice The giver holds less than it gives.
    error NotEnough(uint32 party, uint256 has, uint256 needs);

    /// @notice No movements, or one of no units or to oneself.
    error MovementEmpty(uint256 index);

    /// @notice The basis is none of sale, equity, gift.
    error UnknownBasis(uint8 basis);

    /// @notice A sale, or contribution as equity, to one who is no holder needs a priority offer of the seller.
    error OfferMissing(uint32 seller);

    /// @notice No priority offer has this digest.
    error UnknownOffer(bytes32 offer);

    /// @notice Units of this holder are pledged; the pledgee has to sign.
    error PledgeeMissing(uint32 holder, uint32 pledgee);

    /// @notice No pledged units move here, so nothing can be said about what becomes of their pledge.
    error NothingPledged(uint8 pledgeAfter);

    // ---- events

    /// @notice An achievement was registered.
    /// @dev The first event of its number, once. `words` are the claimed shares, packed; no holdings yet. `digest` is what
    /// the trail folded, with `version` (1) and the block's time.
    event Registered(
        bytes32 indexed achievement,
        uint32 indexed node,
        uint32 version,
        bytes32 digest,
        uint256[] words,
        bytes32 filing
    );

    /// @notice Terms went on notice; an earlier open proposal of this title is void.
    /// @dev `version` is the present one: a proposal raises nothing and is not in the trail. `terms` is hashStruct(Terms),
    /// repeated by the confirmation; status becomes notice (2), unless the title is confirmed already.
    event Proposed(
        bytes32 indexed achievement, uint32 version, bytes32 digest, bytes32 terms, uint40 noticeUntil, bytes32 filing
    );

    /// @notice The title stands confirmed as `words` say.
    /// @dev `version` grew by one, the trail folded `digest`; no proposal is open any more. `words`, `rule` and `delegate`
    /// are the resulting ones in every case. `useGrant` is zero, or the one grant that may now be opened.
    event Confirmed(
        bytes32 indexed achievement,
        uint32 version,
        bytes32 digest,
        uint8 rule,
        uint32 delegate,
        uint256[] words,
        bytes32 useGrant,
        bytes32 filing
    );

    /// @notice Units moved; `words` are the resulting holdings.
    /// @dev `version` grew by one, the trail folded `digest`. A gap in an achievement's versions is a missing event.
    event Conveyed(
        bytes32 indexed achievement, uint32 version, bytes32 digest, uint8 basis, uint256[] words, bytes32 filing
    );

    // ---- acts

    /// @notice Register an achievement with its claimed shares. Signed by an officer with `register_achievement` and the
    /// filer. None of the claimed holders may be the officer.
    function register(Registration calldata message, bytes calldata seals) external;

    /// @notice Open the notice of a table, of a use grant, or both. Signed by all claimed or current holders; no officer.
    function propose(Proposal calldata message, bytes calldata seals) external;

    /// @notice After the notice, confirm what was proposed. Signed by an officer with `confirm_title` and all proposed
    /// holders (the present ones if the terms carry no table). No present holder may be the officer.
    function confirm(Confirmation calldata message, bytes calldata seals) external;

    /// @notice Move units. Signed by an officer with `register_transfer`, givers, receivers, and co-owners by the rule.
    function convey(Conveyance calldata message, bytes calldata seals) external;

    // ---- rolls and digests

    /// @notice Who signs this registration: officer, filer.
    function rollOfRegister(Registration calldata message) external view returns (Roll memory);
    /// @notice Who signs this proposal: the entries of the present table.
    function rollOfPropose(Proposal calldata message) external view returns (Roll memory);
    /// @notice Who signs this confirmation: officer, then the entries of the proposed table.
    function rollOfConfirm(Confirmation calldata message) external view returns (Roll memory);
    /// @notice Who signs this conveyance: officer, holders in stored order, newcomers in order of appearance, and the
    /// delegate where the rule asks for one who has no seat yet.
    function rollOfConvey(Conveyance calldata message) external view returns (Roll memory);

    /// @notice The EIP-712 digest that the seats of this act sign.
    function digestOfRegister(Registration calldata message) external view returns (bytes32);
    /// @notice The EIP-712 digest that the seats of this act sign.
    function digestOfPropose(Proposal calldata message) external view returns (bytes32);
    /// @notice The EIP-712 digest that the seats of this act sign.
    function digestOfConfirm(Confirmation calldata message) external view returns (bytes32);
    /// @notice The EIP-712 digest that the seats of this act sign.
    function digestOfConvey(Conveyance calldata message) external view returns (bytes32);

    // ---- views

    /// @notice The head of a title.
    function titleOf(bytes32 achievement) external view returns (TitleRecord memory);
    /// @notice The table, in its order: claims before the first confirmation, holdings after it.
    function holdingsOf(bytes32 achievement) external view returns (Share[] memory);
    /// @notice The packed words in use, as they stand in storage.
    function wordsOf(bytes32 achievement) external view returns (uint256[] memory);
    /// @notice The fold of every version-raising act: keccak256(abi.encode(trail, digest, version, time)), from zero.
    function trailOf(bytes32 achievement) external view returns (bytes32);
    /// @notice The open proposal.
    function proposalOf(bytes32 achievement) external view returns (ProposalRecord memory);
    /// @notice The contract that says who may speak.
    function authority() external view returns (address);
    /// @notice The limits of this ledger.
    function limits() external view returns (Limits memory);
}
