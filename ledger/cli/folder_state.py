"""What the program remembers of a folder that it files: durable before anything is sent, so that a kill costs nothing.

    ledger.json               the ledger that the folder is filed in
    manifests/<leaf>.ndjson   a manifest exactly as it was signed and sent, with the salts of its lines; kept for good
    pending/<leaf>.ndjson     its files, written before it is sent and gone once it was receipted
    receipts/<leaf>.ndjson    its files with their receipts, until they are gathered into
    filed.ndjson              every receipt, sorted as the folder is walked

A manifest is written whole before its first byte goes out. Whatever happens then, the next run sends the same bytes,
which the service takes once. Nothing here is ever held in memory as a whole but one manifest.
"""

import fcntl
import heapq
import json
import os
import secrets
from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from itertools import groupby
from pathlib import Path
from typing import Self

from ledger import durable
from ledger.cli import files
from ledger.cli.folder_walk import order_of
from ledger.cli.locales import usage
from ledger.core.causes import why
from ledger.core.errors import Unavailable

FORMAT = "zhengben-folder/1"
_FOLDERS = ("manifests", "pending", "receipts")
_AT_ONCE = 64  # files that are merged in one go
_PIECE = 1 << 16


@dataclass(frozen=True, slots=True)
class Filed:
    """A file as it was filed.

    :param path: its name in the manifest's line. :param line: number of the line.
    :param receivedAt: second of the receipt; None while there is none.
    :param mtimeNs: when the file was last written to; None if it might be written to again in the same instant.
    """

    path: str
    leaf: str
    line: int
    sha256: str
    sm3: str
    size: int
    mtimeNs: int | None
    receivedAt: int | None = None

    def is_as(self, size: int, mtime_ns: int) -> bool:
        """Whether a file of this size and time is sure to be the one that was filed."""
        return (self.size, self.mtimeNs) == (size, mtime_ns)


