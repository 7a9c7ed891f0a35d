// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAuthority} from "../src/interfaces/IAuthority.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {ITitleRegistry} from "../src/interfaces/ITitleRegistry.sol";
import {Powers} from "../src/libraries/Powers.sol";
import {Attacks} from "./Attacks.sol";

/// Officers who may not: elsewhere, at another time, without the power, or parties themselves. See EveryAct.tree.
contract OfficersTest is Attacks {
    /// The power that the law asks of an act's officer, by the table of the law and not by the contracts.
    function _power() private view returns (uint32) {
        if (is_("enrol")) return Powers.REGISTER_PARTY;
        if (is_("recover")) return Powers.RECOVER_KEY;
        if (is_("admit") || is_("closeNode")) return Powers.ADMIT_NODE;
        if (is_("appoint") || is_("endAppointment")) return Powers.GRANT_OFFICER;
        if (is_("register") || is_("cancel")) return Powers.REGISTER_ACHIEVEMENT;
        if (is_("confirm") || is_("amendRule") || is_("migrate")) return Powers.CONFIRM_TITLE;
        if (is_("convey") || is_("settle")) return Powers.REGISTER_TRANSFER;
        if (is_("prolong") || is_("decide")) return Powers.DECIDE_OBJECTION;
        if (is_("freeze") || is_("lift")) return Powers.FREEZE;
        if (is_("announce") || is_("enforce")) return Powers.COURT_ORDER;
        if (is_("recordEffect")) return Powers.REGISTER_LEGAL_EFFECT;
        if (is_("pledge")) return Powers.REGISTER_PLEDGE;
        return Powers.REGISTER_CONTRACT;
    }

    /// The good message under another appointment.
    function _under(uint32 appointment) private view returns (bytes memory message) {
        message = bent(deskOf(), appointment);
        (,, uint32 given) = authority.counts();
        if (is_("appoint")) put(message, placeOf("Appointment", "appointment"), given + 1);
    }

    function _refusedUnder(uint32 appointment, uint32 node) private {
        bytes memory reason =
            abi.encodeWithSelector(IRefusals.NotCompetent.selector, appointment, node, _power(), now_());
        failsSealed(_under(appointment), reason);
    }

    modifier withOfficer() {
        if (bytes(deskOf()).length == 0) {
            none("no officer acts");
        } else {
            _;
            accepted(kind_, message_, blob_()); // while under the good appointment it passes
        }
    }

    function test_OfficerOfAnotherParkOrFromAboveWithoutReach() public onEvery("officer out of scope") withOfficer {
        if (is_("enrol")) return none("an officer enrols at his own node, whoever comes");
        _refusedUnder(OTHER_DESK, PARK);
        _refusedUnder(APPOINTMENT, PARK);
        uint256 before = vm.snapshotState();
        appoint(CLERK + 1, LEAF, OFFICER, Powers.ALL); // below its parent, whose titles it does not reach
        _refusedUnder(CLERK + 1, PARK);
        _refusedUnder(CLERK + 2, PARK); // nobody's
        vm.revertToState(before);
    }

    function test_OfficerBeforeAfterOrEnded() public onEvery("officer out of date") withOfficer {
        _refusedUnder(EARLY, PARK);
        _refusedUnder(OVER, PARK);
        _refusedUnder(ENDED, PARK);
        uint256 before = vm.snapshotState();
        closeNode(PARK, UNIT, 0);
        if (is_("admit") || is_("appoint")) {
            bytes memory reason = abi.encodeWithSelector(IAuthority.NodeNotInForce.selector, PARK);
            failsSealed(message_, reason);
        } else {
            _refusedUnder(DESK, PARK);
        }
        vm.revertToState(before);
    }

    function test_OfficerWithoutThePower() public onEvery("officer without the power") withOfficer {
        uint256 before = vm.snapshotState();
        uint32 next = CLERK + 1;
        _appointFor(next, OFFICER, Powers.ALL & ~_power() & ~Powers.BELOW, now_(), now_() + 1 days);
        _refusedUnder(next, PARK);
        vm.revertToState(before);
    }

    // ---- party to the act

    /// Whom an act concerns, by the table of the law: they register nothing of it as officers.
    function _concerned() private view returns (uint32[] memory) {
        if (is_("recover")) return list(LOSER);
        if (is_("admit") || is_("appoint")) return list(BO);
        if (is_("register")) return list(UNIT, ANNA, BO);
        if (is_("cancel")) return list(UNIT, ANNA);
        if (is_("convey") || is_("enforce") || is_("announce")) return list(ANNA, BO, DAI);
        if (is_("prolong") || is_("confirm")) return list(UNIT);
        if (is_("decide")) return list(UNIT, CHEN);
        if (is_("pledge") || is_("registerContract") || is_("changeContract") || is_("cancelContract")) {
            return list(ANNA, BO, EVE);
        }
        return list(ANNA, BO);
    }

    function test_OfficerIsPartyToTheAct() public onEvery("officer party to the act") withOfficer {
        if (is_("enrol")) return none("the new party is nobody before the act");
        if (is_("closeNode")) return none("a node concerns no party but those who run it");
        if (is_("endAppointment")) return none("an officer may end his own appointment");
        uint32[] memory concerned = _concerned();
        uint256 before = vm.snapshotState();
        for (uint256 i; i < concerned.length; ++i) {
            uint32 next = CLERK + 1;
            _appointFor(next, concerned[i], Powers.ALL & ~Powers.BELOW, now_(), now_() + 1 days);
            bytes memory reason = abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, concerned[i]);
            failsSealed(_under(next), reason);
            vm.revertToState(before);
        }
    }

    /// The judge is an officer too: at another node than the officer, another person, and no party.
    function test_JudgeStandsApart() public onEvery("judge not apart") {
        if (!has("judge")) return none("no judge");
        uint256 before = vm.snapshotState();
        uint32 next = CLERK + 1;
        _appointFor(next, JUDGE, Powers.COURT_ORDER, now_(), now_() + 1 days);
        failsSealed(bent("judge", next), abi.encodeWithSelector(ITitleRegistry.JudgeNotApart.selector, next, PARK));
        vm.revertToState(before);
        failsSealed(
            bent("judge", OTHER_DESK),
            abi.encodeWithSelector(ITitleRegistry.JudgeNotApart.selector, OTHER_DESK, OTHER_PARK)
        );
        uint32[] memory parties = list(ANNA, BO);
        for (uint256 i; i < parties.length; ++i) {
            appoint(next, COURT, parties[i], Powers.COURT_ORDER);
            failsSealed(bent("judge", next), abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, parties[i]));
            vm.revertToState(before);
        }
        appoint(next, COURT, JUDGE, Powers.ALL & ~Powers.COURT_ORDER);
        bytes memory reason =
            abi.encodeWithSelector(IRefusals.NotCompetent.selector, next, COURT, Powers.COURT_ORDER, now_());
        failsSealed(bent("judge", next), reason);
        vm.revertToState(before);
        accepted(kind_, message_, blob_());
    }
}
