// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRefusals} from "./IRefusals.sol";

/// @notice A party's numbers and commitments, as typed and signed when it enrols.
/// @param party The number it will get: the next free one, so that the message can be used once only.
/// @param signer ERC-7913 signer: 20 bytes of an account, or verifier (20 bytes) followed by the key.
/// @param identity Salted commitment to the identity filing. Opaque to the chain, never personal data.
/// @param kind 1 natural person, 2 organisation, 3 officer of a node.
/// @param guardian Who may start a recovery: a party's number; a node's number plus 2³¹, whose officers with `recover_key`
/// may; 0 for nobody.
/// @param recoveryDays How long a recovery is on notice, in days; 0 for the ledger's least delay.
/// @param voucher Party that vouches: an organisation for its people, or the officer of `appointment`.
/// @param appointment The voucher's appointment with the power `register_party`; 0 if an organisation vouches.
struct Enrolment {
    uint32 party;
    bytes signer;
    bytes32 identity;
    uint8 kind;
    uint32 guardian;
    uint16 recoveryDays;
    uint32 voucher;
    uint32 appointment;
    uint40 draftedAt;
    uint40 deadline;
}

/// @notice A party changes what it signs with. Signed by the old and by the new signer, in this order. Ends a recovery that
/// is on notice.
struct Rotation {
    uint32 party;
    bytes signer;
    uint40 draftedAt;
    uint40 deadline;
}

/// @notice A party takes back every signature that has not taken effect yet.
struct Withdrawal {
    uint32 party;
    uint40 draftedAt;
    uint40 deadline;
}

/// @notice A party chooses another guardian. Takes back its outstanding signatures too, and ends a recovery on notice.
struct Guardianship {
    uint32 party;
    uint32 guardian;
    uint16 recoveryDays;
    uint40 draftedAt;
    uint40 deadline;
}

/// @notice A new signer for a party that lost its own, or that law has put in another's hands; on notice until its delay is
/// over. Signed by the guardian (the party itself, or the officer of `appointment`), then by the new signer.
/// @param appointment 0 if the guardian is a party; else an officer's with `recover_key` at the guardian node.
/// @param ground 1 lost, 2 death, 3 merger, 4 order. @param evidence Leaf hash of the filing that proves the ground.
struct Recovery {
    uint32 party;
    bytes signer;
    uint32 appointment;
    uint8 ground;
    bytes32 evidence;
    uint40 draftedAt;
    uint40 deadline;
}

/// @notice The party ends a recovery with the key that was not lost after all.
/// @param dueAt When the recovery would be due: tells this recovery from others.
struct RecoveryCancellation {
    uint32 party;
    uint40 dueAt;
    uint40 draftedAt;
    uint40 deadline;
}

/// @notice A node joins the network. Signed for the parent, then by the new node's operator.
/// @param node The number it will get: the next free one.
/// @param kind 2 regional (a park), 3 specialised (a sector). The core, kind 1, exists once, from the start.
/// @param under 0 if the parent's operator signs for it; else an officer's appointment with `admit_node` there.
struct Admission {
    uint32 node;
    uint32 parent;
    uint32 operator;
    uint8 kind;
    uint32 under;
    uint40 draftedAt;
    uint40 deadline;
}

/// @notice Another party runs a node. Signed by the operator that it had, then by the new one.
struct HandOver {
    uint32 node;
    uint32 operator;
    uint40 draftedAt;
    uint40 deadline;
}

/// @notice A node is closed, at once. Its appointments are worth nothing from then on; its achievements are served from
/// above, and the nodes below it go on. The core is never closed.
/// @param by Its own operator or the parent's; with `under` that appointment's officer.
/// @param under 0, or an officer's appointment with `admit_node` at the parent.
struct NodeClosing {
    uint32 node;
    uint32 by;
    uint32 under;
    uint40 draftedAt;
    uint40 deadline;
}

