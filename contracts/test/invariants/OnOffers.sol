// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Offer, OfferRecord, Taking, Waiver, Withdrawing} from "../../src/interfaces/IProceedings.sol";
import {Conveyance, Matter, Movement, Settlement, Share} from "../../src/interfaces/ITitleRegistry.sol";
import {Powers} from "../../src/libraries/Powers.sol";
import {OnLater} from "./OnLater.sol";

/// Priority offers, and the sales and settlements that end them. 21 is judged by an account of our own of every offer.
abstract contract OnOffers is OnLater {
    uint8 private constant OPEN = 1;
    uint8 private constant TAKEN = 2;
    uint8 private constant WAIVED = 3;
    uint8 private constant LAPSED = 4;
    uint8 private constant SOLD = 5;
    uint8 private constant SETTLED = 6;
    uint8 private constant WITHDRAWN = 7;

    struct Asked {
        bytes32 achievement;
        bytes32 offer;
        uint32 seller;
        uint32 buyer;
        uint32 units;
        bytes32 opening;
        uint32[] entitled;
        uint32[] answered;
        uint32[] takers;
        uint8 ended;
        uint40 windowEnd;
    }

    Asked[] private _asked;
    /// What seller and buyer know of an offer.
    mapping(bytes32 commitment => bytes32) private _openings;
    mapping(bytes32 commitment => uint32) private _buyers;

    function offer(uint8 which, uint256 seed) external {
        bytes32 achievement = titles[which % 4];
        // Often beside another seller's.
        bool beside = _asked.length != 0 && seed & 64 != 0;
        if (beside) achievement = _asked[_asked.length - 1].achievement;
        for (uint8 i; i < 4 && !beside && registry.holdingsOf(achievement).length < 2; ++i) {
            achievement = titles[(uint256(which) + i) % 4];
        }
        if (registry.holdingsOf(achievement).length < 2) return;
        Deed memory d = deed(
            "offer",
            address(proceedings),
            proceedings.offer.selector,
            proceedings.rollOfOffer.selector,
            proceedings.digestOfOffer.selector,
            abi.encode(_offering(achievement, seed, beside ? _asked[_asked.length - 1].seller : 0))
        );
        play(on(d, achievement, true), seed);
    }

    function _offering(bytes32 achievement, uint256 seed, uint32 other) private returns (Offer memory m) {
        Share[] memory before = registry.holdingsOf(achievement);
        uint256 s = pick(seed, "seller") % before.length;
        if (before[s].party == other) s = (s + 1) % before.length;
        m.matter = _matter(achievement, 0, seed);
        (m.seller, m.units) = (before[s].party, 1 + uint32(seed >> 32) % before[s].units);
        m.entitled = new uint32[](before.length - 1 + seed % 2);
        for (uint256 i; i < before.length; ++i) {
            if (i != s) m.entitled[i < s ? i : i - 1] = before[i].party;
        }
        if (seed % 2 == 1) m.entitled[before.length - 1] = OPERATOR;
        uint32 buyer = UNIT + uint32(pick(seed, "buyer") % 7);
        for (uint256 i; i < 7 && seed % 4 != 0 && unitsOf(before, buyer) != 0; ++i) {
            // Where everybody holds, a holder is asked for.
            buyer = buyer == WALLET ? UNIT : buyer + 1;
        }
        m.commitment = keccak256(abi.encode(achievement, m.seller, buyer, m.units, bytes32(seed)));
        (_openings[m.commitment], _buyers[m.commitment]) = (bytes32(seed), buyer);
        m.windowEnd = now_() + 15 days + uint40(seed % 1 days);
    }

    function take(uint256 seed) external {
        if (_asked.length == 0) return;
        Asked memory one = _asked[_asked.length - 1 - seed % 3 % _asked.length];
        uint32 party = one.entitled[pick(seed, "party") % one.entitled.length];
        bytes memory text = abi.encode(Taking(_matter(one.achievement, 0, seed), one.offer, party));
        _beside(
            "take",
            proceedings.take.selector,
            proceedings.rollOfTake.selector,
            proceedings.digestOfTake.selector,
            text,
            one.achievement,
            seed
        );
    }

    function waive(uint256 seed) external {
        if (_asked.length == 0) return;
        Asked memory one = _asked[_asked.length - 1 - seed % 3 % _asked.length];
        uint32 party = one.entitled[pick(seed, "party") % one.entitled.length];
        bytes memory text = abi.encode(Waiver(_matter(one.achievement, 0, seed), one.offer, party));
        _beside(
            "waive",
            proceedings.waive.selector,
            proceedings.rollOfWaive.selector,
            proceedings.digestOfWaive.selector,
            text,
            one.achievement,
            seed
        );
    }

    function withdrawOffer(uint256 seed) external {
        if (_asked.length == 0 || seed % 3 != 0) return;
        Asked memory one = _asked[_asked.length - 1 - seed % 3 % _asked.length];
        bytes memory text = abi.encode(Withdrawing(_matter(one.achievement, 0, seed), one.offer));
        _beside(
            "withdrawOffer",
            proceedings.withdrawOffer.selector,
            proceedings.rollOfWithdrawOffer.selector,
            proceedings.digestOfWithdrawOffer.selector,
            text,
            one.achievement,
            seed
        );
    }

    /// One offer is sold, or two of one title by one act, or one twice; now and then with a unit to a co-owner besides, or with
    /// the second offer left out.
    function sell(uint256 seed) external {
        if (_asked.length == 0) return;
        Asked memory one = _asked[pick(seed, "offer") % _asked.length];
        Asked memory other = pick(seed, "twice") % 16 == 0 ? one : _another(one);
        Asked[] memory sold = new Asked[](seed & 16 == 0 || other.ended == SOLD ? 1 : 2);
        sold[0] = one;
        if (sold.length == 2) sold[1] = other;
        for (uint256 i; i < sold.length; ++i) {
            if (seed & 3 != 0 && now_() < sold[i].windowEnd) vm.warp(sold[i].windowEnd);
        }
        bytes32 achievement = sold[0].achievement;
        Share[] memory before = registry.holdingsOf(achievement);
        Conveyance memory message = conveyance(achievement, 1, 0, 0, 0);
        message.act.appointment = officerFor(achievement, seed);
        message.price = sold[0].opening;
        message.movements = new Movement[](sold.length + (pick(seed, "beside") % 4 == 0 ? 1 : 0));
        for (uint256 i; i < message.movements.length; ++i) {
            if (i < sold.length) message.movements[i] = Movement(sold[i].seller, sold[i].buyer, sold[i].units);
            else message.movements[i] = Movement(sold[0].seller, drawn(before, pick(seed, "other")), 1);
        }
        _name(message, sold, before, pick(seed, "all") % 8 == 0);
        if (message.offers.length == 2 && pick(seed, "short") % 3 == 0) {
            (message.offers, message.openings) = (_only(message.offers[0]), _only(message.openings[0]));
        }
        _convey(achievement, message, seed);
    }

    function _only(bytes32 one) private pure returns (bytes32[] memory words) {
        words = new bytes32[](1);
        words[0] = one;
    }

    /// Name the offers that the movements need, or all of them.
    function _name(Conveyance memory message, Asked[] memory sold, Share[] memory before, bool all_) private pure {
        bool[] memory named = new bool[](sold.length);
        uint256 count;
        for (uint256 i; i < sold.length; ++i) {
            named[i] = all_ || _passedOver(before, message.movements, i).length != 0;
            if (named[i]) ++count;
        }
        (message.offers, message.openings) = (new bytes32[](count), new bytes32[](count));
        for (uint256 i = sold.length; i != 0; --i) {
            if (!named[i - 1]) continue;
            --count;
            (message.offers[count], message.openings[count]) = (sold[i - 1].offer, sold[i - 1].opening);
        }
    }

    /// Another seller's offer of the same title that no act has ended; sold if there is none.
    function _another(Asked memory one) private view returns (Asked memory none) {
        for (uint256 i = _asked.length; i != 0; --i) {
            Asked storage other = _asked[i - 1];
            if (other.achievement == one.achievement && other.seller != one.seller && other.ended == 0) return other;
        }
        none.ended = SOLD;
    }

    function settle(uint256 seed) external {
        if (_asked.length == 0) return;
        Asked memory one = _asked[pick(seed, "offer") % _asked.length];
        if (one.takers.length != 0 && one.ended == 0 && now_() < one.windowEnd && seed & 3 != 0) {
            vm.warp(one.windowEnd);
        }
        try proceedings.settlementOf(one.offer) returns (Movement[] memory movements) {
            Settlement memory message =
                Settlement(act(one.achievement, officerFor(one.achievement, seed)), one.offer, movements, 0);
            message.pledgeAfter = _pledgeAfter(one.achievement, movements, seed);
            Deed memory d = deed(
                "settle",
                address(registry),
                registry.settle.selector,
                titleRolls.rollOfSettle.selector,
                titleRolls.digestOfSettle.selector,
                abi.encode(message)
            );
            play(by(on(d, one.achievement, true), message.act.appointment, Powers.REGISTER_TRANSFER), seed);
        } catch {
            // Nobody took it, or it is over.
        }
    }

    /// The companion looks for itself: not even the registry ends an offer that stands, one of another title, or one twice.
    function endOffers(uint256 seed) external {
        ++calls;
        if (_asked.length == 0) return;
        Asked storage one = _asked[pick(seed, "offer") % _asked.length];
        uint8 status = seed % 2 == 0 ? SOLD : SETTLED;
        bool fits = status == SETTLED ? _statusOf(one) == TAKEN : _isSellable(one);
        bytes32 achievement = one.achievement;
        bytes32[] memory offers = new bytes32[](fits && seed & 2 == 0 ? 2 : 1);
        for (uint256 i; i < offers.length; ++i) {
            offers[i] = one.offer;
        }
        if (fits && offers.length == 1) achievement = titles[achievement == titles[0] ? 1 : 0];
        bytes memory data = abi.encodeCall(proceedings.endOffers, (achievement, offers, status, bytes32(seed)));
        vm.prank(address(registry));
        (bool done,) = address(proceedings).call(data);
        assertFalse(done, "21: ended an offer that stands");
    }

    // ---- 14

    function _isDue(Deed memory d) internal view virtual override returns (bool) {
        if (d.kind == "take") {
            Taking memory m = abi.decode(d.message, (Taking));
            return _answerDue(m.matter, m.offer, m.party);
        }
        if (d.kind != "waive") return super._isDue(d);
        Waiver memory w = abi.decode(d.message, (Waiver));
        return _answerDue(w.matter, w.offer, w.party);
    }

    function _answerDue(Matter memory m, bytes32 offer_, uint32 party) private view returns (bool) {
        Asked storage one = _askedOf(offer_);
        if (_statusOf(one) != OPEN || isAmong(one.answered, party)) return false;
        return counts(party, m.draftedAt, m.deadline);
    }

    // ---- what is remembered

    function _note(Sent memory sent, Scene memory scene) internal virtual override {
        super._note(sent, scene);
        Deed memory d = sent.deed;
        if (d.kind == "offer") _noteOffer(sent, abi.decode(d.message, (Offer)));
        else if (d.kind == "take") _noteAnswer(abi.decode(d.message, (Taking)).offer, sent.signers[0], true);
        else if (d.kind == "waive") _noteAnswer(abi.decode(d.message, (Waiver)).offer, sent.signers[0], false);
        else if (d.kind == "withdrawOffer") _noteWithdrawal(abi.decode(d.message, (Withdrawing)).offer);
        else if (d.kind == "convey") _judgeSale(d.achievement, abi.decode(d.message, (Conveyance)), scene.table);
        else if (d.kind == "settle") _judgeSettlement(abi.decode(d.message, (Settlement)));
    }

    function _noteOffer(Sent memory sent, Offer memory m) private {
        Asked storage one = _asked.push();
        (one.achievement, one.offer, one.seller, one.units) = (sent.deed.achievement, sent.digest, m.seller, m.units);
        (one.entitled, one.windowEnd) = (m.entitled, m.windowEnd);
        (one.opening, one.buyer) = (_openings[m.commitment], _buyers[m.commitment]);
    }

    function _noteAnswer(bytes32 offer_, uint32 party, bool takes) private {
        Asked storage one = _askedOf(offer_);
        assertEq(_statusOf(one), OPEN, "21: answered after the window");
        one.answered.push(party);
        if (takes) one.takers.push(party);
    }

    function _noteWithdrawal(bytes32 offer_) private {
        Asked storage one = _askedOf(offer_);
        assertTrue(one.ended == 0 && (one.takers.length == 0 || _statusOf(one) == LAPSED), "21: withdrawn though taken");
        one.ended = WITHDRAWN;
    }

    // ---- 21

    /// Each movement that passes over a holder ends an offer of its own, whose state allows it; no other offer is named.
    function _judgeSale(bytes32 achievement, Conveyance memory m, Share[] memory before) private {
        uint256 used;
        for (uint256 i; i < m.movements.length && m.basis != GIFT; ++i) {
            uint32[] memory passed = _passedOver(before, m.movements, i);
            if (passed.length == 0) continue;
            assertLt(used, m.offers.length, "21: sold to an outsider without an offer");
            _judgeOffer(achievement, m, i, used++, passed);
        }
        assertEq(m.offers.length, used, "21: ended an offer for nothing");
        if (used != 0) ++times["sell"];
        if (used > 1) ++times["sellTogether"];
    }

    function _judgeOffer(bytes32 achievement, Conveyance memory m, uint256 i, uint256 number, uint32[] memory passed)
        private
    {
        Asked storage one = _askedOf(m.offers[number]);
        Movement memory movement = m.movements[i];
        assertTrue(_isSellable(one), "21: sold while others have priority, or twice");
        assertEq(one.achievement, achievement, "21: an offer of another title");
        assertEq(one.seller, movement.from, "21: another's offer");
        assertEq(one.buyer, movement.to, "21: to another buyer");
        assertEq(one.units, movement.units, "21: an offer of other units");
        bool alone = true;
        for (uint256 j; j < m.movements.length; ++j) {
            if (m.movements[j].from != movement.from) alone = false;
        }
        if (alone) assertEq(one.opening, m.price, "21: at another price");
        for (uint256 j; j < passed.length; ++j) {
            assertTrue(isAmong(one.entitled, passed[j]), "21: a holder was not asked");
        }
        one.ended = SOLD;
    }

    /// Holders who neither give in the act nor receive from this movement's giver; none if it goes to a holder.
    function _passedOver(Share[] memory before, Movement[] memory movements, uint256 i)
        private
        pure
        returns (uint32[] memory passed)
    {
        if (unitsOf(before, movements[i].to) != 0) return passed;
        uint256 count;
        uint32[] memory some = new uint32[](before.length);
        for (uint256 h; h < before.length; ++h) {
            bool partakes;
            for (uint256 j; j < movements.length; ++j) {
                bool receives = movements[j].to == before[h].party && movements[j].from == movements[i].from;
                if (receives || movements[j].from == before[h].party) partakes = true;
            }
            if (!partakes) some[count++] = before[h].party;
        }
        passed = new uint32[](count);
        for (uint256 h; h < count; ++h) {
            passed[h] = some[h];
        }
    }

    function _judgeSettlement(Settlement memory m) private {
        Asked storage one = _askedOf(m.offer);
        assertEq(_statusOf(one), TAKEN, "21: settled what nobody took, or what had lapsed");
        uint256 sum;
        for (uint256 i; i < m.movements.length; ++i) {
            assertEq(m.movements[i].from, one.seller, "21: settled out of another's units");
            assertTrue(isAmong(one.takers, m.movements[i].to), "21: settled with one who did not take");
            sum += m.movements[i].units;
        }
        assertEq(sum, one.units, "21: settled other units than were offered");
        one.ended = SETTLED;
    }

    /// What the contract says of every offer is what our account says.
    function judgeOffers() internal view {
        for (uint256 i; i < _asked.length; ++i) {
            OfferRecord memory r = proceedings.offerOf(_asked[i].offer);
            assertEq(r.status, _statusOf(_asked[i]), "21: an offer's status");
        }
    }

    function _statusOf(Asked storage one) private view returns (uint8) {
        if (one.ended != 0) return one.ended;
        bool answered = one.answered.length == one.entitled.length;
        if (!answered && now_() < one.windowEnd) return OPEN;
        if (one.takers.length == 0) return answered ? WAIVED : LAPSED;
        return now_() < one.windowEnd + 30 days ? TAKEN : LAPSED;
    }

    function _isSellable(Asked storage one) private view returns (bool) {
        uint8 status = _statusOf(one);
        return status == WAIVED || status == LAPSED;
    }

    function _askedOf(bytes32 offer_) private view returns (Asked storage) {
        for (uint256 i; i < _asked.length; ++i) {
            if (_asked[i].offer == offer_) return _asked[i];
        }
        revert("no such offer");
    }
}
