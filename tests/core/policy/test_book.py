"""The dated file of rules is whole, and another one looks forward only."""

import copy
import importlib
import json
from dataclasses import fields, replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from ledger.core.docket.asking import may, status
from ledger.core.docket.judging import apply
from ledger.core.docket.reading import read as read_dossier
from ledger.core.docket.reading import shapes
from ledger.core.docket.things import Docket
from ledger.core.errors import Malformed, NotFound, Refused
from ledger.core.policy.book import Book, Rule, book_on, books, parameters, read, table_on
from ledger.core.policy.table import RuleTable, table_from
from tests.core.docket.replaying import FILES, load

BOOK = books()[-1]
RULES = {rule.id: rule for rule in BOOK.rules}
ALL = [pytest.param(rule, id=rule.id) for rule in BOOK.rules]
UNITS = {"days", "workdays", "months", "years", "fen", "bp", "choice", "kinds", "party", "reading"}


def leaves(value: Any, path: str = "") -> set[str]:
    if not isinstance(value, dict):
        return {path}
    return {leaf for name, inner in value.items() for leaf in leaves(inner, f"{path}.{name}".lstrip("."))}


def complaints(rules: dict[str, Any]) -> list[str]:
    """What the format of dossiers says against a `rules` object."""
    named = shapes()
    schema = {"$defs": named["$defs"], **named["properties"]["rules"]}
    return [error.message for error in Draft202012Validator(schema).iter_errors(rules)]


def other_table(values: dict[str, Any]) -> RuleTable:
    """The table with some values exchanged; a tail goes to a fund that exists."""
    rules = [replace(rule, value=values.get(rule.id, rule.value)) for rule in BOOK.rules]
    return table_from(parameters(rules))


def test_every_parameter_of_the_table_stands_in_the_file_and_makes_it() -> None:
    made = parameters(BOOK.rules)
    assert complaints(made) == []
    assert leaves(made) == {rule.id for rule in BOOK.rules if rule.is_parameter}
    assert BOOK.table == table_from(made)
    assert {field.name for field in fields(RuleTable)} == set(vars(BOOK.table))
    for rule in BOOK.rules:
        if rule.is_parameter:
            lacking = [each for each in BOOK.rules if each.id != rule.id]
            if not rule.id.startswith(("ip_years.", "floors.provinces.")):  # the file names kinds and provinces itself
                with pytest.raises(Malformed) as refused:
                    read({**BOOK.source, "rules": [each for each in BOOK.source["rules"] if each["id"] != rule.id]})
                assert refused.value.code == "RULES_MALFORMED"
            assert complaints(parameters(lacking)) or rule.id.startswith("ip_years.")


@pytest.mark.parametrize("rule", ALL)
def test_every_rule_says_all_that_is_asked_of_it(rule: Rule) -> None:
    pairs = [rule.name, rule.rule, rule.reading, rule.uncertain, *(each.words for each in rule.alternatives)]
    for pair in pairs:
        assert pair is None or (set(pair) == {"zh", "en"} and all(text.strip() for text in pair.values()))
    assert rule.theme in BOOK.themes
    assert rule.unit in UNITS
    assert (rule.unit == "reading") == (not rule.is_parameter)
    assert rule.clauses
    assert {clause.split(" ")[0] for clause in rule.clauses} <= set(BOOK.laws)
    assert rule.sources
    for source in rule.sources:
        mark, _, page = source.partition(":")
        assert mark in BOOK.marks
        assert not page or BOOK.pages[page]
    if not {source[0] for source in rule.sources} & {"L", "S", "X"}:
        assert rule.uncertain or rule.reading or rule.alternatives, "what nobody read says how it is read"


@pytest.mark.parametrize("rule", [each for each in ALL if RULES[str(each.id)].is_parameter])
def test_every_alternative_of_a_parameter_makes_a_table_too(rule: Rule) -> None:
    assert rule.alternatives or rule.id.startswith("ip_years."), "a number that nobody could choose otherwise"
    for alternative in rule.alternatives:
        values = {rule.id: alternative.value}
        if alternative.value == "tail_to_fund":
            values["distribution.tail_fund"] = "fund"
        table = other_table(values)
        assert table != BOOK.table
        assert (
            complaints(parameters([replace(each, value=values.get(each.id, each.value)) for each in BOOK.rules])) == []
        )