/// @notice An officer gets powers at a node for a period. Signed for the node, then by the officer.
/// @param appointment The number it will get: the next free one.
/// @param powers Bits of the library `Powers`.
/// @param from First second in force; where the act takes effect later than that, the appointment begins then.
/// @param until First second no longer in force.
/// @param under 0 if the node's operator signs for it; else another officer's appointment with `grant_officer` there.
struct Appointment {
    uint32 appointment;
    uint32 node;
    uint32 officer;
    uint32 powers;
    uint40 from;
    uint40 until;
    uint32 under;
    uint40 draftedAt;
    uint40 deadline;
}

/// @notice An appointment ends earlier than it was to.
/// @param by Who signs: the node's operator, the officer himself, or with `under` that appointment's officer.
/// @param under 0, or another officer's appointment with `grant_officer` at the node.
/// @param until First second no longer in force; where the act takes effect later than that, the appointment ends then.
struct AppointmentEnd {
    uint32 appointment;
    uint32 by;
    uint32 under;
    uint40 until;
    uint40 draftedAt;
    uint40 deadline;
}

/// @notice What the authority was set up with; fixed for ever at deployment.
/// @param recoveryDays Least days that a recovery is on notice. @param quarantineDays Days after a recovery in which the party
/// gives nothing away. @param guardianBarDays Days after a recovery by a node in which no officer of that node registers what
/// the party gives away. @param anyRecoveryNode True lets officers of every node recover every party: for replays only.
struct AuthorityLimits {
    uint16 recoveryDays;
    uint16 quarantineDays;
    uint16 guardianBarDays;
    bool anyRecoveryNode;
}

/// @notice A recovery on notice. All zero if none is.
struct RecoveryRecord {
    address signer;
    bool keyed;
    uint40 dueAt;
    uint32 node;
}

/// @notice The seats of an act, in the order in which the seals must come.
/// @param seats Party numbers; the officer, where there is one, sits first.
/// @param must Bit i set: seat i has to sign.
/// @param disposing Bit i set: seat i gives something away, and may not do so in quarantine.
/// @param units Units with which seat i counts towards the quorum; 0 for seats that do not consent.
/// @param quorum Units that the signing seats must reach together; 0 where no quorum is asked for.
struct Roll {
    uint32[] seats;
    uint256 must;
    uint256 disposing;
    uint32[] units;
    uint32 quorum;
}

/// @notice A party as it stands. All zero for a number that was not given.
/// @param signer The account; for a keyed signer the last 20 bytes of keccak256(verifier || key).
/// @param keyed True if the signer is a key behind an ERC-7913 verifier.
/// @param since Second from which signatures of this signer count.
/// @param mayDispose Day number (seconds since 1970 / 86400) from which the party may give away; 0 at once.
struct PartyRecord {
    address signer;
    bool keyed;
    uint8 kind;
    uint40 since;
    uint32 guardian;
    uint16 mayDispose;
    bytes32 identity;
}

/// @notice A node as it stands. All zero for a number that was not given.
struct NodeRecord {
    uint32 parent;
    uint32 operator;
    uint8 kind;
    uint40 from;
    uint40 until;
}

/// @notice An appointment as it stands. All zero for a number that was not given.
struct AppointmentRecord {
    uint32 node;
    uint32 officer;
    uint32 powers;
    uint40 from;
    uint40 until;
}

/// @title Who may speak
/// @notice Parties with their signers, nodes, and the officers appointed there. Nobody owns this contract: the first
/// party and the core node come from the constructor, everything else from acts signed by those whom they bind. Any
/// account may send them.
/// @dev Each act `x(message, seals)` has two views: `rollOfX` says who signs, `digestOfX` what. `seals` is one blob: for
/// each seat of the roll, in order, `uint16` length and signature; length 0 where the seat did not sign.
interface IAuthority is IRefusals {
    // ---- refusals

    /// @notice The message names a number that is not the next free one: draft it anew.
    error WrongNumber(uint32 stated, uint32 next);

    /// @notice Neither 20 bytes of an account nor a verifier followed by a key.
    error SignerMalformed(bytes signer);

    /// @notice Parties are of kind 1, 2 or 3; admitted nodes of kind 2 or 3.
    error UnknownKind(uint8 kind);

