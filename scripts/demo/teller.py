"""Tells the story in one language, as a narration with facts beside it."""

from rich.console import Console
from rich.padding import Padding
from rich.rule import Rule
from rich.table import Table
from rich.text import Text

from ledger.core.errors import ZhengbenError


class Teller:
    """Prints scenes to a console.

    :param lang: `zh` or `en`.
    """

    def __init__(self, console: Console, lang: str) -> None:
        self._console = console
        self.lang = lang
        self._scenes = 0

    def scene(self, zh: str, en: str) -> None:
        """Begin a scene."""
        self._scenes += 1
        self._console.print()
        self._console.print(Rule(Text(f"{self._scenes} · {self._pick(zh, en)}", style="bold"), align="left"))

    def say(self, zh: str, en: str) -> None:
        """A sentence of the narration."""
        self._console.print(Padding(Text(self._pick(zh, en)), (0, 0, 0, 2)))

    def fact(self, zh: str, en: str, value: object) -> None:
        """A fact, with the value as the service gave it."""
        line = Text(f"{self._pick(zh, en)}: ", style="dim")
        line.append(str(value), style="not dim cyan")
        self._console.print(Padding(line, (0, 0, 0, 4)), overflow="fold")

    def progress(self, zh: str, en: str) -> None:
        """What happens now, below the narration."""
        self.fact("·", "·", self._pick(zh, en))

    def refused(self, error: ZhengbenError) -> None:
        """What somebody tried, and who said no."""
        line = Text(self._pick("被拒绝 ", "refused "), style="bold red")
        line.append(error.code, style="bold default")
        said = error.values.get("zh") if self.lang == "zh" else None
        line.append(f"  {said or error.message}", style="not bold default")
        self._console.print(Padding(line, (0, 0, 0, 4)))

    def holders(self, zh: str, en: str, rows: list[tuple[str, str]], note: str) -> None:
        """A table of holders and their shares, with the block that the answer names."""
        head = Text(self._pick(zh, en), style="italic")
        head.append(f"   {note}", style="not italic dim")
        self._console.print(Padding(head, (0, 0, 0, 4)))
        table = Table(box=None, pad_edge=False)
        table.add_column(self._pick("持有人", "holder"))
        table.add_column(self._pick("份额", "share"), justify="right")
        for name, share in rows or [(self._pick("(尚无已确权的权利人)", "(nobody is confirmed)"), "")]:
            table.add_row(name, share)
        self._console.print(Padding(table, (0, 0, 0, 6)))

    def kept(self, zh: str, en: str, held: bool) -> None:
        """A promise, and whether it was kept."""
        line = Text("✓ " if held else "✗ ", style="bold green" if held else "bold red")
        line.append(self._pick(zh, en), style="not bold default")
        self._console.print(Padding(line, (0, 0, 0, 4)))

    def rows(self, columns: list[tuple[str, str]], rows: list[list[str]]) -> None:
        """A table; its columns are named in both languages."""
        table = Table(box=None, pad_edge=False)
        for zh, en in columns:
            table.add_column(self._pick(zh, en))
        for row in rows:
            table.add_row(*row)
        self._console.print(Padding(table, (0, 0, 0, 4)))

    def verdict(self, file: str, verdict: str, wrong: list[str]) -> None:
        """What the offline verifier said of a file."""
        style = {"VALID": "bold green", "INVALID": "bold red"}.get(verdict, "bold yellow")
        line = Text(f"{file}  ")
        line.append(verdict, style=style)
        self._console.print(Padding(line, (0, 0, 0, 4)))
        for check in wrong:
            self._console.print(Padding(Text(check, style="red"), (0, 0, 0, 8)))

    def _pick(self, zh: str, en: str) -> str:
        return zh if self.lang == "zh" else en
