// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Bound} from "./Bound.sol";
import {IAuthority, Roll} from "./interfaces/IAuthority.sol";
import {
    Act,
    Amendment,
    Cancellation,
    Confirmation,
    Conveyance,
    ITitleRegistry,
    Migration,
    Order,
    Proposal,
    Registration,
    Settlement,
    Share
} from "./interfaces/ITitleRegistry.sol";
import {ITitleRolls} from "./interfaces/ITitleRolls.sol";
import {Head} from "./libraries/Heads.sol";
import {Holdings} from "./libraries/Holdings.sol";
import {Rolls} from "./libraries/Rolls.sol";
import {Typed} from "./libraries/Typed.sol";
import {TypedTitles} from "./libraries/TypedTitles.sol";
import {Planning} from "./Planning.sol";

/// @title Who signs an act on title, and what
/// @dev No storage, views only. What movements come to and whom they ask is the same code as the registry's.
contract TitleRolls is ITitleRolls, Bound, Planning {
    ITitleRegistry private immutable TITLES;
    IAuthority private immutable AUTHORITY;

    /// @param titles_ The registry.
    constructor(address titles_)
        Bound(IAuthority(ITitleRegistry(titles_).authority()).salt(), titles_)
        Planning(ITitleRegistry(titles_).pledges())
    {
        TITLES = ITitleRegistry(titles_);
        AUTHORITY = IAuthority(ITitleRegistry(titles_).authority());
    }

    // ---- rolls and digests

    /// @inheritdoc ITitleRolls
    function rollOfRegister(Registration calldata message) external view returns (Roll memory) {
        return _whole(Rolls.ofOne(message.filer), message.act);
    }

    /// @inheritdoc ITitleRolls
    function rollOfCancel(Cancellation calldata message) external view returns (Roll memory) {
        return _whole(Rolls.ofNone(), message.act);
    }

    /// @inheritdoc ITitleRolls
    function rollOfPropose(Proposal calldata message) external view returns (Roll memory) {
        return Rolls.ofAllAlone(_presentOf(message.act));
    }

    /// @inheritdoc ITitleRolls
    function rollOfConfirm(Confirmation calldata message) external view returns (Roll memory) {
        Share[] calldata table = message.terms.table;
        uint256[] memory rows = table.length == 0 ? _presentOf(message.act) : Holdings.fromShares(table);
        return _whole(Rolls.ofAll(rows), message.act);
    }

    /// @inheritdoc ITitleRolls
    function rollOfAmendRule(Amendment calldata message) external view returns (Roll memory) {
        return _whole(Rolls.ofAll(_presentOf(message.act)), message.act);
    }

    /// @inheritdoc ITitleRolls
    function rollOfMigrate(Migration calldata message) external view returns (Roll memory) {
        return _whole(Rolls.ofAllDisposing(_presentOf(message.act)), message.act);
    }

    /// @inheritdoc ITitleRolls
    function digestOfRegister(Registration calldata message) external view returns (bytes32) {
        return _digest(TypedTitles.hash(message));
    }

    /// @inheritdoc ITitleRolls
    function digestOfCancel(Cancellation calldata message) external view returns (bytes32) {
        return _digest(TypedTitles.hash(message));
    }

    /// @inheritdoc ITitleRolls
    function digestOfPropose(Proposal calldata message) external view returns (bytes32) {
        return _digest(TypedTitles.hash(message, TypedTitles.hash(message.terms)));
    }

    /// @inheritdoc ITitleRolls
    function digestOfConfirm(Confirmation calldata message) external view returns (bytes32) {
        return _digest(TypedTitles.hash(message, TypedTitles.hash(message.terms)));
    }

    /// @inheritdoc ITitleRolls
    function digestOfAmendRule(Amendment calldata message) external view returns (bytes32) {
        return _digest(TypedTitles.hash(message));
    }

    /// @inheritdoc ITitleRolls
    function digestOfMigrate(Migration calldata message) external view returns (bytes32) {
        return _digest(TypedTitles.hash(message));
    }

    /// @inheritdoc ITitleRolls
    function rollOfConvey(Conveyance calldata message) external view returns (Roll memory) {
        (Head head, uint256[] memory rows) = _stored(message.act.achievement);
        Plan memory plan = _plan(message.act.achievement, rows, message.movements);
        plan.pledgeAfter = message.pledgeAfter;
        Roll memory roll = _rollOf(plan, head.rule(), head.delegate());
        return _whole(roll, message.act);
    }

    /// @inheritdoc ITitleRolls
    function rollOfSettle(Settlement calldata message) external view returns (Roll memory) {
        (Head head, uint256[] memory rows) = _stored(message.act.achievement);
        Plan memory plan = _plan(message.act.achievement, rows, message.movements);
        plan.pledgeAfter = message.pledgeAfter;
        Roll memory roll = _rollOf(plan, head.rule() | Rolls.SHARES_FREE, head.delegate());
        return _whole(roll, message.act);
    }

    /// @inheritdoc ITitleRolls
    function rollOfEnforce(Order calldata message) external view returns (Roll memory) {
        uint32 judge = _officerOf(message.judge);
        return _whole(Rolls.ofOrder(judge, _receiving(message.terms)), message.act);
    }

    /// @inheritdoc ITitleRolls
    function digestOfConvey(Conveyance calldata message) external view returns (bytes32) {
        return _digest(TypedTitles.hash(message));
    }

    /// @inheritdoc ITitleRolls
    function digestOfSettle(Settlement calldata message) external view returns (bytes32) {
        return _digest(TypedTitles.hash(message));
    }

    /// @inheritdoc ITitleRolls
    function digestOfEnforce(Order calldata message) external view returns (bytes32) {
        return _digest(TypedTitles.hash(message, Typed.hash(message.terms)));
    }

    /// @inheritdoc ITitleRolls
    function titles() external view returns (address) {
        return address(TITLES);
    }

    function _stored(bytes32 achievement) private view returns (Head head, uint256[] memory rows) {
        (uint256 stored,, uint256[4] memory words,) = TITLES.storedOf(achievement);
        head = Head.wrap(stored);
        rows = Holdings.unpack(words, head.entries());
    }

    function _presentOf(Act calldata act) private view returns (uint256[] memory rows) {
        (, rows) = _stored(act.achievement);
    }

    /// @dev The roll as the views answer it: the officer sits first.
    function _whole(Roll memory roll, Act calldata act) private view returns (Roll memory) {
        return Rolls.withOfficer(roll, _officerOf(act.appointment));
    }

    function _officerOf(uint32 appointment) private view returns (uint32) {
        return AUTHORITY.appointmentOf(appointment).officer;
    }
}
