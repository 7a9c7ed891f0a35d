"""The lines of digest manifests: sealed in parts of 256 lines, and spooled on their way into the database.

What is spooled is sealed already, so that a temporary file holds nothing that erasure would not reach. The spool is
written in the binary format of PostgreSQL's COPY, and goes into the database without being read again.
"""

import struct
import tempfile
from collections.abc import Iterator
from functools import partial
from typing import IO, Self

from sqlalchemy import Column, ForeignKey, Integer, LargeBinary, Table, select
from sqlalchemy.engine import Connection

from ledger.core.errors import Unavailable
from ledger.store import database
from ledger.store.metadata import metadata

LINES_IN_A_PART = 256

manifest_lines = Table(
    "manifest_lines",
    metadata,
    Column("leaf", LargeBinary, ForeignKey("filings.leaf"), primary_key=True),
    Column("part", Integer, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
)

_IN_MEMORY = 1 << 20
_PIECE = 1 << 18
_HEADER = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_TRAILER = b"\xff\xff"
_PARTS = "COPY manifest_lines (leaf, part, sealed) FROM STDIN (FORMAT BINARY)"
_INDEX = "COPY vault.digest_index (mac, key_id, sealed_leaf) FROM STDIN (FORMAT BINARY)"


class Spool:
    """The rows of one manifest, until its last line has come and all of them are stored at once.

    In memory is at most 1 MiB of each table, the rest in temporary files that have no name. Use it as a context
    manager.
    """

    def __init__(self) -> None:
        self._parts: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115 - `close` closes both
        self._index: IO[bytes] = tempfile.SpooledTemporaryFile(_IN_MEMORY)  # noqa: SIM115
        self._parts.write(_HEADER)
        self._index.write(_HEADER)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Give the rows up, or what is left of them after they were stored."""
        self._parts.close()
        self._index.close()

    def add_part(self, leaf: bytes, part: int, sealed: bytes) -> None:
        """A row of `manifest_lines`. :raises Unavailable: `DISK_UNAVAILABLE`."""
        _write(self._parts, _row(leaf, struct.pack(">i", part), sealed))

    def add_index(self, rows: bytes) -> None:
        """Rows of `vault.digest_index`, made by `index_row`. :raises Unavailable: `DISK_UNAVAILABLE`."""
        _write(self._index, rows)

    def store(self, connection: Connection) -> None:
        """Copy all rows into the database, in the caller's transaction."""
        for statement, file in ((_PARTS, self._parts), (_INDEX, self._index)):
            _write(file, _TRAILER)
            file.seek(0)
            database.copy(connection, statement, iter(partial(file.read, _PIECE), b""))


def index_row(mac: bytes, key_id: bytes, sealed: bytes) -> bytes:
    """A row of `vault.digest_index` for `Spool.add_index`."""
    return _row(mac, key_id, sealed)


def parts(connection: Connection, leaf: bytes) -> Iterator[tuple[int, bytes]]:
    """The sealed parts of a manifest in order, one at a time: number and bytes."""
    statement = select(manifest_lines.c.part, manifest_lines.c.sealed).where(manifest_lines.c.leaf == leaf)
    in_order = statement.order_by(manifest_lines.c.part).execution_options(yield_per=8)
    return (tuple(row) for row in connection.execute(in_order))


def drop(connection: Connection, leaf: bytes) -> None:
    """Removes the lines, which nobody can open once the data key is gone."""
    connection.execute(manifest_lines.delete().where(manifest_lines.c.leaf == leaf))


def _row(*values: bytes) -> bytes:
    """A row as binary COPY has it: how many values, and each with its length before it."""
    pieces = [struct.pack(">h", len(values))]
    for value in values:
        pieces += (len(value).to_bytes(4, "big"), value)
    return b"".join(pieces)


def _write(file: IO[bytes], content: bytes) -> None:
    try:
        file.write(content)
    except OSError as error:
        raise Unavailable(
            "DISK_UNAVAILABLE",
            f"the manifest cannot be kept until it is whole: {error.strerror}",
            next="see that the folder of temporary files has room",
        ) from error
