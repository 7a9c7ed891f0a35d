// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Vm} from "forge-std/Vm.sol";
import {Roll} from "../src/interfaces/IAuthority.sol";
import {Anchor, IAnchorLog} from "../src/interfaces/IAnchorLog.sol";
import {
    Confirmation,
    Conveyance,
    ITitleRegistry,
    Movement,
    Proposal,
    Registration,
    Share,
    Terms,
    TitleRecord
} from "../src/interfaces/ITitleRegistry.sol";
import {Forest} from "./Forest.sol";
import {World} from "./World.sol";

/// Plays on three titles. Every step that passes is compared with what its signers allowed; see Invariants.md.
contract Handler is World, Forest {
    bytes32[3] public titles;
    mapping(bytes32 title => bytes32) public trail;
    mapping(bytes32 title => uint32) public version;
    mapping(bytes32 title => bytes32) public wordsTold;
    mapping(bytes32 title => Terms) private _open;
    mapping(uint256 call => bytes) private _passed;
    uint256 public passedCount;
    mapping(uint256 i => uint64) public anchoredSize;
    mapping(uint256 i => bytes32) public anchoredCommit;
    uint256 public anchoredCount;
    mapping(bytes32 kind => uint256) public times;

    constructor() {
        setUp();
        titles = [numberOf("0"), numberOf("1"), numberOf("2")];
    }

    function registryOf() external view returns (ITitleRegistry) {
        return registry;
    }

    function anchorsOf() external view returns (IAnchorLog) {
        return anchors;
    }

    // ---- steps

    function wait(uint40 seconds_) external {
        vm.warp(now_() + bound(seconds_, 1, 8 days));
    }

    function registerAny(uint8 which, uint256 seed) external {
        Registration memory message = registration(vm.toString(which % 3), randomTable(seed));
        bytes32 digest = titleRolls.digestOfRegister(message);
        bytes memory blob = seals(digest, spoiled(list(OFFICER, UNIT), seed));
        send(titles[which % 3], digest, abi.encodeCall(registry.register, (message, blob)), "register");
    }

    function proposeAny(uint8 which, uint256 seed) external {
        bytes32 achievement = titles[which % 3];
        uint8 rule = uint8(1 + seed % 3) | (seed & 8 == 0 ? 0x80 : 0);
        Terms memory content = terms(rule, randomTable(seed >> 8));
        Proposal memory message = proposal(achievement, content);
        message.noticeUntil += uint40(seed % 100);
        bytes32 digest = titleRolls.digestOfPropose(message);
        uint32[] memory signers = spoiled(titleRolls.rollOfPropose(message).seats, seed);
        bytes memory data = abi.encodeCall(registry.propose, (message, seals(digest, signers)));
        if (send(achievement, 0, data, "propose")) {
            allSigned(registry.holdingsOf(achievement), signers);
            Terms storage open = _open[achievement];
            open.rule = content.rule;
            delete open.table;
            for (uint256 i; i < content.table.length; ++i) {
                open.table.push(content.table[i]);
            }
        }
    }

    function confirmAny(uint8 which, uint256 seed) external {
        bytes32 achievement = titles[which % 3];
        if (seed & 7 != 0) vm.warp(now_() + LEAST_NOTICE);
        Confirmation memory message = confirmation(achievement, _open[achievement]);
        uint40 noticeUntil = registry.titleOf(achievement).noticeUntil;
        bytes32 digest = titleRolls.digestOfConfirm(message);
        uint32[] memory signers = spoiled(titleRolls.rollOfConfirm(message).seats, seed);
        bytes memory data = abi.encodeCall(registry.confirm, (message, seals(digest, signers)));
        if (send(achievement, digest, data, "confirm")) {
            assertGe(now_(), noticeUntil, "confirmed before the notice ended");
            allSigned(registry.holdingsOf(achievement), signers);
        }
    }

    function conveyAny(uint8 which, uint256 seed) external {
        bytes32 achievement = titles[which % 3];
        Share[] memory before = registry.holdingsOf(achievement);
        if (before.length == 0) return;
        Conveyance memory message = conveyance(achievement, GIFT, 0, 0, 0);
        message.movements = new Movement[](1 + seed % 2);
        for (uint256 i; i < message.movements.length; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            Share memory giver = before[dice % before.length];
            uint32 amount = uint32(dice >> 16) % (giver.units + giver.units / 8 + 1);
            message.movements[i] = Movement(giver.party, ANNA + uint32(dice >> 8) % 4, amount);
        }
        bytes32 digest = titleRolls.digestOfConvey(message);
        try titleRolls.rollOfConvey(message) returns (Roll memory roll) {
            uint32[] memory signers = spoiled(roll.seats, seed >> 32);
            bytes memory data = abi.encodeCall(registry.convey, (message, seals(digest, signers)));
            if (send(achievement, digest, data, "convey")) signedChanges(before, achievement, signers);
        } catch {
            // The message asks more than there is.
        }
    }

    /// Whatever passed once, again.
    function replay(uint256 which) external {
        if (passedCount == 0) return;
        (bool done,) = address(registry).call(_passed[which % passedCount]);
        assertFalse(done, "the same seals passed twice");
    }

    function anchor(uint64 growth, bool stolen) external {
        (uint64 size,,,) = anchors.head();
        uint64 next = size + uint64(bound(growth, 0, 20));
        Anchor memory m = Anchor(next, root(0, next), size, root(0, size), now_());
        bytes32[] memory proof = size == 0 || next == size ? new bytes32[](0) : consistency(size, next);
        bytes memory blob = seals(anchors.digestOfAnchor(m), list(stolen ? OFFICER : CORE));
        try anchors.anchor(next, m.root, size, m.previousRoot, proof, m.draftedAt, blob) {
            assertFalse(stolen, "anchored without the operator");
            assertGt(next, size, "a head that did not grow");
            anchoredSize[anchoredCount] = next;
            anchoredCommit[anchoredCount++] = anchors.commitOf(next);
            ++times["anchor"];
        } catch {}
    }

    // ---- what the steps have in common

    function send(bytes32 achievement, bytes32 digest, bytes memory data, bytes32 kind) private returns (bool done) {
        vm.recordLogs();
        (done,) = address(registry).call(data);
        Vm.Log[] memory logs = vm.getRecordedLogs();
        if (!done) {
            assertEq(logs.length, 0);
            return false;
        }
        ++times[kind];
        _passed[passedCount++] = data;
        if (digest == 0) return true;
        trail[achievement] = keccak256(abi.encode(trail[achievement], digest, ++version[achievement], now_()));
        wordsTold[achievement] = keccak256(abi.encode(words(logs[0])));
    }

    function words(Vm.Log memory told) private pure returns (uint256[] memory result) {
        if (told.topics[0] == ITitleRegistry.Confirmed.selector) {
            (,,,, result,,) = abi.decode(told.data, (uint32, bytes32, uint8, uint32, uint256[], bytes32, bytes32));
        } else if (told.topics[0] == ITitleRegistry.Conveyed.selector) {
            (,,, result,) = abi.decode(told.data, (uint32, bytes32, uint8, uint256[], bytes32));
        } else {
            (,, result,) = abi.decode(told.data, (uint32, bytes32, uint256[], bytes32));
        }
    }

    /// Whose units changed has signed: compares the tables party by party.
    function signedChanges(Share[] memory before, bytes32 achievement, uint32[] memory signers) private view {
        Share[] memory after_ = registry.holdingsOf(achievement);
        for (uint32 party = UNIT; party <= DAI; ++party) {
            if (unitsOf(before, party) == unitsOf(after_, party)) continue;
            assertTrue(isAmong(signers, party), "units changed without a signature");
        }
    }

    function allSigned(Share[] memory shares, uint32[] memory signers) private pure {
        for (uint256 i; i < shares.length; ++i) {
            assertTrue(isAmong(signers, shares[i].party), "a holder was not asked");
        }
    }

    function isAmong(uint32[] memory parties, uint32 party) private pure returns (bool) {
        for (uint256 i; i < parties.length; ++i) {
            if (parties[i] == party) return true;
        }
        return false;
    }

    function unitsOf(Share[] memory shares, uint32 party) private pure returns (uint32) {
        for (uint256 i; i < shares.length; ++i) {
            if (shares[i].party == party) return shares[i].units;
        }
        return 0;
    }

    /// Mostly the seats as they are; now and then one left empty, or a stranger in it.
    function spoiled(uint32[] memory seats, uint256 seed) private pure returns (uint32[] memory) {
        uint256 dice = uint256(keccak256(abi.encode("spoil", seed)));
        if (dice % 4 == 0 && seats.length != 0) seats[(dice >> 8) % seats.length] = dice & 16 == 0 ? 0 : CORE;
        return seats;
    }

    /// One to four of UNIT, ANNA, BO, CHEN, whole; rarely one unit short.
    function randomTable(uint256 seed) private pure returns (Share[] memory shares) {
        uint256 dice = uint256(keccak256(abi.encode("table", seed)));
        shares = new Share[](1 + dice % 4);
        uint32 left = WHOLE - (dice >> 250 == 0 ? 1 : 0);
        for (uint256 i; i < shares.length; ++i) {
            bool last = i + 1 == shares.length;
            uint32 part = last ? left : 1 + uint32(dice >> (16 * i + 8)) % (left / 2);
            shares[i] = Share(UNIT + uint32((i + (dice >> 200)) % 4), part);
            left -= part;
        }
    }
}

