"""Inside the service: waits until a thread is in the midst of a step, writes down where, and kills.

An order names a point and how far into it the kill shall land. While a thread is inside, every line that it runs,
here or in a library, is counted, and the kill comes at the drawn one (`line`); or another thread lets a drawn time
pass and kills if the step still runs (`moment`), which reaches the insides of system calls: a sync, a commit, a
request to the node. A call that ended before teaches how long calls are, and the order waits for the next one.

A kill is written to the journal before the signal goes out, and only while the step runs: its way out is held until
the signal is sent. The victim is this process, the database's server or the backend of this very transaction, or the
node. Nodes are not killed while the weather turns the chain (`turning`, a lock file): no chain takes back a block
half.
"""

import fcntl
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import wraps
from pathlib import Path
from types import FrameType
from typing import Any

from scripts.storm.journal import Journal
from scripts.storm.points import POINTS, TRANSACTION, Place, Point, resolve

CALL, COMMIT = "call", "commit"
_ROOT = Path(__file__).parents[2]
_LIBRARY = f"{Path(os.__file__).parent}/"
_AIM = 0.9  # a moment is aimed a little short of what the last call took


@dataclass(frozen=True)
class Order:
    """What a round wants.

    :param victim: `service`, `postgres`, `backend` or `node`.
    :param how: `line` or `moment`.
    :param where: in the `call` of a function, or in the `commit` after it.
    :param share: how far into the step, from 0 to 1.
    :param pids: processes of `postgres` and `node`.
    """

    seed: int
    round: int
    point: str
    victim: str
    how: str
    where: str
    share: float
    pids: dict[str, int] = field(default_factory=dict)


@dataclass
class Length:
    """How long a function's calls are, by the last one that ended."""

    lines: int
    micros: int


class Executioner:
    """One for the process; `install` puts it around the functions of the points."""

    def __init__(self, kills: Journal, turning: Path) -> None:
        self._kills = kills
        self._turning = turning
        self._order: Order | None = None
        self._taken = False
        self._lock = threading.Condition()
        self._here = threading.local()
        self._commit = Length(lines=150, micros=3_000)
        self._timer = _Timer()

    def install(self) -> None:
        """Put wrappers in the places of the functions.

        :raises LookupError: for a function that is gone.
        """
        for point in POINTS:
            for name in point.functions:
                self._wrap(resolve(name), point, Length(point.lines, point.micros))
        transaction = resolve(TRANSACTION)
        transaction.replace(self._watched(transaction.function))
        self._timer.start()

    def arm(self, order: Order | None) -> None:
        """Wait for this from now on; None to let go."""
        with self._lock:
            self._order, self._taken = order, False

    def _wrap(self, place: Place, point: Point, length: Length) -> None:
        function = place.function

        @wraps(function)
        def wrapped(*arguments: Any, **named: Any) -> Any:
            order = self._order
            if order is None or order.point != point.name:
                return function(*arguments, **named)
            if order.where == COMMIT:
                self._here.passed = order
                return function(*arguments, **named)
            with self._inside(length):
                return function(*arguments, **named)

        place.replace(wrapped)

    def _watched(self, transaction: Callable[..., Any]) -> Callable[..., Any]:
        @contextmanager
        def watched(*arguments: Any, **named: Any) -> Iterator[Any]:
            whole = transaction(*arguments, **named)
            connection = whole.__enter__()
            before = getattr(self._here, "connection", None)
            self._here.connection, self._here.passed = connection, None
            try:
                yield connection
            except BaseException:
                if not whole.__exit__(*sys.exc_info()):
                    raise
            else:
                passed = getattr(self._here, "passed", None)
                if passed is not None and passed is self._order:
                    with self._inside(self._commit):
                        whole.__exit__(None, None, None)
                else:
                    whole.__exit__(None, None, None)
            finally:
                self._here.connection = before

        return watched

    @contextmanager
    def _inside(self, length: Length) -> Iterator[None]:
        backend = _backend(getattr(self._here, "connection", None))
        with self._lock:
            order = self._order
            free = order is not None and not self._taken and (order.victim != "backend" or backend is not None)
            self._taken = self._taken or free
        if order is None or not free:
            yield
            return
        step = _Step(self, order, length, backend)
        started = time.perf_counter()
        try:
            with step.counted() if order.how == "line" else self._timer.watching(step):
                yield
        finally:
            if not step.done:
                length.micros = max(1, int((time.perf_counter() - started) * 1e6))
                length.lines = max(1, step.lines) if order.how == "line" else length.lines
            with self._lock:
                if step.done and self._order is order:
                    self._order = None
                self._taken = False

    def kill(self, step: "_Step", place: str) -> bool:
        """Write it down and kill; False where there is nobody to kill yet."""
        victim = _victim(step)
        if victim is None:
            return False
        with _held(self._turning if step.order.victim == "node" else None):
            if not _alive(victim):
                return False
            order = step.order
            self._kills.append(
                {
                    "seed": order.seed,
                    "round": order.round,
                    "point": order.point,
                    "victim": order.victim,
                    "how": order.how,
                    "where": order.where,
                    "share": round(order.share, 4),
                    "at": place,
                    "pid": victim,
                }
            )
            os.kill(victim, signal.SIGKILL)
        return True


