"""What surrounds every request: a name for it, a bound on its body, headers against misuse, one line in the log.

Two plain ASGI wrappers, because both must hold for every answer, also for those that no route gives. The log line
names method, route, status and duration; never the query, a body, a header or an address of a person.
"""

import time
import traceback
import uuid
from collections.abc import Mapping

import structlog
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors
from api.language import from_header
from ledger.core import canonical
from ledger.core.errors import Malformed, TooLarge

_log = structlog.get_logger("api")

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
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
        started = time.perf_counter()
        scope["request_id"] = request_id = str(uuid.uuid4())
        status = 0

        async def send_with_headers(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                headers = MutableHeaders(scope=message)
                headers["X-Request-Id"] = request_id
                for name, value in SECURITY_HEADERS.items():
                    headers.setdefault(name, value)
            await send(message)

        try:
            await self.app(scope, receive, send_with_headers)
        except Exception as error:
            _log.error("failed", request_id=request_id, **_where(error))
            if status:
                raise  # the answer has begun: cutting the connection is all that is left
            language = from_header(Headers(scope=scope).get("accept-language", ""))
            await errors.internal(language=language, request_id=request_id)(scope, receive, send_with_headers)
        finally:
            _log.info(
                "answered",
                request_id=request_id,
                method=scope["method"],
                route=getattr(scope.get("route"), "path", "?"),
                status=status,
                milliseconds=round((time.perf_counter() - started) * 1000, 1),
            )


class BodyLimit:
    """Refuses a body beyond its bound before anything reads it, whether its length was announced or it came in chunks.

    Bodies are small here, so one is held as a whole; a request that never ends stops at the bound.
    """

    def __init__(self, app: ASGIApp, largest: int, largest_at: Mapping[str, int]) -> None:
        """
        :param largest: bytes of a body, unless `largest_at` names the path.
        """
        self.app = app
        self.largest = largest
        self.largest_at = dict(largest_at)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if scope["type"] != "http" or scope["method"] in ("GET", "HEAD", "OPTIONS"):
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        limit = self.largest_at.get(scope["path"], self.largest)
        announced = headers.get("content-length", "0")
        if not (announced.isascii() and announced.isdigit()):
            refusal: Malformed | TooLarge = Malformed("LENGTH_MALFORMED", "Content-Length is no number")
        elif len(announced) > 18 or int(announced) > limit:
            refusal = _too_large(limit)
        else:
            body = bytearray()
            while True:
                message = await receive()
                if message["type"] != "http.request":
                    return  # the caller hung up
                body += message.get("body", b"")
                if len(body) > limit or not message.get("more_body", False):
                    break
            found = _refusal(bytes(body), limit)
            if found is None:
                await self.app(scope, _replay(bytes(body), receive), send)
                return
            refusal = found
        language = from_header(headers.get("accept-language", ""))
        response = errors.problem(refusal, language=language, request_id=scope.get("request_id", ""))
        response.headers["Connection"] = "close"
        await response(scope, receive, send)


def _refusal(body: bytes, limit: int) -> Malformed | TooLarge | None:
    if len(body) > limit:
        return _too_large(limit)
    try:
        canonical.check_nesting(body)  # a parser that recurses into a deep body ends the process, see there
    except Malformed as too_deep:
        return too_deep
    return None


def _too_large(limit: int) -> TooLarge:
    return TooLarge(
        "BODY_TOO_LARGE", f"this address takes a body of up to {limit} bytes", next="send less", limit=limit
    )


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
