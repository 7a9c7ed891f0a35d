"""Everything that the verbs of one running service share, put together once at the door."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property

from sqlalchemy import Engine

from ledger.chain.client import Chain
from ledger.chain.contracts import Contracts
from ledger.chain.fees import GWEI, Limit
from ledger.chain.sender import Payer
from ledger.core.deployment import Deployment
from ledger.core.note import Ed25519Signer
from ledger.core.types import Clock
from ledger.keyring import Keyring
from ledger.pulse import Pulse
from ledger.sequencing import TileFiles
from ledger.settings import Settings
from ledger.store.vault import Vault


@dataclass(frozen=True)
class Service:
    """A ledger that is set up: its database, its chain, its log and its keys.

    :param clock: the one clock of all verbs.
    :param pulse: of the worker beside it.
    """

    settings: Settings
    engine: Engine
    vault: Vault
    keys: Keyring
    chain: Chain
    deployment: Deployment
    clock: Clock
    pulse: Pulse = field(default_factory=Pulse, compare=False)

    @cached_property
    def contracts(self) -> Contracts:
        """The contracts of this ledger."""
        return Contracts(self.chain, self.deployment)

    @cached_property
    def payer(self) -> Payer:
        """The account that pays, as far as the settings let it."""
        return payer(self.keys, self.settings)

    @cached_property
    def tiles(self) -> TileFiles:
        """The published log."""
        return TileFiles(self.settings.log)

    @cached_property
    def log_key(self) -> Ed25519Signer:
        """Signs the heads of the log; its name is the log's origin."""
        return self.keys.log_key(self.deployment.log_origin)


def payer(keys: Keyring, settings: Settings) -> Payer:
    """The account that pays, as far as the settings let it."""
    return Payer(keys.payer().account, Limit(settings.fee_ceiling_gwei * GWEI, settings.fee_patience_seconds))


def wall_clock() -> int:
    """The machine's time in seconds since 1970."""
    return int(time.time())


def shifted_clock(shift: Callable[[], int]) -> Clock:
    """The clock of an embedded chain: the machine's, and by how many seconds the chain's was moved ahead of it.

    A service that used the machine's clock would disagree with a chain whose clock was moved.
    """
    return lambda: wall_clock() + shift()
