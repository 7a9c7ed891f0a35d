"""Achievements: who holds what on any day, how it came to that, and the proof."""

from typing import Annotated

from fastapi import APIRouter, Path, Response

from api import cursors
from api.deps import At, Current, Cursor, Limit, MaybeReader, second, snapshot, transaction
from api.routes.filings import EVIDENCE, disclosed_to, file
from api.schemas.achievements import Achievement, History, Step
from api.schemas.common import ACHIEVEMENT, AsOf, problems
from ledger import exporting, queries

router = APIRouter(prefix="/v1/achievements", tags=["achievements"])
Id = Annotated[
    str, Path(pattern=r"^0x[0-9a-f]{64}$", description="the achievement's number, 0x-hex", examples=[ACHIEVEMENT])
]


@router.get("/{id}", operation_id="achievement", summary="Who holds an achievement", responses=problems(404))
def achievement(service: Current, id: Id, at: At = None) -> Achievement:
    """Status, holders, rule and version, now or on a day, with the block for which that is true."""
    with snapshot(service) as connection:
        found = queries.holdings(connection, bytes.fromhex(id[2:]), at=second(at))
    return Achievement.of(found)


@router.get(
    "/{id}/history", operation_id="achievement_history", summary="Every act on an achievement", responses=problems(404)
)
def history(service: Current, id: Id, at: At = None, cursor: Cursor = None, limit: Limit = 50) -> History:
    """Oldest first."""
    after = cursors.read("history", cursor)
    with snapshot(service) as connection:
        steps, as_of = queries.history(connection, bytes.fromhex(id[2:]), at=second(at), after=after, limit=limit + 1)
    page = steps[:limit]
    following = cursors.write("history", page[-1].cursor) if len(steps) > limit else None
    return History(items=[Step.of(step) for step in page], next=following, as_of=AsOf.of(as_of))


@router.get(
    "/{id}/evidence",
    operation_id="achievement_evidence",
    summary="The achievement's evidence bundle",
    response_class=Response,
    responses={**EVIDENCE, **problems(401, 404, 409, 429)},
)
def evidence(service: Current, reader: MaybeReader, id: Id, at: At = None) -> Response:
    """Proves who held what at the time asked, and every act since the registration. It discloses the registration's
    filing to those who may read it, and nothing to others."""
    number, until = bytes.fromhex(id[2:]), second(at)
    with transaction(service) as connection:
        disclosed: tuple[str, ...] = ()
        if reader is not None:
            first, _ = queries.history(connection, number, limit=1)
            if first[0].filing is not None:  # an adopted title's registration lies in another ledger
                disclosed = disclosed_to(service, connection, first[0].filing, reader)
        bundle = exporting.title_evidence(connection, service, number, until, disclosed)
    return file(bundle, f"title-{id[2:14]}.json", disclosed=bool(disclosed))
