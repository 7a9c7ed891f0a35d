// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IAuthority, NodeRecord} from "./interfaces/IAuthority.sol";
import {
    AppointmentSheet,
    ILens,
    LastOffer,
    LedgerSheet,
    ListedContract,
    NodeSheet,
    NumberedNode,
    Pages,
    PartySheet,
    Place,
    StandingFreeze,
    StandingPledge,
    StandingRight,
    TitleSheet
} from "./interfaces/ILens.sol";
import {IPledges} from "./interfaces/IPledges.sol";
import {IProceedings} from "./interfaces/IProceedings.sol";
import {ITechContracts} from "./interfaces/ITechContracts.sol";
import {ITitleRegistry, Share} from "./interfaces/ITitleRegistry.sol";
import {IUseRights, RightRecord} from "./interfaces/IUseRights.sol";

/// @title Everything at a glance
/// @dev No storage, views only.
contract Lens is ILens {
    /// @dev Core, region or sector, and one level more; the loop upwards ends at the core in any case.
    uint256 private constant MOST_LEVELS = 8;

    IAuthority private immutable AUTHORITY;
    ITitleRegistry private immutable TITLES;
    IProceedings private immutable PROCEEDINGS;
    IPledges private immutable PLEDGES;
    IUseRights private immutable USE_RIGHTS;
    ITechContracts private immutable TECH_CONTRACTS;

    /// @param titles_ The registry; its companions and its `Authority` are found through it.
    /// @param useRights_ The `UseRights` that reads it. @param techContracts_ The `TechContracts` that reads it.
    constructor(address titles_, address useRights_, address techContracts_) {
        TITLES = ITitleRegistry(titles_);
        AUTHORITY = IAuthority(TITLES.authority());
        PROCEEDINGS = IProceedings(TITLES.proceedings());
        PLEDGES = IPledges(TITLES.pledges());
        USE_RIGHTS = IUseRights(useRights_);
        TECH_CONTRACTS = ITechContracts(techContracts_);
        if (USE_RIGHTS.titles() != titles_) revert ITitleRegistry.ForeignCompanion(useRights_);
        if (TECH_CONTRACTS.titles() != titles_) revert ITitleRegistry.ForeignCompanion(techContracts_);
    }

    // ---- a title

    /// @inheritdoc ILens
    function titleSheet(bytes32 achievement, Pages calldata pages) external view returns (TitleSheet memory sheet) {
        sheet.achievement = achievement;
        sheet.time = uint40(block.timestamp);
        sheet.title = TITLES.titleOf(achievement);
        sheet.holdings = TITLES.holdingsOf(achievement);
        sheet.words = TITLES.wordsOf(achievement);
        sheet.trail = TITLES.trailOf(achievement);
        sheet.proposal = TITLES.proposalOf(achievement);
        sheet.successor = TITLES.successorOf(achievement);
        (sheet.freezeCount, sheet.freezes) = _freezes(achievement);
        sheet.pledges = _pledges(achievement);
        sheet.offers = _offers(achievement, sheet.holdings);
        sheet.rightCount = USE_RIGHTS.countOf(achievement);
        sheet.rights = _rights(achievement, pages);
        sheet.contractCount = TECH_CONTRACTS.countOf(achievement);
        sheet.contracts = _contracts(achievement, pages);
    }

    function _freezes(bytes32 achievement) private view returns (uint16 count, StandingFreeze[] memory found) {
        uint16[] memory numbers;
        (count, numbers) = PROCEEDINGS.freezesOf(achievement);
        found = new StandingFreeze[](numbers.length);
        for (uint256 i; i < numbers.length; ++i) {
            found[i] = StandingFreeze(numbers[i], PROCEEDINGS.freezeOf(achievement, numbers[i]));
        }
    }

    function _pledges(bytes32 achievement) private view returns (StandingPledge[] memory found) {
        bytes32[] memory numbers = PLEDGES.pledgesOf(achievement);
        found = new StandingPledge[](numbers.length);
        for (uint256 i; i < numbers.length; ++i) {
            found[i] = StandingPledge(numbers[i], PLEDGES.pledgeOf(numbers[i]));
        }
    }

    function _offers(bytes32 achievement, Share[] memory holdings) private view returns (LastOffer[] memory found) {
        bytes32[] memory numbers = new bytes32[](holdings.length);
        uint256 count;
        for (uint256 i; i < holdings.length; ++i) {
            bytes32 number = PROCEEDINGS.lastOfferOf(achievement, holdings[i].party);
            if (number != 0) numbers[count++] = number;
        }
        found = new LastOffer[](count);
        for (uint256 i; i < count; ++i) {
            found[i] = LastOffer(numbers[i], PROCEEDINGS.offerOf(numbers[i]));
        }
    }

    /// @dev Those of the page that are in force or not yet begun.
    function _rights(bytes32 achievement, Pages calldata pages) private view returns (StandingRight[] memory found) {
        bytes32[] memory numbers = USE_RIGHTS.rightsOf(achievement, pages.firstRight, pages.mostRights);
        RightRecord[] memory records = new RightRecord[](numbers.length);
        uint256 count;
        for (uint256 i; i < numbers.length; ++i) {
            RightRecord memory record = USE_RIGHTS.rightOf(numbers[i]);
            if (record.endedAt != 0 || record.terms.until <= block.timestamp) continue;
            (numbers[count], records[count]) = (numbers[i], record);
            ++count;
        }
        found = new StandingRight[](count);
        for (uint256 i; i < count; ++i) {
            bool inForce = USE_RIGHTS.inForce(numbers[i], uint40(block.timestamp));
            found[i] = StandingRight(numbers[i], inForce, records[i]);
        }
    }

    function _contracts(bytes32 achievement, Pages calldata pages)
        private
        view
        returns (ListedContract[] memory found)
    {
        bytes32[] memory numbers = TECH_CONTRACTS.contractsOf(achievement, pages.firstContract, pages.mostContracts);
        found = new ListedContract[](numbers.length);
        for (uint256 i; i < numbers.length; ++i) {
            found[i] = ListedContract(numbers[i], TECH_CONTRACTS.contractOf(numbers[i]));
        }
    }

    // ---- who may speak

    /// @inheritdoc ILens
    function partySheet(uint32 party) external view returns (PartySheet memory) {
        return PartySheet(party, AUTHORITY.partyOf(party), AUTHORITY.recoveryOf(party), AUTHORITY.recoveryDaysOf(party));
    }

    /// @inheritdoc ILens
    function nodeSheet(uint32 node) external view returns (NodeSheet memory sheet) {
        NumberedNode[] memory line = new NumberedNode[](MOST_LEVELS);
        uint256 count;
        while (node != 0 && count < MOST_LEVELS) {
            NodeRecord memory record = AUTHORITY.nodeOf(node);
            if (record.operator == 0) break;
            bool inForce = block.timestamp >= record.from && block.timestamp < record.until;
            line[count++] = NumberedNode(node, inForce, record);
            node = record.parent;
        }
        sheet.line = new NumberedNode[](count);
        for (uint256 i; i < count; ++i) {
            sheet.line[i] = line[i];
        }
    }

    /// @inheritdoc ILens
    function appointmentSheet(uint32 appointment) external view returns (AppointmentSheet memory sheet) {
        sheet.appointment = appointment;
        sheet.record = AUTHORITY.appointmentOf(appointment);
        sheet.inForce =
            AUTHORITY.competent(appointment, sheet.record.powers, sheet.record.node, uint40(block.timestamp));
    }

    // ---- the ledger

    /// @inheritdoc ILens
    function ledgerSheet() external view returns (LedgerSheet memory sheet) {
        sheet.chainId = block.chainid;
        sheet.number = block.number;
        sheet.time = uint40(block.timestamp);
        sheet.salt = AUTHORITY.salt();
        (sheet.parties, sheet.nodes, sheet.appointments) = AUTHORITY.counts();
        sheet.predecessor = TITLES.predecessor();
        sheet.authorityLimits = AUTHORITY.limits();
        sheet.titleLimits = TITLES.limits();
        sheet.proceedingsLimits = PROCEEDINGS.limits();
        sheet.leastTerm = USE_RIGHTS.leastTerm();
        sheet.places = new Place[](7);
        sheet.places[0] = _place("Authority", address(AUTHORITY));
        sheet.places[1] = _place("TitleRegistry", address(TITLES));
        sheet.places[2] = _place("Proceedings", address(PROCEEDINGS));
        sheet.places[3] = _place("Pledges", address(PLEDGES));
        sheet.places[4] = _place("UseRights", address(USE_RIGHTS));
        sheet.places[5] = _place("TechContracts", address(TECH_CONTRACTS));
        sheet.places[6] = _place("Lens", address(this));
    }

    function _place(string memory name, address where) private view returns (Place memory) {
        return Place(name, where, where.code.length, where.codehash);
    }

    /// @inheritdoc ILens
    function authority() external view returns (address) {
        return address(AUTHORITY);
    }

    /// @inheritdoc ILens
    function titles() external view returns (address) {
        return address(TITLES);
    }

    /// @inheritdoc ILens
    function proceedings() external view returns (address) {
        return address(PROCEEDINGS);
    }

    /// @inheritdoc ILens
    function pledges() external view returns (address) {
        return address(PLEDGES);
    }

    /// @inheritdoc ILens
    function useRights() external view returns (address) {
        return address(USE_RIGHTS);
    }

    /// @inheritdoc ILens
    function techContracts() external view returns (address) {
        return address(TECH_CONTRACTS);
    }
}
