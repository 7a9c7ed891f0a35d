"""Ask before you sign: may this party do that with this achievement?"""

from enum import StrEnum
from typing import Annotated

from fastapi import APIRouter, Query

from api.deps import At, Current, second, snapshot
from api.routes.achievements import Id
from api.schemas.checks import Permission
from api.schemas.common import Number, problems
from ledger import checking
from ledger.checking import Asked
from ledger.core.docket.disposing import ACTS
from ledger.core.policy.grounds import OPEN
from ledger.core.shares import WRITTEN
from ledger.drafting.fields import units

router = APIRouter(prefix="/v1/achievements", tags=["achievements"])
_MOST_BESIDE = 15

Act = StrEnum("Act", {name.upper(): name for name in ACTS})  # type: ignore[misc]
OpenPoint = StrEnum("OpenPoint", {name.upper(): name for name in OPEN})  # type: ignore[misc]


@router.get("/{id}/may", operation_id="may", summary="May this party do that?", responses=problems(404))
def may(
    service: Current,
    id: Id,
    act: Annotated[Act, Query(description="what it wants to do", examples=["sell_outside"])],
    party: Annotated[Number, Query(description="who wants to act", examples=[7])],
    to: Annotated[Number | None, Query(description="buyer, licensee or pledgee", examples=[8])] = None,
    share: Annotated[
        str | None,
        Query(pattern=f"^{WRITTEN}$", description="`1/10` or `10%` of the whole", examples=["1/10", "10%"]),
    ] = None,
    beside: Annotated[
        list[Number] | None, Query(max_length=_MOST_BESIDE, description="who sells too; of a contract only")
    ] = None,
    settled: Annotated[
        list[OpenPoint] | None,
        Query(max_length=len(OPEN), description="what the ledger does not know, and you looked up"),
    ] = None,
    at: At = None,
) -> Permission:
    """Answered by the rules that also replay dossiers, from what the ledger knows. What it does not know is said so
    and never counts as a yes, unless you tell that you looked it up."""
    asked = Asked(
        act=str(act),
        party=party,
        to=to,
        units=None if share is None else units("share", {"share": share}),
        beside=tuple(beside or ()),
        settled=frozenset(map(str, settled or ())),
    )
    with snapshot(service) as connection:
        found = checking.may(connection, bytes.fromhex(id[2:]), asked, at=second(at))
    return Permission.of(found)
