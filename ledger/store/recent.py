"""The newest of what was sighted, for the first page. Each table is read backwards by its index, a few rows only."""

from dataclasses import dataclass

from sqlalchemy import Connection, LargeBinary, Select, cast, literal, null, select, union_all
from sqlalchemy.sql.elements import ColumnElement

from ledger.store.sighting_tables import anchors, appointments, blocks, nodes, parties, proposals, title_versions


@dataclass(frozen=True)
class RecentAct:
    """An act that took effect.

    :param kind: `register`, `propose`, `confirm`, `convey`, `enrol`, `admit` or `appoint`.
    :param achievement: what it was about, None for acts on parties and nodes, which have a `number` instead.
    :param time: of its block, in seconds since 1970.
    """

    kind: str
    achievement: bytes | None
    number: int | None
    time: int


@dataclass(frozen=True)
class RecentAnchor:
    """An anchored head of the log; `time` in seconds since 1970."""

    size: int
    root: bytes
    time: int


def acts(connection: Connection, limit: int) -> list[RecentAct]:
    """The last acts, newest first."""
    found = union_all(
        _some(title_versions.c.block_number, limit, title_versions.c.act, achievement=title_versions.c.achievement),
        _some(proposals.c.block_number, limit, literal("propose"), achievement=proposals.c.achievement),
        _some(parties.c.block_number, limit, literal("enrol"), number=parties.c.party),
        _some(nodes.c.block_number, limit, literal("admit"), number=nodes.c.node),
        _some(appointments.c.block_number, limit, literal("appoint"), number=appointments.c.appointment),
    ).subquery("found")
    query = (
        select(found.c.kind, found.c.achievement, found.c.number, blocks.c.time)
        .join(blocks, blocks.c.number == found.c.block_number)
        .order_by(found.c.block_number.desc(), found.c.log_index.desc())
        .limit(limit)
    )
    return [RecentAct(*row) for row in connection.execute(query)]


def last_anchors(connection: Connection, limit: int) -> list[RecentAnchor]:
    """The last anchors, newest first."""
    query = select(anchors.c.size, anchors.c.root, anchors.c.time).order_by(anchors.c.size.desc()).limit(limit)
    return [RecentAnchor(*row) for row in connection.execute(query)]


def _some(
    block_number: ColumnElement[int],
    limit: int,
    kind: ColumnElement[str],
    *,
    achievement: ColumnElement[bytes] | None = None,
    number: ColumnElement[int] | None = None,
) -> Select[tuple[str, bytes, int, int, int]]:
    table = block_number.table
    rows = (
        select(
            kind.label("kind"),
            (cast(null(), LargeBinary) if achievement is None else achievement).label("achievement"),
            (cast(null(), table.c.block_number.type) if number is None else number).label("number"),
            block_number.label("block_number"),
            table.c.log_index.label("log_index"),
        )
        .order_by(block_number.desc(), table.c.log_index.desc())
        .limit(limit)
        .subquery()
    )
    return select(rows)
