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

/// @notice What begins an act that is not bound to a version of the title: protective acts, which no other act may outrun,
/// and contracts about no achievement.
/// @param achievement The title concerned; zero only where the act says so.
/// @param appointment Appointment under which an officer acts, 0 in acts that need none.
/// @param draftedAt Second at which the text was fixed.
/// @param deadline Last second at which the act may take effect.
/// @param filing Leaf hash of the act's document in the log.
struct Matter {
    bytes32 achievement;
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
/// @param useGrant hashStruct(GrantTerms) of the long-term use grant to open (`IUseRights`), or zero.
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

/// @notice A registration is struck off before any confirmation. Signed by the officer alone.
/// @param ground 1 error, 2 fraud.
struct Cancellation {
    Act act;
    uint8 ground;
}

/// @notice The terms on which the title shall be confirmed go on public notice.
/// @param round The number that this proposal gets among those of the title: the next one, so that it counts once.
/// @param noticeUntil The notice's end: objections before it, confirmation from it on.
struct Proposal {
    Act act;
    Terms terms;
    uint16 round;
    uint40 noticeUntil;
}

/// @notice The terms that stood on notice take effect.
struct Confirmation {
    Act act;
    Terms terms;
}

/// @notice Units pass from holders to receivers.
/// @param basis 1 sale, 2 equity, 3 gift.
/// @param price Salted commitment to the price; never the price itself.
/// @param movements All or nothing.
/// @param offers Priority offers that this conveyance closes: one for each movement that needs one, in their order. A
/// movement needs one if it is no gift, its receiver held nothing before, and some other holder neither gives here nor
/// receives from the same giver.
/// @param openings For each offer the salted price commitment that it was made with. With one giver they have to equal
/// `price`; several agree one price together.
/// @param pledgeAfter 0 no pledged unit moves, 1 released, 2 follows.
struct Conveyance {
    Act act;
    uint8 basis;
    bytes32 price;
    Movement[] movements;
    bytes32[] offers;
    bytes32[] openings;
    uint8 pledgeAfter;
}

/// @notice The units of a priority offer pass to those who took it.
/// @param offer The offer, taken, with its window over.
/// @param movements What `IProceedings.settlementOf` computes; written out so that the instrument tells its own effect.
/// @param pledgeAfter 0 no pledged unit moves, 1 released, 2 follows.
struct Settlement {
    Act act;
    bytes32 offer;
    Movement[] movements;
    uint8 pledgeAfter;
}

/// @notice The holders change the rule by which they decide.
struct Amendment {
    Act act;
    uint8 rule;
    uint32 delegate;
}

/// @notice What is ordered over the heads of those whom it concerns.
/// @param ground 1 death, 2 merger, 3 judgment: units move. 4 wrong, 5 double, 6 fraudulent registration: the title closes.
/// @param movements Grounds 1 to 3: all from one party, by 1 and 2 its whole holding. Else empty.
struct OrderTerms {
    uint8 ground;
    Movement[] movements;
}

/// @notice An order takes effect that was announced (`IProceedings.announce`) and whose notice is over.
/// @param judge Appointment with the power `court_order` at another node than the officer's appointment.
struct Order {
    Act act;
    uint32 judge;
    OrderTerms terms;
}

/// @notice The holders take their title to a later registry. It closes here and opens there, once.
/// @param successor The registry that may adopt it.
struct Migration {
    Act act;
    address successor;
}

/// @notice What a ledger was set up with; fixed for ever at deployment.
/// @param leastNotice Seconds that a public notice runs at least, counted from the block that opens it.
/// @param longestNotice Seconds that it runs at most, counted from the block that opens or prolongs it.
/// @param longestLife Seconds between an act's drafting and its deadline at most; also for the registry's two companions.
struct Limits {
    uint32 leastNotice;
    uint32 longestNotice;
    uint32 longestLife;
}

/// @notice The head of a title. All zero if nothing is registered under the number.
/// @param status 0 none, 1 registered, 2 notice, 3 contested, 4 confirmed, 5 closed.
/// @param rule The rule in force, 0 before the first confirmation.
/// @param entries Number of entries in the table; they are claims until the first confirmation, then holdings.
/// @param noticeUntil The end of the open proposal's notice, 0 if none is open. It stays while a decision asks for a new
/// notice: further objections may come in.
/// @param frozenUntil First second at which the title may move again: the latest end of the freezes that stand.
/// @param objections Open objections.
/// @param round How many proposals there were; the last one may be open.
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
    uint16 round;
}

/// @notice The open proposal of a title. All zero if none is open.
/// @param terms hashStruct(Terms) of what was proposed.
/// @param over keccak256 of the four words of holdings, marks of pledged units left out, when it was proposed; zero before
/// the first confirmation, when nothing can move.
struct ProposalRecord {
    bytes32 terms;
    uint16 round;
    uint40 noticeUntil;
    uint16 objections;
    bytes32 over;
}

