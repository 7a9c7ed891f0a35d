"""`zhengben replay`: a dossier played through a ledger of its own."""

import json
import tempfile
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from ledger.cli import files
from ledger.cli.locales import usage
from ledger.cli.options import AsJson, Lang, voice
from ledger.cli.voice import Voice, clean
from ledger.cli.voice import as_json as spelled
from ledger.core.chinese import chinese
from ledger.core.errors import Malformed

if TYPE_CHECKING:
    from ledger.core.docket.reading import Dossier, Expected
    from ledger.replaying.playing import Played
    from ledger.replaying.report import Report

_PIECE = 300  # characters of a value that differs


def replay(
    dossiers: Annotated[list[Path], typer.Argument(metavar="FILE…", help="help.arg.dossier")],
    keep: Annotated[Path | None, typer.Option("--keep", metavar="DIR", help="help.opt.keep")] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Play dossiers through ledgers of their own. Ends with 0 if everything came as expected, else with 1."""
    speak = voice(as_json, lang)
    if keep is not None and not _is_free(keep):
        raise usage("FOLDER_NOT_EMPTY", path=str(keep))
    sources = [files.read_object(path, "DOSSIER_NOT_JSON") for path in dossiers]
    parsed = [(path, *_read(path, source)) for path, source in zip(dossiers, sources, strict=True)]
    reports: list[Report] = []
    for i, (path, dossier, expected) in enumerate(parsed):
        reports.append(_play(path, dossier, expected, _place(keep, i, path), speak))
    told = [report.to_dict() for report in reports]
    if as_json:
        # One file, one object; several, a list of them in the order in which they were named.
        typer.echo(spelled(told[0] if len(told) == 1 else told), nl=False)
    else:
        for report in reports:
            _show(report, speak.out, speak)
    if not all(report.agree for report in reports):
        raise typer.Exit(1)


def _is_free(folder: Path) -> bool:
    """Whether a folder can be made there, or is there and empty.

    :raises Usage: `FILE_NOT_READABLE`.
    """
    try:
        return not folder.exists() or (folder.is_dir() and not any(folder.iterdir()))
    except (OSError, ValueError) as error:
        raise files.not_readable(folder, error) from None


def _read(path: Path, source: Any) -> "tuple[Dossier, Expected]":
    """The dossier in a file; what is wrong with it is told with the file's name."""
    from ledger.core.docket.reading import read

    try:
        return read(source)
    except Malformed as error:
        zh, following = chinese(error) or (error.message, error.next)
        told = {**error.values, "path": str(path), "zh": f"{path}: {zh}", "zhNext": following}
        raise Malformed(error.code, f"{path}: {error.message}", next=error.next, **told) from None


def _place(keep: Path | None, i: int, path: Path) -> Path | None:
    return None if keep is None else keep / f"{i + 1}-{path.stem}"


def _play(path: Path, dossier: Any, expected: Any, kept: Path | None, speak: Voice) -> "Report":
    from ledger.replaying.report import agrees, replay

    count = len(dossier.events)
    speak.note("replay.begins", file=path, count=count)

    def played(one: "Played", wanted: Mapping[str, Any]) -> None:
        mark = "replay.agrees" if agrees(one, wanted) else "replay.differs"
        speak.note(mark, seq=one.event.seq, count=count, kind=one.event.kind, code=one.outcome.code)

    with ExitStack() as ends:
        folder = kept or Path(ends.enter_context(tempfile.TemporaryDirectory(prefix="zhengben-replay-")))
        return replay(str(path), dossier, expected, folder / "data", tell=speak.progress, played=played)


def _show(report: "Report", console: Console, speak: Voice) -> None:
    """The differences, and how many agreed."""
    for one in report.events:
        if not one["agree"]:
            _show_difference(console, speak, speak.words("replay.event", seq=one["seq"]), one)
    for i, one in enumerate(report.queries, 1):
        if not one["agree"]:
            _show_difference(console, speak, speak.words("replay.query", number=i, q=one["q"]), one)
    counts = {
        "events": sum(one["agree"] for one in report.events),
        "of_events": len(report.events),
        "queries": sum(one["agree"] for one in report.queries),
        "of_queries": len(report.queries),
    }
    key = "replay.all" if report.agree else "replay.not_all"
    line = Text(clean(speak.words(key, file=report.file, **counts)), style="green" if report.agree else "bold red")
    console.print(line)


def _show_difference(console: Console, speak: Voice, what: str, one: Mapping[str, Any]) -> None:
    console.print(Text(clean(what), style="bold"))
    console.print(Text("  " + clean(speak.words("replay.expected", value=_short(one["expected"])))))
    console.print(Text("  " + clean(speak.words("replay.actual", value=_short(one["actual"])))))
    chain = one.get("chain") or (one["actual"] or {}).get("chain")
    if chain is not None:
        console.print(Text("  " + clean(speak.words("replay.chain", value=chain))))


def _short(value: Any) -> str:
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _PIECE else text[:_PIECE] + "…"
