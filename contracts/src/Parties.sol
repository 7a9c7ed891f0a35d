// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Enrolment, IAuthority, PartyRecord, Roll} from "./interfaces/IAuthority.sol";
import {Powers} from "./libraries/Powers.sol";
import {Seals} from "./libraries/Seals.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {Typed} from "./libraries/Typed.sol";
import {Records} from "./Records.sol";

/// @notice Persons and organisations: a lasting number each, and what it signs with.
abstract contract Parties is Records {
    uint8 internal constant PERSON = 1;
    uint8 internal constant ORGANISATION = 2;
    uint8 internal constant OFFICER = 3;

    /// @inheritdoc IAuthority
    function enrol(Enrolment calldata message, bytes calldata seals) external returns (uint32 party) {
        _requireTimely(message.draftedAt, message.deadline, LONGEST_LIFE);
        party = message.party;
        if (party != _partyCount + 1) revert WrongNumber(party, _partyCount + 1);
        if (message.kind < PERSON || message.kind > OFFICER) revert UnknownKind(message.kind);
        if (message.guardian != 0) _wordOf(message.guardian);
        _requireVouching(message);
        (address id, bool keyed) = _signerOf(message.signer);

        bytes32 digest = digestOfEnrol(message);
        (bytes calldata signature, uint256 offset) = Seals.next(seals, 0);
        if (signature.length == 0) revert SignatureMissing(message.voucher);
        _requireSeal(message.voucher, false, message.draftedAt, digest, signature);
        (signature, offset) = Seals.next(seals, offset);
        if (signature.length == 0) revert SignatureMissing(party);
        if (!Signatures.isGood(id, keyed, digest, signature)) revert NotSigned(party, digest);
        Seals.requireEnd(seals, offset);

        _enter(message, id, keyed);
    }

    /// @inheritdoc IAuthority
    function rollOfEnrol(Enrolment calldata message) external pure returns (Roll memory) {
        return _rollOf(message.voucher, message.party);
    }

    /// @inheritdoc IAuthority
    function digestOfEnrol(Enrolment calldata message) public view returns (bytes32) {
        return _digest(Typed.hash(message));
    }

    /// @inheritdoc IAuthority
    function requireSealed(
        uint32 appointment,
        uint32 node,
        uint32 power,
        uint32[] calldata seats,
        uint256 disposing,
        uint40 draftedAt,
        bytes32 digest,
        bytes calldata seals
    ) external view returns (uint32 officer, uint256 signed) {
        officer = _requireCompetent(appointment, power, node);
        (bytes calldata signature, uint256 offset) = Seals.next(seals, 0);
        if (signature.length == 0) revert SignatureMissing(officer);
        for (uint256 i; i < seats.length; ++i) {
            if (seats[i] == officer) revert OfficerIsParty(officer);
        }
        _requireSeal(officer, disposing & 1 != 0, draftedAt, digest, signature);
        signed = _signedFrom(offset, seats, disposing >> 1, draftedAt, digest, seals) << 1 | 1;
    }

    /// @inheritdoc IAuthority
    function requireSigned(
        uint32[] calldata seats,
        uint256 disposing,
        uint40 draftedAt,
        bytes32 digest,
        bytes calldata seals
    ) external view returns (uint256 signed) {
        return _signedFrom(0, seats, disposing, draftedAt, digest, seals);
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

    function _signedFrom(
        uint256 offset,
        uint32[] calldata seats,
        uint256 disposing,
        uint40 draftedAt,
        bytes32 digest,
        bytes calldata seals
    ) private view returns (uint256 signed) {
        bytes calldata signature;
        for (uint256 i; i < seats.length; ++i) {
            (signature, offset) = Seals.next(seals, offset);
            if (signature.length == 0) continue;
            _requireSeal(seats[i], disposing >> i & 1 != 0, draftedAt, digest, signature);
            signed |= 1 << i;
        }
        Seals.requireEnd(seals, offset);
    }

    /// @inheritdoc Records
    function _requireAllSigned(Roll memory roll, uint40 draftedAt, bytes32 digest, bytes calldata seals)
        internal
        view
        override
    {
        uint256 offset;
        bytes calldata signature;
        for (uint256 i; i < roll.seats.length; ++i) {
            (signature, offset) = Seals.next(seals, offset);
            if (signature.length == 0) revert SignatureMissing(roll.seats[i]);
            _requireSeal(roll.seats[i], false, draftedAt, digest, signature);
        }
        Seals.requireEnd(seals, offset);
    }

    function _requireSeal(uint32 party, bool disposing, uint40 draftedAt, bytes32 digest, bytes calldata signature)
        private
        view
    {
        uint256 word = _wordOf(party);
        if (_since(word) > draftedAt) revert SignedBefore(party, _since(word));
        if (disposing) {
            uint256 until = (word >> 240) * 1 days;
            if (block.timestamp < until) revert InQuarantine(party, uint40(until)); // 16 bits of days fit 40 of seconds
        }
        if (!Signatures.isGood(address(uint160(word)), _keyed(word), digest, signature)) {
            revert NotSigned(party, digest);
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

    /// @dev The stored id of an ERC-7913 signer, and whether it is a key.
    function _signerOf(bytes memory signer) internal pure returns (address id, bool keyed) {
        if (signer.length < 20 || bytes20(signer) == 0) revert SignerMalformed(signer);
        keyed = signer.length > 20;
        id = keyed ? address(uint160(uint256(keccak256(signer)))) : address(bytes20(signer));
    }

    function _wordOf(uint32 party) internal view returns (uint256 word) {
        word = _parties[party].signer;
        if (word == 0) revert UnknownParty(party);
    }

    function _keyed(uint256 word) private pure returns (bool) {
        return word >> 160 & 1 != 0;
    }

    function _since(uint256 word) private pure returns (uint40) {
        return uint40(word >> 168);
    }
}
