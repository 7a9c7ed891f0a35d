"""A dossier of format v1 as values: what is described, how it begins, what happens, what is asked."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from fractions import Fraction
from functools import cache
from importlib.resources import files
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

from ledger.core.calendar import Calendar, parse_day
from ledger.core.docket.complaints import complaint
from ledger.core.docket.events import Event
from ledger.core.docket.spelling import check_days, malformed, plain
from ledger.core.docket.things import (
    Docket,
    Document,
    NodeDescribed,
    Organisation,
    Party,
    Person,
    Right,
    World,
)
from ledger.core.policy.competence import Appointment
from ledger.core.policy.table import table_from
from ledger.core.policy.terms import Protection


@dataclass(frozen=True)
class Query:
    """A question. `at` and whatever else it needs is in `input`."""

    q: str
    input: Mapping[str, Any]


@dataclass(frozen=True)
class Genesis:
    """What stands before the first event.

    :param parties: key by party. :param nodes: nodes in operation. :param appointments: by the number of the grant.
    """

    parties: Mapping[str, str]
    nodes: tuple[str, ...]
    appointments: Mapping[str, Appointment]


@dataclass(frozen=True)
class Dossier:
    """What a replay sees; the expectations are kept apart.

    :param expected_events: `expected` of each event. :param expected_answers: of each query.
    """

    number: str
    start: date
    world: World
    genesis: Genesis
    events: tuple[Event, ...]
    queries: tuple[Query, ...]
    source: Mapping[str, Any]

    @property
    def texts(self) -> dict[str, str]:
        """The text of each document."""
        return {each["id"]: each["content_utf8"] for each in self.source["documents"]}

    def docket(self) -> Docket:
        """A docket as it is before the first event."""
        return Docket(
            self.world,
            parties={party: Party([key]) for party, key in self.genesis.parties.items()},
            active=set(self.genesis.nodes),
            admitted=set(self.genesis.nodes),
            appointments=dict(self.genesis.appointments),
            created=set(self.genesis.appointments),
        )


@dataclass(frozen=True)
class Expected:
    """What a dossier expects, by place."""

    events: tuple[Mapping[str, Any], ...]
    answers: tuple[Any, ...]


@cache
def shapes() -> Mapping[str, Any]:
    """The schema of the format."""
    found: Mapping[str, Any] = json.loads(files(__package__).joinpath("dossier.schema.json").read_text("utf-8"))
    return found


@cache
def schema() -> Draft202012Validator:
    """The shapes of the format, ready to be held against a file."""
    return Draft202012Validator(shapes())


def read(source: Any) -> tuple[Dossier, Expected]:
    """A dossier, and apart from it what it expects.

    :param source: parsed JSON.
    :raises Malformed: `DOSSIER_MALFORMED` with the place of what is wrong.
    """
    error = best_match(schema().iter_errors(source))
    if error is not None:
        place, (zh, en) = complaint(error, shapes()["$defs"])
        raise malformed(place, zh, en)
    source = plain(source)
    _check_days(source)
    world = _world(source)
    dossier = Dossier(
        source["dossier_id"],
        parse_day(source["clock"]["start"]),
        world,
        _genesis(source["genesis"]),
        tuple(_event(each) for each in source["events"]),
        tuple(Query(each["q"], each["input"]) for each in source["queries"]),
        {name: value for name, value in source.items() if name not in ("events", "queries")},
    )
    _check(dossier, source)
    expected = Expected(
        tuple(each["expected"] for each in source["events"]), tuple(each["expected"] for each in source["queries"])
    )
    return dossier, expected


def _check(dossier: Dossier, source: Mapping[str, Any]) -> None:
    """Dates that are none, ids told twice, instants that go back: what a schema cannot see."""
    world = dossier.world
    described = [
        each["id"]
        for name in ("organisations", "people", "nodes", "officers", "ip", "documents")
        for each in source[name]
    ]
    twice = sorted({name for name in described if described.count(name) > 1})
    if twice:
        raise malformed("/", f"重复描述了 {'、'.join(twice)}", f"described twice: {', '.join(twice)}")
    before = None
    for i, event in enumerate(dossier.events):
        if event.seq != i + 1:
            raise malformed(f"/events/{i}/seq", f"应为 {i + 1}，而非 {event.seq}", f"{event.seq} where {i + 1} comes")
        if event.day < dossier.start or (before is not None and event.at < before):
            at, earlier = event.at.isoformat(), (before or dossier.start).isoformat()
            raise malformed(f"/events/{i}/at", f"{at} 早于 {earlier}", f"{at} lies before {earlier}")
        before = event.at
    for party in dossier.genesis.parties:
        if not world.is_party(party):
            raise malformed(
                "/genesis/parties",
                f"{party} 不是案卷所列的机构或个人",
                f"{party} is neither an organisation nor a person of the file",
            )
    for member, key in (("parties", "party"), ("officer_grants", "grant")):
        names = [each[key] for each in source["genesis"][member]]
        if len(set(names)) != len(names):
            raise malformed(f"/genesis/{member}", f"有 {key} 重复出现", f"a {key} stands there twice")
    for node in dossier.genesis.nodes:
        if node not in world.nodes:
            raise malformed("/genesis/nodes", f"{node} 不是案卷所列的节点", f"{node} is no node of the file")
    for number, appointment in dossier.genesis.appointments.items():
        if appointment.node not in world.nodes or appointment.officer not in world.officers:
            raise malformed(
                "/genesis/officer_grants",
                f"{number} 所指的经办人或节点不在案卷中",
                f"{number} names an officer or node that the file has not",
            )
    for name, each in world.nodes.items():
        if (each.parent is not None and each.parent not in world.nodes) or not world.is_party(each.operator):
            raise malformed(
                "/nodes",
                f"{name} 所指的上级或运营者不在案卷中",
                f"{name} names a parent or operator that the file has not",
            )


def _check_days(source: Mapping[str, Any]) -> None:
    """Days and instants that are none, anywhere in the file."""
    named = shapes()["$defs"]
    check_days(shapes(), source, named, "")
    for i, each in enumerate(source["events"]):
        check_days(named[f"payload_{each['type']}"], each["payload"], named, f"/events/{i}/payload")
    for i, each in enumerate(source["queries"]):
        check_days(named[f"query_{each['q']}"], each["input"], named, f"/queries/{i}/input")


def _event(source: Mapping[str, Any]) -> Event:
    at = datetime.fromisoformat(source["at"])
    return Event(source["seq"], at, source["type"], source["payload"], tuple(source["signed_by"]))


def _genesis(source: Mapping[str, Any]) -> Genesis:
    return Genesis(
        {each["party"]: each["key"] for each in source["parties"]},
        tuple(source["nodes"]),
        {
            each["grant"]: Appointment(
                each["officer"],
                each["node"],
                frozenset(each["capabilities"]),
                each["scope"] == "below",
                parse_day(each["from"]),
                parse_day(each["to"]),
            )
            for each in source["officer_grants"]
        },
    )


def _world(source: Mapping[str, Any]) -> World:
    calendar = source["calendar"]
    return World(
        rules=table_from(source["rules"]),
        calendar=Calendar(
            frozenset(calendar["covers"]),
            frozenset(map(parse_day, calendar["holidays"])),
            frozenset(map(parse_day, calendar["workdays"])),
        ),
        organisations={
            each["id"]: Organisation(each["uscc"], each["type"], each["region_code"], each["park"])
            for each in source["organisations"]
        },
        people={
            each["id"]: Person(
                each["orcid"],
                tuple((parse_day(period["from"]), parse_day(period["to"])) for period in each["talent"]),
            )
            for each in source["people"]
        },
        nodes={
            each["id"]: NodeDescribed(each["level"], each["parent"], each["park"], each["sector"], each["operator"])
            for each in source["nodes"]
        },
        officers=frozenset(each["id"] for each in source["officers"]),
        ip={each["id"]: _right(each) for each in source["ip"]},
        documents={each["id"]: _document(each) for each in source["documents"]},
    )


def _right(source: Mapping[str, Any]) -> Right:
    filed, granted = source["filed_on"], source["granted_on"]
    life = Protection(
        source["type"],
        source.get("plant_kind"),
        parse_day(filed) if filed else None,
        parse_day(granted) if granted else None,
    )
    owners = tuple((each["party"], Fraction(*each["share"])) for each in source["registry_owners"])
    return Right(source["number"], life, owners)


def _document(source: Mapping[str, Any]) -> Document:
    return Document(source["kind"], source["sha256"], source["sm3"], digests_match(source, source["content_utf8"]))


def digests_match(source: Mapping[str, Any], text: str) -> bool:
    """Whether a text gives both digests that are told of a document."""
    data = text.encode("utf-8", "surrogatepass")
    return bool(hashlib.sha256(data).hexdigest() == source["sha256"] and sm3(data) == source["sm3"])


def sm3(data: bytes) -> str:
    """SM3 (GB/T 32905), as lower-case hex."""
    return hashlib.new("sm3", data).hexdigest()
