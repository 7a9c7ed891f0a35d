"""What is tried with income, rewards, subsidies and vouchers."""

from collections.abc import Callable
from typing import Any

from tests.core.docket import story as told
from tests.core.docket.story import Story, confirm
from tests.core.docket.trials_of_dealings import LICENCE, PLEDGED_OFFER
from tests.core.docket.trying import both, does, on, trial
from tests.core.docket.worlds import ratios, table

# ---- income
trial("proceeds_received", "NOT_CONFIRMED", begin=told.filed, received_on="2026-03-02")
trial("proceeds_received", "DATE_IN_FUTURE", received_on="2026-03-21")
trial("proceeds_received", "DEDUCTION_NOT_ALLOWED", deductions={"fiscal_rd_fen": 1})
trial("proceeds_received", "NET_NEGATIVE", gross_fen=10, deductions={"taxes_fen": 6, "other_direct_fen": 5})
RELEASING = both(
    told.pledged,
    does("share_conveyed", ["P1", "P2", "OF", "U", "BK"], pledge_after="released"),
)
trial(
    "proceeds_received",
    "DEBT_FIRST",
    begin=both(RELEASING, on("2026-03-20")),
    values={"pledges": ["PL"]},
    source={"kind": "conveyance", "id": "CV"},
)
SETTLED = both(PLEDGED_OFFER, does("priority_settled", ["P1", "U", "P2", "OF", "BK"], pledge_after="released"))
trial(
    "proceeds_received",
    "DEBT_FIRST",
    begin=both(SETTLED, on("2026-03-20")),
    debts=[],
    source={"kind": "offer", "id": "O"},
)
trial("proceeds_distributed", "ALREADY_DISTRIBUTED", before=does("proceeds_distributed"), distribution="D9")
trial("proceeds_distributed", "BASIS_INVALID", basis="agreement")
trial("proceeds_distributed", "BASIS_INVALID", basis="unit_rule", unit_rule_bp=5500, reward_split=ratios(P1=(1, 1)))
EARLY = both(told.alone, on("2026-03-20"), does("proceeds_received", received_on="2026-03-17"))
trial("proceeds_distributed", "BASIS_INVALID", begin=EARLY)
ALONE_EARNED = both(told.alone, on("2026-03-20"), does("proceeds_received", gross_fen=240_000_000))
UNIT_RULE = {"basis": "unit_rule", "unit_rule_bp": 5500, "reward_split": ratios(P1=(1, 2), P2=(1, 2))}
trial("proceeds_distributed", "BASIS_INVALID", begin=ALONE_EARNED, **{**UNIT_RULE, "unit_rule_bp": 0})
trial("proceeds_distributed", "BASIS_INVALID", begin=ALONE_EARNED, **{**UNIT_RULE, "unit_rule_bp": 10_000})
trial("proceeds_distributed", "BASIS_INVALID", begin=ALONE_EARNED, **{**UNIT_RULE, "unit_rule_bp": None})
trial("proceeds_distributed", "BASIS_INVALID", begin=ALONE_EARNED, **{**UNIT_RULE, "reward_split": None})
OUTSIDER = both(
    lambda story: confirm(story, table(S=(1, 1))), on("2026-03-20"), does("proceeds_received", gross_fen=1000)
)
trial("proceeds_distributed", "BASIS_INVALID", begin=OUTSIDER, **UNIT_RULE)
NO_INCOME = both(
    told.used,
    on("2026-04-01"),
    does("proceeds_received", received_on="2026-04-01", source={"kind": "licence", "id": "UR"}),
)
trial("proceeds_distributed", "BASIS_INVALID", begin=NO_INCOME, basis="agreement")
trial(
    "proceeds_distributed",
    "RATIOS_NOT_WHOLE",
    begin=ALONE_EARNED,
    basis="unit_rule",
    unit_rule_bp=7000,
    reward_split=ratios(P1=(1, 2), P2=(1, 3)),
)
LINES = [{"party": "U", "fen": 4_533_333}, {"party": "P1", "fen": 2_666_666}, {"party": "P2", "fen": 1_688_889}]
trial("proceeds_distributed", "LINES_DIFFER", lines=[LINES[1], LINES[0], LINES[2]])
trial("proceeds_distributed", "LINES_DIFFER", lines=LINES[:2])
trial("proceeds_distributed", "LINES_DIFFER", lines=[*LINES[:2], {"party": "P2", "fen": 1_688_888}])
SHORT = {"required_fen": 144_000_000, "paid_fen": 132_000_000, "met": False, "shortfall_fen": 12_000_000}
trial("proceeds_distributed", "FLOOR_NOT_MET", begin=ALONE_EARNED, values={"floor": SHORT}, **UNIT_RULE)
trial("reward_claimed", "NOT_CONFIRMED", begin=told.filed)
trial("reward_claimed", "NOT_COMPLETER", claimant="P3", sign="P3 U")
trial("reward_claimed", "DOUBLE_INCENTIVE", begin=told.granted)
GONE = both(told.granted, does("succession_registered", ["OF", "Q"], to=table(Q=(3, 10))))
trial("reward_claimed", "DOUBLE_INCENTIVE", begin=GONE)  # was an owner by grant
# ---- subsidies and vouchers
trial("subsidy_claimed", "CONTRACT_CLOSED", before=does("contract_cancelled"))
trial("subsidy_claimed", "SUBSIDY_BUYER", claimant="Q", sign="Q OF")
BOUGHT_BY_C = both(
    told.held,
    on("2026-03-20"),
    does("contract_registered", buyers=["B", "C"]),
    on("2026-06-30"),
    does("sales_reported", ["C"], enterprise="C"),
)
trial("subsidy_claimed", "SUBSIDY_BUYER", begin=BOUGHT_BY_C, claimant="C", sign="C OF")  # outside the New Area
KINDS = {"subsidy": {"rate_bp": 500, "window": "I1", "cap_fen": None, "kinds": ["技术咨询"]}}
trial("subsidy_claimed", "SUBSIDY_KIND", rules=KINDS)