class State:
    """The state of one folder. Made by `opened`.

    :param log: origin of the log of the ledger that the folder is filed in.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.receipts = folder / "filed.ndjson"

    @classmethod
    @contextmanager
    def opened(cls, folder: Path, log: str) -> Iterator[Self]:
        """The state in a folder, which is made if need be; nobody else has it meanwhile.

        :raises Usage: `STATE_IN_USE`, `STATE_OF_ANOTHER`, `STATE_NOT_WRITABLE` or `STATE_MALFORMED`.
        """
        with _writing(folder):
            durable.make_folder(folder, 0o700)
            for name in _FOLDERS:
                durable.make_folder(folder / name, 0o700)
            lock = os.open(folder / "lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise usage("STATE_IN_USE", path=str(folder)) from None
            state = cls(folder)
            with _writing(folder):
                durable.sweep([folder, *(folder / name for name in _FOLDERS)])  # what a kill left half-written
            state._claim(log)
            yield state
        finally:
            os.close(lock)

    def request(self, leaf: str) -> Path:
        """Where a manifest is, as it is sent."""
        return self.folder / "manifests" / f"{leaf}.ndjson"

    def pending(self) -> list[str]:
        """The manifests that were written and have no receipt, in no order that matters."""
        waiting = []
        for path in sorted((self.folder / "pending").glob("*.ndjson")):
            leaf = path.stem
            if self._receipts(leaf).exists() or not self.request(leaf).exists():
                self._forget(leaf)  # receipted already, or never written whole and therefore never sent
            else:
                waiting.append(leaf)
        return waiting

    def begin(self, leaf: str, request: bytes, files: Iterable[Filed]) -> None:
        """Write a manifest down, before it is sent. :raises Usage: `STATE_NOT_WRITABLE`."""
        with _writing(self.folder):
            durable.write(self._pending(leaf), b"".join(map(_spelled, files)), 0o600)
            durable.write(self.request(leaf), request, 0o600)

    def files(self, leaf: str) -> list[Filed]:
        """The files of a manifest that waits for its receipt."""
        return list(_read(self._pending(leaf)))

    def settle(self, leaf: str, received_at: int) -> None:
        """Write down that a manifest was receipted. :raises Usage: `STATE_NOT_WRITABLE`."""
        files = (replace(one, receivedAt=received_at) for one in _read(self._pending(leaf)))
        with _writing(self.folder):
            durable.write(self._receipts(leaf), b"".join(map(_spelled, files)), 0o600)
        self._forget(leaf)

    def give_up(self, leaf: str) -> None:
        """Forget a manifest that the service has refused: it was never stored, and its files are filed anew."""
        self._forget(leaf)
        self.request(leaf).unlink(missing_ok=True)

    def touched(self, files: list[Filed]) -> None:
        """Write down files that were filed before and of which only the time is another."""
        with _writing(self.folder):
            path = self._receipts(f"touched-{secrets.token_hex(8)}")
            durable.write(path, b"".join(map(_spelled, files)), 0o600)

    def gather(self) -> None:
        """Merge the receipts into the one sorted file. A kill in between leaves some there twice, until the next time.

        :raises Usage: `STATE_NOT_WRITABLE`.
        """
        waiting = sorted((self.folder / "receipts").glob("*.ndjson"))
        for start in range(0, len(waiting), _AT_ONCE):
            some = waiting[start : start + _AT_ONCE]
            with _writing(self.folder), ExitStack() as stack:
                sources = [_read(path, stack) for path in (self.receipts, *some) if path.exists()]
                merged = groupby(heapq.merge(*sources, key=_order), key=_order)  # stable: what was there stays before
                durable.write_pieces(self.receipts, (_spelled(one) for _, same in merged for one in _once(same)), 0o600)
                for path in some:
                    path.unlink()

    def known(self) -> Callable[[str], Filed | None]:
        """What was filed last under a name; to be asked in the order of a walk, each name once."""
        return _Known(_read(self.receipts) if self.receipts.exists() else iter(())).under

    def _claim(self, log: str) -> None:
        path = self.folder / "ledger.json"
        mine = {"format": FORMAT, "log": log}
        with _writing(self.folder):
            durable.create(path, json.dumps(mine).encode() + b"\n")
        try:
            found = json.loads(path.read_bytes())
        except (OSError, ValueError):
            raise usage("STATE_MALFORMED", path=str(path)) from None
        if found != mine:
            other = str(found.get("log"))[:200] if isinstance(found, dict) else "?"
            raise usage("STATE_OF_ANOTHER", path=str(self.folder), other=other, log=log)

    def _pending(self, leaf: str) -> Path:
        return self.folder / "pending" / f"{leaf}.ndjson"

    def _receipts(self, leaf: str) -> Path:
        return self.folder / "receipts" / f"{leaf}.ndjson"

    def _forget(self, leaf: str) -> None:
        self._pending(leaf).unlink(missing_ok=True)


class _Known:
    """A sorted stream of files, asked for one name after the other."""

    def __init__(self, files: Iterator[Filed]) -> None:
        self._files = files
        self._next = next(files, None)

    def under(self, name: str) -> Filed | None:
        found, order = None, order_of(name)
        while self._next is not None and (place := order_of(self._next.path)) <= order:
            if place == order:
                found = self._next
            self._next = next(self._files, None)
        return found


def pieces(path: Path) -> Iterator[bytes]:
    """A file piece by piece. :raises Usage: `FILE_NOT_READABLE`."""
    try:
        with path.open("rb") as file:
            while piece := file.read(_PIECE):
                yield piece
    except OSError as error:
        raise files.not_readable(path, error) from None


def _order(one: Filed) -> list[str]:
    return order_of(one.path)


def _once(same: Iterable[Filed]) -> list[Filed]:
    """Of one file each line that told of it once, as it was written down last, the newest at the end."""
    lines: dict[tuple[str, int], Filed] = {}
    for one in same:
        lines.pop((one.leaf, one.line), None)
        lines[one.leaf, one.line] = one
    return list(lines.values())


def _spelled(one: Filed) -> bytes:
    return json.dumps(asdict(one), ensure_ascii=False, separators=(",", ":")).encode() + b"\n"


def _read(path: Path, stack: ExitStack | None = None) -> Iterator[Filed]:
    """The files in a file. :param stack: closes it also if it is not read to its end."""
    with path.open("rb") as file:
        if stack is not None:
            stack.callback(file.close)
        for line in file:
            try:
                yield Filed(**json.loads(line))
            except (ValueError, TypeError):
                raise usage("STATE_MALFORMED", path=str(path)) from None


@contextmanager
def _writing(folder: Path) -> Iterator[None]:
    try:
        yield
    except (OSError, Unavailable) as error:
        zh, cause = why(error)
        raise usage("STATE_NOT_WRITABLE", path=str(folder), cause=cause, zh=zh) from None
