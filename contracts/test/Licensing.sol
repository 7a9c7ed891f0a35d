// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Matter} from "../src/interfaces/ITitleRegistry.sol";
import {Ending, Extension, Grant, GrantTerms, Sublicence} from "../src/interfaces/IUseRights.sol";
import {World} from "./World.sol";

/// What the tests of `UseRights` build their messages with.
abstract contract Licensing is World {
    uint8 internal constant EXCLUSIVE = 1;
    uint8 internal constant SOLE = 2;
    uint8 internal constant ORDINARY = 3;
    uint32 internal constant FIRM = 7;
    uint32 internal constant OTHER = 8;

    function licence(uint8 exclusivity, uint32 licensor, uint32 licensee) internal view returns (GrantTerms memory) {
        return
            GrantTerms(
                2, exclusivity, 0, list(licensor), list(licensee), now_(), now_() + 365 days, type(uint256).max, 1
            );
    }

    function granting(bytes32 achievement, GrantTerms memory content) internal view returns (Grant memory) {
        return Grant(act(achievement, 0), content, 0);
    }

    function grant(Grant memory message, uint32[] memory signers) internal returns (bytes32 digest) {
        digest = rights.digestOfGrant(message);
        rights.grant(message, seals(digest, signers));
    }

    function grant(Grant memory message) internal returns (bytes32) {
        return grant(message, rights.rollOfGrant(message).seats);
    }

    function refuse(Grant memory message, uint32[] memory signers, bytes memory reason) internal {
        bytes memory blob = seals(rights.digestOfGrant(message), signers);
        vm.expectRevert(reason);
        rights.grant(message, blob);
    }

    function refuse(Grant memory message, bytes memory reason) internal {
        refuse(message, rights.rollOfGrant(message).seats, reason);
    }

    function matter(bytes32 achievement) internal view returns (Matter memory) {
        return Matter(achievement, 0, now_(), soon(), keccak256("document"));
    }

    function sublicensing(bytes32 achievement, bytes32 parent, uint32 licensor, uint32 licensee)
        internal
        view
        returns (Sublicence memory)
    {
        return Sublicence(matter(achievement), parent, licensor, list(licensee), now_(), now_() + 30 days, 1, 1);
    }

    function sublicense(Sublicence memory message) internal returns (bytes32 digest) {
        digest = rights.digestOfSublicense(message);
        rights.sublicense(message, all(rights.rollOfSublicense(message), digest));
    }

    function refuse(Sublicence memory message, bytes memory reason) internal {
        bytes memory blob = all(rights.rollOfSublicense(message), rights.digestOfSublicense(message));
        vm.expectRevert(reason);
        rights.sublicense(message, blob);
    }

    function extend(Extension memory message) internal {
        rights.extend(message, all(rights.rollOfExtend(message), rights.digestOfExtend(message)));
    }

    function refuse(Extension memory message, bytes memory reason) internal {
        bytes memory blob = all(rights.rollOfExtend(message), rights.digestOfExtend(message));
        vm.expectRevert(reason);
        rights.extend(message, blob);
    }

    function end(Ending memory message) internal {
        rights.end(message, all(rights.rollOfEnd(message), rights.digestOfEnd(message)));
    }

    function refuse(Ending memory message, bytes memory reason) internal {
        bytes memory blob = all(rights.rollOfEnd(message), rights.digestOfEnd(message));
        vm.expectRevert(reason);
        rights.end(message, blob);
    }
}
