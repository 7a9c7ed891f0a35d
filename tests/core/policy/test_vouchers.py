"""A voucher goes only the ways of its table, ends where it ends, and never pays more than it may."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from ledger.core.policy import vouchers
from ledger.core.policy.book import books
from ledger.core.policy.codes import ORDER
from ledger.core.policy.vouchers import HOLDER, OFFICER, PROVIDER, Act, State, Step, Voucher, moved, why_not

BOOK = books()[-1]
RULES = BOOK.table
FIRST, LAST = date(2026, 3, 1), date(2026, 10, 31)
EVERYBODY = frozenset({OFFICER, HOLDER, PROVIDER})
EVERYTHING = frozenset({"contract_document", "invoice", "deliverable", "reasons"})
SERVICE, OTHER = "检测认证", "技术转移"
ENDS = (State.REDEEMED, State.EXPIRED, State.REVOKED)
# As the forms of the law have it: 发放 > 锁定 > 兑付, or 到期, or 撤销.
WAYS: Mapping[tuple[Act, State | None], State] = {
    (Act.ISSUE, None): State.ISSUED,
    (Act.LOCK, State.ISSUED): State.LOCKED,
    (Act.REDEEM, State.LOCKED): State.REDEEMED,
    (Act.EXPIRE, State.ISSUED): State.EXPIRED,
    (Act.EXPIRE, State.LOCKED): State.EXPIRED,
    (Act.REVOKE, State.ISSUED): State.REVOKED,
    (Act.REVOKE, State.LOCKED): State.REVOKED,
}
SIGN: Mapping[Act, frozenset[str]] = {
    Act.ISSUE: frozenset({OFFICER}),
    Act.LOCK: frozenset({HOLDER, PROVIDER}),
    Act.REDEEM: EVERYBODY,
    Act.EXPIRE: frozenset(),
    Act.REVOKE: frozenset({OFFICER}),
}
BRING: Mapping[Act, frozenset[str]] = {
    Act.LOCK: frozenset({"contract_document"}),
    Act.REDEEM: EVERYTHING - {"reasons"},
    Act.REVOKE: frozenset({"reasons"}),
}
ACTS = st.sampled_from([Act.LOCK, Act.REDEEM, Act.REVOKE])
SOUND = st.builds(
    Step,
    st.sampled_from([Act.LOCK, Act.LOCK, Act.REDEEM, Act.REDEEM, Act.REVOKE]),
    st.dates(FIRST, LAST),
    st.just(EVERYBODY),
    st.just(EVERYTHING),
    st.just("P"),
    st.just(SERVICE),
    st.just(False),
    st.integers(2, 5_000),
)
ODD = st.builds(
    Step,
    ACTS,
    st.dates(date(2026, 2, 25), date(2027, 2, 5)),
    st.sampled_from([EVERYBODY, *(EVERYBODY - {each} for each in EVERYBODY)]),
    st.sampled_from([EVERYTHING, *(EVERYTHING - {each} for each in EVERYTHING)]),
    st.sampled_from(["P", "Q", "H", None]),
    st.sampled_from([SERVICE, OTHER]),
    st.booleans(),
    st.integers(0, 5_000),
    st.integers(0, 500),
)
STEPS = st.one_of(SOUND, SOUND, SOUND, ODD)
WALKS = st.one_of(
    st.lists(STEPS, max_size=12), st.lists(STEPS, max_size=12).map(lambda walk: sorted(walk, key=lambda each: each.day))
)


def issued(**changes: Any) -> Voucher:
    return replace(Voucher("H", SERVICE, 1_000, FIRST, LAST), **changes)


def step(act: Act, day: date, **changes: Any) -> Step:
    return replace(Step(act, day, EVERYBODY, EVERYTHING, "P", SERVICE, False, 1_600), **changes)


def codes(voucher: Voucher, taken: Step) -> set[str]:
    return {each.code for each in why_not(RULES, voucher, taken)}


LOCKED = moved(RULES, issued(), step(Act.LOCK, date(2026, 5, 6)))
REDEEMED = moved(RULES, LOCKED, step(Act.REDEEM, date(2026, 10, 30)))
REVOKED = moved(RULES, LOCKED, step(Act.REVOKE, date(2026, 6, 1)))


def test_the_machine_is_that_of_the_forms() -> None:
    assert {(each.act, each.before): each.after for each in vouchers.TRANSITIONS} == WAYS
    assert len(vouchers.TRANSITIONS) == len(WAYS)
    for each in vouchers.TRANSITIONS:
        assert each.by == SIGN[each.act]
        assert each.brings == BRING.get(each.act, frozenset())
        assert BOOK.rule(each.rule).theme == "voucher"
        assert BOOK.rule(each.rule).uncertain, "the plan names vouchers and nothing else"
        assert vouchers.transition(each.act, each.before) is each
    assert not {each.before for each in vouchers.TRANSITIONS} & set(ENDS)


@given(walk=WALKS)
def test_a_voucher_never_leaves_its_ways_and_never_an_end(walk: list[Step]) -> None:
    voucher, taken = issued(), 0
    for each in walk:
        before, against = voucher.on(each.day), why_not(RULES, voucher, each)
        if against:
            with pytest.raises(ValueError, match=each.act):
                moved(RULES, voucher, each)
            continue
        after = moved(RULES, voucher, each)
        taken += 1
        assert WAYS[each.act, before] is after.state
        assert SIGN[each.act] <= each.signed
        assert BRING[each.act] <= each.brought
        assert before not in ENDS
        assert voucher.since <= each.day == after.since
        assert (after.holder, after.service, after.face, after.valid_to) == ("H", SERVICE, 1_000, LAST)
        if each.act is not Act.REVOKE:
            assert each.day <= LAST
            assert each.service == SERVICE
            assert not each.related
            assert each.provider not in ("H", None)
        if each.act is Act.REDEEM:
            assert voucher.provider == each.provider
            assert 0 < after.paid <= min(1_000, each.contract // 2)
            assert after.paid_for == each.day
        else:
            assert (after.paid, after.paid_for) == (0, None)
        voucher = after
    event(f"{taken} steps, {voucher.state}")
    assert voucher.state in (State.ISSUED, State.LOCKED, State.REDEEMED, State.REVOKED)


@pytest.mark.parametrize("ended", [REDEEMED, REVOKED], ids=["redeemed", "revoked"])
@given(taken=STEPS, day=st.dates(FIRST, date(2060, 1, 1)))
def test_what_was_redeemed_or_revoked_stays_so(ended: Voucher, taken: Step, day: date) -> None:
    assert ended.on(day) is ended.state
    assert f"VOUCHER_{ended.state}" in codes(ended, taken)


@given(taken=STEPS, day=st.dates(FIRST, date(2060, 1, 1)), standing=st.sampled_from([issued(), LOCKED]))
def test_a_voucher_expires_the_day_after_its_last_and_stays_so(taken: Step, day: date, standing: Voucher) -> None:
    assert (standing.on(day) is State.EXPIRED) == (day > LAST)
    late = replace(taken, day=max(day, LAST + timedelta(days=1)))
    assert "VOUCHER_EXPIRED" in codes(standing, late)
    told = next(each for each in why_not(RULES, standing, late) if each.code == "VOUCHER_EXPIRED")
    assert told.values == {"valid_to": LAST.isoformat()}


def test_what_was_used_by_the_last_day_may_be_told_of_later_and_the_last_day_counts() -> None:
    assert moved(RULES, issued(), step(Act.LOCK, LAST)).state is State.LOCKED
    paid = moved(RULES, LOCKED, step(Act.REDEEM, LAST))
    assert (paid.state, paid.on(LAST + timedelta(days=400)), paid.paid) == (State.REDEEMED, State.REDEEMED, 800)
    assert moved(RULES, LOCKED, step(Act.REVOKE, LAST)).state is State.REVOKED


@pytest.mark.parametrize(
    ("voucher", "taken", "code", "values"),
    [
        (issued(), step(Act.REDEEM, LAST), "VOUCHER_NOT_LOCKED", {}),
        (LOCKED, step(Act.LOCK, LAST), "VOUCHER_LOCKED", {}),
        (REDEEMED, step(Act.LOCK, LAST), "VOUCHER_REDEEMED", {}),
        (REDEEMED, step(Act.REDEEM, LAST), "VOUCHER_REDEEMED", {}),
        (REDEEMED, step(Act.REVOKE, LAST), "VOUCHER_REDEEMED", {}),
        (REVOKED, step(Act.REVOKE, LAST), "VOUCHER_REVOKED", {}),
        (LOCKED, step(Act.REDEEM, LAST, provider="Q"), "VOUCHER_LOCKED", {"provider": "P"}),
        (issued(), step(Act.LOCK, LAST, provider="H"), "RELATED_PROVIDER", {"provider": "H"}),
        (issued(), step(Act.LOCK, LAST, provider=None), "RELATED_PROVIDER", {"provider": None}),
        (issued(), step(Act.LOCK, LAST, related=True), "RELATED_PROVIDER", {"provider": "P"}),
        (LOCKED, step(Act.REDEEM, LAST, related=True), "RELATED_PROVIDER", {"provider": "P"}),
        (issued(), step(Act.LOCK, LAST, service=OTHER), "VOUCHER_SERVICE", {"service": SERVICE}),
        (LOCKED, step(Act.REDEEM, LAST, service=OTHER), "VOUCHER_SERVICE", {"service": SERVICE}),
        (issued(), step(Act.LOCK, date(2026, 2, 28)), "DATES_INVALID", {"since": "2026-03-01"}),
        (LOCKED, step(Act.REVOKE, date(2026, 5, 5)), "DATES_INVALID", {"since": "2026-05-06"}),
        (LOCKED, step(Act.REDEEM, LAST, contract=1), "NOTHING_DUE", {}),
        (issued(), step(Act.REVOKE, LAST, brought=frozenset()), "EVIDENCE_MISSING", {"fields": ["reasons"]}),
        (
            LOCKED,
            step(Act.REDEEM, LAST, brought=frozenset({"contract_document"})),
            "EVIDENCE_MISSING",
            {"fields": ["deliverable", "invoice"]},
        ),
        (issued(), step(Act.LOCK, LAST, signed=frozenset()), "SIGNATURE_MISSING", {"missing": [HOLDER, PROVIDER]}),
        (LOCKED, step(Act.REVOKE, LAST, signed=EVERYBODY - {OFFICER}), "SIGNATURE_MISSING", {"missing": [OFFICER]}),
    ],
)
def test_what_speaks_against_a_step_is_named_alone(
    voucher: Voucher, taken: Step, code: str, values: dict[str, Any]
) -> None:
    assert [(each.code, each.values) for each in why_not(RULES, voucher, taken)] == [(code, values)]
    assert code in ORDER


def test_neither_service_nor_provider_nor_amount_hinders_a_revocation() -> None:
    odd = step(Act.REVOKE, LAST, provider="H", service=OTHER, related=True, contract=0)
    assert moved(RULES, LOCKED, odd) == replace(LOCKED, state=State.REVOKED, since=LAST)


def test_a_lock_asks_for_no_amount() -> None:
    assert moved(RULES, issued(), step(Act.LOCK, LAST, contract=0)) == replace(
        issued(), state=State.LOCKED, since=LAST, provider="P"
    )


USES = st.tuples(st.sampled_from("HK"), st.dates(date(2026, 12, 1), date(2027, 1, 31)), st.integers(0, 5_000))


@given(cap=st.integers(0, 2_500), uses=st.lists(USES, max_size=20))
def test_a_years_cap_is_never_exceeded_and_used_up_where_enough_is_asked(
    cap: int, uses: list[tuple[str, date, int]]
) -> None:
    rules, held = replace(RULES, voucher_annual_cap_fen=cap), list[Voucher]()
    for holder, day, contract in uses:
        fresh = issued(holder=holder, valid_to=date(2027, 12, 31))
        locked = moved(rules, fresh, step(Act.LOCK, day))
        before = vouchers.paid_in(day.year, holder, held)
        redeem = step(Act.REDEEM, day, contract=contract, paid_before=before)
        against = why_not(rules, locked, redeem)
        assert {each.code for each in against} <= {"NOTHING_DUE"}
        assert bool(against) == (min(contract // 2, cap - before) == 0)
        held.append(locked if against else moved(rules, locked, redeem))
    for holder in "HK":
        for year in (2026, 2027):
            own = [each for each in held if each.holder == holder and each.paid_for and each.paid_for.year == year]
            asked = sum(min(1_000, bill // 2) for name, day, bill in uses if (name, day.year) == (holder, year))
            total = vouchers.paid_in(year, holder, held)
            assert total == sum(each.paid for each in own) == min(cap, asked)
            event(f"{min(len(own), 3)} paid in a year, {'capped' if asked > cap else 'free'}")


def test_a_day_of_use_counts_for_its_own_year_and_holder() -> None:
    other = replace(REDEEMED, holder="K")
    earlier = replace(REDEEMED, paid_for=date(2025, 12, 31), paid=7)
    known = [issued(), LOCKED, REVOKED, REDEEMED, other, earlier]
    assert vouchers.paid_in(2026, "H", known) == 800
    assert vouchers.paid_in(2025, "H", known) == 7
    assert vouchers.paid_in(2027, "H", known) == 0
