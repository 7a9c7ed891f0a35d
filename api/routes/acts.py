"""Acts: drafted with a session, signed by the seats, sent by whoever has the act's id.

The id is random and serves as the key to the act's page. Reading, signing and sending need no session: signatures
speak for themselves, and nothing is sent that the contract would not take.
"""

from contextlib import suppress
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Body, Path, Query
from pydantic.fields import FieldInfo
from sqlalchemy import Connection

from api import cursors
from api.deps import Current, Cursor, Limit, MaybeReader, Reader, SignedIn, snapshot, speaks_for, transaction
from api.schemas import acts as schemas
from api.schemas.common import Page, problems
from api.schemas.drafts import FIELDS, ActDraft
from api.schemas.drafts.examples import EXAMPLES
from ledger import enrolling, executing, holidays, refusing, sending
from ledger.core import act_words, acts
from ledger.core.encoding import from_hex
from ledger.core.errors import ForeignChain, Unavailable
from ledger.service import Service
from ledger.store import acts as stored_acts
from ledger.store import filings
from ledger.store.refusals import Refusal

router = APIRouter(prefix="/v1/acts", tags=["acts"])
Id = Annotated[UUID, Path(description="the act's id", examples=["2f6c4b9e-6a0c-4d4e-9a3f-0d3f5f3c7a11"])]
Draft = Annotated[
    ActDraft,
    Body(openapi_examples={name: {"summary": name, "value": value} for name, value in EXAMPLES.items()}),
]


@router.post(
    "",
    status_code=201,
    operation_id="act_draft",
    summary="Draft an act",
    responses=problems(400, 401, 403, 404, 409, 413),
)
def draft(service: Current, reader: SignedIn, body: Draft) -> schemas.Act:
    """Numbers, version and times are filled in from the chain; the answer carries what each seat signs. The same
    message drafted twice is one act. A key that speaks for no party yet asks for its own enrolment, a few times a
    day."""
    fields = body.fields.model_dump(by_alias=True, exclude_none=True)
    with transaction(service) as connection:
        if body.kind == "enrol" and not reader.parties:
            voucher = enrolling.voucher_of(connection, fields)
            enrolling.demand_modest(connection, reader.signer, fields, voucher=voucher, now=service.clock())

        def integrated(leaf: bytes) -> bool:
            found = filings.get(connection, leaf)
            return found is not None and found.leaf_index is not None

        act = executing.draft(
            connection,
            service.contracts,
            body.kind,
            fields,
            now=service.clock(),
            integrated=integrated,
            author=reader.parties[0] if reader.parties else None,
            holidays=lambda: holidays.known(service.settings.holidays),
        )
    return _shown(service, act, [])


@router.get(
    "",
    operation_id="act_list",
    summary="Acts in which a party has a seat",
    responses=problems(400, 401, 403),
)
def of_party(
    service: Current,
    reader: SignedIn,
    party: Annotated[int, Query(ge=1, le=0xFFFFFFFF, description="a party that your session speaks for")],
    cursor: Cursor = None,
    limit: Limit = 50,
) -> Page[schemas.ActLine]:
    """Newest first, also those that the party drafted."""
    speaks_for(reader, party)
    before = cursors.read("acts", cursor)
    with snapshot(service) as connection:
        found = stored_acts.of_party(connection, party, before=before, limit=limit + 1)
        page = found[:limit]
        statuses = executing.statuses(connection, page, now=service.clock())
        signed = {act.id: party in {seal.party for seal in stored_acts.signatures(connection, act.id)} for act in page}
    lines = [
        schemas.ActLine(
            id=str(act.id),
            kind=act.kind,
            status=statuses[act.id],
            seats=list(act.seats),
            signed=signed[act.id],
            created_at=act.created_at,
            expires_at=act.expires_at,
        )
        for act in page
    ]
    return Page(items=lines, next=cursors.write("acts", page[-1].number) if len(found) > limit else None)


@router.get("/kinds", operation_id="act_kinds", summary="Every kind of act", responses=problems())
def kinds() -> schemas.KindsOfAct:
    """What each does, who signs it, and the fields of its draft, with their names in both languages."""
    return schemas.KindsOfAct(items=[_kind(kind) for kind in acts.kinds().values()])


@router.get("/{id}", operation_id="act_get", summary="An act", responses=problems(401, 404))
def act(service: Current, reader: MaybeReader, id: Id) -> schemas.Act:
    """Its text, its roll by the present state, who signed, and how far it has come. Who refused and why is told to
    sessions of the drafter and of those who have a seat."""
    with transaction(service) as connection:
        found = executing.view(connection, service.contracts, id, now=service.clock())
        refusals = _refusals(connection, service, found, reader)
    return _shown(service, found, refusals)


@router.post(
    "/{id}/signatures",
    status_code=201,
    operation_id="act_sign",
    summary="Add a signature",
    responses=problems(400, 403, 404, 409, 413),
)
def sign(service: Current, id: Id, body: schemas.Signed) -> schemas.Act:
    """Checked against the party's present key; a second signature of the same party takes the place of the first."""
    with transaction(service) as connection:
        found = executing.add_signature(
            connection,
            service.contracts,
            id,
            body.party,
            from_hex(body.signature, "signature"),
            now=service.clock(),
        )
    return _shown(service, found)


