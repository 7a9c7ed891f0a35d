// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Admission, Appointment, AppointmentEnd, HandOver, NodeClosing} from "../src/interfaces/IAuthority.sol";
import {Pledging, Release} from "../src/interfaces/IPledges.sol";
import {
    Announcement,
    Decision,
    Effect,
    Freeze,
    Lift,
    Objection,
    Prolongation,
    Retraction,
    Taking,
    Waiver,
    Withdrawing
} from "../src/interfaces/IProceedings.sol";
import {ContractCancellation, ContractChange, Statement} from "../src/interfaces/ITechContracts.sol";
import {
    Amendment,
    Cancellation,
    Migration,
    Order,
    OrderTerms,
    Proposal,
    Settlement
} from "../src/interfaces/ITitleRegistry.sol";
import {Ending, Extension} from "../src/interfaces/IUseRights.sol";
import {Powers} from "../src/libraries/Powers.sol";
import {Stage} from "./Stage.sol";

/// One good message of each act. The times are put in afterwards.
abstract contract Goods is Stage {
    /// Whose key the new signer of a rotation or recovery is: a number that no party has.
    uint32 internal constant NEW_SIGNER = 50;

    function _good(string memory name) internal view returns (bytes memory) {
        (bytes memory message, bool known) = _ofAuthority(keccak256(bytes(name)));
        if (!known) (message, known) = _ofRegistry(keccak256(bytes(name)));
        if (!known) (message, known) = _ofProceedings(keccak256(bytes(name)));
        if (!known) (message, known) = _ofOthers(keccak256(bytes(name)));
        require(known, string.concat("no good message of ", name));
        return message;
    }

    function _ofAuthority(bytes32 name) private view returns (bytes memory, bool) {
        uint40 time = now_();
        if (name == keccak256("enrol")) return (abi.encode(enrolment(LAST + 1, 1, OFFICER, DESK)), true);
        if (name == keccak256("rotate")) return (abi.encode(rotation(ROTATING, keyOf(NEW_SIGNER))), true);
        if (name == keccak256("withdraw")) return (abi.encode(withdrawal(WITHDRAWING)), true);
        if (name == keccak256("entrust")) return (abi.encode(guardianship(ENTRUSTING, UNIT, 60)), true);
        if (name == keccak256("recover")) return (abi.encode(recovery(LOSER, keyOf(NEW_SIGNER), DESK)), true);
        if (name == keccak256("cancelRecovery")) {
            return (abi.encode(cancellation(RECOVERING, authority.recoveryOf(RECOVERING).dueAt)), true);
        }
        if (name == keccak256("admit")) return (abi.encode(Admission(LEAF + 1, PARK, BO, 2, DESK, time, 0)), true);
        if (name == keccak256("handOver")) return (abi.encode(HandOver(LEAF, BO, time, 0)), true);
        if (name == keccak256("closeNode")) return (abi.encode(NodeClosing(LEAF, OFFICER, DESK, time, 0)), true);
        if (name == keccak256("appoint")) {
            Appointment memory message =
                Appointment(CLERK + 1, PARK, BO, Powers.READ, time, time + 365 days, DESK, time, 0);
            return (abi.encode(message), true);
        }
        if (name == keccak256("endAppointment")) {
            return (abi.encode(AppointmentEnd(CLERK, OFFICER, DESK, time + 1 days, time, 0)), true);
        }
        return ("", false);
    }

    function _ofRegistry(bytes32 name) private view returns (bytes memory, bool) {
        if (name == keccak256("register")) {
            return (abi.encode(registration("new", table(ANNA, WHOLE / 2, BO))), true);
        }
        if (name == keccak256("cancel")) return (abi.encode(Cancellation(act(numberOf("cancelled"), DESK), 1)), true);
        if (name == keccak256("propose")) {
            Proposal memory message = proposal(numberOf("claimed"), terms(2, table(BO, WHOLE / 3, CHEN)));
            message.noticeUntil += 60 days;
            return (abi.encode(message), true);
        }
        if (name == keccak256("confirm")) {
            return (abi.encode(confirmation(numberOf("proposed"), terms(1, table(ANNA, WHOLE / 2, BO)))), true);
        }
        if (name == keccak256("convey")) return (abi.encode(conveyance(numberOf("owned"), GIFT, ANNA, DAI, 5)), true);
        if (name == keccak256("settle")) {
            return (abi.encode(Settlement(act(numberOf("taken"), DESK), taken, _moving(ANNA, BO, PART), 0)), true);
        }
        if (name == keccak256("amendRule")) {
            return (abi.encode(Amendment(act(numberOf("amended"), DESK), 0x84, DAI)), true);
        }
        if (name == keccak256("enforce")) {
            return (abi.encode(Order(act(numberOf("ordered"), DESK), COURT_DESK, _death())), true);
        }
        if (name == keccak256("migrate")) {
            return (abi.encode(Migration(act(numberOf("leaving"), DESK), successor)), true);
        }
        return ("", false);
    }

    function _ofProceedings(bytes32 name) private view returns (bytes memory, bool) {
        bytes32 noticed = numberOf("noticed");
        bytes32 owned = numberOf("owned");
        bytes32 open = numberOf("offered");
        if (name == keccak256("prolong")) {
            uint40 until = registry.titleOf(noticed).noticeUntil + 1 days;
            return (abi.encode(Prolongation(matter(noticed, DESK), 1, until)), true);
        }
        if (name == keccak256("object")) return (abi.encode(Objection(matter(noticed, 0), EVE, 1, 2)), true);
        if (name == keccak256("retract")) return (abi.encode(Retraction(matter(noticed, 0), DAI, retractable)), true);
        if (name == keccak256("decide")) {
            return (abi.encode(Decision(matter(noticed, DESK), CHEN, objected, 2, 0)), true);
        }
        if (name == keccak256("freeze")) {
            return (abi.encode(Freeze(matter(owned, DESK), COURT_DESK, now_() + 30 days, 1)), true);
        }
        if (name == keccak256("lift")) return (abi.encode(Lift(matter(numberOf("frozen"), DESK), 1)), true);
        if (name == keccak256("offer")) return (abi.encode(_offer("owned")), true);
        if (name == keccak256("take")) return (abi.encode(Taking(matter(open, 0), offered, BO)), true);
        if (name == keccak256("waive")) return (abi.encode(Waiver(matter(open, 0), offered, CHEN)), true);
        if (name == keccak256("withdrawOffer")) return (abi.encode(Withdrawing(matter(open, 0), offered)), true);
        if (name == keccak256("announce")) {
            OrderTerms memory judgment = OrderTerms(3, _moving(ANNA, DAI, 5));
            return (abi.encode(Announcement(matter(owned, DESK), COURT_DESK, judgment)), true);
        }
        if (name == keccak256("recordEffect")) {
            return (abi.encode(Effect(matter(owned, DESK), registry.titleOf(owned).version, now_() - 1)), true);
        }
        return ("", false);
    }

    function _ofOthers(bytes32 name) private view returns (bytes memory, bool) {
        bytes32 about = numberOf("licensed");
        if (name == keccak256("anchor")) return (abi.encode(_anchor(7, 3, now_())), true);
        if (name == keccak256("pledge")) {
            return (abi.encode(Pledging(act(numberOf("amended"), DESK), EVE, _part(ANNA, PART))), true);
        }
        if (name == keccak256("release")) {
            return (abi.encode(Release(matter(numberOf("pledged"), 0), pledged)), true);
        }
        if (name == keccak256("grant")) {
            return (abi.encode(granting(numberOf("owned"), licence(EXCLUSIVE, ANNA, EVE))), true);
        }
        if (name == keccak256("sublicense")) return (abi.encode(sublicensing(about, licensed, EVE, DAI)), true);
        if (name == keccak256("extend")) {
            return (abi.encode(Extension(act(about, 0), licensed, now_() + 900 days)), true);
        }
        if (name == keccak256("end")) return (abi.encode(Ending(matter(about, 0), licensed, 0, 1)), true);
        if (name == keccak256("registerContract")) return (abi.encode(_contract(numberOf("owned"))), true);
        if (name == keccak256("stateContract")) {
            return (abi.encode(Statement(matter(about, 0), contracted, ANNA, 1, 1, keccak256("sales"))), true);
        }
        if (name == keccak256("changeContract")) {
            return (abi.encode(ContractChange(matter(about, DESK), contracted, 1, 2, keccak256("changed"))), true);
        }
        if (name == keccak256("cancelContract")) {
            return (abi.encode(ContractCancellation(matter(about, DESK), contracted, 1)), true);
        }
        return ("", false);
    }
}
