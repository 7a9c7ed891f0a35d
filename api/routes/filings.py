"""Filings: prepare, sign, hand in, follow, prove."""

from typing import Annotated, Any

from fastapi import APIRouter, Body, Path, Response
from sqlalchemy import Connection
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import State
from starlette.requests import Request

from api import cursors
from api.certificates import CERTIFICATE, InLanguage
from api.certificates import certificate as certified
from api.deps import Current, Cursor, Limit, MaybeReader, Reader, SignedIn, snapshot, transaction
from api.schemas import filings as schemas
from api.schemas.common import LEAF, Page, problems
from ledger import advising, authoring, disclosing, exporting, holidays, intake, measuring, queries
from ledger.core import advice
from ledger.core.advice.known import Finding
from ledger.core.draft import Attachment, Draft
from ledger.core.encoding import from_base64, from_hex
from ledger.core.errors import ZhengbenError
from ledger.service import Service

router = APIRouter(prefix="/v1/filings", tags=["filings"])
_QUICKLY_CHECKED = 16 << 10  # characters of disclosures; checking more would keep other requests waiting
Leaf = Annotated[
    str, Path(pattern=r"^[0-9a-f]{64}$", description="the filing's leaf, 64 lowercase hex digits", examples=[LEAF])
]
EVIDENCE: dict[int | str, dict[str, Any]] = {
    200: {
        "description": "A file to keep; `zhengben verify` checks it offline",
        "content": {"application/json": {"example": {"format": "zhengben-evidence/1"}}},
    }
}


@router.post(
    "/prepare",
    operation_id="filing_prepare",
    summary="Salt a draft and get what to sign",
    responses=problems(400, 413),
)
def prepare(
    service: Current,
    body: Annotated[schemas.Draft, Body(openapi_examples={"document": {"value": schemas.EXAMPLE_DRAFT}})],
) -> schemas.Prepared:
    """Nothing is stored. Check that the disclosures say what you meant, then sign the typed data and hand everything
    in. You may as well salt a draft yourself: the format is public. `findings` say how the form stands to the rules of
    its day and to the titles that it names; they are advice, and hinder nobody."""
    draft = Draft(
        type=body.type,
        node=body.node,
        filed_at=service.clock() if body.filed_at is None else body.filed_at,
        form=body.form,
        attachments=tuple(Attachment(**attachment.model_dump()) for attachment in body.attachments),
        signer=from_hex(body.filer.signer, "filer.signer"),
        party=body.filer.party,
    )
    prepared = intake.prepare(draft, service.deployment.log_origin)
    return schemas.Prepared(
        entry=prepared.entry.decode(),
        disclosures=list(prepared.disclosures),
        content="0x" + prepared.content.hex(),
        typed_data=prepared.typed_data,
        filed_at=prepared.filed_at,
        findings=[schemas.Finding.model_validate(finding.to_dict()) for finding in _said_of(service, draft)],
    )


def _said_of(service: Service, draft: Draft) -> tuple[Finding, ...]:
    if not advice.says_anything(draft.type):  # most filings: nothing to read for
        return ()
    with snapshot(service) as connection:
        return advising.findings(connection, draft, service.clock(), lambda: holidays.known(service.settings.holidays))


@router.post(
    "",
    status_code=201,
    operation_id="filing_receive",
    summary="Hand in a signed filing",
    response_model=schemas.Receipt,
    responses={
        200: {"model": schemas.Receipt, "description": "It was received before; this is the first receipt again"},
        **problems(400, 413, 429),
    },
)
async def receive(
    request: Request,
    body: Annotated[schemas.Submission, Body(openapi_examples={"document": {"value": schemas.EXAMPLE_SUBMISSION}})],
) -> Response:
    """Once this answers, the filing is stored durably. Sending the same again does no harm."""
    return await receipt(request.app.state, body)


async def receipt(state: State, body: schemas.Submission) -> Response:
    """The answer to a signed filing; `api.lane` gives it as well.

    :raises ZhengbenError: why there is no receipt.
    """
    try:
        given = await _received(state, body)
    except ZhengbenError as error:
        measuring.filing_refused(error.code)
        raise
    measuring.filing_accepted(is_new=given.is_new)
    leaf = given.leaf.hex()
    place = f"{router.prefix}/{leaf}"
    links = schemas.FilingLinks(status=place, evidence=f"{place}/evidence")
    answer = schemas.Receipt(leaf=leaf, received_at=given.received_at, status=given.status, links=links)
    return Response(
        answer.model_dump_json(by_alias=True),
        status_code=201 if given.is_new else 200,
        media_type="application/json",
        headers={"Location": place},
    )


