"""Acts: drafting, the roll, signatures, sending."""

from typing import Annotated, Any, Literal, Self, TypeAlias

from pydantic import Field, StringConstraints, model_validator

from api.schemas.common import (
    ACHIEVEMENT,
    LEAF,
    NOON,
    Answer,
    Bytes32,
    Leaf,
    Model,
    Number,
    NumberOrNone,
    Seconds,
    Signature,
    Signer,
    Units,
)

Name = Annotated[str, StringConstraints(max_length=40, pattern=r"^[a-z_]+$")]
_WHOLE = r"^[0-9]{1,9}(/[0-9]{1,9}|(\.[0-9]{1,9})?%)$"
Amount = Annotated[str, Field(pattern=_WHOLE, description="a share of the whole", examples=["51/100", "33.33%"])]


class Fields(Model):
    """What every act may give."""

    deadline: Seconds | None = Field(default=None, description="last second in which it may take effect")


class TitleFields(Fields):
    """What every act on an achievement gives."""

    achievement: Bytes32
    filing: Leaf = Field(description="the act's document in the log")


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


class Enrol(Fields):
    """A party gets its number."""

    signer: Signer
    identity: Bytes32 = Field(description="salted commitment to the identity filing")
    kind: Name | int = Field(description="person (1), organisation (2) or officer (3)")
    guardian: NumberOrNone | None = None
    voucher: Number | None = Field(default=None, description="the appointment's officer if left out")
    appointment: NumberOrNone | None = None


class Admit(Fields):
    """A node joins."""

    parent: Number | None = Field(default=None, description="the core if left out")
    operator: Number
    kind: Name | int = Field(description="regional (2) or specialised (3)")


class Appoint(Fields):
    """An officer gets powers at a node for a period."""

    node: Number
    officer: Number
    powers: list[Name] = Field(min_length=1, max_length=32)
    from_: Seconds | None = Field(default=None, alias="from", description="now if left out")
    until: Seconds


class EndAppointment(Fields):
    """An appointment ends earlier."""

    appointment: Number
    by: Number
    until: Seconds | None = Field(default=None, description="now if left out")


class Register(Fields):
    """An achievement is registered from its filing."""

    node: Number
    filing: Leaf
    filer: Number
    claimed: list[Holder] = Field(min_length=1, max_length=16)
    appointment: Number = Field(description="under which the officer acts")


class TermFields(TitleFields):
    """What a proposal asks for."""

    rule: Name | int | None = Field(
        default=None, description="unanimous (1), two_thirds (2), majority (3), delegated (4)"
    )
    shares_free: bool | None = Field(default=None, description="shares move without the others' consent")
    delegate: NumberOrNone | None = None
    table: list[Holder] | None = Field(default=None, max_length=16)
    use_grant: Bytes32 | None = None


class Propose(TermFields):
    """Who shall hold what, under which rule: opens the public notice."""

    notice_until: Seconds | None = Field(default=None, description="the least notice from now if left out")


class Confirm(TermFields):
    """What was on notice takes effect; the terms need not be repeated."""

    appointment: Number


class Convey(TitleFields):
    """Shares pass, all or none."""

    movements: list[Move] = Field(min_length=1, max_length=32)
    basis: Name | int = Field(description="sale (1), equity (2) or gift (3)")
    offers: list[Bytes32] | None = Field(default=None, max_length=32)
    pledge_after: Name | int | None = None
    appointment: Number


class EnrolDraft(Model):
    """Draft of an enrolment."""

    kind: Literal["enrol"]
    fields: Enrol


class AdmitDraft(Model):
    """Draft of an admission."""

    kind: Literal["admit"]
    fields: Admit


class AppointDraft(Model):
    """Draft of an appointment."""

    kind: Literal["appoint"]
    fields: Appoint


class EndAppointmentDraft(Model):
    """Draft of an appointment's end."""

    kind: Literal["endAppointment"]
    fields: EndAppointment


class RegisterDraft(Model):
    """Draft of a registration."""

    kind: Literal["register"]
    fields: Register


class ProposeDraft(Model):
    """Draft of a proposal."""

    kind: Literal["propose"]
    fields: Propose


class ConfirmDraft(Model):
    """Draft of a confirmation."""

    kind: Literal["confirm"]
    fields: Confirm


class ConveyDraft(Model):
    """Draft of a conveyance."""

    kind: Literal["convey"]
    fields: Convey


ActDraft: TypeAlias = Annotated[
    EnrolDraft
    | AdmitDraft
    | AppointDraft
    | EndAppointmentDraft
    | RegisterDraft
    | ProposeDraft
    | ConfirmDraft
    | ConveyDraft,
    Field(discriminator="kind"),
]

