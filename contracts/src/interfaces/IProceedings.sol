// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Roll} from "./IAuthority.sol";
import {IRefusals} from "./IRefusals.sol";
import {Matter, Movement, OrderTerms} from "./ITitleRegistry.sol";

/// @notice An officer moves the end of a notice back: a holiday decreed late, an outage, an objection that reached the log
/// in time and not the chain.
/// @param round The proposal's number. @param noticeUntil Later than the present end.
struct Prolongation {
    Matter matter;
    uint16 round;
    uint40 noticeUntil;
}

/// @notice A party objects to what is on notice. No officer lets it in, so none can keep it out.
/// @param round The last proposal that the objector knows of. The objection counts against the one that is open, be it a
/// later one: nobody escapes an objection by proposing again.
/// @param ground 1 title, 2 completers, 3 shares, 4 price, 5 truth, 6 secrecy, 7 other.
struct Objection {
    Matter matter;
    uint32 party;
    uint16 round;
    uint8 ground;
}

/// @notice The objector takes an objection back. @param objection Digest of the act that raised it.
struct Retraction {
    Matter matter;
    uint32 party;
    bytes32 objection;
}

/// @notice An officer decides one party's objection, with reasons in the filing.
/// @param party The objector. @param objection Digest of the act that raised the objection.
/// @param outcome 1 rejected, 2 upheld in part, 3 upheld: the word.
/// @param effect 0 none: the proposal stands. 1 amend: it is void, a new one has to go on notice. 2 close: it is void and
/// all its objections with it. The effect, not the word, moves the title.
struct Decision {
    Matter matter;
    uint32 party;
    bytes32 objection;
    uint8 outcome;
    uint8 effect;
}

/// @notice A title is frozen until a second. It gets the next number among the freezes of the title.
/// @param judge 0, or an appointment with `court_order` at another node: renews within the gap, and longer than the longest.
/// @param ground 1 lawsuit, 2 arbitration, 3 suspension by the patent office, 4 preservation.
struct Freeze {
    Matter matter;
    uint32 judge;
    uint40 until;
    uint8 ground;
}

/// @notice A freeze ends before its time.
struct Lift {
    Matter matter;
    uint16 number;
}

/// @notice A holder offers units to those with priority, before they go to one who holds nothing.
/// @param seller Who offers. @param units What of the seller's holding.
/// @param commitment keccak256(abi.encode(bytes32 achievement, uint32 seller, uint32 buyer, uint32 units, bytes32 opening)),
/// `opening` being the salted commitment to the price: buyer and price stay private until the conveyance.
/// @param entitled Who may answer, 1 to 32 parties, none twice: every other holder, and others whom the law names.
/// @param windowEnd First second at which no answer counts any more.
struct Offer {
    Matter matter;
    uint32 seller;
    uint32 units;
    bytes32 commitment;
    uint32[] entitled;
    uint40 windowEnd;
}

/// @notice One who is entitled takes the offer, on its terms.
struct Taking {
    Matter matter;
    bytes32 offer;
    uint32 party;
}

/// @notice One who is entitled lets the offer pass. It is no consent to anything else.
struct Waiver {
    Matter matter;
    bytes32 offer;
    uint32 party;
}

/// @notice The seller takes the offer back, while nobody has taken it.
struct Withdrawing {
    Matter matter;
    bytes32 offer;
}

/// @notice An order goes on public notice before it may be carried out (`ITitleRegistry.enforce`).
/// @param judge Appointment with `court_order` at another node than the officer's appointment.
struct Announcement {
    Matter matter;
    uint32 judge;
    OrderTerms terms;
}

/// @notice An outside register (patents, copyright, plant varieties) shows the confirmed holders as they stand here.
/// @param version The version of the title that the register shows; the present one.
/// @param since Second from which the register's entry has legal effect, not in the future.
struct Effect {
    Matter matter;
    uint32 version;
    uint40 since;
}

