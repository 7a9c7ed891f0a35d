"""How fast filings are taken, durably and over HTTP, beside PostgreSQL's own commits and the log server Tessera.

    python scripts/bench/intake.py                 a table
    python scripts/bench/intake.py --json          everything measured
    python scripts/bench/intake.py --write         also docs/benchmarks/intake.json and the tables in docs/benchmarks.md
    python scripts/bench/intake.py --what filings  only one half: filings, manifests, or all
    python scripts/bench/intake.py --quick         fewer filings, one run: shows that it works, not how fast it is
    python scripts/bench/intake.py --alone         without the peers
    python scripts/bench/intake.py --memory        grow a log to 10^6 entries and watch memory and time (`_memory.py`)

The service is a process of its own, as `zhengben up` starts it, on a PostgreSQL server of its own with that server's
defaults. Filings are signed before the clock runs. Everything shares the machine's cores: the service, PostgreSQL, the
chain, the load. Peers run between our runs, on the same server and disk.
"""

import argparse
import json
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from itertools import zip_longest
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

import _ground  # noqa: E402
import _load  # noqa: E402
import _memory  # noqa: E402
import _peers  # noqa: E402

GOALS = {"filings": 1_000, "manifests": 10_000}
LEVELS = {1: 300, 8: 2_000, 64: 3_000, 200: 3_000}
"""Connections, and how many filings are sent over them in one run."""
MANIFEST_LEVELS = {1: 4, 4: 8}
LINES = 8_192
RUNS = 3
SECONDS = 3
_PAGE = ROOT / "docs/benchmarks.md"
_RESULT = ROOT / "docs/benchmarks/intake.json"


