"""What the doctor looks at on the machine itself: programs, folders, disks, keys, and the calendar."""

import hashlib
import os
import pwd
import shutil
import stat
import sys
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from ledger.core import calendar
from ledger.core.errors import Refused, ZhengbenError
from ledger.doctor.ailments import Finding, found, refused
from ledger.keyring import NAMES, read_key_file
from ledger.local import programs

LEAST_DISK = 1 << 30
LEAST_INODES = 10_000
LEAST_DAYS = 30
"""For so many days ahead the holidays have to be known: longer than a notice that is moved off the longest of them."""

_PYTHONS = ((3, 11), (3, 14))


def python() -> Finding:
    """This Python is one with which the program is tested."""
    version = ".".join(map(str, sys.version_info[:3]))
    fits = _PYTHONS[0] <= sys.version_info[:2] < _PYTHONS[1]
    return found("python", fits, "PYTHON_FITS" if fits else "PYTHON_UNFIT", version=version)


def sm3() -> Finding:
    """Its OpenSSL knows SM3."""
    there = "sm3" in hashlib.algorithms_available
    return found("sm3", there, "SM3_THERE" if there else "SM3_MISSING")


def embedded_programs() -> Finding:
    """PostgreSQL, Node and Ganache are installed.

    :raises Unavailable: `PROGRAM_MISSING`.
    """
    programs.postgres("postgres")
    programs.node()
    programs.ganache()
    return found("programs", True, "PROGRAMS_THERE")


def data(folder: Path) -> Finding:
    """The data folder is there, ours, and open to us."""
    there = _nearest(folder)
    if not there.is_dir():
        return found("data", False, "DATA_NO_FOLDER", path=str(there))
    if there == folder and os.geteuid() not in (0, there.stat().st_uid):
        return found("data", False, "DATA_OF_ANOTHER", path=str(folder), owner=_name(there.stat().st_uid))
    if not os.access(there, os.W_OK | os.X_OK):
        return found("data", False, "DATA_CLOSED", path=str(there))
    if there != folder:
        return found("data", None, "DATA_NEW", path=str(folder))
    return found("data", True, "DATA_MINE", path=str(folder))


def disks(folder: Path) -> list[Finding]:
    """Every disk under the data folder (log and embedded database may lie on others) has room for bytes and files."""
    places: dict[int, Path] = {}
    for path in (folder, folder / "log", folder / "local" / "postgres" / "data", folder / "local" / "ganache"):
        there = _nearest(path)
        places.setdefault(there.stat().st_dev, there)
    wrong: list[Finding] = []
    least: int | None = None
    for place in places.values():
        free, counts = shutil.disk_usage(place).free, os.statvfs(place)
        least = free if least is None else min(free, least)
        if free < LEAST_DISK:
            wrong.append(found("disk", False, "DISK_FULL", path=str(place), free=free >> 20, least=LEAST_DISK >> 20))
        if counts.f_files and counts.f_favail < LEAST_INODES:
            wrong.append(
                found("disk", False, "DISK_NO_INODES", path=str(place), free=counts.f_favail, least=LEAST_INODES)
            )
    return wrong or [found("disk", True, "DISK_ROOM", free=(least or 0) >> 20)]


def keys(data: Path, folder: Path) -> list[Finding]:
    """All keys together, or each one with which something is wrong: unreadable, missing, or within others' reach."""
    try:
        there = [name for name in NAMES if (folder / name).exists()]
    except OSError as error:
        return [found("keys", None, "LOOK_FAILED", cause=f"{folder}: {error.strerror}")]
    if not there:
        return [found("keys", None, "KEYS_NEW", path=str(folder))]
    wrong = list(_exposed(data, folder, there))
    for name in there:
        try:
            read_key_file(folder / name)
        except ZhengbenError as error:
            wrong.append(refused("keys", error))
    if missing := [name for name in NAMES if name not in there]:
        wrong.append(found("keys", False, "KEYS_INCOMPLETE", path=str(folder), missing=", ".join(missing)))
    return wrong or [found("keys", True, "KEYS_THERE", path=str(folder), count=len(there))]


def _exposed(data: Path, folder: Path, there: list[str]) -> Iterator[Finding]:
    mode = stat.S_IMODE(folder.stat().st_mode)
    if mode & 0o077:
        yield found("keys", False, "KEYS_FOLDER_OPEN", path=str(folder), mode=f"{mode:04o}")
    keeper = data.stat().st_uid
    for path in (folder, *(folder / name for name in there)):
        owner = path.stat().st_uid
        if owner not in (0, keeper):
            yield found("keys", False, "KEY_OF_ANOTHER", path=str(path), owner=_name(owner), keeper=_name(keeper))
    for name in ("secrets.json", "state.json"):  # passwords of the embedded parts
        secret = data / "local" / name
        if secret.exists() and (mode := stat.S_IMODE(secret.stat().st_mode)) & 0o077:
            yield found("keys", False, "SECRETS_EXPOSED", path=str(secret), mode=f"{mode:04o}")


def holidays(now: int, known: calendar.Calendar) -> Finding:
    """The calendar knows the holidays of the days ahead, on which notices end. :param now: seconds since 1970."""
    today, last = calendar.day_of(now), max(known.years)
    try:
        known.notice_until(today)
    except Refused as error:
        return refused("calendar", error)
    end = today.replace(year=last, month=12, day=31) if today.year <= last else today
    if end - today < timedelta(days=LEAST_DAYS):
        return found("calendar", False, "CALENDAR_ENDS", last=last, days=(end - today).days)
    return found("calendar", True, "CALENDAR_KNOWN", last=last)


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"
