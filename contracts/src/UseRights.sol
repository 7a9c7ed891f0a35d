// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Roll} from "./interfaces/IAuthority.sol";
import {Ending, Extension, Grant, GrantTerms, IUseRights, RightRecord, Sublicence} from "./interfaces/IUseRights.sol";

/// @dev Skeleton.
contract UseRights is IUseRights {
    constructor(address, uint40) {}

    function grant(Grant calldata, bytes calldata) external {
        revert();
    }

    function sublicense(Sublicence calldata, bytes calldata) external {
        revert();
    }

    function extend(Extension calldata, bytes calldata) external {
        revert();
    }

    function end(Ending calldata, bytes calldata) external {
        revert();
    }

    function rollOfGrant(Grant calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfSublicense(Sublicence calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfExtend(Extension calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfEnd(Ending calldata) external view returns (Roll memory) {
        revert();
    }

    function digestOfGrant(Grant calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfSublicense(Sublicence calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfExtend(Extension calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfEnd(Ending calldata) external view returns (bytes32) {
        revert();
    }

    function rightOf(bytes32) external view returns (RightRecord memory) {
        revert();
    }

    function inForce(bytes32, uint40) external view returns (bool) {
        revert();
    }

    function countOf(bytes32) external view returns (uint256) {
        revert();
    }

    function rightsOf(bytes32, uint256, uint256) external view returns (bytes32[] memory) {
        revert();
    }

    function conflictOf(bytes32, GrantTerms calldata) external view returns (bytes32) {
        revert();
    }

    function titles() external view returns (address) {
        revert();
    }

    function leastTerm() external view returns (uint40) {
        revert();
    }
}
