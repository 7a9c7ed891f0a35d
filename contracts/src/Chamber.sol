// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Beside} from "./Beside.sol";
import {AppointmentRecord, Roll} from "./interfaces/IAuthority.sol";
import {IProceedings, ProceedingsLimits} from "./interfaces/IProceedings.sol";
import {ITitleRegistry, Matter, Share, TitleRecord} from "./interfaces/ITitleRegistry.sol";
import {Heads} from "./libraries/Heads.sol";
import {Powers} from "./libraries/Powers.sol";

/// @notice What the acts of `Proceedings` have in common: who signs them, and that none counts twice.
abstract contract Chamber is Beside, IProceedings {
    uint32 internal immutable LONGEST_NOTICE;
    uint32 internal immutable LEAST_WINDOW;
    uint32 internal immutable LONGEST_WINDOW;
    uint32 internal immutable TAKEN_LIFE;
    uint32 internal immutable LONGEST_FREEZE;
    uint32 internal immutable FREEZE_GAP;
    uint32 internal immutable ORDER_NOTICE;

    /// @dev Before whom an act is brought: an officer with `power` at the title's node, and a judge's party or 0.
    struct Bench {
        uint32 node;
        uint32 power;
        uint32 judge;
    }

    mapping(bytes32 digest => bool) private _done;

    /// @param titles_ The registry, which has to name this very contract as its companion.
    constructor(address titles_, ProceedingsLimits memory limits_) Beside(titles_) {
        if (TITLES.proceedings() != address(this)) revert ITitleRegistry.ForeignCompanion(address(this));
        LONGEST_NOTICE = TITLES.limits().longestNotice;
        LEAST_WINDOW = limits_.leastWindow;
        LONGEST_WINDOW = limits_.longestWindow;
        TAKEN_LIFE = limits_.takenLife;
        LONGEST_FREEZE = limits_.longestFreeze;
        FREEZE_GAP = limits_.freezeGap;
        ORDER_NOTICE = limits_.orderNotice;
    }

    /// @inheritdoc IProceedings
    function titles() external view returns (address) {
        return address(TITLES);
    }

    /// @inheritdoc IProceedings
    function limits() external view returns (ProceedingsLimits memory) {
        return ProceedingsLimits(LEAST_WINDOW, LONGEST_WINDOW, TAKEN_LIFE, LONGEST_FREEZE, FREEZE_GAP, ORDER_NOTICE);
    }

    /// @dev For acts that leave nothing behind by which a repetition could be told.
    function _once(bytes32 digest) internal {
        if (_done[digest]) revert AlreadyDone(digest);
        _done[digest] = true;
    }

    /// @inheritdoc IProceedings
    function judgeOf(uint32 appointment, uint32 judge) public view returns (uint32) {
        AppointmentRecord memory own = _appointmentOf(appointment);
        AppointmentRecord memory other = _appointmentOf(judge);
        if (!AUTHORITY.competent(judge, Powers.COURT_ORDER, other.node, uint40(block.timestamp))) {
            revert NotCompetent(judge, other.node, Powers.COURT_ORDER, uint40(block.timestamp));
        }
        if (other.node == own.node || other.officer == own.officer) {
            revert ITitleRegistry.JudgeNotApart(judge, other.node);
        }
        return other.officer;
    }

    // Each question has one place, for what it costs in code.

    function _titleOf(bytes32 achievement) internal view returns (TitleRecord memory) {
        return TITLES.titleOf(achievement);
    }

    function _tableOf(bytes32 achievement) internal view returns (Share[] memory) {
        return TITLES.holdingsOf(achievement);
    }

    function _appointmentOf(uint32 appointment) internal view returns (AppointmentRecord memory) {
        return AUTHORITY.appointmentOf(appointment);
    }

    /// @dev The head of a title that exists and is not closed.
    function _liveTitle(bytes32 achievement) internal view returns (TitleRecord memory) {
        TitleRecord memory title = _titleOf(achievement);
        if (title.status == Heads.NONE || title.status == Heads.CLOSED) {
            revert ITitleRegistry.WrongStatus(achievement, title.status);
        }
        return title;
    }

    /// @dev The head of a confirmed title that is not frozen.
    function _movableTitle(bytes32 achievement) internal view returns (TitleRecord memory) {
        TitleRecord memory title = _titleOf(achievement);
        _requireStatus(achievement, title.status, Heads.CONFIRMED);
        _requireThawed(achievement, title.frozenUntil);
        return title;
    }

    /// @dev This one party sealed the digest; no officer.
    function _requireSignedBy(
        uint32 party,
        uint256 disposing,
        Matter calldata matter,
        bytes32 digest,
        bytes calldata seals
    ) internal view {
        uint256 signed = AUTHORITY.requireSignedBy(_seat(party), disposing, matter.draftedAt, digest, seals);
        if (signed == 0) revert SignatureMissing(party);
    }

    /// @dev The bench's officer sealed the digest, and its judge where it has one; neither of them stands in the title's table.
    function _requireOfficial(Matter calldata matter, Bench memory bench, bytes32 digest, bytes calldata seals)
        internal
        view
        returns (uint32 officer)
    {
        uint32 judge = bench.judge;
        uint32[] memory seats = judge == 0 ? new uint32[](0) : _seat(judge);
        uint256 signed;
        (officer, signed) = AUTHORITY.requireSealed(
            matter.appointment, bench.node, bench.power, seats, 0, matter.draftedAt, digest, seals
        );
        if (judge != 0 && signed >> 1 == 0) revert SignatureMissing(judge);
        Share[] memory table = _tableOf(matter.achievement);
        for (uint256 i; i < table.length; ++i) {
            _requireApart(officer, judge, table[i].party);
        }
    }

    /// @dev Neither officer nor judge is this party to the act.
    function _requireApart(uint32 officer, uint32 judge, uint32 party) internal pure {
        if (party == officer || (judge != 0 && party == judge)) revert OfficerIsParty(party);
    }

    /// @dev The roll of an act that one party signs.
    function _rollOf(uint32 party) internal pure returns (Roll memory roll) {
        (roll.seats, roll.units, roll.must) = (_seat(party), new uint32[](1), 1);
    }

    /// @dev The roll of an act that an officer signs, and a judge where one is named.
    function _rollOf(uint32 appointment, uint32 judge) internal view returns (Roll memory roll) {
        uint256 count = judge == 0 ? 1 : 2;
        (roll.seats, roll.units, roll.must) = (new uint32[](count), new uint32[](count), (1 << count) - 1);
        roll.seats[0] = _appointmentOf(appointment).officer;
        if (judge != 0) roll.seats[1] = _appointmentOf(judge).officer;
    }

    function _seat(uint32 party) private pure returns (uint32[] memory seats) {
        seats = new uint32[](1);
        seats[0] = party;
    }
}
