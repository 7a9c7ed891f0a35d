// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Anchor} from "../src/interfaces/IAnchorLog.sol";
import {Proposal, Terms} from "../src/interfaces/ITitleRegistry.sol";
import {Keys} from "./Keys.sol";

/// Offline proofs read these slots: a change here is a change of the evidence format.
/// LayoutBeside.t.sol pins the slots of what stands beside a title.
contract LayoutTest is Keys {
    function word(address where, bytes32 base, uint256 offset) private view returns (uint256) {
        return uint256(vm.load(where, bytes32(uint256(base) + offset)));
    }

    function test_PartyStandsInSlotZero() public view {
        bytes32 base = keccak256(abi.encode(ANNA, 0));
        uint256 signer = word(address(authority), base, 0);
        assertEq(signer, uint256(uint160(vm.addr(keyOf(ANNA)))) | 1 << 161 | uint256(now_()) << 168, "id, kind, since");
        assertEq(word(address(authority), base, 1), uint256(keccak256(abi.encode("identity", ANNA))));
        assertEq(word(address(authority), base, 2), 0);
        assertEq(word(address(authority), base, 3), 0, "who was never recovered pays for no more");
    }

    function test_RecoveryStandsBehindTheIdentityAndBarsBehindThat() public {
        entrust(ANNA, keyOf(ANNA), NODE_GUARDIAN | 1, 60);
        pass(1);
        bytes32 base = keccak256(abi.encode(ANNA, 0));
        assertEq(word(address(authority), base, 2), uint256(60) << 201);
        uint256 dueAt = recover(ANNA, OTHER_KEY, APPOINTMENT, keyOf(OFFICER));
        uint256 onNotice = uint160(vm.addr(OTHER_KEY)) | dueAt << 161 | uint256(60) << 201 | uint256(1) << 217;
        assertEq(word(address(authority), base, 2), onNotice, "id, dueAt, days, node");
        cancel(ANNA, keyOf(ANNA));
        uint256 next = now_() + 1;
        assertEq(word(address(authority), base, 2), next << 161 | uint256(60) << 201, "when a newer text counts");
        pass(1);
        vm.warp(recover(ANNA, OTHER_KEY, APPOINTMENT, keyOf(OFFICER)));
        settle(ANNA, OTHER_KEY);
        uint256 day = now_() / 1 days;
        assertEq(word(address(authority), base, 2), uint256(60) << 201);
        assertEq(word(address(authority), base, 3), 1 | (day + 366) << 32, "node, day");
        uint256 signer = uint256(uint160(vm.addr(OTHER_KEY))) | 1 << 161 | uint256(now_() + 1) << 168
            | uint256(NODE_GUARDIAN | 1) << 208 | (day + 91) << 240;
        assertEq(word(address(authority), base, 0), signer);
    }

    function test_SecondOfAHandOverStandsBehindTheNodesEnd() public {
        admit(2, 1, UNIT);
        uint256 admitted = now_();
        pass(1 days);
        handOver(2, UNIT, BO);
        uint256 since = now_() + 1;
        pass(1 days);
        closeNode(2, CORE, 0);
        uint256 node = word(address(authority), keccak256(abi.encode(2, 1)), 0);
        assertEq(node, 1 | uint256(BO) << 32 | 2 << 64 | admitted << 72 | uint256(now_()) << 112 | since << 152);
    }

    function test_NodeAppointmentAndCountersStandInSlotsOneToThree() public view {
        uint256 node = word(address(authority), keccak256(abi.encode(1, 1)), 0);
        assertEq(node, uint256(CORE) << 32 | 1 << 64 | uint256(now_()) << 72 | uint256(type(uint40).max) << 112);
        uint256 appointment = word(address(authority), keccak256(abi.encode(APPOINTMENT, 2)), 0);
        uint256 powers = 0x1ffff;
        assertEq(
            appointment,
            1 | uint256(OFFICER) << 32 | powers << 64 | uint256(now_()) << 96 | uint256(now_() + 3650 days) << 136
        );
        assertEq(word(address(authority), bytes32(uint256(3)), 0), DAI | 1 << 32 | 1 << 64);
    }

    function test_TitleStandsInSlotZero() public {
        bytes32 a = title("a", Terms(0x84, DAI, table(ANNA, WHOLE / 2, BO), 0));
        Proposal memory again = proposal(a, Terms(0x84, DAI, table(BO), 0));
        propose(again);
        bytes32 base = keccak256(abi.encode(a, 0));
        assertEq(
            word(address(registry), base, 0),
            4 | 0x84 << 8 | 2 << 16 | 1 << 24 | 2 << 56 | uint256(again.noticeUntil) << 88 | uint256(DAI) << 184 | 2
                << 216
        );
        assertEq(word(address(registry), base, 1), uint256(registry.trailOf(a)));
        uint256 half = WHOLE / 2;
        assertEq(word(address(registry), base, 2), ANNA | half << 34 | uint256(BO) << 64 | half << 98);
        for (uint256 i = 3; i < 6; ++i) {
            assertEq(word(address(registry), base, i), 0);
        }
        assertEq(word(address(registry), base, 6), uint256(registry.proposalOf(a).terms));
        assertEq(word(address(registry), base, 7), uint256(registry.proposalOf(a).over));
    }

    function test_HeadStandsInSlotZeroAndCommitmentsInSlotOne() public {
        vm.roll(77);
        bytes32 empty = sha256("");
        bytes32 digest = anchors.digestOfAnchor(Anchor(5, keccak256("root"), 0, empty, now_()));
        anchors.anchor(5, keccak256("root"), 0, empty, new bytes32[](0), now_(), seal(sign(keyOf(CORE), digest)));
        assertEq(word(address(anchors), 0, 0), 5 | uint256(now_()) << 64 | uint256(1) << 104 | uint256(77) << 168);
        assertEq(
            vm.load(address(anchors), keccak256(abi.encode(5, 1))),
            keccak256(abi.encode(uint64(5), keccak256("root"), now_()))
        );
    }
}
