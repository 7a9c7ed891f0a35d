// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAuthority} from "../src/interfaces/IAuthority.sol";
import {IPledges} from "../src/interfaces/IPledges.sol";
import {Freeze, IProceedings} from "../src/interfaces/IProceedings.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {ITechContracts} from "../src/interfaces/ITechContracts.sol";
import {ITitleRegistry} from "../src/interfaces/ITitleRegistry.sol";
import {IUseRights} from "../src/interfaces/IUseRights.sol";
import {Attacks} from "./Attacks.sol";

/// Acts on titles that are not as the act needs them: of another version, frozen, of another status, unknown, another one.
contract StatesTest is Attacks {
    bytes32 private constant NOBODYS = keccak256("nobody's");

    modifier onTitle() {
        if (has("achievement")) _;
        else none("no title");
    }

    // ---- version

    function test_ActOfAnotherVersion() public onEvery("stale version") {
        bytes4 number = IAuthority.WrongNumber.selector;
        if (is_("enrol")) return _numbered("party", number);
        if (is_("admit")) return _numbered("node", number);
        if (is_("appoint")) return _numbered("appointment", number);
        if (is_("stateContract")) return _numbered("number", ITechContracts.WrongSequence.selector);
        if (is_("changeContract")) return _numbered("change", ITechContracts.WrongSequence.selector);
        if (!has("version")) return none("bound to no version, so that no other act can outrun it");
        uint256 version = wordOf("version");
        bytes4 wrong = ITitleRegistry.WrongVersion.selector;
        bytes32 a = bytes32(wordOf("achievement"));
        if (version != 0) {
            failsSealed(bent("version", version - 1), abi.encodeWithSelector(wrong, a, version - 1, version));
        }
        failsSealed(bent("version", version + 1), abi.encodeWithSelector(wrong, a, version + 1, version));
    }

    /// What bears a number of its own instead: the one before and the one after are refused.
    function _numbered(string memory member, bytes4 refusal) private {
        uint256 next = wordOf(member);
        fails(bent(member, next - 1), blob_(), abi.encodeWithSelector(refusal, next - 1, next));
        fails(bent(member, next + 1), blob_(), abi.encodeWithSelector(refusal, next + 1, next));
    }

    // ---- freezes

    function test_FrozenTitle() public onEvery("frozen title") onTitle {
        string memory passes = _passesFrozen();
        if (is_("register")) return none("what is registered now was never frozen");
        bytes32 a = bytes32(wordOf("achievement"));
        if (!is_("lift")) perform("freeze", abi.encode(Freeze(matter(a, DESK), COURT_DESK, now_() + 50 days, 2)));
        if (bytes(passes).length == 0) {
            failsSealed(message_, abi.encodeWithSelector(ITitleRegistry.FrozenUntil.selector, a, now_() + 50 days));
        } else {
            accepted(kind_, message_, blob_());
            none(passes);
        }
    }

    /// What a freeze does not bar, by the table of the law.
    function _passesFrozen() private view returns (string memory) {
        if (is_("cancel")) return "a freeze bars no striking off: nothing is disposed of";
        if (is_("propose") || is_("prolong")) return "a freeze bars no notice, only the confirmation";
        if (is_("object") || is_("retract") || is_("decide")) return "a freeze bars no objection and no decision";
        if (is_("enforce") || is_("announce")) return "an order is carried out in spite of freezes";
        if (is_("freeze") || is_("lift")) return "freezes stand beside each other";
        if (is_("take") || is_("waive") || is_("withdrawOffer")) return "a freeze bars no answer to an offer";
        if (is_("release")) return "a pledgee lets go in spite of freezes";
        if (is_("sublicense") || is_("end")) return "a freeze of the title leaves the rights under it as they are";
        if (kinds[kind_].target == address(techContracts)) return "a freeze bars no contract";
        return "";
    }

    // ---- status

    /// The status alone is written, whatever else stands: all six are tried, and those that fit pass.
    function test_WrongStatus() public onEvery("wrong status") onTitle {
        uint256 fits = _statuses();
        if (fits == type(uint256).max) return none("on a title of any status");
        bytes32 a = bytes32(wordOf("achievement"));
        bytes32 slot = keccak256(abi.encode(a, 0));
        uint256 head = uint256(vm.load(address(registry), slot));
        for (uint256 status; status < 6; ++status) {
            if (fits >> status & 1 != 0) continue;
            vm.store(address(registry), slot, bytes32(head >> 8 << 8 | status));
            fails(message_, blob_(), abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, a, status));
        }
        vm.store(address(registry), slot, bytes32(head));
        accepted(kind_, message_, blob_());
    }

    /// Bit i: on a title of status i, by the table of the law.
    function _statuses() private view returns (uint256) {
        if (is_("register")) return 1;
        if (is_("cancel")) return 1 << 1 | 1 << 2 | 1 << 3;
        if (is_("confirm")) return 1 << 2 | 1 << 3 | 1 << 4;
        bool live = is_("propose") || is_("prolong") || is_("object") || is_("retract") || is_("decide")
            || is_("freeze") || is_("lift") || is_("announce");
        if (live) return 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4;
        bool any = is_("take") || is_("waive") || is_("withdrawOffer") || is_("release") || is_("end")
            || is_("stateContract") || is_("changeContract") || is_("cancelContract");
        return any ? type(uint256).max : 1 << 4;
    }

    // ---- unknown, or another

    function test_UnknownAchievement() public onEvery("unknown achievement") onTitle {
        fails(bent("achievement", uint256(NOBODYS)), blob_(), _unknown(NOBODYS));
    }

    function _unknown(bytes32 a) private view returns (bytes memory) {
        if (is_("register")) {
            return abi.encodeWithSelector(ITitleRegistry.WrongAchievement.selector, a, wordOf("achievement"));
        }
        bytes memory reason = _elsewhere(a);
        return reason.length != 0 ? reason : abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, a, 0);
    }

    /// What refers to something of one title is refused for every other before anybody's seal is looked at.
    function _elsewhere(bytes32 a) private view returns (bytes memory) {
        if (is_("take") || is_("waive") || is_("withdrawOffer")) {
            return abi.encodeWithSelector(IProceedings.UnknownOffer.selector, offered);
        }
        if (is_("release")) return abi.encodeWithSelector(IPledges.PledgeClosed.selector, pledged);
        if (is_("sublicense") || is_("extend") || is_("end")) {
            return abi.encodeWithSelector(IUseRights.UnknownRight.selector, licensed);
        }
        if (is_("stateContract") || is_("changeContract") || is_("cancelContract")) {
            return abi.encodeWithSelector(ITechContracts.WrongMatter.selector, a, wordOf("achievement"));
        }
        return "";
    }

    /// Signed for one title, sent for another that stands exactly as it does.
    function test_SignedForAnotherTitle() public onEvery("signed for another title") onTitle {
        bytes32 a = bytes32(wordOf("achievement"));
        bytes32 twin = keccak256("twin");
        bytes32 from = keccak256(abi.encode(a, 0));
        bytes32 to = keccak256(abi.encode(twin, 0));
        for (uint256 i; i < 8; ++i) {
            bytes32 word = vm.load(address(registry), bytes32(uint256(from) + i));
            vm.store(address(registry), bytes32(uint256(to) + i), word);
        }
        bytes memory message = bent("achievement", uint256(twin));
        (, bytes32 digest) = digestOf(kind_, message);
        bytes memory reason = _elsewhere(twin);
        if (is_("register")) reason = _unknown(twin);
        if (is_("retract") || is_("decide")) {
            uint256 party = wordOf("party");
            reason = abi.encodeWithSelector(IProceedings.NoOpenObjection.selector, party, wordOf("objection"));
        }
        if (is_("lift")) reason = abi.encodeWithSelector(IProceedings.FreezeClosed.selector, twin, 1);
        if (is_("settle")) reason = abi.encodeWithSelector(ITitleRegistry.WrongSettlement.selector, taken);
        if (reason.length == 0) reason = abi.encodeWithSelector(IRefusals.NotSigned.selector, seats_[0], digest);
        fails(message, blob_(), reason);
    }

    /// Each word of the message in turn, after it was signed: by whatever rule, it never passes.
    function test_AlteredAfterSigning() public onEvery("altered after signing") {
        if (kind_ == ANCHOR) return _alteredAnchor();
        forget(message_.length / 32);
        assertTrue(read(kinds[kind_].primaryType, message_), kinds[kind_].name);
        for (uint256 place; place + 32 <= message_.length; place += 32) {
            if (!isOffset(place / 32)) this.alter(place);
        }
    }

    /// In a call of its own, whose memory is forgotten.
    function alter(uint256 place) external {
        bytes memory other = message_;
        // The last word of a signer is filled up with bytes that say nothing.
        uint256 lowest = has("signer") && place + 32 == other.length ? 248 : 0;
        for (uint256 bit = lowest; bit < lowest + 3; ++bit) {
            flip(other, place, 1 << bit);
            (bool done, bytes memory answer) = targetOf(kind_).call(callOf(kind_, other, blob_()));
            assertFalse(done, string.concat(kinds[kind_].name, " altered in word ", vm.toString(place / 32)));
            if (bit == lowest) tried(answer);
            flip(other, place, 1 << bit);
        }
    }

    function _alteredAnchor() private {
        bytes memory data = callOf(kind_, message_, blob_());
        uint8[5] memory words = [0, 1, 2, 3, 5];
        for (uint256 i; i < words.length; ++i) {
            flip(data, 4 + 32 * uint256(words[i]), 1);
            (bool done, bytes memory answer) = targetOf(kind_).call(data);
            assertFalse(done);
            tried(answer);
            flip(data, 4 + 32 * uint256(words[i]), 1);
        }
    }
}
