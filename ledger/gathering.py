"""Gathering: filings that arrive while the database is busy are stored together, in one transaction.

A commit waits for the disk, whether it holds one filing or a hundred. So one thread stores, again and again, whatever
has arrived since it last looked; under load the batches grow by themselves, and without load nobody waits for company.
Every filing is answered after the commit that holds it and not before, and as if it had come alone: what is wrong with
one was found before it came here, and where a whole batch fails for a reason that may lie in one of them, each is
tried by itself.
"""

import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

import structlog
from sqlalchemy import Engine

from ledger import intake, measuring
from ledger.core.errors import Unavailable
from ledger.intake import Examined, Receipt
from ledger.store import database, filings

Outcome: TypeAlias = Receipt | Exception
Answers: TypeAlias = list[tuple[Any, Outcome]]
"""What became of each filing, beside what it was handed in with."""

_log = structlog.get_logger(__name__)
_LOOK_EVERY = 1.0


class Gatherer:
    """Stores examined filings in batches, from a thread of its own.

    :param answer: told from that thread what became of a batch; must not raise.
    :param capacity: so many filings wait at most.
    :param backlog: with more filings than that waiting for their place in the log, no more are taken.
    :param largest: so many are stored in one transaction at most.
    """

    def __init__(
        self,
        engine: Engine,
        answer: Callable[[Answers], None],
        *,
        capacity: int = 1024,
        backlog: int = 1 << 62,
        largest: int = 256,
    ) -> None:
        self._engine = engine
        self._answer = answer
        self._capacity = capacity
        self._backlog = backlog
        self._largest = largest
        self._waiting: deque[tuple[Examined, Any]] = deque()
        self._changed = threading.Condition()
        self._ending = False
        self._behind = False
        self._looked = float("-inf")
        self._thread = threading.Thread(target=self._run, name="gatherer", daemon=True)

    def start(self) -> None:
        """Begin to store; nothing if it has begun."""
        with self._changed:
            if self._thread.ident is None:
                self._thread.start()

    def stop(self) -> None:
        """Take no more, store what was taken, answer it, end."""
        with self._changed:
            self._ending = True
            self._changed.notify()
        if self._thread.is_alive():
            self._thread.join()

    def check(self) -> None:
        """Demand that another filing would be taken now.

        :raises Unavailable: `INTAKE_FULL`, `LOG_BEHIND`, `SERVICE_ENDING`.
        """
        if self._ending:
            raise Unavailable(
                "SERVICE_ENDING", "the service is being stopped", next="send the same request again in a while"
            )
        if self._behind:
            raise Unavailable(
                "LOG_BEHIND",
                f"more than {self._backlog} filings wait for their place in the log",
                next="send the same request again later; `zhengben doctor` tells the operator what is in the way",
                waiting=self._backlog,
            )
        if len(self._waiting) >= self._capacity:
            raise Unavailable(
                "INTAKE_FULL",
                f"{self._capacity} filings wait to be stored; no more are taken",
                next="send the same request again in a while",
                capacity=self._capacity,
            )

    def hand_in(self, examined: Examined, ticket: Any) -> None:
        """Have a filing stored; `ticket` comes back with the answer.

        :raises Unavailable: as `check`.
        """
        with self._changed:
            self.check()
            self._waiting.append((examined, ticket))
            self._changed.notify()

    def _run(self) -> None:
        while True:
            with self._changed:
                while not self._waiting and not self._ending:
                    if not self._changed.wait(_LOOK_EVERY) and self._behind:
                        break
                size = min(len(self._waiting), self._largest)
                batch = [self._waiting.popleft() for _ in range(size)]
                if not batch and self._ending:
                    return
            if batch:
                begun = time.perf_counter()
                outcomes = self._store([examined for examined, _ in batch])
                measuring.gathered(len(batch), len(self._waiting), time.perf_counter() - begun)
                self._answer([(ticket, outcome) for (_, ticket), outcome in zip(batch, outcomes, strict=True)])
            self._look()

    def _look(self) -> None:
        """See, once in a while, whether the log keeps up."""
        if time.monotonic() < self._looked + _LOOK_EVERY:
            return
        try:
            with database.transaction(self._engine) as connection:
                self._behind = filings.waiting_beyond(connection, self._backlog)
        except Exception as error:  # the batch itself says what is wrong with the database
            _log.warning("gathering.look_failed", error=type(error).__name__)
        self._looked = time.monotonic()

    def _store(self, batch: Sequence[Examined]) -> Sequence[Outcome]:
        """What became of each; all of them together, or one by one where that fails and may be the fault of one."""
        try:
            with database.transaction(self._engine) as connection:
                return intake.store(connection, batch)
        except Exception as error:
            alone = len(batch) == 1 or (isinstance(error, Unavailable) and error.code != "DATABASE_BUSY")
            if alone:
                return [error] * len(batch)
            _log.warning("gathering.batch_failed", error=type(error).__name__, size=len(batch))
        return self._one_by_one(batch)

    def _one_by_one(self, batch: Sequence[Examined]) -> Sequence[Outcome]:
        """What became of each; where a second one finds the database busy, or one finds it away, it is no fault of
        theirs, and the rest need not wait for the same, each as long as a lock or a statement may take."""
        outcomes: list[Outcome] = []
        busy = False
        for one in batch:
            outcomes += self._store([one])
            last = outcomes[-1]
            if isinstance(last, Unavailable):
                if busy or last.code != "DATABASE_BUSY":
                    return outcomes + [last] * (len(batch) - len(outcomes))
                busy = True
        return outcomes
