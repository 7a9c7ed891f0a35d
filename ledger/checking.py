"""May this party do that with this achievement? Asked of the index by the rules that also judge dossiers."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any, TypeVar

from sqlalchemy import Connection

from ledger import beside, dealings, matters, queries, standing
from ledger.answers import Holdings, Moment, Party
from ledger.beside import Listed
from ledger.core import calendar, meanings
from ledger.core.docket.checking import Circumstances, OfferStanding, Verdict, check
from ledger.core.docket.disposing import ACTS, MOVING, Position, Wish
from ledger.core.docket.things import Achievement, Agreement, Pledge, UseRight
from ledger.core.errors import Malformed
from ledger.core.policy.book import book_on
from ledger.core.policy.consent import Rule
from ledger.core.policy.grounds import OPEN
from ledger.core.policy.rights import Kind, Reach
from ledger.core.shares import Share

Thing = TypeVar("Thing")
_PAGE = 1000
_LAST_DAY = date(9999, 12, 30)
_DAY = 86_400
_KINDS = {number: Kind(name) for name, number in meanings.EXCLUSIVITIES.items()}


@dataclass(frozen=True)
class Asked:
    """What is asked: whether `party` may do `act` (`disposing.ACTS`).

    :param to: buyer, licensee or pledgee. :param units: of the whole. :param beside: who sells too, by a contract.
    :param settled: names of `grounds.OPEN` that whoever asks has looked up.
    """

    act: str
    party: int
    to: int | None = None
    units: int | None = None
    beside: tuple[int, ...] = ()
    settled: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Checked:
    """The answer, for a second and as of a block.

    :param units: what the party holds. :param free: how many of these are not pledged.
    """

    achievement: bytes
    asked: Asked
    verdict: Verdict
    version: int
    status: str
    units: int
    free: int
    time: int
    as_of: Moment


def may(connection: Connection, achievement: bytes, asked: Asked, *, at: int | None = None) -> Checked:
    """Whether a party may do what it asks, at a second or now.

    :raises Malformed: `ACT_UNKNOWN`, `ACT_UNFIT`, `OPEN_POINT_UNKNOWN` for what cannot be asked so.
    :raises NotFound: `ACHIEVEMENT_UNKNOWN`, `PARTY_UNKNOWN`, `BEFORE_LEDGER`.
    :raises Refused: `RULES_UNKNOWN` for a day without a book of rules.
    """
    _check(asked)
    held = queries.holdings(connection, achievement, at=at)
    time = queries.second_of(held.as_of, at)
    day = _day(time)
    parties = [standing.party(connection, number, at=at) for number in _named(asked)]
    _check_receiver(asked, held)
    position = _position(connection, held, at, time, day)
    wish = Wish(
        str(asked.party),
        asked.act,
        None if asked.to is None else str(asked.to),
        asked.units,
        tuple(map(str, asked.beside)),
    )
    known = _circumstances(connection, held, parties, at, time)
    verdict = check(position, wish, day, known, asked.settled, book_on(day))
    units = next((share.units for share in held.owners if share.party == asked.party), 0)
    pledged = max((pledge.parts.get(wish.party, 0) for pledge in position.pledges.values()), default=0)
    return Checked(
        achievement,
        asked,
        verdict,
        held.version,
        held.status_name,
        units,
        units - min(units, pledged),
        time,
        held.as_of,
    )


# ---- what can be asked


def _named(asked: Asked) -> list[int]:
    return list(dict.fromkeys([asked.party, *([] if asked.to is None else [asked.to]), *asked.beside]))


def _check(asked: Asked) -> None:
    if asked.act not in ACTS:
        known = ", ".join(ACTS)
        zh, following = f"没有名为 {asked.act[:40]!r} 的问题", f"可用：{known}"
        message = f"{asked.act[:40]!r} is no act to ask for"
        raise Malformed("ACT_UNKNOWN", message, next=f"use one of {known}", zh=zh, zhNext=following)
    if unknown := sorted(asked.settled - OPEN.keys()):
        points = ", ".join(unknown)[:100]
        message = f"{points} is nothing that could be looked up"
        raise Malformed("OPEN_POINT_UNKNOWN", message, next=f"use some of {', '.join(OPEN)}", points=points)
    if asked.to is not None and asked.to in (asked.party, *asked.beside):
        raise _unfit(f"主体 {asked.to} 不能在两边", f"party {asked.to} cannot be on both sides", "name another party")
    if asked.units is not None and asked.act not in (*MOVING, "pledge"):
        raise _unfit(f"{asked.act} 与份额无关", f"{asked.act} concerns no share", "leave the share out")
    if asked.beside and asked.act != "contract":
        raise _unfit(
            f"{asked.act} 没有一同行为的主体",
            f"nobody acts beside a party in {asked.act}",
            "name others for a contract only",
        )
    if len(set(asked.beside) | {asked.party}) != len(asked.beside) + 1:
        raise _unfit("有让与方列了两次", "a seller is named twice", "name each once")


def _check_receiver(asked: Asked, held: Holdings) -> None:
    """A sale inside goes to a holder, one outside to nobody who is one. Nothing is inside before there are holders."""
    if asked.to is None or not held.owners:
        return
    inside = asked.to in {share.party for share in held.owners}
    if asked.act == ("sell_outside" if inside else "sell_inside"):
        other = "sell_inside" if inside else "sell_outside"
        raise _unfit(
            f"主体 {asked.to} {'是' if inside else '不是'}权利人，应问 {other}",
            f"party {asked.to} is {'a' if inside else 'no'} holder",
            f"ask for {other}",
        )


def _unfit(zh: str, en: str, following: str) -> Malformed:
    return Malformed("ACT_UNFIT", en, next=following, zh=zh)


# ---- the index as the rules see it


def _position(connection: Connection, held: Holdings, at: int | None, time: int, day: date) -> Position:
    number = held.achievement
    pledges = {
        "0x" + each.number.hex(): Pledge("", str(each.pledgee), _parts(each.parts), [], 0)
        for each in _all(beside.pledges, connection, number, at)
        if each.stands
    }
    rights = [_right(each, time, day) for each in _all(beside.rights, connection, number, at)]
    return Position(_achievement(held), held.frozen, pledges, rights)


def _achievement(held: Holdings) -> Achievement:
    """As the rules know it. What the ledger does not know (completers, what is agreed about income) is left empty."""
    closed, confirmed = held.status == meanings.CLOSED, held.status == meanings.CONFIRMED
    made = Achievement("", "", False, [], [], _parts(held.claimed), [])
    made.standing = "CANCELLED" if closed else "CONFIRMED" if confirmed else "FILED"
    made.holders = _parts(held.owners) if confirmed else {}
    made.version = held.version
    delegate = str(held.delegate)
    rule = Rule.DELEGATED_UNIT if held.rule == "delegated" else Rule.UNANIMOUS
    if held.rule in (Rule.TWO_THIRDS, Rule.MAJORITY):
        rule = Rule(held.rule)
    made.agreement = Agreement(delegate, delegate, rule, held.shares_free, None, None) if confirmed else None
    return made


def _right(right: dealings.Right, time: int, day: date) -> UseRight:
    """Its last day is over when its last second is: days alone would have it meet a licence of the same evening."""
    last = _day(right.until - 1) if time < right.until else min(_day(right.until - 1), day - timedelta(days=1))
    what = "sublicence" if right.parent else meanings.name(meanings.RIGHT_KINDS, right.kind)
    return UseRight(
        achievement="",
        what=what,
        kind=_KINDS[right.exclusivity],
        licensors=[str(party) for party in right.licensors],
        users=[str(party) for party in right.licensees],
        reach=Reach(_day(right.starts), last),
        ip=[],
        terminated=right.ended is not None,
    )


def _circumstances(
    connection: Connection, held: Holdings, parties: list[Party], at: int | None, time: int
) -> Circumstances:
    quarantined = {
        str(party.row.party): until for party in parties if (until := party.signers[0].may_dispose * _DAY) > time
    }
    offers = tuple(_offer(each) for each in _all(beside.offers, connection, held.achievement, at))
    return Circumstances(
        status=held.status_name,
        node=held.node,
        notice_until=held.notice_until,
        objections=held.objections,
        renotice=held.notice is None and held.notice_until != 0,
        frozen_until=held.frozen_until if held.frozen else 0,
        offers=offers,
        organisations=frozenset(
            str(party.row.party) for party in parties if party.row.kind == meanings.PARTY_KINDS["organisation"]
        ),
        quarantined=quarantined,
    )


def _offer(offer: matters.Offer) -> OfferStanding:
    answered = {answer.party for answer in offer.answers}
    return OfferStanding(
        number="0x" + offer.number.hex(),
        seller=str(offer.seller),
        units=offer.units,
        entitled=tuple(map(str, offer.entitled)),
        taken_by=tuple(str(answer.party) for answer in offer.answers if answer.took),
        unanswered=tuple(str(party) for party in offer.entitled if party not in answered),
        status=meanings.OFFER_STATUSES[offer.status],
        window_end=offer.window_end,
        taken_until=offer.taken_until,
    )


def _parts(table: Collection[Share]) -> dict[str, int]:
    return {str(share.party): share.units for share in table}


def _day(second: int) -> date:
    """The day in Shanghai; what lies beyond the calendar is its last day."""
    utc = datetime(1970, 1, 1, tzinfo=UTC)
    if second >= int((datetime(9999, 12, 30, tzinfo=UTC) - utc).total_seconds()):
        return _LAST_DAY
    return calendar.day_of(second)


def _all(
    lister: Callable[..., Listed[Thing]], connection: Connection, achievement: bytes, at: int | None
) -> Iterator[Thing]:
    """Every item of a list, page by page."""
    after: int | None = None
    while True:
        page: Listed[Any] = lister(connection, achievement, at=at, after=after, limit=_PAGE)
        yield from page.items
        if page.next is None:
            return
        after = page.next
