"""What the rules say of a draft before it is signed: its form compared with the titles that it names, as indexed."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

from sqlalchemy import Connection

from ledger import beside, queries
from ledger.answers import Holdings
from ledger.core import advice, calendar
from ledger.core.advice.known import OPEN, Finding, Known, RightStanding, Title
from ledger.core.calendar import Calendar
from ledger.core.draft import Draft
from ledger.core.errors import NotFound, Refused, Unavailable
from ledger.core.meanings import CLOSED, EXCLUSIVITIES, RIGHT_KINDS, name
from ledger.core.policy.book import book_on
from ledger.core.policy.rights import Kind, Reach
from ledger.core.shares import Share
from ledger.dealings import Right

_FIRST = date(2020, 1, 1)  # no ledger is older
_LATEST = calendar.start_of_day(date.max)
_MOST = 200  # rights or pledges of one title that are looked at


def findings(connection: Connection, draft: Draft, now: int, known_days: Callable[[], Calendar]) -> tuple[Finding, ...]:
    """What the rules say of a draft that was checked; nothing that is wrong here hinders its preparation.

    :param now: the service's second; its day is the one whose rules count. :param known_days: the calendar by which
        deadlines are counted; an added year that cannot be read is an open point like an empty index.
    """
    if not advice.says_anything(draft.type):
        return ()
    day = calendar.day_of(now)
    try:
        titles = {
            number: _title(connection, number, draft.form, now) for number in advice.named(draft.type, draft.form)
        }
        known = Known(draft.form, now, day, draft.party, titles, book_on(day), known_days())
        return advice.advise(draft.type, known)
    except (Unavailable, Refused) as refusal:
        zh = "账本此刻没有可对照的索引或规则"
        return (Finding(OPEN, refusal.code, "", ("", ""), None, "", zh, refusal.message),)


def _title(connection: Connection, number: str, form: dict[str, Any], now: int) -> Title | None:
    achievement = bytes.fromhex(number[2:])
    try:
        held = queries.holdings(connection, achievement)
    except NotFound:
        return None
    pledges = beside.pledges(connection, achievement, limit=_MOST).items
    rights = beside.rights(connection, achievement, limit=_MOST).items
    return Title(
        confirmed=bool(held.owners),
        closed=held.status == CLOSED,
        holders=_table(held.owners or held.claimed),
        at_signing=_at_signing(connection, achievement, form, now) if held.owners else (),
        rule=held.rule,
        delegate=held.delegate,
        notice_until=held.notice_until if held.notice is not None else 0,
        objections=held.objections,
        frozen=now < held.frozen_until,
        pledges=tuple(_table(pledge.parts) for pledge in pledges if pledge.stands),
        rights={
            "0x" + right.number.hex(): _standing(right)
            for right in rights
            if right.ended is None and right.parent is None
        },
    )


def _at_signing(
    connection: Connection, achievement: bytes, form: dict[str, Any], now: int
) -> tuple[dict[int, int], ...]:
    """Who held it at the end of the day before a contract was signed, and of that day (both may sell)."""
    if "signed_on" not in form:
        return ()
    signed = date.fromisoformat(form["signed_on"])
    if not _FIRST <= signed <= calendar.day_of(now):
        return ()
    tables = (_held_by(connection, achievement, day) for day in (signed - timedelta(days=1), signed))
    return tuple(_table(held.owners) for held in tables if held is not None and held.owners)


def _held_by(connection: Connection, achievement: bytes, day: date) -> Holdings | None:
    try:
        return queries.holdings(connection, achievement, at=calendar.end_of_day(day) - 1)
    except NotFound:
        return None


def _standing(right: Right) -> RightStanding:
    return RightStanding(
        Kind(name(EXCLUSIVITIES, right.exclusivity)),
        Reach(_day_of(right.starts), _day_of(right.until - 1)),
        right.kind == RIGHT_KINDS["use_right"],
        frozenset(right.licensors),
    )


def _day_of(second: int) -> date:
    return calendar.day_of(min(second, _LATEST))  # a right may end later than any calendar


def _table(shares: Iterable[Share]) -> dict[int, int]:
    return {share.party: share.units for share in shares}
