"""Reading facts: what the chain's events say of one thing, as of a block. Every query goes by an index."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, bindparam, func, select, tuple_, union_all
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.sql.elements import ColumnElement

from ledger.store.sighting_tables import blocks, events, facts
from ledger.store.sightings import SeenBlock
from ledger.store.titles import Source

Place = tuple[int, int]
"""Block number and log index."""


@dataclass(frozen=True)
class FactAt:
    """What an event says of the thing `subject` of a theme, and where it stands.

    :param args: the event's values as the index keeps them (`chain.events.from_json`).
    """

    theme: str
    subject: bytes
    opens: bool
    contract: str
    name: str
    args: dict[str, Any]
    digest: bytes | None
    source: Source

    @property
    def place(self) -> Place:
        """Its place in the chain."""
        return self.source.block.number, self.source.log_index


def opened(
    connection: Connection, theme: str, achievement: bytes, number: int, *, after: Place, limit: int
) -> list[FactAt]:
    """The things of a theme that began on an achievement up to a block, oldest first, behind a place."""
    where = (facts.c.achievement == achievement) & (facts.c.theme == theme) & facts.c.opens
    return _page(connection, where, number, after, limit)


def of_title(connection: Connection, achievement: bytes, number: int, *, after: Place, limit: int) -> list[FactAt]:
    """Everything that happened on an achievement, once an act, oldest first, behind a place."""
    return _page(connection, (facts.c.achievement == achievement) & ~facts.c.echo, number, after, limit)


def of_subject(
    connection: Connection, theme: str, subject: bytes, number: int, *, after: Place, limit: int
) -> list[FactAt]:
    """Everything that happened to one thing, oldest first, behind a place."""
    return _page(connection, (facts.c.theme == theme) & (facts.c.subject == subject), number, after, limit)


def about(connection: Connection, theme: str, subjects: Collection[bytes], number: int) -> list[FactAt]:
    """What is known of these things up to a block, oldest first: of what is told several times the newest, for each
    part apart."""
    if not subjects:
        return []
    newest = (
        select(facts, events.c.name.label("event"))
        .join(events, _SAME_LOG)
        .where(facts.c.theme == theme, facts.c.subject.in_(subjects), facts.c.block_number <= number)
        .ext(distinct_on(facts.c.subject, events.c.name, facts.c.part))
        .order_by(facts.c.subject, events.c.name, facts.c.part, facts.c.block_number.desc(), facts.c.log_index.desc())
        .subquery()
    )
    places = select(newest.c.block_number, newest.c.log_index)
    return _read(connection, _FACT.where(tuple_(facts.c.block_number, facts.c.log_index).in_(places)))


def every(connection: Connection, theme: str, subjects: Collection[bytes], number: int) -> list[FactAt]:
    """Everything about these things up to a block, oldest first: for what may begin again under the same number."""
    where = (facts.c.theme == theme) & facts.c.subject.in_(subjects) & (facts.c.block_number <= number)
    return _read(connection, _FACT.where(where)) if subjects else []


def marks(connection: Connection, achievement: bytes, number: int) -> dict[str, FactAt]:
    """The newest fact about an achievement of each theme that marks its title: `notice`, `freeze`, `objection`, and
    `unknown`, where an event was seen that this version does not know."""
    found = _read(connection, _MARKS.params(achievement=achievement, number=number))
    return {fact.theme: fact for fact in found}


def closings(connection: Connection, achievement: bytes, number: int) -> list[Place]:
    """The decisions that closed a notice of this achievement with all its objections, oldest first."""
    query = (
        select(facts.c.block_number, facts.c.log_index)
        .join(events, _SAME_LOG)
        .where(
            facts.c.achievement == achievement,
            facts.c.theme == "title",
            facts.c.block_number <= number,
            events.c.name == "ProposalVoided",
            events.c.args["closed"].as_boolean(),
        )
        .order_by(facts.c.block_number, facts.c.log_index)
    )
    return [(row.block_number, row.log_index) for row in connection.execute(query)]


def counts(
    connection: Connection, theme: str, subjects: Collection[bytes], number: int, *, part: int | None = None
) -> dict[bytes, int]:
    """How many facts there are about each of these things, of one part or of all."""
    query = (
        select(facts.c.subject, func.count())
        .where(facts.c.theme == theme, facts.c.subject.in_(subjects), facts.c.block_number <= number)
        .group_by(facts.c.subject)
    )
    if part is not None:
        query = query.where(facts.c.part == part)
    return {row[0]: int(row[1]) for row in connection.execute(query)} if subjects else {}


_SAME_LOG = (events.c.block_number == facts.c.block_number) & (events.c.log_index == facts.c.log_index)
_FACT: Select[Any] = (
    select(
        facts.c.theme,
        facts.c.subject,
        facts.c.opens,
        facts.c.block_number,
        facts.c.log_index,
        events.c.contract,
        events.c.name,
        events.c.args,
        events.c.digest,
        events.c.tx_hash,
        blocks.c.hash.label("block_hash"),
        blocks.c.parent.label("block_parent"),
        blocks.c.time.label("block_time"),
    )
    .join(events, _SAME_LOG)
    .join(blocks, blocks.c.number == facts.c.block_number)
    .order_by(facts.c.block_number, facts.c.log_index)
)
_MARKING = ("notice", "freeze", "objection", "unknown")


def _marks() -> Select[Any]:
    places = union_all(
        *(
            select(facts.c.block_number, facts.c.log_index)
            .where(
                facts.c.achievement == bindparam("achievement"),
                facts.c.theme == theme,
                facts.c.block_number <= bindparam("number"),
            )
            .order_by(facts.c.block_number.desc(), facts.c.log_index.desc())
            .limit(1)
            for theme in _MARKING
        )
    ).subquery()
    chosen = select(places.c.block_number, places.c.log_index)
    return _FACT.where(tuple_(facts.c.block_number, facts.c.log_index).in_(chosen))


_MARKS = _marks()  # asked for every answer about a title: built once


def _page(connection: Connection, where: ColumnElement[bool], number: int, after: Place, limit: int) -> list[FactAt]:
    behind = tuple_(facts.c.block_number, facts.c.log_index) > tuple_(*after)
    return _read(connection, _FACT.where(where, facts.c.block_number <= number, behind).limit(limit))


def _read(connection: Connection, query: Select[Any]) -> list[FactAt]:
    return [_fact(row) for row in connection.execute(query)]


def _fact(row: Row[Any]) -> FactAt:
    block = SeenBlock(row.block_number, row.block_hash, row.block_parent, row.block_time)
    source = Source(block, row.log_index, row.tx_hash)
    return FactAt(row.theme, row.subject, row.opens, row.contract, row.name, row.args, row.digest, source)
