// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {
    Amendment,
    Cancellation,
    Confirmation,
    Conveyance,
    Migration,
    Order,
    Proposal,
    Registration,
    Settlement,
    Terms
} from "../interfaces/ITitleRegistry.sol";
import {Typed} from "./Typed.sol";

/// @notice EIP-712 types and hashes of the messages of `TitleRegistry`.
library TypedTitles {
    bytes32 internal constant TERMS_TYPE = keccak256(
        "Terms(uint8 rule,uint32 delegate,Share[] table,bytes32 useGrant)" "Share(uint32 party,uint32 units)"
    );
    bytes32 internal constant REGISTRATION_TYPE = keccak256(
        "Registration(Act act,uint32 node,uint32 filer,Share[] claimed)"
        "Act(bytes32 achievement,uint32 version,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
        "Share(uint32 party,uint32 units)"
    );
    bytes32 internal constant CANCELLATION_TYPE = keccak256(
        "Cancellation(Act act,uint8 ground)"
        "Act(bytes32 achievement,uint32 version,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );
    bytes32 internal constant PROPOSAL_TYPE = keccak256(
        "Proposal(Act act,Terms terms,uint16 round,uint40 noticeUntil)"
        "Act(bytes32 achievement,uint32 version,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
        "Share(uint32 party,uint32 units)" "Terms(uint8 rule,uint32 delegate,Share[] table,bytes32 useGrant)"
    );
    bytes32 internal constant CONFIRMATION_TYPE = keccak256(
        "Confirmation(Act act,Terms terms)"
        "Act(bytes32 achievement,uint32 version,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
        "Share(uint32 party,uint32 units)" "Terms(uint8 rule,uint32 delegate,Share[] table,bytes32 useGrant)"
    );
    bytes32 internal constant CONVEYANCE_TYPE = keccak256(
        "Conveyance(Act act,uint8 basis,bytes32 price,Movement[] movements,bytes32[] offers,bytes32[] openings,uint8 pledgeAfter)"
        "Act(bytes32 achievement,uint32 version,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
        "Movement(uint32 from,uint32 to,uint32 units)"
    );
    bytes32 internal constant SETTLEMENT_TYPE = keccak256(
        "Settlement(Act act,bytes32 offer,Movement[] movements,uint8 pledgeAfter)"
        "Act(bytes32 achievement,uint32 version,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
        "Movement(uint32 from,uint32 to,uint32 units)"
    );
    bytes32 internal constant AMENDMENT_TYPE = keccak256(
        "Amendment(Act act,uint8 rule,uint32 delegate)"
        "Act(bytes32 achievement,uint32 version,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );
    bytes32 internal constant ORDER_TYPE = keccak256(
        "Order(Act act,uint32 judge,OrderTerms terms)"
        "Act(bytes32 achievement,uint32 version,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
        "Movement(uint32 from,uint32 to,uint32 units)" "OrderTerms(uint8 ground,Movement[] movements)"
    );
    bytes32 internal constant MIGRATION_TYPE = keccak256(
        "Migration(Act act,address successor)"
        "Act(bytes32 achievement,uint32 version,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );

    function hash(Terms calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(TERMS_TYPE, m.rule, m.delegate, Typed.hash(m.table), m.useGrant));
    }

    function hash(Registration calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(REGISTRATION_TYPE, Typed.hash(m.act), m.node, m.filer, Typed.hash(m.claimed)));
    }

    function hash(Cancellation calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(CANCELLATION_TYPE, Typed.hash(m.act), m.ground));
    }

    /// @param terms hashStruct of the message's terms, which the registry keeps.
    function hash(Proposal calldata m, bytes32 terms) internal pure returns (bytes32) {
        return keccak256(abi.encode(PROPOSAL_TYPE, Typed.hash(m.act), terms, m.round, m.noticeUntil));
    }

    /// @param terms hashStruct of the message's terms, which the registry compares with what it kept.
    function hash(Confirmation calldata m, bytes32 terms) internal pure returns (bytes32) {
        return keccak256(abi.encode(CONFIRMATION_TYPE, Typed.hash(m.act), terms));
    }

    function hash(Conveyance calldata m) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                CONVEYANCE_TYPE,
                Typed.hash(m.act),
                m.basis,
                m.price,
                Typed.hash(m.movements),
                keccak256(abi.encodePacked(m.offers)),
                keccak256(abi.encodePacked(m.openings)),
                m.pledgeAfter
            )
        );
    }

    function hash(Settlement calldata m) internal pure returns (bytes32) {
        return
            keccak256(abi.encode(SETTLEMENT_TYPE, Typed.hash(m.act), m.offer, Typed.hash(m.movements), m.pledgeAfter));
    }

    function hash(Amendment calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(AMENDMENT_TYPE, Typed.hash(m.act), m.rule, m.delegate));
    }

    /// @param terms hashStruct of the order's terms, by which it was announced.
    function hash(Order calldata m, bytes32 terms) internal pure returns (bytes32) {
        return keccak256(abi.encode(ORDER_TYPE, Typed.hash(m.act), m.judge, terms));
    }

    function hash(Migration calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(MIGRATION_TYPE, Typed.hash(m.act), m.successor));
    }
}
