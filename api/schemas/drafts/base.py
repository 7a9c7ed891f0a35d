"""What the drafts of several kinds are made of."""

from typing import Annotated, Any, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from api.schemas.common import Bytes32, Leaf, Model, Number, NumberOrNone, Seconds, Units

Name = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z_]+$")]
_WHOLE = r"^[0-9]{1,9}(/[0-9]{1,9}|(\.[0-9]{1,9})?%)$"
Amount = Annotated[str, Field(pattern=_WHOLE, description="a share of the whole", examples=["51/100", "33.33%"])]
Commitment: TypeAlias = Annotated[
    Bytes32 | dict[str, Any],
    Field(
        description="a salted commitment of 32 bytes; or an object with what is committed: then the service makes the "
        "commitment and tells the salt in `disclosures`, once and to the drafter alone",
        examples=[{"amount": "1200000.00", "currency": "CNY"}],
    ),
]
Parties = Annotated[list[Number], Field(min_length=1, max_length=16)]
Bits = Annotated[
    Annotated[int, Field(ge=1)] | Annotated[str, Field(pattern=r"^0x[0-9a-f]{1,64}$")],
    Field(description="256 bits of a published code list, as a number or in hex; all bits if left out"),
]


class Fields(Model):
    """What every act may give."""

    deadline: Seconds | None = Field(default=None, description="last second in which it may take effect")


class TitleFields(Fields):
    """What every act on an achievement gives."""

    achievement: Bytes32
    filing: Leaf = Field(description="the act's document in the log")


class OfficerFields(TitleFields):
    """What an act gives that an officer registers."""

    appointment: Number = Field(description="under which the officer acts")


class PartyFields(Fields):
    """What an act of a party gives that needs no officer."""

    filing: Leaf | None = Field(default=None, description="a document in the log, if there is one")


class Portion(Model):
    """An amount of an achievement: `units`, or `share` as a fraction of the whole."""

    units: Units | None = None
    share: Amount | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Self:
        if (self.units is None) == (self.share is None):
            raise ValueError("give either units or share")
        return self


class Holder(Portion):
    """What a party holds or claims."""

    party: Number


class Move(Portion):
    """What passes from one party to another."""

    from_: Number = Field(alias="from")
    to: Number


class GrantTerms(Model):
    """What a right to use lets whom do."""

    kind: Name | int = Field(description="use_right (1), long-term, or licence (2)")
    exclusivity: Name | int = Field(description="exclusive (1), sole (2) or ordinary (3)")
    sublicensable: bool | None = None
    transferable: bool | None = None
    licensors: Parties
    licensees: Parties
    from_: Seconds | None = Field(default=None, alias="from", description="now if left out")
    until: Seconds
    fields: Bits | None = None
    territories: Bits | None = None


Guardian = Annotated[
    NumberOrNone | Annotated[str, Field(pattern=r"^node:[0-9]{1,10}$")],
    Field(description="a party's number, 0 for nobody, or node:N for the officers of a node"),
]
