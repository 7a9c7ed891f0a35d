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
        bool reserves;
        uint40 from;
        uint40 until;
        uint256 fields;
        uint256 places;
        uint40 endedAt;
    }

    Span[] private _spans;
    bytes32[] private _deals;

    function grant(uint8 which, uint256 seed) external {
        bytes32 achievement = titles[which % 4];
        if (registry.holdingsOf(achievement).length == 0) return;
        GrantTerms memory content = useTerms(achievement, seed);
        (content.kind, content.from) = (2, now_() + uint40(pick(seed, "from") % 90 days));
        content.until = content.from + 1 + uint40(pick(seed, "until") % 60 days);
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
        GrantTerms memory content = rights.rightOf(above.right).terms;
        uint32 licensor = content.licensees[0];
        uint40 from = content.from > now_() ? content.from : now_();
        if (from >= content.until) return;
        Sublicence memory message = Sublicence(
            _matter(above.achievement, 0, seed),
            above.right,
            licensor,
            list(licensor == FUND ? BANK : FUND),
            from,
            content.until,
            content.fields,
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
        Span memory one = _spans[seed % _spans.length];
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
            list(FUND),
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
            _noteGrant(d.achievement, sent.signers, scene.records.length);
        } else if (d.kind == "sublicense") {
            Sublicence memory m = abi.decode(d.message, (Sublicence));
            assertTrue(rights.inForce(m.parent, now_()), "20: under a right that is over");
        } else if (d.kind == "extend") {
            Extension memory m = abi.decode(d.message, (Extension));
            for (uint256 i; i < _spans.length; ++i) {
                if (_spans[i].right == m.right) _spans[i].until = m.until;
            }
        } else if (d.kind == "end") {
            Ending memory m = abi.decode(d.message, (Ending));
            for (uint256 i; i < _spans.length; ++i) {
                if (_spans[i].right == m.right) _spans[i].endedAt = now_();
            }
        } else if (d.kind == "registerContract") {
            _noteDeal(abi.decode(d.message, (ContractRegistration)), sent.signers, scene);
        }
    }

    function _noteGrant(bytes32 achievement, uint32[] memory signers, uint256 standing) private {
        uint256 count = rights.countOf(achievement);
        bytes32 number = rights.rightsOf(achievement, count - 1, 1)[0];
        GrantTerms memory m = rights.rightOf(number).terms;
        assertTrue(isAmong(signers, m.licensors[0]) && isAmong(signers, m.licensees[0]), "4: granted unasked");
        uint32[] memory pledgees = pledges.pledgeesOf(achievement);
        assertTrue(standing == 0 || isAmong(signers, pledgees[0]), "6: granted without the pledgee");
        if (m.kind == 1) {
            assertTrue(registry.useGrantOf(achievement, this.hashOf(m)) != 0, "8: opened without confirmation");
            assertGe(m.until - m.from, LEAST_TERM, "8: a long-term right that is short");
        }
        _spans.push(Span(number, achievement, m.exclusivity != 3, m.from, m.until, m.fields, m.territories, 0));
    }

    function _noteDeal(ContractRegistration memory m, uint32[] memory signers, Scene memory scene) private {
        assertTrue(mayAct(m.matter.appointment, Powers.REGISTER_CONTRACT, m.node, now_()), "15: contract");
        if (m.matter.achievement != 0) assertEq(scene.head.status, 4, "9: a contract about an unconfirmed title");
        for (uint256 i; i < m.sellers.length; ++i) {
            assertTrue(isAmong(signers, m.sellers[i]), "4: sold unasked");
        }
        bytes32 achievement = m.matter.achievement;
        _deals.push(techContracts.contractsOf(achievement, techContracts.countOf(achievement) - 1, 1)[0]);
    }

    /// 20: two rights that shut others out never meet while both live, and none is granted into one; ends are told.
    function judgeRights() internal view {
        for (uint256 i; i < _spans.length; ++i) {
            RightRecord memory r = rights.rightOf(_spans[i].right);
            assertEq(r.endedAt, _spans[i].endedAt, "20: a right ended by nobody");
            assertEq(r.terms.until, _spans[i].until, "20: a term changed by nobody");
            for (uint256 j; j < i; ++j) {
                if (_spans[i].reserves && _spans[j].reserves) assertFalse(_meet(_spans[i], _spans[j]), "20: two meet");
            }
        }
    }

    function _meet(Span storage a, Span storage b) private view returns (bool) {
        if (a.achievement != b.achievement || a.fields & b.fields == 0 || a.places & b.places == 0) return false;
        (uint40 endOfA, uint40 endOfB) = (_endOf(a), _endOf(b));
        return a.from < endOfB && b.from < endOfA && a.from < endOfA && b.from < endOfB;
    }

    function _endOf(Span storage a) private view returns (uint40) {
        return a.endedAt != 0 && a.endedAt < a.until ? a.endedAt : a.until;
    }
}
