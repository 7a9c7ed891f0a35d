"""Transactions that we send: each is a row, and each form in which a node may see it a version with its raw bytes.

A row is open until its fate is final. The nonces are ours, one row each, and never given twice. A version is written
before it is sent and never taken back: whichever of them the chain takes settles the row.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Identity,
    Index,
    Integer,
    LargeBinary,
    Row,
    Select,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
    update,
)

from ledger.store.metadata import metadata
from ledger.store.sighting_tables import blocks

Outcome = Literal["mined", "reverted", "replaced"]

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("payer", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("nonce", BigInteger, nullable=False),
    Column("created_at", BigInteger, nullable=False),
    Column("outcome", Text, nullable=True),
    Column("settled_as", LargeBinary, nullable=True),
    Column("block_number", BigInteger, nullable=True),
    Column("block_hash", LargeBinary, nullable=True),
    UniqueConstraint("payer", "nonce", name="uq_outbox_payer_nonce"),
    CheckConstraint("outcome IN ('mined', 'reverted', 'replaced')", name="outcome_is_known"),
    Index("ix_outbox_kind_ref", "kind", "ref"),
)
Index("ix_outbox_open", outbox.c.nonce, postgresql_where=outbox.c.outcome.is_(None))

versions = Table(
    "outbox_versions",
    metadata,
    Column("outgoing", ForeignKey("outbox.id", ondelete="CASCADE"), primary_key=True, autoincrement=False),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("raw", LargeBinary, nullable=False),
    Column("tx_hash", LargeBinary, nullable=False, unique=True),
    Column("empty", Boolean, nullable=False),
    Column("written_at", BigInteger, nullable=False),
    Column("verdict", Text, nullable=True),
)


@dataclass(frozen=True)
class Version:
    """A form of a transaction.

    :param empty: whether it only uses up the nonce, the row's own call left out.
    :param verdict: why the node did not keep it when it was last handed over, None if it did or was not asked yet.
    """

    number: int
    raw: bytes
    tx_hash: bytes
    empty: bool
    written_at: int
    verdict: str | None


@dataclass(frozen=True)
class Outgoing:
    """A transaction of ours.

    :param kind: what it carries, `act`, `anchor` or `filler` (nothing); `ref` says which (an act's id, an anchored
        size).
    :param outcome: None while open; `mined`, `reverted`, or `replaced` when something else took its nonce.
    :param settled_as: hash of the version that the chain took, None if it took none of them.
    :param versions: oldest first; there is at least one.
    """

    id: int
    payer: str
    kind: str
    ref: str
    nonce: int
    created_at: int
    outcome: Outcome | None
    settled_as: bytes | None
    block_number: int | None
    block_hash: bytes | None
    versions: tuple[Version, ...]

    @property
    def newest(self) -> Version:
        """The version that is sent."""
        return self.versions[-1]

    @property
    def tx_hash(self) -> bytes:
        """The hash under which it stands in the chain, or would by the newest version."""
        return self.settled_as or self.newest.tx_hash


def add(
    connection: Connection, *, payer: str, kind: str, ref: str, nonce: int, raw: bytes, tx_hash: bytes, now: int
) -> Outgoing:
    """Write a transaction before it is sent."""
    values = {"payer": payer, "kind": kind, "ref": ref, "nonce": nonce, "created_at": now}
    id = connection.execute(insert(outbox).values(values).returning(outbox.c.id)).scalar_one()
    add_version(connection, id, 1, raw=raw, tx_hash=tx_hash, empty=kind == "filler", now=now)
    return _read(connection, select(outbox).where(outbox.c.id == id))[0]


def add_version(
    connection: Connection, id: int, number: int, *, raw: bytes, tx_hash: bytes, empty: bool, now: int
) -> None:
    """Write a further version of a row before it is sent; each number is given once."""
    values = {"outgoing": id, "number": number, "raw": raw, "tx_hash": tx_hash, "empty": empty, "written_at": now}
    connection.execute(insert(versions).values(values))


def tell(connection: Connection, verdicts: dict[bytes, str | None]) -> None:
    """Keep what the node said of versions, by their hashes."""
    for tx_hash, verdict in verdicts.items():
        connection.execute(update(versions).where(versions.c.tx_hash == tx_hash).values(verdict=verdict))


def next_nonce(connection: Connection, payer: str) -> int:
    """One more than the highest nonce given so far, 0 if none was."""
    highest = connection.scalar(select(func.max(outbox.c.nonce)).where(outbox.c.payer == payer))
    return 0 if highest is None else int(highest) + 1


def not_given(connection: Connection, payer: str, nonces: Collection[int]) -> list[int]:
    """Those of the nonces that no row has, in their order."""
    query = select(outbox.c.nonce).where(outbox.c.payer == payer, outbox.c.nonce.in_(nonces))
    given = set(connection.scalars(query))
    return [nonce for nonce in nonces if nonce not in given]


def open_rows(connection: Connection, payer: str) -> list[Outgoing]:
    """What has no final fate yet, by nonce."""
    query = select(outbox).where(outbox.c.payer == payer, outbox.c.outcome.is_(None))
    return _read(connection, query.order_by(outbox.c.nonce))


def last(connection: Connection, kind: str, ref: str | None = None) -> Outgoing | None:
    """The newest transaction of a kind, or of a kind for one ref."""
    query = select(outbox).where(outbox.c.kind == kind)
    if ref is not None:
        query = query.where(outbox.c.ref == ref)
    return next(iter(_read(connection, query.order_by(outbox.c.id.desc()).limit(1))), None)


def hashes(connection: Connection, kind: str, ref: str) -> list[bytes]:
    """Every hash under which the chain may know what was sent for one ref."""
    query = select(versions.c.tx_hash).join(outbox, outbox.c.id == versions.c.outgoing)
    return list(connection.scalars(query.where(outbox.c.kind == kind, outbox.c.ref == ref)))


def settle(
    connection: Connection,
    id: int,
    outcome: Outcome,
    *,
    settled_as: bytes | None = None,
    block_number: int | None = None,
    block_hash: bytes | None = None,
) -> None:
    """Write a row's final fate, with version and block for what is in the chain."""
    values = {"outcome": outcome, "settled_as": settled_as, "block_number": block_number, "block_hash": block_hash}
    connection.execute(update(outbox).where(outbox.c.id == id).values(values))


