// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";

/// Checks that hold for every input within their bounds, not only for those that a fuzzer happens to choose. Halmos runs
/// what begins with `check_` (`make symbolic`); the bounds stand with each check.
abstract contract Symbolic is Test {
    uint256 internal constant WHOLE = 720_720_000;
}