EXAMPLES: dict[str, dict[str, Any]] = {
    "enrol": {
        "kind": "enrol",
        "fields": {
            "signer": "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf",
            "identity": "0x" + "17" * 32,
            "kind": "person",
            "voucher": 3,
        },
    },
    "admit": {"kind": "admit", "fields": {"parent": 1, "operator": 4, "kind": "regional"}},
    "appoint": {
        "kind": "appoint",
        "fields": {
            "node": 2,
            "officer": 5,
            "powers": ["register_achievement", "confirm_title"],
            "from": NOON,
            "until": NOON + 31_536_000,
        },
    },
    "endAppointment": {"kind": "endAppointment", "fields": {"appointment": 2, "by": 4, "until": NOON}},
    "register": {
        "kind": "register",
        "fields": {
            "node": 2,
            "filing": LEAF,
            "filer": 6,
            "claimed": [{"party": 6, "share": "1/1"}],
            "appointment": 2,
        },
    },
    "propose": {
        "kind": "propose",
        "fields": {
            "achievement": ACHIEVEMENT,
            "rule": "two_thirds",
            "table": [{"party": 6, "share": "30/100"}, {"party": 7, "share": "70/100"}],
            "filing": LEAF,
        },
    },
    "confirm": {
        "kind": "confirm",
        "fields": {"achievement": ACHIEVEMENT, "filing": LEAF, "appointment": 2},
    },
    "convey": {
        "kind": "convey",
        "fields": {
            "achievement": ACHIEVEMENT,
            "movements": [{"from": 6, "to": 8, "share": "10/100"}],
            "basis": "sale",
            "filing": LEAF,
            "appointment": 2,
        },
    },
}
"""One valid draft of each kind, for the reference and the tests."""


class Signed(Model):
    """A party's signature over an act's digest."""

    party: Number = Field(examples=[6])
    signature: Signature


class Seat(Answer):
    """A seat on the roll."""

    party: int = Field(examples=[6])
    brought: bool = Field(description="signs with the signer that the act brings", examples=[False])
    must: bool = Field(description="without this signature the act has no effect", examples=[True])
    units: int = Field(description="units with which this seat counts towards the quorum", examples=[216_216_000])
    signed: bool = Field(examples=[False])


class Roll(Answer):
    """Who signs, in the order of the contract, by the present state."""

    seats: list[Seat]
    must: list[int] = Field(description="parties that have to sign", examples=[[5, 6]])
    quorum: int = Field(description="units that the signing seats must reach together", examples=[0])


class Missing(Answer):
    """What still lacks."""

    parties: list[int] = Field(description="seats that must sign and have not", examples=[[5]])
    units: int = Field(description="consenting units that the quorum lacks", examples=[0])
    consenting: list[int] = Field(description="seats that could give them", examples=[[]])


class Refusal(Answer):
    """Why the present state does not allow the act."""

    code: str = Field(examples=["WRONG_VERSION"])
    message: str = Field(examples=["the title stands at version 2, the act relies on 1"])
    next: str = Field(examples=["draft the act again and collect the signatures anew"])


class Act(Answer):
    """An act: its text, who must sign, who has, and how far it has come."""

    id: str = Field(examples=["2f6c4b9e-6a0c-4d4e-9a3f-0d3f5f3c7a11"])
    kind: str = Field(examples=["register"])
    status: str = Field(
        description="draft, signing, submitted, included, final, failed or expired", examples=["signing"]
    )
    message: dict[str, Any] = Field(examples=[{"node": 2, "filer": 6}])
    digest: str = Field(description="what is signed", examples=["0x" + "44" * 32])
    typed_data: dict[str, Any] = Field(examples=[{"primaryType": "Registration", "domain": {"name": "Zhengben"}}])
    roll: Roll
    missing: Missing | None = Field(description="null once the act is over")
    refusal: Refusal | None = Field(examples=[None])
    signatures: list[int] = Field(description="parties whose signature is here", examples=[[6]])
    created_at: int = Field(examples=[NOON])
    expires_at: int = Field(description="the act's deadline", examples=[NOON])
    tx: str | None = Field(description="the transaction that carries it", examples=[None])
    block: int | None = Field(description="the block in which it took effect", examples=[None])
    disclosures: list[str] = Field(
        description="of salted commitments made for the act; told once, to whoever drafts it, and not kept",
        examples=[[]],
    )


class ActLine(Answer):
    """An act in a list."""

    id: str = Field(examples=["2f6c4b9e-6a0c-4d4e-9a3f-0d3f5f3c7a11"])
    kind: str = Field(examples=["register"])
    status: str = Field(examples=["signing"])
    seats: list[int] = Field(examples=[[5, 6]])
    signed: bool = Field(description="whether the party asked about has signed", examples=[False])
    created_at: int = Field(examples=[NOON])
    expires_at: int = Field(examples=[NOON])
