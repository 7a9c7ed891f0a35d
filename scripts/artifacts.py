"""Compile the contracts with py-solc-x and keep the results under `ledger/chain/artifacts/`.

    python scripts/artifacts.py            write the artifacts
    python scripts/artifacts.py --check    compare them byte for byte, exit 1 if one differs

Everything that decides about the bytecode stands in `contracts/compiler.json`; no path and no date gets in.
"""

import json
import posixpath
import re
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import solcx

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = ROOT / "contracts" / "compiler.json"
ARTIFACTS = ROOT / "ledger" / "chain" / "artifacts"
SOLC = ROOT / "scripts" / "solc"
OUTPUTS = ["abi", "evm.bytecode.object", "evm.deployedBytecode", "storageLayout"]
_IMPORT = re.compile(r'^\s*(?:import|\}\s*from)\b[^;"]*"([^"]+)"', re.MULTILINE)


def compile_all() -> dict[str, str]:
    """The text of each artifact by contract name.

    :raises SystemExit: if the compiler complains, with its words.
    """
    spec = json.loads(SETTINGS.read_text("utf-8"))
    sources = sources_of(spec)
    made = origins()
    texts: dict[str, str] = {}
    for settings, names in _batches(spec):
        selection = {spec["contracts"][name]: {name: OUTPUTS} for name in names}
        output = solcx.compile_standard(
            {
                "language": "Solidity",
                "sources": {path: {"content": text} for path, text in sources.items()},
                "settings": settings | {"outputSelection": selection},
            },
            solc_binary=SOLC,
        )
        complaints = [e["formattedMessage"] for e in output.get("errors", ()) if e["severity"] != "info"]
        if complaints:
            raise SystemExit("\n".join(complaints))
        for name in names:
            texts[name] = _artifact(name, output["contracts"][spec["contracts"][name]][name], made[name])
    return {name: texts[name] for name in spec["contracts"]}


def origins() -> dict[str, dict[str, str]]:
    """What each artifact says of where it came from, without compiling: `compiler`, `settingsDigest`, `sourcesDigest`,
    by contract name."""
    spec = json.loads(SETTINGS.read_text("utf-8"))
    sources = sources_of(spec)
    return {
        name: {
            "compiler": spec["compiler"],
            "settingsDigest": _digest(settings),
            "sourcesDigest": _digest(reachable(spec["contracts"][name], sources, spec)),
        }
        for settings, names in _batches(spec)
        for name in names
    }


def _batches(spec: dict[str, Any]) -> list[tuple[dict[str, Any], list[str]]]:
    """Settings and the contracts compiled by them: one named in `runs` is optimised for another number of runs."""
    batches: dict[int, list[str]] = {}
    for name in spec["contracts"]:
        batches.setdefault(spec["runs"].get(name, spec["settings"]["optimizer"]["runs"]), []).append(name)
    return [
        (spec["settings"] | {"optimizer": spec["settings"]["optimizer"] | {"runs": runs}}, names)
        for runs, names in batches.items()
    ]


def _artifact(name: str, compiled: dict[str, Any], origin: dict[str, str]) -> str:
    runtime = compiled["evm"]["deployedBytecode"]
    layout = compiled["storageLayout"]
    artifact = {
        "contractName": name,
        **origin,
        "abi": compiled["abi"],
        "bytecode": "0x" + compiled["evm"]["bytecode"]["object"],
        "deployedBytecode": "0x" + runtime["object"],
        # Byte ranges that the constructor fills in; their keys, numbers of the compiler's own, tell nothing.
        "immutableReferences": _ranges(runtime["immutableReferences"]),
        "storageLayout": [
            {"label": slot["label"], "slot": int(slot["slot"]), "offset": slot["offset"], "type": _type(slot["type"])}
            for slot in layout["storage"]
        ],
        "storageTypes": {
            _type(key): [
                {"label": m["label"], "slot": int(m["slot"]), "offset": m["offset"], "type": _type(m["type"])}
                for m in value["members"]
            ]
            for key, value in sorted((layout["types"] or {}).items())
            if "members" in value
        },
    }
    return json.dumps(artifact, indent=1, ensure_ascii=False) + "\n"


def _ranges(references: dict[str, list[dict[str, int]]]) -> list[list[dict[str, int]]]:
    places = [sorted(place, key=lambda each: each["start"]) for place in references.values()]
    return sorted(places, key=lambda place: place[0]["start"])


def _type(name: str) -> str:
    """A type's name without the numbers that the compiler gives to syntax nodes."""
    return re.sub(r"\)\d+", ")", name)


def sources_of(spec: dict[str, Any]) -> dict[str, str]:
    """The text of each source that the contracts of `spec` are made of, by its path from the root."""
    sources: dict[str, str] = {}
    pending = list(spec["contracts"].values())
    while pending:
        path = pending.pop()
        if path not in sources:
            sources[path] = (ROOT / path).read_text("utf-8")
            pending += _imports(path, sources[path], spec)
    return dict(sorted(sources.items()))


def reachable(path: str, sources: dict[str, str], spec: dict[str, Any]) -> dict[str, str]:
    found: set[str] = set()
    pending = [path]
    while pending:
        each = pending.pop()
        if each not in found:
            found.add(each)
            pending += _imports(each, sources[each], spec)
    return {each: sources[each] for each in sorted(found)}


def _imports(path: str, text: str, spec: dict[str, Any]) -> list[str]:
    """Paths from the repository's root of what a source imports."""
    paths = []
    for name in _IMPORT.findall(text):
        if name.startswith("."):
            # By the names alone: node_modules may be a link to somewhere else.
            paths.append(posixpath.normpath(posixpath.join(posixpath.dirname(path), name)))
            continue
        for remapping in spec["settings"]["remappings"]:
            prefix, target = remapping.split("=")
            if name.startswith(prefix):
                paths.append(target + name.removeprefix(prefix))
    return paths


def _digest(value: Any) -> str:
    return sha256(json.dumps(value, sort_keys=True).encode()).hexdigest()


def main(arguments: list[str]) -> int:
    differing = []
    for name, text in compile_all().items():
        path = ARTIFACTS / f"{name}.json"
        if path.exists() and path.read_text("utf-8") == text:
            continue
        differing.append(name)
        if "--check" not in arguments:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    if "--check" in arguments and differing:
        print(f"artifacts differ from the sources: {', '.join(differing)}; run scripts/artifacts.py", file=sys.stderr)
        return 1
    print(f"{'written' if differing else 'unchanged'}: {', '.join(differing) or 'all artifacts'}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
