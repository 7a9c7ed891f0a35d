"""Who filed: a filer finds their own filings, by whatever device they were made; nobody else can ask for them.

What a key signed is its holder's. What a former key of a party signed for that party, while it was the party's, is the
party's still: whoever speaks for the party now is its filer.
"""

from collections.abc import Iterable
from itertools import pairwise

from sqlalchemy import Connection, Engine

from ledger import queries
from ledger.answers import FilingStatus
from ledger.core import disclosure, filing
from ledger.core.encoding import from_hex
from ledger.core.errors import ZhengbenError
from ledger.store import database, filers, network, sightings, vault
from ledger.store.filers import Former
from ledger.store.filings import StoredFiling
from ledger.store.vault import Filer, Vault

_AT_ONCE = 500
_MOST_FOLLOWERS = 20


def own(
    connection: Connection,
    opened: Vault,
    signer: bytes,
    parties: Iterable[int],
    *,
    before: int | None = None,
    limit: int = 50,
) -> list[tuple[int, FilingStatus]]:
    """The filings of a session, the last received first, each behind the place at which it arrived.

    :param signer: ERC-7913 bytes of the session's key. :param parties: whose present signer that key is.
    :param before: only those that arrived before that place.
    """
    known = former_keys(connection, parties)
    found = filers.filed_by(connection, opened, signer, known, before=before, limit=limit)
    told = queries.filing_statuses(connection, [stored for _, stored in found])
    return [(place, status) for (place, _), status in zip(found, told, strict=True)]


def former_keys(connection: Connection, parties: Iterable[int]) -> list[Former]:
    """The keys that these parties had before their present ones."""
    newest = sightings.head(connection)
    if newest is None:
        return []
    found = []
    for party in parties:
        known = network.signers_of(connection, party, newest.number)
        for later, one in pairwise(known):
            found.append(Former(Filer(one.signer, party), later.since))
    return found


def followers(connection: Connection, opened: Vault, leaf: bytes) -> list[StoredFiling]:
    """The filings by which the same filer went on from this one, the first received first. Whoever calls decides first
    who may know: it is told to those who may read this one."""
    filer = _filer(connection, opened, leaf)
    newest = sightings.head(connection)
    keys: list[Filer] = []
    if filer is not None and filer.party is not None and newest is not None:
        known = network.signers_of(connection, filer.party, newest.number)
        keys = [Filer(one.signer, filer.party) for one in known]
    return filers.followers(connection, opened, leaf, keys, _MOST_FOLLOWERS)


def name_filers(engine: Engine, opened: Vault) -> int:
    """Keep filings under their filers' names that an earlier version stored without; returns how many, and 0 once there
    are none left."""
    with database.transaction(engine) as connection:
        leaves = filers.unnamed(connection, _AT_ONCE)
        for leaf in leaves:
            filers.name(connection, opened, leaf, _filer(connection, opened, leaf))
    return len(leaves)


def _filer(connection: Connection, opened: Vault, leaf: bytes) -> Filer | None:
    try:
        told = {one.name: one.value for one in map(disclosure.parse, vault.disclosures(connection, opened, leaf))}
        return Filer(from_hex(told[filing.SIGNER], "signer"), told[filing.PARTY])
    except (ZhengbenError, KeyError):  # erased meanwhile, or no filing of this format
        return None
