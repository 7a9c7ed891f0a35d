"""Achievements: who holds what on any day, how it came to that, and the proof."""

from typing import Annotated

from fastapi import APIRouter, Path, Response
from sqlalchemy import Connection

from api import cursors
from api.certificates import CERTIFICATE, InLanguage
from api.certificates import certificate as certified
from api.deps import At, Current, Cursor, Limit, MaybeReader, Reader, second, snapshot, transaction
from api.routes.filings import EVIDENCE, disclosed_to, file
from api.schemas.achievements import Achievement, History, Step
from api.schemas.common import ACHIEVEMENT, AsOf, problems
from ledger import exporting, queries
from ledger.service import Service

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
    with transaction(service) as connection:
        bundle, disclosed = _evidence(service, connection, reader, id, at)
    return file(bundle, f"title-{id[2:14]}.json", disclosed=disclosed)


@router.get(
    "/{id}/certificate",
    operation_id="achievement_certificate",
    summary="The achievement's certificate",
    response_class=Response,
    responses={**CERTIFICATE, **problems(401, 404, 409, 429)},
)
def certificate(service: Current, reader: MaybeReader, language: InLanguage, id: Id, at: At = None) -> Response:
    """The facts of the evidence bundle on paper, in Chinese or English, with the bundle attached inside. It discloses
    what the bundle discloses to the same reader."""
    with transaction(service) as connection:
        bundle, disclosed = _evidence(service, connection, reader, id, at)
        trust = exporting.trust_file(connection, service)
    return certified(service, bundle, trust, language, f"title-{id[2:14]}", disclosed=disclosed)


def _evidence(
    service: Service, connection: Connection, reader: Reader | None, id: str, at: str | None
) -> tuple[bytes, bool]:
    """The bundle for this reader, and whether it discloses anything."""
    number, until = bytes.fromhex(id[2:]), second(at)
    disclosed: tuple[str, ...] = ()
    if reader is not None:
        first, _ = queries.history(connection, number, limit=1)
        if first[0].filing is not None:  # an adopted title's registration lies in another ledger
            disclosed = disclosed_to(service, connection, first[0].filing, reader)
    return exporting.title_evidence(connection, service, number, until, disclosed), bool(disclosed)