@pytest.mark.parametrize("rule", [each for each in ALL if not RULES[str(each.id)].is_parameter])
def test_every_reading_is_carried_out_where_the_file_says(rule: Rule) -> None:
    assert rule.code
    parts = ["ledger", "core", *rule.code.split(".")]
    for cut in range(len(parts), 0, -1):
        try:
            thing: Any = importlib.import_module(".".join(parts[:cut]))
        except ModuleNotFoundError:
            continue
        for name in parts[cut:]:
            thing = getattr(thing, name)
        return
    pytest.fail(rule.code)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_two_rules_have_one_name(language: str) -> None:
    names = [rule.name[language] for rule in BOOK.rules] + [name[language] for name in BOOK.themes.values()]
    assert len(set(names)) == len(names)


def test_no_law_page_or_theme_is_listed_that_no_rule_cites() -> None:
    assert {clause.split(" ")[0] for rule in BOOK.rules for clause in rule.clauses} == set(BOOK.laws)
    assert {s.partition(":")[2] for rule in BOOK.rules for s in rule.sources if ":" in s} == set(BOOK.pages)
    assert {rule.theme for rule in BOOK.rules} == set(BOOK.themes)


@pytest.mark.parametrize("number", ["01", "02", "03", "05", "07"])
def test_dossiers_of_the_new_area_are_judged_by_this_table(number: str) -> None:
    (path,) = (path for path in FILES if path.name.startswith(f"{number}_"))
    assert table_from(load(path)["rules"]) == BOOK.table


# ---- which table counts when


def dated(start: date, end: date | None) -> Book:
    return replace(BOOK, id=str(start), start=start, end=end)


@given(st.lists(st.dates(date(2026, 1, 1), date(2030, 1, 1)), min_size=1, max_size=5, unique=True), st.data())
def test_the_table_in_force_is_the_one_that_began_last(starts: list[date], data: st.DataObject) -> None:
    among = [dated(start, None) for start in starts]
    day = data.draw(st.dates(date(2026, 1, 1), date(2031, 1, 1)))
    begun = [start for start in starts if start <= day]
    if begun:
        assert book_on(day, among).start == max(begun)
    else:
        with pytest.raises(Refused) as refused:
            book_on(day, among)
        assert refused.value.code == "RULES_UNKNOWN"


def test_no_table_counts_before_the_first_or_after_the_end_of_the_last() -> None:
    first, day = books()[0], timedelta(days=1)
    assert table_on(first.start) == first.table
    with pytest.raises(Refused):
        table_on(first.start - day)
    ended = [dated(date(2026, 3, 1), date(2026, 12, 31))]
    assert book_on(date(2026, 12, 31), ended) is ended[0]
    with pytest.raises(Refused):
        book_on(date(2027, 1, 1), ended)


@pytest.mark.parametrize(
    "changed",
    [
        {"format": "zhengben-rules/2"},
        {"rules": BOOK.source["rules"] + BOOK.source["rules"][:1]},
        {"rules": []},
        {"rules": None},
        {"rules": [{}]},
        {"to": 5},
    ],
)
def test_a_file_that_is_none_is_refused_by_name(changed: dict[str, Any]) -> None:
    with pytest.raises(Malformed) as refused:
        read({**BOOK.source, **changed})
    assert refused.value.code == "RULES_MALFORMED"


def test_a_day_that_is_none_is_refused() -> None:
    with pytest.raises(Malformed):
        read({**BOOK.source, "from": "2026-02-30"})


def test_an_unknown_rule_is_refused_by_name() -> None:
    assert BOOK.rule("notice_days").value == BOOK.table.notice_days
    with pytest.raises(NotFound) as refused:
        BOOK.rule("notice")
    assert refused.value.code == "RULE_UNKNOWN"


# ---- another table looks forward only

CHOICES = {
    rule.id: [rule.value, *(each.value for each in rule.alternatives)] for rule in BOOK.rules if rule.is_parameter
}
TABLES = st.fixed_dictionaries({name: st.sampled_from(values) for name, values in CHOICES.items()}).map(
    lambda values: other_table({**values, "distribution.tail_fund": "fund"})
)
ACTS = ("sell_outside", "sell_inside", "licence_ordinary", "licence_exclusive", "pledge")


