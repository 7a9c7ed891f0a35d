"""What the rules always and never do, over whatever values."""

from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from fractions import Fraction

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from ledger.core.calendar import Calendar, plain_months_from, plain_years_from
from ledger.core.docket.judging import fold
from ledger.core.errors import Refused
from ledger.core.policy import consent, pledging, priority, proceeds, splitting, subsidy, terms, vouchers
from ledger.core.policy.table import RuleTable, table_from
from ledger.core.policy.ties import Relation, ties
from ledger.core.shares import WHOLE
from tests.core.docket.story import Story, confirm
from tests.core.docket.worlds import RULES, move, table

settings.register_profile("unhurried", deadline=None)
settings.load_profile("unhurried")  # no test is timed
FEN = st.integers(0, 2**53 - 1)
WEIGHTS = st.lists(
    st.integers(1, 10**6) | st.fractions(Fraction(1, 97), 1000, max_denominator=97), min_size=1, max_size=9
)
DAYS = st.dates(date(2025, 1, 1), date(2026, 12, 31))


def rules(**changes: object) -> RuleTable:
    return table_from({**RULES, **changes})


# ---- exact division


@given(FEN, WEIGHTS)
def test_largest_remainder_sums_exactly_and_is_nobody_a_whole_fen_off(
    total: int, weights: list[int | Fraction]
) -> None:
    parts = splitting.largest_remainder(total, weights)
    assert sum(parts) == total
    whole = sum(map(Fraction, weights))
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part - total * Fraction(weight) / whole) < 1


