// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Conveyance, ITitleRegistry, Registration} from "../src/interfaces/ITitleRegistry.sol";
import {Enrolment} from "../src/interfaces/IAuthority.sol";
import {IERC1271} from "../src/interfaces/IERC1271.sol";
import {IERC7913} from "../src/interfaces/IERC7913.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {World} from "./World.sol";

/// A wallet that does as it was told when asked about a signature.
contract Wallet {
    enum Mood {
        YES,
        NO,
        REVERT,
        SHORT,
        ENDLESS,
        WRITE,
        REENTER
    }

    Mood public mood;
    address private target;
    bytes private call;

    function become(Mood mood_) external {
        mood = mood_;
    }

    function attack(address target_, bytes calldata call_) external {
        (mood, target, call) = (Mood.REENTER, target_, call_);
    }

    // Not `view`, as the standard asks: this one tries.
    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        if (mood == Mood.NO) return 0xffffffff;
        if (mood == Mood.REVERT) revert("no");
        if (mood == Mood.SHORT) {
            assembly {
                mstore(0, shl(224, 0x1626ba7e))
                return(0, 4)
            }
        }
        if (mood == Mood.ENDLESS) {
            assembly {
                mstore(0, shl(224, 0x1626ba7e))
                return(0, 100000)
            }
        }
        if (mood == Mood.WRITE) mood = Mood.NO; // fails: the question is a static call
        if (mood == Mood.REENTER) {
            (bool done,) = target.call(call);
            if (done) return 0xffffffff;
        }
        return IERC1271.isValidSignature.selector;
    }
}

