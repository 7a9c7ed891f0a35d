"""What events do: the values they tell, the edges at which they are still accepted, the answers afterwards."""

from typing import Any

import pytest

from tests.core.docket import story as told
from tests.core.docket.story import Story, begun, state
from tests.core.docket.worlds import move, table

GIFT = {"basis": "gift", "movements": [move("P1", "Q", (1, 10))]}


def test_a_claim_is_no_title_and_a_version_counts_what_moves() -> None:
    story = begun(told.held)
    assert story.ask("owners_as_of", achievement="A", at="2026-03-01") == {
        "standing": "NONE",
        "owners": [],
        "claimed": [],
        "version": 0,
    }
    claimed = [["U", [51, 100]], ["P1", [3, 10]], ["P2", [19, 100]]]
    asked = story.ask("owners_as_of", achievement="A", at="2026-03-17")
    assert asked == {"standing": "FILED", "owners": [], "claimed": claimed, "version": 0}
    asked = story.ask("owners_as_of", achievement="A", at="2026-03-18T08:59:59+08:00")
    assert asked["standing"] == "FILED"
    asked = story.ask("owners_as_of", achievement="A", at="2026-03-18T09:00:00+08:00")
    assert asked == {"standing": "CONFIRMED", "owners": claimed, "claimed": [], "version": 1}
    values = story.ok("share_conveyed", version=1)
    assert values == {"owners": [["U", [51, 100]], ["P1", [1, 5]], ["P2", [29, 100]]], "version": 2}
    values = story.ok("share_conveyed", conveyance="C2", movements=[move("P1", "P2", (1, 5))])
    assert values == {"owners": [["U", [51, 100]], ["P2", [49, 100]]], "version": 3}


@pytest.mark.parametrize(
    ("signed", "code"), [(["P1", "Q", "OF", "U"], "OK"), (["P1", "Q", "OF", "P2"], "CONSENT_MISSING")]
)
def test_two_thirds_are_enough_and_fewer_are_not(signed: list[str], code: str) -> None:
    story = Story()
    story.ok("achievement_filed")
    owners = table(U=(1, 3), P1=(1, 3), P2=(1, 3))
    story.ok("ownership_grant_applied", decision_rule="two_thirds", owners=owners)
    story.ok("notice_opened", ["U"], proposal="PG")
    story.on("2026-03-18").ok("confirmed", ["U", "P1", "P2", "OF"], proposal="PG")
    may = story.ask("may_dispose", achievement="A", party="P1", act="sell_inside", at="2026-03-18")
    assert may == {"answer": "needs", "reason": None, "needs": ["consent:two_thirds"]}
    if code != "OK":  # one third and a unit less than another
        story.ok("share_conveyed", ["U", "P1", "P2", "OF"], movements=[move("P2", "U", (1, 9))])
    assert story.good("share_conveyed", signed, conveyance="C2", **GIFT).code == code


@pytest.mark.parametrize(("rule", "who"), [("delegated_unit", "U"), ("delegated_team", "P1")])
def test_a_delegate_consents_for_all(rule: str, who: str) -> None:
    story = Story()
    story.ok("achievement_filed")
    story.ok("ownership_grant_applied", decision_rule=rule)
    story.ok("notice_opened", ["U"], proposal="PG")
    story.on("2026-03-18").ok("confirmed", ["U", "P1", "P2", "OF"], proposal="PG")
    for party in ("U", "P1", "P2"):
        needs = story.ask("may_dispose", achievement="A", party=party, act="pledge", at="2026-03-18")["needs"]
        assert needs == ([] if party == who else [f"consent:{who}"])
    moves = [move("P2", "Q", (1, 10))]
    assert story.no("CONSENT_MISSING", "share_conveyed", ["P2", "Q", "OF"], basis="gift", movements=moves) == {
        "missing": [who]
    }
    story.ok("share_conveyed", ["P2", "Q", "OF", who], basis="gift", movements=moves)


def test_free_shares_move_without_consent_and_are_pledged_with_it() -> None:
    story = Story()
    story.ok("achievement_filed")
    story.ok("ownership_grant_applied", shares_free=True)
    story.ok("notice_opened", ["U"], proposal="PG")
    story.on("2026-03-18").ok("confirmed", ["U", "P1", "P2", "OF"], proposal="PG")
    at = "2026-03-18"
    assert story.ask("may_dispose", achievement="A", party="P1", act="sell_inside", at=at)["answer"] == "yes"
    assert story.ask("may_dispose", achievement="A", party="P1", act="sell_outside", at=at)["needs"] == ["offer"]
    assert story.ask("may_dispose", achievement="A", party="P1", act="pledge", at=at)["needs"] == [
        "consent:P2",
        "consent:U",
    ]
    story.ok("share_conveyed", ["P1", "Q", "OF"], **GIFT)


