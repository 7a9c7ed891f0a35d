"""Plant bugs into the rules, one at a time, and see whether their tests notice.

    python -m scripts.mutation_rules                   every place
    python -m scripts.mutation_rules --every 5         each fifth of each file
    python -m scripts.mutation_rules --only vouchers   in files whose path has this in it
    python -m scripts.mutation_rules --names 0123abcd  these bugs alone
    python -m scripts.mutation_rules --again           those that lived unexplained, and what was never tried
    python -m scripts.mutation_rules --quick           without the few tests that take most of the time
    python -m scripts.mutation_rules --inside          only bugs in functions: the others each take a new import
    python -m scripts.mutation_rules --write           also docs/benchmarks/mutation-rules.json and the page

What became of each bug is kept in build/mutation-rules.json, for `--again`. What lives has to be explained in
scripts/mutation_rules/explained.json, by its name; exit 1 if something is not, or if fewer than 95 % die.
"""

import argparse
import json
import sys
import threading
import time
from collections.abc import Sequence

from scripts.mutation_rules import garden, reporting
from scripts.mutation_rules.bugs import ROOT, Bug, find

SEEN = ROOT / "build" / "mutation-rules-seen.json"
KEPT = ROOT / "build" / "mutation-rules.json"


def chosen(bugs: Sequence[Bug], every: int) -> list[Bug]:
    """Each N-th bug of every file."""
    by_file: dict[str, list[Bug]] = {}
    for bug in bugs:
        by_file.setdefault(bug.path, []).append(bug)
    return [bug for some in by_file.values() for bug in some[::every]]


def run(bugs: Sequence[Bug], known: garden.Known, kept: dict[str, str], *, quick: bool = False) -> dict[Bug, str]:
    """What became of each bug, told as it comes.

    :param kept: what is known of a bug by its name, and not tried again; what comes is added.
    :param quick: without the few tests that take most of the time, so that more live.
    """
    fates = {bug: kept[bug.name] for bug in bugs if bug.name in kept}
    waiting = [bug for bug in bugs if bug not in fates]
    began = time.monotonic()

    def tell(bug: Bug, fate: str) -> None:
        fates[bug] = kept[bug.name] = fate
        if fate != garden.NOTICED:
            print(f"{fate:8}{bug}", flush=True)
        if len(fates) % 50 == 0:
            print(f"{len(fates)} of {len(bugs)}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
            _keep(kept)

    garden.plant([bug for bug in waiting if bug.function is not None], known, tell, quick=True)
    if not quick:
        lived = [bug for bug in waiting if fates.get(bug) == garden.LIVED and not known.needs_import(bug)]
        garden.plant(lived, known, tell, quick=False)
    # What lives with its function exchanged, but ran before the tests did, is tried once more.
    anew = [bug for bug in waiting if known.needs_import(bug) and fates.get(bug) in (None, garden.LIVED)]
    garden.import_anew(anew, known, tell)
    _keep(kept)
    if len(fates) < len(bugs):
        raise SystemExit(f"only {len(fates)} of {len(bugs)} bugs were tried")
    return fates


def _keep(kept: dict[str, str]) -> None:
    KEPT.parent.mkdir(exist_ok=True)
    KEPT.write_text(json.dumps(kept, indent=1), "utf-8")


def main() -> int:
    """The command line; 1 if too many live, or one lives unexplained."""
    parser = argparse.ArgumentParser(prog="scripts.mutation_rules", description="Plant bugs, and see who notices.")
    parser.add_argument("--every", type=int, default=1, help="each N-th place of every file")
    parser.add_argument("--only", default="", help="files whose path has this in it")
    parser.add_argument("--names", nargs="*", default=(), help="these bugs alone")
    parser.add_argument("--again", action="store_true", help="only what lived unexplained, and what was never tried")
    parser.add_argument("--quick", action="store_true", help="without the few tests that take most of the time")
    parser.add_argument("--inside", action="store_true", help="not what stands outside of functions")
    parser.add_argument("--write", action="store_true", help="also the figures and the page")
    told = parser.parse_args()
    every = find()
    places = [bug for bug in every if bug.function is not None or not told.inside]
    some = [bug for bug in chosen(every, told.every) if bug in places and told.only in bug.path]
    if told.names:
        some = [bug for bug in places if bug.name in told.names]
    kept: dict[str, str] = json.loads(KEPT.read_text("utf-8")) if told.again and KEPT.exists() else {}
    reasons = reporting.explained()
    kept = {name: fate for name, fate in kept.items() if fate != garden.LIVED or name in reasons}
    if threading.active_count() > 1:
        raise SystemExit("a process with threads cannot be forked")
    fates = run(some, garden.look(SEEN), kept, quick=told.quick)
    found = reporting.report(fates, places, told.every, reasons, quick=told.quick)
    text = json.dumps(found, indent=1, ensure_ascii=False) + "\n"
    if told.write:
        reporting.RESULT.write_text(text, "utf-8")
        reporting.PAGE.write_text(reporting.page(found), "utf-8")
    print(f"{found['planted']} bugs planted, {len(found['lived'])} lived")
    said = reporting.complaints(found)
    print("\n".join(said), file=sys.stderr)
    return int(bool(said))


if __name__ == "__main__":
    raise SystemExit(main())
