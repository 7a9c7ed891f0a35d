// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Roll} from "../src/interfaces/IAuthority.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {
    ContractCancellation,
    ContractChange,
    ContractRecord,
    ContractRegistration,
    ITechContracts,
    Statement
} from "../src/interfaces/ITechContracts.sol";
import {ITitleRegistry} from "../src/interfaces/ITitleRegistry.sol";
import {Powers} from "../src/libraries/Powers.sol";
import {World} from "./World.sol";

/// See TechContracts.tree.
contract TechContractsTest is World {
    bytes32 private a;

    function setUp() public override {
        super.setUp();
        a = title("a", terms(1, table(ANNA, WHOLE / 2, BO)));
    }

    /// Anna and Bo, who hold the title, license a secret to Chen; Anna applies.
    function registration() private view returns (ContractRegistration memory) {
        return ContractRegistration(
            matter(a, APPOINTMENT), 1, 3, 2, 1, 0, ANNA, list(ANNA, BO), list(CHEN), keccak256("terms")
        );
    }

    function register(ContractRegistration memory message) private returns (bytes32 number) {
        number = techContracts.digestOfRegisterContract(message);
        techContracts.registerContract(message, all(techContracts.rollOfRegisterContract(message), number));
    }

    function refuse(ContractRegistration memory message, bytes memory reason) private {
        bytes memory blob =
            all(techContracts.rollOfRegisterContract(message), techContracts.digestOfRegisterContract(message));
        vm.expectRevert(reason);
        techContracts.registerContract(message, blob);
    }

    function refuse(ContractRegistration memory message, uint32[] memory signers, bytes memory reason) private {
        bytes memory blob = seals(techContracts.digestOfRegisterContract(message), signers);
        vm.expectRevert(reason);
        techContracts.registerContract(message, blob);
    }

    function statement(bytes32 number, uint32 party, uint32 count) private view returns (Statement memory) {
        bytes32 about = techContracts.contractOf(number).achievement;
        return Statement(matter(about, 0), number, party, count, 1, keccak256("figures"));
    }

    function state(Statement memory message) private {
        bytes32 digest = techContracts.digestOfStateContract(message);
        techContracts.stateContract(message, all(techContracts.rollOfStateContract(message), digest));
    }

    function refuse(Statement memory message, bytes memory reason) private {
        bytes memory blob = seals(techContracts.digestOfStateContract(message), list(message.party));
        vm.expectRevert(reason);
        techContracts.stateContract(message, blob);
    }

    function change(bytes32 number, uint16 count) private view returns (ContractChange memory) {
        bytes32 about = techContracts.contractOf(number).achievement;
        return ContractChange(matter(about, APPOINTMENT), number, count, 1, keccak256("other terms"));
    }

    function alter(ContractChange memory message) private {
        bytes32 digest = techContracts.digestOfChangeContract(message);
        techContracts.changeContract(message, all(techContracts.rollOfChangeContract(message), digest));
    }

    function refuse(ContractChange memory message, uint32[] memory signers, bytes memory reason) private {
        bytes memory blob = seals(techContracts.digestOfChangeContract(message), signers);
        vm.expectRevert(reason);
        techContracts.changeContract(message, blob);
    }

    function cancellation(bytes32 number, uint8 ground) private view returns (ContractCancellation memory) {
        bytes32 about = techContracts.contractOf(number).achievement;
        return ContractCancellation(matter(about, APPOINTMENT), number, ground);
    }

    function cancel(ContractCancellation memory message) private {
        bytes32 digest = techContracts.digestOfCancelContract(message);
        techContracts.cancelContract(message, all(techContracts.rollOfCancelContract(message), digest));
    }

    function refuse(ContractCancellation memory message, uint32[] memory signers, bytes memory reason) private {
        bytes memory blob = seals(techContracts.digestOfCancelContract(message), signers);
        vm.expectRevert(reason);
        techContracts.cancelContract(message, blob);
    }

    function parties() private pure returns (uint32[] memory) {
        return list(OFFICER, ANNA, BO, CHEN);
    }

    // ---- registration

    function test_RecordsWhatWasTold() public {
        ContractRegistration memory message = registration();
        bytes32 number = techContracts.digestOfRegisterContract(message);
        bytes memory blob = seals(number, list(OFFICER, ANNA, BO));
        vm.expectEmit(address(techContracts));
        emit ITechContracts.ContractRegistered(
            number, a, 1, 3, 2, 1, 0, ANNA, message.sellers, message.buyers, message.terms, message.matter.filing
        );
        techContracts.registerContract(message, blob);

        ContractRecord memory record = techContracts.contractOf(number);
        ContractRecord memory expected =
            ContractRecord(a, 1, 3, 2, 1, 1, 0, 0, ANNA, now_(), message.sellers, message.buyers, 0, message.terms);
        assertEq(abi.encode(record), abi.encode(expected));
        assertEq(techContracts.countOf(a), 1);
        assertEq(techContracts.contractsOf(a, 0, 9)[0], number);
        assertEq(techContracts.countOf(0), 0);
    }

    function test_RefusesTheSameContractTwice() public {
        ContractRegistration memory message = registration();
        bytes32 number = register(message);
        refuse(message, abi.encodeWithSelector(ITechContracts.ContractExists.selector, number));
        cancel(cancellation(number, 1));
        refuse(message, abi.encodeWithSelector(ITechContracts.ContractExists.selector, number));
    }

    function test_RefusesWhatIsOutOfTime() public {
        ContractRegistration memory message = registration();
        message.matter.deadline = now_() + LONGEST_LIFE + 1;
        refuse(message, abi.encodeWithSelector(IRefusals.LifeTooLong.selector, message.matter.deadline));
        message = registration();
        message.matter.draftedAt += 1;
        refuse(message, abi.encodeWithSelector(IRefusals.DraftedAhead.selector, now_() + 1, now_()));
        message = registration();
        vm.warp(message.matter.deadline + 1);
        refuse(message, abi.encodeWithSelector(IRefusals.Late.selector, now_() - 1, now_()));
        vm.warp(now_() - 1);
        register(message);
    }

    function test_KnowsExactlyTheKindsOfTheLaw() public {
        uint8[6] memory most = [0, 2, 4, 2, 1, 3];
        for (uint8 kind; kind < 9; ++kind) {
            for (uint8 sub; sub < 7; ++sub) {
                ContractRegistration memory message = registration();
                (message.kind, message.subKind) = (kind, sub);
                if (kind < 6 && sub != 0 && sub <= most[kind]) {
                    register(message);
                } else {
                    refuse(message, abi.encodeWithSelector(ITechContracts.UnknownContractKind.selector, kind, sub));
                }
            }
        }
        ContractRegistration memory last = registration();
        (last.kind, last.subKind) = (255, 1);
        refuse(last, abi.encodeWithSelector(ITechContracts.UnknownContractKind.selector, 255, 1));
    }

    function test_BasisFitsAchievementAndSource() public {
        for (uint8 basis; basis < 7; ++basis) {
            for (uint256 i; i < 4; ++i) {
                ContractRegistration memory message = registration();
                (bool named, bool sourced) = (i & 1 != 0, i & 2 != 0);
                message.basis = basis;
                if (!named) message.matter.achievement = 0;
                if (sourced) message.source = keccak256("source");
                bool fits = named
                    ? (basis == 1 && !sourced) || basis == 2 || ((basis == 3 || basis == 4) && sourced)
                    : basis == 0 && !sourced;
                if (fits) register(message);
                else refuse(message, abi.encodeWithSelector(ITechContracts.WrongContractBasis.selector, basis));
            }
        }
        assertEq(techContracts.countOf(0), 1);
        assertEq(techContracts.countOf(a), 5);
    }

    function test_RefusesWrongParties() public {
        ContractRegistration memory message = registration();
        message.buyers = new uint32[](0);
        refuse(message, abi.encodeWithSelector(ITechContracts.WrongParties.selector, 0));
        message.buyers = list(CHEN, DAI, CHEN);
        refuse(message, abi.encodeWithSelector(ITechContracts.WrongParties.selector, CHEN));
        message.buyers = list(CHEN, BO);
        refuse(message, abi.encodeWithSelector(ITechContracts.WrongParties.selector, BO));
        message.buyers = list(CHEN, 99);
        refuse(message, abi.encodeWithSelector(IRefusals.UnknownParty.selector, 99));
        message.buyers = list(CHEN, 0);
        refuse(message, abi.encodeWithSelector(IRefusals.UnknownParty.selector, 0));
        message = registration();
        message.sellers = list(ANNA, BO, ANNA);
        refuse(message, abi.encodeWithSelector(ITechContracts.WrongParties.selector, ANNA));
        message.sellers = new uint32[](0);
        refuse(message, abi.encodeWithSelector(ITechContracts.WrongParties.selector, 0));
        message = registration();
        message.applicant = DAI;
        refuse(message, abi.encodeWithSelector(ITechContracts.ApplicantUnfit.selector, DAI));
    }

    function many(uint32 first, uint256 count) private pure returns (uint32[] memory numbers) {
        numbers = new uint32[](count);
        for (uint32 i; i < count; ++i) {
            numbers[i] = first + i;
        }
    }

    function test_SixteenSellAndSixteenBuyNoMore() public {
        for (uint32 party = DAI + 1; party < 41; ++party) {
            enrol(party, 1, OFFICER, APPOINTMENT);
        }
        ContractRegistration memory message = registration();
        (message.matter.achievement, message.basis) = (0, 0);
        (message.sellers, message.applicant) = (many(8, 17), 8);
        refuse(message, abi.encodeWithSelector(ITechContracts.WrongParties.selector, 0));
        message.sellers = many(8, 16);
        message.buyers = many(24, 17);
        refuse(message, abi.encodeWithSelector(ITechContracts.WrongParties.selector, 0));
        message.buyers = many(24, 16);
        bytes32 number = register(message);
        Roll memory roll = techContracts.rollOfChangeContract(change(number, 1));
        assertEq(roll.seats.length, 33);
        assertEq(roll.must, (1 << 33) - 1);
        alter(change(number, 1));
    }

    function test_OnlyAConfirmedAchievementIsNamed() public {
        register(registration("claimed", table(UNIT)));
        ContractRegistration memory message = registration();
        message.basis = 2;
        message.matter.achievement = numberOf("claimed");
        bytes4 wrong = ITitleRegistry.WrongStatus.selector;
        refuse(message, abi.encodeWithSelector(wrong, numberOf("claimed"), 1));
        message.matter.achievement = keccak256("nothing");
        refuse(message, abi.encodeWithSelector(wrong, keccak256("nothing"), 0));
    }

    function test_HoldersOfTodayAreExactlyThose() public {
        ContractRegistration memory message = registration();
        message.sellers = list(ANNA);
        refuse(message, abi.encodeWithSelector(ITechContracts.SellersNotHolders.selector, BO));
        message.sellers = list(ANNA, DAI, BO);
        refuse(message, abi.encodeWithSelector(ITechContracts.SellersNotHolders.selector, DAI));
        message.sellers = list(BO, ANNA);
        register(message);
        message = registration();
        (message.sellers, message.basis) = (list(ANNA), 2);
        register(message);
    }

    function test_SellersAndTheApplicantSign() public {
        ContractRegistration memory message = registration();
        bytes4 missing = IRefusals.SignatureMissing.selector;
        refuse(message, list(OFFICER, ANNA, 0), abi.encodeWithSelector(missing, BO));
        refuse(message, list(OFFICER, 0, BO), abi.encodeWithSelector(missing, ANNA));
        refuse(message, list(0, ANNA, BO), abi.encodeWithSelector(missing, OFFICER));
        bytes32 digest = techContracts.digestOfRegisterContract(message);
        refuse(message, list(OFFICER, BO, ANNA), abi.encodeWithSelector(IRefusals.NotSigned.selector, ANNA, digest));
        message.applicant = CHEN;
        refuse(message, list(OFFICER, ANNA, BO, 0), abi.encodeWithSelector(missing, CHEN));
        Roll memory roll = techContracts.rollOfRegisterContract(message);
        assertEq(abi.encode(roll.seats), abi.encode(parties()));
        assertEq(roll.must, 15);
        register(message);
    }

    function test_RefusesOfficerWhoIsAPartyOrWithoutThePower() public {
        ContractRegistration memory message = registration();
        message.buyers = list(CHEN, OFFICER);
        refuse(message, list(OFFICER, ANNA, BO), abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, OFFICER));
        appoint(2, 1, ANNA, Powers.REGISTER_CONTRACT);
        message = registration();
        message.matter.appointment = 2;
        refuse(message, list(ANNA, ANNA, BO), abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, ANNA));
        admit(2, 1, UNIT);
        message = registration();
        message.node = 2;
        refuse(
            message,
            abi.encodeWithSelector(IRefusals.NotCompetent.selector, APPOINTMENT, 2, Powers.REGISTER_CONTRACT, now_())
        );
        appoint(3, 1, DAI, Powers.ALL & ~Powers.REGISTER_CONTRACT);
        message = registration();
        message.matter.appointment = 3;
        refuse(message, abi.encodeWithSelector(IRefusals.NotCompetent.selector, 3, 1, Powers.REGISTER_CONTRACT, now_()));
    }

    // ---- statements

    function test_StatementsAreNumberedPartyByParty() public {
        bytes32 number = register(registration());
        Statement memory message = statement(number, CHEN, 1);
        bytes32 digest = techContracts.digestOfStateContract(message);
        bytes memory blob = seals(digest, list(CHEN));
        vm.expectEmit(address(techContracts));
        emit ITechContracts.Stated(number, a, CHEN, 1, 1, message.commitment, digest, message.matter.filing);
        techContracts.stateContract(message, blob);
        bytes4 wrong = ITechContracts.WrongSequence.selector;
        refuse(message, abi.encodeWithSelector(wrong, 1, 2));
        refuse(statement(number, CHEN, 3), abi.encodeWithSelector(wrong, 3, 2));
        state(statement(number, ANNA, 1)); // another's statement takes nobody's number
        Statement memory second = statement(number, CHEN, 2);
        second.kind = 2;
        state(second);
        assertEq(techContracts.statementsOf(number, CHEN), 2);
        assertEq(techContracts.statementsOf(number, ANNA), 1);
        assertEq(techContracts.statementsOf(number, BO), 0);
        assertEq(techContracts.contractOf(number).statements, 3);
        assertEq(techContracts.contractOf(number).status, 1);
    }

    function test_RefusesUnfitStatements() public {
        bytes32 number = register(registration());
        bytes4 unfit = ITechContracts.StatementUnfit.selector;
        refuse(statement(number, DAI, 1), abi.encodeWithSelector(unfit, DAI, 1));
        Statement memory message = statement(number, CHEN, 1);
        message.kind = 0;
        refuse(message, abi.encodeWithSelector(unfit, CHEN, 0));
        message.kind = 3;
        refuse(message, abi.encodeWithSelector(unfit, CHEN, 3));
        message = statement(number, CHEN, 1);
        message.matter.achievement = 0;
        refuse(message, abi.encodeWithSelector(ITechContracts.WrongMatter.selector, 0, a));
        message = statement(keccak256("none"), CHEN, 1);
        refuse(message, abi.encodeWithSelector(ITechContracts.UnknownContract.selector, keccak256("none")));
        message = statement(number, CHEN, 1);
        bytes32 digest = techContracts.digestOfStateContract(message);
        bytes memory blob = seals(digest, list(ANNA));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, CHEN, digest));
        techContracts.stateContract(message, blob);
        cancel(cancellation(number, 2));
        refuse(message, abi.encodeWithSelector(ITechContracts.ContractClosed.selector, number));
    }

    // ---- changes

    function test_ChangesTermsAndSubKindWithEveryParty() public {
        bytes32 number = register(registration());
        ContractChange memory message = change(number, 1);
        bytes4 missing = IRefusals.SignatureMissing.selector;
        refuse(message, list(OFFICER, ANNA, BO, 0), abi.encodeWithSelector(missing, CHEN));
        refuse(message, list(OFFICER, 0, BO, CHEN), abi.encodeWithSelector(missing, ANNA));
        bytes32 digest = techContracts.digestOfChangeContract(message);
        bytes memory blob = seals(digest, parties());
        vm.expectEmit(address(techContracts));
        emit ITechContracts.ContractChanged(number, a, 1, 1, message.terms, digest, message.matter.filing);
        techContracts.changeContract(message, blob);
        ContractRecord memory record = techContracts.contractOf(number);
        assertEq(record.status, 2);
        assertEq(record.changes, 1);
        assertEq(record.subKind, 1);
        assertEq(record.terms, keccak256("other terms"));
        assertEq(record.kind, 3);
        refuse(message, parties(), abi.encodeWithSelector(ITechContracts.WrongSequence.selector, 1, 2));
        alter(change(number, 2));
    }

    function test_RefusesUnfitChanges() public {
        bytes32 number = register(registration());
        ContractChange memory message = change(number, 1);
        message.subKind = 3;
        refuse(message, parties(), abi.encodeWithSelector(ITechContracts.UnknownContractKind.selector, 3, 3));
        message = change(number, 1);
        message.matter.achievement = numberOf("other");
        bytes4 wrong = ITechContracts.WrongMatter.selector;
        refuse(message, parties(), abi.encodeWithSelector(wrong, numberOf("other"), a));
        message = change(keccak256("none"), 1);
        refuse(
            message, list(OFFICER), abi.encodeWithSelector(ITechContracts.UnknownContract.selector, keccak256("none"))
        );
        appoint(2, 1, CHEN, Powers.REGISTER_CONTRACT);
        message = change(number, 1);
        message.matter.appointment = 2;
        refuse(message, list(CHEN, ANNA, BO, CHEN), abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, CHEN));
        message = change(number, 1);
        cancel(cancellation(number, 1));
        refuse(message, parties(), abi.encodeWithSelector(ITechContracts.ContractClosed.selector, number));
    }

    // ---- cancellations

    function test_CancelsOnceWithEveryParty() public {
        bytes32 number = register(registration());
        ContractCancellation memory message = cancellation(number, 1);
        refuse(message, list(OFFICER, ANNA, 0, CHEN), abi.encodeWithSelector(IRefusals.SignatureMissing.selector, BO));
        bytes32 digest = techContracts.digestOfCancelContract(message);
        bytes memory blob = seals(digest, parties());
        vm.expectEmit(address(techContracts));
        emit ITechContracts.ContractCancelled(number, a, 1, digest, message.matter.filing);
        techContracts.cancelContract(message, blob);
        assertEq(techContracts.contractOf(number).status, 3);
        refuse(message, parties(), abi.encodeWithSelector(ITechContracts.ContractClosed.selector, number));
        assertEq(techContracts.countOf(a), 1, "it stays on record");
    }

    function test_FraudIsCancelledByTheOfficerAloneWhoIsNoParty() public {
        bytes32 number = register(registration());
        appoint(2, 1, CHEN, Powers.REGISTER_CONTRACT);
        ContractCancellation memory message = cancellation(number, 3);
        message.matter.appointment = 2;
        refuse(message, list(CHEN), abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, CHEN));
        message = cancellation(number, 3);
        assertEq(techContracts.rollOfCancelContract(message).seats.length, 1);
        cancel(message);
        assertEq(techContracts.contractOf(number).status, 3);
    }

    function test_RefusesUnfitCancellations() public {
        bytes32 number = register(registration());
        bytes4 ground = ITitleRegistry.UnknownGround.selector;
        refuse(cancellation(number, 0), parties(), abi.encodeWithSelector(ground, 0));
        refuse(cancellation(number, 4), parties(), abi.encodeWithSelector(ground, 4));
        ContractCancellation memory message = cancellation(number, 3);
        message.matter.achievement = 0;
        refuse(message, list(OFFICER), abi.encodeWithSelector(ITechContracts.WrongMatter.selector, 0, a));
        message = cancellation(keccak256("none"), 3);
        refuse(
            message, list(OFFICER), abi.encodeWithSelector(ITechContracts.UnknownContract.selector, keccak256("none"))
        );
    }

    // ---- lists

    function testFuzz_EveryPageIsThatPartOfTheList(uint256 first, uint256 most) public {
        bytes32[] memory numbers = new bytes32[](3);
        for (uint256 i; i < 3; ++i) {
            ContractRegistration memory message = registration();
            message.terms = bytes32(i);
            numbers[i] = register(message);
        }
        bytes32[] memory whole = techContracts.contractsOf(a, 0, type(uint256).max);
        assertEq(abi.encode(whole), abi.encode(numbers));
        assertEq(techContracts.contractsOf(a, first, 0).length, 0);
        first = bound(first, 0, 1) == 0 ? first : bound(first, 0, 4);
        bytes32[] memory page = techContracts.contractsOf(a, first, most);
        uint256 rest = first < 3 ? 3 - first : 0;
        assertEq(page.length, most < rest ? most : rest);
        for (uint256 i; i < page.length; ++i) {
            assertEq(page[i], numbers[first + i]);
        }
    }
}
