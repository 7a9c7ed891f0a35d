// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Rotation, PartyRecord} from "../src/interfaces/IAuthority.sol";
import {IERC7913} from "../src/interfaces/IERC7913.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Registration} from "../src/interfaces/ITitleRegistry.sol";
import {Keys} from "./Keys.sol";
import {Passkeys} from "./Passkeys.sol";

contract WebAuthnTest is Keys {
    uint256 private constant KEY = uint256(keccak256("passkey"));
    uint32 private constant OTHER = 8;
    bytes4 private constant NO = 0xffffffff;
    bytes32 private constant DIGEST = keccak256("text");
    bytes private constant TAIL = ',"origin":"https://ledger.example","crossOrigin":false}';

    IERC7913 private verifier;
    bytes private signer;

    function setUp() public override {
        super.setUp();
        verifier = IERC7913(deploy("WebAuthnVerifier", ""));
        signer = abi.encodePacked(verifier, Passkeys.publicKey(KEY));
    }

    function good(bytes memory signature, string memory what) private view {
        assertEq(verifier.verify(Passkeys.publicKey(KEY), DIGEST, signature), IERC7913.verify.selector, what);
    }

    function bad(bytes memory signature, string memory what) private view {
        assertEq(verifier.verify(Passkeys.publicKey(KEY), DIGEST, signature), NO, what);
    }

    /// Rightly signed with these flags.
    function flagged(uint8 flags) private pure returns (bytes memory) {
        return Passkeys.assertion(KEY, Passkeys.authenticatorData(flags), client(TAIL));
    }

    /// Rightly signed over this client data.
    function over(bytes memory clientData) private pure returns (bytes memory) {
        return Passkeys.assertion(KEY, Passkeys.authenticatorData(0x05), clientData);
    }

    function client(bytes memory tail) private pure returns (bytes memory) {
        return Passkeys.clientData(bytes.concat(DIGEST), tail);
    }

    // ---- what others made

    function test_AssertionsOfOthersCountIfTheUserWasVerified() public view {
        string memory json = vm.readFile("tests/vectors/webauthn.json");
        uint256 count;
        for (; vm.keyExistsJson(json, assertionAt(count, "")); ++count) {
            bytes memory data = vm.parseJsonBytes(json, assertionAt(count, ".authenticatorData"));
            bytes memory signature = abi.encodePacked(
                vm.parseJsonBytes32(json, assertionAt(count, ".r")),
                vm.parseJsonBytes32(json, assertionAt(count, ".s")),
                uint16(data.length),
                data,
                vm.parseJsonBytes(json, assertionAt(count, ".clientDataJSON"))
            );
            bytes memory key = bytes.concat(
                vm.parseJsonBytes32(json, assertionAt(count, ".x")), vm.parseJsonBytes32(json, assertionAt(count, ".y"))
            );
            bytes4 answer = verifier.verify(key, vm.parseJsonBytes32(json, assertionAt(count, ".challenge")), signature);
            bool counts = vm.parseJsonBool(json, assertionAt(count, ".good"));
            assertEq(
                answer, counts ? IERC7913.verify.selector : NO, vm.parseJsonString(json, assertionAt(count, ".name"))
            );
        }
        assertEq(count, 5);
    }

    function assertionAt(uint256 i, string memory member) private pure returns (string memory) {
        return string.concat(".assertions[", vm.toString(i), "]", member);
    }

    // ---- what counts

    function testFuzz_AnyKeySignsAnyDigest(uint256 key, bytes32 digest, bytes32 other) public view {
        key = bound(key, 1, Passkeys.ORDER - 1);
        bytes memory signature = Passkeys.sign(key, digest);
        assertEq(verifier.verify(Passkeys.publicKey(key), digest, signature), IERC7913.verify.selector);
        vm.assume(other != digest);
        assertEq(verifier.verify(Passkeys.publicKey(key), other, signature), NO, "another digest");
    }

    function testFuzz_MembersBehindTheChallengeAreTheClients(bytes memory members) public view {
        vm.assume(members.length < 3900);
        good(over(client(bytes.concat(",", members, "}"))), "any members");
        bad(over(client(bytes.concat(",", members, "}\n"))), "bytes behind the object");
        bad(over(client(bytes.concat("}", members, "}"))), "an object that ended before");
    }

    function test_AnyOriginAndNoneCounts() public view {
        good(over(client(',"origin":"https://elsewhere.example","crossOrigin":true}')), "another origin");
        good(over(client("}")), "no member more");
        bytes memory data = abi.encodePacked(sha256("elsewhere.example"), uint8(0x05), uint32(0));
        good(Passkeys.assertion(KEY, data, client(TAIL)), "another address");
        data = bytes.concat(Passkeys.authenticatorData(0x85), hex"a0");
        good(Passkeys.assertion(KEY, data, client(TAIL)), "extensions");
    }

    function testFuzz_UserWasPresentAndVerified(uint8 flags) public view {
        bool counts = flags & 0x05 == 0x05 && flags & 0x18 != 0x10;
        if (counts) good(flagged(flags), "present and verified");
        else bad(flagged(flags), "flags");
    }

    function test_RefusesOneWithoutPresenceOrVerification() public view {
        good(flagged(0x05), "UP and UV");
        bad(flagged(0x01), "not verified");
        bad(flagged(0x04), "not present");
        bad(flagged(0), "neither");
        bad(flagged(0x15), "backed up, and cannot be");
        good(flagged(0x0d), "may be backed up");
        good(flagged(0x1d), "is backed up");
    }

    function test_RefusesOtherTypesAndChallenges() public view {
        bytes memory challenge = client("");
        bad(over(bytes.concat(replaced(challenge, "webauthn.create"), TAIL)), "webauthn.create");
        bad(over(bytes.concat(replaced(challenge, "payment.get"), TAIL)), "payment.get");
        bad(over(Passkeys.clientData(bytes.concat(keccak256("other")), TAIL)), "another challenge");
        bad(over(Passkeys.clientData(bytes.concat(DIGEST, hex"00"), TAIL)), "a longer challenge");
        bad(over(Passkeys.clientData(abi.encodePacked(bytes31(DIGEST)), TAIL)), "a shorter challenge");
        bad(over(Passkeys.clientData("", bytes.concat(',"challenge":"', challenge, '"}'))), "challenge behind");
        bad(over(bytes.concat(" ", challenge, TAIL)), "a space before");
        bad(over(bytes.concat(challenge, " ", TAIL)), "a space behind the challenge");
        bad(over(challenge), "no end");
        bad(over(""), "nothing");
    }

    /// The client data with another type.
    function replaced(bytes memory clientData, bytes memory kind) private pure returns (bytes memory) {
        bytes memory rest = new bytes(clientData.length - 21);
        for (uint256 i; i < rest.length; ++i) {
            rest[i] = clientData[i + 21];
        }
        return bytes.concat('{"type":"', kind, rest);
    }

    function test_RefusesPaddingAndTheOtherAlphabet() public view {
        bytes memory padded = client("");
        padded[padded.length - 1] = "=";
        bad(over(bytes.concat(padded, '"', TAIL)), "padding");
        bytes32 digest = bytes32(type(uint256).max); // spelled ___…8, in the other alphabet ///…8
        bytes memory spelled = Passkeys.clientData(bytes.concat(digest), TAIL);
        assertEq(verifier.verify(Passkeys.publicKey(KEY), digest, over(spelled)), IERC7913.verify.selector);
        for (uint256 i = 36; i < 78; ++i) {
            assertEq(spelled[i], bytes1("_"));
            spelled[i] = "/";
        }
        assertEq(verifier.verify(Passkeys.publicKey(KEY), digest, over(spelled)), NO, "the other alphabet");
        spelled = Passkeys.clientData(bytes.concat(digest), TAIL);
        assertEq(spelled[78], bytes1("8"));
        spelled[78] = "9"; // the same 32 bytes to a decoder that ignores the last bits
        assertEq(verifier.verify(Passkeys.publicKey(KEY), digest, over(spelled)), NO, "bits behind the digest");
    }

    function test_RefusesTheHigherS() public view {
        bytes memory signature = Passkeys.sign(KEY, DIGEST);
        good(signature, "lower");
        uint256 s;
        assembly ("memory-safe") {
            s := mload(add(signature, 64))
        }
        uint256 higher = Passkeys.ORDER - s;
        assembly ("memory-safe") {
            mstore(add(signature, 64), higher)
        }
        bad(signature, "higher");
    }

    function test_RefusesTheDigestSignedItself() public {
        bytes memory raw = Passkeys.scalars(KEY, DIGEST);
        IERC7913 plain = IERC7913(deploy("P256Verifier", ""));
        assertEq(plain.verify(Passkeys.publicKey(KEY), DIGEST, raw), IERC7913.verify.selector);
        bad(raw, "r and s alone");
        bytes memory data = Passkeys.authenticatorData(0x05);
        bad(bytes.concat(raw, bytes2(uint16(data.length)), data, client(TAIL)), "r and s over the digest");
        assertEq(plain.verify(Passkeys.publicKey(KEY), DIGEST, Passkeys.sign(KEY, DIGEST)), NO, "the reverse");
    }

    function test_SizesAreBounded() public view {
        bytes memory members = new bytes(4096 - 66 - 37 - 80 - 2);
        good(over(client(bytes.concat(",", members, "}"))), "4096 bytes");
        bad(over(client(bytes.concat(",", members, " }"))), "4097 bytes");
        bytes memory data = Passkeys.authenticatorData(0x05);
        bytes memory short = new bytes(36);
        for (uint256 i; i < 36; ++i) {
            short[i] = data[i];
        }
        bad(Passkeys.assertion(KEY, short, client(TAIL)), "36 bytes of authenticatorData");
        bytes memory key = Passkeys.publicKey(KEY);
        bytes memory signature = Passkeys.sign(KEY, DIGEST);
        assertEq(verifier.verify(bytes.concat(key, hex"00"), DIGEST, signature), NO, "a longer key");
        assertEq(verifier.verify(new bytes(63), DIGEST, signature), NO, "a shorter key");
        assertEq(verifier.verify(new bytes(64), DIGEST, signature), NO, "no point");
    }

    // ---- never, whatever is sent

    function testFuzz_NoBitFlipPasses(uint256 place) public view {
        bytes memory signature = Passkeys.sign(KEY, DIGEST);
        place = bound(place, 0, signature.length * 8 - 1);
        signature[place / 8] ^= bytes1(uint8(1 << (place % 8)));
        bad(signature, vm.toString(place));
    }

    function testFuzz_NothingCutOrLengthenedPasses(uint256 length, bytes memory more) public view {
        bytes memory signature = Passkeys.sign(KEY, DIGEST);
        vm.assume(more.length != 0 && more.length < 8000);
        bad(bytes.concat(signature, more), "bytes behind");
        length = bound(length, 0, signature.length - 1);
        assembly ("memory-safe") {
            mstore(signature, length)
        }
        bad(signature, "cut");
    }

    function testFuzz_AnswersNoToAnyBytes(bytes memory key, bytes32 digest, bytes memory signature) public view {
        assertEq(verifier.verify(key, digest, signature), NO);
        assertEq(verifier.verify(Passkeys.publicKey(KEY), digest, signature), NO);
    }

    function testFuzz_AnotherLengthIsAnotherSignature(uint16 length) public view {
        bytes memory signature = Passkeys.sign(KEY, DIGEST);
        vm.assume(length != 37);
        (signature[64], signature[65]) = (bytes1(bytes2(length)), bytes1(uint8(length)));
        bad(signature, "length");
    }

    // ---- as the signer of a party

    function sealing(bytes32 digest) private view returns (bytes memory) {
        return abi.encodePacked(uint16(64), signer, Passkeys.sign(KEY, digest));
    }

    function test_PartyIsEnrolledAndFilesWithAPasskey() public {
        enrolSigner(OTHER, signer, sealing);
        PartyRecord memory record = authority.partyOf(OTHER);
        assertTrue(record.keyed);
        assertEq(record.signer, address(uint160(uint256(keccak256(signer)))));
        Registration memory message = registration("w", table(UNIT));
        message.filer = OTHER;
        bytes32 digest = titleRolls.digestOfRegister(message);
        bytes memory officer = seal(sign(keyOf(OFFICER), digest));
        bytes memory raw = abi.encodePacked(uint16(64), signer, Passkeys.scalars(KEY, digest));
        bytes memory blob = bytes.concat(officer, seal(raw));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, OTHER, digest));
        registry.register(message, blob);
        registry.register(message, bytes.concat(officer, seal(sealing(digest))));
        assertEq(registry.titleOf(message.act.achievement).version, 1);
    }

    function test_PasskeyIsRotatedInSignsAndIsRotatedOut() public {
        Rotation memory message = Rotation(ANNA, signer, now_(), soon());
        bytes32 digest = authority.digestOfRotate(message);
        bytes memory old = sealedBy(digest, keyOf(ANNA));
        bytes memory blob = bytes.concat(old, seal(sealing(keccak256("another text"))));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, ANNA, digest));
        authority.rotate(message, blob);
        authority.rotate(message, bytes.concat(old, seal(sealing(digest))));
        assertEq(authority.partyOf(ANNA).signer, address(uint160(uint256(keccak256(signer)))));
        pass(1);
        message = Rotation(ANNA, account(THIRD_KEY), now_(), soon());
        digest = authority.digestOfRotate(message);
        authority.rotate(message, bytes.concat(seal(sealing(digest)), sealedBy(digest, THIRD_KEY)));
        assertEq(authority.partyOf(ANNA).signer, vm.addr(THIRD_KEY));
    }
}