def test_an_offer_lives_through_its_states() -> None:
    story = begun(told.offered)
    assert story.docket.offers["O"].to == ["U", "P2"]
    assert state(story, "offer", "O", "2026-03-17") == "NONE"
    assert state(story, "offer", "O", "2026-04-02") == "OPEN"
    assert state(story, "offer", "O", "2026-04-03") == "LAPSED"
    story.ok("priority_waived")
    assert state(story, "offer", "O", "2026-04-02") == "OPEN"
    story.on("2026-04-02T23:59:59+08:00").ok("priority_exercised", ["P2"], by="P2")
    assert state(story, "offer", "O", "2026-04-02") == "EXERCISED"
    bound = story.ask("encumbrances_as_of", achievement="A", at="2026-04-02")
    assert bound["offers"] == ["O"]
    values = story.ok("priority_settled", ["P1", "P2", "OF"])
    assert values["taken"] == [["P2", [1, 10]]]
    assert values["pays"] == [["P2", 60_000_000]]
    assert state(story, "offer", "O", "2026-04-02") == "SETTLED"
    assert story.ask("encumbrances_as_of", achievement="A", at="2026-04-02")["offers"] == []


def test_all_waive_and_the_outsider_buys() -> None:
    story = begun(told.offered)
    story.ok("priority_waived")
    story.ok("priority_waived", ["P2"], by="P2")
    assert state(story, "offer", "O", "2026-03-18") == "WAIVED"
    sale = {"movements": [move("P1", "Q", (1, 10))], "price_fen": 60_000_000, "offers": ["O"]}
    values = story.ok("share_conveyed", ["P1", "Q", "OF", "U", "P2"], **sale)
    assert values["owners"][-1] == ["Q", [1, 10]]
    assert state(story, "offer", "O", "2026-03-18") == "SOLD"


def test_claimants_take_in_proportion_and_pay_by_what_they_take() -> None:
    story = begun(told.taken)
    values = story.ok("priority_settled")
    # 72 072 000 units by 51 and 19 of 70: 52 509 600 and 19 562 400; the price of 60 000 000 likewise.
    assert values["taken"] == [["U", [51, 700]], ["P2", [19, 700]]]
    assert values["pays"] == [["U", 43_714_286], ["P2", 16_285_714]]
    assert values["owners"] == [["U", [102, 175]], ["P1", [1, 5]], ["P2", [38, 175]]]


def test_completers_take_equally_where_one_of_them_holds_nothing() -> None:
    story = begun(told.alone)
    values = story.ok("priority_offered", ["U"], seller="U", to=["P2", "P1"], share=[1, 720_720], price_fen=11)
    assert values == {"last_day": "2026-04-02"}
    story.ok("priority_exercised", ["P2"], by="P2")
    story.ok("priority_exercised", ["P1"], by="P1")
    values = story.ok("priority_settled", ["U", "P1", "P2", "OF"])
    assert values["taken"] == [["P1", [1, 1_441_440]], ["P2", [1, 1_441_440]]]
    assert values["pays"] == [["P1", 6], ["P2", 5]]


@pytest.mark.parametrize(
    ("kind", "left", "receivers"), [("released", {}, {}), ("follows", {"P2": 72_072_000, "U": 108_108_000}, None)]
)
def test_pledged_units_are_released_or_follow_in_the_order_of_the_movements(
    kind: str, left: dict[str, int], receivers: Any
) -> None:
    story = begun(told.pledged)  # P1 holds three tenths, one quarter is pledged
    movements = [move("P1", "P2", (1, 10)), move("P1", "U", (1, 5))]
    story.ok("share_conveyed", ["U", "P1", "P2", "OF", "BK"], movements=movements, pledge_after=kind)
    assert story.docket.pledges["PL"].parts == left
    assert state(story, "pledge", "PL", "2026-03-18") == ("RELEASED" if receivers == {} else "ACTIVE")


def test_units_that_are_not_pledged_move_without_the_pledgee() -> None:
    story = begun(told.pledged)
    story.ok("share_conveyed", movements=[move("P1", "P2", (1, 20))])
    assert story.docket.pledges["PL"].parts == {"P1": 180_180_000}
    story.no(
        "PLEDGEE_CONSENT_MISSING",
        "share_conveyed",
        conveyance="C2",
        movements=[move("P1", "P2", (1, 720_720_000))],
        pledge_after="follows",
    )


def test_a_succession_passes_freeze_and_pledge_and_takes_the_pledge_along() -> None:
    story = begun(told.pledged)
    story.ok("freeze_registered")
    story.ok("succession_registered")
    assert story.docket.pledges["PL"].parts == {"Q": 180_180_000}
    story.ok("succession_registered", ["OF"], succession="S2", **{"from": "Q"}, to=table(P3=(1, 10)), basis="court")


