"""Signing in."""

from typing import Annotated

from pydantic import Field, StringConstraints

from api.schemas.common import ACCOUNT, NOON, Answer, Model, Signature, Signer

NONCE = "6f" * 32
CHALLENGE = f"{NONCE}.{NOON}.{ACCOUNT[2:]}"
MESSAGE = f"""127.0.0.1:8000 wants you to sign in with your Ethereum account:
0x7E5F4552091A69125d5DfCb7b8C2659029395Bdf

Opens a session of one hour. Moves nothing and costs nothing.

URI: http://127.0.0.1:8000
Version: 1
Chain ID: 1337
Nonce: {NONCE}
Issued At: 2026-11-23T04:00:00Z
Expiration Time: 2026-11-23T04:05:00Z"""


class ChallengeRequest(Model):
    """Which key wants to sign in."""

    signer: Signer


class Challenge(Answer):
    """What that key signs: the EIP-191 digest of the message."""

    challenge: str = Field(description="send it back with the signature", examples=[CHALLENGE])
    message: str = Field(examples=[MESSAGE])
    expires_at: int = Field(examples=[NOON + 300])


class SignIn(Model):
    """The signed challenge."""

    challenge: Annotated[str, StringConstraints(max_length=260, pattern=r"^[0-9a-f.]+$")] = Field(examples=[CHALLENGE])
    signature: Signature
    cookie: bool = Field(default=False, description="let the browser keep the token, out of reach of scripts")


class Session(Answer):
    """A session of one hour; send the token as `Authorization: Bearer`."""

    token: str = Field(
        description="empty where the browser keeps it", examples=["kq3K7yq1xv1m0c8o3cJw8o0hWl5v5Qb2f7y0b2m9d8E"]
    )
    signer: str = Field(examples=[ACCOUNT])
    parties: list[int] = Field(description="parties whose present signer this key is", examples=[[7]])
    expires_at: int = Field(examples=[NOON + 3600])


class SessionLine(Answer):
    """A session of the key, as far as it may be shown."""

    id: str = Field(description="names it; opens nothing", examples=["6f1d20c3a4b59e87"])
    opened_at: int = Field(examples=[NOON])
    expires_at: int = Field(examples=[NOON + 3600])
    current: bool = Field(description="whether it is that of this request")


class Sessions(Answer):
    """The open sessions of a key, a hundred at most."""

    items: list[SessionLine]
