// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Anchor} from "../src/interfaces/IAnchorLog.sol";
import {Roll} from "../src/interfaces/IAuthority.sol";
import {Goods} from "./Goods.sol";
import {Typing} from "./Typing.sol";

/// One good message of each act, ready to be sent, so that what holds of every act is told of every act. A message is kept
/// as its ABI encoding (without the leading offset), so that it can be bent word by word. Every act of `typed_data.json` needs one
/// in `Goods`, or nothing here passes; contract, selectors and the places of its times follow from the typed data.
abstract contract Deeds is Goods, Typing {
    struct Kind {
        string name;
        string contractName;
        string primaryType;
        address target;
        bytes4 act;
        bytes4 roll;
        bytes4 digest;
        bool dynamic;
        uint256 times; // byte at which draftedAt stands, followed by deadline
    }

    uint256 internal constant ANCHOR = 0;
    Kind[] internal kinds;

    function setUp() public virtual override {
        super.setUp();
        readTypes();
        _add("anchor");
        string[] memory names = namesOfActs();
        for (uint256 i; i < names.length; ++i) {
            _add(names[i]);
        }
    }

    function _add(string memory name) internal {
        Kind memory kind;
        kind.name = name;
        bool anchor_ = keccak256(bytes(name)) == keccak256("anchor");
        (kind.contractName, kind.primaryType) = anchor_ ? ("AnchorLog", "Anchor") : actOf(name);
        kind.target = contractOf(kind.contractName);
        string memory tuple = abiOf(kind.primaryType);
        kind.act = bytes4(keccak256(bytes(string.concat(name, "(", tuple, ",bytes)"))));
        kind.roll = bytes4(keccak256(bytes(string.concat("rollOf", capital(name), "(", tuple, ")"))));
        kind.digest = bytes4(keccak256(bytes(string.concat("digestOf", capital(name), "(", tuple, ")"))));
        kind.dynamic = isDynamic(kind.primaryType);
        kind.times = placeOf(kind.primaryType, "draftedAt");
        kinds.push(kind);
    }

    function contractOf(string memory name) internal view returns (address) {
        bytes32 which = keccak256(bytes(name));
        if (which == keccak256("Authority")) return address(authority);
        if (which == keccak256("TitleRegistry")) return address(registry);
        if (which == keccak256("Proceedings")) return address(proceedings);
        if (which == keccak256("Pledges")) return address(pledges);
        if (which == keccak256("UseRights")) return address(rights);
        if (which == keccak256("TechContracts")) return address(techContracts);
        require(which == keccak256("AnchorLog"), name);
        return address(anchors);
    }

    function messageOf(uint256 kind, uint40 draftedAt, uint40 deadline) internal view returns (bytes memory encoded) {
        encoded = _good(kinds[kind].name);
        if (kinds[kind].dynamic) encoded = cut(encoded, 32);
        put(encoded, kinds[kind].times, draftedAt);
        if (kind != ANCHOR) put(encoded, kinds[kind].times + 32, deadline);
    }

    function messageOf(uint256 kind) internal view returns (bytes memory) {
        return messageOf(kind, now_(), soon());
    }

    function targetOf(uint256 kind) internal view returns (address) {
        return kinds[kind].target;
    }

    /// Who says who signs an act, and what: for acts on title a contract of its own.
    function tellerOf(uint256 kind) internal view returns (address) {
        address target = targetOf(kind);
        return target == address(registry) ? address(titleRolls) : target;
    }

    /// The act's call. Static messages stand in the head, dynamic ones behind it.
    function callOf(uint256 kind, bytes memory message, bytes memory blob) internal view returns (bytes memory) {
        if (kind == ANCHOR) {
            Anchor memory m = abi.decode(message, (Anchor));
            bytes32[] memory proof = consistency(m.previousSize, m.size);
            return
                abi.encodeCall(
                    anchors.anchor, (m.size, m.root, m.previousSize, m.previousRoot, proof, m.draftedAt, blob)
                );
        }
        bytes memory tail = cut(abi.encode(blob), 32);
        bytes4 selector = kinds[kind].act;
        if (!kinds[kind].dynamic) return bytes.concat(selector, message, abi.encode(message.length + 32), tail);
        return bytes.concat(selector, abi.encode(64, 64 + message.length), message, tail);
    }

    /// What the contract says is signed; `known` is false if it refuses even to say.
    function digestOf(uint256 kind, bytes memory message) internal view returns (bool known, bytes32 digest) {
        bytes memory answer;
        (known, answer) = tellerOf(kind).staticcall(_view(kind, kinds[kind].digest, message));
        if (known) digest = abi.decode(answer, (bytes32));
    }

    function good(uint256 kind) internal view returns (bytes memory message, bytes32 digest, uint32[] memory seats) {
        message = messageOf(kind);
        (, digest) = digestOf(kind, message);
        seats = seatsOf(kind, message);
    }

    /// Whether this seat is sealed with a key that counts from this act on only.
    function isNew(uint256 kind, uint256 seat) internal view returns (bool) {
        bytes4 act_ = kinds[kind].act;
        bool two = act_ == authority.rotate.selector || act_ == authority.recover.selector;
        return seat == 1 && (two || act_ == authority.enrol.selector);
    }

    function seatsOf(uint256 kind, bytes memory message) internal view returns (uint32[] memory) {
        if (kind == ANCHOR) return list(CORE);
        (bool known, bytes memory answer) = tellerOf(kind).staticcall(_view(kind, kinds[kind].roll, message));
        require(known, "no roll");
        return abi.decode(answer, (Roll)).seats;
    }

    /// Whose keys seal the seats: the parties' own, but for a signer that the act brings.
    function signersOf(uint256 kind, uint32[] memory seats) internal view returns (uint32[] memory signers) {
        signers = abi.decode(abi.encode(seats), (uint32[]));
        bytes4 act_ = kinds[kind].act;
        if (act_ == authority.rotate.selector || act_ == authority.recover.selector) signers[1] = NEW_SIGNER;
    }

    function send(uint256 kind, bytes memory message, bytes memory blob) internal returns (bool done) {
        (done,) = targetOf(kind).call(callOf(kind, message, blob));
    }

    function refused(uint256 kind, bytes memory message, bytes memory blob, string memory why) internal {
        assertFalse(send(kind, message, blob), string.concat(kinds[kind].name, " ", why));
    }

    /// Refused, and with these words.
    function refusedWith(uint256 kind, bytes memory message, bytes memory blob, bytes memory reason) internal {
        (bool done, bytes memory answer) = targetOf(kind).call(callOf(kind, message, blob));
        assertFalse(done, kinds[kind].name);
        assertEq(answer, reason, kinds[kind].name);
    }

    function accepted(uint256 kind, bytes memory message, bytes memory blob) internal {
        (bool done, bytes memory answer) = targetOf(kind).call(callOf(kind, message, blob));
        assertTrue(done, string.concat(kinds[kind].name, " ", vm.toString(answer)));
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

    function _view(uint256 kind, bytes4 selector, bytes memory message) private view returns (bytes memory) {
        if (!kinds[kind].dynamic) return bytes.concat(selector, message);
        return bytes.concat(selector, abi.encode(32), message);
    }
}