/// @title Who owns what
/// @notice Each act takes effect if and only if everybody on its roll who has to sign has signed this very message, the
/// consenting units reach the rule's quorum, and the state allows it. Any account may send it. There is no owner, no
/// upgrade and no setter.
/// @dev Of each act `x(message, seals)` `ITitleRolls` says who signs and what. `seals` is one blob: for
/// each seat of the roll, in order, `uint16` length and signature; length 0 where the seat did not sign. Refusals of
/// `Authority` and of the two companions come through as they are. The companions are contracts of their own because one
/// would be too big; they keep what stands beside a title, ask the registry for the rest, and reach it through four
/// functions that can change marks and never units.
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

    /// @notice The notice would end after this second.
    error NoticeTooLong(uint40 until);

    /// @notice The proposal names another round than the next one: draft it anew.
    error WrongRound(bytes32 achievement, uint16 stated, uint16 next);

    /// @notice A decision changed what was proposed: it has to go on notice again.
    error RenoticeRequired(bytes32 achievement);

    /// @notice There is no such ground for this act.
    error UnknownGround(uint8 ground);

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

    /// @notice More offers or openings than movements that need one.
    error OffersLeftOver(uint256 needed, uint256 given);

    /// @notice The only giver's price is not the one that was offered.
    error PriceDiffers(bytes32 offer, bytes32 opening, bytes32 price);

    /// @notice The settlement does not carry the movements that its offer and its takers ask for.
    error WrongSettlement(bytes32 offer);

    /// @notice Pledged units move here: the act has to say whether they are released (1) or follow (2).
    error PledgeAfterMissing(uint32 holder);

    /// @notice No pledged units move here, or there is no such answer.
    error NothingPledged(uint8 pledgeAfter);

    /// @notice A confirmed table would leave this holder fewer units than he has pledged, or the title would leave while
    /// units are pledged.
    error PledgesStand(uint32 holder, uint256 pledged);

    /// @notice The judge's appointment lies at the officer's own node, or is his own.
    error JudgeNotApart(uint32 appointment, uint32 node);

    /// @notice By death and merger the whole holding of one party moves, by judgment units of one party.
    error WrongOrder(uint8 ground);

    /// @notice Only the registry's own companions may say this.
    error NotCompanion(address sender);

    /// @notice The companion at this address was not made for this registry.
    error ForeignCompanion(address companion);

    /// @notice The predecessor does not hand this title to this registry, or this one could never adopt it.
    error NotMigrated(bytes32 achievement);

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

    /// @notice Terms went on notice; an earlier open proposal of this title is void, its open objections stay.
    /// @dev `version` is the present one: a proposal raises nothing and is not in the trail. `terms` is hashStruct(Terms),
    /// repeated by the confirmation; status becomes notice (2), unless the title is confirmed already.
    event Proposed(
        bytes32 indexed achievement,
        uint32 version,
        bytes32 digest,
        bytes32 terms,
        uint16 round,
        uint40 noticeUntil,
        bytes32 filing
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

    /// @notice The registration was struck off; status is closed (5).
    /// @dev `version` grew by one, the trail folded `digest`.
    event Cancelled(bytes32 indexed achievement, uint32 version, bytes32 digest, uint8 ground, bytes32 filing);

    /// @notice Units moved; `words` are the resulting holdings.
    /// @dev `version` grew by one, the trail folded `digest`. A gap in an achievement's versions is a missing event.
    event Conveyed(
        bytes32 indexed achievement, uint32 version, bytes32 digest, uint8 basis, uint256[] words, bytes32 filing
    );

    /// @notice An offer's units went to its takers; `words` are the resulting holdings.
    /// @dev `version` grew by one, the trail folded `digest`.
    event Settled(
        bytes32 indexed achievement,
        uint32 version,
        bytes32 digest,
        bytes32 indexed offer,
        uint256[] words,
        bytes32 filing
    );

    /// @notice The rule changed.
    /// @dev `version` grew by one, the trail folded `digest`.
    event RuleAmended(
        bytes32 indexed achievement, uint32 version, bytes32 digest, uint8 rule, uint32 delegate, bytes32 filing
    );

    /// @notice An order took effect. Grounds 1 to 3 moved units to `words`, pledges following them; 4 to 6 closed the title
    /// (status 5).
    /// @dev `version` grew by one, the trail folded `digest`. `terms` is hashStruct(OrderTerms), as it was announced.
    event Enforced(
        bytes32 indexed achievement,
        uint32 version,
        bytes32 digest,
        bytes32 indexed terms,
        uint8 ground,
        uint256[] words,
        bytes32 filing
    );

    /// @notice The title went to `successor`; status is closed (5) here.
    /// @dev `version` grew by one, the trail folded `digest`. `words` are what the successor takes over.
    event Migrated(
        bytes32 indexed achievement,
        uint32 version,
        bytes32 digest,
        address indexed successor,
        uint256[] words,
        bytes32 filing
    );

    /// @notice The title came from the predecessor, with version, rule, table and trail as they stood there.
    /// @dev The first event of its number here, once.
    event Adopted(
        bytes32 indexed achievement,
        uint32 indexed node,
        uint32 version,
        bytes32 trail,
        uint8 rule,
        uint32 delegate,
        uint256[] words
    );

    /// @notice A decision in the registry's proceedings changed what was proposed: the proposal is void.
    /// @dev `version` grew by one, the trail folded `digest`, which is that of the `decide` act of `IProceedings`. An
    /// unconfirmed title is contested (3) or, if `closed`, registered (1) again; a confirmed one stays so.
    event ProposalVoided(bytes32 indexed achievement, uint32 version, bytes32 digest, bool closed);

    /// @notice Marks of pledged units were set; `words` are the resulting holdings.
    /// @dev `version` grew by one, the trail folded `digest`, which is that of the `pledge` act of `IPledges`.
    event Charged(bytes32 indexed achievement, uint32 version, bytes32 digest, uint256[] words);

    /// @notice Marks of pledged units were taken off; `words` are the resulting holdings. Version and trail stay.
    event Discharged(bytes32 indexed achievement, uint32 version, uint256[] words);

    // ---- acts

    /// @notice Register an achievement with its claimed shares. Signed by an officer with `register_achievement` and the
    /// filer. None of the claimed holders may be the officer.
    function register(Registration calldata message, bytes calldata seals) external;

    /// @notice Strike off a registration that was never confirmed. Signed by an officer with `register_achievement` who is
    /// none of the claimed holders.
    function cancel(Cancellation calldata message, bytes calldata seals) external;

    /// @notice Open the notice of a table, of a use grant, or both. Signed by all claimed or current holders; no officer.
    function propose(Proposal calldata message, bytes calldata seals) external;

    /// @notice After the notice, confirm what was proposed. Signed by an officer with `confirm_title` and all proposed
    /// holders (the present ones if the terms carry no table). No present holder may be the officer.
    function confirm(Confirmation calldata message, bytes calldata seals) external;

    /// @notice Move units. Signed by an officer with `register_transfer`, givers, receivers, co-owners by the rule, and the
    /// pledgees whose pledged units move.
    function convey(Conveyance calldata message, bytes calldata seals) external;

    /// @notice Move an offer's units to its takers. Signed by an officer with `register_transfer`, seller, takers, and the
    /// pledgees whose pledged units move; no quorum.
    function settle(Settlement calldata message, bytes calldata seals) external;

    /// @notice Change the rule. Signed by an officer with `confirm_title` and all holders.
    function amendRule(Amendment calldata message, bytes calldata seals) external;

    /// @notice Carry out an announced order, in spite of freezes. Signed by an officer with `court_order`, a judge, and, by
    /// death and merger, the receivers.
    function enforce(Order calldata message, bytes calldata seals) external;

    /// @notice Close the title here in favour of a later registry. Signed by an officer with `confirm_title` and all
    /// holders. Refused while units are pledged.
    function migrate(Migration calldata message, bytes calldata seals) external;

    /// @notice Take over a title that was migrated here from the predecessor. Anybody may send this; nobody signs.
    function adopt(bytes32 achievement) external;

    // ---- for the registry's two companions, and for them alone

    /// @notice `PROCEEDINGS`: the notice's end and the count of open objections are now these.
    function noteNotice(bytes32 achievement, uint40 noticeUntil, uint16 objections) external;

    /// @notice `PROCEEDINGS`: a decision voided the open proposal. Raises the version and folds the decision's digest.
    /// @param closes True: notice and objections are over too. False: the notice's end stays, `objections` remain open.
    /// @return version The version that the title has now.
    function noteDecision(bytes32 achievement, bool closes, uint16 objections, bytes32 digest)
        external
        returns (uint32 version);

    /// @notice `PROCEEDINGS`: the latest end of the freezes that stand is now this, 0 if none stands.
    function noteFreeze(bytes32 achievement, uint40 frozenUntil) external;

    /// @notice `PLEDGES`: the entries that carry pledged units are now these.
    /// @param encumbered Bit i: entry i of the table.
    /// @param digest Digest of the pledge that raises the version; zero if only marks fall away.
    /// @return version The version that the title has now.
    function noteCharge(bytes32 achievement, uint256 encumbered, bytes32 digest) external returns (uint32 version);

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
    /// @notice A title as it stands in storage: head, trail, the four words, and the registry to which it went. For a later
    /// registry, which takes it over as it is.
    function storedOf(bytes32 achievement)
        external
        view
        returns (uint256 head, bytes32 trail, uint256[4] memory words, address successor);
    /// @notice When a use grant was confirmed for a title, as hashStruct(GrantTerms); 0 if it was not.
    function useGrantOf(bytes32 achievement, bytes32 terms) external view returns (uint40);
    /// @notice The registry to which a title went, zero if it is here.
    function successorOf(bytes32 achievement) external view returns (address);
    /// @notice The registry from which titles may come, zero for the first one.
    function predecessor() external view returns (address);
    /// @notice The companion that keeps notices, objections, freezes, offers and announcements.
    function proceedings() external view returns (address);
    /// @notice The companion that keeps pledges.
    function pledges() external view returns (address);
    /// @notice The contract that says who may speak.
    function authority() external view returns (address);
    /// @notice The limits of this ledger.
    function limits() external view returns (Limits memory);
}
