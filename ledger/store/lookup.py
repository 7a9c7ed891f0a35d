"""Looking a number up, or the beginning of one: every query goes by an index and reads a few rows."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select
from sqlalchemy.sql.elements import ColumnElement

from ledger.store.filings import StoredFiling, filings, get_many
from ledger.store.sighting_tables import blocks, events, facts, title_versions


@dataclass(frozen=True)
class ActSeen:
    """An event that tells of an act: on what, of which theme and thing, and where.

    :param theme: of the fact that follows from it, None where none does; `subject` is the thing's number.
    :param opens: whether the thing began with it.
    """

    name: str
    cause: int | None
    theme: str | None
    subject: bytes | None
    opens: bool
    achievement: bytes | None
    digest: bytes | None
    transaction: bytes
    block: int
    time: int


def achievements_from(connection: Connection, first: bytes, last: bytes, limit: int) -> list[bytes]:
    """The numbers of registered achievements from `first` to `last`, in order."""
    number = title_versions.c.achievement
    query = select(number).where(number >= first, number <= last).distinct().order_by(number).limit(limit)
    return list(connection.scalars(query))


def filings_from(connection: Connection, first: bytes, last: bytes, limit: int) -> list[StoredFiling]:
    """The filings with leaves from `first` to `last`, the first received first."""
    query = select(filings.c.leaf).where(filings.c.leaf >= first, filings.c.leaf <= last)
    return get_many(connection, list(connection.scalars(query.order_by(filings.c.leaf).limit(limit))))


def acts_of_digest(connection: Connection, digest: bytes, limit: int) -> list[ActSeen]:
    """The events of the act with that digest, oldest first."""
    return _acts(connection, events.c.digest == digest, limit)


def acts_of_transaction(connection: Connection, transaction: bytes, limit: int) -> list[ActSeen]:
    """The events that a transaction brought, oldest first."""
    return _acts(connection, events.c.tx_hash == transaction, limit)


def _acts(connection: Connection, where: ColumnElement[bool], limit: int) -> list[ActSeen]:
    same_log = (events.c.block_number == facts.c.block_number) & (events.c.log_index == facts.c.log_index)
    query: Any = (
        select(
            events.c.name,
            events.c.args["cause"].as_integer().label("cause"),
            facts.c.theme,
            facts.c.subject,
            facts.c.opens,
            facts.c.achievement,
            events.c.digest,
            events.c.tx_hash.label("transaction"),
            events.c.block_number.label("block"),
            blocks.c.time,
        )
        .outerjoin(facts, same_log)
        .join(blocks, blocks.c.number == events.c.block_number)
        .where(where, facts.c.echo.is_not(True))
        .order_by(events.c.block_number, events.c.log_index)
        .limit(limit)
    )
    return [_seen(row) for row in connection.execute(query)]


def _seen(row: Row[Any]) -> ActSeen:
    values = dict(row._mapping)
    return ActSeen(**values | {"opens": bool(values["opens"])})
