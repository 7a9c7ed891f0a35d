"""Reading titles and anchors from the sightings, as of a block. Every query goes by an index, whatever the height."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import BigInteger, Connection, Row, Select, bindparam, func, literal, select, tuple_
from sqlalchemy.sql.elements import ColumnElement

from ledger.core.meanings import CLOSED
from ledger.store.sighting_tables import anchors, blocks, events, proposals, title_versions
from ledger.store.sightings import SeenBlock, TitleVersion, title_version


@dataclass(frozen=True)
class Source:
    """The log entry of the chain from which a row follows."""

    block: SeenBlock
    log_index: int
    tx_hash: bytes


@dataclass(frozen=True)
class TitleAt:
    """A version of a title and its source."""

    version: TitleVersion
    source: Source


@dataclass(frozen=True)
class ProposalAt:
    """Terms that went on notice and their source."""

    version: int
    terms: bytes
    round: int
    notice_until: int
    digest: bytes
    filing: bytes
    source: Source


@dataclass(frozen=True)
class AnchorAt:
    """An anchored head of the log and its source."""

    size: int
    root: bytes
    time: int
    source: Source


def block_at(connection: Connection, time: int) -> SeenBlock | None:
    """The last block seen whose time is not after `time`."""
    query = select(blocks).where(blocks.c.time <= time)
    row = connection.execute(query.order_by(blocks.c.time.desc(), blocks.c.number.desc()).limit(1)).one_or_none()
    return None if row is None else SeenBlock(row.number, row.hash, row.parent, row.time)


def title(connection: Connection, achievement: bytes, number: int) -> TitleAt | None:
    """The title as it stood after block `number`."""
    row = connection.execute(_TITLE, {"achievement": achievement, "number": number}).one_or_none()
    return None if row is None else TitleAt(title_version(row), _source(row))


def last_proposal(connection: Connection, achievement: bytes, number: int) -> tuple[ProposalAt, str | None] | None:
    """The newest proposal up to block `number`, and the act that ended it; None for the act while it is open."""
    asked = {"achievement": achievement, "number": number}
    row = connection.execute(_PROPOSAL, asked).one_or_none()
    if row is None:
        return None
    place = {"block_number": row.block_number, "log_index": row.log_index}
    return _proposal(row), connection.scalar(_OVER_SINCE, asked | place)


def open_proposal(connection: Connection, achievement: bytes, number: int) -> ProposalAt | None:
    """The proposal that was open after block `number`: the newest one, unless it was confirmed or a decision voided
    it, or the title closed since."""
    found = last_proposal(connection, achievement, number)
    return None if found is None or found[1] is not None else found[0]


def versions_at(connection: Connection, achievement: bytes, places: Collection[tuple[int, int]]) -> list[TitleAt]:
    """The rows of a title that stand at these places of the chain (block number, log index)."""
    at = tuple_(title_versions.c.block_number, title_versions.c.log_index).in_(places)
    where = (title_versions.c.achievement == achievement) & at
    rows = connection.execute(_newest(title_versions, where, len(places))) if places else ()
    return [TitleAt(title_version(row), _source(row)) for row in rows]


def held_by(connection: Connection, party: int, number: int, *, limit: int) -> list[TitleAt]:
    """The titles in whose table the party stood after block `number`, newest first."""
    later = title_versions.alias("later")
    superseded = (
        select(literal(1))
        .where(
            later.c.achievement == title_versions.c.achievement,
            tuple_(later.c.block_number, later.c.log_index)
            > tuple_(title_versions.c.block_number, title_versions.c.log_index),
            later.c.block_number <= number,
        )
        .exists()
    )
    where = title_versions.c.holders.contains([party]) & (title_versions.c.block_number <= number) & ~superseded
    rows = connection.execute(_newest(title_versions, where, limit))
    return [TitleAt(title_version(row), _source(row)) for row in rows]


def last_anchor(connection: Connection, number: int) -> AnchorAt | None:
    """The last anchor up to block `number`."""
    row = connection.execute(_newest(anchors, anchors.c.block_number <= number)).one_or_none()
    return None if row is None else _anchor(row)


def anchor_of_index(connection: Connection, index: int, number: int) -> AnchorAt | None:
    """The first anchor up to block `number` whose tree holds the entry of that index."""
    smallest = select(func.min(anchors.c.size)).where(anchors.c.size > index, anchors.c.block_number <= number)
    row = connection.execute(_newest(anchors, anchors.c.size == smallest.scalar_subquery())).one_or_none()
    return None if row is None else _anchor(row)


def _newest(table: Any, where: ColumnElement[bool], limit: int = 1) -> Select[Any]:
    own = [column for column in table.c if column.name not in ("block_number", "log_index")]
    found = (
        select(table)
        .where(where)
        .order_by(table.c.block_number.desc(), table.c.log_index.desc())
        .limit(limit)
        .subquery("found")
    )
    same_log = (events.c.block_number == found.c.block_number) & (events.c.log_index == found.c.log_index)
    return (
        select(
            *(found.c[column.name] for column in own),
            found.c.block_number,
            found.c.log_index,
            events.c.tx_hash,
            blocks.c.hash.label("block_hash"),
            blocks.c.parent.label("block_parent"),
            blocks.c.time.label("block_time"),
        )
        .join(events, same_log)
        .join(blocks, blocks.c.number == found.c.block_number)
        .order_by(found.c.block_number.desc(), found.c.log_index.desc())
    )


def _source(row: Row[Any]) -> Source:
    block = SeenBlock(row.block_number, row.block_hash, row.block_parent, row.block_time)
    return Source(block, row.log_index, row.tx_hash)


def _proposal(row: Row[Any]) -> ProposalAt:
    return ProposalAt(row.version, row.terms, row.round, row.notice_until, row.digest, row.filing, _source(row))


def _anchor(row: Row[Any]) -> AnchorAt:
    return AnchorAt(row.size, row.root, row.time, _source(row))


def _of_achievement(table: Any) -> ColumnElement[bool]:
    own: ColumnElement[bool] = table.c.achievement == bindparam("achievement")
    seen: ColumnElement[bool] = table.c.block_number <= bindparam("number")
    return own & seen


# Asked for every answer about a title: built once, because building them takes longer than running them.
_TITLE = _newest(title_versions, _of_achievement(title_versions))
_PROPOSAL = _newest(proposals, _of_achievement(proposals))
_OVER_SINCE = (
    select(title_versions.c.act)
    .where(
        _of_achievement(title_versions),
        title_versions.c.act.in_(("confirm", "decide")) | (title_versions.c.status == CLOSED),
        tuple_(title_versions.c.block_number, title_versions.c.log_index)
        > tuple_(bindparam("block_number", type_=BigInteger), bindparam("log_index", type_=BigInteger)),
    )
    .order_by(title_versions.c.block_number, title_versions.c.log_index)
    .limit(1)
)
