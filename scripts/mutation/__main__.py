"""Plant bugs into the contracts, one at a time, and see whether some test notices.

    python -m scripts.mutation                     a sample of 25 a file, drawn by a fixed seed
    python -m scripts.mutation --sample 0          every place
    python -m scripts.mutation --only Pledges.sol  in files whose path contains this
    python -m scripts.mutation --write             also docs/benchmarks/mutation.json

A bug that does not compile, or compiles to the same bytes, is none. The others meet the Forge tests with few fuzz
runs, then, if they live, all Forge tests as they are, then the walks of the independent model. What lives through all
of it has to be explained in scripts/mutation/explained.json, by its name; exit 1 if something is not, or if fewer than
90 % die.
"""

import argparse
import json
import os
import queue
import random
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

from scripts import artifacts
from scripts.mutation.mutants import Mutant, explained, find

ROOT = Path(__file__).resolve().parent.parent.parent

SEED = 20210129
LEAST = 0.9
EXPLAINED = Path(__file__).parent / "explained.json"
RESULT = ROOT / "docs" / "benchmarks" / "mutation.json"
_NEEDED = ("contracts", "foundry.toml", "scripts", "ledger", "tests", "pyproject.toml", "api")
_LINKED = ("node_modules", ".venv")
_PATIENCE = 900.0
_QUICK = {"FOUNDRY_FUZZ_RUNS": "24", "FOUNDRY_INVARIANT_RUNS": "4"}


@dataclass(frozen=True)
class Outcome:
    """What became of a mutant.

    :param fate: `stillborn` (does not compile), `same` (same bytes), `lived`, or by what it was noticed.
    """

    mutant: Mutant
    fate: str
    seconds: float


class Garden:
    """A copy of the project in which one bug at a time is planted."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in _NEEDED:
            source = ROOT / name
            (shutil.copytree if source.is_dir() else shutil.copy2)(source, folder / name)
        for name in _LINKED:
            (folder / name).symlink_to(ROOT / name)
        if not self._forge("build").returncode == 0:
            raise SystemExit("the contracts do not compile as they stand")
        self.codes = self._compiled()

    def plant(self, mutant: Mutant) -> Outcome:
        """Plant, try, and take the bug out again."""
        began = time.monotonic()
        path = self.folder / mutant.path
        sound = path.read_bytes()
        try:
            path.write_bytes(mutant.planted(sound))
            return Outcome(mutant, self._fate(), time.monotonic() - began)
        finally:
            path.write_bytes(sound)

    def _fate(self) -> str:
        if self._forge("build").returncode != 0:
            return "stillborn"
        if self._compiled() == self.codes:
            return "same"
        if not self._passes("test", "--fail-fast", **_QUICK):
            return "forge"
        if not self._passes("test", "--fail-fast"):
            return "forge, every run"
        return "lived" if self._model() else "model"

    def _passes(self, *arguments: str, **environment: str) -> bool:
        return self._forge(*arguments, **environment).returncode == 0

    def _model(self) -> bool:
        """Whether the independent model agrees with these contracts."""
        for command in (
            ["scripts/artifacts.py"],
            ["-m", "pytest", "-q", "-x", "-p", "no:cacheprovider", "tests/model"],
        ):
            if self._run([str(self.folder / ".venv/bin/python"), *command]).returncode != 0:
                return False
        return True

    def _compiled(self) -> dict[str, str]:
        out = self.folder / "build" / "forge" / "out"
        names = json.loads((self.folder / "contracts" / "compiler.json").read_text("utf-8"))["contracts"]
        found = {}
        for name in names:
            for path in sorted((out / f"{name}.sol").glob(f"{name}*.json")):
                found[path.name] = json.loads(path.read_text("utf-8"))["bytecode"]["object"]
        return found

    def _forge(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[bytes]:
        return self._run([str(self.folder / "scripts" / "forge"), *arguments], **environment)

    def _run(self, command: list[str], **environment: str) -> subprocess.CompletedProcess[bytes]:
        whole = os.environ | environment | {"PYTHONPATH": str(self.folder)}
        try:
            return subprocess.run(command, cwd=self.folder, env=whole, capture_output=True, timeout=_PATIENCE)
        except subprocess.TimeoutExpired:
            return subprocess.CompletedProcess(command, 124)  # a bug that makes something run for ever is noticed


def chosen(mutants: list[Mutant], sample: int) -> list[Mutant]:
    """At most `sample` of each file, drawn by the seed; all if it is 0."""
    if not sample:
        return mutants
    by_file: dict[str, list[Mutant]] = {}
    for mutant in mutants:
        by_file.setdefault(mutant.path, []).append(mutant)
    draw = random.Random(SEED)  # noqa: S311 - a sample, no secret
    taken = [draw.sample(some, min(sample, len(some))) for some in by_file.values()]
    return [mutant for some in taken for mutant in some]


def run(mutants: list[Mutant], workers: int) -> list[Outcome]:
    """Every mutant's fate, told as it comes."""
    waiting: queue.SimpleQueue[Mutant] = queue.SimpleQueue()
    for mutant in mutants:
        waiting.put(mutant)
    outcomes: list[Outcome] = []
    lock = threading.Lock()

    def tend(folder: Path) -> None:
        garden = Garden(folder)
        while True:
            try:
                mutant = waiting.get_nowait()
            except queue.Empty:
                return
            outcome = garden.plant(mutant)
            with lock:
                outcomes.append(outcome)
                print(f"{len(outcomes):4}/{len(mutants)}  {_line(outcome)}", file=sys.stderr, flush=True)

    with tempfile.TemporaryDirectory(prefix="zhengben-mutation-") as parent:
        folders = [Path(parent) / str(i) for i in range(workers)]
        threads = [threading.Thread(target=tend, args=(folder,)) for folder in folders]
        for folder, thread in zip(folders, threads, strict=True):
            folder.mkdir()
            thread.start()
        for thread in threads:
            thread.join()
    return outcomes


