// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Chamber} from "./Chamber.sol";
import {Freezes} from "./Freezes.sol";
import {Notices} from "./Notices.sol";
import {Offers} from "./Offers.sol";
import {Roll} from "./interfaces/IAuthority.sol";
import {Announcement, Effect, IProceedings, ProceedingsLimits} from "./interfaces/IProceedings.sol";
import {ITitleRegistry, Movement, TitleRecord} from "./interfaces/ITitleRegistry.sol";
import {Holdings} from "./libraries/Holdings.sol";
import {Powers} from "./libraries/Powers.sol";
import {Typed} from "./libraries/Typed.sol";
import {TypedProceedings} from "./libraries/TypedProceedings.sol";

/// @title What stands beside a title: notices, objections, freezes, priority offers, announcements, outside registers
/// @dev Every act reads: state, then roll, then seals, then changes, then event. Who is asked before the first write is
/// asked by static calls; after it only the registry is told, which calls nobody.
contract Proceedings is Notices, Freezes, Offers {
    uint8 private constant JUDGMENT = 3;
    uint8 private constant MOST_ORDER_GROUND = 6;

    /// @inheritdoc IProceedings
    mapping(bytes32 achievement => mapping(bytes32 terms => uint40)) public orderDue;

    /// @param titles_ The registry. @param limits_ Fixed for ever.
    constructor(address titles_, ProceedingsLimits memory limits_) Chamber(titles_, limits_) {}

    // ---- acts

    /// @inheritdoc IProceedings
    function announce(Announcement calldata message, bytes calldata seals) external {
        bytes32 achievement = message.matter.achievement;
        _requireTimely(message.matter);
        TitleRecord memory title = _liveTitle(achievement);
        _requireOrder(message);
        bytes32 terms = Typed.hash(message.terms);
        if (orderDue[achievement][terms] != 0) revert AlreadyAnnounced(achievement, terms);

        bytes32 digest = digestOfAnnounce(message);
        uint32 judge = judgeOf(message.matter.appointment, message.judge);
        uint32 officer = _requireOfficial(message.matter, Bench(title.node, Powers.COURT_ORDER, judge), digest, seals);
        Movement[] calldata movements = message.terms.movements;
        for (uint256 i; i < movements.length; ++i) {
            _requireApart(officer, judge, movements[i].to); // whom they come from holds them, or the order is in vain
        }

        _once(digest);
        uint40 dueAt = uint40(block.timestamp + ORDER_NOTICE);
        orderDue[achievement][terms] = dueAt;
        emit Announced(achievement, terms, message.terms.ground, movements, dueAt, digest, message.matter.filing);
    }

    /// @inheritdoc IProceedings
    function recordEffect(Effect calldata message, bytes calldata seals) external {
        bytes32 achievement = message.matter.achievement;
        _requireTimely(message.matter);
        TitleRecord memory title = _movableTitle(achievement);
        if (message.version != title.version) {
            revert ITitleRegistry.WrongVersion(achievement, message.version, title.version);
        }
        if (message.since > block.timestamp) revert WrongEffect(message.since);

        bytes32 digest = digestOfRecordEffect(message);
        _requireOfficial(message.matter, Bench(title.node, Powers.REGISTER_LEGAL_EFFECT, 0), digest, seals);

        _once(digest);
        emit LegalEffect(achievement, message.version, message.since, digest, message.matter.filing);
    }

    // ---- for the registry

    /// @inheritdoc IProceedings
    function spendOrder(bytes32 achievement, bytes32 terms) external {
        _requireTitles();
        uint40 dueAt = orderDue[achievement][terms];
        if (dueAt == 0) revert NotAnnounced(achievement, terms);
        if (block.timestamp < dueAt) revert OrderNoticeRunning(dueAt);
        delete orderDue[achievement][terms];
    }

    // ---- rolls, digests, views

    /// @inheritdoc IProceedings
    function rollOfAnnounce(Announcement calldata message) external view returns (Roll memory) {
        return _rollOf(message.matter.appointment, message.judge);
    }

    /// @inheritdoc IProceedings
    function rollOfRecordEffect(Effect calldata message) external view returns (Roll memory) {
        return _rollOf(message.matter.appointment, 0);
    }

    /// @inheritdoc IProceedings
    function digestOfAnnounce(Announcement calldata message) public view returns (bytes32) {
        return _digest(TypedProceedings.hash(message));
    }

    /// @inheritdoc IProceedings
    function digestOfRecordEffect(Effect calldata message) public view returns (bytes32) {
        return _digest(TypedProceedings.hash(message));
    }

    /// @dev Units of one party move by grounds 1 to 3, none by 4 to 6. Whether he holds them is asked when they move.
    function _requireOrder(Announcement calldata message) private pure {
        uint8 ground = message.terms.ground;
        Movement[] calldata movements = message.terms.movements;
        if (ground == 0 || ground > MOST_ORDER_GROUND) revert ITitleRegistry.UnknownGround(ground);
        if ((ground <= JUDGMENT) != (movements.length != 0)) revert ITitleRegistry.WrongOrder(ground);
        if (movements.length > Holdings.MOST_MOVEMENTS) revert ITitleRegistry.TooManyHolders(movements.length);
        for (uint256 i; i < movements.length; ++i) {
            (uint32 from, uint32 to, uint32 units) = (movements[i].from, movements[i].to, movements[i].units);
            if (from != movements[0].from) revert ITitleRegistry.WrongOrder(ground);
            if (units == 0 || from == to) revert ITitleRegistry.MovementEmpty(i);
        }
    }
}
