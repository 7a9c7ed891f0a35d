"""Halmos on `contracts/test/symbolic`: what holds for every input within bounds, proved and not only tried.

    python scripts/symbolic.py

Each check tells its bounds. Compiled by the profile `symbolic` of `foundry.toml`; a few seconds once that is done.
"""

import os
import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CHECKS = ROOT / "contracts" / "test" / "symbolic"
HALMOS = ROOT / ".cache" / "analysis" / "bin" / "halmos"
OUT = "build/symbolic/out"
# More than any loop over sixteen holders and what copies them needs. A loop cut short would prove less than it says.
LOOP = 64
_OUTCOME = re.compile(r"^\[(PASS|FAIL|ERROR|TIMEOUT)\] (check_\w+)\(.*bounds: \[(.*)\]\)$", re.MULTILINE)
_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


class NotInstalled(Exception):
    """Halmos or Forge is not set up on this machine."""


def outcomes() -> tuple[dict[str, str], str]:
    """PASS, FAIL, ERROR or TIMEOUT by check, and all that Halmos said. A check that a bound cut short is no PASS.

    :raises NotInstalled: without Halmos or Forge.
    """
    if not HALMOS.exists() or not list(ROOT.glob("node_modules/@foundry-rs/forge-*/bin/forge")):
        raise NotInstalled(f"no Forge, or no Halmos in {HALMOS.parent}; run scripts/setup.py analysis")
    # It asks Forge to compile, which is `scripts/forge` here.
    path = os.pathsep.join([str(ROOT / "scripts"), str(HALMOS.parent), os.environ.get("PATH", "")])
    command = [str(HALMOS), "--root", ".", "--forge-build-out", OUT, "--loop", str(LOOP)]
    answer = subprocess.run(
        command,
        cwd=ROOT,
        capture_output=True,
        text=True,
        env=os.environ | {"PATH": path, "FOUNDRY_PROFILE": "symbolic"},
    )
    said = _COLOURS.sub("", answer.stdout + answer.stderr)
    found = {check: outcome for outcome, check, _ in _OUTCOME.findall(said)}
    cut_short = {check for _, check, bounds in _OUTCOME.findall(said) if bounds}
    return found | dict.fromkeys(cut_short, "CUT SHORT") | _errors(said), said


def written() -> set[str]:
    """The checks that stand in the sources."""
    texts = [path.read_text("utf-8") for path in CHECKS.glob("*.sol")]
    return {name for text in texts for name in re.findall(r"function (check_\w+)\(", text)}


def _errors(said: str) -> dict[str, str]:
    """Outcomes in lines without bounds."""
    return {
        check: outcome for outcome, check in re.findall(r"^\[(FAIL|ERROR|TIMEOUT)\] (check_\w+)", said, re.MULTILINE)
    }


def main() -> int:
    try:
        found, said = outcomes()
    except NotInstalled as missing:
        print(f"NOT RUN: halmos ({missing})", file=sys.stderr)
        return 0
    print(said)
    failed = sorted(name for name in written() if found.get(name) != "PASS")
    for name in failed:
        print(f"{name}: {found.get(name, 'not run')}", file=sys.stderr)
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
