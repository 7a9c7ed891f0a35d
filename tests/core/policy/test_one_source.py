"""Clauses and numbers are said in one place, the book in force; and what nobody could check says so."""

import ast
import json
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from ledger.core import advice, filing_types
from ledger.core.docket.checking import Circumstances, check
from ledger.core.docket.disposing import Position, Wish
from ledger.core.docket.things import Achievement, Agreement
from ledger.core.policy import codes, grounds, words
from ledger.core.policy.amounts import amount
from ledger.core.policy.book import Book, books, read
from ledger.core.policy.consent import Rule
from ledger.core.policy.grounds import NEEDS, OPEN, REFUSALS
from ledger.core.shares import WHOLE

BOOKS = [pytest.param(book, id=book.id) for book in books()]
GROUNDS = {**REFUSALS, **NEEDS, **OPEN}
# Quoted from the plan and the law, and no parameters of the table.
QUOTED = ("“自登记年度起两年内”", "自技术合同认定登记年度起两年内", "Within two years", "登记当年及其后两年", "24 个月")
QUOTED += (
    "2024 年 12 月",
    "连续三至五年",
    "three to five years",
    "within two years",
    "the year and two more",
    "24 months",
)
_WORDS = "two|three|five|six|seven|ten|fifteen|twenty|thirty|half|sixty"
_COUNT = rf"(?:\d[\d,.]*|[二三四五六七八九十百千万两][一二三四五六七八九十百千万]*|\b(?:{_WORDS})\b)"
_UNIT = "个工作日|工作日|个月|日(?!期)|年(?!度)|元|%|working days|days|months|years|yuan|percent"
SPELLED = re.compile(rf"{_COUNT} ?(?:{_UNIT})|百分之|\bpercent\b")


def sentences(book: Book) -> Iterator[tuple[str, str]]:
    """Whatever is said of what stands in force, before numbers are put in: where, and the text."""
    for rule in book.source["rules"]:
        for member in ("rule", "reading"):
            yield from ((f"{rule['id']}.{member}", text) for text in (rule[member] or {}).values())
    for code, meaning in words.meanings().items():
        yield from ((code, text) for pair in (meaning.wrong, meaning.next) for text in pair.values())
    for name, ground in GROUNDS.items():
        yield from ((name, text) for pair in (ground.says, ground.where or ()) for text in pair)
    for type in filing_types.list():
        yield from ((type, text) for text in _written(filing_types.schema(type)))


