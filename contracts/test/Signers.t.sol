// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAuthority} from "../src/interfaces/IAuthority.sol";
import {IERC1271} from "../src/interfaces/IERC1271.sol";
import {IERC7913} from "../src/interfaces/IERC7913.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Attacks} from "./Attacks.sol";

/// A wallet, or verifier, that answers every question with the same bytes, or burns what it gets.
contract Answering {
    bytes private _answer;

    constructor(bytes memory answer) {
        _answer = answer;
    }

    fallback() external {
        bytes memory answer = _answer;
        if (answer.length == 0) {
            assembly ("memory-safe") {
                invalid()
            }
        }
        assembly ("memory-safe") {
            return(add(answer, 32), mload(answer))
        }
    }
}

/// A wallet that sends every act of the law before it answers; it says yes only if none of them took effect.
contract Reentering {
    address[] private _targets;
    bytes[] private _calls;

    function add(address target, bytes calldata data) external {
        _targets.push(target);
        _calls.push(data);
    }

    function isValidSignature(bytes32, bytes calldata) external returns (bytes4) {
        for (uint256 i; i < _targets.length; ++i) {
            (bool done,) = _targets[i].call{gas: 1_000_000}(_calls[i]);
            if (done) return 0xffffffff;
        }
        return IERC1271.isValidSignature.selector;
    }
}

