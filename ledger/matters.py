"""Objections, freezes, offers, orders, effects and pledges, as values, and how each follows from what was told of it.

A state that time brings (an offer lapses, a freeze expires, a right begins) is computed for the second that is asked
about, by the rules of the contracts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ledger.chain import events
from ledger.core.meanings import OFFER_STATUSES
from ledger.core.shares import Movement, Share
from ledger.store.facts import FactAt, Place
from ledger.store.sightings import SeenBlock

_OPEN, _TAKEN, _WAIVED, _LAPSED = (OFFER_STATUSES.index(name) for name in ("open", "taken", "waived", "lapsed"))


@dataclass(frozen=True)
class Mark:
    """An act that brought something: its digest and document, the transaction and the block that carried it."""

    digest: bytes | None
    filing: bytes | None
    transaction: bytes
    block: SeenBlock
    cursor: int


@dataclass(frozen=True)
class Objection:
    """An objection; `number` is its digest.

    :param status: `open`, `retracted`, `decided`, or `void`, which a decision on another one made it.
    :param outcome: of the decision, and its `effect`; None before it.
    :param supplements: how often the objector added to it.
    """

    number: bytes
    achievement: bytes
    party: int
    round: int
    ground: int
    status: str
    outcome: int | None
    effect: int | None
    supplements: int
    opened: Mark
    closed: Mark | None


@dataclass(frozen=True)
class Freeze:
    """A freeze, numbered on its title. `stands` at the second asked about: begun, not over, not lifted."""

    number: int
    achievement: bytes
    ground: int
    node: int
    until: int
    stands: bool
    opened: Mark
    lifted: Mark | None


@dataclass(frozen=True)
class Answered:
    """What one who was entitled said to an offer: he took it, or let it pass."""

    party: int
    took: bool
    mark: Mark


@dataclass(frozen=True)
class Offer:
    """A priority offer; `status` by `meanings.OFFER_STATUSES` at the second asked about."""

    number: bytes
    achievement: bytes
    seller: int
    units: int
    commitment: bytes
    entitled: tuple[int, ...]
    window_end: int
    taken_until: int
    status: int
    answers: tuple[Answered, ...]
    opened: Mark
    ended: Mark | None


@dataclass(frozen=True)
class AnnouncedOrder:
    """An order on public notice; `status` `announced`, `due` or `enforced`."""

    terms: bytes
    achievement: bytes
    ground: int
    movements: tuple[Movement, ...]
    due_at: int
    status: str
    opened: Mark
    enforced: Mark | None


@dataclass(frozen=True)
class RecordedEffect:
    """An outside register shows the holders of a version, with legal effect since a second."""

    achievement: bytes
    version: int
    since: int
    opened: Mark


@dataclass(frozen=True)
class Pledge:
    """A pledge. `parts` is what is pledged still, `pledged` what was at first; it stands while any part does."""

    number: bytes
    achievement: bytes
    pledgee: int
    pledged: tuple[Share, ...]
    parts: tuple[Share, ...]
    opened: Mark
    changed: Mark | None
    released: Mark | None

    @property
    def stands(self) -> bool:
        """Whether any units are pledged."""
        return bool(self.parts)


def event_of(fact: FactAt) -> Any:
    """The event that a fact comes from."""
    return events.from_json(fact.contract, fact.name, fact.args)


def mark(fact: FactAt | None) -> Mark | None:
    """The act that a fact comes from."""
    return None if fact is None else mark_of(fact)


def mark_of(fact: FactAt) -> Mark:
    """The act that a fact comes from; events that repeat no document have none."""
    filing = fact.args.get("filing")
    source = fact.source
    cursor = source.block.number << 32 | source.log_index
    document = None if filing is None else bytes.fromhex(filing[2:])
    return Mark(fact.digest, document, source.tx_hash, source.block, cursor)


def objection(told: Sequence[FactAt], closings: Sequence[Place], supplements: int) -> Objection:
    """An objection from the facts about it; a decision of another that closed the notice after it makes it void."""
    first = beginning(told)
    begun = event_of(first)
    end = last(told, "Retracted", "ObjectionDecided")
    decided = event_of(end) if end is not None and end.name == "ObjectionDecided" else None
    void = end is None and any(place > first.place for place in closings)
    status = "void" if void else "open" if end is None else "retracted" if decided is None else "decided"
    return Objection(
        number=begun.objection,
        achievement=begun.achievement,
        party=begun.party,
        round=begun.round,
        ground=begun.ground,
        status=status,
        outcome=decided and decided.outcome,
        effect=decided and decided.effect,
        supplements=supplements,
        opened=mark_of(first),
        closed=mark(end),
    )


def freeze(told: Sequence[FactAt], time: int) -> Freeze:
    """A freeze from the facts about it, at a second."""
    first, lifted = beginning(told), last(told, "Lifted")
    begun = event_of(first)
    stands = lifted is None and time < begun.until
    return Freeze(
        begun.number, begun.achievement, begun.ground, begun.node, begun.until, stands, mark_of(first), mark(lifted)
    )


def offer(told: Sequence[FactAt], time: int) -> Offer:
    """An offer from the facts about it, at a second."""
    first, ended = beginning(told), last(told, "OfferEnded")
    begun = event_of(first)
    said = [fact for fact in told if fact.name in ("Taken", "Waived")]
    answers = tuple(Answered(fact.args["party"], fact.name == "Taken", mark_of(fact)) for fact in said)
    return Offer(
        number=begun.offer,
        achievement=begun.achievement,
        seller=begun.seller,
        units=begun.units,
        commitment=begun.commitment,
        entitled=begun.entitled,
        window_end=begun.window_end,
        taken_until=begun.taken_until,
        status=ended.args["status"] if ended else _offer_status(begun, answers, time),
        answers=answers,
        opened=mark_of(first),
        ended=mark(ended),
    )


def _offer_status(begun: Any, answers: Sequence[Answered], time: int) -> int:
    answered = len(answers) == len(begun.entitled)
    if time < begun.window_end and not answered:
        return _OPEN
    if not any(answer.took for answer in answers):
        return _WAIVED if answered else _LAPSED
    return _TAKEN if time < begun.taken_until else _LAPSED


def order(first: FactAt, told: Sequence[FactAt], time: int) -> AnnouncedOrder:
    """An order from its announcement and all facts about its terms: one that was carried out may be announced again."""
    begun = event_of(first)
    later = next((fact for fact in told if fact.place > first.place), None)
    done = later if later is not None and later.name == "Enforced" else None
    status = "enforced" if done else "due" if time >= begun.due_at else "announced"
    return AnnouncedOrder(
        begun.terms, begun.achievement, begun.ground, begun.movements, begun.due_at, status, mark_of(first), mark(done)
    )


def effect(first: FactAt) -> RecordedEffect:
    """A legal effect from its fact."""
    begun = event_of(first)
    return RecordedEffect(begun.achievement, begun.version, begun.since, mark_of(first))


def pledge(told: Sequence[FactAt]) -> Pledge:
    """A pledge from the facts about it."""
    first, changed, released = beginning(told), last(told, "PartsChanged"), last(told, "Released")
    begun = event_of(first)
    parts = () if released else event_of(changed).parts if changed else begun.parts
    return Pledge(
        number=begun.pledge,
        achievement=begun.achievement,
        pledgee=begun.pledgee,
        pledged=begun.parts,
        parts=parts,
        opened=mark_of(first),
        changed=mark(changed),
        released=mark(released),
    )


def beginning(told: Sequence[FactAt]) -> FactAt:
    """The fact by which the thing began."""
    return next(fact for fact in told if fact.opens)


def last(told: Sequence[FactAt], *names: str) -> FactAt | None:
    """The latest fact of one of these names."""
    return next((fact for fact in reversed(told) if fact.name in names), None)
