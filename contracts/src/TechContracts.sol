// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Roll} from "./interfaces/IAuthority.sol";
import {
    ContractCancellation,
    ContractChange,
    ContractRecord,
    ContractRegistration,
    ITechContracts,
    Statement
} from "./interfaces/ITechContracts.sol";

/// @dev Skeleton.
contract TechContracts is ITechContracts {
    constructor(address) {}

    function registerContract(ContractRegistration calldata, bytes calldata) external {
        revert();
    }

    function stateContract(Statement calldata, bytes calldata) external {
        revert();
    }

    function changeContract(ContractChange calldata, bytes calldata) external {
        revert();
    }

    function cancelContract(ContractCancellation calldata, bytes calldata) external {
        revert();
    }

    function rollOfRegisterContract(ContractRegistration calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfStateContract(Statement calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfChangeContract(ContractChange calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfCancelContract(ContractCancellation calldata) external view returns (Roll memory) {
        revert();
    }

    function digestOfRegisterContract(ContractRegistration calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfStateContract(Statement calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfChangeContract(ContractChange calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfCancelContract(ContractCancellation calldata) external view returns (bytes32) {
        revert();
    }

    function contractOf(bytes32) external view returns (ContractRecord memory) {
        revert();
    }

    function countOf(bytes32) external view returns (uint256) {
        revert();
    }

    function contractsOf(bytes32, uint256, uint256) external view returns (bytes32[] memory) {
        revert();
    }

    function titles() external view returns (address) {
        revert();
    }
}
