// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Head} from "../../src/libraries/Heads.sol";
import {Symbolic} from "./Symbolic.t.sol";

/// Every head whatsoever: a member that is set reads as it was set, and no other member changes.
contract HeadsSymbolic is Symbolic {
    function check_statusStandsAlone(uint256 word, uint8 value) public pure {
        Head head = Head.wrap(word).withStatus(value);
        assert(head.status() == value);
        assert(changed(word, head) & ~uint256(0xff) == 0);
    }

    function check_ruleAndDelegateStandAlone(uint256 word, uint8 rule, uint32 delegate) public pure {
        Head head = Head.wrap(word).withRule(rule, delegate);
        assert(head.rule() == rule && head.delegate() == delegate);
        assert(changed(word, head) & ~(uint256(0xff) << 8 | uint256(0xffffffff) << 184) == 0);
    }

    function check_frozenStandsAlone(uint256 word, uint40 until) public pure {
        Head head = Head.wrap(word).withFrozen(until);
        assert(head.frozenUntil() == until);
        assert(changed(word, head) & ~(uint256(0xffffffffff) << 128) == 0);
    }

    function check_objectionsStandAlone(uint256 word, uint16 count) public pure {
        Head head = Head.wrap(word).withObjections(count);
        assert(head.objections() == count);
        assert(changed(word, head) & ~(uint256(0xffff) << 168) == 0);
    }

    function check_noticeStandsAlone(uint256 word, uint40 until) public pure {
        Head head = Head.wrap(word).withNotice(until);
        assert(head.noticeUntil() == until);
        assert(changed(word, head) & ~(uint256(0xffffffffff) << 88) == 0);
    }

    function check_roundStandsAlone(uint256 word, uint16 round) public pure {
        Head head = Head.wrap(word).withRound(round);
        assert(head.round() == round);
        assert(changed(word, head) & ~(uint256(0xffff) << 216) == 0);
    }

    function check_versionGrowsByOneAndAlone(uint256 word) public pure {
        vm.assume(Head.wrap(word).version() != type(uint32).max);
        Head head = Head.wrap(word).withNextVersion();
        assert(head.version() == Head.wrap(word).version() + 1);
        assert(changed(word, head) & ~(uint256(0xffffffff) << 56) == 0);
    }

    function changed(uint256 word, Head head) private pure returns (uint256) {
        return word ^ Head.unwrap(head);
    }
}
