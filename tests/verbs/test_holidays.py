"""An added year counts at once and everywhere; what is no year is refused by name and leaves everything as it was."""

import json
import os
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger import holidays
from ledger.core import calendar
from ledger.core.calendar.years import read_year
from ledger.core.errors import Conflict, Malformed, Refused, Unavailable
from ledger.doctor import machine

LAST = calendar.shipped()[-1].year
NEXT = LAST + 1


def weekdays(year: int, days: list[tuple[int, int]]) -> list[str]:
    dates = [date(year, month, day) for month, day in days]
    return sorted(day.isoformat() for day in dates if day.weekday() < 5)


def made(year: int, **changed: Any) -> dict[str, Any]:
    """A year that never was, of the form that is asked."""
    spring = [(2, day) for day in range(1, 15)]
    fixed = [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3), (10, 4), (10, 5), (10, 6), (10, 7)]
    saturday = next(d for d in (date(year, 9, day) for day in range(1, 8)) if d.weekday() == 5)
    return {
        "year": year,
        "source": "a notice",
        "holidays": weekdays(year, spring + fixed),
        "workdays": [saturday.isoformat()],
        **changed,
    }


def test_the_years_that_are_shipped_pass_the_check_that_added_ones_do() -> None:
    assert [each.year for each in calendar.shipped()] == list(range(calendar.shipped()[0].year, NEXT))
    for each in calendar.shipped():
        assert read_year(each.to_dict()) == each


@settings(deadline=None)
@given(st.integers(2008, 2199))
def test_a_year_of_the_right_form_is_taken_and_told_as_it_was_given(year: int) -> None:
    read = read_year(made(year))
    assert read.to_dict() == made(year)
    known = calendar.calendar_of([read])
    for number in range(366):
        day = date(year, 1, 1) + timedelta(days=number)
        if day.year == year:
            listed = day.isoformat() in made(year)["holidays"]
            worked = day.isoformat() in made(year)["workdays"]
            assert known.is_off(day) == (listed or (day.weekday() >= 5 and not worked))


def day_of(year: int, *, weekend: bool) -> str:
    """A day of the year that `made` does not name."""
    days = (date(year, 3, 1) + timedelta(days=number) for number in range(7))
    return next(day for day in days if (day.weekday() >= 5) == weekend).isoformat()


BASE = made(NEXT)
BAD: list[tuple[str, dict[str, Any], str]] = [
    ("no year", {"year": None}, "year is no number"),
    ("a year in words", {"year": str(NEXT)}, "year is no number"),
    ("a truth", {"year": True}, "year is no number"),
    ("a fraction", {"year": NEXT + 0.0}, "year is no number"),
    ("a year long ago", {"year": 1949}, "year is no number"),
    ("another year", {"year": NEXT + 1}, f"is not of {NEXT + 1}"),
    ("no source", {"source": " "}, "source"),
    ("a source of two lines", {"source": "a\nb"}, "source"),
    ("a long source", {"source": "x" * 201}, "source"),
    ("no list", {"holidays": "2027-01-01"}, "holidays is no list"),
    ("numbers", {"holidays": [1]}, "holidays is no list"),
    ("no day", {"holidays": [*BASE["holidays"], f"{NEXT}-02-30"]}, "is no day"),
    ("a day without hyphens", {"holidays": [*BASE["holidays"], f"{NEXT}0303"]}, "is no day"),
    ("a week", {"holidays": [*BASE["holidays"], f"{NEXT}-W10-1"]}, "is no day"),
    ("a holiday on a weekend", {"holidays": [*BASE["holidays"], day_of(NEXT, weekend=True)]}, "is a weekend day"),
    ("a weekday worked", {"workdays": [day_of(NEXT, weekend=False)]}, "is a weekday"),
    ("a day twice", {"holidays": [*BASE["holidays"], BASE["holidays"][0]]}, "stands twice"),
    ("both", {"workdays": [BASE["holidays"][0]]}, "is both"),
    ("hardly any", {"holidays": weekdays(NEXT, [(1, 1), (5, 1), (10, 1), (10, 2), (10, 3)])}, "fewer than"),
    ("none", {"holidays": []}, "fewer than"),
    ("too many", {"holidays": [f"{NEXT}-03-01"] * 41}, "more than 40"),
    ("too many worked", {"workdays": [day_of(NEXT, weekend=True)] * 16}, "more than 15"),
    ("no National Day", {"holidays": [day for day in BASE["holidays"] if "-10-0" not in day]}, "off by statute"),
    ("a member more", {"note": 1}, "'note' is no member"),
]


@pytest.mark.parametrize(("changed", "said"), [pytest.param(c, s, id=name) for name, c, s in BAD])
def test_what_is_no_year_is_refused_and_nothing_is_kept(tmp_path: Path, changed: dict[str, Any], said: str) -> None:
    with pytest.raises(Malformed) as refused:
        holidays.add(tmp_path / "calendar", {**BASE, **changed})
    assert refused.value.code == "CALENDAR_MALFORMED"
    assert said in refused.value.message
    assert refused.value.values["zh"]
    assert len(refused.value.message) < 3000
    assert not (tmp_path / "calendar").exists()


