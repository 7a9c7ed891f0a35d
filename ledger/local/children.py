"""Child processes that end when we do, however we end.

On Linux the kernel tells a child that its parent is gone (PR_SET_PDEATHSIG). It means the thread that forked, not the
process, so all children are born by one thread that lives as long as the process. Elsewhere a guard process
(`guard.py`) stands between: it reads a pipe that ends when we end, and then ends the child.
"""

import ctypes
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO

from ledger.local.persons import Person, become, ourselves

_PR_SET_PDEATHSIG = 1
_LOG_LIMIT = 8 << 20
_GUARD = Path(__file__).with_name("guard.py")


@dataclass(frozen=True)
class Birth:
    """How a child is started.

    :param command: absolute path of the program and its arguments; no secrets, everybody sees them in `ps`.
    :param log: file that gets its stderr, and its stdout unless that is piped.
    :param ending: the signal that asks this program to end in good order.
    :param grace: seconds it has to end before it is killed.
    :param environment: the whole environment; nothing of ours is inherited.
    :param person: whom it runs as.
    :param through_closed_folders: see `persons.become`.
    :param kept: file descriptors that it inherits, such as a lock that must outlive us until it ends.
    :param talks: whether stdin and stdout are pipes to us.
    """

    command: Sequence[str]
    log: Path
    ending: signal.Signals
    environment: Mapping[str, str]
    grace: float = 10.0
    person: Person = field(default_factory=ourselves)
    through_closed_folders: bool = False
    kept: tuple[int, ...] = ()
    talks: bool = False
    guarded: bool = sys.platform != "linux"


class Child:
    """One running child in a session of its own: a terminal's Ctrl-C reaches us, and we end it in our order."""

    def __init__(self, birth: Birth) -> None:
        """:raises OSError: if the program cannot be started at all."""
        self.birth = birth
        self._log_start = _open_log_at(birth)
        self.process: subprocess.Popen[bytes] = _mother().bear(lambda: _fork(birth))

    @property
    def pid(self) -> int:
        return self.process.pid

    @property
    def alive(self) -> bool:
        return self.process.poll() is None

    @property
    def said(self) -> str:
        """What it wrote to its log since it was started."""
        with self.birth.log.open("rb") as log:
            log.seek(self._log_start)
            return log.read(1 << 20).decode("utf-8", "replace")

    def stop(self) -> int:
        """Ask it to end, wait, and kill it if it does not; returns its exit code."""
        if self.alive:
            self.process.send_signal(self.birth.ending)
            try:
                self.process.wait(self.birth.grace)
            except subprocess.TimeoutExpired:
                self.kill()
        for pipe in (self.process.stdin, self.process.stdout):
            if pipe is not None:
                pipe.close()
        return self.process.wait()

    def kill(self) -> None:
        """End it and its process group at once."""
        if self.alive:
            os.killpg(self.pid, signal.SIGKILL)

    def wait_until(self, ready: Callable[[], bool], seconds: float) -> bool:
        """Ask `ready` again and again; False if it ends first or is not ready in time."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if not self.alive:
                return False
            if ready():
                return True
            time.sleep(0.03)
        return False


def run_to_end(birth: Birth, *, given: bytes = b"", seconds: float = 120) -> tuple[int, str]:
    """Run a child until it ends; `(exit code, what it wrote to its log)`. Killed after `seconds`."""
    child = Child(birth)
    try:
        child.process.communicate(given if birth.talks else None, timeout=seconds)
    finally:
        child.kill()
        child.process.wait()
    return child.process.returncode, child.said


def _open_log_at(birth: Birth) -> int:
    """Where the child's words will begin. A log grown large gives way to a new one; one old one is kept."""
    birth.log.parent.mkdir(parents=True, exist_ok=True)
    if birth.log.exists() and birth.log.stat().st_size > _LOG_LIMIT:
        birth.log.replace(birth.log.with_suffix(".log.1"))
    birth.log.touch(mode=0o600)
    return birth.log.stat().st_size


def _fork(birth: Birth) -> subprocess.Popen[bytes]:
    command = list(birth.command)
    life_line: int | None = None
    kept = birth.kept
    if birth.guarded:
        life_line, ours = os.pipe()
        kept = (*kept, life_line)
        # Inherited by nobody, never closed by us: it ends with this process.
        command = [sys.executable, "-I", str(_GUARD), str(life_line), str(int(birth.ending)), *command]
        _LIFE_LINES.append(os.fdopen(ours, "wb"))
    with birth.log.open("ab") as log:
        try:
            return subprocess.Popen(
                command,
                stdin=subprocess.PIPE if birth.talks else subprocess.DEVNULL,
                stdout=subprocess.PIPE if birth.talks else log,
                stderr=log,
                env=dict(birth.environment),
                cwd="/",
                pass_fds=kept,
                start_new_session=True,
                preexec_fn=_before_exec(birth, os.getpid()),
            )
        finally:
            if life_line is not None:
                os.close(life_line)


_LIFE_LINES: list[BinaryIO] = []


def _before_exec(birth: Birth, parent: int) -> Callable[[], None]:
    libc = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None
    stranger = not birth.person.is_us

    def prepare() -> None:
        if stranger:
            become(birth.person, through_closed_folders=birth.through_closed_folders)
        if libc is not None and not birth.guarded:
            # After the change of user, which clears it. The parent may have died before: then nobody would tell us.
            libc.prctl(_PR_SET_PDEATHSIG, int(birth.ending), 0, 0, 0)
            if os.getppid() != parent:
                os._exit(1)

    return prepare


class _Mother(threading.Thread):
    """The thread that forks."""

    def __init__(self) -> None:
        super().__init__(name="mother of children", daemon=True)
        self.pid = os.getpid()
        self.wishes: queue.SimpleQueue[tuple[Callable[[], Any], Future[Any]]] = queue.SimpleQueue()

    def run(self) -> None:
        while True:
            wish, answer = self.wishes.get()
            try:
                answer.set_result(wish())
            except BaseException as error:
                answer.set_exception(error)

    def bear(self, wish: Callable[[], subprocess.Popen[bytes]]) -> subprocess.Popen[bytes]:
        answer: Future[subprocess.Popen[bytes]] = Future()
        self.wishes.put((wish, answer))
        try:
            return answer.result()
        except BaseException:  # an interrupt while we wait: nobody would know of the child
            answer.add_done_callback(_abandon)
            raise


def _abandon(answer: Future[subprocess.Popen[bytes]]) -> None:
    if answer.exception() is None:
        answer.result().kill()


_the_mother: _Mother | None = None
_birth_lock = threading.Lock()


def _mother() -> _Mother:
    global _the_mother
    with _birth_lock:
        if _the_mother is None or _the_mother.pid != os.getpid():
            _the_mother = _Mother()
            _the_mother.start()
        return _the_mother
