"""`docs/cli.md` says what the program says. `python -m tests.cli.test_docs` writes the part that follows it."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from ledger.cli import build

PAGE = Path(__file__).parents[2] / "docs" / "cli.md"
BEGIN, END = "<!-- commands -->\n", "<!-- /commands -->\n"


def commands(node: Any, path: str) -> Iterator[tuple[str, Any]]:
    """Every command with the words that call it."""
    children = getattr(node, "commands", {})
    if not children:
        yield path, node
    for name, child in children.items():
        yield from commands(child, f"{path} {name}")


def written() -> str:
    """The part of the page that follows the program."""
    pages = []
    for path, command in commands(build("en"), "zhengben"):
        arguments = [p for p in command.params if p.param_type_name == "argument"]
        options = [p for p in command.params if p.param_type_name == "option"]
        names = "".join(f" {p.metavar or p.name}" for p in arguments)
        lines = [f"### `{path}{names}`", "", command.help, "", "| | |", "|---|---|"]
        lines += [f"| `{p.metavar or p.name}` | {p.help} |" for p in arguments]
        for p in options:
            value = f" {p.metavar}" if p.metavar else " account\\|p256" if p.name == "kind" else ""
            variable = f" (`{p.envvar}`)" if p.envvar else ""
            needed = "; needed" if p.required else ""
            called = ", ".join(f"`{name}{value}`".replace("zh|en", "zh\\|en") for name in p.opts)
            lines.append(f"| {called} | {p.help}{variable}{needed} |")
        pages.append("\n".join(lines) + "\n")
    return "\n".join(pages)


def test_the_page_describes_the_commands_as_the_program_does() -> None:
    page = PAGE.read_text("utf-8")
    _, _, rest = page.partition(BEGIN)
    assert rest.partition(END)[0] == written(), "run: python -m tests.cli.test_docs"


def test_every_command_line_of_the_page_exists() -> None:
    tree = build("en")
    known = dict(commands(tree, "zhengben"))
    lines = re.findall(r"^zhengben [^#\n]*", PAGE.read_text("utf-8"), re.MULTILINE)
    assert lines
    for line in lines:
        words = line.split()
        command = known.get(" ".join(words[:2])) or known[" ".join(words[:3])]
        given = {word for word in words if word.startswith("-")}
        assert given <= {name for p in command.params for name in getattr(p, "opts", [])}, line


if __name__ == "__main__":
    before, _, rest = PAGE.read_text("utf-8").partition(BEGIN)
    PAGE.write_text(before + BEGIN + written() + END + rest.partition(END)[2], "utf-8")
