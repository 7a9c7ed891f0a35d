// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {
    Admission,
    Appointment,
    AppointmentEnd,
    Enrolment,
    Guardianship,
    HandOver,
    NodeClosing,
    Recovery,
    RecoveryCancellation,
    Rotation,
    Withdrawal
} from "../interfaces/IAuthority.sol";

/// @notice EIP-712 types and hashes of the messages of `Authority`.
/// @dev The members of each message lie in calldata as they are hashed, but for the signer's bytes; so they are copied
/// whole. Safe because the acts read every narrow member elsewhere too, and refuse one with bits beyond its type then.
library TypedAuthority {
    bytes32 internal constant ENROLMENT_TYPE = keccak256(
        "Enrolment(uint32 party,bytes signer,bytes32 identity,uint8 kind,uint32 guardian,uint16 recoveryDays,uint32 voucher,uint32 appointment,uint40 draftedAt,uint40 deadline)"
    );
    bytes32 internal constant ROTATION_TYPE =
        keccak256("Rotation(uint32 party,bytes signer,uint40 draftedAt,uint40 deadline)");
    bytes32 internal constant WITHDRAWAL_TYPE = keccak256("Withdrawal(uint32 party,uint40 draftedAt,uint40 deadline)");
    bytes32 internal constant GUARDIANSHIP_TYPE =
        keccak256("Guardianship(uint32 party,uint32 guardian,uint16 recoveryDays,uint40 draftedAt,uint40 deadline)");
    bytes32 internal constant RECOVERY_TYPE = keccak256(
        "Recovery(uint32 party,bytes signer,uint32 appointment,uint8 ground,bytes32 evidence,uint40 draftedAt,uint40 deadline)"
    );
    bytes32 internal constant RECOVERY_CANCELLATION_TYPE =
        keccak256("RecoveryCancellation(uint32 party,uint40 dueAt,uint40 draftedAt,uint40 deadline)");
    bytes32 internal constant ADMISSION_TYPE = keccak256(
        "Admission(uint32 node,uint32 parent,uint32 operator,uint8 kind,uint32 under,uint40 draftedAt,uint40 deadline)"
    );
    bytes32 internal constant HAND_OVER_TYPE =
        keccak256("HandOver(uint32 node,uint32 operator,uint40 draftedAt,uint40 deadline)");
    bytes32 internal constant NODE_CLOSING_TYPE =
        keccak256("NodeClosing(uint32 node,uint32 by,uint32 under,uint40 draftedAt,uint40 deadline)");
    bytes32 internal constant APPOINTMENT_TYPE = keccak256(
        "Appointment(uint32 appointment,uint32 node,uint32 officer,uint32 powers,uint40 from,uint40 until,uint32 under,uint40 draftedAt,uint40 deadline)"
    );
    bytes32 internal constant APPOINTMENT_END_TYPE = keccak256(
        "AppointmentEnd(uint32 appointment,uint32 by,uint32 under,uint40 until,uint40 draftedAt,uint40 deadline)"
    );

    function hash(Enrolment calldata m) internal pure returns (bytes32) {
        uint256 place;
        assembly ("memory-safe") {
            place := m
        }
        return _hash(ENROLMENT_TYPE, place, 10, keccak256(m.signer));
    }

    function hash(Rotation calldata m) internal pure returns (bytes32) {
        uint256 place;
        assembly ("memory-safe") {
            place := m
        }
        return _hash(ROTATION_TYPE, place, 4, keccak256(m.signer));
    }

    function hash(Withdrawal calldata m) internal pure returns (bytes32) {
        uint256 place;
        assembly ("memory-safe") {
            place := m
        }
        return _hash(WITHDRAWAL_TYPE, place, 3);
    }

    function hash(Guardianship calldata m) internal pure returns (bytes32) {
        uint256 place;
        assembly ("memory-safe") {
            place := m
        }
        return _hash(GUARDIANSHIP_TYPE, place, 5);
    }

    function hash(Recovery calldata m) internal pure returns (bytes32) {
        uint256 place;
        assembly ("memory-safe") {
            place := m
        }
        return _hash(RECOVERY_TYPE, place, 7, keccak256(m.signer));
    }

    function hash(RecoveryCancellation calldata m) internal pure returns (bytes32) {
        uint256 place;
        assembly ("memory-safe") {
            place := m
        }
        return _hash(RECOVERY_CANCELLATION_TYPE, place, 4);
    }

    function hash(Admission calldata m) internal pure returns (bytes32) {
        uint256 place;
        assembly ("memory-safe") {
            place := m
        }
        return _hash(ADMISSION_TYPE, place, 7);
    }

    function hash(HandOver calldata m) internal pure returns (bytes32) {
        uint256 place;
        assembly ("memory-safe") {
            place := m
        }
        return _hash(HAND_OVER_TYPE, place, 4);
    }

    function hash(NodeClosing calldata m) internal pure returns (bytes32) {
        uint256 place;
        assembly ("memory-safe") {
            place := m
        }
        return _hash(NODE_CLOSING_TYPE, place, 5);
    }

    function hash(Appointment calldata m) internal pure returns (bytes32) {
        uint256 place;
        assembly ("memory-safe") {
            place := m
        }
        return _hash(APPOINTMENT_TYPE, place, 9);
    }

    function hash(AppointmentEnd calldata m) internal pure returns (bytes32) {
        uint256 place;
        assembly ("memory-safe") {
            place := m
        }
        return _hash(APPOINTMENT_END_TYPE, place, 6);
    }

    function _hash(bytes32 type_, uint256 place, uint256 words) private pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, type_)
            calldatacopy(add(free, 32), place, shl(5, words))
            result := keccak256(free, add(32, shl(5, words)))
        }
    }

    /// @dev The signer is the second member of every message that brings one; its offset stands in calldata there.
    function _hash(bytes32 type_, uint256 place, uint256 words, bytes32 signer) private pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, type_)
            calldatacopy(add(free, 32), place, shl(5, words))
            mstore(add(free, 64), signer)
            result := keccak256(free, add(32, shl(5, words)))
        }
    }
}
