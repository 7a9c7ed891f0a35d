"""Why parties refuse to sign acts. A reason is private: it is sealed under the master key, and gone with its act, or as
soon as the party signs after all."""

from dataclasses import dataclass, field
from uuid import UUID

from sqlalchemy import BigInteger, Column, Connection, ForeignKey, LargeBinary, Table, delete, select
from sqlalchemy.dialects.postgresql import insert

from ledger.store import sealing
from ledger.store.metadata import metadata
from ledger.store.vault import Vault

act_refusals = Table(
    "act_refusals",
    metadata,
    Column("act", ForeignKey("acts.id", ondelete="CASCADE"), primary_key=True),
    Column("party", BigInteger, primary_key=True, autoincrement=False),
    Column("sealed", LargeBinary, nullable=False),
    Column("refused_at", BigInteger, nullable=False),
)

_PURPOSE = "refusal"


@dataclass(frozen=True)
class Refusal:
    """That a party refused an act, and why."""

    party: int
    reason: str = field(repr=False)
    refused_at: int


def put(connection: Connection, vault: Vault, act: UUID, party: int, reason: str, now: int) -> None:
    """Keep a party's reason; a later one takes its place."""
    sealed = sealing.seal(vault.master_key, _PURPOSE, _context(act, party), reason.encode())
    renewed = {"sealed": sealed, "refused_at": now}
    statement = insert(act_refusals).values(act=act, party=party, **renewed)
    connection.execute(statement.on_conflict_do_update(index_elements=["act", "party"], set_=renewed))


def of_act(connection: Connection, vault: Vault, act: UUID) -> list[Refusal]:
    """The refusals of an act, oldest first. Whoever calls decides first who may read them.

    :raises Corrupt: `SEAL_BROKEN`.
    """
    query = select(act_refusals).where(act_refusals.c.act == act)
    rows = connection.execute(query.order_by(act_refusals.c.refused_at, act_refusals.c.party))
    return [Refusal(row.party, _opened(vault, act, row.party, row.sealed), row.refused_at) for row in rows]


def take_back(connection: Connection, act: UUID, party: int) -> None:
    """Forget that the party refused, if it did."""
    connection.execute(delete(act_refusals).where(act_refusals.c.act == act, act_refusals.c.party == party))


def _opened(vault: Vault, act: UUID, party: int, sealed: bytes) -> str:
    return sealing.unseal(vault.master_key, _PURPOSE, _context(act, party), sealed).decode()


def _context(act: UUID, party: int) -> bytes:
    return act.bytes + party.to_bytes(8, "big")
