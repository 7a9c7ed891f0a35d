"""The calendar that this ledger counts by: the years that came with the program, and those that its operator added.

Added years are files `cn-<year>.json` in a folder of their own, so that a new program keeps them. Whoever counts days
asks `known`, which reads the folder again when anything in it changed: a running service needs no new start.
"""

import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from ledger import durable
from ledger.core.calendar import Calendar, calendar_of, shipped
from ledger.core.calendar.years import Year, read_year
from ledger.core.causes import Words, why
from ledger.core.errors import Conflict, Malformed, Unavailable

_LARGEST = 64 * 1024
_State = tuple[tuple[str, int, int, int], ...]


def known(folder: Path) -> Calendar:
    """Shipped and added years; an added one counts instead of a shipped one.

    :raises Unavailable: `CALENDAR_UNREADABLE` naming an added file that cannot be used: no day is guessed.
    """
    return _known(folder, _state(folder))


def years(folder: Path) -> list[tuple[Year, Path | None]]:
    """Every known year in order, with the file that added it, None if it came with the program.

    :raises Unavailable: `CALENDAR_UNREADABLE`.
    """
    found: dict[int, tuple[Year, Path | None]] = {each.year: (each, None) for each in shipped()}
    for name, *_ in _state(folder):
        year = _read(folder / name)
        found[year.year] = (year, folder / name)
    return [found[number] for number in sorted(found)]


def add(folder: Path, given: dict[str, Any], *, replace: bool = False) -> tuple[Year, Path, bool]:
    """Check a year and put it into the folder.

    :param given: the object of the file. :param replace: take the place of a year that is known and says otherwise.
    :return: the year, its file, and whether anything changed.
    :raises Malformed: `CALENDAR_MALFORMED`.
    :raises Conflict: `CALENDAR_YEAR_KNOWN`.
    :raises Unavailable: `CALENDAR_UNREADABLE`, or `DISK_UNAVAILABLE`.
    """
    year = read_year(given)
    path = folder / f"cn-{year.year}.json"
    before = None if replace and not _is_readable(path) else _before(folder, year.year)
    if before is not None and (before.holidays, before.workdays) == (year.holidays, year.workdays):
        return before, path, False
    if before is not None and not replace:
        differ = sorted({*before.holidays, *before.workdays} ^ {*year.holidays, *year.workdays})
        days = ", ".join(day.isoformat() for day in differ)
        raise Conflict(
            "CALENDAR_YEAR_KNOWN",
            f"{year.year} is known already and says otherwise of {days}",
            next="check the notice; --force takes this one from now on",
            year=year.year,
            days=days,
        )
    durable.write(path, (json.dumps(year.to_dict(), ensure_ascii=False, indent=2) + "\n").encode())
    return year, path, True


def _before(folder: Path, number: int) -> Year | None:
    return next((year for year, _ in years(folder) if year.year == number), None)


def _is_readable(path: Path) -> bool:
    try:
        _read(path)
    except Unavailable:
        return False
    return True


@lru_cache(maxsize=8)
def _known(folder: Path, state: _State) -> Calendar:
    return calendar_of([*shipped(), *(_read(folder / name) for name, *_ in state)])


def _state(folder: Path) -> _State:
    """Names of the added files in order, with what changes when they do."""
    try:
        stats = [(path.name, path.stat()) for path in sorted(folder.glob("cn-*.json"))]
    except OSError as error:
        raise _unreadable(folder, why(error)) from None
    return tuple((name, stat.st_mtime_ns, stat.st_size, stat.st_ino) for name, stat in stats)


def _read(path: Path) -> Year:
    try:
        with path.open("rb") as file:
            content = file.read(_LARGEST + 1)
        if len(content) > _LARGEST:
            raise _unreadable(path, (f"超过 {_LARGEST} 字节", f"it has more than {_LARGEST} bytes"))
        given = json.loads(content)
        if not isinstance(given, dict):
            raise _unreadable(path, ("内容不是 JSON 对象", "it holds no JSON object"))
        year = read_year(given)
    except (OSError, ValueError, RecursionError, Malformed) as error:
        raise _unreadable(path, why(error)) from None
    if path.name != f"cn-{year.year}.json":
        raise _unreadable(path, (f"其中是 {year.year} 年", f"it is of {year.year}"))
    return year


def _unreadable(path: Path, cause: Words) -> Unavailable:
    zh, en = cause
    return Unavailable(
        "CALENDAR_UNREADABLE",
        f"{path} cannot be used: {en}",
        next="correct it, or write it anew with `zhengben calendar add FILE --force`",
        path=str(path),
        cause=en,
        zh=zh,
    )
