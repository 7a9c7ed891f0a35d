"""What the ledger can offer for the fields of a draft that ask for a number nobody knows by heart: appointments in
force with the power that the act needs, the reader's own achievements, the reader's own filings."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from sqlalchemy import Connection

from api.act_fields import Control, Option
from api.deps import Reader
from api.forms import label_of
from ledger import authoring, desks, queries
from ledger.answers import Holdings
from ledger.core import calendar
from ledger.core.act_lines import Speech
from ledger.core.errors import NotFound
from ledger.core.meanings import STATUS_WORDS, STATUSES
from ledger.core.offices import ELSEWHERE, needed
from ledger.service import Service
from ledger.store import titles

_HASH: Final = 66
_MOST: Final = 50
_FILINGS: Final = 20


def title_of(connection: Connection, given: Mapping[str, Any]) -> Holdings | None:
    """The achievement that a draft names, as it stands; None where it names none that there is."""
    name = str(given.get("achievement", "")).lower()
    try:
        return queries.holdings(connection, bytes.fromhex(name[2:])) if len(name) == _HASH else None
    except (NotFound, ValueError):
        return None


def offered(
    connection: Connection,
    service: Service,
    reader: Reader | None,
    kind: str,
    controls: list[Control],
    given: Mapping[str, Any],
    say: Speech,
) -> list[Control]:
    """The controls with what may be picked; a required appointment that can only be one stands in its control."""
    title = title_of(connection, given)
    made = []
    for control in controls:
        power = needed(kind, control.name)
        if power is not None:
            node = None if kind == "closeNode" else _node(title, given)
            made.append(_appointments(connection, service, reader, control, power, node, say))
        elif control.name == "achievement" and reader is not None:
            made.append(replace(control, choices=_achievements(connection, reader, say)))
        elif control.name == "filing" and reader is not None:
            made.append(replace(control, choices=_filings(connection, service, reader, say)))
        else:
            made.append(control)
    return made


def _node(title: Holdings | None, given: Mapping[str, Any]) -> int | None:
    """The node at which the act is: that of its achievement, else the one that the draft names."""
    if title is not None:
        return title.node
    named = str(given.get("node", given.get("parent", "")))
    return int(named) if named.isascii() and named.isdecimal() and len(named) <= 10 else None


def _appointments(
    connection: Connection,
    service: Service,
    reader: Reader | None,
    control: Control,
    power: int,
    node: int | None,
    say: Speech,
) -> Control:
    now, when = service.clock(), queries.moment(connection)
    elsewhere = control.name == ELSEWHERE
    found = desks.able(connection, power, when, now, None if elsewhere else node)
    if elsewhere:
        found = [reach for reach in found if reach.node != node]
    own = [reach for reach in found if reader is not None and reach.officer in reader.parties]
    choices = tuple(
        Option(
            str(reach.appointment),
            say.pair(
                (
                    f"节点 {reach.node} · 经办人{say.party(reach.officer)} · 任命 {reach.appointment}",
                    f"node {reach.node} · officer {say.party(reach.officer)} · appointment {reach.appointment}",
                )
            ),
        )
        for reach in [*own, *(reach for reach in found if reach not in own)]
    )
    sure = own if own and not elsewhere else found if node is not None else []
    value = control.value
    if control.required and not value and len(sure) == 1:
        value = str(sure[0].appointment)
    return replace(control, value=value, choices=choices[:_MOST])


def _achievements(connection: Connection, reader: Reader, say: Speech) -> tuple[Option, ...]:
    when = queries.moment(connection)
    found = {}
    for party in reader.parties:
        for held in titles.held_by(connection, party, when.number, limit=_MOST):
            status = say.pair(STATUS_WORDS[STATUSES[held.version.status]])
            node = say.pair((f"节点 {held.version.node}", f"node {held.version.node}"))
            found["0x" + held.version.achievement.hex()] = f"{status} · {node} · {say.party(party)}"
    return tuple(Option(number, label) for number, label in list(found.items())[:_MOST])


def _filings(connection: Connection, service: Service, reader: Reader, say: Speech) -> tuple[Option, ...]:
    found = authoring.own(connection, service.vault, reader.signer, reader.parties, limit=_FILINGS)
    return tuple(
        Option(one.leaf.hex(), f"{label_of(one.type, say.language)} · {calendar.moment(one.received_at)[:16]}")
        for _, one in found
    )
