// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IRefusals} from "./interfaces/IRefusals.sol";
import {Typed} from "./libraries/Typed.sol";

/// @notice A contract whose messages are bound to one ledger, one chain and one contract.
abstract contract Bound is IRefusals {
    uint256 private immutable CHAIN_ID;
    bytes32 private immutable DOMAIN;

    /// @param salt The ledger's id. @param whose The contract whose messages they are.
    constructor(bytes32 salt, address whose) {
        // Seconds stay below this until the year 5138; milliseconds passed it in 1973.
        if (block.timestamp >= 1e11) revert MillisecondClock(block.timestamp);
        CHAIN_ID = block.chainid;
        DOMAIN = Typed.domain(salt, whose);
    }

    /// @dev The digest that is signed. After a change of the chain's id nothing is signed any more.
    function _digest(bytes32 structHash) internal view returns (bytes32) {
        _requireChain();
        return Typed.digest(DOMAIN, structHash);
    }

    /// @dev Of two chains that parted, only the one that kept the id goes on. For acts that nobody signs; the others come
    /// through `_digest`.
    function _requireChain() internal view {
        if (block.chainid != CHAIN_ID) revert ForeignChain(block.chainid);
    }

    /// @dev An act takes effect between its drafting and its deadline, which lie `longestLife` seconds apart at most.
    function _requireTimely(uint40 draftedAt, uint40 deadline, uint32 longestLife) internal view {
        _requireDrafted(draftedAt);
        if (block.timestamp > deadline) revert Late(deadline, uint40(block.timestamp));
        if (deadline > uint256(draftedAt) + longestLife) revert LifeTooLong(deadline);
    }

    /// @dev A text drafted in the future would outlive the withdrawal of its signatures.
    function _requireDrafted(uint40 draftedAt) internal view {
        if (draftedAt > block.timestamp) revert DraftedAhead(draftedAt, uint40(block.timestamp));
    }
}