/// Signers that are not, or are not any more, and such as lie, re-enter or burn. See EveryAct.tree and Hostile.t.sol.
contract SignersTest is Attacks {
    uint256 private constant SENT_GAS = 8_000_000;

    // ---- replaced, withdrawn, recovered

    /// By an act of the party itself, after it has signed: in the same block and in the next.
    function test_SignerReplacedAfterSigning() public onEvery("replaced signer") {
        _eachAfter(true);
    }

    function test_SignatureWithdrawn() public onEvery("withdrawn signer") {
        _eachAfter(false);
    }

    function _eachAfter(bool rotates) private {
        uint256 before = vm.snapshotState();
        bytes memory blob = blob_();
        for (uint256 i; i < seats_.length; ++i) {
            if (isNew(kind_, i)) continue; // it counts from this act on only
            uint32 party = seats_[i];
            if (rotates) rotate(party, keyOf(signers_[i]), THIRD_KEY);
            else withdraw(party, keyOf(signers_[i]));
            bytes memory reason = abi.encodeWithSelector(IRefusals.SignedBefore.selector, party, now_() + 1);
            if (rotates && is_("cancelRecovery")) {
                reason = abi.encodeWithSelector(IAuthority.RecoveryClosed.selector, party); // the rotation ended it
            }
            fails(message_, blob, reason);
            pass(1);
            refusedWith(kind_, message_, blob, _later(reason, party));
            vm.revertToState(before);
        }
    }

    function _later(bytes memory reason, uint32 party) private view returns (bytes memory) {
        if (bytes4(reason) != IRefusals.SignedBefore.selector) return reason;
        return abi.encodeWithSelector(IRefusals.SignedBefore.selector, party, now_());
    }

    /// Every seat that gives something away, and no other: the quarantine is written where a recovery writes it, since a
    /// recovery itself takes a month, in which half of what stands open here would lapse (Recovery.t.sol plays it).
    function test_RecoveredSignerDisposesNotInQuarantine() public onEvery("signer in quarantine") {
        uint256 disposing = _disposing();
        uint256 before = vm.snapshotState();
        uint256 day = now_() / 1 days + 30;
        for (uint256 i; i < seats_.length; ++i) {
            if (isNew(kind_, i)) continue;
            bytes32 slot = keccak256(abi.encode(seats_[i], 0));
            uint256 word = uint256(vm.load(address(authority), slot));
            vm.store(address(authority), slot, bytes32(word | day << 240));
            if (disposing >> i & 1 == 0) {
                accepted(kind_, message_, blob_()); // he may receive, decide, object
            } else {
                fails(
                    message_,
                    blob_(),
                    abi.encodeWithSelector(IRefusals.InQuarantine.selector, seats_[i], uint40(day * 1 days))
                );
            }
            vm.revertToState(before);
        }
        if (disposing == 0) none("no seat gives anything away");
    }

    /// Who gives something away, by the table of the law and not by the contracts' own rolls.
    function _disposing() private view returns (uint256 seats) {
        uint32[] memory givers = new uint32[](0);
        if (is_("propose")) givers = list(UNIT, ANNA);
        if (is_("convey") || is_("settle") || is_("pledge")) givers = list(ANNA);
        if (is_("offer") || is_("grant") || is_("extend")) givers = list(ANNA);
        if (is_("migrate")) givers = list(ANNA, BO);
        if (is_("release") || is_("sublicense") || is_("end")) givers = list(EVE);
        for (uint256 i; i < seats_.length; ++i) {
            for (uint256 j; j < givers.length; ++j) {
                if (seats_[i] == givers[j]) seats |= 1 << i;
            }
        }
    }

    // ---- wallets and verifiers

    /// The party's signer becomes this id, by writing it: no hostile one would get in by itself.
    function _become(uint32 party, address id, bool keyed) private {
        bytes32 slot = keccak256(abi.encode(party, 0));
        uint256 rest = uint256(vm.load(address(authority), slot)) >> 161 << 161;
        vm.store(address(authority), slot, bytes32(rest | uint256(keyed ? 1 : 0) << 160 | uint160(id)));
    }

    function _sealAt(uint256 seat, bytes memory signature) private view returns (bytes memory blob) {
        for (uint256 i; i < seats_.length; ++i) {
            blob = bytes.concat(blob, seal(i == seat ? signature : sign(keyOf(signers_[i]), digest_)));
        }
    }

    /// @param answer What it says; empty if it burns its gas instead.
    function _hostile(bytes memory answer, bool keyed) private {
        address oracle = address(new Answering(answer));
        bytes memory key = abi.encodePacked(oracle, keccak256("key"));
        bytes memory signature = keyed ? abi.encodePacked(uint16(32), key, hex"01") : bytes(hex"01");
        address id = keyed ? address(uint160(uint256(keccak256(key)))) : oracle;
        uint256 before = vm.snapshotState();
        for (uint256 i; i < seats_.length; ++i) {
            if (isNew(kind_, i)) continue;
            _become(seats_[i], id, keyed);
            bytes memory data = callOf(kind_, message_, _sealAt(i, signature));
            (bool done, bytes memory told) = targetOf(kind_).call{gas: SENT_GAS}(data);
            assertFalse(done, kinds[kind_].name);
            bytes memory reason = abi.encodeWithSelector(IRefusals.NotSigned.selector, seats_[i], digest_);
            assertEq(told, reason, kinds[kind_].name);
            tried(reason);
            vm.revertToState(before);
        }
    }

    function test_WalletThatLies() public onEvery("wallet that lies") {
        bytes4 yes = IERC1271.isValidSignature.selector;
        _hostile(abi.encodePacked(yes), false);
        _hostile(abi.encodePacked(yes, new bytes(27), hex"01"), false);
        _hostile(abi.encode(true), false);
        _hostile(abi.encode(IERC7913.verify.selector), false);
    }

    function test_WalletThatBurnsItsGas() public onEvery("wallet that burns gas") {
        _hostile("", false);
    }

    function test_VerifierThatLies() public onEvery("verifier that lies") {
        _hostile(abi.encode(true), true);
        _hostile(abi.encodePacked(IERC7913.verify.selector), true);
        _hostile(abi.encode(IERC1271.isValidSignature.selector), true);
        _hostile("", true);
    }

    /// Every act of the law in every seat, with good seals, and what the companions and anybody may call.
    function test_WalletThatReenters() public onEvery("wallet that re-enters") {
        Reentering wallet = new Reentering();
        _arm(wallet);
        uint256 before = vm.snapshotState();
        assertEq(wallet.isValidSignature(0, ""), bytes4(0xffffffff), "where it may write, it gets in");
        vm.revertToState(before);
        for (uint256 i; i < seats_.length; ++i) {
            if (isNew(kind_, i)) continue;
            _become(seats_[i], address(wallet), false);
            wallet.add(targetOf(kind_), callOf(kind_, message_, _sealAt(i, hex"01")));
            accepted(kind_, message_, _sealAt(i, hex"01"));
            vm.revertToState(before);
        }
        harmless("nothing gets in");
    }

    function _arm(Reentering wallet) private {
        for (uint256 kind; kind < kinds.length; ++kind) {
            (bytes memory message, bytes32 digest, uint32[] memory seats) = good(kind);
            wallet.add(targetOf(kind), callOf(kind, message, seals(digest, signersOf(kind, seats))));
        }
        uint40 due = authority.recoveryOf(RECOVERED).dueAt;
        wallet.add(address(authority), abi.encodeCall(authority.settleRecovery, (RECOVERED, due, account(OTHER_KEY))));
        wallet.add(successor, abi.encodeCall(registry.adopt, (numberOf("gone"))));
    }
}
