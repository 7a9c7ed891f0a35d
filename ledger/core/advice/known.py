"""What the ledger knows when a form is prepared, and what is said of the form: findings, each with rule and clause."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ledger.core.calendar import Calendar
from ledger.core.errors import Refused
from ledger.core.filing_types.agreeing import party_of
from ledger.core.policy import words
from ledger.core.policy.book import Book
from ledger.core.policy.rights import Kind, Reach
from ledger.core.policy.table import RuleTable
from ledger.core.policy.terms import Deadlines

REFUSE, WARN, OPEN, NOTE = "refuse", "warn", "open", "note"
"""The law refuses it; the law wants it otherwise; the ledger cannot tell; what follows from the form."""
Table = Mapping[int, int]
Words = tuple[str, str]
"""Chinese, English."""


@dataclass(frozen=True)
class Finding:
    """What a rule says of a form.

    :param weight: `refuse`, `warn`, `open` or `note`.
    :param code: as the rules refuse with (`policy.codes`), for an open point the code that cannot be excluded.
    :param rule: its name in the book of rules. :param clause: of the law, in Chinese and English.
    :param next: what to do about the code, as everywhere else; None where nothing is to be done, or the code is none.
    :param pointer: the field, a JSON pointer.
    """

    weight: str
    code: str
    rule: str
    clause: Words
    next: Words | None
    pointer: str
    zh: str
    en: str

    def to_dict(self) -> dict[str, Any]:
        """JSON."""
        said = {"clause": _both(self.clause), "next": None if self.next is None else _both(self.next)}
        return {name: getattr(self, name) for name in ("weight", "code", "rule", "pointer", "zh", "en")} | said


@dataclass(frozen=True)
class RightStanding:
    """A right that stands on a title and is no sublicence."""

    kind: Kind
    reach: Reach
    is_use_right: bool
    licensors: frozenset[int]


@dataclass(frozen=True)
class Title:
    """A title as the index shows it.

    :param holders: units by party, of a title that was never confirmed those who claim.
    :param at_signing: the tables at the ends of the day before a contract was signed and of that day.
    :param rule: how the holders decide, `none` before the first confirmation. :param delegate: who decides for all.
    :param notice_until: the second until which objections may come in, 0 without a notice; `objections` are open.
    :param pledges: the parts of each pledge that stands. :param rights: by number, 0x and 64 hex digits.
    """

    confirmed: bool
    closed: bool
    holders: Table
    at_signing: tuple[Table, ...] = ()
    rule: str = "none"
    delegate: int = 0
    notice_until: int = 0
    objections: int = 0
    frozen: bool = False
    pledges: tuple[Table, ...] = ()
    rights: Mapping[str, RightStanding] = field(default_factory=dict)


@dataclass
class Known:
    """A form under advice, and everything that it is compared with.

    :param now: the second of the filing, `day` its day in Shanghai. :param filer: the party that files, if any.
    :param titles: by number, None for one that the ledger does not know.
    """

    form: Mapping[str, Any]
    now: int
    day: date
    filer: int | None
    titles: Mapping[str, Title | None]
    book: Book
    calendar: Calendar
    found: list[Finding] = field(default_factory=list)

    @property
    def rules(self) -> RuleTable:
        return self.book.table

    @property
    def deadlines(self) -> Deadlines:
        return Deadlines(self.rules, self.calendar)

    def say(self, weight: str, code: str, rule: str, pointer: str, zh: str, en: str) -> None:
        """Note a finding. :param rule: of the book, whose clauses are told."""
        clause = (words.clauses(self.book, [rule], "zh"), words.clauses(self.book, [rule], "en"))
        meant = words.meanings().get(code) if weight in (REFUSE, WARN) else None
        following = None if meant is None else (meant.next["zh"], meant.next["en"])
        self.found.append(Finding(weight, code, rule, clause, following, pointer, zh, en))

    def day_of(self, name: str) -> date:
        """A day of the form."""
        return date.fromisoformat(self.form[name])

    def last_day(self, pointer: str, compute: Callable[[Deadlines], date]) -> date | None:
        """A deadline, or None with an open point where the calendar ends."""
        try:
            return compute(self.deadlines)
        except Refused as refusal:
            year = refusal.values.get("day", "")[:4]
            self.say(
                OPEN,
                "CALENDAR_UNKNOWN",
                "calendar_fails_closed",
                pointer,
                f"{year} 年的节假日尚不知道，期限无法计算",
                f"the holidays of {year} are not known yet, so the deadline cannot be computed",
            )
            return None

    def must_not_come(self, *names: str) -> None:
        """Days that are told as past are past."""
        for name in names:
            if name in self.form and self.day_of(name) > self.day:
                self.say(
                    REFUSE,
                    "DATE_IN_FUTURE",
                    "records",
                    f"/{name}",
                    f"{self.form[name]} 尚未到来",
                    f"{self.form[name]} has not come yet",
                )

    def parties(self, pointer: str, names: list[str], code: str, rule: str) -> list[int] | None:
        """The party numbers that are named; None with an open point where one is named otherwise."""
        numbers = [party_of(name) for name in names]
        if None in numbers:
            self.say(
                OPEN,
                code,
                rule,
                pointer,
                "有人不是以主体编号写的，账本无法核对",
                "somebody is not named by party number, so the ledger cannot compare",
            )
            return None
        return [number for number in numbers if number is not None]

    def title(self, number: str, pointer: str) -> Title | None:
        """A title, or None with what is wrong with it."""
        title = self.titles.get(number)
        if title is None:
            self.say(
                REFUSE,
                "UNKNOWN_REF",
                "records",
                pointer,
                "账本没有这项成果",
                "the ledger knows no such achievement",
            )
        elif title.closed:
            self.say(
                REFUSE,
                "ACHIEVEMENT_CANCELLED",
                "filing_documents",
                pointer,
                "该成果已关闭",
                "the achievement is closed",
            )
        return None if title is None or title.closed else title

    def confirmed(self, number: str, pointer: str) -> Title | None:
        """A title that was confirmed, or None with what is wrong."""
        title = self.title(number, pointer)
        if title is not None and not title.confirmed:
            self.say(
                REFUSE,
                "NOT_CONFIRMED",
                "confirm_first",
                pointer,
                "该成果尚未确权；先确权、后转化",
                "its title is not confirmed yet, and has to be before anything is done with it",
            )
            return None
        return title

    def must_be_free(self, title: Title, pointer: str) -> None:
        """No freeze stands."""
        if title.frozen:
            self.say(REFUSE, "FROZEN", "freeze", pointer, "该成果被冻结", "the title is frozen")


def _both(said: Words) -> dict[str, str]:
    return {"zh": said[0], "en": said[1]}
