"""An answer of the service for people: members as label and value, objects indented, lists of objects as tables."""

from collections.abc import Mapping, Sequence
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from ledger.cli import voice, words
from ledger.cli.locales import TEXT, Language, text
from ledger.core import calendar
from ledger.core.shares import WHOLE

_TIMES = (
    "at",
    "opened",
    "time",
    "from",
    "until",
    "deadline",
    "noticeUntil",
    "frozenUntil",
    "since",
    "windowEnd",
    "takenUntil",
    "closed",
    "handedOver",
    "countsSince",
)
_WORDED = (
    "status",
    "ground",
    "endGround",
    "cancelGround",
    "outcome",
    "effect",
    "exclusivity",
    "kind",
    "subKind",
    "basis",
    "cause",
    "rule",
)


def heading(console: Console, title: str) -> None:
    """A bold line."""
    console.print(Text(voice.clean(title), style="bold"))


def pairs(console: Console, lines: Sequence[tuple[str, object]], indent: int = 2) -> None:
    """Labels and values, indented."""
    if lines:
        console.print(Padding(voice.pairs(lines), (0, 0, 0, indent), expand=False))


def show(console: Console, answer: Mapping[str, Any], language: Language, indent: int = 0) -> None:
    """The whole answer: plain members first, then what has members itself."""
    plain = [(_label(name, language), _value(name, value, language)) for name, value in answer.items() if _plain(value)]
    pairs(console, plain, indent)
    for name, value in answer.items():
        if _plain(value):
            continue
        console.print(Padding(Text(_label(name, language), style="bold"), (0, 0, 0, indent), expand=False))
        if isinstance(value, Mapping):
            show(console, value, language, indent + 2)
        else:
            _list(console, value, language, indent + 2)


def _list(console: Console, items: Sequence[Any], language: Language, indent: int) -> None:
    if all(isinstance(item, Mapping) and all(_plain(inner) for inner in item.values()) for item in items):
        names = list(dict.fromkeys(name for item in items for name in item))
        rows = [[_value(name, item.get(name), language) for name in names] for item in items]
        table = voice.grid([_label(name, language) for name in names], rows)
        console.print(Padding(table, (0, 0, 0, indent), expand=False))
        return
    for i, item in enumerate(items):
        if isinstance(item, Mapping):
            pairs(console, [(f"[{i}]", "")], indent)
            show(console, item, language, indent + 2)
        else:
            pairs(console, [(f"[{i}]", item)], indent)


def _plain(value: Any) -> bool:
    if isinstance(value, list):
        return all(not isinstance(item, dict | list) for item in value)
    return not isinstance(value, Mapping)


def _label(name: str, language: Language) -> str:
    for key in (f"field.{name}", f"label.{name}"):
        if key in TEXT:
            return text(key, language)
    return voice.clean(name)


def _value(name: str, value: Any, language: Language) -> str:
    if value is None:
        return "—"
    if isinstance(value, bool):
        return text("value.yes" if value else "value.no", language)
    if isinstance(value, list):
        return ", ".join(str(item) for item in value) or "—"
    if isinstance(value, int) and (name in _TIMES or name.endswith("At")):
        return calendar.moment(value)
    if isinstance(value, int) and name == "units" and 0 <= value <= WHOLE:
        return words.share(value, language)
    if name == "act" and isinstance(value, str):
        return words.title(value, language)
    if name in _WORDED and f"value.{value}" in TEXT:
        return text(f"value.{value}", language)
    return str(value)
