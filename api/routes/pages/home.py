"""The first page: what this is, how the ledger is, and whether a document was filed."""

import re
from typing import Annotated, Any

from fastapi import APIRouter, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api import pages
from api.deps import Current, MaybeReader, transaction
from ledger import finding, queries, watching
from ledger.core import act_words
from ledger.core.errors import ForeignChain, Unavailable
from ledger.finding import Sighting
from ledger.service import Service
from ledger.store import recent

router = APIRouter(include_in_schema=False)
_DIGEST = re.compile(r"[0-9a-fA-F]{64}")
_SHOWN = 6


@router.get("/")
def first(
    request: Request,
    service: Current,
    reader: MaybeReader,
    digest: Annotated[str | None, Query(max_length=4000)] = None,
) -> HTMLResponse:
    """What this is, how the ledger is, and whether a document was filed. It answers also when parts are away."""
    state, acts, anchors = _state(service)
    return pages.render(
        "home.html",
        request,
        page="home",
        reader=reader,
        digest=None if digest is None else digest.strip()[:64],
        found=None if digest is None else _found(service, digest.strip()),
        state=state,
        acts=acts,
        kinds={kind: pair[0 if pages.language_of(request) == "zh" else 1] for kind, pair in act_words.TITLES.items()},
        anchors=anchors,
    )


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
