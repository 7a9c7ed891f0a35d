// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Roll} from "./IAuthority.sol";
import {IRefusals} from "./IRefusals.sol";
import {Matter} from "./ITitleRegistry.sol";

/// @notice A technology contract is registered (技术合同登记).
/// @param matter `achievement` may be zero; `filing` is the contract's document.
/// @param node The node that registers it.
/// @param kind 1 development 技术开发, 2 transfer 技术转让, 3 licence 技术许可, 4 consulting 技术咨询, 5 service 技术服务.
/// @param subKind Of 1: 1 commissioned 委托, 2 joint 合作. Of 2: 1 patent, 2 right to apply, 3 secret, 4 software, layout or
/// variety. Of 3: 1 patent, 2 secret. Of 4: 1. Of 5: 1 service, 2 training 培训, 3 brokerage 中介.
/// @param basis By what right the sellers sell. 0: about no achievement; else 1 the holders of today (which the contract
/// checks), 2 those of the day of signing, 3 the holders' authority, 4 a licence (which the rules check; `source` says
/// by what).
/// @param source Leaf of a filing, or a right's number; zero under bases 0 and 1.
/// @param applicant A seller or a buyer.
/// @param sellers 1 to 16, none twice. @param buyers 1 to 16, none twice, none a seller.
/// @param terms Salted commitment to amounts and dates.
struct ContractRegistration {
    Matter matter;
    uint32 node;
    uint8 kind;
    uint8 subKind;
    uint8 basis;
    bytes32 source;
    uint32 applicant;
    uint32[] sellers;
    uint32[] buyers;
    bytes32 terms;
}

/// @notice A party to a contract states sales or proceeds, as a commitment.
/// @param contractNumber The contract's number. @param party A seller or buyer.
/// @param number The number that the statement gets among those of this party on this contract: its next one.
/// @param kind 1 sales, 2 proceeds. @param commitment Salted commitment to the figures.
struct Statement {
    Matter matter;
    bytes32 contractNumber;
    uint32 party;
    uint32 number;
    uint8 kind;
    bytes32 commitment;
}

/// @notice A contract is changed; what stood before stays in the history.
/// @param change The number that the change gets: the next one.
struct ContractChange {
    Matter matter;
    bytes32 contractNumber;
    uint16 change;
    uint8 subKind;
    bytes32 terms;
}

/// @notice A contract's registration is closed. @param ground 1 terminated, 2 rescinded, 3 fraud.
struct ContractCancellation {
    Matter matter;
    bytes32 contractNumber;
    uint8 ground;
}

/// @notice A registered contract as it stands. All zero if none has this number.
/// @param status 0 none, 1 registered, 2 changed, 3 cancelled.
struct ContractRecord {
    bytes32 achievement;
    uint32 node;
    uint8 kind;
    uint8 subKind;
    uint8 basis;
    uint8 status;
    uint16 changes;
    uint32 statements;
    uint32 applicant;
    uint40 registeredAt;
    uint32[] sellers;
    uint32[] buyers;
    bytes32 source;
    bytes32 terms;
}

/// @title Technology contracts
/// @notice Reads the registry, which never knows of it. A contract's number is the digest of the act that registered it. A
/// freeze of the title bars no contract.
interface ITechContracts is IRefusals {
    // ---- refusals (beside those of `ITitleRegistry` by the same names)

    /// @notice No contract has this number.
    error UnknownContract(bytes32 contractNumber);

    /// @notice The contract is registered already.
    error ContractExists(bytes32 contractNumber);

    /// @notice The contract was cancelled.
    error ContractClosed(bytes32 contractNumber);

    /// @notice There is no such kind with this sub-kind.
    error UnknownContractKind(uint8 kind, uint8 subKind);

    /// @notice The basis does not fit: none exactly where no achievement is named, a source exactly under 3 and 4 (and
    /// optional under 2).
    error WrongContractBasis(uint8 basis);

    /// @notice No, too many or repeated sellers or buyers, or one who is both.
    error WrongParties(uint32 party);

