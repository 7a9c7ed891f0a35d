"""The worker's pulse: when its last round went well, and why it ended."""

import time
from dataclasses import dataclass, field

LONGEST_SILENCE = 120.0
"""Seconds without a round that went well after which the worker counts as stuck."""


@dataclass
class Pulse:
    """Written by the worker's thread, read by any other; each member is one reference, so no lock is needed."""

    _begun: float | None = field(default=None, init=False)
    _last: float | None = field(default=None, init=False)
    _ended: str | None = field(default=None, init=False)

    def begin(self) -> None:
        """The worker starts."""
        self._begun, self._last, self._ended = time.monotonic(), None, None

    def beat(self) -> None:
        """A round went well."""
        self._last = time.monotonic()

    def end(self, why: str) -> None:
        """The worker ends. :param why: code of the error, or `STOPPED`."""
        self._ended = why

    @property
    def expected(self) -> bool:
        """Whether a worker was started beside this service."""
        return self._begun is not None

    @property
    def ended(self) -> str | None:
        """Why the worker ended, None while it runs."""
        return self._ended

    @property
    def silence(self) -> float | None:
        """Seconds since the last round that went well, or since the start; None where no worker was started."""
        since = self._begun if self._last is None else self._last
        return None if since is None else time.monotonic() - since
