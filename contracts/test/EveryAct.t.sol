// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Attacks} from "./Attacks.sol";

/// What holds of every act, tried on each: one row of the table is one act of `Deeds`. See EveryAct.tree.
contract EveryActTest is Attacks {
    uint256 private constant K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    function test_PassesOnceWhoeverSendsIt() public onEvery("sender") {
        bytes memory blob = seals(digest_, signers_);
        vm.prank(makeAddr("anybody"));
        accepted(kind_, message_, blob);
        refused(kind_, message_, blob, "counted twice");
        vm.warp(now_() + 1);
        refused(kind_, message_, blob, "counted twice, later");
    }

    function test_RefusesEachSeatLeftEmptyOrTakenByAnother() public onEvery("missing") {
        uint32[] memory signers = signers_;
        for (uint256 i; i < signers.length; ++i) {
            uint32 own = signers[i];
            signers[i] = 0;
            attack = "missing seat";
            fails(
                message_,
                seals(digest_, signers),
                abi.encodeWithSelector(IRefusals.SignatureMissing.selector, seats_[i])
            );
            attack = "another's seal";
            signers[i] = 99;
            bytes memory reason = abi.encodeWithSelector(IRefusals.NotSigned.selector, seats_[i], digest_);
            fails(message_, seals(digest_, signers), reason);
            signers[i] = signers[(i + 1) % signers.length]; // his neighbour signs twice
            if (signers.length > 1) fails(message_, seals(digest_, signers), reason);
            signers[i] = own;
        }
        accepted(kind_, message_, seals(digest_, signers));
    }

    function test_RefusesSeatsInAnotherOrder() public onEvery("swapped seats") {
        uint32[] memory signers = signers_;
        for (uint256 i = 1; i < signers.length; ++i) {
            (signers[i - 1], signers[i]) = (signers[i], signers[i - 1]);
            bytes memory reason = abi.encodeWithSelector(IRefusals.NotSigned.selector, seats_[i - 1], digest_);
            fails(message_, seals(digest_, signers), reason);
            (signers[i - 1], signers[i]) = (signers[i], signers[i - 1]);
        }
        if (signers.length == 1) none("one seat");
    }

    function test_RefusesSealsCutAnywhereOrContinued() public onEvery("seals") {
        bytes memory blob = blob_();
        attack = "truncated seals";
        // Cut inside a seal; what is cut between two of them is a blob with fewer seats.
        for (uint256 end_; end_ < blob.length; end_ += end_ % 67 == 0 ? 1 : 6) {
            fails(message_, cut(blob, 0, end_), _malformed(end_ - end_ % 67));
        }
        fails(message_, cut(blob, 0, blob.length - 1), _malformed(blob.length - 67));
        attack = "continued seals";
        fails(message_, bytes.concat(blob, hex"00"), _malformed(blob.length));
        fails(message_, bytes.concat(blob, hex"0000"), _malformed(blob.length));
        attack = "extra seat";
        fails(message_, bytes.concat(blob, seal(sign(keyOf(CHEN), digest_))), _malformed(blob.length));
    }

    function _malformed(uint256 offset) private pure returns (bytes memory) {
        return abi.encodeWithSelector(IRefusals.SealsMalformed.selector, offset);
    }

    function test_RefusesLengthsThatSayMoreOrLess() public onEvery("lengths") {
        bytes memory blob = seals(digest_, signers_);
        uint16[6] memory lengths = [uint16(1), 64, 66, 67, 130, type(uint16).max];
        for (uint256 i; i < lengths.length; ++i) {
            for (uint256 at_; at_ < blob.length; at_ += 67) {
                bytes memory bent = bytes.concat(cut(blob, 0, at_), bytes2(lengths[i]), cut(blob, at_ + 2));
                refused(kind_, message_, bent, "with another length");
            }
        }
    }

    function test_RefusesEverySecondFormOfASignature() public onEvery("malleable signature") {
        for (uint256 i; i < seats_.length; ++i) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(keyOf(signers_[i]), digest_);
            bytes32 higher = bytes32(K1_ORDER - uint256(s));
            _refusedAt(i, abi.encodePacked(r, higher, v == 27 ? uint8(28) : uint8(27)));
            _refusedAt(i, abi.encodePacked(r, higher, v));
            _refusedAt(i, abi.encodePacked(r, s, v - 27));
            _refusedAt(i, abi.encodePacked(r, s, v == 27 ? uint8(28) : uint8(27)));
            _refusedAt(i, abi.encodePacked(r, s | bytes32(uint256(v - 27) << 255))); // EIP-2098
            _refusedAt(i, abi.encodePacked(r, s));
            _refusedAt(i, abi.encodePacked(r, s, v, uint8(0)));
            _refusedAt(i, abi.encodePacked(v, r, s));
            _refusedAt(i, abi.encodePacked(r, bytes32(0), v));
            _refusedAt(i, abi.encodePacked(bytes32(0), bytes32(0), uint8(0)));
            _refusedAt(i, abi.encodePacked(r, s, uint8(v + 8))); // ids of other chains' v
        }
    }

    function _refusedAt(uint256 seat, bytes memory signature) private {
        bytes memory blob;
        for (uint256 i; i < seats_.length; ++i) {
            blob = bytes.concat(blob, seal(i == seat ? signature : sign(keyOf(signers_[i]), digest_)));
        }
        fails(message_, blob, abi.encodeWithSelector(IRefusals.NotSigned.selector, seats_[seat], digest_));
    }

    // ---- where

    function test_RefusesSealsOfAnotherChainContractOrLedger() public onEvery("domain") {
        uint256 here = vm.snapshotState();
        vm.chainId(block.chainid + 1);
        attack = "wrong chain";
        fails(message_, blob_(), abi.encodeWithSelector(IRefusals.ForeignChain.selector, block.chainid));
        vm.revertToState(here);

        vm.chainId(block.chainid + 1);
        _deployHere(SALT);
        bytes32 ofChain = _digestNow();
        vm.revertToState(here);
        _deployHere(keccak256("rehearsal"));
        bytes32 ofLedger = _digestNow();
        vm.revertToState(here);
        _deployElsewhere();
        bytes32 ofContract = _digestNow();
        vm.revertToState(here);

        assertEq(_digestNow(), digest_);
        bytes memory reason = abi.encodeWithSelector(IRefusals.NotSigned.selector, seats_[0], digest_);
        assertNotEq(ofChain, digest_);
        assertNotEq(ofLedger, digest_);
        assertNotEq(ofContract, digest_);
        attack = "wrong chain";
        fails(message_, seals(ofChain, signers_), reason);
        attack = "wrong ledger salt";
        fails(message_, seals(ofLedger, signers_), reason);
        attack = "wrong contract";
        fails(message_, seals(ofContract, signers_), reason);
    }

    function _digestNow() private view returns (bytes32 digest) {
        bool known;
        (known, digest) = digestOf(kind_, message_);
        assertTrue(known);
    }

    /// The same addresses, made anew.
    function _deployHere(bytes32 salt) private {
        string[7] memory names =
            ["Authority", "TitleRegistry", "Proceedings", "Pledges", "UseRights", "TechContracts", "AnchorLog"];
        for (uint256 i; i < names.length; ++i) {
            deployCodeTo(string.concat(names[i], ".sol:", names[i]), _arguments(names[i], salt), contractOf(names[i]));
        }
        deployCodeTo("TitleRolls.sol:TitleRolls", abi.encode(registry), address(titleRolls));
    }

    /// The code of the kind's contract, made for another address.
    function _deployElsewhere() private {
        address at_ = makeAddr("elsewhere");
        string memory name = kinds[kind_].contractName;
        vm.mockCall(address(registry), abi.encodeCall(registry.proceedings, ()), abi.encode(at_));
        vm.mockCall(address(registry), abi.encodeCall(registry.pledges, ()), abi.encode(at_));
        deployCodeTo(string.concat(name, ".sol:", name), _arguments(name, SALT), at_);
        vm.clearMockedCalls();
        vm.etch(targetOf(kind_), at_.code);
        if (targetOf(kind_) != address(registry)) return;
        address rolls = deploy("TitleRolls", abi.encode(at_));
        vm.etch(address(titleRolls), rolls.code);
    }

    function _arguments(string memory name, bytes32 salt) private view returns (bytes memory) {
        bytes32 which = keccak256(bytes(name));
        if (which == keccak256("Authority")) {
            return abi.encode(salt, abi.encodePacked(vm.addr(keyOf(CORE))), bytes32(0), authorityLimits());
        }
        if (which == keccak256("TitleRegistry")) {
            return abi.encode(authority, proceedings, pledges, address(0), titleLimits());
        }
        if (which == keccak256("Proceedings")) return abi.encode(registry, proceedingsLimits());
        if (which == keccak256("UseRights")) return abi.encode(registry, LEAST_TERM);
        if (which == keccak256("AnchorLog")) return abi.encode(authority, CORE);
        return abi.encode(registry);
    }

    // ---- when

    function _send(uint40 draftedAt, uint40 deadline, bytes memory reason) private {
        bytes memory message = messageOf(kind_, draftedAt, deadline);
        (, bytes32 digest) = digestOf(kind_, message);
        fails(message, seals(digest, signers_), reason);
    }

    function test_RefusesWhatIsLateLivesTooLongOrIsDraftedAhead() public onEvery("times") {
        uint40 time = now_();
        attack = "drafted ahead";
        _send(time + 1, time + 1, abi.encodeWithSelector(IRefusals.DraftedAhead.selector, time + 1, time));
        if (kind_ == ANCHOR) {
            attack = "expired";
            none("an anchor continues one head only: it has no deadline");
            attack = "life too long";
            none("an anchor continues one head only: it has no deadline");
            return;
        }
        attack = "expired";
        _send(time, time - 1, abi.encodeWithSelector(IRefusals.Late.selector, time - 1, time));
        _send(time, 0, abi.encodeWithSelector(IRefusals.Late.selector, 0, time));
        attack = "life too long";
        uint40 last = time + LONGEST_LIFE;
        _send(time, last + 1, abi.encodeWithSelector(IRefusals.LifeTooLong.selector, last + 1));
        uint40 ever = type(uint40).max;
        _send(time, ever, abi.encodeWithSelector(IRefusals.LifeTooLong.selector, ever));

        bytes memory message = messageOf(kind_, time, last);
        (, bytes32 digest) = digestOf(kind_, message);
        accepted(kind_, message, seals(digest, signers_));
    }

    // ---- gas

    /// 63/64 of the gas go into each question. However little of it the sender gives, an act takes effect whole and by
    /// good seals, or not at all.
    function test_LittleGasNeverMakesABadSealGoodNorAnActHalf() public onEvery("little gas") {
        bytes memory data = callOf(kind_, message_, seals(digest_, signers_));
        uint32[] memory signers = signers_;
        signers[signers.length - 1] = 99;
        bytes memory bad = callOf(kind_, message_, seals(digest_, signers));
        address target = targetOf(kind_);
        uint256 before = vm.snapshotState();
        vm.recordLogs();
        uint256 most = gasleft();
        (bool done,) = target.call(data);
        most = (most - gasleft()) * 5 / 4 + 20_000; // 63/64 of it are enough
        assertTrue(done, kinds[kind_].name);
        bytes32 whole = keccak256(abi.encode(vm.getRecordedLogs()));
        vm.revertToState(before);

        uint256 passed;
        for (uint256 gas_ = 3_000; gas_ < most; gas_ += most / 101) {
            (done,) = target.call{gas: gas_}(bad);
            assertFalse(done, string.concat(kinds[kind_].name, " passed by little gas"));
            vm.recordLogs();
            (done,) = target.call{gas: gas_}(data);
            Vm.Log[] memory logs = vm.getRecordedLogs();
            if (!done) continue;
            assertEq(keccak256(abi.encode(logs)), whole, string.concat(kinds[kind_].name, " half done"));
            ++passed;
            vm.revertToState(before);
        }
        assertGt(passed, 0, kinds[kind_].name);
        harmless("whole or not at all");
    }

    // ---- spelling

    /// A message has one spelling: whatever passes decodes strictly, with no bit beyond its type. Each word of each
    /// message is bent, signed anew as the contract itself hashes it, and sent. Offsets are left out: Solidity follows them
    /// wherever they point, and what is read there is what is hashed.
    function test_WhateverPassesDecodesStrictly() public onEvery("dirty bits") {
        if (kind_ == ANCHOR) return _bendAnchor();
        forget(message_.length / 32);
        assertTrue(read(kinds[kind_].primaryType, message_), kinds[kind_].name);
        for (uint256 place; place + 32 <= message_.length; place += 32) {
            if (!isOffset(place / 32)) this.bend(place);
        }
    }

    /// In a call of its own, whose memory is forgotten.
    function bend(uint256 place) external {
        uint8[7] memory bits = [8, 16, 32, 40, 64, 160, 255];
        string memory type_ = kinds[kind_].primaryType;
        uint256 before = vm.snapshotState();
        for (uint256 i; i < bits.length; ++i) {
            bytes memory other = message_;
            flip(other, place, 1 << bits[i]);
            (bool known, bytes32 digest) = digestOf(kind_, other);
            bytes memory data = callOf(kind_, other, seals(known ? digest : digest_, signers_));
            (bool done, bytes memory answer) = targetOf(kind_).call(data);
            assertTrue(known || !done, "passed though it has no digest");
            if (done) {
                string memory where = vm.toString(place / 32);
                assertTrue(read(type_, other), string.concat(type_, " took a bit beyond a type, word ", where));
                vm.revertToState(before);
            } else if (!known || !read(type_, other)) {
                tried(answer);
            }
        }
    }

    /// Its members stand alone in the call, where Solidity checks each.
    function _bendAnchor() private {
        bytes memory data = callOf(kind_, message_, blob_());
        uint8[3] memory words = [0, 2, 5];
        for (uint256 i; i < words.length; ++i) {
            flip(data, 4 + 32 * uint256(words[i]), 1 << 255);
            (bool done, bytes memory answer) = targetOf(kind_).call(data);
            assertFalse(done);
            tried(answer);
            flip(data, 4 + 32 * uint256(words[i]), 1 << 255);
        }
    }
}
