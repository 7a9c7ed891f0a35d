"""Forge's folder to one test at a time: the files of the suite run beside each other."""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager

from scripts.artifacts import ROOT

FORGE = ROOT / "scripts" / "forge"


@contextmanager
def alone() -> Iterator[None]:
    """Nobody else compiles into `build/forge` while the block runs."""
    folder = ROOT / "build"
    folder.mkdir(exist_ok=True)
    with (folder / "forge.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
