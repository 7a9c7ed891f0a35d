// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Base64} from "solady/utils/Base64.sol";
import {Anchor, IAnchorLog} from "../src/interfaces/IAnchorLog.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Merkle} from "../src/libraries/Merkle.sol";
import {Forest} from "./Forest.sol";
import {World} from "./World.sol";

contract AnchorLogTest is World, Forest {
    function refuse(Anchor memory m, bytes32[] memory proof, bytes memory reason) private {
        bytes memory blob = seals(anchors.digestOfAnchor(m), list(CORE));
        vm.expectRevert(reason);
        anchors.anchor(m.size, m.root, m.previousSize, m.previousRoot, proof, m.draftedAt, blob);
    }

    function message(uint64 size, uint64 previous) private view returns (Anchor memory) {
        return Anchor(size, root(0, size), previous, root(0, previous), now_());
    }

    function send(Anchor memory m) private {
        bytes32[] memory proof = m.previousSize == 0 ? new bytes32[](0) : consistency(m.previousSize, m.size);
        bytes memory blob = seals(anchors.digestOfAnchor(m), list(CORE));
        anchors.anchor(m.size, m.root, m.previousSize, m.previousRoot, proof, m.draftedAt, blob);
    }

    function test_RefusesOperatorWhoIsNobody() public {
        bytes memory reason = abi.encodeWithSelector(IRefusals.UnknownParty.selector, 99);
        refuseDeploy("AnchorLog", abi.encode(authority, 99), reason);
    }

    function test_FirstAnchorContinuesTheEmptyTreeWithoutProof() public {
        Anchor memory m = message(5, 0);
        refuse(m, new bytes32[](1), abi.encodeWithSelector(IAnchorLog.Inconsistent.selector, 0, 5));
        m.previousRoot = 0;
        refuse(m, new bytes32[](0), abi.encodeWithSelector(IAnchorLog.Inconsistent.selector, 0, 5));
        m = message(5, 0);
        m.draftedAt = now_() + 1;
        refuse(m, new bytes32[](0), abi.encodeWithSelector(IRefusals.DraftedAhead.selector, now_() + 1, now_()));
        m = message(0, 0);
        refuse(m, new bytes32[](0), abi.encodeWithSelector(IAnchorLog.NotGrown.selector, 0, 0));
        m = message(5, 0);
        vm.expectEmit(address(anchors));
        emit IAnchorLog.Anchored(5, m.root, now_());
        send(m);
        (uint64 size, uint40 time, uint64 count, uint64 number) = anchors.head();
        assertEq(size, 5);
        assertEq(time, now_());
        assertEq(count, 1);
        assertEq(number, block.number);
        assertEq(anchors.commitOf(5), keccak256(abi.encode(uint64(5), m.root, now_())));
    }

    function test_RefusesWhatDoesNotContinueTheHead() public {
        send(message(5, 0));
        refuse(message(9, 0), new bytes32[](0), abi.encodeWithSelector(IAnchorLog.NotTheHead.selector, 0, 5));
        refuse(message(5, 5), new bytes32[](0), abi.encodeWithSelector(IAnchorLog.NotGrown.selector, 5, 5));
        refuse(message(4, 5), new bytes32[](0), abi.encodeWithSelector(IAnchorLog.NotGrown.selector, 4, 5));
        Anchor memory m = message(9, 5);
        bytes32[] memory proof = consistency(5, 9);
        m.previousRoot = root(0, 4);
        refuse(m, proof, abi.encodeWithSelector(IAnchorLog.Inconsistent.selector, 5, 9));
        m = message(9, 5);
        proof[0] = keccak256("nothing");
        refuse(m, proof, abi.encodeWithSelector(IAnchorLog.Inconsistent.selector, 5, 9));
    }

    function test_RefusesAProofThatContinuesAnotherLog() public {
        send(message(1, 0));
        Anchor memory m = message(2, 1);
        bytes32[] memory proof = new bytes32[](1);
        (m.previousRoot, proof[0]) = (keccak256("another log"), keccak256("its second entry"));
        m.root = sha256(abi.encodePacked(bytes1(uint8(1)), m.previousRoot, proof[0]));
        assertTrue(this.isConsistent(1, 2, m.previousRoot, m.root, proof));
        refuse(m, proof, abi.encodeWithSelector(IAnchorLog.Inconsistent.selector, 1, 2));
    }

    function test_RefusesSealOfAnybodyButTheOperator() public {
        Anchor memory m = message(5, 0);
        bytes32 digest = anchors.digestOfAnchor(m);
        bytes memory blob = seals(digest, list(0));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.SignatureMissing.selector, CORE));
        anchors.anchor(5, m.root, 0, m.previousRoot, new bytes32[](0), m.draftedAt, blob);
        blob = seals(digest, list(OFFICER));
        vm.expectRevert(abi.encodeWithSelector(IRefusals.NotSigned.selector, CORE, digest));
        anchors.anchor(5, m.root, 0, m.previousRoot, new bytes32[](0), m.draftedAt, blob);
    }

    function testFuzz_HeadsGrowAndCommitmentsStay(uint64[4] memory steps) public {
        uint64 size;
        bytes32[4] memory commits;
        uint64[4] memory sizes;
        for (uint256 i; i < 4; ++i) {
            vm.warp(now_() + 10);
            uint64 next = size + uint64(bound(steps[i], 1, 40));
            send(message(next, size));
            size = next;
            (sizes[i], commits[i]) = (size, anchors.commitOf(size));
        }
        for (uint256 i; i < 4; ++i) {
            assertEq(anchors.commitOf(sizes[i]), commits[i]);
        }
    }

    // ---- Merkle

    function isConsistent(uint64 first, uint64 second, bytes32 root1, bytes32 root2, bytes32[] calldata proof)
        external
        view
        returns (bool)
    {
        return Merkle.isConsistent(first, second, root1, root2, proof);
    }

    function test_PublicVectorsOfConsistency() public view {
        string memory json = vm.readFile("tests/vectors/tdev_merkle_consistency.json");
        uint256 told;
        for (uint256 i; vm.keyExistsJson(json, at_(i, "")); ++i) {
            uint256 first = vm.parseJsonUint(json, at_(i, ".size1"));
            uint256 second = vm.parseJsonUint(json, at_(i, ".size2"));
            // The contract has no use for equal or empty trees; the vectors' answers for them are a verifier's policy.
            if (first == 0 || first >= second) continue;
            bytes memory root1 = Base64.decode(vm.parseJsonString(json, at_(i, ".root1")));
            bytes memory root2 = Base64.decode(vm.parseJsonString(json, at_(i, ".root2")));
            (bytes32[] memory proof, bool expressible) = hashes(json, at_(i, ".proof"));
            if (!expressible || root1.length != 32 || root2.length != 32) continue;
            bool bad = vm.parseJsonBool(json, at_(i, ".wantErr"));
            bool good = this.isConsistent(uint64(first), uint64(second), bytes32(root1), bytes32(root2), proof);
            assertEq(good, !bad, vm.parseJsonString(json, at_(i, ".desc")));
            ++told;
        }
        assertGt(told, 60);
    }

    function testFuzz_ProofOfEveryPairOfSizes(uint64 first, uint64 second) public view {
        first = uint64(bound(first, 1, 299));
        second = uint64(bound(second, first + 1, 300));
        assertTrue(this.isConsistent(first, second, root(0, first), root(0, second), consistency(first, second)));
    }

    function testFuzz_RefusesAnyFlippedBitAndAnyOtherLength(uint64 first, uint64 second, uint256 bit) public view {
        first = uint64(bound(first, 1, 99));
        second = uint64(bound(second, first + 1, 100));
        bytes32[] memory proof = consistency(first, second);
        (bytes32 root1, bytes32 root2) = (root(0, first), root(0, second));
        bytes32[] memory longer = new bytes32[](proof.length + 1);
        bytes32[] memory shorter = new bytes32[](proof.length - 1);
        for (uint256 i; i < proof.length; ++i) {
            longer[i] = proof[i];
            if (i < shorter.length) shorter[i] = proof[i];
        }
        longer[proof.length] = bytes32(bit);
        assertFalse(this.isConsistent(first, second, root1, root2, longer));
        assertFalse(this.isConsistent(first, second, root1, root2, shorter));
        proof[bit / 256 % proof.length] ^= bytes32(1 << (bit % 256));
        assertFalse(this.isConsistent(first, second, root1, root2, proof));
    }

    function at_(uint256 i, string memory member) private pure returns (string memory) {
        return string.concat(".cases[", vm.toString(i), "]", member);
    }

    function hashes(string memory json, string memory path)
        private
        pure
        returns (bytes32[] memory proof, bool expressible)
    {
        bytes memory raw = vm.parseJson(json, path);
        if (raw.length <= 64) return (new bytes32[](0), true); // null, or an empty list
        string[] memory texts = vm.parseJsonStringArray(json, path);
        proof = new bytes32[](texts.length);
        for (uint256 i; i < texts.length; ++i) {
            bytes memory decoded = Base64.decode(texts[i]);
            if (decoded.length != 32) return (proof, false);
            proof[i] = bytes32(decoded);
        }
        expressible = true;
    }
}
