// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {
    Announcement,
    Decision,
    Effect,
    Freeze,
    Lift,
    Objection,
    Offer,
    Prolongation,
    Retraction,
    Taking,
    Waiver,
    Withdrawing
} from "../interfaces/IProceedings.sol";
import {Typed} from "./Typed.sol";

/// @notice EIP-712 types and hashes of the messages of `Proceedings`.
library TypedProceedings {
    bytes32 internal constant PROLONGATION_TYPE = keccak256(
        "Prolongation(Matter matter,uint16 round,uint40 noticeUntil)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );
    bytes32 internal constant OBJECTION_TYPE = keccak256(
        "Objection(Matter matter,uint32 party,uint16 round,uint8 ground)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );
    bytes32 internal constant RETRACTION_TYPE = keccak256(
        "Retraction(Matter matter,uint32 party,bytes32 objection)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );
    bytes32 internal constant DECISION_TYPE = keccak256(
        "Decision(Matter matter,uint32 party,bytes32 objection,uint8 outcome,uint8 effect)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );
    bytes32 internal constant FREEZE_TYPE = keccak256(
        "Freeze(Matter matter,uint32 judge,uint40 until,uint8 ground)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );
    bytes32 internal constant LIFT_TYPE = keccak256(
        "Lift(Matter matter,uint16 number)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );
    bytes32 internal constant OFFER_TYPE = keccak256(
        "Offer(Matter matter,uint32 seller,uint32 units,bytes32 commitment,uint32[] entitled,uint40 windowEnd)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );
    bytes32 internal constant TAKING_TYPE = keccak256(
        "Taking(Matter matter,bytes32 offer,uint32 party)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );
    bytes32 internal constant WAIVER_TYPE = keccak256(
        "Waiver(Matter matter,bytes32 offer,uint32 party)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );
    bytes32 internal constant WITHDRAWING_TYPE = keccak256(
        "Withdrawing(Matter matter,bytes32 offer)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );
    bytes32 internal constant ANNOUNCEMENT_TYPE = keccak256(
        "Announcement(Matter matter,uint32 judge,OrderTerms terms)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
        "Movement(uint32 from,uint32 to,uint32 units)" "OrderTerms(uint8 ground,Movement[] movements)"
    );
    bytes32 internal constant EFFECT_TYPE = keccak256(
        "Effect(Matter matter,uint32 version,uint40 since)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );

    // Every narrow member is read by its act, which refuses bits beyond the type.

    function hash(Prolongation calldata m) internal pure returns (bytes32) {
        return Typed.hash(PROLONGATION_TYPE, m.matter, 2);
    }

    function hash(Objection calldata m) internal pure returns (bytes32) {
        return Typed.hash(OBJECTION_TYPE, m.matter, 3);
    }

    function hash(Retraction calldata m) internal pure returns (bytes32) {
        return Typed.hash(RETRACTION_TYPE, m.matter, 2);
    }

    function hash(Decision calldata m) internal pure returns (bytes32) {
        return Typed.hash(DECISION_TYPE, m.matter, 4);
    }

    function hash(Freeze calldata m) internal pure returns (bytes32) {
        return Typed.hash(FREEZE_TYPE, m.matter, 3);
    }

    function hash(Lift calldata m) internal pure returns (bytes32) {
        return Typed.hash(LIFT_TYPE, m.matter, 1);
    }

    function hash(Taking calldata m) internal pure returns (bytes32) {
        return Typed.hash(TAKING_TYPE, m.matter, 2);
    }

    function hash(Waiver calldata m) internal pure returns (bytes32) {
        return Typed.hash(WAIVER_TYPE, m.matter, 2);
    }

    function hash(Withdrawing calldata m) internal pure returns (bytes32) {
        return Typed.hash(WITHDRAWING_TYPE, m.matter, 1);
    }

    function hash(Effect calldata m) internal pure returns (bytes32) {
        return Typed.hash(EFFECT_TYPE, m.matter, 2);
    }

    function hash(Offer calldata m) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                OFFER_TYPE,
                Typed.hash(m.matter),
                m.seller,
                m.units,
                m.commitment,
                keccak256(abi.encodePacked(m.entitled)),
                m.windowEnd
            )
        );
    }

    function hash(Announcement calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(ANNOUNCEMENT_TYPE, Typed.hash(m.matter), m.judge, Typed.hash(m.terms)));
    }
}
