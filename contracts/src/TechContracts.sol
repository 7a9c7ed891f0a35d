// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Beside} from "./Beside.sol";
import {Roll} from "./interfaces/IAuthority.sol";
import {
    ContractCancellation,
    ContractChange,
    ContractRecord,
    ContractRegistration,
    ITechContracts,
    Statement
} from "./interfaces/ITechContracts.sol";
import {ITitleRegistry, Matter, Share} from "./interfaces/ITitleRegistry.sol";
import {Heads} from "./libraries/Heads.sol";
import {Holdings} from "./libraries/Holdings.sol";
import {Powers} from "./libraries/Powers.sol";
import {Rolls} from "./libraries/Rolls.sol";
import {TypedContracts} from "./libraries/TypedContracts.sol";

/// @title Technology contracts
/// @dev Reads the registry and writes nothing but its own records: a contract on record moves no unit.
contract TechContracts is ITechContracts, Beside {
    uint8 private constant REGISTERED = 1;
    uint8 private constant CHANGED = 2;
    uint8 private constant CANCELLED = 3;

    uint8 private constant HOLDERS_TODAY = 1;
    uint8 private constant HOLDERS_AT_SIGNING = 2;
    uint8 private constant LICENCE = 4;

    uint8 private constant SALES = 1;
    uint8 private constant PROCEEDS = 2;

    uint8 private constant TERMINATED = 1;
    uint8 private constant FRAUD = 3;

    /// @dev How many sub-kinds each kind has, a byte each, from the lowest: development 2, transfer 4, licence 2,
    /// consulting 1, service 3.
    uint256 private constant SUB_KINDS = 0x03_01_02_04_02_00;

    // slot 0
    mapping(bytes32 contractNumber => ContractRecord) private _contracts;
    // slot 1
    mapping(bytes32 achievement => bytes32[]) private _about;
    // slot 2
    mapping(bytes32 contractNumber => mapping(uint32 party => uint32)) private _stated;

    /// @param titles_ The registry that it reads.
    constructor(address titles_) Beside(titles_) {}

    // ---- acts

    /// @inheritdoc ITechContracts
    function registerContract(ContractRegistration calldata message, bytes calldata seals) external {
        _requireTimely(message.matter);
        _requireKind(message.kind, message.subKind);
        _requireBasis(message);
        _requireParties(message);
        if (message.matter.achievement != 0) _requireTitle(message);
        bytes32 digest = digestOfRegisterContract(message);
        if (_contracts[digest].status != 0) revert ContractExists(digest);

        uint32 officer = _requireSealedFor(message.matter, message.node, _planRegistration(message), digest, seals);
        // Buyers need not sign; still, nobody registers as officer what he buys.
        if (_isAmong(message.buyers, officer)) revert OfficerIsParty(officer);

        _contracts[digest] = ContractRecord({
            achievement: message.matter.achievement,
            node: message.node,
            kind: message.kind,
            subKind: message.subKind,
            basis: message.basis,
            status: REGISTERED,
            changes: 0,
            statements: 0,
            applicant: message.applicant,
            registeredAt: uint40(block.timestamp),
            sellers: message.sellers,
            buyers: message.buyers,
            source: message.source,
            terms: message.terms
        });
        _about[message.matter.achievement].push(digest);
        _tellRegistered(message, digest);
    }

    /// @inheritdoc ITechContracts
    function stateContract(Statement calldata message, bytes calldata seals) external {
        bytes32 number = message.contractNumber;
        ContractRecord storage made = _requireOpen(message.matter, number);
        bool fits = message.kind == SALES || message.kind == PROCEEDS;
        if (!fits || !_isParty(made, message.party)) revert StatementUnfit(message.party, message.kind);
        uint32 next = _stated[number][message.party] + 1;
        if (message.number != next) revert WrongSequence(message.number, next);

        bytes32 digest = digestOfStateContract(message);
        _requireSigned(_rollOfStatement(message), message.matter.draftedAt, digest, seals);

        _stated[number][message.party] = next;
        ++made.statements;
        emit Stated(
            number,
            made.achievement,
            message.party,
            next,
            message.kind,
            message.commitment,
            digest,
            message.matter.filing
        );
    }

    /// @inheritdoc ITechContracts
    function changeContract(ContractChange calldata message, bytes calldata seals) external {
        bytes32 number = message.contractNumber;
        ContractRecord storage made = _requireOpen(message.matter, number);
        uint16 next = made.changes + 1;
        if (message.change != next) revert WrongSequence(message.change, next);
        _requireKind(made.kind, message.subKind);

        bytes32 digest = digestOfChangeContract(message);
        _requireSealedFor(message.matter, made.node, _planOfAll(made), digest, seals);

        made.status = CHANGED;
        made.changes = next;
        made.subKind = message.subKind;
        made.terms = message.terms;
        emit ContractChanged(
            number, made.achievement, next, message.subKind, message.terms, digest, message.matter.filing
        );
    }

    /// @inheritdoc ITechContracts
    function cancelContract(ContractCancellation calldata message, bytes calldata seals) external {
        bytes32 number = message.contractNumber;
        ContractRecord storage made = _requireOpen(message.matter, number);
        if (message.ground < TERMINATED || message.ground > FRAUD) {
            revert ITitleRegistry.UnknownGround(message.ground);
        }

        bytes32 digest = digestOfCancelContract(message);
        uint32 officer = _requireSealedFor(message.matter, made.node, _planCancellation(message, made), digest, seals);
        // By fraud the parties have no seat.
        if (_isParty(made, officer)) revert OfficerIsParty(officer);

        made.status = CANCELLED;
        emit ContractCancelled(number, made.achievement, message.ground, digest, message.matter.filing);
    }

    // ---- rolls and digests

    /// @inheritdoc ITechContracts
    function rollOfRegisterContract(ContractRegistration calldata message) external view returns (Roll memory) {
        return _withOfficer(_planRegistration(message), message.matter);
    }

    /// @inheritdoc ITechContracts
    function rollOfStateContract(Statement calldata message) external pure returns (Roll memory) {
        return _rollOfStatement(message);
    }

    /// @inheritdoc ITechContracts
    function rollOfChangeContract(ContractChange calldata message) external view returns (Roll memory) {
        return _withOfficer(_planOfAll(_contracts[message.contractNumber]), message.matter);
    }

    /// @inheritdoc ITechContracts
    function rollOfCancelContract(ContractCancellation calldata message) external view returns (Roll memory) {
        return _withOfficer(_planCancellation(message, _contracts[message.contractNumber]), message.matter);
    }

    /// @inheritdoc ITechContracts
    function digestOfRegisterContract(ContractRegistration calldata message) public view returns (bytes32) {
        return _digest(TypedContracts.hash(message));
    }

    /// @inheritdoc ITechContracts
    function digestOfStateContract(Statement calldata message) public view returns (bytes32) {
        return _digest(TypedContracts.hash(message));
    }

    /// @inheritdoc ITechContracts
    function digestOfChangeContract(ContractChange calldata message) public view returns (bytes32) {
        return _digest(TypedContracts.hash(message));
    }

    /// @inheritdoc ITechContracts
    function digestOfCancelContract(ContractCancellation calldata message) public view returns (bytes32) {
        return _digest(TypedContracts.hash(message));
    }

    // ---- views

    /// @inheritdoc ITechContracts
    function contractOf(bytes32 contractNumber) external view returns (ContractRecord memory) {
        return _contracts[contractNumber];
    }

    /// @inheritdoc ITechContracts
    function statementsOf(bytes32 contractNumber, uint32 party) external view returns (uint32) {
        return _stated[contractNumber][party];
    }

    /// @inheritdoc ITechContracts
    function countOf(bytes32 achievement) external view returns (uint256) {
        return _about[achievement].length;
    }

    /// @inheritdoc ITechContracts
    function contractsOf(bytes32 achievement, uint256 first, uint256 most) external view returns (bytes32[] memory) {
        return _page(_about[achievement], first, most);
    }

    /// @inheritdoc ITechContracts
    function titles() external view returns (address) {
        return address(TITLES);
    }

    // ---- what a registration demands

    function _requireKind(uint8 kind, uint8 subKind) private pure {
        if (kind > 5 || subKind == 0 || subKind > SUB_KINDS >> 8 * kind & 0xff) {
            revert UnknownContractKind(kind, subKind);
        }
    }

    /// @dev None exactly where no achievement is named; a source under 3 and 4, perhaps under 2.
    function _requireBasis(ContractRegistration calldata message) private pure {
        uint8 basis = message.basis;
        bool named = message.matter.achievement != 0;
        bool sourced = message.source != 0;
        bool fits = named == (basis != 0) && basis <= LICENCE
            && (basis == HOLDERS_AT_SIGNING || sourced == (basis > HOLDERS_AT_SIGNING));
        if (!fits) revert WrongContractBasis(basis);
    }

    function _requireParties(ContractRegistration calldata message) private view {
        (uint32[] calldata sellers, uint32[] calldata buyers) = (message.sellers, message.buyers);
        _requireDistinct(sellers);
        _requireDistinct(buyers);
        for (uint256 i; i < buyers.length; ++i) {
            if (_isAmong(sellers, buyers[i])) revert WrongParties(buyers[i]);
            // Sellers sign, so they exist; buyers need not sign.
            if (AUTHORITY.partyOf(buyers[i]).since == 0) revert UnknownParty(buyers[i]);
        }
        uint32 applicant = message.applicant;
        if (!_isAmong(sellers, applicant) && !_isAmong(buyers, applicant)) revert ApplicantUnfit(applicant);
    }

    function _requireDistinct(uint32[] calldata parties) private pure {
        if (parties.length == 0 || parties.length > Holdings.MOST_HOLDERS) revert WrongParties(0);
        for (uint256 i; i < parties.length; ++i) {
            for (uint256 j; j < i; ++j) {
                if (parties[j] == parties[i]) revert WrongParties(parties[i]);
            }
        }
    }

    /// @dev The achievement is confirmed, and under basis 1 the sellers are its holders, all of them.
    function _requireTitle(ContractRegistration calldata message) private view {
        bytes32 achievement = message.matter.achievement;
        _requireStatus(achievement, TITLES.titleOf(achievement).status, Heads.CONFIRMED);
        if (message.basis != HOLDERS_TODAY) return;
        Share[] memory table = TITLES.holdingsOf(achievement);
        uint32[] memory holders = new uint32[](table.length);
        for (uint256 i; i < table.length; ++i) {
            holders[i] = table[i].party;
            if (!_isAmong(message.sellers, table[i].party)) revert SellersNotHolders(table[i].party);
        }
        for (uint256 i; i < message.sellers.length; ++i) {
            if (!_isAmong(holders, message.sellers[i])) revert SellersNotHolders(message.sellers[i]);
        }
    }

    /// @dev The contract is on record, not cancelled, and about what the message says.
    function _requireOpen(Matter calldata matter, bytes32 number) private view returns (ContractRecord storage made) {
        made = _contracts[number];
        if (made.status == 0) revert UnknownContract(number);
        if (made.status == CANCELLED) revert ContractClosed(number);
        if (matter.achievement != made.achievement) revert WrongMatter(matter.achievement, made.achievement);
        _requireTimely(matter);
    }

    // ---- who signs

    /// @dev The sellers, and the applicant where a buyer applies.
    function _planRegistration(ContractRegistration calldata message) private pure returns (Roll memory) {
        uint32[] memory applicant = new uint32[](_isAmong(message.sellers, message.applicant) ? 0 : 1);
        if (applicant.length != 0) applicant[0] = message.applicant;
        return _rollOf(message.sellers, applicant);
    }

    function _planOfAll(ContractRecord storage made) private view returns (Roll memory) {
        return _rollOf(made.sellers, made.buyers);
    }

    function _planCancellation(ContractCancellation calldata message, ContractRecord storage made)
        private
        view
        returns (Roll memory)
    {
        if (message.ground == FRAUD) return _rollOf(new uint32[](0), new uint32[](0));
        return _planOfAll(made);
    }

    /// @dev Officer (whose seat the roll leaves out) and all of these, who must sign.
    function _rollOf(uint32[] memory first, uint32[] memory second) private pure returns (Roll memory roll) {
        uint256 seats = first.length + second.length;
        roll.seats = new uint32[](seats);
        roll.units = new uint32[](seats);
        for (uint256 i; i < seats; ++i) {
            roll.seats[i] = i < first.length ? first[i] : second[i - first.length];
        }
        roll.must = (2 << seats) - 1;
    }

    function _rollOfStatement(Statement calldata message) private pure returns (Roll memory roll) {
        roll.seats = new uint32[](1);
        roll.units = new uint32[](1);
        roll.seats[0] = message.party;
        roll.must = 1;
    }

    function _withOfficer(Roll memory roll, Matter calldata matter) private view returns (Roll memory) {
        return Rolls.withOfficer(roll, _officerOf(matter.appointment));
    }

    function _requireSealedFor(
        Matter calldata matter,
        uint32 node,
        Roll memory roll,
        bytes32 digest,
        bytes calldata seals
    ) private view returns (uint32) {
        return _requireSealed(matter.appointment, node, Powers.REGISTER_CONTRACT, roll, matter.draftedAt, digest, seals);
    }

    function _isParty(ContractRecord storage made, uint32 party) private view returns (bool) {
        return _isAmong(made.sellers, party) || _isAmong(made.buyers, party);
    }

    function _isAmong(uint32[] memory parties, uint32 party) private pure returns (bool) {
        for (uint256 i; i < parties.length; ++i) {
            if (parties[i] == party) return true;
        }
        return false;
    }

    /// @dev On its own, so that the stack holds it.
    function _tellRegistered(ContractRegistration calldata message, bytes32 digest) private {
        emit ContractRegistered(
            digest,
            message.matter.achievement,
            message.node,
            message.kind,
            message.subKind,
            message.basis,
            message.source,
            message.applicant,
            message.sellers,
            message.buyers,
            message.terms,
            message.matter.filing
        );
    }
}
