"""Filings as they were received: the exact bytes of each entry, its place in the log, and its sealed disclosures.

A row is written once; only its `leaf_index` is filled in later, once. Triggers refuse everything else.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Row,
    Table,
    Text,
    func,
    select,
    text,
)
from sqlalchemy.engine import Connection

from ledger.core.errors import Corrupt, NotFound
from ledger.store.metadata import metadata

filings = Table(
    "filings",
    metadata,
    Column("leaf", LargeBinary, primary_key=True),
    Column("arrival", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("entry", LargeBinary, nullable=False),
    Column("type", Text, nullable=False),
    Column("node", BigInteger, nullable=False),
    Column("received_at", BigInteger, nullable=False),
    Column("leaf_index", BigInteger, unique=True),
)
Index("ix_filings_waiting", filings.c.arrival, postgresql_where=filings.c.leaf_index.is_(None))
EXAMINED = text("split_part(type, '/', 1) IN ('achievement_filing', 'technology_contract')")
"""Whether a filing is one that an officer examines before it is registered."""
Index("ix_filings_examined", filings.c.node, filings.c.arrival, postgresql_where=EXAMINED)

disclosure_boxes = Table(
    "disclosure_boxes",
    metadata,
    Column("leaf", LargeBinary, ForeignKey("filings.leaf"), primary_key=True),
    Column("sealed", LargeBinary, nullable=False),
)


@dataclass(frozen=True)
class NewFiling:
    """A filing to be stored, without its disclosures; the members are those of `StoredFiling`."""

    leaf: bytes
    entry: bytes
    type: str
    node: int
    received_at: int


@dataclass(frozen=True)
class StoredFiling:
    """A filing without its disclosures: what anybody may know.

    :param leaf: sha256(0x00 || entry), the filing's id.
    :param entry: the exact bytes that the log holds.
    :param received_at: seconds since 1970 when it was durably stored.
    :param leaf_index: its place in the log, None while it waits for the sequencer.
    """

    leaf: bytes
    entry: bytes
    type: str
    node: int
    received_at: int
    leaf_index: int | None


def add(connection: Connection, *, leaf: bytes, entry: bytes, filing_type: str, node: int, received_at: int) -> bool:
    """Stores a filing; False if it is there already. As `add_all` with one."""
    return bool(add_all(connection, [NewFiling(leaf, entry, filing_type, node, received_at)]))


def add_all(connection: Connection, new: Sequence[NewFiling]) -> set[bytes]:
    """Stores filings, in this order; the leaves of those that were not there already, which is no error: their first
    receipt stands. One leaf stands once among them.

    Waits for another transaction that is storing one of the leaves right now.
    """
    values = {
        "leaves": [filing.leaf for filing in new],
        "entries": [filing.entry for filing in new],
        "types": [filing.type for filing in new],
        "nodes": [filing.node for filing in new],
        "times": [filing.received_at for filing in new],
    }
    return {leaf for (leaf,) in connection.exec_driver_sql(_ADD, values)} if new else set()


def get(connection: Connection, leaf: bytes) -> StoredFiling | None:
    """The filing of that leaf, or None."""
    row = connection.execute(_PUBLIC.where(filings.c.leaf == leaf)).first()
    return None if row is None else _stored(row)


def require(connection: Connection, leaf: bytes) -> StoredFiling:
    """The filing of that leaf.

    :raises NotFound: `FILING_UNKNOWN`.
    """
    found = get(connection, leaf)
    if found is None:
        raise NotFound(
            "FILING_UNKNOWN",
            f"no filing has the leaf {leaf.hex()}",
            next="compare it with the receipt",
            leaf=leaf.hex(),
        )
    return found


def hold(connection: Connection, leaves: Sequence[bytes]) -> None:
    """Keeps others from changing what hangs on these filings until the transaction ends.

    :raises NotFound: `FILING_UNKNOWN`.
    """
    statement = select(filings.c.leaf).where(filings.c.leaf.in_(leaves)).order_by(filings.c.leaf).with_for_update()
    held = set(connection.scalars(statement))
    for leaf in leaves:
        if leaf not in held:
            require(connection, leaf)


def get_many(connection: Connection, leaves: Sequence[bytes]) -> list[StoredFiling]:
    """The filings of those leaves in order of arrival; unknown leaves are left out."""
    statement = _PUBLIC.where(filings.c.leaf.in_(leaves)).order_by(filings.c.arrival)
    return [_stored(row) for row in connection.execute(statement)]


def waiting(connection: Connection, *, count: int, size: int) -> list[StoredFiling]:
    """The filings that have no index yet, in order of receipt.

    :param count: at most so many.
    :param size: entries of at most so many bytes together; at least the largest entry, or nothing would ever fit.
    """
    rows = connection.execute(_WAITING, {"count": count, "size": size})
    return [_stored(row) for row in rows]


def waiting_beyond(connection: Connection, bound: int) -> bool:
    """Whether more than `bound` filings wait for the sequencer; looks at no more rows than that takes."""
    return bool(connection.scalar(_WAITING_BEYOND, {"bound": bound}))


def waiting_count(connection: Connection) -> int:
    """How many filings wait for the sequencer."""
    return int(connection.scalar(text("SELECT count(*) FROM filings WHERE leaf_index IS NULL")) or 0)


def count_from(connection: Connection, index: int) -> int:
    """How many filings have that index or a later one."""
    statement = select(func.count()).select_from(filings).where(filings.c.leaf_index >= index)
    return connection.scalar(statement) or 0


def assign(connection: Connection, leaves: Sequence[bytes], first: int) -> None:
    """Gives the leaves the indexes `first`, `first + 1`, … in this order.

    :raises Corrupt: `INDEX_TAKEN` if one of them is unknown or has an index.
    """
    changed = connection.execute(_ASSIGN, {"leaves": list(leaves), "first": first}).rowcount
    if changed != len(leaves):
        raise Corrupt(
            "INDEX_TAKEN",
            f"{len(leaves) - changed} of {len(leaves)} filings could not be given an index from {first} on",
            next="stop the service and compare the database with the published log",
            first=first,
        )


def in_log(connection: Connection, first: int, end: int) -> list[StoredFiling]:
    """The filings at the indexes `first` to `end - 1`, in order.

    :raises Corrupt: `LOG_HAS_A_GAP` if one of them is missing.
    """
    statement = _PUBLIC.where(filings.c.leaf_index >= first, filings.c.leaf_index < end)
    rows = [_stored(row) for row in connection.execute(statement.order_by(filings.c.leaf_index))]
    if len(rows) != max(end - first, 0):
        raise Corrupt(
            "LOG_HAS_A_GAP",
            f"the database holds {len(rows)} of the {end - first} filings at the indexes {first} to {end - 1}",
            next="stop the service and restore the database from a backup",
            first=first,
            end=end,
        )
    return rows


def box(connection: Connection, leaf: bytes) -> bytes | None:
    """The sealed disclosures of a filing, or None where they were erased or never there."""
    return connection.scalar(select(disclosure_boxes.c.sealed).where(disclosure_boxes.c.leaf == leaf))


def drop_box(connection: Connection, leaf: bytes) -> None:
    """Removes the sealed disclosures, which nobody can open once the data key is gone."""
    connection.execute(disclosure_boxes.delete().where(disclosure_boxes.c.leaf == leaf))


of_rows = (
    filings.c.leaf,
    filings.c.entry,
    filings.c.type,
    filings.c.node,
    filings.c.received_at,
    filings.c.leaf_index,
)
"""The columns of which a `StoredFiling` is made, in order."""
_PUBLIC = select(*of_rows)

# Given as arrays in the driver's binary form, a batch costs the database one statement, and nothing is written in hex.
_ADD = """
    INSERT INTO filings (leaf, entry, type, node, received_at)
    SELECT leaf, entry, type, node, received_at
    FROM unnest(
        %(leaves)b::bytea[], %(entries)b::bytea[], %(types)b::text[], %(nodes)b::bigint[], %(times)b::bigint[]
    ) WITH ORDINALITY AS given (leaf, entry, type, node, received_at, place)
    ORDER BY place
    ON CONFLICT (leaf) DO NOTHING
    RETURNING leaf
"""

_WAITING = text(
    """
    SELECT leaf, entry, type, node, received_at, leaf_index
    FROM (
        SELECT *, sum(octet_length(entry)) OVER (ORDER BY arrival) AS bytes_so_far
        FROM (SELECT * FROM filings WHERE leaf_index IS NULL ORDER BY arrival LIMIT :count) AS next_ones
    ) AS measured
    WHERE bytes_so_far <= :size
    ORDER BY arrival
    """
)

_WAITING_BEYOND = text("SELECT EXISTS (SELECT FROM filings WHERE leaf_index IS NULL ORDER BY arrival OFFSET :bound)")

_ASSIGN = text(
    """
    UPDATE filings SET leaf_index = :first + given.place - 1
    FROM unnest(CAST(:leaves AS bytea[])) WITH ORDINALITY AS given (leaf, place)
    WHERE filings.leaf = given.leaf AND filings.leaf_index IS NULL
    """
)


def _stored(row: Row[*tuple[Any, ...]]) -> StoredFiling:
    leaf, entry, filing_type, node, received_at, leaf_index = row
    return StoredFiling(leaf, entry, filing_type, node, received_at, leaf_index)
