// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    Act,
    Amendment,
    Cancellation,
    Confirmation,
    Conveyance,
    ITitleRegistry,
    Migration,
    Movement,
    Order,
    OrderTerms,
    Proposal,
    Registration,
    Settlement,
    Share,
    Terms,
    TitleRecord
} from "../../src/interfaces/ITitleRegistry.sol";
import {GrantTerms} from "../../src/interfaces/IUseRights.sol";
import {Powers} from "../../src/libraries/Powers.sol";
import {TypedRights} from "../../src/libraries/TypedRights.sol";
import {Stage} from "./Stage.sol";

/// The acts of the registry, and what is proposed, ordered and on offer.
abstract contract OnTitle is Stage {
    struct Asked {
        bytes32 achievement;
        bytes32 offer;
        uint32 seller;
        uint32 buyer;
        uint32 units;
        bytes32 opening;
        uint32[] entitled;
        uint32[] answered;
        bool taken;
        bool over;
        uint40 windowEnd;
    }

    mapping(bytes32 title => bytes) internal open;
    mapping(bytes32 title => bytes) internal openGrant;
    mapping(bytes32 title => bytes) internal confirmedGrant;
    mapping(bytes32 title => bytes) internal ordered;
    mapping(bytes32 order => uint40) internal orderedAt;
    Asked[] internal asked;

    function hashOf(GrantTerms calldata content) external pure returns (bytes32) {
        return TypedRights.hash(content);
    }

    function register(uint8 which, uint256 seed) external {
        (bytes32 achievement, uint32 node) = (titles[which % 4], homes[which % 4]);
        Act memory header = act(achievement, pick(seed, "by") % 3 == 0 ? OF_LEADER : node == 3 ? OF_LOCAL : APPOINTMENT);
        header.filing = keccak256(bytes(vm.toString(which % 4)));
        uint32 filer = pick(seed, "filer") % 4 == 0 ? WALLET : UNIT;
        Registration memory message = Registration(header, node, filer, anyTable(seed));
        Deed memory d = deed(
            "register",
            address(registry),
            registry.register.selector,
            titleRolls.rollOfRegister.selector,
            titleRolls.digestOfRegister.selector,
            abi.encode(message)
        );
        play(by(on(d, achievement, true), header.appointment, Powers.REGISTER_ACHIEVEMENT), seed);
    }

    function cancel(uint8 which, uint256 seed) external {
        if (seed % 4 != 0) return; // else nothing lives long
        bytes32 achievement = titles[which % 4];
        uint32 officer = officerFor(achievement, seed);
        Cancellation memory message = Cancellation(act(achievement, officer), uint8(1 + seed % 2));
        Deed memory d = deed(
            "cancel",
            address(registry),
            registry.cancel.selector,
            titleRolls.rollOfCancel.selector,
            titleRolls.digestOfCancel.selector,
            abi.encode(message)
        );
        play(by(on(d, achievement, false), officer, Powers.REGISTER_ACHIEVEMENT), seed);
    }

    function propose(uint8 which, uint256 seed) external {
        bytes32 achievement = titles[which % 4];
        TitleRecord memory record = registry.titleOf(achievement);
        Share[] memory table_ = anyTable(seed >> 8);
        uint8 rule = uint8(1 + pick(seed, "rule") % 4);
        Terms memory content = Terms(rule | (seed & 8 == 0 ? 0x80 : 0), rule == 4 ? DAI : 0, table_, 0);
        if (record.status == 4 && pick(seed, "grant") % 2 == 0) {
            (content.rule, content.delegate) = (record.rule, record.delegate);
            if (seed % 2 == 0) content.table = registry.holdingsOf(achievement);
            else content.table = new Share[](0);
            GrantTerms memory grant_ = useTerms(achievement, seed);
            content.useGrant = this.hashOf(grant_);
            openGrant[achievement] = abi.encode(grant_);
        }
        Proposal memory message = proposal(achievement, content);
        message.noticeUntil += uint40(seed % 100);
        Deed memory d = deed(
            "propose",
            address(registry),
            registry.propose.selector,
            titleRolls.rollOfPropose.selector,
            titleRolls.digestOfPropose.selector,
            abi.encode(message)
        );
        play(on(d, achievement, true), seed);
    }

    /// A long-term right of one holder's to DAI.
    function useTerms(bytes32 achievement, uint256 seed) internal view returns (GrantTerms memory) {
        uint32 licensor = drawn(registry.holdingsOf(achievement), seed);
        uint32 licensee = licensor == DAI ? ANNA : DAI;
        uint8 exclusivity = uint8(1 + pick(seed, "exclusivity") % 3);
        return GrantTerms(
            1,
            exclusivity,
            uint8(seed % 4),
            list(licensor),
            list(licensee),
            now_(),
            now_() + LEAST_TERM + 60 days,
            1 + pick(seed, "fields") % 7,
            1 + pick(seed, "places") % 3
        );
    }

    function confirm(uint8 which, uint256 seed) external {
        bytes32 achievement = titles[which % 4];
        if (open[achievement].length == 0) return;
        uint40 until = registry.titleOf(achievement).noticeUntil;
        if (seed & 7 != 0 && until > now_()) vm.warp(until);
        uint32 officer = officerFor(achievement, seed);
        Confirmation memory message = Confirmation(act(achievement, officer), abi.decode(open[achievement], (Terms)));
        Deed memory d = deed(
            "confirm",
            address(registry),
            registry.confirm.selector,
            titleRolls.rollOfConfirm.selector,
            titleRolls.digestOfConfirm.selector,
            abi.encode(message)
        );
        play(by(on(d, achievement, true), officer, Powers.CONFIRM_TITLE), seed);
    }

    function convey(uint8 which, uint256 seed) external {
        bytes32 achievement = titles[which % 4];
        Share[] memory before = registry.holdingsOf(achievement);
        if (before.length == 0) return;
        Conveyance memory message = conveyance(achievement, uint8(1 + pick(seed, "basis") % 3), 0, 0, 0);
        message.act.appointment = officerFor(achievement, seed);
        message.movements = new Movement[](1 + seed % 2);
        for (uint256 i; i < message.movements.length; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            Share memory giver = before[dice % before.length];
            uint32 amount =
                dice >> 240 & 3 == 0 ? giver.units : 1 + uint32(dice >> 16) % (giver.units + giver.units / 16);
            message.movements[i] = Movement(giver.party, UNIT + uint32(dice >> 8) % 7, amount);
        }
        _convey(achievement, message, seed);
    }

    function sell(uint256 seed) external {
        if (asked.length == 0) return;
        Asked memory one = asked[pick(seed, "offer") % asked.length];
        if (seed & 3 != 0 && now_() < one.windowEnd) vm.warp(one.windowEnd);
        Conveyance memory message = conveyance(one.achievement, 1, one.seller, one.buyer, one.units);
        message.act.appointment = officerFor(one.achievement, seed);
        message.price = one.opening;
        message.offers = new bytes32[](1);
        message.openings = new bytes32[](1);
        (message.offers[0], message.openings[0]) = (one.offer, one.opening);
        _convey(one.achievement, message, seed);
    }

    function _convey(bytes32 achievement, Conveyance memory message, uint256 seed) private {
        message.pledgeAfter = _pledgeAfter(achievement, message.movements, seed);
        Deed memory d = deed(
            "convey",
            address(registry),
            registry.convey.selector,
            titleRolls.rollOfConvey.selector,
            titleRolls.digestOfConvey.selector,
            abi.encode(message)
        );
        play(by(on(d, achievement, true), message.act.appointment, Powers.REGISTER_TRANSFER), seed);
    }

    function _pledgeAfter(bytes32 achievement, Movement[] memory movements, uint256 seed) private view returns (uint8) {
        Share[] memory before = registry.holdingsOf(achievement);
        for (uint256 i; i < movements.length; ++i) {
            uint32 giver = movements[i].from;
            uint256 has = unitsOf(before, giver);
            for (uint256 j; j < movements.length; ++j) {
                if (movements[j].to == giver) has += movements[j].units;
            }
            for (uint256 j; j < movements.length; ++j) {
                if (movements[j].from == giver) has -= has < movements[j].units ? has : movements[j].units;
            }
            if (has < pledges.pledgedOf(achievement, giver)) return uint8(1 + pick(seed, "after") % 2);
        }
        return 0;
    }

    function settle(uint256 seed) external {
        if (asked.length == 0) return;
        Asked memory one = asked[pick(seed, "offer") % asked.length];
        if (one.taken && !one.over && now_() < one.windowEnd && seed & 3 != 0) vm.warp(one.windowEnd);
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

    function amendRule(uint8 which, uint256 seed) external {
        bytes32 achievement = titles[which % 4];
        uint8 rule = uint8(1 + pick(seed, "rule") % 4);
        uint32 officer = officerFor(achievement, seed);
        Amendment memory message =
            Amendment(act(achievement, officer), rule | (seed & 8 == 0 ? 0x80 : 0), rule == 4 ? DAI : 0);
        Deed memory d = deed(
            "amendRule",
            address(registry),
            registry.amendRule.selector,
            titleRolls.rollOfAmendRule.selector,
            titleRolls.digestOfAmendRule.selector,
            abi.encode(message)
        );
        play(by(on(d, achievement, false), officer, Powers.CONFIRM_TITLE), seed);
    }

    /// What was announced, mostly when it is due.
    function enforce(uint8 which, uint256 seed) external {
        bytes32 achievement = titles[which % 4];
        if (ordered[achievement].length == 0) return;
        OrderTerms memory content = abi.decode(ordered[achievement], (OrderTerms));
        uint40 dueAt = orderedAt[keccak256(abi.encode(achievement, content))];
        if (seed & 7 != 0 && now_() < dueAt) vm.warp(dueAt);
        uint32 officer = officerFor(achievement, seed);
        Order memory message = Order(act(achievement, officer), OF_JUDGE, content);
        Deed memory d = deed(
            "enforce",
            address(registry),
            registry.enforce.selector,
            titleRolls.rollOfEnforce.selector,
            titleRolls.digestOfEnforce.selector,
            abi.encode(message)
        );
        d.ground = content.ground;
        play(by(on(d, achievement, true), officer, Powers.COURT_ORDER), seed);
    }

    function migrate(uint8 which, uint256 seed) external {
        if (seed % 8 != 0) return; // else nothing lives long
        bytes32 achievement = titles[which % 4];
        uint32 officer = officerFor(achievement, seed);
        Migration memory message = Migration(act(achievement, officer), address(later));
        Deed memory d = deed(
            "migrate",
            address(registry),
            registry.migrate.selector,
            titleRolls.rollOfMigrate.selector,
            titleRolls.digestOfMigrate.selector,
            abi.encode(message)
        );
        play(by(on(d, achievement, false), officer, Powers.CONFIRM_TITLE), seed);
    }

    /// 24: what left one registry opens in the other, once, as it was.
    function adopt(uint8 which) external {
        ++calls;
        ++tries["adopt"];
        bytes32 achievement = titles[which % 4];
        bool gone = registry.successorOf(achievement) == address(later);
        bool here = later.titleOf(achievement).status != 0;
        vm.recordLogs();
        (bool done,) = address(later).call(abi.encodeCall(later.adopt, (achievement)));
        assertEq(done, gone && !here, "24: adopted what did not come, or not what came");
        if (!done) return;
        ++times["adopt"];
        read(vm.getRecordedLogs());
        compare(later, achievement);
        assertEq(abi.encode(later.wordsOf(achievement)), abi.encode(registry.wordsOf(achievement)), "24: words");
        assertEq(later.trailOf(achievement), registry.trailOf(achievement), "24: trail");
        assertEq(registry.titleOf(achievement).status, 5, "24: two registries answer");
    }

    // ---- what is remembered

    function _note(Sent memory sent, Scene memory scene) internal virtual override {
        super._note(sent, scene);
        Deed memory d = sent.deed;
        if (d.kind == "propose") {
            Proposal memory m = abi.decode(d.message, (Proposal));
            open[d.achievement] = abi.encode(m.terms);
        } else if (d.kind == "confirm") {
            Confirmation memory m = abi.decode(d.message, (Confirmation));
            if (m.terms.useGrant != 0) confirmedGrant[d.achievement] = openGrant[d.achievement];
        } else if (d.kind == "enforce") {
            OrderTerms memory content = abi.decode(d.message, (Order)).terms;
            uint40 dueAt = orderedAt[keccak256(abi.encode(d.achievement, content))];
            assertTrue(dueAt != 0 && now_() >= dueAt, "4: an order before its notice was over");
            delete orderedAt[keccak256(abi.encode(d.achievement, content))];
            delete ordered[d.achievement];
        } else if (d.kind == "convey") {
            _judgeSale(abi.decode(d.message, (Conveyance)), scene.table);
        } else if (d.kind == "settle") {
            Asked storage one = askedOf(abi.decode(d.message, (Settlement)).offer);
            assertTrue(one.taken && !one.over, "21: settled what nobody took");
            assertTrue(now_() < one.windowEnd + 30 days, "21: settled what had lapsed");
            one.over = true;
        }
    }

    /// 21
    function _judgeSale(Conveyance memory message, Share[] memory before) private {
        if (message.offers.length != 0) ++times["sell"];
        for (uint256 i; i < message.offers.length; ++i) {
            Asked storage one = askedOf(message.offers[i]);
            assertFalse(one.over, "21: an offer sold twice");
            assertFalse(one.taken && now_() < one.windowEnd + 30 days, "21: sold what was taken");
            bool answered = one.answered.length == one.entitled.length;
            assertTrue(answered || now_() >= one.windowEnd, "21: sold inside the window");
            one.over = true;
        }
        if (message.basis == GIFT || message.movements.length != 1) return;
        Movement memory only = message.movements[0];
        if (unitsOf(before, only.to) != 0 || before.length == 1) return;
        assertEq(message.offers.length, 1, "21: sold to an outsider without an offer");
        Asked storage offer_ = askedOf(message.offers[0]);
        assertEq(offer_.seller, only.from, "21: another's offer");
        assertEq(offer_.units, only.units, "21: an offer of other units");
        for (uint256 i; i < before.length; ++i) {
            if (before[i].party == only.from) continue;
            assertTrue(isAmong(offer_.entitled, before[i].party), "21: a holder was not asked");
        }
    }

    function askedOf(bytes32 offer_) internal view returns (Asked storage) {
        for (uint256 i; i < asked.length; ++i) {
            if (asked[i].offer == offer_) return asked[i];
        }
        revert("no such offer");
    }
}