/// @notice What the proceedings were set up with; fixed for ever at deployment. Seconds each.
/// @param leastWindow How long a priority offer stays open at least, counted from its block.
/// @param longestWindow How long at most.
/// @param takenLife How long after its window a taken offer may be settled; then it counts as lapsed.
/// @param longestFreeze How long a freeze without a judge lasts at most.
/// @param freezeGap How long after a freeze's end no officer of the same node freezes again without a judge. 0: no gap is
/// asked for, and one node's freezes may stand beside each other.
/// @param orderNotice How long an order is on notice before it is carried out.
struct ProceedingsLimits {
    uint32 leastWindow;
    uint32 longestWindow;
    uint32 takenLife;
    uint32 longestFreeze;
    uint32 freezeGap;
    uint32 orderNotice;
}

/// @notice An objection. All zero if the party never objected to this title.
/// @param objection Digest of the act that raised it. @param round The round in which it was raised. @param status 0 none, 1 open, 2 retracted, 3 decided, 4 void with its
/// proposal. @param outcome Of the decision, 0 before it.
struct ObjectionRecord {
    bytes32 objection;
    uint16 round;
    uint8 status;
    uint8 outcome;
    uint40 raisedAt;
    uint40 closedAt;
}

/// @notice A freeze. It stands while `time < until` and it was not lifted. @param node The officer's own node.
struct FreezeRecord {
    uint40 from;
    uint40 until;
    uint32 node;
    uint8 ground;
    bool lifted;
}

/// @notice A priority offer.
/// @param status Now: 0 none, 1 open, 2 taken, 3 waived by all, 4 lapsed, 5 sold, 6 settled, 7 withdrawn. It stays open until
/// its window ends or all have answered; taken lapses when `takenLife` is over.
/// @param taken Bit i: entitled[i] took it. @param waived Bit i: entitled[i] let it pass.
struct OfferRecord {
    bytes32 achievement;
    uint32 seller;
    uint32 units;
    uint40 windowEnd;
    uint8 status;
    uint32 taken;
    uint32 waived;
    uint32[] entitled;
    bytes32 commitment;
}

/// @title What stands beside a title: notices, objections, freezes, priority offers, announcements, outside registers
/// @notice The registry's companion. Its acts never move a unit; what they mark on the title goes through the registry's
/// `note…` functions. Acts of a party that protects itself need no officer and are bound to no version.
/// @dev Each act `x(message, seals)` has two views: `rollOfX` says who signs, `digestOfX` what.
interface IProceedings is IRefusals {
    // ---- refusals (beside those of `ITitleRegistry` that come through, by the same names)

    /// @notice No proposal of this round is open for the title.
    error NoOpenProposal(bytes32 achievement, uint16 round);

    /// @notice The end of a notice only moves back.
    error NoticeNotLater(uint40 stated, uint40 current);

    /// @notice The notice ended at this second; no objection counts any more.
    error ObjectionLate(uint40 until);

    /// @notice This party has no such open objection.
    error NoOpenObjection(uint32 party, bytes32 objection);

    /// @notice The text was drafted before the party's last objection was closed: draft it anew.
    error ObjectionClosed(uint32 party, uint40 closedAt);

    /// @notice This act took effect before.
    error AlreadyDone(bytes32 digest);

    /// @notice Objections without their document do not count.
    error EvidenceMissing();

    /// @notice There is no such outcome, or no such effect.
    error UnknownOutcome(uint8 outcome, uint8 effect);

    /// @notice A freeze ends in the future, and without a judge no later than this.
    error FreezeTooLong(uint40 until, uint40 latest);

    /// @notice An officer of the same node froze before; without a judge not before this second again.
    error FreezeTooSoon(uint32 node, uint40 from);

    /// @notice Eight freezes stand at most.
    error TooManyFreezes(bytes32 achievement);

    /// @notice The freeze does not exist, was lifted or has ended.
    error FreezeClosed(bytes32 achievement, uint16 number);

