"""Whether a party may dispose of an achievement: one set of rules for a dossier and for the ledger's own index."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from ledger.core.docket import on_transfers
from ledger.core.docket.things import Achievement, Docket, Pledge, UseRight
from ledger.core.policy.rights import Reach, conflicts

MOVING = ("sell_outside", "sell_inside", "gift", "equity")
"""Acts by which units pass; equity is a sale for a part of a company."""
LICENSING = ("licence_ordinary", "licence_sole", "licence_exclusive")
ACTS = (*MOVING, *LICENSING, "pledge", "contract")


@dataclass(frozen=True)
class Position:
    """What these rules ask of an achievement on a day; None where nothing was filed.

    :param pledges: those that stand, by number. :param rights: all that were ever granted.
    """

    achievement: Achievement | None
    frozen: bool
    pledges: Mapping[str, Pledge]
    rights: Iterable[UseRight]


@dataclass(frozen=True)
class Wish:
    """What a party wants to do.

    :param act: one of `ACTS`. :param to: buyer, licensee, pledgee, where it is known. :param units: of the whole; None
        where nothing is said. :param beside: who sells with the party, by a contract.
    """

    party: str
    act: str
    to: str | None = None
    units: int | None = None
    beside: tuple[str, ...] = ()

    @property
    def acting(self) -> set[str]:
        """Those who sign anyway."""
        return {self.party, *self.beside, *([self.to] if self.to is not None else [])}

    @property
    def sellers(self) -> set[str]:
        """Of a contract."""
        return {self.party, *self.beside}


def position_of(docket: Docket, name: str) -> Position:
    """The position of an achievement of a docket."""
    achievement = docket.achievements.get(name)
    return Position(achievement, docket.is_frozen(name), docket.pledges_on(name), docket.rights_on(name).values())


def why_not(position: Position, wish: Wish, day: date) -> str | None:
    """The first reason that speaks against it, whoever else agrees; None if nothing does."""
    achievement, licence = position.achievement, wish.act in LICENSING
    if achievement is None or achievement.standing != "CONFIRMED":
        return "NOT_CONFIRMED"
    if wish.party not in achievement.holders:
        return "NOT_OWNER"
    if wish.act == "contract":
        return None if wish.sellers <= achievement.holders.keys() else "SELLER_OWNER_MISMATCH"
    if position.frozen and not licence:
        return "FROZEN"
    if wish.units is not None and wish.units > achievement.holders[wish.party]:
        return "INSUFFICIENT_SHARE"
    standing = [
        (each.kind, each.reach) for each in position.rights if not each.terminated and each.what != "sublicence"
    ]
    if licence and conflicts(standing, Reach(day, day)):
        return "EXCLUSIVE_CONFLICT"
    if wish.act == "pledge" and position.pledges:
        return "ALREADY_PLEDGED"
    return None


def needs(position: Position, wish: Wish) -> set[str]:
    """What it needs beside those who act, where nothing speaks against it: `freeze_notice`, `offer`, `pledgee:X`,
    `consent:X` (or `consent:two_thirds`, `consent:majority`), and by a contract `seller:X`."""
    achievement = position.achievement
    if achievement is None:
        return set()
    if wish.act == "contract":
        return {f"seller:{each}" for each in achievement.holders.keys() - wish.sellers}
    found: set[str] = set()
    licence, moving = wish.act in LICENSING, wish.act in MOVING
    if licence and position.frozen:
        found.add("freeze_notice")
    if entitled(achievement, wish):
        found.add("offer")
    for pledge in position.pledges.values():
        if licence or (moving and _touches(achievement, pledge, wish)):
            found.add(f"pledgee:{pledge.pledgee}")
    free = moving and achievement.deciding.shares_free
    if wish.act != "licence_ordinary" and not free:
        found |= achievement.deciding.needs(*sorted(wish.acting))
    return found - {f"pledgee:{wish.to}"}


def entitled(achievement: Achievement, wish: Wish) -> list[str]:
    """Who has priority to what passes to an outsider for a price."""
    outside = wish.act == "sell_outside" or (wish.act == "equity" and wish.to not in achievement.holders)
    others = on_transfers.entitled_against(achievement, wish.party) if outside else []
    return [each for each in others if each != wish.to]


def _touches(achievement: Achievement, pledge: Pledge, wish: Wish) -> bool:
    """Whether pledged units of the party move; where no units are named, any may."""
    part = pledge.parts.get(wish.party, 0)
    return part > (0 if wish.units is None else achievement.holders[wish.party] - wish.units)