contract SignaturesTest is World {
    uint256 private constant P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551;
    uint256 private constant K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;
    uint32 private constant OTHER = 8;

    bytes private signer;
    Wallet private wallet;
    IERC7913 private verifier;

    function setUp() public override {
        super.setUp();
        wallet = new Wallet();
        verifier = IERC7913(deploy("P256Verifier", ""));
    }

    function refused(bytes memory signature) private {
        Registration memory message = registration("a", table(UNIT));
        bytes32 digest = titleRolls.digestOfRegister(message);
        bytes memory blob = bytes.concat(seal(sign(keyOf(OFFICER), digest)), seal(signature));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, UNIT, digest));
        registry.register(message, blob);
    }

    function test_RefusesHigherSOtherVAndShortForm() public {
        bytes32 digest = titleRolls.digestOfRegister(registration("a", table(UNIT)));
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(keyOf(UNIT), digest);
        refused(abi.encodePacked(r, bytes32(K1_ORDER - uint256(s)), v == 27 ? uint8(28) : uint8(27)));
        refused(abi.encodePacked(r, s, v == 27 ? uint8(28) : uint8(27)));
        refused(abi.encodePacked(r, s, v - 27));
        refused(abi.encodePacked(r, bytes32(uint256(s) | (uint256(v - 27) << 255))));
        refused(abi.encodePacked(r, s, v, uint8(0)));
        refused(abi.encodePacked(bytes32(0), s, v));
        register(registration("a", table(UNIT)));
    }

    function testFuzz_RefusesForeignBytes(bytes memory signature) public {
        vm.assume(signature.length != 0 && signature.length < 1 << 16);
        refused(signature);
    }

    // ---- wallets

    function anything(bytes32) private pure returns (bytes memory) {
        return hex"c0ffee";
    }

    function enrolWallet() private {
        enrolSigner(OTHER, abi.encodePacked(address(wallet)), anything);
    }

    function walletFiles() private returns (Registration memory message, bytes memory blob, bytes32 digest) {
        message = registration("w", table(UNIT));
        message.filer = OTHER;
        digest = titleRolls.digestOfRegister(message);
        blob = bytes.concat(seal(sign(keyOf(OFFICER), digest)), seal(hex"01"));
    }

    function test_WalletSaysWhichBytesAreItsSignature() public {
        enrolWallet();
        (Registration memory message, bytes memory blob,) = walletFiles();
        registry.register(message, blob);
        assertEq(registry.titleOf(message.act.achievement).version, 1);
    }

    function testFuzz_WalletThatRefusesFailsTheAct(uint8 mood) public {
        enrolWallet();
        mood = uint8(bound(mood, 1, 3));
        wallet.become(Wallet.Mood(mood));
        (Registration memory message, bytes memory blob, bytes32 digest) = walletFiles();
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, OTHER, digest));
        registry.register(message, blob);
    }

    function test_WalletCannotWriteWhenAsked() public {
        enrolWallet();
        wallet.become(Wallet.Mood.WRITE);
        (Registration memory message, bytes memory blob, bytes32 digest) = walletFiles();
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, OTHER, digest));
        registry.register(message, blob);
        assertEq(uint8(wallet.mood()), uint8(Wallet.Mood.WRITE));
    }

    function test_LongAnswerCountsAsItsFirstWord() public {
        enrolWallet();
        wallet.become(Wallet.Mood.ENDLESS);
        (Registration memory message, bytes memory blob,) = walletFiles();
        registry.register(message, blob);
    }

    /// The wallet gives a share away; asked, it sends a complete conveyance of the same share into the registry.
    function test_WalletCannotReenterAnAct() public {
        enrolWallet();
        bytes32 a = title("a", terms(0x81, table(ANNA, WHOLE / 2, BO)));
        convey(conveyance(a, GIFT, ANNA, CHEN, 1));
        Conveyance memory toWallet = conveyance(a, GIFT, ANNA, OTHER, 10);
        bytes32 digest = titleRolls.digestOfConvey(toWallet);
        bytes memory blob = bytes.concat(
            seal(sign(keyOf(OFFICER), digest)), seal(sign(keyOf(ANNA), digest)), seal(""), seal(""), seal(hex"01")
        );
        registry.convey(toWallet, blob);

        Conveyance memory inner = conveyance(a, GIFT, BO, CHEN, 3);
        bytes memory good = seals(titleRolls.digestOfConvey(inner), _seats(BO));
        uint256 before = vm.snapshotState();
        registry.convey(inner, good); // sent by itself it passes
        vm.revertToState(before);
        wallet.attack(address(registry), abi.encodeCall(ITitleRegistry.convey, (inner, good)));
        Conveyance memory outer = conveyance(a, GIFT, OTHER, CHEN, 5);
        digest = titleRolls.digestOfConvey(outer);
        blob = bytes.concat(
            seal(sign(keyOf(OFFICER), digest)), seal(""), seal(""), seal(sign(keyOf(CHEN), digest)), seal(hex"01")
        );
        bytes32 trail = registry.trailOf(a);
        uint32 version = registry.titleOf(a).version;
        registry.convey(outer, blob);
        assertEq(registry.titleOf(a).version, version + 1, "one act, one version");
        assertEq(registry.trailOf(a), folded(trail, digest, version + 1), "only the outer act stands in the trail");
        assertEq(registry.holdingsOf(a)[1].units, WHOLE / 2, "the inner one moved nothing");
    }

    /// Officer, ANNA, BO, CHEN, wallet; of them the officer, the giver and CHEN sign.
    function _seats(uint32 giver) private pure returns (uint32[] memory signers) {
        signers = new uint32[](5);
        (signers[0], signers[2], signers[3]) = (OFFICER, giver, CHEN);
    }

    function folded(bytes32 trail, bytes32 digest, uint32 version) private view returns (bytes32) {
        return keccak256(abi.encode(trail, digest, version, now_()));
    }

    // ---- P-256

    function p256(bytes32 digest) private view returns (bytes memory) {
        return abi.encodePacked(uint16(signer.length - 20), signer, raw(digest));
    }

    function raw(bytes32 digest) private pure returns (bytes memory) {
        (bytes32 r, bytes32 s) = vm.signP256(uint256(keccak256("card")), digest);
        if (uint256(s) > P256_ORDER / 2) s = bytes32(P256_ORDER - uint256(s));
        return abi.encodePacked(r, s);
    }

    function enrolCard() private {
        (uint256 x, uint256 y) = vm.publicKeyP256(uint256(keccak256("card")));
        signer = abi.encodePacked(address(verifier), x, y);
        enrolSigner(OTHER, signer, p256);
    }

    function test_SmartCardSignsBesideAccounts() public {
        enrolCard();
        assertTrue(authority.partyOf(OTHER).keyed);
        assertEq(authority.partyOf(OTHER).signer, address(uint160(uint256(keccak256(signer)))));
        (Registration memory message,, bytes32 digest) = walletFiles();
        registry.register(message, bytes.concat(seal(sign(keyOf(OFFICER), digest)), seal(p256(digest))));
    }

    function test_RefusesOtherKeysVerifiersAndHigherS() public {
        enrolCard();
        (Registration memory message,, bytes32 digest) = walletFiles();
        bytes memory good = p256(digest);
        bytes memory bad = abi.encodePacked(good);
        bad[100] ^= 0x01; // a bit of s
        refusedAtOther(message, digest, bad);
        bad = abi.encodePacked(good);
        bad[2] ^= 0x01; // another verifier
        refusedAtOther(message, digest, bad);
        bad = abi.encodePacked(good);
        bad[30] ^= 0x01; // another key
        refusedAtOther(message, digest, bad);
        (bytes32 r, bytes32 s) = abi.decode(raw(digest), (bytes32, bytes32));
        refusedAtOther(message, digest, abi.encodePacked(uint16(64), signer, r, bytes32(P256_ORDER - uint256(s))));
    }

    function testFuzz_RefusesCutKeyedSeals(uint256 length) public {
        enrolCard();
        (Registration memory message,, bytes32 digest) = walletFiles();
        bytes memory good = p256(digest);
        bytes memory cut = new bytes(bound(length, 1, good.length - 1));
        for (uint256 i; i < cut.length; ++i) {
            cut[i] = good[i];
        }
        refusedAtOther(message, digest, cut);
    }

    function refusedAtOther(Registration memory message, bytes32 digest, bytes memory signature) private {
        bytes memory blob = bytes.concat(seal(sign(keyOf(OFFICER), digest)), seal(signature));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, OTHER, digest));
        registry.register(message, blob);
    }

    function test_VerifierRefusesOtherLengths() public view {
        (uint256 x, uint256 y) = vm.publicKeyP256(uint256(keccak256("card")));
        bytes memory key = abi.encodePacked(x, y);
        bytes32 digest = keccak256("text");
        bytes memory good = raw(digest);
        assertEq(verifier.verify(key, digest, good), IERC7913.verify.selector);
        assertEq(verifier.verify(bytes.concat(key, hex"00"), digest, good), bytes4(0xffffffff));
        assertEq(verifier.verify(key, digest, bytes.concat(good, hex"00")), bytes4(0xffffffff));
        assertEq(verifier.verify(new bytes(63), digest, good), bytes4(0xffffffff));
        assertEq(verifier.verify(key, digest, new bytes(63)), bytes4(0xffffffff));
        assertEq(verifier.verify(new bytes(64), 0, new bytes(64)), bytes4(0xffffffff));
    }

    function test_EnrolmentRefusesKeyThatDidNotSign() public {
        (uint256 x, uint256 y) = vm.publicKeyP256(2);
        signer = abi.encodePacked(address(verifier), x, y);
        Enrolment memory message = enrolment(OTHER, 1, OFFICER, APPOINTMENT);
        message.signer = signer;
        bytes32 digest = authority.digestOfEnrol(message);
        bytes memory blob = bytes.concat(seal(sign(keyOf(OFFICER), digest)), seal(p256(digest)));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, OTHER, digest));
        authority.enrol(message, blob);
    }
}
