// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {PledgeRecord} from "../../src/interfaces/IPledges.sol";
import {Share} from "../../src/interfaces/ITitleRegistry.sol";
import {OnAuthority} from "./OnAuthority.sol";

/// All that can be done, on one stage. Each act is judged as it takes effect (`Judging` and what its acts note); what
/// costs too much for that is judged between the acts, below. See Invariants.md.
contract Handler is OnAuthority {
    constructor() {
        vm.recordLogs();
        setUp();
        judge();
    }

    function judge() public view {
        for (uint256 i; i < titles.length; ++i) {
            _judgeTable(titles[i]);
            compare(registry, titles[i]);
            compare(later, titles[i]);
            uint8 there = later.titleOf(titles[i]).status;
            if (there != 0) assertEq(registry.titleOf(titles[i]).status, 5, "24: two registries answer");
        }
        judgeOffers();
        judgeRights();
        judgeAuthority();
    }

    /// 1, 2, 6
    function _judgeTable(bytes32 achievement) private view {
        Share[] memory shares = registry.holdingsOf(achievement);
        assertEq(
            shares.length == 0, registry.titleOf(achievement).status == 0, "1: a title of nobody, or holders of none"
        );
        judgeShares(later.holdingsOf(achievement));
        judgeShares(shares);
        uint256 marks;
        bytes32[] memory standing = pledges.pledgesOf(achievement);
        for (uint256 i; i < standing.length; ++i) {
            PledgeRecord memory r = pledges.pledgeOf(standing[i]);
            assertGt(r.parts.length, 0, "6: a pledge of nothing stands");
            for (uint256 j; j < r.parts.length; ++j) {
                assertLe(r.parts[j].units, unitsOf(shares, r.parts[j].party), "6: a part exceeds its units");
                for (uint256 k; k < shares.length; ++k) {
                    if (shares[k].party == r.parts[j].party) marks |= 1 << k;
                }
            }
        }
        uint256[] memory words = registry.wordsOf(achievement);
        for (uint256 i; i < shares.length; ++i) {
            assertEq(words[i / 4] >> 64 * (i % 4) + 32 & 1, marks >> i & 1, "6: a mark without its pledge");
        }
    }

    /// Called with a small number, and mostly a seed.
    function acts() external pure returns (bytes4[] memory list_) {
        list_ = new bytes4[](51);
        uint256 n;
        list_[n++] = this.propose.selector;
        list_[n++] = this.confirm.selector;
        list_[n++] = this.confirm.selector;
        list_[n++] = this.object.selector;
        list_[n++] = this.object.selector;
        list_[n++] = this.retract.selector;
        list_[n++] = this.retract.selector;
        list_[n++] = this.decide.selector;
        list_[n++] = this.enforce.selector;
        list_[n++] = this.announce.selector;
        list_[n++] = this.offer.selector;
        list_[n++] = this.convey.selector;
        list_[n++] = this.release.selector;
        list_[n++] = this.lift.selector;
        list_[n++] = this.grant.selector;
        list_[n++] = this.recover.selector;
        list_[n++] = this.recover.selector;
        list_[n++] = this.register.selector;
        list_[n++] = this.cancel.selector;
        list_[n++] = this.propose.selector;
        list_[n++] = this.confirm.selector;
        list_[n++] = this.confirm.selector;
        list_[n++] = this.convey.selector;
        list_[n++] = this.convey.selector;
        list_[n++] = this.amendRule.selector;
        list_[n++] = this.enforce.selector;
        list_[n++] = this.migrate.selector;
        list_[n++] = this.object.selector;
        list_[n++] = this.retract.selector;
        list_[n++] = this.decide.selector;
        list_[n++] = this.prolong.selector;
        list_[n++] = this.freeze.selector;
        list_[n++] = this.lift.selector;
        list_[n++] = this.recordEffect.selector;
        list_[n++] = this.announce.selector;
        list_[n++] = this.offer.selector;
        list_[n++] = this.pledge.selector;
        list_[n++] = this.release.selector;
        list_[n++] = this.grant.selector;
        list_[n++] = this.registerContract.selector;
        list_[n++] = this.rotate.selector;
        list_[n++] = this.withdraw.selector;
        list_[n++] = this.entrust.selector;
        list_[n++] = this.recover.selector;
        list_[n++] = this.anchor.selector;
        list_[n++] = this.adopt.selector;
        list_[n++] = this.convey.selector;
        list_[n++] = this.conveyThere.selector;
        list_[n++] = this.offer.selector;
        list_[n++] = this.registerThere.selector;
        list_[n++] = this.rescue.selector;
    }

    /// Called with a seed alone.
    function seeded() external pure returns (bytes4[] memory list_) {
        list_ = new bytes4[](39);
        uint256 n;
        list_[n++] = this.take.selector;
        list_[n++] = this.waive.selector;
        list_[n++] = this.take.selector;
        list_[n++] = this.waive.selector;
        list_[n++] = this.sell.selector;
        list_[n++] = this.sell.selector;
        list_[n++] = this.sell.selector;
        list_[n++] = this.settle.selector;
        list_[n++] = this.sublicense.selector;
        list_[n++] = this.sublicense.selector;
        list_[n++] = this.cancelRecovery.selector;
        list_[n++] = this.cancelRecovery.selector;
        list_[n++] = this.settleRecovery.selector;
        list_[n++] = this.sell.selector;
        list_[n++] = this.settle.selector;
        list_[n++] = this.take.selector;
        list_[n++] = this.waive.selector;
        list_[n++] = this.withdrawOffer.selector;
        list_[n++] = this.sublicense.selector;
        list_[n++] = this.extend.selector;
        list_[n++] = this.end.selector;
        list_[n++] = this.stateContract.selector;
        list_[n++] = this.changeContract.selector;
        list_[n++] = this.cancelContract.selector;
        list_[n++] = this.enrol.selector;
        list_[n++] = this.cancelRecovery.selector;
        list_[n++] = this.settleRecovery.selector;
        list_[n++] = this.admit.selector;
        list_[n++] = this.handOver.selector;
        list_[n++] = this.closeNode.selector;
        list_[n++] = this.appoint.selector;
        list_[n++] = this.endAppointment.selector;
        list_[n++] = this.askCompetence.selector;
        list_[n++] = this.sendWaiting.selector;
        list_[n++] = this.sendWaiting.selector;
        list_[n++] = this.sendWaiting.selector;
        list_[n++] = this.replay.selector;
        list_[n++] = this.endOffers.selector;
        list_[n++] = this.wait.selector;
    }
}

