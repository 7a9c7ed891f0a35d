"""The desk of an officer: what waits for him now at the nodes where he is appointed, each with its legal deadline.

A duty is shown to whoever has the power for it at its node, by the contract's rule: appointment and node in force, the
node itself or, with BELOW, one under it. Who is a party to a matter is told so, and who may act instead (four eyes).
Everything comes from the index and the filings; the private part of a filing is not opened here, but for the one
question whether the reader's own key signed it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from hashlib import sha256

from sqlalchemy import Connection

from ledger import queries, waiting
from ledger.answers import Moment
from ledger.core.calendar import Calendar
from ledger.core.duties import KINDS, Clock, Duty, Reach, Scope
from ledger.core.errors import NotAllowed
from ledger.core.powers import BIT
from ledger.store import network
from ledger.store.network import AppointmentRow, NodeRow
from ledger.store.vault import Vault

BELOW = BIT["below"]


@dataclass(frozen=True)
class Desk:
    """What waits.

    :param duties: the most urgent first; those without a deadline behind the others, oldest first.
    """

    scope: Scope
    duties: tuple[Duty, ...]
    now: int
    as_of: Moment


def desk(
    connection: Connection,
    opened: Vault,
    party: int,
    signer: bytes,
    *,
    now: int,
    holidays: Callable[[], Calendar],
) -> Desk:
    """The desk of an officer.

    :param signer: ERC-7913 bytes of his session's key.
    :param now: seconds since 1970. :param holidays: asks for the calendar by which deadlines are counted.
    :raises NotAllowed: `NOT_AN_OFFICER` for a party with no appointment in force.
    :raises Unavailable: `CALENDAR_UNREADABLE`, or `INDEX_EMPTY`.
    """
    when = queries.moment(connection)
    scope = scope_of(connection, party, when, now)
    found = waiting.Waiting(connection, opened, scope, signer, Clock(now, holidays()), when)
    duties = sorted(found.duties(), key=lambda duty: (duty.deadline.order, duty.id))
    return Desk(scope, tuple(duties), now, when)


def scope_of(connection: Connection, party: int, when: Moment, now: int) -> Scope:
    """Where a party may act as an officer at a second.

    :raises NotAllowed: `NOT_AN_OFFICER`.
    """
    known = {row.node: row for row in network.all_nodes(connection, when.number) if row.since <= now}
    own = tuple(
        reach
        for given in network.appointments_of(connection, party, when.number)
        for reach in _reaches(given, known, now)
    )
    if not own:
        raise NotAllowed(
            "NOT_AN_OFFICER",
            f"party {party} has no appointment in force",
            next="have the node's operator appoint you, or sign in as the party that was appointed",
            party=party,
        )
    nodes = {reach.node for reach in own}
    others = [
        reach
        for node in known
        for given in network.appointments_at(connection, node, when.number)
        if given.officer != party
        for reach in _reaches(given, known, now)
        if reach.node in nodes
    ]
    return Scope(party, own, tuple(others))


def able(connection: Connection, power: int, when: Moment, now: int, node: int | None = None) -> list[Reach]:
    """The appointments in force that hold a power, each at its own node, or those that reach one node.

    :param power: one bit; 0 for any appointment. :param node: only where they may act at this node.
    """
    known = {row.node: row for row in network.all_nodes(connection, when.number) if row.since <= now}
    found = {}
    for own in known:
        for given in network.appointments_at(connection, own, when.number):
            for reach in _reaches(given, known, now):
                if reach.node == (given.node if node is None else node) and (not power or reach.powers & power):
                    found[given.appointment] = Reach(given.node, reach.appointment, reach.officer, reach.powers)
    return list(found.values())


def is_officer(connection: Connection, party: int, when: Moment, now: int) -> bool:
    """Whether a party has an appointment in force."""
    try:
        scope_of(connection, party, when, now)
    except NotAllowed:
        return False
    return True


def require_power(connection: Connection, party: int, kind: str, node: int, now: int) -> int:
    """The appointment under which a party may do a kind of duty at a node.

    :raises NotAllowed: `NOT_AN_OFFICER`, `NOT_COMPETENT_HERE`.
    """
    scope = scope_of(connection, party, queries.moment(connection), now)
    appointment = scope.appointment(KINDS[kind].powers, node)
    if appointment is None:
        raise NotAllowed(
            "NOT_COMPETENT_HERE",
            f"none of your appointments has the power for this at node {node}",
            next="let an officer of that node do it",
            node=node,
            party=party,
        )
    return appointment


def _reaches(given: AppointmentRow, known: dict[int, NodeRow], now: int) -> Iterable[Reach]:
    own = known.get(given.node)
    if own is None or not given.starts <= now < given.until or (own.until is not None and own.until <= now):
        return
    for node in known:
        if node == given.node or (given.powers & BELOW and given.node in _above(node, known)):
            yield Reach(node, given.appointment, given.officer, given.powers & ~BELOW)


def _above(node: int, known: dict[int, NodeRow]) -> set[int]:
    above: set[int] = set()
    while node in known and known[node].parent not in above | {0}:
        node = known[node].parent
        above.add(node)
    return above


def tie(id: str, bits: int) -> int:
    """So many bits that tell duties with the same deadline apart, the same for the same duty."""
    return int.from_bytes(sha256(id.encode()).digest()[:8], "big") >> (64 - bits)
