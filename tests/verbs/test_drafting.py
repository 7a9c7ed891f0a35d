"""A notice's end that nobody chose leaves time to sign, and is never a day that is off."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core import calendar
from ledger.core.errors import Refused
from ledger.drafting.desk import notice_end

DAY = 86_400
FIFTEEN = 15 * DAY


def noon(text: str) -> int:
    return calendar.start_of_day(date.fromisoformat(text)) + DAY // 2


@pytest.mark.parametrize(
    ("drafted", "last"),
    [
        ("2026-03-02", "2026-03-20"),  # three days to sign, fifteen of notice
        ("2026-03-20", "2026-04-07"),  # Tomb Sweeping Day is kept on the 6th
        ("2026-09-14", "2026-10-08"),  # 2 October stands in the National Day holiday
        ("2026-04-21", "2026-05-09"),  # a Saturday that is worked
    ],
)
def test_a_notice_ends_with_a_day_that_is_not_off(drafted: str, last: str) -> None:
    assert notice_end(noon(drafted), FIFTEEN, 0, calendar.china) == calendar.end_of_day(date.fromisoformat(last))


@given(st.dates(date(2025, 1, 1), date(2026, 11, 30)), st.integers(0, DAY - 1))
def test_a_notice_is_long_enough_even_if_signing_takes_three_days(day: date, second: int) -> None:
    drafted = calendar.start_of_day(day) + second
    end = notice_end(drafted, FIFTEEN, 0, calendar.china)
    assert end >= drafted + 3 * DAY + FIFTEEN
    assert not calendar.china().is_off(calendar.day_of(end - 1))


def test_a_proposal_that_takes_the_place_of_another_runs_longer() -> None:
    first = notice_end(noon("2026-03-02"), FIFTEEN, 0, calendar.china)
    second = notice_end(noon("2026-03-02"), FIFTEEN, first, calendar.china)
    assert calendar.day_of(second - 1) == date(2026, 3, 23)  # a Monday: the first ended with a Friday
    assert notice_end(noon("2026-03-12"), FIFTEEN, first, calendar.china) == notice_end(
        noon("2026-03-12"), FIFTEEN, 0, calendar.china
    )


def test_where_the_holidays_are_not_known_the_end_has_to_be_given() -> None:
    last_known = max(calendar.china().years)
    for drafted, running in [(date(last_known, 12, 20), 0), (date(last_known, 1, 2), noon(f"{last_known + 1}-03-01"))]:
        with pytest.raises(Refused) as refused:
            notice_end(calendar.start_of_day(drafted), FIFTEEN, running, calendar.china)
        assert refused.value.code == "CALENDAR_UNKNOWN"
        assert "noticeUntil" in refused.value.next


def test_a_notice_counted_in_less_than_days_asks_no_calendar() -> None:
    drafted = noon("2099-01-01")
    assert notice_end(drafted, 3600, 0, calendar.china) == drafted + 5400
    assert notice_end(drafted, 3600, drafted + 9000, calendar.china) == drafted + 9001
    assert timedelta(seconds=notice_end(drafted, 60, 0, calendar.china) - drafted) == timedelta(minutes=11)