class _Step:
    """One call that a kill waits in."""

    def __init__(self, by: Executioner, order: Order, length: Length, backend: int | None) -> None:
        self.by, self.order, self.backend, self.thread = by, order, backend, threading.get_ident()
        self.target = 1 + int(order.share * length.lines)
        self.micros = order.share * length.micros * _AIM
        self.lines = 0
        self.done = False

    @contextmanager
    def counted(self) -> Iterator[None]:
        """Count the lines of this thread."""
        before = sys.gettrace()
        sys.settrace(self._trace)
        try:
            yield
        finally:
            sys.settrace(before)

    def _trace(self, frame: FrameType, event: str, _argument: object) -> Any:
        if self.done:
            return None
        if event == "line":
            self.lines += 1
            if self.lines >= self.target:
                self.done = self.by.kill(self, _where(frame))
        return self._trace


class _Timer(threading.Thread):
    """Kills in a step that still runs when its moment has come."""

    def __init__(self) -> None:
        super().__init__(name="executioner", daemon=True)
        self._guard = threading.Condition()
        self._step: _Step | None = None

    @contextmanager
    def watching(self, step: _Step) -> Iterator[None]:
        """A step; its end waits for a kill that has begun."""
        with self._guard:
            self._step = step
            self._guard.notify()
        try:
            yield
        finally:
            with self._guard:
                self._step = None

    def run(self) -> None:
        """Wait for steps."""
        while True:
            with self._guard:
                while self._step is None:
                    self._guard.wait()
                step = self._step
            time.sleep(step.micros / 1e6)
            with self._guard:
                if self._step is step:
                    frame = sys._current_frames().get(step.thread)
                    place = "nowhere" if frame is None else _where(frame)
                    step.done = step.by.kill(step, f"{place}, {step.micros:.0f} µs into the step")
                    self._step = None


def _victim(step: _Step) -> int | None:
    order = step.order
    if order.victim == "service":
        return os.getpid()
    if order.victim == "backend":
        return step.backend
    return order.pids[order.victim]


def _backend(connection: Any) -> int | None:
    """The database's process behind a connection that is open."""
    return None if connection is None or connection.closed else connection.connection.driver_connection.info.backend_pid


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def _where(frame: FrameType) -> str:
    """File and line, without what lies before the package."""
    file = frame.f_code.co_filename.rpartition("site-packages/")[2].removeprefix(f"{_ROOT}/")
    return f"{file.removeprefix(_LIBRARY)}:{frame.f_lineno}"


@contextmanager
def _held(lock: Path | None) -> Iterator[None]:
    if lock is None:
        yield
        return
    with lock.open("ab") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield
