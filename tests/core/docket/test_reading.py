"""A dossier that is not as its format says is refused with the place and what was wanted there, in both languages."""

import copy
import re
from collections.abc import Iterator
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.core.chinese import chinese
from ledger.core.docket import complaints
from ledger.core.docket.reading import read, shapes
from ledger.core.errors import Malformed
from tests.core.docket.replaying import FILES, load

HAN = re.compile("[\u4e00-\u9fff]")
SOURCE = load(FILES[0])
_SILENT = {"if", "then", "else", "allOf", "properties", "prefixItems", "$ref", "$defs", "$schema", "$id", "title"}


def refused(source: Any) -> Malformed:
    with pytest.raises(Malformed) as found:
        read(source)
    return found.value


def _put(source: Any, place: str, value: Any) -> Any:
    """The dossier with another value at a place; None takes it away."""
    source = copy.deepcopy(source)
    *way, last = [int(step) if step.isdecimal() else step for step in place.removeprefix("/").split("/")]
    inner = source
    for step in way:
        inner = inner[step]
    if value is None:
        del inner[last]
    else:
        inner[last] = value
    return source


@pytest.mark.parametrize(
    ("place", "value", "told", "zh", "en"),
    [
        ("/format", "zhengben-dossier/2", "/format", '应为"zhengben-dossier/1"', '"zhengben-dossier/1" is wanted'),
        ("/events", None, "/", "缺少 events", "events is missing"),
        ("/events/0/seq", "one", "/events/0/seq", "应为整数", "a whole number is wanted"),
        ("/events/0/seq", 0, "/events/0/seq", "不小于 1", "1 or more is wanted"),
        ("/events/0/seq", 7, "/events/0/seq", "应为 1", "7 where 1 comes"),
        ("/events/0/type", "achievement_dreamt", "/events/0/type", "party_registered", "party_registered"),
        ("/events/0/payload/achievement", "no id", "/events/0/payload/achievement", "字母", "an id that begins"),
        ("/events/0/payload/dreamt", 1, "/events/0/payload", "不应有 dreamt", "dreamt is not of the format"),
        ("/events/1/at", "2026-02-30T10:00:00+08:00", "/events/1/at", "不是日期或时刻", "is no day or instant"),
        ("/events/1/at", "2026-02-20T10:00:00Z", "/events/1/at", "时刻 YYYY", "an instant, YYYY"),
        ("/clock/start", "2026-02-30", "/clock/start", "不是日期或时刻", "is no day or instant"),
        ("/events/0/payload/claimed/0/share", [1], "/events/0/payload/claimed/0/share", "少于 2 项", "fewer than 2"),
        ("/events/0/payload/claimed/0/share", [1, 2, 3], "/events/0/payload/claimed/0/share", "过多", "more items"),
        ("/documents/0/sha256", "AB", "/documents/0/sha256", "十六进制", "hex digits"),
        ("/events/0/expected", {"accepted": True, "code": "FROZEN"}, "/events/0/expected/code", '"OK"', '"OK"'),
        ("/title_zh", "half \ud800", "/title_zh", "半个字符", "half a character"),
        ("/queries/0/q", "who_knows", "/queries/0/q", "owners_as_of", "owners_as_of"),
        ("/queries/0/input/at", "never", "/queries/0/input/at", "日期 YYYY-MM-DD或时刻", "a day, YYYY-MM-DD or an"),
        ("/genesis/nodes/0", "NODE-NOWHERE", "/genesis/nodes", "不是案卷所列的节点", "is no node of the file"),
    ],
)
def test_the_place_and_what_was_wanted_are_told(place: str, value: Any, told: str, zh: str, en: str) -> None:
    error = refused(_put(SOURCE, place, value))
    assert (error.code, error.values["place"]) == ("DOSSIER_MALFORMED", told)
    assert error.message.startswith(f"at {told}: ")
    assert en in error.message
    said, following = chinese(error) or ("", "")
    assert said.startswith(f"{told} 处")
    assert zh in said
    assert "docs/scenarios.md" in following


@pytest.mark.parametrize("source", [None, [], "", 7, {}, [{}]])
def test_what_is_no_dossier_at_all_is_told_so_too(source: Any) -> None:
    error = refused(source)
    assert error.values["place"] == "/"
    assert HAN.search((chinese(error) or ("",))[0])


def _schemas(node: Any) -> Iterator[dict[str, Any]]:
    """Every schema within the schema."""
    if isinstance(node, list):
        for each in node:
            yield from _schemas(each)
    if not isinstance(node, dict):
        return
    yield node
    for keyword, value in node.items():
        if keyword in ("properties", "$defs"):
            for each in value.values():
                yield from _schemas(each)
        elif keyword not in ("const", "enum"):
            yield from _schemas(value)


def test_every_keyword_and_pattern_of_the_format_has_its_words() -> None:
    within = list(_schemas(shapes()))
    assert len(within) > 100
    assert {keyword for each in within for keyword in each} - _SILENT - {"anyOf"} <= set(complaints.KEYWORDS)
    assert {each["pattern"] for each in within if "pattern" in each} == set(complaints.PATTERNS)


def _places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if way:
        yield way
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, each in inner:
        yield from _places(each, (*way, step))


SMALL = {**SOURCE, "events": SOURCE["events"][:4], "queries": SOURCE["queries"][:4]}
PLACES = sorted(_places(SMALL), key=str)
VALUES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(["2026-02-30", "2026-13-01T00:00:00+08:00", "0000-00-00", "\ud800", "TEAM", [], {}, [[]], 2**60]),
)


@settings(deadline=None, max_examples=150)
@given(st.sampled_from(PLACES), VALUES, st.booleans())
def test_whatever_stands_in_a_dossier_it_is_read_or_refused_in_both_languages(
    way: tuple[Any, ...], value: Any, taken: bool
) -> None:
    source = copy.deepcopy(SMALL)
    *outer, last = way
    inner = source
    for step in outer:
        inner = inner[step]
    if taken:
        del inner[last]
    else:
        inner[last] = value
    found = None
    try:
        read(source)
    except Malformed as error:
        found = error
    if found is not None:
        said = chinese(found)
        assert said is not None, found.code
        assert all(HAN.search(each) for each in said)
        assert found.next