def test_an_objection_blocks_and_a_changed_table_needs_a_new_notice() -> None:
    story = begun(told.noticed)
    assert state(story, "proposal", "PT", "2026-03-17") == "NOTICE"
    assert state(story, "proposal", "PT", "2026-03-18") == "NOTICE_ENDED"
    story.on("2026-03-17T23:59:59+08:00")
    assert story.ok("objection_raised", [], objection="ON", by=None) == {"blocks": False}
    assert story.ok("objection_raised") == {"blocks": True}
    assert state(story, "objection", "ON", "2026-03-17") == "INFORMATION"
    assert state(story, "objection", "OB", "2026-03-17") == "OPEN"
    assert state(story, "proposal", "PT", "2026-03-18") == "OBJECTED"
    owners = table(U=(1, 2), Q=(1, 2))
    story.on("2026-03-19").ok("objection_decided", result="UPHELD", owners=owners)
    assert state(story, "proposal", "PT", "2026-03-19") == "REPUBLICITY"
    assert story.ok("notice_opened") == {"last_day": "2026-04-03"}
    assert state(story, "proposal", "PT", "2026-03-19") == "NOTICE"
    story.on("2026-04-04").no("SIGNATURE_MISSING", "confirmed")
    assert story.ok("confirmed", ["U", "Q", "OF"]) == {"owners": [["U", [1, 2]], ["Q", [1, 2]]]}
    assert state(story, "proposal", "PT", "2026-04-04") == "CONFIRMED"


@pytest.mark.parametrize(
    ("result", "owners", "after"),
    [
        ("REJECTED", True, "NOTICE"),
        ("REJECTED", False, "NOTICE"),
        ("PARTLY_UPHELD", False, "NOTICE"),
        ("UPHELD", False, "CLOSED"),
        ("PARTLY_UPHELD", True, "REPUBLICITY"),
    ],
)
def test_a_decision_leaves_changes_or_closes(result: str, owners: bool, after: str) -> None:
    story = begun(told.objected)
    story.ok("objection_decided", result=result, owners=table(U=(1, 2), Q=(1, 2)) if owners else None)
    assert state(story, "proposal", "PT", "2026-03-02") == after
    assert state(story, "objection", "OB", "2026-03-02") == result


def test_an_owner_by_grant_becomes_a_completer_and_takes_no_reward_ever() -> None:
    story = Story()
    story.ok("achievement_filed")
    story.ok("ownership_grant_applied")
    story.ok("notice_opened", ["U"], proposal="PG")
    story.ok("objection_raised", proposal="PG")
    story.ok("objection_decided", result="UPHELD", owners=table(U=(1, 2), P1=(1, 4), P3=(1, 4)))
    story.ok("notice_opened", ["U"], proposal="PG")
    story.on("2026-03-18").ok("confirmed", ["U", "P1", "P3", "OF"], proposal="PG")
    assert story.docket.achievements["A"].completers == ["P1", "P2", "P3"]
    story.no("DOUBLE_INCENTIVE", "reward_claimed", ["P3", "U"], claimant="P3")
    story.ok("reward_claimed", ["P2", "U"], claimant="P2")


def test_the_end_of_a_licence_is_the_end_of_what_hangs_on_it() -> None:
    story = begun(told.licensed)
    story.ok("sublicence_granted")
    assert story.docket.rights["L2"].ip == ["I1"]
    bound = story.ask("encumbrances_as_of", achievement="A", at="2026-03-18")
    assert bound["ordinary"] == ["L", "L2"]
    story.ok("licence_terminated", ["P1", "B"], ground="agreement")
    assert [state(story, "right", name, "2026-03-18") for name in ("L", "L2")] == ["TERMINATED", "TERMINATED"]
    assert story.ask("encumbrances_as_of", achievement="A", at="2026-03-18")["ordinary"] == []


def test_a_licence_tells_its_filing_and_what_ends_before_it() -> None:
    story = begun(told.held)
    values = story.ok("licence_granted", start="2026-06-05", end="2032-03-15", ip=["I2", "I3"])
    assert values == {
        "filing_deadline": "2026-09-07",
        "warnings": [{"ip": "I2", "effective_end": "2032-03-15"}],
    }
    values = story.ok("licence_granted", licence="L9", end="2032-03-14", ip=["I3"])
    assert values == {"filing_deadline": None, "warnings": []}


def test_rights_that_do_not_meet_stand_beside_each_other() -> None:
    story = begun(told.held)
    everybody = ["U", "P1", "P2", "C", "B"]
    story.ok(
        "licence_granted", everybody, licence="LX", licensee="C", kind="exclusive", fields=["a"], territories=["cn"]
    )
    story.ok("licence_granted", everybody, licence="L1", fields=["b"])
    story.ok("licence_granted", everybody, licence="L2", fields=["a"], territories=["us"])
    story.ok("licence_granted", everybody, licence="L3", ip=["I3"], start="2030-04-02", end="2031-01-01")
    story.ok(
        "licence_granted", everybody, licence="L4", ip=["I3"], kind="exclusive", start="2031-01-01", end="2032-01-01"
    )
    story.ok("licence_terminated", licence="LX", by="P1")
    story.ok("licence_granted", everybody, licence="L5")
