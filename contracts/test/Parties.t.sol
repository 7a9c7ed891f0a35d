// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AuthorityLimits,
    Enrolment,
    Guardianship,
    IAuthority,
    PartyRecord,
    Rotation,
    Withdrawal
} from "../src/interfaces/IAuthority.sol";
import {IERC7913} from "../src/interfaces/IERC7913.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Keys} from "./Keys.sol";

/// See Parties.tree.
contract PartiesTest is Keys {
    uint256 private constant P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551;

    // ---- rotate

    function refuse(Rotation memory message, bytes memory blob, bytes memory reason) private {
        vm.expectRevert(reason);
        authority.rotate(message, blob);
    }

    function test_RotationChangesTheSignerAndNothingElse() public {
        PartyRecord memory before = authority.partyOf(ANNA);
        pass(1 hours);
        vm.expectEmit(address(authority));
        emit IAuthority.SignerChanged(ANNA, account(OTHER_KEY), now_() + 1, 1, 0);
        rotate(ANNA, keyOf(ANNA), OTHER_KEY);
        before.signer = vm.addr(OTHER_KEY);
        before.since = now_() + 1;
        assertEq(abi.encode(authority.partyOf(ANNA)), abi.encode(before));
    }

    function test_RotationNeedsAnotherSignerAndBothSignatures() public {
        Rotation memory message = rotation(ANNA, keyOf(ANNA));
        bytes32 digest = authority.digestOfRotate(message);
        bytes memory reason = abi.encodeWithSelector(IAuthority.SignerUnchanged.selector, ANNA);
        refuse(message, sealedBy(digest, keyOf(ANNA), keyOf(ANNA)), reason);
        message.signer = hex"0102";
        refuse(message, "", abi.encodeWithSelector(IAuthority.SignerMalformed.selector, message.signer));
        message.signer = new bytes(20);
        refuse(message, "", abi.encodeWithSelector(IAuthority.SignerMalformed.selector, message.signer));
        message = rotation(99, OTHER_KEY);
        refuse(message, "", abi.encodeWithSelector(IRefusals.UnknownParty.selector, 99));

        message = rotation(ANNA, OTHER_KEY);
        digest = authority.digestOfRotate(message);
        bytes memory old = sealedBy(digest, keyOf(ANNA));
        bytes memory next = sealedBy(digest, OTHER_KEY);
        reason = abi.encodeWithSelector(IRefusals.SignatureMissing.selector, ANNA);
        refuse(message, bytes.concat(seal(""), next), reason);
        refuse(message, bytes.concat(old, seal("")), reason);
        reason = abi.encodeWithSelector(IRefusals.NotSigned.selector, ANNA, digest);
        refuse(message, bytes.concat(next, old), reason);
        refuse(message, bytes.concat(old, old), reason);
        refuse(message, bytes.concat(next, next), reason);
        refuse(message, bytes.concat(sealedBy(digest, keyOf(BO)), next), reason);
        authority.rotate(message, bytes.concat(old, next));
    }

    function test_RotationCountsOnceThoughTheOldKeyComesBack() public {
        Rotation memory message = rotation(ANNA, OTHER_KEY);
        bytes memory blob = sealedBy(authority.digestOfRotate(message), keyOf(ANNA), OTHER_KEY);
        authority.rotate(message, blob);
        refuse(message, blob, abi.encodeWithSelector(IAuthority.SignerUnchanged.selector, ANNA));
        pass(1);
        rotate(ANNA, OTHER_KEY, keyOf(ANNA));
        bytes memory reason = abi.encodeWithSelector(IRefusals.SignedBefore.selector, ANNA, now_() + 1);
        refuse(message, blob, reason);
        pass(1 hours);
        refuse(message, blob, reason);
        rotate(ANNA, keyOf(ANNA), OTHER_KEY); // a newer text does
    }

    function test_ReplacedSignerBindsNobodyAnyMore() public {
        Withdrawal memory message = withdrawal(ANNA);
        bytes32 digest = authority.digestOfWithdraw(message);
        rotate(ANNA, keyOf(ANNA), OTHER_KEY);
        pass(1);
        vm.expectRevert(abi.encodeWithSelector(IRefusals.SignedBefore.selector, ANNA, now_()));
        authority.withdraw(message, sealedBy(digest, keyOf(ANNA)));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.SignedBefore.selector, ANNA, now_()));
        authority.withdraw(message, sealedBy(digest, OTHER_KEY));
        message = withdrawal(ANNA);
        digest = authority.digestOfWithdraw(message);
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, ANNA, digest));
        authority.withdraw(message, sealedBy(digest, keyOf(ANNA)));
        authority.withdraw(message, sealedBy(digest, OTHER_KEY));
    }

    function test_SmartCardIsRotatedInSignsAndIsRotatedOut() public {
        IERC7913 verifier = IERC7913(deploy("P256Verifier", ""));
        (uint256 x, uint256 y) = vm.publicKeyP256(OTHER_KEY % P256_ORDER);
        bytes memory card = abi.encodePacked(verifier, x, y);
        Rotation memory message = Rotation(ANNA, card, now_(), soon());
        bytes32 digest = authority.digestOfRotate(message);
        bytes memory old = sealedBy(digest, keyOf(ANNA));
        refuse(
            message,
            bytes.concat(old, seal(byCard(card, keccak256("another text")))),
            abi.encodeWithSelector(IRefusals.NotSigned.selector, ANNA, digest)
        );
        authority.rotate(message, bytes.concat(old, seal(byCard(card, digest))));
        PartyRecord memory record = authority.partyOf(ANNA);
        assertTrue(record.keyed);
        assertEq(record.signer, address(uint160(uint256(keccak256(card)))));

        pass(1);
        message = Rotation(ANNA, card, now_(), soon());
        refuse(message, "", abi.encodeWithSelector(IAuthority.SignerUnchanged.selector, ANNA));
        message = rotation(ANNA, THIRD_KEY);
        digest = authority.digestOfRotate(message);
        authority.rotate(message, bytes.concat(seal(byCard(card, digest)), sealedBy(digest, THIRD_KEY)));
        assertFalse(authority.partyOf(ANNA).keyed);
        assertEq(authority.partyOf(ANNA).signer, vm.addr(THIRD_KEY));
    }

    function byCard(bytes memory card, bytes32 digest) private pure returns (bytes memory) {
        (bytes32 r, bytes32 s) = vm.signP256(OTHER_KEY % P256_ORDER, digest);
        if (uint256(s) > P256_ORDER / 2) s = bytes32(P256_ORDER - uint256(s));
        return abi.encodePacked(uint16(card.length - 20), card, r, s);
    }

    /// An account whose number happens to be the id of a key is another signer than the key.
    function test_AccountOfTheSameIdIsAnotherSigner() public {
        bytes memory key = abi.encodePacked(address(7), "some key");
        address id = address(uint160(uint256(keccak256(key))));
        bytes32 slot = keccak256(abi.encode(ANNA, 0));
        uint256 rest = uint256(vm.load(address(authority), slot)) >> 161 << 161;
        vm.store(address(authority), slot, bytes32(rest | 1 << 160 | uint160(id)));
        Rotation memory message = Rotation(ANNA, abi.encodePacked(id), now_(), soon());
        // Known as another signer; it is the seals that are missing.
        refuse(message, seal(""), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, ANNA));
        message.signer = key;
        refuse(message, seal(""), abi.encodeWithSelector(IAuthority.SignerUnchanged.selector, ANNA));
    }

    // ---- withdraw

    function test_WithdrawalTakesBackWhatWasSignedUpToNow() public {
        pass(1 hours);
        Enrolment memory before = enrolment(8, 1, OFFICER, APPOINTMENT);
        bytes memory blob = seals(authority.digestOfEnrol(before), list(OFFICER, 8));
        vm.expectEmit(address(authority));
        emit IAuthority.Withdrawn(OFFICER, now_() + 1);
        withdraw(OFFICER, keyOf(OFFICER));
        bytes memory reason = abi.encodeWithSelector(IRefusals.SignedBefore.selector, OFFICER, now_() + 1);
        vm.expectRevert(reason);
        authority.enrol(before, blob);
        pass(1);
        vm.expectRevert(reason);
        authority.enrol(before, blob);
        enrol(8, 1, OFFICER, APPOINTMENT); // drafted a second later
    }

    function test_WithdrawalCountsOnceAndNeedsTheParty() public {
        Withdrawal memory message = withdrawal(ANNA);
        bytes32 digest = authority.digestOfWithdraw(message);
        vm.expectRevert(abi.encodeWithSelector(IRefusals.SignatureMissing.selector, ANNA));
        authority.withdraw(message, seal(""));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, ANNA, digest));
        authority.withdraw(message, sealedBy(digest, keyOf(BO)));
        bytes memory blob = sealedBy(digest, keyOf(ANNA));
        authority.withdraw(message, blob);
        pass(1);
        vm.expectRevert(abi.encodeWithSelector(IRefusals.SignedBefore.selector, ANNA, now_()));
        authority.withdraw(message, blob);
        message = withdrawal(99);
        blob = sealedBy(authority.digestOfWithdraw(message), keyOf(ANNA));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.UnknownParty.selector, 99));
        authority.withdraw(message, blob);
    }

    // ---- entrust

    function refuse(Guardianship memory message, bytes memory reason) private {
        bytes memory blob = sealedBy(authority.digestOfEntrust(message), keyOf(message.party));
        vm.expectRevert(reason);
        authority.entrust(message, blob);
    }

    function test_GuardianIsNobodyAPartyOrANodeInForce() public {
        admit(2, 1, UNIT);
        uint32[4] memory guardians = [BO, NODE_GUARDIAN | 2, 0, NODE_GUARDIAN | 1];
        uint16[4] memory days_ = [uint16(30), 366, 0, 100];
        uint256[4] memory kept = [uint256(30), 366, 30, 100];
        for (uint256 i; i < 4; ++i) {
            vm.expectEmit(address(authority));
            emit IAuthority.GuardianChanged(ANNA, guardians[i], days_[i], now_() + 1);
            entrust(ANNA, keyOf(ANNA), guardians[i], days_[i]);
            PartyRecord memory record = authority.partyOf(ANNA);
            assertEq(record.guardian, guardians[i]);
            assertEq(record.since, now_() + 1);
            assertEq(record.signer, vm.addr(keyOf(ANNA)));
            assertEq(record.kind, 1);
            assertEq(authority.recoveryDaysOf(ANNA), kept[i]);
            pass(1);
        }
    }

    function test_RefusesGuardiansAndDelaysThatDoNotFit() public {
        admit(2, 1, UNIT);
        closeNode(2, UNIT, 0);
        refuse(guardianship(ANNA, 99, 0), abi.encodeWithSelector(IRefusals.UnknownParty.selector, 99));
        refuse(guardianship(ANNA, ANNA, 0), abi.encodeWithSelector(IAuthority.NotGuardian.selector, ANNA, ANNA));
        bytes memory reason = abi.encodeWithSelector(IAuthority.NodeNotInForce.selector, 0);
        refuse(guardianship(ANNA, NODE_GUARDIAN, 0), reason);
        reason = abi.encodeWithSelector(IAuthority.NodeNotInForce.selector, 9);
        refuse(guardianship(ANNA, NODE_GUARDIAN | 9, 0), reason);
        reason = abi.encodeWithSelector(IAuthority.NodeNotInForce.selector, 2);
        refuse(guardianship(ANNA, NODE_GUARDIAN | 2, 0), reason);
        reason = abi.encodeWithSelector(IAuthority.RecoveryDaysUnfit.selector, 29, 30, 366);
        refuse(guardianship(ANNA, BO, 29), reason);
        reason = abi.encodeWithSelector(IAuthority.RecoveryDaysUnfit.selector, 367, 30, 366);
        refuse(guardianship(ANNA, BO, 367), reason);
        Guardianship memory message = guardianship(ANNA, BO, 0);
        bytes32 digest = authority.digestOfEntrust(message);
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, ANNA, digest));
        authority.entrust(message, sealedBy(digest, keyOf(BO)));
    }

    function test_EntrustingCountsOnce() public {
        Guardianship memory message = guardianship(ANNA, BO, 60);
        bytes memory blob = sealedBy(authority.digestOfEntrust(message), keyOf(ANNA));
        authority.entrust(message, blob);
        pass(1);
        entrust(ANNA, keyOf(ANNA), CHEN, 0);
        pass(1);
        vm.expectRevert(abi.encodeWithSelector(IRefusals.SignedBefore.selector, ANNA, now_()));
        authority.entrust(message, blob);
        assertEq(authority.partyOf(ANNA).guardian, CHEN);
    }

    function test_GuardianAndDelayStandFromTheEnrolment() public {
        Enrolment memory message = enrolment(8, 1, OFFICER, APPOINTMENT);
        message.guardian = NODE_GUARDIAN | 1;
        message.recoveryDays = 200;
        bytes memory blob = seals(authority.digestOfEnrol(message), list(OFFICER, 8));
        vm.expectEmit(address(authority));
        emit IAuthority.Enrolled(8, OFFICER, message.signer, message.identity, 1, NODE_GUARDIAN | 1, 200);
        authority.enrol(message, blob);
        assertEq(authority.partyOf(8).guardian, NODE_GUARDIAN | 1);
        assertEq(authority.recoveryDaysOf(8), 200);
        assertEq(authority.recoveryOf(8).dueAt, 0);

        message = enrolment(9, 1, OFFICER, APPOINTMENT);
        (message.guardian, message.recoveryDays) = (NODE_GUARDIAN | 5, 200);
        blob = seals(authority.digestOfEnrol(message), list(OFFICER, 9));
        vm.expectRevert(abi.encodeWithSelector(IAuthority.NodeNotInForce.selector, 5));
        authority.enrol(message, blob);
        (message.guardian, message.recoveryDays) = (BO, 29);
        blob = seals(authority.digestOfEnrol(message), list(OFFICER, 9));
        vm.expectRevert(abi.encodeWithSelector(IAuthority.RecoveryDaysUnfit.selector, 29, 30, 366));
        authority.enrol(message, blob);
    }

    function test_DelayOfOneDayIsKeptWhereTheLedgerAsksForNone() public {
        bytes memory core = abi.encodePacked(vm.addr(keyOf(CORE)));
        authority = IAuthority(deploy("Authority", abi.encode(SALT, core, bytes32(0), AuthorityLimits(0, 0, 0, false))));
        Enrolment memory message = enrolment(OFFICER, 3, CORE, 0);
        (message.guardian, message.recoveryDays) = (CORE, 1);
        authority.enrol(message, all(authority.rollOfEnrol(message), authority.digestOfEnrol(message)));
        assertEq(authority.recoveryDaysOf(OFFICER), 1);
    }
}
