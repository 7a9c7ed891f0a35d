"""State of the service."""

from pydantic import Field

from api.schemas.common import NOON, Answer, AsOf

ADDRESS = "0x2B5AD5c4795c026514f8317c7a215E218DcCD6cF"
HASH = "0x" + "9c" * 32


class ChainState(Answer):
    """The chain as the node shows it."""

    id: int = Field(examples=[1337])
    genesis: str = Field(examples=[HASH])
    head: AsOf
    final: AsOf


class IndexState(Answer):
    """How far the read model has come."""

    block: int | None = Field(examples=[1042])
    lag: int = Field(description="blocks of the chain not read yet", examples=[0])


class Contract(Answer):
    """A contract of the ledger."""

    address: str = Field(examples=[ADDRESS])
    code_hash: str = Field(description="keccak-256 of the code", examples=[HASH])


class LedgerState(Answer):
    """What makes this ledger this ledger."""

    salt: str = Field(description="the ledger's id, part of every EIP-712 domain of an act", examples=[HASH])
    contracts: dict[str, Contract]


class LogState(Answer):
    """The log."""

    origin: str = Field(examples=["zhengben.localhost/log"])
    key: str = Field(description="the log's verifier key (vkey)", examples=["zhengben.localhost/log+d898998e+AU2…"])
    size: int = Field(examples=[128])
    root: str = Field(examples=["qeKQ0T7xkqq2bFJ0W4wWHzq0Y6b7PoT4ZrWZ7QKv0Rk="])
    signed_at: int | None = Field(examples=[NOON])
    waiting: int = Field(description="filings received that have no place in the log yet", examples=[0])


class Anchor(Answer):
    """A head of the log on the chain."""

    size: int = Field(examples=[128])
    root: str = Field(examples=[HASH])
    time: int = Field(examples=[NOON])
    block: int = Field(examples=[1042])


class Status(Answer):
    """How the ledger is."""

    name: str = Field(examples=["zhengben.localhost/log"])
    demo: bool = Field(description="a demonstration with invented people", examples=[False])
    time: int = Field(description="the service's clock", examples=[NOON])
    chain: ChainState
    index: IndexState
    ledger: LedgerState
    log: LogState
    anchor: Anchor | None = Field(description="the last anchor")


class Health(Answer):
    """The process answers."""

    status: str = Field(examples=["ok"])


class Part(Answer):
    """One part the service needs."""

    name: str = Field(examples=["database"])
    ready: bool = Field(examples=[True])
    reason: str = Field(description="why it is not ready", examples=[""])


class Readiness(Answer):
    """Whether the service can serve."""

    ready: bool = Field(examples=[True])
    parts: list[Part]
