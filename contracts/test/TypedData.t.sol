// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {AuthorityLimits} from "../src/interfaces/IAuthority.sol";
import {ProceedingsLimits} from "../src/interfaces/IProceedings.sol";
import {Limits} from "../src/interfaces/ITitleRegistry.sol";

/// The contracts' digests are those that eth-account and viem made for the same messages (scripts/vectors.py).
contract TypedDataTest is Test {
    string private json;

    address private rolls;

    function setUp() public {
        json = vm.readFile("tests/vectors/typed_data.json");
        vm.chainId(vm.parseJsonUint(json, ".domains.Authority.chainId"));
        bytes32 salt = vm.parseJsonBytes32(json, ".domains.Authority.salt");
        address authority = contractOf("Authority");
        address titles = contractOf("TitleRegistry");
        bytes memory core = abi.encodePacked(address(1));
        put("Authority", abi.encode(salt, core, bytes32(0), AuthorityLimits(30, 90, 365, false)));
        put(
            "TitleRegistry",
            abi.encode(
                authority,
                contractOf("Proceedings"),
                contractOf("Pledges"),
                address(0),
                Limits(15 days, 365 days, 90 days)
            )
        );
        put(
            "Proceedings", abi.encode(titles, ProceedingsLimits(15 days, 180 days, 30 days, 180 days, 30 days, 15 days))
        );
        put("Pledges", abi.encode(titles));
        rolls = makeAddr("rolls");
        deployCodeTo("TitleRolls.sol:TitleRolls", abi.encode(titles), rolls);
        put("UseRights", abi.encode(titles, uint40(3652 days)));
        put("TechContracts", abi.encode(titles));
        put("AnchorLog", abi.encode(authority, 1));
    }

    /// Who answers the digests of a contract's acts.
    function tellerOf(string memory name) private view returns (address) {
        return keccak256(bytes(name)) == keccak256("TitleRegistry") ? rolls : contractOf(name);
    }

    function put(string memory name, bytes memory arguments) private {
        deployCodeTo(string.concat(name, ".sol:", name), arguments, contractOf(name));
    }

    function contractOf(string memory name) private view returns (address) {
        return vm.parseJsonAddress(json, string.concat(".domains.", name, ".verifyingContract"));
    }

    function test_DigestsAreWhatTwoWalletLibrariesSign() public view {
        uint256 told;
        for (uint256 i; vm.keyExistsJson(json, caseAt(i, "")); ++i) {
            string memory domain = vm.parseJsonString(json, caseAt(i, ".domain"));
            if (keccak256(bytes(domain)) == keccak256("log")) continue; // no contract's
            bytes4 view_ = bytes4(keccak256(bytes(vm.parseJsonString(json, caseAt(i, ".view")))));
            bytes memory encoded = vm.parseJsonBytes(json, caseAt(i, ".encoded"));
            (bool good, bytes memory answer) = tellerOf(domain).staticcall(bytes.concat(view_, encoded));
            assertTrue(good && answer.length == 32, vm.parseJsonString(json, caseAt(i, ".view")));
            assertEq(
                abi.decode(answer, (bytes32)),
                vm.parseJsonBytes32(json, caseAt(i, ".digest")),
                vm.parseJsonString(json, caseAt(i, ".primaryType"))
            );
            ++told;
        }
        assertEq(told, 5 * 43);
    }

    function caseAt(uint256 i, string memory member) private pure returns (string memory) {
        return string.concat(".cases[", vm.toString(i), "]", member);
    }
}
