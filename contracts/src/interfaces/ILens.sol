// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {AppointmentRecord, AuthorityLimits, NodeRecord, PartyRecord, RecoveryRecord} from "./IAuthority.sol";
import {PledgeRecord} from "./IPledges.sol";
import {FreezeRecord, OfferRecord, ProceedingsLimits} from "./IProceedings.sol";
import {ContractRecord} from "./ITechContracts.sol";
import {Limits, ProposalRecord, Share, TitleRecord} from "./ITitleRegistry.sol";
import {RightRecord} from "./IUseRights.sol";

/// @notice Which part of a title's long lists is wanted: rights and contracts, oldest first, counted from 0.
/// @param mostRights How many rights are looked through, those that are over included. @param mostContracts How many contracts.
struct Pages {
    uint256 firstRight;
    uint256 mostRights;
    uint256 firstContract;
    uint256 mostContracts;
}

/// @notice A freeze that stands.
struct StandingFreeze {
    uint16 number;
    FreezeRecord record;
}

/// @notice A pledge that stands.
struct StandingPledge {
    bytes32 pledge;
    PledgeRecord record;
}

/// @notice The last offer of a holder.
struct LastOffer {
    bytes32 offer;
    OfferRecord record;
}

/// @notice A right that is not over. @param inForce False: it has not begun.
struct StandingRight {
    bytes32 right;
    bool inForce;
    RightRecord record;
}

/// @notice A technology contract.
struct ListedContract {
    bytes32 contractNumber;
    ContractRecord record;
}

/// @notice Everything about a title at the block's time.
/// @param freezeCount How many freezes there ever were. @param freezes Those that stand.
/// @param offers The last offer of each present holder who ever made one.
/// @param rightCount How many rights were ever granted, sublicences included. @param rights Those of the page that are not over.
/// @param contractCount How many contracts name it. @param contracts Those of the page.
struct TitleSheet {
    bytes32 achievement;
    uint40 time;
    TitleRecord title;
    Share[] holdings;
    uint256[] words;
    bytes32 trail;
    ProposalRecord proposal;
    address successor;
    uint16 freezeCount;
    StandingFreeze[] freezes;
    StandingPledge[] pledges;
    LastOffer[] offers;
    uint256 rightCount;
    StandingRight[] rights;
    uint256 contractCount;
    ListedContract[] contracts;
}

/// @notice Everything about a party. @param recovery The one on notice, all zero if none is.
/// @param recoveryDays How long a recovery of it is on notice.
struct PartySheet {
    uint32 party;
    PartyRecord record;
    RecoveryRecord recovery;
    uint16 recoveryDays;
}

/// @notice A node. @param inForce Whether it is at the block's time.
struct NumberedNode {
    uint32 node;
    bool inForce;
    NodeRecord record;
}

/// @notice A node and those above it. @param line The node itself first, the core last; empty for a number that was not given.
struct NodeSheet {
    NumberedNode[] line;
}

/// @notice An appointment. @param inForce Whether it carries its powers at its own node at the block's time: it has begun and
/// not ended, and the node is open.
struct AppointmentSheet {
    uint32 appointment;
    bool inForce;
    AppointmentRecord record;
}

/// @notice A contract of the ledger and the code that stands there.
struct Place {
    string name;
    address where;
    uint256 codeSize;
    bytes32 codeHash;
}

/// @notice The state of a ledger. @param salt The ledger's id. @param number The block's number. @param predecessor The registry
/// from which titles may come. @param leastTerm Least seconds of a long-term use right.
struct LedgerSheet {
    uint256 chainId;
    uint256 number;
    uint40 time;
    bytes32 salt;
    uint32 parties;
    uint32 nodes;
    uint32 appointments;
    address predecessor;
    AuthorityLimits authorityLimits;
    Limits titleLimits;
    ProceedingsLimits proceedingsLimits;
    uint40 leastTerm;
    Place[] places;
}

/// @title Everything at a glance
/// @notice What an auditor's script wants to know, in one call, of one block. Keeps nothing, changes nothing, decides nothing:
/// no contract asks it, and whatever it says the others say too.
interface ILens {
    /// @notice Everything about a title. All zero and empty for a number under which nothing is registered.
    function titleSheet(bytes32 achievement, Pages calldata pages) external view returns (TitleSheet memory);

    /// @notice Everything about a party.
    function partySheet(uint32 party) external view returns (PartySheet memory);

    /// @notice A node and the nodes above it.
    function nodeSheet(uint32 node) external view returns (NodeSheet memory);

    /// @notice An appointment, and whether it is in force.
    function appointmentSheet(uint32 appointment) external view returns (AppointmentSheet memory);

    /// @notice The ledger: its chain and time, how many of each there are, limits, contracts with their code.
    function ledgerSheet() external view returns (LedgerSheet memory);

    /// @notice The contracts that it reads.
    function authority() external view returns (address);
    function titles() external view returns (address);
    function proceedings() external view returns (address);
    function pledges() external view returns (address);
    function useRights() external view returns (address);
    function techContracts() external view returns (address);
}
