"""Looking at parts that may hang: each look in a thread of its own, and given up after a while.

A database or a node that was stopped in mid-sentence keeps its connection open and never answers; no timeout of a
driver covers every such moment. Whoever only wants to know how things are must not wait for it.
"""

import threading
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from ledger.core.errors import Unavailable

T = TypeVar("T")


@dataclass(frozen=True)
class Look(Generic[T]):
    """What one look brought: a value, or the error that it met."""

    value: T | None = None
    error: Exception | None = None

    def result(self) -> T:
        """The value; raises the error that was met instead."""
        if self.error is not None:
            raise self.error
        return self.value  # type: ignore[return-value]  # None only where T allows it


class _Running(Generic[T]):
    """A look that has begun; whoever wants the same one while it runs waits for it too."""

    def __init__(self, name: str, look: Callable[[], T]) -> None:
        self.brought: Look[T] | None = None
        self._look = look
        self.thread = threading.Thread(target=self._run, name=f"look-{name}", daemon=True)
        self.thread.start()

    def _run(self) -> None:
        try:
            self.brought = Look(self._look())
        except Exception as error:  # a look that fails must not hide the others
            self.brought = Look(error=error)


class Patience(Generic[T]):
    """Looks, each for at most so many seconds. At most one thread of each name ever waits, however often it is asked.

    :param seconds: after which a look is given up.
    """

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._running: dict[str, _Running[T]] = {}
        self._lock = threading.Lock()

    def look(self, name: str, look: Callable[[], T]) -> Look[T]:
        """One look. Its error is `LOOK_SLOW` if it was given up."""
        return self.look_at_all({name: look})[name]

    def look_at_all(self, looks: Mapping[str, Callable[[], T]]) -> dict[str, Look[T]]:
        """All looks beside each other, by name."""
        deadline = time.monotonic() + self._seconds
        running = {name: self._begun(name, look) for name, look in looks.items()}
        for one in running.values():
            one.thread.join(max(0.0, deadline - time.monotonic()))
        return {name: one.brought or Look(error=_slow(name, self._seconds)) for name, one in running.items()}

    def _begun(self, name: str, look: Callable[[], T]) -> _Running[T]:
        with self._lock:
            running = self._running.get(name)
            if running is None or not running.thread.is_alive():
                running = self._running[name] = _Running(name, look)
        return running


def _slow(name: str, seconds: float) -> Unavailable:
    return Unavailable(
        "LOOK_SLOW",
        f"{name} was given up after {seconds:g} s without an answer",
        next="see what it is busy with, or whether it was stopped",
        part=name,
        seconds=seconds,
    )
