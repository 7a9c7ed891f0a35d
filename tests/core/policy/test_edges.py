"""The edges of the rules: the last fen, the first day beyond, the copy that must be one."""

import copy
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from ledger.core.calendar import china
from ledger.core.errors import NotFound, Refused
from ledger.core.policy import incentives, pledging, proceeds, splitting, terms
from ledger.core.policy.book import Book, book_on, books, parameters
from ledger.core.policy.proceeds import TEAM, Net
from ledger.core.policy.table import table_from

BOOK = books()[-1]
ONE = Fraction(1)


def test_a_book_that_is_asked_for_in_vain_is_told_by_its_names_and_days() -> None:
    with pytest.raises(NotFound) as unknown:
        BOOK.rule("x" * 100)
    assert "'" + "x" * 60 + "'" in unknown.value.message
    ended: list[Book] = [replace(BOOK, id="first", end=date(2026, 12, 31)), replace(BOOK, id="open", end=None)]
    with pytest.raises(Refused) as refused:
        book_on(date(2026, 1, 1), ended)
    assert refused.value.message.endswith("first from 2026-03-01 to 2026-12-31, open from 2026-03-01")


def test_a_split_names_the_team_by_its_line_alone() -> None:
    assert incentives.names_team([("A", ONE), (TEAM, ONE)])
    assert not incentives.names_team([("A", ONE)])
    assert not incentives.names_team([])
    assert not incentives.names_team(None)


def test_what_a_pledge_loses_is_told_as_it_was_lost() -> None:
    found = pledging.touched({"p": {"A": 5}}, {"A": 10}, [("A", "B", 4), ("A", "C", 4)], follows=True)
    assert found == {"p": pledging.Touched({"A": 3}, {"A": 2, "B": 3})}
    found = pledging.touched({"p": {"A": 5, "B": 1}}, {"A": 10, "B": 1}, [("A", "C", 6)], follows=False)
    assert found == {"p": pledging.Touched({"A": 1}, {"B": 1})}


@pytest.mark.parametrize(
    ("gross", "debts", "net"),
    [(1, [5], Net(1, 1, 0)), (0, [5], Net(0, 0, 0)), (9, [5, 3], Net(9, 8, 1)), (9, [], Net(9, 0, 9))],
)
def test_a_debt_is_paid_from_what_is_there(gross: int, debts: list[int], net: Net) -> None:
    assert proceeds.net_income(gross, {}, debts) == net


def test_costs_beyond_the_income_leave_nothing_for_a_debt() -> None:
    assert proceeds.net_income(5, {"taxes_fen": 6}, [5]) == Net(-1, 0, -1)


def test_a_team_whose_weights_are_no_fractions_of_one_is_split_in_proportion() -> None:
    flat = replace(BOOK.table, stages="flat")
    made = proceeds.split(flat, 300, [("U", 1), (TEAM, 2)], [("a", 2), ("b", 1)])
    assert made.lines == [("U", 100), ("a", 133), ("b", 67)]
    assert splitting.floored(10, [1, 2]) == ([3, 6], 1)
    assert splitting.floored(10, [Fraction(1, 2), ONE]) == ([3, 6], 1)


def test_a_table_does_not_follow_what_it_was_made_from() -> None:
    told = copy.deepcopy(parameters(BOOK.rules))
    table = table_from(told)
    told["ip_years"]["design"] = 99
    told["eligible_unit_types"].append("nobody")
    assert table == BOOK.table


def test_months_that_no_calendar_holds_are_refused_for_their_own_year() -> None:
    deadlines = terms.Deadlines(BOOK.table, china())
    with pytest.raises(Refused) as refused:
        deadlines.filing(date(9950, 1, 1))
    assert refused.value.values["day"].startswith("9950-07")
    with pytest.raises(Refused) as last:
        deadlines.filing(date(9999, 8, 1))
    assert last.value.values["day"].startswith("9999-12-31")
