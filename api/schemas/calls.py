"""Calls that nobody signs."""

from typing import Annotated, Any, Literal, TypeAlias

from pydantic import Field

from api.schemas.common import ACHIEVEMENT, Answer, Bytes32, Model, Number


class SettleRecovery(Model):
    """A recovery whose notice is over takes effect."""

    call: Literal["settleRecovery"]
    party: Number


class Adopt(Model):
    """A title that was migrated here from the predecessor is taken over."""

    call: Literal["adopt"]
    achievement: Bytes32


Call: TypeAlias = Annotated[SettleRecovery | Adopt, Field(discriminator="call")]
EXAMPLES: dict[str, dict[str, Any]] = {
    "settleRecovery": {"call": "settleRecovery", "party": 6},
    "adopt": {"call": "adopt", "achievement": ACHIEVEMENT},
}


class Called(Answer):
    """The transaction that carries the call."""

    call: str = Field(examples=["settleRecovery"])
    tx: str = Field(examples=["0x" + "7c" * 32])
    mined: bool = Field(description="whether the chain has it for good", examples=[False])
