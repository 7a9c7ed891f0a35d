"""What a run found, as figures and as a page."""

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from scripts import planted
from scripts.mutation.garden import ROOT, Outcome

LEAST = 0.9
EXPLAINED = Path(__file__).parent / "explained.json"
RESULT = ROOT / "docs" / "benchmarks" / "mutation.json"
PAGE = ROOT / "docs" / "contracts" / "planted-bugs.md"

_HEAD = """# Planted bugs

`make mutation` plants one bug at a time into the contracts and asks the tests whether they notice. This page is what
`python -m scripts.mutation --write` found; the figures stand in
[`docs/benchmarks/mutation.json`](../benchmarks/mutation.json).

A bug is a change of one place, found through the compiler's syntax tree: a refusal, a check, a write or an event left
out, a comparison moved or turned round, an operator exchanged, a number one more (`scripts/mutation/mutants.py`).
What does not compile, or compiles to the same bytes, is none. Gas snapshots do not count as noticing.
"""


def report(outcomes: Sequence[Outcome], places: dict[str, int], drawn: dict[str, int], reasons: dict[str, str]) -> Any:
    """The score, whole and by file, and who lived.

    :param places: how many places each file has.
    :param drawn: by what the sample was drawn.
    :param reasons: why a bug that lives is none, by its name.
    """
    real = [one for one in outcomes if one.real]
    lived = [one for one in real if one.fate == "lived"]
    return {
        **drawn,
        "places": sum(places.values()),
        "planted": len(outcomes),
        "stillborn": sum(one.fate == "stillborn" for one in outcomes),
        "sameCode": sum(one.fate == "same" for one in outcomes),
        "real": len(real),
        "noticed": len(real) - len(lived),
        "score": round((len(real) - len(lived)) / len(real), 4) if real else None,
        "noticedBy": dict(sorted(Counter(one.fate for one in real if one.fate != "lived").items())),
        "files": {
            path: {
                "places": places[path],
                "real": sum(one.mutant.path == path for one in real),
                "lived": sum(one.mutant.path == path for one in lived),
            }
            for path in sorted({one.mutant.path for one in outcomes})
        },
        "lived": [
            {
                "name": one.mutant.name,
                "path": one.mutant.path,
                "within": one.mutant.within,
                "kind": one.mutant.kind,
                "before": " ".join(one.mutant.before.split()),
                "after": one.mutant.after,
                "why": reasons.get(one.mutant.name),
            }
            for one in sorted(lived, key=lambda one: (one.mutant.path, one.mutant.start))
        ],
    }


def complaints(told: Any) -> list[str]:
    """Why a run is not good enough; empty if it is."""
    return planted.complaints(
        told, bugs="real", least=LEAST, none="no bug was planted that changes a contract", place=_place
    )


def page(told: Any) -> str:
    """The figures as Markdown."""
    drawn = (
        f"Drawn by seed {told['seed']}, at most {told['sample']} a file, of {told['places']} places: {told['planted']} "
        f"planted, {told['stillborn']} did not compile, {told['sameCode']} compiled to the same bytes, {told['real']} "
        "were bugs."
    )
    return planted.page(told, _HEAD, drawn, bugs="real", below="contracts/src/", place=_place)


def explained() -> dict[str, str]:
    """The reasons written by hand, by the names of bugs."""
    return planted.explained(EXPLAINED)


def _place(one: Any) -> str:
    before = one["before"].replace("|", "\\|")
    after = "left out" if one["after"] == "{}" else f"becomes `{one['after']}`".replace("|", "\\|")
    return f"`{one['within']}`: `{before}` {after}"
