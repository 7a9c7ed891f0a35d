"""Nodes and the appointments given there."""

from typing import Annotated

from fastapi import APIRouter, Path

from api import cursors
from api.deps import At, Current, Cursor, Limit, second, snapshot
from api.schemas.common import AsOf, problems
from api.schemas.network import Appointment, Node, NodeLine, Nodes
from ledger import standing

router = APIRouter(prefix="/v1", tags=["nodes"])
Number = Annotated[int, Path(ge=1, le=0xFFFFFFFF, description="the number on the chain", examples=[1])]


@router.get("/nodes", operation_id="node_list", summary="All nodes", responses=problems(404))
def nodes(service: Current, at: At = None, cursor: Cursor = None, limit: Limit = 100) -> Nodes:
    """By number, the core first."""
    after = cursors.read("nodes", cursor) or 0
    with snapshot(service) as connection:
        found, as_of = standing.nodes(connection, at=second(at))
    rest = [row for row in found if row.node > after]
    page = rest[:limit]
    following = cursors.write("nodes", page[-1].node) if len(rest) > limit else None
    return Nodes(items=[NodeLine.line(row) for row in page], next=following, as_of=AsOf.of(as_of))


@router.get("/nodes/{number}", operation_id="node", summary="A node with its officers", responses=problems(404))
def node(service: Current, number: Number, at: At = None) -> Node:
    """Who operates it, and who was given which powers there until when."""
    with snapshot(service) as connection:
        return Node.of(standing.node(connection, number, at=second(at)))


@router.get("/appointments/{number}", operation_id="appointment", summary="An appointment", responses=problems(404))
def appointment(service: Current, number: Number, at: At = None) -> Appointment:
    """As it stood, shortened or not."""
    with snapshot(service) as connection:
        found, _ = standing.appointment(connection, number, at=second(at))
    return Appointment.of(found)
