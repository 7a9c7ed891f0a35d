"""Bodies that no parser should see: nested so deeply that Python's would end the process, with a member that stands
twice, or coming in so slowly that they keep a request open for ever."""

import pytest
from anyio import run, sleep
from fastapi import FastAPI
from fastapi.testclient import TestClient
from starlette.types import Message, Receive, Scope, Send

from api import errors
from api.edge import BodyLimit, Edge
from api.schemas.filings import Draft


@pytest.fixture(scope="module")
def app_of_drafts() -> TestClient:
    """An application that takes drafts and does nothing with them."""
    app = FastAPI()
    errors.install(app)

    @app.post("/draft")
    def draft(body: Draft) -> None:
        """Takes a draft."""

    app.add_middleware(BodyLimit, largest=1 << 20, largest_at={})
    app.add_middleware(Edge)
    return TestClient(app)


@pytest.mark.parametrize("body", [b"[" * 200_000, b"[" * 90_000 + b"]" * 90_000, b'{"form":' * 50_000])
def test_a_deep_body_is_the_callers_mistake(app_of_drafts: TestClient, body: bytes) -> None:
    answer = app_of_drafts.post("/draft", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "JSON_TOO_DEEP")


def test_a_body_in_which_a_member_stands_twice_is_refused(app_of_drafts: TestClient) -> None:
    for body in (b'{"type":"a","type":"b"}', b'{"form":{"title":"a","title":"b"}}', b'{"x":[{"\\u0061":1,"a":2}]}'):
        answer = app_of_drafts.post("/draft", content=body, headers={"Content-Type": "application/json"})
        assert (answer.status_code, answer.json()["code"]) == (422, "MEMBER_TWICE")


@pytest.mark.parametrize("body", [b"", b"{", b"\xff", b"9" * 5000, b'{"a":' + b"9" * 5000 + b"}"])
def test_what_is_no_json_is_left_to_the_route(app_of_drafts: TestClient, body: bytes) -> None:
    answer = app_of_drafts.post("/draft", content=body, headers={"Content-Type": "application/json"})
    assert answer.json()["code"] in ("REQUEST_UNREADABLE", "REQUEST_MALFORMED")


def test_a_body_that_trickles_in_is_given_up() -> None:
    async def trickle() -> Message:
        await sleep(0.02)
        return {"type": "http.request", "body": b"x", "more_body": True}

    async def unreachable(_scope: Scope, _receive: Receive, _send: Send) -> None:
        raise AssertionError("nothing may see half a body")

    answered: list[Message] = []

    async def send(message: Message) -> None:
        answered.append(message)

    limited = BodyLimit(unreachable, largest=1 << 20, largest_at={}, patience=0.1)
    scope = {"type": "http", "method": "POST", "path": "/draft", "headers": []}
    run(limited, scope, trickle, send)
    assert answered[0]["status"] == 422
    assert (b"connection", b"close") in answered[0]["headers"]
    assert b"BODY_SLOW" in answered[1]["body"]
