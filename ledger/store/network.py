"""Reading parties, nodes and appointments from the sightings, as of a block."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select, true
from sqlalchemy.sql.elements import ColumnElement

from ledger.store.sighting_tables import (
    appointment_ends,
    appointments,
    blocks,
    events,
    facts,
    nodes,
    parties,
    signers,
)


@dataclass(frozen=True)
class SignerSince:
    """A party's signer (ERC-7913 bytes) and the second from which it counts.

    :param cause: 0 the first one, 1 a rotation, 2 a recovery.
    :param may_dispose: day number (since 1970) from which the party may give away, 0 at once.
    """

    signer: bytes
    since: int
    cause: int
    may_dispose: int
    block_number: int


@dataclass(frozen=True)
class PartyRow:
    """A party as it enrolled; `enrolled_at` in seconds."""

    party: int
    kind: int
    identity: bytes
    voucher: int
    guardian: int
    enrolled_at: int
    block_number: int


@dataclass(frozen=True)
class NodeRow:
    """A node as of a block; `parent` is 0 for the core, `since` the second from which it is in force.

    :param operator: who runs it now. :param until: second from which it is closed, None while it is not.
    :param handed_over: second of its last hand-over, None if it still has its first operator.
    """

    node: int
    parent: int
    operator: int
    kind: int
    since: int
    until: int | None
    handed_over: int | None
    block_number: int


@dataclass(frozen=True)
class AppointmentRow:
    """An appointment, `until` as far as it was shortened by the block asked about."""

    appointment: int
    node: int
    officer: int
    powers: int
    starts: int
    until: int
    block_number: int


def party(connection: Connection, number: int, until_block: int) -> PartyRow | None:
    """The party of that number."""
    query = _with_time(parties, "enrolled_at").where(parties.c.party == number, parties.c.block_number <= until_block)
    row = connection.execute(query).one_or_none()
    return None if row is None else PartyRow(**_values(row))


def signers_of(connection: Connection, number: int, until_block: int) -> list[SignerSince]:
    """The party's signers, newest first."""
    query = (
        select(signers.c.signer, signers.c.since, signers.c.cause, signers.c.may_dispose, signers.c.block_number)
        .where(signers.c.party == number, signers.c.block_number <= until_block)
        .order_by(signers.c.block_number.desc(), signers.c.log_index.desc())
    )
    return [SignerSince(**_values(row)) for row in connection.execute(query)]


def parties_of_signer(connection: Connection, signer: bytes) -> list[int]:
    """The parties whose present signer this is, lowest number first."""
    later = signers.alias("later")
    newer = (
        select(later.c.party)
        .where(
            later.c.party == signers.c.party,
            (later.c.block_number > signers.c.block_number)
            | ((later.c.block_number == signers.c.block_number) & (later.c.log_index > signers.c.log_index)),
        )
        .exists()
    )
    query = select(signers.c.party).where(signers.c.signer == signer, ~newer)
    return list(connection.scalars(query.order_by(signers.c.party)))


def node(connection: Connection, number: int, until_block: int) -> NodeRow | None:
    """The node of that number."""
    found = _nodes(connection, nodes.c.node == number, facts.c.subject == number.to_bytes(4, "big"), until_block)
    return found[0] if found else None


def all_nodes(connection: Connection, until_block: int) -> list[NodeRow]:
    """Every node, by number."""
    return _nodes(connection, true(), true(), until_block)


def _nodes(
    connection: Connection, where: ColumnElement[bool], about: ColumnElement[bool], until_block: int
) -> list[NodeRow]:
    query = _with_time(nodes, "since").where(where, nodes.c.block_number <= until_block).order_by(nodes.c.node)
    same_log = (events.c.block_number == facts.c.block_number) & (events.c.log_index == facts.c.log_index)
    told = (
        select(facts.c.subject, events.c.name, events.c.args, blocks.c.time)
        .join(events, same_log)
        .join(blocks, blocks.c.number == facts.c.block_number)
        .where(facts.c.theme == "node", about, ~facts.c.opens, facts.c.block_number <= until_block)
        .order_by(facts.c.block_number, facts.c.log_index)
    )
    later: dict[int, dict[str, int]] = {}
    for subject, name, args, time in connection.execute(told):
        changed = later.setdefault(int.from_bytes(subject, "big"), {})
        if name == "NodeClosed":
            changed["until"] = args["until"]
        else:
            changed |= {"operator": args["operator"], "handed_over": time}
    blank: dict[str, Any] = {"until": None, "handed_over": None}
    return [
        NodeRow(**{**_values(row), **blank, **later.get(row._mapping["node"], {})}) for row in connection.execute(query)
    ]


def appointment(connection: Connection, number: int, until_block: int) -> AppointmentRow | None:
    """The appointment of that number."""
    found = _appointments(connection, appointments.c.appointment == number, until_block)
    return found[0] if found else None


def appointments_at(connection: Connection, number: int, until_block: int) -> list[AppointmentRow]:
    """The appointments given at a node, by number."""
    return _appointments(connection, appointments.c.node == number, until_block)


def appointments_of(connection: Connection, officer: int, until_block: int) -> list[AppointmentRow]:
    """The appointments that a party was given, by number."""
    return _appointments(connection, appointments.c.officer == officer, until_block)


def _appointments(connection: Connection, where: ColumnElement[bool], until_block: int) -> list[AppointmentRow]:
    # An appointment is only ever shortened: its earliest recorded end is the one in force.
    shortened = (
        select(func.min(appointment_ends.c.until))
        .where(
            appointment_ends.c.appointment == appointments.c.appointment,
            appointment_ends.c.block_number <= until_block,
        )
        .scalar_subquery()
    )
    columns = [column for column in appointments.c if column.name not in ("until", "log_index")]
    query = (
        select(*columns, func.coalesce(shortened, appointments.c.until).label("until"))
        .where(where, appointments.c.block_number <= until_block)
        .order_by(appointments.c.appointment)
    )
    return [AppointmentRow(**_values(row)) for row in connection.execute(query)]


def _with_time(table: Any, name: str) -> Select[Any]:
    columns = [column for column in table.c if column.name != "log_index"]
    return select(*columns, blocks.c.time.label(name)).join(blocks, blocks.c.number == table.c.block_number)


def _values(row: Row[*tuple[Any, ...]]) -> dict[str, Any]:
    return dict(row._mapping)
