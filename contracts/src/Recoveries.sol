// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {IAuthority, Recovery, RecoveryCancellation, RecoveryRecord, Roll} from "./interfaces/IAuthority.sol";
import {Powers} from "./libraries/Powers.sol";
import {TypedAuthority} from "./libraries/TypedAuthority.sol";
import {Parties} from "./Parties.sol";

/// @notice A new signer for a party that cannot name one itself: put on notice by its guardian, cancelled by the party, or
/// settled by anybody once the notice is over.
abstract contract Recoveries is Parties {
    uint8 private constant LAST_GROUND = 4;
    uint256 private constant BAR = (1 << 48) - 1;

    /// @inheritdoc IAuthority
    function recover(Recovery calldata message, bytes calldata seals) external {
        _requireTimely(message.draftedAt, message.deadline, LONGEST_LIFE);
        if (message.ground == 0 || message.ground > LAST_GROUND) revert UnknownRecoveryGround(message.ground);
        uint256 word = _wordOf(message.party);
        uint256 recovery = _parties[message.party].recovery;
        _requireNoneOnNotice(message, word, recovery);
        (uint32 by, uint32 node) = _requireGuardianship(message, uint32(word >> 208));
        NewSigner memory next = _newSignerOf(message.party, word, message.signer);
        _requireBothSigned(by, next, message.draftedAt, digestOfRecover(message), seals);

        uint40 dueAt = uint40(block.timestamp + uint256(recoveryDaysOf(message.party)) * 1 days);
        _parties[message.party].recovery = uint256(uint160(next.id)) | uint256(next.keyed ? 1 : 0) << 160
            | uint256(dueAt) << 161 | uint256(_days(recovery)) << 201 | uint256(node) << 217;
        emit RecoveryProposed(message.party, by, message.signer, dueAt, message.ground, message.evidence);
    }

    /// @inheritdoc IAuthority
    function cancelRecovery(RecoveryCancellation calldata message, bytes calldata seals) external {
        _requireTimely(message.draftedAt, message.deadline, LONGEST_LIFE);
        uint256 recovery = _parties[message.party].recovery;
        if (!_onNotice(recovery) || _dueAt(recovery) != message.dueAt) revert RecoveryClosed(message.party);
        _requireAllSigned(_rollOf(message.party), message.draftedAt, digestOfCancelRecovery(message), seals);

        // Not `since`: what else the party signed goes on. The cancelled text itself must not come back.
        _parties[message.party].recovery = uint256(_nextSecond()) << 161 | uint256(_days(recovery)) << 201;
        emit RecoveryCancelled(message.party, message.dueAt);
    }

    /// @inheritdoc IAuthority
    function settleRecovery(uint32 party, uint40 dueAt, bytes calldata signer) external {
        _requireChain();
        uint256 recovery = _parties[party].recovery;
        (address id, bool keyed) = _signerOf(signer);
        bool same = address(uint160(recovery)) == id && _keyed(recovery) == keyed && _dueAt(recovery) == dueAt;
        if (!same) revert RecoveryClosed(party); // id is never zero: while none is on notice, none is the same
        if (block.timestamp < dueAt) revert RecoveryRunning(party, dueAt);

        _parties[party].recovery = uint256(_days(recovery)) << 201;
        _bar(party, uint32(recovery >> 217));
        _setSigner(NewSigner(party, id, keyed), signer, BY_RECOVERY, _dayAfter(QUARANTINE_DAYS));
    }

    /// @inheritdoc IAuthority
    function rollOfRecover(Recovery calldata message) external view returns (Roll memory) {
        uint32 guardian = uint32(_parties[message.party].signer >> 208);
        return _rollOfBoth(message.appointment == 0 ? guardian : _officerOf(message.appointment), message.party);
    }

    /// @inheritdoc IAuthority
    function rollOfCancelRecovery(RecoveryCancellation calldata message) external pure returns (Roll memory) {
        return _rollOf(message.party);
    }

    /// @inheritdoc IAuthority
    function digestOfRecover(Recovery calldata message) public view returns (bytes32) {
        return _digest(TypedAuthority.hash(message));
    }

    /// @inheritdoc IAuthority
    function digestOfCancelRecovery(RecoveryCancellation calldata message) public view returns (bytes32) {
        return _digest(TypedAuthority.hash(message));
    }

    /// @inheritdoc IAuthority
    function recoveryOf(uint32 party) external view returns (RecoveryRecord memory record) {
        uint256 recovery = _parties[party].recovery;
        if (!_onNotice(recovery)) return record;
        return RecoveryRecord({
            signer: address(uint160(recovery)),
            keyed: _keyed(recovery),
            dueAt: _dueAt(recovery),
            node: uint32(recovery >> 217)
        });
    }

    /// @inheritdoc IAuthority
    function recoveryDaysOf(uint32 party) public view returns (uint16) {
        uint16 chosen = _days(_parties[party].recovery);
        return chosen == 0 ? RECOVERY_DAYS : chosen;
    }

    /// @dev One at a time, and by a text newer than whatever the party last signed with, took back or cancelled.
    function _requireNoneOnNotice(Recovery calldata message, uint256 word, uint256 recovery) private pure {
        if (_onNotice(recovery)) revert RecoveryOpen(message.party, _dueAt(recovery));
        if (message.draftedAt < _dueAt(recovery)) revert RecoveryClosed(message.party);
        if (message.draftedAt < _since(word)) revert SignedBefore(message.party, _since(word));
    }

    /// @dev Who starts a recovery, and the node at which he is appointed, 0 for a party.
    function _requireGuardianship(Recovery calldata message, uint32 guardian)
        private
        view
        returns (uint32 by, uint32 node)
    {
        bool ofNode = guardian & NODE_GUARDIAN != 0;
        if (message.appointment == 0) {
            if (ofNode || guardian == 0) revert NotGuardian(message.party, guardian);
            return (guardian, 0);
        }
        if (!ofNode && !ANY_RECOVERY_NODE) revert NotGuardian(message.party, guardian);
        node = uint32(_appointments[message.appointment]);
        uint32 for_ = ANY_RECOVERY_NODE ? node : guardian ^ NODE_GUARDIAN;
        by = _requireCompetent(message.appointment, Powers.RECOVER_KEY, for_);
        if (by == message.party) revert OfficerIsParty(by);
    }

    /// @dev Keeps officers of the node that recovered the party from registering what it gives away. Other nodes' bars run on,
    /// so that a second recovery cannot wash away the first one's; of more than five at once the oldest falls off.
    function _bar(uint32 party, uint32 node) private {
        if (node == 0 || GUARDIAN_BAR_DAYS == 0) return;
        uint256 bars = uint256(node) | uint256(_dayAfter(GUARDIAN_BAR_DAYS)) << 32;
        uint256 shift = 48;
        for (uint256 old = _parties[party].bars; old != 0 && shift < 240; old >>= 48) {
            bool over = block.timestamp >= uint256(uint16(old >> 32)) * 1 days;
            if (over || uint32(old) == node) continue;
            bars |= (old & BAR) << shift;
            shift += 48;
        }
        _parties[party].bars = bars;
    }

    /// @dev The first day that begins after so many days from now; today for none, which is never 0 and bars nothing.
    function _dayAfter(uint16 count) private view returns (uint16) {
        uint256 day = block.timestamp / 1 days + (count == 0 ? 0 : uint256(count) + 1);
        return day > type(uint16).max ? type(uint16).max : uint16(day); // the last day of 2149
    }

    function _onNotice(uint256 recovery) private pure returns (bool) {
        return address(uint160(recovery)) != address(0);
    }

    function _dueAt(uint256 recovery) private pure returns (uint40) {
        return uint40(recovery >> 161);
    }

    function _days(uint256 recovery) private pure returns (uint16) {
        return uint16(recovery >> 201);
    }
}
