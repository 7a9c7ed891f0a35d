"""As whom the children run: never as root where there is a choice, because PostgreSQL refuses to."""

import ctypes
import os
import pwd
import stat
from dataclasses import dataclass
from pathlib import Path

from ledger.core.errors import Unavailable

_PR_SET_KEEPCAPS = 8
_PR_CAP_AMBIENT = 47
_PR_CAP_AMBIENT_RAISE = 2
# Read and walk anywhere, write nowhere new; containers often have only the first, stronger one to give.
_CAP_DAC_OVERRIDE, _CAP_DAC_READ_SEARCH = 1, 2
_CAPABILITY_VERSION_3 = 0x20080522
_LIBC = ctypes.CDLL(None, use_errno=True)  # loaded before any fork: loading takes locks


@dataclass(frozen=True)
class Person:
    """A user of the operating system."""

    uid: int
    gid: int
    name: str

    @property
    def is_us(self) -> bool:
        """Whether a child needs no change of user."""
        return self.uid == os.geteuid()

    def own(self, path: Path) -> None:
        """Give them `path`, if only we, as root, can."""
        if not self.is_us:
            os.chown(path, self.uid, self.gid, follow_symlinks=False)


def ourselves() -> Person:
    """The user that this process runs as."""
    return _person(os.geteuid(), os.getegid())


def keeper_of(folder: Path) -> Person:
    """Who a data folder belongs to: ourselves, unless root works on somebody else's."""
    if os.geteuid() != 0:
        return ourselves()
    found = folder.stat()
    return _person(found.st_uid, found.st_gid)


def unprivileged(keeper: Person, existing: Path) -> Person:
    """Who PostgreSQL runs as.

    :param keeper: whom the data folder belongs to.
    :param existing: PostgreSQL's folder; if it is there already, its owner stays its owner.
    :raises Unavailable: `NO_UNPRIVILEGED_USER` if root finds nobody to run it as.
    """
    if os.geteuid() != 0:
        return ourselves()
    if existing.exists() and (owner := existing.stat()).st_uid != 0:
        return _person(owner.st_uid, owner.st_gid)
    if keeper.uid != 0:
        return keeper
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        if entry.pw_uid != 0:
            return Person(entry.pw_uid, entry.pw_gid, name)
    raise Unavailable(
        "NO_UNPRIVILEGED_USER",
        "PostgreSQL does not run as root, and this machine has neither a user postgres nor a user nobody",
        next="run as an ordinary user, or set ZHENGBEN_DATABASE_URL to a server",
    )


def reaches(person: Person, path: Path) -> bool:
    """Whether `person` may walk to `path` and read it, going by owner, group and mode alone."""
    if person.uid == 0:
        return True
    real = path.resolve()
    passable = all(_may(person, parent, execute=True) for parent in real.parents)
    return passable and _may(person, real, read=True, execute=real.is_dir())


def become(person: Person, *, through_closed_folders: bool) -> None:
    """Turn the calling process, root just before an exec, into `person`; called between fork and exec.

    :param through_closed_folders: keep the one capability with which the new program still walks through folders
        that are closed to `person`, such as a checkout under /root. Linux only.
    """
    capability = _passing_capability() if through_closed_folders else None
    if capability is not None:
        _check(_LIBC.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0))
    os.setgroups([])
    os.setgid(person.gid)
    os.setuid(person.uid)
    if capability is not None:
        bit = 1 << capability
        header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
        sets = (ctypes.c_uint32 * 6)(bit, bit, bit, 0, 0, 0)  # effective, permitted, inheritable; low word first
        _check(_LIBC.capset(header, sets))
        _check(_LIBC.prctl(_PR_CAP_AMBIENT, _PR_CAP_AMBIENT_RAISE, capability, 0, 0))


def check_can_become(person: Person, paths: list[Path]) -> bool:
    """Whether running as `person` needs to pass through closed folders to reach `paths`.

    :raises Unavailable: `CLOSED_FOLDER` if it does and this process has no way to.
    """
    if person.is_us:
        return False
    closed = [path for path in paths if not reaches(person, path)]
    if closed and _passing_capability() is None:
        raise Unavailable(
            "CLOSED_FOLDER",
            f"{person.name}, whom PostgreSQL runs as in place of root, may not read {closed[0]}",
            next="run as an ordinary user, or move the checkout and its data to a folder open to others",
        )
    return bool(closed)


def _passing_capability() -> int | None:
    """The capability of ours that lets a program pass through closed folders, the weaker one first. Linux only."""
    try:
        status = Path("/proc/self/status").read_text()
    except OSError:
        return None
    ours = next((int(line.split()[1], 16) for line in status.splitlines() if line.startswith("CapPrm:")), 0)
    return next((number for number in (_CAP_DAC_READ_SEARCH, _CAP_DAC_OVERRIDE) if ours >> number & 1), None)


def _check(result: int) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), "capabilities cannot be kept")


def _person(uid: int, gid: int) -> Person:
    try:
        return Person(uid, gid, pwd.getpwuid(uid).pw_name)
    except KeyError:
        return Person(uid, gid, f"user {uid}")


def _may(person: Person, path: Path, *, read: bool = False, execute: bool = False) -> bool:
    try:
        found = path.stat()
    except OSError:
        return False
    shift = 6 if found.st_uid == person.uid else 3 if found.st_gid == person.gid else 0
    bits = stat.S_IMODE(found.st_mode) >> shift
    return (not read or bool(bits & 4)) and (not execute or bool(bits & 1))
