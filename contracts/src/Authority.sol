// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    AuthorityLimits,
    Enrolment,
    Guardianship,
    HandOver,
    IAuthority,
    NodeClosing,
    Recovery,
    RecoveryCancellation,
    RecoveryRecord,
    Roll,
    Rotation,
    Withdrawal
} from "./interfaces/IAuthority.sol";
import {Bound} from "./Bound.sol";
import {Nodes} from "./Nodes.sol";
import {Parties} from "./Parties.sol";

/// @title Who may speak
contract Authority is Parties, Nodes {
    /// @inheritdoc IAuthority
    bytes32 public immutable salt;

    /// @param ledger The ledger's id, drawn at random: tells apart ledgers that share chain id and addresses.
    /// @param coreSigner ERC-7913 signer of party 1, an organisation that runs node 1, the core. Should be a threshold wallet.
    /// @param coreIdentity Salted commitment to its identity filing.
    constructor(bytes32 ledger, bytes memory coreSigner, bytes32 coreIdentity, AuthorityLimits memory) Bound(ledger) {
        salt = ledger;
        (address id, bool keyed) = _signerOf(coreSigner);
        Enrolment memory core;
        core.party = 1;
        core.signer = coreSigner;
        core.identity = coreIdentity;
        core.kind = ORGANISATION;
        _enter(core, id, keyed);
        _enter(1, 0, 1, CORE);
    }

    function rotate(Rotation calldata, bytes calldata) external {
        revert();
    }

    function withdraw(Withdrawal calldata, bytes calldata) external {
        revert();
    }

    function entrust(Guardianship calldata, bytes calldata) external {
        revert();
    }

    function recover(Recovery calldata, bytes calldata) external {
        revert();
    }

    function cancelRecovery(RecoveryCancellation calldata, bytes calldata) external {
        revert();
    }

    function settleRecovery(uint32, uint40, bytes calldata) external {
        revert();
    }

    function handOver(HandOver calldata, bytes calldata) external {
        revert();
    }

    function closeNode(NodeClosing calldata, bytes calldata) external {
        revert();
    }

    function rollOfRotate(Rotation calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfWithdraw(Withdrawal calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfEntrust(Guardianship calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfRecover(Recovery calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfCancelRecovery(RecoveryCancellation calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfHandOver(HandOver calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfCloseNode(NodeClosing calldata) external view returns (Roll memory) {
        revert();
    }

    function digestOfRotate(Rotation calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfWithdraw(Withdrawal calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfEntrust(Guardianship calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfRecover(Recovery calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfCancelRecovery(RecoveryCancellation calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfHandOver(HandOver calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfCloseNode(NodeClosing calldata) external view returns (bytes32) {
        revert();
    }

    function recoveryOf(uint32) external view returns (RecoveryRecord memory) {
        revert();
    }

    function recoveryDaysOf(uint32) external view returns (uint16) {
        revert();
    }

    function limits() external view returns (AuthorityLimits memory) {
        revert();
    }
}
