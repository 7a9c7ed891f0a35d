"""The officer's pages: the queue of duties with their deadlines, and a filing to be examined."""

import json
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from urllib.parse import urlencode

from fastapi import APIRouter, Path, Query
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api import forms, pages
from api.deps import Current, MaybeReader, Reader, snapshot, speaks_for
from api.routes.desk import Asked, page_of
from api.routes.pages.filings import Contents, contents_of, status_of, titled
from api.schemas.desk import DeskPage, DutyLine
from ledger import desks, disclosing, queries, reviewing
from ledger.core import act_words, duty_words, entries
from ledger.core.duties import KINDS
from ledger.core.errors import NotAllowed
from ledger.service import Service
from ledger.store import reviews

router = APIRouter(include_in_schema=False)
Leaf = Annotated[str, Path(pattern=r"^[0-9a-f]{64}$")]
Party = Annotated[int | None, Query(ge=1, le=0xFFFFFFFF)]
_MIDNIGHT = 16 * 3600  # of Shanghai, in seconds of a day in UTC


@dataclass(frozen=True)
class Shown:
    """A duty as the page shows it.

    :param href: where the one next action is, None where the officer has to stand aside. :param settles: the party
        whose recovery the action lets take effect. :param whole_day: whether the deadline is the end of a day.
    """

    duty: DutyLine
    href: str | None
    settles: int | None
    weekday: int | None
    whole_day: bool
    act: str | None


@router.get("/desk")
def queue(
    request: Request,
    service: Current,
    reader: MaybeReader,
    party: Party = None,
    kind: Annotated[str | None, Query(max_length=40)] = None,
    node: Annotated[str | None, Query(max_length=12)] = None,
    cursor: Annotated[str | None, Query(max_length=200)] = None,
) -> HTMLResponse:
    """What waits for the officer who is signed in, the most urgent first; a stranger is told what this page is."""
    officers = [] if reader is None else _officers(service, reader)
    chosen = party if party is not None else officers[0] if officers else None
    found: DeskPage | None = None
    refused: NotAllowed | None = None
    if reader is not None and chosen is not None:
        wanted = int(node) if node and node.isascii() and node.isdecimal() else None
        try:
            found = page_of(service, reader, chosen, Asked(kind or None, wanted, cursor or None))
        except NotAllowed as error:
            refused = error
    language = pages.language_of(request)
    following = None
    if found is not None and found.next is not None:
        following = urlencode({"party": chosen, "kind": kind or "", "node": node or "", "cursor": found.next})
    return pages.render(
        "desk.html",
        request,
        page="desk",
        reader=reader,
        officers=officers,
        party=chosen,
        found=found,
        refused=refused,
        duties=[] if found is None else [shown(duty, chosen, language) for duty in found.items],
        kinds={} if found is None else {name: _said(duty_words.TITLES[name], language) for name in found.kinds},
        kind=kind or "",
        node=node or "",
        nodes=[] if found is None else sorted({reach.node for reach in found.scope}),
        filtered=bool(kind or node or cursor),
        following=following,
    )


@router.get("/desk/filings/{leaf}")
def examine(
    request: Request,
    service: Current,
    reader: MaybeReader,
    leaf: Leaf,
    party: Party = None,
    contents: bool = False,
) -> HTMLResponse:
    """A filing before the officer: what it says (`?contents=1`, recorded), and what was said to it."""
    found = status_of(service, leaf)
    language = pages.language_of(request)
    officers = [] if reader is None else _officers(service, reader)
    chosen = party if party is not None else officers[0] if officers else None
    told = contents_of(service, found, reader, language) if contents else None
    return pages.render(
        "desk_filing.html",
        request,
        page="desk",
        reader=reader,
        party=chosen,
        leaf=leaf,
        filing=found,
        label=forms.label_of(found.type, language),
        asked=contents,
        contents=told,
        titled=titled(found),
        standing=None if reader is None or chosen is None else _standing(service, reader, chosen, leaf, told),
        longest=reviewing.LONGEST_REASON,
        headers={"Cache-Control": "no-store"} if contents else None,
    )


def shown(duty: DutyLine, party: int | None, language: str) -> Shown:
    """A duty with where its one next action is."""
    last = duty.deadline.last_day
    act = str(duty.fields.get("act")) if duty.act_id is not None else ""
    return Shown(
        duty,
        None if duty.excluded is not None else _href(duty, party),
        duty.party if duty.kind == "settleRecovery" and duty.excluded is None else None,
        None if last is None else date.fromisoformat(last).weekday(),
        duty.deadline.at is not None and duty.deadline.at % 86_400 == _MIDNIGHT,
        _said(act_words.TITLES[act], language) if act in act_words.TITLES else None,
    )


def _href(duty: DutyLine, party: int | None) -> str | None:
    if duty.act_id is not None:
        return f"/acts/{duty.act_id}"
    if duty.kind in ("accept", "acceptContract"):
        return f"/desk/filings/{duty.filing}?{urlencode({'party': party})}"
    if duty.drafted is not None:
        return f"/acts/{duty.drafted}"
    if duty.act is not None:
        plain = all(not isinstance(value, list | dict) for value in duty.fields.values())
        query = duty.fields if plain else {"draft": json.dumps(duty.fields)}
        if duty.act in entries.ACTS.values():
            query = {**query, "fill": 1}
        return f"/acts/new/{duty.act}?{urlencode(query)}"
    if duty.achievement is not None:
        return f"/achievements/{duty.achievement}"
    return f"/parties/{duty.party}"


@dataclass(frozen=True)
class Standing:
    """How an officer stands to a filing.

    :param registers: address of the draft that registers it, once it was accepted. :param barred: why he may not
        examine it: `node`, `own`, `registered` or `type`, None if he may. :param seen: how many words on it there are.
    """

    barred: str | None
    decision: str | None
    registers: str | None
    said: tuple[reviews.Review, ...]
    contract: bool
    seen: int = 0


def _standing(service: Service, reader: Reader, party: int, leaf: str, told: Contents | None) -> Standing:
    raw = bytes.fromhex(leaf)
    with snapshot(service) as connection:
        stored = queries.filing_status(connection, raw)
        step = reviewing.STEPS.get(stored.type.partition("/")[0])
        if step is None:
            return Standing("type", None, None, (), contract=False)
        contract = step == "acceptContract"
        try:
            speaks_for(reader, party)
            appointment = desks.require_power(connection, party, step, stored.node, service.clock())
        except NotAllowed:
            return Standing("node", None, None, (), contract)
        if disclosing.is_filer(connection, service.vault, raw, reader.signer):
            return Standing("own", None, None, (), contract)
        if reviewing.is_registered(connection, raw):
            return Standing("registered", None, None, (), contract)
        decision = reviews.last(connection, raw)
        seen = reviews.count(connection, raw)
        said = tuple(reviews.of(connection, service.vault, raw)) if told is not None else ()
    registers = None
    if decision == reviews.ACCEPTED:
        act = KINDS["registerContract" if contract else "register"].act
        fields = {"node": stored.node, "filing": leaf, "appointment": appointment, "fill": 1}
        registers = f"/acts/new/{act}?{urlencode(fields)}"
    return Standing(None, decision, registers, said, contract, seen)


def _officers(service: Service, reader: Reader) -> list[int]:
    """The parties of the session that have an appointment in force."""
    with snapshot(service) as connection:
        when = queries.moment(connection)
        return [party for party in reader.parties if desks.is_officer(connection, party, when, service.clock())]


def _said(pair: tuple[str, str], language: str) -> str:
    return pair[0 if language == "zh" else 1]
