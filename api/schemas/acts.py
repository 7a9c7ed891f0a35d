"""Acts: the roll, signatures, sending; how each kind is drafted stands in `api.schemas.drafts`."""

from typing import Annotated, Any

from pydantic import Field

from api.schemas.common import NOON, Answer, Model, Number, Signature, Text

Reason = Annotated[
    Text,
    Field(
        max_length=1000,
        pattern=r"\S",
        description="read by the drafter and those who have a seat, by nobody else",
        examples=["the share does not match our agreement of 12 May"],
    ),
]


class Signed(Model):
    """A party's signature over an act's digest."""

    party: Number = Field(examples=[6])
    signature: Signature


class Refusing(Model):
    """A party's refusal."""

    party: Number = Field(examples=[6])
    reason: Reason


class Refused(Answer):
    """That a party refused, and why."""

    party: int = Field(examples=[6])
    reason: str = Field(examples=["the share does not match our agreement of 12 May"])
    refused_at: int = Field(examples=[NOON])


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
    refusals: list[Refused] | None = Field(
        description="who refuses to sign and why, for the drafter and those who have a seat; null for everybody else",
        examples=[None],
    )
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


class Words(Answer):
    """A name for people, in both languages."""

    zh: str = Field(examples=["确认权属"])
    en: str = Field(examples=["Confirm the title"])


class FieldOfKind(Answer):
    """A field of a draft."""

    name: str = Field(examples=["achievement"])
    label: Words
    required: bool = Field(examples=[True])
    choices: dict[str, int] | None = Field(
        description="the names that stand for its numbers", examples=[{"sale": 1, "equity": 2, "gift": 3}]
    )
    description: str = Field(examples=["the act's document in the log"])


class KindOfAct(Answer):
    """A kind of act: what it does, who signs it, and what its drafter says."""

    kind: str = Field(examples=["confirm"])
    contract: str = Field(description="that takes it", examples=["TitleRegistry"])
    title: Words
    signers: Words = Field(description="who signs; the contract's roll says it exactly")
    fields: list[FieldOfKind]


class KindsOfAct(Answer):
    """Every kind of act."""

    items: list[KindOfAct]