contract InvariantsTest is World {
    Handler private handler;

    function setUp() public override {
        handler = new Handler();
        registry = handler.registryOf();
        anchors = handler.anchorsOf();
        targetContract(address(handler));
        bytes4[] memory steps = new bytes4[](7);
        (steps[0], steps[1], steps[2], steps[3]) =
        (handler.wait.selector, handler.registerAny.selector, handler.proposeAny.selector, handler.confirmAny.selector);
        (steps[4], steps[5], steps[6]) = (handler.conveyAny.selector, handler.replay.selector, handler.anchor.selector);
        targetSelector(FuzzSelector(address(handler), steps));
    }

    function invariant_TitlesAreWholeAndTheirHistoryFolds() public view {
        for (uint256 i; i < 3; ++i) {
            bytes32 achievement = handler.titles(i);
            TitleRecord memory record = registry.titleOf(achievement);
            assertEq(record.version, handler.version(achievement), "version raised by an act that was not told");
            assertEq(registry.trailOf(achievement), handler.trail(achievement), "trail and acts part");
            if (record.status == 0) continue;
            assertEq(keccak256(abi.encode(registry.wordsOf(achievement))), handler.wordsTold(achievement));
            Share[] memory shares = registry.holdingsOf(achievement);
            assertLe(shares.length, 16);
            uint256 sum;
            for (uint256 j; j < shares.length; ++j) {
                assertGt(shares[j].units, 0, "an empty entry");
                for (uint256 k; k < j; ++k) {
                    assertNotEq(shares[k].party, shares[j].party, "a party twice");
                }
                sum += shares[j].units;
            }
            assertEq(sum, WHOLE);
        }
    }

    function invariant_HeadsGrowAndCommitmentsStay() public view {
        uint64 last;
        for (uint256 i; i < handler.anchoredCount(); ++i) {
            assertGt(handler.anchoredSize(i), last);
            last = handler.anchoredSize(i);
            assertEq(anchors.commitOf(last), handler.anchoredCommit(i));
        }
        (uint64 size,, uint64 count,) = anchors.head();
        assertEq(size, last);
        assertEq(count, handler.anchoredCount());
    }

    /// The handler does get through: one walk of each kind of step passes.
    function test_HandlerReachesEveryAct() public {
        for (uint256 seed; seed < 40; ++seed) {
            handler.registerAny(uint8(seed), seed);
            handler.proposeAny(uint8(seed), seed);
            handler.confirmAny(uint8(seed), seed | 1);
            handler.conveyAny(uint8(seed), seed);
            handler.anchor(uint64(seed), false);
        }
        string[5] memory kinds = ["register", "propose", "confirm", "convey", "anchor"];
        for (uint256 i; i < 5; ++i) {
            assertGt(handler.times(bytes32(bytes(kinds[i]))), 0, kinds[i]);
        }
        invariant_TitlesAreWholeAndTheirHistoryFolds();
        invariant_HeadsGrowAndCommitmentsStay();
    }
}
