// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice What every act on title begins with.
/// @param achievement keccak256(abi.encode(uint32 node, bytes32 leaf of the registration filing)).
/// @param version Version of the title that the act relies on; 0 for a registration.
/// @param appointment Appointment under which the officer acts; 0 where the act needs none.
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

struct Share {
    uint32 party;
    uint32 units;
}

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

struct Registration {
    Act act;
    uint32 node;
    uint32 filer;
    Share[] claimed;
}

struct Proposal {
    Act act;
    Terms terms;
    uint40 noticeUntil;
}

struct Confirmation {
    Act act;
    Terms terms;
}

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
