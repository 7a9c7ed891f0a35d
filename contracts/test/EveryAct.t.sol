// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Deeds} from "./Deeds.sol";

/// What holds of every act, tried on each: one row of the table is one act of `Deeds`. See EveryAct.tree.
contract EveryActTest is Deeds {
    uint256 private constant K1_ORDER = 0xfffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141;

    modifier everyKind() {
        for (uint256 kind; kind < kinds.length; ++kind) {
            _kind = kind;
            (_message, _digest_, _seats) = good(kind);
            _signers = signersOf(kind, _seats);
            _;
        }
    }

    uint256 private _kind;
    bytes private _message;
    bytes32 private _digest_;
    uint32[] private _seats;
    uint32[] private _signers; // whose keys seal them

    function test_PassesOnceWhoeverSendsIt() public everyKind {
        bytes memory blob = seals(_digest_, _signers);
        vm.prank(makeAddr("anybody"));
        accepted(_kind, _message, blob);
        refused(_kind, _message, blob, "counted twice");
        vm.warp(now_() + 1);
        refused(_kind, _message, blob, "counted twice, later");
    }

    function test_RefusesEachSeatLeftEmptyOrTakenByAnother() public everyKind {
        uint32[] memory signers = _signers;
        for (uint256 i; i < signers.length; ++i) {
            uint32 own = signers[i];
            signers[i] = 0;
            bytes memory reason = abi.encodeWithSelector(IRefusals.SignatureMissing.selector, _seats[i]);
            refusedWith(_kind, _message, seals(_digest_, signers), reason);
            signers[i] = 99;
            reason = abi.encodeWithSelector(IRefusals.NotSigned.selector, _seats[i], _digest_);
            refusedWith(_kind, _message, seals(_digest_, signers), reason);
            signers[i] = signers[(i + 1) % signers.length]; // his neighbour signs twice
            if (signers.length > 1) refusedWith(_kind, _message, seals(_digest_, signers), reason);
            signers[i] = own;
        }
        accepted(_kind, _message, seals(_digest_, signers));
    }

    function test_RefusesSeatsInAnotherOrder() public everyKind {
        uint32[] memory signers = _signers;
        for (uint256 i = 1; i < signers.length; ++i) {
            (signers[i - 1], signers[i]) = (signers[i], signers[i - 1]);
            refused(_kind, _message, seals(_digest_, signers), "with two seats exchanged");
            (signers[i - 1], signers[i]) = (signers[i], signers[i - 1]);
        }
    }

    function test_RefusesSealsCutAnywhereOrContinued() public everyKind {
        bytes memory blob = seals(_digest_, _signers);
        for (uint256 end_; end_ < blob.length; end_ += 7) {
            refused(_kind, _message, cut(blob, 0, end_), "with seals cut");
        }
        refused(_kind, _message, cut(blob, 0, blob.length - 1), "with seals cut by a byte");
        bytes memory reason = abi.encodeWithSelector(IRefusals.SealsMalformed.selector, blob.length);
        refusedWith(_kind, _message, bytes.concat(blob, hex"00"), reason);
        refusedWith(_kind, _message, bytes.concat(blob, hex"0000"), reason);
        refusedWith(_kind, _message, bytes.concat(blob, seal(sign(keyOf(CHEN), _digest_))), reason);
    }

    function test_RefusesLengthsThatSayMoreOrLess() public everyKind {
        bytes memory blob = seals(_digest_, _signers);
        uint16[6] memory lengths = [uint16(1), 64, 66, 67, 130, type(uint16).max];
        for (uint256 i; i < lengths.length; ++i) {
            for (uint256 at_; at_ < blob.length; at_ += 67) {
                bytes memory bent = bytes.concat(cut(blob, 0, at_), bytes2(lengths[i]), cut(blob, at_ + 2));
                refused(_kind, _message, bent, "with another length");
            }
        }
    }

    function test_RefusesEverySecondFormOfASignature() public everyKind {
        for (uint256 i; i < _seats.length; ++i) {
            (uint8 v, bytes32 r, bytes32 s) = vm.sign(keyOf(_signers[i]), _digest_);
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
        for (uint256 i; i < _seats.length; ++i) {
            blob = bytes.concat(blob, seal(i == seat ? signature : sign(keyOf(_signers[i]), _digest_)));
        }
        bytes memory reason = abi.encodeWithSelector(IRefusals.NotSigned.selector, _seats[seat], _digest_);
        refusedWith(_kind, _message, blob, reason);
    }

    // ---- where

    function test_RefusesSealsOfAnotherChainContractOrLedger() public everyKind {
        uint256 here = vm.snapshotState();
        vm.chainId(block.chainid + 1);
        refusedWith(
            _kind,
            _message,
            seals(_digest_, _signers),
            abi.encodeWithSelector(IRefusals.ForeignChain.selector, block.chainid)
        );
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

        assertEq(_digestNow(), _digest_);
        assertNotEq(ofChain, _digest_);
        assertNotEq(ofLedger, _digest_);
        assertNotEq(ofContract, _digest_);
        refused(_kind, _message, seals(ofChain, _signers), "signed for another chain");
        refused(_kind, _message, seals(ofLedger, _signers), "signed for another ledger");
        refused(_kind, _message, seals(ofContract, _signers), "signed for another contract");
    }

    function _digestNow() private view returns (bytes32 digest) {
        bool known;
        (known, digest) = digestOf(_kind, _message);
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
        string memory name = kinds[_kind].contractName;
        bytes memory arguments = _arguments(name, SALT);
        if (targetOf(_kind) == address(pledges) || targetOf(_kind) == address(proceedings)) {
            // A companion lives only where a registry was told of it.
            bytes memory told = abi.encode(authority, at_, at_, address(0), titleLimits());
            address teller = deploy("TitleRegistry", told);
            arguments =
                targetOf(_kind) == address(pledges) ? abi.encode(teller) : abi.encode(teller, proceedingsLimits());
        }
        deployCodeTo(string.concat(name, ".sol:", name), arguments, at_);
        vm.etch(targetOf(_kind), at_.code);
        if (targetOf(_kind) != address(registry)) return;
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
        bytes memory message = messageOf(_kind, draftedAt, deadline);
        (, bytes32 digest) = digestOf(_kind, message);
        refusedWith(_kind, message, seals(digest, _signers), reason);
    }

    function test_RefusesWhatIsLateLivesTooLongOrIsDraftedAhead() public everyKind {
        uint40 time = now_();
        _send(time + 1, time + 1, abi.encodeWithSelector(IRefusals.DraftedAhead.selector, time + 1, time));
        if (_kind == ANCHOR) return; // an anchor continues one head only: it has no deadline
        _send(time, time - 1, abi.encodeWithSelector(IRefusals.Late.selector, time - 1, time));
        _send(time, 0, abi.encodeWithSelector(IRefusals.Late.selector, 0, time));
        uint40 last = time + LONGEST_LIFE;
        _send(time, last + 1, abi.encodeWithSelector(IRefusals.LifeTooLong.selector, last + 1));
        uint40 ever = type(uint40).max;
        _send(time, ever, abi.encodeWithSelector(IRefusals.LifeTooLong.selector, ever));

        bytes memory message = messageOf(_kind, time, last);
        (, bytes32 digest) = digestOf(_kind, message);
        accepted(_kind, message, seals(digest, _signers));
    }

    function test_RefusesTextsOlderThanAnySigner() public everyKind {
        for (uint256 i; i < _seats.length; ++i) {
            if (kinds[_kind].act == authority.enrol.selector && i == 1) continue; // the new signer begins with this act
            bytes32 slot = keccak256(abi.encode(_seats[i], 0));
            bytes32 before = vm.load(address(authority), slot);
            uint256 rest = uint256(before) & ~(uint256(type(uint40).max) << 168);
            vm.store(address(authority), slot, bytes32(rest | uint256(now_()) << 168));
            _send(now_() - 1, soon(), abi.encodeWithSelector(IRefusals.SignedBefore.selector, _seats[i], now_()));
            vm.store(address(authority), slot, before);
        }
    }

    // ---- gas

    /// 63/64 of the gas go into each question. However little of it the sender gives, an act takes effect whole and by
    /// good seals, or not at all.
    function test_LittleGasNeverMakesABadSealGoodNorAnActHalf() public everyKind {
        bytes memory data = callOf(_kind, _message, seals(_digest_, _signers));
        uint32[] memory signers = _signers;
        signers[signers.length - 1] = 99;
        bytes memory bad = callOf(_kind, _message, seals(_digest_, signers));
        address target = targetOf(_kind);
        uint256 before = vm.snapshotState();
        vm.recordLogs();
        uint256 most = gasleft();
        (bool done,) = target.call(data);
        most = (most - gasleft()) * 5 / 4 + 20_000; // 63/64 of it are enough
        assertTrue(done, kinds[_kind].name);
        bytes32 whole = keccak256(abi.encode(vm.getRecordedLogs()));
        vm.revertToState(before);

        uint256 passed;
        for (uint256 gas_ = 3_000; gas_ < most; gas_ += most / 101) {
            (done,) = target.call{gas: gas_}(bad);
            assertFalse(done, string.concat(kinds[_kind].name, " passed by little gas"));
            vm.recordLogs();
            (done,) = target.call{gas: gas_}(data);
            Vm.Log[] memory logs = vm.getRecordedLogs();
            if (!done) continue;
            assertEq(keccak256(abi.encode(logs)), whole, string.concat(kinds[_kind].name, " half done"));
            ++passed;
            vm.revertToState(before);
        }
        assertGt(passed, 0, kinds[_kind].name);
    }

    // ---- spelling

    /// A message has one spelling: whatever passes decodes strictly, with no bit beyond its type. Each word of each
    /// message is bent, signed anew as the contract itself hashes it, and sent. Offsets are left out: Solidity follows them
    /// wherever they point, and what is read there is what is hashed.
    function test_WhateverPassesDecodesStrictly() public everyKind {
        if (_kind == ANCHOR) return; // its members stand alone in the call, where Solidity checks each
        uint8[7] memory bits = [8, 16, 32, 40, 64, 160, 255];
        string memory kind = kinds[_kind].primaryType;
        forget(_message.length / 32);
        assertTrue(read(kind, _message), kind);
        uint256 snapshot = vm.snapshotState();
        for (uint256 place; place + 32 <= _message.length; place += 32) {
            if (isOffset(place / 32)) continue;
            for (uint256 i; i < bits.length; ++i) {
                bytes memory bent = _message;
                flip(bent, place, 1 << bits[i]);
                (bool known, bytes32 digest) = digestOf(_kind, bent);
                if (!known) {
                    refused(_kind, bent, seals(_digest_, _signers), "passed though it has no digest");
                    continue;
                }
                bytes memory data = callOf(_kind, bent, seals(digest, _signers));
                (bool done,) = targetOf(_kind).call(data);
                if (!done) continue;
                string memory where = vm.toString(place / 32);
                assertTrue(read(kind, bent), string.concat(kind, " took a bit beyond a type, word ", where));
                vm.revertToState(snapshot);
            }
        }
    }
}
