"""The worked cases of the plan's reading, with their numbers and with others worked out by hand."""

from datetime import date
from fractions import Fraction

import pytest

from ledger.core.calendar import china
from ledger.core.errors import Refused
from ledger.core.policy import proceeds, subsidy, terms
from ledger.core.policy.splitting import largest_remainder
from ledger.core.policy.table import table_from
from tests.core.docket.worlds import RULES

TABLE = table_from(RULES)
DEADLINES = terms.Deadlines(TABLE, china())


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("total", "weights", "parts"),
    [
        (100_000_001, [51, 30, 19], [51_000_001, 30_000_000, 19_000_000]),
        (2, [1, 1, 1], [1, 1, 0]),
        (1, [3333, 3333, 3334], [0, 0, 1]),
        (8_888_888, [51, 30, 19], [4_533_333, 2_666_666, 1_688_889]),
        (10, [1, 1, 1], [4, 3, 3]),
        (100, [7, 7, 7], [34, 33, 33]),
        (7, [Fraction(1, 3), Fraction(1, 6), Fraction(1, 2)], [2, 1, 4]),  # 2.33 1.17 3.5
        (0, [1, 2], [0, 0]),
    ],
)
def test_e1_e19_a_sum_is_split_exactly(total: int, weights: list[int | Fraction], parts: list[int]) -> None:
    assert largest_remainder(total, weights) == parts


OUTER = [("U", Fraction(3, 10)), ("TEAM", Fraction(7, 10))]
INNER = [("A", Fraction(60, 100)), ("B", Fraction(25, 100)), ("C", Fraction(15, 100))]


def ways(rounding: str, stages: str) -> proceeds.Split:
    how = {"rounding": rounding, "tail_fund": "FUND", "stages": stages}
    return proceeds.split(table_from({**RULES, "distribution": how}), 50_000_005, OUTER, INNER)


def test_e2_two_stages_and_flat_differ_by_a_fen() -> None:
    two = ways("largest_remainder", "two_stage")
    assert two.lines == [("U", 15_000_002), ("TEAM", 35_000_003)]
    assert two.team == [("A", 21_000_002), ("B", 8_750_001), ("C", 5_250_000)]
    flat = ways("largest_remainder", "flat")
    assert flat.lines == [("U", 15_000_001), ("A", 21_000_002), ("B", 8_750_001), ("C", 5_250_001)]
    assert flat.team is None


def test_e2_the_tail_goes_to_the_fund_in_each_stage() -> None:
    two = ways("tail_to_fund", "two_stage")
    assert two.lines == [("U", 15_000_001), ("TEAM", 35_000_003), ("FUND", 1)]
    assert two.team == [("A", 21_000_001), ("B", 8_750_000), ("C", 5_250_000), ("FUND", 2)]
    flat = ways("tail_to_fund", "flat")
    assert flat.lines == [("U", 15_000_001), ("A", 21_000_002), ("B", 8_750_000), ("C", 5_250_000), ("FUND", 2)]


@pytest.mark.parametrize(
    ("region", "by_itself", "required"),
    [
        ("620100", False, 144_000_000),
        ("440100", False, 120_000_000),
        ("620100", True, 24_000_000),
        ("440100", True, 12_000_000),
    ],
)
def test_e3_the_floor_is_the_larger_of_nation_and_province(region: str, by_itself: bool, required: int) -> None:
    floor = proceeds.floor_for(TABLE, 240_000_000, region, by_itself=by_itself, paid=132_000_000)
    assert floor.required == required
    assert floor.to_dict() == {
        "required_fen": required,
        "paid_fen": 132_000_000,
        "met": required <= 132_000_000,
        "shortfall_fen": max(0, required - 132_000_000),
    }


def test_e3_a_fraction_of_a_fen_counts_for_those_who_made_it() -> None:
    assert proceeds.floor_for(TABLE, 1, "620100", by_itself=False, paid=0).required == 1
    assert proceeds.floor_for(TABLE, 5, "620100", by_itself=False, paid=3).met
    assert not proceeds.floor_for(TABLE, 6, "620100", by_itself=False, paid=3).met  # 3.6


def test_e4_the_award_is_due_three_months_after_the_grant() -> None:
    assert DEADLINES.award(day("2026-04-17")) == day("2026-07-17")
    assert TABLE.least_award("invention_patent") == 400_000
    assert TABLE.least_award("utility_model") == TABLE.least_award("design") == 150_000


@pytest.mark.parametrize(
    ("start", "end", "enough"),
    [
        ("2026-04-01", "2035-04-01", False),
        ("2026-03-01", "2036-03-01", True),
        ("2026-03-01", "2036-02-28", False),
        ("2026-03-01", "2036-02-29", False),
        ("2024-02-29", "2034-02-28", True),
        ("2024-02-29", "2034-02-27", False),
    ],
)
def test_e5_e6_a_use_right_runs_ten_years_to_the_corresponding_day(start: str, end: str, enough: bool) -> None:
    assert terms.is_long_enough(TABLE, day(start), day(end), 0) is enough


