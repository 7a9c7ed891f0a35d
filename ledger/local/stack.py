"""The one supervisor that owns the embedded database and chain of a data folder."""

import atexit
import contextlib
import secrets
import signal
import sys
import threading
from collections.abc import Callable, Mapping
from pathlib import Path
from types import FrameType, TracebackType
from typing import Self, TypeVar

from ledger.core.errors import Unavailable, Usage
from ledger.local import rpc
from ledger.local.folder import Folder
from ledger.local.ganache import CHAIN_ID, Ganache
from ledger.local.postgres import Postgres

_SECRETS = "secrets.json"
_ENDINGS = (signal.SIGTERM, signal.SIGHUP)

Part = TypeVar("Part", Postgres, Ganache)

Progress = Callable[[str, str], None]
"""Told what happens, line by line, in Chinese and English."""


class LocalStack:
    """Running parts. Ends them in order on `stop`, at the end of a `with` block, on TERM and HUP, and at exit.

    After a KILL, which nobody can answer, the children hear of it from the kernel and end by themselves; the next
    start on the folder waits for them.
    """

    def __init__(self, folder: Folder) -> None:
        """Use `LocalStack.start`."""
        self._folder = folder
        self._postgres: Postgres | None = None
        self._ganache: Ganache | None = None
        self._funded_key = ""
        self._stopped = False
        self._signals: dict[signal.Signals, object] = {}

    @classmethod
    def start(
        cls,
        data: Path,
        *,
        postgres: bool = True,
        ganache: bool = True,
        postgres_port: int = 0,
        ganache_port: int = 0,
        chain_id: int = CHAIN_ID,
        chain_begins: int | None = None,
        chain_stands: bool = False,
        extra_keys: tuple[str, ...] = (),
        postgres_settings: Mapping[str, str] | None = None,
        on_progress: Progress | None = None,
    ) -> "LocalStack":
        """Start the wanted parts on a data folder, making what is missing.

        :param data: the data folder; the parts live in `<data>/local/`.
        :param postgres_port: 0 takes a free one; the same for `ganache_port`.
        :param chain_id: of the chain; the ledger's random salt tells ledgers with the same id apart.
        :param chain_begins: second at which the clock of a new chain starts; None for the machine's time.
        :param chain_stands: whether its clock moves by `move_to` alone.
        :param extra_keys: private keys (0x-hex) funded in the genesis block besides `funded_key`; for a new chain.
        :param postgres_settings: further settings of PostgreSQL.
        :param on_progress: told what happens.
        :raises Usage: `DATA_FOLDER`, `CHAIN_ID`.
        :raises Conflict: `DATA_FOLDER_IN_USE` if another supervisor holds the folder.
        :raises Corrupt: `DATA_FOLDER_BROKEN`.
        :raises Unavailable: `PORT_IN_USE`, `PROGRAM_MISSING`, and what else keeps a part from starting.
        """
        tell = on_progress or (lambda _zh, _en: None)
        folder = Folder(data)
        stack = cls(folder)
        atexit.register(stack.stop)
        stack._answer_signals()
        try:
            known = secrets_of(folder)
            stack._funded_key = known["payer"]
            if postgres:
                tell("PostgreSQL 正在启动", "PostgreSQL is starting")
                stack._postgres = Postgres(folder, known["postgres"], port=postgres_port, settings=postgres_settings)
                place = f"127.0.0.1:{stack._postgres.port}"
                tell(f"PostgreSQL 监听 {place}", f"PostgreSQL listens on {place}")
            if ganache:
                tell("Ganache 正在启动", "Ganache is starting")
                keys = [known["payer"], *extra_keys]
                stack._ganache = Ganache(
                    folder, keys, port=ganache_port, chain_id=chain_id, begins=chain_begins, still=chain_stands
                )
                place = f"127.0.0.1:{stack._ganache.port}"
                tell(f"Ganache 在 {place} 应答，链 {chain_id}", f"Ganache answers on {place}, chain id {chain_id}")
        except OSError as error:
            stack.stop()
            raise Usage(
                "DATA_FOLDER",
                f"{error.filename or folder.path}: {error.strerror or error}",
                next="make the data folder yours and writable, with space left, or name another by ZHENGBEN_DATA",
            ) from None
        except BaseException:
            stack.stop()
            raise
        return stack

    @property
    def database_url(self) -> str:
        """`postgresql://…` with its password: not for logs."""
        return self._part(self._postgres, "PostgreSQL").url

    @property
    def rpc_url(self) -> str:
        """`http://…` of the chain's JSON-RPC with its secret path: not for logs."""
        return self._part(self._ganache, "Ganache").url

    @property
    def funded_key(self) -> str:
        """Private key (0x-hex, 32 bytes) of the account that pays for transactions; random for each data folder."""
        return self._funded_key

    @property
    def chain_id(self) -> int:
        return self._part(self._ganache, "Ganache").chain_id

    @property
    def time_shift(self) -> int:
        """Seconds by which the chain's clock is ahead of the machine's."""
        return self._part(self._ganache, "Ganache").shift

    @property
    def pids(self) -> dict[str, int]:
        """Process ids of the running parts, by name."""
        parts = {"postgres": self._postgres, "ganache": self._ganache}
        return {name: part.pid for name, part in parts.items() if part is not None and part.alive}

    def advance_time(self, seconds: int) -> int:
        """Move the chain's clock forward for good; returns the time of the block mined then."""
        return self._part(self._ganache, "Ganache").advance_time(seconds)

    def move_to(self, second: int) -> None:
        """Move a standing clock of the chain to a second."""
        self._part(self._ganache, "Ganache").move_to(second)

    def latest_time(self) -> int:
        """The time of the chain's newest block, in seconds."""
        return rpc.latest_time(self.rpc_url)

    def check(self) -> None:
        """Nothing while all started parts run.

        :raises Unavailable: `PART_ENDED` naming the part that ended by itself, with its last words.
        """
        for name, part in (("PostgreSQL", self._postgres), ("Ganache", self._ganache)):
            if part is not None and not part.alive and not self._stopped:
                raise Unavailable(
                    "PART_ENDED",
                    f"{name} ended by itself: {part.last_words()}",
                    next=f"start the ledger again; the logs are in {self._folder.path / 'logs'}",
                )

    def stop(self) -> None:
        """End the chain, then the database, then let go of the folder. A second call does nothing."""
        if self._stopped:
            return
        self._stopped = True
        with contextlib.ExitStack() as ends:
            # Run in reverse, each even if one before it raises.
            ends.callback(atexit.unregister, self.stop)
            ends.callback(self._return_signals)
            ends.callback(self._folder.release)
            for part in (self._postgres, self._ganache):
                if part is not None:
                    ends.callback(part.stop)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()

    @staticmethod
    def _part(part: Part | None, name: str) -> Part:
        if part is None:
            raise Usage("PART_NOT_STARTED", f"{name} is not embedded here", next=f"start the stack with {name}")
        return part

    def _answer_signals(self) -> None:
        """TERM and HUP end the program as an exit does, unless it has an answer of its own."""
        if threading.current_thread() is not threading.main_thread():
            return
        for number in _ENDINGS:
            if signal.getsignal(number) is signal.SIG_DFL:
                self._signals[number] = signal.signal(number, self._end_program)

    def _end_program(self, number: int, _frame: FrameType | None) -> None:
        if not self._stopped:  # on its way already: the children are ending
            sys.exit(128 + number)

    def _return_signals(self) -> None:
        for number in self._signals:
            if signal.getsignal(number) == self._end_program:
                with contextlib.suppress(ValueError):  # stopped from another thread
                    signal.signal(number, signal.SIG_DFL)


def secrets_of(folder: Folder) -> dict[str, str]:
    """The secrets of a data folder's parts, `payer` and `postgres`; made when first asked for.

    :raises Corrupt: `DATA_FOLDER_BROKEN`.
    """
    known = folder.read(_SECRETS)
    if not known:
        if (folder.path / "postgres").exists() or (folder.path / "ganache").exists():
            raise folder.broken(folder.path / _SECRETS, "is gone, while the data it opens is there")
        known = {"payer": "0x" + secrets.token_hex(32), "postgres": secrets.token_urlsafe(24)}
        folder.write(_SECRETS, known)
    if not all(isinstance(known.get(name), str) for name in ("payer", "postgres")):
        raise folder.broken(folder.path / _SECRETS, "does not name both secrets")
    return known
