// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRefusals} from "./IRefusals.sol";

/// @notice A party's numbers and commitments, as typed and signed when it enrols.
/// @param party The number it will get: the next free one, so that the message can be used once only.
/// @param signer ERC-7913 signer: 20 bytes of an account, or verifier (20 bytes) followed by the key.
/// @param identity Salted commitment to the identity filing. Opaque to the chain, never personal data.
/// @param kind 1 natural person, 2 organisation, 3 officer of a node.
/// @param guardian Party that may start a recovery, 0 for none.
/// @param voucher Party that vouches: an organisation for its people, or the officer of `appointment`.
/// @param appointment The voucher's appointment with the power `register_party`; 0 if an organisation vouches.
struct Enrolment {
    uint32 party;
    bytes signer;
    bytes32 identity;
    uint8 kind;
    uint32 guardian;
    uint32 voucher;
    uint32 appointment;
    uint40 draftedAt;
    uint40 deadline;
}

/// @notice A node joins the network. Signed by the parent's operator and by its own.
/// @param node The number it will get: the next free one.
/// @param kind 2 regional (a park), 3 specialised (a sector). The core, kind 1, exists once, from the start.
struct Admission {
    uint32 node;
    uint32 parent;
    uint32 operator;
    uint8 kind;
    uint40 draftedAt;
    uint40 deadline;
}

/// @notice An officer gets powers at a node for a period. Signed by the node's operator and by the officer.
/// @param appointment The number it will get: the next free one.
/// @param powers Bits of the library `Powers`.
/// @param from First second in force; where the act takes effect later than that, the appointment begins then.
/// @param until First second no longer in force.
struct Appointment {
    uint32 appointment;
    uint32 node;
    uint32 officer;
    uint32 powers;
    uint40 from;
    uint40 until;
    uint40 draftedAt;
    uint40 deadline;
}

/// @notice An appointment ends earlier than it was to. Signed by the node's operator or by the officer.
/// @param by Who of the two signs.
/// @param until First second no longer in force; where the act takes effect later than that, the appointment ends then.
struct AppointmentEnd {
    uint32 appointment;
    uint32 by;
    uint40 until;
    uint40 draftedAt;
    uint40 deadline;
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

    /// @notice Only the node's operator and the officer himself can end an appointment.
    error NotOperatorNorOfficer(uint32 appointment, uint32 party);

    // ---- events

    /// @notice A party got its number.
    /// @dev Emitted once a number, in the order of the numbers from 1. `signer` and `since` (the block's time) hold until
    /// a later event names the same party. `voucher` is 0 for party 1 only, which the constructor enrols.
    event Enrolled(
        uint32 indexed party, uint32 indexed voucher, bytes signer, bytes32 identity, uint8 kind, uint32 guardian
    );

    /// @notice A node joined.
    /// @dev Emitted once a number, in the order of the numbers from 1; in force from the block's time. The constructor
    /// admits node 1 (`parent` 0). `parent` never changes.
    event NodeAdmitted(uint32 indexed node, uint32 indexed parent, uint32 operator, uint8 kind);

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
    function requireSigned(
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
