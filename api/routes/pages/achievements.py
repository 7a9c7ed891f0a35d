"""An achievement, now or as of a day: who holds what under which burdens, how it came to that, and the proof."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any
from urllib.parse import urlencode

from fastapi import APIRouter, Query
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from api import cursors, drawing, pages
from api.deps import Current, MaybeReader, Reader, second, snapshot, transaction
from api.drawing import Slice
from api.pages import speech
from api.routes.filings import disclosed_to
from api.routes.pages.asking import Answered, asked
from api.routes.pages.filings import title_of
from ledger import beside as beside_titles
from ledger import deeds, queries, standing
from ledger.answers import Holdings
from ledger.beside import Listed
from ledger.core import act_sentences, disclosure, meanings
from ledger.core.act_lines import Speech
from ledger.core.errors import Malformed
from ledger.deeds import Deed
from ledger.service import Service

router = APIRouter(include_in_schema=False)
_STEPS = 50
_BESIDE = 100
_COUNTED = 2000
_SIZE = 32

HOLDER_ACTS = {
    "registered": ("propose",),
    "notice": ("object",),
    "contested": ("propose", "object"),
    "confirmed": ("convey", "offer", "grant", "pledge", "amendRule", "propose", "registerContract"),
    "closed": (),
}
"""What somebody in the title's table may start, by the title's status."""
OFFICER_ACTS = {
    "registered": ("cancel", "freeze"),
    "notice": ("confirm", "prolong", "decide", "freeze"),
    "contested": ("decide", "freeze", "cancel"),
    "confirmed": ("freeze", "lift", "recordEffect", "announce"),
    "closed": (),
}
"""What an officer of its node may start."""


@dataclass(frozen=True)
class Row:
    """A holder in the picture and the table."""

    party: int
    units: int
    pledged: int


@dataclass(frozen=True)
class Told:
    """An act of the timeline: `sentences` in the reader's language, none where only its kind is known."""

    deed: Deed
    sentences: tuple[str, ...]


@dataclass(frozen=True)
class Burden:
    """What stands beside a title, of one kind.

    :param items: those shown. :param all: those counted, `_COUNTED` at most. :param next: cursor of those that follow
    the shown ones. :param after: cursor behind which these stand.
    """

    items: tuple[Any, ...]
    all: tuple[Any, ...]
    next: str | None
    after: int | None


@router.get("/achievements/{number}")
def achievement(
    request: Request,
    service: Current,
    reader: MaybeReader,
    number: str,
    at: Annotated[str | None, Query(max_length=40)] = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
    beside: Annotated[str | None, Query(max_length=20)] = None,
    after: Annotated[str | None, Query(max_length=200)] = None,
    title: bool = False,
) -> Response:
    """The whole page is of the day that `?at=` names, and says so. Of what stands `beside` the title in long lists, it
    shows what follows `after` a cursor. With `?title=1` it is called by its title, if the reader may read the filing
    from which it was registered; that is recorded."""
    name = _number(number)
    if number != f"0x{name.hex()}":
        query = f"?{request.url.query}" if request.url.query else ""
        return RedirectResponse(f"/achievements/0x{name.hex()}{query}", 308)
    day = at or None
    time, place, say = second(day), cursors.read("page-history", cursor or None), speech(request)
    later = {beside: cursors.read(f"page-{beside}", after)} if beside in _LISTS and after else {}
    with snapshot(service) as connection:
        held = queries.holdings(connection, name, at=time)
        steps, _ = queries.history(connection, name, at=time, after=place, limit=_STEPS + 1)
        told = [_told(deed, say) for deed in deeds.of_steps(connection, steps[:_STEPS], held.as_of)]
        burdens = {what: _burden(connection, what, name, time, later.get(what)) for what in _LISTS}
        proposed = None if held.notice is None else deeds.table_proposed(connection, held.notice.digest)
        officer = reader is not None and _is_officer(connection, reader, held.node, service.clock())
        answered = asked(connection, request, name, time, say)
        leaf = queries.registered_from(connection, name)
    following = steps[_STEPS - 1].cursor if len(steps) > _STEPS else None
    named = Named(leaf, asked=title, title=_title(service, leaf, reader) if title and leaf is not None else None)
    return _page(
        request, service, reader, held, Rest(day, time, told, following, burdens, proposed, officer, named), answered
    )


@dataclass(frozen=True)
class Named:
    """By what title the reader may know the achievement. :param leaf: of the filing from which it was registered."""

    leaf: bytes | None
    asked: bool
    title: str | None


def _title(service: Service, leaf: bytes, reader: Reader | None) -> str | None:
    """The title that the registration's filing gives, for those who may read it, which is recorded."""
    with transaction(service) as connection:
        texts = disclosed_to(service, connection, leaf, reader)
    return title_of({one.name: one.value for one in map(disclosure.parse, texts)})


@dataclass(frozen=True)
class Rest:
    """What the page shows beside the title."""

    day: str | None
    time: int | None
    told: list[Told]
    following: int | None
    burdens: dict[str, Burden]
    proposed: list[tuple[int, int]] | None
    officer: bool
    named: Named


