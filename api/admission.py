"""Admission: what is in work at once is bounded, and who comes beyond a bound is told so before anything is done.

A queue that grows helps nobody: its last in line has given up before it is served. So a service that is full answers
at once (503), and so it does to a caller who alone has a large share of the places (429), both with a `Retry-After`.
Bodies that are being read are bounded together, so that a thousand callers at once cost no more memory than a few.
Evidence bundles, of which each takes as long as many filings, are made a few at a time, beside the filings.
"""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache
from ipaddress import IPv6Address, ip_address

from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from api import errors
from api.language import from_header
from ledger import measuring
from ledger.core.errors import TooManyAtOnce, Unavailable

_MOST = 1024  # requests in work of any kind
_MOST_BYTES = 64 << 20  # of bodies, announced or at most
_MOST_EXPORTS, _EXPORTS_AT_ONCE = 32, 4
_SHARE = 2  # one address has at most the half of the requests and of the bytes
_ALWAYS = frozenset({"/healthz", "/readyz", "/metrics"})
_WITHOUT_BODY = frozenset({"GET", "HEAD", "OPTIONS"})
_AGAIN = "send the same request again in a while"


class Room:
    """Places for one kind of work.

    :param what: the work, in the plural.
    :param most: places there are; beyond them `code`.
    :param share: places that one address may have.
    """

    def __init__(self, what: str, code: str, most: int, share: int) -> None:
        self._what, self._code, self._most, self._share = what, code, most, share
        self._taken: Counter[str] = Counter()
        self._total = 0

    def enter(self, address: str) -> None:
        """Take a place.

        :raises Unavailable: the room's code.
        :raises TooManyAtOnce: `TOO_MANY_AT_ONCE`.
        """
        if self._total >= self._most:
            raise Unavailable(self._code, f"{self._most} {self._what} are in work", next=_AGAIN, most=self._most)
        if self._taken[address] >= self._share:
            raise _too_many(f"{self._share} {self._what}", self._share)
        self._taken[address] += 1
        self._total += 1

    def leave(self, address: str) -> None:
        """Give a place back."""
        self._total -= 1
        self._taken[address] -= 1
        if not self._taken[address]:
            del self._taken[address]


class Admission:
    """Lets a request in or refuses it, before its body is read.

    :param largest: bytes of a body that does not announce its length.
    :param filings: of those at most so many are in work, and of one address at most `share`.
    :param filing_paths: the addresses that take filings.
    """

    def __init__(self, app: ASGIApp, *, largest: int, filings: int, share: int, filing_paths: frozenset[str]) -> None:
        self.app = app
        self._largest = largest
        self._filing_paths = filing_paths
        self._all = Room("requests", "SERVICE_FULL", _MOST, _MOST // _SHARE)
        self._filings = Room("filings", "INTAKE_FULL", filings, min(share, filings))
        self._exports = Room("evidence bundles", "EXPORTS_FULL", _MOST_EXPORTS, _MOST_EXPORTS // 2)
        self._turn = asyncio.Semaphore(_EXPORTS_AT_ONCE)
        self._bytes = 0
        self._bytes_of: Counter[str] = Counter()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http" or (scope["path"] in _ALWAYS and scope["method"] in _WITHOUT_BODY):
            await self.app(scope, receive, send)
            return
        try:
            async with self._place(scope):
                await self.app(scope, receive, send)
                return
        except _Refused as refused:
            measuring.turned_away(refused.why.code)
            language = from_header(Headers(scope=scope).get("accept-language", ""))
            response = errors.problem(refused.why, language=language, request_id=scope.get("request_id", ""))
        await response(scope, receive, send)

    @asynccontextmanager
    async def _place(self, scope: Scope) -> AsyncIterator[None]:
        address, size, rooms = address_of(scope), self._size(scope), [self._all]
        exporting = scope["method"] == "GET" and scope["path"].endswith("/evidence")
        if exporting:
            rooms.append(self._exports)
        elif scope["method"] == "POST" and scope["path"] in self._filing_paths:
            rooms.append(self._filings)
        entered: list[Room] = []
        try:
            for room in rooms:
                _enter(room, address)
                entered.append(room)
            with self._bytes_taken(address, size):
                if exporting:
                    async with self._turn:
                        yield
                else:
                    yield
        finally:
            for room in entered:
                room.leave(address)

    @contextmanager
    def _bytes_taken(self, address: str, size: int) -> Iterator[None]:
        """Room for a body of that size."""
        if size and self._bytes + size > _MOST_BYTES:
            raise _Refused(Unavailable("SERVICE_FULL", f"{self._bytes} bytes of bodies are in work", next=_AGAIN))
        if size and self._bytes_of[address] + size > _MOST_BYTES // _SHARE:
            raise _Refused(_too_many(f"{self._bytes_of[address]} bytes of bodies", _MOST_BYTES // _SHARE))
        self._bytes += size
        self._bytes_of[address] += size
        try:
            yield
        finally:
            self._bytes -= size
            self._bytes_of[address] -= size
            if not self._bytes_of[address]:
                del self._bytes_of[address]

    def _size(self, scope: Scope) -> int:
        """Bytes that the body may have; what announces nonsense is refused later."""
        if scope["method"] in _WITHOUT_BODY:
            return 0
        announced = Headers(scope=scope).get("content-length", "")
        known = announced.isascii() and announced.isdigit() and len(announced) <= 18
        return min(int(announced), self._largest) if known else self._largest


def _too_many(what: str, most: int) -> TooManyAtOnce:
    return TooManyAtOnce(
        "TOO_MANY_AT_ONCE",
        f"{what} of yours are in work",
        next="wait for the answers to those before you send more",
        most=most,
    )


class _Refused(Exception):
    def __init__(self, why: Unavailable | TooManyAtOnce) -> None:
        super().__init__(why.code)
        self.why = why


def _enter(room: Room, address: str) -> None:
    try:
        room.enter(address)
    except (Unavailable, TooManyAtOnce) as why:
        raise _Refused(why) from None


def address_of(scope: Scope) -> str:
    """Under which name a caller's places are counted."""
    client = scope.get("client")
    return _network(client[0]) if client else ""


@lru_cache(maxsize=4096)
def _network(address: str) -> str:
    """An IPv4 address; of an IPv6 address the first 64 bits, because whoever has one has all that share them."""
    try:
        read = ip_address(address.partition("%")[0])
    except ValueError:
        return address
    return str(IPv6Address(int(read) >> 64 << 64)) if read.version == 6 else str(read)
