"""Refusing an act: a party with a seat says why it does not sign. The act stays possible; that nobody is bound who has
not signed is kept by the contracts, the refusal only tells the others."""

from collections.abc import Collection
from uuid import UUID

from sqlalchemy import Connection

from ledger import executing
from ledger.chain.contracts import Contracts
from ledger.core import acts
from ledger.core.errors import Conflict, NotAllowed
from ledger.executing import OPEN, Act
from ledger.store import refusals
from ledger.store.refusals import Refusal
from ledger.store.vault import Vault


def refuse(
    connection: Connection, contracts: Contracts, vault: Vault, id: UUID, party: int, reason: str, *, now: int
) -> None:
    """Keep why a party does not sign. Whoever calls has made sure that it is this party that speaks.

    :raises NotFound: `ACT_NOT_FOUND`.
    :raises NotAllowed: `NO_SEAT` for a party that is not on the roll.
    :raises Conflict: `ACT_OVER` once it was sent or has expired; `SIGNED_ALREADY` if the party has signed.
    """
    act = executing.view(connection, contracts, id, now=now)
    if act.status not in OPEN:
        message = f"act {id} is {act.status} and takes no more signatures"
        raise Conflict("ACT_OVER", message, next="there is nothing left to refuse", act=str(id), status=act.status)
    seated = seats(act)
    if party not in seated:
        message = f"party {party} has no seat; the seats are {list(seated)}"
        raise NotAllowed("NO_SEAT", message, next="only the seats of the roll refuse", party=party, seats=list(seated))
    if party in {seal.party for seal in act.signatures}:
        raise Conflict(
            "SIGNED_ALREADY",
            f"party {party} has signed act {id}, and its signature stands",
            next="a withdrawal (kind withdraw) takes back all signatures that have not taken effect",
            party=party,
            act=str(id),
        )
    refusals.put(connection, vault, id, party, reason, now)


def speaks_at(act: Act, party: int, signer: bytes, parties: Collection[int]) -> bool:
    """Whether a session speaks for a party's seat: as its present signer, or as the one that the act brings.

    :param signer: ERC-7913 bytes of the session's key. :param parties: for whom that key speaks at present.
    """
    if party in parties:
        return True
    brought = {seat for seat, brings in acts.seats(act.drafted.kind, seats(act)) if brings}
    return party in brought and act.drafted.message.get("signer") == "0x" + signer.hex()


def readable(
    connection: Connection, vault: Vault, act: Act, signer: bytes, parties: Collection[int]
) -> list[Refusal] | None:
    """The refusals of an act for one who drafted it or has a seat; None for everybody else."""
    seated = any(speaks_at(act, party, signer, parties) for party in {*seats(act), *act.drafted.seats})
    if not seated and act.drafted.author not in parties:
        return None
    return refusals.of_act(connection, vault, act.drafted.id)


def seats(act: Act) -> tuple[int, ...]:
    """The parties on the roll by the present state, or as it was when the act was drafted."""
    return tuple(act.drafted.seats if act.roll is None else act.roll.seats)
