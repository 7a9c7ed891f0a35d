"""Walks of chance over all contracts, with many seeds; `Invariants.md` says what is judged at each act.

    python scripts/campaign.py --steps 10000000 [--seed 1] [--processes 1]

Each batch is one run of Forge with a seed of its own. The figures so far go to docs/benchmarks/invariants.json after
every batch: steps drawn, calls that reached a contract, acts that took effect by kind, seeds, commit, machine. A batch
that fails ends the campaign with exit code 1 and its seed, which plays the same walks again.
"""

import argparse
import json
import os
import platform
import re
import shutil
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "docs" / "benchmarks" / "invariants.json"
WALKS = 1500  # of 64 steps: about a hundred thousand steps a batch
STEPS = WALKS * 64


def batch(seed: int) -> tuple[int, Counter[str] | None, str]:
    """One run of Forge: the seed, what it counted (None if something did not hold), and what it said."""
    command = [str(ROOT / "scripts" / "forge"), "test", "--match-path", "contracts/test/invariants/*"]
    command += ["--match-test", "test_EveryActTakesEffectOnSomeWalk", "-vv"]
    environment = {**os.environ, "WALK_SEED": str(seed), "WALKS": str(WALKS)}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0 or "[PASS]" not in done.stdout:
        return seed, None, done.stdout[-4000:] + done.stderr[-2000:]
    return seed, Counter({name: int(count) for name, count in re.findall(r"^ +(\w+): (\d+)$", done.stdout, re.M)}), ""


def write(first: int, batches: int, counts: Counter[str]) -> None:
    git = shutil.which("git") or "git"
    commit = subprocess.run([git, "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True)
    effects = {name: counts[name] for name in sorted(counts) if name not in ("steps", "calls")}
    figures = {
        "commit": commit.stdout.strip(),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "first seed": first,
        "batches": batches,
        "steps": counts["steps"],
        "calls": counts["calls"],
        "took effect": effects,
    }
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Play all contracts at random, for long.")
    parser.add_argument("--steps", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    options = parser.parse_args(arguments)
    counts: Counter[str] = Counter()
    seeds = range(options.seed, options.seed + -(-options.steps // STEPS))
    with ThreadPoolExecutor(options.processes) as pool:
        for done, (seed, counted, said) in enumerate(pool.map(batch, seeds), 1):
            if counted is None:
                print(f"seed {seed} failed:\n{said}", file=sys.stderr)
                pool.shutdown(wait=False, cancel_futures=True)
                return 1
            counts += counted
            write(options.seed, done, counts)
            print(f"{counts['steps']} steps, {counts['calls']} calls, up to seed {seed}", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