def _page(
    request: Request,
    service: Service,
    reader: Reader | None,
    held: Holdings,
    rest: Rest,
    answered: Answered | None,
) -> HTMLResponse:
    say = speech(request)
    number = "0x" + held.achievement.hex()
    now = max(service.clock(), held.as_of.time) if rest.time is None else rest.time
    rows = _rows(held, rest.burdens["pledges"])
    proposed = None if rest.proposed is None else [Row(party, units, 0) for party, units in rest.proposed]
    kept = {"at": rest.day} if rest.day else {}
    query = f"?{urlencode(kept)}" if kept else ""
    address = pages.address(request, service, f"/achievements/{number}{query}")
    acts = _acts(held, reader, now, officer=rest.officer)
    return pages.render(
        "achievement.html",
        request,
        page="achievement",
        reader=reader,
        number=number,
        held=held,
        say=say,
        now=now,
        day=rest.day,
        at_query=kept,
        ahead=rest.time is not None and rest.time > service.clock(),
        rows=rows,
        ring=_ring(request, rows, "owned" if held.owners else "claimed"),
        proposed=proposed,
        proposed_ring=None if proposed is None else _ring(request, proposed, "proposed"),
        told=rest.told,
        following=None if rest.following is None else cursors.write("page-history", rest.following),
        burdens=rest.burdens,
        standing=_standing(held, rest.burdens),
        statuses=meanings.STATUS_WORDS,
        offer_statuses=meanings.OFFER_STATUSES,
        rights_kinds=meanings.RIGHT_KINDS,
        acts=acts,
        kinds=pages.kinds(request),
        answered=answered,
        named=rest.named,
        headers={"Cache-Control": "no-store"} if rest.named.asked else None,
        address=address or number,
        qr=drawing.qr(address or number, title=number),
    )


def _number(given: str) -> bytes:
    """The number in a page's address; with or without 0x, in either case.

    :raises Malformed: `ACHIEVEMENT_MALFORMED`.
    """
    digits = given.lower().removeprefix("0x")
    try:
        raw = bytes.fromhex(digits) if digits.isascii() and digits.isalnum() else b""
    except ValueError:
        raw = b""
    if len(raw) != _SIZE:
        raise Malformed(
            "ACHIEVEMENT_MALFORMED",
            f"{given[:80]!r} is no number of an achievement",
            next="copy the whole number, 0x and 64 hex digits, or search for its beginning",
            given=given[:80],
        )
    return raw


def _rows(held: Holdings, pledges: Burden) -> list[Row]:
    pledged: dict[int, int] = {}
    for pledge in pledges.all:
        for part in pledge.parts:
            pledged[part.party] = pledged.get(part.party, 0) + part.units
    table = held.owners or held.claimed
    return [Row(share.party, share.units, min(share.units, pledged.get(share.party, 0))) for share in table]


def _ring(request: Request, rows: list[Row], what: str) -> Any:
    """The picture of a table: `owned`, `claimed` or `proposed`."""
    w = pages.words_of(request, "achievement")
    named = [w["party"].format(number=row.party) for row in rows]
    shares = w["list_join"].join(
        f"{name}{w['colon']}{pages.fraction(row.units)}{w['opened']}{pages.percent(row.units)}{w['closed']}"
        for name, row in zip(named, rows, strict=True)
    )
    return drawing.ring(
        [Slice(name, row.units, row.pledged) for name, row in zip(named, rows, strict=True)],
        title=w[f"ring_{what}"],
        description=shares,
        centre=(str(len(rows)), w[f"ring_{what}_by"]),
        name=f"ring-{what}",
    )


def _told(deed: Deed, say: Speech) -> Told:
    if deed.message is None:
        return Told(deed, ())
    # The last sentence says until when it could take effect: it did.
    return Told(deed, tuple(act_sentences.sentences(deed.kind, deed.message, say)[:-1]))


_LISTS: dict[str, Callable[..., Listed[Any]]] = {
    "objections": beside_titles.objections,
    "freezes": beside_titles.freezes,
    "offers": beside_titles.offers,
    "orders": beside_titles.orders,
    "effects": beside_titles.effects,
    "pledges": beside_titles.pledges,
    "rights": beside_titles.rights,
    "contracts": beside_titles.contracts,
}


def _burden(connection: Connection, what: str, number: bytes, time: int | None, after: int | None) -> Burden:
    first = _LISTS[what](connection, number, at=time, limit=_BESIDE)
    every, last = first.items, first.next
    while last is not None and len(every) < _COUNTED:
        more = _LISTS[what](connection, number, at=time, after=last, limit=_BESIDE)
        every, last = (*every, *more.items), more.next
    shown = first if after is None else _LISTS[what](connection, number, at=time, after=after, limit=_BESIDE)
    following = None if shown.next is None else cursors.write(f"page-{what}", shown.next)
    return Burden(shown.items, every, following, after)


def _standing(held: Holdings, burdens: dict[str, Burden]) -> dict[str, int]:
    """How many of each burden stand at the moment shown, those that do at all."""
    found = {
        "freezes": sum(one.stands for one in burdens["freezes"].all),
        "pledges": sum(one.stands for one in burdens["pledges"].all),
        "rights": sum(one.in_force for one in burdens["rights"].all),
        "offers": sum(meanings.OFFER_STATUSES[one.status] in ("open", "taken") for one in burdens["offers"].all),
        "objections": held.objections,
        "orders": sum(one.status != "enforced" for one in burdens["orders"].all),
    }
    return {what: count for what, count in found.items() if count}


def _acts(held: Holdings, reader: Reader | None, now: int, *, officer: bool) -> list[str]:
    """The kinds of act that the reader may want to start here."""
    if reader is None:
        return []
    inside = bool({share.party for share in (*held.owners, *held.claimed)} & set(reader.parties))
    status = held.status_name
    found = [
        *(HOLDER_ACTS.get(status, ()) if inside else ("object",) if status == "notice" and reader.parties else ()),
        *(OFFICER_ACTS.get(status, ()) if officer else ()),
    ]
    late = held.notice is not None and held.notice.until <= now
    return [kind for kind in dict.fromkeys(found) if not (late and kind == "object")]


def _is_officer(connection: Connection, reader: Reader, node: int, now: int) -> bool:
    return any(
        one.node == node and one.starts <= now < one.until
        for number in reader.parties
        for one in standing.party(connection, number).appointments
    )
