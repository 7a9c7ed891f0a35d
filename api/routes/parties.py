"""Parties."""

from typing import Annotated

from fastapi import APIRouter, Path

from api import cursors
from api.deps import At, Current, Cursor, Limit, second, snapshot
from api.schemas.common import AsOf, problems
from api.schemas.network import Party, PartyHistory, PartyStep
from ledger import standing

router = APIRouter(prefix="/v1/parties", tags=["parties"])
Number = Annotated[int, Path(ge=1, le=0xFFFFFFFF, description="the party's number", examples=[7])]


@router.get("/{number}", operation_id="party", summary="A party", responses=problems(404))
def party(service: Current, number: Number, at: At = None) -> Party:
    """Its keys, guardian, recovery on notice, appointments and titles: numbers and commitments, never a name."""
    with snapshot(service) as connection:
        return Party.of(standing.party(connection, number, at=second(at)))


@router.get(
    "/{number}/history", operation_id="party_history", summary="Every change of a party's keys", responses=problems(404)
)
def history(service: Current, number: Number, at: At = None, cursor: Cursor = None, limit: Limit = 50) -> PartyHistory:
    """Enrolment, rotations, withdrawals, guardians and recoveries, oldest first."""
    after = cursors.read("party", cursor)
    with snapshot(service) as connection:
        steps, as_of = standing.party_history(connection, number, at=second(at), after=after, limit=limit + 1)
    page = steps[:limit]
    following = cursors.write("party", page[-1].cursor) if len(steps) > limit else None
    return PartyHistory(items=[PartyStep.of(step) for step in page], next=following, as_of=AsOf.of(as_of))
