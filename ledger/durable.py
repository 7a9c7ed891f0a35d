"""Files that survive a crash: whole or not there, and on disk before the call returns.

A file is written beside its place, synced, renamed, and its folder synced through a handle that was opened *before*
the change: a freshly opened one may not report an input/output error that came earlier.
"""

import os
import secrets
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path

from ledger.core.errors import Unavailable


def write(path: Path, content: bytes, mode: int = 0o644) -> None:
    """Writes one file, replacing what was there.

    :raises Unavailable: `DISK_UNAVAILABLE` if the disk is full, read-only or broken.
    """
    write_all({path: content}, mode)


def write_all(files: Mapping[Path, bytes], mode: int = 0o644) -> None:
    """Writes several files, each atomically; all are on disk when the call returns.

    :raises Unavailable: `DISK_UNAVAILABLE`.
    """
    with _disk_errors(), ExitStack() as stack:
        folders = {}
        for folder in {path.parent for path in files}:
            make_folder(folder)
            folders[folder] = stack.enter_context(_opened_folder(folder))
        for path, content in files.items():
            _beside(path, content, mode).replace(path)
        for handle in folders.values():
            os.fsync(handle)


def create(path: Path, content: bytes, mode: int = 0o600) -> bool:
    """Writes a file unless there is one: of several processes one wins, and the others get False.

    :raises Unavailable: `DISK_UNAVAILABLE`.
    """
    with _disk_errors(), _opened_folder(path.parent) as handle:
        temporary = _beside(path, content, mode)
        try:
            os.link(temporary, path)
        except FileExistsError:
            return False
        finally:
            temporary.unlink()
        os.fsync(handle)
    return True


def make_folder(folder: Path, mode: int = 0o755) -> None:
    """Makes a folder and those above it, each synced into the one that holds it.

    :raises Unavailable: `DISK_UNAVAILABLE`.
    """
    if folder.is_dir():
        return
    make_folder(folder.parent)
    with _disk_errors(), _opened_folder(folder.parent) as handle:
        folder.mkdir(mode=mode, exist_ok=True)
        os.fsync(handle)


def _beside(path: Path, content: bytes, mode: int) -> Path:
    """A synced temporary file with this content in the folder of `path`."""
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    handle = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, mode)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:
        temporary.unlink(missing_ok=True)
        raise
    return temporary


@contextmanager
def _opened_folder(folder: Path) -> Iterator[int]:
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        yield handle
    finally:
        os.close(handle)


@contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        yield
    except OSError as error:
        raise Unavailable(
            "DISK_UNAVAILABLE",
            f"{error.filename or 'a file'} cannot be written: {error.strerror}",
            next="see that the disk has room and the folder belongs to the service",
        ) from error
