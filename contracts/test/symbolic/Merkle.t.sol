// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Merkle} from "../../src/libraries/Merkle.sol";
import {Symbolic} from "./Symbolic.t.sol";

/// What `Merkle` says before it hashes. Halmos 0.3.3 cannot go further: it declares SHA-256 over as many bits as there are
/// bytes and stops. The rest is fuzzed in `AnchorLog.t.sol`.
contract MerkleSymbolic is Symbolic {
    /// From nothing, and to no more than there is, nothing continues: every pair of sizes, proofs of two nodes.
    function check_noLogContinuesToNoMore(
        uint64 first,
        uint64 second,
        bytes32 before,
        bytes32 after_,
        bytes32[2] calldata nodes
    ) public view {
        vm.assume(first == 0 || first >= second);
        bytes32[] memory proof = new bytes32[](2);
        (proof[0], proof[1]) = (nodes[0], nodes[1]);
        assert(!this.consistent(first, second, before, after_, proof));
    }

    /// Without a proof nothing continues, whatever the sizes and roots.
    function check_nothingContinuesWithoutAProof(uint64 first, uint64 second, bytes32 before, bytes32 after_)
        public
        view
    {
        assert(!this.consistent(first, second, before, after_, new bytes32[](0)));
    }

    function consistent(uint64 first, uint64 second, bytes32 before, bytes32 after_, bytes32[] calldata proof)
        external
        view
        returns (bool)
    {
        return Merkle.isConsistent(first, second, before, after_, proof);
    }
}
