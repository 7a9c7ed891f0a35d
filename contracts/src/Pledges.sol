// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Roll} from "./interfaces/IAuthority.sol";
import {IPledges, PledgeRecord, Pledging, Release} from "./interfaces/IPledges.sol";
import {Movement} from "./interfaces/ITitleRegistry.sol";

/// @dev Skeleton.
contract Pledges is IPledges {
    constructor(address) {}

    function pledge(Pledging calldata, bytes calldata) external {
        revert();
    }

    function release(Release calldata, bytes calldata) external {
        revert();
    }

    function touched(bytes32, uint32[] calldata, uint32[] calldata) external view returns (uint32[] memory, uint32) {
        revert();
    }

    function follow(bytes32, Movement[] calldata, uint8, uint32[] calldata, uint32[] calldata left)
        external
        returns (uint256)
    {
        revert();
    }

    function rollOfPledge(Pledging calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfRelease(Release calldata) external view returns (Roll memory) {
        revert();
    }

    function digestOfPledge(Pledging calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfRelease(Release calldata) external view returns (bytes32) {
        revert();
    }

    function pledgeOf(bytes32) external view returns (PledgeRecord memory) {
        revert();
    }

    function pledgesOf(bytes32) external view returns (bytes32[] memory) {
        revert();
    }

    function pledgedOf(bytes32, uint32) external view returns (uint32) {
        revert();
    }

    function pledgeesOf(bytes32) external view returns (uint32[] memory) {
        revert();
    }

    function titles() external view returns (address) {
        revert();
    }
}
