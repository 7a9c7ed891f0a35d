"""Pledged units (民法典 444: no transfer or licence without the pledgee)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

Parts = dict[str, int]
Moves = list[tuple[str, str, int]]


@dataclass(frozen=True)
class Touched:
    """What a conveyance does to one pledge.

    :param units: by giver, how many pledged units move. :param parts: the parts that stand afterwards, by holder; empty
        if the pledge ends.
    """

    units: Parts
    parts: Parts


def touched(
    pledges: Mapping[str, Parts], holders: Mapping[str, int], moves: Moves, *, follows: bool
) -> dict[str, Touched]:
    """Which pledges are touched by the movements, and how their parts stand afterwards.

    What a giver moves beyond its holding less its pledged units is touched. `follows`: these units stay pledged in the
    hands of the receivers, in the order of the movements; otherwise the giver's whole part leaves the pledge.

    :param pledges: by number in order of registration, their parts. :param moves: giver, receiver, units.
    """
    given: Parts = {}
    for giver, _, units in moves:
        given[giver] = given.get(giver, 0) + units
    found: dict[str, Touched] = {}
    for number, parts in pledges.items():
        lost = {
            giver: part
            for giver, moved in given.items()
            if (part := min(parts.get(giver, 0), moved - (holders.get(giver, 0) - parts.get(giver, 0)))) > 0
        }
        if lost:
            found[number] = Touched(lost, _after(parts, lost, moves, follows=follows))
    return found


def _after(parts: Parts, units: Parts, moves: Moves, *, follows: bool) -> Parts:
    if not follows:
        return {party: part for party, part in parts.items() if party not in units}
    after = {party: part - units.get(party, 0) for party, part in parts.items()}
    left = dict(units)
    for giver, receiver, moved in moves:
        if part := min(left.get(giver, 0), moved):
            left[giver] -= part
            after[receiver] = after.get(receiver, 0) + part
    return {party: part for party, part in after.items() if part}


def pledged_by(pledges: Iterable[Parts], party: str) -> bool:
    """Whether any of them has units of this party."""
    return any(party in parts for parts in pledges)
