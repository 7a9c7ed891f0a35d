"""What stands beside a title, a page of each, and single things with their block."""

from typing import TypeVar

from pydantic import Field

from api.schemas.common import Answer, AsOf
from api.schemas.dealings import Right, Statement, TechContract
from api.schemas.matters import Effect, Freeze, Objection, Offer, Order, Pledge
from ledger.answers import Moment


class _Page(Answer):
    next: str | None = Field(description="cursor of the next page, null on the last one", examples=[None])
    as_of: AsOf


class Objections(_Page):
    """A page of objections, oldest first."""

    items: list[Objection]


class Freezes(_Page):
    """A page of freezes, oldest first."""

    items: list[Freeze]


class Offers(_Page):
    """A page of priority offers, oldest first."""

    items: list[Offer]


class Orders(_Page):
    """A page of announced orders, oldest first."""

    items: list[Order]


class Effects(_Page):
    """A page of legal effects, oldest first."""

    items: list[Effect]


class Pledges(_Page):
    """A page of pledges, oldest first."""

    items: list[Pledge]


class Rights(_Page):
    """A page of rights to use, oldest first."""

    items: list[Right]


class TechContracts(_Page):
    """A page of technology contracts, oldest first."""

    items: list[TechContract]


class Statements(_Page):
    """A page of statements, oldest first."""

    items: list[Statement]


class _Single(Answer):
    as_of: AsOf


class SingleOffer(Offer, _Single):
    """An offer as of a block."""


class SinglePledge(Pledge, _Single):
    """A pledge as of a block."""


class SingleRight(Right, _Single):
    """A right to use as of a block."""


class SingleContract(TechContract, _Single):
    """A technology contract as of a block."""


Alone = TypeVar("Alone", bound=Answer)


def single(kind: type[Alone], shown: Answer, moment: Moment) -> Alone:
    """What is shown in a list, alone and with its block."""
    members = {name: getattr(shown, name) for name in type(shown).model_fields}
    return kind.model_construct(**members, as_of=AsOf.of(moment))
