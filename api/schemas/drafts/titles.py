"""Drafts of acts on title itself."""

from typing import Annotated

from pydantic import Field

from api.schemas.common import Bytes32, Leaf, Number, NumberOrNone, Seconds
from api.schemas.drafts.base import (
    Commitment,
    Fields,
    GrantTerms,
    Holder,
    Move,
    Name,
    OfficerFields,
    TitleFields,
)


class Register(Fields):
    """An achievement is registered from its filing."""

    node: Number
    filing: Leaf
    filer: Number
    claimed: list[Holder] = Field(min_length=1, max_length=16)
    appointment: Number = Field(description="under which the officer acts")


class Cancel(OfficerFields):
    """A registration that was never confirmed is struck off."""

    ground: Name | int = Field(description="error (1) or fraud (2)")


class TermFields(TitleFields):
    """What a proposal asks for."""

    rule: Name | int | None = Field(
        default=None, description="unanimous (1), two_thirds (2), majority (3), delegated (4)"
    )
    shares_free: bool | None = Field(default=None, description="shares move without the others' consent")
    delegate: NumberOrNone | None = None
    table: list[Holder] | None = Field(default=None, max_length=16)
    use_grant: Bytes32 | GrantTerms | None = Field(
        default=None, description="a long-term use grant to open: its terms, or their hash"
    )


class Propose(TermFields):
    """Who shall hold what, under which rule: opens the public notice."""

    notice_until: Seconds | None = Field(default=None, description="the least notice from now if left out")


class Confirm(TermFields):
    """What was on notice takes effect; the terms need not be repeated."""

    appointment: Number


class Convey(OfficerFields):
    """Shares pass, all or none."""

    movements: list[Move] = Field(min_length=1, max_length=32)
    basis: Name | int = Field(description="sale (1), equity (2) or gift (3)")
    price: Commitment | None = None
    offers: list[Bytes32] | None = Field(
        default=None, max_length=32, description="the last offers of the givers, where needed, if left out"
    )
    openings: list[Bytes32] | None = Field(
        default=None, max_length=32, description="the price for each offer if left out and one party gives"
    )
    pledge_after: Name | int | None = Field(default=None, description="none (0), released (1) or follows (2)")


class Settle(Fields):
    """The units of an offer go to those who took it."""

    offer: Bytes32
    achievement: Bytes32 | None = None
    filing: Leaf
    appointment: Number = Field(description="under which the officer acts")
    movements: list[Move] | None = Field(
        default=None, max_length=32, description="as the contract computes them if left out"
    )
    pledge_after: Name | int | None = Field(default=None, description="none (0), released (1) or follows (2)")


class AmendRule(OfficerFields):
    """The holders change the rule by which they decide."""

    rule: Name | int = Field(description="unanimous (1), two_thirds (2), majority (3), delegated (4)")
    shares_free: bool | None = Field(default=None, description="shares move without the others' consent")
    delegate: NumberOrNone | None = None


class Ordered(OfficerFields):
    """What is ordered over the heads of those whom it concerns."""

    judge: Number = Field(description="appointment of a judge at another node")
    ground: Name | int = Field(
        description="death (1), merger (2), judgment (3): units move; wrong (4), double (5), fraud (6): the title "
        "closes"
    )
    movements: list[Move] | None = Field(default=None, max_length=32)


class Announce(Ordered):
    """An order goes on public notice."""


class Enforce(Ordered):
    """An announced order takes effect; ground and movements as they were announced."""


class Migrate(OfficerFields):
    """The holders take their title to a later registry."""

    successor: Annotated[str, Field(pattern=r"^0x[0-9a-f]{40}$", examples=["0x" + "5b" * 20])]
