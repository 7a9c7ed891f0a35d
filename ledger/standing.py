"""Who may speak, as of a block or second: parties, nodes, appointments."""

from sqlalchemy import Connection

from ledger.answers import (
    Moment,
    Node,
    Party,
    PartyStep,
    Recovery,
    unknown_appointment,
    unknown_node,
    unknown_party,
)
from ledger.core.powers import BIT
from ledger.queries import act_told, moment
from ledger.store import facts, network, titles
from ledger.store.facts import FactAt
from ledger.store.network import AppointmentRow, NodeRow

BELOW = BIT["below"]
_MOST_HELD = 1000


def party(connection: Connection, number: int, *, at: int | None = None) -> Party:
    """A party with its signers, guardian, recovery, appointments and titles.

    :raises NotFound: `PARTY_UNKNOWN`.
    """
    when = moment(connection, at)
    row = network.party(connection, number, when.number)
    if row is None:
        raise unknown_party(number)
    signers = network.signers_of(connection, number, when.number)
    told = {fact.name: fact for fact in facts.about(connection, "party", [_subject(number)], when.number)}
    chosen = told.get("GuardianChanged") or told["Enrolled"]
    raised = [told[name].args["since"] for name in ("Withdrawn", "GuardianChanged") if name in told]
    return Party(
        row=row,
        guardian=chosen.args["guardian"],
        recovery_days=chosen.args["recovery_days"],
        counts_since=max([signers[0].since, *raised]),
        recovery=_recovery(told),
        signers=tuple(signers),
        appointments=tuple(network.appointments_of(connection, number, when.number)),
        titles=tuple(titles.held_by(connection, number, when.number, limit=_MOST_HELD)),
        as_of=when,
    )


def party_history(
    connection: Connection, number: int, *, at: int | None = None, after: int | None = None, limit: int = 50
) -> tuple[list[PartyStep], Moment]:
    """Every act on a party's key and guardian, oldest first, behind a step's `cursor`.

    :raises NotFound: `PARTY_UNKNOWN`.
    """
    when = moment(connection, at)
    if network.party(connection, number, when.number) is None:
        raise unknown_party(number)
    place = (-1, -1) if after is None else divmod(after, 1 << 32)
    found = facts.of_subject(connection, "party", _subject(number), when.number, after=place, limit=limit)
    return [_step(fact) for fact in found], when


def _recovery(told: dict[str, FactAt]) -> Recovery | None:
    """The recovery on notice: the last one proposed, unless it was cancelled or took effect since."""
    proposed = told.get("RecoveryProposed")
    if proposed is None:
        return None
    for name in ("RecoveryCancelled", "SignerChanged"):
        if name in told and told[name].place > proposed.place:
            return None
    args = proposed.args
    signer, evidence = bytes.fromhex(args["signer"][2:]), bytes.fromhex(args["evidence"][2:])
    return Recovery(args["by"], signer, args["due_at"], args["ground"], evidence, proposed.source.block.time)


def _step(fact: FactAt) -> PartyStep:
    signer = fact.args.get("signer")
    return PartyStep(
        act=act_told(fact.name, fact.args.get("cause")),
        signer=None if signer is None else bytes.fromhex(signer[2:]),
        guardian=fact.args.get("guardian"),
        since=fact.args.get("since"),
        due_at=fact.args.get("due_at"),
        ground=fact.args.get("ground"),
        by=fact.args.get("by"),
        transaction=fact.source.tx_hash,
        block=fact.source.block,
        cursor=fact.source.block.number << 32 | fact.source.log_index,
    )


def _subject(number: int) -> bytes:
    return number.to_bytes(4, "big")


def parties_of_signer(connection: Connection, signer: bytes) -> list[int]:
    """The parties whose present signer this is (ERC-7913 bytes), lowest number first."""
    return network.parties_of_signer(connection, signer)


def node(connection: Connection, number: int, *, at: int | None = None) -> Node:
    """A node with its appointments.

    :raises NotFound: `NODE_UNKNOWN`.
    """
    when = moment(connection, at)
    row = network.node(connection, number, when.number)
    if row is None:
        raise unknown_node(number)
    children = tuple(other.node for other in network.all_nodes(connection, when.number) if other.parent == number)
    return Node(row, tuple(network.appointments_at(connection, number, when.number)), children, when)


def nodes(connection: Connection, *, at: int | None = None) -> tuple[list[NodeRow], Moment]:
    """Every node, by number."""
    when = moment(connection, at)
    return network.all_nodes(connection, when.number), when


def appointment(connection: Connection, number: int, *, at: int | None = None) -> tuple[AppointmentRow, Moment]:
    """An appointment as it stood.

    :raises NotFound: `APPOINTMENT_UNKNOWN`.
    """
    when = moment(connection, at)
    row = network.appointment(connection, number, when.number)
    if row is None:
        raise unknown_appointment(number)
    return row, when


def competent(
    connection: Connection, appointment: int, power: int, node: int, *, at: int | None = None
) -> tuple[bool, Moment]:
    """Whether an appointment carried the power (bits, all of them) for a node at a second, by the contract's rule:
    appointment and its own node in force, and the acted-for node that one or, with BELOW, one under it.
    """
    when = moment(connection, at)
    time = when.time if at is None else at
    row = network.appointment(connection, appointment, when.number)
    if row is None or power == 0 or row.powers & power != power or not row.starts <= time < row.until:
        return False, when
    known = {other.node: other for other in network.all_nodes(connection, when.number) if other.since <= time}
    own = known.get(row.node)
    if own is None or (own.until is not None and own.until <= time):
        return False, when
    parents = {other.node: other.parent for other in known.values()}
    above = node
    while above in parents and above != row.node and row.powers & BELOW:
        above = parents[above]
    return above == row.node, when
