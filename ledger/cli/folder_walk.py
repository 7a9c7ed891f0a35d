"""Walking a folder: every regular file once, in an order that is always the same; links are not followed.

The order is that of the names as a manifest carries them, segment by segment, so that two walks, and a walk and what
was filed before, can be compared as they go by. In memory are the names of the folders on the way down to the present
file, never those of the whole tree.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ledger.cli import files
from ledger.cli.locales import usage
from ledger.core import manifest


@dataclass(frozen=True, slots=True)
class Found:
    """A regular file. :param name: as a line of a manifest names it, relative to the folder."""

    path: Path
    name: str
    size: int
    mtime_ns: int


@dataclass(frozen=True, slots=True)
class Skipped:
    """What is not filed. :param why: `symlink`, `special`, `unreadable`, `name` or `twice`."""

    path: Path
    why: str


def order_of(name: str) -> list[str]:
    """By what names are sorted."""
    return name.split("/")


def walk(folder: Path, leave_out: Path | None = None) -> Iterator[Found | Skipped]:
    """Everything in a folder, with whatever is in its folders.

    :param leave_out: a folder that is passed over in silence: the program's own.
    :raises Usage: `FOLDER_EXPECTED` if there is no such folder, `FILE_NOT_READABLE` if it cannot be read.
    """
    if not files.is_folder(folder):
        raise usage("FOLDER_EXPECTED", path=str(folder))
    try:
        top = _listed(folder, "")
    except OSError as error:
        raise files.not_readable(folder, error) from None
    passed_over = _identity(leave_out) if leave_out is not None else None
    levels = [iter(top)]
    while levels:
        entry = next(levels[-1], None)
        if entry is None:
            levels.pop()
        elif isinstance(entry, Skipped):
            yield entry
        elif (seen := _look(*entry)) is not None:
            yield seen
        elif passed_over is None or _identity(entry[0]) != passed_over:
            try:
                levels.append(iter(_listed(entry[0], entry[1] + "/")))
            except OSError:
                yield Skipped(entry[0], "unreadable")


def _look(path: Path, name: str) -> Found | Skipped | None:
    """What is at a path; None for a folder to go into."""
    try:
        status = path.lstat()
    except OSError:
        return Skipped(path, "unreadable")
    if stat.S_ISDIR(status.st_mode):
        return None
    if stat.S_ISLNK(status.st_mode):
        return Skipped(path, "symlink")
    if not stat.S_ISREG(status.st_mode):
        return Skipped(path, "special")
    if manifest.why_no_name(name):
        return Skipped(path, "name")
    return Found(path, name, status.st_size, status.st_mtime_ns)


def _listed(folder: Path, prefix: str) -> list[tuple[Path, str] | Skipped]:
    """What is in a folder, sorted; of two names that only differ in how they are written the second is skipped."""
    named = sorted((files.normal(name), name) for name in os.listdir(folder))  # noqa: PTH208 - names, not paths
    listed: list[tuple[Path, str] | Skipped] = []
    before = None
    for normal, name in named:
        listed.append(Skipped(folder / name, "twice") if normal == before else (folder / name, prefix + normal))
        before = normal
    return listed


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        status = path.lstat()
    except OSError:
        return None
    return status.st_dev, status.st_ino
