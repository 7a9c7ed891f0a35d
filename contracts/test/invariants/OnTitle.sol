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
    Share,
    Terms,
    TitleRecord
} from "../../src/interfaces/ITitleRegistry.sol";
import {GrantTerms} from "../../src/interfaces/IUseRights.sol";
import {Powers} from "../../src/libraries/Powers.sol";
import {Sending} from "./Sending.sol";

/// The acts of the registry but for sales, and what is proposed and ordered.
abstract contract OnTitle is Sending {
    mapping(bytes32 title => bytes) internal open;
    mapping(bytes32 title => bytes) internal openGrant;
    mapping(bytes32 title => bytes) internal confirmedGrant;
    mapping(bytes32 title => bytes) internal ordered;
    mapping(bytes32 order => uint40) internal orderedAt;

    function register(uint8 which, uint256 seed) external {
        (bytes32 achievement, uint32 node) = (titles[which % 4], homes[which % 4]);
        Act memory header = act(achievement, pick(seed, "by") % 3 == 0 ? OF_LEADER : node == 3 ? OF_LOCAL : APPOINTMENT);
        header.filing = keccak256(bytes(vm.toString(which % 4)));
        uint32 filer = pick(seed, "filer") % 4 == 0 ? WALLET : UNIT;
        if (pick(seed, "himself") % 8 == 0) filer = posts[header.appointment].officer;
        Registration memory message = Registration(header, node, filer, anyTable(seed));
        if (pick(seed, "claims") % 4 == 0) message.claimed[0].party = posts[header.appointment].officer;
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

    function _conveyHere(bytes32 achievement, uint256 seed) internal {
        Share[] memory before = registry.holdingsOf(achievement);
        if (before.length == 0) return;
        Conveyance memory message = conveyance(achievement, uint8(1 + pick(seed, "basis") % 3), 0, 0, 0);
        message.act.appointment = officerFor(achievement, seed);
        message.movements = new Movement[](1 + seed % 2);
        for (uint256 i; i < message.movements.length; ++i) {
            uint256 dice = uint256(keccak256(abi.encode(seed, i)));
            Share memory giver = dice >> 245 & 1 == 0 ? _pledgor(achievement, before) : Share(0, 0);
            if (giver.party == 0) giver = before[dice % before.length];
            uint32 amount = _amount(achievement, giver, dice);
            uint32 to = dice >> 251 == 0 ? posts[message.act.appointment].officer : UNIT + uint32(dice >> 8) % 7;
            message.movements[i] = Movement(giver.party, to, amount);
        }
        _convey(achievement, message, seed);
    }

    /// A holder with pledged units, if there is one.
    function _pledgor(bytes32 achievement, Share[] memory before) private view returns (Share memory none) {
        bytes32[] memory standing = pledges.pledgesOf(achievement);
        if (standing.length == 0) return none;
        uint32 party = pledges.pledgeOf(standing[0]).parts[0].party;
        return Share(party, unitsOf(before, party));
    }

    /// All he has, or a part, often just more than what is not pledged; now and then more than he has.
    function _amount(bytes32 achievement, Share memory giver, uint256 dice) private view returns (uint32) {
        if (dice >> 240 & 3 == 0) return giver.units;
        uint32 pledged = dice >> 242 & 3 == 0 ? 0 : pledges.pledgedOf(achievement, giver.party);
        if (pledged != 0) return giver.units - pledged + 1 + uint32(dice >> 16) % pledged;
        return 1 + uint32(dice >> 16) % (giver.units + giver.units / 16);
    }

    function _convey(bytes32 achievement, Conveyance memory message, uint256 seed) internal {
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

    function _pledgeAfter(bytes32 achievement, Movement[] memory movements, uint256 seed)
        internal
        view
        returns (uint8)
    {
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
            if (has >= pledges.pledgedOf(achievement, giver)) continue;
            // Now and then as if nothing were pledged.
            return pick(seed, "unsaid") % 4 == 0 ? 0 : uint8(1 + pick(seed, "after") % 2);
        }
        return 0;
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
        if (seed % 2 != 0) return; // else nothing lives long
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
        }
    }
}
