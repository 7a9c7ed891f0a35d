// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Admission, Appointment, AppointmentEnd, Enrolment} from "../interfaces/IAuthority.sol";
import {Anchor} from "../interfaces/IAnchorLog.sol";
import {
    Act,
    Confirmation,
    Conveyance,
    Movement,
    Proposal,
    Registration,
    Share,
    Terms
} from "../interfaces/ITitleRegistry.sol";

/// @notice EIP-712: domain, types and hashes of every message. The types are those of `ledger/core/typed_data.json`; the
/// vectors in `tests/vectors/typed_data.json` hold this file, Python and two wallets' libraries to the same digests.
library Typed {
    bytes internal constant ACT =
        "Act(bytes32 achievement,uint32 version,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)";
    bytes internal constant MOVEMENT = "Movement(uint32 from,uint32 to,uint32 units)";
    bytes internal constant SHARE = "Share(uint32 party,uint32 units)";
    bytes internal constant TERMS = "Terms(uint8 rule,uint32 delegate,Share[] table,bytes32 useGrant)";

    bytes32 internal constant DOMAIN_TYPE = keccak256(
        "EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"
    );
    bytes32 internal constant ENROLMENT_TYPE = keccak256(
        "Enrolment(uint32 party,bytes signer,bytes32 identity,uint8 kind,uint32 guardian,uint32 voucher,uint32 appointment,uint40 draftedAt,uint40 deadline)"
    );
    bytes32 internal constant ADMISSION_TYPE = keccak256(
        "Admission(uint32 node,uint32 parent,uint32 operator,uint8 kind,uint40 draftedAt,uint40 deadline)"
    );
    bytes32 internal constant APPOINTMENT_TYPE = keccak256(
        "Appointment(uint32 appointment,uint32 node,uint32 officer,uint32 powers,uint40 from,uint40 until,uint40 draftedAt,uint40 deadline)"
    );
    bytes32 internal constant APPOINTMENT_END_TYPE = keccak256(
        "AppointmentEnd(uint32 appointment,uint32 by,uint40 until,uint40 draftedAt,uint40 deadline)"
    );
    bytes32 internal constant ANCHOR_TYPE = keccak256(
        "Anchor(uint64 size,bytes32 root,uint64 previousSize,bytes32 previousRoot,uint40 draftedAt)"
    );
    bytes32 internal constant ACT_TYPE = keccak256(ACT);
    bytes32 internal constant SHARE_TYPE = keccak256(SHARE);
    bytes32 internal constant MOVEMENT_TYPE = keccak256(MOVEMENT);
    bytes32 internal constant TERMS_TYPE = keccak256(bytes.concat(TERMS, SHARE));
    bytes32 internal constant REGISTRATION_TYPE =
        keccak256(bytes.concat("Registration(Act act,uint32 node,uint32 filer,Share[] claimed)", ACT, SHARE));
    bytes32 internal constant PROPOSAL_TYPE =
        keccak256(bytes.concat("Proposal(Act act,Terms terms,uint40 noticeUntil)", ACT, SHARE, TERMS));
    bytes32 internal constant CONFIRMATION_TYPE =
        keccak256(bytes.concat("Confirmation(Act act,Terms terms)", ACT, SHARE, TERMS));
    bytes32 internal constant CONVEYANCE_TYPE = keccak256(
        bytes.concat(
            "Conveyance(Act act,uint8 basis,Movement[] movements,bytes32[] offers,uint8 pledgeAfter)", ACT, MOVEMENT
        )
    );

    /// @notice The domain of the calling contract on this chain in the ledger `salt`.
    function domain(bytes32 salt) internal view returns (bytes32) {
        return keccak256(
            abi.encode(DOMAIN_TYPE, keccak256("Zhengben"), keccak256("1"), block.chainid, address(this), salt)
        );
    }

    /// @notice What is signed: the message's hash in its domain.
    function digest(bytes32 domainSeparator, bytes32 structHash) internal pure returns (bytes32 result) {
        assembly ("memory-safe") {
            let free := mload(0x40)
            mstore(free, hex"1901")
            mstore(add(free, 2), domainSeparator)
            mstore(add(free, 34), structHash)
            result := keccak256(free, 66)
        }
    }

    function hash(Enrolment calldata m) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                ENROLMENT_TYPE,
                m.party,
                keccak256(m.signer),
                m.identity,
                m.kind,
                m.guardian,
                m.voucher,
                m.appointment,
                m.draftedAt,
                m.deadline
            )
        );
    }

    function hash(Admission calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(ADMISSION_TYPE, m));
    }

    function hash(Appointment calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(APPOINTMENT_TYPE, m));
    }

    function hash(AppointmentEnd calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(APPOINTMENT_END_TYPE, m));
    }

    function hash(Anchor memory m) internal pure returns (bytes32) {
        return keccak256(abi.encode(ANCHOR_TYPE, m));
    }

    function hash(Act calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(ACT_TYPE, m));
    }

    function hash(Share[] calldata table) internal pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](table.length);
        for (uint256 i; i < table.length; ++i) {
            hashes[i] = keccak256(abi.encode(SHARE_TYPE, table[i]));
        }
        return _hashAll(hashes);
    }

    function hash(Movement[] calldata movements) internal pure returns (bytes32) {
        bytes32[] memory hashes = new bytes32[](movements.length);
        for (uint256 i; i < movements.length; ++i) {
            hashes[i] = keccak256(abi.encode(MOVEMENT_TYPE, movements[i]));
        }
        return _hashAll(hashes);
    }

    function hash(Terms calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(TERMS_TYPE, m.rule, m.delegate, hash(m.table), m.useGrant));
    }

    function hash(Registration calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(REGISTRATION_TYPE, hash(m.act), m.node, m.filer, hash(m.claimed)));
    }

    /// @param terms hashStruct of the message's terms, which the registry keeps as well.
    function hash(Proposal calldata m, bytes32 terms) internal pure returns (bytes32) {
        return keccak256(abi.encode(PROPOSAL_TYPE, hash(m.act), terms, m.noticeUntil));
    }

    /// @param terms hashStruct of the message's terms, which the registry compares with what it kept.
    function hash(Confirmation calldata m, bytes32 terms) internal pure returns (bytes32) {
        return keccak256(abi.encode(CONFIRMATION_TYPE, hash(m.act), terms));
    }

    function hash(Conveyance calldata m) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                CONVEYANCE_TYPE,
                hash(m.act),
                m.basis,
                hash(m.movements),
                keccak256(abi.encodePacked(m.offers)),
                m.pledgeAfter
            )
        );
    }

    function _hashAll(bytes32[] memory hashes) private pure returns (bytes32 result) {
        assembly ("memory-safe") {
            result := keccak256(add(hashes, 32), shl(5, mload(hashes)))
        }
    }
}
