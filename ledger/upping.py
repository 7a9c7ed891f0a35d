"""Serving a ledger: the API and the worker in one process, until a signal ends them."""

import asyncio
import gc
import signal
import socket
from collections.abc import Callable
from types import FrameType

import uvicorn

from api.app import create
from api.wire import Connection, most_connections
from ledger.core.errors import Usage, ZhengbenError
from ledger.local.stack import Progress
from ledger.opening import Opened, opened
from ledger.settings import Settings
from ledger.worker import Worker

Ready = Callable[[Opened, str], None]
"""Told the open ledger and its address once requests are answered."""

_CHECK_EVERY = 1.0
_GRACE = 10
_OBJECTS = 50_000  # made before the collector looks for circles among the youngest


def up(settings: Settings, tell: Progress, ready: Ready) -> None:
    """Bring a ledger up and serve it until INT or TERM; everything that was started ends with it.

    :raises ZhengbenError: what keeps it from starting, or what ended it, in one line.
    """
    with listen(settings.host, settings.port) as listening, opened(settings, tell) as ledger:
        Serving(ledger, listening, ready).run()


def listen(host: str, port: int) -> socket.socket:
    """A socket bound to the address before anything else is started; port 0 takes a free one.

    :raises Usage: `PORT_IN_USE`, also for an address that is not this machine's.
    """
    listening = socket.socket(socket.AF_INET6 if ":" in host else socket.AF_INET)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(2048)
    except OSError as error:
        listening.close()
        raise Usage(
            "PORT_IN_USE",
            f"cannot listen on {host}:{port}: {error.strerror or error}",
            next="end what listens there, or choose another port with ZHENGBEN_PORT",
            host=host,
            port=port,
        ) from None
    return listening


class Serving(uvicorn.Server):
    """One run of the service on a socket, with its worker beside it.

    Ends by a signal (in the main thread), by `should_exit`, or when a part that it stands on has ended.
    """

    def __init__(self, ledger: Opened, listening: socket.socket, ready: Ready) -> None:
        config = uvicorn.Config(
            create(ledger.service),
            http=Connection,
            log_config=None,  # the program's own log is for all of it, see `ledger.cli.logs`
            log_level="warning",
            access_log=False,
            server_header=False,
            date_header=True,
            timeout_graceful_shutdown=_GRACE,
        )
        super().__init__(config)
        self._ledger = ledger
        self._listening = listening
        self._ready = ready
        self._failure: ZhengbenError | None = None
        self._watching: asyncio.Task[None] | None = None

    def run(self, sockets: list[socket.socket] | None = None) -> None:
        """Serve to the end.

        :raises ZhengbenError: what ended it, unless it was told to.
        """
        Connection.most = most_connections()
        worker = Worker(self._ledger.service, self._end, self._ledger.write_trust)
        self._ledger.write_trust()
        _collect_less()
        worker.start()
        try:
            super().run(sockets=sockets or [self._listening])
        finally:
            worker.stop()
        if self._failure is not None:
            raise self._failure

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to answer, then say so."""
        await super().startup(sockets)
        if self.started:
            address, port = self._listening.getsockname()[:2]
            self._watching = asyncio.create_task(self._watch())
            self._ready(self._ledger, f"http://{f'[{address}]' if ':' in address else address}:{port}")

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - the name is uvicorn's
        """End in order; the signal is answered then, and not raised again as uvicorn would. A second INT hurries."""
        self.force_exit = self.should_exit and sig == signal.SIGINT
        self.should_exit = True

    async def _watch(self) -> None:
        while not self.should_exit:
            await asyncio.sleep(_CHECK_EVERY)
            if self._ledger.stack is not None:
                try:
                    self._ledger.stack.check()
                except ZhengbenError as error:
                    self._end(error)

    def _end(self, error: ZhengbenError) -> None:
        self._failure = self._failure or error
        self.should_exit = True


def _collect_less() -> None:
    """Tell the collector that what is loaded by now stays, and to look at the rest less often: a filing leaves hundreds
    of objects and hardly a circle."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(_OBJECTS, 20, 50)
