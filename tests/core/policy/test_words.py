"""Rules and codes are said whole, with their clauses, marks and doubts, in both languages."""

import dataclasses
import importlib
import pkgutil
from types import ModuleType
from typing import Any

import pytest

from ledger.core import docket, policy
from ledger.core.errors import NotFound
from ledger.core.policy import vouchers, words
from ledger.core.policy.amounts import amount, filled
from ledger.core.policy.book import books

BOOK = books()[-1]
BOTH = ("zh", "en")


@pytest.mark.parametrize(
    ("text", "zh", "en"),
    [
        ("民法典 203", "民法典第 203 条", "Civil Code, article 203"),
        ("民法典 306 参照", "民法典第 306 条（参照）", "Civil Code, article 306 (by analogy)"),
        ("方案", "方案", "the plan"),
        ("方案 参照", "方案（参照）", "the plan (by analogy)"),
    ],
)
def test_a_clause_is_said_with_its_law_and_article_and_by_analogy(text: str, zh: str, en: str) -> None:
    assert words.clause(BOOK, text, "zh") == zh
    assert words.clause(BOOK, text, "en") == en


def test_the_clauses_of_several_rules_are_said_once_each_in_order() -> None:
    said = words.clauses(BOOK, ["last_day_rolls", "roll_notice", "counting_of_days"], "en")
    assert said == "Civil Code, article 203; Civil Code, article 201; Civil Code, article 202"
    assert words.clauses(BOOK, ["last_day_rolls", "counting_of_days"], "zh") == (
        "民法典第 203 条；民法典第 201 条；民法典第 202 条"
    )
    assert words.clauses(BOOK, [], "zh") == ""


def test_the_doubts_of_several_rules_are_said_once_each_in_order() -> None:
    one, other = (BOOK.rule(name).uncertain for name in ("renotice", "freeze"))
    assert one is not None
    assert other is not None
    asked = ["counting_of_days", "renotice", "freeze", "renotice"]
    assert words.uncertain(BOOK, asked, "en") == f"{one['en']} {other['en']}"
    assert words.uncertain(BOOK, asked, "zh") == one["zh"] + other["zh"]
    assert words.uncertain(BOOK, ["counting_of_days"], "zh") is None


def test_a_source_is_said_with_its_mark_and_its_pages() -> None:
    mark = BOOK.marks["W"]["en"]
    assert words.source(BOOK, "W:18", "en") == f"{mark}: {', '.join(BOOK.pages['18'])}"
    assert words.source(BOOK, "L", "zh") == BOOK.marks["L"]["zh"]


def test_a_code_that_is_none_is_refused_by_name() -> None:
    assert words.meaning("FROZEN").rules == ("freeze",)
    with pytest.raises(NotFound) as refused:
        words.meaning("x" * 100)
    assert refused.value.code == "CODE_UNKNOWN"
    assert "'" + "x" * 60 + "'" in str(refused.value)


@pytest.mark.parametrize("language", BOTH)
def test_a_rule_is_told_with_every_member(language: str) -> None:
    for rule in BOOK.rules:
        told = words.told(BOOK, rule, language)
        assert told == {
            "id": rule.id,
            "theme": BOOK.themes[rule.theme][language],
            "name": rule.name[language],
            "value": rule.value,
            "unit": rule.unit,
            "words": amount(rule.value, rule.unit, language) if rule.code is None else None,
            "rule": rule.rule[language],
            "clauses": [words.clause(BOOK, each, language) for each in rule.clauses],
            "reading": rule.reading and rule.reading[language],
            "alternatives": [{"value": each.value, "means": each.words[language]} for each in rule.alternatives],
            "uncertain": rule.uncertain and rule.uncertain[language],
            "sources": [{"mark": each, "means": words.source(BOOK, each, language)} for each in rule.sources],
            "from": None if rule.start is None else rule.start.isoformat(),
            "to": None if rule.end is None else rule.end.isoformat(),
        }


def test_the_value_of_a_reading_is_not_said() -> None:
    assert words.value(BOOK.rule("freeze"), "en") == ""
    assert words.value(BOOK.rule("notice_days"), "en") == "15 days"
    assert words.value(BOOK.rule("subsidy.cap_fen"), "zh") == "无"


@pytest.mark.parametrize(
    ("of", "unit", "zh", "en"),
    [
        (None, "fen", "无", "none"),
        (True, "choice", "是", "yes"),
        (False, "choice", "否", "no"),
        (123_456_789, "fen", "1,234,567.89 元", "1,234,567.89 yuan"),
        (5, "fen", "0.05 元", "0.05 yuan"),
        (1_250, "bp", "12.5 %", "12.5 %"),
        (["university", "技术转让", "of another kind"], "kinds", None, None),
        (7, "days", "7 日", "7 days"),
        (7, "workdays", "7 个工作日", "7 working days"),
        (7, "months", "7 个月", "7 months"),
        (7, "years", "7 年", "7 years"),
        ("I1", "choice", "I1", "I1"),
        ("fund", "party", "fund", "fund"),
    ],
)
def test_an_amount_is_said_with_its_unit(of: Any, unit: str, zh: str | None, en: str | None) -> None:
    if unit == "kinds":
        zh, en = "高等院校、技术转让、of another kind", "university, technology transfer (技术转让), of another kind"
    assert amount(of, unit, "zh") == zh
    assert amount(of, unit, "en") == en


def test_only_names_in_braces_are_filled_in() -> None:
    assert filled("{a.b_1} {A} {} a", lambda name: f"<{name}>") == "<a.b_1> {A} {} a"


# ---- values


def modules(package: ModuleType) -> list[ModuleType]:
    return [
        importlib.import_module(f"{package.__name__}.{each.name}") for each in pkgutil.iter_modules(package.__path__)
    ]


# What a docket writes into while it is folded; everything else is made once.
WRITTEN = {
    *("Party", "Recovery", "Agreement", "Achievement", "Proposal", "Objection", "Offer", "UseRight", "Pledge"),
    *("Freeze", "LegalEffect", "Contract", "Report", "Statement", "Claim", "Voucher", "Conveyance", "Docket"),
}


def test_nothing_that_a_rule_is_given_or_gives_is_changed_afterwards() -> None:
    for module in (*modules(policy), *modules(docket)):
        for name, each in vars(module).items():
            if dataclasses.is_dataclass(each) and isinstance(each, type) and each.__module__ == module.__name__:
                is_written = module.__name__.startswith("ledger.core.docket.") and name in WRITTEN
                assert each.__dataclass_params__.frozen is not is_written, f"{module.__name__}.{name}"


def test_the_ways_of_a_voucher_can_be_told_apart() -> None:
    assert len({hash(each) for each in vouchers.TRANSITIONS}) == len(vouchers.TRANSITIONS)