@given(FEN, WEIGHTS)
def test_who_gets_the_odd_fen_has_the_larger_remainder_or_stands_earlier(
    total: int, weights: list[int | Fraction]
) -> None:
    whole = sum(map(Fraction, weights))
    exact = [total * Fraction(weight) / whole for weight in weights]
    parts = splitting.largest_remainder(total, weights)
    left = [part - (part.numerator // part.denominator) for part in exact]
    up = [i for i in range(len(parts)) if parts[i] > exact[i] - left[i]]
    for i in up:
        for j in range(len(parts)):
            if j not in up:
                assert left[i] > left[j] or (left[i] == left[j] and i < j)


@given(FEN, WEIGHTS)
def test_floored_parts_and_tail_sum_exactly(total: int, weights: list[int | Fraction]) -> None:
    parts, tail = splitting.floored(total, weights)
    assert sum(parts) + tail == total
    assert 0 <= tail < len(weights)


@given(FEN, st.integers(1, 99), st.lists(st.integers(1, 50), min_size=1, max_size=5), st.booleans(), st.booleans())
def test_every_way_of_distribution_places_every_fen(
    total: int, team: int, inner: list[int], fund: bool, flat: bool
) -> None:
    how = {
        "rounding": "tail_to_fund" if fund else "largest_remainder",
        "tail_fund": "FUND" if fund else None,
        "stages": "flat" if flat else "two_stage",
    }
    members = [(f"P{i}", Fraction(part, sum(inner))) for i, part in enumerate(inner)]
    split = proceeds.split(
        rules(distribution=how), total, [("U", Fraction(100 - team)), ("TEAM", Fraction(team))], members
    )
    assert sum(fen for _, fen in split.lines) == total
    assert (split.team is None) == flat
    if split.team is not None:
        assert sum(fen for _, fen in split.team) == dict(split.lines)["TEAM"]


@given(FEN, st.lists(FEN, max_size=4), st.lists(st.integers(0, 10**12), max_size=5))
def test_debts_are_paid_before_anybody_and_never_beyond_what_came(
    gross: int, debts: list[int], costs: list[int]
) -> None:
    net = proceeds.net_income(gross, dict(zip(proceeds.COSTS, costs, strict=False)), debts)
    assert net.net == gross - sum(costs)
    if net.net >= 0:
        assert net.debt == min(net.net, sum(debts))
        assert net.rest == net.net - net.debt >= 0
    assert net.debt >= 0


@given(FEN, st.integers(0, 10_000), FEN)
def test_a_floor_that_is_met_is_at_least_its_part(net: int, bp: int, paid: int) -> None:
    floors = {"national": {"transfer_bp": bp, "self_bp": 0}, "provinces": {}, "hard_for": []}
    floor = proceeds.floor_for(rules(floors=floors), net, "620100", by_itself=False, paid=paid)
    assert floor.met == (paid * 10_000 >= net * bp)
    assert floor.to_dict()["shortfall_fen"] == (0 if floor.met else floor.required - paid)


# ---- days


@st.composite
def calendars(draw: st.DrawFn) -> Calendar:
    days = [date(2025, 1, 1) + timedelta(days=i) for i in range(730)]
    weekdays = [day for day in days if day.weekday() < 5]
    weekends = [day for day in days if day.weekday() >= 5]
    return Calendar(
        frozenset({2025, 2026}),
        frozenset(draw(st.lists(st.sampled_from(weekdays), max_size=40))),
        frozenset(draw(st.lists(st.sampled_from(weekends), max_size=20))),
    )


def off(calendar: Calendar, day: date) -> bool:
    """A second reading: listed as a holiday, or a weekend day that is not listed as worked."""
    return day in calendar.holidays or (day.isoweekday() in (6, 7) and day not in calendar.workdays)


def last(calendar: Calendar, day: date, *, roll: bool) -> date | None:
    """Walk from a day to the first that is not off; None beyond the known years."""
    while roll:
        if day.year not in calendar.years:
            return None
        if not off(calendar, day):
            break
        day += timedelta(days=1)
    return day


def or_none(compute: Callable[[], date]) -> date | None:
    """The day; None where the calendar ends. Any other refusal is none of these."""
    with suppress(Refused):
        return compute()
    return None


@given(calendars(), DAYS, st.integers(1, 120), st.booleans())
def test_a_notice_ends_where_a_walk_day_by_day_ends(calendar: Calendar, start: date, count: int, roll: bool) -> None:
    day = start
    for _ in range(count):
        day += timedelta(days=1)
    deadlines = terms.Deadlines(rules(notice_days=count, roll_notice=roll, recovery_delay_days=count), calendar)
    found = or_none(lambda: deadlines.notice(start))
    assert found == last(calendar, day, roll=roll)
    assert not roll or found is None or not off(calendar, found)
    assert deadlines.recovery(start) == day


@given(calendars(), DAYS, st.integers(1, 60), st.integers(0, 90))
def test_a_priority_window_is_never_shorter_than_the_table_says(
    calendar: Calendar, start: date, least: int, stated: int
) -> None:
    deadlines = terms.Deadlines(rules(priority_window_days=least), calendar)
    assert or_none(lambda: deadlines.priority(start, stated)) == last(
        calendar, start + timedelta(days=max(least, stated)), roll=True
    )


@given(calendars(), DAYS, st.integers(1, 60))
def test_working_days_are_counted_one_by_one(calendar: Calendar, start: date, count: int) -> None:
    day, left = start, count
    while left:
        day += timedelta(days=1)
        if day.year == 2027:
            break
        left -= not off(calendar, day)
    found = or_none(lambda: calendar.working_days_from(start, count))
    assert found == (None if left else day)


@given(calendars(), DAYS, st.integers(1, 30))
def test_months_end_on_the_same_day_or_the_last_of_a_shorter_month(calendar: Calendar, start: date, count: int) -> None:
    month = start.month - 1 + count
    year, month = start.year + month // 12, month % 12 + 1
    day = start.day
    while True:
        try:
            end = date(year, month, day)
            break
        except ValueError:
            day -= 1
    deadlines = terms.Deadlines(rules(filing_deadline_months=count, licence_filing_months=count), calendar)
    assert or_none(lambda: deadlines.filing(start)) == last(calendar, end, roll=True)
    assert or_none(lambda: deadlines.licence_filing(start)) == last(calendar, end, roll=True)


@given(st.dates(date(2000, 1, 1), date(2100, 1, 1)), st.integers(1, 50), st.integers(-3, 3))
def test_a_use_right_is_long_enough_from_the_corresponding_day_on(start: date, years: int, off_by: int) -> None:
    end = plain_years_from(start, years) + timedelta(days=off_by)
    single = rules(use_min_years=years)
    assert terms.is_long_enough(single, start, end, extension_years=40) == (off_by >= 0)
    cumulative = rules(use_mode="cumulative", use_min_years=2 * years, use_first_min_years=years)
    if (start.month, start.day) != (2, 29):
        assert terms.is_long_enough(cumulative, start, end, extension_years=years) == (off_by >= 0)
        assert terms.is_long_enough(cumulative, start, end, extension_years=years - 1) is False


@given(st.dates(date(1990, 1, 1), date(2030, 1, 1)), st.integers(1, 30))
def test_a_right_protects_on_the_days_before_its_expiry(filed: date, years: int) -> None:
    expiry = terms.Protection("design", None, filed, None).expires_on(rules(ip_years={"design": years}))
    assert expiry is not None
    assert (expiry.year, expiry.month) == (filed.year + years, filed.month)
    assert expiry.day == filed.day or (filed.month, filed.day, expiry.day) == (2, 29, 28)
    assert terms.shorter_lives({"I": expiry}, expiry) == [("I", expiry)]
    assert terms.shorter_lives({"I": expiry}, expiry - timedelta(days=1)) == []


@given(st.dates(), st.integers(0, 10**9))
def test_no_term_is_too_long_for_the_calendar(start: date, years: int) -> None:
    assert start <= terms.years_after(start, years) <= date.max


# ---- subsidies and vouchers

SALES = st.lists(
    st.builds(
        lambda day, amount, returned, new: subsidy.Sale(day, amount, min(amount, returned), new),
        st.dates(date(2025, 6, 1), date(2029, 6, 1)),
        st.integers(0, 10**12),
        st.integers(0, 10**12),
        st.booleans(),
    ),
    max_size=12,
)


@given(
    SALES, st.integers(0, 2000), st.none() | st.integers(0, 10**9), st.sampled_from(["I1", "I1_FULL_YEAR", "I2", "I3"])
)
def test_claims_never_pay_more_than_the_rate_of_the_base(
    sales: list[subsidy.Sale], rate: int, cap: int | None, reading: str
) -> None:
    """However a buyer claims: after every report, the sum stays within the rate of what counts by then."""
    told = rules(subsidy={"rate_bp": rate, "window": reading, "cap_fen": cap, "kinds": []})
    start, end = subsidy.window(reading, date(2026, 8, 14), date(2026, 7, 1))
    paid = highest = 0
    for i in range(len(sales) + 1):
        due = subsidy.due(told, sales[:i], start, end, paid)
        counted = [s for s in sales[:i] if start <= s.day <= end and s.new_product]
        base = sum(s.amount - s.returns for s in counted)
        assert due.base == base
        highest = max(highest, base)
        paid += due.due
        assert paid * 10_000 <= highest * rate
        assert cap is None or paid <= cap
        assert subsidy.due(told, sales[:i], start, end, paid).due == 0


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.dates(date(2000, 1, 1), date(2090, 1, 1)))
def test_the_four_windows(registered: date, effective: date) -> None:
    new_year, next_new_years_eve = date(registered.year, 1, 1), date(registered.year + 1, 12, 31)
    from_effect = new_year if effective < new_year else effective
    assert subsidy.window("I1", registered, effective) == (from_effect, next_new_years_eve)
    assert subsidy.window("I1_FULL_YEAR", registered, effective) == (new_year, next_new_years_eve)
    assert subsidy.window("I3", registered, effective) == (from_effect, date(registered.year + 2, 12, 31))
    start, end = subsidy.window("I2", registered, effective)
    assert start == registered
    assert end == plain_months_from(registered, 24)


@given(
    st.integers(0, 10**9), st.lists(st.integers(0, 10**9), max_size=6), st.integers(0, 10_000), st.integers(0, 10**9)
)
def test_vouchers_never_pay_beyond_the_year_the_face_or_the_part(
    face: int, bills: list[int], rate: int, cap: int
) -> None:
    told, year = rules(voucher={"rate_bp": rate, "annual_cap_fen": cap}), 0
    for bill in bills:
        paid = vouchers.redeemed(told, face, bill, year)
        assert 0 <= paid <= face
        assert paid * 10_000 <= bill * rate
        year += paid
        assert year <= cap


# ---- ties

PARTIES = st.sampled_from("ABCD")
RELATIONS = st.lists(
    st.builds(
        lambda a, b, kind, since, length, bp: (a, b, kind, since, length, bp),
        PARTIES,
        PARTIES,
        st.sampled_from(["affiliation", "equity", "co_built", "employment", "other"]),
        st.integers(0, 40),
        st.none() | st.integers(0, 40),
        st.none() | st.sampled_from([0, 1, 300]),
    ),
    max_size=6,
)
ZERO = date(2026, 1, 1)


@given(RELATIONS, st.integers(0, 40), st.integers(0, 20))
def test_ties_are_symmetric_and_found_by_looking_at_every_pair(
    told: list[tuple[str, str, str, int, int | None, int | None]], begin: int, length: int
) -> None:
    start, end = ZERO + timedelta(days=begin), ZERO + timedelta(days=begin + length)
    relations = [
        Relation(
            f"R{i}",
            a,
            b,
            kind,
            ZERO + timedelta(days=since),
            None if span is None else ZERO + timedelta(days=since + span),
            bp,
        )
        for i, (a, b, kind, since, span, bp) in enumerate(told)
    ]
    period = {start + timedelta(days=i) for i in range(length + 1)}

    def overlaps(relation: Relation) -> bool:
        until = relation.ended_on or end
        nothing = relation.kind == "equity" and relation.percent_bp == 0
        return not nothing and any(relation.since <= day <= until for day in period)

    for one in "ABCD":
        for other in "ABCD":
            found = [each.number for each in ties(relations, one, other, start, end)]
            assert found == [each.number for each in ties(relations, other, one, start, end)]
            expected = set()
            for each in relations if one != other else []:
                if overlaps(each) and {each.a, each.b} == {one, other}:
                    expected.add(each.number)
                for second in relations:
                    third = ({each.a, each.b} - {one}) & ({second.a, second.b} - {other}) - {one, other}
                    both = {each.kind, second.kind} <= {"equity", "affiliation"}
                    ends = one in (each.a, each.b) and other in (second.a, second.b)
                    if both and third and ends and overlaps(each) and overlaps(second):
                        expected |= {each.number, second.number}
            assert found == sorted(expected)


# ---- consent, priority, pledges

HELD = st.dictionaries(st.sampled_from("ABCDE"), st.integers(1, WHOLE // 5), min_size=1)


@given(HELD, st.sets(st.sampled_from("ABCDEF")), st.sets(st.sampled_from("ABCDEF")))
def test_more_signatures_never_take_a_consent_away(holders: dict[str, int], actors: set[str], signed: set[str]) -> None:
    for rule in consent.Rule:
        deciding = consent.Deciding(holders, rule, "A", "B")
        missing = deciding.missing(actors, signed)
        assert not missing & (signed | actors)
        assert deciding.missing(actors, signed | missing) == set()
        assert deciding.missing(actors, signed | {"Z"}) <= missing
        if rule is consent.Rule.UNANIMOUS:
            assert missing == set(holders) - actors - signed


@given(st.integers(1, WHOLE), HELD, st.sets(st.sampled_from("ABCDEF"), min_size=1))
def test_claimants_take_exactly_the_share(units: int, holders: dict[str, int], claimants: set[str]) -> None:
    order = sorted(claimants)
    taken = priority.shares_taken(units, order, holders)
    assert list(taken) == order
    assert sum(taken.values()) == units
    weights = [holders.get(each, 0) for each in order]
    weights = weights if all(weights) else [1] * len(order)
    for each, weight in zip(order, weights, strict=True):
        assert abs(taken[each] - Fraction(units * weight, sum(weights))) < 1


@given(st.data())
def test_pledged_units_never_get_lost_on_the_way_unless_they_are_released(data: st.DataObject) -> None:
    holders = data.draw(HELD)
    parts = {name: data.draw(st.integers(1, units)) for name, units in holders.items() if data.draw(st.booleans())}
    assume(parts)
    moves, left = [], dict(holders)
    for _ in range(data.draw(st.integers(0, 5))):
        giver = data.draw(st.sampled_from(sorted(holders)))
        if left[giver]:
            units = data.draw(st.integers(1, left[giver]))
            left[giver] -= units
            moves.append((giver, data.draw(st.sampled_from("ABCDEFG")), units))
    for follows in (True, False):
        plan = pledging.touched({"P": parts}, holders, moves, follows=follows)
        given_away = {name: sum(u for g, _, u in moves if g == name) for name in parts}
        beyond = {n: given_away[n] - (holders[n] - parts[n]) for n in parts}
        expected = {name: units for name, units in beyond.items() if units > 0}
        assert ({} if not plan else plan["P"].units) == expected
        if plan and follows:
            after = dict(holders)
            for giver, receiver, units in moves:
                after[giver] -= units
                after[receiver] = after.get(receiver, 0) + units
            assert sum(plan["P"].parts.values()) == sum(parts.values())
            assert all(0 < units <= after[name] for name, units in plan["P"].parts.items())
        if plan and not follows:
            assert plan["P"].parts == {name: units for name, units in parts.items() if name not in expected}


# ---- whole dockets

MOVES = st.lists(
    st.tuples(st.sampled_from(["U", "P1", "P2", "P3"]), st.sampled_from(["U", "P1", "P2", "P3"]), st.integers(1, 60)),
    max_size=6,
)


@settings(max_examples=25, deadline=None)
@given(MOVES)
def test_shares_are_always_whole_and_the_past_never_changes(moves: list[tuple[str, str, int]]) -> None:
    story = Story()
    confirm(story, table(U=(51, 100), P1=(30, 100), P2=(19, 100)))
    seen = {"2026-03-18": story.ask("owners_as_of", achievement="A", at="2026-03-18")}
    for i, (giver, receiver, hundredths) in enumerate(moves):
        day = f"2026-04-{i + 1:02}"
        story.on(day).good(
            "share_conveyed",
            ["U", "P1", "P2", "P3", "OF"],
            conveyance=f"C{i}",
            basis="gift",
            movements=[move(giver, receiver, (hundredths, 100))],
        )
        seen[day] = story.ask("owners_as_of", achievement="A", at=day)
        for then, answer in seen.items():
            assert story.ask("owners_as_of", achievement="A", at=then) == answer
            assert sum(Fraction(*share) for _, share in answer["owners"]) == 1
            assert all(share[0] > 0 for _, share in answer["owners"])
    again = story.dossier.docket()
    assert all(outcome.accepted for outcome in fold(again, story.accepted))
    assert again == story.docket


@settings(max_examples=60, deadline=None)
@given(st.sets(st.sampled_from(["U", "P1", "P2", "Q", "OF", "B"])), st.sampled_from([None, "released", "follows"]))
def test_no_pledged_unit_moves_and_no_licence_is_given_without_the_pledgee(signed: set[str], after: str | None) -> None:
    story = Story()
    confirm(story, table(U=(51, 100), P1=(30, 100), P2=(19, 100)))
    story.ok("pledge_registered", pledged=table(P1=(30, 100)))
    pledge = dict(story.docket.pledges["PL"].parts)
    for outcome in (
        story.good("share_conveyed", sorted(signed), pledge_after=after),
        story.good(
            "share_conveyed", sorted(signed), basis="gift", movements=[move("P1", "Q", (1, 100))], pledge_after=after
        ),
        story.good("licence_granted", sorted(signed)),
    ):
        assert not outcome.accepted
        assert "PLEDGEE_CONSENT_MISSING" in outcome.all_codes
    assert story.docket.pledges["PL"].parts == pledge


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 15), st.sets(st.sampled_from(["U", "P1", "P2", "Q", "OF", "B", "BK"])))
def test_no_path_leads_from_a_notice_to_a_licence(days: int, signed: set[str]) -> None:
    story = Story()
    story.ok("achievement_filed")
    story.ok("title_applied")
    story.ok("notice_opened")
    story.on(f"2026-03-{2 + days:02}")
    everybody = sorted(signed | {"U", "B"})
    for kind, changes in (
        ("licence_granted", {"licensors": ["U"]}),
        ("share_conveyed", {"movements": [move("U", "P1", (1, 2))]}),
        ("pledge_registered", {"pledged": table(U=(1, 1))}),
        ("priority_offered", {"seller": "U", "to": ["P1", "P2"]}),
    ):
        assert story.good(kind, everybody, **changes).code == "NOT_CONFIRMED"
    assert story.good("confirmed", ["U", "OF"]).code == "PUBLICITY_RUNNING"
