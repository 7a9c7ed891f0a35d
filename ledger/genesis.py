"""A network from a description: parties, nodes and appointments, each by its ordinary act with real signatures.

Nothing here has a power of its own: whoever carries out a description has to hold every key that an act asks for, as
a demonstration, a replay or a test does. What stands already is found again and left alone.
"""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Engine

from ledger import executing, indexing, sending
from ledger.chain.contracts import Contracts
from ledger.chain.sender import Payer
from ledger.core import powers
from ledger.core.acts import Message
from ledger.core.errors import Malformed, Unavailable
from ledger.core.types import Clock
from ledger.keyring import Signer
from ledger.store import database, network, sightings
from ledger.store.acts import Drafted

CORE = "core"
"""Name under which party 1 and node 1 are known in every description."""

_PATIENCE = 120.0


@dataclass(frozen=True)
class Enrol:
    """A party: vouched for by the organisation `voucher`, or under `appointment` by its officer."""

    name: str
    signer: Signer
    kind: str
    identity: bytes
    voucher: str | None = None
    appointment: str | None = None
    guardian: str | None = None


@dataclass(frozen=True)
class Admit:
    """A node run by `operator` below `parent`; `kind` is regional or specialised."""

    name: str
    operator: str
    kind: str
    parent: str = CORE


@dataclass(frozen=True)
class Appoint:
    """An officer's powers at a node, from now until a second."""

    name: str
    node: str
    officer: str
    powers: Sequence[str]
    until: int


Description = Sequence[Enrol | Admit | Appoint]


@dataclass
class Network:
    """The numbers that the names of a description got, and the keys of its parties."""

    parties: dict[str, int] = field(default_factory=dict)
    nodes: dict[str, int] = field(default_factory=dict)
    appointments: dict[str, int] = field(default_factory=dict)
    signers: dict[int, Signer] = field(default_factory=dict)


@dataclass(frozen=True)
class Means:
    """What carrying out acts takes: the database, the chain, who pays, and the clock."""

    engine: Engine
    contracts: Contracts
    payer: Payer
    clock: Clock


def build(means: Means, core: Signer, description: Description) -> Network:
    """Carry out a description, in its order; steps that were carried out before are only looked up.

    :raises Malformed: `NAME_UNKNOWN` for a name that no earlier step introduced.
    :raises Refused: if the contracts refuse a step.
    """
    net = Network({CORE: 1}, {CORE: 1}, {}, {1: core})
    indexing.catch_up(means.engine, means.contracts)
    for step in description:
        match step:
            case Enrol():
                number = _standing_party(means, step) or _enrol(means, net, step)
                net.parties[step.name], net.signers[number] = number, step.signer
            case Admit():
                net.nodes[step.name] = _standing_node(means, net, step) or _admit(means, net, step)
            case Appoint():
                standing = _standing_appointment(means, net, step)
                net.appointments[step.name] = standing or _appoint(means, net, step)
    return net


def carry_out(means: Means, kind: str, fields: Mapping[str, Any], signers: Mapping[int, Signer]) -> Drafted:
    """One act on its ordinary way: drafted, signed by those of its seats whose keys are here, sent, awaited, indexed.

    Documents are not asked for: the parties and officers of a network have none in the log.

    :raises Refused: with the contract's reason.
    :raises Unavailable: `NOT_MINED` after two minutes.
    """
    engine, contracts, payer = means.engine, means.contracts, means.payer
    with database.transaction(engine) as connection:
        act = executing.draft(connection, contracts, kind, fields, now=means.clock(), integrated=lambda _: True)
        for seat in act.drafted.seats:
            if seat in signers:
                signature = signers[seat].sign_digest(act.drafted.digest)
                executing.add_signature(connection, contracts, act.drafted.id, seat, signature, now=means.clock())
        executing.submit(connection, contracts, payer, act.drafted.id, now=means.clock())
    waited_until = time.monotonic() + _PATIENCE
    while True:
        sending.send(engine, contracts, payer)
        indexing.catch_up(engine, contracts)
        with database.transaction(engine) as connection:
            status = executing.view(connection, contracts, act.drafted.id, now=means.clock()).status
        if status in ("included", "final"):
            return act.drafted
        if status != "submitted" or time.monotonic() > waited_until:
            message = f"{kind} {act.drafted.id} is {status}"
            raise Unavailable("NOT_MINED", message, next="see whether the chain makes blocks, then start again")
        time.sleep(0.05)


def _enrol(means: Means, net: Network, step: Enrol) -> int:
    fields: Message = {
        "signer": "0x" + step.signer.signer_bytes.hex(),
        "identity": "0x" + step.identity.hex(),
        "kind": step.kind,
        "guardian": _named(net.parties, step.guardian) if step.guardian else 0,
    }
    if step.appointment is not None:
        fields["appointment"] = _named(net.appointments, step.appointment)
    if step.voucher is not None:
        fields["voucher"] = _named(net.parties, step.voucher)
    newcomer = means.contracts.authority.counts(means.contracts.chain.head())[0] + 1
    drafted = carry_out(means, "enrol", fields, {**net.signers, newcomer: step.signer})
    return int(drafted.message["party"])


def _admit(means: Means, net: Network, step: Admit) -> int:
    fields = {
        "parent": _named(net.nodes, step.parent),
        "operator": _named(net.parties, step.operator),
        "kind": step.kind,
    }
    return int(carry_out(means, "admit", fields, net.signers).message["node"])


def _appoint(means: Means, net: Network, step: Appoint) -> int:
    fields = {
        "node": _named(net.nodes, step.node),
        "officer": _named(net.parties, step.officer),
        "powers": list(step.powers),
        "until": step.until,
    }
    return int(carry_out(means, "appoint", fields, net.signers).message["appointment"])


def _standing_party(means: Means, step: Enrol) -> int | None:
    with database.transaction(means.engine) as connection:
        return next(iter(network.parties_of_signer(connection, step.signer.signer_bytes)), None)


def _standing_node(means: Means, net: Network, step: Admit) -> int | None:
    place = (_named(net.nodes, step.parent), _named(net.parties, step.operator))
    taken = set(net.nodes.values())
    with database.transaction(means.engine) as connection:
        rows = network.all_nodes(connection, _indexed(connection))
    return next((row.node for row in rows if (row.parent, row.operator) == place and row.node not in taken), None)


def _standing_appointment(means: Means, net: Network, step: Appoint) -> int | None:
    wanted = (_named(net.parties, step.officer), powers.mask(step.powers))
    taken = set(net.appointments.values())
    with database.transaction(means.engine) as connection:
        rows = network.appointments_at(connection, _named(net.nodes, step.node), _indexed(connection))
    found = (row.appointment for row in rows if (row.officer, row.powers) == wanted)
    return next((number for number in found if number not in taken), None)


def _indexed(connection: Any) -> int:
    head = sightings.head(connection)
    return -1 if head is None else head.number


def _named(numbers: Mapping[str, int], name: str) -> int:
    if name not in numbers:
        message = f"no earlier step is called {name!r}"
        raise Malformed("NAME_UNKNOWN", message, next="introduce it before it is used", name=name)
    return numbers[name]
