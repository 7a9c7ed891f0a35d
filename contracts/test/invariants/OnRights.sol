// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {
    ContractCancellation,
    ContractChange,
    ContractRecord,
    ContractRegistration,
    Statement
} from "../../src/interfaces/ITechContracts.sol";
import {Share} from "../../src/interfaces/ITitleRegistry.sol";
import {Ending, Extension, Grant, GrantTerms, RightRecord, Sublicence} from "../../src/interfaces/IUseRights.sol";
import {Powers} from "../../src/libraries/Powers.sol";
import {Beside} from "./Beside.sol";

/// The acts of `UseRights` and `TechContracts`.
abstract contract OnRights is Beside {
    struct Span {
        bytes32 right;
        bytes32 achievement;
        bytes32 parent;
        bool reserves;
        bool sublicensable;
        uint40 from;
        uint40 until;
        uint256 fields;
        uint256 places;
        uint40 endedAt;
        bytes32 rest; // of its record, what never changes
    }

    Span[] private _spans;
    bytes32[] private _deals;
    mapping(bytes32 confirmed => bool) private _openedOnce;

    function grant(uint8 which, uint256 seed) external {
        bytes32 achievement = titles[which % 4];
        if (registry.holdingsOf(achievement).length == 0) return;
        GrantTerms memory content = useTerms(achievement, seed);
        (content.kind, content.from) = (2, now_() + uint40(seed & 32 == 0 ? 0 : pick(seed, "from") % 90 days));
        content.until = content.from + 1 + uint40(pick(seed, "until") % 180 days);
        if (pick(seed, "open") % 3 == 0 && confirmedGrant[achievement].length != 0) {
            content = abi.decode(confirmedGrant[achievement], (GrantTerms));
        }
        bytes memory text = abi.encode(Grant(act(achievement, 0), content, 0));
        Deed memory d = deed(
            "grant",
            address(rights),
            rights.grant.selector,
            rights.rollOfGrant.selector,
            rights.digestOfGrant.selector,
            text
        );
        play(on(d, achievement, true), seed);
    }

    function sublicense(uint256 seed) external {
        if (_spans.length == 0) return;
        Span memory above = _spans[seed % _spans.length];
        for (uint256 i; i < _spans.length && seed & 7 != 0 && !_bears(above); ++i) {
            above = _spans[i];
        }
        _sublicense(above, seed);
        if (pick(seed, "above") % 4 == 0) _end(above, pick(seed, "end"));
    }

    /// A right that bears sublicences, if there is one.
    function _bearing() internal view returns (Span memory none) {
        for (uint256 i = _spans.length; i != 0; --i) {
            if (_bears(_spans[i - 1])) return _spans[i - 1];
        }
    }

    /// From now on or from later on.
    function _sublicense(Span memory above, uint256 seed) internal {
        GrantTerms memory content = rights.rightOf(above.right).terms;
        uint32 licensor = content.licensees[0];
        uint40 from = content.from > now_() ? content.from : now_();
        if (seed & 8 == 0) from += uint40(pick(seed, "from") % 9 days);
        if (from >= content.until) return;
        Sublicence memory message = Sublicence(
            _matter(above.achievement, 0, seed),
            above.right,
            licensor,
            list(licensor == FUND ? BANK : FUND),
            from,
            content.until + (pick(seed, "longer") % 8 == 0 ? 1 : 0),
            content.fields | (pick(seed, "wider") % 8 == 0 ? 8 : 0),
            content.territories
        );
        Deed memory d = deed(
            "sublicense",
            address(rights),
            rights.sublicense.selector,
            rights.rollOfSublicense.selector,
            rights.digestOfSublicense.selector,
            abi.encode(message)
        );
        play(on(d, above.achievement, true), seed);
    }

    function extend(uint256 seed) external {
        if (_spans.length == 0) return;
        Span memory one = _spans[seed % _spans.length];
        uint40 until = one.until + 1 + uint40(pick(seed, "until") % 40 days);
        bytes memory text = abi.encode(Extension(act(one.achievement, 0), one.right, until));
        Deed memory d = deed(
            "extend",
            address(rights),
            rights.extend.selector,
            rights.rollOfExtend.selector,
            rights.digestOfExtend.selector,
            text
        );
        play(on(d, one.achievement, false), seed);
    }

    function end(uint256 seed) external {
        if (_spans.length == 0) return;
        _end(_spans[seed % _spans.length], seed);
    }

    function _end(Span memory one, uint256 seed) private {
        GrantTerms memory content = rights.rightOf(one.right).terms;
        uint8 ground = uint8(1 + pick(seed, "ground") % 3);
        uint32 speaker = ground == 1 ? 0 : ground == 2 ? content.licensors[0] : content.licensees[0];
        bytes memory text = abi.encode(Ending(_matter(one.achievement, 0, seed), one.right, speaker, ground));
        Deed memory d = deed(
            "end", address(rights), rights.end.selector, rights.rollOfEnd.selector, rights.digestOfEnd.selector, text
        );
        play(on(d, one.achievement, false), seed);
    }

    function registerContract(uint8 which, uint256 seed) external {
        bytes32 achievement = seed % 2 == 0 ? titles[which % 4] : bytes32(0);
        Share[] memory table_ = registry.holdingsOf(achievement);
        if (achievement != 0 && table_.length == 0) return;
        uint32[] memory sellers = new uint32[](achievement == 0 ? 1 : table_.length);
        sellers[0] = BO;
        for (uint256 i; i < table_.length; ++i) {
            sellers[i] = table_[i].party;
        }
        uint32 officer = pick(seed, "by") % 4 == 0 ? OF_JUDGE : APPOINTMENT;
        ContractRegistration memory message = ContractRegistration(
            _matter(achievement, officer, seed),
            1,
            5,
            1,
            achievement == 0 ? 0 : 1,
            0,
            sellers[0],
            sellers,
            list(pick(seed, "himself") % 16 == 0 ? posts[officer].officer : FUND),
            keccak256(abi.encode(seed))
        );
        Deed memory d = deed(
            "registerContract",
            address(techContracts),
            techContracts.registerContract.selector,
            techContracts.rollOfRegisterContract.selector,
            techContracts.digestOfRegisterContract.selector,
            abi.encode(message)
        );
        d.appointment = officer;
        play(on(d, achievement, true), seed);
    }

    function stateContract(uint256 seed) external {
        if (_deals.length == 0) return;
        bytes32 number = _deals[seed % _deals.length];
        bytes32 achievement = techContracts.contractOf(number).achievement;
        uint32 next = techContracts.statementsOf(number, FUND) + 1;
        bytes memory text = abi.encode(
            Statement(_matter(achievement, 0, seed), number, FUND, next, uint8(1 + seed % 2), bytes32(seed))
        );
        Deed memory d = deed(
            "stateContract",
            address(techContracts),
            techContracts.stateContract.selector,
            techContracts.rollOfStateContract.selector,
            techContracts.digestOfStateContract.selector,
            text
        );
        play(on(d, achievement, false), seed);
    }

    function changeContract(uint256 seed) external {
        if (_deals.length == 0) return;
        bytes32 number = _deals[seed % _deals.length];
        ContractRecord memory record = techContracts.contractOf(number);
        ContractChange memory message = ContractChange(
            _matter(record.achievement, APPOINTMENT, seed),
            number,
            record.changes + 1,
            uint8(1 + seed % 3),
            bytes32(seed)
        );
        Deed memory d = deed(
            "changeContract",
            address(techContracts),
            techContracts.changeContract.selector,
            techContracts.rollOfChangeContract.selector,
            techContracts.digestOfChangeContract.selector,
            abi.encode(message)
        );
        d.appointment = APPOINTMENT;
        play(on(d, record.achievement, false), seed);
    }

    function cancelContract(uint256 seed) external {
        if (_deals.length == 0 || seed % 3 != 0) return;
        bytes32 number = _deals[seed / 3 % _deals.length];
        bytes32 achievement = techContracts.contractOf(number).achievement;
        bytes memory text = abi.encode(
            ContractCancellation(_matter(achievement, APPOINTMENT, seed), number, uint8(1 + pick(seed, "ground") % 3))
        );
        Deed memory d = deed(
            "cancelContract",
            address(techContracts),
            techContracts.cancelContract.selector,
            techContracts.rollOfCancelContract.selector,
            techContracts.digestOfCancelContract.selector,
            text
        );
        d.appointment = APPOINTMENT;
        play(on(d, achievement, false), seed);
    }

    // ---- what is remembered

    function _note(Sent memory sent, Scene memory scene) internal virtual override {
        super._note(sent, scene);
        Deed memory d = sent.deed;
        if (d.kind == "grant") {
            _noteGrant(sent, scene, abi.decode(d.message, (Grant)).terms);
        } else if (d.kind == "sublicense") {
            _noteSublicence(sent, scene, abi.decode(d.message, (Sublicence)));
        } else if (d.kind == "extend") {
            Extension memory m = abi.decode(d.message, (Extension));
            Span storage one = _spanOf(m.right);
            assertTrue(!_isOver(one) && one.parent == 0 && m.until > one.until, "20: extended what cannot be");
            _judgeFree(d.achievement, one.until, m.until, one.fields, one.places);
            one.until = m.until;
        } else if (d.kind == "end") {
            Span storage one = _spanOf(abi.decode(d.message, (Ending)).right);
            assertFalse(_isOver(one), "20: ended twice");
            one.endedAt = now_();
        } else if (d.kind == "registerContract") {
            _noteDeal(sent, abi.decode(d.message, (ContractRegistration)), scene);
        } else if (d.kind == "changeContract") {
            _judgeDeal(d.appointment, abi.decode(d.message, (ContractChange)).contractNumber);
        } else if (d.kind == "cancelContract") {
            _judgeDeal(d.appointment, abi.decode(d.message, (ContractCancellation)).contractNumber);
        }
    }

    function _noteGrant(Sent memory sent, Scene memory scene, GrantTerms memory m) private {
        bytes32 achievement = sent.deed.achievement;
        for (uint256 i; i < m.licensors.length; ++i) {
            assertTrue(isAmong(sent.signers, m.licensors[i]), "4: granted unasked");
            assertGt(unitsOf(scene.table, m.licensors[i]), 0, "4: granted by one who holds nothing");
        }
        for (uint256 i; i < m.licensees.length; ++i) {
            assertTrue(isAmong(sent.signers, m.licensees[i]), "5: granted to one who did not ask");
        }
        if (m.kind == 1) {
            bytes32 key_ = keccak256(abi.encode(achievement, this.hashOf(m)));
            assertTrue(registry.useGrantOf(achievement, this.hashOf(m)) != 0, "8: opened without confirmation");
            assertGe(m.until - m.from, LEAST_TERM, "20: a long-term right that is short");
            assertFalse(_openedOnce[key_], "20: opened twice");
            _openedOnce[key_] = true;
        }
        _judgeFree(achievement, m.from, m.until, m.fields, m.territories);
        RightRecord memory r = rights.rightOf(sent.digest);
        assertEq(abi.encode(r), abi.encode(RightRecord(achievement, 0, scene.head.version, 0, m)), "20: another right");
        _span(sent.digest, r, m.exclusivity != 3);
    }

    function _noteSublicence(Sent memory sent, Scene memory scene, Sublicence memory m) private {
        Span storage above = _spanOf(m.parent);
        assertFalse(_isOver(above), "20: under a right that is over");
        assertTrue(above.sublicensable && above.parent == 0, "20: under a right that bears none");
        assertTrue(m.from >= above.from && m.until <= above.until, "20: outlasts the right above");
        assertEq((m.fields & ~above.fields) | (m.territories & ~above.places), 0, "20: wider than the right above");
        GrantTerms memory terms_ =
            GrantTerms(2, 3, 0, list(m.licensor), m.licensees, m.from, m.until, m.fields, m.territories);
        RightRecord memory r = rights.rightOf(sent.digest);
        RightRecord memory expected = RightRecord(above.achievement, m.parent, scene.head.version, 0, terms_);
        assertEq(abi.encode(r), abi.encode(expected), "20: another right");
        _span(sent.digest, r, false);
    }

    function _span(bytes32 number, RightRecord memory r, bool reserves) private {
        Span storage one = _spans.push();
        (one.right, one.achievement, one.parent, one.reserves) = (number, r.achievement, r.parent, reserves);
        (one.from, one.until, one.fields) = (r.terms.from, r.terms.until, r.terms.fields);
        (one.places, one.sublicensable, one.rest) = (r.terms.territories, r.terms.flags & 1 != 0, _restOf(r));
    }

    /// What is granted or added meets no exclusive or sole right that was there before, whatever its own sort. The reverse is
    /// allowed: an ordinary right goes on beside a later exclusive one.
    function _judgeFree(bytes32 achievement, uint40 from, uint40 until, uint256 fields, uint256 places) private view {
        for (uint256 i; i < _spans.length; ++i) {
            Span storage one = _spans[i];
            if (!one.reserves || one.achievement != achievement || _endedAt(one) != 0) continue;
            bool meets = from < one.until && one.from < until && fields & one.fields != 0 && places & one.places != 0;
            assertFalse(meets, "20: granted into an exclusive or sole right");
        }
    }

    function _noteDeal(Sent memory sent, ContractRegistration memory m, Scene memory scene) private {
        assertTrue(mayAct(m.matter.appointment, Powers.REGISTER_CONTRACT, m.node, now_()), "15: contract");
        if (m.matter.achievement != 0) assertEq(scene.head.status, 4, "9: a contract about an unconfirmed title");
        for (uint256 i; i < m.sellers.length; ++i) {
            assertTrue(isAmong(sent.signers, m.sellers[i]), "4: sold unasked");
        }
        _deals.push(sent.digest);
    }

    function _judgeDeal(uint32 officer, bytes32 number) private view {
        uint32 node = techContracts.contractOf(number).node;
        assertTrue(mayAct(officer, Powers.REGISTER_CONTRACT, node, now_()), "15: contract");
    }

    /// 20: what each right is stays what was granted, and holds as long as we know; no two that shut others out meet,
    /// unless an act ended one of them: the other may have been granted in its place.
    function judgeRights() internal view {
        for (uint256 i; i < _spans.length; ++i) {
            Span storage one = _spans[i];
            RightRecord memory r = rights.rightOf(one.right);
            assertEq(r.endedAt, _endedAt(one), "20: a right ended by nobody");
            assertEq(r.terms.until, one.until, "20: a term changed by nobody");
            assertEq(_restOf(r), one.rest, "20: a right became another");
            bool holds = now_() >= one.from && !_isOver(one);
            assertEq(rights.inForce(one.right, now_()), holds, "20: in force");
            for (uint256 j; j < i; ++j) {
                if (one.reserves && _spans[j].reserves && _endedAt(one) == 0 && _endedAt(_spans[j]) == 0) {
                    assertFalse(_meet(one, _spans[j]), "20: two meet");
                }
            }
        }
    }

    function _restOf(RightRecord memory r) private pure returns (bytes32) {
        (uint40 until, uint40 endedAt) = (r.terms.until, r.endedAt);
        (r.terms.until, r.endedAt) = (0, 0);
        bytes32 rest = keccak256(abi.encode(r));
        (r.terms.until, r.endedAt) = (until, endedAt);
        return rest;
    }

    function _spanOf(bytes32 right) private view returns (Span storage) {
        for (uint256 i; i < _spans.length; ++i) {
            if (_spans[i].right == right) return _spans[i];
        }
        revert("no such right");
    }

    /// A sublicence ends with the right above it.
    function _endedAt(Span storage one) private view returns (uint40) {
        if (one.parent == 0) return one.endedAt;
        uint40 above = _spanOf(one.parent).endedAt;
        return one.endedAt == 0 || above != 0 && above < one.endedAt ? above : one.endedAt;
    }

    function _bears(Span memory one) private view returns (bool) {
        bool holds = now_() >= one.from && now_() < one.until && one.endedAt == 0;
        return one.sublicensable && holds && registry.titleOf(one.achievement).status == 4;
    }

    function _isOver(Span storage one) private view returns (bool) {
        return _endedAt(one) != 0 || now_() >= one.until;
    }

    function _meet(Span storage a, Span storage b) private view returns (bool) {
        if (a.achievement != b.achievement || a.fields & b.fields == 0 || a.places & b.places == 0) return false;
        return a.from < b.until && b.from < a.until;
    }
}
