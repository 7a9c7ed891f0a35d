// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

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
/// @param from First second in force. @param until First second no longer in force.
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

/// @notice An appointment ends earlier. Signed by the node's operator or by the officer (`by`).
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
