// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {VmSafe} from "forge-std/Vm.sol";
import {Decision, Lift, Objection, Offer, Retraction, Taking, Withdrawing} from "../../src/interfaces/IProceedings.sol";
import {Announcement, Waiver} from "../../src/interfaces/IProceedings.sol";
import {Release} from "../../src/interfaces/IPledges.sol";
import {ContractCancellation, ContractChange, Statement} from "../../src/interfaces/ITechContracts.sol";
import {Confirmation, Conveyance, Order, OrderTerms, Settlement} from "../../src/interfaces/ITitleRegistry.sol";
import {Ending, Extension, Grant, GrantTerms} from "../../src/interfaces/IUseRights.sol";
import {Typed} from "../../src/libraries/Typed.sol";
import {TypedRights} from "../../src/libraries/TypedRights.sol";
import {Judging} from "./Judging.sol";

/// 22: each act writes the slots of its own title and of its own numbers, and no other slot of any contract. The keys are
/// computed here from the act's text and the layout that `forge inspect` tells.
abstract contract Slots is Judging {
    struct Place {
        address account;
        uint256 first;
        uint256 count;
    }

    struct Places {
        Place[32] list;
        uint256 count;
    }

    function hashOf(GrantTerms calldata content) external pure returns (bytes32) {
        return TypedRights.hash(content);
    }

    function hashOf(OrderTerms calldata content) external pure returns (bytes32) {
        return Typed.hash(content);
    }

    /// A call, what it answered, what it wrote and what it told.
    function watched(address target, bytes memory data)
        internal
        returns (bool done, bytes memory answer, VmSafe.AccountAccess[] memory accesses, Vm.Log[] memory logs)
    {
        vm.startStateDiffRecording();
        vm.recordLogs();
        (done, answer) = target.call(data);
        logs = vm.getRecordedLogs();
        accesses = vm.stopAndReturnStateDiff();
    }

    /// An act that nobody seals, or that is sealed elsewhere: what it tells is read, what it writes is judged.
    function _sendOpen(address target, bytes memory data, Places memory places) internal returns (bool done) {
        VmSafe.AccountAccess[] memory accesses;
        Vm.Log[] memory logs;
        (done,, accesses, logs) = watched(target, data);
        if (!done) return false;
        _judgeWrites(places, accesses);
        read(logs);
    }

    function _judgeWrites(Places memory places, VmSafe.AccountAccess[] memory accesses) internal view {
        for (uint256 i; i < accesses.length; ++i) {
            for (uint256 j; j < accesses[i].storageAccesses.length; ++j) {
                VmSafe.StorageAccess memory a = accesses[i].storageAccesses[j];
                // What halts in a static call is recorded as if it had been written.
                if (!a.isWrite || vm.load(a.account, a.slot) == a.previousValue) continue;
                assertTrue(_isIn(places, a.account, uint256(a.slot)), "22: a slot that is not the act's own");
            }
        }
    }

    function _isIn(Places memory places, address account, uint256 slot) private pure returns (bool) {
        for (uint256 i; i < places.count; ++i) {
            Place memory p = places.list[i];
            if (p.account == account && slot >= p.first && slot - p.first < p.count) return true;
        }
        return false;
    }

    function _add(Places memory places, address account, uint256 first, uint256 count) internal pure {
        places.list[places.count++] = Place(account, first, count);
    }

    /// Where a mapping at this slot keeps the value of a key.
    function slotOf(bytes32 key_, uint256 slot) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode(key_, slot)));
    }

    function slotOf(uint256 key_, uint256 slot) internal pure returns (uint256) {
        return slotOf(bytes32(key_), slot);
    }

    /// A list: its length, and room behind the hash of where that stands.
    function _addList(Places memory places, address account, uint256 slot, uint256 room) private pure {
        _add(places, account, slot, 1);
        _add(places, account, uint256(keccak256(abi.encode(slot))), room);
    }

    // ---- by contract

    function _placesOf(Sent memory sent, Scene memory scene) internal view returns (Places memory places) {
        address target = sent.deed.target;
        if (sent.deed.achievement != 0) _ofTitle(places, sent.deed);
        if (target == address(registry) || target == address(later)) _ofMovers(places, sent.deed, scene);
        else if (target == address(proceedings)) _ofProceedings(places, sent);
        else if (target == address(pledges)) _ofPledge(places, sent);
        else if (target == address(rights)) _ofRight(places, sent);
        else if (target == address(techContracts)) _ofDeal(places, sent);
        else _ofAuthority(places, sent.deed);
    }

    /// Of a title, from its base: head, trail, four words, proposal, and what that was proposed over.
    function _ofTitle(Places memory places, Deed memory d) private view {
        bytes32 kind = d.kind;
        address of_ = address(_registryOf(d));
        uint256 base = slotOf(d.achievement, 0);
        bool note = kind == "object" || kind == "retract" || kind == "prolong" || kind == "freeze" || kind == "lift";
        bool whole = kind == "confirm" || kind == "cancel" || kind == "migrate" || kind == "enforce";
        if (kind == "decide") {
            uint8 effect = abi.decode(d.message, (Decision)).effect;
            (note, whole) = (effect == 0, effect != 0);
        }
        if (note || kind == "propose") _add(places, of_, base, 1);
        if (kind == "propose") _add(places, of_, base + 6, 2);
        if (kind == "amendRule") _add(places, of_, base, 2);
        if (whole) _add(places, of_, base, 8);
        bool charges = kind == "pledge" || kind == "release";
        if (charges || kind == "register" || kind == "convey" || kind == "settle") _add(places, of_, base, 6);
        if (kind == "migrate") _add(places, of_, slotOf(d.achievement, 2), 1);
        if (kind == "confirm") {
            bytes32 terms = abi.decode(d.message, (Confirmation)).terms.useGrant;
            if (terms != 0) _add(places, of_, slotOf(keccak256(abi.encode(d.achievement, terms)), 1), 1);
        }
    }

    /// What the registry has its companions write: the ends of offers, the order that is spent, the pledges that follow.
    function _ofMovers(Places memory places, Deed memory d, Scene memory scene) private view {
        if (d.kind == "settle") {
            _add(places, address(proceedings), slotOf(abi.decode(d.message, (Settlement)).offer, 6) + 2, 1);
        } else if (d.kind == "enforce") {
            bytes32 terms = this.hashOf(abi.decode(d.message, (Order)).terms);
            _add(places, address(proceedings), slotOf(terms, slotOf(d.achievement, 8)), 1);
        } else if (d.kind == "convey") {
            bytes32[] memory offers = abi.decode(d.message, (Conveyance)).offers;
            for (uint256 i; i < offers.length; ++i) {
                _add(places, address(proceedings), slotOf(offers[i], 6) + 2, 1);
            }
        } else {
            return;
        }
        for (uint256 i; i < scene.standing.length; ++i) {
            _addList(places, address(pledges), slotOf(scene.standing[i], 0) + 2, 4);
        }
        if (scene.standing.length != 0) _addList(places, address(pledges), slotOf(d.achievement, 1), 8);
    }

    function _ofProceedings(Places memory places, Sent memory sent) private view {
        Deed memory d = sent.deed;
        bytes32 kind = d.kind;
        address p = address(proceedings);
        bool once = kind == "object" || kind == "freeze" || kind == "announce" || kind == "recordEffect";
        if (once) _add(places, p, slotOf(sent.digest, 0), 1);
        if (kind == "object") {
            _add(places, p, _objectionOf(d.achievement, abi.decode(d.message, (Objection)).party), 2);
        } else if (kind == "retract") {
            _add(places, p, _objectionOf(d.achievement, abi.decode(d.message, (Retraction)).party), 2);
        } else if (kind == "decide") {
            Decision memory m = abi.decode(d.message, (Decision));
            _add(places, p, _objectionOf(d.achievement, m.party), 2);
            if (m.effect == 2) _add(places, p, slotOf(d.achievement, 2), 1);
        } else if (kind == "freeze" || kind == "lift") {
            (uint16 number,) = proceedings.freezesOf(d.achievement); // the new one is the last
            if (kind == "lift") number = abi.decode(d.message, (Lift)).number;
            _add(places, p, slotOf(number, slotOf(d.achievement, 3)), 1);
            _add(places, p, slotOf(d.achievement, 4), 1);
            for (uint256 node = 1; node <= nodeCount; ++node) {
                _add(places, p, slotOf(node, slotOf(d.achievement, 5)), 1);
            }
        } else if (kind == "announce") {
            bytes32 terms = this.hashOf(abi.decode(d.message, (Announcement)).terms);
            _add(places, p, slotOf(terms, slotOf(d.achievement, 8)), 1);
        } else if (kind == "offer") {
            _add(places, p, slotOf(sent.digest, 6), 7);
            _add(places, p, slotOf(abi.decode(d.message, (Offer)).seller, slotOf(d.achievement, 7)), 1);
        } else if (kind == "take") {
            _add(places, p, slotOf(abi.decode(d.message, (Taking)).offer, 6) + 2, 1);
        } else if (kind == "waive") {
            _add(places, p, slotOf(abi.decode(d.message, (Waiver)).offer, 6) + 2, 1);
        } else if (kind == "withdrawOffer") {
            _add(places, p, slotOf(abi.decode(d.message, (Withdrawing)).offer, 6) + 2, 1);
        }
    }

    function _objectionOf(bytes32 achievement, uint32 party) private pure returns (uint256) {
        return slotOf(uint256(party), slotOf(achievement, 1));
    }

    function _ofPledge(Places memory places, Sent memory sent) private view {
        Deed memory d = sent.deed;
        bytes32 number = d.kind == "pledge" ? sent.digest : abi.decode(d.message, (Release)).pledge;
        if (d.kind == "pledge") _add(places, address(pledges), slotOf(number, 0), 2);
        _addList(places, address(pledges), slotOf(number, 0) + 2, 4);
        _addList(places, address(pledges), slotOf(d.achievement, 1), 8);
    }

    function _ofRight(Places memory places, Sent memory sent) private view {
        Deed memory d = sent.deed;
        address r = address(rights);
        if (d.kind == "extend") {
            _add(places, r, slotOf(abi.decode(d.message, (Extension)).right, 0) + 2, 1);
        } else if (d.kind == "end") {
            _add(places, r, slotOf(abi.decode(d.message, (Ending)).right, 0) + 2, 1);
        } else {
            uint256 base = slotOf(sent.digest, 0);
            _add(places, r, base, 5);
            _addList(places, r, base + 5, 2);
            _addList(places, r, base + 6, 2);
            _addList(places, r, slotOf(d.achievement, 1), 64);
        }
        if (d.kind != "grant") return;
        _addList(places, r, slotOf(d.achievement, 2), 17);
        GrantTerms memory terms = abi.decode(d.message, (Grant)).terms;
        if (terms.kind != 1) return;
        _add(places, r, slotOf(keccak256(abi.encode(d.achievement, this.hashOf(terms))), 3), 1);
    }

    function _ofDeal(Places memory places, Sent memory sent) private view {
        Deed memory d = sent.deed;
        address t = address(techContracts);
        if (d.kind == "registerContract") {
            uint256 base = slotOf(sent.digest, 0);
            _add(places, t, base, 2);
            _addList(places, t, base + 2, 2);
            _addList(places, t, base + 3, 2);
            _add(places, t, base + 4, 2);
            _addList(places, t, slotOf(d.achievement, 1), 64);
        } else if (d.kind == "stateContract") {
            Statement memory m = abi.decode(d.message, (Statement));
            _add(places, t, slotOf(m.contractNumber, 0) + 1, 1);
            _add(places, t, slotOf(uint256(m.party), slotOf(m.contractNumber, 2)), 1);
        } else if (d.kind == "changeContract") {
            uint256 base = slotOf(abi.decode(d.message, (ContractChange)).contractNumber, 0);
            _add(places, t, base + 1, 1);
            _add(places, t, base + 5, 1);
        } else {
            _add(places, t, slotOf(abi.decode(d.message, (ContractCancellation)).contractNumber, 0) + 1, 1);
        }
    }

    /// Every message of `Authority` begins with the number whose record it changes.
    function _ofAuthority(Places memory places, Deed memory d) private view {
        uint256 number = _firstWord(d.message, d.dynamic);
        address a = address(authority);
        bool adds = d.kind == "enrol" || d.kind == "admit" || d.kind == "appoint";
        if (adds) _add(places, a, 3, 1);
        if (d.kind == "admit" || d.kind == "handOver" || d.kind == "closeNode") {
            _add(places, a, slotOf(number, 1), 1);
        } else if (d.kind == "appoint" || d.kind == "endAppointment") {
            _add(places, a, slotOf(number, 2), 1);
        } else {
            _add(places, a, slotOf(number, 0), d.kind == "enrol" ? 3 : 4);
        }
    }

    function _firstWord(bytes memory message, bool dynamic) private pure returns (uint256 word) {
        assembly ("memory-safe") {
            word := mload(add(message, add(32, mul(32, dynamic))))
        }
    }
}