    /// @notice Without an appointment only an organisation vouches, and only for people, not for organisations.
    error VoucherUnfit(uint32 voucher, uint8 kind);

    /// @notice The voucher is not the officer of the appointment that the message names.
    error NotOfficer(uint32 appointment, uint32 party);

    /// @notice No node of this number is in force.
    error NodeNotInForce(uint32 node);

    /// @notice Below this node there is no further level: core, region or sector, and one level more.
    error TooDeep(uint32 parent);

    /// @notice The powers are none, or not all in the library `Powers`.
    error UnknownPowers(uint32 powers);

    /// @notice The period would be empty.
    error PeriodEmpty(uint40 from, uint40 until);

    /// @notice An appointment can only be shortened.
    error NotEarlier(uint40 stated, uint40 current);

    /// @notice Only the node's operator, the officer himself and an officer with `grant_officer` can end an appointment.
    error NotOperatorNorOfficer(uint32 appointment, uint32 party);

    /// @notice This party can do nothing for the node.
    error NotForNode(uint32 node, uint32 party);

    /// @notice The core is never closed.
    error CoreNode();

    /// @notice The text was drafted before the node last changed hands.
    error DraftedBefore(uint32 node, uint40 since);

    /// @notice The new signer is the present one.
    error SignerUnchanged(uint32 party);

    /// @notice This party or appointment is not the guardian.
    error NotGuardian(uint32 party, uint32 guardian);

    /// @notice There is no such ground for a recovery.
    error UnknownRecoveryGround(uint8 ground);

    /// @notice A recovery of this party is on notice already.
    error RecoveryOpen(uint32 party, uint40 dueAt);

    /// @notice No recovery of this party is on notice, or not this one; or the text for a new one is no newer than the
    /// cancelling of the last.
    error RecoveryClosed(uint32 party);

    /// @notice The recovery is on notice until this second.
    error RecoveryRunning(uint32 party, uint40 dueAt);

    /// @notice A recovery is on notice for at least the ledger's least delay and at most a year; 0 stands for the least.
    error RecoveryDaysUnfit(uint16 stated, uint16 least, uint16 longest);

    // ---- events

    /// @notice A party got its number.
    /// @dev Emitted once a number, in the order of the numbers from 1. `signer` and `since` (the block's time) hold until
    /// a later event names the same party. `voucher` is 0 for party 1 only, which the constructor enrols.
    event Enrolled(
        uint32 indexed party,
        uint32 indexed voucher,
        bytes signer,
        bytes32 identity,
        uint8 kind,
        uint32 guardian,
        uint16 recoveryDays
    );

    /// @notice A party signs with something else from `since` on. @param cause 1 rotation, 2 recovery.
    /// @dev `since` is one second after the block's time. `mayDispose` is the day from which the party may give away, 0 at
    /// once.
    event SignerChanged(uint32 indexed party, bytes signer, uint40 since, uint8 cause, uint16 mayDispose);

    /// @notice What a party signed for texts drafted before `since` counts no more, unless it took effect.
    event Withdrawn(uint32 indexed party, uint40 since);

    /// @notice A party has another guardian; `since` as in `Withdrawn`.
    event GuardianChanged(uint32 indexed party, uint32 guardian, uint16 recoveryDays, uint40 since);

    /// @notice A recovery is on notice until `dueAt`. `by` is the guardian party or the officer.
    event RecoveryProposed(
        uint32 indexed party, uint32 indexed by, bytes signer, uint40 dueAt, uint8 ground, bytes32 evidence
    );

    /// @notice A recovery ended without effect: cancelled, or overtaken by a rotation or another guardian.
    event RecoveryCancelled(uint32 indexed party, uint40 dueAt);

    /// @notice A node joined.
    /// @dev Emitted once a number, in the order of the numbers from 1; in force from the block's time. The constructor
    /// admits node 1 (`parent` 0). `parent` never changes.
    event NodeAdmitted(uint32 indexed node, uint32 indexed parent, uint32 operator, uint8 kind);

    /// @notice A node has another operator.
    event NodeHandedOver(uint32 indexed node, uint32 indexed operator);

