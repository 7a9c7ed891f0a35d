"""Who stood behind the acts of a history: signers and officers, as far as the acts are kept here."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import Connection

from ledger.answers import Moment, Step
from ledger.core import acts
from ledger.core.acts import Message
from ledger.sealing import signed_seats
from ledger.store import acts as stored_acts
from ledger.store import network, sightings
from ledger.store.acts import Drafted, Signed

_OFFICERS = ("appointment", "judge")


@dataclass(frozen=True)
class Officer:
    """Who acted for a node, by which appointment."""

    party: int
    appointment: int
    node: int


@dataclass(frozen=True)
class Deed:
    """An act with who stood behind it.

    :param message: what was signed; None where the act was drafted elsewhere or is no longer kept: who signed it stands
        in its transaction then.
    :param signers: the parties that signed, in the order of their seats. :param officers: those among them who acted
        for a node.
    :param final: whether no reorganisation can take it back.
    """

    step: Step
    kind: str
    message: Message | None
    signers: tuple[int, ...]
    officers: tuple[Officer, ...]
    final: bool


def of_steps(connection: Connection, steps: Sequence[Step], when: Moment) -> list[Deed]:
    """The steps of a history, each with what is known of its act here."""
    drafted = stored_acts.by_digests(connection, {step.digest for step in steps if step.digest is not None})
    signed = stored_acts.signatures_under(connection, [act.id for act in drafted.values()])
    final = sightings.final(connection)
    deeds = []
    for step in steps:
        act = drafted.get(step.digest or b"")
        deeds.append(
            Deed(
                step,
                act.kind if act is not None else step.act,
                act.message if act is not None else None,
                _signers(act, signed.get(act.id, ())) if act is not None else (),
                _officers(connection, act, when) if act is not None else (),
                step.block.number <= final,
            )
        )
    return deeds


def table_proposed(connection: Connection, digest: bytes) -> list[tuple[int, int]] | None:
    """The holders that a proposal names, as (party, units); None where the act is not kept here."""
    act = stored_acts.by_digest(connection, digest)
    if act is None or act.kind != "propose":
        return None
    return [(row["party"], row["units"]) for row in act.message["terms"]["table"]]


def _signers(act: Drafted, signatures: Iterable[Signed]) -> tuple[int, ...]:
    seats = acts.seats(act.kind, act.seats)
    marks = signed_seats(act.kind, act.seats, signatures)
    return tuple(dict.fromkeys(party for (party, _), given in zip(seats, marks, strict=True) if given))


def _officers(connection: Connection, act: Drafted, when: Moment) -> tuple[Officer, ...]:
    named = [
        number for where in (acts.header(act.message), act.message) for name in _OFFICERS if (number := where.get(name))
    ]
    found = (network.appointment(connection, int(number), when.number) for number in dict.fromkeys(named))
    return tuple(Officer(one.officer, one.appointment, one.node) for one in found if one is not None)
