"""Nothing is drafted about what is not there, nor in the name of nobody: whatever a message names, wherever it stands
in it, is looked up first."""

import re
from collections.abc import Callable
from typing import Any

import pytest
from fastapi.testclient import TestClient

from ledger.core import acts
from ledger.drafting.named import named
from tests.api.test_rights import Story
from tests.api.world import World, hex_of, key

NOBODY = 4_000
NOTHING = "0x" + "44" * 32
SOON = 2_000_000_000
SIGNER = hex_of(key("newcomer").signer_bytes)
IDENTITY = "0x" + "17" * 32
GUARDED_BY_NODE = (1 << 31) + NOBODY
PRICE = {"amount": "1.00", "currency": "CNY"}

ACHIEVEMENT, LEAF, UNIT, ANN, DESK = "achievement", "leaf", "unit", "ann", "appointment"
"""Fields whose value is that of the story, by the name that it has there."""


Refuse = Callable[[str, dict[str, Any], str, dict[str, Any]], None]


@pytest.fixture(scope="module")
def refused(world: World) -> Refuse:
    """Demand that a draft is refused with a code and values, in both languages, and with what to do next."""
    story = Story(world)
    session = world.token(story.unit_key)

    def refused(kind: str, fields: dict[str, Any], code: str, values: dict[str, Any]) -> None:
        _refused(world.client, session, {"kind": kind, "fields": filled(story, fields)}, code, values)

    return refused


def _refused(
    client: TestClient, session: dict[str, str], body: dict[str, Any], code: str, values: dict[str, Any]
) -> None:
    answer = client.post("/v1/acts", json=body, headers=session)
    told = answer.json()
    assert (answer.status_code, told.get("code")) == (404, code), answer.text
    assert told["values"] == values
    assert str(next(iter(values.values()))) in told["detail"]
    assert told["next"]
    translated = client.post("/v1/acts", json=body, headers={**session, "Accept-Language": "zh"}).json()
    assert str(next(iter(values.values()))) in translated["detail"]
    for said in (translated["detail"], translated["next"]):
        assert re.search("[\u4e00-\u9fff]", said)
        assert not re.search("[A-Za-z]{2}", said.replace(NOTHING, ""))


def filled(story: Story, value: Any) -> Any:
    """The fields with the story's own numbers in the places of their names."""
    if isinstance(value, dict):
        return {name: filled(story, inner) for name, inner in value.items()}
    if isinstance(value, list):
        return [filled(story, inner) for inner in value]
    return getattr(story, value) if value in (ACHIEVEMENT, LEAF, UNIT, ANN, DESK) else value


def share(party: Any, units: int = 1) -> list[dict[str, Any]]:
    return [{"party": party, "units": units}]


def passing(giver: Any, taker: Any) -> list[dict[str, Any]]:
    return [{"from": giver, "to": taker, "units": 1}]


