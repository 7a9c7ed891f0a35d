"""An answer to *may I?* with what it rests on: what speaks against it, whose signature is missing, what is unknown.

The verdict is that of `disposing`, which also answers for dossiers; what a ledger knows beyond it (offers that run,
keys in quarantine, its own limits) is added here.
"""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ledger.core.docket.disposing import LICENSING, MOVING, Position, Wish, entitled, needs, why_not
from ledger.core.docket.things import Achievement
from ledger.core.policy import words
from ledger.core.policy.amounts import filled
from ledger.core.policy.book import Book
from ledger.core.policy.consent import Rule
from ledger.core.policy.grounds import NEEDS, OPEN, REFUSALS, Ground, Words
from ledger.core.policy.rights import Kind
from ledger.core.shares import MAX_HOLDERS, WHOLE

NO, NEED, UNKNOWN = "no", "need", "unknown"
_MOST_RESERVED = 16
_OFFICERS = {"pledge": "register_pledge", "contract": "register_contract"}


@dataclass(frozen=True)
class OfferStanding:
    """An offer as it stands: `status` by `meanings.OFFER_STATUSES`."""

    number: str
    seller: str
    units: int
    entitled: tuple[str, ...]
    taken_by: tuple[str, ...]
    unanswered: tuple[str, ...]
    status: str
    window_end: int
    taken_until: int


@dataclass(frozen=True)
class Circumstances:
    """What a ledger knows beside the position; instants are seconds.

    :param status: of the title. :param organisations: parties that are some. :param quarantined: until when a party may
        give nothing away.
    """

    status: str
    node: int
    notice_until: int
    objections: int
    renotice: bool
    frozen_until: int
    offers: tuple[OfferStanding, ...] = ()
    organisations: frozenset[str] = frozenset()
    quarantined: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class Reason:
    """What the answer rests on.

    :param rule: its name, that of a code or of `grounds`. :param kind: `no`, `need` or `unknown`.
    :param basis: the rules of the book, by name. :param uncertain: what is so about them, None if nothing is.
    :param next: what to do about the code, as everywhere else; None for what is none.
    :param until: the second from which it is over by itself, if it ever is.
    :param thing: the offer, pledge or right that it is about.
    """

    rule: str
    kind: str
    ground: Ground
    says: Words
    basis: tuple[str, ...]
    clause: Words
    uncertain: Words | None
    next: Words | None
    parties: tuple[str, ...] = ()
    until: int | None = None
    thing: str | None = None


@dataclass(frozen=True)
class _Found:
    """A reason before it is worded: `values` are those of its sentence."""

    rule: str
    kind: str
    parties: tuple[str, ...]
    until: int | None
    thing: str | None
    values: Mapping[str, Any]


@dataclass(frozen=True)
class Seat:
    """Who signs anyway: a party in a role, or an officer with a power at the title's node. None while unknown."""

    role: str
    party: str | None
    power: str | None = None
    node: int | None = None


@dataclass(frozen=True)
class Verdict:
    """The answer: `yes`, `no` or `needs`."""

    answer: str
    reasons: tuple[Reason, ...]
    seats: tuple[Seat, ...]


def check(
    position: Position, wish: Wish, day: date, known: Circumstances, settled: Collection[str], book: Book
) -> Verdict:
    """What the rules say of a wish on a day.

    :param settled: names of `OPEN` that were looked up and stand in nobody's way. :param book: the one in force.
    """
    refusals = [*_refusals(position, wish, day, known)]
    achievement = position.achievement
    if refusals or achievement is None:
        return Verdict("no", tuple(_reason(each, book) for each in refusals), ())
    missing = [*_missing(position, achievement, wish, known)]
    unknown = [each for each in _unknown(achievement, wish, known) if each.rule not in settled]
    found = (*missing, *unknown)
    answer = "no" if any(each.kind == NO for each in found) else "needs" if found else "yes"
    return Verdict(answer, tuple(_reason(each, book) for each in found), tuple(_seats(wish, known)))


# ---- what speaks against it


