"""The service in a thread of the program that plays a story on it."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from ledger.core.errors import Unavailable
from ledger.opening import Opened
from ledger.upping import Serving, listen


@contextmanager
def served(ledger: Opened) -> Iterator[str]:
    """The service on a free port of the loopback, in a thread; yields its address."""
    answering = threading.Event()
    address: list[str] = []

    def ready(_: Opened, url: str) -> None:
        address.append(url)
        answering.set()

    with listen("127.0.0.1", 0) as listening:
        serving = Serving(ledger, listening, ready)
        thread = threading.Thread(target=serving.run, name="serving")
        thread.start()
        try:
            while not answering.wait(0.1):
                if not thread.is_alive():
                    raise Unavailable("SERVICE_ENDED", "the service ended before it answered")
            yield address[0]
        finally:
            serving.should_exit = True
            thread.join()
