// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Pledging} from "../src/interfaces/IPledges.sol";
import {Confirmation, ITitleRegistry, Share, Terms} from "../src/interfaces/ITitleRegistry.sol";
import {World} from "./World.sol";

/// See Marks.tree.
contract MarksTest is World {
    uint32 private constant THIRD = WHOLE / 3;
    uint32 private constant PLEDGED = 1000;
    bytes32 private a;

    /// A title of Anna, Bo and Chen; Bo and Chen have pledged to Dai.
    function setUp() public override {
        super.setUp();
        a = title("a", terms(1, table(ANNA, THIRD, BO, THIRD, CHEN)));
        pledge(BO, PLEDGED);
        pledge(CHEN, 1);
        pledge(BO, 500);
    }

    function pledge(uint32 party, uint32 units) private {
        Share[] memory parts = new Share[](1);
        parts[0] = Share(party, units);
        Pledging memory message = Pledging(act(a, APPOINTMENT), DAI, parts);
        pledges.pledge(message, all(pledges.rollOfPledge(message), pledges.digestOfPledge(message)));
    }

    function proposed(Share[] memory shares) private returns (Terms memory content) {
        content = terms(1, shares);
        propose(proposal(a, content));
        vm.warp(now_() + LEAST_NOTICE);
    }

    function refused(Share[] memory shares, uint32 holder, uint256 units) private {
        uint256 before = vm.snapshotState();
        Terms memory content = proposed(shares);
        Confirmation memory message = confirmation(a, content);
        bytes memory blob = all(titleRolls.rollOfConfirm(message), titleRolls.digestOfConfirm(message));
        vm.expectRevert(abi.encodeWithSelector(ITitleRegistry.PledgesStand.selector, holder, units));
        registry.confirm(message, blob);
        vm.revertToState(before);
    }

    function marked(uint32 party) private view returns (bool) {
        Share[] memory shares = registry.holdingsOf(a);
        for (uint256 i; i < shares.length; ++i) {
            if (shares[i].party == party) return registry.wordsOf(a)[i / 4] >> 64 * (i % 4) + 32 & 1 != 0;
        }
        revert("no holder");
    }

    function test_RefusesTablesThatLeaveAPledgorTooLittle() public {
        refused(table(ANNA, THIRD, CHEN), BO, PLEDGED);
        refused(table(ANNA, 2 * THIRD, BO), CHEN, 1);
        refused(table(ANNA, 2 * THIRD, CHEN, THIRD - PLEDGED + 1, BO), BO, PLEDGED);
    }

    function test_PledgorsKeepTheirMarksWithJustEnoughUnits() public {
        confirm(confirmation(a, proposed(table(CHEN, 1, BO, PLEDGED, ANNA))));
        assertTrue(marked(CHEN));
        assertTrue(marked(BO));
        assertFalse(marked(ANNA));
    }
}
