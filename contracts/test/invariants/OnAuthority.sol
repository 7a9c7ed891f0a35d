// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Anchor} from "../../src/interfaces/IAnchorLog.sol";
import {
    Admission,
    Appointment,
    AppointmentEnd,
    AppointmentRecord,
    Enrolment,
    Guardianship,
    HandOver,
    NodeClosing,
    PartyRecord,
    Recovery,
    RecoveryCancellation,
    Rotation,
    Withdrawal
} from "../../src/interfaces/IAuthority.sol";
import {Powers} from "../../src/libraries/Powers.sol";
import {OnRights} from "./OnRights.sol";

/// The acts of `Authority` and of the log, and time.
abstract contract OnAuthority is OnRights {
    struct Asking {
        uint32 appointment;
        uint32 power;
        uint32 node;
        uint40 time;
        bool answer;
    }

    uint32 private constant NODE = 1 << 31;

    Asking[] private _askings;
    mapping(uint32 party => uint256) private _nextKey;
    mapping(uint32 party => uint32 node) private _recoveredAt;
    mapping(uint256 i => uint64) private _anchoredSize;
    mapping(uint256 i => bytes32) private _anchoredCommit;
    uint256 private _anchoredCount;

    /// The bank lost its key, the first node recovered it, and two thirds of its quarantine are over.
    function setUp() public virtual override {
        super.setUp();
        _entrustAtOnce(NODE | 1, keyOf(BANK));
        uint256 next = uint256(keccak256("the bank's second key"));
        Recovery memory m = Recovery(BANK, abi.encodePacked(vm.addr(next)), APPOINTMENT, 1, 0, now_(), soon());
        bytes32 digest = authority.digestOfRecover(m);
        authority.recover(m, bytes.concat(seal(sign(keyOf(OFFICER), digest)), seal(sign(next, digest))));
        heed();
        uint40 dueAt = authority.recoveryOf(BANK).dueAt;
        vm.warp(dueAt);
        authority.settleRecovery(BANK, dueAt, m.signer);
        heed();
        (key[BANK], barredUntil[BANK][1]) = (next, now_() / 1 days + 366);
        vm.warp(now_() + 60 days);
        _entrustAtOnce(0, next);
    }

    function _entrustAtOnce(uint32 guardian, uint256 with) private {
        Guardianship memory m = Guardianship(BANK, guardian, 0, now_(), soon());
        authority.entrust(m, seal(sign(with, authority.digestOfEntrust(m))));
        heed();
        vm.warp(now_() + 1);
    }

    /// A holder, or a licensee, loses his key, and the first node recovers him to the end; a licensee tries to let others use,
    /// and half the time the quarantine passes too.
    function rescue(uint8 which, uint256 seed) external {
        Span memory above;
        if (seed & 2 == 0) above = _bearing();
        uint32 party = above.right == 0
            ? drawn(registry.holdingsOf(titles[which % 4]), seed >> 8)
            : rights.rightOf(above.right).terms.licensees[0];
        if (party == 0 || how[party] != ACCOUNT || authority.recoveryOf(party).dueAt != 0) return;
        if (authority.partyOf(party).guardian != NODE | 1 && !_entrust(party, NODE | 1, 0, seed)) return;
        if (!_recover(party, APPOINTMENT, seed)) return;
        vm.warp(authority.recoveryOf(party).dueAt);
        _settleRecovery(party);
        if (above.right != 0) _sublicense(above, seed);
        if (seed & 1 == 0) vm.warp(now_() + 91 days);
    }

    function wait(uint256 seed) external {
        ++calls;
        vm.warp(now_() + 1 + pick(seed, "wait") % 8 days);
    }

    function enrol(uint256 seed) external {
        (uint32 count,,) = authority.counts();
        if (count >= PARTIES + 8) return;
        Enrolment memory m = enrolment(count + 1, 1, OFFICER, APPOINTMENT);
        Deed memory d = _deed("enrol", abi.encode(m), true);
        (d.act, d.roll, d.digest) =
        (authority.enrol.selector, authority.rollOfEnrol.selector, authority.digestOfEnrol.selector);
        d.nextKey = keyOf(count + 1);
        play(d, seed);
    }

    function rotate(uint32 who, uint256 seed) external {
        uint32 party = 1 + who % PARTIES;
        if (how[party] != ACCOUNT || seed % 4 != 0) return;
        uint256 next = pick(seed, "key");
        Rotation memory m = Rotation(party, abi.encodePacked(vm.addr(next)), now_(), soon());
        Deed memory d = _deed("rotate", abi.encode(m), true);
        (d.act, d.roll, d.digest) =
        (authority.rotate.selector, authority.rollOfRotate.selector, authority.digestOfRotate.selector);
        d.nextKey = next;
        play(d, seed);
    }

    function withdraw(uint32 who, uint256 seed) external {
        if (seed % 4 != 0) return;
        Withdrawal memory m = Withdrawal(1 + who % PARTIES, now_(), soon());
        Deed memory d = _deed("withdraw", abi.encode(m), false);
        (d.act, d.roll, d.digest) =
        (authority.withdraw.selector, authority.rollOfWithdraw.selector, authority.digestOfWithdraw.selector);
        play(d, seed);
    }

    function entrust(uint32 who, uint256 seed) external {
        uint32 party = 1 + who % PARTIES;
        _entrust(party, seed % 2 == 0 ? OPERATOR : NODE | 1, uint16(seed % 3 == 0 ? 31 : 0), seed);
    }

    function _entrust(uint32 party, uint32 guardian, uint16 notice, uint256 seed) private returns (bool) {
        Guardianship memory m = Guardianship(party, guardian, notice, now_(), soon());
        Deed memory d = _deed("entrust", abi.encode(m), false);
        (d.act, d.roll, d.digest) =
        (authority.entrust.selector, authority.rollOfEntrust.selector, authority.digestOfEntrust.selector);
        return play(d, seed);
    }

    function recover(uint32 who, uint256 seed) external {
        uint32 party = 1 + who % PARTIES;
        uint32 guardian = authority.partyOf(party).guardian;
        for (uint32 i; guardian == 0 && i < PARTIES; ++i) {
            party = 1 + party % PARTIES;
            guardian = authority.partyOf(party).guardian;
        }
        if (how[party] != ACCOUNT) return;
        _recover(party, guardian >> 31 == 0 ? 0 : pick(seed, "by") % 3 == 0 ? OF_JUDGE : APPOINTMENT, seed);
    }

    function _recover(uint32 party, uint32 appointment, uint256 seed) private returns (bool) {
        uint256 next = pick(seed, "key");
        Recovery memory m =
            Recovery(party, abi.encodePacked(vm.addr(next)), appointment, 1, bytes32(seed), now_(), soon());
        Deed memory d = _deed("recover", abi.encode(m), true);
        (d.act, d.roll, d.digest) =
        (authority.recover.selector, authority.rollOfRecover.selector, authority.digestOfRecover.selector);
        d.nextKey = next;
        return play(d, seed);
    }

    function cancelRecovery(uint256 seed) external {
        uint32 party = _recovering(seed);
        if (party == 0) return;
        RecoveryCancellation memory m = RecoveryCancellation(party, authority.recoveryOf(party).dueAt, now_(), soon());
        Deed memory d = _deed("cancelRecovery", abi.encode(m), false);
        d.act = authority.cancelRecovery.selector;
        (d.roll, d.digest) = (authority.rollOfCancelRecovery.selector, authority.digestOfCancelRecovery.selector);
        play(d, seed);
    }

    /// 18: anybody sends it; it takes effect exactly when the notice is over.
    function settleRecovery(uint256 seed) external {
        uint32 party = _recovering(seed);
        if (party == 0) return;
        uint40 dueAt = authority.recoveryOf(party).dueAt;
        if (seed & 3 != 0 && now_() < dueAt) vm.warp(dueAt);
        _settleRecovery(party);
    }

    function _settleRecovery(uint32 party) private {
        ++calls;
        ++tries["settleRecovery"];
        uint40 dueAt = authority.recoveryOf(party).dueAt;
        bytes memory signer = persons[party].next;
        Places memory places;
        _add(places, address(authority), slotOf(uint256(party), 0), 4);
        bytes memory data = abi.encodeCall(authority.settleRecovery, (party, dueAt, signer));
        bool done = _sendOpen(address(authority), data, places);
        assertEq(done, now_() >= dueAt, "18: a recovery settled early, or not at all");
        if (!done) return;
        ++times["settleRecovery"];
        uint32 node = _recoveredAt[party];
        if (node != 0) barredUntil[party][node] = now_() / 1 days + 366;
        (key[party], _nextKey[party]) = (_nextKey[party], 0);
    }

    function admit(uint256 seed) external {
        (, uint32 count,) = authority.counts();
        if (count >= 8) return;
        uint32 parent = 1 + uint32(pick(seed, "parent")) % count;
        Admission memory m = Admission(count + 1, parent, OPERATOR, uint8(2 + seed % 2), 0, now_(), soon());
        Deed memory d = _deed("admit", abi.encode(m), false);
        (d.act, d.roll, d.digest) =
        (authority.admit.selector, authority.rollOfAdmit.selector, authority.digestOfAdmit.selector);
        play(d, seed);
    }

    function handOver(uint256 seed) external {
        (, uint32 count,) = authority.counts();
        uint32 node = 1 + uint32(seed) % count;
        uint32 next = authority.nodeOf(node).operator == OPERATOR ? LEADER : OPERATOR;
        if (node == 1) next = CORE;
        Deed memory d = _deed("handOver", abi.encode(HandOver(node, next, now_(), soon())), false);
        (d.act, d.roll, d.digest) =
        (authority.handOver.selector, authority.rollOfHandOver.selector, authority.digestOfHandOver.selector);
        play(d, seed);
    }

    /// The three nodes at which officers sit stay mostly open.
    function closeNode(uint256 seed) external {
        (, uint32 count,) = authority.counts();
        uint32 node = seed % 16 == 0 ? 3 : 4 + uint32(pick(seed, "node")) % 5;
        if (node > count) return;
        NodeClosing memory m = NodeClosing(node, authority.nodeOf(node).operator, 0, now_(), soon());
        Deed memory d = _deed("closeNode", abi.encode(m), false);
        (d.act, d.roll, d.digest) =
        (authority.closeNode.selector, authority.rollOfCloseNode.selector, authority.digestOfCloseNode.selector);
        play(d, seed);
    }

    function appoint(uint256 seed) external {
        (, uint32 nodes, uint32 count) = authority.counts();
        if (count >= 12) return;
        uint32 node = 1 + uint32(pick(seed, "node")) % nodes;
        uint32 powers = seed % 2 == 0 ? Powers.ALL : uint32(1 + pick(seed, "powers") % (Powers.ALL >> 15));
        uint40 from = now_() + uint40(seed % 3 days);
        // Mostly somebody of the offices, now and then one who holds units.
        uint32 officer = (pick(seed, "holder") % 4 == 0 ? UNIT : BANK) + uint32(pick(seed, "officer") % 6);
        Appointment memory m = Appointment(count + 1, node, officer, powers, from, from + 90 days, 0, now_(), soon());
        Deed memory d = _deed("appoint", abi.encode(m), false);
        (d.act, d.roll, d.digest) =
        (authority.appoint.selector, authority.rollOfAppoint.selector, authority.digestOfAppoint.selector);
        play(d, seed);
    }

    /// Of the later appointments; those of the cast are for ever.
    function endAppointment(uint256 seed) external {
        (,, uint32 count) = authority.counts();
        uint32 number = seed % 16 == 0 ? OF_LOCAL : 5 + uint32(pick(seed, "number")) % 8;
        if (number > count) return;
        AppointmentRecord memory record = authority.appointmentOf(number);
        AppointmentEnd memory m =
            AppointmentEnd(number, record.officer, 0, now_() + uint40(seed % 2 days), now_(), soon());
        Deed memory d = _deed("endAppointment", abi.encode(m), false);
        d.act = authority.endAppointment.selector;
        (d.roll, d.digest) = (authority.rollOfEndAppointment.selector, authority.digestOfEndAppointment.selector);
        play(d, seed);
    }

    /// 15: what is answered of a time that is over stays the answer; and it is what the events tell.
    function askCompetence(uint256 seed) external {
        ++calls;
        (, uint32 nodes, uint32 count) = authority.counts();
        Asking memory one;
        one.appointment = 1 + uint32(pick(seed, "appointment")) % count;
        one.power = uint32(1) << uint32(pick(seed, "power") % 17);
        one.node = 1 + uint32(pick(seed, "node")) % nodes;
        one.time = now_() - uint40(pick(seed, "time") % 30 days) - 1;
        one.answer = authority.competent(one.appointment, one.power, one.node, one.time);
        assertEq(one.answer, mayAct(one.appointment, one.power, one.node, one.time), "15: competence of the past");
        if (_askings.length < 64) _askings.push(one);
    }

    function anchor(uint64 growth, uint256 seed) external {
        ++calls;
        ++tries["anchor"];
        bool stolen = seed % 4 == 0;
        (uint64 size,,,) = anchors.head();
        uint64 next = size + growth % 21;
        Anchor memory m = Anchor(next, root(0, next), size, root(0, size), now_());
        bytes32[] memory proof = size == 0 || next == size ? new bytes32[](0) : consistency(size, next);
        bytes32 digest = anchors.digestOfAnchor(m);
        bytes memory blob = seal(stolen ? sign(keyOf(99), digest) : signatureOf(CORE, digest));
        Places memory places;
        _add(places, address(anchors), 0, 1);
        _add(places, address(anchors), slotOf(uint256(next), 1), 1);
        bytes memory data =
            abi.encodeCall(anchors.anchor, (next, m.root, size, m.previousRoot, proof, m.draftedAt, blob));
        if (!_sendOpen(address(anchors), data, places)) return;
        assertFalse(stolen, "13: anchored without the operator");
        assertGt(next, size, "a head that did not grow");
        _anchoredSize[_anchoredCount] = next;
        _anchoredCommit[_anchoredCount++] = anchors.commitOf(next);
        ++times["anchor"];
    }

    function _deed(bytes32 kind, bytes memory message, bool dynamic) private view returns (Deed memory d) {
        (d.kind, d.target, d.message, d.dynamic) = (kind, address(authority), message, dynamic);
    }

    function _recovering(uint256 seed) private view returns (uint32) {
        for (uint32 i; i < PARTIES; ++i) {
            uint32 party = 1 + uint32((seed % PARTIES + i) % PARTIES);
            if (authority.recoveryOf(party).dueAt != 0) return party;
        }
        return 0;
    }

    // ---- 14

    function _isDue(Deed memory d) internal view virtual override returns (bool) {
        if (d.kind == "withdraw") {
            Withdrawal memory m = abi.decode(d.message, (Withdrawal));
            return counts(m.party, m.draftedAt, m.deadline);
        }
        if (d.kind == "cancelRecovery") {
            RecoveryCancellation memory m = abi.decode(d.message, (RecoveryCancellation));
            return persons[m.party].dueAt == m.dueAt && counts(m.party, m.draftedAt, m.deadline);
        }
        return super._isDue(d);
    }

    // ---- what is remembered

    function _note(Sent memory sent, Scene memory scene) internal virtual override {
        super._note(sent, scene);
        Deed memory d = sent.deed;
        if (d.kind == "rotate") {
            uint32 party = sent.signers[0];
            (key[party], _nextKey[party]) = (d.nextKey, 0);
        } else if (d.kind == "recover") {
            Recovery memory m = abi.decode(d.message, (Recovery));
            (_nextKey[m.party], _recoveredAt[m.party]) = (d.nextKey, posts[m.appointment].node);
        }
    }

    // ---- between the acts

    /// 13, 15, 16, 18, 19
    function judgeAuthority() internal view {
        (uint32 parties, uint32 nodes, uint32 appointments) = authority.counts();
        assertEq(nodes, nodeCount);
        assertEq(appointments, postCount);
        for (uint32 node = 1; node <= nodes; ++node) {
            uint32 up = authority.nodeOf(node).parent;
            assertEq(up, parents[node], "16: a parent changed");
            assertEq(up == 0, node == 1, "16: one root");
            if (up == 0) continue;
            assertLt(up, node, "16: a tree");
            if (parents[up] != 0) assertEq(parents[parents[up]], 0, "16: deeper than three");
        }
        for (uint32 party = 1; party <= parties; ++party) {
            PartyRecord memory r = authority.partyOf(party);
            assertEq(r.since, persons[party].since, "13: since");
            assertEq(r.mayDispose, persons[party].mayDispose, "19: quarantine");
            if (how[party] == ACCOUNT && party <= PARTIES) {
                assertEq(r.signer, vm.addr(key[party]), "18: another signer");
            }
        }
        for (uint256 i; i < _askings.length; ++i) {
            Asking storage a = _askings[i];
            assertEq(authority.competent(a.appointment, a.power, a.node, a.time), a.answer, "15: the past changed");
        }
        uint64 last;
        for (uint256 i; i < _anchoredCount; ++i) {
            assertGt(_anchoredSize[i], last);
            last = _anchoredSize[i];
            assertEq(anchors.commitOf(last), _anchoredCommit[i]);
        }
    }
}
