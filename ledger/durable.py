"""Files that survive a crash: whole or not there, and on disk before the call returns.

A file is written beside its place, synced, renamed, and its folder synced through a handle that was opened *before*
the change: a freshly opened one may not report an input/output error that came earlier. Whoever is killed on the way
leaves a file with a name of its own beside the old one; `sweep` takes it away.
"""

import errno
import fcntl
import os
import re
import secrets
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

from ledger.core.errors import Unavailable

_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{16}")
_LOOK_AGAIN = 0.05
_NOT_OURS = (errno.EACCES, errno.EPERM, errno.EROFS, errno.EINVAL)


def write(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Writes one file, replacing what was there.

    :raises Unavailable: `DISK_UNAVAILABLE` if the disk is full, read-only or broken.
    """
    write_all({path: content}, mode=mode)


def write_all(files: Mapping[Path, bytes], within: Path | None = None, mode: int = 0o644) -> None:
    """Writes several files, each atomically; all are on disk when the call returns.

    :param within: a folder that holds them all. The folders from there down to the files are synced too: a call that
        was interrupted may have made them, and its error is the last that anybody heard of it.
    :raises Unavailable: `DISK_UNAVAILABLE`.
    """
    with disk_errors(), ExitStack() as stack:
        handles = []
        for folder in _folders(files, within):
            _make_folder(folder)
            handles.append(stack.enter_context(_opened_folder(folder)))
        for path, content in files.items():
            _beside(path, [content], mode).replace(path)
        for handle in handles:
            os.fsync(handle)


def write_pieces(path: Path, pieces: Iterable[bytes], mode: int = 0o644) -> None:
    """Writes one file piece by piece, replacing what was there once the last piece is on disk.

    :raises Unavailable: `DISK_UNAVAILABLE`.
    """
    with disk_errors():
        make_folder(path.parent)
        with _opened_folder(path.parent) as handle:
            _beside(path, pieces, mode).replace(path)
            os.fsync(handle)


def create(path: Path, content: bytes, mode: int = 0o600) -> bool:
    """Writes a file unless there is one: of several processes one wins, and the others get False.

    :raises Unavailable: `DISK_UNAVAILABLE`.
    """
    with disk_errors(), _opened_folder(path.parent) as handle:
        temporary = _beside(path, [content], mode)
        try:
            os.link(temporary, path)
        except FileExistsError:
            return False
        finally:
            temporary.unlink()
        os.fsync(handle)
    return True


def make_folder(folder: Path, mode: int = 0o755) -> None:
    """Makes a folder and those above it, each synced into the one that holds it; also one that is there already, whose
    maker may have been interrupted.

    :raises Unavailable: `DISK_UNAVAILABLE`.
    """
    with disk_errors():
        if not folder.is_dir():
            _make_folder(folder, mode)
            return
        try:
            _sync(folder.parent)
        except OSError as error:
            if error.errno not in _NOT_OURS:
                raise


def settle(folder: Path) -> None:
    """Syncs a folder, if it is there, and its entry: what an interrupted call left in it may be relied on.

    :raises Unavailable: `DISK_UNAVAILABLE`.
    """
    with disk_errors():
        if folder.is_dir():
            make_folder(folder)
            _sync(folder)


@contextmanager
def held(folder: Path, patience: float = 0.0) -> Iterator[bool]:
    """Makes the folder, and keeps every other process and thread that asks the same out of it.

    :param patience: seconds to wait for whoever is in.
    :returns: False if another one is still in.
    :raises Unavailable: `DISK_UNAVAILABLE`.
    """
    make_folder(folder)
    with ExitStack() as stack:
        with disk_errors():
            handle = stack.enter_context(_opened_folder(folder))
            ours = _lock(handle, patience)
        if ours:
            stack.callback(_unlock, handle)
        yield ours


def sweep(folders: Iterable[Path], before: float | None = None) -> None:
    """Removes what interrupted calls left in these folders. Nobody may be writing in them, unless `before` is given.

    :param before: only what was last written before that time, in seconds since 1970.
    :raises Unavailable: `DISK_UNAVAILABLE`.
    """
    with disk_errors():
        for folder in folders:
            for path in _left_in(folder):
                if before is None or path.stat().st_mtime < before:
                    path.unlink(missing_ok=True)


def is_temporary(path: str | Path) -> bool:
    """Whether a file is one that a call here had not finished with."""
    return _TEMPORARY.fullmatch(Path(path).name) is not None


def _lock(handle: int, patience: float) -> bool:
    deadline = time.monotonic() + patience
    while True:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(_LOOK_AGAIN)
        else:
            return True


def _unlock(handle: int) -> None:
    with suppress(OSError):  # closing does it, too
        fcntl.flock(handle, fcntl.LOCK_UN)


def _left_in(folder: Path) -> list[Path]:
    try:
        with os.scandir(folder) as entries:
            return [Path(entry.path) for entry in entries if is_temporary(entry.name)]
    except FileNotFoundError:
        return []


def _folders(files: Iterable[Path], within: Path | None) -> list[Path]:
    """The folders to sync, each before those in it."""
    found = {path.parent for path in files}
    if within is not None:
        found |= {above for folder in found for above in folder.parents if above.is_relative_to(within)}
    return sorted(found)


def _make_folder(folder: Path, mode: int = 0o755) -> None:
    if folder.is_dir():
        return
    _make_folder(folder.parent)
    with _opened_folder(folder.parent) as handle:
        folder.mkdir(mode=mode, exist_ok=True)
        os.fsync(handle)


def _beside(path: Path, pieces: Iterable[bytes], mode: int) -> Path:
    """A synced temporary file with this content in the folder of `path`."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    try:
        handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
        with os.fdopen(handle, "wb") as file:
            file.writelines(pieces)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


def _sync(folder: Path) -> None:
    with _opened_folder(folder) as handle:
        os.fsync(handle)


@contextmanager
def _opened_folder(folder: Path) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield handle
    finally:
        with suppress(OSError):  # nothing was written through it, and what was synced is on disk
            os.close(handle)


@contextmanager
def disk_errors() -> Iterator[None]:
    """Turns what the system says of a disk into `Unavailable`: `DISK_UNAVAILABLE`."""
    try:
        yield
    except OSError as error:
        raise Unavailable(
            "DISK_UNAVAILABLE",
            f"{error.filename or 'a file'} cannot be written: {error.strerror}",
            next="see that the disk has room and the folder belongs to whoever runs this",
        ) from error
