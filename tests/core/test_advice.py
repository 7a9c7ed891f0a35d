"""What the rules say of a form: each finding where its rule speaks, silence where it does not."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core import advice, calendar
from ledger.core.advice.known import Finding, Known, RightStanding, Title
from ledger.core.policy import words
from ledger.core.policy.book import books, read
from ledger.core.policy.codes import ORDER
from ledger.core.policy.rights import Kind, Reach
from ledger.core.shares import WHOLE
from tests.core.good_forms import COMPANY, FORMS, TITLE, UNIT, good

BOOK = books()[-1]
NOTES = {"EXPERT_REVIEW", "DECIDE_BY"}
LICENCE = "0x" + "0c" * 32
VOUCHER = "innovation_voucher/2"
LOCKED = dict.fromkeys(("used_on", "invoice", "deliverable", "contract_fen", "redeemed_fen")) | {"status": "已锁定"}
REVOKED = {"status": "已撤销", "revoked_on": "2026-10-31", "reasons": "3f" * 32}
OURS = Title(confirmed=True, closed=False, holders={1: WHOLE // 2, 2: WHOLE // 2}, rule="unanimous")
SOLE = Title(confirmed=True, closed=False, holders={1: WHOLE}, rule="unanimous")
GRANT, USE, CONTRACT, REVENUE = (
    "ownership_grant_agreement/1",
    "long_term_use_grant/1",
    "technology_contract/1",
    "revenue_statement/1",
)


def ask(
    type: str, day: str = "2026-11-20", filer: int | None = 1, title: Title | None = None, /, **changes: Any
) -> tuple[Finding, ...]:
    """Advice on a good form with changes, filed on a day at noon."""
    now = calendar.start_of_day(date.fromisoformat(day)) + 43_200
    form = good(type, **changes)
    titles: Mapping[str, Title | None] = dict.fromkeys(advice.named(type, form), title)
    return advice.advise(type, Known(form, now, date.fromisoformat(day), filer, titles, BOOK, calendar.china()))


def codes(found: tuple[Finding, ...], *weights: str) -> set[str]:
    return {one.code for one in found if one.weight in (weights or ("refuse", "warn"))}


def contract(**changes: Any) -> dict[str, Any]:
    """A contract that parties 1 and 2 sell."""
    return {"seller": ["1", "2"], "applicant": "1", "authorised_by": None, "authority": None} | changes


def at(title: Title, *tables: dict[int, int]) -> Title:
    return replace(title, at_signing=tables)


FREE = replace(OURS, pledges=())
PLEDGE = {"pledgors": [{"owner": "1", "share": "1/2"}], "owner_consents": [{"owner": "2", "document": "1f" * 32}]}
PLEDGE |= {"released_on": None}
NOON = calendar.start_of_day(date(2026, 11, 20)) + 43_200
STANDING = RightStanding(Kind.EXCLUSIVE, Reach(date(2030, 1, 1), date(2031, 1, 1)), False, frozenset({1}))
CASES: list[tuple[str, Title | None, dict[str, Any], str, str, str]] = [
    (GRANT, None, {}, "refuse", "UNKNOWN_REF", "/achievement_id"),
    (GRANT, replace(SOLE, closed=True), {}, "refuse", "ACHIEVEMENT_CANCELLED", "/achievement_id"),
    (GRANT, OURS, {}, "refuse", "NOT_OWNER", "/unit_uscc"),
    (GRANT, replace(OURS, confirmed=False), {}, "warn", "NOT_OWNER", "/unit_uscc"),
    (GRANT, replace(SOLE, holders={9: WHOLE}), {}, "open", "NOT_OWNER", "/unit_uscc"),
    (GRANT, replace(SOLE, frozen=True), {}, "refuse", "FROZEN", "/achievement_id"),
    (GRANT, replace(SOLE, objections=2), {}, "refuse", "OBJECTION_PENDING", "/achievement_id"),
    (GRANT, SOLE, {"incentive_mode": "先转化后奖励"}, "refuse", "DOUBLE_INCENTIVE", "/incentive_mode"),
    (GRANT, SOLE, {}, "note", "PUBLICITY_RUNNING", "/publicity_start"),
    (GRANT, SOLE, {"publicity_start": "2027-12-30"}, "open", "CALENDAR_UNKNOWN", "/publicity_start"),
    (
        GRANT,
        SOLE,
        {"registry_change": [{"registry": "国家知识产权局", "number": "1", "changed_on": "2026-11-21"}]},
        "refuse",
        "DATE_IN_FUTURE",
        "/registry_change",
    ),
    (USE, SOLE, {"term_mode": "单次", "extension_years": None}, "refuse", "TERM_BELOW_MINIMUM", "/term_end"),
    (
        USE,
        replace(SOLE, rights={LICENCE: STANDING}),
        {},
        "refuse",
        "EXCLUSIVE_CONFLICT",
        "/term_start",
    ),
    ("objection/1", SOLE, {}, "refuse", "NOTICE_NOT_OPENED", "/target"),
    ("objection/1", replace(SOLE, notice_until=NOON), {}, "refuse", "OBJECTION_LATE", "/raised_at"),
    (
        "objection/1",
        replace(SOLE, notice_until=NOON + 1),
        {"anonymous": True, "raised_by": None},
        "note",
        "OBJECTION_PENDING",
        "/anonymous",
    ),
    (CONTRACT, replace(OURS, confirmed=False), contract(), "refuse", "NOT_CONFIRMED", "/achievement_ids/0"),
    (CONTRACT, at(OURS, {1: WHOLE}), contract(), "refuse", "SELLER_OWNER_MISMATCH", "/seller"),
    (CONTRACT, at(OURS, dict(OURS.holders)), {}, "open", "SELLER_OWNER_MISMATCH", "/seller"),
    (CONTRACT, OURS, contract(achievement_ids=None), "open", "SELLER_OWNER_MISMATCH", "/achievement_ids"),
    (CONTRACT, OURS, contract(signed_on="2026-11-21"), "refuse", "DATE_IN_FUTURE", "/signed_on"),
    (
        CONTRACT,
        OURS,
        contract(amount_fen=500_000_000, tech_amount_fen=500_000_000),
        "note",
        "EXPERT_REVIEW",
        "/tech_amount_fen",
    ),
    (CONTRACT, OURS, contract(decided_on="2026-08-25"), "warn", "DECIDE_BY", "/decided_on"),
    (CONTRACT, OURS, contract(), "note", "DECIDE_BY", "/accepted_on"),
    (REVENUE, replace(SOLE, confirmed=False), {}, "refuse", "NOT_CONFIRMED", "/achievement_id"),
    (REVENUE, replace(SOLE, pledges=({1: 5},)), {"debts": None}, "warn", "DEBT_FIRST", "/debts"),
    (REVENUE, SOLE, {"min_reward_bp": 5999}, "warn", "FLOOR_NOT_MET", "/min_reward_bp"),
    (REVENUE, SOLE, {"region": None}, "open", "FLOOR_NOT_MET", "/region"),
    (REVENUE, SOLE, {"received_on": "2026-11-21"}, "refuse", "DATE_IN_FUTURE", "/received_on"),
    (REVENUE, OURS, {"basis": "份额"}, "open", "BASIS_INVALID", "/lines"),
    ("pledge/1", replace(OURS, confirmed=False), PLEDGE, "refuse", "NOT_CONFIRMED", "/achievement_id"),
    ("pledge/1", replace(OURS, frozen=True), PLEDGE, "refuse", "FROZEN", "/achievement_id"),
    ("pledge/1", OURS, PLEDGE | {"owner_consents": None}, "refuse", "CONSENT_MISSING", "/owner_consents"),
    ("pledge/1", OURS, PLEDGE | {"pledgors": [{"owner": "3", "share": "1/2"}]}, "refuse", "NOT_OWNER", "/pledgors/0"),
    (
        "pledge/1",
        OURS,
        PLEDGE | {"pledgors": [{"owner": "1", "share": "51/100"}]},
        "refuse",
        "INSUFFICIENT_SHARE",
        "/pledgors/0",
    ),
    ("pledge/1", replace(OURS, pledges=({1: 5},)), PLEDGE, "refuse", "ALREADY_PLEDGED", "/pledgors/0"),
    ("pledge/1", OURS, {"released_on": None}, "open", "NOT_OWNER", "/pledgors"),
    ("pledge/1", OURS, PLEDGE | {"registered_on": "2026-11-21"}, "refuse", "DATE_IN_FUTURE", "/registered_on"),
    ("innovation_voucher/1", None, {"rate_bp": 4999}, "warn", "AMOUNT_INVALID", "/rate_bp"),
    ("innovation_voucher/1", None, {"cap_fen": 0, "redeemed_fen": 0}, "refuse", "NOTHING_DUE", "/redeemed_fen"),
    (
        "innovation_voucher/1",
        None,
        {"status": "已发放", "used_on": None, "redeemed_fen": None},
        "refuse",
        "VOUCHER_EXPIRED",
        "/valid_to",
    ),
    (VOUCHER, None, {"rate_bp": 4999}, "warn", "AMOUNT_INVALID", "/rate_bp"),
    (VOUCHER, None, {}, "note", "SIGNATURE_MISSING", "/status"),
    (VOUCHER, None, {"contract_fen": 1}, "refuse", "NOTHING_DUE", "/contract_fen"),
    (VOUCHER, None, {"provider": COMPANY}, "refuse", "RELATED_PROVIDER", "/provider"),
    (VOUCHER, None, {"locked_on": None}, "refuse", "VOUCHER_NOT_LOCKED", "/status"),
    (VOUCHER, None, {"locked_on": "2026-11-01", "used_on": "2026-11-02"}, "refuse", "VOUCHER_EXPIRED", "/status"),
    (VOUCHER, None, {"used_on": "2026-11-02"}, "refuse", "VOUCHER_EXPIRED", "/status"),
    (VOUCHER, None, {"used_on": "2026-05-05"}, "refuse", "DATES_INVALID", "/status"),
    (VOUCHER, None, {"used_on": "2026-11-21"}, "refuse", "DATE_IN_FUTURE", "/used_on"),
    (VOUCHER, None, LOCKED, "refuse", "VOUCHER_EXPIRED", "/valid_to"),
    (VOUCHER, None, LOCKED | {"status": "已过期", "valid_to": "2026-11-20"}, "refuse", "DATES_INVALID", "/status"),
    (VOUCHER, None, LOCKED | REVOKED | {"reasons": None}, "refuse", "EVIDENCE_MISSING", "/status"),
    (VOUCHER, None, REVOKED, "refuse", "VOUCHER_REDEEMED", "/status"),
    ("platform_recognition/1", None, {}, "note", "RELATED_PARTY", "/members"),
    ("platform_recognition/1", None, {"recognised_on": "2026-11-21"}, "refuse", "DATE_IN_FUTURE", "/recognised_on"),
]


@pytest.mark.parametrize(("type", "title", "changes", "weight", "code", "pointer"), CASES)
def test_a_rule_speaks_where_it_is_broken(
    type: str, title: Title | None, changes: dict[str, Any], weight: str, code: str, pointer: str
) -> None:
    found = ask(type, "2026-11-20", 1, title, **changes)
    assert (weight, code, pointer) in [(one.weight, one.code, one.pointer) for one in found]
    for one in found:
        assert one.code in ORDER or one.code in NOTES
        assert one.clause == tuple(words.clauses(BOOK, [one.rule], each) for each in ("zh", "en"))
        meant = words.meanings().get(one.code)
        assert one.next == (
            (meant.next["zh"], meant.next["en"]) if meant and one.weight in ("refuse", "warn") else None
        )
        assert one.zh
        assert one.en


@pytest.mark.parametrize(
    ("type", "title", "changes"),
    [
        (GRANT, SOLE, {}),
        (USE, SOLE, {"term_end": "2036-03-01", "extensions": None}),
        (USE, replace(SOLE, rights={LICENCE: replace(STANDING, kind=Kind.ORDINARY)}), {"term_end": "2036-03-01"}),
        ("objection/1", replace(SOLE, notice_until=NOON + 1), {}),
        (CONTRACT, at(OURS, dict(OURS.holders)), contract()),
        (CONTRACT, at(OURS, {7: WHOLE}, dict(OURS.holders)), contract()),
        (
            CONTRACT,
            at(OURS, dict(OURS.holders)),
            contract(seller=["1"], authorised_by=["2"], authority="1f" * 32),
        ),
        (
            CONTRACT,
            replace(OURS, rights={LICENCE: replace(STANDING, kind=Kind.ORDINARY)}),
            contract(seller=["1"], kind="技术许可", sub_kind="专利实施许可", licence=LICENCE),
        ),
        (REVENUE, SOLE, {}),
        ("pledge/1", OURS, PLEDGE),
        ("pledge/1", replace(OURS, rule="delegated", delegate=1), PLEDGE | {"owner_consents": None}),
        (
            "pledge/1",
            replace(OURS, rule="two_thirds", holders={1: WHOLE * 2 // 3, 2: WHOLE // 3}),
            PLEDGE | {"owner_consents": None},
        ),
        ("innovation_voucher/1", None, {}),
    ],
)
def test_rules_are_silent_where_they_are_kept(type: str, title: Title | None, changes: dict[str, Any]) -> None:
    assert not codes(ask(type, "2026-11-20", 1, title, **changes))


@pytest.mark.parametrize("type", ["achievement_filing/1", "achievement_filing/2"])
def test_a_filing_is_in_time_to_the_last_day_of_six_months(type: str) -> None:
    assert not ask(type, "2026-07-20")
    (late,) = ask(type, "2026-07-21")
    assert (late.weight, late.code, late.clause) == (
        "refuse",
        "FILING_LATE",
        ("甘肃登记办法", "Gansu Registration Measures"),
    )
    assert "2026-07-20" in late.zh


def test_the_first_version_takes_any_number_and_the_advice_says_it_is_odd() -> None:
    (odd,) = ask("achievement_filing/1", "2026-03-01", ip_list=[{"kind": "发明专利", "number": "202319900011.2"}])
    assert (odd.weight, odd.code, odd.pointer) == ("warn", "ID_INVALID", "/ip_list/0/number")


def test_the_last_day_of_a_notice_moves_off_the_holiday() -> None:
    (note,) = ask(GRANT, "2026-09-20", 1, SOLE, publicity_start="2026-09-20", approved_on="2026-09-19")
    assert "2026-10-08" in note.zh


def test_a_licence_carries_a_contract_only_of_its_own_licensors_and_only_an_ordinary_one() -> None:
    asked = contract(seller=["2"], applicant="2", kind="技术许可", sub_kind="专利实施许可", licence=LICENCE)
    for standing in (replace(STANDING, kind=Kind.ORDINARY), replace(STANDING, licensors=frozenset({2}))):
        found = ask(CONTRACT, "2026-11-20", 1, replace(OURS, rights={LICENCE: standing}), **asked)
        assert codes(found) == {"SELLER_OWNER_MISMATCH"}


@given(
    total=st.integers(1, 10**12),
    parts=st.lists(st.integers(1, 50), min_size=1, max_size=6),
    moved=st.integers(0, 5),
)
def test_lines_differ_exactly_where_they_are_not_the_computed_split(total: int, parts: list[int], moved: int) -> None:
    """The right lines come from the rule's own sentence: floor, then one fen each to the largest remainders."""
    whole = sum(parts)
    exact = [divmod(total * part, whole) for part in parts]
    fen = [quotient for quotient, _ in exact]
    by_remainder = sorted(range(len(parts)), key=lambda i: -exact[i][1])
    for i in by_remainder[: total - sum(fen)]:
        fen[i] += 1
    altered = len(parts) > 1 and 0 < moved <= fen[0]
    if altered:
        fen[0], fen[1] = fen[0] - moved, fen[1] + moved
    lines = [
        {"party": f"p{i}", "ratio": f"{part}/{whole}", "fen": amount}
        for i, (part, amount) in enumerate(zip(parts, fen, strict=True))
    ]
    found = ask(
        REVENUE,
        "2026-11-20",
        1,
        OURS,
        lines=lines,
        stage2=None,
        gross_fen=total,
        net_fen=total,
        deductions={},
        debts=None,
    )
    assert ("LINES_DIFFER" in codes(found)) == altered


