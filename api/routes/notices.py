"""Public notices that run."""

from typing import Annotated

from fastapi import APIRouter, Query

from api import cursors
from api.deps import At, Current, Cursor, Limit, second, snapshot
from api.schemas.common import AsOf, problems
from api.schemas.lookups import RunningNoticeLine, RunningNotices
from ledger import noticing

router = APIRouter(prefix="/v1/notices", tags=["achievements"])
AtNode = Annotated[int | None, Query(ge=1, le=0xFFFFFFFF, description="only those of this registrar", examples=[2])]


@router.get("", operation_id="notices", summary="Public notices that run", responses=problems(404))
def notices(
    service: Current, node: AtNode = None, at: At = None, cursor: Cursor = None, limit: Limit = 50
) -> RunningNotices:
    """The last opened first: what may be objected to, until when, and whom the proposal names as holders."""
    after = cursors.read("notices", cursor)
    with snapshot(service) as connection:
        found, as_of = noticing.running(
            connection, service.clock(), node=node, at=second(at), after=after, limit=limit + 1
        )
    page = found[:limit]
    following = cursors.write("notices", page[-1].cursor) if len(found) > limit else None
    return RunningNotices(items=[RunningNoticeLine.of(one) for one in page], next=following, as_of=AsOf.of(as_of))
