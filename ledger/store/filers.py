"""Whose filings these are: found by a filer's name, which only this service can compute, and given where it is wanting.

Who filed stands nowhere in the clear. The vault keeps an HMAC of the key that signed and, where the filing names a
party, another of that key together with the party: so somebody who filed finds it again by asking with the key, and
nobody else can ask.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import and_, or_, select
from sqlalchemy.engine import Connection

from ledger.store import vault
from ledger.store.filings import StoredFiling, filings, of_rows
from ledger.store.vault import FileDigest, Filer, Vault, data_keys, digest_index


@dataclass(frozen=True)
class Former:
    """A key that was a party's. :param until: second from which it is so no longer."""

    filer: Filer
    until: int


def filed_by(
    connection: Connection,
    opened: Vault,
    signer: bytes,
    former: Sequence[Former],
    *,
    before: int | None,
    limit: int,
) -> list[tuple[int, StoredFiling]]:
    """The filings that a key signed, and those that the former keys of its parties signed for them, the last received
    first, each behind its `arrival`. Those that were erased are nobody's.

    :param former: what they signed while they were the party's, naming the party, is the party's.
    :param before: only those that arrived before that one.
    """
    mine = [data_keys.c.filer == Filer(signer, None).names(opened)[0]]
    for one in former:
        named = one.filer.names(opened)[1]
        mine.append(and_(data_keys.c.filed_for == named, filings.c.received_at < one.until))
    query = (
        select(filings.c.arrival, *of_rows)
        .join(data_keys, data_keys.c.leaf == filings.c.leaf)
        .where(or_(*mine))
        .order_by(filings.c.arrival.desc())
        .limit(limit)
    )
    if before is not None:
        query = query.where(filings.c.arrival < before)
    return [(arrival, StoredFiling(*rest)) for arrival, *rest in connection.execute(query)]


def follows(leaf: bytes) -> FileDigest:
    """Under which a filing that names that one as the filing before it is kept in the digest index."""
    return FileDigest("follows", leaf)


def followers(
    connection: Connection, opened: Vault, leaf: bytes, party_keys: Sequence[Filer], most: int
) -> list[StoredFiling]:
    """The filings that name that one as the filing before them, the first received first: those of the very key that
    signed it, and where it was filed for a party by a key of that party, those for the party by any of its keys.
    Anybody may name any filing; what others say of it is not told.

    :param party_keys: the keys that the party ever had, each with the party.
    """
    filer, filed_for = connection.execute(
        select(data_keys.c.filer, data_keys.c.filed_for).where(data_keys.c.leaf == leaf)
    ).one_or_none() or (None, None)
    names = [one.names(opened)[1] for one in party_keys]
    same = [data_keys.c.filer == filer]
    if filed_for in names:
        same.append(data_keys.c.filed_for.in_(names))
    digest = follows(leaf)
    query = (
        select(*of_rows)
        .join(data_keys, data_keys.c.leaf == filings.c.leaf)
        .join(digest_index, digest_index.c.key_id == data_keys.c.key_id)
        .where(digest_index.c.mac == opened.name_of(digest.algorithm, digest.value), or_(*same))
        .order_by(filings.c.arrival)
        .limit(most)
    )
    return [StoredFiling(*row) for row in connection.execute(query)]


def unnamed(connection: Connection, limit: int) -> list[bytes]:
    """Leaves of filings that are kept under no filer's name yet."""
    return list(connection.scalars(select(data_keys.c.leaf).where(data_keys.c.filer.is_(None)).limit(limit)))


def name(connection: Connection, opened: Vault, leaf: bytes, filer: Filer | None) -> None:
    """Keeps a filing under its filer's name; under a name that is nobody's where it says of none."""
    named, filed_for = (vault.NOBODY, None) if filer is None else filer.names(opened)
    connection.execute(data_keys.update().where(data_keys.c.leaf == leaf).values(filer=named, filed_for=filed_for))
