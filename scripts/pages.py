"""The tables of acts on the pages of the contracts: who signs, with which power, when, and what it leads to.

    python scripts/pages.py            say which page differs from docs/contracts/acts.json, exit 1 if any does
    python scripts/pages.py --write    renew the tables

`acts.json` tells of each act its contract, who signs it, the officer's power, and either when it is allowed (`when`)
or, for an act on a title, its `states`: from which, what it asks, to which, and the version. A table is known by its
first line, and stands where that line does.
"""

import json
import re
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / "docs" / "contracts"
SOURCE = FOLDER / "acts.json"

ALL = "| act | of | who signs | power of the officer |"
STATES = "| act | from | asks | leads to | version |"
OF_ONE = "| act | who signs | power of the officer | when |"

PAGES = {
    "Authority": "authority.md",
    "TitleRegistry": "title-registry.md",
    "Proceedings": "proceedings.md",
    "Pledges": "pledges.md",
    "UseRights": "use-rights.md",
    "TechContracts": "tech-contracts.md",
    "AnchorLog": "anchor-log.md",
}

NOBODY = "nobody"
"""Who signs a call that anybody may send; it is no typed message, and stands on the page of its contract only."""

Acts = dict[str, dict[str, Any]]


def acts() -> Acts:
    """What is told of each act, by its name."""
    told: Acts = json.loads(SOURCE.read_text("utf-8"))
    return told


def tables(told: Acts) -> dict[str, tuple[str, list[str]]]:
    """By page: the table's first line, and its rows."""
    signed = {name: act for name, act in told.items() if act["signs"] != NOBODY}
    found = {
        "README.md": (ALL, [_row(f"`{name}`", f"`{act['contract']}`", *_signing(act)) for name, act in signed.items()]),
        "state-machine.md": (STATES, [row for name, act in told.items() for row in _states(name, act)]),
    }
    for contract, page in PAGES.items():
        own = {name: act for name, act in told.items() if act["contract"] == contract}
        found[page] = (OF_ONE, [_row(f"`{name}`", *_signing(act), _when(act)) for name, act in own.items()])
    return found


def renewed(text: str, first: str, rows: list[str]) -> str:
    """The page with these rows in the table that begins with this line.

    :raises ValueError: there is not exactly one such table on the page.
    """
    table = re.compile(rf"^{re.escape(first)}\n(?:\|.*\n)*", re.MULTILINE)
    if len(table.findall(text)) != 1:
        raise ValueError(f"one table that begins with {first!r} should be there, not {len(table.findall(text))}")
    whole = "\n".join([first, "|---" * (first.count("|") - 1) + "|", *rows, ""])
    return table.sub(lambda _: whole, text)


def complaints(told: Acts) -> list[str]:
    """The pages that say something else; empty if none does."""
    return [
        f"docs/contracts/{page} differs: look at what changed, then scripts/pages.py --write"
        for page, (first, rows) in tables(told).items()
        if (text := (FOLDER / page).read_text("utf-8")) != renewed(text, first, rows)
    ]


def _row(*cells: str) -> str:
    return "|" + "".join(f" {cell} |" if cell else " |" for cell in cells)


def _signing(act: dict[str, Any]) -> tuple[str, str]:
    return act["signs"], act.get("power", "")


def _states(name: str, act: dict[str, Any]) -> list[str]:
    found = []
    for state in act.get("states", []):
        case = f"`{name}`" + (f", {state['case']}" if state["case"] else "")
        found.append(_row(case, state["from"], state["asks"], state["leads"], state["version"]))
    return found


def _when(act: dict[str, Any]) -> str:
    """Where all cases of an act on a title ask the same, that; otherwise each with its name."""
    if "when" in act:
        return str(act["when"])
    asked = {": ".join(filter(None, (state["from"], state["asks"]))): state["case"] for state in act["states"]}
    if len(asked) == 1:
        return next(iter(asked))
    return "; ".join(f"{case} – {asks}" for asks, case in asked.items())


def main(arguments: list[str]) -> int:
    """Renew or compare; the exit code of the program."""
    told = acts()
    if "--write" in arguments:
        for page, (first, rows) in tables(told).items():
            path = FOLDER / page
            path.write_text(renewed(path.read_text("utf-8"), first, rows), "utf-8")
    found = complaints(told)
    print("\n".join(found) if found else f"the pages tell of {len(told)} acts what acts.json does")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
