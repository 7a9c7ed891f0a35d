"""Every filing type's form as controls: nothing is missing, in both languages, and what is written is read back."""

from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api import forms
from api.punctuation import full_width
from ledger.core import filing_types
from tests.core.good_forms import FORMS, good

TYPES = filing_types.list()


def pointers(schema: Mapping[str, Any], place: str = "") -> Iterator[str]:
    """The pointer of every property that a schema describes."""
    for name, inner in schema.get("properties", {}).items():
        yield f"{place}/{name}"
        yield from pointers(inner, f"{place}/{name}")
    if "properties" in schema.get("items", {}):
        yield from pointers(schema["items"], f"{place}/*")


@pytest.mark.parametrize("type", TYPES)
def test_every_property_of_a_schema_has_its_control(type: str) -> None:
    shown = [control.pointer for control in forms.every(forms.controls(type))]
    assert set(pointers(filing_types.schema(type))) <= set(shown)
    assert len(set(shown)) == len(shown)


@pytest.mark.parametrize("type", TYPES)
def test_every_control_speaks_both_languages(type: str) -> None:
    for control in forms.every(forms.controls(type)):
        for words in (control.label, control.help, *(one.label for one in control.conditions)):
            assert words["zh"]
            assert words["en"]
        if control.kind == "money":
            assert "元" in control.label["zh"] + control.help["zh"]
            assert "分" not in control.label["zh"][-3:]
            assert "fen" not in control.label["en"] + control.help["en"]


@pytest.mark.parametrize("type", TYPES)
def test_a_control_is_required_or_conditional_where_the_schema_says_so(type: str) -> None:
    schema = filing_types.schema(type)
    found = {control.name: control for control in forms.controls(type)}
    assert {name for name, control in found.items() if control.required} == set(schema["required"])
    asked = {name for rule in schema.get("allOf", ()) for name in rule["then"]["required"]}
    assert {name for name, control in found.items() if control.conditions} == asked
    for control in found.values():
        for condition in control.conditions:
            assert condition.pointer[1:] in found


@pytest.mark.parametrize("type", TYPES)
def test_a_good_form_is_read_back_from_its_inputs_exactly(type: str) -> None:
    form = good(type)
    pairs = forms.write(type, form)
    assert forms.read(type, pairs) == form
    assert list(forms.read(type, pairs)) == [c.name for c in forms.controls(type) if c.name in form]
    known = {control.pointer for control in forms.every(forms.controls(type))}
    for pointer, _ in pairs:
        steps = pointer.split("/")
        assert "/".join("*" if step.isdigit() else step for step in steps) in known


@pytest.mark.parametrize("type", TYPES)
def test_an_empty_page_is_a_form_with_empty_lists_and_groups_only(type: str) -> None:
    form = forms.read(type, [])
    schema = filing_types.schema(type)
    assert all(value in ([], {}) and name in schema["required"] for name, value in form.items())
    blank = [(control.pointer.replace("*", "0"), " ") for control in forms.every(forms.controls(type))]
    assert forms.read(type, blank) == form


def test_every_kind_of_control_occurs_in_a_good_form() -> None:
    kinds = {control.kind for type in TYPES for control in forms.every(forms.controls(type))}
    assert kinds == set(forms.Kind.__args__)  # type: ignore[attr-defined]
    assert set(FORMS) == set(TYPES)


@given(st.integers(min_value=-(10**15), max_value=10**15))
def test_money_is_written_in_yuan_and_read_into_the_same_fen(amount: int) -> None:
    assert forms.fen(forms.yuan(amount)) == amount


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("0", 0),
        ("0.5", 50),
        ("0.05", 5),
        ("1,000,000.05", 100_000_005),
        ("¥12", 1200),
        ("12.30", 1230),
        ("1 000", 100_000),
        ("1.234", None),
        ("1e3", None),
        ("", None),
        (".5", None),
        ("十元", None),
    ],
)
def test_amounts_are_read_as_people_write_them_and_never_rounded(text: str, amount: int | None) -> None:
    assert forms.fen(text) == amount


def test_rows_that_were_left_empty_are_left_out_and_the_others_keep_their_order() -> None:
    pairs = [
        ("/keywords/3", "later"),
        ("/keywords/0", ""),
        ("/keywords/1", "sooner"),
        ("/completers/0/name", " "),
        ("/completers/10/name", "乙"),
        ("/completers/2/name", "甲"),
        ("/no_such_field", "x"),
        ("/claimed/x/share", "1/1"),
    ]
    assert forms.read("achievement_filing/2", pairs) == {
        "keywords": ["sooner", "later"],
        "completing_units": [],
        "completers": [{"name": "甲"}, {"name": "乙"}],
        "claimed": [],
        "form": [],
    }


def test_text_is_composed_and_trimmed_and_what_cannot_be_read_stays_for_the_check() -> None:
    read = forms.read(
        "revenue_statement/1",
        [("/receiver", "  Ame\u0301lie\r\nSu\u0308d "), ("/gross_fen", "much"), ("/min_reward_bp", "60%")],
    )
    assert read["receiver"] == "Am\u00e9lie\nS\u00fcd"
    assert (read["gross_fen"], read["min_reward_bp"]) == ("much", "60%")
    assert any(one.pointer == "/gross_fen" for one in filing_types.problems("revenue_statement/1", read))
    event = forms.read("docket_event/1", [("/payload", "{"), ("/at", "2026-10-06T09:30")])
    assert (event["payload"], event["at"]) == ("{", "2026-10-06T09:30:00+08:00")


@pytest.mark.parametrize(
    ("type", "pointer", "value", "shown"),
    [
        ("pledge/1", "/secured_fen", 100_000_005, "1,000,000.05"),
        ("pledge/1", "/secured_fen", 12, "0.12"),
        ("achievement_filing/2", "/claimed/*/share", "2/3", "2/3 · ≈ 66.6667 %"),
        ("achievement_filing/2", "/claimed/*/share", "51/100", "51/100 · 51 %"),
        ("achievement_filing/2", "/claimed/*/share", "1/720720000", "1/720720000 · ≈ 0 %"),
        ("objection/1", "/raised_at", "2026-10-06T09:30:00+08:00", "2026-10-06 09:30:00"),
    ],
)
def test_values_are_shown_as_people_read_them(type: str, pointer: str, value: Any, shown: str) -> None:
    control = next(one for one in forms.every(forms.controls(type)) if one.pointer == pointer)
    assert forms.shown(control, value) == shown


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("备案不证明权属,权属由确权证明。", "备案不证明权属，权属由确权证明。"),
        ("质权自登记时设立(民法典 444)。", "质权自登记时设立（民法典 444）。"),
        ("赋权协议(所有权)", "赋权协议（所有权）"),
        ("编号: 即备案的叶子哈希", "编号：即备案的叶子哈希"),
        ("如 1/1,或 a:b (x), 1,000", "如 1/1，或 a:b (x), 1,000"),
        ("Amount, in yuan (at most)", "Amount, in yuan (at most)"),
    ],
)
def test_chinese_is_printed_with_its_own_punctuation(text: str, printed: str) -> None:
    assert full_width(text) == printed
