// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Roll} from "../src/interfaces/IAuthority.sol";
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
import {Matter, Movement, OrderTerms, TitleRecord} from "../src/interfaces/ITitleRegistry.sol";
import {Powers} from "../src/libraries/Powers.sol";
import {World} from "./World.sol";

/// Acts of the proceedings with the seals of their whole roll, beside a title `a`. A judge (party 8, appointment 2) sits at
/// node 2, another officer of node 1 is party 9 (appointment 3).
abstract contract Hearing is World {
    uint32 internal constant JUDGE = 8;
    uint32 internal constant CLERK = 9;
    uint32 internal constant BENCH = 2;
    uint32 internal constant SECOND = 3;

    bytes32 internal a;
    uint256 private _filings;

    function setUp() public virtual override {
        super.setUp();
        enrol(JUDGE, 3, OFFICER, APPOINTMENT);
        enrol(CLERK, 3, OFFICER, APPOINTMENT);
        admit(2, 1, UNIT);
        appoint(BENCH, 2, JUDGE, Powers.COURT_ORDER | Powers.FREEZE);
        appoint(SECOND, 1, CLERK, Powers.ALL & ~Powers.BELOW);
    }

    function fresh(uint32 appointment) internal returns (Matter memory) {
        return Matter(a, appointment, now_(), soon(), keccak256(abi.encode("filing", ++_filings)));
    }

    function head() internal view returns (TitleRecord memory) {
        return registry.titleOf(a);
    }

    function prolong(uint16 round, uint40 until) internal {
        Prolongation memory m = Prolongation(fresh(APPOINTMENT), round, until);
        proceedings.prolong(m, all(proceedings.rollOfProlong(m), proceedings.digestOfProlong(m)));
    }

    function objection(uint32 party, uint16 round) internal returns (Objection memory) {
        return Objection(fresh(0), party, round, 1);
    }

    function object(Objection memory m) internal returns (bytes32 digest) {
        digest = proceedings.digestOfObject(m);
        proceedings.object(m, all(proceedings.rollOfObject(m), digest));
    }

    function object(uint32 party) internal returns (bytes32) {
        return object(objection(party, head().round));
    }

    function retract(uint32 party, bytes32 which) internal {
        Retraction memory m = Retraction(fresh(0), party, which);
        proceedings.retract(m, all(proceedings.rollOfRetract(m), proceedings.digestOfRetract(m)));
    }

    function decide(uint32 party, bytes32 which, uint8 outcome, uint8 effect) internal returns (bytes32 digest) {
        Decision memory m = Decision(fresh(APPOINTMENT), party, which, outcome, effect);
        digest = proceedings.digestOfDecide(m);
        proceedings.decide(m, all(proceedings.rollOfDecide(m), digest));
    }

    function freezing(uint32 appointment, uint32 judge, uint40 until) internal returns (Freeze memory) {
        return Freeze(fresh(appointment), judge, until, 1);
    }

    function freeze(Freeze memory m) internal {
        proceedings.freeze(m, all(proceedings.rollOfFreeze(m), proceedings.digestOfFreeze(m)));
    }

    function lift(uint16 number) internal {
        Lift memory m = Lift(fresh(APPOINTMENT), number);
        proceedings.lift(m, all(proceedings.rollOfLift(m), proceedings.digestOfLift(m)));
    }

    function offering(uint32 seller, uint32 units, uint32[] memory entitled) internal returns (Offer memory) {
        return Offer(fresh(0), seller, units, keccak256("terms"), entitled, now_() + 15 days);
    }

    function offer(Offer memory m) internal returns (bytes32 digest) {
        digest = proceedings.digestOfOffer(m);
        proceedings.offer(m, all(proceedings.rollOfOffer(m), digest));
    }

    function take(bytes32 which, uint32 party) internal {
        Taking memory m = Taking(fresh(0), which, party);
        proceedings.take(m, all(proceedings.rollOfTake(m), proceedings.digestOfTake(m)));
    }

    function waive(bytes32 which, uint32 party) internal {
        Waiver memory m = Waiver(fresh(0), which, party);
        proceedings.waive(m, all(proceedings.rollOfWaive(m), proceedings.digestOfWaive(m)));
    }

    function withdrawOffer(bytes32 which) internal {
        Withdrawing memory m = Withdrawing(fresh(0), which);
        proceedings.withdrawOffer(m, all(proceedings.rollOfWithdrawOffer(m), proceedings.digestOfWithdrawOffer(m)));
    }

    function announcing(uint8 ground, Movement[] memory movements) internal returns (Announcement memory) {
        return Announcement(fresh(APPOINTMENT), BENCH, OrderTerms(ground, movements));
    }

    function announce(Announcement memory m) internal {
        proceedings.announce(m, all(proceedings.rollOfAnnounce(m), proceedings.digestOfAnnounce(m)));
    }

    function recordEffect(Effect memory m) internal {
        proceedings.recordEffect(m, all(proceedings.rollOfRecordEffect(m), proceedings.digestOfRecordEffect(m)));
    }

    function movement(uint32 from, uint32 to, uint32 units) internal pure returns (Movement[] memory movements) {
        movements = new Movement[](1);
        movements[0] = Movement(from, to, units);
    }
}
