"""The wire to a node: one keep-alive session, bounded in time and in size.

A node may be slow, half dead, or somebody else's: an answer that trickles is given up when its time is over, one that
does not end when it is too large, and no redirection is followed.
"""

import time
from collections.abc import Iterator
from typing import Any

import requests
from requests.adapters import HTTPAdapter

_CONNECTIONS = 64  # a thread pool of the API and the worker; more would be closed after each request
_CHUNK = 1 << 16


class AnswerTooLarge(requests.RequestException):
    """An answer was longer than what is taken."""


class _Adapter(HTTPAdapter):
    def __init__(self, seconds: float, largest: int) -> None:
        super().__init__(pool_connections=1, pool_maxsize=_CONNECTIONS, max_retries=0)
        self._seconds = seconds
        self._largest = largest

    def send(self, request: requests.PreparedRequest, *arguments: Any, **named: Any) -> requests.Response:
        until = time.monotonic() + self._seconds
        response = super().send(request, *arguments, **named)
        if response.is_redirect:  # the URL is a setting, and may hold a password
            response.close()
            raise requests.TooManyRedirects("a node does not send us elsewhere", request=request)
        response.raw = _Body(response.raw, until, self._largest)
        return response


class _Body:
    """A body that is read as it comes, until its time or its size is over."""

    def __init__(self, raw: Any, until: float, largest: int) -> None:
        self._raw = raw
        self._until = until
        self._largest = largest

    def stream(self, amt: int, decode_content: bool | None = None) -> Iterator[bytes]:  # noqa: ARG002 - `requests` calls it so
        total = 0
        while chunk := self._raw.read1(_CHUNK, decode_content=decode_content):
            total += len(chunk)
            if total > self._largest:
                self._raw.close()
                raise AnswerTooLarge(f"the answer has more than {self._largest} bytes")
            if time.monotonic() > self._until:
                self._raw.close()
                raise requests.ReadTimeout("the answer takes too long")
            yield chunk

    def __getattr__(self, name: str) -> Any:
        return getattr(self._raw, name)


def session(*, seconds: float, largest: int) -> requests.Session:
    """A session for all threads: connections are kept and used again.

    :param seconds: from a request to the last byte of its answer, connecting left out.
    :param largest: bytes of a decoded answer.
    """
    made = requests.Session()
    for scheme in ("http://", "https://"):
        made.mount(scheme, _Adapter(seconds, largest))
    return made
