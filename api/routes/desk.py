"""The desk of an officer: what waits for him, by when, and the examination of filings."""

from dataclasses import dataclass
from typing import Annotated

from fastapi import APIRouter, Query

from api import cursors
from api.deps import Current, Cursor, Limit, Reader, SignedIn, snapshot, speaks_for, transaction
from api.routes.filings import Leaf
from api.schemas import desk as schemas
from api.schemas.common import AsOf, problems
from ledger import desks, holidays, reviewing
from ledger.core.duties import KINDS, Duty
from ledger.core.duty_words import TITLES
from ledger.service import Service

router = APIRouter(prefix="/v1", tags=["officers"])
_TIE = 22
_PARTY = Query(ge=1, le=0xFFFFFFFF, description="the officer, for whom your session speaks")


@router.get("/desk", operation_id="desk", summary="What waits for an officer", responses=problems(400, 401, 403))
def desk(
    service: Current,
    reader: SignedIn,
    party: Annotated[int, _PARTY],
    kind: Annotated[str | None, Query(max_length=40, description="only of this kind", examples=["accept"])] = None,
    node: Annotated[int | None, Query(ge=1, le=0xFFFFFFFF, description="only duties of this node")] = None,
    cursor: Cursor = None,
    limit: Limit = 50,
) -> schemas.DeskPage:
    """Filings to accept and register, notices, objections, confirmations, freezes, orders, recoveries and acts to sign,
    each with its deadline by the rules and the calendar of holidays. Only duties of nodes where you are appointed, for
    which you have the power; those without a deadline come last."""
    return page_of(service, reader, party, Asked(kind, node, cursor, limit))


@dataclass(frozen=True)
class Asked:
    """Which part of a desk. :param cursor: of the page before."""

    kind: str | None = None
    node: int | None = None
    cursor: str | None = None
    limit: int = 50


def page_of(service: Service, reader: Reader, party: int, asked: Asked) -> schemas.DeskPage:
    """A page of a desk.

    :raises NotAllowed: `NOT_YOUR_PARTY`, `NOT_AN_OFFICER`. :raises Malformed: `CURSOR_MALFORMED`.
    """
    speaks_for(reader, party)
    after = cursors.read("desk", asked.cursor)
    with snapshot(service) as connection:
        found = desks.desk(
            connection,
            service.vault,
            party,
            reader.signer,
            now=service.clock(),
            holidays=lambda: holidays.known(service.settings.holidays),
        )
    chosen = [duty for duty in found.duties if asked.kind in (None, duty.kind) and asked.node in (None, duty.node)]
    places = {duty.id: _place(duty) for duty in chosen}
    chosen.sort(key=lambda duty: places[duty.id])
    following = [duty for duty in chosen if after is None or places[duty.id] > after]
    page = following[: asked.limit]
    while len(page) < len(following) and places[following[len(page)].id] == places[page[-1].id]:
        page = following[: len(page) + 1]
    counts = {name: sum(duty.kind == name for duty in found.duties) for name in TITLES}
    more = len(page) < len(following)
    return schemas.DeskPage(
        items=[schemas.DutyLine.of(duty, KINDS[duty.kind].act, found.now) for duty in page],
        next=cursors.write("desk", places[page[-1].id]) if more else None,
        total=len(chosen),
        kinds={name: count for name, count in counts.items() if count},
        scope=[schemas.Reached.of(reach) for reach in found.scope.reaches],
        now=found.now,
        as_of=AsOf.of(found.as_of),
    )


@router.post(
    "/filings/{leaf}/reviews",
    status_code=201,
    operation_id="filing_review",
    summary="Accept a filing or send it back",
    responses=problems(400, 401, 403, 404, 409, 413),
)
def review(service: Current, reader: SignedIn, leaf: Leaf, body: schemas.ReviewRequest) -> schemas.ReviewLine:
    """By an officer with the power to register it. Accepting starts the period for the decision; a reason is kept
    sealed with the filing. Nobody examines what he filed himself."""
    speaks_for(reader, body.party)
    with transaction(service) as connection:
        made = reviewing.review(
            connection,
            service.vault,
            bytes.fromhex(leaf),
            body.party,
            reader.signer,
            decision=body.decision,
            reason=body.reason,
            large=body.large,
            seen=body.seen,
            now=service.clock(),
        )
    return schemas.ReviewLine.of(made)


@router.get(
    "/filings/{leaf}/reviews",
    operation_id="filing_reviews",
    summary="What officers said to a filing",
    responses=problems(401, 403, 404),
)
def reviews(service: Current, reader: SignedIn, leaf: Leaf) -> schemas.Reviews:
    """Oldest first, for whoever may read the filing: its filer, officers of its node, auditors. The reading is
    recorded."""
    with transaction(service) as connection:
        found = reviewing.reviews_of(
            connection, service.vault, bytes.fromhex(leaf), reader.signer, reader.parties, service.clock()
        )
    return schemas.Reviews(items=[schemas.ReviewLine.of(each) for each in found])


def _place(duty: Duty) -> int:
    """Where a duty stands in the list: its deadline, and 22 bits that tell apart what shares one."""
    return duty.deadline.order << _TIE | desks.tie(duty.id, _TIE)
