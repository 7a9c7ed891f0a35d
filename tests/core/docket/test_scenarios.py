"""Dossiers come out as they expect, and none of their expectations can be falsified unnoticed."""

import copy
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger.core.docket.asking import Asking
from ledger.core.docket.comparing import differences, equal
from ledger.core.docket.events import KINDS
from ledger.core.docket.judging import apply
from ledger.core.docket.reading import read
from ledger.core.policy.codes import FILINGS_ONLY, ORDER
from tests.core.docket.replaying import FILES, disagreements, load


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_dossier_comes_out_as_it_expects(path: Path) -> None:
    assert disagreements(load(path)) == []


def falsified(value: Any) -> Iterator[Any]:
    """The value with one thing in it changed, each thing once."""
    if isinstance(value, bool):
        yield not value
    elif isinstance(value, int | float):
        yield value + 1
    elif isinstance(value, str):
        yield value + "-"
    elif value is None:
        yield 0
    elif isinstance(value, list):
        yield [*value, "more"]
        for i, each in enumerate(value):
            yield value[:i] + value[i + 1 :]
            yield from ([*value[:i], other, *value[i + 1 :]] for other in falsified(each))
    else:
        yield {**value, "more": 1}
        for name, each in value.items():
            yield {other: kept for other, kept in value.items() if other != name}
            yield from ({**value, name: other} for other in falsified(each))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_falsified_expectation_is_noticed(path: Path) -> None:
    dossier, expected = read(load(path))
    docket, accepted, tried = dossier.docket(), [], 0
    for event, hope in zip(dossier.events, expected.events, strict=True):
        outcome = apply(docket, event)
        accepted += [event] if outcome.accepted else []
        for name in ("accepted", "code"):
            for lie in falsified(hope[name]):
                assert differences({**hope, name: lie}, outcome) == [name]
        for name, value in (hope.get("values") or {}).items():
            for lie in falsified(value):
                tried += 1
                assert differences({**hope, "values": {**hope["values"], name: lie}}, outcome) == [f"values.{name}"]
            invented = {**hope["values"], f"{name}-": value}
            assert differences({**hope, "values": invented}, outcome) == [f"values.{name}-"]
    asking = Asking(dossier, accepted)
    for query, hope in zip(dossier.queries, expected.answers, strict=True):
        answer = asking.answer(query)
        for lie in falsified(hope):
            tried += 1
            assert not equal(lie, answer), (query, lie)
    assert tried > 20


def test_what_came_may_be_more_than_is_expected_and_never_less() -> None:
    source = load(FILES[0])
    dossier, expected = read(source)
    docket = dossier.docket()
    outcomes = [apply(docket, event) for event in dossier.events]
    for hope, outcome in zip(expected.events, outcomes, strict=True):
        assert differences({"accepted": hope["accepted"], "code": hope["code"]}, outcome) == []
        assert differences({"accepted": hope["accepted"], "code": hope["code"], "values": None}, outcome) == []


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        (1, True, False),
        (0, False, False),
        (True, True, True),
        (None, False, False),
        (None, None, True),
        (1.0, 1, True),
        ([1, 2], (1, 2), True),
        ([1, 2], [2, 1], False),
        ([1], [1, 2], False),
        ({"a": [1]}, {"a": [1]}, True),
        ({"a": 1}, {"a": True}, False),
        ({"a": 1}, {"a": 1, "b": None}, False),
        ({}, [], False),
        ("1", 1, False),
    ],
)
def test_values_are_equal_as_in_json(one: Any, other: Any, same: bool) -> None:
    assert equal(one, other) is same
    assert equal(other, one) is same


def test_expectations_do_not_reach_the_rules() -> None:
    for path in FILES:
        source = load(path)
        plain, _ = read(source)
        lied = copy.deepcopy(source)
        for event in lied["events"]:
            event["expected"] = {"accepted": False, "code": "FROZEN"}
        for query in lied["queries"]:
            query["expected"] = None
        blind, _ = read(lied)
        assert (plain.events, plain.queries) == (blind.events, blind.queries)
        assert "expected" not in str(blind.source)
        one, other = plain.docket(), blind.docket()
        assert [apply(one, each) for each in plain.events] == [apply(other, each) for each in blind.events]


def test_our_own_dossiers_use_every_kind_of_event_and_every_question() -> None:
    events, questions, codes = set[str](), set[str](), set[str]()
    for path in FILES:
        if path.name[0] == "1":
            dossier, expected = read(load(path))
            events |= {event.kind for event in dossier.events}
            questions |= {query.q for query in dossier.queries}
            codes |= {hope["code"] for hope in expected.events}
            codes |= {code for hope in expected.answers if hope for code in hope.get("reasons", [])}
    assert events == set(KINDS)
    assert len(questions) == 13
    assert set(ORDER) - FILINGS_ONLY - codes == set()
