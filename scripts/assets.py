"""Copies what the pages load from others out of the locked npm packages to where the service serves it.

    python3 scripts/assets.py [--to FOLDER]

Standard library only: set-up runs it after the packages are there. Nothing is built or changed, so that each copy can
be compared with what its maker published.
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "api" / "web" / "static" / "vendor"
FILES = {
    "htmx.org/dist/htmx.min.js": "htmx.min.js",
    "ethers/dist/ethers.min.js": "ethers.min.js",
    "hash-wasm/dist/index.esm.min.js": "hash-wasm.min.js",
    "pdf-lib/dist/pdf-lib.esm.min.js": "pdf-lib.min.js",
}
"""Under node_modules, and the name it is served by under /static/vendor/."""


def copy(modules=ROOT / "node_modules", to=VENDOR):
    """Put the files there that are not there yet or differ; take away what is listed no more.

    :raises FileNotFoundError: a package is not installed.
    """
    to.mkdir(parents=True, exist_ok=True)
    for file in to.iterdir():
        if file.name not in FILES.values():
            file.unlink()
    for source, name in FILES.items():
        content = (modules / source).read_bytes()
        target = to / name
        if not target.exists() or target.read_bytes() != content:
            partial = target.with_suffix(".part")
            partial.write_bytes(content)
            partial.replace(target)


def main():
    parser = argparse.ArgumentParser(description="Copy the pages' libraries out of node_modules.")
    parser.add_argument("--to", type=Path, default=VENDOR, help="folder to copy into")
    wishes = parser.parse_args()
    try:
        copy(to=wishes.to)
    except FileNotFoundError as error:
        print(f"assets: {error.filename} is missing; run `make setup` first", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