def measure(what: str, *, quick: bool, alone: bool) -> dict[str, Any]:
    """Everything, JSON-ready."""
    busy = os.getloadavg()[0]  # what others do on this machine; nothing of ours runs yet
    runs, seconds = (1, 1) if quick else (RUNS, SECONDS)
    share = 10 if quick else 1
    with _folder() as folder, _ground.postgres(folder / "postgres") as database_url:
        _peers.prepare_commits(database_url)
        peers = nullcontext(None) if alone else _tessera(folder)
        with _ground.service(folder, database_url) as running, peers as tessera:
            found: dict[str, Any] = {"machine": f"{_machine(database_url)}; load average of others before: {busy:.1f}"}
            if what in ("filings", "all"):
                levels = {level: max(level, count // share) for level, count in LEVELS.items()}
                found |= _filings(running, tessera, folder, levels, runs, seconds)
            if what in ("manifests", "all"):
                lines = LINES // share
                found |= _manifests(running, MANIFEST_LEVELS, lines, runs)
    return found


def _filings(
    running: _ground.Running,
    tessera: "_peers.Tessera | str | None",
    folder: Path,
    levels: dict[int, int],
    runs: int,
    seconds: int,
) -> dict[str, Any]:
    now, origin = int(time.time()), running.facts["log"]
    ours, theirs = [], []
    acknowledged = 0
    entry = size = 0
    for level, count in levels.items():
        results, commits = [], []
        for run in range(runs):
            names = [f"{level}-{run}-{i}" for i in range(count)]
            signed = list(_load.signed_filings(names, origin, now))
            bodies = [json.dumps(body).encode() for body in signed]
            entry, size = len(signed[0]["entry"]) * 3 // 4, len(bodies[0])
            requests = [_load.as_request("/v1/filings", body) for body in bodies]
            results.append(_load.run(running.port, requests, connections=level))
            acknowledged += results[-1]["statuses"].get("201", 0)
            if tessera is None:
                continue
            url = running.database_url
            commits.append(_peers.commits(url, folder, connections=min(level, 64), size=size, seconds=seconds))
        ours.append({"connections": level, **_summary(results, count, 1)})
        if commits:
            theirs.append({"connections": min(level, 64), **_spread(commits)})
    if running.count("filings") < acknowledged:
        raise SystemExit(f"{acknowledged} filings were acknowledged, and {running.count('filings')} are stored")
    found: dict[str, Any] = {"entry_bytes": entry, "body_bytes": size, "filings": ours}
    if tessera is None:
        return found
    found["postgres_commits"] = theirs
    if isinstance(tessera, str):
        return found | {"tessera": tessera}
    rates = [tessera.rate(writers=256, size=entry, seconds=2 * seconds) for _ in range(runs)]
    return found | {"tessera": {"version": _peers.TESSERA, "writers": 256, **_spread(rates)}}


def _manifests(running: _ground.Running, levels: dict[int, int], lines: int, runs: int) -> dict[str, Any]:
    now, origin = int(time.time()), running.facts["log"]
    ours = []
    for level, count in levels.items():
        results = []
        for run in range(runs):
            bodies = [_load.signed_manifest(f"{level}/{run}/{i}", lines, origin, now) for i in range(count)]
            requests = [_load.as_request("/v1/manifests", body, "application/x-ndjson") for body in bodies]
            results.append(_load.run(running.port, requests, connections=level))
        ours.append({"connections": level, **_summary(results, count, lines)})
    return {"manifest_lines": lines, "manifests": ours}


def _summary(results: list[dict[str, Any]], count: int, each: int) -> dict[str, Any]:
    """Rates of what was acknowledged, latencies of all runs, and everything else that came back."""
    good = ("200", "201")
    rates = [each * sum(one["statuses"].get(code, 0) for code in good) / one["seconds"] for one in results]
    latencies = sorted(latency for one in results for latency in one["latencies"])
    bad = count * len(results) - sum(one["statuses"].get(code, 0) for one in results for code in good)
    return {
        **_spread(rates),
        "p50_ms": round(latencies[len(latencies) // 2] * 1000, 1),
        "p99_ms": round(latencies[int(len(latencies) * 0.99)] * 1000, 1),
        "errors": bad,
    }


def _spread(rates: Sequence[float]) -> dict[str, int]:
    return {"median": round(statistics.median(rates)), "min": round(min(rates)), "max": round(max(rates))}


def tables(found: dict[str, Any]) -> str:
    """The figures as Markdown."""
    lines = [f"{found['machine']}.", ""]
    if "filings" in found:
        lines += [
            "| connections | filings a second | least – most | p50 | p99 | errors | PostgreSQL's commits | ours : its |"
        ]
        lines += ["|--:|--:|--:|--:|--:|--:|--:|--:|"]
        for ours, theirs in zip_longest(found["filings"], found.get("postgres_commits", [])):
            peer = f"{_n(theirs['median'])} | {ours['median'] / theirs['median']:.2f}" if theirs else "not run |"
            lines.append(
                f"| {ours['connections']} | {_n(ours['median'])} | {_n(ours['min'])} – {_n(ours['max'])} "
                f"| {ours['p50_ms']} ms | {ours['p99_ms']} ms | {ours['errors']} "
                f"| {peer} |"
            )
        best = max(one["median"] for one in found["filings"])
        lines += ["", _verdict("Individually signed filings", best, GOALS["filings"])]
        tessera = found.get("tessera", "NOT RUN: it was left out")
        if isinstance(tessera, str):
            lines.append(f"Tessera: {tessera}.")
        else:
            lines.append(
                f"Tessera {tessera['version']} (POSIX), entries of {found['entry_bytes']} bytes that it neither checks "
                f"nor seals, {tessera['writers']} writers: {_n(tessera['median'])} a second "
                f"({_n(tessera['min'])} – {_n(tessera['max'])}); ours : its {best / tessera['median']:.2f}."
            )
    if "manifests" in found:
        lines += ["", "| manifests at once | lines a second | least – most | p50 of a manifest | p99 | errors |"]
        lines += ["|--:|--:|--:|--:|--:|--:|"]
        for ours in found["manifests"]:
            lines.append(
                f"| {ours['connections']} | {_n(ours['median'])} | {_n(ours['min'])} – {_n(ours['max'])} "
                f"| {ours['p50_ms']} ms | {ours['p99_ms']} ms | {ours['errors']} |"
            )
        best = max(one["median"] for one in found["manifests"])
        heading = f"Lines of signed manifests of {_n(found['manifest_lines'])} lines"
        lines += ["", _verdict(heading, best, GOALS["manifests"])]
    return "\n".join(lines)


def _verdict(what: str, best: int, goal: int) -> str:
    verdict = "reached" if best >= goal else f"missed by {_n(goal - best)}"
    return f"{what}: {_n(best)} a second at best, goal {_n(goal)}: {verdict}."


def write(name: str, found: dict[str, Any], text: str) -> None:
    """Renew the figures and their part of the page; what was not measured now stays."""
    known = json.loads(_RESULT.read_text("utf-8")) if _RESULT.exists() else {}
    _RESULT.parent.mkdir(exist_ok=True)
    _RESULT.write_text(json.dumps(known | found, indent=1) + "\n", "utf-8")
    before, _, rest = _PAGE.read_text("utf-8").partition(f"<!-- {name} -->\n")
    _, _, after = rest.partition(f"<!-- end of {name} -->")
    _PAGE.write_text(f"{before}<!-- {name} -->\n{text}\n<!-- end of {name} -->{after}", "utf-8")


def main(arguments: Sequence[str]) -> int:
    asked = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--write", action="store_true")
    asked.add_argument("--quick", action="store_true")
    asked.add_argument("--alone", action="store_true")
    asked.add_argument("--memory", action="store_true")
    asked.add_argument("--entries", type=int, default=1_000_000)
    asked.add_argument("--what", choices=("filings", "manifests", "all"), default="all")
    given = asked.parse_args(arguments)
    if given.memory:
        with _folder() as folder, _ground.postgres(folder / "postgres") as database_url:
            found = {"memory": _memory.grow(folder, database_url, given.entries)}
        name, text = "memory", _memory.table(found["memory"])
    else:
        found = measure(given.what, quick=given.quick, alone=given.alone)
        name, text = "intake", tables(found)
    print(json.dumps(found, indent=1) if given.json else text)
    if given.write:
        write(name, found, text)
    return 0


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="zhengben-bench-") as name:
        Path(name).chmod(0o755)  # PostgreSQL runs as another user where we are root
        yield Path(name)


@contextmanager
def _tessera(folder: Path) -> Iterator["_peers.Tessera | str"]:
    try:
        running = _peers.Tessera(folder)
    except LookupError as reason:
        yield str(reason)
        return
    try:
        yield running
    finally:
        running.stop()


def _machine(database_url: str) -> str:
    import psycopg

    with psycopg.connect(database_url) as connection:
        version = connection.info.server_version
    cores = len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count()
    return f"{cores} cores ({platform.machine()}), Python {platform.python_version()}, PostgreSQL {version // 10_000}"


def _n(number: int) -> str:
    return f"{number:,}".replace(",", " ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
