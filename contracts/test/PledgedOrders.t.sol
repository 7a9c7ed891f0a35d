// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IPledges, Pledging, Release} from "../src/interfaces/IPledges.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {
    Confirmation,
    ITitleRegistry,
    Movement,
    Order,
    OrderTerms,
    Share,
    Terms
} from "../src/interfaces/ITitleRegistry.sol";
import {Hearing} from "./Hearing.sol";

/// See PledgedOrders.tree.
contract PledgedOrdersTest is Hearing {
    uint32 private constant BANK = 10;
    uint32 private constant THIRD = WHOLE / 3;
    uint32 private constant PLEDGED = THIRD - 100;
    bytes32 private pledged;

    /// A title of Anna, Bo and Chen; Anna and Chen have pledged to a bank.
    function setUp() public override {
        super.setUp();
        enrol(BANK, 2, OFFICER, APPOINTMENT);
        a = title("a", terms(1, table(ANNA, THIRD, BO, THIRD, CHEN)));
        Share[] memory parts = new Share[](2);
        (parts[0], parts[1]) = (Share(ANNA, PLEDGED), Share(CHEN, 50));
        pledged = pledge(parts);
    }

    function pledge(Share[] memory parts) private returns (bytes32 number) {
        Pledging memory m = Pledging(act(a, APPOINTMENT), BANK, parts);
        number = pledges.digestOfPledge(m);
        pledges.pledge(m, all(pledges.rollOfPledge(m), number));
    }

    function release() private {
        Release memory m = Release(fresh(0), pledged);
        pledges.release(m, seals(pledges.digestOfRelease(m), list(BANK)));
    }

    function enforce(uint8 ground, Movement[] memory movements, uint32[] memory signers) private {
        announce(announcing(ground, movements));
        vm.warp(now_() + 15 days);
        Order memory m = Order(act(a, APPOINTMENT), BENCH, OrderTerms(ground, movements));
        registry.enforce(m, seals(titleRolls.digestOfEnforce(m), signers));
    }

    function movements_(uint32 from, uint32 one, uint32 units, uint32 other)
        private
        pure
        returns (Movement[] memory both)
    {
        both = new Movement[](2);
        both[0] = Movement(from, one, units);
        both[1] = Movement(from, other, THIRD - units);
    }

    /// Bit i: row i is marked.
    function marks() private view returns (uint256 bits) {
        uint256[] memory words = registry.wordsOf(a);
        for (uint256 i; i < head().entries; ++i) {
            bits |= (words[i / 4] >> 64 * (i % 4) + 32 & 1) << i;
        }
    }

    function partsAre(Share[] memory parts) private view {
        assertEq(abi.encode(pledges.pledgeOf(pledged).parts), abi.encode(parts));
    }

    function pair(uint32 one, uint32 unitsOfOne, uint32 other, uint32 unitsOfOther)
        private
        pure
        returns (Share[] memory parts)
    {
        parts = new Share[](2);
        (parts[0], parts[1]) = (Share(one, unitsOfOne), Share(other, unitsOfOther));
    }

    // ---- units move

    function test_ByDeathThePledgeGoesToTheHeirAndTheBankIsNotAsked() public {
        enforce(1, movement(ANNA, DAI, THIRD), list(OFFICER, JUDGE, DAI));
        partsAre(pair(CHEN, 50, DAI, PLEDGED));
        assertEq(marks(), 6, "Bo, Chen, Dai");
        assertEq(pledges.pledgedOf(a, ANNA), 0);
    }

    function test_ByMergerThePledgeFillsTheReceiversInOrder() public {
        enforce(2, movements_(ANNA, BO, THIRD - 300, DAI), list(OFFICER, JUDGE, BO, DAI));
        Share[] memory parts = new Share[](3);
        (parts[0], parts[1], parts[2]) = (Share(BO, THIRD - 300), Share(CHEN, 50), Share(DAI, 200));
        partsAre(parts);
        assertEq(marks(), 7);
    }

    function test_HeirWhoPledgedHimselfHasBothParts() public {
        enforce(1, movement(ANNA, CHEN, THIRD), list(OFFICER, JUDGE, CHEN));
        Share[] memory parts = new Share[](1);
        parts[0] = Share(CHEN, PLEDGED + 50);
        partsAre(parts);
        assertEq(marks(), 2, "Bo, Chen");
    }

    function test_ByJudgmentOnlyWhatIsNoLongerCoveredGoes() public {
        enforce(3, movement(ANNA, DAI, 100), list(OFFICER, JUDGE));
        partsAre(pair(ANNA, PLEDGED, CHEN, 50));
        assertEq(marks(), 5, "Anna, Chen");
        enforce(3, movement(ANNA, DAI, 30), list(OFFICER, JUDGE));
        Share[] memory parts = new Share[](3);
        (parts[0], parts[1], parts[2]) = (Share(ANNA, PLEDGED - 30), Share(CHEN, 50), Share(DAI, 30));
        partsAre(parts);
        assertEq(marks(), 13, "Anna, Chen, Dai");
    }

    function test_PledgeeWhoReceivesKeepsThePledgeUntilHeReleasesIt() public {
        enforce(2, movement(ANNA, BANK, THIRD), list(OFFICER, JUDGE, BANK));
        partsAre(pair(CHEN, 50, BANK, PLEDGED));
        assertEq(marks(), 6, "Chen, Bank");
        uint32 version = head().version;
        release();
        assertEq(marks(), 0);
        assertEq(head().version, version);
        assertEq(pledges.pledgesOf(a).length, 0);
    }

    function test_ByJudgmentThePledgeeReceivesWithoutSealingAnything() public {
        enforce(3, movement(ANNA, BANK, THIRD), list(OFFICER, JUDGE));
        partsAre(pair(CHEN, 50, BANK, PLEDGED));
        assertEq(pledges.pledgedOf(a, BANK), PLEDGED);
    }

    // ---- the title closes

    function test_PledgesOfATitleThatAnOrderClosedAreReleasedAllTheSame() public {
        for (uint8 ground = 4; ground <= 6; ++ground) {
            uint256 state = vm.snapshotState();
            enforce(ground, new Movement[](0), list(OFFICER, JUDGE));
            assertEq(marks(), 5, "as they were");
            partsAre(pair(ANNA, PLEDGED, CHEN, 50));
            bytes memory before = abi.encode(head(), registry.trailOf(a), registry.holdingsOf(a));
            uint256[] memory words = registry.wordsOf(a);
            words[0] &= ~uint256(1 << 32);
            words[0] &= ~(uint256(1) << 160);
            vm.expectEmit(address(registry));
            emit ITitleRegistry.Discharged(a, head().version, words);
            release();
            assertEq(head().status, 5);
            assertEq(marks(), 0);
            assertEq(abi.encode(head(), registry.trailOf(a), registry.holdingsOf(a)), before);
            Release memory m = Release(fresh(0), pledged);
            bytes memory blob = seals(pledges.digestOfRelease(m), list(BANK));
            vm.expectRevert(abi.encodeWithSelector(IPledges.PledgeClosed.selector, pledged));
            pledges.release(m, blob);
            assertTrue(vm.revertToState(state));
        }
    }

    function test_NobodyButThePledgeeReleasesWhatAnOrderClosed() public {
        enforce(6, new Movement[](0), list(OFFICER, JUDGE));
        Release memory m = Release(fresh(0), pledged);
        bytes memory blob = seals(pledges.digestOfRelease(m), list(ANNA));
        bytes memory empty = seals(pledges.digestOfRelease(m), list(0));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, BANK, pledges.digestOfRelease(m)));
        pledges.release(m, blob);
        vm.expectRevert(abi.encodeWithSelector(IRefusals.SignatureMissing.selector, BANK));
        pledges.release(m, empty);
        assertEq(marks(), 5);
    }

    function test_NothingIsPledgedOfAClosedTitle() public {
        enforce(5, new Movement[](0), list(OFFICER, JUDGE));
        Share[] memory parts = new Share[](1);
        parts[0] = Share(BO, 1);
        Pledging memory m = Pledging(act(a, APPOINTMENT), BANK, parts);
        bytes memory blob = all(pledges.rollOfPledge(m), pledges.digestOfPledge(m));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.WrongStatus.selector, a, 5));
        pledges.pledge(m, blob);
    }

    // ---- a proposal in between

    function proposed() private returns (Terms memory content) {
        content = terms(2, table(CHEN, 60, BO, THIRD, ANNA));
        propose(proposal(a, content));
        vm.warp(now_() + LEAST_NOTICE);
    }

    function test_UnitsPledgedSinceTheProposalStayPledgedInIt() public {
        Terms memory content = proposed();
        Share[] memory parts = new Share[](1);
        parts[0] = Share(BO, 1);
        pledge(parts);
        confirm(confirmation(a, content));
        assertEq(marks(), 7, "Chen, Bo, Anna");
        assertEq(registry.holdingsOf(a)[0].party, CHEN);
    }

    function test_UnitsFreedSinceTheProposalAreFree() public {
        Terms memory content = proposed();
        release();
        confirm(confirmation(a, content));
        assertEq(marks(), 0);
    }

    function test_UnitsPledgedSinceTheProposalAreNotProposedAway() public {
        Terms memory content = proposed();
        Share[] memory parts = new Share[](1);
        parts[0] = Share(CHEN, 61);
        pledge(parts);
        Confirmation memory m = confirmation(a, content);
        bytes memory blob = all(titleRolls.rollOfConfirm(m), titleRolls.digestOfConfirm(m));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.PledgesStand.selector, CHEN, 61));
        registry.confirm(m, blob);
    }

    function test_UnitsThatAnOrderMovedMakeTheProposalStale() public {
        Terms memory content = proposed();
        enforce(3, movement(ANNA, BO, 1), list(OFFICER, JUDGE));
        Confirmation memory m = confirmation(a, content);
        bytes memory blob = all(titleRolls.rollOfConfirm(m), titleRolls.digestOfConfirm(m));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.ProposalStale.selector, a));
        registry.confirm(m, blob);
    }
}