def test_e7_a_utility_model_ends_ten_years_after_its_filing() -> None:
    life = terms.Protection("utility_model", None, day("2021-06-18"), day("2022-01-01"))
    assert life.expires_on(TABLE) == day("2031-06-18")
    assert terms.shorter_lives({"I": life.expires_on(TABLE)}, day("2038-04-01")) == [("I", day("2031-06-18"))]


def test_e7_plant_varieties_run_from_the_grant_and_secrets_for_ever() -> None:
    years = {"plant_variety_woody": 25, "plant_variety_other": 20}
    told = table_from({**RULES, "ip_years": years})
    woody = terms.Protection("plant_variety", "woody", day("2020-01-01"), day("2024-02-29"))
    assert woody.expires_on(told) == day("2049-02-28")
    assert terms.Protection("plant_variety", "other", None, day("2024-02-29")).expires_on(told) == day("2044-02-29")
    assert terms.Protection("plant_variety", "other", day("2020-01-01"), None).expires_on(told) is None
    assert terms.Protection("technical_secret", None, day("2020-01-01"), None).expires_on(told) is None


@pytest.mark.parametrize(
    ("opened", "last"),
    [
        ("2026-09-20", "2026-10-08"),
        ("2026-11-02", "2026-11-17"),
        ("2026-03-23", "2026-04-07"),
        ("2025-12-17", "2026-01-04"),
    ],  # 1 January is off, 2 and 3 too, Sunday 4 is worked
)
def test_e8_e9_e10_a_notice_ends_after_the_holiday(opened: str, last: str) -> None:
    assert DEADLINES.notice(day(opened)) == day(last)


def test_e11_e12_e20_the_window_is_fifteen_days_at_least() -> None:
    assert DEADLINES.priority(day("2026-06-01"), 7) == day("2026-06-16")
    assert DEADLINES.priority(day("2026-06-01"), 20) == day("2026-06-22")  # Sunday 21 moves
    assert DEADLINES.priority(day("2026-10-12")) == day("2026-10-27")


SALES = [
    subsidy.Sale(day(when), fen, 0, True)
    for when, fen in (
        ("2026-06-20", 12_000_000),
        ("2026-07-15", 20_000_000),
        ("2026-09-30", 125_000_000),
        ("2027-12-31", 340_000_050),
        ("2028-01-01", 90_000_000),
    )
]


@pytest.mark.parametrize(
    ("reading", "base", "total"),
    [
        ("I1", 485_000_050, 24_250_002),
        ("I1_FULL_YEAR", 497_000_050, 24_850_002),
        ("I2", 555_000_050, 27_750_002),
        ("I3", 575_000_050, 28_750_002),
    ],
)
def test_e14_four_readings_of_two_years(reading: str, base: int, total: int) -> None:
    start, end = subsidy.window(reading, day("2026-08-14"), day("2026-07-01"))
    due = subsidy.due(TABLE, SALES, start, end, 0)
    assert (due.base, due.total, due.due) == (base, total, total)
    assert subsidy.due(TABLE, SALES, start, end, 24_000_000).due == total - 24_000_000
    assert subsidy.due(TABLE, SALES, start, end, 90_000_000).due == 0


def test_e17_the_secured_debt_with_interest_is_paid_first() -> None:
    net = proceeds.net_income(100_000_000, {"taxes_fen": 6_000_000}, [50_000_000 + 1_234_567])
    assert (net.net, net.debt, net.rest) == (94_000_000, 51_234_567, 42_765_433)
    assert proceeds.net_income(10, {}, [11]).rest == 0


def test_e19_a_licence_is_filed_by_the_monday_after() -> None:
    assert DEADLINES.licence_filing(day("2026-06-05")) == day("2026-09-07")


@pytest.mark.parametrize(
    ("acceptance", "last"), [("2025-08-31", "2026-02-28"), ("2026-02-28", "2026-08-28"), ("2026-03-31", "2026-09-30")]
)
def test_e21_a_filing_is_due_after_six_months(acceptance: str, last: str) -> None:
    assert DEADLINES.filing(day(acceptance)) == day(last)


def test_e22_working_days_skip_two_holidays() -> None:
    assert DEADLINES.filing_decision(day("2026-09-24")) == day("2026-10-09")
    assert DEADLINES.contract_decision(day("2026-09-21"), False) == day("2026-10-19")
    assert DEADLINES.contract_decision(day("2026-09-21"), True) == day("2026-11-09")


@pytest.mark.parametrize("months", [95_687, 100_000, 1_000_000])
def test_months_beyond_the_last_year_there_is_are_unknown(months: int) -> None:
    deadlines = terms.Deadlines(table_from({**RULES, "filing_deadline_months": months}), china())
    with pytest.raises(Refused) as refusal:
        deadlines.filing(day("2026-03-02"))
    assert refusal.value.code == "CALENDAR_UNKNOWN"
