"""Drafts of acts on what stands beside a title: notices, objections, freezes, offers, outside registers, pledges."""

from pydantic import Field

from api.schemas.common import Bytes32, Number, NumberOrNone, Seconds, Units
from api.schemas.drafts.base import Amount, Commitment, Holder, Name, OfficerFields, PartyFields, TitleFields


class Prolong(OfficerFields):
    """The end of a notice moves back."""

    round: Number | None = Field(default=None, description="that of the open proposal if left out")
    notice_until: Seconds


class Object(TitleFields):
    """A party objects to what is on notice."""

    party: Number
    round: Number | None = Field(default=None, description="that of the open proposal if left out")
    ground: Name | int = Field(
        description="title (1), completers (2), shares (3), price (4), truth (5), secrecy (6), other (7)"
    )


class Retract(PartyFields):
    """A party takes its objection back."""

    achievement: Bytes32
    party: Number
    objection: Bytes32 | None = Field(default=None, description="the party's last one if left out")


class Decide(OfficerFields):
    """An officer decides an objection, with reasons in the filing."""

    party: Number = Field(description="the objector")
    objection: Bytes32 | None = Field(default=None, description="the party's last one if left out")
    outcome: Name | int = Field(description="rejected (1), partly (2) or upheld (3)")
    effect: Name | int | None = Field(
        default=None, description="none (0): the proposal stands; amend (1): it is void; close (2): with its objections"
    )


class Freeze(OfficerFields):
    """A title is frozen until a second."""

    judge: NumberOrNone | None = Field(default=None, description="appointment of a judge at another node")
    until: Seconds
    ground: Name | int = Field(description="lawsuit (1), arbitration (2), suspension (3) or preservation (4)")


class Lift(OfficerFields):
    """A freeze ends before its time."""

    number: Number | None = Field(default=None, description="that of the only freeze if left out")


class Offer(PartyFields):
    """A holder offers units to those with priority, before they go to an outsider."""

    achievement: Bytes32
    seller: Number
    units: Units | None = None
    share: Amount | None = None
    buyer: Number | None = Field(default=None, description="stays private: it goes into the commitment alone")
    price: Commitment | None = None
    commitment: Bytes32 | None = Field(default=None, description="instead of buyer and price")
    entitled: list[Number] | None = Field(default=None, max_length=32, description="all other holders if left out")
    window_end: Seconds | None = Field(default=None, description="the least window from now if left out")


class Take(PartyFields):
    """One who is entitled takes the offer."""

    offer: Bytes32
    achievement: Bytes32 | None = None
    party: Number


class Waive(PartyFields):
    """One who is entitled lets the offer pass."""

    offer: Bytes32
    achievement: Bytes32 | None = None
    party: Number


class WithdrawOffer(PartyFields):
    """The seller takes the offer back, while nobody has taken it."""

    offer: Bytes32
    achievement: Bytes32 | None = None


class RecordEffect(OfficerFields):
    """An outside register shows the holders as they stand here."""

    title_version: Number | None = Field(default=None, description="the present one if left out")
    since: Seconds


class Pledge(OfficerFields):
    """Holders pledge units for a debt."""

    pledgee: Number
    parts: list[Holder] = Field(min_length=1, max_length=16)


class Release(PartyFields):
    """The pledgee lets a pledge go, whole."""

    pledge: Bytes32
    achievement: Bytes32 | None = None
