"""The connection itself: a head that has no end, one that never comes, and a caller who takes no answer are given up.

Whatever wraps the application is asked only once the head of a request is whole, and sees nothing of an answer that
lies in the buffer of a connection. So what a caller may cost before and after that is bounded here.
"""

import asyncio
import resource
from typing import Any

from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

LARGEST_HEAD = 64 << 10
"""Bytes of address, headers and trailers of one request; a little more where they come in large pieces."""

_MOST = 4096
_OWN_FILES = 128  # of those that the system lets us open: database, node, log, temporary files


def most_connections() -> int:
    """How many connections leave the process the files that it needs for itself, after asking the system for more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _MOST + _OWN_FILES
    if soft != resource.RLIM_INFINITY and soft < wanted:
        soft = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(resource.RLIMIT_NOFILE, (soft, hard))
    return _MOST if soft == resource.RLIM_INFINITY else max(1, min(_MOST, soft - _OWN_FILES))


class Connection(HttpToolsProtocol):
    """One connection of uvicorn's, within bounds."""

    patience = 60.0
    """Seconds for a whole head, and seconds without a byte taken of an answer."""

    most = _MOST
    """Connections at once; one more is closed as it comes."""

    def __init__(self, *given: Any, **named: Any) -> None:
        super().__init__(*given, **named)
        self._head = 0  # bytes of this request's address, headers and trailers
        self._unread = 0  # bytes of which the parser has told nothing yet
        self._in_head = True
        self._coming: asyncio.TimerHandle | None = None
        self._leaving: asyncio.TimerHandle | None = None
        self._taken = False

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """A caller is here; his first head is waited for."""
        super().connection_made(transport)
        if len(self.connections) > self.most:
            transport.abort()
        else:
            self._expect_head()

    def connection_lost(self, exc: Exception | None) -> None:
        """The caller is gone, or given up."""
        for timer in (self._coming, self._leaving):
            if timer is not None:
                timer.cancel()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        """Some bytes of requests."""
        self._unread += len(data)
        super().data_received(data)
        if self.transport.is_closing():
            return
        idle = self.cycle is None or self.cycle.response_complete
        if self._unread > LARGEST_HEAD:  # a single endless header, or nothing at all
            if idle:
                self.send_400_response("The head of the request is too large.")
            else:
                self.transport.close()
        elif self._in_head or idle:
            self._expect_head()

    def on_message_begin(self) -> None:
        """A request begins."""
        self._head = self._unread = 0
        self._in_head = True
        super().on_message_begin()

    def on_url(self, url: bytes) -> None:
        """A piece of its address."""
        self._count(len(url))
        super().on_url(url)

    def on_header(self, name: bytes, value: bytes) -> None:
        """A header, or after the body a trailer."""
        self._count(len(name) + len(value))
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        """Its head is whole."""
        self._unread = 0
        self._in_head = False
        if self._coming is not None:
            self._coming.cancel()
            self._coming = None
        super().on_headers_complete()

    def on_body(self, body: bytes) -> None:
        """A piece of its body."""
        self._unread = 0
        super().on_body(body)

    def on_message_complete(self) -> None:
        """All of it is here."""
        self._unread = 0
        super().on_message_complete()

    def on_response_complete(self) -> None:
        """Its answer is written, though perhaps not yet taken."""
        self._expect_reading()
        super().on_response_complete()

    def pause_writing(self) -> None:
        """The caller takes the answer slower than it is written."""
        self._expect_reading()
        super().pause_writing()

    def resume_writing(self) -> None:
        """He has taken most of what was written."""
        self._taken = True
        super().resume_writing()

    def _count(self, size: int) -> None:
        self._unread = 0
        self._head += size
        if self._head > LARGEST_HEAD:
            raise ValueError("the head of the request is too large")  # the parser ends, and uvicorn answers 400

    def _expect_head(self) -> None:
        if self._coming is None:
            self._coming = self.loop.call_later(self.patience, self.transport.close)

    def _expect_reading(self) -> None:
        left = self.transport.get_write_buffer_size()
        if left and self._leaving is None:
            self._taken = False
            self._leaving = self.loop.call_later(self.patience, self._look_at_reading, left)

    def _look_at_reading(self, before: int) -> None:
        self._leaving = None
        if self._taken or self.transport.get_write_buffer_size() < before:
            self._expect_reading()
        else:
            self.transport.abort()
