"""An answer to *may I?* follows the verdict for dossiers, and adds what a ledger alone knows."""

from collections.abc import Mapping
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core.docket.checking import Circumstances, Verdict, check
from ledger.core.docket.disposing import ACTS, Position, Wish, needs, why_not
from ledger.core.docket.things import Achievement, Agreement, Pledge, UseRight
from ledger.core.policy.book import book_on
from ledger.core.policy.consent import Rule
from ledger.core.policy.grounds import OPEN
from ledger.core.policy.rights import Kind, Reach
from ledger.core.shares import WHOLE

DAY = date(2026, 11, 23)
BOOK = book_on(DAY)
KNOWN = Circumstances("confirmed", 1, 0, 0, False, 0)


def position(holders: Mapping[str, int], rule: Rule = Rule.UNANIMOUS, free: bool = False, **more: object) -> Position:
    made = Achievement("", "", False, [], [], {}, [], standing="CONFIRMED", holders=dict(holders))
    made.agreement = Agreement("1", "1", rule, free, None, None)
    given: dict[str, object] = {"frozen": False, "pledges": {}, "rights": ()} | more
    return Position(made, **given)  # type: ignore[arg-type]


def rules(verdict: Verdict) -> list[str]:
    return [reason.rule for reason in verdict.reasons]


def right(kind: Kind, start: int, end: int) -> UseRight:
    days = [DAY + timedelta(days=count) for count in (start, end)]
    return UseRight("", "licence", kind, ["1"], ["9"], Reach(*days), [])


def test_a_key_in_quarantine_waits_for_its_day_and_registers_contracts_meanwhile() -> None:
    known = Circumstances("confirmed", 1, 0, 0, False, 0, quarantined={"1": 1_800_000_000})
    for act in ("gift", "licence_ordinary", "pledge"):
        verdict = check(position({"1": WHOLE}), Wish("1", act, "2"), DAY, known, [*OPEN], BOOK)
        assert (verdict.answer, rules(verdict)) == ("needs", ["KEY_IN_QUARANTINE"])
        assert verdict.reasons[0].until == 1_800_000_000
    assert check(position({"1": WHOLE}), Wish("1", "contract", "2"), DAY, known, (), BOOK).answer == "yes"


def test_nobody_comes_where_sixteen_hold_unless_one_goes() -> None:
    full = position({str(n): WHOLE // 16 for n in range(1, 17)}, free=True)
    for units, answer in ((1, "no"), (None, "no"), (WHOLE // 16, "yes")):
        assert check(full, Wish("1", "gift", "20", units), DAY, KNOWN, [*OPEN], BOOK).answer == answer
    assert check(full, Wish("1", "gift", "2", 1), DAY, KNOWN, [*OPEN], BOOK).answer == "yes"


def test_a_seventeenth_exclusive_right_finds_no_room_and_those_that_are_over_leave_it() -> None:
    later = [right(Kind.SOLE, 10 * n, 10 * n + 5) for n in range(1, 17)]
    over = right(Kind.EXCLUSIVE, -9, -1)
    for rights, act, answer in (
        ([*later, over], "licence_sole", "no"),
        ([*later[1:], over], "licence_sole", "yes"),
        ([*later[1:], right(Kind.EXCLUSIVE, -9, 0)], "licence_sole", "no"),
        (later, "licence_ordinary", "yes"),
    ):
        asked = position({"1": WHOLE}, rights=rights)
        assert check(asked, Wish("1", act, "2"), DAY, KNOWN, [*OPEN], BOOK).answer == answer


@pytest.mark.parametrize(("rule", "held", "answer"), [
    (Rule.MAJORITY, WHOLE // 2, "needs"),
    (Rule.MAJORITY, WHOLE // 2 + 1, "yes"),
    (Rule.TWO_THIRDS, WHOLE // 3 * 2 - 1, "needs"),
    (Rule.TWO_THIRDS, WHOLE // 3 * 2, "yes"),
])  # fmt: skip
def test_a_quorum_is_reached_at_its_unit(rule: Rule, held: int, answer: str) -> None:
    asked = position({"1": held, "2": WHOLE - held}, rule)
    assert check(asked, Wish("1", "licence_exclusive", "9"), DAY, KNOWN, [*OPEN], BOOK).answer == answer


@given(
    act=st.sampled_from(ACTS),
    party=st.sampled_from("1239"),
    to=st.sampled_from((None, "1", "2", "8")),
    rule=st.sampled_from(Rule),
    free=st.booleans(),
    frozen=st.booleans(),
    pledged=st.booleans(),
    kind=st.sampled_from((None, *Kind)),
    settled=st.sets(st.sampled_from(sorted(OPEN))),
)
def test_a_verdict_is_never_milder_than_that_for_dossiers_and_an_unknown_never_a_yes(
    act: str,
    party: str,
    to: str | None,
    rule: Rule,
    free: bool,
    frozen: bool,
    pledged: bool,
    kind: Kind | None,
    settled: set[str],
) -> None:
    asked = position(
        {"1": WHOLE // 2, "2": WHOLE // 4, "3": WHOLE // 4},
        rule,
        free,
        frozen=frozen,
        pledges={"p": Pledge("", "7", {"1": 5}, [], 0)} if pledged else {},
        rights=[] if kind is None else [right(kind, -1, 1)],
    )
    wish = Wish(party, act, to)
    organisation = Circumstances("confirmed", 1, 0, 0, False, 0, organisations=frozenset("123"))
    verdict = check(asked, wish, DAY, organisation, settled, BOOK)
    reason = why_not(asked, wish, DAY)
    assert (verdict.answer == "no") == (reason is not None)
    if reason is not None:
        assert rules(verdict)[0] == reason
        return
    assert (verdict.answer == "yes") == (not verdict.reasons)
    assert verdict.answer == "needs" or not needs(asked, wish)
    assert not {each.rule for each in verdict.reasons} & settled
    named = {party for each in verdict.reasons for party in each.parties}
    assert {need.partition(":")[2] for need in needs(asked, wish) if need[-1].isdigit()} <= named
