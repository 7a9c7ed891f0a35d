// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AuthorityLimits,
    IAuthority,
    PartyRecord,
    Recovery,
    RecoveryCancellation,
    RecoveryRecord
} from "../src/interfaces/IAuthority.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Powers} from "../src/libraries/Powers.sol";
import {Keys} from "./Keys.sol";

/// A guardian that stops at nothing, once it has been asked to sign.
contract Saboteur {
    address private immutable TARGET;

    constructor(address target) {
        TARGET = target;
    }

    fallback() external {
        (bool done,) = TARGET.call(msg.data);
        while (!done) {}
    }
}

/// ANNA entrusts herself to BO, CHEN to node 1, DAI to nobody. See Recovery.tree.
contract RecoveryTest is Keys {
    uint256 private constant DELAY = 30 days;

    function setUp() public override {
        super.setUp();
        entrust(ANNA, keyOf(ANNA), BO, 0);
        entrust(CHEN, keyOf(CHEN), NODE_GUARDIAN | 1, 60);
        pass(1);
    }

    function today() private view returns (uint16) {
        return uint16(now_() / 1 days);
    }

    // ---- recover

    function refuse(Recovery memory message, uint256 by, bytes memory reason) private {
        bytes memory blob = sealedBy(authority.digestOfRecover(message), by, OTHER_KEY);
        vm.expectRevert(reason);
        authority.recover(message, blob);
    }

    function test_GuardianPutsARecoveryOnNotice() public {
        Recovery memory message = recovery(ANNA, OTHER_KEY, 0);
        bytes memory blob = sealedBy(authority.digestOfRecover(message), keyOf(BO), OTHER_KEY);
        PartyRecord memory before = authority.partyOf(ANNA);
        uint40 dueAt = now_() + 30 days;
        vm.expectEmit(address(authority));
        emit IAuthority.RecoveryProposed(ANNA, BO, account(OTHER_KEY), dueAt, LOST, message.evidence);
        authority.recover(message, blob);
        RecoveryRecord memory record = authority.recoveryOf(ANNA);
        assertEq(abi.encode(record), abi.encode(RecoveryRecord(vm.addr(OTHER_KEY), false, dueAt, 0)));
        assertEq(abi.encode(authority.partyOf(ANNA)), abi.encode(before), "nothing else is changed by a notice");
    }

    function test_OfficerOfTheGuardianNodeDoesAndHisNodeIsKept() public {
        Recovery memory message = recovery(CHEN, OTHER_KEY, APPOINTMENT);
        bytes memory blob = sealedBy(authority.digestOfRecover(message), keyOf(OFFICER), OTHER_KEY);
        uint40 dueAt = now_() + 60 days; // the delay that CHEN chose
        vm.expectEmit(address(authority));
        emit IAuthority.RecoveryProposed(CHEN, OFFICER, account(OTHER_KEY), dueAt, LOST, message.evidence);
        authority.recover(message, blob);
        assertEq(authority.recoveryOf(CHEN).node, 1);
        assertEq(authority.recoveryOf(CHEN).dueAt, dueAt);
    }

    function test_RefusesRecoveriesThatDoNotFit() public {
        Recovery memory message = recovery(ANNA, OTHER_KEY, 0);
        message.ground = 0;
        refuse(message, keyOf(BO), abi.encodeWithSelector(IAuthority.UnknownRecoveryGround.selector, 0));
        message.ground = 5;
        refuse(message, keyOf(BO), abi.encodeWithSelector(IAuthority.UnknownRecoveryGround.selector, 5));
        message.ground = 4;
        message.signer = hex"01";
        refuse(message, keyOf(BO), abi.encodeWithSelector(IAuthority.SignerMalformed.selector, hex"01"));
        message.signer = account(keyOf(ANNA));
        refuse(message, keyOf(BO), abi.encodeWithSelector(IAuthority.SignerUnchanged.selector, ANNA));
        message = recovery(99, OTHER_KEY, 0);
        refuse(message, keyOf(BO), abi.encodeWithSelector(IRefusals.UnknownParty.selector, 99));
    }

    function test_NobodyButTheGuardianStartsARecovery() public {
        bytes memory reason = abi.encodeWithSelector(IAuthority.NotGuardian.selector, DAI, 0);
        refuse(recovery(DAI, OTHER_KEY, 0), keyOf(BO), reason);
        refuse(recovery(DAI, OTHER_KEY, APPOINTMENT), keyOf(OFFICER), reason);
        reason = abi.encodeWithSelector(IAuthority.NotGuardian.selector, ANNA, BO);
        refuse(recovery(ANNA, OTHER_KEY, APPOINTMENT), keyOf(OFFICER), reason);
        reason = abi.encodeWithSelector(IAuthority.NotGuardian.selector, CHEN, NODE_GUARDIAN | 1);
        refuse(recovery(CHEN, OTHER_KEY, 0), keyOf(CORE), reason);

        admit(2, 1, UNIT);
        appoint(2, 2, OFFICER, Powers.RECOVER_KEY); // at another node
        appoint(3, 1, OFFICER, Powers.FREEZE | Powers.READ); // with other powers
        appoint(4, 1, CHEN, Powers.RECOVER_KEY);
        uint32 power = Powers.RECOVER_KEY;
        reason = abi.encodeWithSelector(IRefusals.NotCompetent.selector, 2, 1, power, now_());
        refuse(recovery(CHEN, OTHER_KEY, 2), keyOf(OFFICER), reason);
        reason = abi.encodeWithSelector(IRefusals.NotCompetent.selector, 3, 1, power, now_());
        refuse(recovery(CHEN, OTHER_KEY, 3), keyOf(OFFICER), reason);
        reason = abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, CHEN);
        refuse(recovery(CHEN, OTHER_KEY, 4), keyOf(CHEN), reason);

        Recovery memory message = recovery(ANNA, OTHER_KEY, 0);
        bytes32 digest = authority.digestOfRecover(message);
        refuse(message, keyOf(DAI), abi.encodeWithSelector(IRefusals.NotSigned.selector, BO, digest));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.SignatureMissing.selector, ANNA));
        authority.recover(message, bytes.concat(sealedBy(digest, keyOf(BO)), seal("")));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, ANNA, digest));
        authority.recover(message, sealedBy(digest, keyOf(BO), keyOf(ANNA))); // the old key is not the new signer
    }

    function test_ClosedGuardianNodeIsServedFromAbove() public {
        admit(2, 1, UNIT);
        appoint(2, 2, OFFICER, Powers.RECOVER_KEY);
        appoint(3, 1, OFFICER, Powers.RECOVER_KEY | Powers.BELOW);
        entrust(ANNA, keyOf(ANNA), NODE_GUARDIAN | 2, 0);
        pass(1);
        closeNode(2, UNIT, 0);
        bytes memory reason = abi.encodeWithSelector(IRefusals.NotCompetent.selector, 2, 2, Powers.RECOVER_KEY, now_());
        refuse(recovery(ANNA, OTHER_KEY, 2), keyOf(OFFICER), reason);
        recover(ANNA, OTHER_KEY, 3, keyOf(OFFICER));
        assertEq(authority.recoveryOf(ANNA).node, 1, "it is his own node that is barred");
    }

    function test_OneRecoveryAtATime() public {
        uint40 dueAt = recover(ANNA, OTHER_KEY, 0, keyOf(BO));
        pass(1);
        Recovery memory message = recovery(ANNA, OTHER_KEY, 0);
        bytes memory reason = abi.encodeWithSelector(IAuthority.RecoveryOpen.selector, ANNA, dueAt);
        refuse(message, keyOf(BO), reason);
        vm.warp(dueAt + 1000 days); // due, but nobody settled it
        refuse(recovery(ANNA, OTHER_KEY, 0), keyOf(BO), reason);
    }

    // ---- cancel

    function test_PartyCancelsUntilItIsSettledAndNobodyElseDoes() public {
        uint40 dueAt = recover(ANNA, OTHER_KEY, 0, keyOf(BO));
        vm.warp(dueAt + 5 days);
        RecoveryCancellation memory message = cancellation(ANNA, dueAt);
        bytes32 digest = authority.digestOfCancelRecovery(message);
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, ANNA, digest));
        authority.cancelRecovery(message, sealedBy(digest, keyOf(BO)));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, ANNA, digest));
        authority.cancelRecovery(message, sealedBy(digest, OTHER_KEY));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.SignatureMissing.selector, ANNA));
        authority.cancelRecovery(message, seal(""));
        message.dueAt = dueAt - 1;
        vm.expectRevert(abi.encodeWithSelector(IAuthority.RecoveryClosed.selector, ANNA));
        authority.cancelRecovery(message, "");

        PartyRecord memory before = authority.partyOf(ANNA);
        vm.expectEmit(address(authority));
        emit IAuthority.RecoveryCancelled(ANNA, dueAt);
        cancel(ANNA, keyOf(ANNA));
        assertEq(abi.encode(authority.partyOf(ANNA)), abi.encode(before), "what else she signed goes on");
        assertEq(abi.encode(authority.recoveryOf(ANNA)), abi.encode(RecoveryRecord(address(0), false, 0, 0)));
        vm.expectRevert(abi.encodeWithSelector(IAuthority.RecoveryClosed.selector, ANNA));
        authority.settleRecovery(ANNA, dueAt, account(OTHER_KEY));
    }

    function test_NeitherTheRecoveryNorItsCancellationCountsTwice() public {
        Recovery memory first = recovery(ANNA, OTHER_KEY, 0);
        bytes memory blob = sealedBy(authority.digestOfRecover(first), keyOf(BO), OTHER_KEY);
        authority.recover(first, blob);
        RecoveryCancellation memory end = cancellation(ANNA, now_() + 30 days);
        bytes memory endBlob = sealedBy(authority.digestOfCancelRecovery(end), keyOf(ANNA));
        authority.cancelRecovery(end, endBlob);
        bytes memory closed = abi.encodeWithSelector(IAuthority.RecoveryClosed.selector, ANNA);
        for (uint256 i; i < 2; ++i) {
            vm.expectRevert(closed);
            authority.recover(first, blob);
            vm.expectRevert(closed);
            authority.cancelRecovery(end, endBlob);
            pass(1);
        }
        recover(ANNA, OTHER_KEY, 0, keyOf(BO)); // a newer text does, and is no longer the one that was cancelled
        vm.expectRevert(closed);
        authority.cancelRecovery(end, endBlob);
        assertEq(authority.recoveryDaysOf(ANNA), 30);
        cancel(ANNA, keyOf(ANNA));
    }

    function test_GuardianCannotStopTheCancelling() public {
        // The guardian's own signer burns and re-enters whatever it is asked; cancelling never asks it.
        address wallet = address(new Saboteur(address(authority)));
        bytes32 slot = keccak256(abi.encode(BO, 0));
        recover(ANNA, OTHER_KEY, 0, keyOf(BO));
        uint256 rest = uint256(vm.load(address(authority), slot)) >> 160 << 160;
        vm.store(address(authority), slot, bytes32(rest | uint160(wallet)));
        RecoveryCancellation memory message = cancellation(ANNA, authority.recoveryOf(ANNA).dueAt);
        bytes memory blob = sealedBy(authority.digestOfCancelRecovery(message), keyOf(ANNA));
        authority.cancelRecovery{gas: 100_000}(message, blob);

        pass(1);
        Recovery memory again = recovery(ANNA, OTHER_KEY, 0);
        bytes32 digest = authority.digestOfRecover(again);
        bytes memory seals_ = bytes.concat(seal(hex"c0ffee"), sealedBy(digest, OTHER_KEY));
        (bool done,) = address(authority).call{gas: 5_000_000}(abi.encodeCall(authority.recover, (again, seals_)));
        assertFalse(done, "a wallet that burns all it is given signs nothing");
    }

    // ---- rotation, guardianship, withdrawal

    function test_RotationAndAnotherGuardianEndARecovery() public {
        uint40 dueAt = recover(ANNA, OTHER_KEY, 0, keyOf(BO));
        Recovery memory text = recovery(ANNA, OTHER_KEY, 0);
        bytes memory blob = sealedBy(authority.digestOfRecover(text), keyOf(BO), OTHER_KEY);
        vm.expectEmit(address(authority));
        emit IAuthority.RecoveryCancelled(ANNA, dueAt);
        rotate(ANNA, keyOf(ANNA), THIRD_KEY);
        assertEq(authority.recoveryOf(ANNA).dueAt, 0);
        vm.expectRevert(abi.encodeWithSelector(IRefusals.SignedBefore.selector, ANNA, now_() + 1));
        authority.recover(text, blob);

        pass(1);
        dueAt = recover(ANNA, OTHER_KEY, 0, keyOf(BO));
        text = recovery(ANNA, OTHER_KEY, 0);
        blob = sealedBy(authority.digestOfRecover(text), keyOf(BO), OTHER_KEY);
        vm.expectEmit(address(authority));
        emit IAuthority.RecoveryCancelled(ANNA, dueAt);
        entrust(ANNA, THIRD_KEY, BO, 0);
        vm.expectRevert(abi.encodeWithSelector(IRefusals.SignedBefore.selector, ANNA, now_() + 1));
        authority.recover(text, blob);
        vm.expectRevert(abi.encodeWithSelector(IAuthority.RecoveryClosed.selector, ANNA));
        authority.settleRecovery(ANNA, dueAt, account(OTHER_KEY));
    }

    function test_WithdrawalLeavesARecoveryOnNotice() public {
        uint40 dueAt = recover(ANNA, OTHER_KEY, 0, keyOf(BO));
        withdraw(ANNA, keyOf(ANNA));
        assertEq(authority.recoveryOf(ANNA).dueAt, dueAt);
        vm.warp(dueAt);
        settle(ANNA, OTHER_KEY);
    }

    // ---- settle

    function test_AnybodySettlesOnceTheNoticeIsOver() public {
        uint40 dueAt = recover(ANNA, OTHER_KEY, 0, keyOf(BO));
        vm.warp(dueAt - 1);
        vm.expectRevert(abi.encodeWithSelector(IAuthority.RecoveryRunning.selector, ANNA, dueAt));
        authority.settleRecovery(ANNA, dueAt, account(OTHER_KEY));
        vm.warp(dueAt);
        bytes memory closed = abi.encodeWithSelector(IAuthority.RecoveryClosed.selector, ANNA);
        vm.expectRevert(closed);
        authority.settleRecovery(ANNA, dueAt, account(THIRD_KEY));
        vm.expectRevert(closed);
        authority.settleRecovery(ANNA, dueAt, abi.encodePacked(account(OTHER_KEY), uint8(0)));
        vm.expectRevert(closed);
        authority.settleRecovery(ANNA, dueAt + 1, account(OTHER_KEY));
        vm.expectRevert(abi.encodeWithSelector(IAuthority.RecoveryClosed.selector, DAI));
        authority.settleRecovery(DAI, 0, account(OTHER_KEY));

        uint16 day = today() + 91; // ninety whole days after this one
        vm.expectEmit(address(authority));
        emit IAuthority.SignerChanged(ANNA, account(OTHER_KEY), dueAt + 1, 2, day);
        vm.prank(makeAddr("anybody"));
        authority.settleRecovery(ANNA, dueAt, account(OTHER_KEY));
        PartyRecord memory record = authority.partyOf(ANNA);
        assertEq(record.signer, vm.addr(OTHER_KEY));
        assertEq(record.since, dueAt + 1);
        assertEq(record.mayDispose, day);
        assertEq(record.guardian, BO);
        assertEq(record.kind, 1);
        vm.expectRevert(closed);
        authority.settleRecovery(ANNA, dueAt, account(OTHER_KEY));
    }

    function test_SettlingCountsOnceThoughTheSameSignerIsRecoveredAgain() public {
        uint40 dueAt = recover(ANNA, OTHER_KEY, 0, keyOf(BO));
        vm.warp(dueAt);
        settle(ANNA, OTHER_KEY);
        pass(1);
        rotate(ANNA, OTHER_KEY, keyOf(ANNA));
        pass(1);
        uint40 again = recover(ANNA, OTHER_KEY, 0, keyOf(BO));
        vm.warp(again);
        vm.expectRevert(abi.encodeWithSelector(IAuthority.RecoveryClosed.selector, ANNA));
        authority.settleRecovery(ANNA, dueAt, account(OTHER_KEY));
        authority.settleRecovery(ANNA, again, account(OTHER_KEY));
    }

    function test_NothingIsSettledOnAnotherChain() public {
        uint40 dueAt = recover(ANNA, OTHER_KEY, 0, keyOf(BO));
        vm.warp(dueAt);
        vm.chainId(block.chainid + 1);
        vm.expectRevert(abi.encodeWithSelector(IRefusals.ForeignChain.selector, block.chainid));
        authority.settleRecovery(ANNA, dueAt, account(OTHER_KEY));
    }

    function test_OldSignerIsNobodyAfterwards() public {
        vm.warp(recover(ANNA, OTHER_KEY, 0, keyOf(BO)));
        settle(ANNA, OTHER_KEY);
        pass(1);
        bytes32 digest = authority.digestOfWithdraw(withdrawal(ANNA));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, ANNA, digest));
        authority.withdraw(withdrawal(ANNA), sealedBy(digest, keyOf(ANNA)));
        withdraw(ANNA, OTHER_KEY);
    }

    // ---- quarantine

    function test_RecoveredSignerGivesNothingAwayInQuarantine() public {
        vm.warp(recover(ANNA, OTHER_KEY, 0, keyOf(BO)));
        settle(ANNA, OTHER_KEY);
        pass(1);
        uint40 until = uint40(authority.partyOf(ANNA).mayDispose) * 1 days;
        assertGe(until, now_() - 1 + 90 days, "ninety whole days");
        rotate(ANNA, OTHER_KEY, THIRD_KEY); // shortens nothing
        pass(1);
        entrust(ANNA, THIRD_KEY, DAI, 0);
        pass(1);
        bytes memory reason = abi.encodeWithSelector(IRefusals.InQuarantine.selector, ANNA, until);
        uint256 key = keyOf(OFFICER);
        vm.expectRevert(reason);
        this.ask(APPOINTMENT, 1, key, ANNA, THIRD_KEY);
        vm.expectRevert(reason);
        this.askAlone(ANNA, THIRD_KEY, 1);
        this.askAlone(ANNA, THIRD_KEY, 0); // she may receive
        vm.warp(until - 1);
        vm.expectRevert(reason);
        this.ask(APPOINTMENT, 1, key, ANNA, THIRD_KEY);
        vm.warp(until);
        assertEq(askDisposal(APPOINTMENT, 1, key, ANNA, THIRD_KEY), 3);
    }

    function ask(uint32 appointment, uint32 node, uint256 officerKey, uint32 party, uint256 key) external view {
        askDisposal(appointment, node, officerKey, party, key);
    }

    function askAlone(uint32 party, uint256 key, uint256 disposing) external view {
        bytes32 digest = keccak256("alone");
        authority.requireSignedBy(list(party), disposing, now_(), digest, sealedBy(digest, key));
    }

    // ---- guardian bar

    /// CHEN is recovered under this appointment, or under none by the party of this key, and the quarantine passes.
    function recovered(uint32 appointment, uint256 by, uint256 to) private {
        vm.warp(recover(CHEN, to, appointment, by));
        settle(CHEN, to);
        pass(1);
    }

    function barred(uint32 appointment, uint32 node, uint256 key, uint40 until) private {
        vm.expectRevert(abi.encodeWithSelector(IRefusals.GuardianBarred.selector, CHEN, node, until));
        this.ask(appointment, node, keyOf(OFFICER), CHEN, key);
    }

    function test_NodeThatRecoveredDoesNotRegisterWhatThePartyGivesAway() public {
        admit(2, 1, UNIT);
        appoint(2, 2, OFFICER, Powers.REGISTER_TRANSFER);
        recovered(APPOINTMENT, keyOf(OFFICER), OTHER_KEY);
        uint40 until = uint40(now_() / 1 days + 366) * 1 days;
        vm.warp(uint40(authority.partyOf(CHEN).mayDispose) * 1 days);
        barred(APPOINTMENT, 1, OTHER_KEY, until);
        assertEq(askDisposal(2, 2, keyOf(OFFICER), CHEN, OTHER_KEY), 3, "an officer of another node");
        bytes32 digest = keccak256("receipt");
        bytes memory blob = sealedBy(digest, keyOf(OFFICER), OTHER_KEY);
        authority.requireSealed(APPOINTMENT, 1, Powers.REGISTER_TRANSFER, list(CHEN), 0, now_(), digest, blob); // receiving
        this.askAlone(CHEN, OTHER_KEY, 1); // acts without an officer
        vm.warp(until - 1);
        barred(APPOINTMENT, 1, OTHER_KEY, until);
        vm.warp(until);
        assertEq(askDisposal(APPOINTMENT, 1, keyOf(OFFICER), CHEN, OTHER_KEY), 3);
    }

    function test_LaterRecoveryWashesNoBarAway() public {
        recovered(APPOINTMENT, keyOf(OFFICER), OTHER_KEY);
        uint40 until = uint40(now_() / 1 days + 366) * 1 days;
        entrust(CHEN, OTHER_KEY, BO, 0);
        pass(1);
        recovered(0, keyOf(BO), THIRD_KEY);
        vm.warp(uint40(authority.partyOf(CHEN).mayDispose) * 1 days);
        barred(APPOINTMENT, 1, THIRD_KEY, until);

        admit(2, 1, UNIT);
        appoint(2, 2, OFFICER, Powers.RECOVER_KEY | Powers.REGISTER_TRANSFER);
        entrust(CHEN, THIRD_KEY, NODE_GUARDIAN | 2, 0);
        pass(1);
        recovered(2, keyOf(OFFICER), OTHER_KEY);
        uint40 second = uint40(now_() / 1 days + 366) * 1 days;
        vm.warp(uint40(authority.partyOf(CHEN).mayDispose) * 1 days);
        barred(APPOINTMENT, 1, OTHER_KEY, until);
        barred(2, 2, OTHER_KEY, second);
        vm.warp(until);
        assertEq(askDisposal(APPOINTMENT, 1, keyOf(OFFICER), CHEN, OTHER_KEY), 3);
        barred(2, 2, OTHER_KEY, second);
    }

    function test_NodeBarredTwiceIsKeptOnceWithTheLaterEnd() public {
        entrust(CHEN, keyOf(CHEN), NODE_GUARDIAN | 1, 0);
        pass(1);
        bytes32 slot = bytes32(uint256(keccak256(abi.encode(CHEN, 0))) + 3);
        recovered(APPOINTMENT, keyOf(OFFICER), OTHER_KEY);
        recovered(APPOINTMENT, keyOf(OFFICER), THIRD_KEY);
        uint256 until = now_() / 1 days + 366;
        assertEq(uint256(vm.load(address(authority), slot)), 1 | until << 32);
    }

    function test_PartyAsGuardianBarsNoNode() public {
        entrust(CHEN, keyOf(CHEN), BO, 0);
        pass(1);
        recovered(0, keyOf(BO), OTHER_KEY);
        assertEq(vm.load(address(authority), bytes32(uint256(keccak256(abi.encode(CHEN, 0))) + 3)), 0);
        vm.warp(uint40(authority.partyOf(CHEN).mayDispose) * 1 days);
        assertEq(askDisposal(APPOINTMENT, 1, keyOf(OFFICER), CHEN, OTHER_KEY), 3);
    }

    function test_FiveBarsAreKeptAndOfMoreTheOldestFallsOff() public {
        uint256 key = keyOf(CHEN);
        uint256 expected;
        for (uint32 node = 2; node <= 7; ++node) {
            admit(node, 1, UNIT);
            appoint(node, node, OFFICER, Powers.RECOVER_KEY);
            entrust(CHEN, key, NODE_GUARDIAN | node, 0);
            pass(1);
            uint256 next = key == OTHER_KEY ? THIRD_KEY : OTHER_KEY;
            recovered(node, keyOf(OFFICER), next);
            key = next;
            expected = expected << 48 | node | uint256(now_() / 1 days + 366) << 32;
        }
        uint256 bars = uint256(vm.load(address(authority), bytes32(uint256(keccak256(abi.encode(CHEN, 0))) + 3)));
        assertEq(bars, uint256(uint240(expected)), "nodes 7 to 3");
    }

    // ---- limits

    function replay() private returns (IAuthority) {
        AuthorityLimits memory limits = AuthorityLimits(0, 0, 0, true);
        bytes memory core = account(keyOf(CORE));
        return IAuthority(deploy("Authority", abi.encode(SALT, core, keccak256("core"), limits)));
    }

    function test_LedgerForReplaysBindsNothing() public {
        authority = replay();
        enrol(OFFICER, 3, CORE, 0);
        appoint(1, 1, OFFICER, Powers.ALL & ~Powers.BELOW);
        enrol(UNIT, 2, OFFICER, 1);
        enrol(ANNA, 1, OFFICER, 1);
        admit(2, 1, UNIT);
        appoint(2, 2, OFFICER, Powers.RECOVER_KEY);
        appoint(3, 2, OFFICER, Powers.READ);
        bytes memory reason = abi.encodeWithSelector(IRefusals.NotCompetent.selector, 3, 2, Powers.RECOVER_KEY, now_());
        refuse(recovery(ANNA, OTHER_KEY, 3), keyOf(OFFICER), reason);
        uint40 dueAt = recover(ANNA, OTHER_KEY, 2, keyOf(OFFICER)); // nobody's ward, and any node does
        assertEq(dueAt, now_());
        settle(ANNA, OTHER_KEY);
        pass(1);
        assertEq(authority.partyOf(ANNA).mayDispose, today());
        assertEq(askDisposal(1, 1, keyOf(OFFICER), ANNA, OTHER_KEY), 3);
    }

    function test_LimitsStandAsTheyWereSet() public {
        assertEq(abi.encode(authority.limits()), abi.encode(authorityLimits()));
        AuthorityLimits memory limits = AuthorityLimits(367, 0, 0, false);
        bytes memory reason = abi.encodeWithSelector(IAuthority.RecoveryDaysUnfit.selector, 367, 0, 366);
        refuseDeploy("Authority", abi.encode(SALT, account(1), bytes32(0), limits), reason);
        limits = AuthorityLimits(366, type(uint16).max, type(uint16).max, false);
        authority = IAuthority(deploy("Authority", abi.encode(SALT, account(keyOf(CORE)), bytes32(0), limits)));
        enrol(OFFICER, 3, CORE, 0);
        entrust(CORE, keyOf(CORE), OFFICER, 0);
        pass(1);
        vm.warp(recover(CORE, OTHER_KEY, 0, keyOf(OFFICER)));
        settle(CORE, OTHER_KEY);
        assertEq(authority.partyOf(CORE).mayDispose, type(uint16).max, "days run out, they do not run over");
    }
}
