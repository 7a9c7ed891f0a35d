// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Pledging, Release} from "../interfaces/IPledges.sol";
import {Typed} from "./Typed.sol";

/// @notice EIP-712 hashes of the messages of `Pledges`.
library TypedPledges {
    bytes32 internal constant PLEDGING_TYPE = keccak256(
        "Pledging(Act act,uint32 pledgee,Share[] parts)"
        "Act(bytes32 achievement,uint32 version,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
        "Share(uint32 party,uint32 units)"
    );
    bytes32 internal constant RELEASE_TYPE = keccak256(
        "Release(Matter matter,bytes32 pledge)"
        "Matter(bytes32 achievement,uint32 appointment,uint40 draftedAt,uint40 deadline,bytes32 filing)"
    );

    function hash(Pledging calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(PLEDGING_TYPE, Typed.hash(m.act), m.pledgee, Typed.hash(m.parts)));
    }

    function hash(Release calldata m) internal pure returns (bytes32) {
        return keccak256(abi.encode(RELEASE_TYPE, Typed.hash(m.matter), m.pledge));
    }
}
