// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Roll} from "./interfaces/IAuthority.sol";
import {
    Act,
    Conveyance,
    ITitleRegistry,
    Movement,
    Order,
    OrderTerms,
    Settlement
} from "./interfaces/ITitleRegistry.sol";
import {Head, Heads} from "./libraries/Heads.sol";
import {Holdings} from "./libraries/Holdings.sol";
import {Powers} from "./libraries/Powers.sol";
import {Rolls} from "./libraries/Rolls.sol";
import {Typed} from "./libraries/Typed.sol";
import {TypedTitles} from "./libraries/TypedTitles.sol";
import {Titles} from "./Titles.sol";

/// @notice The acts by which units move.
abstract contract Transfers is Titles {
    uint8 private constant SALE = 1;
    uint8 private constant GIFT = 3;
    uint8 private constant FOLLOWS = 2;
    uint8 private constant SOLD = 5;
    uint8 private constant SETTLED = 6;
    uint8 private constant MERGER = 2;
    uint8 private constant FRAUDULENT = 6;

    uint256 internal constant IF_CONFIRMED = 1 << Heads.CONFIRMED;
    uint256 internal constant UNLESS_CLOSED =
        1 << Heads.REGISTERED | 1 << Heads.NOTICE | 1 << Heads.CONTESTED | 1 << Heads.CONFIRMED;

    // ---- acts

    /// @inheritdoc ITitleRegistry
    function convey(Conveyance calldata message, bytes calldata seals) external {
        Act calldata act = message.act;
        (Title storage title, Head head) = _find(act, IF_CONFIRMED);
        _requireMovable(act, head);
        if (message.basis < SALE || message.basis > GIFT) revert UnknownBasis(message.basis);
        Plan memory plan = _plan(act.achievement, _rowsOf(title, head), message.movements);
        plan.pledgeAfter = message.pledgeAfter;
        _requireOffers(message, plan);

        bytes32 digest = _digest(TypedTitles.hash(message));
        _requireTransferable(act, head, plan, head.rule(), digest, seals);
        if (message.offers.length != 0) PROCEEDINGS.endOffers(act.achievement, message.offers, SOLD, digest);
        (uint32 version, uint256[] memory words) =
            _carryOut(act.achievement, title, head, plan, message.movements, digest);
        emit Conveyed(act.achievement, version, digest, message.basis, words, act.filing);
    }

    /// @inheritdoc ITitleRegistry
    function settle(Settlement calldata message, bytes calldata seals) external {
        Act calldata act = message.act;
        (Title storage title, Head head) = _find(act, IF_CONFIRMED);
        _requireMovable(act, head);
        PROCEEDINGS.requireSettlement(message.offer, act.achievement, message.movements);
        Plan memory plan = _plan(act.achievement, _rowsOf(title, head), message.movements);
        plan.pledgeAfter = message.pledgeAfter;

        bytes32 digest = _digest(TypedTitles.hash(message));
        // What was offered to all who have priority asks for no further consent.
        _requireTransferable(act, head, plan, head.rule() | Rolls.SHARES_FREE, digest, seals);
        bytes32[] memory offers = new bytes32[](1);
        offers[0] = message.offer;
        PROCEEDINGS.endOffers(act.achievement, offers, SETTLED, digest);
        (uint32 version, uint256[] memory words) =
            _carryOut(act.achievement, title, head, plan, message.movements, digest);
        emit Settled(act.achievement, version, digest, message.offer, words, act.filing);
    }

    /// @inheritdoc ITitleRegistry
    function enforce(Order calldata message, bytes calldata seals) external {
        Act calldata act = message.act;
        OrderTerms calldata terms = message.terms;
        uint8 ground = terms.ground;
        if (ground == 0 || ground > FRAUDULENT) revert UnknownGround(ground);
        (Title storage title, Head head) = _find(act, ground > JUDGMENT ? UNLESS_CLOSED : IF_CONFIRMED);
        _requireCurrent(act, head);
        Plan memory plan = _planOrder(act.achievement, title, head, terms);
        uint32 judge = PROCEEDINGS.judgeOf(act.appointment, message.judge);
        _requireApart(judge, plan.rows);

        bytes32 hash = Typed.hash(terms);
        bytes32 digest = _digest(TypedTitles.hash(message, hash));
        Roll memory roll = Rolls.ofOrder(judge, _receiving(terms));
        _requireSealed(act, head.node(), Asked(Powers.COURT_ORDER, roll, plan.rows), digest, seals);

        PROCEEDINGS.spendOrder(act.achievement, hash);
        uint32 version;
        uint256[] memory words;
        if (ground > JUDGMENT) {
            (version, words) = (_close(title, head, digest), Holdings.pack(plan.rows));
        } else {
            (version, words) = _carryOut(act.achievement, title, head, plan, terms.movements, digest);
        }
        emit Enforced(act.achievement, version, digest, hash, ground, words, act.filing);
    }

    // ---- what moves

    /// @dev By an order that closes the title nothing moves; by the others units of one party do, by death and merger all.
    function _planOrder(bytes32 achievement, Title storage title, Head head, OrderTerms calldata terms)
        private
        view
        returns (Plan memory plan)
    {
        if (terms.ground > JUDGMENT) {
            if (terms.movements.length != 0) revert WrongOrder(terms.ground);
            plan.rows = _rowsOf(title, head);
            return plan;
        }
        plan = _plan(achievement, _rowsOf(title, head), terms.movements);
        plan.pledgeAfter = FOLLOWS;
        uint256 givers = plan.givers;
        uint256 giver = Holdings.find(plan.rows, terms.movements[0].from);
        if (givers & givers - 1 != 0 || terms.ground <= MERGER && Holdings.unitsOf(plan.rows[giver]) != 0) {
            revert WrongOrder(terms.ground);
        }
    }

    /// @dev Write what the plan says. Pledges are carried along while emptied rows still stand in their places.
    function _carryOut(
        bytes32 achievement,
        Title storage title,
        Head head,
        Plan memory plan,
        Movement[] calldata movements,
        bytes32 digest
    ) private returns (uint32 version, uint256[] memory words) {
        uint256[] memory rows = plan.rows;
        if (plan.holder != 0) {
            (uint32[] memory parties, uint32[] memory left) = Holdings.split(rows);
            Holdings.mark(rows, PLEDGES.follow(achievement, movements, plan.pledgeAfter, parties, left));
        }
        Holdings.compact(rows);
        words = _store(title, head, rows);
        version = _advance(title, head.withEntries(rows.length), digest);
    }

    // ---- what has to come first

    /// @dev Pledged units move with an answer, and whoever has to has sealed.
    function _requireTransferable(
        Act calldata act,
        Head head,
        Plan memory plan,
        uint8 rule,
        bytes32 digest,
        bytes calldata seals
    ) private view {
        uint8 pledgeAfter = plan.pledgeAfter;
        if (plan.holder == 0 ? pledgeAfter != 0 : pledgeAfter > FOLLOWS) {
            revert NothingPledged(pledgeAfter);
        }
        if (plan.holder != 0 && pledgeAfter == 0) revert PledgeAfterMissing(plan.holder);
        Roll memory roll = _rollOf(plan, rule, head.delegate());
        _requireSealed(act, head.node(), Asked(Powers.REGISTER_TRANSFER, roll, new uint256[](0)), digest, seals);
    }

    /// @dev Each movement to an outsider that passes over a holder has an offer of its own, and no other offer is named.
    function _requireOffers(Conveyance calldata message, Plan memory plan) private view {
        bytes32[] calldata offers = message.offers;
        uint256 used;
        if (message.basis != GIFT && plan.rows.length > plan.before.length) {
            bool alone = plan.givers & plan.givers - 1 == 0;
            for (uint256 i; i < message.movements.length; ++i) {
                uint32[] memory holders = Holdings.passedOver(plan.before, message.movements, i);
                if (holders.length == 0) continue;
                _requireOffer(message, i, used++, alone, holders);
            }
        }
        if (offers.length != used) revert OffersLeftOver(used, offers.length);
        if (message.openings.length != used) revert OffersLeftOver(used, message.openings.length);
    }

    /// @param i The movement. @param number Its offer among those of the message. @param alone Whether one party gives.
    function _requireOffer(Conveyance calldata message, uint256 i, uint256 number, bool alone, uint32[] memory holders)
        private
        view
    {
        Movement calldata movement = message.movements[i];
        if (number >= message.offers.length || number >= message.openings.length) revert OfferMissing(movement.from);
        (bytes32 offer, bytes32 opening) = (message.offers[number], message.openings[number]);
        for (uint256 j; j < number; ++j) {
            if (message.offers[j] == offer) revert OfferMissing(movement.from); // one offer sells once
        }
        if (alone && opening != message.price) revert PriceDiffers(offer, opening, message.price);
        bytes32 achievement = message.act.achievement;
        bytes32 commitment = keccak256(abi.encode(achievement, movement.from, movement.to, movement.units, opening));
        PROCEEDINGS.requireSellable(offer, achievement, commitment, holders);
    }
}
