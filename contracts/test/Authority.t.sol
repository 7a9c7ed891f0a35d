// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Admission,
    Appointment,
    AppointmentEnd,
    AppointmentRecord,
    Enrolment,
    IAuthority,
    NodeRecord,
    PartyRecord
} from "../src/interfaces/IAuthority.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Powers} from "../src/libraries/Powers.sol";
import {World} from "./World.sol";

contract AuthorityTest is World {
    uint32 private constant NEXT_PARTY = 8;

    // ---- constructor

    function test_RefusesMillisecondClock() public {
        vm.warp(1_800_000_000_000);
        bytes memory reason = abi.encodeWithSelector(IRefusals.MillisecondClock.selector, 1_800_000_000_000);
        bytes memory core = abi.encodePacked(address(1));
        refuseDeploy("Authority", abi.encode(SALT, core, bytes32(0), authorityLimits()), reason);
        reason = abi.encodeWithSelector(IRefusals.MillisecondClock.selector, 1e11);
        vm.warp(1e11);
        refuseDeploy("Authority", abi.encode(SALT, core, bytes32(0), authorityLimits()), reason);
        vm.warp(1e11 - 1);
        assertTrue(deploy("Authority", abi.encode(SALT, core, bytes32(0), authorityLimits())) != address(0));
    }

    function test_RefusesCoreWithoutSigner() public {
        bytes[2] memory none = [bytes(hex"01"), abi.encodePacked(address(0))];
        for (uint256 i; i < none.length; ++i) {
            bytes memory reason = abi.encodeWithSelector(IAuthority.SignerMalformed.selector, none[i]);
            refuseDeploy("Authority", abi.encode(SALT, none[i], bytes32(0), authorityLimits()), reason);
        }
    }

    function test_BeginsWithCoreAndNobodyElse() public {
        vm.expectEmit();
        emit IAuthority.Enrolled(1, 0, abi.encodePacked(address(7)), keccak256("id"), 2, 0, 0);
        vm.expectEmit();
        emit IAuthority.NodeAdmitted(1, 0, 1, 1);
        IAuthority fresh = IAuthority(
            deploy("Authority", abi.encode(SALT, abi.encodePacked(address(7)), keccak256("id"), authorityLimits()))
        );
        (uint32 parties, uint32 nodes, uint32 appointments) = fresh.counts();
        assertEq(parties, 1);
        assertEq(nodes, 1);
        assertEq(appointments, 0);
        PartyRecord memory core = fresh.partyOf(1);
        assertEq(core.signer, address(7));
        assertEq(core.since, now_());
        assertEq(core.kind, 2);
        NodeRecord memory node = fresh.nodeOf(1);
        assertEq(node.operator, 1);
        assertEq(node.kind, 1);
        assertEq(node.until, type(uint40).max);
        assertEq(fresh.salt(), SALT);
    }

    // ---- enrol

    function refuse(Enrolment memory message, uint32[] memory signers, bytes memory reason) private {
        bytes memory blob = seals(authority.digestOfEnrol(message), signers);
        vm.expectRevert(reason);
        authority.enrol(message, blob);
    }

    function refuse(Enrolment memory message, bytes memory reason) private {
        refuse(message, list(message.voucher, message.party), reason);
    }

    function test_EnrolmentCountsOnce() public {
        Enrolment memory message = enrolment(NEXT_PARTY, 1, OFFICER, APPOINTMENT);
        bytes memory blob = seals(authority.digestOfEnrol(message), list(OFFICER, NEXT_PARTY));
        assertEq(authority.enrol(message, blob), NEXT_PARTY);
        vm.expectRevert(abi.encodeWithSelector(IAuthority.WrongNumber.selector, NEXT_PARTY, NEXT_PARTY + 1));
        authority.enrol(message, blob);
    }

    function test_RefusesUnknownKindSignerAndGuardian() public {
        Enrolment memory message = enrolment(NEXT_PARTY, 0, OFFICER, APPOINTMENT);
        refuse(message, abi.encodeWithSelector(IAuthority.UnknownKind.selector, 0));
        message.kind = 4;
        refuse(message, abi.encodeWithSelector(IAuthority.UnknownKind.selector, 4));
        message.kind = 1;
        message.guardian = 99;
        refuse(message, abi.encodeWithSelector(IRefusals.UnknownParty.selector, 99));
        message.guardian = 0;
        message.signer = hex"";
        refuse(message, abi.encodeWithSelector(IAuthority.SignerMalformed.selector, ""));
    }

    function test_OnlyOrganisationsVouchWithoutAppointmentAndOnlyForPeople() public {
        refuse(enrolment(NEXT_PARTY, 1, ANNA, 0), abi.encodeWithSelector(IAuthority.VoucherUnfit.selector, ANNA, 1));
        refuse(enrolment(NEXT_PARTY, 2, UNIT, 0), abi.encodeWithSelector(IAuthority.VoucherUnfit.selector, UNIT, 2));
        refuse(enrolment(NEXT_PARTY, 1, 99, 0), abi.encodeWithSelector(IRefusals.UnknownParty.selector, 99));
        enrol(NEXT_PARTY, 1, UNIT, 0);
    }

    function test_OfficerVouchesOnlyUnderHisOwnAppointmentAndPower() public {
        refuse(
            enrolment(NEXT_PARTY, 1, ANNA, APPOINTMENT),
            abi.encodeWithSelector(IAuthority.NotOfficer.selector, APPOINTMENT, ANNA)
        );
        appoint(2, 1, ANNA, Powers.CONFIRM_TITLE);
        refuse(
            enrolment(NEXT_PARTY, 1, ANNA, 2),
            abi.encodeWithSelector(IRefusals.NotCompetent.selector, 2, 1, Powers.REGISTER_PARTY, now_())
        );
        refuse(
            enrolment(NEXT_PARTY, 1, ANNA, 3),
            abi.encodeWithSelector(IRefusals.NotCompetent.selector, 3, 0, Powers.REGISTER_PARTY, now_())
        );
    }

    function test_EnrolmentNeedsBothSignatures() public {
        Enrolment memory message = enrolment(NEXT_PARTY, 1, OFFICER, APPOINTMENT);
        refuse(message, list(0, NEXT_PARTY), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, OFFICER));
        refuse(message, list(OFFICER, 0), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, NEXT_PARTY));
        bytes32 digest = authority.digestOfEnrol(message);
        refuse(message, list(OFFICER, ANNA), abi.encodeWithSelector(IRefusals.NotSigned.selector, NEXT_PARTY, digest));
    }

    function test_PartyStandsAsItWasTold() public {
        Enrolment memory message = enrolment(NEXT_PARTY, 3, OFFICER, APPOINTMENT);
        message.guardian = ANNA;
        bytes memory blob = seals(authority.digestOfEnrol(message), list(OFFICER, NEXT_PARTY));
        vm.expectEmit(address(authority));
        emit IAuthority.Enrolled(NEXT_PARTY, OFFICER, message.signer, message.identity, 3, ANNA, 0);
        authority.enrol(message, blob);
        PartyRecord memory record = authority.partyOf(NEXT_PARTY);
        assertEq(record.signer, vm.addr(keyOf(NEXT_PARTY)));
        assertFalse(record.keyed);
        assertEq(record.kind, 3);
        assertEq(record.since, now_());
        assertEq(record.guardian, ANNA);
        assertEq(record.mayDispose, 0);
        assertEq(record.identity, message.identity);
    }

    function test_RefusesLateAndLongLivedActs() public {
        Enrolment memory message = enrolment(NEXT_PARTY, 1, OFFICER, APPOINTMENT);
        message.deadline = now_() + 90 days + 1;
        refuse(message, abi.encodeWithSelector(IRefusals.LifeTooLong.selector, message.deadline));
        message.deadline = now_() - 1;
        refuse(message, abi.encodeWithSelector(IRefusals.Late.selector, message.deadline, now_()));
    }

    // ---- admit

    function refuse(Admission memory message, uint32[] memory signers, bytes memory reason) private {
        bytes memory blob = seals(authority.digestOfAdmit(message), signers);
        vm.expectRevert(reason);
        authority.admit(message, blob);
    }

    function test_RefusesAdmissionsThatDoNotFit() public {
        Admission memory message = Admission(3, 1, UNIT, 2, 0, now_(), soon());
        refuse(message, list(CORE, UNIT), abi.encodeWithSelector(IAuthority.WrongNumber.selector, 3, 2));
        message.node = 2;
        message.kind = 1;
        refuse(message, list(CORE, UNIT), abi.encodeWithSelector(IAuthority.UnknownKind.selector, 1));
        message.kind = 3;
        message.parent = 9;
        refuse(message, list(CORE, UNIT), abi.encodeWithSelector(IAuthority.NodeNotInForce.selector, 9));
        message.parent = 1;
        refuse(message, list(CORE, 0), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, UNIT));
        refuse(message, list(0, UNIT), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, CORE));
        message.operator = 99;
        refuse(message, list(CORE, 99), abi.encodeWithSelector(IRefusals.UnknownParty.selector, 99));
    }

    function test_TreeHasThreeLevels() public {
        admit(2, 1, UNIT);
        admit(3, 2, ANNA);
        Admission memory message = Admission(4, 3, BO, 2, 0, now_(), soon());
        refuse(message, list(ANNA, BO), abi.encodeWithSelector(IAuthority.TooDeep.selector, 3));
        admit(4, 2, UNIT); // the same operator above and below signs once
        NodeRecord memory node = authority.nodeOf(4);
        assertEq(node.parent, 2);
        assertEq(node.operator, UNIT);
        assertEq(node.from, now_());
    }

    // ---- appoint and end

    function refuse(Appointment memory message, uint32[] memory signers, bytes memory reason) private {
        bytes memory blob = seals(authority.digestOfAppoint(message), signers);
        vm.expectRevert(reason);
        authority.appoint(message, blob);
    }

    function test_RefusesAppointmentsThatDoNotFit() public {
        Appointment memory message = Appointment(3, 1, ANNA, Powers.READ, now_(), soon(), 0, now_(), soon());
        uint32[] memory signers = list(CORE, ANNA);
        refuse(message, signers, abi.encodeWithSelector(IAuthority.WrongNumber.selector, 3, 2));
        message.appointment = 2;
        message.powers = 0;
        refuse(message, signers, abi.encodeWithSelector(IAuthority.UnknownPowers.selector, 0));
        message.powers = 1 << 17;
        refuse(message, signers, abi.encodeWithSelector(IAuthority.UnknownPowers.selector, 1 << 17));
        message.powers = Powers.ALL;
        message.until = now_();
        refuse(message, signers, abi.encodeWithSelector(IAuthority.PeriodEmpty.selector, now_(), now_()));
        message.until = soon();
        message.node = 9;
        refuse(message, signers, abi.encodeWithSelector(IAuthority.NodeNotInForce.selector, 9));
        message.node = 1;
        refuse(message, list(CORE, 0), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, ANNA));
        refuse(message, list(0, ANNA), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, CORE));
    }

    function test_AppointmentNeverReachesBack() public {
        Appointment memory message = Appointment(2, 1, ANNA, Powers.READ, 0, soon(), 0, now_(), soon());
        bytes memory blob = seals(authority.digestOfAppoint(message), list(CORE, ANNA));
        vm.warp(now_() + 1 hours);
        vm.expectEmit(address(authority));
        emit IAuthority.Appointed(2, 1, ANNA, Powers.READ, now_(), message.until);
        authority.appoint(message, blob);
        assertFalse(authority.competent(2, Powers.READ, 1, now_() - 1));
        assertTrue(authority.competent(2, Powers.READ, 1, now_()));
    }

    function test_OperatorOrOfficerEndsAnAppointmentAndNobodyElse() public {
        uint40 until = authority.appointmentOf(1).until;
        AppointmentEnd memory message = AppointmentEnd(1, ANNA, 0, now_(), now_(), soon());
        bytes memory blob = seals(authority.digestOfEndAppointment(message), list(ANNA));
        vm.expectRevert(abi.encodeWithSelector(IAuthority.NotOperatorNorOfficer.selector, 1, ANNA));
        authority.endAppointment(message, blob);

        end(1, OFFICER, now_() + 2 days);
        message = AppointmentEnd(1, CORE, 0, now_() + 2 days, now_(), soon());
        blob = seals(authority.digestOfEndAppointment(message), list(CORE));
        vm.expectRevert(abi.encodeWithSelector(IAuthority.NotEarlier.selector, now_() + 2 days, now_() + 2 days));
        authority.endAppointment(message, blob);

        vm.expectEmit(address(authority));
        emit IAuthority.AppointmentEnded(1, now_());
        end(1, CORE, 0);
        AppointmentRecord memory record = authority.appointmentOf(1);
        assertEq(record.until, now_());
        assertLt(record.until, until);
        assertEq(record.officer, OFFICER);
        assertEq(record.powers, Powers.ALL & ~Powers.BELOW);
    }

    function testFuzz_EndingChangesNoAnswerAboutEarlierSeconds(uint40 until, uint40 time) public {
        uint40 start = now_();
        vm.warp(start + 10 days);
        until = uint40(bound(until, start, start + 3000 days));
        time = uint40(bound(time, 0, now_() - 1));
        bool before = authority.competent(1, Powers.FREEZE, 1, time);
        assertEq(before, time >= start);
        end(1, CORE, until);
        assertEq(authority.competent(1, Powers.FREEZE, 1, time), before);
        uint40 effective = until > now_() ? until : now_();
        assertTrue(authority.competent(1, Powers.FREEZE, 1, effective - 1));
        assertFalse(authority.competent(1, Powers.FREEZE, 1, effective));
    }

    // ---- competent

    function test_ReachesBelowOnlyWithTheScope() public {
        admit(2, 1, UNIT); // below the core
        admit(3, 2, ANNA); // below 2
        admit(4, 1, BO); // beside 2
        appoint(2, 2, CHEN, Powers.FREEZE);
        appoint(3, 2, CHEN, Powers.FREEZE | Powers.BELOW);
        appoint(4, 1, CHEN, Powers.FREEZE | Powers.BELOW);
        bool[5][3] memory expected =
            [[false, false, true, false, false], [false, false, true, true, false], [false, true, true, true, true]];
        for (uint32 appointment = 2; appointment <= 4; ++appointment) {
            for (uint32 node = 0; node <= 4; ++node) {
                assertEq(authority.competent(appointment, Powers.FREEZE, node, now_()), expected[appointment - 2][node]);
            }
        }
        assertFalse(authority.competent(4, Powers.FREEZE, 9, now_()), "a node that does not exist");
        assertFalse(authority.competent(4, Powers.READ, 1, now_()), "a power not given");
        assertFalse(authority.competent(4, 0, 1, now_()), "no power at all");
        assertFalse(authority.competent(9, Powers.FREEZE, 1, now_()), "an appointment that does not exist");
    }

    function test_NotBeforeTheNodeActedForWasAdmitted() public {
        appoint(2, 1, CHEN, Powers.FREEZE | Powers.BELOW);
        vm.warp(now_() + 1 days);
        admit(2, 1, UNIT);
        assertTrue(authority.competent(2, Powers.FREEZE, 2, now_()));
        assertFalse(authority.competent(2, Powers.FREEZE, 2, now_() - 1));
        assertTrue(authority.competent(2, Powers.FREEZE, 1, now_() - 1));
    }
}