def report(outcomes: list[Outcome], places: int) -> dict[str, object]:
    """The score by file, and who lived."""
    reasons = explained(EXPLAINED)
    real = [one for one in outcomes if one.fate not in ("stillborn", "same")]
    lived = [one for one in real if one.fate == "lived"]
    files = sorted({one.mutant.path for one in real})
    return {
        "seed": SEED,
        "places": places,
        "planted": len(outcomes),
        "stillborn": sum(one.fate == "stillborn" for one in outcomes),
        "sameCode": sum(one.fate == "same" for one in outcomes),
        "real": len(real),
        "noticed": len(real) - len(lived),
        "score": round((len(real) - len(lived)) / len(real), 4) if real else None,
        "noticedBy": dict(sorted(Counter(one.fate for one in real if one.fate != "lived").items())),
        "files": {
            path: {
                "real": sum(one.mutant.path == path for one in real),
                "lived": sum(one.mutant.path == path for one in lived),
            }
            for path in files
        },
        "lived": [
            {
                "name": one.mutant.name,
                "path": one.mutant.path,
                "within": one.mutant.within,
                "before": one.mutant.before,
                "after": one.mutant.after,
                "why": reasons.get(one.mutant.name),
            }
            for one in sorted(lived, key=lambda one: (one.mutant.path, one.mutant.start))
        ],
    }


def _line(outcome: Outcome) -> str:
    mutant = outcome.mutant
    before = " ".join(mutant.before.split())[:70]
    return f"{outcome.fate:16} {outcome.seconds:5.0f} s  {mutant.name}  {mutant.within}: {before} -> {mutant.after}"


def main() -> int:
    """The command line; 1 if too many live, or one lives unexplained."""
    parser = argparse.ArgumentParser(prog="scripts.mutation", description=__doc__.splitlines()[0])
    parser.add_argument("--sample", type=int, default=25, help="at most so many a file; 0 for all")
    parser.add_argument("--only", default="", help="files whose path contains this")
    parser.add_argument("--workers", type=int, default=os.cpu_count() or 1)
    parser.add_argument("--write", action="store_true", help=f"also {RESULT.relative_to(ROOT)}")
    options = parser.parse_args()
    spec = json.loads(artifacts.SETTINGS.read_text("utf-8"))
    every = find(ROOT, artifacts.SOLC, spec["settings"], artifacts.sources_of(spec))
    every = [mutant for mutant in every if options.only in mutant.path]
    told = report(run(chosen(every, options.sample), options.workers), len(every))
    text = json.dumps(told, indent=1, ensure_ascii=False) + "\n"
    print(text, end="")
    if options.write:
        RESULT.write_text(text, "utf-8")
    unexplained = [one for one in told["lived"] if one["why"] is None]  # type: ignore[attr-defined]
    score = told["score"]
    return int(bool(unexplained) or not isinstance(score, float) or score < LEAST)


if __name__ == "__main__":
    raise SystemExit(main())
