"""What is wrong in a dossier is said by what was wanted there, cut where it is long."""

from typing import Any

import pytest
from jsonschema import Draft202012Validator

from ledger.core.docket import complaints

NAMED = {"flag": {"enum": ["yes", "no"]}, "odd": {"anyOf": [{"const": 7}, {"$ref": "#/$defs/flag"}]}}


def said(schema: dict[str, Any], value: Any) -> tuple[str, tuple[str, str]]:
    (error,) = Draft202012Validator({"$defs": NAMED, **schema}).iter_errors(value)
    return complaints.complaint(error, NAMED)


def either(*shapes: dict[str, Any]) -> tuple[str, str]:
    _, (zh, en) = said({"anyOf": list(shapes)}, [])
    return zh.removeprefix("应为").removesuffix("，而非 []"), en.removeprefix("[] where ").removesuffix(" is wanted")


def test_a_shape_among_several_is_said_by_what_it_asks_for() -> None:
    assert either({"enum": ["a", "b"]}) == ("a、b", "a, b")
    assert either({"const": None}) == ("null", "null")
    assert either({"$ref": "#/$defs/flag"}, {"const": 5}) == ("yes、no或5", "yes, no or 5")
    assert either({"$ref": "#/$defs/odd"}) == ("7或yes、no", "7 or yes, no")
    assert either({"anyOf": [{"const": 1}, {"const": 2}]}) == ("1或2", "1 or 2")
    assert either({"type": "string", "pattern": "^x$"}, {"const": 1})[1].endswith("or 1")


@pytest.mark.parametrize(("length", "cut"), [(57, False), (58, False), (59, True), (90, True)])
def test_a_value_is_cut_where_it_is_long(length: int, cut: bool) -> None:
    text = complaints.shown("x" * length)
    assert text == ('"' + "x" * length)[:60] + "…" if cut else text == '"' + "x" * length + '"'


@pytest.mark.parametrize("count", [1, 11, 12, 13, 40])
def test_names_beyond_twelve_are_counted(count: int) -> None:
    names = [f"n{i}" for i in range(count)]
    _, (zh, en) = said({"enum": names}, "other")
    listed = ", ".join(names[:12]) + (f" … ({count} in all)" if count > 12 else "")
    assert en == f'"other" where {listed} is wanted'
    assert ("等" in zh) == (count > 12)
    _, (_, lacking) = said({"required": names[:1], "type": "object"}, {})
    assert lacking == "n0 is missing"


def test_a_place_is_a_json_pointer() -> None:
    assert complaints.pointer([]) == "/"
    assert complaints.pointer(["a/b", 0, "c~d"]) == "/a~1b/0/c~0d"
    place, (zh, en) = said({"properties": {"a": {"minimum": 3}}}, {"a": 2})
    assert (place, en) == ("/a", "2 where 3 or more is wanted")
    assert zh == "应为不小于 3 的数，而非 2"
    assert said({"properties": {"a": False}}, {"a": 2})[1] == ("此处不应有内容", "nothing may stand here")


def test_what_is_of_no_format_is_named_and_cut() -> None:
    closed = {"properties": {"a": {}}, "additionalProperties": False}
    assert said(closed, {"a": 1, "b": 2, "c": 3})[1] == ("不应有 b、c", "b, c is not of the format")
    assert said(closed, {"x" * 99: 1})[1][1] == "x" * 60 + " is not of the format"
    assert said({"type": ["string", "null"]}, 5)[1][1].startswith("5 where ")
