"""The pages on which acts are drafted, read, signed, refused and sent."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api import act_choices, act_fields, drawing, pages, steps
from api.deps import Current, MaybeReader, Reader, snapshot, transaction
from ledger import entering, executing, refusing
from ledger.core import act_words, acts
from ledger.core.act_lines import Language, Line, Speech, lines
from ledger.core.act_sentences import sentences
from ledger.core.chinese import chinese
from ledger.core.entries import Entry
from ledger.core.errors import NotFound, ZhengbenError
from ledger.service import Service
from ledger.store import acts as stored_acts
from ledger.store import sightings
from ledger.store.refusals import Refusal

router = APIRouter(include_in_schema=False)
_DAY = 86_400
_LEAF = re.compile(r"[0-9a-f]{64}")


@dataclass(frozen=True)
class SeatShown:
    """A seat of the roll. :param signer: 0x-hex of whom it takes, empty where the index does not know one."""

    party: int
    must: bool
    brought: bool
    units: int
    signed: bool
    mine: bool
    signer: str


@router.get("/acts/new")
def kinds(request: Request, reader: MaybeReader) -> HTMLResponse:
    """Every kind of act, to choose one."""
    kept = [(name, value) for name, value in request.query_params.multi_items() if name != "lang"]
    return pages.render(
        "act_kinds.html",
        request,
        page="acts",
        reader=reader,
        groups=act_fields.groups(_language(request)),
        query=f"?{urlencode(kept)}" if kept else "",
    )


@router.get("/acts/new/{kind}")
def new(
    request: Request,
    service: Current,
    reader: MaybeReader,
    kind: str,
    again: Annotated[UUID | None, Query(description="an act to draft once more")] = None,
    fill: Annotated[bool, Query(description="fill it in from the filing that it enters; recorded")] = False,
) -> HTMLResponse:
    """The form of a kind, with what the address gives already in it, and what the filing says that it enters."""
    if kind not in acts.kinds():
        raise NotFound("ACT_UNKNOWN", f"no act is called {kind[:40]!r}", next="choose a kind", kind=kind[:40])
    given = act_fields.given(kind, dict(request.query_params))
    if again is not None:
        with transaction(service) as connection:
            before = stored_acts.get(connection, again)
        if before.kind == kind:
            given = act_fields.redrafted(kind, before.message) | given
    entry = _entry(service, reader, kind, given) if fill and reader is not None else None
    if entry is not None:
        given = entry.fields | given
    language = _language(request)
    with snapshot(service) as connection:
        title = act_choices.title_of(connection, given)
        say = Speech(language, named=_named(reader, language))
        made = act_fields.controls(kind, language, given)
        offered = act_choices.offered(connection, service, reader, kind, made, given, say)
    over = title is not None and 0 < title.notice_until <= service.clock()
    return pages.render(
        "act_new.html",
        request,
        page="acts",
        reader=reader,
        kind=kind,
        title=_say(act_words.TITLES[kind], language),
        signers=_say(act_words.SIGNERS[kind], language),
        controls=offered,
        late=title.notice_until if title is not None and kind == "object" and over else None,
        named={} if entry is None else entry.named,
        filled=None if not fill or reader is None else entry is not None,
        headers=None if entry is None else {"Cache-Control": "no-store"},
    )


def _entry(service: Service, reader: Reader, kind: str, given: Mapping[str, Any]) -> Entry | None:
    """What the filing says that the act enters, for whoever may read it."""
    leaf = str(given.get("filing", "")).removeprefix("0x")
    if not _LEAF.fullmatch(leaf):
        return None
    raw = bytes.fromhex(leaf)
    with transaction(service) as connection:
        if not entering.enters(connection, raw, kind):
            return None
        return entering.entry(connection, service.vault, raw, reader.signer, reader.parties, service.clock())


@router.get("/acts/{id}")
def act(request: Request, service: Current, reader: MaybeReader, id: UUID) -> HTMLResponse:
    """The act in plain words beside the exact typed data, and who has signed."""
    values = _shown(request, service, reader, id)
    found: executing.Act = values["act"]
    language = _language(request)
    say = Speech(language, named=_named(reader, language))
    message = found.drafted.message
    return pages.render(
        "act.html",
        request,
        page="acts",
        reader=reader,
        **values,
        sentences=sentences(found.drafted.kind, message, say),
        lines=_linked(lines(found.drafted.kind, message, say)),
        typed=json.dumps(executing.typed_data(service.contracts, found.drafted), indent=2, ensure_ascii=False),
        address=(address := pages.address(request, service, f"/acts/{id}") or f"/acts/{id}"),
        qr=drawing.qr(address, title=address),
    )


@router.get("/acts/{id}/state")
def state(request: Request, service: Current, reader: MaybeReader, id: UUID) -> HTMLResponse:
    """How far the act has come: the part of its page that is asked for again."""
    return pages.render("act_state.html", request, page="acts", reader=reader, **_shown(request, service, reader, id))


def _shown(request: Request, service: Service, reader: Reader | None, id: UUID) -> dict[str, Any]:
    now, language = service.clock(), _language(request)
    refusals: list[Refusal] | None = None
    with transaction(service) as connection:
        found = executing.view(connection, service.contracts, id, now=now)
        seats = _seats(connection, found, reader)
        if reader is not None:
            refusals = refusing.readable(connection, service.vault, found, reader.signer, reader.parties)
    reached = sum(seat.units for seat in seats if seat.signed)
    return {
        "act": found,
        "kind": found.drafted.kind,
        "title": _say(act_words.TITLES[found.drafted.kind], language),
        "open": found.status in executing.OPEN,
        "moving": found.status in ("submitted", "included"),
        "seats": seats,
        "missing": sum(seat.must and not seat.signed for seat in seats),
        "complete": found.missing is not None and found.missing.nothing,
        "quorum": 0 if found.roll is None else found.roll.quorum,
        "reached": reached,
        "mine": [seat for seat in seats if seat.mine],
        "refusals": refusals,
        "problem": None if found.refusal is None else _told(found.refusal, language),
        "days": max(0, found.drafted.expires_at - now) // _DAY,
    }


def _seats(connection: Connection, found: executing.Act, reader: Reader | None) -> list[SeatShown]:
    """The roll with the signers that the index knows: who has a key sees without signing in where it signs."""
    parties = found.drafted.seats if found.roll is None else found.roll.seats
    made = []
    for i, ((party, brought), signed) in enumerate(
        zip(acts.seats(found.drafted.kind, parties), found.signed_seats, strict=True)
    ):
        if brought:
            signer = str(found.drafted.message.get("signer", ""))
        else:
            known = sightings.signers_of(connection, party)
            signer = "0x" + known[0].hex() if known else ""
        made.append(
            SeatShown(
                party=party,
                must=found.roll is None or bool(found.roll.must >> i & 1),
                brought=brought,
                units=0 if found.roll is None else found.roll.units[i],
                signed=signed,
                mine=reader is not None
                and (signer == "0x" + reader.signer.hex() or (not brought and party in reader.parties)),
                signer=signer,
            )
        )
    return made


def _linked(found: list[Line]) -> list[tuple[Line, str]]:
    """The lines, each with the address of what it names, empty for none."""
    made = []
    for line in found:
        name = line.member.rpartition(".")[2]
        digits = line.words.removeprefix("0x")
        to = ""
        if len(digits) == 64 and name == "achievement":
            to = f"/achievements/{line.words}"
        elif len(digits) == 64 and name in ("filing", "evidence", "freezeNotice"):
            to = f"/filings/{digits}"
        made.append((line, to))
    return made


def _named(reader: Reader | None, language: Language) -> Any:
    own = set() if reader is None else set(reader.parties)
    name = "您" if language == "zh" else "your party"
    return lambda number: name if number in own else None


def _told(error: ZhengbenError, language: Language) -> dict[str, str]:
    said = (chinese(error) if language == "zh" else None) or (error.message, error.next)
    return {"code": error.code, "detail": said[0], "next": steps.step(error.code, said[1], language)}


def _language(request: Request) -> Language:
    return "zh" if pages.language_of(request) == "zh" else "en"


def _say(pair: tuple[str, str], language: Language) -> str:
    return pair[0 if language == "zh" else 1]
