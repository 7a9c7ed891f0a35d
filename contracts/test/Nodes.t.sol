// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Admission,
    Appointment,
    AppointmentEnd,
    HandOver,
    IAuthority,
    NodeClosing,
    NodeRecord
} from "../src/interfaces/IAuthority.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Powers} from "../src/libraries/Powers.sol";
import {Keys} from "./Keys.sol";

/// The unit runs node 2 below the core, ANNA node 3 below that. See Nodes.tree.
contract NodesTest is Keys {
    function setUp() public override {
        super.setUp();
        admit(2, 1, UNIT);
        admit(3, 2, ANNA);
    }

    // ---- hand over

    function refuse(HandOver memory message, uint32[] memory signers, bytes memory reason) private {
        bytes memory blob = seals(authority.digestOfHandOver(message), signers);
        vm.expectRevert(reason);
        authority.handOver(message, blob);
    }

    function test_NodeChangesHandsByBothSignatures() public {
        NodeRecord memory before = authority.nodeOf(2);
        HandOver memory message = HandOver(2, BO, now_(), soon());
        bytes32 digest = authority.digestOfHandOver(message);
        refuse(message, list(UNIT, 0), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, BO));
        refuse(message, list(0, BO), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, UNIT));
        refuse(message, list(BO, UNIT), abi.encodeWithSelector(IRefusals.NotSigned.selector, UNIT, digest));
        refuse(message, list(CORE, BO), abi.encodeWithSelector(IRefusals.NotSigned.selector, UNIT, digest));
        vm.expectEmit(address(authority));
        emit IAuthority.NodeHandedOver(2, BO);
        handOver(2, UNIT, BO);
        before.operator = BO;
        assertEq(abi.encode(authority.nodeOf(2)), abi.encode(before));

        message = HandOver(9, BO, now_(), soon());
        refuse(message, list(UNIT, BO), abi.encodeWithSelector(IAuthority.NodeNotInForce.selector, 9));
        closeNode(3, ANNA, 0);
        message = HandOver(3, BO, now_(), soon());
        refuse(message, list(ANNA, BO), abi.encodeWithSelector(IAuthority.NodeNotInForce.selector, 3));
        pass(1);
        message = HandOver(2, 99, now_(), soon());
        refuse(message, list(BO, 99), abi.encodeWithSelector(IRefusals.UnknownParty.selector, 99));
        handOver(1, CORE, UNIT); // the core too
    }

    function test_OldTextNeverCountsAgainThoughTheOperatorComesBack() public {
        HandOver memory first = HandOver(2, BO, now_(), soon());
        bytes memory blob = seals(authority.digestOfHandOver(first), list(UNIT, BO));
        Admission memory child = Admission(4, 2, CHEN, 3, 0, now_(), soon());
        bytes memory ofChild = seals(authority.digestOfAdmit(child), list(UNIT, CHEN));
        Appointment memory officer = Appointment(2, 2, CHEN, Powers.READ, 0, soon(), 0, now_(), soon());
        bytes memory ofOfficer = seals(authority.digestOfAppoint(officer), list(UNIT, CHEN));
        NodeClosing memory closing = NodeClosing(2, UNIT, 0, now_(), soon());
        bytes memory ofClosing = seals(authority.digestOfCloseNode(closing), list(UNIT));
        NodeClosing memory below = NodeClosing(3, UNIT, 0, now_(), soon());
        bytes memory ofBelow = seals(authority.digestOfCloseNode(below), list(UNIT));

        authority.handOver(first, blob);
        pass(1);
        handOver(2, BO, UNIT);
        bytes memory reason = abi.encodeWithSelector(IAuthority.DraftedBefore.selector, 2, now_() + 1);
        for (uint256 i; i < 2; ++i) {
            vm.expectRevert(reason);
            authority.handOver(first, blob);
            vm.expectRevert(reason);
            authority.admit(child, ofChild);
            vm.expectRevert(reason);
            authority.appoint(officer, ofOfficer);
            vm.expectRevert(reason);
            authority.closeNode(closing, ofClosing);
            vm.expectRevert(reason);
            authority.closeNode(below, ofBelow);
            pass(1);
        }
        handOver(2, UNIT, BO); // newer texts do
    }

    function test_EndOfAnAppointmentIsVoidAfterAHandOverUnlessTheOfficerSpeaks() public {
        appoint(2, 2, CHEN, Powers.READ);
        AppointmentEnd memory ofOperator = AppointmentEnd(2, UNIT, 0, 0, now_(), soon());
        bytes memory blob = seals(authority.digestOfEndAppointment(ofOperator), list(UNIT));
        AppointmentEnd memory own = AppointmentEnd(2, CHEN, 0, 0, now_(), soon());
        bytes memory ownBlob = seals(authority.digestOfEndAppointment(own), list(CHEN));
        handOver(2, UNIT, UNIT); // to itself: takes back what was signed for the node
        pass(1);
        vm.expectRevert(abi.encodeWithSelector(IAuthority.DraftedBefore.selector, 2, now_()));
        authority.endAppointment(ofOperator, blob);
        authority.endAppointment(own, ownBlob);
    }

    function test_FormerOperatorDoesNothingForTheNode() public {
        handOver(2, UNIT, BO);
        pass(1);
        NodeClosing memory closing = NodeClosing(2, UNIT, 0, now_(), soon());
        refuse(closing, abi.encodeWithSelector(IAuthority.NotForNode.selector, 2, UNIT));
        Admission memory child = Admission(4, 2, CHEN, 3, 0, now_(), soon());
        bytes32 digest = authority.digestOfAdmit(child);
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, BO, digest));
        authority.admit(child, seals(digest, list(UNIT, CHEN)));
    }

    // ---- close

    function refuse(NodeClosing memory message, bytes memory reason) private {
        bytes memory blob = seals(authority.digestOfCloseNode(message), list(message.by));
        vm.expectRevert(reason);
        authority.closeNode(message, blob);
    }

    function test_OwnOperatorParentsOperatorOrOfficerThereCloses() public {
        appoint(2, 1, CHEN, Powers.ADMIT_NODE);
        appoint(3, 1, DAI, Powers.ADMIT_NODE | Powers.BELOW);
        uint32[4] memory by = [UNIT, CORE, CHEN, DAI];
        uint32[4] memory under = [uint32(0), 0, 2, 3];
        uint256 before = vm.snapshotState();
        for (uint256 i; i < 4; ++i) {
            vm.expectEmit(address(authority));
            emit IAuthority.NodeClosed(2, now_());
            closeNode(2, by[i], under[i]);
            NodeRecord memory node = authority.nodeOf(2);
            assertEq(node.until, now_());
            assertEq(node.operator, UNIT);
            assertEq(node.parent, 1);
            NodeClosing memory again = NodeClosing(2, by[i], under[i], now_(), soon());
            refuse(again, abi.encodeWithSelector(IAuthority.NodeNotInForce.selector, 2));
            vm.revertToState(before);
        }
    }

    function test_NobodyElseCloses() public {
        appoint(2, 1, CHEN, Powers.ADMIT_NODE);
        appoint(3, 1, DAI, Powers.ALL & ~Powers.ADMIT_NODE);
        uint32 admits = Powers.ADMIT_NODE;
        NodeClosing memory message = NodeClosing(2, BO, 0, now_(), soon());
        refuse(message, abi.encodeWithSelector(IAuthority.NotForNode.selector, 2, BO));
        message = NodeClosing(3, CORE, 0, now_(), soon()); // two levels above
        refuse(message, abi.encodeWithSelector(IAuthority.NotForNode.selector, 3, CORE));
        message = NodeClosing(2, BO, 2, now_(), soon());
        refuse(message, abi.encodeWithSelector(IAuthority.NotOfficer.selector, 2, BO));
        message = NodeClosing(3, CHEN, 2, now_(), soon()); // not below
        refuse(message, abi.encodeWithSelector(IRefusals.NotCompetent.selector, 2, 2, admits, now_()));
        message = NodeClosing(2, DAI, 3, now_(), soon());
        refuse(message, abi.encodeWithSelector(IRefusals.NotCompetent.selector, 3, 1, admits, now_()));
        message = NodeClosing(1, CORE, 0, now_(), soon());
        refuse(message, abi.encodeWithSelector(IAuthority.CoreNode.selector));
        message = NodeClosing(9, CORE, 0, now_(), soon());
        refuse(message, abi.encodeWithSelector(IAuthority.NodeNotInForce.selector, 9));

        message = NodeClosing(2, UNIT, 0, now_(), soon());
        bytes32 digest = authority.digestOfCloseNode(message);
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, UNIT, digest));
        authority.closeNode(message, seals(digest, list(CORE)));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.SignatureMissing.selector, UNIT));
        authority.closeNode(message, seals(digest, list(0)));
    }

    function test_ClosedNodesOfficersAreNobodyAndItsChildrenGoOn() public {
        appoint(2, 2, CHEN, Powers.FREEZE | Powers.BELOW);
        appoint(3, 3, CHEN, Powers.FREEZE);
        appoint(4, 1, CHEN, Powers.FREEZE | Powers.ADMIT_NODE | Powers.BELOW);
        pass(1 days);
        closeNode(2, UNIT, 0);
        assertFalse(authority.competent(2, Powers.FREEZE, 2, now_()));
        assertFalse(authority.competent(2, Powers.FREEZE, 3, now_()));
        assertTrue(authority.competent(2, Powers.FREEZE, 2, now_() - 1), "what was true stays true");
        assertTrue(authority.competent(2, Powers.FREEZE, 3, now_() - 1));
        assertTrue(authority.competent(3, Powers.FREEZE, 3, now_()), "a child's own officer");
        assertTrue(authority.competent(4, Powers.FREEZE, 2, now_()), "served from above");
        assertTrue(authority.competent(4, Powers.FREEZE, 3, now_()));

        appoint(5, 3, DAI, Powers.READ); // by the child's own operator
        pass(1);
        handOver(3, ANNA, BO);
        pass(1);
        Appointment memory officer = Appointment(6, 2, DAI, Powers.READ, 0, soon(), 0, now_(), soon());
        bytes memory blob = seals(authority.digestOfAppoint(officer), list(UNIT, DAI));
        vm.expectRevert(abi.encodeWithSelector(IAuthority.NodeNotInForce.selector, 2));
        authority.appoint(officer, blob);
        Admission memory child = Admission(4, 2, DAI, 3, 0, now_(), soon());
        blob = seals(authority.digestOfAdmit(child), list(UNIT, DAI));
        vm.expectRevert(abi.encodeWithSelector(IAuthority.NodeNotInForce.selector, 2));
        authority.admit(child, blob);
        NodeClosing memory below = NodeClosing(3, UNIT, 0, now_(), soon());
        refuse(below, abi.encodeWithSelector(IAuthority.NotForNode.selector, 3, UNIT)); // runs a closed node
        closeNode(3, CHEN, 4); // an officer from above
    }

    // ---- officers who sign for a node

    function test_OfficerWithThePowerAdmits() public {
        appoint(2, 2, CHEN, Powers.ADMIT_NODE);
        appoint(3, 2, DAI, Powers.GRANT_OFFICER);
        Admission memory message = Admission(4, 2, BO, 3, 2, now_(), soon());
        bytes32 digest = authority.digestOfAdmit(message);
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, CHEN, digest));
        authority.admit(message, seals(digest, list(UNIT, BO)));
        message.under = 3;
        digest = authority.digestOfAdmit(message);
        bytes memory reason = abi.encodeWithSelector(IRefusals.NotCompetent.selector, 3, 2, Powers.ADMIT_NODE, now_());
        vm.expectRevert(reason);
        authority.admit(message, seals(digest, list(DAI, BO)));
        message = Admission(4, 2, CHEN, 3, 2, now_(), soon());
        digest = authority.digestOfAdmit(message);
        vm.expectRevert(abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, CHEN));
        authority.admit(message, seals(digest, list(CHEN)));

        message = Admission(4, 2, BO, 3, 2, now_(), soon());
        digest = authority.digestOfAdmit(message);
        assertEq(abi.encode(authority.rollOfAdmit(message).seats), abi.encode(list(CHEN, BO)));
        assertEq(authority.admit(message, seals(digest, list(CHEN, BO))), 4);
        assertEq(authority.nodeOf(4).operator, BO);
    }

    function test_OfficerWithThePowerAppointsOthersButReachesBelowOnlyIfHeDoes() public {
        appoint(2, 2, CHEN, Powers.GRANT_OFFICER);
        appoint(3, 1, DAI, Powers.GRANT_OFFICER | Powers.BELOW);
        uint32 grants = Powers.GRANT_OFFICER;
        appointUnder(2, CHEN, 2, CHEN, Powers.READ, abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, CHEN));
        appointUnder(
            2,
            CHEN,
            2,
            BO,
            Powers.FREEZE | Powers.BELOW,
            abi.encodeWithSelector(IRefusals.NotCompetent.selector, 2, 2, grants | Powers.BELOW, now_())
        );
        appointUnder(
            2, CHEN, 3, BO, Powers.READ, abi.encodeWithSelector(IRefusals.NotCompetent.selector, 2, 3, grants, now_())
        );
        appointUnder(2, CHEN, 2, BO, Powers.FREEZE, ""); // a power that he does not have himself
        appointUnder(3, DAI, 2, BO, Powers.FREEZE | Powers.BELOW, "");
        assertTrue(authority.competent(4, Powers.FREEZE, 2, now_()));
        assertTrue(authority.competent(5, Powers.FREEZE, 3, now_()));
        end(2, CHEN, 0);
        appointUnder(
            2, CHEN, 2, BO, Powers.READ, abi.encodeWithSelector(IRefusals.NotCompetent.selector, 2, 2, grants, now_())
        );
        assertTrue(authority.competent(4, Powers.FREEZE, 2, now_()), "what he gave outlives his own");
    }

    function appointUnder(
        uint32 under,
        uint32 granting,
        uint32 node,
        uint32 officer,
        uint32 powers,
        bytes memory reason
    ) private {
        (,, uint32 given) = authority.counts();
        Appointment memory message = Appointment(given + 1, node, officer, powers, 0, soon(), under, now_(), soon());
        bytes memory blob =
            seals(authority.digestOfAppoint(message), granting == officer ? list(officer) : list(granting, officer));
        if (reason.length != 0) vm.expectRevert(reason);
        authority.appoint(message, blob);
    }

    function test_OfficerWithThePowerEndsAppointments() public {
        appoint(2, 2, CHEN, Powers.GRANT_OFFICER);
        appoint(3, 2, DAI, Powers.READ);
        AppointmentEnd memory message = AppointmentEnd(3, BO, 2, 0, now_(), soon());
        bytes memory blob = seals(authority.digestOfEndAppointment(message), list(BO));
        vm.expectRevert(abi.encodeWithSelector(IAuthority.NotOfficer.selector, 2, BO));
        authority.endAppointment(message, blob);
        message = AppointmentEnd(2, DAI, 3, 0, now_(), soon());
        blob = seals(authority.digestOfEndAppointment(message), list(DAI));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotCompetent.selector, 3, 2, Powers.GRANT_OFFICER, now_()));
        authority.endAppointment(message, blob);
        message = AppointmentEnd(1, CHEN, 2, 0, now_(), soon()); // at another node
        blob = seals(authority.digestOfEndAppointment(message), list(CHEN));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotCompetent.selector, 2, 1, Powers.GRANT_OFFICER, now_()));
        authority.endAppointment(message, blob);

        message = AppointmentEnd(3, CHEN, 2, 0, now_(), soon());
        blob = seals(authority.digestOfEndAppointment(message), list(CHEN));
        vm.expectEmit(address(authority));
        emit IAuthority.AppointmentEnded(3, now_());
        authority.endAppointment(message, blob);
    }
}
