"""An officer's form, filled in with what the filing says that the act enters: a private reading, recorded as one."""

from sqlalchemy import Connection

from ledger import disclosing, standing
from ledger.core import disclosure, entries, filing
from ledger.core.encoding import from_hex
from ledger.core.entries import Entry
from ledger.store import filings
from ledger.store.vault import Vault


def enters(connection: Connection, leaf: bytes, act: str) -> bool:
    """Whether this kind of act enters this filing.

    :raises NotFound: `FILING_UNKNOWN`.
    """
    return entries.ACTS.get(filings.require(connection, leaf).type.partition("/")[0]) == act


def entry(
    connection: Connection, opened: Vault, leaf: bytes, signer: bytes, parties: tuple[int, ...], now: int
) -> Entry | None:
    """What a filing says of the act that enters it; None for whoever may not read it. The reading is recorded.

    :param signer: ERC-7913 bytes of the session's key. :param parties: for which it speaks.
    :raises NotFound: `FILING_UNKNOWN`.
    """
    texts = disclosing.open_to(connection, opened, leaf, signer, parties, now)
    told = {one.name: one.value for one in map(disclosure.parse, texts)}
    if not told:
        return None
    known = told.get(filing.PARTY)
    if known is None:
        parties_of = standing.parties_of_signer(connection, from_hex(told[filing.SIGNER], "signer"))
        known = parties_of[0] if len(parties_of) == 1 else None
    form = {name.removeprefix(filing.FORM): value for name, value in told.items() if name.startswith(filing.FORM)}
    stored = filings.require(connection, leaf)
    found = entries.entry_of(stored.type, form, known)
    return Entry({"node": stored.node, **found.fields}, found.named)