@pytest.mark.parametrize("name", sorted(BASE))
def test_a_member_that_is_missing_is_named(name: str) -> None:
    with pytest.raises(Malformed, match=f"{name} is missing"):
        read_year({key: value for key, value in BASE.items() if key != name})


@settings(deadline=None)
@given(st.dictionaries(st.sampled_from(sorted(BASE)), st.recursive(st.none() | st.integers() | st.text(), st.lists)))
def test_no_input_does_more_than_be_refused(changed: dict[str, Any]) -> None:
    with suppress(Malformed):
        read_year({**BASE, **changed})


def test_an_added_year_counts_at_once_and_a_removed_one_no_more(tmp_path: Path) -> None:
    folder, new_year = tmp_path / "calendar", date(NEXT, 1, 1)
    assert holidays.known(folder) == calendar.china()
    with pytest.raises(Refused):
        holidays.known(folder).notice_until(date(LAST, 12, 25))
    year, path, changed = holidays.add(folder, BASE)
    assert changed
    assert (year.year, path) == (NEXT, folder / f"cn-{NEXT}.json")
    assert json.loads(path.read_text("utf-8")) == BASE
    assert holidays.known(folder).is_off(new_year)
    assert holidays.known(folder).notice_until(date(LAST, 12, 25)) > calendar.start_of_day(new_year)
    assert NEXT not in calendar.china().years
    path.unlink()
    with pytest.raises(Refused):
        holidays.known(folder).is_off(new_year)


def test_a_known_year_is_replaced_only_if_that_is_said(tmp_path: Path) -> None:
    folder, day = tmp_path / "calendar", day_of(NEXT, weekend=False)
    holidays.add(folder, BASE)
    assert holidays.add(folder, {**BASE, "source": "a copy"})[2] is False
    other = {**BASE, "holidays": sorted([*BASE["holidays"], day])}
    before = (folder / f"cn-{NEXT}.json").read_bytes()
    with pytest.raises(Conflict) as refused:
        holidays.add(folder, other)
    assert (refused.value.code, refused.value.values["days"]) == ("CALENDAR_YEAR_KNOWN", day)
    assert (folder / f"cn-{NEXT}.json").read_bytes() == before
    assert not holidays.known(folder).is_off(date.fromisoformat(day))
    assert holidays.add(folder, other, replace=True)[2] is True
    assert holidays.known(folder).is_off(date.fromisoformat(day))


def test_a_shipped_year_is_replaced_only_if_that_is_said_and_the_shipped_file_stays(tmp_path: Path) -> None:
    shipped = calendar.shipped()[-1]
    assert holidays.add(tmp_path, shipped.to_dict())[2] is False
    assert list(tmp_path.iterdir()) == []
    other = made(LAST)
    with pytest.raises(Conflict):
        holidays.add(tmp_path, other)
    holidays.add(tmp_path, other, replace=True)
    assert [year.to_dict() for year, path in holidays.years(tmp_path) if path] == [other]
    assert calendar.shipped()[-1] == shipped


@pytest.mark.parametrize(
    "content",
    [b"", b"{", b"[]", b"\xff", b"[" * 50_000, b" " * 70_000, json.dumps(made(NEXT + 1)).encode(), b'{"year": 1}'],
    ids=["empty", "cut", "a list", "no text", "deep", "large", "another year", "no year"],
)
def test_a_file_that_cannot_be_used_is_named_and_never_passed_over(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / f"cn-{NEXT}.json"
    path.write_bytes(content)
    for ask in (lambda: holidays.known(tmp_path), lambda: holidays.years(tmp_path)):
        with pytest.raises(Unavailable) as refused:
            ask()
        assert (refused.value.code, refused.value.values["path"]) == ("CALENDAR_UNREADABLE", str(path))
    with pytest.raises(Unavailable):
        holidays.add(tmp_path, BASE)
    holidays.add(tmp_path, BASE, replace=True)
    assert NEXT in holidays.known(tmp_path).years


@pytest.mark.skipif(os.geteuid() == 0, reason="NOT RUN: root may read everything")
def test_a_file_that_nobody_may_read_is_named(tmp_path: Path) -> None:
    holidays.add(tmp_path, BASE)
    (tmp_path / f"cn-{NEXT}.json").chmod(0)
    with pytest.raises(Unavailable):
        holidays.known(tmp_path)


def test_the_doctor_is_content_once_the_year_is_added(tmp_path: Path) -> None:
    now = calendar.start_of_day(date(LAST, 12, 20))
    assert machine.holidays(now, holidays.known(tmp_path)).good is False
    holidays.add(tmp_path, BASE)
    finding = machine.holidays(now, holidays.known(tmp_path))
    assert (finding.good, finding.code, finding.values["last"]) == (True, "CALENDAR_KNOWN", NEXT)