OFFICIAL = {"appointment": DESK, "filing": LEAF}
TITLE = {"achievement": ACHIEVEMENT, **OFFICIAL}
FILED = {"achievement": ACHIEVEMENT, "filing": LEAF}
ORDER = {"ground": "judgment", "movements": passing(UNIT, ANN)}
RIGHT = {"kind": "licence", "exclusivity": "ordinary", "licensors": [UNIT], "licensees": [ANN], "until": SOON}
ENROL = {"signer": SIGNER, "identity": IDENTITY, "kind": "person", "voucher": 1}
CONTRACT = {
    **OFFICIAL,
    "node": 1,
    "kind": "consulting",
    "subKind": 0,
    "applicant": UNIT,
    "sellers": [UNIT],
    "buyers": [ANN],
    "terms": PRICE,
}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("enrol", ENROL | {"voucher": NOBODY}),
        ("enrol", ENROL | {"guardian": NOBODY}),
        ("rotate", {"party": NOBODY, "signer": SIGNER}),
        ("withdraw", {"party": NOBODY}),
        ("entrust", {"party": NOBODY, "guardian": UNIT}),
        ("entrust", {"party": UNIT, "guardian": NOBODY}),
        ("recover", {"party": NOBODY, "signer": SIGNER, "ground": "lost"}),
        ("cancelRecovery", {"party": NOBODY}),
        ("admit", {"operator": NOBODY, "kind": "regional"}),
        ("handOver", {"node": 1, "operator": NOBODY}),
        ("closeNode", {"node": 1, "by": NOBODY}),
        ("appoint", {"node": 1, "officer": NOBODY, "powers": ["read"], "until": SOON}),
        ("endAppointment", {"appointment": DESK, "by": NOBODY}),
        ("register", {**OFFICIAL, "node": 1, "filer": NOBODY, "claimed": share(UNIT)}),
        ("register", {**OFFICIAL, "node": 1, "filer": UNIT, "claimed": share(NOBODY)}),
        ("propose", FILED | {"table": share(NOBODY)}),
        ("propose", FILED | {"delegate": NOBODY, "rule": "delegated"}),
        ("propose", FILED | {"useGrant": RIGHT | {"from": 1, "licensees": [NOBODY]}}),
        ("confirm", TITLE | {"rule": "two_thirds", "table": share(NOBODY)}),
        ("convey", TITLE | {"basis": "gift", "movements": passing(NOBODY, ANN)}),
        ("convey", TITLE | {"basis": "gift", "movements": passing(UNIT, NOBODY)}),
        ("amendRule", TITLE | {"rule": "delegated", "delegate": NOBODY}),
        ("enforce", TITLE | ORDER | {"judge": NOBODY}),
        ("announce", TITLE | ORDER | {"judge": NOBODY}),
        ("announce", TITLE | ORDER | {"judge": UNIT, "movements": passing(UNIT, NOBODY)}),
        ("freeze", TITLE | {"judge": NOBODY, "until": SOON, "ground": "lawsuit"}),
        ("object", FILED | {"party": NOBODY, "ground": "title"}),
        ("retract", {"achievement": ACHIEVEMENT, "party": NOBODY}),
        ("decide", TITLE | {"party": NOBODY, "outcome": "rejected"}),
        ("offer", {"achievement": ACHIEVEMENT, "seller": NOBODY, "units": 1, "buyer": UNIT, "price": PRICE}),
        ("offer", {"achievement": ACHIEVEMENT, "seller": ANN, "units": 1, "buyer": NOBODY, "price": PRICE}),
        (
            "offer",
            {"achievement": ACHIEVEMENT, "seller": ANN, "units": 1, "commitment": NOTHING, "entitled": [NOBODY]},
        ),
        ("pledge", TITLE | {"pledgee": NOBODY, "parts": share(ANN)}),
        ("pledge", TITLE | {"pledgee": UNIT, "parts": share(NOBODY)}),
        ("grant", FILED | RIGHT | {"licensors": [NOBODY]}),
        ("grant", FILED | RIGHT | {"licensees": [ANN, NOBODY]}),
        ("registerContract", CONTRACT | {"applicant": NOBODY}),
        ("registerContract", CONTRACT | {"sellers": [NOBODY]}),
        ("registerContract", CONTRACT | {"buyers": [NOBODY]}),
    ],
)
def test_nothing_is_drafted_in_the_name_of_nobody(refused: Refuse, kind: str, fields: dict[str, Any]) -> None:
    refused(kind, fields, "PARTY_UNKNOWN", {"party": NOBODY})


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("entrust", {"party": UNIT, "guardian": f"node:{NOBODY}"}),
        ("entrust", {"party": UNIT, "guardian": GUARDED_BY_NODE}),
        ("admit", {"parent": NOBODY, "operator": UNIT, "kind": "regional"}),
        ("handOver", {"node": NOBODY, "operator": UNIT}),
        ("closeNode", {"node": NOBODY}),
        ("appoint", {"node": NOBODY, "officer": UNIT, "powers": ["read"], "until": SOON}),
        ("register", {**OFFICIAL, "node": NOBODY, "filer": UNIT, "claimed": share(UNIT)}),
        ("registerContract", CONTRACT | {"node": NOBODY}),
    ],
)
def test_nothing_is_drafted_at_a_node_that_is_none(refused: Refuse, kind: str, fields: dict[str, Any]) -> None:
    refused(kind, fields, "NODE_UNKNOWN", {"node": NOBODY})


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("endAppointment", {"appointment": NOBODY}),
        ("endAppointment", {"appointment": DESK, "under": NOBODY}),
        ("closeNode", {"node": 1, "under": NOBODY}),
        ("recover", {"party": UNIT, "signer": SIGNER, "ground": "lost", "appointment": NOBODY}),
        ("enrol", {"signer": SIGNER, "identity": IDENTITY, "kind": "person", "appointment": NOBODY}),
        ("cancel", TITLE | {"ground": "error", "appointment": NOBODY}),
    ],
)
def test_nothing_is_drafted_under_an_appointment_that_is_none(
    refused: Refuse, kind: str, fields: dict[str, Any]
) -> None:
    refused(kind, fields, "APPOINTMENT_UNKNOWN", {"appointment": NOBODY})


