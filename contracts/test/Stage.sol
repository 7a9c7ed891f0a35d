// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Anchor} from "../src/interfaces/IAnchorLog.sol";
import {Appointment} from "../src/interfaces/IAuthority.sol";
import {Pledging} from "../src/interfaces/IPledges.sol";
import {Announcement, Freeze, Objection, Offer, Taking} from "../src/interfaces/IProceedings.sol";
import {ContractRegistration} from "../src/interfaces/ITechContracts.sol";
import {ITitleRegistry, Movement, OrderTerms, Proposal, Share} from "../src/interfaces/ITitleRegistry.sol";
import {GrantTerms} from "../src/interfaces/IUseRights.sol";
import {Powers} from "../src/libraries/Powers.sol";
import {Forest} from "./Forest.sol";
import {Keys} from "./Keys.sol";
import {Licensing} from "./Licensing.sol";

/// A ledger in the midst of its work: a park keeps the titles, a court and another park stand beside it, and something is
/// open for every act of the law to act upon. All of it came about by the acts themselves.
abstract contract Stage is Keys, Licensing, Forest {
    uint32 internal constant PARK = 2;
    uint32 internal constant COURT = 3;
    uint32 internal constant OTHER_PARK = 4;
    uint32 internal constant LEAF = 5;

    // Parties: a judge, an outsider, and for each act on keys one of its own.
    uint32 internal constant JUDGE = 8;
    uint32 internal constant EVE = 9;
    uint32 internal constant RECOVERED = 10; // on notice, and due
    uint32 internal constant RECOVERING = 11; // on notice
    uint32 internal constant LOSER = 12; // lost the key
    uint32 internal constant ROTATING = 13;
    uint32 internal constant WITHDRAWING = 14;
    uint32 internal constant ENTRUSTING = 15;
    uint32 internal constant LAST = 22;

    // Appointments, beside the first one, which is at the core and does not reach below.
    uint32 internal constant DESK = 2;
    uint32 internal constant COURT_DESK = 3;
    uint32 internal constant OTHER_DESK = 4;
    uint32 internal constant EARLY = 5; // begins later
    uint32 internal constant OVER = 6;
    uint32 internal constant ENDED = 7;
    uint32 internal constant CLERK = 8; // whose appointment can be ended

    uint8 internal constant SALE = 1;
    uint32 internal constant PART = 10;

    address internal successor;
    address internal adopting;
    bytes32 internal objected; // by CHEN
    bytes32 internal retractable; // by DAI
    bytes32 internal offered;
    bytes32 internal taken;
    bytes32 internal pledged;
    bytes32 internal licensed;
    bytes32 internal contracted;

    function setUp() public virtual override {
        super.setUp();
        _network();
        pass(1);
        recover(RECOVERED, OTHER_KEY, DESK, keyOf(OFFICER));
        Share[] memory pair = table(ANNA, WHOLE / 2, BO);
        string[9] memory names =
            ["owned", "amended", "leaving", "gone", "pledged", "offered", "taken", "frozen", "ordered"];
        for (uint256 i; i < names.length; ++i) {
            _open(names[i], now_() + LEAST_NOTICE, pair);
        }
        _open("licensed", now_() + LEAST_NOTICE, pair);
        _open("full", now_() + LEAST_NOTICE, _sixteen());
        _open("proposed", now_() + LEAST_NOTICE, pair);
        _open("noticed", now_() + 200 days, pair);
        register(registration("claimed", table(UNIT, WHOLE / 2, ANNA)));
        register(registration("cancelled", table(UNIT, WHOLE / 2, ANNA)));
        vm.warp(now_() + LEAST_NOTICE);
        for (uint256 i; i < names.length; ++i) {
            confirm(confirmation(numberOf(names[i]), terms(1, pair)));
        }
        confirm(confirmation(numberOf("licensed"), terms(1, pair)));
        confirm(confirmation(numberOf("full"), terms(1, _sixteen())));
        _proceed();
        _encumber();
        ITitleRegistry next = deployAnother(address(registry));
        (successor, adopting) = (address(next), address(next));
        vm.warp(now_() + 17 days);
        recover(RECOVERING, OTHER_KEY, DESK, keyOf(OFFICER));
        bytes memory seal_ = seal(sign(keyOf(CORE), anchors.digestOfAnchor(_anchor(3, 0, now_()))));
        anchors.anchor(3, root(0, 3), 0, root(0, 0), new bytes32[](0), now_(), seal_);
        pass(1);
    }

    // ---- the network

    function _network() private {
        enrol(JUDGE, 3, OFFICER, APPOINTMENT);
        for (uint32 party = EVE; party <= LAST; ++party) {
            enrol(party, 1, OFFICER, APPOINTMENT);
        }
        admit(PARK, 1, UNIT);
        admit(COURT, 1, CORE);
        admit(OTHER_PARK, 1, CORE);
        admit(LEAF, PARK, UNIT);
        uint32 powers = Powers.ALL & ~Powers.BELOW;
        appoint(DESK, PARK, OFFICER, powers);
        appoint(COURT_DESK, COURT, JUDGE, powers);
        appoint(OTHER_DESK, OTHER_PARK, OFFICER, powers);
        _appointFor(EARLY, OFFICER, powers, now_() + 60 days, now_() + 90 days);
        _appointFor(OVER, OFFICER, powers, now_(), now_() + 2 days);
        _appointFor(ENDED, OFFICER, powers, now_(), now_() + 90 days);
        end(ENDED, OFFICER, now_() + 1);
        appoint(CLERK, PARK, ANNA, Powers.READ);
        (home, desk) = (PARK, DESK);
        uint32 guardian = NODE_GUARDIAN | PARK;
        entrust(RECOVERED, keyOf(RECOVERED), guardian, 0);
        entrust(RECOVERING, keyOf(RECOVERING), guardian, 0);
        entrust(LOSER, keyOf(LOSER), guardian, 0);
    }

    function _appointFor(uint32 appointment, uint32 officer, uint32 powers, uint40 from, uint40 until) internal {
        Appointment memory message = Appointment(appointment, PARK, officer, powers, from, until, 0, now_(), soon());
        authority.appoint(message, all(authority.rollOfAppoint(message), authority.digestOfAppoint(message)));
    }

    // ---- titles and what stands beside them

    function _open(string memory name, uint40 until, Share[] memory shares) internal {
        register(registration(name, table(UNIT)));
        propose(Proposal(act(numberOf(name), 0), terms(1, shares), 1, until));
    }

    function _sixteen() internal pure returns (Share[] memory shares) {
        shares = new Share[](16);
        for (uint32 i; i < 16; ++i) {
            shares[i] = Share(ANNA + i, WHOLE / 16);
        }
    }

    function _proceed() private {
        bytes32 noticed = numberOf("noticed");
        objected = object(Objection(matter(noticed, 0), CHEN, 1, 1));
        retractable = object(Objection(matter(noticed, 0), DAI, 1, 1));
        offered = offer(_offer("offered"));
        Offer memory once = _offer("taken");
        once.entitled = list(BO);
        taken = offer(once);
        Taking memory taking = Taking(matter(numberOf("taken"), 0), taken, BO);
        proceedings.take(taking, all(proceedings.rollOfTake(taking), proceedings.digestOfTake(taking)));
        freeze(Freeze(matter(numberOf("frozen"), DESK), 0, now_() + 150 days, 1));
        announce(Announcement(matter(numberOf("ordered"), DESK), COURT_DESK, _death()));
    }

    function _encumber() private {
        pledged = pledge(Pledging(act(numberOf("pledged"), DESK), EVE, _part(ANNA, PART)));
        GrantTerms memory content = licence(EXCLUSIVE, ANNA, EVE);
        content.flags = 1;
        licensed = grant(granting(numberOf("licensed"), content));
        contracted = registerContract(_contract(numberOf("licensed")));
    }

    function object(Objection memory message) internal returns (bytes32 digest) {
        digest = proceedings.digestOfObject(message);
        proceedings.object(message, all(proceedings.rollOfObject(message), digest));
    }

    function offer(Offer memory message) internal returns (bytes32 digest) {
        digest = proceedings.digestOfOffer(message);
        proceedings.offer(message, all(proceedings.rollOfOffer(message), digest));
    }

    function freeze(Freeze memory message) internal {
        proceedings.freeze(message, all(proceedings.rollOfFreeze(message), proceedings.digestOfFreeze(message)));
    }

    function announce(Announcement memory message) internal {
        bytes32 digest = proceedings.digestOfAnnounce(message);
        proceedings.announce(message, all(proceedings.rollOfAnnounce(message), digest));
    }

    function pledge(Pledging memory message) internal returns (bytes32 digest) {
        digest = pledges.digestOfPledge(message);
        pledges.pledge(message, all(pledges.rollOfPledge(message), digest));
    }

    function registerContract(ContractRegistration memory message) internal returns (bytes32 digest) {
        digest = techContracts.digestOfRegisterContract(message);
        techContracts.registerContract(message, all(techContracts.rollOfRegisterContract(message), digest));
    }

    // ---- messages that stage and deeds share

    function _offer(string memory name) internal view returns (Offer memory) {
        bytes32 commitment = keccak256(bytes(name));
        return
            Offer(
                matter(numberOf(name), 0), ANNA, PART, commitment, list(BO, CHEN, DAI), now_() + LEAST_NOTICE + 60 days
            );
    }

    function _death() internal pure returns (OrderTerms memory) {
        return OrderTerms(1, _moving(ANNA, DAI, WHOLE / 2));
    }

    function _moving(uint32 from, uint32 to, uint32 units) internal pure returns (Movement[] memory movements) {
        movements = new Movement[](1);
        movements[0] = Movement(from, to, units);
    }

    function _part(uint32 party, uint32 units) internal pure returns (Share[] memory parts) {
        parts = new Share[](1);
        parts[0] = Share(party, units);
    }

    function _contract(bytes32 achievement) internal view returns (ContractRegistration memory) {
        return ContractRegistration(
            matter(achievement, DESK), PARK, 3, 1, 1, 0, ANNA, list(ANNA, BO), list(EVE), keccak256("terms")
        );
    }

    function _anchor(uint64 size, uint64 previous, uint40 draftedAt) internal pure returns (Anchor memory) {
        return Anchor(size, root(0, size), previous, root(0, previous), draftedAt);
    }
}