@router.post(
    "/{id}/refusals",
    status_code=201,
    operation_id="act_refuse",
    summary="Refuse to sign",
    responses=problems(400, 401, 403, 404, 409, 413),
)
def refuse(service: Current, reader: SignedIn, id: Id, body: schemas.Refusing) -> schemas.Act:
    """A party with a seat says why it does not sign. The act stays possible: the missing signature blocks it, the
    refusal tells. Refusing again replaces the reason, signing later takes it back."""
    with transaction(service) as connection:
        now = service.clock()
        act = executing.view(connection, service.contracts, id, now=now)
        if not refusing.speaks_at(act, body.party, reader.signer, reader.parties):
            speaks_for(reader, body.party)
        refusing.refuse(connection, service.contracts, service.vault, id, body.party, body.reason.strip(), now=now)
        refusals = _refusals(connection, service, act, reader)
    return _shown(service, act, refusals)


@router.post(
    "/{id}/submit",
    status_code=202,
    operation_id="act_submit",
    summary="Send an act to the chain",
    responses=problems(404, 409, 413),
)
def submit(service: Current, id: Id) -> schemas.Act:
    """Rehearsed first and refused with the contract's reason. Sending twice does nothing more. The transaction is
    stored before it is sent: if the node goes away in between, the service sends it later by itself."""
    payer = service.payer
    with transaction(service) as connection:
        executing.submit(connection, service.contracts, payer, id, now=service.clock())
    with suppress(Unavailable, ForeignChain):  # it is stored; a later tick sends it
        sending.send(service.engine, service.contracts, payer)
    with transaction(service) as connection:
        found = executing.view(connection, service.contracts, id, now=service.clock())
    return _shown(service, found)


def _kind(kind: acts.Kind) -> schemas.KindOfAct:
    model = FIELDS[kind.name]
    return schemas.KindOfAct(
        kind=kind.name,
        contract=kind.contract,
        title=_words(act_words.TITLES[kind.name]),
        signers=_words(act_words.SIGNERS[kind.name]),
        fields=[_field(kind.name, field) for field in model.model_fields.values()],
    )


def _field(kind: str, field: FieldInfo) -> schemas.FieldOfKind:
    name = str(field.alias)
    choices = act_words.choices(kind, name)
    return schemas.FieldOfKind(
        name=name,
        label=_words(act_words.label(kind, name)),
        required=field.is_required(),
        choices=None if choices is None else dict(choices[0]),
        description=field.description or "",
    )


def _words(pair: tuple[str, str]) -> schemas.Words:
    return schemas.Words(zh=pair[0], en=pair[1])


def _refusals(
    connection: Connection, service: Service, act: executing.Act, reader: Reader | None
) -> list[Refusal] | None:
    if reader is None:
        return None
    return refusing.readable(connection, service.vault, act, reader.signer, reader.parties)


def _shown(service: Service, act: executing.Act, refusals: list[Refusal] | None = None) -> schemas.Act:
    drafted = act.drafted
    signed = sorted({seal.party for seal in act.signatures})
    return schemas.Act(
        id=str(drafted.id),
        kind=drafted.kind,
        status=act.status,
        message=drafted.message,
        digest="0x" + drafted.digest.hex(),
        typed_data=executing.typed_data(service.contracts, drafted),
        roll=_roll(act),
        missing=None
        if act.missing is None
        else schemas.Missing(
            parties=list(act.missing.parties), units=act.missing.units, consenting=list(act.missing.consenting)
        ),
        refusal=None
        if act.refusal is None
        else schemas.Refusal(code=act.refusal.code, message=act.refusal.message, next=act.refusal.next),
        signatures=signed,
        refusals=None
        if refusals is None
        else [schemas.Refused(party=one.party, reason=one.reason, refused_at=one.refused_at) for one in refusals],
        created_at=drafted.created_at,
        expires_at=drafted.expires_at,
        tx=None if act.transaction is None else "0x" + act.transaction.hex(),
        block=act.block_number,
        disclosures=list(act.disclosures),
    )


def _roll(act: executing.Act) -> schemas.Roll:
    """The contract's roll; once the act is over, the seats as they were when it was drafted."""
    if act.roll is None:
        seats = [
            schemas.Seat(party=party, brought=brought, must=False, units=0, signed=signed)
            for (party, brought), signed in zip(
                acts.seats(act.drafted.kind, act.drafted.seats), act.signed_seats, strict=True
            )
        ]
        return schemas.Roll(seats=seats, must=[], quorum=0)
    seats = [
        schemas.Seat(party=party, brought=brought, must=bool(act.roll.must >> i & 1), units=units, signed=signed)
        for i, ((party, brought), units, signed) in enumerate(
            zip(acts.seats(act.drafted.kind, act.roll.seats), act.roll.units, act.signed_seats, strict=True)
        )
    ]
    return schemas.Roll(seats=seats, must=[seat.party for seat in seats if seat.must], quorum=act.roll.quorum)
