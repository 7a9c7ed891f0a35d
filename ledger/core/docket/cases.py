"""One event before the rules: what they ask of docket and signatures, and what they found."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from ledger.core.calendar import parse_day
from ledger.core.docket.events import Event
from ledger.core.docket.things import Achievement, Docket, Ratios, World
from ledger.core.errors import Malformed, Refused
from ledger.core.policy.codes import Findings
from ledger.core.policy.competence import why_not
from ledger.core.policy.pledging import Moves, Parts
from ledger.core.shares import WHOLE, units_of

Change = Callable[[], None]


@dataclass(frozen=True)
class Ruling:
    """What an event does if nothing speaks against it.

    :param change: writes it into the docket. :param values: what it tells.
    """

    change: Change
    values: Mapping[str, Any] = field(default_factory=dict)


class Case:
    """An event, the docket it meets, and the findings.

    :ivar signed: who signed with the current key. :ivar brought: who signed with the key that this event brings in.
    """

    def __init__(self, docket: Docket, event: Event) -> None:
        self.docket = docket
        self.event = event
        self.findings = Findings()
        self.signed: set[str] = set()
        self.brought: set[str] = set()

    # ---- reading

    @property
    def world(self) -> World:
        return self.docket.world

    @property
    def day(self) -> date:
        return self.event.day

    def text(self, name: str) -> str:
        return str(self.event.payload[name])

    def number(self, name: str) -> int:
        return int(self.event.payload[name])

    def day_of(self, name: str) -> date:
        return parse_day(self.event.payload[name])

    def names(self, name: str) -> list[str]:
        return list(self.event.get(name) or [])

    def flag(self, name: str) -> bool:
        return bool(self.event.get(name))

    @property
    def achievement(self) -> Achievement:
        return self.docket.achievements[self.text("achievement")]

    def ratios(self, name: str) -> Ratios | None:
        rows = self.event.get(name)
        return None if rows is None else [(row["party"], Fraction(*row["ratio"])) for row in rows]

    def units(self, share: Iterable[int]) -> int | None:
        """The units of a share; None, and `SHARE_NOT_EXACT`, if it is none of the whole."""
        numerator, denominator = share
        try:
            return units_of(Fraction(numerator, denominator))
        except Malformed:
            exact = (Fraction(numerator, denominator) * WHOLE).denominator == 1
            # More than the whole is exact, and too much.
            self.refuse(not exact, "SHARE_NOT_EXACT", share=[numerator, denominator])
            return numerator * WHOLE // denominator if exact else None

    def holders(self, name: str, *, whole: bool = True) -> Parts:
        """A table of the payload; an entry that is not exact counts as nothing. `whole`: it has to be the whole."""
        rows = self.event.get(name) or []
        table: Parts = {}
        exact = True
        for row in rows:
            units = self.units(row["share"])
            exact = exact and units is not None
            table[row["party"]] = table.get(row["party"], 0) + (units or 0)
        twice = len(table) != len(rows)
        self.refuse(whole and (twice or (exact and sum(table.values()) != WHOLE)), "SHARES_NOT_WHOLE")
        return table

    def moves(self, name: str) -> Moves:
        """Giver, receiver, units of each movement."""
        return [(row["from"], row["to"], self.units(row["share"]) or 0) for row in self.event.payload[name]]

    # ---- finding

    def refuse(self, wrong: bool, code: str, **values: Any) -> bool:
        """Note that something is wrong; whether it is."""
        return self.findings.when(wrong, code, **values)

    def last_day(self, compute: Callable[[], date]) -> date | None:
        """A deadline; None, and `CALENDAR_UNKNOWN`, beyond the known years."""
        try:
            return compute()
        except Refused as error:
            self.refuse(True, error.code, **error.values)
            return None

    def must_sign(self, *parties: str | None) -> None:
        """Each who acts has signed with the current key."""
        self.findings.missing({party for party in parties if party} - self.signed, "SIGNATURE_MISSING")

    def must_bring(self, party: str) -> None:
        """The new key has signed."""
        self.findings.missing({party} - self.brought, "SIGNATURE_MISSING")

    def must_be_officer(self, capability: str, node: str | None, member: str = "officer") -> None:
        """The officer of the payload has signed and is competent there."""
        officer = self.text(member)
        self.must_sign(officer)
        if node is None:
            return
        mine = [each for each in self.docket.appointments.values() if each.officer == officer]
        code = why_not(mine, capability, node, self.day, self.docket.active, self.world.parents)
        if code is not None:
            self.refuse(True, code, officer=officer, capability=capability, node=node)

    def must_be_movable(self, achievement: Achievement, name: str) -> None:
        """Confirmed, and no freeze."""
        self.refuse(achievement.standing != "CONFIRMED", "NOT_CONFIRMED", standing=achievement.standing)
        self.refuse(self.docket.is_frozen(name), "FROZEN")

    def must_hold(self, achievement: Achievement, parties: Iterable[str]) -> None:
        """Each holds something. Where nothing is confirmed, that is what is wrong."""
        if achievement.standing == "CONFIRMED":
            without = sorted({party for party in parties if party not in achievement.holders})
            self.refuse(bool(without), "NOT_OWNER", parties=without)

    def must_not_come(self, *names: str) -> None:
        """None of these dates of past facts lies after the day."""
        late = [name for name in names if self.event.get(name) is not None and self.day_of(name) > self.day]
        self.refuse(bool(late), "DATE_IN_FUTURE", fields=late)

    def must_list(self, ip: Collection[str], listed: Collection[str]) -> None:
        """Only intellectual property of this achievement."""
        others = sorted(set(ip) - set(listed))
        self.refuse(bool(others), "IP_NOT_LISTED", ip=others)

    def moved(self, holders: Parts, moves: Moves) -> Parts:
        """The table after movements: who stays keeps his place, newcomers come last, who has nothing goes."""
        after = dict(holders)
        for giver, receiver, units in moves:
            after[giver] = after.get(giver, 0) - units
            after[receiver] = after.get(receiver, 0) + units
        return {party: units for party, units in after.items() if units}


def shown(holders: Parts) -> list[list[Any]]:
    """A table as answers give it: party and reduced fraction, in order."""
    return [[party, [part.numerator, part.denominator]] for party, part in _fractions(holders)]


def _fractions(holders: Parts) -> list[tuple[str, Fraction]]:
    return [(party, Fraction(units, WHOLE)) for party, units in holders.items()]
