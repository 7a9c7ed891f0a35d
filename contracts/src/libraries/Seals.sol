// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRefusals} from "../interfaces/IRefusals.sol";

/// @notice The blob of seals: for each seat `uint16` big-endian length and that many bytes; length 0 did not sign.
library Seals {
    /// @notice The seal at `offset`, and where the next one begins.
    function next(bytes calldata seals, uint256 offset)
        internal
        pure
        returns (bytes calldata signature, uint256 after_)
    {
        assembly ("memory-safe") {
            // A read past the end gives zero bytes; `after_` then lies past the end too and is refused below.
            let size := shr(240, calldataload(add(seals.offset, offset)))
            signature.offset := add(add(seals.offset, offset), 2)
            signature.length := size
            after_ := add(add(offset, 2), size)
        }
        if (after_ > seals.length) revert IRefusals.SealsMalformed(offset);
    }

    /// @notice Refuse bytes behind the last seal.
    function requireEnd(bytes calldata seals, uint256 offset) internal pure {
        if (offset != seals.length) revert IRefusals.SealsMalformed(offset);
    }
}
