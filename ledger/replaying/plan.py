"""What is needed to write the acts on the chain of one event, and what such an act is."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from ledger.core.calendar import end_of_day
from ledger.core.docket.cases import Case
from ledger.core.docket.events import Event
from ledger.core.docket.things import Docket
from ledger.core.errors import Refused
from ledger.core.policy.pledging import Moves
from ledger.keyring import Signer
from ledger.replaying.cast import Cast

Fields = dict[str, Any]


@dataclass(frozen=True)
class Deed:
    """One act.

    :param fields: as `ledger.drafting` takes them. :param names: the dossier's id of what its digest numbers.
    :param brings: the party whose new key signs, and the key's name. :param lent: who signs besides those of the event,
    because the chain asks for more than the format does.
    :param late: fields that are known only once the deeds before it are done.
    """

    kind: str
    fields: Fields
    names: str | None = None
    brings: tuple[str, str] | None = None
    lent: Mapping[str, Signer] = field(default_factory=dict)
    late: Callable[[], Fields] = dict


@dataclass(frozen=True)
class Settling:
    """The call that lets a recovery take effect; nobody signs it."""

    party: int
    due_at: int
    signer: bytes


@dataclass(frozen=True)
class Plan:
    """What is needed to write the deeds of one event.

    :param docket: as it was before the event. :param leaf: of the event's filing.
    """

    cast: Cast
    docket: Docket
    event: Event
    leaf: str

    @property
    def case(self) -> Case:
        return Case(self.docket, self.event)

    def party(self, name: str) -> int:
        """Its number; 0, which nobody has, for one that was never enrolled."""
        return self.cast.parties.get(name, 0)

    def several(self, names: Iterable[str]) -> list[int]:
        """Their numbers; whom a list names twice stands there once."""
        return [self.party(name) for name in dict.fromkeys(names)]

    def thing(self, member: str) -> str:
        """The chain's number of what a member of the payload names."""
        return self.number(self.event.payload[member])

    def number(self, name: str) -> str:
        return self.cast.things.get(name, "0x" + "00" * 32)

    def officer(self, capability: str, node: str, member: str = "officer") -> int:
        return self.cast.appointment(self.docket, self.event, capability, node, member)

    def on(self, achievement: str, capability: str | None = None) -> Fields:
        """What acts about an achievement begin with."""
        fields: Fields = {"achievement": self.number(achievement), "filing": self.leaf}
        if capability is not None:
            fields["appointment"] = self.officer(capability, self.docket.achievements[achievement].node)
        return fields

    def table(self, holders: Mapping[str, int]) -> list[Fields]:
        return [{"party": self.party(name), "units": units} for name, units in holders.items()]

    def end_of(self, last: Callable[[], date]) -> int:
        """24:00 of a last day. What the rules refuse for something else may lie beyond the known holidays as well: then
        24:00 of the last day of next year."""
        try:
            return end_of_day(last())
        except Refused:
            return end_of_day(date(min(self.event.day.year + 1, date.max.year), 12, 31))

    def movements(self, moves: Moves, holders: Collection[str]) -> list[Fields]:
        """Movements in their order. What one gives an outsider is one movement there, as one offer sells it; and what
        one gives oneself moves nothing."""
        found: list[Fields] = []
        outside: dict[tuple[str, str], Fields] = {}
        for giver, receiver, units in moves:
            if giver == receiver or not units:
                continue
            if (giver, receiver) in outside:
                outside[giver, receiver]["units"] += units
                continue
            found.append({"from": self.party(giver), "to": self.party(receiver), "units": units})
            if receiver not in holders:
                outside[giver, receiver] = found[-1]
        return found


Deeds = list[Deed | Settling]
