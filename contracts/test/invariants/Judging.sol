// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {Recovery} from "../../src/interfaces/IAuthority.sol";
import {PledgeRecord, Pledging} from "../../src/interfaces/IPledges.sol";
import {Announcement, Decision, Freeze, Offer} from "../../src/interfaces/IProceedings.sol";
import {
    ContractCancellation,
    ContractChange,
    ContractRecord,
    ContractRegistration
} from "../../src/interfaces/ITechContracts.sol";
import {
    Confirmation,
    Conveyance,
    ITitleRegistry,
    Movement,
    Order,
    Registration,
    Settlement,
    Share,
    TitleRecord
} from "../../src/interfaces/ITitleRegistry.sol";
import {Ending, Extension, Grant, Sublicence} from "../../src/interfaces/IUseRights.sol";
import {Told} from "./Told.sol";

/// Judges each act that takes effect by what its text says and its signers allowed. The numbers in the messages are those of
/// Invariants.md.
abstract contract Judging is Told {
    /// An act before it is sealed.
    struct Deed {
        bytes32 kind;
        address target;
        bytes4 act;
        bytes4 roll;
        bytes4 digest;
        bytes message; // as abi.encode has it
        bool dynamic;
        bytes32 achievement;
        uint32 appointment;
        uint32 power; // 0: no officer at the title's node
        uint256 nextKey; // of the new signer in the second seat
        uint8 ground; // of an order
    }

    /// An act as it is sent.
    struct Sent {
        Deed deed;
        bytes data;
        bytes32 digest;
        uint40 draftedAt;
        uint40 deadline;
        uint32[] signers;
        bool bad; // a seal that must not pass
    }

    /// How things stand before it.
    struct Scene {
        Share[] table;
        TitleRecord head;
        bytes32[] standing;
        PledgeRecord[] records;
    }

    mapping(bytes32 title => uint32[]) internal consented;
    /// The first day from which officers of a node that recovered a party may register what it gives away.
    mapping(uint32 party => mapping(uint32 node => uint256)) internal barredUntil;

    function _registryOf(Deed memory d) internal view returns (ITitleRegistry) {
        return d.target == address(later) ? later : registry;
    }

    function _look(Deed memory d) internal view returns (Scene memory scene) {
        if (d.achievement == 0) return scene;
        ITitleRegistry of_ = _registryOf(d);
        scene.table = of_.holdingsOf(d.achievement);
        scene.head = of_.titleOf(d.achievement);
        scene.standing = pledges.pledgesOf(d.achievement);
        scene.records = new PledgeRecord[](scene.standing.length);
        for (uint256 i; i < scene.standing.length; ++i) {
            scene.records[i] = pledges.pledgeOf(scene.standing[i]);
        }
    }

    function _judge(Sent memory sent, Scene memory scene) internal view {
        Deed memory d = sent.deed;
        if (d.appointment != 0) _judgeApart(sent);
        _judgeQuarantine(sent, scene);
        if (d.achievement == 0) return;
        Share[] memory table_ = _registryOf(d).holdingsOf(d.achievement);
        judgeShares(table_);
        if (d.power != 0) _judgeOfficer(d, scene, table_);
        _judgeUnits(sent, scene, table_);
        assertEq(abi.encode(table_), abi.encode(_expected(d, scene.table)), "3: not what the act says, or elsewhere");
        _judgePledges(sent, scene);
        bool moves = d.kind == "convey" || d.kind == "settle" || d.kind == "pledge" || d.kind == "amendRule"
            || d.kind == "migrate" || d.kind == "offer" || d.kind == "grant" || d.kind == "extend"
            || d.kind == "recordEffect";
        if (moves) {
            assertEq(scene.head.status, 4, "9: moved without confirmation");
            assertTrue(now_() >= scene.head.frozenUntil, "9: moved while frozen");
        }
        if (d.kind == "convey" || d.kind == "pledge") {
            uint8 rule = d.kind == "pledge" ? scene.head.rule & 0x7f : scene.head.rule;
            _judgeQuorum(sent.signers, scene.table, rule, scene.head.delegate);
        }
        if (d.kind == "amendRule" || d.kind == "migrate" || d.kind == "propose") {
            _judgeQuorum(sent.signers, scene.table, 1, 0);
        }
        compare(_registryOf(d), d.achievement);
    }

    /// 1, 2
    function judgeShares(Share[] memory shares) internal pure {
        if (shares.length == 0) return;
        assertLe(shares.length, 16, "2: too many");
        for (uint256 i; i < shares.length; ++i) {
            assertGt(shares[i].units, 0, "2: an empty entry");
            assertEq(unitsOf(shares, shares[i].party), shares[i].units, "2: a party twice");
        }
        assertEq(sumOf(shares), WHOLE, "1: not whole");
    }

    // ---- 3: what the table comes to, by our own account

    /// Every act leaves the table as it stands, but for those that say what becomes of it.
    function _expected(Deed memory d, Share[] memory before) private pure returns (Share[] memory) {
        if (d.kind == "register") return abi.decode(d.message, (Registration)).claimed;
        if (d.kind == "confirm") {
            Share[] memory next = abi.decode(d.message, (Confirmation)).terms.table;
            return next.length == 0 ? before : next;
        }
        if (d.kind == "convey" || d.kind == "settle" || d.kind == "enforce") return _moved(before, movementsOf(d));
        return before;
    }

    /// Who stays keeps his place in the order, newcomers follow as they appear, whoever is left with nothing goes.
    function _moved(Share[] memory before, Movement[] memory movements) private pure returns (Share[] memory after_) {
        Share[] memory rows = new Share[](before.length + movements.length);
        uint256 count;
        for (; count < before.length; ++count) {
            rows[count] = Share(before[count].party, before[count].units);
        }
        for (uint256 i; i < movements.length; ++i) {
            uint256 to = count;
            for (uint256 j; j < count; ++j) {
                if (rows[j].party == movements[i].from) rows[j].units -= movements[i].units;
                if (rows[j].party == movements[i].to) to = j;
            }
            if (to == count) rows[count++].party = movements[i].to;
            rows[to].units += movements[i].units;
        }
        uint256 left;
        for (uint256 i; i < count; ++i) {
            if (rows[i].units != 0) ++left;
        }
        after_ = new Share[](left);
        left = 0;
        for (uint256 i; i < count; ++i) {
            if (rows[i].units != 0) after_[left++] = rows[i];
        }
    }

    function movementsOf(Deed memory d) internal pure returns (Movement[] memory none) {
        if (d.kind == "convey") return abi.decode(d.message, (Conveyance)).movements;
        if (d.kind == "settle") return abi.decode(d.message, (Settlement)).movements;
        if (d.kind == "enforce") return abi.decode(d.message, (Order)).terms.movements;
        if (d.kind == "announce") return abi.decode(d.message, (Announcement)).terms.movements;
    }

    // ---- 4, 5

    function _judgeUnits(Sent memory sent, Scene memory scene, Share[] memory table_) private view {
        bytes32 kind = sent.deed.kind;
        if (kind == "register") return;
        for (uint32 party = 1; party <= PARTIES; ++party) {
            uint32 before = unitsOf(scene.table, party);
            uint32 after_ = unitsOf(table_, party);
            if (kind == "confirm" && after_ != 0) assertTrue(isAmong(sent.signers, party), "5: confirmed without him");
            if (before == after_) continue;
            bool mover = kind == "convey" || kind == "settle" || kind == "confirm" || kind == "enforce";
            assertTrue(mover, "3: units moved by an act that moves none");
            if (kind == "enforce") {
                bool judgment = sent.deed.ground == 3;
                if (after_ > before && !judgment) assertTrue(isAmong(sent.signers, party), "5: grew unasked");
            } else if (after_ > before) {
                assertTrue(isAmong(sent.signers, party), "5: grew unasked");
            } else if (kind == "confirm") {
                assertTrue(isAmong(consented[sent.deed.achievement], party), "4: shrank by another's proposal");
            } else {
                assertTrue(isAmong(sent.signers, party), "4: shrank unasked");
            }
        }
    }

    // ---- 6

    function _judgePledges(Sent memory sent, Scene memory scene) private view {
        bytes32 kind = sent.deed.kind;
        for (uint256 i; i < scene.standing.length; ++i) {
            PledgeRecord memory before = scene.records[i];
            if (kind == "grant" || kind == "extend") {
                assertTrue(isAmong(sent.signers, before.pledgee), "6: granted without the pledgee");
            }
            PledgeRecord memory after_ = pledges.pledgeOf(scene.standing[i]);
            if (keccak256(abi.encode(before)) == keccak256(abi.encode(after_))) continue;
            if (kind != "enforce") {
                assertTrue(isAmong(sent.signers, before.pledgee), "6: pledged units moved without the pledgee");
            } else {
                assertEq(sumOf(before.parts), sumOf(after_.parts), "6: an order lost pledged units");
            }
        }
    }

    // ---- 7

    function _judgeQuorum(uint32[] memory signers, Share[] memory table_, uint8 rule, uint32 delegate) private pure {
        if (rule & 0x80 != 0) return;
        uint256 consenting;
        for (uint256 i; i < table_.length; ++i) {
            if (isAmong(signers, table_[i].party)) consenting += table_[i].units;
        }
        if (rule == 1) assertEq(consenting, WHOLE, "7: not unanimous");
        if (rule == 2) assertGe(consenting * 3, uint256(WHOLE) * 2, "7: below two thirds");
        if (rule == 3) assertGt(consenting * 2, WHOLE, "7: no majority");
        if (rule == 4) assertTrue(isAmong(signers, delegate), "7: without the delegate");
    }

    // ---- 15, 17

    function _judgeOfficer(Deed memory d, Scene memory scene, Share[] memory table_) private view {
        uint32 node = d.kind == "register" ? known[d.target][d.achievement].node : scene.head.node;
        assertTrue(mayAct(d.appointment, d.power, node, now_()), "15: beyond the officer's appointment");
        uint32 officer = posts[d.appointment].officer;
        assertEq(unitsOf(scene.table, officer) + unitsOf(table_, officer), 0, "17: the officer is a holder");
        if (d.kind == "announce" || d.kind == "enforce" || d.kind == "freeze") _judgeJudge(d, scene, table_);
    }

    function _judgeJudge(Deed memory d, Scene memory scene, Share[] memory table_) private view {
        uint32 number = d.kind == "announce"
            ? abi.decode(d.message, (Announcement)).judge
            : d.kind == "enforce" ? abi.decode(d.message, (Order)).judge : abi.decode(d.message, (Freeze)).judge;
        if (number == 0) return;
        uint32 judge = posts[number].officer;
        assertEq(unitsOf(scene.table, judge) + unitsOf(table_, judge), 0, "17: the judge is a holder");
        assertFalse(isAmong(_concerned(d), judge), "17: the judge is a party to the act");
    }

    /// The officer has no other seat and is none of those whom the act concerns, whether they have seats or not.
    function _judgeApart(Sent memory sent) private view {
        uint32 officer = posts[sent.deed.appointment].officer;
        for (uint256 i = 1; i < sent.signers.length; ++i) {
            assertTrue(sent.signers[i] != officer, "17: the officer signs for himself");
        }
        assertFalse(isAmong(_concerned(sent.deed), officer), "17: the officer is a party to the act");
    }

    /// Beside the holders: filer and claimed, receivers and givers, objector, pledgee, sellers and buyers, the recovered.
    function _concerned(Deed memory d) private view returns (uint32[] memory) {
        if (d.kind == "register") {
            Registration memory m = abi.decode(d.message, (Registration));
            return _with(_partiesOf(m.claimed), list(m.filer));
        }
        if (d.kind == "confirm") return _partiesOf(abi.decode(d.message, (Confirmation)).terms.table);
        if (d.kind == "decide") return list(abi.decode(d.message, (Decision)).party);
        if (d.kind == "pledge") return list(abi.decode(d.message, (Pledging)).pledgee);
        if (d.kind == "recover") return list(abi.decode(d.message, (Recovery)).party);
        if (d.kind == "registerContract") {
            ContractRegistration memory m = abi.decode(d.message, (ContractRegistration));
            return _with(m.sellers, m.buyers);
        }
        if (d.kind == "changeContract") return _dealers(abi.decode(d.message, (ContractChange)).contractNumber);
        if (d.kind == "cancelContract") return _dealers(abi.decode(d.message, (ContractCancellation)).contractNumber);
        Movement[] memory movements = movementsOf(d);
        uint32[] memory parties = new uint32[](2 * movements.length);
        for (uint256 i; i < movements.length; ++i) {
            (parties[2 * i], parties[2 * i + 1]) = (movements[i].from, movements[i].to);
        }
        return parties;
    }

    function _dealers(bytes32 number) private view returns (uint32[] memory) {
        ContractRecord memory record = techContracts.contractOf(number);
        return _with(record.sellers, record.buyers);
    }

    // ---- 19

    /// Whoever gives something away by an act may dispose, and not before an officer of the node that recovered him.
    function _judgeQuarantine(Sent memory sent, Scene memory scene) private view {
        uint32[] memory giving = _disposing(sent.deed, scene);
        uint256 today = now_() / 1 days;
        uint32 node = posts[sent.deed.appointment].node;
        for (uint256 i; i < giving.length; ++i) {
            if (!isAmong(sent.signers, giving[i])) continue;
            assertTrue(today >= persons[giving[i]].mayDispose, "19: gave away in quarantine");
            assertTrue(today >= barredUntil[giving[i]][node], "19: gave away before those who recovered him");
        }
    }

    /// Who gives: those whose units move or are offered, pledged or put under a proposal, the whole table that leaves; a
    /// pledgee who lets go; who lets others use, and a licensee who gives up his right. A proposal is consented to once: its
    /// confirmation, a change of the rule, an objection or an answer give nothing away.
    function _disposing(Deed memory d, Scene memory scene) private view returns (uint32[] memory none) {
        if (d.kind == "propose" || d.kind == "migrate") return _partiesOf(scene.table);
        if (d.kind == "offer") return list(abi.decode(d.message, (Offer)).seller);
        if (d.kind == "pledge") return _partiesOf(abi.decode(d.message, (Pledging)).parts);
        if (d.kind == "grant") return abi.decode(d.message, (Grant)).terms.licensors;
        if (d.kind == "sublicense") return list(abi.decode(d.message, (Sublicence)).licensor);
        if (d.kind == "extend") return rights.rightOf(abi.decode(d.message, (Extension)).right).terms.licensors;
        if (d.kind == "end") {
            Ending memory m = abi.decode(d.message, (Ending));
            if (m.ground == 1) return rights.rightOf(m.right).terms.licensees;
            return m.ground == 3 ? list(m.by) : none;
        }
        bool lets = d.kind == "release";
        if (d.kind == "convey") lets = abi.decode(d.message, (Conveyance)).pledgeAfter == 1;
        if (d.kind == "settle") lets = abi.decode(d.message, (Settlement)).pledgeAfter == 1;
        if (lets) none = _pledgeesWhoLet(scene);
        if (d.kind != "convey" && d.kind != "settle") return none;
        Movement[] memory movements = movementsOf(d);
        uint32[] memory givers = new uint32[](movements.length);
        for (uint256 i; i < movements.length; ++i) {
            givers[i] = movements[i].from;
        }
        return _with(givers, none);
    }

    function _pledgeesWhoLet(Scene memory scene) private view returns (uint32[] memory pledgees) {
        pledgees = new uint32[](scene.standing.length);
        for (uint256 i; i < pledgees.length; ++i) {
            bytes32 after_ = keccak256(abi.encode(pledges.pledgeOf(scene.standing[i])));
            if (after_ != keccak256(abi.encode(scene.records[i]))) pledgees[i] = scene.records[i].pledgee;
        }
    }

    // ---- small change

    function sumOf(Share[] memory parts) internal pure returns (uint256 sum) {
        for (uint256 i; i < parts.length; ++i) {
            sum += parts[i].units;
        }
    }

    function _partiesOf(Share[] memory shares) private pure returns (uint32[] memory parties) {
        parties = new uint32[](shares.length);
        for (uint256 i; i < parties.length; ++i) {
            parties[i] = shares[i].party;
        }
    }

    function _with(uint32[] memory some, uint32[] memory more) private pure returns (uint32[] memory all_) {
        all_ = new uint32[](some.length + more.length);
        for (uint256 i; i < all_.length; ++i) {
            all_[i] = i < some.length ? some[i] : more[i - some.length];
        }
    }
}
