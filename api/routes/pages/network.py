"""Parties and nodes: what is public of them, which is numbers, keys, powers and dates, and never a name."""

from typing import Annotated

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api import pages
from api.deps import Current, MaybeReader, second, snapshot
from ledger import noticing, standing
from ledger.core import meanings
from ledger.core.shares import Share, unpack
from ledger.store.titles import TitleAt

router = APIRouter(include_in_schema=False)
Number = Annotated[int, Path(ge=1, le=0xFFFFFFFF)]
AsOf = Annotated[str, Query(max_length=40)]
_STEPS = 100
_HELD = 100


@router.get("/parties/{number}")
def party(request: Request, service: Current, reader: MaybeReader, number: Number, at: AsOf = "") -> HTMLResponse:
    """Its kind, keys, guardian, appointments and titles, now or as of a day."""
    time = second(at or None)
    with snapshot(service) as connection:
        found = standing.party(connection, number, at=time)
        steps, _ = standing.party_history(connection, number, at=time, limit=_STEPS)
    now = service.clock() if time is None else time
    return pages.render(
        "party.html",
        request,
        page="network",
        reader=reader,
        found=found,
        kind=meanings.name(meanings.PARTY_KINDS, found.row.kind),
        guardian_node=found.guardian - meanings.GUARDIAN_NODE if found.guardian > meanings.GUARDIAN_NODE else None,
        titles=[
            (title.version, meanings.STATUSES[title.version.status], _share(title, number))
            for title in found.titles[:_HELD]
        ],
        more_titles=len(found.titles) > _HELD,
        steps=steps,
        say=pages.speech(request),
        kinds=pages.kinds(request),
        day=at or None,
        now=now,
    )


@router.get("/nodes")
def nodes(request: Request, service: Current, reader: MaybeReader, at: AsOf = "") -> HTMLResponse:
    """All registrars of the network."""
    time = second(at or None)
    with snapshot(service) as connection:
        found, as_of = standing.nodes(connection, at=time)
    return pages.render(
        "nodes.html",
        request,
        page="network",
        reader=reader,
        items=[(row, meanings.name(meanings.NODE_KINDS, row.kind)) for row in found],
        as_of=as_of,
        day=at or None,
        now=service.clock() if time is None else time,
    )


@router.get("/nodes/{number}")
def node(request: Request, service: Current, reader: MaybeReader, number: Number, at: AsOf = "") -> HTMLResponse:
    """Who runs it, its officers with their powers, and what is on notice there."""
    time = second(at or None)
    with snapshot(service) as connection:
        found = standing.node(connection, number, at=time)
        notices, _ = noticing.running(connection, service.clock(), node=number, at=time, limit=10)
    return pages.render(
        "node.html",
        request,
        page="network",
        reader=reader,
        found=found,
        kind=meanings.name(meanings.NODE_KINDS, found.row.kind),
        notices=notices,
        say=pages.speech(request),
        day=at or None,
        now=service.clock() if time is None else time,
    )


def _share(title: TitleAt, party: int) -> Share:
    table = unpack(title.version.words, title.version.entries)
    return next(share for share in table if share.party == party)