    /// @notice No priority offer has this digest.
    error UnknownOffer(bytes32 offer);

    /// @notice The offer's status does not allow this.
    error OfferClosed(bytes32 offer, uint8 status);

    /// @notice An earlier offer of the seller on this title is open or taken.
    error OfferOpen(bytes32 offer);

    /// @notice This holder is not among those who were asked.
    error OfferIncomplete(bytes32 offer, uint32 holder);

    /// @notice Nobody is entitled, more than 32 are, one stands twice, or the seller among them.
    error WrongEntitled(uint256 index);

    /// @notice The window is shorter or longer than it may be.
    error WrongWindow(uint40 stated, uint40 earliest, uint40 latest);

    /// @notice This party was not asked.
    error NotEntitled(bytes32 offer, uint32 party);

    /// @notice This party has answered already.
    error AlreadyAnswered(bytes32 offer, uint32 party);

    /// @notice The offer's window still runs, until this second unless all answer before.
    error PriorityWindowOpen(bytes32 offer, uint40 until);

    /// @notice Somebody took the offer: its units go to the takers.
    error PriorityTaken(bytes32 offer, uint40 until);

    /// @notice Nobody took the offer.
    error NotTaken(bytes32 offer);

    /// @notice Buyer, units, seller or price are not those of the offer.
    error TermsDiffer(bytes32 offer);

    /// @notice The order was not announced.
    error NotAnnounced(bytes32 achievement, bytes32 terms);

    /// @notice The same order stands announced already.
    error AlreadyAnnounced(bytes32 achievement, bytes32 terms);

    /// @notice The order's notice runs until this second.
    error OrderNoticeRunning(uint40 until);

    /// @notice Legal effect does not begin in the future.
    error WrongEffect(uint40 since);

    // ---- events

    /// @notice The notice of the open proposal ends later now.
    event Prolonged(bytes32 indexed achievement, uint16 round, uint40 noticeUntil, bytes32 digest, bytes32 filing);

    /// @notice A party objected; `objections` are open now. An objection of a party that has an open one supplements that, and
    /// leaves the count: `objection` is the digest of the open one, `digest` of this act.
    event Objected(
        bytes32 indexed achievement,
        uint32 indexed party,
        bytes32 indexed objection,
        uint16 round,
        uint8 ground,
        uint16 objections,
        bytes32 digest,
        bytes32 filing
    );

    /// @notice A party took its objection back; `objections` are open now.
    event Retracted(
        bytes32 indexed achievement,
        uint32 indexed party,
        bytes32 indexed objection,
        uint16 objections,
        bytes32 digest,
        bytes32 filing
    );

    /// @notice An objection was decided; `objections` are open now. With an effect the registry emits `ProposalVoided` too.
    event ObjectionDecided(
        bytes32 indexed achievement,
        uint32 indexed party,
        bytes32 indexed objection,
        uint8 outcome,
        uint8 effect,
        uint16 objections,
        bytes32 digest,
        bytes32 filing
    );

    /// @notice The title was frozen; altogether it is until `frozenUntil`.
    event Frozen(
        bytes32 indexed achievement,
        uint16 indexed number,
        uint40 until,
        uint8 ground,
        uint32 node,
        uint40 frozenUntil,
        bytes32 digest,
        bytes32 filing
    );

    /// @notice A freeze was lifted; altogether the title is frozen until `frozenUntil`, 0 if no freeze stands.
    event Lifted(
        bytes32 indexed achievement, uint16 indexed number, uint40 frozenUntil, bytes32 digest, bytes32 filing
    );

    /// @notice Units were offered to those with priority. `offer` is the act's digest.
    /// @dev An offer that was taken and not settled lapses at `takenUntil`, which is `windowEnd` and the limit `takenLife`.
    event Offered(
        bytes32 indexed achievement,
        bytes32 indexed offer,
        uint32 indexed seller,
        uint32 units,
        bytes32 commitment,
        uint32[] entitled,
        uint40 windowEnd,
        uint40 takenUntil,
        bytes32 filing
    );

