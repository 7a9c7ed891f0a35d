// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {
    Enrolment,
    Guardianship,
    IAuthority,
    PartyRecord,
    Roll,
    Rotation,
    Withdrawal
} from "./interfaces/IAuthority.sol";
import {Powers} from "./libraries/Powers.sol";
import {TypedAuthority} from "./libraries/TypedAuthority.sol";
import {Sealing} from "./Sealing.sol";

/// @notice Persons and organisations: a lasting number each, what it signs with, and who may help if that is lost.
abstract contract Parties is Sealing {
    uint8 internal constant PERSON = 1;
    uint8 internal constant ORGANISATION = 2;
    uint8 internal constant OFFICER = 3;

    uint8 internal constant BY_ROTATION = 1;
    uint8 internal constant BY_RECOVERY = 2;

    /// @dev Added to a node's number where it is a guardian.
    uint32 internal constant NODE_GUARDIAN = 1 << 31;

    uint256 private constant KIND_AND_GUARDIAN = uint256(0x7f) << 161 | uint256(type(uint32).max) << 208;
    uint256 private constant SINCE = uint256(type(uint40).max) << 168;
    uint256 private constant GUARDIAN = uint256(type(uint32).max) << 208;
    uint256 private constant DAYS = uint256(type(uint16).max) << 201;

    /// @inheritdoc IAuthority
    function enrol(Enrolment calldata message, bytes calldata seals) external returns (uint32 party) {
        _requireTimely(message.draftedAt, message.deadline, LONGEST_LIFE);
        party = message.party;
        if (party != _partyCount + 1) revert WrongNumber(party, _partyCount + 1);
        if (message.kind < PERSON || message.kind > OFFICER) revert UnknownKind(message.kind);
        _requireGuardian(message.guardian, message.recoveryDays);
        _requireVouching(message);
        (address id, bool keyed) = _signerOf(message.signer);
        NewSigner memory signer = NewSigner(party, id, keyed);
        _requireBothSigned(message.voucher, signer, message.draftedAt, digestOfEnrol(message), seals);

        _enter(message, id, keyed);
    }

    /// @inheritdoc IAuthority
    function rotate(Rotation calldata message, bytes calldata seals) external {
        _requireTimely(message.draftedAt, message.deadline, LONGEST_LIFE);
        uint256 word = _wordOf(message.party);
        NewSigner memory signer = _newSignerOf(message.party, word, message.signer);
        _requireBothSigned(message.party, signer, message.draftedAt, digestOfRotate(message), seals);

        _endRecovery(message.party, _parties[message.party].recovery);
        // A quarantine goes on: who got the number by a recovery cannot shorten it by this.
        _setSigner(signer, message.signer, BY_ROTATION, uint16(word >> 240));
    }

    /// @inheritdoc IAuthority
    function withdraw(Withdrawal calldata message, bytes calldata seals) external {
        _requireTimely(message.draftedAt, message.deadline, LONGEST_LIFE);
        _requireAllSigned(_rollOf(message.party), message.draftedAt, digestOfWithdraw(message), seals);

        uint40 since = _nextSecond();
        Party storage record = _parties[message.party];
        record.signer = record.signer & ~SINCE | uint256(since) << 168;
        emit Withdrawn(message.party, since);
    }

    /// @inheritdoc IAuthority
    function entrust(Guardianship calldata message, bytes calldata seals) external {
        _requireTimely(message.draftedAt, message.deadline, LONGEST_LIFE);
        if (message.guardian == message.party) revert NotGuardian(message.party, message.guardian);
        _requireGuardian(message.guardian, message.recoveryDays);
        _requireAllSigned(_rollOf(message.party), message.draftedAt, digestOfEntrust(message), seals);

        Party storage record = _parties[message.party];
        _endRecovery(message.party, record.recovery);
        record.recovery = uint256(message.recoveryDays) << 201;
        uint40 since = _nextSecond();
        record.signer = record.signer & ~(SINCE | GUARDIAN) | uint256(since) << 168 | uint256(message.guardian) << 208;
        emit GuardianChanged(message.party, message.guardian, message.recoveryDays, since);
    }

    /// @inheritdoc IAuthority
    function rollOfEnrol(Enrolment calldata message) external pure returns (Roll memory) {
        return _rollOfBoth(message.voucher, message.party);
    }

    /// @inheritdoc IAuthority
    function rollOfRotate(Rotation calldata message) external pure returns (Roll memory) {
        return _rollOfBoth(message.party, message.party);
    }

    /// @inheritdoc IAuthority
    function rollOfWithdraw(Withdrawal calldata message) external pure returns (Roll memory) {
        return _rollOf(message.party);
    }

    /// @inheritdoc IAuthority
    function rollOfEntrust(Guardianship calldata message) external pure returns (Roll memory) {
        return _rollOf(message.party);
    }

    /// @inheritdoc IAuthority
    function digestOfEnrol(Enrolment calldata message) public view returns (bytes32) {
        return _digest(TypedAuthority.hash(message));
    }

    /// @inheritdoc IAuthority
    function digestOfRotate(Rotation calldata message) public view returns (bytes32) {
        return _digest(TypedAuthority.hash(message));
    }

    /// @inheritdoc IAuthority
    function digestOfWithdraw(Withdrawal calldata message) public view returns (bytes32) {
        return _digest(TypedAuthority.hash(message));
    }

    /// @inheritdoc IAuthority
    function digestOfEntrust(Guardianship calldata message) public view returns (bytes32) {
        return _digest(TypedAuthority.hash(message));
    }

    /// @inheritdoc IAuthority
    function partyOf(uint32 party) external view returns (PartyRecord memory record) {
        uint256 word = _parties[party].signer;
        record.signer = address(uint160(word));
        record.keyed = _keyed(word);
        record.kind = uint8(word >> 161) & 0x7f;
        record.since = _since(word);
        record.guardian = uint32(word >> 208);
        record.mayDispose = uint16(word >> 240);
        record.identity = _parties[party].identity;
    }

    /// @dev A guardian is nobody, a party, or a node in force; the delay the least or more, up to a year.
    function _requireGuardian(uint32 guardian, uint16 recoveryDays) private view {
        if (guardian & NODE_GUARDIAN != 0) _requireInForce(guardian ^ NODE_GUARDIAN);
        else if (guardian != 0) _wordOf(guardian);
        if (recoveryDays != 0 && (recoveryDays < RECOVERY_DAYS || recoveryDays > LONGEST_RECOVERY)) {
            revert RecoveryDaysUnfit(recoveryDays, RECOVERY_DAYS, LONGEST_RECOVERY);
        }
    }

    function _requireVouching(Enrolment calldata message) private view {
        if (message.appointment == 0) {
            uint8 kind = uint8(_wordOf(message.voucher) >> 161) & 0x7f;
            if (kind != ORGANISATION || message.kind == ORGANISATION) revert VoucherUnfit(message.voucher, kind);
        } else {
            uint32 node = uint32(_appointments[message.appointment]);
            if (_requireCompetent(message.appointment, Powers.REGISTER_PARTY, node) != message.voucher) {
                revert NotOfficer(message.appointment, message.voucher);
            }
        }
    }

    /// @dev The constructor enrols party 1 through here as well.
    function _enter(Enrolment memory message, address id, bool keyed) internal {
        uint256 word = uint256(uint160(id)) | uint256(keyed ? 1 : 0) << 160 | uint256(message.kind) << 161
            | block.timestamp << 168 | uint256(message.guardian) << 208;
        _partyCount = message.party;
        _parties[message.party].signer = word;
        _parties[message.party].identity = message.identity;
        if (message.recoveryDays != 0) _parties[message.party].recovery = uint256(message.recoveryDays) << 201;
        emit Enrolled(
            message.party,
            message.voucher,
            message.signer,
            message.identity,
            message.kind,
            message.guardian,
            message.recoveryDays
        );
    }

    /// @dev What a party is to sign with, other than what it has.
    function _newSignerOf(uint32 party, uint256 word, bytes calldata signer)
        internal
        pure
        returns (NewSigner memory next)
    {
        (address id, bool keyed) = _signerOf(signer);
        if (address(uint160(word)) == id && _keyed(word) == keyed) revert SignerUnchanged(party);
        return NewSigner(party, id, keyed);
    }

    /// @dev From the next second on, so that no text drafted up to now counts any more, whoever signed it.
    function _setSigner(NewSigner memory next, bytes calldata signer, uint8 cause, uint16 mayDispose) internal {
        uint40 since = _nextSecond();
        Party storage record = _parties[next.party];
        record.signer = record.signer & KIND_AND_GUARDIAN | uint256(uint160(next.id)) | uint256(next.keyed ? 1 : 0)
            << 160 | uint256(since) << 168 | uint256(mayDispose) << 240;
        emit SignerChanged(next.party, signer, since, cause, mayDispose);
    }

    /// @dev Strikes what is on notice, if anything is. The callers raise `since`, which keeps its text from counting again.
    function _endRecovery(uint32 party, uint256 recovery) private {
        if (address(uint160(recovery)) == address(0)) return;
        _parties[party].recovery = recovery & DAYS;
        emit RecoveryCancelled(party, uint40(recovery >> 161));
    }

    /// @dev The stored id of an ERC-7913 signer, and whether it is a key.
    function _signerOf(bytes memory signer) internal pure returns (address id, bool keyed) {
        if (signer.length < 20 || bytes20(signer) == 0) revert SignerMalformed(signer);
        keyed = signer.length > 20;
        id = keyed ? address(uint160(uint256(keccak256(signer)))) : address(bytes20(signer));
    }

    function _nextSecond() internal view returns (uint40) {
        return uint40(block.timestamp + 1); // the constructor saw to it that the chain counts seconds
    }
}
