"""Reading parties, nodes and appointments from the sightings, as of a block."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, Select, func, select
from sqlalchemy.sql.elements import ColumnElement

from ledger.store.sightings import appointment_ends, appointments, blocks, nodes, parties, signers


@dataclass(frozen=True)
class SignerSince:
    """A party's signer (ERC-7913 bytes) and the second from which it counts."""

    signer: bytes
    since: int
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
    """A node; `parent` is 0 for the core, `since` the second from which it is in force."""

    node: int
    parent: int
    operator: int
    kind: int
    since: int
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
        select(signers.c.signer, blocks.c.time.label("since"), signers.c.block_number)
        .join(blocks, blocks.c.number == signers.c.block_number)
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
    query = _with_time(nodes, "since").where(nodes.c.node == number, nodes.c.block_number <= until_block)
    row = connection.execute(query).one_or_none()
    return None if row is None else NodeRow(**_values(row))


def all_nodes(connection: Connection, until_block: int) -> list[NodeRow]:
    """Every node, by number."""
    query = _with_time(nodes, "since").where(nodes.c.block_number <= until_block).order_by(nodes.c.node)
    return [NodeRow(**_values(row)) for row in connection.execute(query)]


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
