"""Filings: preparing, handing in, following, finding."""

from typing import Annotated, Any, Literal, Self

from pydantic import Field, StringConstraints

from api.schemas.common import (
    ACCOUNT,
    LEAF,
    NOON,
    SIGNATURE,
    Answer,
    Clause,
    Digest,
    Leaf,
    Model,
    Number,
    Said,
    Seconds,
    Signature,
    Signer,
    Text,
)
from ledger import answers

SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
SM3 = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
DISCLOSURE = "WyJfMjZiYzRMVC1hYzZxMktJNmNCVzVlcyIsImZvcm0vdGl0bGUiLCJBIGRvY3VtZW50Il0"
ENTRY = (
    '{"_sd":["CrQe7vS5kqBAHt-nMYXgc6bdt2SH5aTY1sU_M-PgkjPI"],"_sd_alg":"sha-256","node":1,"type":"document/1","v":1}'
)
Type = Literal[
    "document/1",
    "achievement_filing/1",
    "achievement_filing/2",
    "ownership_grant_agreement/1",
    "long_term_use_grant/1",
    "technology_contract/1",
    "revenue_statement/1",
    "objection/1",
    "pledge/1",
    "platform_recognition/1",
    "innovation_voucher/1",
    "innovation_voucher/2",
    "endorsement/1",
    "docket_event/1",
]


class Attachment(Model):
    """A file that the filing speaks of; the file itself stays with the filer."""

    name: Annotated[Text, StringConstraints(min_length=1, max_length=255)] = Field(examples=["report.pdf"])
    size: int = Field(ge=0, lt=1 << 53, description="bytes", examples=[184320])
    sha256: Digest = Field(examples=[SHA256])
    sm3: Digest = Field(examples=[SM3])
    mime: Annotated[Text, StringConstraints(min_length=1, max_length=127)] = Field(examples=["application/pdf"])


class Filer(Model):
    """Who files: a key, and the party it speaks for, if any."""

    signer: Signer
    party: Number | None = Field(default=None, examples=[7])


class Draft(Model):
    """A filing before it is salted and signed."""

    type: Type = Field(examples=["document/1"])
    node: Number = Field(examples=[1])
    filed_at: Seconds | None = Field(default=None, description="the filer's claim; now if left out")
    form: dict[Annotated[str, StringConstraints(max_length=64)], Any] = Field(
        description="the form's fields, as the filing type's schema asks",
        max_length=64,
        examples=[{"title": "A document", "language": "en"}],
    )
    attachments: list[Attachment] = Field(max_length=100)
    filer: Filer


class Finding(Answer):
    """What a rule says of a form: advice."""

    weight: Literal["refuse", "warn", "open", "note"] = Field(
        description="the law refuses it; wants it otherwise; the ledger cannot tell; what follows from the form",
        examples=["refuse"],
    )
    code: str = Field(examples=["FILING_LATE"])
    rule: str = Field(description="its name in the book of rules", examples=["filing_deadline_months"])
    clause: Clause
    next: Said | None = Field(description="what to do about the code; null where nothing is to be done")
    pointer: str = Field(description="the field, a JSON pointer into the form", examples=["/acceptance_date"])
    zh: str = Field(examples=["备案期限已于 2026-07-20 届满"])
    en: str = Field(examples=["the filing was due by 2026-07-20"])


class Prepared(Answer):
    """A draft, salted: what the filer checks, signs and hands in."""

    entry: str = Field(description="the unsigned entry, canonical JSON (RFC 8785)", examples=[ENTRY])
    disclosures: list[str] = Field(description="RFC 9901 disclosures, all but the signature", examples=[[DISCLOSURE]])
    content: str = Field(description="sha256 of the unsigned entry", examples=["0x" + "3d" * 32])
    typed_data: dict[str, Any] = Field(
        description="EIP-712 document to sign", examples=[{"primaryType": "Filing", "domain": {"name": "Zhengben"}}]
    )
    filed_at: int = Field(examples=[NOON])
    findings: list[Finding] = Field(description="what the rules say of the form, what weighs most first")


class Submission(Model):
    """A signed filing."""

    entry: Annotated[str, StringConstraints(min_length=4, max_length=90_000, pattern=r"^[A-Za-z0-9+/]+={0,2}$")] = (
        Field(description="base64 of the unsigned entry's bytes", examples=["eyJfc2QiOltdfQ=="])
    )
    disclosures: list[Annotated[str, StringConstraints(max_length=200_000, pattern=r"^[A-Za-z0-9_-]+$")]] = Field(
        min_length=1, max_length=300, examples=[[DISCLOSURE]]
    )
    signature: Signature


class FilingLinks(Answer):
    """Where to go on from here."""

    status: str = Field(examples=[f"/v1/filings/{LEAF}"])
    evidence: str = Field(examples=[f"/v1/filings/{LEAF}/evidence"])


class Receipt(Answer):
    """The filing is stored durably; the same submission again gives the same receipt."""

    leaf: Leaf
    received_at: int = Field(examples=[NOON])
    status: str = Field(description="how far it has come", examples=["received"])
    links: FilingLinks


class Anchored(Answer):
    """The anchor that covers the filing."""

    size: int = Field(examples=[128])
    time: int = Field(description="the anchor's time on the chain", examples=[NOON])
    block: int = Field(examples=[1042])
    tx: str = Field(examples=["0x" + "a1" * 32])
    final: bool = Field(examples=[True])


class FilingStatus(Answer):
    """How far a filing has come: received, in the log, anchored, final. Each is a fact of its own."""

    leaf: Leaf
    type: str = Field(examples=["document/1"])
    node: int = Field(examples=[1])
    received_at: int = Field(examples=[NOON])
    index: int | None = Field(description="its place in the log", examples=[41])
    integrated: bool = Field(description="a signed checkpoint covers it", examples=[True])
    anchored: Anchored | None

    @classmethod
    def of(cls, found: answers.FilingStatus) -> Self:
        """From what the query answers."""
        anchored = found.anchored
        return cls(
            leaf=found.leaf.hex(),
            type=found.type,
            node=found.node,
            received_at=found.received_at,
            index=found.index,
            integrated=found.integrated,
            anchored=None
            if anchored is None
            else Anchored(
                size=anchored.size,
                time=anchored.time,
                block=anchored.source.block.number,
                tx="0x" + anchored.source.tx_hash.hex(),
                final=found.final,
            ),
        )


class Found(Answer):
    """Whether a document with this digest was filed. Never by whom."""

    filed: bool = Field(examples=[True])
    items: list["Sighting"]


class Sighting(Answer):
    """One filing of the document."""

    leaf: Leaf
    received_at: int = Field(description="when the ledger received it", examples=[NOON])
    line: int | None = Field(description="of a digest manifest the line that tells of the file, from 0", examples=[17])


EXAMPLE_DRAFT = {
    "type": "document/1",
    "node": 1,
    "form": {"title": "A document", "language": "en"},
    "attachments": [{"name": "report.pdf", "size": 184320, "sha256": SHA256, "sm3": SM3, "mime": "application/pdf"}],
    "filer": {"signer": ACCOUNT},
}
EXAMPLE_SUBMISSION = {"entry": "eyJfc2QiOltdfQ==", "disclosures": [DISCLOSURE], "signature": SIGNATURE}
