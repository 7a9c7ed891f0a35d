// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {VmSafe} from "forge-std/Vm.sol";
import {Roll} from "../../src/interfaces/IAuthority.sol";
import {Matter} from "../../src/interfaces/ITitleRegistry.sol";
import {Slots} from "./Slots.sol";

/// Seals acts, well or badly, and sends them, now or later.
abstract contract Sending is Slots {
    mapping(bytes32 kind => uint256) public times;
    mapping(bytes32 kind => uint256) public tries;
    uint256 public calls;
    uint256 internal drafts;
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
        address views = d.target == address(registry)
            ? address(titleRolls)
            : d.target == address(later) ? address(laterRolls) : d.target;
        (bool known_, bytes memory answer) = views.staticcall(bytes.concat(d.roll, d.message));
        if (!known_) return false;
        Roll memory roll = abi.decode(answer, (Roll));
        (known_, answer) = views.staticcall(bytes.concat(d.digest, d.message));
        if (!known_) return false;
        (sent.digest, sent.draftedAt, sent.deadline) = (abi.decode(answer, (bytes32)), now_(), soon());
        bytes memory blob = _blob(sent, roll, sent.digest, uint256(keccak256(abi.encode(seed, calls))));
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
        Scene memory scene = _look(d);
        if (_waiting.length != 0) meddler.arm(_waiting[0].deed.target, _waiting[0].data);
        bytes memory answer;
        VmSafe.AccountAccess[] memory accesses;
        Vm.Log[] memory logs;
        (done, answer, accesses, logs) = watched(d.target, sent.data);
        if (!done) {
            assertEq(logs.length, 0, "22: a refused act told something");
            if (due) assertTrue(false, string.concat("14: ", string(bytes.concat(d.kind)), vm.toString(answer)));
            return false;
        }
        if (sent.bad) assertTrue(false, string.concat("13, 23: a bad seal passed: ", string(bytes.concat(d.kind))));
        _judgeSeals(sent);
        ++times[d.kind];
        _passed.push(sent.data);
        _passedAt.push(d.target);
        _sendAgain(d.target, sent.data);
        _judgeWrites(_placesOf(sent, scene), accesses);
        read(logs);
        _judge(sent, scene);
        _note(sent, scene);
    }

    /// 12: neither there nor at the other registry of this ledger.
    function _sendAgain(address target, bytes memory data) private {
        (bool again,) = target.call(data);
        assertFalse(again, "12: the same call passed twice at once");
        if (target != address(registry) && target != address(later)) return;
        (again,) = address(target == address(registry) ? later : registry).call(data);
        assertFalse(again, "12: the same call passed at another registry");
    }

    /// 13: each seal is younger than what its party took back, and not late.
    function _judgeSeals(Sent memory sent) private view {
        assertLe(now_(), sent.deadline, "13: after the deadline");
        for (uint256 i; i < sent.signers.length; ++i) {
            uint32 party = sent.signers[i];
            if (party != 0) assertGe(sent.draftedAt, persons[party].since, "13: of a signer that counts no more");
        }
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

    function _matter(bytes32 achievement, uint32 appointment, uint256 seed) internal view returns (Matter memory) {
        return Matter(achievement, appointment, now_(), soon(), keccak256(abi.encode("matter", seed, drafts)));
    }

    /// An act of `Proceedings` that no officer seals.
    function _beside(
        bytes32 kind,
        bytes4 act_,
        bytes4 roll,
        bytes4 digest,
        bytes memory message,
        bytes32 achievement,
        uint256 seed
    ) internal {
        play(on(deed(kind, address(proceedings), act_, roll, digest, message), achievement, false), seed);
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
    function _isDue(Deed memory) internal view virtual returns (bool) {}

    function _note(Sent memory sent, Scene memory) internal virtual {
        if (sent.deed.kind == "propose") consented[sent.deed.achievement] = sent.signers;
    }

    /// Whether a text of this party still counts.
    function counts(uint32 party, uint40 draftedAt, uint40 deadline) internal view returns (bool) {
        return draftedAt >= persons[party].since && now_() <= deadline;
    }
}
