// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {Anchor, IAnchorLog} from "../src/interfaces/IAnchorLog.sol";
import {
    Admission,
    Appointment,
    AppointmentEnd,
    AuthorityLimits,
    Enrolment,
    IAuthority
} from "../src/interfaces/IAuthority.sol";
import {
    Confirmation,
    Conveyance,
    ITitleRegistry,
    Limits,
    Proposal,
    Registration
} from "../src/interfaces/ITitleRegistry.sol";

/// The contracts' digests are those that eth-account and viem made for the same messages (scripts/vectors.py).
contract TypedDataTest is Test {
    string private json;
    IAuthority private authority;
    ITitleRegistry private registry;
    IAnchorLog private anchors;

    function setUp() public {
        json = vm.readFile("tests/vectors/typed_data.json");
        vm.chainId(vm.parseJsonUint(json, ".domains.Authority.chainId"));
        authority = IAuthority(contractOf("Authority"));
        registry = ITitleRegistry(contractOf("TitleRegistry"));
        anchors = IAnchorLog(contractOf("AnchorLog"));
        bytes32 salt = vm.parseJsonBytes32(json, ".domains.Authority.salt");
        bytes memory core = abi.encodePacked(address(1));
        deployCodeTo(
            "Authority.sol:Authority",
            abi.encode(salt, core, bytes32(0), AuthorityLimits(0, 0, 0, false)),
            address(authority)
        );
        deployCodeTo(
            "TitleRegistry.sol:TitleRegistry",
            abi.encode(authority, address(1), address(1), address(0), Limits(0, 0, 0)),
            address(registry)
        );
        deployCodeTo("AnchorLog.sol:AnchorLog", abi.encode(authority, 1), address(anchors));
    }

    function contractOf(string memory name) private view returns (address) {
        return vm.parseJsonAddress(json, string.concat(".domains.", name, ".verifyingContract"));
    }

    function test_DigestsAreWhatTwoWalletLibrariesSign() public view {
        uint256 told;
        for (uint256 i; vm.keyExistsJson(json, caseAt(i, "")); ++i) {
            bytes32 kind = keccak256(bytes(vm.parseJsonString(json, caseAt(i, ".primaryType"))));
            if (kind == keccak256("Filing")) continue; // the log's, no contract's
            bytes memory encoded = vm.parseJsonBytes(json, caseAt(i, ".encoded"));
            assertEq(digestOf(kind, encoded), vm.parseJsonBytes32(json, caseAt(i, ".digest")), caseAt(i, ""));
            ++told;
        }
        assertEq(told, 45);
    }

    function digestOf(bytes32 kind, bytes memory m) private view returns (bytes32) {
        if (kind == keccak256("Enrolment")) return authority.digestOfEnrol(abi.decode(m, (Enrolment)));
        if (kind == keccak256("Admission")) return authority.digestOfAdmit(abi.decode(m, (Admission)));
        if (kind == keccak256("Appointment")) return authority.digestOfAppoint(abi.decode(m, (Appointment)));
        if (kind == keccak256("AppointmentEnd")) {
            return authority.digestOfEndAppointment(abi.decode(m, (AppointmentEnd)));
        }
        if (kind == keccak256("Registration")) return registry.digestOfRegister(abi.decode(m, (Registration)));
        if (kind == keccak256("Proposal")) return registry.digestOfPropose(abi.decode(m, (Proposal)));
        if (kind == keccak256("Confirmation")) return registry.digestOfConfirm(abi.decode(m, (Confirmation)));
        if (kind == keccak256("Conveyance")) return registry.digestOfConvey(abi.decode(m, (Conveyance)));
        require(kind == keccak256("Anchor"), "a type that no contract knows");
        return anchors.digestOfAnchor(abi.decode(m, (Anchor)));
    }

    function caseAt(uint256 i, string memory member) private pure returns (string memory) {
        return string.concat(".cases[", vm.toString(i), "]", member);
    }
}
