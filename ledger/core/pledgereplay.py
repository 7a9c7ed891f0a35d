"""Pledges as far as a title's instruments tell of them.

Pledges are made by instruments and carried along by instruments, so the parts of one that stands follow from the trail
alone. A release is no instrument: a pledge known here *may* stand. Where a conveyance says that it moves no pledged
unit, the pledges whose units it moves are known to be released by then.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from ledger.core.shares import Movement

NONE, RELEASED, FOLLOWS = 0, 1, 2  # `pledgeAfter`


@dataclass(frozen=True)
class MaybePledge:
    """A pledge that stands unless its pledgee let it go.

    :param parts: holder → units.
    """

    pledgee: int
    parts: Mapping[int, int]

    def touched(self, left: Mapping[int, int]) -> bool:
        """Whether somebody would be left with less than his part. :param left: units by party after the movements."""
        return any(units > left.get(holder, 0) for holder, units in self.parts.items())


def marked(pledges: Iterable[MaybePledge]) -> frozenset[int]:
    """The holders who may be marked; nobody else is."""
    return frozenset(holder for pledge in pledges for holder in pledge.parts)


def touched_pledgees(pledges: Iterable[MaybePledge], left: Mapping[int, int]) -> list[int]:
    """Pledgees of pledges that would be touched, each once, in the order of the pledges."""
    return list(dict.fromkeys(pledge.pledgee for pledge in pledges if pledge.touched(left)))


def untouched(pledges: Iterable[MaybePledge], left: Mapping[int, int]) -> tuple[MaybePledge, ...]:
    """Those that may stand after an act that moved no pledged unit: one that it touches was released before."""
    return tuple(pledge for pledge in pledges if not pledge.touched(left))


def follow(
    pledges: Iterable[MaybePledge], movements: Sequence[Movement], pledge_after: int, left: Mapping[int, int]
) -> tuple[MaybePledge, ...]:
    """Those that may stand after movements, with the parts that they have then.

    :param pledge_after: NONE, RELEASED (a giver's whole part leaves each pledge that is touched), or FOLLOWS (touched
        units stay pledged in the receivers' hands).
    """
    if pledge_after == NONE:
        return untouched(pledges, left)
    after = []
    for pledge in pledges:
        if not pledge.touched(left):
            after.append(pledge)
        elif pledge_after == RELEASED:
            after.append(_released(pledge, left))
        else:
            after.append(_followed(pledge, movements, left))
    return tuple(pledge for pledge in after if pledge.parts)


def _released(pledge: MaybePledge, left: Mapping[int, int]) -> MaybePledge:
    return replace(pledge, parts={h: units for h, units in pledge.parts.items() if units <= left.get(h, 0)})


def _followed(pledge: MaybePledge, movements: Sequence[Movement], left: Mapping[int, int]) -> MaybePledge:
    """Movement by movement: with it goes of the giver's part what he has too much in the end, and no less than what his
    units do not cover at that point."""
    parts, units = dict(pledge.parts), dict(left)
    for movement in reversed(movements):
        units[movement.receiver] = units.get(movement.receiver, 0) - movement.units
        units[movement.giver] = units.get(movement.giver, 0) + movement.units
    for movement in movements:
        giver, receiver = movement.giver, movement.receiver
        units[giver] -= movement.units
        units[receiver] += movement.units
        part = parts.get(giver, 0)
        least = part - min(part, units[giver])
        goes = max(least, min(movement.units, part - min(part, left.get(giver, 0))))
        parts[giver] = part - goes
        parts[receiver] = parts.get(receiver, 0) + goes
    return replace(pledge, parts={holder: units for holder, units in parts.items() if units})