def _refusals(position: Position, wish: Wish, day: date, known: Circumstances) -> Iterable[_Found]:
    code = why_not(position, wish, day)
    if code is not None:
        yield _WORDED.get(code, _plainly)(code, position, wish, known)
    if code == "NOT_CONFIRMED" and known.status in ("registered", "notice", "contested"):
        if known.renotice:
            yield _found("REPUBLICITY_REQUIRED", NO)
        elif known.notice_until:
            yield _found("PUBLICITY_RUNNING", NO, until=known.notice_until)
        if known.objections:
            yield _found("OBJECTION_PENDING", NO, count=known.objections)
    if code is None and (full := _full(position, wish, day)) is not None:
        yield _found(full, NO)


def _plainly(code: str, _: Position, wish: Wish, known: Circumstances) -> _Found:
    return _found(code, NO, [wish.party], status=known.status)


def _frozen(code: str, _: Position, __: Wish, known: Circumstances) -> _Found:
    return _found(code, NO, until=known.frozen_until)


def _strangers(code: str, position: Position, wish: Wish, _: Circumstances) -> _Found:
    holders = position.achievement.holders if position.achievement else {}
    return _found(code, NO, wish.sellers - holders.keys())


def _pledged(code: str, position: Position, _: Wish, __: Circumstances) -> _Found:
    number, pledge = next(iter(position.pledges.items()))
    return _found(code, NO, [pledge.pledgee], thing=number)


def _unsaid(code: str, _: Position, __: Wish, known: Circumstances) -> _Found:
    return _found(code, NO, status=known.status)


_WORDED: Mapping[str, Callable[[str, Position, Wish, Circumstances], _Found]] = {
    "NOT_CONFIRMED": _unsaid,
    "FROZEN": _frozen,
    "EXCLUSIVE_CONFLICT": _unsaid,
    "ALREADY_PLEDGED": _pledged,
    "SELLER_OWNER_MISMATCH": _strangers,
}


def _full(position: Position, wish: Wish, day: date) -> str | None:
    """The limit of the ledger that it would pass."""
    holders = position.achievement.holders if position.achievement else {}
    goes = wish.units is not None and wish.units == holders.get(wish.party)
    comes = wish.act == "sell_outside" or (wish.act in ("gift", "equity") and wish.to not in holders)
    if comes and not goes and len(holders) == MAX_HOLDERS:
        return "TABLE_FULL"
    reserved = [
        each
        for each in position.rights
        if each.kind is not Kind.ORDINARY and not each.terminated and each.reach.end >= day
    ]
    if wish.act in ("licence_sole", "licence_exclusive") and len(reserved) >= _MOST_RESERVED:
        return "RIGHTS_FULL"
    return None


# ---- what it waits for


def _missing(position: Position, achievement: Achievement, wish: Wish, known: Circumstances) -> Iterable[_Found]:
    asked = needs(position, wish)
    if "offer" in asked and (offer := _priority(achievement, wish, known)) is not None:
        yield offer
    if "freeze_notice" in asked:
        yield _found("FREEZE_NOTICE_MISSING", NEED, until=known.frozen_until)
    if consenting := _of(asked, "consent"):
        yield _consent(achievement, wish, consenting)
    for number, pledge in position.pledges.items():
        if f"pledgee:{pledge.pledgee}" in asked:
            yield _found("PLEDGEE_CONSENT_MISSING", NEED, [pledge.pledgee], thing=number)
    if selling := _of(asked, "seller"):
        yield _found("SELLER_MISSING", NEED, selling)
    if wish.act != "contract" and (until := known.quarantined.get(wish.party)) is not None:
        yield _found("KEY_IN_QUARANTINE", NEED, [wish.party], until=until)


def _consent(achievement: Achievement, wish: Wish, consenting: list[str]) -> _Found:
    rule = achievement.deciding.rule
    if rule not in (Rule.TWO_THIRDS, Rule.MAJORITY):
        return _found("CONSENT_MISSING", NEED, consenting)
    least = WHOLE // 3 * 2 if rule is Rule.TWO_THIRDS else WHOLE // 2 + 1
    acting = sum(units for party, units in achievement.holders.items() if party in wish.acting)
    return _found("QUORUM_MISSING", NEED, achievement.holders.keys() - wish.acting, units=least - acting)


