"""Canonical JSON is RFC 8785, narrowed so that what looks the same is the same."""

import json
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
import rfc8785
from hypothesis import given
from hypothesis import strategies as st

from ledger.core import canonical
from ledger.core.errors import Malformed, TooLarge

CASES = json.loads((Path(__file__).parents[1] / "vectors" / "jcs_rfc8785.json").read_text("utf-8"))["cases"]
NARROWER = {
    "structures.json": "/1/\n",  # 56.0
    "unicode.json": "/Unnormalized Unicode",  # A and a combining ring
    "values.json": "/numbers/0",  # 333333333.33333329
    "weird.json": "/\N{HEBREW LETTER DALET WITH DAGESH}",  # in no normal form is it one character
}

TEXTS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8).map(lambda text: normalize("NFC", text))
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-canonical.MAX_INTEGER, canonical.MAX_INTEGER) | TEXTS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(TEXTS, inner, max_size=4),
    max_leaves=20,
)


@given(VALUES | st.dictionaries(st.sampled_from(["\ue000", "\uffff", "\U00010000", "\U0001f600", "a"]), TEXTS))
def test_every_value_is_spelled_as_the_library_of_the_standard_spells_it(value: Any) -> None:
    assert canonical.encode(value) == rfc8785.dumps(value)


@pytest.mark.parametrize("name", [name for name in CASES if name not in NARROWER])
def test_public_vectors(name: str) -> None:
    value = canonical.decode(CASES[name]["input"].encode())
    assert canonical.encode(value) == CASES[name]["canonical"].encode()
    assert canonical.decode_exact(CASES[name]["canonical"].encode()) == value


@pytest.mark.parametrize("name", NARROWER)
def test_public_vectors_outside_of_what_we_commit_are_refused_where_the_offender_stands(name: str) -> None:
    value = json.loads(CASES[name]["input"])
    assert rfc8785.dumps(value) == CASES[name]["canonical"].encode()
    with pytest.raises(Malformed) as refusal:
        canonical.decode(CASES[name]["input"].encode())
    assert (refusal.value.code, refusal.value.values["pointer"]) == ("VALUE_NOT_COMMITTABLE", NARROWER[name])


@given(VALUES)
def test_a_value_reads_back_as_itself_and_has_one_spelling(value: Any) -> None:
    raw = canonical.encode(value)
    assert canonical.decode_exact(raw) == value
    assert canonical.encode(json.loads(json.dumps(value, indent=3))) == raw


@pytest.mark.parametrize(
    ("value", "pointer"),
    [
        ({"a": [0, 1.0]}, "/a/1"),
        ({"a/b": {"c~d": float("nan")}}, "/a~1b/c~0d"),
        ([1 << 53], "/0"),
        ([-(1 << 53)], "/0"),
        ({"name": "A\u030a"}, "/name"),
        ({"A\u030a": 1}, "/A\u030a"),
        (["\ud800"], "/0"),
        ([b"bytes"], "/0"),
        ([(1, 2)], "/0"),
        ([{1: 2}], "/0"),
        (json.loads("[" * 40 + "]" * 40), "/0" * 33),
    ],
)
def test_what_cannot_be_committed_is_named_by_its_pointer(value: Any, pointer: str) -> None:
    with pytest.raises(Malformed) as refusal:
        canonical.encode(value)
    assert (refusal.value.code, refusal.value.values["pointer"]) == ("VALUE_NOT_COMMITTABLE", pointer)


def test_neighbours_of_2_to_the_53_do_not_collide() -> None:
    assert canonical.encode((1 << 53) - 1) == b"9007199254740991"
    for literal in (b"9007199254740992", b"9007199254740993", b"1e3", b"1.0", b"-0", b"1" * 5000):
        with pytest.raises(Malformed) as refusal:
            canonical.decode(literal)
        assert refusal.value.code == "VALUE_NOT_COMMITTABLE"


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'{"a":1,"a":2}',
        b'{"a":1,"\\u0061":2}',
        b'[{"b":null,"b":null}]',
        b"NaN",
        b"-Infinity",
        b"'a'",
        b"[1,]",
        b'"\xff"',
        b"\xef\xbb\xbf1",
        b"1 2",
    ],
)
def test_what_is_no_json_is_refused(raw: bytes) -> None:
    with pytest.raises(Malformed) as refusal:
        canonical.decode(raw)
    assert refusal.value.code == "JSON_MALFORMED"


def test_deep_documents_are_refused_before_a_parser_can_crash_on_them() -> None:
    for raw in (b"[" * 200_000, b"[" * 100_000 + b"]" * 100_000, b'{"a":' * 100_000, b'"\\""' + b"[" * 99_999):
        with pytest.raises(Malformed) as refusal:
            canonical.decode(raw)
        assert refusal.value.code == "JSON_TOO_DEEP"


def test_brackets_side_by_side_or_within_strings_are_not_deep() -> None:
    for value in (["[" * 100, '\\"' + "{" * 100], [[[]]] * 50, [{"{": "}"}] * 50):
        assert canonical.decode(json.dumps(value).encode()) == value


def test_large_documents_are_refused() -> None:
    with pytest.raises(TooLarge) as refusal:
        canonical.decode(b" " * 11, limit=10)
    assert refusal.value.values == {"size": 11}


def test_documents_that_cost_more_than_their_size_are_refused() -> None:
    for raw in (b"0," * canonical.MAX_MARKS, b"[]," * canonical.MAX_MARKS, b'"' * (canonical.MAX_MARKS + 1)):
        with pytest.raises(TooLarge):
            canonical.decode(b"[" + raw + b"0]", limit=1 << 24)


def test_long_names_over_many_values_are_read_in_time() -> None:
    name, values = "k" * (1 << 20), [0] * 100_000  # a pointer for each value would be 100 GiB of text
    assert canonical.decode(json.dumps({name: values}).encode(), limit=1 << 24) == {name: values}


@pytest.mark.parametrize("raw", [b'{"b":1,"a":2}', b"[1, 2]", b'"\\u0061"', b'"\\/"', b" 1"])
def test_another_spelling_is_not_canonical(raw: bytes) -> None:
    assert canonical.decode(raw) is not None
    with pytest.raises(Malformed) as refusal:
        canonical.decode_exact(raw)
    assert refusal.value.code == "NOT_CANONICAL"
