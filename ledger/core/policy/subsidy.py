"""The subsidy of the New Area's plan: a part of the sales of new products made with a purchased result.

自技术合同认定登记年度起两年内…累计销售收入5%的比例给予补助: how the two years are counted has four readings.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from ledger.core.calendar import plain_months_from
from ledger.core.policy.table import RuleTable

_BASIS_POINTS = 10_000
_MONTHS = 24


@dataclass(frozen=True)
class Sale:
    """A report of sales net of VAT, in fen."""

    day: date
    amount: int
    returns: int
    new_product: bool


@dataclass(frozen=True)
class Due:
    """What is due for the sales in a window; all amounts in fen."""

    start: date
    end: date
    base: int
    total: int
    paid: int

    @property
    def due(self) -> int:
        return max(0, self.total - self.paid)


def window(reading: str, registered: date, effective: date) -> tuple[date, date]:
    """The window of sales, both days included.

    :param reading: `I1` the year of registration and the next, from effectiveness; `I1_FULL_YEAR` the same from the
        first of January; `I2` 24 months from registration; `I3` as `I1` with two further years.
    """
    year = registered.year
    new_year = date(year, 1, 1)
    if reading == "I1_FULL_YEAR":
        return new_year, date(year + 1, 12, 31)
    if reading == "I2":
        return registered, plain_months_from(registered, _MONTHS)
    return max(new_year, effective), date(year + (2 if reading == "I3" else 1), 12, 31)


def within(sales: Iterable[Sale], start: date, end: date) -> list[Sale]:
    """The reports of these days."""
    return [sale for sale in sales if start <= sale.day <= end]


def due(rules: RuleTable, sales: Iterable[Sale], start: date, end: date, paid: int) -> Due:
    """The cumulative subsidy less what was paid: a fraction of a fen is dropped, so claims never sum to more."""
    counted = [sale for sale in within(sales, start, end) if sale.new_product]
    base = max(0, sum(sale.amount - sale.returns for sale in counted))
    total = base * rules.subsidy_rate_bp // _BASIS_POINTS
    if rules.subsidy_cap_fen is not None:
        total = min(total, rules.subsidy_cap_fen)
    return Due(start, end, base, total, paid)


def kind_code(rules: RuleTable, kind: str, sub_kind: str, exclusive_licence: bool) -> str | None:
    """Whether a contract of this kind is a purchase of a result: None, `SUBSIDY_KIND`, or `SUBSIDY_MANUAL` where the
    plan leaves it open (a commissioned development, an exclusive licence)."""
    if kind in rules.subsidy_kinds:
        return None
    return "SUBSIDY_MANUAL" if sub_kind == "委托开发" or exclusive_licence else "SUBSIDY_KIND"
