"""Blocks whose hashes we named in trust files: promises that the chain must keep."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Column, Connection, LargeBinary, Table, select
from sqlalchemy.dialects.postgresql import insert

from ledger.store.metadata import metadata

attested_blocks = Table(
    "attested_blocks",
    metadata,
    Column("number", BigInteger, primary_key=True, autoincrement=False),
    Column("hash", LargeBinary, primary_key=True),
    Column("attested_at", BigInteger, nullable=False),
)


@dataclass(frozen=True)
class Attested:
    """A block that a trust file of ours names, and when we first named it."""

    number: int
    hash: bytes
    attested_at: int


def attest(connection: Connection, number: int, hash: bytes, now: int) -> None:
    """Keep that a block was named; naming it again changes nothing."""
    values = {"number": number, "hash": hash, "attested_at": now}
    connection.execute(insert(attested_blocks).values(values).on_conflict_do_nothing())


def attested(connection: Connection) -> list[Attested]:
    """All blocks ever named, by number."""
    rows = connection.execute(select(attested_blocks).order_by(attested_blocks.c.number, attested_blocks.c.attested_at))
    return [Attested(row.number, row.hash, row.attested_at) for row in rows]
