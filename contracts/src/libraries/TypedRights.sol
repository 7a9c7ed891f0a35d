// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Ending, Extension, Grant, GrantTerms, Sublicence} from "../interfaces/IUseRights.sol";
import {Typed} from "./Typed.sol";

/// @notice EIP-712 hashes of the messages of `UseRights`.
/// @dev Lists of parties are encoded item by item, each padded to a word and checked against its type.
library TypedRights {
    bytes32 internal constant GRANT_TERMS_TYPE = keccak256(
        "GrantTerms(uint8 kind,uint8 exclusivity,uint8 flags,uint32[] licensors,uint32[] licensees,uint40 from,uint40 until,uint256 fields,uint256 territories)"
    );
    bytes32 internal constant GRANT_TYPE = keccak256(
        "Grant(Act act,GrantTerms terms,bytes32 freezeNotice)"
        "Act(bytes32 achievement,uint32 version,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
        "GrantTerms(uint8 kind,uint8 exclusivity,uint8 flags,uint32[] licensors,uint32[] licensees,uint40 from,uint40 until,uint256 fields,uint256 territories)"
    );
    bytes32 internal constant SUBLICENCE_TYPE = keccak256(
        "Sublicence(Matter matter,bytes32 parent,uint32 licensor,uint32[] licensees,uint40 from,uint40 until,uint256 fields,uint256 territories)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );
    bytes32 internal constant EXTENSION_TYPE = keccak256(
        "Extension(Act act,bytes32 right,uint40 until)"
        "Act(bytes32 achievement,uint32 version,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );
    bytes32 internal constant ENDING_TYPE = keccak256(
        "Ending(Matter matter,bytes32 right,uint32 by,uint8 ground)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );

    /// @notice What a proposal carries as `Terms.useGrant`.
    function hash(GrantTerms calldata m) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                GRANT_TERMS_TYPE,
                m.kind,
                m.exclusivity,
                m.flags,
                keccak256(abi.encodePacked(m.licensors)),
                keccak256(abi.encodePacked(m.licensees)),
                m.from,
                m.until,
                m.fields,
                m.territories
            )
        );
    }

    function hash(Grant calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(GRANT_TYPE, Typed.hash(m.act), hash(m.terms), m.freezeNotice));
    }

    function hash(Sublicence calldata m) internal pure returns (bytes32) {
        return keccak256(
            abi.encode(
                SUBLICENCE_TYPE,
                Typed.hash(m.matter),
                m.parent,
                m.licensor,
                keccak256(abi.encodePacked(m.licensees)),
                m.from,
                m.until,
                m.fields,
                m.territories
            )
        );
    }

    function hash(Extension calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(EXTENSION_TYPE, Typed.hash(m.act), m.right, m.until));
    }

    function hash(Ending calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(ENDING_TYPE, Typed.hash(m.matter), m.right, m.by, m.ground));
    }
}
