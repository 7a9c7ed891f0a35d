"""What a signer reads says everything that the digest covers."""

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.cli import words
from ledger.core import acts, calendar
from ledger.core.shares import WHOLE

ACT = {
    "achievement": "0x" + "a1" * 32,
    "version": 3,
    "appointment": 4,
    "draftedAt": 1_795_406_400,
    "deadline": 1_795_492_800,
    "filing": "0x" + "f1" * 32,
}
TERMS = {
    "rule": 2,
    "delegate": 0,
    "table": [{"party": 6, "units": WHOLE * 3 // 10}, {"party": 7, "units": WHOLE * 7 // 10}],
    "useGrant": "0x" + "00" * 32,
}
DRAFTED = {"draftedAt": 1_795_406_400, "deadline": 1_795_492_800}
VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "typed_data.json").read_text("utf-8"))
BY_TYPE = {case["primaryType"]: case["message"] for case in VECTORS["cases"]}
MESSAGES: dict[str, dict[str, Any]] = {kind.name: BY_TYPE[kind.primary_type] for kind in acts.kinds().values()} | {
    "enrol": {
        "party": 9,
        "signer": "0x" + "7e" * 20,
        "identity": "0x" + "17" * 32,
        "kind": 1,
        "guardian": 0,
        "recoveryDays": 0,
        "voucher": 3,
        "appointment": 0,
        **DRAFTED,
    },
    "admit": {"node": 2, "parent": 1, "operator": 4, "kind": 2, "under": 0, **DRAFTED},
    "appoint": {
        "appointment": 5,
        "node": 2,
        "officer": 6,
        "powers": 0b110000,
        "from": 1_795_406_400,
        "until": 1_826_942_400,
        "under": 0,
        **DRAFTED,
    },
    "endAppointment": {"appointment": 5, "by": 4, "under": 0, "until": 1_800_000_000, **DRAFTED},
    "register": {"act": ACT, "node": 2, "filer": 6, "claimed": [{"party": 6, "units": WHOLE}]},
    "propose": {"act": ACT, "terms": TERMS, "round": 1, "noticeUntil": 1_797_000_000},
    "confirm": {"act": ACT, "terms": TERMS},
    "convey": {
        "act": ACT,
        "basis": 1,
        "price": "0x" + "9c" * 32,
        "movements": [{"from": 6, "to": 8, "units": WHOLE // 3}, {"from": 7, "to": 8, "units": 1}],
        "offers": ["0x" + "0f" * 32],
        "openings": ["0x" + "9c" * 32],
        "pledgeAfter": 0,
    },
}


def changed(value: Any) -> Iterator[Any]:
    """The value with one leaf changed, for every leaf; lists also with an item more and an item less."""
    if isinstance(value, dict):
        for name, inner in value.items():
            for other in changed(inner):
                yield {**value, name: other}
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            for other in changed(inner):
                yield [*value[:i], other, *value[i + 1 :]]
        if value:
            yield value[:-1]
            yield [*value, copy.deepcopy(value[-1])]
    elif isinstance(value, int):
        yield value + 1
    else:
        yield value[:-1] + ("0" if value[-1] != "0" else "1")


def test_every_kind_of_act_has_its_messages_here() -> None:
    assert set(MESSAGES) == set(acts.kinds())
    for name, message in MESSAGES.items():
        acts.as_arguments(acts.kind(name).primary_type, message)


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_no_member_of_an_act_can_change_without_the_words_changing(kind: str, language: Any) -> None:
    message = MESSAGES[kind]
    said = words.describe(kind, message, language)
    for other in changed(message):
        assert words.describe(kind, other, language) != said, json.dumps(other)


@pytest.mark.parametrize("kind", sorted(MESSAGES))
def test_every_label_of_an_act_is_in_the_readers_language(kind: str) -> None:
    labels = [label for label, _ in words.describe(kind, MESSAGES[kind], "zh")]
    assert not [label for label in labels if label.isascii()]


def test_a_conveyance_says_who_gives_what_to_whom() -> None:
    english = dict(
        words.describe("convey", {**MESSAGES["convey"], "movements": MESSAGES["convey"]["movements"][:1]}, "en")
    )
    assert english["Movement"] == "party 6 gives ≈ 33.3333 % (1/3, 240 240 000 / 720 720 000) to party 8"
    chinese = dict(
        words.describe("convey", {**MESSAGES["convey"], "movements": MESSAGES["convey"]["movements"][:1]}, "zh")
    )
    assert chinese["份额变动"] == "主体 6 向主体 8 转让 ≈ 33.3333 %（1/3，240 240 000 / 720 720 000）的份额"


def test_an_empty_table_is_said_to_leave_the_holders_as_they_are() -> None:
    said = words.describe("propose", {**MESSAGES["propose"], "terms": {**TERMS, "table": []}}, "en")
    assert ("Holders", "stay as they are") in said


def test_an_act_of_another_kind_is_listed_member_by_member() -> None:
    said = words.describe("somethingNew", {"a": {"b": [1, 2]}, "c": "x"}, "en")
    assert said == [("a.b[0]", "1"), ("a.b[1]", "2"), ("c", "x")]


@pytest.mark.parametrize("seconds", [-1 << 70, -1, 0, 1 << 40, 1 << 80])
def test_no_instant_stops_the_reading(seconds: int) -> None:
    assert calendar.moment(seconds)
