"""Periods and terms: until when something is possible, and from when on a right no longer protects."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from ledger.core.calendar import Calendar, plain_months_from, plain_years_from
from ledger.core.policy.table import RuleTable


@dataclass(frozen=True)
class Deadlines:
    """Last days by the rule table and a calendar. Each raises `Refused` `CALENDAR_UNKNOWN` where the calendar ends."""

    rules: RuleTable
    calendar: Calendar

    def filing(self, acceptance: date) -> date:
        """For the filing of an achievement: months from its acceptance (甘肃省科技成果登记办法 2022)."""
        return self._months(acceptance, self.rules.filing_deadline_months)

    def filing_decision(self, accepted: date) -> date:
        """For the decision on a filing, in working days (the same)."""
        return self.calendar.working_days_from(accepted, self.rules.filing_decision_workdays)

    def notice(self, opened: date) -> date:
        """Of a public notice; whether it moves off a holiday is a reading (民法典 203)."""
        last = self._days(opened, self.rules.notice_days)
        return self.calendar.rolled(last) if self.rules.roll_notice else last

    def priority(self, told: date, stated: int = 0) -> date:
        """Of a priority window: what the offer says, but not less than the table (物权编解释(一) 11 by analogy)."""
        return self.calendar.rolled(self._days(told, max(stated, self.rules.priority_window_days)))

    def licence_filing(self, effective: date) -> date:
        """For filing a patent licence with the patent office (专利法实施细则 15)."""
        return self._months(effective, self.rules.licence_filing_months)

    def award(self, granted: date) -> date:
        """For the award to the inventors of a granted right (专利法实施细则 93)."""
        return self._months(granted, self.rules.award_months)

    def contract_decision(self, accepted: date, large: bool) -> date:
        """For the decision on a technology contract, in working days (技术合同认定登记管理办法)."""
        rules = self.rules
        return self.calendar.working_days_from(
            accepted, rules.contract_workdays_large if large else rules.contract_workdays
        )

    def recovery(self, started: date) -> date:
        """The day on which a recovery may take effect: natural days, not moved off holidays."""
        return self._days(started, self.rules.recovery_delay_days)

    def _days(self, day: date, count: int) -> date:
        return day + timedelta(days=min(count, (date.max - day).days))

    def _months(self, day: date, count: int) -> date:
        if day.year + count // 12 >= date.max.year:
            return self.calendar.rolled(date.max)
        return self.calendar.rolled(plain_months_from(day, count))


def years_after(day: date, years: int) -> date:
    """The corresponding day so many years later (民法典 202); what lies beyond the calendar's last day never comes."""
    if years == 0:
        return day
    return plain_years_from(day, years) if day.year + years <= date.max.year else date.max


def is_long_enough(rules: RuleTable, start: date, end: date, extension_years: int) -> bool:
    """Whether a long-term use right runs long enough (128号: 不低于10年).

    In the cumulative reading a shorter first term is enough if the agreed extension brings it to the minimum.
    """
    least = years_after(start, rules.use_min_years)
    if rules.use_mode == "single":
        return end >= least
    return end >= years_after(start, rules.use_first_min_years) and years_after(end, extension_years) >= least


@dataclass(frozen=True)
class Protection:
    """An intellectual property right as far as its life goes.

    :param kind: its type. :param plant: `woody` or `other`, for plant varieties.
    """

    kind: str
    plant: str | None
    filed_on: date | None
    granted_on: date | None

    def expires_on(self, rules: RuleTable) -> date | None:
        """The first day on which it no longer protects: from filing (专利法 42), for plant varieties from the grant.

        None if it does not expire, or not yet known when.
        """
        years = rules.years_of(self.kind, self.plant)
        base = self.granted_on if self.kind == "plant_variety" else self.filed_on
        return None if years is None or base is None else years_after(base, years)


def shorter_lives(expiries: Mapping[str, date | None], end: date) -> list[tuple[str, date]]:
    """Which of the rights end on or before `end`, and when (民法典 865: no licence outlives the right)."""
    return [(ip, expiry) for ip, expiry in expiries.items() if expiry is not None and expiry <= end]


def meet(start: date, end: date, other_start: date, other_end: date) -> bool:
    """Whether two terms share a day; both ends belong to a term."""
    return start <= other_end and other_start <= end
