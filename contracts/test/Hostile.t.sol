// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1271} from "../src/interfaces/IERC1271.sol";
import {IERC7913} from "../src/interfaces/IERC7913.sol";
import {Enrolment} from "../src/interfaces/IAuthority.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Conveyance, ITitleRegistry, Registration} from "../src/interfaces/ITitleRegistry.sol";
import {World} from "./World.sol";

/// Answers every call with the bytes it was made with, or does what else it was told; wallet and verifier in one.
contract Oracle {
    bytes private _answer;
    bool private _burns;
    address private _other;

    constructor(bytes memory answer, bool burns, address other) {
        (_answer, _burns, _other) = (answer, burns, other);
    }

    fallback() external {
        if (_burns) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        bytes memory answer = _answer;
        // Asks back, as a wallet may: whatever it reads is the state before the act.
        if (_other != address(0)) {
            (bool done, bytes memory read) = _other.staticcall(answer);
            require(done && read.length != 0, "cannot read");
            answer = abi.encode(IERC1271.isValidSignature.selector);
        }
        assembly ("memory-safe") {
            return(add(answer, 32), mload(answer))
        }
    }
}

/// Says that everything is signed.
contract Credulous is IERC7913 {
    function verify(bytes calldata, bytes32, bytes calldata) external pure returns (bytes4) {
        return IERC7913.verify.selector;
    }
}

