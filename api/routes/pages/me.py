"""My parties, my key, my sessions, and what to do about a lost key."""

from fastapi import APIRouter
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api import pages
from api.deps import Current, MaybeReader, Reader, snapshot
from ledger import standing
from ledger.answers import Party
from ledger.chain.states import AuthorityLimits
from ledger.core import act_words
from ledger.core.errors import ForeignChain, Unavailable
from ledger.core.meanings import PARTY_KINDS
from ledger.service import Service
from ledger.store import sessions

router = APIRouter(include_in_schema=False)
_MOST_SHOWN = 20


@router.get("/me")
def me(request: Request, service: Current, reader: MaybeReader) -> HTMLResponse:
    """Whatever the key that signed in speaks for."""
    parties, opened = ([], []) if reader is None else _mine(service, reader)
    return pages.render(
        "me.html",
        request,
        page="me",
        reader=reader,
        parties=parties,
        sessions=opened,
        limits=limits(service),
        kinds=kind_words(pages.language_of(request)),
    )


def limits(service: Service) -> AuthorityLimits | None:
    """How long recoveries take on this ledger; None while the node is away."""
    try:
        return service.contracts.authority.limits(service.contracts.chain.head())
    except (Unavailable, ForeignChain):
        return None


def kind_words(language: str) -> dict[int, str]:
    """What parties are called, by the number of their kind."""
    names = act_words.CHOICES["Enrolment", "kind"][1]
    return {number: names[name][0 if language == "zh" else 1] for name, number in PARTY_KINDS.items()}


def _mine(service: Service, reader: Reader) -> tuple[list[Party], list[sessions.Session]]:
    with snapshot(service) as connection:
        parties = [standing.party(connection, number) for number in reader.parties[:_MOST_SHOWN]]
        return parties, sessions.of_signer(connection, reader.signer, service.clock())