def reopen(connection: Connection, payer: str, nonce: int) -> int:
    """Open again every row from this nonce on: the chain has forgotten them. Returns how many there were."""
    return _reopen(connection, (outbox.c.payer == payer) & (outbox.c.nonce >= nonce))


def reopen_above(connection: Connection, number: int) -> int:
    """Open again every row that was settled by a block above this one. Returns how many there were."""
    return _reopen(connection, outbox.c.block_number > number)


def reopen_displaced(connection: Connection) -> int:
    """Open again every row that was settled by a block that is not among those seen. Returns how many there were."""
    seen = select(blocks.c.hash).where(blocks.c.hash == outbox.c.block_hash).exists()
    return _reopen(connection, outbox.c.block_hash.is_not(None) & ~seen)


def _reopen(connection: Connection, which: Any) -> int:
    values = {"outcome": None, "settled_as": None, "block_number": None, "block_hash": None}
    return connection.execute(update(outbox).where(which, outbox.c.outcome.is_not(None)).values(values)).rowcount


def _read(connection: Connection, query: Select[Any]) -> list[Outgoing]:
    rows = list(connection.execute(query))
    forms = _versions(connection, [row.id for row in rows])
    return [Outgoing(**row._mapping, versions=tuple(forms[row.id])) for row in rows]


def _versions(connection: Connection, ids: Iterable[int]) -> dict[int, list[Version]]:
    found: dict[int, list[Version]] = {id: [] for id in ids}
    query = select(versions).where(versions.c.outgoing.in_(found)).order_by(versions.c.outgoing, versions.c.number)
    for row in connection.execute(query) if found else ():
        found[row.outgoing].append(_version(row))
    return found


def _version(row: Row[Any]) -> Version:
    return Version(row.number, row.raw, row.tx_hash, row.empty, row.written_at, row.verdict)
