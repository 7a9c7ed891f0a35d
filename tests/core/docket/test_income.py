"""Income, rewards, subsidies and vouchers through the life of an achievement."""

from typing import Any

import pytest

from tests.core.docket import story as told
from tests.core.docket.story import Story, begun, state
from tests.core.docket.worlds import ratios, table


def test_income_is_split_by_shares_agreement_or_the_units_rule() -> None:
    story = begun(told.earned)
    assert story.ask("distribution_of", statement="ST") is None
    lines = [["U", 4_533_333], ["P1", 2_666_666], ["P2", 1_688_889]]
    assert story.ok("proceeds_distributed") == {"lines": lines, "team": None, "floor": None}
    assert story.ask("distribution_of", statement="ST") == {
        "net_fen": 8_888_888,
        "debt_fen": 0,
        "rest_fen": 8_888_888,
        "lines": lines,
        "team": None,
        "floor": None,
    }
    story = begun(told.granted)
    story.ok(
        "proceeds_received", gross_fen=105, deductions={"taxes_fen": 3, "negotiation_fen": 1}, received_on="2026-03-18"
    )
    values = story.ok("proceeds_distributed", basis="agreement")
    assert values["lines"] == [["U", 30], ["TEAM", 71]]  # 30.3 and 70.7
    assert values["team"] == [["P1", 43], ["P2", 28]]  # 42.6 and 28.4


@pytest.mark.parametrize(
    ("mode", "bp", "paid", "required"),
    [
        ("transfer", 6000, 6000, 6000),
        ("licence", 6000, 6000, 6000),
        ("equity", 6000, 6000, 6000),
        ("self", 1000, 1000, 1000),
        ("joint", 1000, 1000, 1000),
    ],
)
def test_the_floor_is_of_the_mode(mode: str, bp: int, paid: int, required: int) -> None:
    story = begun(told.alone)
    story.ok("proceeds_received", gross_fen=10_000, mode=mode, received_on="2026-03-18")
    split = {"basis": "unit_rule", "reward_split": ratios(P1=(1, 1))}
    story.no("FLOOR_NOT_MET", "proceeds_distributed", unit_rule_bp=bp - 1, **split)
    floor = story.ok("proceeds_distributed", unit_rule_bp=bp, **split)["floor"]
    assert floor == {"required_fen": required, "paid_fen": paid, "met": True, "shortfall_fen": 0}


def test_a_unit_for_which_the_floor_is_soft_is_only_told() -> None:
    story = Story()
    story.ok("achievement_filed", ["S", "OF"], claimed=table(S=(1, 1)), completing_units=["S"])
    story.ok("title_applied", ["S"])
    story.ok("notice_opened", ["S"])
    story.on("2026-03-18").ok("confirmed", ["S", "OF"])
    story.ok("proceeds_received", gross_fen=1000, received_on="2026-03-18")
    values = story.ok("proceeds_distributed")
    assert values["floor"] == {"required_fen": 600, "paid_fen": 0, "met": False, "shortfall_fen": 600}


def test_claims_add_up_and_the_window_can_be_read_in_four_ways() -> None:
    story = begun(told.sold)
    values = story.ok("subsidy_claimed")
    assert values == {"base_fen": 1_000_000, "total_fen": 50_000, "paid_before_fen": 0, "amount_fen": 50_000}
    story.on("2026-07-01").ok("sales_reported", report="R2", sold_on="2026-03-19", amount_fen=500_000)
    story.ok("sales_reported", report="R3", sold_on="2026-06-30", amount_fen=300_000, returns_fen=100_000)
    story.ok("sales_reported", report="R4", sold_on="2026-06-30", amount_fen=777, new_product=False)

    def due(**window: str) -> dict[str, Any]:
        return dict(story.ask("subsidy_of", contract="CT", claimant="B", at="2026-07-01", **window))

    assert due() == {
        "eligible": True,
        "reasons": [],
        "from": "2026-03-20",
        "to": "2027-12-31",
        "base_fen": 1_200_000,
        "total_fen": 60_000,
        "paid_fen": 50_000,
        "due_fen": 10_000,
    }
    assert due(window="I1_FULL_YEAR")["due_fen"] == 35_000
    assert (due(window="I2")["from"], due(window="I2")["to"]) == ("2026-03-20", "2028-03-20")
    assert due(window="I3")["to"] == "2028-12-31"
    assert story.ok("subsidy_claimed", claim="C2")["amount_fen"] == 10_000
    story.ok("relation_declared", since="2026-07-01")
    story.ok("contract_cancelled")
    asked = due()
    assert (asked["eligible"], asked["reasons"], asked["due_fen"]) == (
        False,
        ["CONTRACT_CLOSED", "RELATED_PARTY"],
        0,
    )


def test_vouchers_of_one_year_share_its_cap() -> None:
    story = Story(voucher={"rate_bp": 5000, "annual_cap_fen": 1500})
    for name in ("V", "V2", "V3"):
        story.ok("voucher_issued", voucher=name)
    assert story.ok("voucher_redeemed") == {"redeemed_fen": 1000}
    assert story.ok("voucher_redeemed", voucher="V2", contract_fen=9999) == {"redeemed_fen": 500}
    assert state(story, "voucher", "V2", "2026-03-02") == "REDEEMED"
    assert state(story, "voucher", "V3", "2026-10-31") == "ISSUED"
    assert state(story, "voucher", "V3", "2026-11-01") == "EXPIRED"
    assert story.ok("voucher_redeemed", voucher="V3", used_on="2025-12-31", contract_fen=801) == {"redeemed_fen": 400}


def test_proceeds_that_pay_another_achievement_s_pledge_stay_with_their_own() -> None:
    story = begun(told.pledged)
    story.ok("achievement_filed", achievement="A2", reg_no="9622026Y0002", ip=["I6"], service=False)
    story.ok("title_applied", proposal="PT2", achievement="A2")
    story.ok("notice_opened", proposal="PT2")
    story.on("2026-04-08").ok("confirmed", proposal="PT2")
    debts = [{"pledge": "PL", "interest_fen": 0}]
    paid = story.ok("proceeds_received", achievement="A2", received_on="2026-04-08", debts=debts)
    assert paid["debt_fen"]
    story.ok("proceeds_distributed")
    asked = story.ask("history_of", achievement="A", at="2026-12-31")
    assert asked["events"][-1] == len(story.accepted) - 1  # that they were received, and no more
    assert story.ask("history_of", achievement="A2", at="2026-12-31")["events"][-1] == len(story.accepted)
