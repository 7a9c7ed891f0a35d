"""The newest of what was sighted, for the first page. Each table is read backwards by its index, a few rows only."""

from dataclasses import dataclass

from sqlalchemy import BigInteger, Connection, LargeBinary, Select, Table, cast, null, select, true, union_all
from sqlalchemy.sql.elements import ColumnElement

from ledger.store.sighting_tables import anchors, appointment_ends, appointments, blocks, facts
from ledger.store.sighting_tables import events as seen


@dataclass(frozen=True)
class RecentEvent:
    """An event that tells of an act; of several of one act the one that stands for it in histories.

    :param cause: of a signer that changed.
    :param achievement: what it is about, None for parties, nodes and appointments, which have a `number`.
    :param time: of its block, in seconds since 1970.
    """

    name: str
    cause: int | None
    achievement: bytes | None
    number: int | None
    time: int


@dataclass(frozen=True)
class RecentAnchor:
    """An anchored head of the log; `time` in seconds since 1970."""

    size: int
    root: bytes
    time: int


def events(connection: Connection, limit: int) -> list[RecentEvent]:
    """The last events that tell of acts, newest first."""
    told = union_all(
        _some(facts, limit, ~facts.c.echo, achievement=facts.c.achievement, subject=facts.c.subject),
        _some(appointments, limit, true(), number=appointments.c.appointment),
        _some(appointment_ends, limit, true(), number=appointment_ends.c.appointment),
    ).subquery("told")
    query = (
        select(seen.c.name, seen.c.args["cause"].as_integer(), told.c.achievement, told.c.subject, told.c.number)
        .add_columns(blocks.c.time)
        .join(seen, (seen.c.block_number == told.c.block_number) & (seen.c.log_index == told.c.log_index))
        .join(blocks, blocks.c.number == told.c.block_number)
        .order_by(told.c.block_number.desc(), told.c.log_index.desc())
        .limit(limit)
    )
    return [
        RecentEvent(name, cause, achievement, number if subject is None else _number(achievement, subject), time)
        for name, cause, achievement, subject, number, time in connection.execute(query)
    ]


def last_anchors(connection: Connection, limit: int) -> list[RecentAnchor]:
    """The last anchors, newest first."""
    query = select(anchors.c.size, anchors.c.root, anchors.c.time).order_by(anchors.c.size.desc()).limit(limit)
    return [RecentAnchor(*row) for row in connection.execute(query)]


def _number(achievement: bytes | None, subject: bytes) -> int | None:
    """The number of the party or node that a fact is about."""
    return int.from_bytes(subject) if achievement is None and subject else None


def _some(
    table: Table,
    limit: int,
    where: ColumnElement[bool],
    *,
    achievement: ColumnElement[bytes] | None = None,
    subject: ColumnElement[bytes] | None = None,
    number: ColumnElement[int] | None = None,
) -> Select[tuple[int, int, bytes, bytes, int]]:
    rows = (
        select(
            table.c.block_number,
            table.c.log_index,
            (cast(null(), LargeBinary) if achievement is None else achievement).label("achievement"),
            (cast(null(), LargeBinary) if subject is None else subject).label("subject"),
            (cast(null(), BigInteger) if number is None else number).label("number"),
        )
        .where(where)
        .order_by(table.c.block_number.desc(), table.c.log_index.desc())
        .limit(limit)
        .subquery()
    )
    return select(rows)
