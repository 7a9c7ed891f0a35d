"""`zhengben calendar`: which holidays are known, and adding a year of them."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from ledger.cli.files import read_object
from ledger.cli.locales import refused
from ledger.cli.options import AsJson, Lang, voice
from ledger.cli.outline import pairs
from ledger.cli.voice import Voice, grid

if TYPE_CHECKING:
    from ledger.core.calendar.years import Year

app = typer.Typer()

_FIRST, _LAST = 1, 9999


@app.command("show", help="help.calendar.show")
def show(
    year: Annotated[
        int | None, typer.Option("--year", metavar="YEAR", min=_FIRST, max=_LAST, help="help.opt.year")
    ] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Which years are known, or the days of one of them."""
    from ledger import holidays, settings

    speak = voice(as_json, lang)
    known = holidays.years(settings.load().holidays)
    chosen = [each for each in known if year in (None, each[0].year)]
    if not chosen:
        raise refused("YEAR_UNKNOWN", year=year, known=", ".join(str(each.year) for each, _ in known))
    answer = {"years": [_told(each, path) for each, path in chosen]}
    speak.answer(answer, lambda console: _one(console, *chosen[0], speak) if year else _all(console, chosen, speak))


@app.command("add", help="help.calendar.add")
def add(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="help.arg.year_file")],
    force: Annotated[bool, typer.Option("--force", help="help.opt.replace_year")] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Check the file of a year and keep it."""
    from ledger import holidays, settings

    speak = voice(as_json, lang)
    year, path, changed = holidays.add(settings.load().holidays, read_object(file, "YEAR_NOT_JSON"), replace=force)
    counts = {"holidays": len(year.holidays), "workdays": len(year.workdays)}
    said = (
        speak.words("calendar.added", year=year.year, path=path, **counts)
        if changed
        else speak.words("calendar.same", year=year.year)
    )
    answer = {**year.to_dict(), "file": str(path) if changed else None, "changed": changed}
    speak.answer(answer, lambda console: console.print(Text(said)))


def _told(year: "Year", path: Path | None) -> dict[str, Any]:
    return {**year.to_dict(), "file": None if path is None else str(path)}


def _all(console: Console, known: "list[tuple[Year, Path | None]]", speak: Voice) -> None:
    titles = [speak.words(f"calendar.{each}") for each in ("year", "holidays", "workdays", "source", "file")]
    rows = [
        [each.year, len(each.holidays), len(each.workdays), each.source, path or speak.words("calendar.shipped")]
        for each, path in known
    ]
    console.print(grid(titles, rows))
    console.print(Text(speak.words("calendar.known", count=len(known), last=known[-1][0].year)))
    console.print(Text(speak.words("calendar.beyond")))


def _one(console: Console, year: "Year", path: Path | None, speak: Voice) -> None:
    days = year.to_dict()
    lines: list[tuple[str, object]] = [
        (speak.words("calendar.year"), year.year),
        (speak.words("calendar.source"), year.source),
        *((speak.words(f"calendar.{name}"), ", ".join(days[name]) or "—") for name in ("holidays", "workdays")),
        (speak.words("calendar.file"), path or speak.words("calendar.shipped")),
    ]
    pairs(console, lines, 0)
