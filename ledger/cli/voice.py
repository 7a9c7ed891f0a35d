"""How the program speaks: answers on stdout, everything else on stderr, in the reader's language or as JSON.

With `--json` stdout carries exactly one JSON document. No colours and no cut lines where nobody sits at a terminal.
"""

import json
import os
import re
import sys
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, TextIO

from rich.console import Console
from rich.table import Table
from rich.text import Text

from ledger.cli.locales import Language, text
from ledger.core.chinese import chinese
from ledger.core.errors import ZhengbenError

_WIDE = 400  # columns where the output is no terminal: programs and files need no wrapping


@dataclass(frozen=True)
class Voice:
    """The manner of one run of the program.

    :param json: machine output.
    """

    json: bool
    language: Language

    @property
    def out(self) -> Console:
        """The console on stdout."""
        return console(sys.stdout)

    @property
    def err(self) -> Console:
        """The console on stderr."""
        return console(sys.stderr)

    def words(self, key: str, /, **values: Any) -> str:
        """A sentence of the locale table."""
        return text(key, self.language, **values)

    def note(self, key: str, /, **values: Any) -> None:
        """Tell the reader something beside the answer."""
        self.err.print(Text(clean(self.words(key, **values))))

    def progress(self, zh: str, en: str) -> None:
        """Tell the reader what happens now, quietly."""
        with suppress(OSError):  # a full disk behind stderr keeps no ledger from starting
            self.err.print(Text(clean(zh if self.language == "zh" else en), style="dim"))

    def confirmed(self, key: str, /, **values: Any) -> bool:
        """Ask on stderr, and whether the answer on stdin is yes."""
        sys.stderr.write(f"{clean(self.words(key, **values))} [y/N] ")
        sys.stderr.flush()
        return sys.stdin.readline().strip().lower() in ("y", "yes", "是", "好")

    def answer(self, data: Mapping[str, Any], show: Callable[[Console], None]) -> None:
        """Give the answer: `data` as JSON, or whatever `show` prints for people."""
        if self.json:
            sys.stdout.write(as_json(data))
        else:
            show(self.out)
        sys.stdout.flush()

    def refuse(self, error: ZhengbenError) -> None:
        """Say what went wrong: `code: message → next` on stderr, or as an object on stdout with `--json`."""
        if self.json:
            sys.stdout.write(as_json(error.to_dict()))
            sys.stdout.flush()
            return
        message, following = self._translated(error)
        line = Text(f"{clean(error.code)}: ", style="bold red")
        line.append(clean(message), style="not bold default")
        if following:
            line.append(f" → {clean(following)}", style="not bold default")
        self.err.print(line)

    def _translated(self, error: ZhengbenError) -> tuple[str, str]:
        if self.language == "en":
            return error.message, error.next
        try:
            return self.words(f"error.{error.code}", **error.values), self.words(f"next.{error.code}", **error.values)
        except KeyError:
            return chinese(error) or (error.message, error.next)


def console(stream: TextIO) -> Console:
    """A console that colours and wraps only for a person at a terminal."""
    if stream.isatty() and not os.environ.get("NO_COLOR"):
        return Console(file=stream, highlight=False, emoji=False)
    return Console(
        file=stream,
        highlight=False,
        emoji=False,
        no_color=True,
        force_terminal=False,
        width=_WIDE,
        legacy_windows=False,
    )


def clean(value: object) -> str:
    """Text from elsewhere without control and direction characters: it may not move the cursor, hide or reorder what a
    signer reads."""
    return "".join("\ufffd" if _moves(c) else c for c in str(value))


def as_json(value: object) -> str:
    """JSON for programs that does no harm at a terminal either: what `clean` would replace is escaped."""
    plain = json.dumps(value, ensure_ascii=False, indent=2, default=str)
    return re.sub(r"[^\n -~]", lambda found: json.dumps(found[0])[1:-1] if _moves(found[0]) else found[0], plain) + "\n"


def _moves(character: str) -> bool:
    return character != "\n" and unicodedata.category(character) in ("Cc", "Cf", "Cs")


def pairs(rows: Sequence[tuple[str, object]]) -> Table:
    """A two-column table without lines: label and value."""
    table = Table(box=None, show_header=False, pad_edge=False)
    table.add_column(no_wrap=True, style="bold")
    table.add_column(overflow="fold")
    for label, value in rows:
        table.add_row(Text(clean(label)), Text(clean(value)))
    return table


def grid(titles: list[str], rows: Sequence[Sequence[object]]) -> Table:
    """A table with one header line."""
    table = Table(box=None, pad_edge=False, header_style="bold")
    for title in titles:
        table.add_column(Text(title), overflow="fold")
    for row in rows:
        table.add_row(*(Text(clean(cell)) for cell in row))
    return table


def speak_utf8() -> None:
    """Make stdout and stderr carry any text, on Windows consoles and in pipes too."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="backslashreplace")
