// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {OfferRecord} from "../interfaces/IProceedings.sol";
import {Movement, Share} from "../interfaces/ITitleRegistry.sol";

/// @notice How the units of a priority offer go to those who took it.
library Apportioning {
    /// @notice By largest remainder over the units that the takers hold, or equally if one of them holds none: holders in
    /// the table's order, then others as they stand in the offer. Ties go to the earlier; who gets nothing is left out.
    function movements(OfferRecord memory offer, Share[] memory table)
        internal
        pure
        returns (Movement[] memory result)
    {
        (uint32[] memory takers, uint256[] memory weights) = _takers(offer, table);
        uint256[] memory parts = byLargestRemainder(offer.units, weights);
        uint256 count;
        for (uint256 i; i < parts.length; ++i) {
            if (parts[i] != 0) ++count;
        }
        result = new Movement[](count);
        count = 0;
        for (uint256 i; i < parts.length; ++i) {
            // No part exceeds the whole, which is a uint32.
            if (parts[i] != 0) result[count++] = Movement(offer.seller, takers[i], uint32(parts[i]));
        }
    }

    /// @notice Whole parts of `units` as near to the weights as can be: each gets what is sure, and one more goes to those
    /// with the largest remainders, the earlier first.
    /// @param weights At least one that is not zero. Their sum times `units` fits 256 bits. Who has none gets nothing.
    function byLargestRemainder(uint256 units, uint256[] memory weights)
        internal
        pure
        returns (uint256[] memory parts)
    {
        parts = new uint256[](weights.length);
        uint256[] memory remainders = new uint256[](weights.length);
        unchecked {
            uint256 sum;
            for (uint256 i; i < weights.length; ++i) {
                sum += weights[i];
            }
            uint256 left = units;
            for (uint256 i; i < weights.length; ++i) {
                uint256 product = units * weights[i];
                parts[i] = product / sum;
                remainders[i] = product % sum;
                left -= parts[i]; // the parts are rounded down
            }
            // The remainders sum to `left` times the sum, so more than `left` of them are not zero: none is chosen twice.
            for (; left != 0; --left) {
                uint256 best;
                for (uint256 i = 1; i < remainders.length; ++i) {
                    if (remainders[i] > remainders[best]) best = i;
                }
                ++parts[best];
                remainders[best] = 0;
            }
        }
    }

    /// @dev As long as the offer's list; places behind the last taker have no weight.
    function _takers(OfferRecord memory offer, Share[] memory table)
        private
        pure
        returns (uint32[] memory takers, uint256[] memory weights)
    {
        uint256 places = offer.entitled.length;
        (takers, weights) = (new uint32[](places), new uint256[](places));
        uint256 found;
        uint256 standing = offer.taken; // those who are still to be found
        for (uint256 i; i < table.length; ++i) {
            uint256 place = find(offer.entitled, table[i].party);
            if (standing >> place & 1 == 0) continue;
            standing ^= 1 << place;
            (takers[found], weights[found++]) = (table[i].party, table[i].units);
        }
        if (standing == 0) return (takers, weights);
        for (uint256 place; place < places; ++place) {
            if (standing >> place & 1 != 0) takers[found++] = offer.entitled[place];
        }
        for (uint256 i; i < found; ++i) {
            weights[i] = 1;
        }
    }

    /// @notice The place of a party, or the number of parties.
    function find(uint32[] memory parties, uint32 party) internal pure returns (uint256 place) {
        while (place < parties.length && parties[place] != party) ++place;
    }
}
