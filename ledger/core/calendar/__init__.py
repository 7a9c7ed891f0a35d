"""Days, deadlines and holidays in China: 民法典 articles 200 to 204, in Asia/Shanghai.

The day on which a period begins is not counted (201), a period of months or years ends on the corresponding day or
the month's last (202), a last day that is off moves to the next day that is not (203), and a day ends at 24:00. An
instant at 24:00 belongs to the next day, so acts that have to wait are possible from then on.

Which days are off is said once a year by the State Council; there is one file a year here, and an operator may add
later ones (`ledger.holidays`). Beyond the known years there is no answer (`CALENDAR_UNKNOWN`) instead of a guess.
"""

import json
from calendar import monthrange
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, timezone
from functools import cache
from importlib.resources import files

from ledger.core.calendar.years import Year, read_year
from ledger.core.errors import Malformed, Refused

# China has had no summer time since 1991 and one zone, so this needs no time zone database.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")
NOTICE_DAYS = 15
_SATURDAY = 5
_DAY = 86_400  # seconds; the zone knows no summer time


@dataclass(frozen=True)
class Calendar:
    """Which days are off.

    :param years: the years that are known.
    :param holidays: weekdays that are off.
    :param workdays: Saturdays and Sundays that are worked (调休).
    """

    years: Collection[int]
    holidays: Collection[date]
    workdays: Collection[date]

    def is_off(self, day: date) -> bool:
        """Whether nobody has to work on that day.

        :raises Refused: `CALENDAR_UNKNOWN`.
        """
        if day.year not in self.years:
            raise Refused(
                "CALENDAR_UNKNOWN",
                f"the holidays of {day.year} are not known; known are {', '.join(map(str, sorted(self.years)))}",
                next="add the year with `zhengben calendar add` once the State Council has published its days",
                day=day.isoformat(),
            )
        return day in self.holidays or (day.weekday() >= _SATURDAY and day not in self.workdays)

    def rolled(self, day: date) -> date:
        """The day itself, or the first later day that is not off (民法典 203)."""
        while self.is_off(day):
            day += timedelta(days=1)
        return day

    def days_from(self, day: date, count: int) -> date:
        """Last day of a period of `count` days from `day`, rolled."""
        return self.rolled(plain_days_from(day, count))

    def months_from(self, day: date, count: int) -> date:
        """Last day of a period of `count` months from `day`, rolled."""
        return self.rolled(plain_months_from(day, count))

    def years_from(self, day: date, count: int) -> date:
        """Last day of a period of `count` years from `day`, rolled; the term of a right is not, see below."""
        return self.rolled(plain_years_from(day, count))

    def working_days_from(self, day: date, count: int) -> date:
        """The `count`-th day after `day` that is not off.

        :raises Malformed: `PERIOD_MALFORMED` unless `count` is at least 1.
        """
        _check_count(count)
        while count:
            day += timedelta(days=1)
            count -= not self.is_off(day)
        return day

    def notice_last_day(self, opened: date, days: int = NOTICE_DAYS) -> date:
        """Last day of a public notice that was opened on `opened`: rolled, which protects the objector."""
        return self.days_from(opened, days)

    def notice_until(self, opened: date, days: int = NOTICE_DAYS) -> int:
        """The first second after a public notice, since 1970: objections are in time before it, confirmation is
        possible from it on."""
        return end_of_day(self.notice_last_day(opened, days))


def calendar_of(years: Iterable[Year]) -> Calendar:
    """The calendar of these years; of two that are the same, the later one counts."""
    by_year = {each.year: each for each in years}
    return Calendar(
        frozenset(by_year),
        frozenset(day for each in by_year.values() for day in each.holidays),
        frozenset(day for each in by_year.values() for day in each.workdays),
    )


@cache
def shipped() -> tuple[Year, ...]:
    """The years that came with this program, in order."""
    named = (file for file in files(__name__).iterdir() if file.name.startswith("cn-") and file.name.endswith(".json"))
    years = (read_year(json.loads(file.read_text("utf-8"))) for file in named)
    return tuple(sorted(years, key=lambda each: each.year))


@cache
def china() -> Calendar:
    """The calendar of the People's Republic of China as far as it came with this program."""
    return calendar_of(shipped())


def plain_days_from(day: date, count: int) -> date:
    """Last day of a period of `count` days that does not move off holidays; `day` itself is not counted."""
    _check_count(count)
    return day + timedelta(days=count)


def plain_months_from(day: date, count: int) -> date:
    """The corresponding day `count` months later, or the last of a shorter month; not moved off holidays."""
    _check_count(count)
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def plain_years_from(day: date, count: int) -> date:
    """The corresponding day `count` years later, as for terms of rights; not moved off holidays."""
    return plain_months_from(day, 12 * count)


def day_of(second: int) -> date:
    """The day in Shanghai of a second since 1970."""
    return datetime.fromtimestamp(second, SHANGHAI).date()


def start_of_day(day: date) -> int:
    """00:00 of the day in Shanghai, in seconds since 1970."""
    return int(datetime(day.year, day.month, day.day, tzinfo=SHANGHAI).timestamp())


def end_of_day(day: date) -> int:
    """24:00 of the day in Shanghai, in seconds since 1970: the first second that is no longer of that day."""
    return start_of_day(day) + _DAY


def parse_day(text: str) -> date:
    """The day of YYYY-MM-DD.

    :raises Malformed: `DAY_MALFORMED`.
    """
    try:
        day = date.fromisoformat(text)
    except ValueError:
        day = None
    if day is None or day.isoformat() != text:
        raise Malformed("DAY_MALFORMED", f"{text[:40]!r} is no day", next="write YYYY-MM-DD", day=text[:40])
    return day


def show(second: int) -> str:
    """A second since 1970 as people in Shanghai write it, with its offset: `2026-04-08T00:00:00+08:00`."""
    return datetime.fromtimestamp(second, UTC).astimezone(SHANGHAI).isoformat()


def _check_count(count: int) -> None:
    if count < 1:
        raise Malformed("PERIOD_MALFORMED", f"a period of {count} is none", next="give at least 1", count=count)


def moment(seconds: int) -> str:
    """An instant in Shanghai time with its offset; `0` and what no calendar holds are given as numbers."""
    if seconds == 0:
        return "0"
    try:
        return datetime.fromtimestamp(seconds, UTC).astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S +08:00")
    except (OverflowError, OSError, ValueError):
        return str(seconds)
