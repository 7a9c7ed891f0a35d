"""Who had to sign an instrument, as the contracts' `rollOf…` views say it, as far as the instruments alone tell.

One thing they do not tell is which pledges were released, for that leaves no instrument: where pledged units may have
moved, the pledgees' seats are *possible* ones.
"""

from dataclasses import dataclass
from typing import Any

from ledger.core import pledgereplay
from ledger.core.meanings import DELEGATED, MAJORITY, SHARES_FREE, TWO_THIRDS, UNANIMOUS
from ledger.core.shares import WHOLE
from ledger.core.titlereplay import Step, TitleState

_JUDGMENT = 3  # ground of an order in which receivers need not sign


@dataclass(frozen=True)
class Appointee:
    """A seat whose party only an appointment tells: an officer or a judge."""

    appointment: int


@dataclass(frozen=True)
class Seats:
    """The roll of an instrument.

    :param parties: in the order of the seals. :param must: positions that have to sign.
    :param units: with which each position consents. :param quorum: units that the signing positions reach together;
        0 where none is asked for.
    :param pledgees: who sit behind all others, in this order, and must sign, if their pledges stood.
    """

    parties: tuple[int | Appointee, ...]
    must: frozenset[int]
    units: tuple[int, ...]
    quorum: int = 0
    pledgees: tuple[int, ...] = ()


def seats(step: Step) -> Seats:
    """The seats of a replayed instrument: the officer first, whatever the act."""
    kind, message = step.instrument.kind, step.instrument.message
    if kind == "decide":
        return _all_of(Appointee(message["matter"]["appointment"]))
    officer = Appointee(message["act"]["appointment"])
    if step.before is None:
        return _all_of(officer, message["filer"])
    if kind == "cancel":
        return _all_of(officer)
    if kind in ("confirm", "amendRule", "migrate"):
        return _all_of(officer, *(share.party for share in step.after.table))
    if kind == "enforce":
        return _all_of(officer, Appointee(message["judge"]), *_receivers(message["terms"]))
    if kind == "pledge":
        return _of_pledge(officer, step.before, message)
    return _of_movements(officer, step, message)


def _all_of(*parties: int | Appointee) -> Seats:
    return Seats(parties, frozenset(range(len(parties))), (0,) * len(parties))


def _receivers(terms: dict[str, Any]) -> list[int]:
    if terms["ground"] == _JUDGMENT:
        return []
    return list(dict.fromkeys(movement["to"] for movement in terms["movements"]))


def _of_movements(officer: Appointee, step: Step, message: dict[str, Any]) -> Seats:
    """A conveyance, in which the co-owners have a say by the rule, or a settlement, in which they have none."""
    before = step.before
    assert before is not None  # noqa: S101 - only a registration has nothing before it
    ends = [(movement["from"], movement["to"]) for movement in message["movements"]]
    movers = list(dict.fromkeys(party for pair in ends for party in pair))
    held = [share.party for share in before.table]
    parties = held + [party for party in movers if party not in held]
    rule = before.rule if step.instrument.kind == "convey" else SHARES_FREE
    found = _by_rule(officer, before, parties, movers, rule)
    if message["pledgeAfter"] == pledgereplay.NONE:
        return found
    left = {share.party: share.units for share in step.after.table}
    touched = pledgereplay.touched_pledgees(before.pledges, left)
    return Seats(found.parties, found.must, found.units, found.quorum, tuple(touched))


def _of_pledge(officer: Appointee, before: TitleState, message: dict[str, Any]) -> Seats:
    """Pledgors and pledgee must, co-owners by the base rule: that shares move freely frees no pledge."""
    held = [share.party for share in before.table]
    pledgors = [part["party"] for part in message["parts"]]
    found = _by_rule(officer, before, held, pledgors, before.rule & ~SHARES_FREE)
    parties, units = found.parties, found.units
    if message["pledgee"] not in parties:
        parties, units = (*parties, message["pledgee"]), (*units, 0)
    return Seats(parties, found.must | {parties.index(message["pledgee"])}, units, found.quorum)


def _by_rule(officer: Appointee, before: TitleState, parties: list[int], movers: list[int], rule: int) -> Seats:
    """:param parties: holders in stored order, then others that have a seat. :param movers: who must in any case."""
    seated, must, quorum = list(parties), {parties.index(party) for party in movers}, 0
    if rule == UNANIMOUS:
        must |= set(range(len(before.table)))
    elif rule == TWO_THIRDS:
        quorum = WHOLE // 3 * 2
    elif rule == MAJORITY:
        quorum = WHOLE // 2 + 1
    elif rule == DELEGATED:
        if before.delegate not in seated:
            seated.append(before.delegate)
        must.add(seated.index(before.delegate))
    held = {share.party: share.units for share in before.table}
    consenting = [held.get(party, 0) if quorum else 0 for party in seated]  # counted only where a quorum is asked for
    return Seats((officer, *seated), frozenset({0} | {i + 1 for i in must}), (0, *consenting), quorum)
