"""A service under more load than it takes, and one that is told to end while it works: nothing acknowledged is lost."""

import http.client
import json
import signal
import threading
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest
from sqlalchemy import text

from ledger.core.encoding import to_base64
from ledger.store import database
from tests.journeys.running_service import Up
from tests.verbs.test_intake import draft, signed

pytestmark = [pytest.mark.slow, pytest.mark.alone]


@pytest.fixture
def up(tmp_path: Path, database_url: str) -> Iterator[Up]:
    """A service on a database that outlives it."""
    running = Up(tmp_path / "data", ZHENGBEN_DATABASE_URL=database_url, ZHENGBEN_INTAKE_WAITING="40")
    yield running
    if running.process.poll() is None:
        running.process.kill()
        running.process.wait()
    assert running.left() == []


def bodies(facts: dict[str, Any], count: int) -> list[bytes]:
    """Signed filings, ready to send."""
    made = []
    for i in range(count):
        submission = signed(draft(content=f"document {i}".encode(), filed_at=int(time.time())), origin=facts["log"])
        made.append(
            json.dumps(
                {
                    "entry": to_base64(submission.entry),
                    "disclosures": submission.disclosures,
                    "signature": "0x" + submission.signature.hex(),
                }
            ).encode()
        )
    return made


class Sender(threading.Thread):
    """Sends filings over one kept connection until it breaks or none is left."""

    def __init__(self, port: int, waiting: list[bytes]) -> None:
        super().__init__(daemon=True)
        self._port, self._waiting = port, waiting
        self.answers: list[tuple[int, dict[str, Any]]] = []
        self.broken: Exception | None = None

    def run(self) -> None:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        try:
            while self._waiting:
                connection.request("POST", "/v1/filings", self._waiting.pop(), {"Content-Type": "application/json"})
                answer = connection.getresponse()
                self.answers.append((answer.status, json.loads(answer.read())))
        except (OSError, http.client.HTTPException) as error:
            self.broken = error
        except IndexError:  # another took the last one
            pass
        finally:
            connection.close()


def test_told_to_end_under_load_it_answers_what_it_took_and_keeps_all_it_acknowledged(
    up: Up, database_url: str
) -> None:
    facts = up.facts()
    port = int(facts["url"].rpartition(":")[2])
    waiting = bodies(facts, 3_000)
    senders = [Sender(port, waiting) for _ in range(24)]
    for sender in senders:
        sender.start()
    while sum(len(sender.answers) for sender in senders) < 200:
        time.sleep(0.01)
    assert up.end(signal.SIGTERM) == 0
    for sender in senders:
        sender.join(60)
        assert not sender.is_alive()
    assert waiting, "the service was to end while there was work"
    answers = [answer for sender in senders for answer in sender.answers]
    assert {status for status, _ in answers} <= {201, 503}
    # A connection ends between two answers or before one begins, never within one.
    broken = [sender.broken for sender in senders if sender.broken is not None]
    assert all(isinstance(error, http.client.RemoteDisconnected | ConnectionError) for error in broken), broken
    acknowledged = {body["leaf"] for status, body in answers if status == 201}
    assert acknowledged <= leaves(database_url)
    assert "Traceback" not in up.errors


def test_a_thousand_connections_are_answered_at_once_and_cost_little_memory(up: Up, database_url: str) -> None:
    facts = up.facts()
    port = int(facts["url"].rpartition(":")[2])
    waiting = bodies(facts, 1_000)
    service = psutil.Process(up.process.pid)
    before = service.memory_info().rss
    senders = [Sender(port, [waiting.pop()]) for _ in range(1_000)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join(120)
    assert [sender.broken for sender in senders if sender.broken] == []
    answers = [answer for sender in senders for answer in sender.answers]
    statuses = Counter(status for status, _ in answers)
    assert sum(statuses.values()) == 1_000
    assert set(statuses) <= {201, 429, 503}
    assert {body["code"] for status, body in answers if status != 201} <= {"INTAKE_FULL", "TOO_MANY_AT_ONCE"}
    assert {body["leaf"] for status, body in answers if status == 201} == leaves(database_url)
    assert service.memory_info().rss - before < 100 << 20
    again = Sender(port, bodies(facts, 1_001)[-1:])
    again.start()
    again.join(60)
    assert [status for status, _ in again.answers] == [201]
    assert up.end(signal.SIGTERM) == 0


def leaves(database_url: str) -> set[str]:
    engine = database.engine(database_url)
    with database.transaction(engine) as connection:
        found = {leaf.hex() for leaf in connection.scalars(text("SELECT leaf FROM filings"))}
    engine.dispose()
    return found