def test_shares_as_basis_are_those_of_the_holders() -> None:
    lines = [{"party": "1", "ratio": "1/2", "fen": 25_000_003}, {"party": "2", "ratio": "1/2", "fen": 25_000_002}]
    asked: dict[str, Any] = {"basis": "份额", "lines": lines, "stage2": None}
    assert not codes(ask(REVENUE, "2026-11-20", 1, OURS, **asked))
    other = replace(OURS, holders={1: WHOLE // 4, 2: WHOLE * 3 // 4})
    assert codes(ask(REVENUE, "2026-11-20", 1, other, **asked)) == {"BASIS_INVALID"}


def test_a_team_that_gets_too_little_is_told_how_much_it_lacks() -> None:
    lines = [
        {"party": UNIT, "ratio": "1/2", "fen": 25_000_003},
        {"party": "TEAM", "ratio": "1/2", "fen": 25_000_002},
    ]
    stage2 = [{"party": "甲", "ratio": "1/1", "fen": 25_000_002}]
    found = ask(REVENUE, "2026-11-20", 1, SOLE, lines=lines, stage2=stage2)
    (short,) = [one for one in found if one.code == "FLOOR_NOT_MET"]
    assert (short.weight, short.clause) == ("warn", ("甘肃转化条例", "Gansu Transformation Regulations"))
    assert "30000033" in short.en  # 60 % of 500 000.55 yuan
    assert "5000031" in short.en


def test_findings_stand_in_the_order_of_their_weight() -> None:
    found = ask(CONTRACT, "2026-11-20", 1, at(OURS, {1: WHOLE}), **contract(decided_on="2026-08-25"))
    assert [one.weight for one in found] == ["refuse", "warn"]


def test_nothing_is_said_of_documents() -> None:
    assert not advice.says_anything("document/1")
    assert not ask("document/1")
    assert set(advice.named("technology_contract/1", FORMS["technology_contract/1"])) == {TITLE}
    assert COMPANY not in advice.named("pledge/1", FORMS["pledge/1"])


def signers(**changes: Any) -> str:
    """Whom a voucher's step asks to sign; empty if nobody."""
    found = ask(VOUCHER, **changes)
    assert codes(found, "refuse", "open") == set()
    return "".join(one.en for one in found if one.code == "SIGNATURE_MISSING")


def test_each_step_of_a_voucher_names_who_signs_it() -> None:
    issued = LOCKED | dict.fromkeys(("follows", "locked_on", "provider", "contract")) | {"status": "已发放"}
    valid = {"valid_to": "2026-11-20"}
    assert signers(**issued | valid).startswith("it is signed by an officer who issues vouchers:")
    assert signers(**LOCKED | valid).startswith("it is signed by the holder, the provider:")
    assert signers().startswith("it is signed by the holder, an officer who issues vouchers, the provider:")
    assert signers(**LOCKED | REVOKED).startswith("it is signed by an officer who issues vouchers:")
    assert signers(**LOCKED | {"status": "已过期"}) == ""


def test_what_is_left_of_a_cap_is_open_where_the_table_has_one() -> None:
    rules = [{**rule, "value": 5} if rule["id"] == "voucher.annual_cap_fen" else rule for rule in BOOK.source["rules"]]
    capped = read({**BOOK.source, "rules": rules})
    form = good(VOUCHER, cap_fen=None, redeemed_fen=4_500_000)
    now = calendar.start_of_day(date(2026, 11, 20))
    for book, expected in ((capped, {"NOTHING_DUE"}), (BOOK, set())):
        known = Known(form, now, date(2026, 11, 20), 1, {}, book, calendar.china())
        assert codes(advice.advise(VOUCHER, known), "open") == expected
