// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Beside} from "./Beside.sol";
import {Roll} from "./interfaces/IAuthority.sol";
import {IPledges, PledgeRecord, Pledging, Release} from "./interfaces/IPledges.sol";
import {ITitleRegistry, Movement, Share, TitleRecord} from "./interfaces/ITitleRegistry.sol";
import {Holdings} from "./libraries/Holdings.sol";
import {Powers} from "./libraries/Powers.sol";
import {Rolls} from "./libraries/Rolls.sol";
import {TypedPledges} from "./libraries/TypedPledges.sol";

/// @title Pledged units
/// @dev The registry is asked before the first write, and told the new marks by `noteCharge`, which asks nobody.
contract Pledges is IPledges, Beside {
    /// @dev A part, from its lowest bit: party 32, units 32; four a slot.
    struct Pledge {
        bytes32 achievement;
        uint32 pledgee;
        uint40 since;
        uint64[] parts;
    }

    uint256 private constant MOST_PLEDGES = 8;
    uint8 private constant FOLLOWS = 2;

    // slot 0
    mapping(bytes32 pledge => Pledge) private _pledges;
    // slot 1: those that stand, oldest first
    mapping(bytes32 achievement => bytes32[]) private _standing;

    /// @param titles_ The registry that was told of this companion.
    constructor(address titles_) Beside(titles_) {
        if (TITLES.pledges() != address(this)) revert ITitleRegistry.ForeignCompanion(address(this));
    }

    // ---- acts

    /// @inheritdoc IPledges
    function pledge(Pledging calldata message, bytes calldata seals) external {
        bytes32 achievement = message.act.achievement;
        TitleRecord memory title = _requireConfirmed(message.act);
        _requireThawed(achievement, title.frozenUntil);
        Share[] memory table = TITLES.holdingsOf(achievement);
        _requireParts(message, table);
        if (_standing[achievement].length == MOST_PLEDGES) revert TooManyPledges(achievement);

        bytes32 digest = digestOfPledge(message);
        Roll memory roll = _planPledge(message, title, table);
        _requireSealed(
            message.act.appointment, title.node, Powers.REGISTER_PLEDGE, roll, message.act.draftedAt, digest, seals
        );

        Pledge storage made = _pledges[digest];
        made.achievement = achievement;
        made.pledgee = message.pledgee;
        made.since = uint40(block.timestamp);
        for (uint256 i; i < message.parts.length; ++i) {
            made.parts.push(_part(message.parts[i].party, message.parts[i].units));
        }
        _standing[achievement].push(digest);
        TITLES.noteCharge(achievement, _marks(achievement, _partiesOf(table)), digest);
        emit Pledged(achievement, digest, message.pledgee, message.parts, message.act.filing);
    }

    /// @inheritdoc IPledges
    function release(Release calldata message, bytes calldata seals) external {
        bytes32 achievement = message.matter.achievement;
        Pledge storage made = _pledges[message.pledge];
        if (made.parts.length == 0 || made.achievement != achievement) revert PledgeClosed(message.pledge);
        _requireTimely(message.matter);

        bytes32 digest = digestOfRelease(message);
        _requireSigned(_rollOfRelease(message), message.matter.draftedAt, digest, seals);

        uint32[] memory parties = _partiesOf(TITLES.holdingsOf(achievement));
        uint256 before = _marks(achievement, parties);
        delete made.parts;
        _strike(achievement, message.pledge);
        uint256 marks = _marks(achievement, parties);
        if (marks != before) TITLES.noteCharge(achievement, marks, 0);
        emit Released(achievement, message.pledge, digest, message.matter.filing);
    }

    // ---- for the registry alone

    /// @inheritdoc IPledges
    function touched(bytes32 achievement, uint32[] calldata parties, uint32[] calldata left)
        external
        view
        returns (uint32[] memory pledgees, uint32 holder)
    {
        bytes32[] storage standing = _standing[achievement];
        uint32[] memory found = new uint32[](standing.length);
        uint256 count;
        for (uint256 i; i < standing.length; ++i) {
            Pledge storage made = _pledges[standing[i]];
            uint32 toucher = _toucher(made, parties, left);
            if (toucher == 0) continue;
            if (holder == 0) holder = toucher;
            if (_indexOf(found, made.pledgee) >= count) found[count++] = made.pledgee;
        }
        pledgees = _first(found, count);
    }

    /// @inheritdoc IPledges
    function follow(
        bytes32 achievement,
        Movement[] calldata movements,
        uint8 pledgeAfter,
        uint32[] calldata parties,
        uint32[] calldata left
    ) external returns (uint256 encumbered) {
        _requireTitles();
        bytes32[] memory standing = _standing[achievement];
        for (uint256 i; i < standing.length; ++i) {
            Pledge storage made = _pledges[standing[i]];
            if (_toucher(made, parties, left) == 0) continue;
            uint32[] memory units = _unitsIn(made, parties);
            if (pledgeAfter == FOLLOWS) _carry(units, movements, parties, left);
            else _let(units, left);
            _rewrite(standing[i], made, parties, units);
        }
        return _marks(achievement, parties);
    }

    // ---- rolls and digests

    /// @inheritdoc IPledges
    function rollOfPledge(Pledging calldata message) external view returns (Roll memory) {
        bytes32 achievement = message.act.achievement;
        Roll memory roll = _planPledge(message, TITLES.titleOf(achievement), TITLES.holdingsOf(achievement));
        return Rolls.withOfficer(roll, _officerOf(message.act.appointment));
    }

    /// @inheritdoc IPledges
    function rollOfRelease(Release calldata message) external view returns (Roll memory) {
        return _rollOfRelease(message);
    }

    /// @inheritdoc IPledges
    function digestOfPledge(Pledging calldata message) public view returns (bytes32) {
        return _digest(TypedPledges.hash(message));
    }

    /// @inheritdoc IPledges
    function digestOfRelease(Release calldata message) public view returns (bytes32) {
        return _digest(TypedPledges.hash(message));
    }

    // ---- views

    /// @inheritdoc IPledges
    function pledgeOf(bytes32 number) external view returns (PledgeRecord memory) {
        Pledge storage made = _pledges[number];
        return PledgeRecord(made.achievement, made.pledgee, made.since, _partsOf(made));
    }

    /// @inheritdoc IPledges
    function pledgesOf(bytes32 achievement) external view returns (bytes32[] memory) {
        return _standing[achievement];
    }

    /// @inheritdoc IPledges
    function pledgedOf(bytes32 achievement, uint32 holder) external view returns (uint32 most) {
        bytes32[] storage standing = _standing[achievement];
        for (uint256 i; i < standing.length; ++i) {
            uint64[] storage parts = _pledges[standing[i]].parts;
            for (uint256 j; j < parts.length; ++j) {
                if (_partyOf(parts[j]) == holder && _unitsOf(parts[j]) > most) most = _unitsOf(parts[j]);
            }
        }
    }

    /// @inheritdoc IPledges
    function pledgeesOf(bytes32 achievement) external view returns (uint32[] memory) {
        bytes32[] storage standing = _standing[achievement];
        uint32[] memory found = new uint32[](standing.length);
        uint256 count;
        for (uint256 i; i < standing.length; ++i) {
            uint32 pledgee = _pledges[standing[i]].pledgee;
            if (_indexOf(found, pledgee) >= count) found[count++] = pledgee;
        }
        return _first(found, count);
    }

    /// @inheritdoc IPledges
    function titles() external view returns (address) {
        return address(TITLES);
    }

    // ---- who pledges

    /// @dev Every part is a holder's, none exceeds what he holds, and none is the pledgee's own.
    function _requireParts(Pledging calldata message, Share[] memory table) private pure {
        Share[] calldata parts = message.parts;
        if (parts.length == 0 || parts.length > Holdings.MOST_HOLDERS) revert WrongParts(parts.length);
        uint256 seen;
        for (uint256 i; i < parts.length; ++i) {
            (uint32 party, uint32 units) = (parts[i].party, parts[i].units);
            uint256 at_ = _rowOf(table, party);
            uint256 has = at_ == table.length ? 0 : table[at_].units;
            if (units == 0 || party == message.pledgee) revert WrongParts(i);
            if (units > has) revert ITitleRegistry.NotEnough(party, has, units);
            if (seen >> at_ & 1 != 0) revert WrongParts(i);
            seen |= 1 << at_;
        }
    }

    /// @dev The pledgors, co-owners by the base rule (that shares move freely frees no pledge), the pledgee.
    function _planPledge(Pledging calldata message, TitleRecord memory title, Share[] memory table)
        private
        pure
        returns (Roll memory)
    {
        uint256[] memory rows = Holdings.fromHoldings(table);
        uint256 pledgors;
        for (uint256 i; i < message.parts.length; ++i) {
            pledgors |= 1 << _rowOf(table, message.parts[i].party);
        }
        pledgors &= (1 << rows.length) - 1; // the view answers for others too
        Roll memory roll = Rolls.ofConveyance(rows, rows, pledgors, 0, title.rule & ~Rolls.SHARES_FREE, title.delegate);
        uint32[] memory pledgee = new uint32[](1);
        pledgee[0] = message.pledgee;
        return Rolls.withSeats(roll, pledgee);
    }

    function _rollOfRelease(Release calldata message) private view returns (Roll memory roll) {
        roll.seats = new uint32[](1);
        roll.units = new uint32[](1);
        roll.seats[0] = _pledges[message.pledge].pledgee;
        roll.must = 1;
        roll.disposing = 1;
    }

    // ---- what follows units

    /// @dev The first holder, in the order of the parts, who would be left less than his part; 0 if none would.
    function _toucher(Pledge storage made, uint32[] memory parties, uint32[] memory left)
        private
        view
        returns (uint32)
    {
        for (uint256 i; i < made.parts.length; ++i) {
            uint64 part = made.parts[i];
            uint256 at_ = _indexOf(parties, _partyOf(part));
            if (at_ == parties.length || left[at_] < _unitsOf(part)) return _partyOf(part);
        }
        return 0;
    }

    /// @dev What each of the parties has in a pledge. Every part is the part of one of them: they are the whole table.
    function _unitsIn(Pledge storage made, uint32[] memory parties) private view returns (uint32[] memory units) {
        units = new uint32[](parties.length);
        for (uint256 i; i < made.parts.length; ++i) {
            units[_indexOf(parties, _partyOf(made.parts[i]))] = _unitsOf(made.parts[i]);
        }
    }

    /// @dev Movement by movement: with it goes of the giver's part what he has too much in the end, and no less than what
    /// his units no longer cover at that point. So no part exceeds its holder's units at any point, and none is lost:
    /// before a movement part ≤ units, so what must go is never more than what moves.
    function _carry(uint32[] memory part, Movement[] calldata movements, uint32[] memory parties, uint32[] memory left)
        private
        pure
    {
        uint256[] memory units = _unitsBefore(movements, parties, left);
        for (uint256 i; i < movements.length; ++i) {
            uint256 from = _indexOf(parties, movements[i].from);
            uint256 to = _indexOf(parties, movements[i].to);
            uint32 moved = movements[i].units;
            units[from] -= moved;
            units[to] += moved;
            uint32 goes = _min(moved, _excess(part[from], left[from]));
            uint32 least = _excess(part[from], units[from]);
            if (goes < least) goes = least;
            part[from] -= goes;
            part[to] += goes;
        }
    }

    /// @dev The movements undone, the last one first. Sums stay the whole, so nothing wraps.
    function _unitsBefore(Movement[] calldata movements, uint32[] memory parties, uint32[] memory left)
        private
        pure
        returns (uint256[] memory units)
    {
        units = new uint256[](parties.length);
        for (uint256 i; i < parties.length; ++i) {
            units[i] = left[i];
        }
        for (uint256 i = movements.length; i != 0; --i) {
            Movement calldata movement = movements[i - 1];
            units[_indexOf(parties, movement.to)] -= movement.units;
            units[_indexOf(parties, movement.from)] += movement.units;
        }
    }

    /// @dev The touched parts leave the pledge, whole.
    function _let(uint32[] memory part, uint32[] memory left) private pure {
        for (uint256 i; i < part.length; ++i) {
            if (part[i] > left[i]) part[i] = 0;
        }
    }

    /// @dev The parts in the order of the table. They are holders', so sixteen at most.
    function _rewrite(bytes32 number, Pledge storage made, uint32[] memory parties, uint32[] memory units) private {
        delete made.parts;
        for (uint256 i; i < parties.length; ++i) {
            if (units[i] != 0) made.parts.push(_part(parties[i], units[i]));
        }
        if (made.parts.length == 0) _strike(made.achievement, number);
        emit PartsChanged(made.achievement, number, _partsOf(made));
    }

    /// @dev A pledge stands no more; the others keep their order.
    function _strike(bytes32 achievement, bytes32 number) private {
        bytes32[] storage standing = _standing[achievement];
        uint256 i;
        while (standing[i] != number) ++i;
        for (; i + 1 < standing.length; ++i) {
            standing[i] = standing[i + 1];
        }
        standing.pop();
    }

    /// @dev Bit i: parties[i] has a part in a pledge that stands.
    function _marks(bytes32 achievement, uint32[] memory parties) private view returns (uint256 marks) {
        bytes32[] storage standing = _standing[achievement];
        for (uint256 i; i < standing.length; ++i) {
            uint64[] storage parts = _pledges[standing[i]].parts;
            for (uint256 j; j < parts.length; ++j) {
                marks |= 1 << _indexOf(parties, _partyOf(parts[j]));
            }
        }
    }

    function _partsOf(Pledge storage made) private view returns (Share[] memory parts) {
        parts = new Share[](made.parts.length);
        for (uint256 i; i < parts.length; ++i) {
            parts[i] = Share(_partyOf(made.parts[i]), _unitsOf(made.parts[i]));
        }
    }

    // ---- small change

    function _partiesOf(Share[] memory table) private pure returns (uint32[] memory parties) {
        parties = new uint32[](table.length);
        for (uint256 i; i < table.length; ++i) {
            parties[i] = table[i].party;
        }
    }

    function _rowOf(Share[] memory table, uint32 party) private pure returns (uint256 i) {
        while (i < table.length && table[i].party != party) ++i;
    }

    function _indexOf(uint32[] memory parties, uint32 party) private pure returns (uint256 i) {
        while (i < parties.length && parties[i] != party) ++i;
    }

    function _first(uint32[] memory parties, uint256 count) private pure returns (uint32[] memory first) {
        first = new uint32[](count);
        for (uint256 i; i < count; ++i) {
            first[i] = parties[i];
        }
    }

    /// @dev What `part` has more than `units` cover.
    function _excess(uint32 part, uint256 units) private pure returns (uint32) {
        return part > units ? uint32(part - units) : 0; // less than `part`
    }

    function _min(uint32 a, uint32 b) private pure returns (uint32) {
        return a < b ? a : b;
    }

    function _part(uint32 party, uint32 units) private pure returns (uint64) {
        return uint64(party) | uint64(units) << 32;
    }

    function _partyOf(uint64 part) private pure returns (uint32) {
        return uint32(part);
    }

    function _unitsOf(uint64 part) private pure returns (uint32) {
        return uint32(part >> 32);
    }
}