    /// @notice One who is entitled took the offer.
    event Taken(
        bytes32 indexed achievement, bytes32 indexed offer, uint32 indexed party, bytes32 digest, bytes32 filing
    );

    /// @notice One who is entitled let the offer pass.
    event Waived(
        bytes32 indexed achievement, bytes32 indexed offer, uint32 indexed party, bytes32 digest, bytes32 filing
    );

    /// @notice The offer came to its end: 5 sold, 6 settled, 7 withdrawn. Waived and lapsed ones end without an event.
    event OfferEnded(bytes32 indexed achievement, bytes32 indexed offer, uint8 status, bytes32 digest);

    /// @notice An order is on notice until `dueAt`. `terms` is hashStruct(OrderTerms).
    event Announced(
        bytes32 indexed achievement,
        bytes32 indexed terms,
        uint8 ground,
        Movement[] movements,
        uint40 dueAt,
        bytes32 digest,
        bytes32 filing
    );

    /// @notice The outside register shows the holders of `version`, with legal effect since `since`.
    event LegalEffect(
        bytes32 indexed achievement, uint32 indexed version, uint40 since, bytes32 digest, bytes32 filing
    );

    // ---- acts

    /// @notice Signed by an officer with `decide_objection` who is no party to the title. Also where a decision voided the
    /// proposal and the notice goes on for further objections.
    function prolong(Prolongation calldata message, bytes calldata seals) external;
    /// @notice Signed by the objector. Only while `time < noticeUntil`.
    function object(Objection calldata message, bytes calldata seals) external;
    /// @notice Signed by the objector. At any time until the title is closed.
    function retract(Retraction calldata message, bytes calldata seals) external;
    /// @notice Signed by an officer with `decide_objection` who is neither objector nor party to the title.
    function decide(Decision calldata message, bytes calldata seals) external;
    /// @notice Signed by an officer with `freeze`, no party to the title, and the judge where one is named.
    function freeze(Freeze calldata message, bytes calldata seals) external;
    /// @notice Signed by an officer with `freeze`, no party to the title.
    function lift(Lift calldata message, bytes calldata seals) external;
    /// @notice Signed by the seller. Only on a confirmed title that is not frozen.
    function offer(Offer calldata message, bytes calldata seals) external;
    /// @notice Signed by the taker. Only inside the window.
    function take(Taking calldata message, bytes calldata seals) external;
    /// @notice Signed by the one who waives. Only inside the window.
    function waive(Waiver calldata message, bytes calldata seals) external;
    /// @notice Signed by the seller. Only while nobody took the offer, or after those who took it let it lapse.
    function withdrawOffer(Withdrawing calldata message, bytes calldata seals) external;
    /// @notice Signed by an officer with `court_order` and a judge.
    function announce(Announcement calldata message, bytes calldata seals) external;
    /// @notice Signed by an officer with `register_legal_effect`. Only on a confirmed title that is not frozen.
    function recordEffect(Effect calldata message, bytes calldata seals) external;

    // ---- for the registry alone

    /// @notice Demand that units may go to an outsider under this offer: its window is over or all have answered, nobody took
    /// it (or the takers let it lapse), its commitment is this one, and each of these holders was asked.
    function requireSellable(bytes32 offer, bytes32 achievement, bytes32 commitment, uint32[] calldata holders)
        external
        view;

    /// @notice Demand that these are the movements by which a taken offer on this title is settled now: `OfferClosed` unless
    /// its status is taken, `ITitleRegistry.WrongSettlement` if it is another title's or the movements differ.
    function requireSettlement(bytes32 offer, bytes32 achievement, Movement[] calldata movements) external view;

    /// @notice The registry only: these offers are over. @param status 5 sold, 6 settled. @param digest Of the act.
    function endOffers(bytes32 achievement, bytes32[] calldata offers, uint8 status, bytes32 digest) external;

