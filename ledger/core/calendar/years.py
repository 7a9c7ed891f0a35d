"""One year's days off, as the State Council announces them: read from a file and checked before use."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from ledger.core.errors import Malformed

FIRST_YEAR, LAST_YEAR = 2008, 2199
HOLIDAYS = (8, 40)
"""Weekdays that are off, least and most: eleven or thirteen days of statute, some on weekends, and those moved in."""
WORKDAYS = 15
"""Weekend days that are worked, at most."""
_ALWAYS_OFF = ((1, 1), (5, 1), (10, 1), (10, 2), (10, 3))
"""全国年节及纪念日放假办法: New Year, Labour Day and National Day stand on the same days each year."""
_MEMBERS = frozenset({"year", "source", "holidays", "workdays"})
_LONGEST_SOURCE = 200
_SATURDAY = 5
_MOST_NAMED = 10
_Wrong = tuple[str, str]  # the same complaint in Chinese and English


@dataclass(frozen=True)
class Year:
    """Which days of one year are off.

    :param source: the notice that says so. :param holidays: weekdays that are off. :param workdays: Saturdays and
        Sundays that are worked (调休). Both in order.
    """

    year: int
    source: str
    holidays: tuple[date, ...]
    workdays: tuple[date, ...]

    def to_dict(self) -> dict[str, Any]:
        """As its file has it."""
        days = {"holidays": self.holidays, "workdays": self.workdays}
        plain = {name: [day.isoformat() for day in given] for name, given in days.items()}
        return {"year": self.year, "source": self.source, **plain}


def read_year(given: Mapping[str, Any]) -> Year:
    """The year of a file's object: `year`, `source`, `holidays`, `workdays`, and nothing else.

    :raises Malformed: `CALENDAR_MALFORMED` naming all that is wrong, in its values `zh` in Chinese too.
    """
    wrong = _shape(given)
    if wrong:
        raise _malformed(wrong)
    year, days = given["year"], {name: _days(given[name], wrong) for name in ("holidays", "workdays")}
    for name, found in days.items():
        wrong += [
            (f"{name} 的 {day} 不在 {year} 年", f"{day} of {name} is not of {year}")
            for day in found
            if day.year != year
        ]
        twice = sorted({day for day in found if found.count(day) > 1})
        wrong += [(f"{name} 中 {day} 重复", f"{day} stands twice in {name}") for day in twice]
    holidays, workdays = days["holidays"], days["workdays"]
    wrong += [(f"holidays 的 {d} 是周末", f"{d} of holidays is a weekend day") for d in holidays if _is_weekend(d)]
    wrong += [(f"workdays 的 {d} 不是周末", f"{d} of workdays is a weekday") for d in workdays if not _is_weekend(d)]
    both = sorted(set(holidays) & set(workdays))
    wrong += [(f"{day} 既放假又上班", f"{day} is both a holiday and worked") for day in both]
    wrong = wrong or _implausible(year, holidays, workdays)
    if wrong:
        raise _malformed(wrong)
    return Year(year, given["source"].strip(), tuple(sorted(holidays)), tuple(sorted(workdays)))


def _shape(given: Mapping[str, Any]) -> list[_Wrong]:
    wrong = [(f"缺少 {name}", f"{name} is missing") for name in sorted(_MEMBERS - set(given))]
    extra = sorted(set(given) - _MEMBERS)
    wrong += [(f"不应有 {name[:40]!r}", f"{name[:40]!r} is no member of a year") for name in extra[:_MOST_NAMED]]
    if wrong:
        return wrong
    year, source = given["year"], given["source"]
    if not isinstance(year, int) or isinstance(year, bool) or not FIRST_YEAR <= year <= LAST_YEAR:
        wrong.append(
            (f"year 不是 {FIRST_YEAR} 至 {LAST_YEAR} 的数", f"year is no number from {FIRST_YEAR} to {LAST_YEAR}")
        )
    if not isinstance(source, str) or not source.strip() or len(source) > _LONGEST_SOURCE or not source.isprintable():
        wrong.append(
            (
                f"source 不是写明通知的一行字（最多 {_LONGEST_SOURCE} 字）",
                f"source is no line of at most {_LONGEST_SOURCE} characters that names the notice",
            )
        )
    for name, most in (("holidays", HOLIDAYS[1]), ("workdays", WORKDAYS)):
        days = given[name]
        if not isinstance(days, list) or not all(isinstance(day, str) for day in days):
            wrong.append((f"{name} 不是日期的列表", f"{name} is no list of days"))
        elif len(days) > most:
            wrong.append((f"{name} 有 {len(days)} 日，多于 {most} 日", f"{len(days)} {name} are more than {most}"))
    return wrong


def _days(texts: list[str], wrong: list[_Wrong]) -> list[date]:
    found = []
    for text in texts:
        try:
            day = date.fromisoformat(text)
        except ValueError:
            day = None
        if day is None or day.isoformat() != text:
            shown = repr(text[:40])
            wrong.append((f"{shown} 不是 YYYY-MM-DD 的日期", f"{shown} is no day of the form YYYY-MM-DD"))
        else:
            found.append(day)
    return found


def _implausible(year: int, holidays: list[date], workdays: list[date]) -> list[_Wrong]:
    off, worked, wrong = len(holidays), len(workdays), []
    if off < HOLIDAYS[0]:
        wrong.append((f"放假 {off} 日，少于 {HOLIDAYS[0]} 日", f"{off} holidays are fewer than {HOLIDAYS[0]}"))
    if worked >= off:
        wrong.append(
            (
                f"周末上班 {worked} 日，不少于放假 {off} 日",
                f"{worked} worked weekend days are no fewer than the {off} holidays",
            )
        )
    for month, number in _ALWAYS_OFF:
        day = date(year, month, number)
        if day in workdays or not (_is_weekend(day) or day in holidays):
            wrong.append((f"{day} 依法放假而未列入", f"{day} is off by statute and not here"))
    return wrong


def _is_weekend(day: date) -> bool:
    return day.weekday() >= _SATURDAY


def _malformed(wrong: list[_Wrong]) -> Malformed:
    listed = "; ".join(en for _, en in wrong)
    return Malformed(
        "CALENDAR_MALFORMED",
        f"the year cannot be used: {listed}",
        next="correct the file by the State Council's notice",
        wrong=[en for _, en in wrong],
        zh="；".join(zh for zh, _ in wrong),
    )
