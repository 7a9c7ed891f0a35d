"""Parties."""

from typing import Annotated

from fastapi import APIRouter, Path

from api.deps import At, Current, snapshot
from api.schemas.common import problems
from api.schemas.network import Party
from ledger import queries

router = APIRouter(prefix="/v1/parties", tags=["parties"])
Number = Annotated[int, Path(ge=1, le=0xFFFFFFFF, description="the party's number", examples=[7])]


@router.get("/{number}", operation_id="party", summary="A party", responses=problems(404))
def party(service: Current, number: Number, at: At = None) -> Party:
    """Its keys, appointments and titles: numbers and commitments, never a name."""
    with snapshot(service) as connection:
        second = None if at is None else queries.parse_at(at)
        return Party.of(queries.party(connection, number, at=second))
