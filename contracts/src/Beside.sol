// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Bound} from "./Bound.sol";
import {IAuthority, Roll} from "./interfaces/IAuthority.sol";
import {Act, ITitleRegistry, Matter, TitleRecord} from "./interfaces/ITitleRegistry.sol";
import {Heads} from "./libraries/Heads.sol";
import {Rolls} from "./libraries/Rolls.sol";

/// @notice A contract that keeps what stands beside a title, and asks the registry for the rest.
abstract contract Beside is Bound {
    ITitleRegistry internal immutable TITLES;
    IAuthority internal immutable AUTHORITY;
    uint32 internal immutable LONGEST_LIFE;

    /// @param titles_ The registry of this ledger; its `Authority` and its longest life hold here too.
    constructor(address titles_) Bound(IAuthority(ITitleRegistry(titles_).authority()).salt(), address(this)) {
        TITLES = ITitleRegistry(titles_);
        AUTHORITY = IAuthority(ITitleRegistry(titles_).authority());
        LONGEST_LIFE = ITitleRegistry(titles_).limits().longestLife;
    }

    /// @dev The title is confirmed, and the act in time and of its present version.
    function _requireConfirmed(Act calldata act) internal view returns (TitleRecord memory title) {
        title = TITLES.titleOf(act.achievement);
        _requireStatus(act.achievement, title.status, Heads.CONFIRMED);
        _requireTimely(act.draftedAt, act.deadline, LONGEST_LIFE);
        if (act.version != title.version) {
            revert ITitleRegistry.WrongVersion(act.achievement, act.version, title.version);
        }
    }

    /// @dev Reads every narrow member of the matter, so that bits beyond its type are refused where no officer acts.
    function _requireTimely(Matter calldata matter) internal view {
        matter.appointment;
        _requireTimely(matter.draftedAt, matter.deadline, LONGEST_LIFE);
    }

    function _requireThawed(bytes32 achievement, uint40 frozenUntil) internal view {
        if (block.timestamp < frozenUntil) revert ITitleRegistry.FrozenUntil(achievement, frozenUntil);
    }

    function _requireStatus(bytes32 achievement, uint8 status, uint8 needed) internal pure {
        if (status != needed) revert ITitleRegistry.WrongStatus(achievement, status);
    }

    /// @dev The registry speaks, nobody else.
    function _requireTitles() internal view {
        if (msg.sender != address(TITLES)) revert ITitleRegistry.NotCompanion(msg.sender);
    }

    /// @dev An officer with `power` for `node` and the roll sealed the digest: all who must, and enough units.
    function _requireSealed(
        uint32 appointment,
        uint32 node,
        uint32 power,
        Roll memory roll,
        uint40 draftedAt,
        bytes32 digest,
        bytes calldata seals
    ) internal view returns (uint32 officer) {
        uint256 signed;
        (officer, signed) =
            AUTHORITY.requireSealed(appointment, node, power, roll.seats, roll.disposing, draftedAt, digest, seals);
        Rolls.requireEnough(roll, signed, 1);
    }

    /// @dev The same for a roll without an officer, its bits numbered from its first seat.
    function _requireSigned(Roll memory roll, uint40 draftedAt, bytes32 digest, bytes calldata seals) internal view {
        Rolls.requireEnough(roll, AUTHORITY.requireSignedBy(roll.seats, roll.disposing, draftedAt, digest, seals), 0);
    }

    /// @dev At most `most` of the numbers, from `first` on.
    function _page(bytes32[] storage numbers, uint256 first, uint256 most)
        internal
        view
        returns (bytes32[] memory page)
    {
        uint256 rest = first < numbers.length ? numbers.length - first : 0;
        page = new bytes32[](most < rest ? most : rest);
        for (uint256 i; i < page.length; ++i) {
            page[i] = numbers[first + i];
        }
    }

    function _officerOf(uint32 appointment) internal view returns (uint32) {
        return AUTHORITY.appointmentOf(appointment).officer;
    }
}
