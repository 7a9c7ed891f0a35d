"""What was seen on the chain: blocks, events and what follows from them. Only `indexing` writes here.

Every row hangs on its block and goes with it: taking back blocks after a reorg is one `DELETE`, and rows are only ever
added, so that the tables after any reorg are those of an index built anew.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from psycopg import sql
from psycopg.types.json import Jsonb
from sqlalchemy import Connection, Row, Table, delete, func, insert, select
from sqlalchemy.dialects.postgresql import JSONB, distinct_on
from sqlalchemy.dialects.postgresql import insert as upsert

from ledger.store import database
from ledger.store.sighting_tables import (
    anchors,
    blocks,
    events,
    facts,
    final_block,
    signers,
    title_versions,
)

_WORTH_COPYING = 20


@dataclass(frozen=True)
class SeenBlock:
    """A block of the chain as it stands; `time` in seconds since 1970."""

    number: int
    hash: bytes
    parent: bytes
    time: int


@dataclass(frozen=True)
class TitleVersion:
    """A version of a title and where it came from.

    :param act: what led to it: `register`, `confirm`, `cancel`, `convey`, `settle`, `amendRule`, `enforce`, `migrate`,
        `adopt`, `decide`, `pledge`, or `release`, which takes off marks of pledged units and leaves the version.
    :param status: as the contract stores it (`core.meanings`), save that an open notice stands in `proposals`.
    :param words: the packed table of holders; of claimants before the first confirmation.
    :param digest: of the act; None for `adopt`, which is none.
    :param ground: of a cancellation or an order. :param successor: the registry (20 bytes) to which a title went.
    """

    achievement: bytes
    version: int
    act: str
    status: int
    node: int
    rule: int
    delegate: int
    entries: int
    words: tuple[int, ...]
    digest: bytes | None
    filing: bytes | None
    use_grant: bytes | None
    basis: int | None
    ground: int | None
    successor: bytes | None
    block_number: int
    log_index: int


@dataclass(frozen=True)
class Step:
    """A version of a title as far as a proof needs it: its act's transaction, that block's time, filing and digest."""

    version: int
    transaction: bytes
    time: int
    filing: bytes
    digest: bytes


@dataclass(frozen=True)
class Anchored:
    """A head of the log on the chain, and the block that took it."""

    size: int
    root: bytes
    time: int
    block_number: int


def head(connection: Connection) -> SeenBlock | None:
    """The newest block seen."""
    row = connection.execute(select(blocks).order_by(blocks.c.number.desc()).limit(1)).one_or_none()
    return None if row is None else _block(row)


def block(connection: Connection, number: int) -> SeenBlock | None:
    """The block of that number."""
    row = connection.execute(select(blocks).where(blocks.c.number == number)).one_or_none()
    return None if row is None else _block(row)


def add_blocks(connection: Connection, rows: Sequence[SeenBlock]) -> None:
    """Add blocks; the caller has checked that they are linked."""
    add(connection, blocks, [dict(vars(row)) for row in rows])


def add(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Add rows, which have the same members, to one of the sighting tables."""
    if not rows:
        return
    if len(rows) < _WORTH_COPYING:
        connection.execute(insert(table), rows)
        return
    # COPY is several times faster than inserts; what the database refuses is refused in the same way.
    names = list(rows[0])
    structured = {name for name in names if isinstance(table.c[name].type, JSONB)}
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(map(sql.Identifier, names))
    )
    values = ([Jsonb(row[name]) if name in structured else row[name] for name in names] for row in rows)
    database.copy_rows(connection, statement.as_string(), values)


def rewind(connection: Connection, number: int) -> int:
    """Take back every block above `number`, and all that hangs on them. Returns how many blocks went."""
    return connection.execute(delete(blocks).where(blocks.c.number > number)).rowcount


def count(connection: Connection) -> int:
    """How many blocks were seen."""
    return connection.scalar(select(func.count()).select_from(blocks)) or 0


def clear(connection: Connection) -> int:
    """Take back every block and all that hangs on them. Returns how many blocks went."""
    return connection.execute(delete(blocks)).rowcount


def final(connection: Connection) -> int:
    """Number of the newest block that was final when it was read, -1 if none was. It goes with its block, never back
    by itself: a node that has fallen behind makes nothing less final."""
    number = connection.scalar(select(final_block.c.block_number))
    return -1 if number is None else int(number)


def raise_final(connection: Connection, number: int) -> None:
    """Keep that a block seen, and all below it, is final."""
    values = {"id": 1, "block_number": number}
    raised = upsert(final_block).values(values)
    connection.execute(
        raised.on_conflict_do_update(
            index_elements=["id"], set_={"block_number": number}, where=final_block.c.block_number < number
        )
    )


