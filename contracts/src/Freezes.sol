// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.30;

import {Chamber} from "./Chamber.sol";
import {Roll} from "./interfaces/IAuthority.sol";
import {Freeze, FreezeRecord, IProceedings, Lift} from "./interfaces/IProceedings.sol";
import {ITitleRegistry, TitleRecord} from "./interfaces/ITitleRegistry.sol";
import {Powers} from "./libraries/Powers.sol";
import {TypedProceedings} from "./libraries/TypedProceedings.sol";

/// @notice Freezes of titles, numbered, each with an end of its own.
abstract contract Freezes is Chamber {
    uint8 private constant MOST_FREEZE_GROUND = 4;
    uint256 private constant MOST_STANDING = 8;
    uint256 private constant LIFTED = 1 << 120;

    /// @dev From the lowest bit: from 40, until 40, node 32, ground 8, lifted 1.
    mapping(bytes32 achievement => mapping(uint16 number => uint256)) private _freezes;
    /// @dev From the lowest bit: how many freezes there were 16, then the numbers of at most eight that were not found over
    /// yet, 16 each, in their order.
    mapping(bytes32 achievement => uint256) private _lists;
    /// @dev The latest end of a node's freezes that are over.
    mapping(bytes32 achievement => mapping(uint32 node => uint40)) private _ends;

    // ---- acts

    /// @inheritdoc IProceedings
    function freeze(Freeze calldata message, bytes calldata seals) external {
        bytes32 achievement = message.matter.achievement;
        (uint32 judge, uint40 until) = (message.judge, message.until);
        _requireTimely(message.matter);
        TitleRecord memory title = _liveTitle(achievement);
        if (message.ground == 0 || message.ground > MOST_FREEZE_GROUND) {
            revert ITitleRegistry.UnknownGround(message.ground);
        }
        uint32 node = _appointmentOf(message.matter.appointment).node;
        if (judge == 0) _requireGap(achievement, node);
        uint256 latest = judge == 0 ? block.timestamp + LONGEST_FREEZE : type(uint40).max;
        if (until <= block.timestamp || until > latest) revert FreezeTooLong(until, uint40(latest));

        bytes32 digest = digestOfFreeze(message);
        uint32 party = judge == 0 ? 0 : judgeOf(message.matter.appointment, judge);
        _requireOfficial(message.matter, Bench(title.node, Powers.FREEZE, party), digest, seals);

        _once(digest);
        (uint256 list, uint256 standing, uint40 frozenUntil) = _pruned(achievement, 0);
        if (standing == MOST_STANDING) revert TooManyFreezes(achievement);
        uint16 number = uint16(list) + 1;
        _lists[achievement] = (list >> 16 | uint256(number) << 16 * standing) << 16 | number;
        _freezes[achievement][number] =
            block.timestamp | uint256(until) << 40 | uint256(node) << 80 | uint256(message.ground) << 112;
        if (until > frozenUntil) frozenUntil = until;
        _note(achievement, frozenUntil);
        emit Frozen(achievement, number, until, message.ground, node, frozenUntil, digest, message.matter.filing);
    }

    /// @inheritdoc IProceedings
    function lift(Lift calldata message, bytes calldata seals) external {
        bytes32 achievement = message.matter.achievement;
        uint16 number = message.number;
        _requireTimely(message.matter);
        TitleRecord memory title = _liveTitle(achievement);
        if (!_stands(_freezes[achievement][number])) revert FreezeClosed(achievement, number);

        bytes32 digest = digestOfLift(message);
        _requireOfficial(message.matter, Bench(title.node, Powers.FREEZE, 0), digest, seals);

        _freezes[achievement][number] |= LIFTED;
        (uint256 list,, uint40 frozenUntil) = _pruned(achievement, number);
        _lists[achievement] = list;
        _note(achievement, frozenUntil);
        emit Lifted(achievement, number, frozenUntil, digest, message.matter.filing);
    }

    // ---- rolls, digests, views

    /// @inheritdoc IProceedings
    function rollOfFreeze(Freeze calldata message) external view returns (Roll memory) {
        return _rollOf(message.matter.appointment, message.judge);
    }

    /// @inheritdoc IProceedings
    function rollOfLift(Lift calldata message) external view returns (Roll memory) {
        return _rollOf(message.matter.appointment, 0);
    }

    /// @inheritdoc IProceedings
    function digestOfFreeze(Freeze calldata message) public view returns (bytes32) {
        return _digest(TypedProceedings.hash(message));
    }

    /// @inheritdoc IProceedings
    function digestOfLift(Lift calldata message) public view returns (bytes32) {
        return _digest(TypedProceedings.hash(message));
    }

    /// @inheritdoc IProceedings
    function freezeOf(bytes32 achievement, uint16 number) external view returns (FreezeRecord memory) {
        uint256 word = _freezes[achievement][number];
        return FreezeRecord({
            from: uint40(word),
            until: _until(word),
            node: _node(word),
            ground: uint8(word >> 112),
            lifted: word & LIFTED != 0
        });
    }

    /// @inheritdoc IProceedings
    function freezesOf(bytes32 achievement) external view returns (uint16 count, uint16[] memory standing) {
        uint256 list = _lists[achievement];
        count = uint16(list);
        uint256 found;
        uint16[] memory numbers = new uint16[](MOST_STANDING);
        for (list >>= 16; list != 0; list >>= 16) {
            if (_stands(_freezes[achievement][uint16(list)])) numbers[found++] = uint16(list);
        }
        standing = new uint16[](found);
        for (uint256 i; i < found; ++i) {
            standing[i] = numbers[i];
        }
    }

    // ---- what the acts have in common

    /// @dev A freeze by an officer of this node is over since the gap, whether it was lifted or expired. A ledger without a
    /// gap lets one node's freezes stand beside each other.
    function _requireGap(bytes32 achievement, uint32 node) private view {
        if (FREEZE_GAP == 0) return;
        uint40 end = _ends[achievement][node];
        for (uint256 list = _lists[achievement] >> 16; list != 0; list >>= 16) {
            uint256 word = _freezes[achievement][uint16(list)];
            if (_node(word) == node && _until(word) > end) end = _until(word);
        }
        uint256 from = uint256(end) + FREEZE_GAP;
        if (end != 0 && block.timestamp < from) revert FreezeTooSoon(node, uint40(from));
    }

    /// @dev The list without those that are over, whose ends are written down. @param lifted Number of one that was lifted in
    /// this act, or 0.
    function _pruned(bytes32 achievement, uint16 lifted)
        private
        returns (uint256 list, uint256 standing, uint40 frozenUntil)
    {
        mapping(uint32 node => uint40) storage ends = _ends[achievement];
        uint256 before = _lists[achievement];
        list = uint16(before);
        for (before >>= 16; before != 0; before >>= 16) {
            uint16 number = uint16(before);
            uint256 word = _freezes[achievement][number];
            uint40 end = _until(word);
            if (_stands(word)) {
                list |= uint256(number) << 16 * ++standing;
                if (end > frozenUntil) frozenUntil = end;
            } else {
                if (number == lifted) end = uint40(block.timestamp);
                if (end > ends[_node(word)]) ends[_node(word)] = end;
            }
        }
    }

    function _note(bytes32 achievement, uint40 frozenUntil) private {
        TITLES.noteFreeze(achievement, frozenUntil);
    }

    function _stands(uint256 word) private view returns (bool) {
        return block.timestamp < _until(word) && word & LIFTED == 0;
    }

    function _until(uint256 word) private pure returns (uint40) {
        return uint40(word >> 40);
    }

    function _node(uint256 word) private pure returns (uint32) {
        return uint32(word >> 80);
    }
}