    /// @notice A node is closed from `until` on, the block's time.
    event NodeClosed(uint32 indexed node, uint40 until);

    /// @notice An officer was appointed.
    /// @dev Emitted once a number, in the order of the numbers from 1. `from` is what was stored: the message's or the
    /// block's time, whichever is later. Only `until` can change, and only by `AppointmentEnded`.
    event Appointed(
        uint32 indexed appointment,
        uint32 indexed node,
        uint32 indexed officer,
        uint32 powers,
        uint40 from,
        uint40 until
    );

    /// @notice An appointment ends at `until`.
    /// @dev `until` is what was stored, never before the block's time and always before the earlier `until`.
    event AppointmentEnded(uint32 indexed appointment, uint40 until);

    // ---- acts

    /// @notice Give a person or organisation its number. Signed by the voucher and by the new signer.
    /// @return party The number, equal to the message's.
    function enrol(Enrolment calldata message, bytes calldata seals) external returns (uint32 party);

    /// @notice Change a party's signer.
    function rotate(Rotation calldata message, bytes calldata seals) external;

    /// @notice Take back all outstanding signatures of a party. Signed by the party.
    function withdraw(Withdrawal calldata message, bytes calldata seals) external;

    /// @notice Choose another guardian. Signed by the party.
    function entrust(Guardianship calldata message, bytes calldata seals) external;

    /// @notice Put a recovery on notice.
    function recover(Recovery calldata message, bytes calldata seals) external;

    /// @notice End a recovery that is on notice. Signed by the party's present signer.
    function cancelRecovery(RecoveryCancellation calldata message, bytes calldata seals) external;

    /// @notice Let a recovery take effect whose notice is over. Anybody may send this; nobody signs.
    /// @param dueAt When it was due: tells this recovery from others, so that no call counts twice.
    /// @param signer The ERC-7913 bytes that were proposed.
    function settleRecovery(uint32 party, uint40 dueAt, bytes calldata signer) external;

    /// @notice Hand a node over.
    function handOver(HandOver calldata message, bytes calldata seals) external;

    /// @notice Close a node.
    function closeNode(NodeClosing calldata message, bytes calldata seals) external;

    /// @notice Admit a node below another. Signed by the operators of both (once, if it is the same party).
    /// @return node The number, equal to the message's.
    function admit(Admission calldata message, bytes calldata seals) external returns (uint32 node);

    /// @notice Appoint an officer. Signed by the node's operator and by the officer (once, if it is the same party).
    /// @return appointment The number, equal to the message's.
    function appoint(Appointment calldata message, bytes calldata seals) external returns (uint32 appointment);

    /// @notice End an appointment, from now or from a later second. What was done under it stays done.
    function endAppointment(AppointmentEnd calldata message, bytes calldata seals) external;

    // ---- rolls and digests

    /// @notice Who signs this enrolment: voucher, then the number to be given.
    function rollOfEnrol(Enrolment calldata message) external view returns (Roll memory);
    /// @notice Who signs this admission: the parent's operator, then the node's.
    function rollOfAdmit(Admission calldata message) external view returns (Roll memory);
    /// @notice Who signs this appointment: the node's operator, then the officer.
    function rollOfAppoint(Appointment calldata message) external view returns (Roll memory);
    /// @notice Who signs this end: whom the message names.
    function rollOfEndAppointment(AppointmentEnd calldata message) external view returns (Roll memory);

