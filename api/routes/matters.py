"""What stands beside a title: lists of an achievement, and single offers, pledges, rights and contracts."""

import typing
from typing import Annotated, Any, Protocol, TypeVar

from fastapi import APIRouter, Path

from api import cursors
from api.deps import At, Current, Cursor, Limit, second, snapshot
from api.routes.achievements import Id
from api.schemas import beside as schemas
from api.schemas.common import ACHIEVEMENT, Answer, AsOf, problems
from api.schemas.dealings import Right, TechContract
from api.schemas.matters import Offer, Pledge
from ledger import beside
from ledger.beside import Listed
from ledger.service import Service

router = APIRouter(prefix="/v1", tags=["beside titles"])
Number = Annotated[
    str, Path(pattern=r"^0x[0-9a-f]{64}$", description="digest of the act that made it", examples=[ACHIEVEMENT])
]
Shown = TypeVar("Shown", bound=Answer)


class _Lister(Protocol):
    def __call__(
        self, connection: Any, number: bytes, /, *, at: int | None, after: int | None, limit: int
    ) -> Listed[Any]: ...


def _page(
    service: Service, kind: str, lister: _Lister, asked: tuple[str, str | None, str | None, int], page: type[Shown]
) -> Shown:
    number, at, cursor, limit = asked
    after = cursors.read(kind, cursor)
    with snapshot(service) as connection:
        found = lister(connection, bytes.fromhex(number[2:]), at=second(at), after=after, limit=limit)
    shown = typing.get_args(page.model_fields["items"].annotation)[0]
    following = None if found.next is None else cursors.write(kind, found.next)
    items = [shown.of(item) for item in found.items]
    return page.model_construct(items=items, next=following, as_of=AsOf.of(found.as_of))


@router.get(
    "/achievements/{id}/objections", operation_id="objections", summary="Objections to a title", responses=problems(404)
)
def objections(service: Current, id: Id, at: At = None, cursor: Cursor = None, limit: Limit = 50) -> schemas.Objections:
    """Oldest first, with what became of each by the time asked about."""
    return _page(service, "objections", beside.objections, (id, at, cursor, limit), schemas.Objections)


@router.get("/achievements/{id}/freezes", operation_id="freezes", summary="Freezes of a title", responses=problems(404))
def freezes(service: Current, id: Id, at: At = None, cursor: Cursor = None, limit: Limit = 50) -> schemas.Freezes:
    """Oldest first. A freeze ends by itself: whether one stands is told for the time asked about."""
    return _page(service, "freezes", beside.freezes, (id, at, cursor, limit), schemas.Freezes)


@router.get(
    "/achievements/{id}/offers", operation_id="offers", summary="Priority offers of units", responses=problems(404)
)
def offers(service: Current, id: Id, at: At = None, cursor: Cursor = None, limit: Limit = 50) -> schemas.Offers:
    """Oldest first, with the answers."""
    return _page(service, "offers", beside.offers, (id, at, cursor, limit), schemas.Offers)


@router.get(
    "/achievements/{id}/orders", operation_id="orders", summary="Orders announced for a title", responses=problems(404)
)
def orders(service: Current, id: Id, at: At = None, cursor: Cursor = None, limit: Limit = 50) -> schemas.Orders:
    """Oldest first, with what was carried out."""
    return _page(service, "orders", beside.orders, (id, at, cursor, limit), schemas.Orders)


@router.get(
    "/achievements/{id}/effects",
    operation_id="effects",
    summary="Entries of outside registers",
    responses=problems(404),
)
def effects(service: Current, id: Id, at: At = None, cursor: Cursor = None, limit: Limit = 50) -> schemas.Effects:
    """Which version an outside register shows, and since when with legal effect; oldest first."""
    return _page(service, "effects", beside.effects, (id, at, cursor, limit), schemas.Effects)


@router.get("/achievements/{id}/pledges", operation_id="pledges", summary="Pledges of units", responses=problems(404))
def pledges(service: Current, id: Id, at: At = None, cursor: Cursor = None, limit: Limit = 50) -> schemas.Pledges:
    """Oldest first, those that are over too."""
    return _page(service, "pledges", beside.pledges, (id, at, cursor, limit), schemas.Pledges)


@router.get("/achievements/{id}/rights", operation_id="rights", summary="Rights to use", responses=problems(404))
def rights(service: Current, id: Id, at: At = None, cursor: Cursor = None, limit: Limit = 50) -> schemas.Rights:
    """Oldest first; whether one is in force is told for the time asked about."""
    return _page(service, "rights", beside.rights, (id, at, cursor, limit), schemas.Rights)


@router.get(
    "/achievements/{id}/contracts",
    operation_id="contracts",
    summary="Technology contracts about it",
    responses=problems(404),
)
def contracts(
    service: Current, id: Id, at: At = None, cursor: Cursor = None, limit: Limit = 50
) -> schemas.TechContracts:
    """Oldest first, with their changes."""
    return _page(service, "contracts", beside.contracts, (id, at, cursor, limit), schemas.TechContracts)


@router.get(
    "/contracts/{id}/statements",
    operation_id="statements",
    summary="Statements under a contract",
    responses=problems(404),
)
def statements(
    service: Current, id: Number, at: At = None, cursor: Cursor = None, limit: Limit = 50
) -> schemas.Statements:
    """Sales and proceeds as commitments, oldest first."""
    return _page(service, "statements", beside.statements, (id, at, cursor, limit), schemas.Statements)


@router.get("/offers/{id}", operation_id="offer", summary="A priority offer", responses=problems(404))
def offer(service: Current, id: Number, at: At = None) -> schemas.SingleOffer:
    """As it stood at the time asked about."""
    with snapshot(service) as connection:
        found, when = beside.offer(connection, bytes.fromhex(id[2:]), at=second(at))
    return schemas.single(schemas.SingleOffer, Offer.of(found), when)


@router.get("/pledges/{id}", operation_id="pledge", summary="A pledge", responses=problems(404))
def pledge(service: Current, id: Number, at: At = None) -> schemas.SinglePledge:
    """What is pledged still, and by whom."""
    with snapshot(service) as connection:
        found, when = beside.pledge(connection, bytes.fromhex(id[2:]), at=second(at))
    return schemas.single(schemas.SinglePledge, Pledge.of(found), when)


@router.get("/rights/{id}", operation_id="right", summary="A right to use", responses=problems(404))
def right(service: Current, id: Number, at: At = None) -> schemas.SingleRight:
    """As it stood at the time asked about."""
    with snapshot(service) as connection:
        found, when = beside.right(connection, bytes.fromhex(id[2:]), at=second(at))
    return schemas.single(schemas.SingleRight, Right.of(found), when)


@router.get("/contracts/{id}", operation_id="contract", summary="A technology contract", responses=problems(404))
def contract(service: Current, id: Number, at: At = None) -> schemas.SingleContract:
    """As it stood, with its changes."""
    with snapshot(service) as connection:
        found, when = beside.contract(connection, bytes.fromhex(id[2:]), at=second(at))
    return schemas.single(schemas.SingleContract, TechContract.of(found), when)
