"""Deadlines fall where 民法典 200 to 204 puts them, and nowhere once the holidays are not known."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core import calendar
from ledger.core.errors import Malformed, Refused

CHINA = calendar.china()
DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))


def day(text: str) -> date:
    return calendar.parse_day(text)


def test_a_notice_opened_on_23_march_2026_runs_past_the_tomb_sweeping_holiday() -> None:
    assert CHINA.notice_last_day(day("2026-03-23")) == day("2026-04-07")
    assert calendar.show(CHINA.notice_until(day("2026-03-23"))) == "2026-04-08T00:00:00+08:00"


@pytest.mark.parametrize(
    ("opened", "last"),
    [
        ("2026-09-20", "2026-10-08"),  # 5 October is a holiday
        ("2026-11-02", "2026-11-17"),
        ("2026-06-01", "2026-06-16"),
        ("2026-04-24", "2026-05-09"),  # a Saturday that is worked
    ],
)
def test_a_notice_of_fifteen_days_ends_on_a_day_that_is_not_off(opened: str, last: str) -> None:
    assert CHINA.notice_last_day(day(opened)) == day(last)


@pytest.mark.parametrize(
    ("start", "months", "last"),
    [
        ("2025-08-31", 6, "2026-02-28"),  # the last day of a shorter month, a Saturday that is worked
        ("2026-02-28", 6, "2026-08-28"),
        ("2026-01-20", 6, "2026-07-20"),
        ("2026-04-17", 3, "2026-07-17"),
        ("2026-06-05", 3, "2026-09-07"),  # 5 September is a Saturday
    ],
)
def test_months_end_on_the_corresponding_day(start: str, months: int, last: str) -> None:
    assert CHINA.months_from(day(start), months) == day(last)


@pytest.mark.parametrize(
    ("start", "count", "last"),
    [
        ("2026-09-24", 5, "2026-10-09"),
        ("2026-09-21", 15, "2026-10-19"),
        ("2026-09-21", 30, "2026-11-09"),
    ],
)
def test_working_days_skip_holidays_and_count_worked_weekends(start: str, count: int, last: str) -> None:
    assert CHINA.working_days_from(day(start), count) == day(last)


def test_terms_of_years_are_not_moved() -> None:
    assert calendar.plain_years_from(day("2026-03-01"), 10) == day("2036-03-01")
    assert calendar.plain_years_from(day("2024-02-29"), 1) == day("2025-02-28")
    assert calendar.plain_months_from(day("2025-12-31"), 2) == day("2026-02-28")
    assert CHINA.years_from(day("2025-06-19"), 1) == day("2026-06-22")  # Dragon Boat Friday, then a weekend


def test_a_year_that_nobody_has_published_has_no_deadlines() -> None:
    for unknown in (lambda: CHINA.notice_until(day("2026-12-25")), lambda: CHINA.is_off(day("2024-12-31"))):
        with pytest.raises(Refused) as refusal:
            unknown()
        assert refusal.value.code == "CALENDAR_UNKNOWN"
    assert CHINA.days_from(day("2026-12-16"), 15) == day("2026-12-31")


def test_holidays_are_weekdays_and_worked_days_are_weekends() -> None:
    assert {holiday.year for holiday in CHINA.holidays} == set(CHINA.years) == {2025, 2026}
    assert all(holiday.weekday() < 5 for holiday in CHINA.holidays)
    assert all(workday.weekday() >= 5 for workday in CHINA.workdays)


@given(DAYS, st.integers(1, 40))
def test_a_rolled_day_is_the_first_one_at_or_after_that_is_not_off(start: date, count: int) -> None:
    plain = calendar.plain_days_from(start, count)
    try:
        last = CHINA.days_from(start, count)
    except Refused:
        assert plain > date(2026, 12, 1)
        return
    assert last >= plain
    assert not CHINA.is_off(last)
    assert all(CHINA.is_off(plain + timedelta(days=i)) for i in range((last - plain).days))


@given(st.integers(0, 4_000_000_000))
def test_every_second_belongs_to_one_day_and_24_o_clock_to_the_next(second: int) -> None:
    found = calendar.day_of(second)
    assert calendar.start_of_day(found) <= second < calendar.end_of_day(found)
    assert calendar.day_of(calendar.end_of_day(found)) == found + timedelta(days=1)


def test_a_day_in_shanghai_ends_at_16_o_clock_utc() -> None:
    assert calendar.end_of_day(day("1970-01-01")) == 16 * 3600


def test_the_last_day_there_is_has_an_end() -> None:
    assert calendar.end_of_day(date.max) == calendar.start_of_day(date.max) + 86_400


@pytest.mark.parametrize("text", ["", "2026-2-1", "20260201", "2026-02-30", "2026-W05-1", "2026-02-01T00:00"])
def test_what_is_no_day_is_refused(text: str) -> None:
    with pytest.raises(Malformed):
        day(text)


def test_a_period_has_at_least_one_day() -> None:
    for period in (calendar.plain_days_from, calendar.plain_months_from, CHINA.working_days_from):
        with pytest.raises(Malformed):
            period(day("2026-01-05"), 0)
