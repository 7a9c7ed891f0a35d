"""What stood beside a title as of a block or second: lists by the page, and single things by their numbers."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy import Connection

from ledger import dealings, matters, queries
from ledger.answers import Moment, unknown_achievement, unknown_thing
from ledger.dealings import Right, Stated, TechContract
from ledger.matters import (
    AnnouncedOrder,
    Freeze,
    Objection,
    Offer,
    Pledge,
    RecordedEffect,
)
from ledger.store import facts, titles
from ledger.store.facts import FactAt, Place

Thing = TypeVar("Thing")
_SUPPLEMENT = 1


@dataclass(frozen=True)
class Listed(Generic[Thing]):
    """A page of things, oldest first; `next` is the cursor of what follows, None on the last page."""

    items: tuple[Thing, ...]
    next: int | None
    as_of: Moment


@dataclass(frozen=True)
class _Question:
    """A page of an achievement's things of one theme, at a moment; `time` is the second that states are told for."""

    achievement: bytes
    at: int | None
    after: int | None
    limit: int


def objections(
    connection: Connection, achievement: bytes, *, at: int | None = None, after: int | None = None, limit: int = 50
) -> Listed[Objection]:
    """The objections to a title.

    :raises NotFound: `ACHIEVEMENT_UNKNOWN`, here as in the lists that follow.
    """

    def fold(first: Sequence[FactAt], when: Moment, _time: int) -> Iterable[Objection]:
        closings = facts.closings(connection, achievement, when.number)
        subjects = [fact.subject for fact in first]
        supplements = facts.counts(connection, "objection", subjects, when.number, part=_SUPPLEMENT)
        for subject, told in _grouped(connection, "objection", first, when):
            yield matters.objection(told, closings, supplements.get(subject, 0))

    return _listed(connection, "objection", _Question(achievement, at, after, limit), fold)


def freezes(
    connection: Connection, achievement: bytes, *, at: int | None = None, after: int | None = None, limit: int = 50
) -> Listed[Freeze]:
    """The freezes of a title."""

    def fold(first: Sequence[FactAt], when: Moment, time: int) -> Iterable[Freeze]:
        return (matters.freeze(told, time) for _, told in _grouped(connection, "freeze", first, when))

    return _listed(connection, "freeze", _Question(achievement, at, after, limit), fold)


def offers(
    connection: Connection, achievement: bytes, *, at: int | None = None, after: int | None = None, limit: int = 50
) -> Listed[Offer]:
    """The priority offers of a title's units."""

    def fold(first: Sequence[FactAt], when: Moment, time: int) -> Iterable[Offer]:
        return (matters.offer(told, time) for _, told in _grouped(connection, "offer", first, when))

    return _listed(connection, "offer", _Question(achievement, at, after, limit), fold)


def orders(
    connection: Connection, achievement: bytes, *, at: int | None = None, after: int | None = None, limit: int = 50
) -> Listed[AnnouncedOrder]:
    """The orders that were announced for a title."""

    def fold(first: Sequence[FactAt], when: Moment, time: int) -> Iterable[AnnouncedOrder]:
        told = facts.every(connection, "order", {fact.subject for fact in first}, when.number)
        for fact in first:
            yield matters.order(fact, [other for other in told if other.subject == fact.subject], time)

    return _listed(connection, "order", _Question(achievement, at, after, limit), fold)


def effects(
    connection: Connection, achievement: bytes, *, at: int | None = None, after: int | None = None, limit: int = 50
) -> Listed[RecordedEffect]:
    """The entries of outside registers that were recorded for a title."""

    def fold(first: Sequence[FactAt], _when: Moment, _time: int) -> Iterable[RecordedEffect]:
        return map(matters.effect, first)

    return _listed(connection, "effect", _Question(achievement, at, after, limit), fold)


def pledges(
    connection: Connection, achievement: bytes, *, at: int | None = None, after: int | None = None, limit: int = 50
) -> Listed[Pledge]:
    """The pledges of a title's units, those that are over too."""

    def fold(first: Sequence[FactAt], when: Moment, _time: int) -> Iterable[Pledge]:
        return (matters.pledge(told) for _, told in _grouped(connection, "pledge", first, when))

    return _listed(connection, "pledge", _Question(achievement, at, after, limit), fold)


def rights(
    connection: Connection, achievement: bytes, *, at: int | None = None, after: int | None = None, limit: int = 50
) -> Listed[Right]:
    """The rights to use that were granted on a title."""

    def fold(first: Sequence[FactAt], when: Moment, time: int) -> Iterable[Right]:
        return _rights(connection, first, when, time)

    return _listed(connection, "right", _Question(achievement, at, after, limit), fold)


