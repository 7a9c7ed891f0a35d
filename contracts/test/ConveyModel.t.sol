// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {PledgeRecord} from "../src/interfaces/IPledges.sol";
import {IProceedings} from "../src/interfaces/IProceedings.sol";
import {IRefusals} from "../src/interfaces/IRefusals.sol";
import {Conveyance, ITitleRegistry, Movement, Share, TitleRecord} from "../src/interfaces/ITitleRegistry.sol";
import {ConveyModel} from "./ConveyModel.sol";
import {Market} from "./Market.sol";

/// Random tables, rules, pledges and offers, and conveyances that are sometimes right: registry and model say the same, to
/// the words of a refusal and to the stored words. See ConveyModel.tree.
contract ConveyModelTest is Market, ConveyModel {
    bytes32 private constant OTHER = keccak256("another price");
    uint40 private constant TAKEN_LIFE = 30 days;

    uint256 private _dice;
    Told[] private _told;
    mapping(bytes4 refusal => uint256) private _seen;

    function testFuzz_ConveyancesAreThoseOfAPlainModel(uint256 seed) public {
        _play(seed);
    }

    /// The dice bring up everything that the model can say, so that what holds above is said of something.
    function test_TheDiceBringUpEveryOutcome() public {
        uint40 start = now_(); // each play begins here: appointments do not last for all of them
        for (uint256 i; i < 300; ++i) {
            vm.warp(start + i);
            _play(i);
        }
        bytes4[18] memory outcomes = [
            bytes4(0),
            ITitleRegistry.UnknownBasis.selector,
            ITitleRegistry.MovementEmpty.selector,
            ITitleRegistry.ShareEmpty.selector,
            ITitleRegistry.NotEnough.selector,
            ITitleRegistry.OfferMissing.selector,
            ITitleRegistry.OffersLeftOver.selector,
            ITitleRegistry.PriceDiffers.selector,
            IProceedings.UnknownOffer.selector,
            IProceedings.TermsDiffer.selector,
            IProceedings.PriorityWindowOpen.selector,
            IProceedings.PriorityTaken.selector,
            IProceedings.OfferClosed.selector,
            IProceedings.OfferIncomplete.selector,
            ITitleRegistry.NothingPledged.selector,
            ITitleRegistry.PledgeAfterMissing.selector,
            IRefusals.SignatureMissing.selector,
            ITitleRegistry.ConsentMissing.selector
        ];
        for (uint256 i; i < outcomes.length; ++i) {
            assertGt(_seen[outcomes[i]], 0, string.concat("never seen: ", vm.toString(i)));
        }
        assertGt(_seen[IRefusals.OfficerIsParty.selector], 0);
        assertGt(_seen["sold"], 0);
        assertGt(_seen["foll"], 0);
        assertGt(_seen["rele"], 0);
    }

    // ---- a play

    function _play(uint256 seed) private {
        _dice = seed;
        delete _told;
        _open();
        for (uint256 i = _roll(3); i != 0; --i) {
            _pledge();
        }
        for (uint256 i = _roll(4); i != 0; --i) {
            _offer();
        }
        for (uint256 i; i < 3; ++i) {
            if (_roll(3) == 0) vm.warp(now_() + 15 days - _roll(2));
            if (_roll(6) == 0) vm.warp(now_() + TAKEN_LIFE);
            if (_roll(4) == 0) _try(_newcomer());
            _try(_case());
        }
    }

    /// Plays the message on both sides.
    function _try(Case memory c) private {
        Outcome memory expected = outcomeOf(c);
        uint32[] memory signers = new uint32[](expected.seats.length);
        for (uint256 i; i < signers.length; ++i) {
            if (c.absent >> expected.seats[i] & 1 == 0) signers[i] = expected.seats[i];
        }
        bytes memory blob = seals(titleRolls.digestOfConvey(c.message), signers);
        bytes32 trail = registry.trailOf(a);
        (bool done, bytes memory answer) = address(registry).call(abi.encodeCall(registry.convey, (c.message, blob)));
        assertEq(answer, expected.refusal, "refused as the model refuses");
        assertEq(done, expected.refusal.length == 0);
        ++_seen[bytes4(expected.refusal)];
        if (done) _compare(c, expected, trail);
        else assertEq(registry.trailOf(a), trail);
        _compareOffers();
    }

    function _compare(Case memory c, Outcome memory o, bytes32 trail) private {
        assertEq(abi.encode(registry.holdingsOf(a)), abi.encode(o.table), "table");
        assertEq(abi.encode(registry.wordsOf(a)), abi.encode(wordsOf(o.table, o.debts)), "words");
        uint32 version = c.message.act.version + 1;
        assertEq(head().version, version);
        bytes32 digest = titleRolls.digestOfConvey(c.message);
        assertEq(registry.trailOf(a), keccak256(abi.encode(trail, digest, version, now_())));
        assertEq(abi.encode(_debts()), abi.encode(o.debts), "pledges");
        for (uint256 i; i < _told.length; ++i) {
            if (o.sold >> i & 1 != 0) _told[i].ended = 5;
        }
        if (o.sold != 0) ++_seen["sold"];
        if (c.message.pledgeAfter == RELEASED) ++_seen["rele"];
        if (c.message.pledgeAfter == FOLLOWS) ++_seen["foll"];
    }

    function _compareOffers() private view {
        for (uint256 i; i < _told.length; ++i) {
            uint8 status = statusOf(_told[i], now_(), TAKEN_LIFE);
            assertEq(proceedings.offerOf(_told[i].number).status, status, "offers");
        }
    }

    // ---- what there is

    function _case() private returns (Case memory c) {
        TitleRecord memory record = head();
        (c.rule, c.delegate) = (record.rule, record.delegate);
        c.table = registry.holdingsOf(a);
        (c.officer, c.time, c.takenLife) = (OFFICER, now_(), TAKEN_LIFE);
        (c.debts, c.offers) = (_debts(), _told);
        c.message = conveyance(a, _roll(40) == 0 ? uint8(4 * _roll(2)) : uint8(1 + _roll(3)), 0, 0, 0);
        _fill(c);
        c.absent = _absent(c.message.movements);
    }

    /// A gift to one who perhaps held nothing when offers were made, sealed by all.
    function _newcomer() private returns (Case memory c) {
        c = _case();
        Share memory giver = c.table[_roll(c.table.length)];
        uint32 to = giver.party == DAI ? CHEN : DAI;
        c.message = conveyance(a, GIFT, giver.party, to, uint32(1 + _roll(giver.units)));
        c.message.pledgeAfter = losesPledged(c) ? FOLLOWS : 0;
        c.absent = 0;
    }

    /// Nobody; or all but those who give and receive, and perhaps the pledgees; or anybody.
    function _absent(Movement[] memory movements) private returns (uint256 absent) {
        uint256 how = _roll(6);
        if (how < 3) return 0;
        if (how == 5) return _roll(1 << 32) & _roll(1 << 32);
        absent = how == 3 ? 1 << ANNA + _roll(4) : (1 << 32) - 1;
        for (uint256 i; i < movements.length; ++i) {
            absent &= ~(uint256(1) << movements[i].from | uint256(1) << movements[i].to);
        }
        absent &= ~(uint256(1) << OFFICER | uint256(1) << BANK | uint256(1) << FUND);
    }

    function _debts() private view returns (Debt[] memory debts) {
        bytes32[] memory standing = pledges.pledgesOf(a);
        debts = new Debt[](standing.length);
        for (uint256 i; i < standing.length; ++i) {
            PledgeRecord memory record = pledges.pledgeOf(standing[i]);
            debts[i] = Debt(standing[i], record.pledgee, record.parts);
        }
    }

    // ---- dice

    function _roll(uint256 sides) private returns (uint256) {
        _dice = uint256(keccak256(abi.encode(_dice)));
        return _dice % sides;
    }

    function _anybody() private returns (uint32) {
        return [ANNA, BO, CHEN, DAI, FUND, EVE][_roll(6)];
    }

    function _someOf(uint32 units) private returns (uint32) {
        uint256 how = _roll(4);
        if (how == 0) return units;
        return how == 1 ? uint32(1 + _roll(units < 9 ? units : 9)) : uint32(1 + _roll(units));
    }

    /// One to four holders, equal or not, under any rule.
    function _open() private {
        uint256 holders = _roll(8) == 0 ? 1 : 2 + _roll(3);
        (uint256 first, bool equal) = (_roll(4), _roll(3) == 0);
        Share[] memory shares;
        uint256 left = WHOLE;
        for (uint256 i; i < holders; ++i) {
            uint256 rest = holders - 1 - i;
            uint256 units = equal ? left / (rest + 1) : 1 + _roll(left - rest);
            if (rest == 0) units = left;
            left -= units;
            shares = _with(shares, ANNA + uint32((first + i) % 4), units);
        }
        uint8 rule = uint8(1 + _roll(4));
        uint32 delegate = rule == 4 ? _anybody() : 0;
        under(_roll(3) == 0 ? rule | 0x80 : rule, delegate, shares);
    }

    /// One or two parts; a co-owner may be the pledgee.
    function _pledge() private {
        Share[] memory table_ = registry.holdingsOf(a);
        uint32 pledgee = [BANK, FUND, BO][_roll(3)];
        Share[] memory parts;
        uint256 first = _roll(table_.length);
        for (uint256 i; i < table_.length && i <= _roll(2); ++i) {
            Share memory holder = table_[(first + i) % table_.length];
            if (holder.party != pledgee) parts = _with(parts, holder.party, _someOf(holder.units));
        }
        if (parts.length != 0) pledge(pledgee, parts);
    }

    /// By a holder to one who holds nothing, unless all do or his last offer is still open.
    function _offer() private {
        Share[] memory table_ = registry.holdingsOf(a);
        Share memory seller = table_[_roll(table_.length)];
        uint8 status = proceedings.offerOf(proceedings.lastOfferOf(a, seller.party)).status;
        if (status == 1 || status == 2) return;
        Told memory t;
        (t.seller, t.units) = (seller.party, _someOf(seller.units));
        (t.opening, t.until) = (_roll(4) == 0 ? OTHER : PRICE, now_() + 15 days);
        t.buyer = seller.party == DAI || _roll(2) == 0 ? EVE : DAI; // who may come to hold something before the sale
        for (uint256 i; i < table_.length; ++i) {
            if (table_[i].party != seller.party) t.entitled = _with(t.entitled, table_[i].party);
        }
        if (t.entitled.length == 0 || _roll(6) == 0) t.entitled = _with(t.entitled, UNIT);
        t.number = offerTo(t.buyer, t.seller, t.units, t.opening, t.entitled);
        _answers(t);
        _told.push(t);
    }

    function _answers(Told memory t) private {
        uint256 mood = _roll(5); // none answers, all let it pass, any do anything, or the seller takes it back
        for (uint256 i; mood != 0 && i < t.entitled.length; ++i) {
            if (mood == 2 && _roll(3) == 0) continue;
            if (mood == 2 && _roll(2) == 0) {
                take(t.number, t.entitled[i]);
                t.took |= 1 << t.entitled[i];
            } else {
                waive(t.number, t.entitled[i]);
                t.passed |= 1 << t.entitled[i];
            }
        }
        if (t.took != 0 || _roll(12) != 0) return;
        withdrawOffer(t.number);
        t.ended = 7;
    }

    // ---- a message that is often right

    function _fill(Case memory c) private {
        Conveyance memory m = c.message;
        uint256 count = _roll(40) == 0 ? 0 : 1 + _roll(3);
        m.movements = new Movement[](count);
        m.price = _roll(12) == 0 ? OTHER : PRICE;
        Share[] memory left = abi.decode(abi.encode(c.table), (Share[]));
        for (uint256 i; i < count; ++i) {
            m.movements[i] = i != 0 && _roll(5) == 0 ? _onwards(m.movements[i - 1]) : _movement(c, left);
            for (uint256 j; j < left.length; ++j) {
                uint32 units = left[j].party == m.movements[i].from ? m.movements[i].units : 0;
                left[j].units -= left[j].units < units ? left[j].units : units;
            }
        }
        for (uint256 i; i < count; ++i) {
            if (passedOver(c, i).length != 0) c.message = m = _offered(c, i);
        }
        if (_roll(16) == 0) c.message = m = naming(m, _number(c), PRICE);
        uint256 how = _roll(8);
        if (how > 1 && losesPledged(c)) m.pledgeAfter = uint8(1 + _roll(2));
        if (how == 1) m.pledgeAfter = uint8(_roll(4));
    }

    /// @param left The table, less what the movements before take.
    function _movement(Case memory c, Share[] memory left) private returns (Movement memory) {
        if (c.offers.length != 0 && _roll(2) == 0) {
            Told memory t = c.offers[_roll(c.offers.length)];
            return Movement(t.seller, t.buyer, t.units);
        }
        Share memory giver = left[_roll(left.length)];
        for (uint256 i; giver.units == 0 && i < left.length; ++i) {
            giver = left[i];
        }
        uint32 to = _anybody();
        while (to == giver.party) to = _anybody();
        uint32 units = giver.units == 0 ? 1 : _someOf(giver.units);
        uint256 flaw = _roll(50);
        if (flaw == 0) return Movement(giver.party, 0, units);
        if (flaw == 1) return Movement(giver.party, OFFICER, units);
        if (flaw == 2) return Movement(giver.party, to, 0);
        if (flaw == 3) return Movement(giver.party, to, giver.units + 1);
        if (flaw == 4) return Movement(to, giver.party, units);
        if (flaw == 5) return Movement(to, to, units);
        return Movement(giver.party, to, units);
    }

    /// Now and then units pass on.
    function _onwards(Movement memory last) private returns (Movement memory) {
        uint32 to = _anybody();
        return to == last.to ? last : Movement(last.to, to, last.units == 0 ? 1 : _someOf(last.units));
    }

    /// Names the offer that was made of this movement, if one was, mostly with its opening, which mostly becomes the price.
    function _offered(Case memory c, uint256 i) private returns (Conveyance memory m) {
        Movement memory movement_ = c.message.movements[i];
        for (uint256 j; j < c.offers.length; ++j) {
            Told memory t = c.offers[j];
            if (t.seller != movement_.from || t.buyer != movement_.to || t.units != movement_.units) continue;
            m = naming(c.message, t.number, _roll(12) == 0 ? OTHER : t.opening);
            if (_roll(5) != 0) m.price = t.opening;
            return m;
        }
        return _roll(2) == 0 ? c.message : naming(c.message, _number(c), c.message.price);
    }

    function _number(Case memory c) private returns (bytes32) {
        if (c.offers.length == 0 || _roll(4) == 0) return keccak256("none");
        return c.offers[_roll(c.offers.length)].number;
    }
}
