"""Digest manifests: very many files under one signature, a line each, a receipt each."""

from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Annotated

from anyio import to_thread
from fastapi import APIRouter, Path, Response
from fastapi.exceptions import RequestValidationError
from pydantic import ValidationError
from starlette.requests import ClientDisconnect, Request
from starlette.responses import StreamingResponse

from api import errors
from api.admission import Room, address_of
from api.deps import Current, SignedIn, transaction
from api.language import from_header
from api.ndjson import MEDIA_TYPE, Body
from api.routes.filings import EVIDENCE, Leaf, disclosed_to, file
from api.schemas import filings as schemas
from api.schemas import manifests as examples
from api.schemas.common import problems
from ledger import exporting, intake, manifests, measuring
from ledger.core import canonical, manifest
from ledger.core.encoding import from_base64, from_hex
from ledger.core.errors import Malformed, NotAllowed, ZhengbenError
from ledger.manifests import Receipts
from ledger.service import Service
from ledger.store import vault

router = APIRouter(prefix="/v1/manifests", tags=["manifests"])
Number = Annotated[int, Path(ge=0, lt=manifest.MAX_LINES, description="the line, counted from 0", examples=[17])]

LARGEST_SUBMISSION = 256 << 10
MOST_AT_ONCE, SHARE = 8, 4
_AT_ONCE = 2048  # receipts that are written in one go


def room() -> Room:
    """Places for the manifests that are being received: few, as each may take minutes."""
    return Room("manifests", "MANIFESTS_MANY", MOST_AT_ONCE, SHARE)


@router.post(
    "",
    status_code=201,
    operation_id="manifest_receive",
    summary="Hand in a signed digest manifest with its lines",
    response_class=Response,
    responses={
        200: {
            "description": "It was received before; these are the first receipts again",
            "content": {MEDIA_TYPE: {"example": examples.RECEIPTS}},
        },
        201: {
            "description": "It is stored with all its lines: a receipt of the manifest, then one of each line in order",
            "content": {MEDIA_TYPE: {"example": examples.RECEIPTS}},
        },
        **problems(400, 413, 429),
    },
    openapi_extra={
        "requestBody": {
            "required": True,
            "description": "NDJSON: the signed submission as for POST /v1/filings, then one JSON string a line",
            "content": {MEDIA_TYPE: {"schema": {"type": "string"}, "example": examples.MANIFEST}},
        }
    },
)
async def receive(request: Request, service: Current) -> Response:
    """One filing of type `digest_manifest/1` that commits to up to 65 536 files, each told of by a line: the RFC 9901
    disclosure of `line` `{name, sha256, size, sm3}` in its RFC 8785 spelling, under a salt of your own. The form's
    `count` is the number of lines, its `root` the root of their Merkle tree (RFC 9162), whose leaves are
    SHA-256(0x00 || line).

    All or nothing: once this answers with receipts, every line is stored durably; a problem means that none is. Sending
    the same again does no harm, and after a cut connection it is what to do."""
    body = Body(
        request,
        largest=LARGEST_SUBMISSION + manifest.MAX_BYTES,
        largest_first=LARGEST_SUBMISSION,
        largest_line=manifest.MAX_LINE + len('""'),
    )
    try:
        with _a_place(request):
            receipts = await _received(request, service, body)
    except ZhengbenError as error:
        measuring.filing_refused(error.code)
        await body.drain()
        language = from_header(request.headers.get("accept-language", ""))
        response = errors.problem(error, language=language, request_id=request.scope["request_id"])
        response.headers["Connection"] = "close"
        return response
    except RequestValidationError:
        await body.drain()
        raise
    except ClientDisconnect:
        return Response(status_code=400)  # nobody is there to read it
    measuring.filing_accepted(is_new=receipts.filing.is_new)
    leaf = receipts.filing.leaf.hex()
    return StreamingResponse(
        _receipts(receipts),
        201 if receipts.filing.is_new else 200,
        {"Location": f"/v1/filings/{leaf}", "Cache-Control": "no-store"},
        MEDIA_TYPE,
    )


