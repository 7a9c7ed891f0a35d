// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Announcement,
    Decision,
    Effect,
    Freeze,
    Lift,
    Objection,
    Offer,
    Prolongation,
    Retraction,
    Taking,
    Waiver,
    Withdrawing
} from "../src/interfaces/IProceedings.sol";
import {Movement, OrderTerms} from "../src/interfaces/ITitleRegistry.sol";
import {Powers} from "../src/libraries/Powers.sol";
import {World} from "./World.sol";

/// What the acts of `Proceedings` find, and one good message of each, for `Deeds`.
abstract contract Sessions is World {
    uint32 internal constant BENCH = 2; // the judge's appointment, at node 4

    bytes32 private _objectionOfChen;
    bytes32 private _objectionOfDai;
    bytes32 private _answered;
    bytes32 private _offered;

    /// A judge, a notice with two objections, a freeze, two offers. Titles "claimed", "offered" are there.
    function openSessions(uint32 operator, uint32 judge) internal {
        admit(4, 1, operator);
        appoint(BENCH, 4, judge, Powers.COURT_ORDER);
        bytes32 noticed = numberOf("noticed");
        register(registration("noticed", table(UNIT)));
        propose(proposal(noticed, terms(1, table(ANNA))));
        _objectionOfChen = _object(noticed, CHEN);
        _objectionOfDai = _object(noticed, DAI);
        Freeze memory m = Freeze(matter(numberOf("claimed"), APPOINTMENT), 0, now_() + 30 days, 1);
        proceedings.freeze(m, all(proceedings.rollOfFreeze(m), proceedings.digestOfFreeze(m)));
        _answered = _offer(ANNA, list(BO, CHEN));
        _offered = _offer(BO, list(ANNA, CHEN));
    }

    function _object(bytes32 achievement, uint32 party) private returns (bytes32 digest) {
        Objection memory m = Objection(matter(achievement, 0), party, 1, 1);
        digest = proceedings.digestOfObject(m);
        proceedings.object(m, all(proceedings.rollOfObject(m), digest));
    }

    function _offer(uint32 seller, uint32[] memory entitled) private returns (bytes32 digest) {
        Offer memory m =
            Offer(matter(numberOf("offered"), 0), seller, 7, keccak256("terms"), entitled, now_() + 20 days);
        digest = proceedings.digestOfOffer(m);
        proceedings.offer(m, all(proceedings.rollOfOffer(m), digest));
    }

    /// The good message of an act of `Proceedings`; empty for other acts.
    function goodInSession(bytes32 act_) internal view returns (bytes memory) {
        bytes32 noticed = numberOf("noticed");
        bytes32 offered = numberOf("offered");
        if (act_ == keccak256("prolong")) {
            return abi.encode(Prolongation(matter(noticed, APPOINTMENT), 1, now_() + 100 days));
        }
        if (act_ == keccak256("object")) return abi.encode(Objection(matter(noticed, 0), BO, 1, 1));
        if (act_ == keccak256("retract")) return abi.encode(Retraction(matter(noticed, 0), DAI, _objectionOfDai));
        if (act_ == keccak256("decide")) {
            return abi.encode(Decision(matter(noticed, APPOINTMENT), CHEN, _objectionOfChen, 2, 1));
        }
        if (act_ == keccak256("freeze")) {
            return abi.encode(Freeze(matter(noticed, APPOINTMENT), BENCH, now_() + 300 days, 1));
        }
        if (act_ == keccak256("lift")) return abi.encode(Lift(matter(numberOf("claimed"), APPOINTMENT), 1));
        if (act_ == keccak256("offer")) {
            uint32[] memory entitled = list(BO, CHEN, DAI);
            bytes32 owned = numberOf("owned");
            return abi.encode(Offer(matter(owned, 0), ANNA, 7, keccak256("terms"), entitled, now_() + 20 days));
        }
        if (act_ == keccak256("take")) return abi.encode(Taking(matter(offered, 0), _answered, BO));
        if (act_ == keccak256("waive")) return abi.encode(Waiver(matter(offered, 0), _answered, CHEN));
        if (act_ == keccak256("withdrawOffer")) return abi.encode(Withdrawing(matter(offered, 0), _offered));
        if (act_ == keccak256("announce")) {
            Movement[] memory movements = new Movement[](1);
            movements[0] = Movement(ANNA, CHEN, 7);
            return abi.encode(Announcement(matter(offered, APPOINTMENT), BENCH, OrderTerms(3, movements)));
        }
        if (act_ != keccak256("recordEffect")) return "";
        return abi.encode(Effect(matter(offered, APPOINTMENT), registry.titleOf(offered).version, now_()));
    }
}
