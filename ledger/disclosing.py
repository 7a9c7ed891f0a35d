"""Who may read what a filing discloses: its filer, the achievement's holders, officers who may read, auditors.

A filer is the key that signed, and a party for which a former key of its own signed. Everybody else gets the
anonymous part. Each reading is recorded with the right by which it was done.
"""

from sqlalchemy import Connection

from ledger import authoring
from ledger.core import acts, disclosure, filing
from ledger.core.errors import NotFound
from ledger.core.meanings import CONFIRMED
from ledger.core.powers import BIT
from ledger.store import filings, network, sightings, titles, vault
from ledger.store.filers import Former
from ledger.store.filings import StoredFiling
from ledger.store.network import AppointmentRow
from ledger.store.vault import Vault

_POWERS = {"officer": BIT["read"], "auditor": BIT["audit"]}


def open_to(
    connection: Connection, opened: Vault, leaf: bytes, signer: bytes, parties: tuple[int, ...], now: int
) -> tuple[str, ...]:
    """The filing's disclosures for whoever has a right to them, recorded; nothing for everybody else, and nothing
    once they were erased.

    :param signer: ERC-7913 bytes of the session's key.
    :param parties: the parties whose present signer that key is.
    :param now: seconds since 1970.
    :raises NotFound: `FILING_UNKNOWN`.
    """
    stored = filings.require(connection, leaf)
    try:
        texts = vault.disclosures(connection, opened, leaf)
    except NotFound:
        return ()
    right = _right(connection, stored, texts, signer, parties, now)
    if right is None:
        return ()
    why, party = right
    vault.record_read(connection, opened, leaf, now, reader=signer, party=party, why=why)
    return tuple(texts)


def is_filer(connection: Connection, opened: Vault, leaf: bytes, signer: bytes, parties: tuple[int, ...] = ()) -> bool:
    """Whether this very key filed it, or a former key of one of the parties for that party; False once that was erased.
    It tells its holder nothing that he does not know, so it is no private reading.

    :raises NotFound: `FILING_UNKNOWN`.
    """
    stored = filings.require(connection, leaf)
    try:
        texts = vault.disclosures(connection, opened, leaf)
    except NotFound:
        return False
    if _filer(texts) == "0x" + signer.hex():
        return True
    return any(_is_by(former, stored, texts) for former in authoring.former_keys(connection, parties))


def _filer(texts: list[str]) -> str:
    return str(next(one.value for one in map(disclosure.parse, texts) if one.name == filing.SIGNER))


def _is_by(former: Former, stored: StoredFiling, texts: list[str]) -> bool:
    named = next((one.value for one in map(disclosure.parse, texts) if one.name == filing.PARTY), None)
    theirs = _filer(texts) == "0x" + former.filer.signer.hex() and named == former.filer.party
    return theirs and stored.received_at < former.until


def _right(
    connection: Connection, stored: StoredFiling, texts: list[str], signer: bytes, parties: tuple[int, ...], now: int
) -> tuple[str, int | None] | None:
    """By which right, and as which party; None if there is none."""
    if _filer(texts) == "0x" + signer.hex():
        return "filer", parties[0] if parties else None
    for former in authoring.former_keys(connection, parties):
        if _is_by(former, stored, texts):
            return "filer", former.filer.party
    newest = sightings.head(connection)
    if newest is None:
        return None
    for party in parties:
        if any(_is_of(held, stored.leaf) for held in titles.held_by(connection, party, newest.number, limit=1000)):
            return "holder", party
    above = _nodes_above(connection, stored.node, newest.number)
    for party in parties:
        for given in network.appointments_of(connection, party, newest.number):
            for why, power in _POWERS.items():
                if _carries(given, power, stored.node, above, now):
                    return why, party
    return None


def _is_of(held: titles.TitleAt, leaf: bytes) -> bool:
    version = held.version
    return version.status == CONFIRMED and version.achievement == acts.achievement_number(version.node, leaf)


def _carries(given: AppointmentRow, power: int, node: int, above: set[int], now: int) -> bool:
    reaches = given.node == node or (given.node in above and bool(given.powers & BIT["below"]))
    return reaches and bool(given.powers & power) and given.starts <= now < given.until


def _nodes_above(connection: Connection, node: int, until_block: int) -> set[int]:
    parents = {row.node: row.parent for row in network.all_nodes(connection, until_block)}
    above: set[int] = set()
    while node in parents and parents[node] not in above:
        node = parents[node]
        above.add(node)
    return above
