// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {IAuthority} from "../../src/interfaces/IAuthority.sol";
import {IProceedings} from "../../src/interfaces/IProceedings.sol";
import {ITitleRegistry, TitleRecord} from "../../src/interfaces/ITitleRegistry.sol";
import {Powers} from "../../src/libraries/Powers.sol";
import {Cast} from "./Cast.sol";

/// What somebody knows who reads the events and nothing else.
abstract contract Told is Cast {
    struct Known {
        uint8 status;
        uint8 rule;
        uint32 delegate;
        uint32 node;
        uint32 version;
        uint40 noticeUntil;
        uint40 frozenUntil;
        uint16 objections;
        uint16 round;
        bytes32 trail;
        uint256[] words;
    }

    struct Post {
        uint32 node;
        uint32 officer;
        uint32 powers;
        uint40 from;
        uint40 until;
    }

    struct Person {
        uint40 since;
        uint16 mayDispose;
        uint40 dueAt;
        bytes next;
    }

    mapping(address registry => mapping(bytes32 title => Known)) internal known;
    mapping(uint32 appointment => Post) internal posts;
    mapping(uint32 party => Person) internal persons;
    mapping(uint32 node => uint32) internal parents;
    mapping(uint32 node => uint40) internal admitted;
    mapping(uint32 node => uint40) internal closed;
    uint32 internal postCount;
    uint32 internal nodeCount;

    function heed() internal override {
        read(vm.getRecordedLogs());
    }

    function read(Vm.Log[] memory logs) internal {
        for (uint256 i; i < logs.length; ++i) {
            address by = logs[i].emitter;
            if (by == address(registry) || by == address(later)) _readTitle(known[by][logs[i].topics[1]], logs[i]);
            else if (by == address(proceedings)) _readBeside(known[address(registry)][logs[i].topics[1]], logs[i]);
            else if (by == address(authority)) _readAuthority(logs[i]);
        }
    }

    function _readTitle(Known storage k, Vm.Log memory l) private {
        bytes32 what = l.topics[0];
        if (what == ITitleRegistry.Proposed.selector) {
            if (k.status != 4) k.status = 2;
            (k.round, k.noticeUntil) = (uint16(_word(l, 3)), uint40(_word(l, 4)));
        } else if (what == ITitleRegistry.Discharged.selector) {
            _readWords(k, l, 1);
        } else if (what == ITitleRegistry.Adopted.selector) {
            (k.status, k.node, k.version) = (4, uint32(uint256(l.topics[2])), uint32(_word(l, 0)));
            (k.trail, k.rule, k.delegate) = (bytes32(_word(l, 1)), uint8(_word(l, 2)), uint32(_word(l, 3)));
            _readWords(k, l, 4);
        } else {
            _readRaising(k, l, what);
        }
    }

    /// Every other event of the registry raises the version, and tells what the trail folded.
    function _readRaising(Known storage k, Vm.Log memory l, bytes32 what) private {
        assertEq(_word(l, 0), ++k.version, "10: a version left out");
        k.trail = keccak256(abi.encode(k.trail, _word(l, 1), k.version, now_()));
        if (what == ITitleRegistry.Registered.selector) {
            (k.status, k.node) = (1, uint32(uint256(l.topics[2])));
            _readWords(k, l, 2);
        } else if (what == ITitleRegistry.Confirmed.selector) {
            assertGe(now_(), k.noticeUntil, "8: confirmed before the notice ended");
            assertEq(k.objections, 0, "8: confirmed with objections");
            (k.status, k.rule, k.delegate, k.noticeUntil) = (4, uint8(_word(l, 2)), uint32(_word(l, 3)), 0);
            _readWords(k, l, 4);
        } else if (what == ITitleRegistry.Conveyed.selector || what == ITitleRegistry.Settled.selector) {
            _readWords(k, l, what == ITitleRegistry.Conveyed.selector ? 3 : 2);
        } else if (what == ITitleRegistry.RuleAmended.selector) {
            (k.rule, k.delegate) = (uint8(_word(l, 2)), uint32(_word(l, 3)));
        } else if (what == ITitleRegistry.Charged.selector) {
            _readWords(k, l, 2);
        } else if (what == ITitleRegistry.ProposalVoided.selector) {
            bool over = _word(l, 2) != 0;
            if (k.status != 4) k.status = over ? 1 : 3;
            if (over) (k.noticeUntil, k.objections) = (0, 0);
        } else if (what == ITitleRegistry.Enforced.selector) {
            if (_word(l, 2) > 3) (k.status, k.noticeUntil) = (5, 0);
            _readWords(k, l, 3);
        } else {
            (k.status, k.noticeUntil) = (5, 0); // cancelled, migrated
        }
    }

    function _readBeside(Known storage k, Vm.Log memory l) private {
        bytes32 what = l.topics[0];
        if (what == IProceedings.Prolonged.selector) k.noticeUntil = uint40(_word(l, 1));
        else if (what == IProceedings.Objected.selector) k.objections = uint16(_word(l, 2));
        else if (what == IProceedings.Retracted.selector) k.objections = uint16(_word(l, 0));
        else if (what == IProceedings.ObjectionDecided.selector) k.objections = uint16(_word(l, 2));
        else if (what == IProceedings.Frozen.selector) k.frozenUntil = uint40(_word(l, 3));
        else if (what == IProceedings.Lifted.selector) k.frozenUntil = uint40(_word(l, 0));
    }

    function _readAuthority(Vm.Log memory l) private {
        bytes32 what = l.topics[0];
        uint32 number = uint32(uint256(l.topics[1]));
        if (what == IAuthority.Appointed.selector) {
            assertEq(number, ++postCount, "18: a number left out");
            (uint32 node, uint32 officer) = (uint32(uint256(l.topics[2])), uint32(uint256(l.topics[3])));
            posts[number] = Post(node, officer, uint32(_word(l, 0)), uint40(_word(l, 1)), uint40(_word(l, 2)));
        } else if (what == IAuthority.AppointmentEnded.selector) {
            assertLt(_word(l, 0), posts[number].until, "15: an appointment prolonged");
            assertGe(_word(l, 0), now_(), "15: an appointment ended in the past");
            posts[number].until = uint40(_word(l, 0));
        } else if (what == IAuthority.NodeAdmitted.selector) {
            assertEq(number, ++nodeCount, "16: a number left out");
            (parents[number], admitted[number]) = (uint32(uint256(l.topics[2])), now_());
            closed[number] = type(uint40).max;
        } else if (what == IAuthority.NodeClosed.selector) {
            closed[number] = now_();
        } else {
            _readParty(persons[number], l, what);
        }
    }

    function _readParty(Person storage p, Vm.Log memory l, bytes32 what) private {
        if (what == IAuthority.Enrolled.selector) {
            p.since = now_();
        } else if (what == IAuthority.SignerChanged.selector) {
            (bytes memory signer, uint40 since, uint8 cause, uint16 mayDispose) =
                abi.decode(l.data, (bytes, uint40, uint8, uint16));
            if (cause == 2) {
                assertTrue(p.dueAt != 0 && now_() >= p.dueAt, "18: recovered before the whole notice was over");
                assertEq(signer, p.next, "18: recovered by another signer than the one on notice");
                assertGt(mayDispose, now_() / 1 days + 89, "19: a recovery without quarantine");
                p.dueAt = 0;
            } else {
                assertEq(mayDispose, p.mayDispose, "19: a rotation changed the quarantine");
            }
            (p.since, p.mayDispose) = (since, mayDispose);
        } else if (what == IAuthority.Withdrawn.selector) {
            p.since = uint40(_word(l, 0));
        } else if (what == IAuthority.GuardianChanged.selector) {
            p.since = uint40(_word(l, 2));
        } else if (what == IAuthority.RecoveryProposed.selector) {
            (p.next, p.dueAt,,) = abi.decode(l.data, (bytes, uint40, uint8, bytes32));
            assertGe(p.dueAt, now_() + 30 days, "18: a recovery on too short a notice");
        } else if (what == IAuthority.RecoveryCancelled.selector) {
            p.dueAt = 0;
        }
    }

    function _readWords(Known storage k, Vm.Log memory l, uint256 i) private {
        uint256 at_ = _word(l, i) / 32;
        delete k.words;
        for (uint256 count = _word(l, at_); k.words.length < count;) {
            k.words.push(_word(l, ++at_));
        }
    }

    function _word(Vm.Log memory l, uint256 i) private pure returns (uint256 word) {
        bytes memory data = l.data;
        assembly ("memory-safe") {
            word := mload(add(add(data, 32), shl(5, i)))
        }
    }

    /// Competence by what was told, asked of the tree from the top.
    function mayAct(uint32 appointment, uint32 power, uint32 node, uint40 time) internal view returns (bool) {
        Post storage post = posts[appointment];
        if (power == 0 || post.powers & power != power || time < post.from || time >= post.until) return false;
        if (time < admitted[post.node] || time >= closed[post.node]) return false;
        if (node == post.node) return true;
        if (post.powers & Powers.BELOW == 0) return false;
        while (node != 0 && node != post.node) {
            if (time < admitted[node]) return false;
            node = parents[node];
        }
        return node != 0;
    }

    /// 10, 11: what the events tell is what stands.
    function compare(ITitleRegistry of_, bytes32 achievement) internal view {
        Known storage k = known[address(of_)][achievement];
        TitleRecord memory r = of_.titleOf(achievement);
        assertEq(r.version, k.version, "10: version");
        assertEq(of_.trailOf(achievement), k.trail, "11: trail");
        assertEq(abi.encode(of_.wordsOf(achievement)), abi.encode(k.words), "11: words");
        assertEq(r.status, k.status, "11: status");
        assertEq(r.noticeUntil, k.noticeUntil, "11: notice");
        assertEq(r.objections, k.objections, "8: objections");
        assertEq(r.node, k.node, "11: node");
        assertEq(r.rule, k.rule, "11: rule");
        assertEq(r.delegate, k.delegate, "11: delegate");
        if (r.status == 5 || of_ == later) return;
        assertEq(r.round, k.round, "11: round");
        assertEq(r.frozenUntil, k.frozenUntil, "11: frozen");
    }
}
