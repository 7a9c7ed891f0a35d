"""How the ledger is: state of chain, index, log and anchors, and whether every part that answers need is there."""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from ledger import queries, sequencing
from ledger.answers import Status
from ledger.core import merkle
from ledger.core.errors import Unavailable, ZhengbenError
from ledger.core.types import Head
from ledger.patience import Look, Patience
from ledger.pulse import LONGEST_SILENCE
from ledger.service import Service
from ledger.store import database, filings, log

LARGEST_LAG = 100
"""Blocks that the index may be behind before the service calls itself not ready."""

LEAST_ROOM = 64 << 20
"""Bytes of disk below which the service calls itself not ready: a batch with its tiles, and the database's journal."""

_PATIENCE = 3.0


@dataclass(frozen=True)
class State:
    """The ledger at one moment.

    :param chain: chain, index and last anchor.
    :param log_head: newest checkpoint's head; size 0 before the first.
    :param signed_at: when that checkpoint was signed, in seconds since 1970.
    :param waiting: filings without a place in the log.
    """

    time: int
    chain: Status
    log_head: Head
    signed_at: int | None
    waiting: int


@dataclass(frozen=True)
class Part:
    """A part that the service needs; `reason` says why it is not ready."""

    name: str
    reason: str

    @property
    def ready(self) -> bool:
        """Whether it is."""
        return not self.reason


def state(service: Service) -> State:
    """The ledger's state, node and database asked once.

    :raises Unavailable: if one of them is away.
    """
    with database.transaction(service.engine) as connection:
        latest = log.latest(connection)
        return State(
            time=service.clock(),
            chain=queries.status(connection, service.contracts),
            log_head=Head(0, merkle.EMPTY_ROOT) if latest is None else latest.head,
            signed_at=None if latest is None else latest.signed_at,
            waiting=filings.waiting_count(connection),
        )


class Readiness:
    """Asks whether a service is ready: every part that answers need, each on its own and for a bounded time, so that
    one that is away or hangs hides no other."""

    def __init__(self, service: Service) -> None:
        self._service = service
        self._patience: Patience[None] = Patience(_PATIENCE)

    def parts(self) -> list[Part]:
        """The parts as they are now."""
        checks: dict[str, Callable[[Service], None]] = {
            "database": _database,
            "node": _node,
            "index": _index,
            "log": _log,
            "disk": _disk,
        }
        if self._service.pulse.expected:
            checks["worker"] = worker
        looks = self._patience.look_at_all({name: partial(check, self._service) for name, check in checks.items()})
        return [Part(name, _reason(look)) for name, look in looks.items()]


def worker(service: Service) -> None:
    """The worker beside this service lives, and some round of it went well not long ago.

    :raises Unavailable: `WORKER_NONE`, `WORKER_ENDED`, `WORKER_SILENT`.
    """
    pulse = service.pulse
    silence = pulse.silence
    if silence is None:
        raise Unavailable("WORKER_NONE", "no worker was started", next="start the ledger with `zhengben up`")
    if pulse.ended is not None:
        raise Unavailable("WORKER_ENDED", f"the worker ended: {pulse.ended}", next="read the log, and start again")
    if silence > LONGEST_SILENCE:
        message = f"no round of the worker went well for {silence:.0f} s"
        raise Unavailable("WORKER_SILENT", message, next="read the log of the service", seconds=round(silence))


def _reason(look: Look[None]) -> str:
    if isinstance(look.error, ZhengbenError):
        return f"{look.error.code}: {look.error.message}"
    return "" if look.error is None else f"LOOK_FAILED: {type(look.error).__name__}"


def _database(service: Service) -> None:
    with database.transaction(service.engine) as connection:
        filings.waiting_count(connection)


def _node(service: Service) -> None:
    service.contracts.require()


def _index(service: Service) -> None:
    with database.transaction(service.engine) as connection:
        lag = queries.status(connection, service.contracts).lag
    if lag > LARGEST_LAG:
        raise Unavailable("INDEX_BEHIND", f"the index is {lag} blocks behind the chain", lag=lag)


def _log(service: Service) -> None:
    """The published head can be read, is our log's, and was signed by this database."""
    published = sequencing.published(service.tiles, service.log_key.key)
    with database.transaction(service.engine) as connection:
        latest = log.latest(connection)
        sequencing.require_signed(connection, published)
    if latest is not None and not published.size:
        raise Unavailable("LOG_UNPUBLISHED", f"no checkpoint is published; the log has size {latest.head.size}")


def _disk(service: Service) -> None:
    """There is room for the next batch of the log, and for what the data folder keeps else."""
    folders = [folder for folder in (service.settings.data, service.settings.log) if folder.exists()]
    free = min(shutil.disk_usage(folder).free for folder in folders)
    if free < LEAST_ROOM:
        message = f"only {free >> 20} MiB are free for the data, at least {LEAST_ROOM >> 20} are needed"
        raise Unavailable("DISK_FULL", message, next="make room", free=free)
