"""The pieces that every request and answer is made of."""

from typing import Annotated, Any, Generic, Self, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from api.punctuation import full_width
from ledger.answers import Moment

LEAF = "5c1bb4e0e4cf3a2f2ac4a5a7f0a2d7f7c1f4f35cf6d0a9b37d7d9d9c7f8a1e02"
ACHIEVEMENT = "0x8f0e4b7f5ad1c9a0d7c2f1e39b5a6d4c3e2f1a0b9c8d7e6f5a4b3c2d1e0f9a8b"
ACCOUNT = "0x7e5f4552091a69125d5dfcb7b8c2659029395bdf"
SIGNATURE = "0x" + "5b" * 32 + "1c" * 32 + "1b"
NOON = 1795406400
"""An instant for examples: 2026-11-23 12:00 Asia/Shanghai."""


def _plain(text: str) -> str:
    """Refuse what PostgreSQL cannot store and a log line must not contain."""
    if any(ord(character) < 0x20 and character not in "\n\t" for character in text):
        raise ValueError("control characters are not allowed")
    return text


Text = Annotated[str, AfterValidator(_plain)]
Leaf = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="a filing's leaf hash", examples=[LEAF])]
Digest = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$", description="a digest in lowercase hex")]
Bytes32 = Annotated[str, Field(pattern=r"^0x[0-9a-f]{64}$", examples=[ACHIEVEMENT])]
Signer = Annotated[
    str,
    Field(
        pattern=r"^0x([0-9a-fA-F]{40}|[0-9a-fA-F]{168})$",
        description="ERC-7913 signer: an account's 20 bytes, or verifier (20) and P-256 key (64)",
        examples=[ACCOUNT],
    ),
]
Signature = Annotated[
    str,
    Field(
        pattern=r"^0x([0-9a-fA-F]{2}){1,4096}$",
        description="account: 65 bytes r‖s‖v; P-256: 64 bytes r‖s; passkey: r‖s‖uint16 length‖authenticatorData‖"
        "clientDataJSON",
        examples=[SIGNATURE],
    ),
]
Number = Annotated[int, Field(ge=1, le=0xFFFFFFFF, description="number on the chain")]
NumberOrNone = Annotated[int, Field(ge=0, le=0xFFFFFFFF, description="number on the chain, 0 for none")]
Seconds = Annotated[int, Field(ge=0, lt=1 << 40, description="seconds since 1970 (UTC)", examples=[NOON])]
Units = Annotated[int, Field(ge=1, le=720_720_000, description="units of the whole of 720 720 000")]


class Model(BaseModel):
    """Base of every request: strict, nothing unknown."""

    model_config = ConfigDict(strict=True, extra="forbid", alias_generator=to_camel, frozen=True)


class Answer(BaseModel):
    """Base of every answer."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


Item = TypeVar("Item")


class Page(Answer, Generic[Item]):
    """One page of a list; give `next` as `?cursor=` for the page that follows."""

    items: list[Item]
    next: str | None = Field(description="cursor of the next page, null on the last one")


class AsOf(Answer):
    """The block that an answer speaks of."""

    number: int = Field(examples=[1042])
    hash: str = Field(examples=["0x" + "9c" * 32])
    time: int = Field(description="the block's timestamp", examples=[NOON])
    final: bool = Field(description="no reorganisation can take this block back any more", examples=[True])

    @classmethod
    def of(cls, moment: Moment) -> Self:
        """From what a query answers."""
        return cls(number=moment.number, hash="0x" + moment.hash.hex(), time=moment.time, final=moment.final)


class Problem(BaseModel):
    """Problem details (RFC 9457)."""

    type: str = Field(examples=["/docs#problem-notfound"])
    title: str = Field(examples=["Nothing is known under this name"])
    status: int = Field(examples=[404])
    detail: str = Field(examples=[f"no filing has the leaf {LEAF}"])
    instance: str = Field(examples=["urn:uuid:2f6c4b9e-6a0c-4d4e-9a3f-0d3f5f3c7a11"])
    code: str = Field(description="stable name, for programs", examples=["FILING_UNKNOWN"])
    next: str = Field(description="what to do about it", examples=["check the leaf"])
    values: dict[str, Any] = Field(examples=[{"leaf": LEAF}])
    errors: list[dict[str, str]] | None = Field(default=None, description="members that do not fit, by JSON pointer")


def problems(*statuses: int) -> dict[int | str, dict[str, Any]]:
    """The `responses=` of a route that may answer with these statuses besides 422 and 503, which all may."""
    words = {
        400: "The request cannot be read",
        401: "No valid session",
        403: "Not open to this session",
        404: "Unknown",
        409: "Contradicts what stands",
        413: "Too large",
        422: "Does not fit, or a rule says no",
        429: "You have too much in work at once; see Retry-After",
        500: "Something went wrong; details are in the service's log only",
        503: "A part of the service is away; see Retry-After",
    }
    content = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    wanted = sorted({*statuses, 422, 503})
    return {status: {"description": words[status], "content": content} for status in wanted}


class Said(Answer):
    """The same in two languages."""

    zh: str = Field(examples=["须经主体 6 同意"])
    en: str = Field(examples=["party 6 has to consent"])

    @classmethod
    def of(cls, words: tuple[str, str]) -> Self:
        """From Chinese, printed as Chinese is, and English: the book of rules is written with a keyboard's marks."""
        return cls(zh=full_width(words[0]), en=words[1])


class Clause(Said):
    """Law and article, or the ledger's own rule."""

    zh: str = Field(examples=["专利法第 14 条"])
    en: str = Field(examples=["Patent Law, article 14"])
