"""The part of a data folder that belongs to the embedded parts: `<data>/local/`, held by one supervisor at a time.

lock            flock held by the supervisor
children.lock   flock held by the children as well: free only when the last one is gone
state.json      chain id and time shift of the chain, and the port and secret path that it had last
secrets.json    key of the funded account, password of the database; only its owner reads it
postgres/       PostgreSQL's files
ganache/        the chain's files
logs/           what the children say
"""

import fcntl
import json
import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Any

from ledger.core.errors import Conflict, Corrupt, Unavailable, Usage
from ledger.local.persons import Person, keeper_of

_FULL = ("No space left on device", "ENOSPC", "Disk quota exceeded", "EDQUOT")
_LEAST_ROOM = 1 << 20  # bytes without which no part starts


class Folder:
    """A held data folder. Everything in it belongs to whom the data folder belongs to, even if root works on it."""

    def __init__(self, data: Path, *, wait_for_children: float = 20.0) -> None:
        """Make what is missing and take the lock.

        :raises Usage: `DATA_FOLDER` if it cannot be a data folder: a file, closed, read-only.
        :raises Conflict: `DATA_FOLDER_IN_USE` if another supervisor holds it.
        """
        self.data = data.absolute()
        self.path = self.data / "local"
        try:
            self.data.mkdir(parents=True, exist_ok=True)
            self.keeper: Person = keeper_of(self.data)
            for folder in (self.path, self.path / "logs"):
                with suppress(FileExistsError):  # also where another start makes it at the same moment
                    folder.mkdir(mode=0o755)
                    self.keeper.own(folder)
            self._lock = self._open("lock")
        except OSError as error:
            raise Usage(
                "DATA_FOLDER",
                f"{error.filename or self.data} cannot be used as data folder: {error.strerror}",
                next="name another folder by ZHENGBEN_DATA, or make this one yours and writable",
                path=str(self.data),
            ) from None
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self._lock.close()
            raise Conflict(
                "DATA_FOLDER_IN_USE",
                f"{self.data} is in use by another running ledger",
                next="end that one, or name another folder by ZHENGBEN_DATA",
                path=str(self.data),
            ) from None
        self._children = self._open("children.lock")
        self._wait_for_children(wait_for_children)

    @property
    def children_lock(self) -> int:
        """Descriptor that every child inherits."""
        return self._children.fileno()

    def log(self, name: str) -> Path:
        """The log file of the child `name`."""
        path = self.path / "logs" / f"{name}.log"
        if not path.exists():
            path.touch(mode=0o600)
            self.keeper.own(path)
        return path

    def read(self, name: str) -> dict[str, Any]:
        """The JSON object in a file of the folder; empty if there is none.

        :raises Corrupt: `DATA_FOLDER_BROKEN`.
        """
        path = self.path / name
        try:
            found = json.loads(path.read_text("utf-8"))
            if isinstance(found, dict):
                return found
        except FileNotFoundError:
            return {}
        except (OSError, ValueError):
            pass
        raise self.broken(path, "is not readable JSON")

    def write(self, name: str, value: dict[str, Any]) -> None:
        """Replace a file by one with the JSON object `value`; a crash leaves the old one or the new one.

        :raises Unavailable: `DISK_UNAVAILABLE`.
        """
        path, new = self.path / name, self.path / f".{name}.new"
        with self._disk_errors(path):
            descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                json.dump(value, file)
                file.flush()
                os.fsync(file.fileno())
            self.keeper.own(new)
            new.replace(path)
        self.settle()

    def settle(self, *inner: Path) -> None:
        """Have what was made in the folder, in those folders of it, and in the data folder on disk.

        :raises Unavailable: `DISK_UNAVAILABLE`.
        """
        for folder in (*inner, self.path, self.data):
            with self._disk_errors(folder):
                handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
                try:
                    os.fsync(handle)
                finally:
                    os.close(handle)

    def broken(self, path: Path, what: str) -> Corrupt:
        """The error for files that are not as we left them."""
        return Corrupt(
            "DATA_FOLDER_BROKEN",
            f"{path} {what}",
            next=f"put back a copy, or move {self.data} away to begin anew; logs are in {self.path / 'logs'}",
            path=str(path),
        )

    def not_started(self, path: Path, last_words: str) -> Corrupt | Unavailable:
        """The error for a part that does not start on its files. A full disk says nothing against them: nobody shall
        move a whole ledger away for that."""
        free = shutil.disk_usage(path).free  # its last words may have found no room either
        if free >= _LEAST_ROOM and not any(words in last_words for words in _FULL):
            return self.broken(path, f"does not start: {last_words}")
        return Unavailable(
            "DISK_UNAVAILABLE",
            f"{path} cannot be written: {last_words}",
            next="make room on its disk, and start again; nothing that was acknowledged is lost",
        )

    def release(self) -> None:
        """Let go of the folder."""
        self._children.close()
        self._lock.close()

    @contextmanager
    def _disk_errors(self, path: Path) -> Iterator[None]:
        try:
            yield
        except OSError as error:
            raise Unavailable(
                "DISK_UNAVAILABLE",
                f"{path} cannot be written: {error.strerror}",
                next="see that the disk has room and the folder belongs to the service",
            ) from error

    def _open(self, name: str) -> IO[bytes]:
        path = self.path / name
        file = path.open("ab")
        self.keeper.own(path)
        return file

    def _wait_for_children(self, seconds: float) -> None:
        """A supervisor that was killed leaves children that are still writing their last: wait for them."""
        deadline = time.monotonic() + seconds
        while True:
            try:
                fcntl.flock(self._children, fcntl.LOCK_EX | fcntl.LOCK_NB)
                return
            except OSError:
                if time.monotonic() > deadline:
                    self.release()
                    raise Unavailable(
                        "DATA_FOLDER_IN_USE",
                        f"a database or chain of an earlier run still holds {self.data}",
                        next=f"end the processes that have {self.path / 'children.lock'} open, then start again",
                        path=str(self.data),
                    ) from None
                time.sleep(0.1)
