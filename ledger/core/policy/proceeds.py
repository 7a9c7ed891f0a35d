"""How income from an achievement is divided: net of costs, debts first, by agreement or law, exact to the fen.

促进科技成果转化法 43-45 (order of the bases, floors), 民法典 444 (a pledged right's debt first), 专利法 14 (fees of
co-owners; no ratio in the text, chosen are the shares).
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ledger.core.policy.splitting import Weight, floored, largest_remainder
from ledger.core.policy.table import RuleTable

TEAM = "TEAM"
BASIS_POINTS = 10_000
# What may be deducted (北京 12, 浙江 37); fiscal R&D money is not a cost.
COSTS = ("taxes_fen", "evaluation_fen", "maintenance_fen", "negotiation_fen", "other_direct_fen")
NOT_A_COST = "fiscal_rd_fen"
Line = tuple[str, int]
Weights = Sequence[tuple[str, Weight]]


@dataclass(frozen=True)
class Net:
    """Amounts in fen: `net` of costs, `debt` that is paid first, `rest` that is split."""

    net: int
    debt: int
    rest: int


def net_income(gross: int, deductions: Mapping[str, int], debts: Collection[int]) -> Net:
    """What is left of income after its costs and the secured debts.

    :param gross: fen. :param debts: secured amount with interest of each pledge that is paid from it.
    """
    net = gross - sum(deductions.get(name, 0) for name in (*COSTS, NOT_A_COST))
    debt = min(net, sum(debts)) if net > 0 else 0
    return Net(net, debt, net - debt)


@dataclass(frozen=True)
class Split:
    """Lines of party and fen, in order; `team` is how the team's line is divided again, None if it is not."""

    lines: list[Line]
    team: list[Line] | None

    def paid_to(self, parties: Collection[str]) -> int:
        """What the team's line and these parties get."""
        return sum(fen for party, fen in self.lines if party == TEAM or party in parties)


def split(rules: RuleTable, rest: int, weights: Weights, inner: Weights) -> Split:
    """Divide by weights, and the team's line again by the team's own.

    :param weights: parties, one of them perhaps `TEAM`. :param inner: the team's; needed if there is a team's line.
    """
    if TEAM not in dict(weights):
        return Split(_lines(rules, rest, weights), None)
    if rules.stages == "flat":
        whole = sum(weight for _, weight in inner)
        flat: list[tuple[str, Weight]] = []
        for party, weight in weights:
            flat += (
                [(each, Fraction(weight) * part / whole) for each, part in inner]
                if party == TEAM
                else [(party, weight)]
            )
        return Split(_lines(rules, rest, flat), None)
    lines = _lines(rules, rest, weights)
    return Split(lines, _lines(rules, sum(fen for party, fen in lines if party == TEAM), inner))


def _lines(rules: RuleTable, total: int, weights: Weights) -> list[Line]:
    parties, numbers = [party for party, _ in weights], [weight for _, weight in weights]
    if rules.rounding == "largest_remainder":
        return list(zip(parties, largest_remainder(total, numbers), strict=True))
    parts, tail = floored(total, numbers)
    lines = list(zip(parties, parts, strict=True))
    return [*lines, (str(rules.tail_fund), tail)] if tail else lines


@dataclass(frozen=True)
class FloorMet:
    """Whether those who made the achievement get at least what the law says, in fen (转化法 45)."""

    required: int
    paid: int

    @property
    def met(self) -> bool:
        return self.paid >= self.required

    def to_dict(self) -> dict[str, Any]:
        short = max(0, self.required - self.paid)
        return {"required_fen": self.required, "paid_fen": self.paid, "met": self.met, "shortfall_fen": short}


def floor_for(rules: RuleTable, net: int, region: str, *, by_itself: bool, paid: int) -> FloorMet:
    """The floor for a unit of this region; a fraction of a fen counts for those who made it.

    :param by_itself: the unit implements itself or jointly, instead of transferring or licensing.
    """
    required = -(-net * rules.floors.of(region, by_itself) // BASIS_POINTS)
    return FloorMet(required, paid)
