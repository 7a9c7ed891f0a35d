"""What the benchmark of the intake sends to a real service is acknowledged and stored; how fast, no test asks. Gas is
no matter of speed: its benchmark finds what is written down."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SCRIPT = ROOT / "scripts/bench/intake.py"


def run(*arguments: str, script: Path = SCRIPT) -> str:
    done = subprocess.run([sys.executable, str(script), *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-3000:]
    return done.stdout


@pytest.mark.slow
@pytest.mark.alone
def test_the_benchmark_of_the_intake_has_every_filing_and_every_line_acknowledged() -> None:
    found = json.loads(run("--quick", "--alone", "--json"))
    for half in ("filings", "manifests"):
        assert [one["errors"] for one in found[half]] == [0] * len(found[half])
        assert all(one["median"] > 0 for one in found[half])


@pytest.mark.slow
@pytest.mark.alone
def test_a_log_grown_by_the_benchmark_holds_all_its_entries() -> None:
    found = json.loads(run("--memory", "--entries", "10000", "--json"))
    assert found["memory"][-1]["entries"] == 10_000


@pytest.mark.slow
@pytest.mark.alone
def test_the_gas_of_every_act_is_what_is_written_down() -> None:
    if not list(ROOT.glob("node_modules/@foundry-rs/anvil-*/bin/anvil")):
        pytest.skip("NOT RUN: no Anvil for this platform")
    found = json.loads(run("--json", script=ROOT / "scripts/bench/gas.py"))
    written = json.loads((ROOT / "docs/benchmarks/gas.json").read_text("utf-8"))
    assert found == written, "run scripts/bench/gas.py --write, and look at what grew"
