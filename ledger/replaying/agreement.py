"""Whether the ledger's index shows what the rules know: holders, status, and what stands beside the title."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from datetime import date
from typing import Any

from sqlalchemy import Connection

from ledger import beside, queries, standing
from ledger.core import powers
from ledger.core.docket import on_rights, on_transfers
from ledger.core.docket.asking import Asking
from ledger.core.docket.reading import Query
from ledger.core.docket.things import Docket
from ledger.core.errors import NotFound
from ledger.core.meanings import OFFER_STATUSES, STATUSES
from ledger.core.shares import Share
from ledger.replaying import narrower
from ledger.replaying.cast import Cast
from ledger.store import database

_STANDING = {"FILED": ("registered", "notice", "contested"), "CONFIRMED": ("confirmed",), "CANCELLED": ("closed",)}
_OFFERS = {
    "OPEN": "open",
    "EXERCISED": "taken",
    "WAIVED": "waived",
    "LAPSED": "lapsed",
    "SETTLED": "settled",
    "SOLD": "sold",
    "WITHDRAWN": "withdrawn",
}
_MOST = 1000


def difference(cast: Cast, docket: Docket, day: date) -> str | None:
    """What the index says otherwise about the achievements of the docket, None if nothing.

    :param day: on which periods are judged.
    """
    with database.transaction(cast.stage.service.engine) as connection:
        for name in docket.achievements:
            number = cast.things.get(name)
            if number is None or name in cast.contradicted:
                continue
            raw = bytes.fromhex(number[2:])
            wrong = _wrong(connection, cast, docket, name, raw, day)
            if wrong is not None:
                cast.contradicted.add(name)
                return wrong
    return None


def _wrong(connection: Connection, cast: Cast, docket: Docket, name: str, raw: bytes, day: date) -> str | None:
    """What the index says otherwise about one achievement."""
    achievement = docket.achievements[name]
    seen = queries.holdings(connection, raw)
    told = {cast.named.get(share.party, "?"): share.units for share in seen.owners or seen.claimed}
    if STATUSES[seen.status] not in _STANDING[achievement.standing]:
        return f"the index shows {name} as {STATUSES[seen.status]}, the rules as {achievement.standing}"
    if achievement.standing == "CANCELLED":
        return None  # what stood beside a title when it was closed stays as it was
    if list(told.items()) != list(achievement.table.items()):
        return f"the index shows the holders {told} of {name}, the rules {dict(achievement.table)}"
    if seen.frozen != docket.is_frozen(name):
        return f"the index shows {name} as {'frozen' if seen.frozen else 'not frozen'}, the rules otherwise"
    for what, here, there in _beside(connection, cast, docket, name, raw, day):
        if here != there:
            return f"the index shows the {what} {here} of {name}, the rules {there}"
    return None


Pairs = Iterator[tuple[str, dict[str, object], dict[str, object]]]


def _beside(connection: Connection, cast: Cast, docket: Docket, name: str, raw: bytes, day: date) -> Pairs:
    """What stands beside a title, as the index has it and as the rules have it."""
    ids = {number: thing for thing, number in cast.things.items()}
    named = cast.named

    def table(shares: Iterable[Share]) -> dict[str, int]:
        return {named.get(share.party, "?"): share.units for share in shares}

    pledges = beside.pledges(connection, raw, limit=_MOST).items
    yield (
        "pledges",
        {ids.get(_hex(each.number), "?"): table(each.parts) for each in pledges if each.stands},
        {number: pledge.parts for number, pledge in docket.pledges_on(name).items()},
    )
    offers = beside.offers(connection, raw, limit=_MOST).items
    yield (
        "offers",
        {
            number: OFFER_STATUSES[each.status]
            for each in offers
            if (number := ids.get(_hex(each.number), "?")) not in cast.unclosed
        },
        {
            number: _OFFERS[on_transfers.state_of(offer, day)]
            for number, offer in docket.offers.items()
            if offer.achievement == name and number not in cast.unclosed
        },
    )
    rights = beside.rights(connection, raw, limit=_MOST).items
    yield (
        "rights in force",
        {ids.get(_hex(each.number), "?"): table_of(named, each.licensees) for each in rights if each.in_force},
        {
            number: sorted(right.users)
            for number, right in docket.rights_on(name).items()
            if (there := narrower.reach_of(cast, number, right)) is not None
            and on_rights.status_of(replace(right, reach=there), day) == "ACTIVE"
        },
    )


def table_of(named: Mapping[int, str], parties: Iterable[int]) -> list[str]:
    """The dossier's ids of parties, sorted."""
    return sorted(named.get(party, "?") for party in parties)


def _hex(number: bytes) -> str:
    return "0x" + number.hex()


# ---- questions


