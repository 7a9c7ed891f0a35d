"""The first page: what this is, search, whether a document was filed, today's notices, and how the ledger is."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api import pages
from api.deps import Current, MaybeReader, snapshot, transaction
from ledger import finding, noticing, queries, watching
from ledger.core.errors import ForeignChain, Unavailable
from ledger.finding import Sighting
from ledger.noticing import RunningNotice
from ledger.service import Service
from ledger.store import recent

router = APIRouter(include_in_schema=False)
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_SHOWN = 6
_NOTICES = 8


@router.get("/")
def first(
    request: Request,
    service: Current,
    reader: MaybeReader,
    digest: Annotated[str | None, Query(max_length=4000)] = None,
) -> HTMLResponse:
    """What this is, what runs on notice, how the ledger is, and whether a document was filed. It answers also when
    parts are away."""
    state, acts, anchors = _state(service)
    notices = _notices(service)
    return pages.render(
        "home.html",
        request,
        page="home",
        reader=reader,
        digest=None if digest is None else digest.strip()[:64],
        found=None if digest is None else _found(service, digest.strip()),
        notices=None if notices is None else notices[:_NOTICES],
        more_notices=notices is not None and len(notices) > _NOTICES,
        state=state,
        acts=acts,
        kinds=pages.kinds(request),
        anchors=anchors,
    )


def _notices(service: Service) -> list[RunningNotice] | None:
    """The notices opened last; None while nobody can tell."""
    try:
        with snapshot(service) as connection:
            return noticing.running(connection, service.clock(), limit=_NOTICES + 1)[0]
    except (Unavailable, ForeignChain):
        return None


def _state(service: Service) -> tuple[dict[str, Any] | None, list[Any], list[Any]]:
    try:
        found = watching.state(service)
        with transaction(service) as connection:
            acts = queries.latest(connection, _SHOWN)
            anchors = recent.last_anchors(connection, _SHOWN)
    except (Unavailable, ForeignChain):
        return None, [], []
    state = {
        "log_size": found.log_head.size,
        "block": found.chain.head.number,
        "lag": found.chain.lag,
        "anchor": found.chain.anchor,
        "waiting": found.waiting,
        "origin": service.deployment.log_origin,
        "chain_id": service.deployment.chain_id,
        "contracts": [(name, deployed.address) for name, deployed in service.deployment.contracts.items()],
    }
    return state, acts, anchors


def _found(service: Service, digest: str) -> str | list[Sighting]:
    """The filings of a document by either digest; `malformed` or `away` where there is no answer."""
    if not _DIGEST.fullmatch(digest):
        return "malformed"
    raw = bytes.fromhex(digest)
    try:
        with transaction(service) as connection:
            for algorithm in ("sha256", "sm3"):
                if found := finding.find_by_digest(connection, service.vault, algorithm, raw):
                    return found
    except Unavailable:
        return "away"
    return []
