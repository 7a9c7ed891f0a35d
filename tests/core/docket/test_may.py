"""What an answer to *may I?* rests on, case by case: reasons, whom they name, until when, and who signs anyway."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from ledger.core.docket.checking import Circumstances, OfferStanding, Reason, Verdict, check
from ledger.core.docket.disposing import Position, Wish
from ledger.core.docket.things import Achievement, Agreement, Pledge
from ledger.core.policy.book import book_on
from ledger.core.policy.consent import Rule
from ledger.core.policy.grounds import NEEDS, OPEN, REFUSALS
from ledger.core.shares import WHOLE

DAY = date(2026, 11, 23)
BOOK = book_on(DAY)
HALF, QUARTER = WHOLE // 2, WHOLE // 4
KNOWN = Circumstances("confirmed", 4, 0, 0, False, 0)
UNITS = Circumstances("confirmed", 4, 0, 0, False, 0, organisations=frozenset("123"))
PLEDGES = {"p": Pledge("", "7", {"1": QUARTER}, [], 0), "q": Pledge("", "10", {"2": 5}, [], 0)}
OFFER = OfferStanding("0x0f", "1", HALF, ("2", "3"), (), (), "lapsed", 50, 60)


def position(
    rule: Rule = Rule.UNANIMOUS, *, free: bool = True, holders: Mapping[str, int] | None = None, **more: Any
) -> Position:
    held = {"1": HALF, "2": QUARTER, "3": QUARTER} if holders is None else holders
    made = Achievement("", "", False, [], [], {}, [], standing=more.pop("standing", "CONFIRMED"), holders=dict(held))
    made.agreement = Agreement("1", "2", rule, free, None, None)
    return Position(made, more.get("frozen", False), more.get("pledges", {}), ())


def offered(*offers: OfferStanding) -> Circumstances:
    return replace(KNOWN, offers=offers)


def ask(asked: Position, act: str, known: Circumstances = KNOWN, /, party: str = "1", **wish: Any) -> Verdict:
    return check(asked, Wish(party, act, **wish), DAY, known, (), BOOK)


def told(reason: Reason) -> tuple[Any, ...]:
    """Rule, kind, parties, until, thing; what follows nothing is left out."""
    found = [reason.rule, reason.kind, reason.parties, reason.until, reason.thing]
    while found[-1] in (None, ()):
        found.pop()
    return tuple(found)


OUTSIDE = ("outside_pledges", "unknown")
CONSENTS = ("CONSENT_MISSING", "need", ("2", "3"))
CASES: list[tuple[Position, str, Circumstances, dict[str, Any], str, list[tuple[Any, ...]]]] = [
    # ---- what speaks against it
    (position(standing="FILED"), "gift", replace(KNOWN, status="closed"), {}, "no", [("NOT_CONFIRMED", "no")]),
    (
        position(standing="FILED"),
        "gift",
        replace(KNOWN, status="closed", objections=1, notice_until=9),
        {},
        "no",
        [("NOT_CONFIRMED", "no")],
    ),
    *(
        (
            position(standing="FILED"),
            "gift",
            replace(KNOWN, status=status, notice_until=99),
            {},
            "no",
            [("NOT_CONFIRMED", "no"), ("PUBLICITY_RUNNING", "no", (), 99)],
        )
        for status in ("registered", "notice", "contested")
    ),
    (
        position(standing="FILED"),
        "gift",
        replace(KNOWN, status="contested", notice_until=99, renotice=True, objections=2),
        {},
        "no",
        [("NOT_CONFIRMED", "no"), ("REPUBLICITY_REQUIRED", "no"), ("OBJECTION_PENDING", "no")],
    ),
    (position(), "gift", KNOWN, {"party": "8"}, "no", [("NOT_OWNER", "no", ("8",))]),
    (position(), "gift", KNOWN, {"units": HALF + 1}, "no", [("INSUFFICIENT_SHARE", "no", ("1",))]),
    (
        position(),
        "contract",
        KNOWN,
        {"beside": ("10", "9", "2")},
        "no",
        [("SELLER_OWNER_MISMATCH", "no", ("9", "10"))],
    ),
    (position(frozen=True), "pledge", replace(KNOWN, frozen_until=77), {}, "no", [("FROZEN", "no", (), 77)]),
    (position(pledges=PLEDGES), "pledge", KNOWN, {}, "no", [("ALREADY_PLEDGED", "no", ("7",), None, "p")]),
    # ---- what it waits for
    (position(), "gift", KNOWN, {"to": "2"}, "needs", [OUTSIDE]),
    (position(free=False), "gift", KNOWN, {"to": "2"}, "needs", [("CONSENT_MISSING", "need", ("3",)), OUTSIDE]),
    (position(free=False), "gift", KNOWN, {"to": "8"}, "needs", [CONSENTS, OUTSIDE]),
    (
        position(Rule.MAJORITY),
        "licence_sole",
        KNOWN,
        {},
        "needs",
        [("QUORUM_MISSING", "need", ("2", "3")), OUTSIDE],
    ),
    (
        position(Rule.DELEGATED_UNIT),
        "licence_sole",
        KNOWN,
        {"party": "2"},
        "needs",
        [("CONSENT_MISSING", "need", ("1",)), OUTSIDE, ("representative", "unknown", ("1",))],
    ),
    (position(Rule.DELEGATED_UNIT), "licence_ordinary", KNOWN, {}, "needs", [OUTSIDE]),
    (position(Rule.DELEGATED_UNIT), "gift", KNOWN, {}, "needs", [OUTSIDE]),
    (
        position(Rule.DELEGATED_UNIT, free=False),
        "gift",
        KNOWN,
        {},
        "needs",
        [OUTSIDE, ("representative", "unknown", ("1",))],
    ),
    (position(Rule.DELEGATED_TEAM), "licence_sole", KNOWN, {"party": "2"}, "needs", [OUTSIDE]),
    (
        position(frozen=True),
        "licence_ordinary",
        replace(KNOWN, frozen_until=77),
        {},
        "needs",
        [("FREEZE_NOTICE_MISSING", "need", (), 77), OUTSIDE],
    ),
    (
        position(pledges=PLEDGES),
        "licence_ordinary",
        KNOWN,
        {},
        "needs",
        [
            ("PLEDGEE_CONSENT_MISSING", "need", ("7",), None, "p"),
            ("PLEDGEE_CONSENT_MISSING", "need", ("10",), None, "q"),
            OUTSIDE,
        ],
    ),
    (
        position(pledges=PLEDGES),
        "gift",
        KNOWN,
        {},
        "needs",
        [("PLEDGEE_CONSENT_MISSING", "need", ("7",), None, "p"), OUTSIDE],
    ),
    (position(pledges=PLEDGES), "gift", KNOWN, {"units": QUARTER}, "needs", [OUTSIDE]),
    (
        position(pledges=PLEDGES),
        "gift",
        KNOWN,
        {"units": QUARTER + 1},
        "needs",
        [("PLEDGEE_CONSENT_MISSING", "need", ("7",), None, "p"), OUTSIDE],
    ),
    (position(), "contract", KNOWN, {"beside": ("3",)}, "needs", [("SELLER_MISSING", "need", ("2",))]),
    (position(), "contract", KNOWN, {"beside": ("3", "2")}, "yes", []),
    # ---- priority
    (position(), "sell_outside", KNOWN, {}, "needs", [("ROFR_NOT_OFFERED", "need", ("2", "3")), OUTSIDE]),
    (position(), "equity", KNOWN, {"to": "8"}, "needs", [("ROFR_NOT_OFFERED", "need", ("2", "3")), OUTSIDE]),
    (position(), "equity", KNOWN, {"to": "2"}, "needs", [OUTSIDE]),
    (position(), "sell_inside", KNOWN, {"to": "2"}, "needs", [OUTSIDE]),
    (
        position(),
        "sell_outside",
        offered(replace(OFFER, status="open", unanswered=("3",))),
        {},
        "needs",
        [("ROFR_RUNNING", "need", ("3",), 50, "0x0f"), OUTSIDE],
    ),
    (
        position(),
        "sell_outside",
        offered(replace(OFFER, status="taken", taken_by=("2",))),
        {},
        "no",
        [("ROFR_EXERCISED", "no", ("2",), 60, "0x0f"), OUTSIDE],
    ),
    *(
        (
            position(),
            "sell_outside",
            offered(OFFER if status == "lapsed" else replace(OFFER, status=status)),
            wish,
            "needs",
            [("offer_terms", "unknown", (), None, "0x0f"), OUTSIDE],
        )
        for status, wish in (("lapsed", {}), ("waived", {}), ("lapsed", {"units": HALF}))
    ),
    *(
        (
            position(),
            "sell_outside",
            offered(replace(OFFER, **other)),
            wish,
            "needs",
            [("ROFR_NOT_OFFERED", "need", ("2", "3")), OUTSIDE],
        )
        for other, wish in (
            ({"seller": "2"}, {}),
            ({"status": "settled"}, {}),
            ({"status": "withdrawn"}, {}),
            ({"entitled": ("2",)}, {}),
            ({"units": HALF + 1}, {}),
            ({}, {"units": HALF - 1}),
        )
    ),
    (
        position(),
        "sell_outside",
        offered(OFFER, replace(OFFER, number="0x1f"), replace(OFFER, number="0x2f", seller="2")),
        {},
        "needs",
        [("offer_terms", "unknown", (), None, "0x1f"), OUTSIDE],
    ),
    # ---- what the ledger does not know
    (
        position(holders={"1": WHOLE}),
        "sell_outside",
        UNITS,
        {},
        "needs",
        [("completers", "unknown", ("1",)), ("state_assets", "unknown", ("1",)), OUTSIDE],
    ),
    (position(holders={"1": WHOLE}), "sell_outside", offered(OFFER), {}, "needs", [OUTSIDE]),
    (
        position(holders={"1": WHOLE}),
        "equity",
        UNITS,
        {"to": "8"},
        "needs",
        [("completers", "unknown", ("1",)), ("state_assets", "unknown", ("1",)), OUTSIDE],
    ),
    (position(), "equity", UNITS, {"to": "2"}, "needs", [("state_assets", "unknown", ("1",)), OUTSIDE]),
    (position(), "gift", UNITS, {"to": "2"}, "needs", [("state_assets", "unknown", ("1",)), OUTSIDE]),
    (
        position(holders={"1": WHOLE}),
        "pledge",
        UNITS,
        {},
        "needs",
        [("state_assets", "unknown", ("1",)), OUTSIDE],
    ),
    (position(), "licence_ordinary", UNITS, {}, "needs", [OUTSIDE]),
    (position(), "gift", replace(UNITS, organisations=frozenset("2")), {"to": "2"}, "needs", [OUTSIDE]),
]


@pytest.mark.parametrize(("asked", "act", "known", "wish", "answer", "expected"), CASES)
def test_an_answer_rests_on_these_reasons_and_no_others(
    asked: Position,
    act: str,
    known: Circumstances,
    wish: dict[str, Any],
    answer: str,
    expected: list[tuple[Any, ...]],
) -> None:
    verdict = ask(asked, act, known, **wish)
    assert [told(each) for each in verdict.reasons] == expected
    assert verdict.answer == answer
    assert bool(verdict.seats) == (answer != "no" or expected[0][0] == "ROFR_EXERCISED")
    for each in verdict.reasons:
        assert each.ground is {"no": REFUSALS, "need": NEEDS, "unknown": OPEN}[each.kind][each.rule]
        for which, said in enumerate(each.says):
            named = "{parties}" in each.ground.says[which]
            assert not named or ("、", ", ")[which].join(each.parties) in said
            assert "{" not in said


def said(verdict: Verdict, place: int = 0) -> tuple[str, str]:
    return verdict.reasons[place].says


def test_sentences_name_status_count_and_units() -> None:
    filed = position(standing="FILED")
    assert "(contested)" in said(ask(filed, "gift", replace(KNOWN, status="contested")))[1]
    assert "3 objections" in said(ask(filed, "gift", replace(KNOWN, status="notice", objections=3)), 1)[1]
    waiting = ask(position(Rule.MAJORITY), "licence_sole")
    assert f" {1} units" in said(waiting)[1]
    two_thirds = ask(position(Rule.TWO_THIRDS), "licence_sole")
    assert f" {WHOLE // 3 * 2 - HALF} 单位" in said(two_thirds)[0]
    with_another = check(position(Rule.TWO_THIRDS, free=False), Wish("2", "gift", "3"), DAY, KNOWN, (), BOOK)
    assert told(with_another.reasons[0]) == ("QUORUM_MISSING", "need", ("1",))
    assert f" {WHOLE // 3 * 2 - HALF} units" in said(with_another)[1]
    assert f" {HALF} units" in said(ask(position(), "sell_outside", offered(OFFER)))[1]


@pytest.mark.parametrize(
    ("act", "wish", "seats"),
    [
        ("gift", {"to": "8"}, [("giver", "1"), ("receiver", "8"), ("officer", None, "register_transfer", 4)]),
        ("sell_inside", {}, [("giver", "1"), ("receiver", None), ("officer", None, "register_transfer", 4)]),
        ("licence_sole", {"to": "8"}, [("licensor", "1"), ("licensee", "8")]),
        ("licence_ordinary", {"to": "8"}, [("licensor", "1"), ("licensee", "8")]),
        ("pledge", {"to": "8"}, [("pledgor", "1"), ("pledgee", "8"), ("officer", None, "register_pledge", 4)]),
        (
            "contract",
            {"to": "8", "beside": ("2", "3")},
            [("seller", "1"), ("seller", "2"), ("seller", "3"), ("officer", None, "register_contract", 4)],
        ),
    ],
)
def test_an_answer_names_who_signs_anyway(act: str, wish: dict[str, Any], seats: list[tuple[Any, ...]]) -> None:
    found = ask(position(), act, **wish).seats
    assert [(each.role, each.party, *((each.power, each.node) if each.power else ())) for each in found] == seats


def test_what_was_looked_up_is_asked_no_more() -> None:
    wish = Wish("1", "gift", "2")
    assert [each.rule for each in check(position(), wish, DAY, UNITS, {"state_assets"}, BOOK).reasons] == [
        "outside_pledges"
    ]
    assert check(position(), wish, DAY, UNITS, {"state_assets", "outside_pledges"}, BOOK).answer == "yes"


def test_nothing_filed_is_nothing_confirmed() -> None:
    nothing = Position(None, False, {}, ())
    assert [told(each) for each in ask(nothing, "gift").reasons] == [("NOT_CONFIRMED", "no")]
