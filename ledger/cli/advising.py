"""`zhengben file --check`: what the rules say of a form, before anything is signed."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.text import Text

from ledger.cli import prepared, voice
from ledger.cli.voice import Voice
from ledger.core.draft import read_draft

_LONGEST = 500  # characters of one finding that are shown
_STYLES = {"refuse": "bold red", "warn": "yellow", "open": "cyan", "note": "dim"}


def check(url: str, drafts: Sequence[Mapping[str, Any]], speak: Voice) -> int:
    """Have drafts prepared and tell what is said of them; nothing is stored. 1 if the law refuses something, else 0.

    :raises Malformed: `FORM_INVALID` and whatever else is wrong with a draft itself.
    """
    from ledger.client import Client

    found: list[dict[str, Any]] = []
    with Client(url, language=speak.language) as client:
        for draft in drafts:
            read_draft({"filedAt": 0, **draft}).check()
            offered = client.prepare_filing(draft)
            prepared.check(offered, draft)
            found += offered.findings

    def show(console: Console) -> None:
        console.print(told(found, speak) if found else speak.words("check.nothing"))

    speak.answer({"findings": found}, show)
    return int(any(one["weight"] == "refuse" for one in found))


def told(found: Iterable[Mapping[str, Any]], speak: Voice) -> Text:
    """Findings for people, a line each: how much it weighs, what it is, code, clause and field, what to do next."""
    words = {
        "refuse": speak.words("check.refuse"),
        "warn": speak.words("check.warn"),
        "open": speak.words("check.open"),
        "note": speak.words("check.note"),
    }
    lines = []
    for one in found:
        weight = one["weight"]
        line = Text(words.get(weight, _plain(weight)), style=_STYLES.get(weight, ""))
        where = " ".join(part for part in (one["code"], one["clause"][speak.language], one["pointer"]) if part)
        said, place = _plain(one[speak.language]), _plain(where)
        told = f"：{said}（{place}）" if speak.language == "zh" else f": {said} ({place})"
        line.append(told, style="not bold default")
        if one["next"] is not None:
            line.append(f" → {_plain(one['next'][speak.language])}", style="not bold default")
        lines.append(line)
    return Text("\n").join(lines)


def _plain(text: str) -> str:
    """Text of the service on one line: it may not look like something that the program says."""
    return voice.clean(" ".join(text.split()))[:_LONGEST]