    /// @notice The applicant is neither seller nor buyer.
    error ApplicantUnfit(uint32 party);

    /// @notice The sellers are not exactly the holders of today: this one is missing or too many.
    error SellersNotHolders(uint32 party);

    /// @notice Who makes the statement is no party to the contract, or there is no such kind of statement.
    error StatementUnfit(uint32 party, uint8 kind);

    /// @notice The message names another number than the statement or change would get: draft it anew.
    error WrongSequence(uint32 stated, uint32 next);

    /// @notice The message names another achievement than the contract.
    error WrongMatter(bytes32 stated, bytes32 expected);

    // ---- events

    /// @notice A contract was registered. `contractNumber` is the act's digest.
    event ContractRegistered(
        bytes32 indexed contractNumber,
        bytes32 indexed achievement,
        uint32 indexed node,
        uint8 kind,
        uint8 subKind,
        uint8 basis,
        bytes32 source,
        uint32 applicant,
        uint32[] sellers,
        uint32[] buyers,
        bytes32 terms,
        bytes32 filing
    );

    /// @notice A party stated sales or proceeds.
    event Stated(
        bytes32 indexed contractNumber,
        bytes32 indexed achievement,
        uint32 indexed party,
        uint32 number,
        uint8 kind,
        bytes32 commitment,
        bytes32 digest,
        bytes32 filing
    );

    /// @notice A contract was changed.
    event ContractChanged(
        bytes32 indexed contractNumber,
        bytes32 indexed achievement,
        uint16 change,
        uint8 subKind,
        bytes32 terms,
        bytes32 digest,
        bytes32 filing
    );

    /// @notice A contract's registration was closed.
    event ContractCancelled(
        bytes32 indexed contractNumber, bytes32 indexed achievement, uint8 ground, bytes32 digest, bytes32 filing
    );

    // ---- acts

    /// @notice Signed by an officer with `register_contract` at the node, every seller, and the applicant.
    function registerContract(ContractRegistration calldata message, bytes calldata seals) external;
    /// @notice Signed by the party that states; needs no officer.
    function stateContract(Statement calldata message, bytes calldata seals) external;
    /// @notice Signed by an officer with `register_contract` at the contract's node, every seller and buyer.
    function changeContract(ContractChange calldata message, bytes calldata seals) external;
    /// @notice Signed by an officer with `register_contract` at the contract's node, every seller and buyer; by fraud the
    /// officer alone.
    function cancelContract(ContractCancellation calldata message, bytes calldata seals) external;

    // ---- rolls and digests: who signs, in the order of the seals, and what

    function rollOfRegisterContract(ContractRegistration calldata message) external view returns (Roll memory);
    function rollOfStateContract(Statement calldata message) external view returns (Roll memory);
    function rollOfChangeContract(ContractChange calldata message) external view returns (Roll memory);
    function rollOfCancelContract(ContractCancellation calldata message) external view returns (Roll memory);
    function digestOfRegisterContract(ContractRegistration calldata message) external view returns (bytes32);
    function digestOfStateContract(Statement calldata message) external view returns (bytes32);
    function digestOfChangeContract(ContractChange calldata message) external view returns (bytes32);
    function digestOfCancelContract(ContractCancellation calldata message) external view returns (bytes32);

    // ---- views

    /// @notice The contract of this number.
    function contractOf(bytes32 contractNumber) external view returns (ContractRecord memory);
    /// @notice How many statements a party made on a contract; its next one has the next number.
    function statementsOf(bytes32 contractNumber, uint32 party) external view returns (uint32);
    /// @notice How many contracts name this achievement (zero: none).
    function countOf(bytes32 achievement) external view returns (uint256);
    /// @notice The contracts about an achievement from `first` on, at most `most`, oldest first.
    function contractsOf(bytes32 achievement, uint256 first, uint256 most) external view returns (bytes32[] memory);
    /// @notice The registry that it reads.
    function titles() external view returns (address);
}
