// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Roll} from "./IAuthority.sol";
import {IRefusals} from "./IRefusals.sol";
import {Act, Matter, Movement, Share} from "./ITitleRegistry.sol";

/// @notice Holders pledge units for a debt (民法典 444; the debt itself stands in the filing).
/// @param pledgee Whom they are pledged to. @param parts Holders, none twice, and how many of their units.
struct Pledging {
    Act act;
    uint32 pledgee;
    Share[] parts;
}

/// @notice The pledgee lets a pledge go, whole. @param pledge Its number: the digest of the act that made it.
struct Release {
    Matter matter;
    bytes32 pledge;
}

/// @notice A pledge. All zero if none has this number. @param parts What is still pledged; empty once it is over.
struct PledgeRecord {
    bytes32 achievement;
    uint32 pledgee;
    uint40 since;
    Share[] parts;
}

/// @title Pledged units
/// @notice The registry's companion. A holder may have parts in several pledges (each on other intellectual property, which
/// the rules check, not the chain); no part exceeds its holder's units. What the marks in the table say is always what
/// stands here.
/// @dev Units that move are *touched* where less than a part would be left: touched = part − units left. By judgment and
/// succession they follow without the pledgee.
interface IPledges is IRefusals {
    // ---- refusals (beside those of `ITitleRegistry` that come through, by the same names)

    /// @notice No pledge on this title has this number, or it is over.
    error PledgeClosed(bytes32 pledge);

    /// @notice The parts are none, too many, or one stands twice, has no units, or is the pledgee's own.
    error WrongParts(uint256 index);

    /// @notice Eight pledges stand on one title at most.
    error TooManyPledges(bytes32 achievement);

    // ---- events

    /// @notice Units were pledged. `pledge` is the act's digest; the registry emits `Charged` too.
    event Pledged(
        bytes32 indexed achievement, bytes32 indexed pledge, uint32 indexed pledgee, Share[] parts, bytes32 filing
    );

    /// @notice A pledge is over by its pledgee's word. The registry emits `Discharged` too.
    event Released(bytes32 indexed achievement, bytes32 indexed pledge, bytes32 digest, bytes32 filing);

    /// @notice Pledged units moved; `parts` is what is left of the pledge, in whose hands. Empty: it is over.
    event PartsChanged(bytes32 indexed achievement, bytes32 indexed pledge, Share[] parts);

    // ---- acts

    /// @notice Signed by an officer with `register_pledge`, the pledgors, the pledgee, and co-owners by the base rule. Raises
    /// the version. Only on a confirmed title that is not frozen.
    function pledge(Pledging calldata message, bytes calldata seals) external;

    /// @notice Signed by the pledgee alone, at any time, in spite of freezes.
    function release(Release calldata message, bytes calldata seals) external;

    // ---- for the registry alone

    /// @notice Whose pledged units the movements touch. @param parties The table's parties after the movements, emptied ones
    /// in place. @param left Their units after the movements.
    /// @return pledgees Pledgees touched, each once, in the order of the pledges. @return holder A holder whose pledged
    /// units move, 0 if none do.
    function touched(bytes32 achievement, uint32[] calldata parties, uint32[] calldata left)
        external
        view
        returns (uint32[] memory pledgees, uint32 holder);

    /// @notice The registry only: carry along the pledges that are touched; the others stay as they are. Their parts stand in
    /// the order of the table afterwards.
    /// @param pledgeAfter 1: the parts that are touched leave their pledges, whole. 2: touched units stay pledged in the
    /// receivers' hands, movement by movement: with each goes of the giver's part what is touched in the end, or, if that
    /// is more, what his units no longer cover at that point; never more than what moves.
    /// @return encumbered Bit i: parties[i] has pledged units now.
    function follow(
        bytes32 achievement,
        Movement[] calldata movements,
        uint8 pledgeAfter,
        uint32[] calldata parties,
        uint32[] calldata left
    ) external returns (uint256 encumbered);

    // ---- rolls and digests: who signs, in the order of the seals, and what

    /// @notice Officer, holders in stored order, the delegate where the rule asks for one without a seat, the pledgee.
    function rollOfPledge(Pledging calldata message) external view returns (Roll memory);
    /// @notice The pledgee.
    function rollOfRelease(Release calldata message) external view returns (Roll memory);
    function digestOfPledge(Pledging calldata message) external view returns (bytes32);
    function digestOfRelease(Release calldata message) external view returns (bytes32);

    // ---- views

    /// @notice The pledge of this number.
    function pledgeOf(bytes32 pledge) external view returns (PledgeRecord memory);
    /// @notice The pledges that stand on a title, oldest first, at most eight.
    function pledgesOf(bytes32 achievement) external view returns (bytes32[] memory);
    /// @notice The largest part that the holder has in a pledge on the title: what he has to keep. 0 if none.
    function pledgedOf(bytes32 achievement, uint32 holder) external view returns (uint32);
    /// @notice The pledgees of all pledges that stand on a title, each once.
    function pledgeesOf(bytes32 achievement) external view returns (uint32[] memory);
    /// @notice The registry's companion says whose it is.
    function titles() external view returns (address);
}
