"""`zhengben backup`, `restore` and `reindex`: for whoever runs the service, on its machine."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from ledger.cli.locales import usage
from ledger.cli.options import AsJson, Lang, voice
from ledger.cli.voice import Voice, clean
from ledger.core.calendar import moment

if TYPE_CHECKING:
    from ledger.keeping.restoring import Restored

_SHOWN = 20

Folder = Annotated[Path, typer.Argument(metavar="DIR", help="help.arg.backup")]
SomeFolder = Annotated[Path | None, typer.Argument(metavar="DIR", help="help.arg.backup")]
KeysFolder = Annotated[Path | None, typer.Option("--keys", metavar="DIR", help="help.opt.service_keys")]


def backup(
    folder: Folder,
    data_keys: Annotated[Path, typer.Option("--data-keys", metavar="DIR", help="help.opt.data_keys")],
    keys: KeysFolder = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Back up the running ledger."""
    from ledger import settings
    from ledger.keeping import backing_up

    speak = voice(as_json, lang)
    taken = backing_up.back_up(settings.load(), folder, data_keys, keys)
    answer = {
        "backup": str(folder),
        "dataKeys": str(data_keys),
        "keys": None if keys is None else str(keys),
        "takenAt": taken.backup.taken_at,
        "size": taken.backup.head_size,
        "root": taken.backup.log["root"],
        "counts": dict(taken.data_keys.counts),
        "bytes": taken.backup.size + taken.data_keys.size,
    }
    lines = [
        speak.words("backup.done", path=folder, size=taken.backup.head_size, count=taken.backup.counts["filings"]),
        speak.words("backup.apart", path=data_keys),
        speak.words("backup.no_keys") if keys is None else speak.words("backup.keys", path=keys),
    ]
    speak.answer(answer, lambda console: _print(console, lines))


def restore(
    folder: SomeFolder = None,
    data_keys: Annotated[Path | None, typer.Option("--data-keys", metavar="DIR", help="help.opt.data_keys_of")] = None,
    keys: KeysFolder = None,
    adopt_published: Annotated[bool, typer.Option("--adopt-published", help="help.opt.adopt")] = False,
    published_lost: Annotated[bool, typer.Option("--published-lost", help="help.opt.published_lost")] = False,
    check: Annotated[bool, typer.Option("--check", help="help.opt.check")] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Restore a ledger from a backup, or take in the published log."""
    from ledger import settings
    from ledger.keeping import restoring

    speak = voice(as_json, lang)

    if folder is None:
        if not adopt_published or data_keys or keys or published_lost or check:
            raise usage("BACKUP_NEEDED")
        report = restoring.adopt_published(settings.load(), speak.progress)
    else:
        if data_keys is None:
            raise usage("DATA_KEYS_NEEDED", path=folder)
        source = restoring.check(folder, data_keys)
        if check:
            told = {"takenAt": source.backup.taken_at, "size": source.backup.head_size, **source.backup.log}
            said = speak.words("restore.whole", path=folder, at=moment(source.backup.taken_at), size=told["size"])
            speak.answer({**told, "counts": dict(source.backup.counts)}, lambda console: _print(console, [said]))
            return
        how: dict[str, Any] = {"keys": keys, "adopt": adopt_published, "published_lost": published_lost}
        report = restoring.restore(settings.load(), source, speak.progress, **how)
    speak.answer(_answer(report), lambda console: _print(console, list(_told(report, speak))))
    raise typer.Exit(1 if report.missing else 0)


def reindex(as_json: AsJson = False, lang: Lang = None) -> None:
    """Build the index anew from the chain."""
    from ledger import settings
    from ledger.keeping import reindexing

    speak = voice(as_json, lang)
    done = reindexing.reindex(
        settings.load(), lambda number, head: speak.note("reindex.read", number=number, head=head)
    )
    answer = {"blocks": done.blocks, "first": done.first, "last": done.last}
    said = speak.words("reindex.done", first=done.first, last=done.last)
    speak.answer(answer, lambda console: _print(console, [said]))


def _answer(report: "Restored") -> dict[str, Any]:
    adopted = report.adopted
    return {
        "takenAt": report.taken_at,
        "filings": report.filings,
        "waiting": report.waiting,
        "size": report.size,
        "adopted": None
        if adopted is None
        else {"from": adopted.before.size, "to": adopted.head.size, "stored": adopted.stored},
        "erased": report.erased,
        "lost": [leaf.hex() for leaf in report.lost],
        "anchored": report.anchored,
        "missing": report.missing,
        "sentSince": report.sent_since,
    }


def _told(report: "Restored", speak: Voice) -> Iterator[str]:
    """The report for people: what is there, what came from elsewhere, what is gone, what to do."""
    yield speak.words("restore.done", count=report.filings, waiting=report.waiting, size=report.size)
    if report.adopted is not None:
        values = {"first": report.adopted.before.size, "last": report.adopted.head.size - 1}
        yield speak.words("restore.adopted", count=report.adopted.entries, stored=report.adopted.stored, **values)
    if report.erased:
        yield speak.words("restore.erased", count=report.erased)
    if report.lost:
        yield speak.words("restore.lost", count=len(report.lost))
        yield from (f"  {leaf.hex()}" for leaf in report.lost[:_SHOWN])
        if len(report.lost) > _SHOWN:
            yield "  …"
    if report.taken_at is not None:
        yield speak.words("restore.drafts", at=moment(report.taken_at))
    if report.sent_since:
        yield speak.words("restore.sent", count=report.sent_since)
    if report.missing:
        yield speak.words("restore.missing", anchored=report.anchored, count=report.missing)
    else:
        yield speak.words("restore.next")


def _print(console: Console, lines: list[str]) -> None:
    for line in lines:
        console.print(clean(line), markup=False)
