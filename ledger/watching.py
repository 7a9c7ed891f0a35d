"""How the ledger is: state of chain, index, log and anchors, and whether every part that answers need is there."""

from collections.abc import Callable
from dataclasses import dataclass

from ledger import queries
from ledger.answers import Status
from ledger.core import merkle
from ledger.core.errors import Unavailable, ZhengbenError
from ledger.core.types import Head
from ledger.service import Service
from ledger.store import database, filings, log

LARGEST_LAG = 100
"""Blocks that the index may be behind before the service calls itself not ready."""


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


def readiness(service: Service) -> list[Part]:
    """Every part that answers need, each asked on its own, so that one that is away hides no other."""
    checks: dict[str, Callable[[Service], None]] = {
        "database": _database,
        "node": _node,
        "index": _index,
        "log": _log,
    }
    return [Part(name, _reason(check, service)) for name, check in checks.items()]


def _reason(check: Callable[[Service], None], service: Service) -> str:
    try:
        check(service)
    except ZhengbenError as error:
        return f"{error.code}: {error.message}"
    return ""


def _database(service: Service) -> None:
    with database.transaction(service.engine) as connection:
        filings.waiting_count(connection)


def _node(service: Service) -> None:
    service.chain.require(chain_id=service.deployment.chain_id, genesis=service.deployment.genesis)


def _index(service: Service) -> None:
    with database.transaction(service.engine) as connection:
        lag = queries.status(connection, service.contracts).lag
    if lag > LARGEST_LAG:
        raise Unavailable("INDEX_BEHIND", f"the index is {lag} blocks behind the chain", lag=lag)


def _log(service: Service) -> None:
    """The published files can be read and hold the database's newest checkpoint."""
    published = service.tiles.checkpoint()
    with database.transaction(service.engine) as connection:
        latest = log.latest(connection)
    if latest is not None and published is None:
        raise Unavailable("LOG_UNPUBLISHED", f"no checkpoint is published; the log has size {latest.head.size}")