def _priority(achievement: Achievement, wish: Wish, known: Circumstances) -> _Found | None:
    """How those who have priority stand in the way; None if an offer that nobody took opens it."""
    others, mine = entitled(achievement, wish), [each for each in known.offers if each.seller == wish.party]
    if _usable(achievement, wish, known) is not None:
        return None
    for offer in mine:
        if offer.status == "taken":
            return _found("ROFR_EXERCISED", NO, offer.taken_by, until=offer.taken_until, thing=offer.number)
        if offer.status == "open":
            return _found("ROFR_RUNNING", NEED, offer.unanswered, until=offer.window_end, thing=offer.number)
    return _found("ROFR_NOT_OFFERED", NEED, others)


def _usable(achievement: Achievement, wish: Wish, known: Circumstances) -> OfferStanding | None:
    """An offer whose window is over and that nobody took, made to everybody who has priority now, of as many units."""
    others = set(entitled(achievement, wish))
    return next(
        (
            offer
            for offer in reversed(known.offers)
            if offer.seller == wish.party
            and offer.status in ("waived", "lapsed")
            and others <= set(offer.entitled)
            and wish.units in (None, offer.units)
            and offer.units <= achievement.holders[wish.party]
        ),
        None,
    )


# ---- what the ledger does not know


def _unknown(achievement: Achievement, wish: Wish, known: Circumstances) -> Iterable[_Found]:
    unit = wish.party in known.organisations
    outside = wish.act == "sell_outside" or (wish.act == "equity" and wish.to not in achievement.holders)
    if outside and unit:
        yield _found("completers", UNKNOWN, [wish.party])
    if outside and entitled(achievement, wish) and (offer := _usable(achievement, wish, known)) is not None:
        yield _found("offer_terms", UNKNOWN, thing=offer.number, units=offer.units)
    if unit and (wish.act in MOVING or wish.act == "pledge"):
        yield _found("state_assets", UNKNOWN, [wish.party])
    if wish.act != "contract":
        yield _found("outside_pledges", UNKNOWN)
    deciding = achievement.deciding
    asked = wish.act not in ("contract", "licence_ordinary") and not (wish.act in MOVING and deciding.shares_free)
    if asked and deciding.rule is Rule.DELEGATED_UNIT and deciding.unit is not None:
        yield _found("representative", UNKNOWN, [deciding.unit])


# ---- who signs anyway


def _seats(wish: Wish, known: Circumstances) -> Iterable[Seat]:
    giver, receiver = {"pledge": ("pledgor", "pledgee"), "contract": ("seller", "buyer")}.get(
        wish.act, ("licensor", "licensee") if wish.act in LICENSING else ("giver", "receiver")
    )
    for party in (wish.party, *wish.beside):
        yield Seat(giver, party)
    if wish.act != "contract":  # buyers need not sign its registration
        yield Seat(receiver, wish.to)
    if wish.act not in LICENSING:
        yield Seat("officer", None, _OFFICERS.get(wish.act, "register_transfer"), known.node)


# ---- their words


def _of(asked: Iterable[str], what: str) -> list[str]:
    return [each.partition(":")[2] for each in asked if each.startswith(f"{what}:")]


def _found(
    rule: str,
    kind: str,
    parties: Iterable[str] = (),
    until: int | None = None,
    thing: str | None = None,
    **values: Any,
) -> _Found:
    named = tuple(sorted(parties, key=lambda party: (len(party), party)))
    return _Found(rule, kind, named, until or None, thing, values)


def _reason(found: _Found, book: Book) -> Reason:
    """In words, with the numbers and clauses of the book."""
    ground = {NO: REFUSALS, NEED: NEEDS, UNKNOWN: OPEN}[found.kind][found.rule]
    meant = words.meanings().get(found.rule)
    basis = ground.rules or words.meaning(found.rule).rules

    def said(which: int, language: str) -> str:
        joined = ("、", ", ")[which].join(found.parties)
        values = {"parties": joined} | {name: str(value) for name, value in found.values.items()}
        return filled(ground.says[which], lambda name: values.get(name) or words.value(book.rule(name), language))

    doubts = [words.uncertain(book, basis, language) for language in ("zh", "en")]
    return Reason(
        found.rule,
        found.kind,
        ground,
        (said(0, "zh"), said(1, "en")),
        basis,
        (words.clauses(book, basis, "zh"), words.clauses(book, basis, "en")),
        None if doubts[0] is None or doubts[1] is None else (doubts[0], doubts[1]),
        None if meant is None else (meant.next["zh"], meant.next["en"]),
        found.parties,
        found.until,
        found.thing,
    )