contract InvariantsTest is Test {
    Handler private handler;
    bytes4[] private small;
    bytes4[] private seeded;

    function setUp() public {
        handler = new Handler();
        (small, seeded) = (handler.acts(), handler.seeded());
        targetContract(address(handler));
        bytes4[] memory steps = new bytes4[](small.length + seeded.length);
        for (uint256 i; i < steps.length; ++i) {
            steps[i] = i < small.length ? small[i] : seeded[i - small.length];
        }
        targetSelector(FuzzSelector(address(handler), steps));
    }

    /// One campaign for all of them: Forge plays it anew for each function of this kind. Each act is judged as it takes
    /// effect; all that stands, now and then and at the end of each run.
    function invariant_NobodyCheats() public view {
        if (handler.calls() % 16 == 0) handler.judge();
    }

    function afterInvariant() public view {
        handler.judge();
    }

    /// Walks of a seed of their own: whoever plays this stage gets every act through. `scripts/campaign.py` walks on, with
    /// other seeds, and reads the counts.
    function test_EveryActTakesEffectOnSomeWalk() public {
        // Of other seeds one batch may lack a rare act; whoever plays many counts over all of them.
        bool many = vm.envExists("WALK_SEED");
        uint256 seed = vm.envOr("WALK_SEED", uint256(7));
        uint256 walks = vm.envOr("WALKS", uint256(192));
        string[48] memory kinds = [
            "register",
            "cancel",
            "propose",
            "confirm",
            "convey",
            "amendRule",
            "enforce",
            "migrate",
            "object",
            "retract",
            "decide",
            "prolong",
            "freeze",
            "lift",
            "recordEffect",
            "announce",
            "offer",
            "pledge",
            "release",
            "grant",
            "registerContract",
            "rotate",
            "withdraw",
            "entrust",
            "recover",
            "anchor",
            "adopt",
            "sell",
            "settle",
            "take",
            "waive",
            "withdrawOffer",
            "sublicense",
            "extend",
            "end",
            "stateContract",
            "changeContract",
            "cancelContract",
            "enrol",
            "cancelRecovery",
            "settleRecovery",
            "admit",
            "handOver",
            "closeNode",
            "appoint",
            "endAppointment",
            "conveyThere",
            "sellTogether"
        ];
        uint256[] memory times = new uint256[](kinds.length);
        uint256 calls;
        uint256 start = vm.snapshotState();
        for (uint256 walk; walk < walks; ++walk) {
            _walk(uint256(keccak256(abi.encode(seed, walk))));
            calls += handler.calls();
            for (uint256 i; i < kinds.length; ++i) {
                times[i] += handler.times(bytes32(bytes(kinds[i])));
            }
            vm.revertToState(start);
        }
        emit log_named_uint("steps", walks * 64);
        emit log_named_uint("calls", calls);
        for (uint256 i; i < kinds.length; ++i) {
            emit log_named_uint(kinds[i], times[i]);
        }
        for (uint256 i; i < kinds.length && !many; ++i) {
            assertGt(times[i], 0, kinds[i]);
        }
    }

    function _walk(uint256 seed) private {
        for (uint256 step; step < 64; ++step) {
            uint256 dice = uint256(keccak256(abi.encode(seed, step)));
            uint256 i = dice % (small.length + seeded.length);
            bytes memory data = i < small.length
                ? abi.encodePacked(small[i], abi.encode(dice >> 248, dice >> 8))
                : abi.encodePacked(seeded[i - small.length], abi.encode(dice >> 8));
            (bool done, bytes memory reason) = address(handler).call(data);
            if (done) continue;
            assembly ("memory-safe") {
                revert(add(reason, 32), mload(reason))
            }
        }
        handler.judge();
    }
}
