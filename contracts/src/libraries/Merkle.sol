// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice Consistency of two heads of one append-only log, RFC 9162 §2.1.4.2.
library Merkle {
    /// @notice sha256 of nothing, the head of a log without entries.
    bytes32 internal constant EMPTY_ROOT = 0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855;

    /// @notice Whether the tree of `second` entries begins with the tree of `first` entries.
    /// @dev False as well for first = 0 and for first >= second: those pairs have no proof here.
    function isConsistent(uint64 first, uint64 second, bytes32 firstRoot, bytes32 secondRoot, bytes32[] calldata proof)
        internal
        view
        returns (bool good)
    {
        if (first == 0 || first >= second || proof.length == 0) return false;
        assembly ("memory-safe") {
            /// Interior node: sha256(0x01 || left || right). No answer of 32 bytes from the precompile: out of gas, or a
            /// chain without it. Nothing is consistent then.
            function node(free, left, right) -> hash {
                mstore(add(free, 1), left)
                mstore(add(free, 33), right)
                // Yul evaluates the last argument first: the call, then the size of its answer.
                if iszero(and(eq(returndatasize(), 32), staticcall(gas(), 2, free, 65, 0, 32))) {
                    revert(0, 0)
                }
                hash := mload(0)
            }

            let free := mload(0x40)
            mstore8(free, 1)
            let p := proof.offset
            let end := add(p, shl(5, proof.length))
            let fn := sub(first, 1)
            let sn := sub(second, 1)
            // A complete first tree is itself the node to start from; the proof leaves it out.
            let fr := firstRoot
            if and(first, fn) {
                fr := calldataload(p)
                p := add(p, 32)
            }
            let sr := fr
            for {} and(fn, 1) {} {
                fn := shr(1, fn)
                sn := shr(1, sn)
            }
            good := 1
            for {} lt(p, end) { p := add(p, 32) } {
                if iszero(sn) {
                    good := 0
                    break
                }
                let c := calldataload(p)
                switch or(and(fn, 1), eq(fn, sn))
                case 1 {
                    fr := node(free, c, fr)
                    sr := node(free, c, sr)
                    for {} iszero(or(and(fn, 1), iszero(fn))) {} {
                        fn := shr(1, fn)
                        sn := shr(1, sn)
                    }
                }
                default { sr := node(free, sr, c) }
                fn := shr(1, fn)
                sn := shr(1, sn)
            }
            good := and(good, and(iszero(sn), and(eq(fr, firstRoot), eq(sr, secondRoot))))
        }
    }
}
