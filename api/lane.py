"""The quick lane: a signed filing goes from its body to its receipt past what other requests need.

Finding a route, solving its dependencies and wrapping it up takes a request as long as all the checks of a filing. The
lane takes a body that fits; any other goes the ordinary way, to the route of the same address, which says what is wrong
with it.
"""

from types import SimpleNamespace

from pydantic import ValidationError
from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from api import errors
from api.routes import filings
from api.schemas.filings import Submission
from ledger.core.errors import ZhengbenError

_ROUTE = SimpleNamespace(path=filings.router.prefix)  # the name under which the request is counted and logged


class FilingLane:
    """Serves `POST /v1/filings` where the body fits. Stands within `BodyLimit`, which hands the body over whole."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one request (ASGI)."""
        if not _is_filing(scope):
            await self.app(scope, receive, send)
            return
        message = await receive()
        try:
            submission = Submission.model_validate_json(message.get("body", b""))
        except ValidationError:
            await self.app(scope, _first(message, receive), send)
            return
        scope["route"] = _ROUTE
        try:
            response = await filings.receipt(scope["app"].state, submission)
        except ZhengbenError as error:
            response = await errors.on_ledger_error(Request(scope), error)
        await response(scope, receive, send)


def _is_filing(scope: Scope) -> bool:
    return (
        scope["type"] == "http"
        and scope["method"] == "POST"
        and scope["path"] == _ROUTE.path
        and Headers(scope=scope).get("content-type", "").partition(";")[0].strip() == "application/json"
    )


def _first(message: Message, receive: Receive) -> Receive:
    waiting = [message]

    async def again() -> Message:
        return waiting.pop() if waiting else await receive()

    return again
