// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Roll} from "./IAuthority.sol";
import {IRefusals} from "./IRefusals.sol";
import {Act, Matter} from "./ITitleRegistry.sol";

/// @notice What is granted. Its hashStruct is what a proposal carries as `Terms.useGrant`.
/// @param kind 1 long-term use right, opened from a confirmed proposal; 2 licence.
/// @param exclusivity 1 exclusive 独占, 2 sole 排他, 3 ordinary 普通.
/// @param flags 1 may be sublicensed, 2 may be transferred (which this ledger records and does not carry out).
/// @param licensors Holders, 1 to 16, none twice. @param licensees 1 to 16, none twice, none a licensor.
/// @param from First second; it may lie before the grant. @param until First second no longer, in the future.
/// @param fields Bits of a published code list; all bits if none are named or they are private.
/// @param territories The same for places.
struct GrantTerms {
    uint8 kind;
    uint8 exclusivity;
    uint8 flags;
    uint32[] licensors;
    uint32[] licensees;
    uint40 from;
    uint40 until;
    uint256 fields;
    uint256 territories;
}

/// @notice A right to use is granted. Relies on a version of the title and raises none; needs no officer.
/// @param freezeNotice While the title is frozen: leaf of the filing that tells the licensees of it. Else zero.
struct Grant {
    Act act;
    GrantTerms terms;
    bytes32 freezeNotice;
}

/// @notice A licensee lets others use under his right. Always ordinary, inside his right, and not passed on further.
/// @param parent The right's number. @param licensor One of its licensees.
struct Sublicence {
    Matter matter;
    bytes32 parent;
    uint32 licensor;
    uint32[] licensees;
    uint40 from;
    uint40 until;
    uint256 fields;
    uint256 territories;
}

/// @notice A right ends later than it was to. @param until Later than the present end. Counts as a new grant of what is added.
struct Extension {
    Act act;
    bytes32 right;
    uint40 until;
}

/// @notice A right ends now, and every right under it.
/// @param by The signer, where one signs. @param ground 1 agreement: all licensors and licensees sign (`by` 0). 2 breach: one
/// licensor, with a filing. 3 renounced: one licensee.
struct Ending {
    Matter matter;
    bytes32 right;
    uint32 by;
    uint8 ground;
}

/// @notice A right. All zero if none has this number.
/// @param parent The right under which it was granted, zero for one that comes from the title.
/// @param endedAt Second at which it, or the right above it, was ended; 0 if not.
/// @param titleVersion Version of the title that it relied on.
struct RightRecord {
    bytes32 achievement;
    bytes32 parent;
    uint32 titleVersion;
    uint40 endedAt;
    GrantTerms terms;
}

/// @title Rights to use: long-term use rights and licences
/// @notice Reads the registry, which never knows of it: a right survives a change of holders. A right's number is the digest
/// of the act that granted it.
interface IUseRights is IRefusals {
    // ---- refusals (beside those of `ITitleRegistry` by the same names)

    /// @notice No right has this number.
    error UnknownRight(bytes32 right);

    /// @notice The right exists already, or this use grant was opened before.
    error RightExists(bytes32 right);

    /// @notice The right is over.
    error RightEnded(bytes32 right, uint40 time);

    /// @notice Kind, exclusivity or flags are none that exist.
    error UnknownTerms(uint8 kind, uint8 exclusivity, uint8 flags);

    /// @notice No, too many (party 0) or repeated licensors or licensees, or one who is both; or who ends a right is not
    /// whom its ground asks for.
    error WrongParties(uint32 party);

    /// @notice This licensor holds nothing of the title, or is no licensee of the right above.
    error NotHolder(uint32 party);

    /// @notice The right would be empty, over, or hold for no field or place.
    error TermEmpty(uint40 from, uint40 until);

    /// @notice A long-term use right lasts at least so many seconds.
    error TermBelowMinimum(uint40 term, uint40 least);

    /// @notice The proposal that carried this use grant was not confirmed.
    error NotConfirmed(bytes32 achievement, bytes32 terms);

    /// @notice The grant tells of a freeze, and the title is not frozen.
    error NotFrozen(bytes32 achievement);

    /// @notice A breach is ended with its document.
    error EvidenceMissing();

