"""A body nested so deeply that Python's JSON parser would end the process is refused before any parser sees it."""

import pytest
from fastapi import FastAPI
from fastapi.testclient import TestClient

from api import errors
from api.edge import BodyLimit, Edge
from api.schemas.filings import Draft


@pytest.mark.parametrize("body", [b"[" * 200_000, b"[" * 90_000 + b"]" * 90_000, b'{"form":' * 50_000])
def test_a_deep_body_is_the_callers_mistake(body: bytes) -> None:
    app = FastAPI()
    errors.install(app)

    @app.post("/draft")
    def draft(body: Draft) -> None:
        """Takes a draft."""

    app.add_middleware(BodyLimit, largest=1 << 20, largest_at={})
    app.add_middleware(Edge)
    answer = TestClient(app).post("/draft", content=body, headers={"Content-Type": "application/json"})
    assert (answer.status_code, answer.json()["code"]) == (422, "JSON_TOO_DEEP")
