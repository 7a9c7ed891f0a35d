// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Bound} from "./Bound.sol";
import {IAuthority, Roll} from "./interfaces/IAuthority.sol";

/// @notice What `Authority` stores, and the two questions that its halves ask each other.
/// @dev Offline proofs rely on this layout; `Layout.t.sol` pins it.
abstract contract Records is IAuthority, Bound {
    /// @dev `signer` from its lowest bit: id 160, keyed 1, kind 7, since 40, guardian 32, mayDispose 16.
    struct Party {
        uint256 signer;
        bytes32 identity;
        bytes32 recovery; // room for a pending recovery
    }

    /// @dev Longest time between drafting and deadline of the acts of this contract.
    uint32 internal constant LONGEST_LIFE = 90 days;

    // slot 0
    mapping(uint32 party => Party) internal _parties;
    // slot 1; a word from its lowest bit: parent 32, operator 32, kind 8, from 40, until 40
    mapping(uint32 node => uint256) internal _nodes;
    // slot 2; a word from its lowest bit: node 32, officer 32, powers 32, from 40, until 40
    mapping(uint32 appointment => uint256) internal _appointments;
    // slot 3: how many numbers were given
    uint32 internal _partyCount;
    uint32 internal _nodeCount;
    uint32 internal _appointmentCount;

    /// @inheritdoc IAuthority
    function counts() external view returns (uint32 parties, uint32 nodes, uint32 appointments) {
        return (_partyCount, _nodeCount, _appointmentCount);
    }

    /// @dev The officer of an appointment that carries `power` for `node` now; reverts otherwise. Implemented by `Nodes`.
    function _requireCompetent(uint32 appointment, uint32 power, uint32 node) internal view virtual returns (uint32);

    /// @dev Every one of these one or two seats sealed the digest, or revert. Implemented by `Parties`.
    function _requireAllSigned(Roll memory roll, uint40 draftedAt, bytes32 digest, bytes calldata seals)
        internal
        view
        virtual;

    /// @dev The roll of an act that one or two parties sign; a party with two capacities has one seat.
    function _rollOf(uint32 first, uint32 second) internal pure returns (Roll memory roll) {
        uint256 seats = first == second ? 1 : 2;
        roll.seats = new uint32[](seats);
        roll.units = new uint32[](seats);
        roll.seats[0] = first;
        roll.seats[seats - 1] = second;
        roll.must = (1 << seats) - 1;
    }
}
