"""Deadlines of duties: working days over holidays, notices that end on one, and where the calendar ends."""

from datetime import date

import pytest

from ledger.core import duty_words
from ledger.core.calendar import Calendar, china, end_of_day, start_of_day
from ledger.core.duties import DAY, KINDS, Clock, Reach, Scope, clauses_of
from ledger.core.powers import BIT

NOON = 12 * 3600


def at(day: str) -> int:
    """Noon of a day in Shanghai."""
    return start_of_day(date.fromisoformat(day)) + NOON


def clock(day: str, calendar: Calendar | None = None) -> Clock:
    return Clock(at(day), calendar or china())


@pytest.mark.parametrize(
    ("rule", "since", "last"),
    [
        # National Day 2026: Oct 1 to 7 are off, Saturday Oct 10 is worked.
        ("filing_decision_workdays", "2026-09-28", "2026-10-10"),
        ("filing_decision_workdays", "2026-09-30", "2026-10-13"),
        ("filing_decision_workdays", "2026-09-23", "2026-10-08"),  # Friday Sep 25 is off too
        ("contract.decision_workdays", "2026-09-18", "2026-10-15"),  # Sunday Sep 20 is worked
        ("contract.decision_workdays_large", "2026-09-01", "2026-10-19"),
    ],
)
def test_working_days_leave_out_holidays_and_count_worked_weekends(rule: str, since: str, last: str) -> None:
    found = clock(since).workdays(rule, at(since))
    assert (found.state, found.last_day) == ("set", date.fromisoformat(last))
    assert found.at == end_of_day(date.fromisoformat(last))


def test_a_deadline_before_the_rules_begin_is_unknown_and_none_is_guessed() -> None:
    """Spring Festival 2026 lies before the first book of rules."""
    found = clock("2026-02-12").workdays("filing_decision_workdays", at("2026-02-12"))
    assert (found.state, found.at, found.left) == ("unknown", None, None)
    assert found.why is not None
    assert "规则" in found.why[0]


def test_working_days_left_over_the_spring_festival_leave_out_its_holidays_and_count_the_saturday_worked() -> None:
    assert clock("2026-02-12").left(date(2026, 2, 24)) == 3  # Friday 13, Saturday 14 (worked), Tuesday 24
    assert clock("2026-02-12").left(date(2026, 2, 13)) == 1
    assert clock("2026-02-12").left(date(2026, 2, 12)) == 0


def test_a_notice_that_would_end_on_national_day_ends_behind_it() -> None:
    """公示 opened on 20 September 2026: fifteen days end on 5 October, a holiday; the last day is the 8th."""
    found = clock("2026-09-21").notice_end(at("2026-09-20"))
    assert found.last_day == date(2026, 10, 8)
    assert found.at == end_of_day(date(2026, 10, 8))


def test_where_the_calendar_ends_the_deadline_is_unknown_says_so_and_is_sorted_as_if_no_day_were_off() -> None:
    found = clock("2026-12-29").workdays("filing_decision_workdays", at("2026-12-29"))
    assert (found.state, found.at, found.last_day, found.left) == ("unknown", None, None, None)
    assert found.why == (
        "期限未知：节假日历止于 2027 年之前，请在该年放假安排公布后加入该年日历",
        "deadline unknown: the calendar of holidays ends before 2027; add the year once its days are announced",
    )
    assert found.order == end_of_day(date(2026, 12, 29)) + 5 * DAY
    assert not found.overdue(at("2027-03-01"))
    assert clock("2026-12-29").left(date(2027, 1, 5)) is None


def test_what_has_passed_is_overdue_from_midnight_on_and_not_before() -> None:
    found = clock("2026-11-02").workdays("filing_decision_workdays", at("2026-11-02"))
    assert found.last_day == date(2026, 11, 9)
    midnight = end_of_day(date(2026, 11, 9))
    assert not found.overdue(midnight - 1)
    assert found.overdue(midnight)
    assert clock("2026-11-10").left(date(2026, 11, 9)) is None


def test_what_has_no_deadline_stands_behind_what_has_one_the_oldest_first() -> None:
    early, late = clock("2026-11-02").open(at("2026-04-01")), clock("2026-11-02").open(at("2026-05-01"))
    far = clock("2026-11-02").at(at("2026-11-02"), (1 << 33) + 5)
    assert far.order < early.order < late.order
    assert early.state == "open"


def test_every_kind_has_words_in_both_languages_and_rules_that_the_book_knows() -> None:
    assert set(KINDS) == set(duty_words.TITLES) == set(duty_words.NEXT)
    for name in KINDS:
        book, rules = clauses_of(name, clock("2026-11-02").open(at("2026-11-02")))
        assert book is not None
        assert all(book.rule(rule).clauses for rule in rules)


def test_a_scope_names_the_appointment_with_the_power_and_who_may_act_instead() -> None:
    confirm, freeze = BIT["confirm_title"], BIT["freeze"]
    own = (Reach(1, 4, 9, freeze), Reach(1, 5, 9, confirm), Reach(2, 5, 9, confirm))
    others = (Reach(1, 6, 10, confirm), Reach(1, 7, 11, confirm), Reach(2, 8, 12, freeze))
    scope = Scope(9, own, others)
    assert scope.nodes == (1, 2)
    assert (scope.appointment(confirm, 1), scope.appointment(freeze, 1), scope.appointment(freeze, 2)) == (5, 4, None)
    assert scope.instead(confirm, 1, barred={11}) == (10,)
