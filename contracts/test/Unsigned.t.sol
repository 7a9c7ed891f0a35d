// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAuthority} from "../src/interfaces/IAuthority.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {ITitleRegistry} from "../src/interfaces/ITitleRegistry.sol";
import {Attacks} from "./Attacks.sol";

/// The two acts that nobody signs and anybody may send: a recovery whose notice is over, and a title that came over.
contract UnsignedTest is Attacks {
    address private _target;
    bytes private _data;
    string private _name;
    bytes32 private _gone;
    uint40 private _due;

    modifier settling() {
        begin("settleRecovery");
        _name = "settleRecovery";
        _target = address(authority);
        _due = authority.recoveryOf(RECOVERED).dueAt;
        _data = abi.encodeCall(authority.settleRecovery, (RECOVERED, _due, account(OTHER_KEY)));
        _;
    }

    modifier adopting_() {
        begin("adopt");
        _name = "adopt";
        _target = successor;
        _gone = numberOf("leaving");
        _data = abi.encodeCall(registry.adopt, (_gone));
        _;
    }

    function _try(string memory name, bytes memory data, bytes memory reason) private {
        (bool done, bytes memory answer) = _target.call(data);
        assertFalse(done, name);
        assertEq(answer, reason, name);
        attack = name;
        write(
            _name,
            string.concat("refused\t", reason.length == 0 ? "empty" : vm.toString(abi.encodePacked(bytes4(answer))))
        );
    }

    function _passes(string memory why) private {
        (bool done, bytes memory answer) = _target.call(_data);
        assertTrue(done, string.concat(why, vm.toString(answer)));
    }

    function _does(string memory name, string memory what) private {
        attack = name;
        write(_name, string.concat("harmless\t", what));
    }

    /// What every act whose seals, times and officers are attacked has, and these two have not.
    function _noneOfTheRest(string[] memory names, string memory why) private {
        for (uint256 i; i < names.length; ++i) {
            attack = names[i];
            write(_name, string.concat("none\t", why));
        }
    }

    function _unsigned() private {
        string[23] memory names = [
            "missing seat",
            "another's seal",
            "extra seat",
            "swapped seats",
            "malleable signature",
            "truncated seals",
            "continued seals",
            "replaced signer",
            "withdrawn signer",
            "signer in quarantine",
            "wallet that lies",
            "wallet that re-enters",
            "wallet that burns gas",
            "verifier that lies",
            "expired",
            "life too long",
            "drafted ahead",
            "wrong ledger salt",
            "officer out of scope",
            "officer out of date",
            "officer without the power",
            "officer party to the act",
            "judge not apart"
        ];
        string[] memory all_ = new string[](names.length);
        for (uint256 i; i < names.length; ++i) {
            all_[i] = names[i];
        }
        _noneOfTheRest(all_, "nobody signs it");
        string[] memory units = new string[](5);
        (units[0], units[1], units[2]) = ("zero units", "overflowing units", "duplicates");
        (units[3], units[4]) = ("self-transfer", "17th holder");
        _noneOfTheRest(units, "carries no units and no list");
    }

    /// Whatever little gas: whole, or not at all.
    function _littleGas() private {
        uint256 before = vm.snapshotState();
        uint256 passed;
        for (uint256 gas_ = 3_000; gas_ < 700_000; gas_ += gas_ / 17) {
            (bool done,) = _target.call{gas: gas_}(_data);
            if (!done) continue;
            ++passed;
            (bool again,) = _target.call(_data);
            assertFalse(again, "half done");
            vm.revertToState(before);
        }
        assertGt(passed, 0);
        _does("little gas", "whole or not at all");
    }

    function _foreignChain() private {
        uint256 before = vm.snapshotState();
        vm.chainId(block.chainid + 1);
        _try("wrong chain", _data, abi.encodeWithSelector(IRefusals.ForeignChain.selector, block.chainid));
        vm.revertToState(before);
    }

    function _dirty(uint256 word) private {
        bytes memory data = _data;
        flip(data, 4 + 32 * word, 1 << 255);
        _try("dirty bits", data, "");
    }

    function test_SettleRecovery() public settling {
        _unsigned();
        string[] memory noTitle = new string[](4);
        (noTitle[0], noTitle[1]) = ("frozen title", "unknown achievement");
        (noTitle[2], noTitle[3]) = ("signed for another title", "wrong contract");
        _noneOfTheRest(noTitle, "no title, and nobody signs it");
        _foreignChain();
        _littleGas();
        _dirty(0);
        _dirty(1);
        bytes memory closed = abi.encodeWithSelector(IAuthority.RecoveryClosed.selector, RECOVERED);
        bytes memory other = abi.encodeCall(authority.settleRecovery, (RECOVERED, _due, account(THIRD_KEY)));
        _try("altered after signing", other, closed);
        _try(
            "altered after signing",
            abi.encodeCall(authority.settleRecovery, (ANNA, _due, account(OTHER_KEY))),
            abi.encodeWithSelector(IAuthority.RecoveryClosed.selector, ANNA)
        );
        _try(
            "stale version", abi.encodeCall(authority.settleRecovery, (RECOVERED, _due - 1, account(OTHER_KEY))), closed
        );
        uint40 running = authority.recoveryOf(RECOVERING).dueAt;
        _try(
            "wrong status",
            abi.encodeCall(authority.settleRecovery, (RECOVERING, running, account(OTHER_KEY))),
            abi.encodeWithSelector(IAuthority.RecoveryRunning.selector, RECOVERING, running)
        );
        _passes("the notice is over");
        _try("replayed at once", _data, closed);
        pass(1);
        _try("replayed later", _data, closed);
        rotate(RECOVERED, OTHER_KEY, keyOf(RECOVERED));
        pass(1);
        recover(RECOVERED, OTHER_KEY, DESK, keyOf(OFFICER));
        pass(30 days);
        _try("replayed when all is as it was", _data, closed);
    }

    function test_Adopt() public adopting_ {
        _unsigned();
        _try("wrong status", _data, abi.encodeWithSelector(ITitleRegistry.NotMigrated.selector, _gone));
        _try(
            "unknown achievement",
            abi.encodeCall(registry.adopt, (keccak256("nobody's"))),
            abi.encodeWithSelector(ITitleRegistry.NotMigrated.selector, keccak256("nobody's"))
        );
        perform("migrate", messageOf(kindOf("migrate")));
        _try(
            "signed for another title",
            abi.encodeCall(registry.adopt, (numberOf("amended"))),
            abi.encodeWithSelector(ITitleRegistry.NotMigrated.selector, numberOf("amended"))
        );
        _elsewhere();
        _foreignChain();
        _littleGas();
        string[] memory whole = new string[](3);
        (whole[0], whole[1], whole[2]) = ("dirty bits", "altered after signing", "stale version");
        _noneOfTheRest(whole, "says nothing but the title's number, a whole word");
        string[] memory freeze = new string[](1);
        freeze[0] = "frozen title";
        _noneOfTheRest(freeze, "what is frozen does not migrate");
        _passes("it was migrated");
        bytes memory here = abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, _gone, 4);
        _try("replayed at once", _data, here);
        pass(1);
        _try("replayed later", _data, here);
        string[] memory back = new string[](1);
        back[0] = "replayed when all is as it was";
        _noneOfTheRest(back, "what came over once is never unknown again");
    }

    /// Only the registry that the holders chose takes it, not another one that names the same predecessor.
    function _elsewhere() private {
        _target = address(deployAnother(address(registry)));
        _try("wrong contract", _data, abi.encodeWithSelector(ITitleRegistry.NotMigrated.selector, _gone));
        _target = successor;
    }
}
