"""What the service does by itself: tick after tick it reads the chain, settles what it sent, grows the log and
anchors it.

A tick that fails is told and tried again; what it leaves undone, the next one finds in the database.
"""

import threading
import time
from collections.abc import Callable
from contextlib import suppress

import structlog

from ledger import anchoring, authoring, executing, indexing, measuring, sending, sequencing
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
    try:
        _follow_chain(service)
    finally:
        _grow_log(service)
    _anchor(service)


def _follow_chain(service: Service) -> None:
    indexing.catch_up(service.engine, service.contracts)
    sending.settle(service.engine, service.contracts, service.payer, now=service.clock())


def _grow_log(service: Service) -> None:
    settings = service.settings
    batch = Batch(settings.batch_entries, settings.batch_bytes)
    sequencing.integrate(
        service.engine, settings.log, service.log_key, service.clock(), batch, settings.clock_was_ahead
    )


def _anchor(service: Service) -> None:
    settings = service.settings
    with database.transaction(service.engine) as connection:
        database.let_idle(connection)
        queued = anchoring.queue(
            connection,
            service.contracts,
            service.payer,
            service.keys.log_operator(),
            service.tiles.read,
            now=service.clock(),
            every_seconds=settings.anchor_every_seconds,
            every_entries=settings.anchor_every_entries,
        )
    if queued is not None:
        sending.send(service.engine, service.contracts, service.payer)


class Worker(threading.Thread):
    """Ticks until told to stop.

    What no later tick can mend (our data contradicts itself) ends the worker, and `on_end` is told why: a ledger that
    cannot vouch for itself must not look alive. A node that serves another chain may be the right one again in a
    minute, as behind a misdirected proxy: nothing is read from it or sent to it meanwhile, the service says that it is
    not ready, and filings go on into the log.
    """

    def __init__(
        self, service: Service, on_end: Callable[[ZhengbenError], None], after_tick: Callable[[], object]
    ) -> None:
        super().__init__(name="worker", daemon=True)
        self._service = service
        self._on_end = on_end
        self._after_tick = after_tick
        self._ending = threading.Event()
        self._forgotten = 0
        self._unnamed = True  # until no filing is found that an earlier version kept under no filer's name

    def run(self) -> None:
        """Tick after tick, with longer pauses while nothing works."""
        self._service.pulse.begin()
        why = "UNFORESEEN"
        try:
            why = self._tick_on()
        finally:
            self._service.pulse.end(why)

    def _tick_on(self) -> str:
        """Tick until the end; returns why it is one."""
        pause = self._service.settings.tick_seconds
        while not self._wait(pause):
            begun = time.perf_counter()
            try:
                self._round()
                seconds = time.perf_counter() - begun
                measuring.ticked(seconds)
                _log.debug("worker.ticked", milliseconds=round(seconds * 1000, 1))
                self._service.pulse.beat()
                pause = self._service.settings.tick_seconds
                continue
            except Corrupt as error:
                _log.critical("worker.ended", code=error.code, message=error.message, next=error.next)
                self._on_end(error)
                return error.code
            except ForeignChain as error:
                code, pause = error.code, min(2 * pause, _LONGEST_PAUSE)
                _log.critical("worker.foreign_chain", code=code, message=error.message, again_in=pause)
            except ZhengbenError as error:
                code, pause = error.code, min(2 * pause, _LONGEST_PAUSE)
                _log.warning("worker.tick_failed", code=code, message=error.message, again_in=pause)
            except Exception:
                code, pause = "UNFORESEEN", min(2 * pause, _LONGEST_PAUSE)
                _log.exception("worker.tick_failed", code=code, again_in=pause)
            measuring.tick_failed(code, time.perf_counter() - begun)
        return "STOPPED"

    def _wait(self, pause: float) -> bool:
        """Wait for the next round; True if told to stop. What holds up rounds holds up no filing: the log grows
        meanwhile."""
        until, step = time.monotonic() + pause, self._service.settings.tick_seconds
        while (left := until - time.monotonic()) > step:
            if self._ending.wait(step):
                return True
            with suppress(Exception):  # the next round says what is wrong with it
                _grow_log(self._service)
        return self._ending.wait(max(0.0, left))

    def _round(self) -> None:
        tick(self._service)
        self._after_tick()
        self._unnamed = self._unnamed and authoring.name_filers(self._service.engine, self._service.vault) > 0
        if self._service.clock() - self._forgotten > _FORGET_EVERY:
            self._forgotten = self._forget()

    def stop(self, patience: float = 30.0) -> None:
        """End after the present tick."""
        self._ending.set()
        self.join(patience)

    def _forget(self) -> int:
        # What is deleted does not come back: a clock that runs ahead of the chain's deletes nothing for it.
        now = min(self._service.clock(), self._service.chain.head().time)
        with database.transaction(self._service.engine) as connection:
            executing.forget(connection, now=now)
            sessions.sweep(connection, now)
        return now
