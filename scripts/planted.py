"""What the runs that plant bugs have in common: who lives needs a reason, and the figures become a page."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

Told = Any
"""The figures of a run: `score`, `noticed`, `files`, and `lived` with a `name` and a `why` each."""


def explained(path: Path) -> dict[str, str]:
    """Why a bug that no test notices is none that matters, by its name; one file, written by hand."""
    loaded: dict[str, str] = json.loads(path.read_text("utf-8"))
    return loaded


def complaints(told: Told, *, bugs: str, least: float, none: str, place: Callable[[Told], str]) -> list[str]:
    """Why a run is not good enough; empty if it is.

    :param bugs: the member that counts the bugs of which the score is told. :param least: the score to reach.
    :param none: what is said where no bug was real.
    :param place: where a bug stands and what it is.
    """
    said = [f"{one['name']} lives unexplained: {place(one)}" for one in told["lived"] if one["why"] is None]
    if told["score"] is None:
        said.append(none)
    elif told["score"] < least:
        said.append(f"{told['noticed']} of {told[bugs]} bugs were noticed, fewer than {least:.0%}")
    return said


def page(told: Told, head: str, drawn: str, *, bugs: str, below: str, place: Callable[[Told], str]) -> str:
    """The figures as Markdown.

    :param head: what is planted, and how. :param drawn: how many, and how they were drawn.
    :param bugs: the member that counts the bugs, of a run and of a file. :param below: the folder of all files.
    """
    lines = [
        head,
        f"{drawn}\n**{told['noticed']} of {told[bugs]} were noticed: {told['score']:.1%}.**\n",
        "| File | Places | Bugs planted | Lived |\n|---|---:|---:|---:|",
        *(
            f"| `{path.removeprefix(below)}` | {one['places']} | {one[bugs]} | {one['lived']} |"
            for path, one in told["files"].items()
        ),
        "\n## What lived\n",
    ]
    if not told["lived"]:
        lines.append("Nothing.")
    else:
        lines.append("| Bug | Where and what | Why no test notices |\n|---|---|---|")
        lines += [f"| `{one['name']}` | {place(one)} | {one['why'] or 'not explained yet'} |" for one in told["lived"]]
    return "\n".join(lines) + "\n"