def _written(schema: Any) -> Iterator[str]:
    """Labels and helps of a form."""
    if isinstance(schema, dict):
        for name, inner in schema.items():
            yield from inner.values() if name in ("x-label", "x-help") else _written(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _written(inner)


@pytest.mark.parametrize("book", BOOKS)
def test_every_code_and_ground_rests_on_rules_that_every_book_has(book: Book) -> None:
    for code in codes.ORDER:
        assert words.clauses(book, words.meaning(code).rules, "zh")
    for name, ground in GROUNDS.items():
        assert bool(ground.rules) == (name not in codes.ORDER), f"{name}: a code's rules stand in codes.json alone"
        assert words.clauses(book, ground.rules or words.meaning(name).rules, "en")


def test_neither_codes_nor_grounds_spell_a_clause() -> None:
    laws = {name for book in books() for law, each in book.laws.items() for name in (law, each["short"])}
    laws -= {"方案", "the plan", "账本", "this ledger", "128号", "No. 128"}  # words of everyday, too
    spelled = [
        (place, law)
        for place, text in sentences(books()[-1])
        if place in GROUNDS or place in codes.ORDER
        for law in (*sorted(laws), "article", "art. ", "号文")
        if law in text
    ]
    assert spelled == []
    assert not re.search(r"第 ?\d+ ?条", Path(grounds.__file__).read_text("utf-8"))


@pytest.mark.parametrize("book", BOOKS)
def test_no_sentence_spells_a_number_that_is_a_parameter(book: Book) -> None:
    found = []
    for place, text in sentences(book):
        for quoted in QUOTED:
            text = text.replace(quoted, "")
        if spelled := SPELLED.search(text):
            found.append((place, spelled[0], text))
    assert found == []


def other_book(id: str, value: int) -> Book:
    """The last book with one number exchanged."""
    source = books()[-1].source
    rules = [{**rule, "value": value} if rule["id"] == id else rule for rule in source["rules"]]
    return read({**source, "rules": rules})


@pytest.mark.parametrize(
    "id", [rule.id for rule in books()[-1].rules if rule.is_parameter and type(rule.value) is int and rule.value]
)
def test_whatever_speaks_of_a_number_says_that_of_the_table(id: str) -> None:
    before, after = books()[-1], other_book(id, 7_654_321)
    unit = before.rule(id).unit
    for language in ("zh", "en"):
        new = amount(7_654_321, unit, language)
        said = [text for pair in (after.rule(id).rule, after.rule(id).reading) if pair for text in [pair[language]]]
        assert any(new in text for text in said), f"{id} does not say its number"
        for rule in after.rules:
            told = " ".join(pair[language] for pair in (rule.rule, rule.reading) if pair)
            assert (new in told) == (f"{{{id}}}" in json.dumps(raw(after, rule.id)) or rule.id == id), rule.id


def raw(book: Book, id: str) -> Any:
    (found,) = (rule for rule in book.source["rules"] if rule["id"] == id)
    return {member: found[member] for member in ("rule", "reading")}


def test_an_answer_speaks_of_the_window_of_the_table_in_force() -> None:
    made = Achievement("", "", False, [], [], {}, [], standing="CONFIRMED", holders={"1": WHOLE // 2, "2": WHOLE // 2})
    made.agreement = Agreement("1", "1", Rule.UNANIMOUS, True, None, None)
    known = Circumstances("confirmed", 1, 0, 0, False, 0)
    wish = Wish("1", "sell_outside", "9")
    for days in (15, 33):
        book = other_book("priority_window_days", days)
        (reason,) = check(Position(made, False, {}, ()), wish, date(2026, 11, 23), known, [*OPEN], book).reasons
        assert reason.rule == "ROFR_NOT_OFFERED"
        assert f"{days} 日" in reason.says[0]
        assert f"{days} days" in reason.says[1]
        assert reason.clause == tuple(words.clauses(book, reason.basis, each) for each in ("zh", "en"))
        assert reason.uncertain == tuple(words.uncertain(book, reason.basis, each) for each in ("zh", "en"))


def test_a_ground_without_doubt_says_of_none() -> None:
    sure = next(rule.id for rule in books()[-1].rules if rule.uncertain is None)
    assert words.uncertain(books()[-1], [sure], "en") is None
    doubtful = words.uncertain(books()[-1], [sure, "notice_days", "notice_days"], "en")
    assert doubtful == books()[-1].rule("notice_days").uncertain["en"]  # type: ignore[index]


def findings() -> Iterator[tuple[str, str]]:
    """Code and rule of everything that is said of a form before it is filed."""
    for file in sorted(Path(advice.__file__).parent.glob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "say":
                code, rule = node.args[1:3]
                if isinstance(code, ast.Constant) and isinstance(rule, ast.Constant):
                    yield str(code.value), str(rule.value)


def test_what_is_said_of_a_form_rests_on_the_rules_of_its_code() -> None:
    found = [*findings()]
    assert len(found) > 20
    others = [
        (code, rule)
        for code, rule in found
        if code in codes.ORDER and rule not in words.meaning(code).rules and not rule.startswith("floors.")
    ]
    assert others == []


@pytest.mark.parametrize("book", BOOKS)
def test_what_rests_on_a_mark_or_a_chosen_reading_says_that_it_is_uncertain(book: Book) -> None:
    silent = []
    for rule in book.rules:
        unread = {source[0] for source in rule.sources} & {"W", "G", "M"}
        chosen = rule.reading or any(each.value is None or rule.unit == "choice" for each in rule.alternatives)
        if (unread or chosen) and rule.uncertain is None:
            silent.append(rule.id)
    assert silent == []
