"""What officers said to a filing before it is registered: accepted for examination, or sent back with a reason.

Rows are only added. The reason is sealed under the filing's data key: it goes when the filing is erased.
"""

import json
from dataclasses import dataclass

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    Connection,
    ForeignKey,
    Identity,
    LargeBinary,
    Table,
    Text,
    func,
    select,
)

from ledger.store import sealing, vault
from ledger.store.metadata import metadata
from ledger.store.vault import Vault

ACCEPTED, RETURNED = "accepted", "returned"

filing_reviews = Table(
    "filing_reviews",
    metadata,
    Column("id", BigInteger, Identity(always=True), primary_key=True),
    Column("leaf", LargeBinary, ForeignKey("filings.leaf"), nullable=False, index=True),
    Column("decision", Text, nullable=False),
    Column("officer", BigInteger, nullable=False),
    Column("appointment", BigInteger, nullable=False),
    Column("large", Boolean, nullable=False),
    Column("decided_at", BigInteger, nullable=False),
    Column("sealed", LargeBinary, nullable=True),
    CheckConstraint("decision IN ('accepted', 'returned')", name="decision_is_known"),
)
_REASON = "review"


@dataclass(frozen=True)
class Review:
    """A word of an officer on a filing.

    :param large: of a technology contract: whether the longer period for large or disputed ones applies.
    :param reason: None where none was given, or once the filing was erased.
    """

    decision: str
    officer: int
    appointment: int
    large: bool
    decided_at: int
    reason: str | None


def add(connection: Connection, opened: Vault, leaf: bytes, review: Review) -> None:
    """Write a review down.

    :raises NotFound: `DISCLOSURES_ERASED`, or `FILING_UNKNOWN`.
    """
    key = vault.data_key(connection, opened, leaf)
    sealed = None
    if review.reason is not None:
        place = leaf + review.decided_at.to_bytes(8, "big")
        sealed = sealing.seal(key, _REASON, place, json.dumps(review.reason).encode())
    values = {name: value for name, value in vars(review).items() if name != "reason"}
    connection.execute(filing_reviews.insert().values(leaf=leaf, sealed=sealed, **values))


def last(connection: Connection, leaf: bytes) -> str | None:
    """The last decision on a filing, None before the first."""
    query = select(filing_reviews.c.decision).where(filing_reviews.c.leaf == leaf)
    return connection.scalar(query.order_by(filing_reviews.c.id.desc()).limit(1))


def count(connection: Connection, leaf: bytes) -> int:
    """How many words were said to a filing."""
    return connection.execute(select(func.count()).where(filing_reviews.c.leaf == leaf)).scalar_one()


def of(connection: Connection, opened: Vault, leaf: bytes) -> list[Review]:
    """The reviews of a filing, oldest first, with their reasons.

    :raises NotFound: as `add`.
    """
    key = vault.data_key(connection, opened, leaf)
    query = select(filing_reviews).where(filing_reviews.c.leaf == leaf).order_by(filing_reviews.c.id)
    found = []
    for row in connection.execute(query):
        place = leaf + row.decided_at.to_bytes(8, "big")
        reason = None if row.sealed is None else json.loads(sealing.unseal(key, _REASON, place, row.sealed))
        found.append(Review(row.decision, row.officer, row.appointment, row.large, row.decided_at, reason))
    return found
