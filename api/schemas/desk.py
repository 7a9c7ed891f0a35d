"""An officer's desk: duties with their deadlines, and what he said to a filing."""

from typing import Any, Literal, Self

from pydantic import Field

from api.schemas.common import LEAF, NOON, Answer, AsOf, Clause, Model, Number, Page, Said, Text
from ledger.core import duty_words, powers
from ledger.core.duties import Deadline, Duty, Reach, clauses_of
from ledger.core.policy import words
from ledger.store.reviews import Review


class DutyDeadline(Answer):
    """Until when, by the rules and the calendar of holidays."""

    state: Literal["set", "open", "unknown"] = Field(
        examples=["set"], description="open: no rule sets a deadline; unknown: the calendar of holidays ends before it"
    )
    since: int = Field(description="second from which it counts", examples=[NOON])
    at: int | None = Field(description="first second after it, null unless it is set", examples=[NOON])
    last_day: str | None = Field(description="its last day in Shanghai", examples=["2026-11-27"])
    working_days_left: int | None = Field(
        description="working days behind today; 0 on the last day; null when it has passed or is not known"
    )
    overdue: bool
    why: Said | None = Field(description="why it is unknown")
    clauses: list[Clause] = Field(description="on which it rests")

    @classmethod
    def of(cls, kind: str, deadline: Deadline, now: int) -> Self:
        """From what the desk computed."""
        book, rules = clauses_of(kind, deadline)
        named = [] if book is None else list(dict.fromkeys(each for rule in rules for each in book.rule(rule).clauses))
        return cls(
            state=deadline.state,
            since=deadline.since,
            at=deadline.at,
            last_day=None if deadline.last_day is None else deadline.last_day.isoformat(),
            working_days_left=deadline.left,
            overdue=deadline.overdue(now),
            why=None if deadline.why is None else Said.of(deadline.why),
            clauses=[
                Clause(zh=words.clause(book, each, "zh"), en=words.clause(book, each, "en"))
                for each in named
                if book is not None
            ],
        )


class DutyLine(Answer):
    """One thing that waits for an officer."""

    id: str = Field(description="the same as long as the duty stands", examples=[f"accept:{LEAF}"])
    kind: str = Field(examples=["accept"])
    title: Said
    next: Said = Field(description="the one thing to do about it")
    node: int | None = Field(description="node that it belongs to; null for an act that only waits for a signature")
    subject: str = Field(description="leaf, achievement, objection, act or party that it is about", examples=[LEAF])
    achievement: str | None
    filing: str | None = Field(examples=[LEAF])
    act_id: str | None = Field(description="of the act to sign")
    party: int | None = Field(description="objector, party recovered, or who drafted the act")
    appointment: int | None = Field(description="under which you may do it")
    act: str | None = Field(description="the kind of act that does it, to be drafted with POST /v1/acts")
    fields: dict[str, Any] = Field(description="fields of that act's draft that are known")
    deadline: DutyDeadline
    excluded: Said | None = Field(description="why you may not do it yourself, null if you may")
    others: list[int] = Field(description="officers who may do it in your place")
    second: bool = Field(description="whether an officer of another node has to sign as well")
    drafted: str | None = Field(description="an act of yours that does it and has not taken effect yet")

    @classmethod
    def of(cls, duty: Duty, act: str | None, now: int) -> Self:
        """From the desk; `act` is the kind of act that does it."""
        fields = dict(duty.fields)
        if act is not None and duty.appointment is not None and act != "propose":
            fields["appointment"] = duty.appointment
        return cls(
            id=duty.id,
            kind=duty.kind,
            title=Said.of(duty_words.TITLES[duty.kind]),
            next=Said.of(duty_words.NEXT[duty.kind]),
            node=duty.node,
            subject=duty.subject,
            achievement=duty.achievement,
            filing=duty.filing,
            act_id=duty.act_id,
            party=duty.party,
            appointment=duty.appointment,
            act=act,
            fields=fields,
            deadline=DutyDeadline.of(duty.kind, duty.deadline, now),
            excluded=None if duty.excluded is None else Said(zh=duty.excluded.zh, en=duty.excluded.en),
            others=list(duty.others),
            second=duty.second,
            drafted=duty.drafted,
        )


class Reached(Answer):
    """A node where the officer may act."""

    node: int
    appointment: int
    powers: list[str] = Field(examples=[["register_achievement", "confirm_title"]])

    @classmethod
    def of(cls, reach: Reach) -> Self:
        """From his scope."""
        return cls(node=reach.node, appointment=reach.appointment, powers=powers.names(reach.powers))


class DeskPage(Page[DutyLine]):
    """A page of an officer's desk, the most urgent first."""

    total: int = Field(description="how many duties there are in all pages, by the filters")
    kinds: dict[str, int] = Field(description="how many of each kind, without the filters", examples=[{"accept": 3}])
    scope: list[Reached] = Field(description="where you may act")
    now: int = Field(description="second for which deadlines are told", examples=[NOON])
    as_of: AsOf


class ReviewRequest(Model):
    """An officer's word on a filing."""

    party: Number = Field(description="the officer, for whom your session speaks")
    decision: Literal["accepted", "returned"] = Field(examples=["accepted"])
    reason: Text | None = Field(default=None, max_length=2000, description="has to be given where it is sent back")
    seen: int | None = Field(
        default=None,
        ge=0,
        le=100_000,
        description="how many words on the filing you know of; refused if more were said",
    )
    large: bool = Field(
        default=False, description="of a technology contract: the longer period for large or disputed ones applies"
    )


class ReviewLine(Answer):
    """What an officer said."""

    decision: Literal["accepted", "returned"] = Field(examples=["accepted"])
    officer: int
    appointment: int
    large: bool
    decided_at: int = Field(examples=[NOON])
    reason: str | None

    @classmethod
    def of(cls, review: Review) -> Self:
        """From what is stored."""
        return cls(**vars(review))


class Reviews(Answer):
    """What officers said to a filing, oldest first."""

    items: list[ReviewLine]
