"""The log is one JSON object a line, quotes nobody, and fails nothing when it cannot be written."""

import json
import logging
import threading
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
import structlog

from ledger import measuring
from ledger.cli import logs

SECRET = "a-secret-that-nobody-reads"


@pytest.fixture(autouse=True)
def as_it_was() -> Iterator[None]:
    """Puts the logging of the process back."""
    handlers, hook = list(logging.root.handlers), threading.excepthook
    level = logging.root.level
    yield
    structlog.reset_defaults()
    logging.root.handlers[:], threading.excepthook = handlers, hook
    logging.root.setLevel(level)


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """The events on stderr; none of them holds the secret."""
    said = capsys.readouterr().err
    assert SECRET not in said
    return [json.loads(line) for line in said.splitlines()]


def fail() -> None:
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        raise ValueError(f"{SECRET} again") from error


def test_an_event_is_one_json_object_with_its_level_time_and_fields(capsys: pytest.CaptureFixture[str]) -> None:
    logs.to_stderr("info")
    log = structlog.get_logger()
    log.debug("unheard")
    log.info("answered", route="/v1/filings", milliseconds=1.5, text="two\nlines")
    (event,) = told(capsys)
    assert event.pop("timestamp").endswith("Z")
    assert event == {
        "event": "answered", "level": "info", "route": "/v1/filings", "milliseconds": 1.5, "text": "two\nlines",
    }  # fmt: skip


def test_an_exception_shows_its_type_and_place_and_never_its_words(capsys: pytest.CaptureFixture[str]) -> None:
    logs.to_stderr("info")
    try:
        fail()
    except ValueError:
        structlog.get_logger().exception("worker.tick_failed")
        logging.getLogger("uvicorn.error").exception("Exception in ASGI application: %s", SECRET)
    thread = threading.Thread(target=fail, name="worker")
    thread.start()
    thread.join()
    events = told(capsys)
    assert [event["event"] for event in events] == ["worker.tick_failed", "library", "thread.failed"]
    assert {(event["error"], event["cause"]) for event in events} == {("ValueError", "KeyError")}
    assert all(event["at"][-1].endswith(" fail") for event in events)


def test_urls_lose_their_passwords_paths_and_queries_wherever_they_stand(capsys: pytest.CaptureFixture[str]) -> None:
    logs.to_stderr("debug")
    for url in (
        f"postgresql://zhengben:{SECRET}@db.example:5432/ledger",
        f"http://127.0.0.1:8545/{SECRET}",
        f"https://node.example/v3?key={SECRET}",
        f"https://[broken/{SECRET}",
    ):
        structlog.get_logger().warning("node", message=f"asked <{url}> twice", node=url)
    asked = [event["node"] for event in told(capsys)]
    assert asked == ["postgresql://db.example:5432/…", "http://127.0.0.1:8545/…", "https://node.example/…", "…"]


def test_libraries_are_heard_from_a_warning_on_without_what_they_fill_in(
    capsys: pytest.CaptureFixture[str],
) -> None:
    logs.to_stderr("debug")
    for name in ("uvicorn.error", "sqlalchemy.engine", "alembic.runtime.migration", "urllib3.connectionpool"):
        logging.getLogger(name).info("unheard %s", SECRET)
        logging.getLogger(name).warning("retrying after %r", SECRET)
    logging.getLogger("asyncio").error(f"Task exception was never retrieved\nfuture: {SECRET}")
    events = told(capsys)
    assert [event["logger"] for event in events] == [
        "uvicorn.error", "sqlalchemy.engine", "alembic.runtime.migration", "urllib3.connectionpool", "asyncio",
    ]  # fmt: skip
    assert events[0]["words"] == "retrying after %r"


def test_a_line_that_cannot_be_written_is_counted_and_fails_nothing(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("NOT RUN: this system has no /dev/full")

    def lost() -> float:
        return measuring.REGISTRY.get_sample_value("zhengben_log_lines_lost_total") or 0

    before = lost()
    file = full.open("w")
    monkeypatch.setattr("sys.stderr", file)
    logs.to_stderr("info")
    structlog.get_logger().info("answered")
    logging.getLogger("uvicorn.error").warning("a library's line")
    assert lost() == before + 2
    with suppress(OSError):
        file.close()
    logs.Lines(file).msg("after the end")
    assert lost() == before + 3
    assert capsys.readouterr().err == ""