def bought(**changes: Any) -> Callable[[Story], object]:
    return both(
        told.held, on("2026-03-20"), does("contract_registered", **changes), on("2026-06-30"), does("sales_reported")
    )


trial("subsidy_claimed", "SUBSIDY_KIND", begin=bought(kind="技术开发", sub_kind="合作开发"))
trial("subsidy_claimed", "SUBSIDY_MANUAL", begin=bought(kind="技术开发", sub_kind="委托开发"))
LICENSED_TO_B = both(
    told.held,
    on("2026-03-20"),
    does("licence_granted", ["P1", "B", "U", "P2"], kind="exclusive"),
    does("contract_registered", **LICENCE),
    on("2026-06-30"),
    does("sales_reported"),
)
trial("subsidy_claimed", "SUBSIDY_MANUAL", begin=LICENSED_TO_B)
trial(
    "subsidy_claimed",
    "SUBSIDY_KIND",
    begin=both(
        told.held,
        on("2026-03-20"),
        does("licence_granted"),
        does("contract_registered", **LICENCE),
        on("2026-06-30"),
        does("sales_reported"),
    ),
)
for type_ in ("co_built", "equity", "affiliation", "employment"):
    trial("subsidy_claimed", "RELATED_PARTY", before=does("relation_declared", type=type_, percent_bp=1))
trial("subsidy_claimed", "SUBSIDY_MANUAL", before=does("relation_declared", type="other"), values={"ties": ["RE"]})
trial(
    "subsidy_claimed",
    "RELATED_PARTY",
    before=both(
        does("relation_declared", type="other"), does("relation_declared", relation="R2", b="B", type="employment")
    ),
    values={"ties": ["R2", "RE"]},
)
trial(
    "subsidy_claimed",
    "RELATED_PARTY",
    before=both(
        does("relation_declared", b="C", type="equity"),
        does("relation_declared", ["B"], relation="R2", a="C", b="B", type="affiliation"),
    ),
)
trial("subsidy_claimed", "RELATED_PARTY", before=does("relation_declared", ["P1"], a="P1", since="2026-06-30"))
trial(
    "subsidy_claimed",
    "RELATED_PARTY",
    begin=both(
        lambda story: confirm(story, table(B=(1, 2), P1=(1, 2))),
        on("2026-03-20"),
        does("contract_registered", ["B", "P1", "OF"], sellers=["B", "P1"], applicant="P1"),
        on("2026-06-30"),
        does("sales_reported"),
    ),
)
trial(
    "subsidy_claimed",
    "SUBSIDY_SELLER",
    begin=both(
        lambda story: confirm(story, table(U=(1, 2), P2=(1, 2))),
        on("2026-03-20"),
        does("contract_registered", ["U", "P2", "OF"], sellers=["U", "P2"]),
        on("2026-06-30"),
        does("sales_reported"),
    ),
)
trial(
    "subsidy_claimed",
    "SUBSIDY_PRODUCT",
    begin=both(told.contracted, on("2026-06-30"), does("sales_reported", new_product=False)),
)
trial("subsidy_claimed", "NOTHING_DUE", begin=told.contracted)
trial("subsidy_claimed", "NOTHING_DUE", before=does("subsidy_claimed"), claim="C2")
trial("subsidy_claimed", "NOTHING_DUE", begin=both(told.contracted, does("sales_reported", amount_fen=19)))
trial("subsidy_claimed", "NOTHING_DUE", begin=both(told.contracted, does("sales_reported", sold_on="2026-03-19")))
trial("subsidy_claimed", "WRONG_PARK", node="QC", values={"node": "QC", "park": "秦川"})
trial("voucher_issued", "DATES_INVALID", valid_to="2026-03-01")
trial("voucher_redeemed", "VOUCHER_REDEEMED", before=does("voucher_redeemed"))
trial("voucher_redeemed", "VOUCHER_EXPIRED", before=on("2026-11-02"), used_on="2026-11-01")
trial("voucher_redeemed", "VOUCHER_SERVICE", service="技术转移")
trial("voucher_redeemed", "RELATED_PROVIDER", provider="B", sign="B OF")
trial("voucher_redeemed", "RELATED_PROVIDER", before=does("relation_declared", ["B"], a="EV", type="other"))
for absent in ("contract_document", "invoice", "deliverable"):
    trial("voucher_redeemed", "EVIDENCE_MISSING", **{absent: None}, values={"fields": [absent]})
trial("voucher_redeemed", "DATE_IN_FUTURE", used_on="2026-03-03")
trial("voucher_redeemed", "NOTHING_DUE", contract_fen=1)
CAP = {"voucher": {"rate_bp": 5000, "annual_cap_fen": 900}}
trial(
    "voucher_redeemed",
    "NOTHING_DUE",
    rules=CAP,
    before=both(does("voucher_issued", voucher="V2"), does("voucher_redeemed", voucher="V2")),
)
