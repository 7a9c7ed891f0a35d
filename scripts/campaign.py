"""Walks of chance over all contracts, with many seeds; `Invariants.md` says what is judged at each act.

    python scripts/campaign.py --steps 10000000 [--seed 1] [--processes 1] [--resume]

Each batch is one run of Forge with a seed of its own. The figures so far go to docs/benchmarks/invariants.json after
every batch: steps drawn, calls that reached a contract, acts that took effect by kind, machine, a digest of the
contracts, and stretch by stretch the seeds, the commit and a digest of the walks. A campaign of the same contracts may
be resumed where it was left; if the walks have changed meanwhile, a new stretch begins. A batch that fails, or does not
end, ends it with exit code 1 and its seed, which plays the same walks again.
"""

import argparse
import hashlib
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
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
FIGURES = ROOT / "docs" / "benchmarks" / "invariants.json"
WALKS = 1500  # of 64 steps: about a hundred thousand steps a batch
STEPS = WALKS * 64
PATIENCE = 3600  # seconds for a batch, which takes one or two minutes on a quiet machine


def batch(seed: int) -> tuple[int, Counter[str] | None, str]:
    """One run of Forge: the seed, what it counted (None if something did not hold), and what it said."""
    command = [str(ROOT / "scripts" / "forge"), "test", "--match-path", "contracts/test/invariants/*"]
    command += ["--match-test", "test_EveryActTakesEffectOnSomeWalk", "-vv"]
    environment = {**os.environ, "WALK_SEED": str(seed), "WALKS": str(WALKS)}
    try:
        done = subprocess.run(
            command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False, timeout=PATIENCE
        )
    except subprocess.TimeoutExpired:
        return seed, None, f"not done after {PATIENCE} s: some walk of it does not end"
    if done.returncode != 0 or "[PASS]" not in done.stdout:
        return seed, None, done.stdout[-4000:] + done.stderr[-2000:]
    return seed, Counter({name: int(count) for name, count in re.findall(r"^ +(\w+): (\d+)$", done.stdout, re.M)}), ""


def digest(folder: str) -> str:
    """SHA-256 over the Solidity files of a folder of `contracts/`, names and contents."""
    found = hashlib.sha256()
    for path in sorted((ROOT / "contracts" / folder).rglob("*.sol")):
        found.update(path.relative_to(ROOT).as_posix().encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def left() -> dict[str, Any]:
    """The figures of a campaign that was left; empty if there is none of the same contracts."""
    figures: dict[str, Any] = json.loads(FIGURES.read_text("utf-8")) if FIGURES.exists() else {}
    return figures if figures.get("contracts") == digest("src") else {}


def stretch(seed: int) -> dict[str, Any]:
    """A stretch that begins with a seed: walks that are all drawn by the same code."""
    git = shutil.which("git") or "git"
    commit = subprocess.run([git, "rev-parse", "HEAD"], cwd=ROOT, capture_output=True, text=True, check=True)
    return {"commit": commit.stdout.strip(), "walks": digest("test"), "first seed": seed, "batches": 0}


def write(stretches: list[dict[str, Any]], counts: Counter[str]) -> None:
    effects = {name: counts[name] for name in sorted(counts) if name not in ("steps", "calls")}
    figures = {
        "contracts": digest("src"),
        "machine": f"{platform.system()} {platform.machine()}, {os.cpu_count()} processors",
        "steps": counts["steps"],
        "calls": counts["calls"],
        "stretches": stretches,
        "took effect": effects,
    }
    FIGURES.write_text(json.dumps(figures, indent=1) + "\n", "utf-8")


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(description="Play all contracts at random, for long.")
    parser.add_argument("--steps", type=int, default=10_000_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--processes", type=int, default=1)
    parser.add_argument("--resume", action="store_true", help="go on where the last one was left")
    options = parser.parse_args(arguments)
    before = left() if options.resume else {}
    stretches: list[dict[str, Any]] = before.get("stretches", [])
    following = stretches[-1]["first seed"] + stretches[-1]["batches"] if stretches else options.seed
    if not stretches or stretches[-1]["walks"] != digest("test"):
        stretches.append(stretch(following))
    counts: Counter[str] = Counter(before.get("took effect", {}))
    counts.update({name: before.get(name, 0) for name in ("steps", "calls")})
    seeds = range(following, following + -(-(options.steps - counts["steps"]) // STEPS))
    with ThreadPoolExecutor(options.processes) as pool:
        for seed, counted, said in pool.map(batch, seeds):
            if counted is None:
                print(f"seed {seed} failed:\n{said}", file=sys.stderr)
                pool.shutdown(wait=False, cancel_futures=True)
                return 1
            counts.update(counted)  # keeps those that never took effect
            stretches[-1]["batches"] += 1
            write(stretches, counts)
            print(f"{counts['steps']} steps, {counts['calls']} calls, up to seed {seed}", flush=True)
    if never := sorted(name for name, count in counts.items() if count == 0):
        print(f"never took effect: {', '.join(never)}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
