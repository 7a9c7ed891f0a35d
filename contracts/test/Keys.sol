// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Guardianship,
    HandOver,
    NodeClosing,
    Recovery,
    RecoveryCancellation,
    Rotation,
    Withdrawal
} from "../src/interfaces/IAuthority.sol";
import {Powers} from "../src/libraries/Powers.sol";
import {World} from "./World.sol";

/// Acts on what parties sign with and on who runs a node. Messages are drafted at the block's time, so after one that
/// raises `since` a second has to pass.
abstract contract Keys is World {
    uint256 internal constant OTHER_KEY = uint256(keccak256("another key"));
    uint256 internal constant THIRD_KEY = uint256(keccak256("a third key"));
    uint32 internal constant NODE_GUARDIAN = 1 << 31;
    uint8 internal constant LOST = 1;

    function account(uint256 key) internal pure returns (bytes memory) {
        return abi.encodePacked(vm.addr(key));
    }

    function sealedBy(bytes32 digest, uint256 key) internal pure returns (bytes memory) {
        return seal(sign(key, digest));
    }

    function sealedBy(bytes32 digest, uint256 first, uint256 second) internal pure returns (bytes memory) {
        return bytes.concat(seal(sign(first, digest)), seal(sign(second, digest)));
    }

    function pass(uint256 time) internal {
        vm.warp(vm.getBlockTimestamp() + time);
    }

    // ---- signers

    function rotation(uint32 party, uint256 key) internal view returns (Rotation memory) {
        return Rotation(party, account(key), now_(), soon());
    }

    function rotate(uint32 party, uint256 from, uint256 to) internal {
        Rotation memory message = rotation(party, to);
        authority.rotate(message, sealedBy(authority.digestOfRotate(message), from, to));
    }

    function withdrawal(uint32 party) internal view returns (Withdrawal memory) {
        return Withdrawal(party, now_(), soon());
    }

    function withdraw(uint32 party, uint256 key) internal {
        Withdrawal memory message = withdrawal(party);
        authority.withdraw(message, sealedBy(authority.digestOfWithdraw(message), key));
    }

    function guardianship(uint32 party, uint32 guardian, uint16 recoveryDays)
        internal
        view
        returns (Guardianship memory)
    {
        return Guardianship(party, guardian, recoveryDays, now_(), soon());
    }

    function entrust(uint32 party, uint256 key, uint32 guardian, uint16 recoveryDays) internal {
        Guardianship memory message = guardianship(party, guardian, recoveryDays);
        authority.entrust(message, sealedBy(authority.digestOfEntrust(message), key));
    }

    // ---- recoveries

    function recovery(uint32 party, uint256 key, uint32 appointment) internal view returns (Recovery memory) {
        return Recovery(party, account(key), appointment, LOST, keccak256("ground"), now_(), soon());
    }

    function recover(uint32 party, uint256 key, uint32 appointment, uint256 by) internal returns (uint40 dueAt) {
        Recovery memory message = recovery(party, key, appointment);
        authority.recover(message, sealedBy(authority.digestOfRecover(message), by, key));
        return authority.recoveryOf(party).dueAt;
    }

    function settle(uint32 party, uint256 key) internal {
        authority.settleRecovery(party, authority.recoveryOf(party).dueAt, account(key));
    }

    function cancellation(uint32 party, uint40 dueAt) internal view returns (RecoveryCancellation memory) {
        return RecoveryCancellation(party, dueAt, now_(), soon());
    }

    function cancel(uint32 party, uint256 key) internal {
        RecoveryCancellation memory message = cancellation(party, authority.recoveryOf(party).dueAt);
        authority.cancelRecovery(message, sealedBy(authority.digestOfCancelRecovery(message), key));
    }

    // ---- nodes

    function handOver(uint32 node, uint32 from, uint32 to) internal {
        HandOver memory message = HandOver(node, to, now_(), soon());
        authority.handOver(
            message, seals(authority.digestOfHandOver(message), from == to ? list(from) : list(from, to))
        );
    }

    function closeNode(uint32 node, uint32 by, uint32 under) internal {
        NodeClosing memory message = NodeClosing(node, by, under, now_(), soon());
        authority.closeNode(message, seals(authority.digestOfCloseNode(message), list(by)));
    }

    // ---- what the contracts of title ask

    /// Asked as a contract asks for an act in which `party` gives something away, registered under `appointment`.
    function askDisposal(uint32 appointment, uint32 node, uint256 officerKey, uint32 party, uint256 key)
        internal
        view
        returns (uint256 signed)
    {
        bytes32 digest = keccak256(abi.encode("disposal", appointment, node, party));
        bytes memory blob = sealedBy(digest, officerKey, key);
        (, signed) =
            authority.requireSealed(appointment, node, Powers.REGISTER_TRANSFER, list(party), 2, now_(), digest, blob);
    }
}
