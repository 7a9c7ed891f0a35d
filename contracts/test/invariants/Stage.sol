// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {VmSafe} from "forge-std/Vm.sol";
import {Roll} from "../../src/interfaces/IAuthority.sol";
import {PledgeRecord} from "../../src/interfaces/IPledges.sol";
import {Share, TitleRecord} from "../../src/interfaces/ITitleRegistry.sol";
import {Told} from "./Told.sol";

/// Sends acts, good ones and spoiled ones, now or later, and judges each that takes effect by what its signers allowed.
/// The numbers in the messages are those of Invariants.md.
abstract contract Stage is Told {
    /// An act before it is sealed.
    struct Deed {
        bytes32 kind;
        address target;
        bytes4 act;
        bytes4 roll;
        bytes4 digest;
        bytes message; // as abi.encode has it
        bool dynamic;
        bytes32 achievement;
        uint32 appointment;
        uint32 power; // 0: no officer at the title's node
        uint256 nextKey; // of the new signer in the second seat
        uint8 ground; // of an order
    }

    /// An act as it is sent.
    struct Sent {
        Deed deed;
        bytes data;
        uint32[] signers;
        bool bad; // a seal that must not pass
    }

    /// How things stand before it.
    struct Scene {
        Share[] table;
        TitleRecord head;
        bytes32[] standing;
        PledgeRecord[] records;
    }

    mapping(bytes32 kind => uint256) public times;
    mapping(bytes32 kind => uint256) public tries;
    uint256 public calls;
    uint256 internal drafts;
    mapping(bytes32 title => uint32[]) internal consented;
    Sent[] private _waiting;
    bytes[] private _passed;
    address[] private _passedAt;

    // ---- sealing

    /// Afterwards a second passes: what raises `since` else hinders whatever comes next.
    function play(Deed memory d, uint256 seed) internal returns (bool done) {
        done = _play(d, seed);
        vm.warp(now_() + 1);
    }

    function _play(Deed memory d, uint256 seed) private returns (bool) {
        ++tries[d.kind];
        ++drafts;
        Sent memory sent;
        sent.deed = d;
        address views = d.target == address(registry) ? address(titleRolls) : d.target;
        (bool known_, bytes memory answer) = views.staticcall(bytes.concat(d.roll, d.message));
        if (!known_) return false;
        Roll memory roll = abi.decode(answer, (Roll));
        (known_, answer) = views.staticcall(bytes.concat(d.digest, d.message));
        if (!known_) return false;
        bytes memory blob =
            _blob(sent, roll, abi.decode(answer, (bytes32)), uint256(keccak256(abi.encode(seed, calls))));
        sent.data = _call(d, blob);
        if (uint256(keccak256(abi.encode(seed, "later"))) % 9 == 0 && _waiting.length < 24) {
            _waiting.push(sent);
            return false;
        }
        return _send(sent);
    }

    /// Three times out of four as it should be; else a seal is missing, another's, bent, moved, or one too many.
    function _blob(Sent memory sent, Roll memory roll, bytes32 digest, uint256 dice)
        private
        view
        returns (bytes memory)
    {
        uint256 count = roll.seats.length;
        bytes[] memory each = new bytes[](count);
        sent.signers = new uint32[](count);
        for (uint256 i; i < count; ++i) {
            uint32 party = roll.seats[i];
            if (party == 0) return "";
            // A seat that need not sign often does not.
            if (roll.must >> i & 1 == 0 && dice >> (200 + i) & 1 == 1) continue;
            sent.signers[i] = party;
            each[i] = sent.deed.nextKey != 0 && i == 1 ? sign(sent.deed.nextKey, digest) : signatureOf(party, digest);
        }
        uint256 spoil = dice % 32;
        if (spoil < 8 && count != 0) _spoil(sent, roll, each, digest, spoil, dice >> 8);
        bytes memory blob;
        for (uint256 i; i < count; ++i) {
            blob = bytes.concat(blob, seal(each[i]));
        }
        if (spoil == 6) (blob, sent.bad) = (bytes.concat(blob, seal(sign(keyOf(CORE), digest))), true);
        if (spoil == 7 && blob.length > 2) {
            assembly ("memory-safe") {
                mstore(blob, sub(mload(blob), 1))
            }
            sent.bad = true;
        }
        return blob;
    }

    function _spoil(
        Sent memory sent,
        Roll memory roll,
        bytes[] memory each,
        bytes32 digest,
        uint256 spoil,
        uint256 dice
    ) private view {
        uint256 i = dice % each.length;
        if (spoil < 2 && roll.must >> i & 1 == 1) {
            (each[i], sent.signers[i], sent.bad) = ("", 0, true);
        } else if (spoil == 2) {
            each[i] = sign(uint256(keccak256(abi.encode("stranger", dice))), digest);
            (sent.signers[i], sent.bad) = (0, true);
        } else if (spoil == 3 && each[i].length == 65 && roll.seats[i] != WALLET) {
            each[i] = _higher(each[i]);
            (sent.signers[i], sent.bad) = (0, true);
        } else if (spoil == 4 && each.length > 1) {
            uint256 j = (i + 1) % each.length;
            if (keccak256(each[i]) == keccak256(each[j])) return;
            (each[i], each[j], sent.bad) = (each[j], each[i], true);
        } else if (spoil == 5 && each[i].length != 0) {
            each[i] = signatureOf(roll.seats[i], keccak256(abi.encode(digest)));
            (sent.signers[i], sent.bad) = (0, true);
        }
    }

    /// The other signature of the same digest by the same key, which ECDSA allows and the ledger does not.
    function _higher(bytes memory signature) private pure returns (bytes memory) {
        (bytes32 r, bytes32 s) = abi.decode(bytes.concat(signature, new bytes(31)), (bytes32, bytes32));
        uint256 order = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
        return abi.encodePacked(r, order - uint256(s), uint8(signature[64]) == 27 ? uint8(28) : uint8(27));
    }

    function _call(Deed memory d, bytes memory blob) private pure returns (bytes memory) {
        bytes memory tail = _behind(abi.encode(blob));
        if (!d.dynamic) return bytes.concat(d.act, d.message, abi.encode(d.message.length + 32), tail);
        bytes memory body = _behind(d.message);
        return bytes.concat(d.act, abi.encode(64, 64 + body.length), body, tail);
    }

    function _behind(bytes memory whole) private pure returns (bytes memory rest) {
        rest = new bytes(whole.length - 32);
        for (uint256 i; i < rest.length; i += 32) {
            assembly ("memory-safe") {
                mstore(add(add(rest, 32), i), mload(add(add(whole, 64), i)))
            }
        }
    }

    // ---- sending

    /// What was sealed earlier, whatever has happened since.
    function sendWaiting(uint256 seed) external {
        if (_waiting.length == 0) return;
        uint256 i = seed % _waiting.length;
        Sent memory sent = _waiting[i];
        _waiting[i] = _waiting[_waiting.length - 1];
        _waiting.pop();
        _send(sent);
    }

    /// 12: whatever passed once, again.
    function replay(uint256 seed) external {
        ++calls;
        if (_passed.length == 0) return;
        uint256 i = seed % _passed.length;
        (bool done,) = _passedAt[i].call(_passed[i]);
        assertFalse(done, "12: the same call passed twice");
    }

    function _send(Sent memory sent) private returns (bool done) {
        ++calls;
        Deed memory d = sent.deed;
        bool due = !sent.bad && _isDue(d);
        Scene memory scene = _look(d.achievement);
        if (_waiting.length != 0) meddler.arm(_waiting[0].deed.target, _waiting[0].data);
        vm.startStateDiffRecording();
        vm.recordLogs();
        bytes memory answer;
        (done, answer) = d.target.call(sent.data);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        VmSafe.AccountAccess[] memory accesses = vm.stopAndReturnStateDiff();
        if (!done) {
            assertEq(logs.length, 0, "22: a refused act told something");
            if (due) assertTrue(false, string.concat("14: ", string(bytes.concat(d.kind)), vm.toString(answer)));
            return false;
        }
        if (sent.bad) assertTrue(false, string.concat("13, 23: a bad seal passed: ", string(bytes.concat(d.kind))));
        ++times[d.kind];
        _passed.push(sent.data);
        _passedAt.push(d.target);
        (bool again,) = d.target.call(sent.data);
        assertFalse(again, "12: the same call passed twice at once");
        _judgeWrites(d, accesses);
        read(logs);
        _judge(sent, scene);
        _note(sent, scene);
    }

    /// 22: nothing but the act's own slots of the registry, and nothing at all outside the contracts it is sent to.
    function _judgeWrites(Deed memory d, VmSafe.AccountAccess[] memory accesses) private view {
        uint256 base = uint256(keccak256(abi.encode(d.achievement, 0)));
        bool onTitle = d.target == address(registry);
        for (uint256 i; i < accesses.length; ++i) {
            for (uint256 j; j < accesses[i].storageAccesses.length; ++j) {
                VmSafe.StorageAccess memory a = accesses[i].storageAccesses[j];
                // What halts in a static call is recorded as if it had been written.
                if (!a.isWrite || vm.load(a.account, a.slot) == a.previousValue) continue;
                if (a.account == address(registry)) {
                    bool own = uint256(a.slot) >= base && uint256(a.slot) < base + 8;
                    bool beside = d.kind == "confirm" || d.kind == "migrate";
                    assertTrue(own || beside, "22: a slot of another title");
                    assertTrue(onTitle || d.target == address(proceedings) || d.target == address(pledges), "22: title");
                } else {
                    bool companion = a.account == address(proceedings) || a.account == address(pledges);
                    assertTrue(a.account == d.target || onTitle && companion, "22: storage outside the act's own");
                }
            }
        }
    }

    // ---- judging

    function _look(bytes32 achievement) private view returns (Scene memory scene) {
        if (achievement == 0) return scene;
        scene.table = registry.holdingsOf(achievement);
        scene.head = registry.titleOf(achievement);
        scene.standing = pledges.pledgesOf(achievement);
        scene.records = new PledgeRecord[](scene.standing.length);
        for (uint256 i; i < scene.standing.length; ++i) {
            scene.records[i] = pledges.pledgeOf(scene.standing[i]);
        }
    }

    function _judge(Sent memory sent, Scene memory scene) private view {
        Deed memory d = sent.deed;
        if (d.achievement == 0) return;
        Share[] memory table_ = registry.holdingsOf(d.achievement);
        if (d.power != 0) _judgeOfficer(d, scene, table_);
        _judgeUnits(sent, scene, table_);
        _judgePledges(sent, scene);
        _judgePlaces(scene.table, table_);
        bool moves = d.kind == "convey" || d.kind == "settle" || d.kind == "pledge" || d.kind == "amendRule"
            || d.kind == "migrate" || d.kind == "offer" || d.kind == "grant" || d.kind == "extend"
            || d.kind == "recordEffect";
        if (moves) {
            assertEq(scene.head.status, 4, "9: moved without confirmation");
            assertTrue(now_() >= scene.head.frozenUntil, "9: moved while frozen");
        }
        if (d.kind == "convey" || d.kind == "pledge") {
            uint8 rule = d.kind == "pledge" ? scene.head.rule & 0x7f : scene.head.rule;
            _judgeQuorum(sent.signers, scene.table, rule, scene.head.delegate);
        }
        if (d.kind == "amendRule" || d.kind == "migrate" || d.kind == "propose") {
            _judgeQuorum(sent.signers, scene.table, 1, 0);
        }
        compare(registry, d.achievement);
    }

    /// 15, 17
    function _judgeOfficer(Deed memory d, Scene memory scene, Share[] memory table_) private view {
        uint32 node = d.kind == "register" ? known[address(registry)][d.achievement].node : scene.head.node;
        assertTrue(mayAct(d.appointment, d.power, node, now_()), "15: beyond the officer's appointment");
        uint32 officer = posts[d.appointment].officer;
        assertEq(unitsOf(scene.table, officer) + unitsOf(table_, officer), 0, "17: the officer is a holder");
    }

    /// 4, 5, 19
    function _judgeUnits(Sent memory sent, Scene memory scene, Share[] memory table_) private view {
        bytes32 kind = sent.deed.kind;
        if (kind == "register") return;
        for (uint32 party = 1; party <= PARTIES; ++party) {
            uint32 before = unitsOf(scene.table, party);
            uint32 after_ = unitsOf(table_, party);
            if (kind == "confirm" && after_ != 0) assertTrue(isAmong(sent.signers, party), "5: confirmed without him");
            if (before == after_) continue;
            bool mover = kind == "convey" || kind == "settle" || kind == "confirm" || kind == "enforce";
            assertTrue(mover, "3: units moved by an act that moves none");
            if (kind == "enforce") {
                bool judgment = sent.deed.ground == 3;
                if (after_ > before && !judgment) assertTrue(isAmong(sent.signers, party), "5: grew unasked");
                continue;
            }
            if (after_ > before) {
                assertTrue(isAmong(sent.signers, party), "5: grew unasked");
            } else if (kind == "confirm") {
                assertTrue(isAmong(consented[sent.deed.achievement], party), "4: shrank by another's proposal");
            } else {
                assertTrue(isAmong(sent.signers, party), "4: shrank unasked");
                assertTrue(now_() / 1 days >= persons[party].mayDispose, "19: gave away in quarantine");
            }
        }
    }

    /// 6
    function _judgePledges(Sent memory sent, Scene memory scene) private view {
        for (uint256 i; i < scene.standing.length; ++i) {
            PledgeRecord memory before = scene.records[i];
            PledgeRecord memory after_ = pledges.pledgeOf(scene.standing[i]);
            if (keccak256(abi.encode(before)) == keccak256(abi.encode(after_))) continue;
            if (sent.deed.kind != "enforce") {
                assertTrue(isAmong(sent.signers, before.pledgee), "6: pledged units moved without the pledgee");
            } else {
                assertEq(_sum(before.parts), _sum(after_.parts), "6: an order lost pledged units");
            }
        }
    }

    function _sum(Share[] memory parts) internal pure returns (uint256 sum) {
        for (uint256 i; i < parts.length; ++i) {
            sum += parts[i].units;
        }
    }

    /// 3: who stays, stays in his place: those of the old table stand in their old order.
    function _judgePlaces(Share[] memory before, Share[] memory after_) private pure {
        if (before.length == 0 || after_.length == 0 || before[0].party != after_[0].party) return;
        uint256 next;
        for (uint256 i; i < after_.length && next < before.length; ++i) {
            if (unitsOf(before, after_[i].party) == 0) continue;
            while (next < before.length && before[next].party != after_[i].party) {
                if (unitsOf(after_, before[next].party) != 0) return; // only a confirmation reorders; see 4 and 5
                ++next;
            }
            ++next;
        }
    }

    /// 7
    function _judgeQuorum(uint32[] memory signers, Share[] memory table_, uint8 rule, uint32 delegate) private pure {
        if (rule & 0x80 != 0) return;
        uint256 consenting;
        for (uint256 i; i < table_.length; ++i) {
            if (isAmong(signers, table_[i].party)) consenting += table_[i].units;
        }
        if (rule == 1) assertEq(consenting, WHOLE, "7: not unanimous");
        if (rule == 2) assertGe(consenting * 3, uint256(WHOLE) * 2, "7: below two thirds");
        if (rule == 3) assertGt(consenting * 2, WHOLE, "7: no majority");
        if (rule == 4) assertTrue(isAmong(signers, delegate), "7: without the delegate");
    }

    // ---- for the acts

    function deed(bytes32 kind, address target, bytes4 act_, bytes4 roll, bytes4 digest, bytes memory message)
        internal
        pure
        returns (Deed memory d)
    {
        (d.kind, d.target, d.act, d.roll, d.digest, d.message) = (kind, target, act_, roll, digest, message);
    }

    /// A dynamic message begins with an offset of one word.
    function on(Deed memory d, bytes32 achievement, bool dynamic) internal pure returns (Deed memory) {
        (d.achievement, d.dynamic) = (achievement, dynamic);
        return d;
    }

    function by(Deed memory d, uint32 appointment, uint32 power) internal pure returns (Deed memory) {
        (d.appointment, d.power) = (appointment, power);
        return d;
    }

    function pick(uint256 seed, string memory what) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(seed, what)));
    }

    /// Mostly an officer who may, else anybody's appointment.
    function officerFor(bytes32 achievement, uint256 seed) internal view returns (uint32) {
        uint256 dice = pick(seed, "officer");
        if (dice % 8 == 0) return 1 + uint32(dice >> 8) % (postCount + 1);
        if (dice % 3 == 0) return OF_LEADER;
        return registry.titleOf(achievement).node == 3 ? OF_LOCAL : APPOINTMENT;
    }

    /// 14: a protective act that nobody but its own party can make fail has to pass now.
    function _isDue(Deed memory d) internal view virtual returns (bool);

    function _note(Sent memory sent, Scene memory) internal virtual {
        if (sent.deed.kind == "propose") consented[sent.deed.achievement] = sent.signers;
    }

    /// Whether a text of this party still counts.
    function counts(uint32 party, uint40 draftedAt, uint40 deadline) internal view returns (bool) {
        return draftedAt >= persons[party].since && now_() <= deadline;
    }
}