    /// @notice An exclusive or sole right stands in the way.
    error ExclusiveExists(bytes32 right);

    /// @notice Its terms do not allow to sublicense.
    error NotSublicensable(bytes32 right);

    /// @notice A sublicence lies inside the term, fields and places of the right above, which is not over; it is not extended.
    error ExceedsParent(bytes32 right);

    /// @notice Sixteen exclusive and sole rights are in force on one title at most.
    error TooManyRights(bytes32 achievement);

    // ---- events

    /// @notice A right was granted. `right` is the act's digest.
    event Granted(
        bytes32 indexed right,
        bytes32 indexed achievement,
        uint32 titleVersion,
        GrantTerms terms,
        bytes32 freezeNotice,
        bytes32 filing
    );

    /// @notice A right was granted under another.
    event Sublicensed(
        bytes32 indexed right,
        bytes32 indexed achievement,
        bytes32 indexed parent,
        uint32 licensor,
        uint32[] licensees,
        uint40 from,
        uint40 until,
        uint256 fields,
        uint256 territories,
        bytes32 filing
    );

    /// @notice A right ends at `until` now.
    event Extended(bytes32 indexed right, bytes32 indexed achievement, uint40 until, bytes32 digest, bytes32 filing);

    /// @notice A right is over, and every one under it.
    event Ended(
        bytes32 indexed right, bytes32 indexed achievement, uint8 ground, uint32 by, bytes32 digest, bytes32 filing
    );

    // ---- acts

    /// @notice Grant. Signed by licensors and licensees; for exclusive and sole ones also by co-owners as the base rule asks
    /// (shares moving freely does not matter); by every pledgee with a pledge on the title. Opens a long-term use right only
    /// if exactly these terms were confirmed, once.
    function grant(Grant calldata message, bytes calldata seals) external;

    /// @notice Sublicense. Signed by licensor and licensees.
    function sublicense(Sublicence calldata message, bytes calldata seals) external;

    /// @notice Extend. Signed by the right's licensors, who have to be holders still, its licensees, every pledgee, and for
    /// exclusive and sole ones, long-term use rights included, co-owners as the base rule asks. Not for sublicences.
    function extend(Extension calldata message, bytes calldata seals) external;

    /// @notice End.
    function end(Ending calldata message, bytes calldata seals) external;

    // ---- rolls and digests: who signs, in the order of the seals, and what

    /// @notice The title's holders in stored order (those who need not may leave their seals empty), then the delegate where
    /// the rule asks for him, the licensees and the pledgees who have no seat yet.
    function rollOfGrant(Grant calldata message) external view returns (Roll memory);
    /// @notice Licensor, licensees.
    function rollOfSublicense(Sublicence calldata message) external view returns (Roll memory);
    /// @notice As of a grant.
    function rollOfExtend(Extension calldata message) external view returns (Roll memory);
    /// @notice By agreement licensors, then licensees; else the one who speaks.
    function rollOfEnd(Ending calldata message) external view returns (Roll memory);
    function digestOfGrant(Grant calldata message) external view returns (bytes32);
    function digestOfSublicense(Sublicence calldata message) external view returns (bytes32);
    function digestOfExtend(Extension calldata message) external view returns (bytes32);
    function digestOfEnd(Ending calldata message) external view returns (bytes32);

    // ---- views

    /// @notice The right of this number.
    function rightOf(bytes32 right) external view returns (RightRecord memory);
    /// @notice Whether the right is in force at a second: begun, not over, not ended, the right above it included.
    function inForce(bytes32 right, uint40 time) external view returns (bool);
    /// @notice How many rights a title has ever granted, sublicences included.
    function countOf(bytes32 achievement) external view returns (uint256);
    /// @notice The rights of a title from `first` on, at most `most`, oldest first.
    function rightsOf(bytes32 achievement, uint256 first, uint256 most) external view returns (bytes32[] memory);
    /// @notice An exclusive or sole right that would stand in the way of these terms, zero if none does.
    function conflictOf(bytes32 achievement, GrantTerms calldata terms) external view returns (bytes32);
    /// @notice The registry that it reads.
    function titles() external view returns (address);
    /// @notice Least seconds of a long-term use right.
    function leastTerm() external view returns (uint40);
}
