"""The numbers and readings by which the rules judge: one dated table.

Where the law leaves a choice, or a text could not be read at its source, the choice stands here and not in code. A
table judges what happens after it takes effect; it never touches a right that exists.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ledger.core.errors import Malformed

PATENTS = frozenset({"invention_patent", "utility_model", "design"})


@dataclass(frozen=True)
class Floor:
    """The least part of net income that goes to those who made the achievement, in basis points.

    :param transfer: of a transfer, licence or equity. :param self_use: of the profit when the unit implements itself or
        jointly (促进科技成果转化法 45).
    """

    transfer: int
    self_use: int


@dataclass(frozen=True)
class Floors:
    """`national` for everybody, `provinces` by the first two digits of the unit's region; `hard_for` these types of
    unit a lower reward is refused, for others it is only told (转化法 45(2); 甘肃省促进科技成果转化条例)."""

    national: Floor
    provinces: Mapping[str, Floor]
    hard_for: frozenset[str]

    def of(self, region: str, by_itself: bool) -> int:
        """Basis points for a unit of this region: the larger of the nation's and its province's."""
        floors = [self.national, self.provinces.get(region[:2], self.national)]
        return max(floor.self_use if by_itself else floor.transfer for floor in floors)


@dataclass(frozen=True)
class RuleTable:
    """All parameters. The members are named as in a dossier's `rules`; amounts are fen, ratios basis points.

    :param use_mode: `single` or `cumulative`. :param ip_years: years of protection by kind of right; a kind that
        is not named never expires. :param rounding: `largest_remainder` or `tail_to_fund`. :param stages: `two_stage`
        or `flat`.
    :param subsidy_window: `I1`, `I1_FULL_YEAR`, `I2` or `I3`.
    """

    notice_days: int
    roll_notice: bool
    use_mode: str
    use_min_years: int
    use_first_min_years: int
    priority_window_days: int
    filing_deadline_months: int
    filing_decision_workdays: int
    licence_filing_months: int
    recovery_delay_days: int
    eligible_unit_types: frozenset[str]
    ip_years: Mapping[str, int]
    floors: Floors
    rounding: str
    tail_fund: str | None
    stages: str
    contract_workdays: int
    contract_workdays_large: int
    large_fen: int
    award_invention_fen: int
    award_other_fen: int
    award_months: int
    subsidy_rate_bp: int
    subsidy_window: str
    subsidy_cap_fen: int | None
    subsidy_kinds: frozenset[str]
    voucher_rate_bp: int
    voucher_annual_cap_fen: int | None

    def years_of(self, kind: str, plant: str | None) -> int | None:
        """Years of protection of a right of this kind (专利法 42 and its like), None if it does not expire."""
        return self.ip_years.get(f"plant_variety_{plant or 'other'}" if kind == "plant_variety" else kind)

    def least_award(self, kind: str) -> int:
        """The least award for one granted right (专利法实施细则 93), in fen."""
        return self.award_invention_fen if kind == "invention_patent" else self.award_other_fen


def table_from(rules: Mapping[str, Any]) -> RuleTable:
    """The table that a `rules` object tells.

    :raises Malformed: `RULES_MALFORMED` if rounding goes to a fund that is not named.
    """
    distribution, contract, award = rules["distribution"], rules["contract"], rules["award"]
    subsidy, voucher = rules["subsidy"], rules["voucher"]
    if distribution["rounding"] == "tail_to_fund" and not distribution["tail_fund"]:
        raise Malformed(
            "RULES_MALFORMED",
            "the rounding is tail_to_fund and no tail_fund is named",
            next="name the fund",
            zh="尾差归基金（tail_to_fund），却没有写明基金（tail_fund）",
            zhNext="写明基金",
        )
    floors = rules["floors"]
    return RuleTable(
        **{
            name: rules[name]
            for name in (
                "notice_days",
                "roll_notice",
                "use_mode",
                "use_min_years",
                "use_first_min_years",
                "priority_window_days",
                "filing_deadline_months",
                "filing_decision_workdays",
                "licence_filing_months",
                "recovery_delay_days",
            )
        },
        eligible_unit_types=frozenset(rules["eligible_unit_types"]),
        ip_years=dict(rules["ip_years"]),
        floors=Floors(
            _floor(floors["national"]),
            {province: _floor(floor) for province, floor in floors["provinces"].items()},
            frozenset(floors["hard_for"]),
        ),
        rounding=distribution["rounding"],
        tail_fund=distribution["tail_fund"],
        stages=distribution["stages"],
        contract_workdays=contract["decision_workdays"],
        contract_workdays_large=contract["decision_workdays_large"],
        large_fen=contract["large_fen"],
        award_invention_fen=award["invention_fen"],
        award_other_fen=award["other_fen"],
        award_months=award["months"],
        subsidy_rate_bp=subsidy["rate_bp"],
        subsidy_window=subsidy["window"],
        subsidy_cap_fen=subsidy["cap_fen"],
        subsidy_kinds=frozenset(subsidy["kinds"]),
        voucher_rate_bp=voucher["rate_bp"],
        voucher_annual_cap_fen=voucher["annual_cap_fen"],
    )


def _floor(floor: Mapping[str, int]) -> Floor:
    return Floor(floor["transfer_bp"], floor["self_bp"])
