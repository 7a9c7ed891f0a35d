// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Merkle} from "../src/libraries/Merkle.sol";

/// Trees over the leaves sha256(0x00 || i), straight from the recursive definitions of RFC 9162 §2.1.1 and §2.1.4.1.
abstract contract Forest {
    function root(uint64 low, uint64 high) internal pure returns (bytes32) {
        if (low == high) return Merkle.EMPTY_ROOT;
        if (high - low == 1) return sha256(abi.encodePacked(bytes1(0), low));
        uint64 k = split(high - low);
        return sha256(abi.encodePacked(bytes1(uint8(1)), root(low, low + k), root(low + k, high)));
    }

    function consistency(uint64 first, uint64 second) internal pure returns (bytes32[] memory proof) {
        return subproof(first, 0, second, true);
    }

    function subproof(uint64 m, uint64 low, uint64 high, bool whole) private pure returns (bytes32[] memory proof) {
        uint64 n = high - low;
        if (m == n) {
            proof = new bytes32[](whole ? 0 : 1);
            if (!whole) proof[0] = root(low, high);
            return proof;
        }
        uint64 k = split(n);
        bool left = m <= k;
        bytes32[] memory inner = left ? subproof(m, low, low + k, whole) : subproof(m - k, low + k, high, false);
        proof = new bytes32[](inner.length + 1);
        for (uint256 i; i < inner.length; ++i) {
            proof[i] = inner[i];
        }
        proof[inner.length] = left ? root(low + k, high) : root(low, low + k);
    }

    /// The largest power of two below n.
    function split(uint64 n) private pure returns (uint64 k) {
        k = 1;
        while (k << 1 < n) k <<= 1;
    }
}