    /// @notice Who signs this rotation: the party twice, first with its present signer, then with the new one.
    function rollOfRotate(Rotation calldata message) external view returns (Roll memory);
    /// @notice Who signs this withdrawal: the party.
    function rollOfWithdraw(Withdrawal calldata message) external view returns (Roll memory);
    /// @notice Who signs this guardianship: the party.
    function rollOfEntrust(Guardianship calldata message) external view returns (Roll memory);
    /// @notice Who signs this recovery: the guardian or the officer, then the party's seat, with the new signer.
    function rollOfRecover(Recovery calldata message) external view returns (Roll memory);
    /// @notice Who signs this cancellation: the party, with its present signer.
    function rollOfCancelRecovery(RecoveryCancellation calldata message) external view returns (Roll memory);
    /// @notice Who signs this hand-over: the operator that the node has, then the one that it gets.
    function rollOfHandOver(HandOver calldata message) external view returns (Roll memory);
    /// @notice Who signs this closing: whom the message names.
    function rollOfCloseNode(NodeClosing calldata message) external view returns (Roll memory);
    function digestOfRotate(Rotation calldata message) external view returns (bytes32);
    function digestOfWithdraw(Withdrawal calldata message) external view returns (bytes32);
    function digestOfEntrust(Guardianship calldata message) external view returns (bytes32);
    function digestOfRecover(Recovery calldata message) external view returns (bytes32);
    function digestOfCancelRecovery(RecoveryCancellation calldata message) external view returns (bytes32);
    function digestOfHandOver(HandOver calldata message) external view returns (bytes32);
    function digestOfCloseNode(NodeClosing calldata message) external view returns (bytes32);

    /// @notice The EIP-712 digest that the seats of this act sign.
    function digestOfEnrol(Enrolment calldata message) external view returns (bytes32);
    /// @notice The EIP-712 digest that the seats of this act sign.
    function digestOfAdmit(Admission calldata message) external view returns (bytes32);
    /// @notice The EIP-712 digest that the seats of this act sign.
    function digestOfAppoint(Appointment calldata message) external view returns (bytes32);
    /// @notice The EIP-712 digest that the seats of this act sign.
    function digestOfEndAppointment(AppointmentEnd calldata message) external view returns (bytes32);

    // ---- for the contracts that build on this one

    /// @notice Pass if an officer and the given seats sealed `digest`, else revert. Changes nothing.
    /// @param appointment The officer's appointment; it has to carry `power` for `node` now.
    /// @param seats The roll without the officer. He may not be among them.
    /// @param disposing Bits of the whole roll (bit 0 is the officer): seats that may not sign in quarantine.
    /// @param seals One seal for the officer, who always signs, then one for each seat; consumed exactly.
    /// @return officer The appointment's officer.
    /// @return signed Bits of the whole roll that carry a good seal. Whether they suffice is for the caller to say.
    function requireSealed(
        uint32 appointment,
        uint32 node,
        uint32 power,
        uint32[] calldata seats,
        uint256 disposing,
        uint40 draftedAt,
        bytes32 digest,
        bytes calldata seals
    ) external view returns (uint32 officer, uint256 signed);

    /// @notice The same for acts that need no officer: bit i of `disposing` and of `signed` is `seats[i]`.
    function requireSignedBy(
        uint32[] calldata seats,
        uint256 disposing,
        uint40 draftedAt,
        bytes32 digest,
        bytes calldata seals
    ) external view returns (uint256 signed);

    // ---- views

    /// @notice Whether the appointment carries `power` for `node` at `time`. Exact for every second before this block's:
    /// no later act changes the answer.
    /// @param power One bit of the library `Powers`, or several that are all needed.
    function competent(uint32 appointment, uint32 power, uint32 node, uint40 time) external view returns (bool);

    /// @notice The recovery of this party that is on notice.
    function recoveryOf(uint32 party) external view returns (RecoveryRecord memory);
    /// @notice Days that a recovery of this party is on notice.
    function recoveryDaysOf(uint32 party) external view returns (uint16);
    /// @notice The limits of this ledger.
    function limits() external view returns (AuthorityLimits memory);
    /// @notice The party of this number.
    function partyOf(uint32 party) external view returns (PartyRecord memory);
    /// @notice The node of this number.
    function nodeOf(uint32 node) external view returns (NodeRecord memory);
    /// @notice The appointment of this number.
    function appointmentOf(uint32 appointment) external view returns (AppointmentRecord memory);
    /// @notice How many numbers of each kind were given; the next free one is one more.
    function counts() external view returns (uint32 parties, uint32 nodes, uint32 appointments);
    /// @notice The ledger's id, part of every domain: a signature made on a rehearsal ledger is worth nothing here.
    function salt() external view returns (bytes32);
}