def change(docket: Docket, table: RuleTable) -> None:
    """Judge by another table from now on."""
    docket.world = replace(docket.world, rules=table)


def standing(docket: Docket, day: date) -> dict[str, Any]:
    """All that anybody has, and what may be done with it."""
    kept = {name: value for name, value in vars(docket).items() if name not in ("world", "tables")}
    things = {
        "achievement": docket.achievements,
        "proposal": docket.proposals,
        "offer": docket.offers,
        "right": docket.rights,
        "pledge": docket.pledges,
        "voucher": docket.vouchers,
        "recovery": docket.recoveries,
    }
    return copy.deepcopy(kept) | {
        "expiries": {ip: docket.expiry_of(ip) for each in docket.achievements.values() for ip in each.ip},
        "states": {(kind, n): status(docket, kind, n, day) for kind, all_ in things.items() for n in all_},
        "may": {
            (n, party, act): may(docket, n, party, act, day)
            for n, each in docket.achievements.items()
            for party in each.holders
            for act in ACTS
        },
    }


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
@settings(max_examples=15, deadline=None)
@given(st.data())
def test_another_table_never_touches_what_stands(path: Path, data: st.DataObject) -> None:
    dossier, _ = read_dossier(load(path))
    cut = data.draw(st.integers(0, len(dossier.events)))
    docket = dossier.docket()
    for event in dossier.events[:cut]:
        apply(docket, event)
    day = data.draw(st.dates(dossier.start, date(2060, 1, 1)))
    before = standing(docket, day)
    for table in data.draw(st.lists(TABLES, min_size=1, max_size=3)):
        change(docket, table)
        assert standing(docket, day) == before
        assert docket.world.rules is table
    # A refused event changes nothing under the new table either, so what stood goes on until an event moves it.
    for event in dossier.events[cut:]:
        was = standing(docket, day)
        if not apply(docket, event).accepted:
            assert standing(docket, day) == was


def test_a_running_notice_keeps_its_last_day_and_the_next_one_gets_the_new_number() -> None:
    tried = 0
    for path in FILES:
        dossier, _ = read_dossier(load(path))
        shorter = replace(dossier.world.rules, notice_days=1)
        docket, other = dossier.docket(), dossier.docket()
        change(other, shorter)
        for event in dossier.events:
            if event.kind == "notice_opened":
                days = [
                    apply(each, event).values.get("last_day") for each in (copy.deepcopy(docket), copy.deepcopy(other))
                ]
                if all(days):
                    assert days[1] <= days[0]  # both may roll off the same holiday
                    tried += days[1] < days[0]
            apply(docket, event)
            last = {name: each.last_day for name, each in docket.proposals.items()}
            later = copy.deepcopy(docket)
            change(later, shorter)
            assert {name: each.last_day for name, each in later.proposals.items()} == last
            other = later
    assert tried


def test_what_a_filing_lists_keeps_its_years_and_what_comes_later_gets_the_new_ones() -> None:
    years = replace(BOOK.table, ip_years=dict.fromkeys(BOOK.table.ip_years, 1))
    dossier, _ = read_dossier(load(FILES[0]))
    docket = dossier.docket()
    early = {ip: docket.expiry_of(ip) for ip in dossier.world.ip}
    for event in dossier.events:
        apply(docket, event)
    listed = {ip for each in docket.achievements.values() for ip in each.ip}
    known = {ip: docket.expiry_of(ip) for ip in listed}
    change(docket, years)
    assert {ip: docket.expiry_of(ip) for ip in listed} == known
    assert any(known.values())
    fresh = dossier.docket()
    change(fresh, years)
    assert all(fresh.expiry_of(ip) != day for ip, day in early.items() if day is not None)


def test_the_file_is_one_that_a_person_can_read_line_by_line() -> None:
    text = (Path(read.__code__.co_filename).parent / "tables" / f"{BOOK.id}.json").read_text("utf-8")
    assert json.loads(text) == BOOK.source
    assert text == json.dumps(BOOK.source, ensure_ascii=False, indent=1) + "\n"