def contracts(
    connection: Connection, achievement: bytes, *, at: int | None = None, after: int | None = None, limit: int = 50
) -> Listed[TechContract]:
    """The technology contracts about an achievement."""

    def fold(first: Sequence[FactAt], when: Moment, _time: int) -> Iterable[TechContract]:
        return _contracts(connection, first, when)

    return _listed(connection, "contract", _Question(achievement, at, after, limit), fold)


def statements(
    connection: Connection, number: bytes, *, at: int | None = None, after: int | None = None, limit: int = 50
) -> Listed[Stated]:
    """What the parties to a contract stated.

    :raises NotFound: `CONTRACT_UNKNOWN`.
    """
    when, _, _ = _thing(connection, "contract", number, at)
    found = facts.of_subject(connection, "statement", number, when.number, after=place(after), limit=limit + 1)
    return Listed(tuple(map(dealings.stated, found[:limit])), _following(found, limit), when)


def offer(connection: Connection, number: bytes, *, at: int | None = None) -> tuple[Offer, Moment]:
    """The offer of that number, an act's digest.

    :raises NotFound: `OFFER_UNKNOWN`.
    """
    when, time, told = _thing(connection, "offer", number, at)
    return matters.offer(told, time), when


def pledge(connection: Connection, number: bytes, *, at: int | None = None) -> tuple[Pledge, Moment]:
    """The pledge of that number.

    :raises NotFound: `PLEDGE_UNKNOWN`.
    """
    when, _, told = _thing(connection, "pledge", number, at)
    return matters.pledge(told), when


def right(connection: Connection, number: bytes, *, at: int | None = None) -> tuple[Right, Moment]:
    """The right of that number.

    :raises NotFound: `RIGHT_UNKNOWN`.
    """
    when, time, told = _thing(connection, "right", number, at)
    return next(iter(_rights(connection, [fact for fact in told if fact.opens], when, time))), when


def contract(connection: Connection, number: bytes, *, at: int | None = None) -> tuple[TechContract, Moment]:
    """The technology contract of that number.

    :raises NotFound: `CONTRACT_UNKNOWN`.
    """
    when, _, told = _thing(connection, "contract", number, at)
    return next(iter(_contracts(connection, [fact for fact in told if fact.opens], when))), when


def place(cursor: int | None) -> Place:
    """The place in the chain behind which a page begins."""
    return (-1, -1) if cursor is None else divmod(cursor, 1 << 32)


def _rights(connection: Connection, first: Sequence[FactAt], when: Moment, time: int) -> Iterable[Right]:
    parents = {matters.event_of(fact).parent for fact in first if fact.name == "Sublicensed"}
    over = facts.about(connection, "right", parents, when.number)
    above = {fact.subject: fact for fact in over if fact.name == "Ended"}
    for _, told in _grouped(connection, "right", first, when):
        begun = matters.event_of(next(fact for fact in told if fact.opens))
        yield dealings.right(told, above.get(getattr(begun, "parent", b"")), time)


def _contracts(connection: Connection, first: Sequence[FactAt], when: Moment) -> Iterable[TechContract]:
    made = facts.counts(connection, "statement", [fact.subject for fact in first], when.number)
    for subject, told in _grouped(connection, "contract", first, when):
        yield dealings.tech_contract(told, made.get(subject, 0))


def _grouped(
    connection: Connection, theme: str, first: Sequence[FactAt], when: Moment
) -> Iterable[tuple[bytes, list[FactAt]]]:
    """The facts about each of these things, in the order of the things."""
    told: dict[bytes, list[FactAt]] = defaultdict(list)
    for fact in facts.about(connection, theme, [fact.subject for fact in first], when.number):
        told[fact.subject].append(fact)
    return [(fact.subject, told[fact.subject]) for fact in first]


def _listed(
    connection: Connection,
    theme: str,
    asked: _Question,
    fold: Callable[[Sequence[FactAt], Moment, int], Iterable[Thing]],
) -> Listed[Thing]:
    when = queries.moment(connection, asked.at)
    if titles.title(connection, asked.achievement, when.number) is None:
        raise unknown_achievement(asked.achievement, when.number)
    first = facts.opened(
        connection, theme, asked.achievement, when.number, after=place(asked.after), limit=asked.limit + 1
    )
    items = tuple(fold(first[: asked.limit], when, queries.second_of(when, asked.at)))
    return Listed(items, _following(first, asked.limit), when)


def _following(found: Sequence[FactAt], limit: int) -> int | None:
    return matters.mark_of(found[limit - 1]).cursor if len(found) > limit else None


def _thing(connection: Connection, theme: str, number: bytes, at: int | None) -> tuple[Moment, int, list[FactAt]]:
    when = queries.moment(connection, at)
    told = facts.about(connection, theme, [number], when.number)
    if not told:
        raise unknown_thing(theme, number, when.number)
    return when, queries.second_of(when, at), told
