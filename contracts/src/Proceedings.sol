// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Roll} from "./interfaces/IAuthority.sol";
import {
    Announcement,
    Decision,
    Effect,
    Freeze,
    FreezeRecord,
    IProceedings,
    Lift,
    Objection,
    ObjectionRecord,
    Offer,
    OfferRecord,
    ProceedingsLimits,
    Prolongation,
    Retraction,
    Taking,
    Waiver,
    Withdrawing
} from "./interfaces/IProceedings.sol";
import {Movement} from "./interfaces/ITitleRegistry.sol";

/// @dev Skeleton.
contract Proceedings is IProceedings {
    constructor(address, ProceedingsLimits memory) {}

    function prolong(Prolongation calldata, bytes calldata) external {
        revert();
    }

    function object(Objection calldata, bytes calldata) external {
        revert();
    }

    function retract(Retraction calldata, bytes calldata) external {
        revert();
    }

    function decide(Decision calldata, bytes calldata) external {
        revert();
    }

    function freeze(Freeze calldata, bytes calldata) external {
        revert();
    }

    function lift(Lift calldata, bytes calldata) external {
        revert();
    }

    function offer(Offer calldata, bytes calldata) external {
        revert();
    }

    function take(Taking calldata, bytes calldata) external {
        revert();
    }

    function waive(Waiver calldata, bytes calldata) external {
        revert();
    }

    function withdrawOffer(Withdrawing calldata, bytes calldata) external {
        revert();
    }

    function announce(Announcement calldata, bytes calldata) external {
        revert();
    }

    function recordEffect(Effect calldata, bytes calldata) external {
        revert();
    }

    function requireSellable(bytes32, bytes32, bytes32, uint32[] calldata holders) external view {
        revert();
    }

    function endOffers(bytes32, bytes32[] calldata, uint8, bytes32) external {
        revert();
    }

    function spendOrder(bytes32, bytes32) external {
        revert();
    }

    function rollOfProlong(Prolongation calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfObject(Objection calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfRetract(Retraction calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfDecide(Decision calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfFreeze(Freeze calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfLift(Lift calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfOffer(Offer calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfTake(Taking calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfWaive(Waiver calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfWithdrawOffer(Withdrawing calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfAnnounce(Announcement calldata) external view returns (Roll memory) {
        revert();
    }

    function rollOfRecordEffect(Effect calldata) external view returns (Roll memory) {
        revert();
    }

    function digestOfProlong(Prolongation calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfObject(Objection calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfRetract(Retraction calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfDecide(Decision calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfFreeze(Freeze calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfLift(Lift calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfOffer(Offer calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfTake(Taking calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfWaive(Waiver calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfWithdrawOffer(Withdrawing calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfAnnounce(Announcement calldata) external view returns (bytes32) {
        revert();
    }

    function digestOfRecordEffect(Effect calldata) external view returns (bytes32) {
        revert();
    }

    function objectionOf(bytes32, uint32) external view returns (ObjectionRecord memory) {
        revert();
    }

    function freezeOf(bytes32, uint16) external view returns (FreezeRecord memory) {
        revert();
    }

    function freezesOf(bytes32) external view returns (uint16, uint16[] memory) {
        revert();
    }

    function offerOf(bytes32) external view returns (OfferRecord memory) {
        revert();
    }

    function lastOfferOf(bytes32, uint32) external view returns (bytes32) {
        revert();
    }

    function settlementOf(bytes32) external view returns (Movement[] memory) {
        revert();
    }

    function orderDue(bytes32, bytes32) external view returns (uint40) {
        revert();
    }

    function titles() external view returns (address) {
        revert();
    }

    function limits() external view returns (ProceedingsLimits memory) {
        revert();
    }

    function requireSettlement(bytes32, bytes32, Movement[] calldata) external view {
        revert();
    }

    function judgeOf(uint32, uint32) external view returns (uint32) {
        revert();
    }
}
