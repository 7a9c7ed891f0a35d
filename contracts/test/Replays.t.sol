// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAnchorLog} from "../src/interfaces/IAnchorLog.sol";
import {HandOver, IAuthority} from "../src/interfaces/IAuthority.sol";
import {IPledges, Pledging, Release} from "../src/interfaces/IPledges.sol";
import {
    Decision,
    Freeze,
    IProceedings,
    Lift,
    Objection,
    Retraction,
    Withdrawing
} from "../src/interfaces/IProceedings.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {ContractCancellation, ContractChange, ITechContracts} from "../src/interfaces/ITechContracts.sol";
import {Amendment, ITitleRegistry, Order, OrderTerms, Proposal} from "../src/interfaces/ITitleRegistry.sol";
import {Ending, IUseRights} from "../src/interfaces/IUseRights.sol";
import {Attacks} from "./Attacks.sol";

/// The same calldata never succeeds twice: not at once, not later, not when what it changed has been changed back.
contract ReplaysTest is Attacks {
    uint40 private _passed; // the second at which it took effect

    function test_AtOnce() public onEvery("replayed at once") {
        _send();
        fails(message_, blob_(), _secondTime());
    }

    function test_Later() public onEvery("replayed later") {
        _send();
        pass(1);
        fails(message_, blob_(), _secondTime());
    }

    function _send() private {
        accepted(kind_, message_, blob_());
        _passed = now_();
    }

    // ---- the second time

    function _secondTime() private view returns (bytes memory) {
        (bytes memory reason, bool known) = _ofAuthority();
        if (!known) (reason, known) = _ofTitles();
        if (!known) (reason, known) = _ofProceedings();
        if (!known) (reason, known) = _ofOthers();
        require(known, string.concat("what refuses a second time: ", kinds[kind_].name));
        return reason;
    }

    function _ofAuthority() private view returns (bytes memory, bool) {
        bytes4 number = IAuthority.WrongNumber.selector;
        if (is_("enrol")) return (abi.encodeWithSelector(number, LAST + 1, LAST + 2), true);
        if (is_("admit")) return (abi.encodeWithSelector(number, LEAF + 1, LEAF + 2), true);
        if (is_("appoint")) return (abi.encodeWithSelector(number, CLERK + 1, CLERK + 2), true);
        if (is_("rotate")) return (abi.encodeWithSelector(IAuthority.SignerUnchanged.selector, ROTATING), true);
        if (is_("withdraw") || is_("entrust")) {
            uint32 party = uint32(wordOf("party"));
            return (abi.encodeWithSelector(IRefusals.SignedBefore.selector, party, _passed + 1), true);
        }
        if (is_("recover")) {
            uint40 dueAt = _passed + 30 days;
            return (abi.encodeWithSelector(IAuthority.RecoveryOpen.selector, LOSER, dueAt), true);
        }
        if (is_("cancelRecovery")) {
            return (abi.encodeWithSelector(IAuthority.RecoveryClosed.selector, RECOVERING), true);
        }
        if (is_("handOver")) {
            return (abi.encodeWithSelector(IAuthority.DraftedBefore.selector, LEAF, _passed + 1), true);
        }
        if (is_("closeNode")) return (abi.encodeWithSelector(IAuthority.NodeNotInForce.selector, LEAF), true);
        if (is_("endAppointment")) {
            uint256 until = wordOf("until");
            return (abi.encodeWithSelector(IAuthority.NotEarlier.selector, until, until), true);
        }
        return ("", false);
    }

    function _ofTitles() private view returns (bytes memory, bool) {
        string[6] memory moved = ["convey", "settle", "amendRule", "enforce", "confirm", "pledge"];
        for (uint256 i; i < moved.length; ++i) {
            if (is_(moved[i])) return (_outrun(1), true);
        }
        bytes4 status = ITitleRegistry.WrongStatus.selector;
        if (is_("register")) return (abi.encodeWithSelector(status, wordOf("achievement"), 1), true);
        if (is_("cancel") || is_("migrate")) return (abi.encodeWithSelector(status, wordOf("achievement"), 5), true);
        if (is_("propose")) {
            return (abi.encodeWithSelector(ITitleRegistry.WrongRound.selector, wordOf("achievement"), 1, 2), true);
        }
        return ("", false);
    }

    /// The title's version went on by so many.
    function _outrun(uint256 by) private view returns (bytes memory) {
        uint256 version = wordOf("version");
        return
            abi.encodeWithSelector(ITitleRegistry.WrongVersion.selector, wordOf("achievement"), version, version + by);
    }

    function _ofProceedings() private view returns (bytes memory, bool) {
        if (is_("prolong")) {
            uint256 until = wordOf("noticeUntil");
            return (abi.encodeWithSelector(IProceedings.NoticeNotLater.selector, until, until), true);
        }
        if (is_("object") || is_("freeze") || is_("offer") || is_("recordEffect")) {
            return (abi.encodeWithSelector(IProceedings.AlreadyDone.selector, digest_), true);
        }
        if (is_("retract") || is_("decide")) {
            uint256 party = wordOf("party");
            return (abi.encodeWithSelector(IProceedings.NoOpenObjection.selector, party, wordOf("objection")), true);
        }
        if (is_("lift")) {
            return (abi.encodeWithSelector(IProceedings.FreezeClosed.selector, wordOf("achievement"), 1), true);
        }
        if (is_("take") || is_("waive")) {
            uint256 party = wordOf("party");
            return (abi.encodeWithSelector(IProceedings.AlreadyAnswered.selector, offered, party), true);
        }
        if (is_("withdrawOffer")) {
            return (abi.encodeWithSelector(IProceedings.OfferClosed.selector, offered, 7), true);
        }
        if (is_("announce")) {
            bytes32 terms_ = _orderHash(OrderTerms(3, _moving(ANNA, DAI, 5)));
            return (abi.encodeWithSelector(IProceedings.AlreadyAnnounced.selector, wordOf("achievement"), terms_), true);
        }
        return ("", false);
    }

    function _ofOthers() private view returns (bytes memory, bool) {
        if (is_("anchor")) return (abi.encodeWithSelector(IAnchorLog.NotTheHead.selector, 3, 7), true);
        if (is_("release")) return (abi.encodeWithSelector(IPledges.PledgeClosed.selector, pledged), true);
        if (is_("grant") || is_("sublicense")) {
            return (abi.encodeWithSelector(IUseRights.RightExists.selector, digest_), true);
        }
        if (is_("extend")) {
            uint256 until = wordOf("until");
            return (abi.encodeWithSelector(IUseRights.TermEmpty.selector, until, until), true);
        }
        if (is_("end")) return (abi.encodeWithSelector(IUseRights.RightEnded.selector, licensed, _passed), true);
        if (is_("registerContract")) {
            return (abi.encodeWithSelector(ITechContracts.ContractExists.selector, digest_), true);
        }
        if (is_("stateContract") || is_("changeContract")) {
            return (abi.encodeWithSelector(ITechContracts.WrongSequence.selector, 1, 2), true);
        }
        if (is_("cancelContract")) {
            return (abi.encodeWithSelector(ITechContracts.ContractClosed.selector, contracted), true);
        }
        return ("", false);
    }

    /// hashStruct(OrderTerms), written out.
    function _orderHash(OrderTerms memory order) private pure returns (bytes32) {
        bytes32 movement = keccak256("Movement(uint32 from,uint32 to,uint32 units)");
        bytes32 type_ =
            keccak256("OrderTerms(uint8 ground,Movement[] movements)Movement(uint32 from,uint32 to,uint32 units)");
        bytes memory hashes;
        for (uint256 i; i < order.movements.length; ++i) {
            hashes = bytes.concat(hashes, keccak256(abi.encode(movement, order.movements[i])));
        }
        return keccak256(abi.encode(type_, order.ground, keccak256(hashes)));
    }

    // ---- there and back

    /// The text lives as long as texts may; by acts of the law all is as it was; then it is sent again.
    function test_WhenAllIsAsItWas() public onEvery("replayed when all is as it was") {
        string memory why = _stays();
        if (bytes(why).length != 0) return none(why);
        message_ = messageOf(kind_, now_(), kind_ == ANCHOR ? 0 : now_() + LONGEST_LIFE);
        (, digest_) = digestOf(kind_, message_);
        bytes memory blob = blob_();
        accepted(kind_, message_, blob);
        _passed = now_();
        pass(1);
        bytes memory reason = _backInAuthority();
        if (reason.length == 0) reason = _backInTitles();
        if (reason.length == 0) reason = _backInProceedings();
        if (reason.length == 0) reason = _backInOthers();
        fails(message_, blob, reason);
        pass(1);
        if (bytes4(reason) != IProceedings.OfferClosed.selector) refusedWith(kind_, message_, blob, reason);
    }

    function _stays() private view returns (string memory) {
        if (is_("anchor")) return "the log only grows";
        if (is_("enrol") || is_("admit") || is_("appoint")) return "a number is given once";
        if (is_("withdraw")) return "what was taken back stays so";
        if (is_("closeNode") || is_("endAppointment")) return "what ended stays so";
        if (is_("register") || is_("cancel") || is_("migrate")) return "what closed stays so";
        if (is_("take") || is_("waive")) return "an answer stays given";
        if (is_("recordEffect") || is_("stateContract")) return "what was recorded stays so";
        if (is_("extend")) return "a right only gets longer";
        if (is_("end") || is_("cancelContract")) return "what ended stays so";
        return "";
    }

    function _backInAuthority() private returns (bytes memory) {
        if (is_("rotate")) {
            rotate(ROTATING, keyOf(NEW_SIGNER), keyOf(ROTATING));
            pass(1);
            return abi.encodeWithSelector(IRefusals.SignedBefore.selector, ROTATING, now_());
        }
        if (is_("entrust")) {
            entrust(ENTRUSTING, keyOf(ENTRUSTING), 0, 0);
            pass(1);
            return abi.encodeWithSelector(IRefusals.SignedBefore.selector, ENTRUSTING, now_());
        }
        if (is_("recover")) {
            cancel(LOSER, keyOf(LOSER));
            return abi.encodeWithSelector(IAuthority.RecoveryClosed.selector, LOSER);
        }
        if (is_("cancelRecovery")) {
            recover(RECOVERING, OTHER_KEY, DESK, keyOf(OFFICER));
            return abi.encodeWithSelector(IAuthority.RecoveryClosed.selector, RECOVERING);
        }
        if (is_("handOver")) {
            perform("handOver", abi.encode(HandOver(LEAF, UNIT, now_(), soon())));
            return abi.encodeWithSelector(IAuthority.DraftedBefore.selector, LEAF, now_() + 1);
        }
        return "";
    }

    function _backInTitles() private returns (bytes memory) {
        bytes32 a = is_("propose") || is_("confirm") || is_("convey") || is_("settle") || is_("enforce")
            || is_("amendRule")
            ? bytes32(wordOf("achievement"))
            : bytes32(0);
        if (is_("propose")) {
            _closed(a);
            return _outrun(1);
        }
        if (is_("confirm")) {
            Proposal memory again = proposal(a, terms(1, table(ANNA, WHOLE / 2, BO)));
            perform("propose", abi.encode(again));
            vm.warp(again.noticeUntil);
            return _outrun(1);
        }
        if (is_("convey")) perform("convey", abi.encode(conveyance(a, GIFT, DAI, ANNA, 5)));
        if (is_("settle")) perform("convey", abi.encode(conveyance(a, GIFT, BO, ANNA, PART)));
        if (is_("amendRule")) perform("amendRule", abi.encode(Amendment(act(a, DESK), 1, 0)));
        if (is_("enforce")) {
            perform("convey", abi.encode(conveyance(a, GIFT, DAI, ANNA, WHOLE / 2)));
            _announceAgain(a);
        }
        return a == 0 ? bytes("") : _outrun(2);
    }

    /// An objection, decided with the effect that closes the proposal: the title is as before it.
    function _closed(bytes32 a) private {
        bytes32 objection = perform("object", abi.encode(Objection(matter(a, 0), EVE, 1, 1)));
        perform("decide", abi.encode(Decision(matter(a, DESK), EVE, objection, 3, 2)));
    }

    function _announceAgain(bytes32 a) private {
        bytes memory good_ = _good("announce");
        put(good_, 32, uint256(a));
        perform("announce", good_);
        pass(15 days);
    }

    function _backInProceedings() private returns (bytes memory) {
        bytes32 noticed = numberOf("noticed");
        if (is_("prolong")) {
            uint40 until = registry.titleOf(noticed).noticeUntil - 1 days;
            perform("decide", abi.encode(Decision(matter(noticed, DESK), CHEN, objected, 3, 2)));
            perform("propose", abi.encode(Proposal(act(noticed, 0), terms(1, table(BO)), 2, until)));
            return abi.encodeWithSelector(IProceedings.NoOpenProposal.selector, noticed, 1);
        }
        if (is_("object")) {
            perform("retract", abi.encode(Retraction(matter(noticed, 0), EVE, digest_)));
            return abi.encodeWithSelector(IProceedings.ObjectionClosed.selector, EVE, now_());
        }
        if (is_("retract") || is_("decide")) {
            uint32 party = uint32(wordOf("party"));
            perform("object", abi.encode(Objection(matter(noticed, 0), party, 1, 1)));
            return abi.encodeWithSelector(IProceedings.NoOpenObjection.selector, party, wordOf("objection"));
        }
        if (is_("freeze")) {
            perform("lift", abi.encode(Lift(matter(numberOf("owned"), DESK), 1)));
            return abi.encodeWithSelector(IProceedings.AlreadyDone.selector, digest_);
        }
        if (is_("lift")) {
            bytes32 frozen = numberOf("frozen");
            perform("freeze", abi.encode(Freeze(matter(frozen, DESK), COURT_DESK, now_() + 100 days, 1)));
            return abi.encodeWithSelector(IProceedings.FreezeClosed.selector, frozen, 1);
        }
        if (is_("offer")) {
            perform("withdrawOffer", abi.encode(Withdrawing(matter(numberOf("owned"), 0), digest_)));
            return abi.encodeWithSelector(IProceedings.AlreadyDone.selector, digest_);
        }
        if (is_("withdrawOffer")) {
            offer(_offer("offered"));
            return abi.encodeWithSelector(IProceedings.OfferClosed.selector, offered, 7);
        }
        if (is_("announce")) {
            bytes32 owned = numberOf("owned");
            pass(15 days);
            OrderTerms memory judgment = OrderTerms(3, _moving(ANNA, DAI, 5));
            perform("enforce", abi.encode(Order(act(owned, DESK), COURT_DESK, judgment)));
            perform("convey", abi.encode(conveyance(owned, GIFT, DAI, ANNA, 5)));
            return abi.encodeWithSelector(IProceedings.AlreadyDone.selector, digest_);
        }
        return "";
    }

    function _backInOthers() private returns (bytes memory) {
        if (is_("pledge")) {
            bytes32 a = numberOf("amended");
            perform("release", abi.encode(Release(matter(a, 0), digest_)));
            return _outrun(1);
        }
        if (is_("release")) {
            perform("pledge", abi.encode(Pledging(act(numberOf("pledged"), DESK), EVE, _part(ANNA, PART))));
            return abi.encodeWithSelector(IPledges.PledgeClosed.selector, pledged);
        }
        if (is_("grant") || is_("sublicense")) {
            bytes32 a = bytes32(wordOf("achievement"));
            perform("end", abi.encode(Ending(matter(a, 0), digest_, is_("grant") ? EVE : DAI, 3)));
            return abi.encodeWithSelector(IUseRights.RightExists.selector, digest_);
        }
        if (is_("registerContract")) {
            bytes32 a = numberOf("owned");
            perform("cancelContract", abi.encode(ContractCancellation(matter(a, DESK), digest_, 1)));
            return abi.encodeWithSelector(ITechContracts.ContractExists.selector, digest_);
        }
        require(is_("changeContract"), string.concat("what brings back ", kinds[kind_].name));
        bytes32 about = numberOf("licensed");
        ContractChange memory back = ContractChange(matter(about, DESK), contracted, 2, 1, keccak256("terms"));
        perform("changeContract", abi.encode(back));
        return abi.encodeWithSelector(ITechContracts.WrongSequence.selector, 1, 3);
    }
}
