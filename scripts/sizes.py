"""How big the deployed contracts are, held to what was last looked at.

    python scripts/sizes.py            say what grew or shrank, exit 1 if anything did
    python scripts/sizes.py --write    renew contracts/sizes.json

Bytes of runtime code, from the artifacts. How many there may be at most, `tests/chain/test_artifacts.py` says.
"""

import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ARTIFACTS = ROOT / "ledger" / "chain" / "artifacts"
SNAPSHOT = ROOT / "contracts" / "sizes.json"


def sizes() -> dict[str, int]:
    """Bytes of runtime code by contract."""
    found = {}
    for path in sorted(ARTIFACTS.glob("*.json")):
        runtime = json.loads(path.read_text("utf-8"))["deployedBytecode"]
        found[path.stem] = len(runtime.removeprefix("0x")) // 2
    return found


def complaints(found: dict[str, int], snapshot: dict[str, int]) -> list[str]:
    """What differs from the snapshot and by how much, a line each."""
    lines = []
    for name in sorted(found.keys() | snapshot.keys()):
        if name not in snapshot or name not in found:
            lines.append(f"{name}: {'new' if name in found else 'gone'}")
        elif found[name] != snapshot[name]:
            more = found[name] - snapshot[name]
            lines.append(f"{name} {'grew' if more > 0 else 'shrank'} by {abs(more)} bytes to {found[name]}")
    return lines


def main(arguments: list[str]) -> int:
    found = sizes()
    if "--write" in arguments:
        SNAPSHOT.write_text(json.dumps(found, indent=1) + "\n", "utf-8")
    lines = complaints(found, json.loads(SNAPSHOT.read_text("utf-8")))
    print("\n".join(lines) if lines else "all contracts have the sizes of contracts/sizes.json")
    return 1 if lines else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
