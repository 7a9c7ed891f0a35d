// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAuthority, Roll} from "./interfaces/IAuthority.sol";
import {Seals} from "./libraries/Seals.sol";
import {Signatures} from "./libraries/Signatures.sol";
import {Records} from "./Records.sol";

/// @notice Whether the parties of an act sealed it, each with its present signer.
abstract contract Sealing is Records {
    /// @dev What a party is to sign with from this act on.
    struct NewSigner {
        uint32 party;
        address id;
        bool keyed;
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
        uint256 word = _requireSeal(officer, draftedAt, digest, signature);
        if (disposing & 1 != 0) {
            if (word >> 240 != 0) _requireMayDispose(officer, word, appointment);
        }
        signed = _signedFrom(offset, seats, disposing >> 1, appointment, draftedAt, digest, seals) << 1 | 1;
    }

    /// @inheritdoc IAuthority
    function requireSignedBy(
        uint32[] calldata seats,
        uint256 disposing,
        uint40 draftedAt,
        bytes32 digest,
        bytes calldata seals
    ) external view returns (uint256 signed) {
        return _signedFrom(0, seats, disposing, 0, draftedAt, digest, seals);
    }

    function _signedFrom(
        uint256 offset,
        uint32[] calldata seats,
        uint256 disposing,
        uint32 appointment,
        uint40 draftedAt,
        bytes32 digest,
        bytes calldata seals
    ) private view returns (uint256 signed) {
        bytes calldata signature;
        for (uint256 i; i < seats.length; ++i) {
            (signature, offset) = Seals.next(seals, offset);
            if (signature.length == 0) continue;
            uint256 word = _requireSeal(seats[i], draftedAt, digest, signature);
            if (disposing >> i & 1 != 0) {
                if (word >> 240 != 0) _requireMayDispose(seats[i], word, appointment);
            }
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
            _requireSeal(roll.seats[i], draftedAt, digest, signature);
        }
        Seals.requireEnd(seals, offset);
    }

    /// @dev A party's present signer sealed the digest, and a signer that the same act brings did too.
    function _requireBothSigned(
        uint32 first,
        NewSigner memory second,
        uint40 draftedAt,
        bytes32 digest,
        bytes calldata seals
    ) internal view {
        (bytes calldata signature, uint256 offset) = Seals.next(seals, 0);
        if (signature.length == 0) revert SignatureMissing(first);
        _requireSeal(first, draftedAt, digest, signature);
        (signature, offset) = Seals.next(seals, offset);
        if (signature.length == 0) revert SignatureMissing(second.party);
        if (!Signatures.isGood(second.id, second.keyed, digest, signature)) revert NotSigned(second.party, digest);
        Seals.requireEnd(seals, offset);
    }

    /// @return word The party's first word, for whoever asks on.
    function _requireSeal(uint32 party, uint40 draftedAt, bytes32 digest, bytes calldata signature)
        private
        view
        returns (uint256 word)
    {
        word = _wordOf(party);
        if (_since(word) > draftedAt) revert SignedBefore(party, _since(word));
        if (!Signatures.isGood(address(uint160(word)), _keyed(word), digest, signature)) {
            revert NotSigned(party, digest);
        }
    }

    /// @dev Asked only where `mayDispose` stands in the word: only a recovery writes it, and nobody else pays for this.
    /// @param appointment The officer's who registers the act; 0 where none does.
    function _requireMayDispose(uint32 party, uint256 word, uint32 appointment) private view {
        uint256 until = (word >> 240) * 1 days;
        if (block.timestamp < until) revert InQuarantine(party, uint40(until)); // 16 bits of days fit 40 of seconds
        if (appointment == 0) return;
        uint32 node = uint32(_appointments[appointment]);
        for (uint256 bars = _parties[party].bars; bars != 0; bars >>= 48) {
            until = uint256(uint16(bars >> 32)) * 1 days;
            if (uint32(bars) == node && block.timestamp < until) revert GuardianBarred(party, node, uint40(until));
        }
    }

    function _wordOf(uint32 party) internal view returns (uint256 word) {
        word = _parties[party].signer;
        if (word == 0) revert UnknownParty(party);
    }

    function _keyed(uint256 word) internal pure returns (bool) {
        return word >> 160 & 1 != 0;
    }

    function _since(uint256 word) internal pure returns (uint40) {
        return uint40(word >> 168);
    }
}
