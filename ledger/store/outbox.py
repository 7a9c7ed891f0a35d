"""Transactions that we send: each is a row with its raw bytes before any node sees it.

A row is open until its fate is final. The nonces are ours, one row each, and never given twice.
"""

from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    CheckConstraint,
    Column,
    Connection,
    Identity,
    Index,
    LargeBinary,
    Row,
    Table,
    Text,
    UniqueConstraint,
    func,
    insert,
    select,
    update,
)

from ledger.store.metadata import metadata

Outcome = Literal["mined", "reverted", "replaced"]

outbox = Table(
    "outbox",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("payer", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("ref", Text, nullable=False),
    Column("nonce", BigInteger, nullable=False),
    Column("raw", LargeBinary, nullable=False),
    Column("tx_hash", LargeBinary, nullable=False, unique=True),
    Column("created_at", BigInteger, nullable=False),
    Column("outcome", Text, nullable=True),
    Column("block_number", BigInteger, nullable=True),
    Column("block_hash", LargeBinary, nullable=True),
    UniqueConstraint("payer", "nonce", name="uq_outbox_payer_nonce"),
    CheckConstraint("outcome IN ('mined', 'reverted', 'replaced')", name="outcome_is_known"),
    Index("ix_outbox_kind_ref", "kind", "ref"),
)
Index("ix_outbox_open", outbox.c.nonce, postgresql_where=outbox.c.outcome.is_(None))


@dataclass(frozen=True)
class Outgoing:
    """A transaction of ours.

    :param kind: what it carries, `act` or `anchor`; `ref` says which (an act's id, an anchored size).
    :param outcome: None while open; `mined`, `reverted`, or `replaced` when another transaction took its nonce.
    """

    id: int
    payer: str
    kind: str
    ref: str
    nonce: int
    raw: bytes
    tx_hash: bytes
    created_at: int
    outcome: Outcome | None
    block_number: int | None
    block_hash: bytes | None


def add(
    connection: Connection, *, payer: str, kind: str, ref: str, nonce: int, raw: bytes, tx_hash: bytes, now: int
) -> Outgoing:
    """Write a transaction before it is sent."""
    values = {
        "payer": payer,
        "kind": kind,
        "ref": ref,
        "nonce": nonce,
        "raw": raw,
        "tx_hash": tx_hash,
        "created_at": now,
    }
    return _outgoing(connection.execute(insert(outbox).values(values).returning(outbox)).one())


def next_nonce(connection: Connection, payer: str) -> int:
    """One more than the highest nonce given so far, 0 if none was."""
    highest = connection.scalar(select(func.max(outbox.c.nonce)).where(outbox.c.payer == payer))
    return 0 if highest is None else int(highest) + 1


def open_rows(connection: Connection, payer: str) -> list[Outgoing]:
    """What has no final fate yet, by nonce."""
    query = select(outbox).where(outbox.c.payer == payer, outbox.c.outcome.is_(None)).order_by(outbox.c.nonce)
    return [_outgoing(row) for row in connection.execute(query)]


def last(connection: Connection, kind: str, ref: str | None = None) -> Outgoing | None:
    """The newest transaction of a kind, or of a kind for one ref."""
    query = select(outbox).where(outbox.c.kind == kind)
    if ref is not None:
        query = query.where(outbox.c.ref == ref)
    row = connection.execute(query.order_by(outbox.c.id.desc()).limit(1)).one_or_none()
    return None if row is None else _outgoing(row)


def settle(
    connection: Connection, id: int, outcome: Outcome, block_number: int | None, block_hash: bytes | None
) -> None:
    """Write a row's final fate, with the block for what is in the chain."""
    values = {"outcome": outcome, "block_number": block_number, "block_hash": block_hash}
    connection.execute(update(outbox).where(outbox.c.id == id).values(values))


def reopen(connection: Connection, payer: str, nonce: int) -> int:
    """Open again every row from this nonce on: the chain has forgotten them. Returns how many there were."""
    forgotten = (outbox.c.payer == payer) & (outbox.c.nonce >= nonce) & outbox.c.outcome.is_not(None)
    values = {"outcome": None, "block_number": None, "block_hash": None}
    return connection.execute(update(outbox).where(forgotten).values(values)).rowcount


def _outgoing(row: Row[Any]) -> Outgoing:
    return Outgoing(**row._mapping)