def latest_titles(connection: Connection, achievements: Iterable[bytes]) -> dict[bytes, TitleVersion]:
    """The newest version of each of these titles that has one."""
    query = (
        select(title_versions)
        .where(title_versions.c.achievement.in_(list(achievements)))
        .ext(distinct_on(title_versions.c.achievement))
        .order_by(title_versions.c.achievement, title_versions.c.block_number.desc(), title_versions.c.log_index.desc())
    )
    return {row.achievement: title_version(row) for row in connection.execute(query)}


def known_gaps(connection: Connection, achievements: Iterable[bytes]) -> set[bytes]:
    """Which of these titles some event speaks of that this version does not know."""
    query = select(facts.c.achievement).where(
        facts.c.achievement.in_(list(achievements)), facts.c.theme == "unknown", facts.c.opens
    )
    return set(connection.scalars(query))


def history_until(connection: Connection, achievement: bytes, version: int) -> list[Step]:
    """The versions 1 to `version` of a title, in order, each with the transaction that brought it."""
    same_log = (events.c.block_number == title_versions.c.block_number) & (
        events.c.log_index == title_versions.c.log_index
    )
    query = (
        select(
            title_versions.c.version, title_versions.c.filing, title_versions.c.digest, events.c.tx_hash, blocks.c.time
        )
        .join(events, same_log)
        .join(blocks, blocks.c.number == title_versions.c.block_number)
        .where(
            title_versions.c.achievement == achievement,
            title_versions.c.version <= version,
            title_versions.c.act.notin_(("release", "adopt")),
        )
        .order_by(title_versions.c.version)
    )
    return [Step(row.version, row.tx_hash, row.time, row.filing, row.digest) for row in connection.execute(query)]


def was_adopted(connection: Connection, achievement: bytes) -> bool:
    """Whether a title came from an earlier registry."""
    query = select(title_versions.c.version).where(
        title_versions.c.achievement == achievement, title_versions.c.act == "adopt"
    )
    return connection.execute(query.limit(1)).first() is not None


def anchor_covering(connection: Connection, index: int, until_block: int) -> Anchored | None:
    """The first anchor whose tree has the entry of that index, if it stands in a block up to `until_block`."""
    query = (
        select(anchors)
        .where(anchors.c.size > index, anchors.c.block_number <= until_block)
        .order_by(anchors.c.size)
        .limit(1)
    )
    row = connection.execute(query).one_or_none()
    return None if row is None else _anchored(row)


def newest_anchor(connection: Connection) -> Anchored | None:
    """The anchor of the largest tree."""
    row = connection.execute(select(anchors).order_by(anchors.c.size.desc()).limit(1)).one_or_none()
    return None if row is None else _anchored(row)


def anchored_sizes(connection: Connection, above: int) -> list[int]:
    """The sizes of all anchored trees larger than that."""
    query = select(anchors.c.size).where(anchors.c.size > above).order_by(anchors.c.size)
    return list(connection.scalars(query))


def title_version(row: Row[Any]) -> TitleVersion:
    """A row of `title_versions` (alone or joined) as a value."""
    names = TitleVersion.__dataclass_fields__
    values = {name: value for name, value in row._mapping.items() if name in names}
    return TitleVersion(**{**values, "words": words_of(row.words)})


def words_bytes(words: Iterable[int]) -> bytes:
    """Packed words as they are stored: 32 bytes each, big end first."""
    return b"".join(word.to_bytes(32, "big") for word in words)


def words_of(stored: bytes) -> tuple[int, ...]:
    """The inverse of `words_bytes`."""
    return tuple(int.from_bytes(stored[start : start + 32], "big") for start in range(0, len(stored), 32))


def _anchored(row: Row[Any]) -> Anchored:
    return Anchored(row.size, row.root, row.time, row.block_number)


def _block(row: Row[Any]) -> SeenBlock:
    return SeenBlock(row.number, row.hash, row.parent, row.time)


@dataclass(frozen=True)
class Seen:
    """Where an act took effect."""

    tx_hash: bytes
    block_number: int
    log_index: int


def event_of(connection: Connection, digest: bytes, tx_hashes: Sequence[bytes]) -> Seen | None:
    """The event of an act, by the act's digest where events carry it, else by one of our transactions."""
    matches = (events.c.digest == digest) | events.c.tx_hash.in_(tx_hashes)
    query = select(events.c.tx_hash, events.c.block_number, events.c.log_index).where(matches)
    row = connection.execute(query.order_by(events.c.block_number, events.c.log_index).limit(1)).one_or_none()
    return None if row is None else Seen(*row)


def signers_of(connection: Connection, party: int) -> list[bytes]:
    """The party's signers (ERC-7913 bytes), newest first."""
    query = select(signers.c.signer).where(signers.c.party == party)
    return list(connection.scalars(query.order_by(signers.c.block_number.desc(), signers.c.log_index.desc())))
