"""Slither on the contracts, against the findings that were looked at.

    python scripts/slither.py            say what is new, exit 1 if anything is
    python scripts/slither.py --write    renew contracts/slither.json; every finding in it then needs its line

The contracts are compiled as `contracts/compiler.json` says, tests and libraries of others left out. A finding is known
by its detector and the elements that it names, not by line numbers. Each known one carries a line that explains why it
stays; where that holds of everything that a detector says, the line stands once, under `detectors`. A finding without a
line, and a line that no finding needs any more, fail as a new finding does.
"""

import json
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))

import solcx  # noqa: E402

from scripts.artifacts import SETTINGS, SOLC, sources_of  # noqa: E402

TRIAGE = ROOT / "contracts" / "slither.json"
SLITHER = ROOT / ".cache" / "analysis" / "bin" / "slither"
OUTPUTS = ["abi", "metadata", "devdoc", "userdoc", "evm.bytecode", "evm.deployedBytecode", "evm.methodIdentifiers"]
_ARGUMENTS = re.compile(r"\([^()]+\)")


class NotInstalled(Exception):
    """Slither is not set up on this machine."""


def findings() -> list[dict[str, str]]:
    """What Slither finds, sorted: detector, impact, where.

    :raises NotInstalled: without Slither.
    """
    if not SLITHER.exists():
        raise NotInstalled(f"no Slither in {SLITHER.parent}; run scripts/setup.py analysis")
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        (Path(folder) / "build-info").mkdir()
        (Path(folder) / "build-info" / "contracts.json").write_text(json.dumps(_compiled()), "utf-8")
        command = [SLITHER, ".", "--compile-force-framework", "foundry", "--foundry-ignore-compile"]
        command += ["--foundry-build-info-directory", f"{folder}/build-info", "--foundry-out-directory", folder]
        command += ["--filter-paths", "node_modules", "--json", report]
        # It asks Forge for the settings, which is `scripts/forge` here.
        path = os.pathsep.join([str(ROOT / "scripts"), str(SLITHER.parent), os.environ.get("PATH", "")])
        answer = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, env=os.environ | {"PATH": path})
        if not report.exists():
            raise SystemExit(f"Slither failed:\n{answer.stderr[-2000:]}")
        results = json.loads(report.read_text("utf-8"))
    if not results["success"]:
        raise SystemExit(f"Slither failed:\n{results['error']}")
    return sorted((_finding(each) for each in results["results"].get("detectors", ())), key=lambda each: each["where"])


def differences(found: list[dict[str, str]], triage: dict[str, Any]) -> list[str]:
    """What is new, gone or unexplained, a line each."""
    of_detectors: dict[str, str] = triage["detectors"]
    explained = {_key(each): each["why"] for each in triage["findings"]}
    single = {_key(each): each["impact"] for each in found if each["detector"] not in of_detectors}
    lines = [
        f"new: {detector} ({single[detector, where]}): {where}" for detector, where in single.keys() - explained.keys()
    ]
    lines += [f"gone: {detector}: {where}" for detector, where in explained.keys() - single.keys()]
    lines += [f"gone: all of {detector}" for detector in of_detectors.keys() - {each["detector"] for each in found}]
    lines += [f"not explained: {detector}: {where}" for (detector, where), why in explained.items() if not why]
    return sorted(lines)


def known() -> dict[str, Any]:
    """What was looked at: by detectors as a whole, and by single findings."""
    return json.loads(TRIAGE.read_text("utf-8"))


def _compiled() -> dict[str, Any]:
    """The compiler's input and output in the shape of a build of Foundry's, which Slither reads."""
    spec = json.loads(SETTINGS.read_text("utf-8"))
    settings = spec["settings"] | {"outputSelection": {"*": {"*": OUTPUTS, "": ["ast"]}}}
    sources = {path: {"content": text} for path, text in sources_of(spec).items()}
    given = {"language": "Solidity", "sources": sources, "settings": settings}
    output = solcx.compile_standard(given, solc_binary=SOLC)
    return {"id": "contracts", "solcVersion": spec["compiler"], "input": given, "output": output}


def _finding(result: dict[str, Any]) -> dict[str, str]:
    places = [_place(element) for element in result["elements"]]
    where = ", ".join(dict.fromkeys(places))
    return {"detector": result["check"], "impact": result["impact"], "where": where}


def _place(element: dict[str, Any]) -> str:
    """The element by its name within function and contract; a statement by its text without arguments."""
    name = element["name"]
    while (bare := _ARGUMENTS.sub("…", name)) != name:
        name = bare
    parent = element.get("type_specific_fields", {}).get("parent")
    while parent:
        name = f"{parent['name']}.{name}"
        parent = parent.get("type_specific_fields", {}).get("parent")
    return " ".join(name.split())


def _key(finding: dict[str, str]) -> tuple[str, str]:
    return finding["detector"], finding["where"]


def main(arguments: list[str]) -> int:
    try:
        found = findings()
    except NotInstalled as missing:
        print(f"NOT RUN: slither ({missing})", file=sys.stderr)
        return 0
    triage = known()
    if "--write" in arguments:
        reasons = {_key(each): each["why"] for each in triage["findings"]}
        single = {_key(each): each for each in found if each["detector"] not in triage["detectors"]}
        triage["findings"] = [each | {"why": reasons.get(key, "")} for key, each in single.items()]
        TRIAGE.write_text(json.dumps(triage, indent=1, ensure_ascii=False) + "\n", "utf-8")
    lines = differences(found, triage)
    print("\n".join(lines) if lines else f"{len(found)} findings, each of them explained in contracts/{TRIAGE.name}")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
