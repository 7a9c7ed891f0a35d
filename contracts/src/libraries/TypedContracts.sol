// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {ContractCancellation, ContractChange, ContractRegistration, Statement} from "../interfaces/ITechContracts.sol";
import {Typed} from "./Typed.sol";

/// @notice EIP-712 hashes of the messages of `TechContracts`.
library TypedContracts {
    bytes32 internal constant REGISTRATION_TYPE = keccak256(
        "ContractRegistration(Matter matter,uint32 node,uint8 kind,uint8 subKind,uint8 basis,bytes32 source,uint32 applicant,uint32[] sellers,uint32[] buyers,bytes32 terms)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );
    bytes32 internal constant STATEMENT_TYPE = keccak256(
        "Statement(Matter matter,bytes32 contractNumber,uint32 party,uint32 number,uint8 kind,bytes32 commitment)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );
    bytes32 internal constant CHANGE_TYPE = keccak256(
        "ContractChange(Matter matter,bytes32 contractNumber,uint16 change,uint8 subKind,bytes32 terms)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );
    bytes32 internal constant CANCELLATION_TYPE = keccak256(
        "ContractCancellation(Matter matter,bytes32 contractNumber,uint8 ground)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );

    function hash(ContractRegistration calldata m) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                REGISTRATION_TYPE,
                Typed.hash(m.matter),
                m.node,
                m.kind,
                m.subKind,
                m.basis,
                m.source,
                m.applicant,
                keccak256(abi.encodePacked(m.sellers)),
                keccak256(abi.encodePacked(m.buyers)),
                m.terms
            )
        );
    }

    function hash(Statement calldata m) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(STATEMENT_TYPE, Typed.hash(m.matter), m.contractNumber, m.party, m.number, m.kind, m.commitment)
        );
    }

    function hash(ContractChange calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(CHANGE_TYPE, Typed.hash(m.matter), m.contractNumber, m.change, m.subKind, m.terms));
    }

    function hash(ContractCancellation calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(CANCELLATION_TYPE, Typed.hash(m.matter), m.contractNumber, m.ground));
    }
}
