"""Asking for admission: what a party is, the form, and how far a request has come."""

from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api import pages
from api.deps import Current, MaybeReader, snapshot, transaction
from api.routes.pages.me import kind_words, limits
from ledger import enrolling, executing, standing
from ledger.core import act_words
from ledger.core.chinese import chinese
from ledger.core.errors import NotFound
from ledger.core.meanings import GUARDIAN_NODE, NODE_KINDS
from ledger.service import Service

router = APIRouter(include_in_schema=False)
_ENROLMENT = "enrol"


@router.get("/enrol")
def ask(
    request: Request,
    service: Current,
    reader: MaybeReader,
    voucher: Annotated[int | None, Query(ge=1, le=0xFFFFFFFF)] = None,
) -> HTMLResponse:
    """The form, with who may vouch now and which nodes may be guardians."""
    with snapshot(service) as connection:
        officers = enrolling.vouchers(connection, now=service.clock())
        known, _ = standing.nodes(connection)
    language = pages.language_of(request)
    return pages.render(
        "enrol.html",
        request,
        page="enrol",
        reader=reader,
        officers=officers,
        guardians=[node for node in known if node.until is None],
        node_kinds=_node_words(language),
        limits=limits(service),
        organisation=voucher,
    )


@router.get("/enrol/{id}")
def follow(request: Request, service: Current, reader: MaybeReader, id: UUID) -> HTMLResponse:
    """A request for admission: what it says, who has signed, what is next.

    :raises NotFound: `ACT_NOT_FOUND`, also for an act of another kind.
    """
    with transaction(service) as connection:
        act = executing.view(connection, service.contracts, id, now=service.clock())
    if act.drafted.kind != _ENROLMENT:
        raise NotFound("ACT_NOT_FOUND", f"there is no enrolment {id}", next="see the act itself", act=str(id))
    message, signed = act.drafted.message, {(seal.party, seal.brought) for seal in act.signatures}
    mine, theirs = (message["party"], True) in signed, (message["voucher"], False) in signed
    language = pages.language_of(request)
    return pages.render(
        "enrolment.html",
        request,
        page="enrol",
        reader=reader,
        act=act,
        id=str(id),
        message=message,
        kind=kind_words(language).get(int(message["kind"]), ""),
        guardian=int(message["guardian"]),
        guardian_node=int(message["guardian"]) - GUARDIAN_NODE,
        mine=mine,
        theirs=theirs,
        stage=_stage(service, act, mine, theirs),
        reason=None if act.refusal is None else _reason(act, language),
    )


def _stage(service: Service, act: executing.Act, mine: bool, theirs: bool) -> str:
    """Which sentence says how far it is; `enrol_now_…` in the words of the page."""
    if act.status in ("submitted", "included", "final", "expired"):
        return act.status
    if enrolling.overtaken(service.contracts, int(act.drafted.message["party"])):
        return "overtaken"
    if act.status == "failed" or act.refusal is not None:
        return "failed" if act.refusal is None else "refused"
    if not mine:
        return "draft"
    return "complete" if theirs else "waiting"


def _reason(act: executing.Act, language: str) -> str:
    assert act.refusal is not None  # noqa: S101  asked only where there is one
    told = chinese(act.refusal) if language == "zh" else None
    return told[0] if told else act.refusal.message


def _node_words(language: str) -> dict[int, str]:
    names = {**act_words.CHOICES["Admission", "kind"][1], "core": ("核心节点", "core node")}
    return {number: names[name][0 if language == "zh" else 1] for name, number in NODE_KINDS.items()}
