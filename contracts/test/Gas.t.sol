// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Deeds} from "./Deeds.sol";

/// What the call of one good message of each act takes, held to `contracts/snapshots/`: execution alone, everything cold,
/// without the price of calldata. `scripts/bench/gas.py` has the receipts.
contract GasTest is Deeds {
    function test_EveryActTakesTheGasThatWasLookedAt() public {
        for (uint256 kind; kind < kinds.length; ++kind) {
            uint256 state = vm.snapshotState();
            (bytes memory message, bytes32 digest, uint32[] memory seats) = good(kind);
            bytes memory blob = seals(digest, signersOf(kind, seats));
            vm.cool(address(authority));
            vm.cool(targetOf(kind));
            vm.cool(address(registry));
            vm.cool(address(pledges));
            accepted(kind, message, blob);
            uint256 gas = vm.lastCallGas().gasTotalUsed;
            vm.revertToState(state);
            vm.snapshotValue("acts", kinds[kind].name, gas);
        }
    }
}
