"""Copies what the pages load from others out of the locked npm packages to where the service serves it.

    python3 scripts/assets.py [--to FOLDER]

Standard library only: set-up runs it after the packages are there. Nothing is built, so that each copy can be compared
with what its maker published. One thing is changed: modules that import others by a package's name, which no browser
knows, get the relative address instead.
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
    **{
        f"@noble/curves/{name}.js": f"noble-curves/{name}.js"
        for name in (
            *("nist", "secp256k1", "ed25519", "utils", "abstract/weierstrass", "abstract/der", "abstract/curve"),
            *(
                "abstract/modular",
                "abstract/hash-to-curve",
                "abstract/oprf",
                "abstract/fft",
                "abstract/frost",
                "abstract/edwards",
                "abstract/montgomery",
            ),
        )
    },
    **{
        f"@noble/hashes/{name}.js": f"noble-hashes/{name}.js"
        for name in ("sha2", "sha3", "_md", "_u64", "hmac", "utils")
    },
}
"""Under node_modules, and the name it is served by under /static/vendor/."""


def copy(modules=ROOT / "node_modules", to=VENDOR):
    """Put the files there that are not there yet or differ; take away what is listed no more.

    :raises FileNotFoundError: a package is not installed.
    """
    for file in sorted(to.rglob("*"), reverse=True):
        if file.is_file() and file.relative_to(to).as_posix() not in FILES.values():
            file.unlink()
        elif file.is_dir() and not any(file.iterdir()):
            file.rmdir()
    for source, name in FILES.items():
        content = _addressed((modules / source).read_bytes(), name)
        target = to / name
        if not target.exists() or target.read_bytes() != content:
            target.parent.mkdir(parents=True, exist_ok=True)
            partial = target.with_suffix(".part")
            partial.write_bytes(content)
            partial.replace(target)


def _addressed(content, name):
    """A module whose imports of `@noble/hashes` are relative addresses."""
    if not name.startswith("noble-"):
        return content
    return content.replace(b"from '@noble/hashes/", b"from '" + b"../" * name.count("/") + b"noble-hashes/")


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