async def _received(state: State, body: schemas.Submission) -> intake.Receipt:
    service, reception = state.service, state.reception
    reception.check()
    submission = intake.Submission(
        from_base64(body.entry, "entry"), tuple(body.disclosures), from_hex(body.signature, "signature")
    )
    given = service.vault, submission, service.clock(), service.deployment.log_origin
    small = sum(map(len, body.disclosures)) <= _QUICKLY_CHECKED
    examined = intake.examine(*given) if small else await run_in_threadpool(intake.examine, *given)
    stored: intake.Receipt = await reception.store(examined)
    return stored


@router.get(
    "",
    operation_id="filing_list",
    summary="Your own filings",
    responses=problems(400, 401),
)
def own(service: Current, reader: SignedIn, cursor: Cursor = None, limit: Limit = 50) -> Page[schemas.FilingStatus]:
    """The filings of your session's key, and those that former keys of its parties made for these parties; the last
    received first. Nobody else can ask whose a filing is."""
    with snapshot(service) as connection:
        return own_filings(service, connection, reader, cursor, limit)


def own_filings(
    service: Service, connection: Connection, reader: Reader, cursor: str | None, limit: int
) -> Page[schemas.FilingStatus]:
    """A page of a reader's own filings.

    :raises Malformed: `CURSOR_MALFORMED`.
    """
    before = cursors.read("filings", cursor)
    found = authoring.own(connection, service.vault, reader.signer, reader.parties, before=before, limit=limit + 1)
    items = [schemas.FilingStatus.of(status) for _, status in found[:limit]]
    return Page(items=items, next=cursors.write("filings", found[limit - 1][0]) if len(found) > limit else None)


@router.get("/{leaf}", operation_id="filing_status", summary="How far a filing has come", responses=problems(404))
def status(service: Current, leaf: Leaf) -> schemas.FilingStatus:
    """Received, in the log, anchored, final: facts of their own, and all of them public."""
    with snapshot(service) as connection:
        found = queries.filing_status(connection, bytes.fromhex(leaf))
    return schemas.FilingStatus.of(found)


@router.get(
    "/{leaf}/evidence",
    operation_id="filing_evidence",
    summary="The filing's evidence bundle",
    response_class=Response,
    responses={**EVIDENCE, **problems(401, 404, 409, 429)},
)
def evidence(service: Current, reader: MaybeReader, leaf: Leaf) -> Response:
    """With a session of the filer, a holder, or an officer who may read, it discloses everything, and the reading is
    recorded. To everybody else it discloses nothing, and verifies all the same."""
    name = bytes.fromhex(leaf)
    with transaction(service) as connection:
        disclosures = disclosed_to(service, connection, name, reader)
        bundle = exporting.filing_evidence(connection, service, name, disclosures)
    return file(bundle, f"filing-{leaf[:12]}.json", disclosed=bool(disclosures))


@router.get(
    "/{leaf}/certificate",
    operation_id="filing_certificate",
    summary="The filing's certificate",
    response_class=Response,
    responses={**CERTIFICATE, **problems(401, 404, 409, 429)},
)
def certificate(service: Current, reader: MaybeReader, language: InLanguage, leaf: Leaf) -> Response:
    """The facts of the evidence bundle on paper, in Chinese or English, with the bundle attached inside. It discloses
    what the bundle discloses to the same reader."""
    name = bytes.fromhex(leaf)
    with transaction(service) as connection:
        disclosures = disclosed_to(service, connection, name, reader)
        bundle = exporting.filing_evidence(connection, service, name, disclosures)
        trust = exporting.trust_file(connection, service)
    return certified(service, bundle, trust, language, f"filing-{leaf[:12]}", disclosed=bool(disclosures))


def disclosed_to(service: Service, connection: Connection, leaf: bytes, reader: Reader | None) -> tuple[str, ...]:
    if reader is None:
        return ()
    return disclosing.open_to(connection, service.vault, leaf, reader.signer, reader.parties, service.clock())


def file(bundle: bytes, name: str, *, disclosed: bool) -> Response:
    """A bundle as a download; one that discloses something is kept by no cache."""
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store" if disclosed else "no-cache",
        "Zhengben-Disclosed": "yes" if disclosed else "no",
        "Vary": "Authorization, Cookie",
    }
    return Response(bundle, media_type="application/json", headers=headers)
