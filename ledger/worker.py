"""What the service does by itself: tick after tick it reads the chain, settles what it sent, grows the log and
anchors it.

A tick that fails is told and tried again; what it leaves undone, the next one finds in the database.
"""

import threading
from collections.abc import Callable

import structlog

from ledger import anchoring, executing, indexing, sending, sequencing
from ledger.chain.sender import Payer
from ledger.core.errors import Corrupt, ForeignChain, ZhengbenError
from ledger.sequencing import Batch
from ledger.service import Service
from ledger.store import database, sessions

_log = structlog.get_logger(__name__)
_LONGEST_PAUSE = 30.0
_FORGET_EVERY = 3_600


def tick(service: Service) -> None:
    """One round: index → settle → sequence → anchor. Each step commits what it has done; the log grows also while the
    node is away."""
    payer = Payer(service.keys.payer().account)
    try:
        _follow_chain(service, payer)
    finally:
        _grow_log(service)
    _anchor(service, payer)


def _follow_chain(service: Service, payer: Payer) -> None:
    indexing.catch_up(service.engine, service.contracts)
    with database.transaction(service.engine) as connection:
        sending.settle(connection, service.chain, payer)


def _grow_log(service: Service) -> None:
    settings = service.settings
    batch = Batch(settings.batch_entries, settings.batch_bytes)
    sequencing.integrate(service.engine, settings.log, service.log_key, service.clock(), batch)


def _anchor(service: Service, payer: Payer) -> None:
    settings = service.settings
    with database.transaction(service.engine) as connection:
        anchoring.queue(
            connection,
            service.contracts,
            payer,
            service.keys.log_operator(),
            service.tiles.read,
            now=service.clock(),
            every_seconds=settings.anchor_every_seconds,
            every_entries=settings.anchor_every_entries,
        )
    with database.transaction(service.engine) as connection:
        anchoring.send(connection, service.contracts, payer)


class Worker(threading.Thread):
    """Ticks until told to stop.

    What no later tick can mend (our data contradicts itself, the node serves another chain) ends the worker, and
    `on_end` is told why: a ledger that cannot vouch for itself must not look alive.
    """

    def __init__(
        self, service: Service, on_end: Callable[[ZhengbenError], None], after_tick: Callable[[], object]
    ) -> None:
        super().__init__(name="worker", daemon=True)
        self._service = service
        self._on_end = on_end
        self._after_tick = after_tick
        self._ending = threading.Event()

    def run(self) -> None:
        """Tick after tick, with longer pauses while nothing works."""
        pause = self._service.settings.tick_seconds
        forgotten = 0
        while not self._ending.wait(pause):
            try:
                tick(self._service)
                self._after_tick()
                if self._service.clock() - forgotten > _FORGET_EVERY:
                    forgotten = self._forget()
                pause = self._service.settings.tick_seconds
            except (Corrupt, ForeignChain) as error:
                _log.critical("worker.ended", code=error.code, message=error.message, next=error.next)
                self._on_end(error)
                return
            except ZhengbenError as error:
                pause = min(2 * pause, _LONGEST_PAUSE)
                _log.warning("worker.tick_failed", code=error.code, message=error.message, again_in=pause)
            except Exception:
                pause = min(2 * pause, _LONGEST_PAUSE)
                _log.exception("worker.tick_failed", again_in=pause)

    def stop(self, patience: float = 30.0) -> None:
        """End after the present tick."""
        self._ending.set()
        self.join(patience)

    def _forget(self) -> int:
        now = self._service.clock()
        with database.transaction(self._service.engine) as connection:
            executing.forget(connection, now=now)
            sessions.sweep(connection, now)
        return now
