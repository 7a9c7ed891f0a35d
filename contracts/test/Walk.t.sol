// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PartyRecord, Recovery, RecoveryCancellation, Rotation} from "../src/interfaces/IAuthority.sol";
import {Keys} from "./Keys.sol";

/// Random acts of a party, its guardian and strangers, good ones and bad ones, against a plain account of who may sign.
contract WalkTest is Keys {
    uint256 private constant STEPS = 24;
    uint256 private seed;

    // The plain account of ANNA.
    uint256 private key;
    uint40 private since;
    uint16 private mayDispose;
    uint256 private pendingKey; // 0 while no recovery is on notice
    uint40 private dueAt;
    bytes[] private spent; // calls that took effect

    function setUp() public override {
        super.setUp();
        entrust(ANNA, keyOf(ANNA), BO, 0);
        key = keyOf(ANNA);
        since = now_() + 1;
        pass(1);
    }

    function draw(uint256 count) private returns (uint256) {
        seed = uint256(keccak256(abi.encode(seed)));
        return seed % count;
    }

    /// ANNA's present key, an earlier or later one, or the guardian's.
    function anyKey() private returns (uint256) {
        return [key, key, keyOf(ANNA), OTHER_KEY, THIRD_KEY, keyOf(BO)][draw(6)];
    }

    function otherKey() private returns (uint256) {
        return [keyOf(ANNA), OTHER_KEY, THIRD_KEY][draw(3)];
    }

    function testFuzz_SignerChangesOnlyByItsOwnKeyOrAfterTheWholeNotice(uint256 start) public {
        seed = start;
        for (uint256 step; step < STEPS; ++step) {
            if (draw(3) != 0) pass(draw(4) == 0 ? draw(40 days) : draw(2));
            uint256 kind = draw(7);
            if (kind == 0) tryRotation();
            else if (kind == 1) tryRecovery();
            else if (kind == 2) tryCancellation();
            else if (kind == 3) trySettlement();
            else if (kind == 4) tryWithdrawal();
            else if (kind == 5) tryEntrusting();
            else trySpent();
            compare();
        }
    }

    function send(bytes memory data, bool good) private returns (bool done) {
        (done,) = address(authority).call(data);
        assertEq(done, good);
        if (done) spent.push(data);
    }

    function tryRotation() private {
        (uint256 by, uint256 to) = (anyKey(), otherKey());
        Rotation memory message = rotation(ANNA, to);
        bytes memory blob = sealedBy(authority.digestOfRotate(message), by, to);
        bool good = by == key && to != key && now_() >= since;
        if (!send(abi.encodeCall(authority.rotate, (message, blob)), good)) return;
        (key, since, pendingKey) = (to, now_() + 1, 0);
    }

    uint40 private reopened; // from which second on a new recovery may be drafted after a cancelled one

    function tryRecovery() private {
        (uint256 by, uint256 to) = (draw(3) == 0 ? anyKey() : keyOf(BO), otherKey());
        Recovery memory message = recovery(ANNA, to, 0);
        bytes memory blob = sealedBy(authority.digestOfRecover(message), by, to);
        bool good = by == keyOf(BO) && to != key && pendingKey == 0 && now_() >= since && now_() >= reopened;
        if (!send(abi.encodeCall(authority.recover, (message, blob)), good)) return;
        (pendingKey, dueAt) = (to, now_() + 30 days);
    }

    function tryCancellation() private {
        uint256 by = anyKey();
        RecoveryCancellation memory message = cancellation(ANNA, draw(4) == 0 ? dueAt + 1 : dueAt);
        bytes memory blob = sealedBy(authority.digestOfCancelRecovery(message), by);
        bool good = by == key && pendingKey != 0 && message.dueAt == dueAt && now_() >= since;
        if (!send(abi.encodeCall(authority.cancelRecovery, (message, blob)), good)) return;
        (pendingKey, reopened) = (0, now_() + 1);
    }

    function trySettlement() private {
        uint256 to = draw(3) == 0 || pendingKey == 0 ? otherKey() : pendingKey;
        bool good = pendingKey != 0 && to == pendingKey && now_() >= dueAt;
        if (!send(abi.encodeCall(authority.settleRecovery, (ANNA, dueAt, account(to))), good)) return;
        (key, since, pendingKey) = (to, now_() + 1, 0);
        mayDispose = uint16(now_() / 1 days + 91);
    }

    function tryWithdrawal() private {
        uint256 by = anyKey();
        bytes memory blob = sealedBy(authority.digestOfWithdraw(withdrawal(ANNA)), by);
        bool good = by == key && now_() >= since;
        if (send(abi.encodeCall(authority.withdraw, (withdrawal(ANNA), blob)), good)) since = now_() + 1;
    }

    function tryEntrusting() private {
        uint256 by = anyKey();
        bytes memory blob = sealedBy(authority.digestOfEntrust(guardianship(ANNA, BO, 0)), by);
        bool good = by == key && now_() >= since;
        if (!send(abi.encodeCall(authority.entrust, (guardianship(ANNA, BO, 0), blob)), good)) return;
        (since, pendingKey) = (now_() + 1, 0);
    }

    function trySpent() private {
        if (spent.length != 0) send(spent[draw(spent.length)], false);
    }

    function compare() private view {
        PartyRecord memory record = authority.partyOf(ANNA);
        assertEq(record.signer, vm.addr(key));
        assertEq(record.since, since);
        assertEq(record.mayDispose, mayDispose);
        assertEq(record.kind, 1);
        assertEq(record.guardian, BO);
        assertEq(authority.recoveryOf(ANNA).signer, pendingKey == 0 ? address(0) : vm.addr(pendingKey));
        assertEq(authority.recoveryOf(ANNA).dueAt, pendingKey == 0 ? 0 : dueAt);
    }
}