NONE_SUCH = TITLE | {"achievement": NOTHING}


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("cancel", NONE_SUCH | {"ground": "error"}),
        ("propose", {"achievement": NOTHING, "filing": LEAF}),
        ("freeze", NONE_SUCH | {"until": SOON, "ground": "lawsuit"}),
        ("lift", NONE_SUCH | {"number": 1}),
        ("retract", {"achievement": NOTHING, "party": ANN}),
        ("decide", NONE_SUCH | {"party": ANN, "outcome": "rejected"}),
        ("announce", NONE_SUCH | ORDER | {"judge": UNIT}),
        ("offer", {"achievement": NOTHING, "seller": ANN, "units": 1, "commitment": NOTHING, "entitled": [UNIT]}),
        ("recordEffect", NONE_SUCH | {"since": 1}),
        ("grant", RIGHT | {"achievement": NOTHING, "filing": LEAF}),
        ("registerContract", CONTRACT | {"achievement": NOTHING, "basis": "holders_today"}),
    ],
)
def test_nothing_is_drafted_about_what_was_never_registered(refused: Refuse, kind: str, fields: dict[str, Any]) -> None:
    refused(kind, fields, "ACHIEVEMENT_UNKNOWN", {"achievement": NOTHING})


@pytest.mark.parametrize(
    ("kind", "fields"),
    [
        ("stateContract", {"party": UNIT, "kind": "sales", "commitment": PRICE}),
        ("changeContract", {**OFFICIAL, "terms": PRICE}),
        ("cancelContract", {**OFFICIAL, "ground": "terminated"}),
    ],
)
def test_nothing_is_drafted_about_a_contract_that_is_none(refused: Refuse, kind: str, fields: dict[str, Any]) -> None:
    refused(kind, fields | {"contractNumber": NOTHING}, "CONTRACT_UNKNOWN", {"number": NOTHING})


def test_no_conveyance_is_drafted_by_an_offer_that_is_none(refused: Refuse) -> None:
    fields = TITLE | {"basis": "sale", "price": NOTHING, "movements": passing(UNIT, ANN), "offers": [NOTHING]}
    refused("convey", fields, "OFFER_UNKNOWN", {"number": NOTHING})


NUMBERS_OF_THEIR_OWN = {"version", "units", "powers", "number"}


@pytest.mark.parametrize("primary_type", sorted({acts.kind(name).primary_type for name in acts.kinds()}))
def test_every_number_of_a_message_is_looked_up_or_is_known_to_stand_for_itself(primary_type: str) -> None:
    """Each number that names somebody or something is found, but for the one that the act itself gives."""
    types, next_number = acts.definition()["types"], iter(range(1, 1_000))
    plain: list[tuple[str, str, int]] = []

    def made(of: str) -> dict[str, Any]:
        message: dict[str, Any] = {}
        for member in types[of]:
            base, listed = member["type"].removesuffix("[]"), member["type"].endswith("[]")
            if base in types:
                value: Any = made(base)
            elif base == "uint32":
                value = next(next_number)
                if member["name"] not in NUMBERS_OF_THEIR_OWN:
                    plain.append((of, member["name"], value))
            else:
                continue
            message[member["name"]] = [value] if listed else value
        return message

    found = {number for _, number in named(primary_type, made(primary_type))}
    given = {("Enrolment", "party"), ("Admission", "node"), ("Appointment", "appointment")}
    assert found == {number for of, name, number in plain if (of, name) not in given}
