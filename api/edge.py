"""What surrounds every request: a name for it, a bound on its body, headers against misuse, one line in the log.

Two plain ASGI wrappers, because both must hold for every answer, also for those that no route gives. The log line
names method, route, status and duration; never the query, a body, a header or an address of a person.
"""

import json
import time
import traceback
import uuid
from collections.abc import Mapping
from typing import Any

import structlog
from anyio import fail_after
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors
from api.deps import SESSION_COOKIE
from api.language import from_header
from ledger import measuring
from ledger.core import canonical
from ledger.core.errors import Malformed, TooLarge

_log = structlog.get_logger("api")

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self' 'wasm-unsafe-eval'",  # digests of large files are WebAssembly; no text becomes a script
        "style-src 'self'",
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "worker-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
SECURITY_HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_SECURITY_HEADERS = [(name.lower().encode(), value.encode()) for name, value in SECURITY_HEADERS.items()]

_NOT_KEPT = (b"cache-control", b"no-store")
_PATIENCE = 60.0  # seconds for a whole body: whoever sends a byte now and then keeps no request open


class Edge:
    """Outermost: gives the request its id, adds the headers, writes the log line, and turns what nobody foresaw into
    a problem without a traceback (which goes to the log, without the exception's words: they may quote a body)."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started, method = time.perf_counter(), scope["method"]
        if method == "HEAD":
            scope = {**scope, "method": "GET"}  # whatever can be got has a head; the server leaves the body off
        scope["request_id"] = request_id = str(uuid.uuid4())
        private = [_NOT_KEPT] if _is_somebody(Headers(scope=scope)) else []
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = message.setdefault("headers", [])
                given = {name for name, _ in headers}
                extra = [(b"x-request-id", request_id.encode()), *_SECURITY_HEADERS, *private]
                message["headers"] = [*headers, *(header for header in extra if header[0] not in given)]
            await send(message)

        try:
            with structlog.contextvars.bound_contextvars(request_id=request_id):
                await self.app(scope, receive, send_with_headers)
        except Exception as error:
            _log.error("failed", request_id=request_id, **_where(error))
            if status:
                raise  # the answer has begun: cutting the connection is all that is left
            await errors.internal(Request(scope))(scope, receive, send_with_headers)
        finally:
            seconds = time.perf_counter() - started
            route = getattr(scope.get("route"), "path", "?")
            measuring.answered(method, route, status, seconds)
            _log.info(
                "answered",
                request_id=request_id,
                method=method,
                route=route,
                status=status,
                milliseconds=round(seconds * 1000, 1),
            )


class BodyLimit:
    """Refuses a body beyond its bound before anything reads it, whether its length was announced or it came in chunks,
    and one in which a member stands twice: which of the two counts, readers would not agree on.

    Bodies are small here, so one is held as a whole; a request that never ends stops at the bound.
    """

    def __init__(
        self,
        app: ASGIApp,
        largest: int,
        largest_at: Mapping[str, int],
        patience: float = _PATIENCE,
        streamed: frozenset[str] = frozenset(),
    ) -> None:
        """
        :param largest: bytes of a body, unless `largest_at` names the path.
        :param patience: seconds in which the body has to be here.
        :param streamed: paths whose routes read their bodies in pieces, within bounds of their own.
        """
        self.app = app
        self.largest = largest
        self.largest_at = dict(largest_at)
        self.patience = patience
        self.streamed = streamed

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS") or scope["path"] in self.streamed:
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit = self.largest_at.get(scope["path"], self.largest)
        announced = headers.get("content-length", "0")
        if not (announced.isascii() and announced.isdigit()):
            refusal: Malformed | TooLarge = Malformed(
                "LENGTH_MALFORMED", "Content-Length is no number", next="use another client"
            )
        elif len(announced) > 18 or int(announced) > limit:
            refusal = _too_large(limit)
        else:
            try:
                with fail_after(self.patience):
                    body = await _body(receive, limit)
            except TimeoutError:
                refusal = _slow(self.patience)
            else:
                if body is None:
                    return  # the caller hung up
                found = _refusal(body, limit)
                if found is None:
                    await self.app(scope, _replay(body, receive), send)
                    return
                refusal = found
        language = from_header(headers.get("accept-language", ""))
        response = errors.problem(refusal, language=language, request_id=scope.get("request_id", ""))
        response.headers["Connection"] = "close"
        await response(scope, receive, send)


def _is_somebody(headers: Headers) -> bool:
    """Whether a request shows a session: unless its route says otherwise, no cache keeps what it is answered."""
    return "authorization" in headers or f"{SESSION_COOKIE}=" in headers.get("cookie", "")


async def _body(receive: Receive, limit: int) -> bytes | None:
    """The body up to a little beyond its bound; None if the caller hung up."""
    body = bytearray()
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        body += message.get("body", b"")
        if len(body) > limit or not message.get("more_body", False):
            return bytes(body)


def _refusal(body: bytes, limit: int) -> Malformed | TooLarge | None:
    if len(body) > limit:
        return _too_large(limit)
    try:
        canonical.check_nesting(body)  # a parser that recurses into a deep body ends the process, see there
        json.loads(body or b"null", object_pairs_hook=_once)
    except Malformed as refused:
        return refused
    except ValueError:
        pass  # no JSON: the route says so
    return None


def _once(members: list[tuple[str, Any]]) -> None:
    names = set()
    for name, _ in members:
        if name in names:
            message = f"the member {name[:80]!r} stands twice in one object"
            raise Malformed("MEMBER_TWICE", message, next="leave one of them out", member=name[:80])
        names.add(name)


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        "BODY_TOO_LARGE", f"this address takes a body of up to {limit} bytes", next="send less", limit=limit
    )


def _slow(patience: float) -> Malformed:
    seconds = f"{patience:g}"
    message = f"the body was not here within {seconds} seconds"
    return Malformed("BODY_SLOW", message, next="send it at once", seconds=seconds)


def _replay(body: bytes, receive: Receive) -> Receive:
    sent = False

    async def replay() -> Message:
        nonlocal sent
        if sent:
            return await receive()
        sent = True
        return {"type": "http.request", "body": body, "more_body": False}

    return replay


def _where(error: Exception) -> dict[str, object]:
    frames = traceback.extract_tb(error.__traceback__)[-12:]
    return {"error": type(error).__name__, "at": [f"{f.filename}:{f.lineno} {f.name}" for f in frames]}