/// See Hostile.tree. Wallets and verifiers that answer wrongly, and what has no code to answer with.
contract HostileTest is World {
    uint32 private constant OTHER = 8;
    bytes private _signer;

    function anything(bytes32) private pure returns (bytes memory) {
        return hex"c0ffee";
    }

    function ofKey(bytes32) private view returns (bytes memory) {
        return abi.encodePacked(uint16(_signer.length - 20), _signer, hex"c0ffee");
    }

    function put(bytes memory answer, bool burns) private returns (address) {
        return address(new Oracle(answer, burns, address(0)));
    }

    /// Enrols the signer by writing its id: no hostile one gets in by itself.
    function seat(address id, bool keyed) private {
        enrol(OTHER, 1, OFFICER, APPOINTMENT);
        write(id, keyed);
    }

    function write(address id, bool keyed) private {
        bytes32 slot = keccak256(abi.encode(OTHER, 0));
        uint256 rest = uint256(vm.load(address(authority), slot)) >> 161 << 161;
        uint256 word = rest | uint256(keyed ? 1 : 0) << 160 | uint160(id);
        vm.store(address(authority), slot, bytes32(word));
    }

    function filed(bytes memory seal_) private returns (bool done, bytes32 digest, bytes memory answer) {
        Registration memory message = registration("w", table(UNIT));
        message.filer = OTHER;
        digest = titleRolls.digestOfRegister(message);
        bytes memory blob = bytes.concat(seal(sign(keyOf(OFFICER), digest)), seal(seal_));
        (done, answer) = address(registry).call{gas: 3_000_000}(abi.encodeCall(registry.register, (message, blob)));
    }

    function refused(bytes memory seal_, string memory why) private {
        (bool done, bytes32 digest, bytes memory answer) = filed(seal_);
        assertFalse(done, why);
        assertEq(answer, abi.encodeWithSelector(IRefusals.NotSigned.selector, OTHER, digest), why);
    }

    function test_OnlyTheWholeFirstWordIsAYes() public {
        seat(address(1), false);
        bytes4 yes = IERC1271.isValidSignature.selector;
        bytes[9] memory answers = [
            bytes(""),
            abi.encodePacked(yes), // 4 bytes
            abi.encodePacked(yes, new bytes(27)), // 31 bytes
            abi.encodePacked(yes, new bytes(27), hex"01"), // a bit behind it
            abi.encode(uint256(1)), // true
            abi.encode(uint32(yes)), // on the other side of the word
            abi.encode(IERC7913.verify.selector), // a verifier's yes
            abi.encode(uint256(0), yes), // in the second word
            abi.encodePacked(type(uint256).max)
        ];
        for (uint256 i; i < answers.length; ++i) {
            write(put(answers[i], false), false);
            refused(hex"01", vm.toString(answers[i]));
        }
        write(put(abi.encodePacked(yes, new bytes(28 + 64)), false), false);
        (bool done,,) = filed(hex"01");
        assertTrue(done, "what comes behind the first word does not matter");
    }

    function test_WalletThatBurnsItsGasIsNoYes() public {
        seat(put("", true), false);
        refused(hex"01", "burnt");
    }

    function test_WalletReadsTheStateBeforeTheAct() public {
        bytes32 a = numberOf("w");
        seat(address(new Oracle(abi.encodeCall(registry.titleOf, (a)), false, address(registry))), false);
        (bool done,,) = filed(hex"01");
        assertTrue(done);
        assertEq(registry.titleOf(a).version, 1);
    }

    function test_NothingWithoutCodeSignsAsAWallet() public {
        seat(address(1), false);
        for (uint160 i = 1; i <= 0x100; ++i) {
            if (i > 10 && i != 0x100) continue;
            write(address(i), false);
            refused(hex"01", "a precompile");
            refused(new bytes(65), "a precompile, 65 bytes");
        }
    }

    /// The identity precompile returns the question, and the question begins with the very word that means yes.
    function test_NothingWithoutCodeVerifiesAKey() public {
        seat(address(1), true);
        for (uint160 i; i <= 0x101; ++i) {
            if (i > 20 && i < 0x100) continue;
            _signer = abi.encodePacked(address(i), keccak256("key"), keccak256("more of it"));
            write(address(uint160(uint256(keccak256(_signer)))), true);
            refused(ofKey(0), string.concat("verifier ", vm.toString(address(i))));
        }
    }

    function test_EnrolsNoKeyWhoseVerifierHasNoCode() public {
        _signer = abi.encodePacked(address(4), keccak256("key"));
        Enrolment memory message = enrolment(OTHER, 1, OFFICER, APPOINTMENT);
        message.signer = _signer;
        bytes32 digest = authority.digestOfEnrol(message);
        bytes memory blob = bytes.concat(seal(sign(keyOf(OFFICER), digest)), seal(ofKey(digest)));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, OTHER, digest));
        authority.enrol(message, blob);
    }

    function test_VerifierAnswersLikeAWalletOrNotAtAll() public {
        seat(address(1), true);
        bytes4 yes = IERC7913.verify.selector;
        bytes[5] memory answers = [
            bytes(""),
            abi.encodePacked(yes),
            abi.encodePacked(yes, new bytes(27), hex"01"),
            abi.encode(IERC1271.isValidSignature.selector),
            abi.encode(uint256(1))
        ];
        for (uint256 i; i < answers.length; ++i) {
            _signer = abi.encodePacked(put(answers[i], false), keccak256("key"));
            write(address(uint160(uint256(keccak256(_signer)))), true);
            refused(ofKey(0), vm.toString(answers[i]));
        }
    }

    function test_ForeignVerifierSpeaksForNobodyElsesKey() public {
        bytes memory credulous = abi.encodePacked(address(new Credulous()), keccak256("key"));
        _signer = abi.encodePacked(deploy("P256Verifier", ""), keccak256("x"), keccak256("y"));
        seat(address(uint160(uint256(keccak256(_signer)))), true);
        refused(abi.encodePacked(uint16(32), credulous, hex"01"), "its own key");
        bytes memory stolen = abi.encodePacked(cut20(credulous), keccak256("x"), keccak256("y"));
        refused(abi.encodePacked(uint16(64), stolen, hex"01"), "the other's key");
    }

    function test_AccountsSignatureIsNothingForAKeyNorTheReverse() public {
        seat(vm.addr(keyOf(OTHER)), true);
        Registration memory message = registration("w", table(UNIT));
        message.filer = OTHER;
        refused(sign(keyOf(OTHER), titleRolls.digestOfRegister(message)), "an id that is an account's");
        _signer = abi.encodePacked(address(new Credulous()), keccak256("key"));
        write(address(uint160(uint256(keccak256(_signer)))), false);
        refused(ofKey(0), "a key's id taken for an account");
    }

    /// What a verifier may say is not what it says for another length: the key ends where its length says.
    function testFuzz_LengthOfTheKeyIsPartOfIt(uint16 length) public {
        _signer = abi.encodePacked(address(new Credulous()), keccak256("key"));
        vm.assume(length != 32);
        seat(address(uint160(uint256(keccak256(_signer)))), true);
        refused(abi.encodePacked(length, _signer, new bytes(40)), "another length");
    }

    /// A seat that need not sign may stay empty, so nobody can stop an act by a wallet that refuses.
    function test_RefusingWalletStopsNobodyWhereItNeedNotSign() public {
        seat(put("", true), false);
        bytes32 a = title("a", terms(0x81, table(ANNA, WHOLE / 2, BO)));
        Conveyance memory gift = conveyance(a, GIFT, ANNA, OTHER, 10);
        write(address(new Oracle(abi.encode(IERC1271.isValidSignature.selector), false, address(0))), false);
        bytes32 digest = titleRolls.digestOfConvey(gift);
        bytes memory blob =
            bytes.concat(seal(sign(keyOf(OFFICER), digest)), seal(sign(keyOf(ANNA), digest)), seal(""), seal(hex"01"));
        registry.convey(gift, blob);
        write(put("", true), false);

        Conveyance memory between = conveyance(a, 1, ANNA, BO, 10);
        digest = titleRolls.digestOfConvey(between);
        bytes memory three = seals(digest, list(OFFICER, ANNA, BO));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, OTHER, digest));
        registry.convey{gas: 3_000_000}(between, bytes.concat(three, seal(hex"01")));
        registry.convey(between, bytes.concat(three, seal("")));
    }

    function cut20(bytes memory signer) private pure returns (address) {
        return address(bytes20(signer));
    }
}
