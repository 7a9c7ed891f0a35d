"""Auditing the log: everything in the database and the published files is computed anew and compared.

The filings are made into a tree once more, checkpoint by checkpoint. What comes out must be the heads that were
signed, byte for byte the tiles that are published, and nothing else. Reads everything, changes nothing, and may run
beside a service: the files are looked at before the database, which is never behind them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import Connection, Engine

from ledger import durable, sequencing
from ledger.core import checkpoint as checkpoints
from ledger.core import merkle, tiles
from ledger.core.errors import Corrupt, Malformed, NotFound, Unavailable, ZhengbenError
from ledger.core.note import Ed25519Signer, VerifierKey
from ledger.core.types import Head
from ledger.doctor.ailments import Finding, found, refused
from ledger.keeping import reaching
from ledger.keyring import read_key_file
from ledger.sequencing import EMPTY, TileFiles
from ledger.settings import Settings
from ledger.store import database, deployment, filings, log


def audit(settings: Settings) -> list[Finding]:
    """Audit the log of these settings, or that of the embedded ledger that runs on this machine.

    :raises Unavailable: `LEDGER_AT_REST` while the embedded database does not run, `LEDGER_NONE` if the database has
        no ledger, `DATABASE_UNAVAILABLE`, `DISK_UNAVAILABLE`.
    :raises Usage: what is wrong with the log's key.
    """
    engine = database.engine(reaching.database_url(settings), pool_size=1)
    try:
        with database.transaction(engine) as connection:
            standing = deployment.find(connection)
        if standing is None:
            raise Unavailable("LEDGER_NONE", "no ledger was founded in this database", next="`zhengben up` founds one")
        key = Ed25519Signer(standing.log_origin, read_key_file(settings.keys / "log.key")).key
        return audit_log(engine, TileFiles(settings.log), key)
    finally:
        engine.dispose()


def audit_log(engine: Engine, files: TileFiles, key: VerifierKey) -> list[Finding]:
    """Every finding about a log; all are good if it is whole, published to the last entry, and nothing is left over.

    :param key: of the log, under its origin.
    :raises Unavailable: `DATABASE_UNAVAILABLE`, `DISK_UNAVAILABLE`.
    """
    lying = list(_lying(files.folder))
    try:
        published = sequencing.published(files, key)
    except Corrupt as error:
        return [refused("log", error)]
    # One moment of the database: a service that grows the log meanwhile must not look like a contradiction.
    with database.transaction(engine, "REPEATABLE READ") as connection:
        findings = [published_head(connection, published), _staged(connection), _filings(connection)]
        sizes = log.sizes(connection)
    history = _History(engine, files, key, published.size)
    return [*findings, *history.replay(sizes), _others(lying, sizes, files.folder)]


def published_head(connection: Connection, published: Head) -> Finding:
    """The published head is one that the database signed, and the newest."""
    latest = log.latest(connection)
    size = 0 if latest is None else latest.head.size
    if published.size > size:
        return found("log", False, "LOG_AHEAD", published=published.size, size=size)
    if published.size:
        known = log.at(connection, published.size)
        if known is None or known.head != published:
            return found("log", False, "LOG_OF_ANOTHER", size=published.size)
    if published.size < size:
        return found("log", None, "LOG_UNPUBLISHED", published=published.size, size=size)
    return found("log", True, "LOG_PUBLISHED", size=size)


def _staged(connection: Connection) -> Finding:
    count = log.staged_count(connection)
    return found("staged", None, "STAGED_LEFT", count=count) if count else found("staged", True, "STAGED_NONE")


def _filings(connection: Connection) -> Finding:
    """No filing stands beyond the newest head."""
    latest = log.latest(connection)
    size = 0 if latest is None else latest.head.size
    if beyond := filings.count_from(connection, size):
        return found("filings", False, "FILINGS_BEYOND", count=beyond, size=size)
    return found("filings", True, "FILINGS_PLACED", size=size, waiting=filings.waiting_count(connection))


@dataclass
class _History:
    """The tree as it grows again from the filings.

    :param published: tiles are compared up to this size.
    """

    engine: Engine
    files: TileFiles
    key: VerifierKey
    published: int
    head: Head = EMPTY
    signed_at: int = 0
    compared: int = 0
    wrong: list[str] = field(default_factory=list)
    earlier: list[int] = field(default_factory=list)
    newest: dict[int, tuple[str, bytes]] = field(default_factory=dict)

    def replay(self, sizes: list[int]) -> Iterator[Finding]:
        """What is to be said of the checkpoints of these sizes, and of the tiles."""
        try:
            for size in sizes:
                with database.transaction(self.engine) as connection:
                    self._grow(connection, size)
        except (Corrupt, Malformed) as error:
            yield found("history", False, "HISTORY_BROKEN", size=size, cause=error.message)
        else:
            yield found("history", True, "HISTORY_WHOLE", size=self.head.size, checkpoints=len(sizes))
        if self.earlier:
            yield found("times", None, "TIMES_BACK", count=len(self.earlier), size=self.earlier[0])
        else:
            yield found("times", True, "TIMES_FORWARD")
        if self.wrong:
            count, first = len(self.wrong), self.wrong[0]
            folder = str(self.files.folder)
            yield found("tiles", False, "TILES_BROKEN", count=count, all=self.compared, path=first, folder=folder)
        else:
            yield found("tiles", True, "TILES_WHOLE", count=self.compared)

    def _grow(self, connection: Connection, size: int) -> None:
        stored = log.at(connection, size)
        if stored is None or stored.previous != self.head.size:
            raise _broken(f"it does not follow the one of size {self.head.size}")
        if stored.signed_at < self.signed_at:
            self.earlier.append(size)
        self._check_note(stored)
        waiting = filings.in_log(connection, self.head.size, size)
        if foreign := [one.leaf_index for one in waiting if merkle.leaf_hash(one.entry) != one.leaf]:
            raise _broken(f"the entry at index {foreign[0]} does not hash to its leaf")
        growth = tiles.grow(self.head, [one.entry for one in waiting], self._read)
        if growth.head != stored.head:
            raise _broken(f"the filings make up {growth.head.root.hex()}, signed was {stored.head.root.hex()}")
        self.head, self.signed_at = growth.head, stored.signed_at
        for path, content in growth.files.items():
            self.newest[tiles.Tile.parse(path).level] = path, content
            if size <= self.published:
                self._compare(path, content)

    def _check_note(self, stored: log.StoredCheckpoint) -> None:
        try:
            head = checkpoints.open_signed(stored.note, self.key.name, [self.key]).head
        except ZhengbenError as error:
            raise _broken(error.message) from None
        if head != stored.head:
            raise _broken(f"its note says {head.root.hex()} of size {head.size}, its row {stored.head.root.hex()}")

    def _read(self, path: str) -> bytes:
        """The newest tile of a level as it was computed here; growing reads no other."""
        for known, content in self.newest.values():
            if known == path:
                return content
        raise NotFound("TILE_UNKNOWN", f"the log has no {path}")

    def _compare(self, path: str, content: bytes) -> None:
        self.compared += 1
        try:
            same = self.files.read(path) == content
        except NotFound:
            same = self._is_superseded(tiles.Tile.parse(path))
        if not same:
            self.wrong.append(path)

    def _is_superseded(self, tile: tiles.Tile) -> bool:
        """Whether a partial tile may be missing: a full one is published in its place (C2SP tlog-tiles)."""
        hashes = self.published >> tiles.HEIGHT * max(tile.level, 0)
        return not tile.is_full and hashes >= (tile.index + 1) * tiles.WIDTH


def _broken(cause: str) -> Corrupt:
    return Corrupt("HISTORY_BROKEN", cause)


def _others(lying: list[str], sizes: list[int], folder: Path) -> Finding:
    """Files that no checkpoint accounts for."""
    accounted = _accounts(sizes)
    foreign = [path for path in lying if path != "checkpoint" and not accounted(path)]
    left = [path for path in foreign if durable.is_temporary(path)]
    if len(foreign) > len(left):
        first = next(path for path in foreign if not durable.is_temporary(path))
        return found("files", False, "FILES_FOREIGN", count=len(foreign) - len(left), path=first, folder=str(folder))
    if left:
        return found("files", None, "FILES_LEFT", count=len(left), path=left[0])
    return found("files", True, "FILES_OURS")


def _accounts(sizes: list[int]) -> Callable[[str], bool]:
    """Whether a log with checkpoints of these sizes has a file of that path."""
    newest = max(sizes, default=0)
    by_level: dict[int, set[int]] = {}

    def accounts(path: str) -> bool:
        try:
            tile = tiles.Tile.parse(path)
        except Malformed:
            return False
        shift = tiles.HEIGHT * max(tile.level, 0)
        end = tile.index * tiles.WIDTH + tile.width
        if tile.is_full:
            return newest >> shift >= end
        return end in by_level.setdefault(tile.level, {size >> shift for size in sizes})

    return accounts


def _lying(folder: Path) -> Iterator[str]:
    """Paths of all files below a folder, relative to it."""
    for path in sorted(folder.rglob("*")):
        if not path.is_dir():
            yield path.relative_to(folder).as_posix()
