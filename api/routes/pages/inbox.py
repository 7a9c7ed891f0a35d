"""The inbox: the acts that wait for the reader's signature, those under way, and those that are done."""

from dataclasses import dataclass
from typing import Annotated, Final
from uuid import UUID

from fastapi import APIRouter, Query
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import HTMLResponse

from api import pages
from api.deps import Current, MaybeReader, Reader, snapshot
from ledger import executing
from ledger.core import act_words, acts
from ledger.core.act_lines import Speech
from ledger.service import Service
from ledger.store import acts as stored_acts
from ledger.store.acts import Drafted
from ledger.store.refusals import of_act as refusals_of

router = APIRouter(include_in_schema=False)
_SHOWN: Final = 100
_DAY: Final = 86_400
_SOON: Final = 3
_DONE: Final = ("included", "final", "expired")


@dataclass(frozen=True)
class Subject:
    """What an act is about.

    :param what: `achievement`, `node`, `party`, `newcomer` or `appointment`. :param number: of it; 0x-hex of an
        achievement.
    """

    what: str
    number: str


@dataclass(frozen=True)
class InboxLine:
    """An act in the inbox. :param days: whole days until its deadline; None once it is over."""

    id: UUID
    title: str
    about: Subject | None
    status: str
    seats: tuple[int, ...]
    created_at: int
    days: int | None
    refused: bool

    @property
    def soon(self) -> bool:
        """Whether little time is left."""
        return self.days is not None and self.days < _SOON


@router.get("/acts")
def inbox(
    request: Request,
    service: Current,
    reader: MaybeReader,
    before: Annotated[int | None, Query(ge=1, le=1 << 60)] = None,
) -> HTMLResponse:
    """What waits for the reader's parties and key, what they signed, and what is done; newest first."""
    found: dict[str, list[InboxLine]] = {"waiting": [], "signed": [], "done": []}
    older = None
    if reader is not None:
        now = service.clock()
        with snapshot(service) as connection:
            drafted = _of(connection, reader, before)
            if len(drafted) > _SHOWN:
                older = drafted[_SHOWN - 1].number
            drafted = drafted[:_SHOWN]
            statuses = executing.statuses(connection, drafted, now=now)
            for act in drafted:
                line, group = _line(connection, service, act, statuses[act.id], reader, now, pages.speech(request))
                found[group].append(line)
    return pages.render("acts.html", request, page="acts", reader=reader, groups=found, older=older, before=before)


def _of(connection: Connection, reader: Reader, before: int | None) -> list[Drafted]:
    """The acts of the reader's parties, and those that bring the key that signed in: a newcomer has no party yet."""
    found = {act.id: act for act in stored_acts.bringing(connection, reader.signer, before=before, limit=_SHOWN + 1)}
    for party in reader.parties:
        found |= {act.id: act for act in stored_acts.of_party(connection, party, before=before, limit=_SHOWN + 1)}
    return sorted(found.values(), key=lambda act: -act.number)


def _line(
    connection: Connection, service: Service, act: Drafted, status: str, reader: Reader, now: int, say: Speech
) -> tuple[InboxLine, str]:
    """An act as a line, and where it stands: `waiting` for a signature of the reader's, `signed`, or `done`."""
    signed = {(seal.party, seal.brought) for seal in stored_acts.signatures(connection, act.id)}
    refused = {one.party for one in refusals_of(connection, service.vault, act.id)}
    brings = str(act.message.get("signer", "")).lower() == "0x" + reader.signer.hex()
    mine = {
        (party, brought)
        for party, brought in acts.seats(act.kind, act.seats)
        if (brings if brought else party in reader.parties)
    }
    is_open = status in executing.OPEN
    line = InboxLine(
        id=act.id,
        title=say.pair(act_words.TITLES[act.kind]),
        about=subject(act),
        status=status,
        seats=act.seats,
        created_at=act.created_at,
        days=max(0, act.expires_at - now) // _DAY if is_open else None,
        refused=bool(refused),
    )
    if status in _DONE:
        return line, "done"
    return line, "waiting" if is_open and {one for one in mine - signed if one[0] not in refused} else "signed"


def subject(act: Drafted) -> Subject | None:
    """What an act is about: its achievement, else its node, its party, or the appointment that it ends."""
    message = act.message
    achievement = str(acts.header(message).get("achievement", ""))
    if achievement.removeprefix("0x").strip("0"):
        return Subject("achievement", achievement)
    if act.kind == "enrol":
        return Subject("newcomer", str(message["party"]))
    if act.kind == "endAppointment":
        return Subject("appointment", str(message["appointment"]))
    if act.kind == "admit":
        return Subject("node", str(message["parent"]))
    for what in ("node", "party"):
        if message.get(what):
            return Subject(what, str(message[what]))
    return None
