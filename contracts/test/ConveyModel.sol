// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IProceedings} from "../src/interfaces/IProceedings.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Conveyance, ITitleRegistry, Movement, Share} from "../src/interfaces/ITitleRegistry.sol";

/// What a conveyance comes to, by a plain model: written from the words of the interfaces, it shares structs and names of
/// refusals with the contracts and no line of code. It counts by party number, of which there are few.
abstract contract ConveyModel {
    uint256 private constant ALL = 720_720_000;
    uint256 private constant PARTIES = 32;

    /// A pledge that stands.
    struct Debt {
        bytes32 number;
        uint32 pledgee;
        Share[] parts;
    }

    /// An offer as it was made and answered. Bit p of `took` and `passed`: party p did.
    struct Told {
        bytes32 number;
        bytes32 opening;
        uint32 seller;
        uint32 buyer;
        uint32 units;
        uint40 until;
        uint8 ended;
        uint256 took;
        uint256 passed;
        uint32[] entitled;
    }

    /// @param time Of the block. @param absent Bit p: party p does not seal, wherever it sits.
    struct Case {
        Conveyance message;
        Share[] table;
        uint8 rule;
        uint32 delegate;
        uint32 officer;
        uint40 time;
        uint40 takenLife;
        uint256 absent;
        Debt[] debts;
        Told[] offers;
    }

    /// @param refusal Empty if it passes. @param seats The officer's first; empty where no table comes of the movements.
    /// @param sold Bit i: offers[i] is.
    struct Outcome {
        bytes refusal;
        uint32[] seats;
        Share[] table;
        Debt[] debts;
        uint256 sold;
    }

    /// @param rows Who stood in the table, then newcomers. @param givers Bit p: party p gives; `receivers` the same.
    /// @param touched Bit i: debts[i] is. @param loser The first who loses pledged units. @param asked Pledgees who lose.
    struct Work {
        uint256[PARTIES] was;
        uint256[PARTIES] have;
        uint32[] rows;
        uint256 old;
        uint256 givers;
        uint256 receivers;
        uint256 touched;
        uint32 loser;
        uint32[] asked;
    }

    function outcomeOf(Case memory c) internal pure returns (Outcome memory o) {
        Work memory w = _begin(c.table);
        uint8 basis = c.message.basis;
        if (basis != 1 && basis != 2 && basis != 3) {
            o.refusal = abi.encodeWithSelector(ITitleRegistry.UnknownBasis.selector, basis);
            return o;
        }
        o.refusal = _move(c, w);
        if (o.refusal.length != 0) return o;
        _touch(c, w);
        o.seats = _seats(c, w);
        (o.refusal, o.sold) = _sell(c);
        if (o.refusal.length == 0) o.refusal = _answer(c, w);
        if (o.refusal.length == 0) o.refusal = _sign(c, w, o.seats);
        if (o.refusal.length != 0) return o;
        o.debts = _carry(c, w);
        for (uint256 i; i < w.rows.length; ++i) {
            if (w.have[w.rows[i]] != 0) o.table = _with(o.table, w.rows[i], w.have[w.rows[i]]);
        }
    }

    // ---- units

    function _begin(Share[] memory table) private pure returns (Work memory w) {
        for (uint256 i; i < table.length; ++i) {
            w.rows = _with(w.rows, table[i].party);
            w.was[table[i].party] = w.have[table[i].party] = table[i].units;
        }
        w.old = table.length;
    }

    function _move(Case memory c, Work memory w) private pure returns (bytes memory) {
        Movement[] memory ms = c.message.movements;
        for (uint256 i; i < ms.length; ++i) {
            (uint32 from, uint32 to, uint32 units) = (ms[i].from, ms[i].to, ms[i].units);
            if (units == 0 || from == to) return abi.encodeWithSelector(ITitleRegistry.MovementEmpty.selector, i);
            if (to == 0) return abi.encodeWithSelector(ITitleRegistry.ShareEmpty.selector, 0);
            if (w.have[from] < units) {
                return abi.encodeWithSelector(ITitleRegistry.NotEnough.selector, from, w.have[from], units);
            }
            if (!_in(w.rows, to)) w.rows = _with(w.rows, to);
            w.have[from] -= units;
            w.have[to] += units;
            w.givers |= 1 << from;
            w.receivers |= 1 << to;
        }
        if (ms.length == 0) return abi.encodeWithSelector(ITitleRegistry.MovementEmpty.selector, 0);
        return "";
    }

    // ---- offers

    /// Who has a say before the units of this movement go to one who holds nothing.
    function passedOver(Case memory c, uint256 at_) internal pure returns (uint32[] memory holders) {
        Movement[] memory ms = c.message.movements;
        if (c.message.basis == 3 || _begin(c.table).was[ms[at_].to] != 0) return holders;
        for (uint256 i; i < c.table.length; ++i) {
            uint32 party = c.table[i].party;
            uint256 involved;
            for (uint256 j; j < ms.length; ++j) {
                if (ms[j].from == party || (ms[j].from == ms[at_].from && ms[j].to == party)) ++involved;
            }
            if (involved == 0) holders = _with(holders, party);
        }
    }

    function _sell(Case memory c) private pure returns (bytes memory refusal, uint256 sold) {
        uint256 used;
        for (uint256 i; i < c.message.movements.length; ++i) {
            uint32[] memory holders = passedOver(c, i);
            if (holders.length == 0) continue;
            uint256 which;
            (refusal, which) = _sellOne(c, i, used++, holders, sold);
            if (refusal.length != 0) return (refusal, 0);
            sold |= 1 << which;
        }
        bytes4 over = ITitleRegistry.OffersLeftOver.selector;
        uint256 given = c.message.offers.length;
        if (given == used) given = c.message.openings.length;
        if (given != used) return (abi.encodeWithSelector(over, used, given), 0);
    }

    function _sellOne(Case memory c, uint256 i, uint256 number, uint32[] memory holders, uint256 sold)
        private
        pure
        returns (bytes memory, uint256 which)
    {
        Conveyance memory m = c.message;
        bytes memory missing = abi.encodeWithSelector(ITitleRegistry.OfferMissing.selector, m.movements[i].from);
        if (m.offers.length <= number || m.openings.length <= number) return (missing, 0);
        bytes32 offer = m.offers[number];
        while (which < c.offers.length && c.offers[which].number != offer) ++which;
        if (which < c.offers.length && sold >> which & 1 != 0) return (missing, 0);
        if (_oneGiver(m.movements) && m.openings[number] != m.price) {
            bytes4 price = ITitleRegistry.PriceDiffers.selector;
            return (abi.encodeWithSelector(price, offer, m.openings[number], m.price), 0);
        }
        if (which == c.offers.length) {
            return (abi.encodeWithSelector(IProceedings.UnknownOffer.selector, offer), 0);
        }
        return (_sellable(c.offers[which], m.movements[i], m.openings[number], holders, c), which);
    }

    function _sellable(Told memory t, Movement memory m, bytes32 opening, uint32[] memory holders, Case memory c)
        private
        pure
        returns (bytes memory)
    {
        if (t.seller != m.from || t.buyer != m.to || t.units != m.units || t.opening != opening) {
            return abi.encodeWithSelector(IProceedings.TermsDiffer.selector, t.number);
        }
        uint8 status = statusOf(t, c.time, c.takenLife);
        bytes4 open = IProceedings.PriorityWindowOpen.selector;
        if (status == 1) return abi.encodeWithSelector(open, t.number, t.until);
        bytes4 taken = IProceedings.PriorityTaken.selector;
        if (status == 2) return abi.encodeWithSelector(taken, t.number, t.until + c.takenLife);
        if (status > 4) return abi.encodeWithSelector(IProceedings.OfferClosed.selector, t.number, status);
        for (uint256 i; i < holders.length; ++i) {
            if (!_in(t.entitled, holders[i])) {
                return abi.encodeWithSelector(IProceedings.OfferIncomplete.selector, t.number, holders[i]);
            }
        }
        return "";
    }

    function statusOf(Told memory t, uint40 time, uint40 takenLife) internal pure returns (uint8) {
        if (t.ended != 0) return t.ended;
        uint256 silent;
        for (uint256 i; i < t.entitled.length; ++i) {
            if ((t.took | t.passed) >> t.entitled[i] & 1 == 0) ++silent;
        }
        if (silent != 0 && time < t.until) return 1;
        if (t.took == 0) return silent == 0 ? 3 : 4;
        return time >= t.until + takenLife ? 4 : 2;
    }

    function _oneGiver(Movement[] memory ms) private pure returns (bool) {
        for (uint256 i; i < ms.length; ++i) {
            if (ms[i].from != ms[0].from) return false;
        }
        return true;
    }

    // ---- seals

    function _seats(Case memory c, Work memory w) private pure returns (uint32[] memory seats) {
        seats = _with(seats, c.officer);
        for (uint256 i; i < w.rows.length; ++i) {
            seats = _with(seats, w.rows[i]);
        }
        if (c.rule == 4 && !_in(w.rows, c.delegate)) seats = _with(seats, c.delegate);
        uint256 others = seats.length;
        for (uint256 i; i < w.asked.length; ++i) {
            bool seated;
            for (uint256 j = 1; j < others; ++j) {
                if (seats[j] == w.asked[i]) seated = true;
            }
            if (!seated) seats = _with(seats, w.asked[i]);
        }
    }

    function _sign(Case memory c, Work memory w, uint32[] memory seats) private pure returns (bytes memory) {
        bytes4 missing = IRefusals.SignatureMissing.selector;
        if (c.absent >> c.officer & 1 != 0) return abi.encodeWithSelector(missing, c.officer);
        uint256 consent;
        uint32 lacking;
        for (uint256 i = 1; i < seats.length; ++i) {
            uint32 party = seats[i];
            if (party == c.officer) return abi.encodeWithSelector(IRefusals.OfficerIsParty.selector, party);
            if (c.absent >> party & 1 == 0) consent += w.was[party];
            else if (lacking == 0 && _must(c, w, party)) lacking = party;
        }
        if (lacking != 0) return abi.encodeWithSelector(missing, lacking);
        bytes4 few = ITitleRegistry.ConsentMissing.selector;
        if (c.rule == 2 && consent * 3 < ALL * 2) return abi.encodeWithSelector(few, consent, ALL * 2 / 3);
        if (c.rule == 3 && consent * 2 <= ALL) return abi.encodeWithSelector(few, consent, ALL / 2 + 1);
        return "";
    }

    function _must(Case memory c, Work memory w, uint32 party) private pure returns (bool) {
        if ((w.givers | w.receivers) >> party & 1 != 0 || _in(w.asked, party)) return true;
        return (c.rule == 1 && w.was[party] != 0) || (c.rule == 4 && party == c.delegate);
    }

    // ---- pledges

    function _touch(Case memory c, Work memory w) private pure {
        for (uint256 i; i < c.debts.length; ++i) {
            Share[] memory parts = c.debts[i].parts;
            for (uint256 j; j < parts.length; ++j) {
                if (parts[j].units <= w.have[parts[j].party]) continue;
                if (w.loser == 0) w.loser = parts[j].party;
                w.touched |= 1 << i;
            }
            if (w.touched >> i & 1 != 0 && !_in(w.asked, c.debts[i].pledgee)) {
                w.asked = _with(w.asked, c.debts[i].pledgee);
            }
        }
    }

    function losesPledged(Case memory c) internal pure returns (bool) {
        Work memory w = _begin(c.table);
        if (_move(c, w).length != 0) return false;
        _touch(c, w);
        return w.touched != 0;
    }

    function _answer(Case memory c, Work memory w) private pure returns (bytes memory) {
        uint8 answer = c.message.pledgeAfter;
        bool known = answer == 1 || answer == 2;
        if (w.touched == 0 ? answer != 0 : answer != 0 && !known) {
            return abi.encodeWithSelector(ITitleRegistry.NothingPledged.selector, answer);
        }
        if (w.touched != 0 && !known) {
            return abi.encodeWithSelector(ITitleRegistry.PledgeAfterMissing.selector, w.loser);
        }
        return "";
    }

    function _carry(Case memory c, Work memory w) private pure returns (Debt[] memory standing) {
        standing = new Debt[](c.debts.length);
        uint256 count;
        for (uint256 i; i < c.debts.length; ++i) {
            Debt memory debt = c.debts[i];
            Share[] memory parts = w.touched >> i & 1 == 0 ? debt.parts : _carryOne(c, w, debt.parts);
            if (parts.length != 0) standing[count++] = Debt(debt.number, debt.pledgee, parts);
        }
        assembly ("memory-safe") {
            mstore(standing, count)
        }
    }

    function _carryOne(Case memory c, Work memory w, Share[] memory parts)
        private
        pure
        returns (Share[] memory after_)
    {
        uint256[PARTIES] memory owed;
        for (uint256 i; i < parts.length; ++i) {
            bool falls = c.message.pledgeAfter == 1 && parts[i].units > w.have[parts[i].party];
            if (!falls) owed[parts[i].party] = parts[i].units;
        }
        if (c.message.pledgeAfter == 2) _follow(c.message.movements, w, owed);
        for (uint256 i; i < w.rows.length; ++i) {
            if (owed[w.rows[i]] != 0) after_ = _with(after_, w.rows[i], owed[w.rows[i]]);
        }
    }

    /// With each movement goes what the giver has too much in the end, and never so little that the rest is not covered.
    function _follow(Movement[] memory ms, Work memory w, uint256[PARTIES] memory owed) private pure {
        uint256[PARTIES] memory run;
        for (uint256 p; p < PARTIES; ++p) {
            run[p] = w.was[p];
        }
        for (uint256 i; i < ms.length; ++i) {
            (uint32 from, uint32 to) = (ms[i].from, ms[i].to);
            run[from] -= ms[i].units;
            run[to] += ms[i].units;
            uint256 goes = owed[from] > w.have[from] ? owed[from] - w.have[from] : 0;
            if (goes > ms[i].units) goes = ms[i].units;
            if (owed[from] > run[from] + goes) goes = owed[from] - run[from];
            owed[from] -= goes;
            owed[to] += goes;
        }
    }

    /// The table four rows a word: party 32 bits, mark of pledged units 1, reserved 1, units 30.
    function wordsOf(Share[] memory table, Debt[] memory debts) internal pure returns (uint256[] memory words) {
        words = new uint256[](table.length / 4 + (table.length % 4 == 0 ? 0 : 1));
        for (uint256 i; i < table.length; ++i) {
            uint256 row = uint256(table[i].units) * 4 * 2 ** 32 + table[i].party;
            for (uint256 j; j < debts.length; ++j) {
                if (_owes(debts[j].parts, table[i].party)) {
                    row += 2 ** 32;
                    break;
                }
            }
            words[i / 4] += row * 2 ** (64 * (i % 4));
        }
    }

    // ---- lists

    function _owes(Share[] memory parts, uint32 party) private pure returns (bool owes) {
        for (uint256 i; i < parts.length; ++i) {
            if (parts[i].party == party) owes = true;
        }
    }

    function _in(uint32[] memory parties, uint32 party) private pure returns (bool found) {
        for (uint256 i; i < parties.length; ++i) {
            if (parties[i] == party) found = true;
        }
    }

    function _with(uint32[] memory parties, uint32 party) internal pure returns (uint32[] memory more) {
        more = new uint32[](parties.length + 1);
        for (uint256 i; i < parties.length; ++i) {
            more[i] = parties[i];
        }
        more[parties.length] = party;
    }

    function _with(Share[] memory shares, uint32 party, uint256 units) internal pure returns (Share[] memory more) {
        more = new Share[](shares.length + 1);
        for (uint256 i; i < shares.length; ++i) {
            more[i] = shares[i];
        }
        more[shares.length] = Share(party, uint32(units));
    }
}
