// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Anchor} from "../src/interfaces/IAnchorLog.sol";
import {Admission, Appointment, AppointmentEnd, HandOver, NodeClosing, Roll} from "../src/interfaces/IAuthority.sol";
import {Pledging, Release} from "../src/interfaces/IPledges.sol";
import {
    ContractCancellation,
    ContractChange,
    ContractRegistration,
    Statement
} from "../src/interfaces/ITechContracts.sol";
import {Amendment, Cancellation, Migration, Registration, Share} from "../src/interfaces/ITitleRegistry.sol";
import {Powers} from "../src/libraries/Powers.sol";
import {Forest} from "./Forest.sol";
import {Keys} from "./Keys.sol";
import {Sessions} from "./Sessions.sol";
import {Typing} from "./Typing.sol";

/// One good message of each act, ready to be sent, so that what holds of every act is told of every act. A message is kept
/// as its ABI encoding (without the leading offset), so that it can be bent word by word. An act is added by its name in
/// `setUp` and its message in `_good`: contract, selectors and the places of its times follow from the typed data.
abstract contract Deeds is Keys, Sessions, Forest, Typing {
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

    /// Parties of their own for the acts that take back what else a party signed.
    uint32 internal constant OPERATOR = 8; // of nodes 2 and 3, and guardian
    uint32 internal constant NEXT_OPERATOR = 9;
    uint32 internal constant ROTATING = 10;
    uint32 internal constant WITHDRAWING = 11;
    uint32 internal constant ENTRUSTING = 12;
    uint32 internal constant RECOVERED = 13;
    uint32 internal constant CANCELLING = 14;
    uint32 internal constant JUDGE = 15;
    uint32 internal constant NEXT_PARTY = 16;

    /// Whose key the new signer of a rotation or recovery is: a number that no party has.
    uint32 internal constant NEW_SIGNER = 50;
    Kind[] internal kinds;

    bytes32 internal proposed;
    bytes32 internal owned;
    address internal successor;
    bytes32 internal pledged;
    bytes32[3] internal dealt;

    function setUp() public virtual override {
        super.setUp();
        readTypes();
        _staff();
        owned = title("owned", terms(1, table(ANNA, WHOLE / 2, BO)));
        title("amended", terms(1, table(ANNA, WHOLE / 2, BO)));
        title("leaving", terms(1, table(ANNA, WHOLE / 2, BO)));
        register(registration("claimed", table(UNIT, WHOLE / 2, ANNA)));
        register(registration("cancelled", table(UNIT, WHOLE / 2, ANNA)));
        register(registration("proposed", table(UNIT)));
        proposed = numberOf("proposed");
        propose(proposal(proposed, terms(1, table(ANNA, WHOLE / 2, BO))));
        successor = address(deployAnother(address(registry)));
        vm.warp(now_() + LEAST_NOTICE);
        bytes memory seal_ = seal(sign(keyOf(CORE), anchors.digestOfAnchor(_anchor(3, 0, now_()))));
        anchors.anchor(3, root(0, 3), 0, root(0, 0), new bytes32[](0), now_(), seal_);
        _dealings();
        title("offered", terms(1, table(ANNA, WHOLE / 2, BO)));
        openSessions(OPERATOR, JUDGE);
        vm.warp(now_() + 1);
        _add("anchor");
        string[37] memory names = [
            "enrol",
            "admit",
            "appoint",
            "endAppointment",
            "register",
            "cancel",
            "propose",
            "confirm",
            "convey",
            "amendRule",
            "migrate",
            "rotate",
            "withdraw",
            "entrust",
            "recover",
            "cancelRecovery",
            "handOver",
            "closeNode",
            "pledge",
            "release",
            "registerContract",
            "stateContract",
            "changeContract",
            "cancelContract",
            "prolong",
            "object",
            "retract",
            "decide",
            "freeze",
            "lift",
            "offer",
            "take",
            "waive",
            "withdrawOffer",
            "announce",
            "recordEffect",
            ""
        ];
        for (uint256 i; bytes(names[i]).length != 0; ++i) {
            _add(names[i]);
        }
    }

    /// Whom and what the acts of `Authority` find: two nodes, a ward of a party, and a recovery on notice.
    function _staff() private {
        for (uint32 party = OPERATOR; party < NEXT_PARTY; ++party) {
            enrol(party, 1, OFFICER, APPOINTMENT);
        }
        admit(2, 1, OPERATOR);
        admit(3, 1, OPERATOR);
        entrust(RECOVERED, keyOf(RECOVERED), OPERATOR, 0);
        entrust(CANCELLING, keyOf(CANCELLING), OPERATOR, 0);
        pass(1);
        recover(CANCELLING, keyOf(NEW_SIGNER), 0, keyOf(OPERATOR));
    }

    /// A pledge to let go, and technology contracts to state sales of, to change and to cancel.
    function _dealings() private {
        title("free", terms(1, table(ANNA, WHOLE / 2, BO)));
        Pledging memory pledging_ = _pledging(title("charged", terms(1, table(ANNA, WHOLE / 2, BO))));
        pledged = pledges.digestOfPledge(pledging_);
        pledges.pledge(pledging_, all(pledges.rollOfPledge(pledging_), pledged));
        for (uint256 i; i < dealt.length; ++i) {
            ContractRegistration memory deal = _deal(bytes32(i));
            dealt[i] = techContracts.digestOfRegisterContract(deal);
            techContracts.registerContract(deal, all(techContracts.rollOfRegisterContract(deal), dealt[i]));
        }
    }

    function _pledging(bytes32 achievement) private view returns (Pledging memory message) {
        message = Pledging(act(achievement, APPOINTMENT), UNIT, new Share[](1));
        message.parts[0] = Share(BO, 7);
    }

    function _deal(bytes32 content) private view returns (ContractRegistration memory) {
        return ContractRegistration(matter(0, APPOINTMENT), 1, 5, 1, 0, 0, CHEN, list(ANNA, BO), list(CHEN), content);
    }

    /// The good message of an act on a pledge or a technology contract; empty for other acts.
    function _goodDealing(bytes32 act_) private view returns (bytes memory) {
        if (act_ == keccak256("pledge")) return abi.encode(_pledging(numberOf("free")));
        if (act_ == keccak256("release")) return abi.encode(Release(matter(numberOf("charged"), 0), pledged));
        if (act_ == keccak256("registerContract")) return abi.encode(_deal("new"));
        if (act_ == keccak256("stateContract")) {
            return abi.encode(Statement(matter(0, 0), dealt[0], CHEN, 1, 2, "figures"));
        }
        if (act_ == keccak256("changeContract")) {
            return abi.encode(ContractChange(matter(0, APPOINTMENT), dealt[1], 1, 3, "other terms"));
        }
        if (act_ != keccak256("cancelContract")) return "";
        return abi.encode(ContractCancellation(matter(0, APPOINTMENT), dealt[2], 2));
    }

    /// The good message of an act. The times are put in afterwards.
    function _good(string memory name) internal view virtual returns (bytes memory) {
        bytes32 act_ = keccak256(bytes(name));
        uint40 time = now_();
        if (act_ == keccak256("anchor")) return abi.encode(_anchor(7, 3, time));
        if (act_ == keccak256("enrol")) return abi.encode(enrolment(NEXT_PARTY, 1, OFFICER, APPOINTMENT));
        if (act_ == keccak256("admit")) return abi.encode(Admission(5, 1, UNIT, 2, 0, time, 0));
        if (act_ == keccak256("appoint")) {
            return abi.encode(Appointment(3, 1, ANNA, Powers.READ, time, time + 365 days, 0, time, 0));
        }
        if (act_ == keccak256("endAppointment")) {
            return abi.encode(AppointmentEnd(1, OFFICER, 0, time + 1 days, time, 0));
        }
        if (act_ == keccak256("rotate")) return abi.encode(rotation(ROTATING, keyOf(NEW_SIGNER)));
        if (act_ == keccak256("withdraw")) return abi.encode(withdrawal(WITHDRAWING));
        if (act_ == keccak256("entrust")) return abi.encode(guardianship(ENTRUSTING, NODE_GUARDIAN | 1, 60));
        if (act_ == keccak256("recover")) return abi.encode(recovery(RECOVERED, keyOf(NEW_SIGNER), 0));
        if (act_ == keccak256("cancelRecovery")) {
            return abi.encode(cancellation(CANCELLING, authority.recoveryOf(CANCELLING).dueAt));
        }
        if (act_ == keccak256("handOver")) return abi.encode(HandOver(2, NEXT_OPERATOR, time, 0));
        if (act_ == keccak256("closeNode")) return abi.encode(NodeClosing(3, OPERATOR, 0, time, 0));
        if (act_ == keccak256("register")) return abi.encode(registration("new", table(ANNA, WHOLE / 2, BO)));
        if (act_ == keccak256("cancel")) return abi.encode(Cancellation(act(numberOf("cancelled"), APPOINTMENT), 1));
        if (act_ == keccak256("propose")) {
            return abi.encode(proposal(numberOf("claimed"), terms(2, table(BO, WHOLE / 3, CHEN))));
        }
        if (act_ == keccak256("confirm")) {
            return abi.encode(confirmation(proposed, terms(1, table(ANNA, WHOLE / 2, BO))));
        }
        if (act_ == keccak256("convey")) return abi.encode(conveyance(owned, GIFT, ANNA, DAI, 5));
        if (act_ == keccak256("amendRule")) {
            return abi.encode(Amendment(act(numberOf("amended"), APPOINTMENT), 0x84, DAI));
        }
        bytes memory dealing = _goodDealing(act_);
        if (dealing.length != 0) return dealing;
        bytes memory session = goodInSession(act_);
        if (session.length != 0) return session;
        require(act_ == keccak256("migrate"), string.concat("no good message of ", name));
        return abi.encode(Migration(act(numberOf("leaving"), APPOINTMENT), successor));
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

    function _anchor(uint64 size, uint64 previous, uint40 draftedAt) private pure returns (Anchor memory) {
        return Anchor(size, root(0, size), previous, root(0, previous), draftedAt);
    }

    function _view(uint256 kind, bytes4 selector, bytes memory message) private view returns (bytes memory) {
        if (!kinds[kind].dynamic) return bytes.concat(selector, message);
        return bytes.concat(selector, abi.encode(32), message);
    }
}
