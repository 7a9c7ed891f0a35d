"""How a folder is filed: files a second, and the memory of the program that files it, small folder beside large one.

    python scripts/bench/folder.py                     a table
    python scripts/bench/folder.py --files 100000      how many files the large folder has (the small one a tenth)
    python scripts/bench/folder.py --write             also docs/benchmarks/folder.json and its table

`zhengben file DIR -r` runs as a process of its own against `zhengben up`, both on this machine, with every commit on
disk. The files are tiny, so that everything but digesting is measured. Memory is the most that the process ever had
resident, as the kernel counted it; its ratio between the two folders shows whether it grows with the folder. A second
run over the unchanged folder shows what it costs to see that nothing is new.
"""

import argparse
import json
import os
import secrets
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
if __name__ == "__main__":
    sys.path[:0] = [str(ROOT), str(Path(__file__).resolve().parent)]

import _ground  # noqa: E402

from ledger import keyring  # noqa: E402

FILES = 100_000
_IN_A_FOLDER = 500
_PAGE = ROOT / "docs/benchmarks.md"
_RESULT = ROOT / "docs/benchmarks/folder.json"


def measure(files: int) -> list[dict[str, Any]]:
    """One row for each run: `{"run", "files", "seconds", "files_a_second", "resident_mib"}`."""
    rows = []
    with tempfile.TemporaryDirectory(prefix="zhengben-bench-") as name:
        folder = Path(name)
        folder.chmod(0o755)  # PostgreSQL may run as somebody else
        password = secrets.token_hex(16)
        keyring.create_account(folder / "filer.json", password, work=2)
        with _ground.postgres(folder / "postgres") as database_url, _ground.service(folder, database_url) as running:
            for run, count in (("small", files // 10), ("large", files), ("large again", files)):
                planted = folder / run.partition(" ")[0]
                if not planted.exists():
                    _plant(planted, count)
                rows.append(_file(planted, run, count, running.facts["url"], folder / "filer.json", password))
    return rows


def _plant(folder: Path, count: int) -> None:
    for number in range(count):
        path = folder / f"series {number // _IN_A_FOLDER:04}" / f"run {number:06}.dat"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"{folder.name} {number}".encode())
        os.utime(path, (1_700_000_000, 1_700_000_000))


def _file(folder: Path, run: str, count: int, url: str, key: Path, password: str) -> dict[str, Any]:
    command = [sys.executable, "-m", "ledger.cli", "file", str(folder), "-r", "--json", "--url", url, "--key", str(key)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "ZHENGBEN_PASSWORD": password, "LANG": "C.UTF-8"}
    answer = folder.parent / "answer.json"
    begun = time.monotonic()
    with answer.open("wb") as out:
        process = subprocess.Popen(command, stdout=out, stderr=subprocess.DEVNULL, env=environment)
        _, status, usage = os.wait4(process.pid, 0)
    seconds = time.monotonic() - begun
    told = json.loads(answer.read_bytes())
    if status or told["filed"] + told["unchanged"] != count:
        raise SystemExit(f"the folder was not filed: {told}")
    return {
        "run": run,
        "files": count,
        "filed": told["filed"],
        "seconds": round(seconds, 1),
        "files_a_second": round(count / seconds),
        "resident_mib": round(usage.ru_maxrss / 1024, 1),
    }


def table(rows: Sequence[dict[str, Any]]) -> str:
    """The rows for people, and what follows from them."""
    lines = ["| run | files | of them filed | seconds | files a second | most memory |", "|---|--:|--:|--:|--:|--:|"]
    for row in rows:
        numbers = [_n(row[name]) for name in ("files", "filed")]
        lines.append(
            f"| {row['run']} | {' | '.join(numbers)} | {row['seconds']} | {_n(row['files_a_second'])} "
            f"| {row['resident_mib']} MiB |"
        )
    small, large = rows[0], rows[1]
    ratio = large["resident_mib"] / small["resident_mib"]
    times = large["files"] / small["files"]
    return "\n".join(
        [*lines, "", f"With {times:.0f} times as many files the program needs {ratio:.2f} times the memory."]
    )


def main(arguments: Sequence[str]) -> int:
    asked = argparse.ArgumentParser(description="How a folder is filed")
    asked.add_argument("--files", type=int, default=FILES)
    asked.add_argument("--json", action="store_true")
    asked.add_argument("--write", action="store_true")
    given = asked.parse_args(arguments)
    rows = measure(given.files)
    print(json.dumps(rows, indent=1) if given.json else table(rows))
    if given.write:
        _RESULT.write_text(json.dumps(rows, indent=1) + "\n", "utf-8")
        before, _, rest = _PAGE.read_text("utf-8").partition("<!-- folder -->\n")
        _, _, after = rest.partition("<!-- end of folder -->")
        _PAGE.write_text(f"{before}<!-- folder -->\n{table(rows)}\n<!-- end of folder -->{after}", "utf-8")
    return 0


def _n(number: int) -> str:
    return f"{number:,}".replace(",", " ")


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
