"""Drafts of acts on rights to use, and on technology contracts."""

from pydantic import Field

from api.schemas.common import Bytes32, Leaf, Number, NumberOrNone, Seconds
from api.schemas.drafts.base import Bits, Commitment, Fields, GrantTerms, Name, Parties, PartyFields


class Grant(GrantTerms):
    """A right to use is granted; needs no officer."""

    achievement: Bytes32
    filing: Leaf = Field(description="the grant's document in the log")
    deadline: Seconds | None = Field(default=None, description="last second in which it may take effect")
    freeze_notice: Leaf | None = Field(
        default=None, description="while the title is frozen: the filing that tells the licensees of it"
    )


class Sublicense(Fields):
    """A licensee lets others use under his right."""

    parent: Bytes32 = Field(description="the right's number")
    achievement: Bytes32 | None = None
    filing: Leaf
    licensor: Number
    licensees: Parties
    from_: Seconds | None = Field(default=None, alias="from", description="now if left out")
    until: Seconds | None = Field(default=None, description="the end of the right above if left out")
    fields: Bits | None = None
    territories: Bits | None = None


class Extend(Fields):
    """A right ends later than it was to."""

    right: Bytes32
    achievement: Bytes32 | None = None
    filing: Leaf
    until: Seconds


class End(PartyFields):
    """A right ends now, and every right under it."""

    right: Bytes32
    achievement: Bytes32 | None = None
    by: NumberOrNone | None = Field(default=None, description="who ends it, unless all agree")
    ground: Name | int = Field(description="agreement (1), breach (2) or renounced (3)")


class RegisterContract(Fields):
    """A technology contract is registered."""

    achievement: Bytes32 | None = None
    appointment: Number = Field(description="under which the officer acts")
    filing: Leaf = Field(description="the contract's document in the log")
    node: Number
    kind: Name | int = Field(description="development (1), transfer (2), licence (3), consulting (4) or service (5)")
    sub_kind: Name | int
    basis: Name | int | None = Field(
        default=None,
        description="none (0) where no achievement is named; else holders_today (1), holders_then (2), authority (3) "
        "or licence (4)",
    )
    source: Bytes32 | Leaf | None = None
    applicant: Number
    sellers: Parties
    buyers: Parties
    terms: Commitment


class StateContract(PartyFields):
    """A party to a contract states sales or proceeds, as a commitment."""

    contract_number: Bytes32
    achievement: Bytes32 | None = None
    party: Number
    number: Number | None = Field(default=None, description="the party's next one if left out")
    kind: Name | int = Field(description="sales (1) or proceeds (2)")
    commitment: Commitment


class ChangeContract(Fields):
    """A contract is changed; what stood before stays in the history."""

    contract_number: Bytes32
    achievement: Bytes32 | None = None
    appointment: Number = Field(description="under which the officer acts")
    filing: Leaf
    change: Number | None = Field(default=None, description="the next one if left out")
    sub_kind: Name | int | None = Field(default=None, description="as it is if left out")
    terms: Commitment


class CancelContract(Fields):
    """A contract's registration is closed."""

    contract_number: Bytes32
    achievement: Bytes32 | None = None
    appointment: Number = Field(description="under which the officer acts")
    filing: Leaf
    ground: Name | int = Field(description="terminated (1), rescinded (2) or fraud (3)")
