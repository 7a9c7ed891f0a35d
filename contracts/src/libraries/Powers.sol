// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @notice What an officer may do, as bits of a uint32. `ledger/core/powers.py` names the same bits in the same order.
library Powers {
    uint32 internal constant ADMIT_NODE = 1 << 0;
    uint32 internal constant GRANT_OFFICER = 1 << 1;
    uint32 internal constant REGISTER_PARTY = 1 << 2;
    uint32 internal constant RECOVER_KEY = 1 << 3;
    uint32 internal constant REGISTER_ACHIEVEMENT = 1 << 4;
    uint32 internal constant CONFIRM_TITLE = 1 << 5;
    uint32 internal constant DECIDE_OBJECTION = 1 << 6;
    uint32 internal constant REGISTER_TRANSFER = 1 << 7;
    uint32 internal constant REGISTER_CONTRACT = 1 << 8;
    uint32 internal constant REGISTER_LEGAL_EFFECT = 1 << 9;
    uint32 internal constant REGISTER_PLEDGE = 1 << 10;
    uint32 internal constant COURT_ORDER = 1 << 11;
    uint32 internal constant FREEZE = 1 << 12;
    uint32 internal constant REVIEW_SUBSIDY = 1 << 13;
    uint32 internal constant ISSUE_VOUCHER = 1 << 14;
    uint32 internal constant READ = 1 << 15;
    uint32 internal constant AUDIT = 1 << 16;

    /// @dev No power of its own: the other bits reach the nodes below as well.
    uint32 internal constant BELOW = 1 << 31;

    /// @dev Every bit that means something.
    uint32 internal constant ALL = (1 << 17) - 1 | BELOW;
}
