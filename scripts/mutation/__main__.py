"""Plant bugs into the contracts, one at a time, and see whether some test notices.

    python -m scripts.mutation                     a sample of 12 a file, drawn by a fixed seed
    python -m scripts.mutation --sample 0          every place
    python -m scripts.mutation --only Pledges.sol  in files whose path contains this
    python -m scripts.mutation --names 0123456789  these bugs alone
    python -m scripts.mutation --write             also docs/benchmarks/mutation.json and docs/contracts/planted-bugs.md

    python -m scripts.mutation --afresh            not trusting build/mutation.json

What was noticed once is written down in build/mutation.json and not tried again while the contracts stand as they are;
what lives is tried each time. The bugs meet the Forge tests with few fuzz runs, those that take long last; then the
walks of the invariants, then the independent model. What lives through all of it has to be explained in
scripts/mutation/explained.json, by its name; exit 1 if something is not, or if fewer than 90 % die.
"""

import argparse
import json
import os
import queue
import random
import sys
import tempfile
import threading
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

from scripts import artifacts
from scripts.mutation import reporting
from scripts.mutation.garden import ROOT, Garden, Outcome, Workshop
from scripts.mutation.mutants import Mutant, find

SEED = 20210129
KNOWN = ROOT / "build" / "mutation.json"


def chosen(mutants: Sequence[Mutant], sample: int, seed: int) -> list[Mutant]:
    """At most `sample` of each file, drawn by the seed; all if it is 0. A larger sample begins with the smaller one."""
    by_file: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        by_file.setdefault(mutant.path, []).append(mutant)
    for path, some in by_file.items():
        random.Random(f"{seed}:{path}").shuffle(some)  # noqa: S311 - a sample, no secret
    longest = max(map(len, by_file.values()), default=0)
    return [some[i] for i in range(min(sample or longest, longest)) for some in by_file.values() if i < len(some)]


def run(mutants: Sequence[Mutant], workers: int, known: dict[str, str]) -> list[Outcome]:
    """Every mutant's fate, told as it comes.

    :param known: fates by `Workshop.key`, to which those are added that are not tried again.
    """
    waiting: queue.SimpleQueue[Mutant] = queue.SimpleQueue()
    outcomes: list[Outcome] = []
    lock = threading.Lock()
    workshop = Workshop()
    for mutant in mutants:
        fate = known.get(workshop.key(mutant))
        if fate is None:
            waiting.put(mutant)
        else:
            outcomes.append(Outcome(mutant, fate, 0.0))
    workers = min(workers, waiting.qsize())

    def tend(folder: Path) -> None:
        try:
            garden = Garden(folder, workshop)
        except SystemExit as reason:  # it ends the thread, and nobody would hear why
            print(reason, file=sys.stderr, flush=True)
            return
        while True:
            try:
                mutant = waiting.get_nowait()
            except queue.Empty:
                return
            outcome = garden.plant(mutant)
            with lock:
                outcomes.append(outcome)
                if outcome.fate != "lived":
                    known[workshop.key(mutant)] = outcome.fate
                    _remember(known)
                print(f"{len(outcomes):4}/{len(mutants)}  {_line(outcome)}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="zhengben-mutation-") as parent:
        folders = [Path(parent) / str(i) for i in range(workers)]
        threads = [threading.Thread(target=tend, args=(folder,)) for folder in folders]
        for folder, thread in zip(folders, threads, strict=True):
            folder.mkdir()
            thread.start()
        for thread in threads:
            thread.join()
    if len(outcomes) < len(mutants):
        raise SystemExit(f"only {len(outcomes)} of {len(mutants)} bugs were tried")
    return outcomes


def _remembered() -> dict[str, str]:
    found: dict[str, str] = json.loads(KNOWN.read_text("utf-8")) if KNOWN.exists() else {}
    return found


def _remember(known: dict[str, str]) -> None:
    KNOWN.parent.mkdir(exist_ok=True)
    KNOWN.with_suffix(".part").write_text(json.dumps(known, indent=1), "utf-8")
    KNOWN.with_suffix(".part").replace(KNOWN)


def _line(outcome: Outcome) -> str:
    mutant = outcome.mutant
    before = " ".join(mutant.before.split())[:70]
    return f"{outcome.fate:12} {outcome.seconds:5.0f} s  {mutant.name}  {mutant.within}: {before} -> {mutant.after}"


def main() -> int:
    """The command line; 1 if too many live, or one lives unexplained."""
    parser = argparse.ArgumentParser(prog="scripts.mutation", description="Plant bugs, and see which test notices.")
    parser.add_argument("--sample", type=int, default=12, help="at most so many a file; 0 for all")
    parser.add_argument("--seed", type=int, default=SEED)
    parser.add_argument("--only", default="", help="files whose path contains this")
    parser.add_argument("--names", nargs="*", default=(), help="these bugs alone")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--afresh", action="store_true", help="try again what was noticed before")
    parser.add_argument("--write", action="store_true", help="also the figures and the page")
    options = parser.parse_args()
    spec = json.loads(artifacts.SETTINGS.read_text("utf-8"))
    every = find(ROOT, artifacts.SOLC, spec["settings"], artifacts.sources_of(spec))
    every = [mutant for mutant in every if options.only in mutant.path]
    if options.names:
        some = [mutant for mutant in every if mutant.name in options.names]
    else:
        some = chosen(every, options.sample, options.seed)
    drawn = {"seed": options.seed, "sample": options.sample}
    places = Counter(mutant.path for mutant in every)
    known = {} if options.afresh else _remembered()
    told = reporting.report(run(some, options.workers, known), places, drawn, reporting.explained())
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    print(text, end="")
    if options.write:
        reporting.RESULT.write_text(text, "utf-8")
        reporting.PAGE.write_text(reporting.page(told), "utf-8")
    complaints = reporting.complaints(told)
    print("\n".join(complaints), file=sys.stderr)
    return int(bool(complaints))


if __name__ == "__main__":
    raise SystemExit(main())
