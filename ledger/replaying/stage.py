"""A ledger for one replay: database and chain embedded in a folder, contracts deployed for the dossier's rules, and one
clock that stands between the events."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from eth_account import Account

from ledger import anchoring, indexing, opening, sending, sequencing
from ledger.chain import fees
from ledger.chain.sender import Call, Payer
from ledger.chain.states import DAY, Limits
from ledger.core.calendar import start_of_day
from ledger.core.docket.reading import Dossier
from ledger.core.policy.table import RuleTable
from ledger.keyring import Signer
from ledger.local.stack import LocalStack, Progress
from ledger.sequencing import Batch
from ledger.service import Service
from ledger.settings import load
from ledger.store import database

_FOR_EVER = 136 * 365 * DAY  # as long as the contracts can count in 32 bits
_SETTING_UP = 3600  # seconds before the first day, in which genesis takes place


@dataclass
class Clock:
    """The one clock of a replay: it stands until it is moved."""

    now: int

    def __call__(self) -> int:
        return self.now


@dataclass
class Stage:
    """A running ledger, and its clock.

    :param service: all verbs of it.
    """

    service: Service
    stack: LocalStack
    clock: Clock

    def move_to(self, second: int) -> None:
        """Let it be that second: every transaction from now on bears it."""
        if second != self.clock.now:
            self.clock.now = second
            self.stack.move_to(second)

    def integrate(self) -> None:
        """Give the filings that wait their places in the log."""
        service = self.service
        sequencing.integrate(service.engine, service.settings.log, service.log_key, self.clock(), Batch())

    def index(self) -> None:
        """Read what the chain has."""
        indexing.catch_up(self.service.engine, self.service.contracts)

    def send_straight(self, contract: str, data: bytes, gas: int) -> bool:
        """Send calldata to a contract from an account of nobody's, past every rule of the service; whether it took
        effect."""
        service = self.service
        stranger = Payer(Account.from_key(self.stack.funded_key), service.payer.limit)
        chain, head = service.chain, service.chain.head()
        raw = stranger.sign(
            Call(contract, data, gas),
            chain_id=service.deployment.chain_id,
            nonce=chain.sent_by(stranger.address, head),
            offer=fees.within(fees.market(chain).offer, stranger.limit.ceiling),
        )
        chain.send(raw.content)
        return chain.receipts([raw.hash])[raw.hash].good

    def anchor(self) -> None:
        """Bring the head of the log onto the chain."""
        service = self.service
        with database.transaction(service.engine) as connection:
            anchoring.queue(
                connection,
                service.contracts,
                service.payer,
                service.keys.log_operator(),
                service.tiles.read,
                now=self.clock(),
                every_seconds=1,
                every_entries=1,
            )
        sending.send(service.engine, service.contracts, service.payer)
        self.index()
        sending.settle(service.engine, service.contracts, service.payer, now=self.clock())


def limits_of(rules: RuleTable) -> Limits:
    """Limits under which the contracts ask for what the dossier's rules ask for, and for nothing else.

    What the rules compute with a calendar the contracts cannot know: notices, windows and terms come to them as
    instants, so their own minima are set where they do not bind. A recovery's day begins at midnight, and the contract
    counts from the instant: it waits for one day less.
    """
    return Limits(
        least_notice=0,
        longest_notice=_FOR_EVER,
        longest_life=90 * DAY,
        least_window=0,
        longest_window=_FOR_EVER,
        taken_life=_FOR_EVER,
        longest_freeze=_FOR_EVER,
        freeze_gap=0,
        order_notice=0,
        recovery_days=max(0, min(rules.recovery_delay_days, 366) - 1),
        quarantine_days=0,
        guardian_bar_days=0,
        any_recovery_node=True,
        least_term=0,
    )


@contextmanager
def staged(folder: Path, dossier: Dossier, core: Signer, tell: Progress) -> Iterator[Stage]:
    """A ledger in an empty folder, its clock shortly before the dossier's first day; it ends with the block.

    :param core: who operates the core node.
    """
    clock = Clock(start_of_day(dossier.start) - _SETTING_UP)
    settings = load(
        data=folder,
        database_url=None,
        rpc_url=None,
        log_origin="zhengben.localhost/replay",
        database_pool=4,
    )
    with opening.opened(
        settings,
        tell,
        core=core,
        chain_begins=clock.now,
        standing_clock=clock,
        limits=limits_of(dossier.world.rules),
    ) as opened:
        assert opened.stack is not None  # noqa: S101 - nothing else was given
        yield Stage(opened.service, opened.stack, clock)
