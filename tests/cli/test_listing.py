"""What stands beside a title has a name in both languages, and a wrong question is told so."""

import inspect
import json
from collections.abc import Iterator, Mapping

import pytest
from pydantic import BaseModel

from api.schemas import achievements, matters, network
from ledger.cli.locales import TEXT
from ledger.core import meanings
from tests.cli.conftest import Run

TABLES = [
    *("RULES", "BASES", "PARTY_KINDS", "NODE_KINDS", "RECOVERIES", "CANCELLATIONS", "ORDERS", "OBJECTIONS"),
    *("OUTCOMES", "EFFECTS", "FREEZES", "RIGHT_KINDS", "EXCLUSIVITIES", "ENDINGS", "CONTRACT_KINDS"),
    *("CONTRACT_BASES", "STATEMENTS", "CONTRACT_ENDS"),
]


def members() -> Iterator[str]:
    """Every member of an answer about titles, parties and nodes, by its name in JSON."""
    for module in (achievements, matters, network):
        for _, model in inspect.getmembers(module, inspect.isclass):
            if issubclass(model, BaseModel) and model.__module__ == module.__name__:
                yield from (field.serialization_alias or name for name, field in model.model_fields.items())


@pytest.mark.parametrize("name", sorted(set(members()) - {"items", "next"}))
def test_every_member_of_an_answer_has_a_label(name: str) -> None:
    assert f"field.{name}" in TEXT or f"label.{name}" in TEXT


@pytest.mark.parametrize("table", TABLES)
def test_every_word_of_an_answer_has_words_for_people(table: str) -> None:
    words: Mapping[str, int] = getattr(meanings, table)
    assert [word for word in words if f"value.{word}" not in TEXT] == []


def test_every_status_and_sub_kind_has_words_for_people() -> None:
    words = {*meanings.STATUSES, *meanings.OFFER_STATUSES, *(sub for of in meanings.SUB_KINDS.values() for sub in of)}
    words |= {"retracted", "decided", "void", "announced", "due", "enforced", "registered", "changed", "cancelled"}
    assert [word for word in words if f"value.{word}" not in TEXT] == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["list", "secrets", "0x" + "ab" * 32], "LIST_UNKNOWN"),
        (["list", "freezes", "party:7"], "LIST_NOT_OF_THIS"),
        (["list", "history", "node:1"], "LIST_NOT_OF_THIS"),
        (["list", "rights", "nothing"], "ID_WRONG"),
        (["list", "rights", "0x" + "ab" * 32, "--at", "someday"], "DATE_WRONG"),
        (["show", "right:0x12"], "ID_WRONG"),
    ],
)
def test_a_wrong_question_is_told_so(arguments: list[str], code: str, run: Run) -> None:
    ran = run(*arguments, "--json")
    assert ran.code == 64
    assert json.loads(ran.out or ran.err)["code"] == code
