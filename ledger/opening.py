"""Opening a ledger: embedded parts where none are given, contracts once, and everything put together."""

import errno
import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from ledger import anchoring, deploying, durable, exporting, founding, indexing, keyring, sequencing
from ledger.chain.client import Chain, Finality
from ledger.chain.states import PRODUCTION, Limits
from ledger.core.errors import Usage
from ledger.core.types import Clock
from ledger.keyring import Keyring, Signer
from ledger.local.stack import LocalStack, Progress
from ledger.service import Service, payer, shifted_clock, wall_clock
from ledger.settings import Settings
from ledger.store import database, deployment, restoration, vault

WATCHERS = 4
"""Connections for whoever asks for readiness or metrics, beside those that requests, intake and worker share."""

_LEFT_ALONE = 3600
"""Seconds after which an unfinished file is nobody's: another process may be starting on the same folder."""


@dataclass(frozen=True)
class Opened:
    """A service that is up, and the embedded parts under it (None where both were given)."""

    service: Service
    stack: LocalStack | None

    @property
    def trust_path(self) -> Path:
        """Where the trust file is kept."""
        return self.service.settings.data / "trust.json"

    def write_trust(self) -> Path:
        """Bring the trust file up to date: each bundle may add the block that it was proved against."""
        with database.transaction(self.service.engine) as connection:
            content = exporting.trust_file(connection, self.service)
        if not self.trust_path.exists() or self.trust_path.read_bytes() != content:
            durable.write(self.trust_path, content)
        return self.trust_path

    def move_to(self, second: int) -> None:
        """Move the embedded chain's clock forward to a second; one that has passed already is left alone.

        :raises Usage: `CLOCK_NOT_OURS` on a chain that we did not start.
        """
        if self.stack is None or self.service.settings.rpc_url is not None:
            raise Usage("CLOCK_NOT_OURS", "only the clock of the embedded chain can be moved", next="wait")
        self.stack.advance_time(max(0, second - self.service.clock()))


@contextmanager
def opened(
    settings: Settings,
    tell: Progress,
    *,
    core: Signer | None = None,
    chain_begins: int | None = None,
    standing_clock: Clock | None = None,
    limits: Limits = PRODUCTION,
) -> Iterator[Opened]:
    """A service with everything it needs, ended in order with the block.

    :param tell: told what happens.
    :param core: operator of the core node of a new ledger; on an embedded chain a demonstration identity stands in.
    :param chain_begins: second at which the clock of a new embedded chain starts.
    :param standing_clock: tells the second to which the clock of an embedded chain was moved last; the chain's own then
        stands (`LocalStack.move_to`). For replays.
    :param limits: of a new ledger.
    :raises ZhengbenError: with one line for each thing that can be wrong: ports, folders, keys, a foreign chain.
    """
    _require_folder(settings.data)
    with ExitStack() as ends:
        _settle(settings)
        keys = Keyring(settings.keys)
        embedded_chain = settings.rpc_url is None
        stack = _stack(settings, keys, tell, chain_begins, standing_clock is not None)
        if stack is not None:
            ends.callback(stack.stop)
        urls = settings.database_url or _of(stack).database_url, settings.rpc_url or _of(stack).rpc_url
        settings = settings.model_copy(update={"demo": settings.demo or embedded_chain})
        most = settings.database_pool
        engine = database.engine(urls[0], pool_size=most, max_overflow=most + WATCHERS)
        ends.callback(engine.dispose)
        with database.transaction(engine) as connection:
            restoration.require_none(connection)
        tell("PostgreSQL：更新表结构", "PostgreSQL: bringing the tables up to date")
        database.migrate(engine)
        with database.transaction(engine) as connection:
            unlocked = vault.unlock(connection, keys.master_key(), keys.index_key())
            standing = deployment.find(connection)
        finality = Finality("instant") if embedded_chain else Finality.parse(settings.finality)
        chain = Chain(urls[1], finality=finality)
        stand_ins = founding.identities(settings.data) if embedded_chain and core is None else None
        if standing is None:
            tell("正在部署合约，只此一次", "the contracts are being deployed, once")
            standing = deploying.deploy(
                engine,
                chain,
                payer(keys, settings),
                limits=limits,
                core=founding.founder(core or (stand_ins.core if stand_ins else _given_core(settings))),
                operator=founding.founder(keys.log_operator()),
                log_origin=settings.log_origin,
            )
        clock = standing_clock or (shifted_clock(lambda: _of(stack).time_shift) if embedded_chain else wall_clock)
        service = Service(settings, engine, unlocked, keys, chain, standing, clock)
        service.contracts.require()
        tell("正在读取链", "the chain is being read")
        indexing.catch_up(engine, service.contracts)
        if stand_ins is not None:
            founding.appoint_officer(service, stand_ins)
        sequencing.publish(engine, settings.log, service.log_key)
        with database.transaction(engine) as connection:
            anchoring.require_continued(connection)
        yield Opened(service, stack)


def _require_folder(data: Path) -> None:
    """Demand a folder to write in, before anything is made or started."""
    try:
        data.mkdir(parents=True, exist_ok=True)
        wrong = None if os.access(data, os.W_OK | os.X_OK) else os.strerror(errno.EACCES)
    except OSError as error:
        wrong = error.strerror
    if wrong is not None:
        raise Usage(
            "DATA_FOLDER",
            f"{data} cannot be used as data folder: {wrong}",
            next="name another folder by ZHENGBEN_DATA, or make this one yours and writable",
            path=str(data),
        )


def _settle(settings: Settings) -> None:
    """What an interrupted start left: its keys are on disk before anything relies on them, its unfinished files go."""
    durable.settle(settings.data)
    durable.settle(settings.keys)
    durable.sweep([settings.data, settings.keys], before=wall_clock() - _LEFT_ALONE)


def _stack(
    settings: Settings, keys: Keyring, tell: Progress, chain_begins: int | None, stands: bool
) -> LocalStack | None:
    if settings.database_url and settings.rpc_url:
        return None
    return LocalStack.start(
        settings.data,
        postgres=settings.database_url is None,
        ganache=settings.rpc_url is None,
        chain_begins=chain_begins,
        chain_stands=stands,
        extra_keys=("0x" + keys.payer().account.key.hex(),),
        on_progress=tell,
    )


def _of(stack: LocalStack | None) -> LocalStack:
    assert stack is not None  # noqa: S101 - `_stack` starts one unless both parts are given
    return stack


def _given_core(settings: Settings) -> Signer:
    """The key of the core node's operator, for deploying on a chain that is not ours.

    :raises Usage: `CORE_KEY_MISSING`, or `DEMO_KEY`: demonstration identities are refused there.
    """
    if settings.core_key is None:
        raise Usage(
            "CORE_KEY_MISSING",
            "this database has no ledger yet, and on a chain of your own no demonstration identity may found one",
            next="make a key with `zhengben keys new core`, name its file in ZHENGBEN_CORE_KEY and its password in "
            "ZHENGBEN_PASSWORD",
        )
    if settings.password == founding.PASSWORD:
        raise Usage(
            "DEMO_KEY",
            f"{settings.core_key} opens with the password of the demonstration identities, which everybody knows",
            next="make a key of your own with `zhengben keys new core`",
        )
    return keyring.load(settings.core_key, settings.password or "")