def contradicted(cast: Cast, asking: Asking, query: Query, answer: Any) -> str | None:
    """What the index of the chain says otherwise to a question that it can answer too, None if nothing.

    What the ledger was before it began, it cannot tell.
    """
    check = _CHECKS.get(query.q)
    if check is None or cast.is_blurred(query.input["at"]):
        return None
    with database.transaction(cast.stage.service.engine) as connection:
        try:
            return check(connection, cast, asking, query.input, answer)
        except NotFound as error:
            if error.code == "BEFORE_LEDGER":
                return None
            return f"the index: {error.message}"


def _owners(connection: Connection, cast: Cast, _: Asking, asked: Mapping[str, Any], answer: Any) -> str | None:
    number = cast.things.get(asked["achievement"])
    if number is None:
        return None
    at = cast.second(asked["at"])
    try:
        seen = queries.holdings(connection, bytes.fromhex(number[2:]), at=at)
    except NotFound as error:
        return None if error.code == "BEFORE_LEDGER" or answer["standing"] == "NONE" else f"the index: {error.message}"
    told = {"owners": _shown(cast, seen.owners), "claimed": _shown(cast, seen.claimed)}
    if answer["standing"] == "CANCELLED":
        return None if STATUSES[seen.status] == "closed" else f"the index shows it as {STATUSES[seen.status]}"
    wrong = {name: table for name, table in told.items() if table != answer[name]}
    return f"the index shows {wrong}" if wrong else None


def _encumbrances(connection: Connection, cast: Cast, _: Asking, asked: Mapping[str, Any], answer: Any) -> str | None:
    number = cast.things.get(asked["achievement"])
    if number is None:
        return None
    raw, at = bytes.fromhex(number[2:]), cast.second(asked["at"])
    try:
        seen = queries.holdings(connection, raw, at=at)
    except NotFound:
        return None if not any(answer.values()) else "the index knows no such achievement then"
    if STATUSES[seen.status] == "closed":
        return None
    ids = {thing: name for name, thing in cast.things.items()}
    pledges = [each for each in beside.pledges(connection, raw, at=at, limit=_MOST).items if each.stands]
    offers = [
        each
        for each in beside.offers(connection, raw, at=at, limit=_MOST).items
        if OFFER_STATUSES[each.status] in ("open", "taken")
    ]
    freezes = [each for each in beside.freezes(connection, raw, at=at, limit=_MOST).items if each.stands]
    told: dict[str, object] = {
        "pledges": sorted(ids.get(_hex(each.number), "?") for each in pledges),
        "offers": sorted(ids.get(_hex(each.number), "?") for each in offers),
    }
    wrong = {name: names for name, names in told.items() if names != answer[name]}
    if len(freezes) != len(answer["freezes"]):
        wrong["freezes"] = len(freezes)
    return f"the index shows {wrong}" if wrong else None


def _use(connection: Connection, cast: Cast, _: Asking, asked: Mapping[str, Any], answer: Any) -> str | None:
    number = cast.things.get(asked["right"])
    if number is None or asked["right"] in cast.shorter or answer["reason"].startswith("IP_"):
        return None
    try:
        seen, _when = beside.right(connection, bytes.fromhex(number[2:]), at=cast.second(asked["at"]))
    except NotFound as error:
        return None if not answer["valid"] else f"the index: {error.message}"
    holds = seen.in_force and cast.parties.get(asked["party"]) in seen.licensees
    return None if holds == answer["valid"] else f"the index says that it {'holds' if holds else 'does not hold'}"


def _competent(connection: Connection, cast: Cast, asking: Asking, asked: Mapping[str, Any], answer: Any) -> str | None:
    node = cast.nodes.get(asked["node"])
    docket, _ = asking.at(asked["at"])
    if node is None or asked["node"] not in docket.admitted:
        return None  # of a node that is still to come the chain knows nothing
    at, power = cast.second(asked["at"]), powers.BIT[asked["capability"]]
    mine = [name for name, each in docket.appointments.items() if each.officer == asked["officer"]]
    seen = any(
        standing.competent(connection, cast.appointments[name], power, node, at=at)[0]
        for name in mine
        if name in cast.appointments
    )
    return None if seen == answer["competent"] else f"the index says {'competent' if seen else 'not competent'}"


_CHECKS: Mapping[str, Callable[[Connection, Cast, Asking, Mapping[str, Any], Any], str | None]] = {
    "owners_as_of": _owners,
    "encumbrances_as_of": _encumbrances,
    "use_right_valid": _use,
    "officer_competent": _competent,
}


def _shown(cast: Cast, shares: Iterable[Share]) -> list[list[Any]]:
    named = cast.named
    return [[named.get(share.party, "?"), [share.fraction.numerator, share.fraction.denominator]] for share in shares]