    /// @notice Demand that the order was announced and its notice is over; the registry only, which it spends.
    function spendOrder(bytes32 achievement, bytes32 terms) external;

    // ---- rolls and digests: who signs, in the order of the seals, and what

    function rollOfProlong(Prolongation calldata message) external view returns (Roll memory);
    function rollOfObject(Objection calldata message) external view returns (Roll memory);
    function rollOfRetract(Retraction calldata message) external view returns (Roll memory);
    function rollOfDecide(Decision calldata message) external view returns (Roll memory);
    function rollOfFreeze(Freeze calldata message) external view returns (Roll memory);
    function rollOfLift(Lift calldata message) external view returns (Roll memory);
    function rollOfOffer(Offer calldata message) external view returns (Roll memory);
    function rollOfTake(Taking calldata message) external view returns (Roll memory);
    function rollOfWaive(Waiver calldata message) external view returns (Roll memory);
    function rollOfWithdrawOffer(Withdrawing calldata message) external view returns (Roll memory);
    function rollOfAnnounce(Announcement calldata message) external view returns (Roll memory);
    function rollOfRecordEffect(Effect calldata message) external view returns (Roll memory);
    function digestOfProlong(Prolongation calldata message) external view returns (bytes32);
    function digestOfObject(Objection calldata message) external view returns (bytes32);
    function digestOfRetract(Retraction calldata message) external view returns (bytes32);
    function digestOfDecide(Decision calldata message) external view returns (bytes32);
    function digestOfFreeze(Freeze calldata message) external view returns (bytes32);
    function digestOfLift(Lift calldata message) external view returns (bytes32);
    function digestOfOffer(Offer calldata message) external view returns (bytes32);
    function digestOfTake(Taking calldata message) external view returns (bytes32);
    function digestOfWaive(Waiver calldata message) external view returns (bytes32);
    function digestOfWithdrawOffer(Withdrawing calldata message) external view returns (bytes32);
    function digestOfAnnounce(Announcement calldata message) external view returns (bytes32);
    function digestOfRecordEffect(Effect calldata message) external view returns (bytes32);

    // ---- views

    /// @notice The last objection of a party to a title.
    function objectionOf(bytes32 achievement, uint32 party) external view returns (ObjectionRecord memory);
    /// @notice The freeze of this number. @param number From 1.
    function freezeOf(bytes32 achievement, uint16 number) external view returns (FreezeRecord memory);
    /// @notice How many freezes there were, and the numbers of those that stand now.
    function freezesOf(bytes32 achievement) external view returns (uint16 count, uint16[] memory standing);
    /// @notice The offer of this digest.
    function offerOf(bytes32 offer) external view returns (OfferRecord memory);
    /// @notice The seller's last offer on a title, zero if there was none.
    function lastOfferOf(bytes32 achievement, uint32 seller) external view returns (bytes32);
    /// @notice How the offer's units go to its takers: by largest remainder over the units they hold, or equally if one of
    /// them holds none; holders in their order, then others as they stand in the offer. Ties go to the earlier; who gets
    /// nothing has no movement.
    function settlementOf(bytes32 offer) external view returns (Movement[] memory);
    /// @notice The party of a judge beside an officer: another party, under an appointment that carries `court_order` at
    /// another node than the officer's own. Else `NotCompetent` or `ITitleRegistry.JudgeNotApart`.
    /// @param appointment The officer's. @param judge The judge's.
    function judgeOf(uint32 appointment, uint32 judge) external view returns (uint32 party);
    /// @notice When an announced order may be carried out, 0 if it was not announced or is spent.
    function orderDue(bytes32 achievement, bytes32 terms) external view returns (uint40);
    /// @notice The registry's companion says whose it is.
    function titles() external view returns (address);
    /// @notice The limits of this ledger.
    function limits() external view returns (ProceedingsLimits memory);
}
