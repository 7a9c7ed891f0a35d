"""How much a database holds: what a backup says of itself, and what a restore holds it to."""

from collections.abc import Mapping

from sqlalchemy import Connection, func, select

from ledger.store import acts, filings, log, reviews, vault
from ledger.store.outbox import outbox

_COUNTED = {
    "filings": filings.filings,
    "disclosures": filings.disclosure_boxes,
    "checkpoints": log.checkpoints,
    "acts": acts.acts,
    "signatures": acts.act_signatures,
    "reviews": reviews.filing_reviews,
    "transactions": outbox,
    "erasures": vault.erasures,
}

NOT_DUMPED = ("sessions", "challenges")
"""Tables whose rows stay out of dumps: a session that was ended must not come back."""


def counts(connection: Connection) -> Mapping[str, int]:
    """How many rows each kind of record has, by the kind's name; the vault apart."""
    query = select(*(select(func.count()).select_from(table).scalar_subquery() for table in _COUNTED.values()))
    return dict(zip(_COUNTED, connection.execute(query).one(), strict=True))


def data_keys(connection: Connection) -> int:
    """How many filings have a data key."""
    return connection.scalar(select(func.count()).select_from(vault.data_keys)) or 0


def next_nonces(connection: Connection) -> Mapping[str, int]:
    """The next nonce of each account that ever paid, by its address."""
    query = select(outbox.c.payer, func.max(outbox.c.nonce) + 1).group_by(outbox.c.payer)
    return {payer: int(nonce) for payer, nonce in connection.execute(query)}
