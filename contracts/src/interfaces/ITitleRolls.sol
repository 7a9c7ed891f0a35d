// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Roll} from "./IAuthority.sol";
import {IRefusals} from "./IRefusals.sol";
import {
    Amendment,
    Cancellation,
    Confirmation,
    Conveyance,
    Migration,
    Order,
    Proposal,
    Registration,
    Settlement
} from "./ITitleRegistry.sol";

/// @title Who signs an act on title, and what
/// @notice The registry's acts, answered before they are signed: the seats by the present state, and the digest in the
/// registry's own domain. The registry computes both anew from the same code when the act comes; nothing relies on this
/// contract but those who draft. Where the state does not allow the movements at all, the registry's refusals come.
interface ITitleRolls is IRefusals {
    /// @notice Who signs this registration: officer, filer.
    function rollOfRegister(Registration calldata message) external view returns (Roll memory);
    /// @notice Who signs this proposal: the entries of the present table.
    function rollOfPropose(Proposal calldata message) external view returns (Roll memory);
    /// @notice Who signs this confirmation: officer, then the entries of the proposed table.
    function rollOfConfirm(Confirmation calldata message) external view returns (Roll memory);
    /// @notice Who signs this conveyance: officer, holders in stored order, newcomers in order of appearance, the delegate
    /// where the rule asks for one who has no seat yet, and pledgees who have none, in the order of their pledges.
    function rollOfConvey(Conveyance calldata message) external view returns (Roll memory);
    /// @notice Who signs this cancellation: the officer.
    function rollOfCancel(Cancellation calldata message) external view returns (Roll memory);
    /// @notice Who signs this settlement: seats as in a conveyance; seller, takers and touched pledgees must.
    function rollOfSettle(Settlement calldata message) external view returns (Roll memory);
    /// @notice Who signs this amendment: officer, then the holders.
    function rollOfAmendRule(Amendment calldata message) external view returns (Roll memory);
    /// @notice Who signs this order: officer, the judge's party, then the receivers in order of appearance, none of them by
    /// judgment.
    function rollOfEnforce(Order calldata message) external view returns (Roll memory);
    /// @notice Who signs this migration: officer, then the holders.
    function rollOfMigrate(Migration calldata message) external view returns (Roll memory);

    /// @notice The EIP-712 digest that the seats of this act sign.
    function digestOfRegister(Registration calldata message) external view returns (bytes32);
    /// @notice The EIP-712 digest that the seats of this act sign.
    function digestOfPropose(Proposal calldata message) external view returns (bytes32);
    /// @notice The EIP-712 digest that the seats of this act sign.
    function digestOfConfirm(Confirmation calldata message) external view returns (bytes32);
    /// @notice The EIP-712 digest that the seats of this act sign.
    function digestOfConvey(Conveyance calldata message) external view returns (bytes32);
    /// @notice The EIP-712 digest that the seats of this act sign.
    function digestOfCancel(Cancellation calldata message) external view returns (bytes32);
    /// @notice The EIP-712 digest that the seats of this act sign.
    function digestOfSettle(Settlement calldata message) external view returns (bytes32);
    /// @notice The EIP-712 digest that the seats of this act sign.
    function digestOfAmendRule(Amendment calldata message) external view returns (bytes32);
    /// @notice The EIP-712 digest that the seats of this act sign.
    function digestOfEnforce(Order calldata message) external view returns (bytes32);
    /// @notice The EIP-712 digest that the seats of this act sign.
    function digestOfMigrate(Migration calldata message) external view returns (bytes32);

    /// @notice The registry whose acts it knows.
    function titles() external view returns (address);
}
