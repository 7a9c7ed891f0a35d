"""Checkpoints and staged tiles: the database's truth about the log, of which the published files are a copy."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Column, ForeignKey, LargeBinary, Row, Table, Text, func, select, text
from sqlalchemy.engine import Connection
from sqlalchemy.exc import IntegrityError

from ledger.core.errors import Conflict, Corrupt
from ledger.core.types import Head
from ledger.store.metadata import metadata

checkpoints = Table(
    "checkpoints",
    metadata,
    Column("size", BigInteger, primary_key=True, autoincrement=False),
    Column("previous", BigInteger, nullable=False, unique=True),
    Column("root", LargeBinary, nullable=False),
    Column("note", Text, nullable=False),
    Column("signed_at", BigInteger, nullable=False),
)

staged_tiles = Table(
    "staged_tiles",
    metadata,
    Column(
        "size",
        BigInteger,
        ForeignKey("checkpoints.size", deferrable=True, initially="DEFERRED"),
        primary_key=True,
        autoincrement=False,
    ),
    Column("path", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)


@dataclass(frozen=True)
class StoredCheckpoint:
    """A signed head of the log.

    :param previous: size of the checkpoint before it, 0 for the first. Unique, so that no head has two successors.
    :param note: the checkpoint as it is published (C2SP signed note).
    :param signed_at: seconds since 1970.
    """

    head: Head
    previous: int
    note: str
    signed_at: int


def latest(connection: Connection) -> StoredCheckpoint | None:
    """The newest checkpoint, None before the first."""
    row = connection.execute(_CHECKPOINT.order_by(checkpoints.c.size.desc()).limit(1)).first()
    return None if row is None else _stored(row)


def at(connection: Connection, size: int) -> StoredCheckpoint | None:
    """The checkpoint of exactly that size, or None."""
    row = connection.execute(_CHECKPOINT.where(checkpoints.c.size == size)).first()
    return None if row is None else _stored(row)


def after(connection: Connection, size: int) -> StoredCheckpoint:
    """The checkpoint that followed the one of that size; of size 0, the first.

    :raises Corrupt: `LOG_HAS_A_GAP` if there is none.
    """
    row = connection.execute(_CHECKPOINT.where(checkpoints.c.previous == size)).first()
    if row is None:
        raise Corrupt(
            "LOG_HAS_A_GAP",
            f"the database holds no checkpoint that follows size {size}",
            next="stop the service and restore the database from a backup",
            size=size,
        )
    return _stored(row)


def sizes(connection: Connection) -> list[int]:
    """The sizes of all checkpoints, ascending."""
    return list(connection.scalars(select(checkpoints.c.size).order_by(checkpoints.c.size)))


def heads(connection: Connection) -> dict[int, bytes]:
    """The root of every checkpoint, by its size."""
    return {size: root for size, root in connection.execute(select(checkpoints.c.size, checkpoints.c.root))}


def stage(connection: Connection, size: int, tiles: Mapping[str, bytes]) -> None:
    """Puts the tiles that the tree of `size` adds where a restart finds them."""
    rows = [{"size": size, "path": path, "content": content} for path, content in tiles.items()]
    if rows:
        connection.execute(staged_tiles.insert(), rows)


def swap_in(connection: Connection, checkpoint: StoredCheckpoint) -> None:
    """Makes the checkpoint the newest one if `checkpoint.previous` is the newest now: compare and set.

    :raises Conflict: `LOG_MOVED_ON` otherwise.
    """
    values = {
        "size": checkpoint.head.size,
        "previous": checkpoint.previous,
        "root": checkpoint.head.root,
        "note": checkpoint.note,
        "signed_at": checkpoint.signed_at,
    }
    try:
        changed = connection.execute(_SWAP, values).rowcount
    except IntegrityError:
        changed = 0
    if changed != 1:
        raise Conflict(
            "LOG_MOVED_ON",
            f"the log is no longer at size {checkpoint.previous}, to which size {checkpoint.head.size} was added",
            next="run the sequencer again",
            previous=checkpoint.previous,
            size=checkpoint.head.size,
        )


def staged(connection: Connection, size: int) -> dict[str, bytes]:
    """The tiles that are staged for the tree of that size."""
    statement = select(staged_tiles.c.path, staged_tiles.c.content).where(staged_tiles.c.size == size)
    return {path: content for path, content in connection.execute(statement)}


def staged_count(connection: Connection) -> int:
    """How many tiles are staged, for whatever tree."""
    return connection.scalar(select(func.count()).select_from(staged_tiles)) or 0


def clear_staged(connection: Connection, size: int) -> None:
    """Forgets the tiles of all trees up to that size, once the files are durably written."""
    connection.execute(staged_tiles.delete().where(staged_tiles.c.size <= size))


_CHECKPOINT = select(
    checkpoints.c.size,
    checkpoints.c.root,
    checkpoints.c.previous,
    checkpoints.c.note,
    checkpoints.c.signed_at,
)

_SWAP = text(
    """
    INSERT INTO checkpoints (size, previous, root, note, signed_at)
    SELECT :size, :previous, :root, :note, :signed_at
    WHERE (SELECT coalesce(max(size), 0) FROM checkpoints) = :previous
    """
)


def _stored(row: Row[*tuple[Any, ...]]) -> StoredCheckpoint:
    size, root, previous, note, signed_at = row
    return StoredCheckpoint(Head(size, root), previous, note, signed_at)
