"""What a run found, as figures and as a page."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from scripts import planted
from scripts.mutation_rules.bugs import ROOT, Bug
from scripts.mutation_rules.garden import LIVED

LEAST = 0.95
EXPLAINED = Path(__file__).parent / "explained.json"
RESULT = ROOT / "docs" / "benchmarks" / "mutation-rules.json"
PAGE = ROOT / "docs" / "rules-planted-bugs.md"

_HEAD = """# Bugs planted into the rules

`make mutation-rules` plants one bug at a time into `ledger/core/policy` and `ledger/core/docket` and asks the tests
beside them whether they notice. This page is what `--write` wrote of a run, whose extent it tells; the figures stand in
[`docs/benchmarks/mutation-rules.json`](benchmarks/mutation-rules.json).

A bug is a change of one place, found through Python's syntax tree: a comparison moved by one or turned round, an
operator exchanged, a number one more, a condition or filter negated, `and` for `or`, a call or a write left out, a
copy or an order not made (`scripts/mutation_rules/bugs.py`). A bug meets every test that calls the function it stands
in; one that stands outside of functions, or in what runs on import, meets a new import of everything. Examples are
drawn the same way each time. A test that does not come to an end notices, too.
"""


def report(
    fates: Mapping[Bug, str], places: Sequence[Bug], every: int, reasons: Mapping[str, str], *, quick: bool = False
) -> Any:
    """The score, whole and by file, and who lived.

    :param places: every bug that could be planted. :param every: of these each N-th was.
    :param reasons: why a bug that lives is none, by its name. :param quick: whether the slow tests were left out.
    """
    lived = [bug for bug, fate in fates.items() if fate == LIVED]
    by_file = Counter(bug.path for bug in places)
    return {
        "every": every,
        "quick": quick,
        "inside": all(bug.function is not None for bug in places),
        "places": len(places),
        "planted": len(fates),
        "noticed": len(fates) - len(lived),
        "score": round((len(fates) - len(lived)) / len(fates), 4) if fates else None,
        "fates": dict(sorted(Counter(fates.values()).items())),
        "files": {
            path: {
                "places": by_file[path],
                "planted": sum(bug.path == path for bug in fates),
                "lived": sum(bug.path == path for bug in lived),
            }
            for path in sorted({bug.path for bug in fates})
        },
        "lived": [
            {
                "name": bug.name,
                "path": bug.path,
                "within": bug.within,
                "what": bug.what,
                "before": bug.before,
                "why": reasons.get(bug.name),
            }
            for bug in sorted(lived, key=lambda bug: (bug.path, bug.line, bug.name))
        ],
    }


def complaints(told: Any) -> list[str]:
    """Why a run is not good enough; empty if it is."""
    return planted.complaints(told, bugs="planted", least=LEAST, none="no bug was planted", place=_place)


def page(told: Any) -> str:
    """The figures as Markdown."""
    drawn = "Every place was tried" if told["every"] == 1 else f"Every {told['every']}th place of each file was tried"
    if told["inside"]:
        drawn += " inside of functions (constants, defaults and tables outside of them were not)"
    if told["quick"]:
        drawn += ", without the few tests that take most of the time, which can only notice more"
    drawn += f": {told['planted']} bugs of {told['places']}."
    return planted.page(told, _HEAD, drawn, bugs="planted", below="ledger/core/", place=_place)


def explained() -> dict[str, str]:
    """The reasons written by hand, by the names of bugs."""
    return planted.explained(EXPLAINED)


def _place(one: Any) -> str:
    where = ".".join(part for part in (Path(one["path"]).stem, one["within"]) if part)
    before = one["before"] if len(one["before"]) <= 120 else one["before"][:119] + "…"
    return f"`{where}`: `{before}`: {one['what']}".replace("|", "\\|")
