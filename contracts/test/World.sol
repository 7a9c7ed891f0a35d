// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {IAnchorLog} from "../src/interfaces/IAnchorLog.sol";
import {
    Admission,
    Appointment,
    AppointmentEnd,
    AuthorityLimits,
    Enrolment,
    IAuthority,
    Roll
} from "../src/interfaces/IAuthority.sol";
import {IPledges} from "../src/interfaces/IPledges.sol";
import {IProceedings, ProceedingsLimits} from "../src/interfaces/IProceedings.sol";
import {ITechContracts} from "../src/interfaces/ITechContracts.sol";
import {
    Act,
    Confirmation,
    Conveyance,
    ITitleRegistry,
    Limits,
    Matter,
    Movement,
    Proposal,
    Registration,
    Share,
    Terms
} from "../src/interfaces/ITitleRegistry.sol";
import {ITitleRolls} from "../src/interfaces/ITitleRolls.sol";
import {IUseRights} from "../src/interfaces/IUseRights.sol";
import {Powers} from "../src/libraries/Powers.sol";

/// A ledger with a core (party 1), an officer at node 1 (party 2, appointment 1), a unit (party 3) and researchers
/// (parties 4 to 7). Party n signs with the key `keyOf(n)`. Messages are drafted at the block's time.
abstract contract World is Test {
    uint32 internal constant WHOLE = 720_720_000;
    uint32 internal constant LEAST_NOTICE = 15 days;
    uint32 internal constant LONGEST_NOTICE = 366 days;
    uint32 internal constant LONGEST_LIFE = 90 days;
    uint40 internal constant LEAST_TERM = 3652 days;
    bytes32 internal constant SALT = keccak256("ledger");
    uint8 internal constant GIFT = 3;

    uint32 internal constant CORE = 1;
    uint32 internal constant OFFICER = 2;
    uint32 internal constant UNIT = 3;
    uint32 internal constant ANNA = 4;
    uint32 internal constant BO = 5;
    uint32 internal constant CHEN = 6;
    uint32 internal constant DAI = 7;
    uint32 internal constant APPOINTMENT = 1;

    /// The node that keeps what is registered, and the officer's appointment there.
    uint32 internal home = 1;
    uint32 internal desk = APPOINTMENT;

    IAuthority internal authority;
    ITitleRegistry internal registry;
    ITitleRolls internal titleRolls;
    IProceedings internal proceedings;
    IPledges internal pledges;
    IUseRights internal rights;
    ITechContracts internal techContracts;
    IAnchorLog internal anchors;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        bytes memory core = abi.encodePacked(vm.addr(keyOf(CORE)));
        authority = IAuthority(deploy("Authority", abi.encode(SALT, core, keccak256("core"), authorityLimits())));
        deployTitles(address(0));
        rights = IUseRights(deploy("UseRights", abi.encode(registry, LEAST_TERM)));
        techContracts = ITechContracts(deploy("TechContracts", abi.encode(registry)));
        anchors = IAnchorLog(deploy("AnchorLog", abi.encode(authority, CORE)));
        enrol(OFFICER, 3, CORE, 0);
        appoint(APPOINTMENT, 1, OFFICER, Powers.ALL & ~Powers.BELOW);
        enrol(UNIT, 2, OFFICER, APPOINTMENT);
        for (uint32 party = ANNA; party <= DAI; ++party) {
            enrol(party, 1, OFFICER, APPOINTMENT);
        }
    }

    /// A registry and its two companions: it is told where they will be, they ask it whether they are meant.
    function deployTitles(address predecessor) internal {
        uint256 nonce = vm.getNonce(address(this));
        address first = vm.computeCreateAddress(address(this), nonce + 1);
        address second = vm.computeCreateAddress(address(this), nonce + 2);
        bytes memory arguments = abi.encode(authority, first, second, predecessor, titleLimits());
        registry = ITitleRegistry(deploy("TitleRegistry", arguments));
        proceedings = IProceedings(deploy("Proceedings", abi.encode(registry, proceedingsLimits())));
        pledges = IPledges(deploy("Pledges", abi.encode(registry)));
        require(address(proceedings) == first && address(pledges) == second, "companions elsewhere");
        titleRolls = ITitleRolls(deploy("TitleRolls", abi.encode(registry)));
    }

    /// A later registry of the same ledger, whose companions stay where they are told to be.
    function deployAnother(address predecessor) internal returns (ITitleRegistry) {
        bytes memory arguments = abi.encode(authority, proceedings, pledges, predecessor, titleLimits());
        return ITitleRegistry(deploy("TitleRegistry", arguments));
    }

    function authorityLimits() internal pure returns (AuthorityLimits memory) {
        return AuthorityLimits(30, 90, 365, false);
    }

    function titleLimits() internal pure returns (Limits memory) {
        return Limits(LEAST_NOTICE, LONGEST_NOTICE, LONGEST_LIFE);
    }

    function proceedingsLimits() internal pure virtual returns (ProceedingsLimits memory) {
        return ProceedingsLimits(15 days, 180 days, 30 days, 180 days, 30 days, 15 days);
    }

    /// Tests know the contracts by their interfaces only, and deploy what the settings of compiler.json made of them; the
    /// tests themselves compile the quick way.
    function deploy(string memory name, bytes memory arguments) internal returns (address where) {
        bytes memory code = bytes.concat(vm.getCode(string.concat(name, ".sol:", name)), arguments);
        assembly ("memory-safe") {
            where := create(0, add(code, 32), mload(code))
        }
    }

    /// A creation that is refused with these words. `vm.expectRevert` before `deploy` would be content with `getCode`.
    function refuseDeploy(string memory name, bytes memory arguments, bytes memory reason) internal {
        bytes memory code = bytes.concat(vm.getCode(string.concat(name, ".sol:", name)), arguments);
        address where;
        bytes memory answer;
        assembly ("memory-safe") {
            where := create(0, add(code, 32), mload(code))
            answer := mload(0x40)
            let size := mul(returndatasize(), iszero(where))
            mstore(answer, size)
            returndatacopy(add(answer, 32), 0, size)
            mstore(0x40, and(add(add(answer, size), 63), not(31)))
        }
        assertEq(where, address(0), name);
        assertEq(answer, reason, name);
    }

    // ---- keys and seals

    function keyOf(uint32 party) internal pure returns (uint256) {
        return uint256(keccak256(abi.encode("party", party)));
    }

    function sign(uint256 key, bytes32 digest) internal pure returns (bytes memory) {
        (uint8 v, bytes32 r, bytes32 s) = vm.sign(key, digest);
        return abi.encodePacked(r, s, v);
    }

    function seal(bytes memory signature) internal pure returns (bytes memory) {
        return abi.encodePacked(uint16(signature.length), signature);
    }

    /// The seals of these parties, 0 for a seat that did not sign.
    function seals(bytes32 digest, uint32[] memory parties) internal pure returns (bytes memory blob) {
        for (uint256 i; i < parties.length; ++i) {
            blob = bytes.concat(blob, seal(parties[i] == 0 ? bytes("") : sign(keyOf(parties[i]), digest)));
        }
    }

    function all(Roll memory roll, bytes32 digest) internal pure returns (bytes memory) {
        return seals(digest, roll.seats);
    }

    function list(uint32 a) internal pure returns (uint32[] memory parties) {
        parties = new uint32[](1);
        parties[0] = a;
    }

    function list(uint32 a, uint32 b) internal pure returns (uint32[] memory parties) {
        parties = new uint32[](2);
        (parties[0], parties[1]) = (a, b);
    }

    function list(uint32 a, uint32 b, uint32 c) internal pure returns (uint32[] memory parties) {
        parties = new uint32[](3);
        (parties[0], parties[1], parties[2]) = (a, b, c);
    }

    function list(uint32 a, uint32 b, uint32 c, uint32 d) internal pure returns (uint32[] memory parties) {
        parties = new uint32[](4);
        (parties[0], parties[1], parties[2], parties[3]) = (a, b, c, d);
    }

    // ---- acts on the authority

    function now_() internal view returns (uint40) {
        return uint40(vm.getBlockTimestamp());
    }

    function soon() internal view returns (uint40) {
        return now_() + 1 days;
    }

    function enrolment(uint32 party, uint8 kind, uint32 voucher, uint32 appointment)
        internal
        view
        returns (Enrolment memory)
    {
        bytes memory signer = abi.encodePacked(vm.addr(keyOf(party)));
        bytes32 identity = keccak256(abi.encode("identity", party));
        return Enrolment(party, signer, identity, kind, 0, 0, voucher, appointment, now_(), soon());
    }

    function enrol(uint32 party, uint8 kind, uint32 voucher, uint32 appointment) internal {
        Enrolment memory message = enrolment(party, kind, voucher, appointment);
        authority.enrol(message, all(authority.rollOfEnrol(message), authority.digestOfEnrol(message)));
    }

    /// A party that signs with something else than an account's key: `signature` is asked for the digest.
    function enrolSigner(
        uint32 party,
        bytes memory signer,
        function(bytes32) internal view returns (bytes memory) signature
    ) internal {
        Enrolment memory message = enrolment(party, 1, OFFICER, APPOINTMENT);
        message.signer = signer;
        bytes32 digest = authority.digestOfEnrol(message);
        authority.enrol(message, bytes.concat(seal(sign(keyOf(OFFICER), digest)), seal(signature(digest))));
    }

    function admit(uint32 node, uint32 parent, uint32 operator) internal {
        Admission memory message = Admission(node, parent, operator, 2, 0, now_(), soon());
        authority.admit(message, all(authority.rollOfAdmit(message), authority.digestOfAdmit(message)));
    }

    function appoint(uint32 appointment, uint32 node, uint32 officer, uint32 powers) internal {
        Appointment memory message =
            Appointment(appointment, node, officer, powers, now_(), now_() + 3650 days, 0, now_(), soon());
        authority.appoint(message, all(authority.rollOfAppoint(message), authority.digestOfAppoint(message)));
    }

    function end(uint32 appointment, uint32 by, uint40 until) internal {
        AppointmentEnd memory message = AppointmentEnd(appointment, by, 0, until, now_(), soon());
        authority.endAppointment(message, seals(authority.digestOfEndAppointment(message), list(by)));
    }

    // ---- acts on title

    function table(uint32 a) internal pure returns (Share[] memory shares) {
        shares = new Share[](1);
        shares[0] = Share(a, WHOLE);
    }

    function table(uint32 a, uint32 unitsOfA, uint32 b) internal pure returns (Share[] memory shares) {
        shares = new Share[](2);
        shares[0] = Share(a, unitsOfA);
        shares[1] = Share(b, WHOLE - unitsOfA);
    }

    function table(uint32 a, uint32 unitsOfA, uint32 b, uint32 unitsOfB, uint32 c)
        internal
        pure
        returns (Share[] memory shares)
    {
        shares = new Share[](3);
        shares[0] = Share(a, unitsOfA);
        shares[1] = Share(b, unitsOfB);
        shares[2] = Share(c, WHOLE - unitsOfA - unitsOfB);
    }

    function numberOf(string memory name) internal view returns (bytes32) {
        return keccak256(abi.encode(home, keccak256(bytes(name))));
    }

    function act(bytes32 achievement, uint32 appointment) internal view returns (Act memory) {
        uint32 version = registry.titleOf(achievement).version;
        bytes32 filing = keccak256(abi.encode("filing", achievement, version));
        return Act(achievement, version, appointment, now_(), soon(), filing);
    }

    /// What begins an act that is bound to no version, with a filing of its own.
    function matter(bytes32 achievement, uint32 appointment) internal view returns (Matter memory) {
        return Matter(achievement, appointment, now_(), soon(), keccak256(abi.encode("matter", achievement, now_())));
    }

    function registration(string memory name, Share[] memory claimed) internal view returns (Registration memory) {
        Act memory header = act(numberOf(name), desk);
        header.filing = keccak256(bytes(name));
        return Registration(header, home, UNIT, claimed);
    }

    function register(Registration memory message) internal {
        registry.register(message, all(titleRolls.rollOfRegister(message), titleRolls.digestOfRegister(message)));
    }

    function terms(uint8 rule, Share[] memory shares) internal pure returns (Terms memory) {
        return Terms(rule, 0, shares, 0);
    }

    function proposal(bytes32 achievement, Terms memory content) internal view returns (Proposal memory) {
        return Proposal(act(achievement, 0), content, registry.titleOf(achievement).round + 1, now_() + LEAST_NOTICE);
    }

    function propose(Proposal memory message) internal {
        registry.propose(message, all(titleRolls.rollOfPropose(message), titleRolls.digestOfPropose(message)));
    }

    function confirmation(bytes32 achievement, Terms memory content) internal view returns (Confirmation memory) {
        return Confirmation(act(achievement, desk), content);
    }

    function confirm(Confirmation memory message) internal {
        registry.confirm(message, all(titleRolls.rollOfConfirm(message), titleRolls.digestOfConfirm(message)));
    }

    /// Registered for the unit, proposed, confirmed after the least notice.
    function title(string memory name, Terms memory content) internal returns (bytes32 achievement) {
        achievement = numberOf(name);
        register(registration(name, table(UNIT)));
        propose(proposal(achievement, content));
        vm.warp(now_() + LEAST_NOTICE);
        confirm(confirmation(achievement, content));
    }

    function conveyance(bytes32 achievement, uint8 basis, uint32 from, uint32 to, uint32 units)
        internal
        view
        returns (Conveyance memory)
    {
        Movement[] memory movements = new Movement[](1);
        movements[0] = Movement(from, to, units);
        return Conveyance(act(achievement, desk), basis, 0, movements, new bytes32[](0), new bytes32[](0), 0);
    }

    function convey(Conveyance memory message) internal {
        registry.convey(message, all(titleRolls.rollOfConvey(message), titleRolls.digestOfConvey(message)));
    }

    function convey(Conveyance memory message, uint32[] memory signers) internal {
        registry.convey(message, seals(titleRolls.digestOfConvey(message), signers));
    }
}
