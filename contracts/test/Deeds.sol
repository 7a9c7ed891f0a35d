// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Anchor} from "../src/interfaces/IAnchorLog.sol";
import {Admission, Appointment, AppointmentEnd, Roll} from "../src/interfaces/IAuthority.sol";
import {Registration} from "../src/interfaces/ITitleRegistry.sol";
import {Powers} from "../src/libraries/Powers.sol";
import {Forest} from "./Forest.sol";
import {World} from "./World.sol";

/// One good message of each act, ready to be sent, so that what holds of every act is told of every act. A message is kept
/// as its ABI encoding (without the leading offset), so that it can be bent word by word.
abstract contract Deeds is World, Forest {
    uint256 internal constant KINDS = 9;
    uint256 internal constant ANCHOR = 8;
    string[KINDS] internal names =
        ["enrol", "admit", "appoint", "endAppointment", "register", "propose", "confirm", "convey", "anchor"];

    bytes32 internal proposed;
    bytes32 internal owned;

    function setUp() public virtual override {
        super.setUp();
        owned = title("owned", terms(1, table(ANNA, WHOLE / 2, BO)));
        register(registration("claimed", table(UNIT, WHOLE / 2, ANNA)));
        register(registration("proposed", table(UNIT)));
        proposed = numberOf("proposed");
        propose(proposal(proposed, terms(1, table(ANNA, WHOLE / 2, BO))));
        vm.warp(now_() + LEAST_NOTICE);
        bytes memory seal_ = seal(sign(keyOf(CORE), anchors.digestOfAnchor(_anchor(3, 0, now_()))));
        anchors.anchor(3, root(0, 3), 0, root(0, 0), new bytes32[](0), now_(), seal_);
        vm.warp(now_() + 1);
    }

    function messageOf(uint256 kind, uint40 draftedAt, uint40 deadline) internal view returns (bytes memory encoded) {
        if (kind == 0) encoded = abi.encode(enrolment(DAI + 1, 1, OFFICER, APPOINTMENT));
        if (kind == 1) return abi.encode(Admission(2, 1, UNIT, 2, 0, draftedAt, deadline));
        if (kind == 2) {
            return abi.encode(Appointment(2, 1, ANNA, Powers.READ, now_(), now_() + 365 days, 0, draftedAt, deadline));
        }
        if (kind == 3) return abi.encode(AppointmentEnd(1, OFFICER, 0, now_() + 1 days, draftedAt, deadline));
        if (kind == 4) encoded = abi.encode(registration("new", table(ANNA, WHOLE / 2, BO)));
        if (kind == 5) encoded = abi.encode(proposal(numberOf("claimed"), terms(2, table(BO, WHOLE / 3, CHEN))));
        if (kind == 6) encoded = abi.encode(confirmation(proposed, terms(1, table(ANNA, WHOLE / 2, BO))));
        if (kind == 7) encoded = abi.encode(conveyance(owned, GIFT, ANNA, DAI, 5));
        if (kind == ANCHOR) return abi.encode(_anchor(7, 3, draftedAt));
        // Past the leading offset; a registration's header stands in it, the others' too, an enrolment ends with its times.
        encoded = cut(encoded, 32);
        uint256 place = kind == 0 ? 8 * 32 : 3 * 32;
        put(encoded, place, draftedAt);
        put(encoded, place + 32, deadline);
    }

    function messageOf(uint256 kind) internal view returns (bytes memory) {
        return messageOf(kind, now_(), soon());
    }

    function targetOf(uint256 kind) internal view returns (address) {
        return kind < 4 ? address(authority) : kind < ANCHOR ? address(registry) : address(anchors);
    }

    /// The act's call. Static messages (admit, appoint, endAppointment) stand in the head, dynamic ones behind it.
    function callOf(uint256 kind, bytes memory message, bytes memory blob) internal view returns (bytes memory) {
        bytes memory tail = abi.encode(blob);
        tail = cut(tail, 32);
        if (kind == ANCHOR) {
            Anchor memory m = abi.decode(message, (Anchor));
            bytes32[] memory proof = consistency(m.previousSize, m.size);
            return
                abi.encodeCall(
                    anchors.anchor, (m.size, m.root, m.previousSize, m.previousRoot, proof, m.draftedAt, blob)
                );
        }
        if (kind >= 1 && kind <= 3) return bytes.concat(_act(kind), message, abi.encode(message.length + 32), tail);
        return bytes.concat(_act(kind), abi.encode(64, 64 + message.length), message, tail);
    }

    /// What the contract says is signed; `known` is false if it refuses even to say.
    function digestOf(uint256 kind, bytes memory message) internal view returns (bool known, bytes32 digest) {
        bytes memory answer;
        (known, answer) = targetOf(kind).staticcall(_view(kind, _digest(kind), message));
        if (known) digest = abi.decode(answer, (bytes32));
    }

    function good(uint256 kind) internal view returns (bytes memory message, bytes32 digest, uint32[] memory seats) {
        message = messageOf(kind);
        (, digest) = digestOf(kind, message);
        seats = seatsOf(kind, message);
    }

    function seatsOf(uint256 kind, bytes memory message) internal view returns (uint32[] memory) {
        if (kind == ANCHOR) return list(CORE);
        (bool known, bytes memory answer) = targetOf(kind).staticcall(_view(kind, _roll(kind), message));
        require(known, "no roll");
        return abi.decode(answer, (Roll)).seats;
    }

    function send(uint256 kind, bytes memory message, bytes memory blob) internal returns (bool done) {
        (done,) = targetOf(kind).call(callOf(kind, message, blob));
    }

    function refused(uint256 kind, bytes memory message, bytes memory blob, string memory why) internal {
        assertFalse(send(kind, message, blob), string.concat(names[kind], " ", why));
    }

    /// Refused, and with these words.
    function refusedWith(uint256 kind, bytes memory message, bytes memory blob, bytes memory reason) internal {
        (bool done, bytes memory answer) = targetOf(kind).call(callOf(kind, message, blob));
        assertFalse(done, names[kind]);
        assertEq(answer, reason, names[kind]);
    }

    function accepted(uint256 kind, bytes memory message, bytes memory blob) internal {
        (bool done, bytes memory answer) = targetOf(kind).call(callOf(kind, message, blob));
        assertTrue(done, string.concat(names[kind], " ", vm.toString(answer)));
    }

    // ---- bytes

    function cut(bytes memory whole, uint256 first) internal pure returns (bytes memory rest) {
        rest = cut(whole, first, whole.length);
    }

    function cut(bytes memory whole, uint256 first, uint256 end_) internal pure returns (bytes memory rest) {
        rest = new bytes(end_ - first);
        for (uint256 i; i < rest.length; ++i) {
            rest[i] = whole[first + i];
        }
    }

    function put(bytes memory whole, uint256 place, uint256 value) internal pure {
        assembly ("memory-safe") {
            mstore(add(add(whole, 32), place), value)
        }
    }

    function flip(bytes memory whole, uint256 place, uint256 bits) internal pure {
        assembly ("memory-safe") {
            let where := add(add(whole, 32), place)
            mstore(where, xor(mload(where), bits))
        }
    }

    function _anchor(uint64 size, uint64 previous, uint40 draftedAt) private pure returns (Anchor memory) {
        return Anchor(size, root(0, size), previous, root(0, previous), draftedAt);
    }

    function _view(uint256 kind, bytes4 selector, bytes memory message) private pure returns (bytes memory) {
        bool static_ = kind >= 1 && kind <= 3 || kind == ANCHOR;
        return static_ ? bytes.concat(selector, message) : bytes.concat(selector, abi.encode(32), message);
    }

    function _act(uint256 kind) private view returns (bytes4) {
        return [
            authority.enrol.selector,
            authority.admit.selector,
            authority.appoint.selector,
            authority.endAppointment.selector,
            registry.register.selector,
            registry.propose.selector,
            registry.confirm.selector,
            registry.convey.selector
        ][kind];
    }

    function _roll(uint256 kind) private view returns (bytes4) {
        return [
            authority.rollOfEnrol.selector,
            authority.rollOfAdmit.selector,
            authority.rollOfAppoint.selector,
            authority.rollOfEndAppointment.selector,
            registry.rollOfRegister.selector,
            registry.rollOfPropose.selector,
            registry.rollOfConfirm.selector,
            registry.rollOfConvey.selector
        ][kind];
    }

    function _digest(uint256 kind) private view returns (bytes4) {
        return [
            authority.digestOfEnrol.selector,
            authority.digestOfAdmit.selector,
            authority.digestOfAppoint.selector,
            authority.digestOfEndAppointment.selector,
            registry.digestOfRegister.selector,
            registry.digestOfPropose.selector,
            registry.digestOfConfirm.selector,
            registry.digestOfConvey.selector,
            anchors.digestOfAnchor.selector
        ][kind];
    }
}
