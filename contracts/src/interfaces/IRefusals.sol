// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

/// @title Refusals that every contract of the ledger shares
/// @notice A refusal names the rule that was hit and carries the values that explain it. `TitleRegistry` and `AnchorLog`
/// pass on what `Authority` refuses, so this list stands in the ABI of all three. Names map one to one to the refusal
/// codes of the service (`NotCompetent` is `NOT_COMPETENT`).
interface IRefusals {
    // ---- who may speak

    /// @notice No party has this number.
    error UnknownParty(uint32 party);

    /// @notice The appointment does not carry this power for this node at this time: it does not exist, is not in force,
    /// its own node was not in force, the power is not among its powers, or the node lies outside its reach.
    error NotCompetent(uint32 appointment, uint32 node, uint32 power, uint40 time);

    /// @notice An officer cannot register an act to which he is a party himself.
    error OfficerIsParty(uint32 party);

    /// @notice This seat has to sign, and its seal is empty.
    error SignatureMissing(uint32 party);

    /// @notice A seal stands at this party's seat that the party's present signer did not make over this digest.
    error NotSigned(uint32 party, bytes32 digest);

    /// @notice The act was drafted before the party's present signer counted: an older signature binds nobody.
    /// @param since Second from which the party's signatures count.
    error SignedBefore(uint32 party, uint40 since);

    /// @notice A recovered signer may receive, but not yet give anything away.
    /// @param until First second at which the party may dispose again.
    error InQuarantine(uint32 party, uint40 until);

    /// @notice The officer's node recovered this party's signer not long ago: an officer of another node has to register what
    /// it gives away.
    error GuardianBarred(uint32 party, uint32 node, uint40 until);

    /// @notice The blob of seals ends early, or goes on after the last seat.
    /// @param offset Byte at which it stops making sense.
    error SealsMalformed(uint256 offset);

    // ---- when

    /// @notice The act's deadline has passed.
    error Late(uint40 deadline, uint40 time);

    /// @notice The act's deadline lies further from its drafting than signatures may live on this ledger.
    error LifeTooLong(uint40 deadline);

    /// @notice The act claims to have been drafted after the block that would carry it.
    error DraftedAhead(uint40 draftedAt, uint40 time);

    // ---- where

    /// @notice The chain has another id than the one on which the contract was deployed. Nothing works here any more.
    error ForeignChain(uint256 chainId);

    /// @notice The chain counts milliseconds. On FISCO BCOS switch `feature_evm_timestamp` on before deploying.
    error MillisecondClock(uint256 time);
}
