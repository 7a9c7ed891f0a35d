"""What an officer has to do, and until when: kinds of duties, the power that each takes, and its deadline by the rules.

A deadline is a last day in Shanghai by the dated rules and the calendar of holidays. Where the calendar ends there is
none to tell (`unknown`), and it is said so; where no rule sets one (`open`), that is said too. Nothing is guessed.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final, Literal

from ledger.core import calendar
from ledger.core.calendar import Calendar
from ledger.core.errors import Refused
from ledger.core.policy.book import Book, book_on
from ledger.core.policy.terms import Deadlines
from ledger.core.powers import BIT

State = Literal["set", "open", "unknown"]
DAY = 86_400
_BEYOND = 1 << 39  # seconds: what has no deadline stands behind everything that has one, oldest first
_LONGEST_COUNT = 400


@dataclass(frozen=True)
class Kind:
    """A kind of duty.

    :param powers: of which the officer needs one; 0 for what any officer signs by his seat. :param act: the act that
        does it, None where it is no act. :param rules: of the book, behind the deadline or the duty.
    """

    name: str
    powers: int
    act: str | None
    rules: tuple[str, ...]


_TITLE = BIT["register_achievement"] | BIT["confirm_title"] | BIT["decide_objection"]

KINDS: Final[Mapping[str, Kind]] = {
    kind.name: kind
    for kind in (
        Kind("accept", BIT["register_achievement"], None, ("filing_decision_workdays",)),
        Kind("register", BIT["register_achievement"], "register", ("filing_decision_workdays",)),
        Kind("acceptContract", BIT["register_contract"], None, ("contract.decision_workdays",)),
        Kind("registerContract", BIT["register_contract"], "registerContract", ("contract.decision_workdays",)),
        Kind("propose", _TITLE, "propose", ("notice_days",)),
        Kind("renotice", _TITLE, "propose", ("renotice",)),
        Kind("notice", _TITLE, None, ("notice_days", "roll_notice")),
        Kind("prolong", BIT["decide_objection"], "prolong", ("notice_days", "roll_notice")),
        Kind("confirm", BIT["confirm_title"], "confirm", ("confirm_first", "open_objection_blocks")),
        Kind("decide", BIT["decide_objection"], "decide", ("open_objection_blocks",)),
        Kind("freeze", BIT["freeze"], None, ("freeze",)),
        Kind("order", BIT["court_order"], None, ("succession",)),
        Kind("enforce", BIT["court_order"], "enforce", ("succession",)),
        Kind("recovery", BIT["recover_key"], None, ("recovery_delay_days",)),
        Kind("settleRecovery", BIT["recover_key"], None, ("recovery_delay_days",)),
        Kind("vouch", 0, "enrol", ("competence",)),
        Kind("sign", 0, None, ("signatures",)),
    )
}
"""Every kind of duty by name, in the order in which an achievement meets them."""


@dataclass(frozen=True)
class Deadline:
    """Until when.

    :param at: first second after it, None unless `set`. :param last_day: the last day, where days count.
    :param since: second from which it counts. :param order: by which duties are sorted, in seconds.
    :param left: working days that are left behind today, 0 on the last day; None where that is not known, or over.
    :param why: Chinese and English, where it is unknown.
    """

    state: State
    since: int
    order: int
    at: int | None = None
    last_day: date | None = None
    left: int | None = None
    why: tuple[str, str] | None = None

    def overdue(self, now: int) -> bool:
        """Whether it has passed."""
        return self.at is not None and now >= self.at


@dataclass(frozen=True)
class Excluded:
    """Why this officer does not do it himself (four eyes): Chinese and English."""

    zh: str
    en: str


@dataclass(frozen=True)
class Duty:
    """One thing to do.

    :param id: the same as long as the duty stands. :param subject: achievement (0x-hex), leaf, act's id or party.
    :param appointment: under which the officer may do it, None for what he signs by his seat.
    :param fields: those of the act's draft that are known. :param excluded: None if he may do it himself.
    :param others: parties that may do it instead of one who is excluded.
    :param second: whether a second officer, of another node, has to sign as well.
    :param drafted: id of an act that was drafted to do it and has not taken effect.
    """

    kind: str
    id: str
    node: int | None
    subject: str
    deadline: Deadline
    appointment: int | None = None
    achievement: str | None = None
    filing: str | None = None
    act_id: str | None = None
    party: int | None = None
    fields: Mapping[str, Any] = field(default_factory=dict)
    excluded: Excluded | None = None
    others: tuple[int, ...] = ()
    second: bool = False
    drafted: str | None = None


@dataclass(frozen=True)
class Reach:
    """A node that an appointment reaches, with its powers (bits)."""

    node: int
    appointment: int
    officer: int
    powers: int


@dataclass(frozen=True)
class Scope:
    """Where an officer may act now.

    :param reaches: his own. :param colleagues: those of all others at the nodes that he reaches.
    """

    party: int
    reaches: tuple[Reach, ...]
    colleagues: tuple[Reach, ...]

    @property
    def nodes(self) -> tuple[int, ...]:
        """Every node that he reaches, by number."""
        return tuple(sorted({reach.node for reach in self.reaches}))

    def appointment(self, powers: int, node: int) -> int | None:
        """The appointment under which he has one of these powers at a node, None if he has none."""
        found = (each.appointment for each in self.reaches if each.node == node and each.powers & powers)
        return next(found, None)

    def instead(self, powers: int, node: int, barred: Iterable[int]) -> tuple[int, ...]:
        """The other officers with one of these powers at a node, but for those who are parties to the matter."""
        able = {each.officer for each in self.colleagues if each.node == node and each.powers & powers}
        return tuple(sorted(able - set(barred)))


@dataclass(frozen=True)
class Clock:
    """By what deadlines are computed: now (seconds), and the calendar of holidays."""

    now: int
    calendar: Calendar

    def workdays(self, rule: str, since: int) -> Deadline:
        """So many working days, as the rule table of the day says, after the day of a second.

        :param rule: `filing_decision_workdays`, `contract.decision_workdays` or `contract.decision_workdays_large`.
        """
        started = calendar.day_of(since)
        try:
            book = book_on(started)
        except Refused as unknown:
            return _unknown(since, 0, unknown)
        deadlines = Deadlines(book.table, self.calendar)
        try:
            if rule == "filing_decision_workdays":
                last = deadlines.filing_decision(started)
            else:
                last = deadlines.contract_decision(started, rule.endswith("_large"))
        except Refused as unknown:
            return _unknown(since, int(book.rule(rule).value), unknown)
        return self.on_day(since, last)

    def notice_end(self, opened: int) -> Deadline:
        """The end that the rules want of a notice that was opened then."""
        started = calendar.day_of(opened)
        try:
            table = book_on(started).table
        except Refused as unknown:
            return _unknown(opened, 0, unknown)
        try:
            return self.on_day(opened, Deadlines(table, self.calendar).notice(started))
        except Refused as unknown:
            return _unknown(opened, table.notice_days, unknown)

    def on_day(self, since: int, last: date) -> Deadline:
        """The end of a day."""
        at = calendar.end_of_day(last)
        return Deadline("set", since, at, at, last, self.left(last))

    def at(self, since: int, second: int) -> Deadline:
        """An instant that the chain holds."""
        last = calendar.day_of(second - 1)
        return Deadline("set", since, second, second, last, self.left(last))

    def open(self, since: int) -> Deadline:
        """No rule sets a deadline."""
        return Deadline("open", since, _BEYOND + min(since, _BEYOND - 1))

    def left(self, last: date) -> int | None:
        """Working days behind today up to a day; None behind it, or where the calendar does not reach."""
        today = calendar.day_of(self.now)
        if last < today or (last - today).days > _LONGEST_COUNT:
            return None
        try:
            days = (today + timedelta(days=each) for each in range(1, (last - today).days + 1))
            return sum(not self.calendar.is_off(day) for day in days)
        except Refused:
            return None


def clauses_of(kind: str, deadline: Deadline) -> tuple[Book | None, tuple[str, ...]]:
    """The book in force when the duty began and the rules of its kind in it; None where no book was in force."""
    try:
        return book_on(calendar.day_of(deadline.since)), KINDS[kind].rules
    except Refused:
        return None, ()


def _unknown(since: int, least_days: int, refused: Refused) -> Deadline:
    # No period of working days is shorter than the same number of days: sorted as if none of them were off.
    order = calendar.end_of_day(calendar.day_of(since)) + least_days * DAY
    if refused.code == "CALENDAR_UNKNOWN":
        year = refused.values["day"][:4]
        why = (
            f"期限未知：节假日历止于 {year} 年之前，请在该年放假安排公布后加入该年日历",
            f"deadline unknown: the calendar of holidays ends before {year}; add the year once its days are announced",
        )
    else:
        why = ("期限未知：当日没有可用的规则表", f"deadline unknown: {refused.message}")
    return Deadline("unknown", since, order, why=why)
