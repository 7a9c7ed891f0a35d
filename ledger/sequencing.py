"""The sequencer: waiting filings get their places, the log grows, its new head is signed and published.

One process at a time does this, under a lock on the folder, kept until the head is published, and an advisory lock of
the database. The order makes forks impossible:

1. in one transaction: give indexes, stage the new tiles, sign the checkpoint, swap it in by compare-and-set;
2. after the commit: write the staged tiles as files, then the checkpoint; once all that is on disk, clear the stage.

The database is the truth and the files are its copy. Whoever stops between 1 and 2 leaves files that are behind, and
the next call replays them from what is staged (or from the filings, if even that is gone). Files that are *ahead* of
the database, or show another root, mean that the database was put back or the files were changed, and so does an
anchor of a head that the database never had: then nothing is signed any more (`Corrupt`), because signing would make
a second history. Taking in what the files are ahead is `restoring`'s, and done on purpose only.

A clock that steps back stops the sequencer, not the intake: filings wait until the time of the last checkpoint has
been reached again, or until whoever runs the ledger says that the clock was ahead at that time. (No published byte
carries the time: what binds heads to times are the anchors.)
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import Connection, Engine

from ledger import anchoring, durable
from ledger.core import checkpoint as checkpoints
from ledger.core import merkle, tiles
from ledger.core.errors import Corrupt, Malformed, NotFound, ProofInvalid, Unavailable, ZhengbenError
from ledger.core.note import Signer, VerifierKey
from ledger.core.types import Head
from ledger.store import database, filings, log
from ledger.store.database import Lock

EMPTY = Head(0, merkle.EMPTY_ROOT)
_PATIENCE = 10.0
_STOP = "stop the service, keep both, and find out which of them was put back or changed"


@dataclass(frozen=True)
class Batch:
    """How much enters the log at once: at most so many entries, of at most so many bytes together."""

    entries: int = 4096
    size: int = 16 << 20


@dataclass(frozen=True)
class TileFiles:
    """The published log: `checkpoint` and `tile/…` below one folder, ready to be served as they are."""

    folder: Path

    def read(self, path: str) -> bytes:
        """The bytes of a tile by its path, such as `tile/0/000.p/3`; a `TileSource`.

        :raises Malformed: `TILE_PATH_MALFORMED` for anything that is no tile's path.
        :raises NotFound: `TILE_UNKNOWN`.
        """
        try:
            return (self.folder / tiles.Tile.parse(path).path).read_bytes()
        except (FileNotFoundError, NotADirectoryError):
            raise NotFound("TILE_UNKNOWN", f"the log has no {path}", next="see the size in the checkpoint") from None
        except OSError as error:
            raise _unreadable(path, error) from error

    def partial_tiles(self) -> Iterator[tiles.Tile]:
        """The partial tiles of hashes that lie there, in no order; files of other names are passed over."""
        for path in self.folder.glob("tile/[0-9]*/**/*.p/*"):
            try:
                yield tiles.Tile.parse(path.relative_to(self.folder).as_posix())
            except Malformed:
                continue

    def checkpoint(self) -> str | None:
        """The published checkpoint, None before the first."""
        try:
            return (self.folder / "checkpoint").read_bytes().decode("utf-8", "replace")  # garbage verifies as nothing
        except FileNotFoundError:
            return None
        except OSError as error:
            raise _unreadable("the published checkpoint", error) from error

    def write(self, files: Mapping[str, bytes]) -> None:
        """Writes tiles durably, and removes what whoever was killed at it left behind."""
        whole = {self.folder / path: content for path, content in files.items()}
        durable.sweep({path.parent for path in whole})
        durable.write_all(whole, within=self.folder)

    def publish(self, note: str) -> None:
        """Replaces the published checkpoint."""
        durable.sweep([self.folder])
        durable.write(self.folder / "checkpoint", note.encode())

    def held(self, patience: float = 0.0) -> AbstractContextManager[bool]:
        """Keeps others from writing meanwhile; as `durable.held`."""
        return durable.held(self.folder, patience)


def integrate(
    engine: Engine,
    log_dir: Path,
    log_key: Signer,
    now: int,
    batch: Batch | None = None,
    misdated: int | None = None,
) -> log.StoredCheckpoint | None:
    """Takes one batch of waiting filings into the log and publishes the new head.

    Takes the engine, not a connection, because files are written only after the commit.

    :param log_key: signs checkpoints; its name is the log's origin.
    :param now: seconds since 1970.
    :param misdated: a time of which whoever runs the ledger says that the clock was ahead when it showed it; a
        checkpoint signed at exactly that time holds up nothing.
    :returns: the new checkpoint; None if nothing waits or another process is at it right now.
    :raises Corrupt: `LOG_AHEAD`, `LOG_FORKED`, `LOG_KEY_CHANGED`, `TILE_CORRUPT`, and as
        `anchoring.require_continued`.
    :raises Unavailable: `CLOCK_STEPPED_BACK`, `DISK_UNAVAILABLE`, `DATABASE_UNAVAILABLE`.
    """
    files = TileFiles(log_dir)
    with files.held() as ours:
        if not ours:
            return None
        with database.transaction(engine) as connection:
            if not database.try_lock(connection, Lock.SEQUENCING):
                return None
            _catch_up(connection, files, log_key)
            stored = _append(connection, files, log_key, now, batch or Batch(), misdated)
        if stored is not None:
            _publish(engine, files, log_key)
        return stored


def publish(engine: Engine, log_dir: Path, log_key: Signer) -> Head:
    """Brings the files up to the database; what a service does first when it starts.

    :returns: the published head.
    :raises Corrupt: as `integrate`.
    :raises Unavailable: as `integrate`, and `FOLDER_BUSY` if another process is at it and does not end.
    """
    files = TileFiles(log_dir)
    with files.held(_PATIENCE) as ours:
        if not ours:
            raise Unavailable(
                "FOLDER_BUSY",
                f"another process has been writing in {log_dir} for {_PATIENCE:g} seconds",
                next="see that one service alone runs on this folder, and that its disk answers",
            )
        return _publish(engine, files, log_key)


def _publish(engine: Engine, files: TileFiles, log_key: Signer) -> Head:
    with database.transaction(engine) as connection:
        database.lock(connection, Lock.SEQUENCING)
        return _catch_up(connection, files, log_key)


def published(files: TileFiles, key: VerifierKey) -> Head:
    """The head that the files show, size 0 where nothing was published.

    :param key: of the log, under its origin.
    :raises Corrupt: `LOG_KEY_CHANGED`, `LOG_FORKED` if it is no checkpoint by that key.
    """
    note = files.checkpoint()
    return EMPTY if note is None else signed_head(note, key, "the published log")


def require_signed(connection: Connection, head: Head) -> None:
    """Demand that the database signed a head that was read from the files before.

    :raises Corrupt: `LOG_AHEAD`, `LOG_FORKED`.
    """
    latest = log.latest(connection)
    size = 0 if latest is None else latest.head.size
    if head.size > size:
        raise Corrupt(
            "LOG_AHEAD",
            f"the published log has {head.size} entries, the database {size}",
            next="stop the service; if the database was put back, `zhengben restore --adopt-published` takes in what "
            "the published log has more",
            published=head.size,
            size=size,
        )
    known = log.at(connection, head.size) if head.size else None
    if head.size and (known is None or known.head != head):
        raise Corrupt(
            "LOG_FORKED",
            f"the database never signed the published head {head.root.hex()} of size {head.size}",
            next=_STOP,
            size=head.size,
        )


def _unreadable(what: str, error: OSError) -> Unavailable:
    return Unavailable(
        "DISK_UNAVAILABLE",
        f"{what} cannot be read: {error.strerror}",
        next="see that the disk works and the log's folder belongs to the service",
    )


def signed_head(note: str, key: VerifierKey, whose: str) -> Head:
    """The head of a checkpoint that must be by our key.

    :param whose: where it was found, for the message.
    :raises Corrupt: `LOG_KEY_CHANGED`, `LOG_FORKED` if it cannot be read.
    """
    origin = key.name
    try:
        return checkpoints.open_signed(note, origin, [key]).head
    except ProofInvalid as error:
        raise Corrupt(
            "LOG_KEY_CHANGED",
            f"the last checkpoint of {whose} is not by the key and origin at hand: {error.message}",
            next=f"put back log.key and the origin with which the log was begun; it is now {origin!r}",
            origin=origin,
        ) from None
    except ZhengbenError as error:
        raise Corrupt(
            "LOG_FORKED", f"the last checkpoint of {whose} cannot be read: {error.message}", next=_STOP
        ) from None


def _append(
    connection: Connection, files: TileFiles, log_key: Signer, now: int, batch: Batch, misdated: int | None
) -> log.StoredCheckpoint | None:
    latest = log.latest(connection)
    old = EMPTY if latest is None else latest.head
    if latest is not None and now < latest.signed_at != misdated:
        raise Unavailable(
            "CLOCK_STEPPED_BACK",
            f"the last checkpoint was signed at {latest.signed_at}, and the clock says {now}",
            next="set the clock right; filings are kept and enter the log once that time is reached again. If the "
            f"clock was ahead then and is right now, start once with ZHENGBEN_CLOCK_WAS_AHEAD={latest.signed_at}",
            signed_at=latest.signed_at,
            now=now,
        )
    waiting = filings.waiting(connection, count=batch.entries, size=batch.size)
    if not waiting:
        return None
    anchoring.require_continued(connection)
    growth = _grow(files, old, [filing.entry for filing in waiting])
    filings.assign(connection, [filing.leaf for filing in waiting], old.size)
    log.stage(connection, growth.head.size, growth.files)
    signed = checkpoints.sign(checkpoints.Checkpoint(log_key.key.name, growth.head.size, growth.head.root), [log_key])
    stored = log.StoredCheckpoint(growth.head, previous=old.size, note=signed.content, signed_at=now)
    log.swap_in(connection, stored)
    return stored


def _catch_up(connection: Connection, files: TileFiles, log_key: Signer) -> Head:
    """Replays what the files lack of the database; relies on both locks being held.

    What is still staged may have been written without reaching the disk, so it is written again.
    """
    latest = log.latest(connection)
    on_disk = published(files, log_key.key)
    require_signed(connection, on_disk)
    if latest is None:
        return EMPTY
    signed_head(latest.note, log_key.key, "the database")
    at = on_disk
    if unsure := log.staged(connection, on_disk.size):
        files.write(unsure)
    while at != latest.head:
        following = log.after(connection, at.size)
        files.write(_tiles_of(connection, files, at, following))
        at = following.head
    if unsure or on_disk != latest.head:
        _check_tiles(files, latest.head)
        files.publish(latest.note)
    log.clear_staged(connection, latest.head.size)
    return latest.head


def _tiles_of(connection: Connection, files: TileFiles, old: Head, new: log.StoredCheckpoint) -> Mapping[str, bytes]:
    """What is staged for a checkpoint, or the same made again from the filings."""
    staged = log.staged(connection, new.head.size)
    if staged:
        return staged
    entries = [filing.entry for filing in filings.in_log(connection, old.size, new.head.size)]
    growth = _grow(files, old, entries)
    if growth.head != new.head:
        raise Corrupt(
            "LOG_FORKED",
            f"the filings make up {growth.head.root.hex()} at size {new.head.size}, signed was {new.head.root.hex()}",
            next=_STOP,
            size=new.head.size,
        )
    return growth.files


def _grow(files: TileFiles, old: Head, entries: Sequence[bytes]) -> tiles.Growth:
    try:
        return tiles.grow(old, entries, files.read)
    except (Corrupt, NotFound) as error:
        raise _tiles_corrupt(files, old, error.message) from None


def _check_tiles(files: TileFiles, head: Head) -> None:
    """Nothing is published that the tiles on disk do not make up."""
    try:
        root = merkle.Frontier.read(head.size, tiles.tile_reader(head.size, files.read)).root
    except (Corrupt, NotFound) as error:
        raise _tiles_corrupt(files, head, error.message) from None
    if root != head.root:
        raise _tiles_corrupt(files, head, f"they make up {root.hex()}, not {head.root.hex()}")


def _tiles_corrupt(files: TileFiles, head: Head, message: str) -> Corrupt:
    return Corrupt(
        "TILE_CORRUPT",
        f"the tiles of size {head.size} are not as they were written: {message}",
        next=f"move {files.folder} aside; the files are then written anew from the database and checked",
        size=head.size,
    )
