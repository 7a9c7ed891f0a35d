"""The rules are told whole, in both languages, on the command line and in the pages."""

import json
from typing import Any

import pytest

from ledger.core.policy import words
from ledger.core.policy.amounts import amount
from ledger.core.policy.book import books
from ledger.core.policy.codes import ORDER
from scripts import rules as pages
from scripts.chinese_pages import printed
from tests.cli.conftest import Run

BOOK = books()[-1]
ON = ("--on", BOOK.start.isoformat())


def listed(run: Run, *arguments: str) -> Any:
    ran = run("rules", *arguments, "--json")
    assert ran.code == 0, ran.err
    return json.loads(ran.out)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_pages_are_those_that_the_file_makes(language: str) -> None:
    assert pages.PAGES[language].read_text("utf-8") == pages.page(BOOK, language), "python -m scripts.rules --write"
    assert pages.main([]) == 0


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_page_says_every_rule_whole_and_every_code_in_order(language: str) -> None:
    text = pages.page(BOOK, language)
    as_written = printed if language == "zh" else str
    for rule in BOOK.rules:
        _, _, section = text.partition(as_written(f"### {rule.name[language]}\n"))
        section = section.partition("\n#")[0]
        said = [rule.rule, rule.reading, rule.uncertain, *(each.words for each in rule.alternatives)]
        assert [each[language] for each in said if each and as_written(each[language]) not in section] == []
        assert all(as_written(words.clause(BOOK, each, language)) in section for each in rule.clauses)
        assert all(each in section for each in rule.sources)
        assert as_written(words.value(rule, language)) in section
        if rule.is_parameter:
            assert f"`{rule.id}`" in section
    places = [text.index(f"| `{code}` |") for code in ORDER]
    assert places == sorted(places)


def test_every_code_has_words_in_both_languages_and_a_clause_that_the_book_knows() -> None:
    assert tuple(words.meanings()) == ORDER
    for each in words.meanings().values():
        for pair in (each.wrong, each.next):
            assert set(pair) == {"zh", "en"}
            assert all(text.strip() for text in pair.values())
        assert each.rules
        assert words.clauses(BOOK, each.rules, "en")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_list_names_every_rule_with_its_value_and_marks_what_is_uncertain(run: Run, language: str) -> None:
    ran = run("rules", *ON, "--lang", language)
    assert ran.code == 0
    for rule in BOOK.rules:
        (line,) = [line for line in ran.out.splitlines() if line.startswith(f"{rule.id} ")]
        assert words.value(rule, language) in line
        assert ("*" in line) == (rule.uncertain is not None)
    told = listed(run, *ON, "--lang", language)
    assert [each["id"] for each in told["rules"]] == [rule.id for rule in BOOK.rules]
    assert [each["value"] for each in told["rules"]] == [rule.value for rule in BOOK.rules]


def test_a_clause_that_has_lapsed_is_marked_from_the_next_day_on(run: Run) -> None:
    (ending,) = {rule.end for rule in BOOK.rules if rule.end}
    for day, lapsed in ((ending, False), (ending.replace(day=ending.day + 1), True)):
        told = {each["id"]: each for each in listed(run, "--on", day.isoformat())["rules"]}
        assert told["filing_deadline_months"]["inForce"] is not lapsed
        assert told["notice_days"]["inForce"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_rule_is_told_with_all_that_the_file_says_of_it(run: Run, language: str) -> None:
    for rule in BOOK.rules:
        said = run("rules", rule.id, *ON, "--lang", language).out
        for pair in (rule.name, rule.rule, rule.reading, rule.uncertain, *(each.words for each in rule.alternatives)):
            assert pair is None or pair[language] in said
        assert all(words.source(BOOK, each, language) in said for each in rule.sources)
        assert all(words.clause(BOOK, each, language) in said for each in rule.clauses)


@pytest.mark.parametrize("code", ["UNKNOWN_REF", "ROFR_RUNNING", "PLEDGEE_CONSENT_MISSING"])
def test_a_code_is_told_with_its_clause_and_what_to_do(run: Run, code: str) -> None:
    told = listed(run, code, *ON, "--lang", "zh")
    assert told["place"] == ORDER.index(code) + 1
    assert told["wrong"] == words.meaning(code).wrong["zh"]
    said = run("rules", code, *ON, "--lang", "en").out
    assert words.meaning(code).next["en"] in said
    assert words.clauses(BOOK, words.meaning(code).rules, "en") in said
    assert told["rules"] == list(words.meaning(code).rules)


@pytest.mark.parametrize(
    ("arguments", "exit_code", "code"),
    [
        (["notice", *ON], 64, "RULE_NOT_KNOWN"),
        (["--on", "2026-02-30"], 64, "DAY_WRONG"),
        (["--on", "20260301"], 64, "DAY_WRONG"),
        (["--on", "x" * 5000], 64, "DAY_WRONG"),
        (["--on", "0001-01-01"], 1, "RULES_UNKNOWN"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_asked_wrongly_is_told_so(
    run: Run, arguments: list[str], exit_code: int, code: str, language: str
) -> None:
    ran = run("rules", *arguments, "--lang", language)
    assert (ran.code, ran.out) == (exit_code, "")
    assert ran.err.startswith(f"{code}: ")
    assert len(ran.err) < 500


@pytest.mark.parametrize(
    ("of", "unit", "zh", "en"),
    [
        (500_000_000, "fen", "5,000,000.00 元", "5,000,000.00 yuan"),
        (150_001, "fen", "1,500.01 元", "1,500.01 yuan"),
        (None, "fen", "无", "none"),
        (5000, "bp", "50 %", "50 %"),
        (1, "bp", "0.01 %", "0.01 %"),
        (15, "workdays", "15 个工作日", "15 working days"),
        (True, "choice", "是", "yes"),
        ("I1", "choice", "I1", "I1"),
        (["university", "技术转让"], "kinds", "高等院校、技术转让", "university, technology transfer (技术转让)"),
    ],
)
def test_a_value_is_told_with_its_unit(of: Any, unit: str, zh: str, en: str) -> None:
    assert (amount(of, unit, "zh"), amount(of, unit, "en")) == (zh, en)
