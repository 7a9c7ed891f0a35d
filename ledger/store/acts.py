"""Acts as drafted here, and the signatures collected for them. The chain, not these rows, says what took effect."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Connection,
    ForeignKey,
    Identity,
    Index,
    LargeBinary,
    Row,
    Table,
    Text,
    Uuid,
    delete,
    func,
    select,
    text,
)
from sqlalchemy.dialects.postgresql import ARRAY, JSONB, insert

from ledger.core.errors import NotFound
from ledger.store.metadata import metadata

acts = Table(
    "acts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("number", BigInteger, Identity(always=True), nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("message", JSONB, nullable=False),
    Column("digest", LargeBinary, nullable=False, unique=True),
    Column("seats", ARRAY(BigInteger), nullable=False),
    Column("author", BigInteger, nullable=True),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False),
    Index("ix_acts_seats", "seats", postgresql_using="gin"),
    Index("ix_acts_author", "author"),
    Index("ix_acts_expires_at", "expires_at"),
    Index("ix_acts_signer", text("lower(message ->> 'signer')")),
)

act_signatures = Table(
    "act_signatures",
    metadata,
    Column("act", ForeignKey("acts.id", ondelete="CASCADE"), primary_key=True),
    Column("party", BigInteger, primary_key=True, autoincrement=False),
    Column("brought", Boolean, primary_key=True),
    Column("signature", LargeBinary, nullable=False),
    Column("signed_at", BigInteger, nullable=False),
)


_brought = func.lower(acts.c.message["signer"].astext)


@dataclass(frozen=True)
class Drafted:
    """An act as it was drafted.

    :param number: grows with every draft; pages go by it.
    :param seats: parties that had a seat when it was drafted; the chain's roll at sending decides.
    :param expires_at: the message's deadline.
    """

    id: UUID
    number: int
    kind: str
    message: dict[str, Any]
    digest: bytes
    seats: tuple[int, ...]
    author: int | None
    created_at: int
    expires_at: int


@dataclass(frozen=True)
class Signed:
    """A party's signature under an act.

    :param brought: whether it was made with the signer that the act brings, not with the party's present one.
    """

    party: int
    brought: bool
    signature: bytes
    signed_at: int


def add(
    connection: Connection,
    *,
    id: UUID,
    kind: str,
    message: dict[str, Any],
    digest: bytes,
    seats: Sequence[int],
    author: int | None,
    now: int,
    expires_at: int,
) -> Drafted:
    """Store a draft; the same message drafted twice is the same act."""
    values = {
        "id": id,
        "kind": kind,
        "message": message,
        "digest": digest,
        "seats": list(seats),
        "author": author,
        "created_at": now,
        "expires_at": expires_at,
    }
    connection.execute(insert(acts).values(values).on_conflict_do_nothing(index_elements=["digest"]))
    return drafted_of(connection.execute(select(acts).where(acts.c.digest == digest)).one())


def get(connection: Connection, id: UUID) -> Drafted:
    """The act of that id.

    :raises NotFound: `ACT_NOT_FOUND`.
    """
    row = connection.execute(select(acts).where(acts.c.id == id)).one_or_none()
    if row is None:
        raise NotFound(
            "ACT_NOT_FOUND", f"there is no act {id}", next="drafts are gone 90 days after their deadline", act=str(id)
        )
    return drafted_of(row)


def by_digest(connection: Connection, digest: bytes) -> Drafted | None:
    """The act with that digest, if it was drafted here."""
    row = connection.execute(select(acts).where(acts.c.digest == digest)).one_or_none()
    return None if row is None else drafted_of(row)


def by_digests(connection: Connection, digests: Collection[bytes]) -> dict[bytes, Drafted]:
    """The acts with these digests that were drafted here, by digest."""
    if not digests:
        return {}
    found = connection.execute(select(acts).where(acts.c.digest.in_(digests)))
    return {row.digest: drafted_of(row) for row in found}


def signatures_under(connection: Connection, ids: Collection[UUID]) -> dict[UUID, list[Signed]]:
    """The signatures under each of these acts that has any, in the order of signing."""
    if not ids:
        return {}
    order = (act_signatures.c.signed_at, act_signatures.c.party, act_signatures.c.brought)
    found: dict[UUID, list[Signed]] = {}
    for row in connection.execute(select(act_signatures).where(act_signatures.c.act.in_(ids)).order_by(*order)):
        found.setdefault(row.act, []).append(Signed(row.party, row.brought, row.signature, row.signed_at))
    return found


def of_party(connection: Connection, party: int, *, before: int | None, limit: int) -> list[Drafted]:
    """Acts in which the party has a seat or which it drafted, newest first, numbered below `before`."""
    query = select(acts).where(acts.c.seats.contains([party]) | (acts.c.author == party))
    if before is not None:
        query = query.where(acts.c.number < before)
    return [drafted_of(row) for row in connection.execute(query.order_by(acts.c.number.desc()).limit(limit))]


def bringing(connection: Connection, signer: bytes, *, before: int | None, limit: int) -> list[Drafted]:
    """Acts that bring a key (ERC-7913 bytes) as somebody's signer, newest first, numbered below `before`."""
    query = select(acts).where(_brought == "0x" + signer.hex())
    if before is not None:
        query = query.where(acts.c.number < before)
    return [drafted_of(row) for row in connection.execute(query.order_by(acts.c.number.desc()).limit(limit))]


def asked_since(connection: Connection, *, signer: str, voucher: int, since: int) -> tuple[int, int]:
    """How many enrolments were drafted by nobody's key with that voucher: of this signer (0x-hex), and altogether."""
    of_signer = _brought == signer.lower()
    query = select(func.count().filter(of_signer), func.count()).where(
        acts.c.kind == "enrol",
        acts.c.seats.contains([voucher]),
        acts.c.author.is_(None),
        acts.c.created_at >= since,
    )
    of_key, of_all = connection.execute(query).one()
    return of_key, of_all


def sign(connection: Connection, id: UUID, party: int, signature: bytes, now: int, *, brought: bool = False) -> None:
    """Keep a party's signature; a later one at the same seat takes its place (its signer may have changed)."""
    values = {"act": id, "party": party, "brought": brought, "signature": signature, "signed_at": now}
    statement = insert(act_signatures).values(values)
    renewed = {"signature": signature, "signed_at": now}
    connection.execute(statement.on_conflict_do_update(index_elements=["act", "party", "brought"], set_=renewed))


def signatures(connection: Connection, id: UUID) -> list[Signed]:
    """The signatures under an act, in the order of signing."""
    query = select(act_signatures).where(act_signatures.c.act == id)
    rows = connection.execute(
        query.order_by(act_signatures.c.signed_at, act_signatures.c.party, act_signatures.c.brought)
    )
    return [Signed(row.party, row.brought, row.signature, row.signed_at) for row in rows]


def forget(connection: Connection, before: int, kept: Sequence[UUID] = ()) -> int:
    """Delete acts whose deadline passed before an instant, but for `kept`. Returns how many."""
    gone = (acts.c.expires_at < before) & acts.c.id.not_in(kept)
    return connection.execute(delete(acts).where(gone)).rowcount


def drafted_of(row: Row[Any]) -> Drafted:
    """A row of `acts` as a value."""
    return Drafted(**{**row._mapping, "seats": tuple(row.seats)})