@router.get(
    "/{leaf}/lines/{number}/evidence",
    operation_id="manifest_line_evidence",
    summary="The evidence bundle of one line of a manifest",
    response_class=Response,
    responses={**EVIDENCE, **problems(401, 403, 404, 409, 429)},
)
def evidence(service: Current, reader: SignedIn, leaf: Leaf, number: Number) -> Response:
    """For the filer, a holder, or an officer who may read: what the manifest discloses, the line, and its path to the
    manifest's root. It shows none of the other lines. The reading is recorded. Whoever else has the line from the
    filer needs nothing of the service's but `GET /v1/filings/{leaf}/evidence`."""
    name = bytes.fromhex(leaf)
    with transaction(service) as connection:
        disclosures = disclosed_to(service, connection, name, reader)
        line = manifests.line(connection, service.vault, name, number) if disclosures else None
        if line is None:
            vault.disclosures(connection, service.vault, name)  # says so if they were erased
            raise NotAllowed(
                "LINE_PRIVATE",
                f"the lines of {leaf} are not open to this session",
                next="sign in as the filer, or ask him for the evidence of the line",
                leaf=leaf,
            )
        bundle = exporting.filing_evidence(connection, service, name, disclosures, line)
    return file(bundle, f"filing-{leaf[:12]}-line-{number}.json", disclosed=True)


@contextmanager
def _a_place(request: Request) -> Iterator[None]:
    """One of the few manifests that are taken in at once.

    :raises Unavailable: `MANIFESTS_MANY`.
    :raises TooManyAtOnce: `TOO_MANY_AT_ONCE`.
    """
    room: Room = request.app.state.manifests
    address = address_of(request.scope)
    room.enter(address)
    try:
        yield
    finally:
        room.leave(address)


async def _received(request: Request, service: Service, body: Body) -> Receipts:
    request.app.state.reception.check()
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind != MEDIA_TYPE:
        raise Malformed("MEDIA_TYPE_WRONG", f"a manifest is {MEDIA_TYPE}, not {kind[:80]!r}", next="see /docs")
    submission = _submission(await body.first())
    with await to_thread.run_sync(_begun, service, submission) as incoming:
        async for lines in body.lines():
            await to_thread.run_sync(incoming.add, _texts(lines))
        return await to_thread.run_sync(_stored, service, incoming)


def _begun(service: Service, submission: intake.Submission) -> manifests.Incoming:
    with transaction(service) as connection:
        return manifests.begin(connection, service.vault, submission, service.clock(), service.deployment.log_origin)


def _stored(service: Service, incoming: manifests.Incoming) -> Receipts:
    with transaction(service) as connection:
        return incoming.store(connection, service.clock())


def _submission(line: bytes) -> intake.Submission:
    value = canonical.decode(line, LARGEST_SUBMISSION)
    try:
        read = schemas.Submission.model_validate(value)
    except ValidationError as error:
        raise RequestValidationError(
            [{**item, "loc": ("body", *item["loc"])} for item in error.errors(include_url=False)]
        ) from None
    return intake.Submission(
        from_base64(read.entry, "entry"), tuple(read.disclosures), from_hex(read.signature, "signature")
    )


def _texts(lines: list[bytes]) -> Iterator[str]:
    """The strings that the lines are. What is no string stays as it is, and is refused as no line of a manifest."""
    for line in lines:
        bare = line.rstrip(b"\r")
        quoted = len(bare) > 1 and bare.startswith(b'"') and bare.endswith(b'"')
        yield (bare[1:-1] if quoted else b"?" + bare).decode("utf-8", "replace")


async def _receipts(receipts: Receipts) -> AsyncIterator[bytes]:
    """The receipts as lines of JSON: the manifest's, then one for each of its lines."""
    filing, lines = receipts.filing, receipts.lines
    leaf, received = filing.leaf.hex(), filing.received_at
    yield (
        f'{{"leaf":"{leaf}","count":{lines.count},"receivedAt":{received},"status":"{filing.status}",'
        f'"links":{{"status":"/v1/filings/{leaf}","evidence":"/v1/filings/{leaf}/evidence"}}}}\n'
    ).encode()
    for start in range(0, lines.count, _AT_ONCE):
        yield "".join(
            f'{{"line":{i},"leaf":"{leaf}","hash":"{lines.leaf(i).hex()}","receivedAt":{received}}}\n'
            for i in range(start, min(start + _AT_ONCE, lines.count))
        ).encode()
