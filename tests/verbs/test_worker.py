"""The worker goes on through what passes, and ends where going on would make it worse."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from structlog.testing import capture_logs

from ledger import exporting, indexing, watching, worker
from ledger.chain.contracts import Contracts
from ledger.core import checkpoint
from ledger.core.checkpoint import Checkpoint
from ledger.core.errors import Conflict, Unavailable, ZhengbenError
from ledger.service import Service
from ledger.store import database, filings
from ledger.worker import Worker
from tests.conftest import FreshDatabase
from tests.verbs.open_ledger import Ledger, exported, open_ledger

PATIENCE = 20.0


@pytest.fixture(scope="module")
def shared(anvil: Any, fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """An open ledger with nobody at work."""
    with fresh_database() as engine, open_ledger(tmp_path_factory.mktemp("data"), engine, anvil) as made:
        quick = made.service.settings.model_copy(update={"tick_seconds": 0.02})
        yield Ledger(replace(made.service, settings=quick), made.node)


class AtWork:
    """A worker and what it said."""

    def __init__(self, service: Service, after_tick: Callable[[], object] = lambda: None) -> None:
        self.ended: list[ZhengbenError] = []
        self.ticks = 0
        self._after = after_tick
        self.worker = Worker(service, self.ended.append, self._ticked)

    def _ticked(self) -> None:
        self.ticks += 1
        self._after()

    def __enter__(self) -> "AtWork":
        self.worker.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.worker.stop()


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def is_anchored(ledger: Ledger, leaf: bytes) -> bool:
    ledger.node.advance(2)
    try:
        return bool(exported(exporting.filing_evidence, ledger.service, leaf))
    except (Conflict, Unavailable):
        return False


def is_logged(ledger: Ledger, leaf: bytes) -> bool:
    with database.transaction(ledger.service.engine) as connection:
        return filings.require(connection, leaf).leaf_index is not None


def test_a_filing_is_taken_in_anchored_and_indexed_by_itself(shared: Ledger) -> None:
    leaf = shared.file()
    with AtWork(shared.service) as at_work:
        until(lambda: is_anchored(shared, leaf))
    assert at_work.ticks > 0
    assert at_work.ended == []


@pytest.mark.parametrize("failure", [Unavailable("NODE_AWAY", "the node is away"), RuntimeError("nobody foresaw this")])
def test_a_tick_that_fails_is_told_and_tried_again(
    shared: Ledger, monkeypatch: pytest.MonkeyPatch, failure: Exception
) -> None:
    failures = iter([failure, failure])
    catch_up = indexing.catch_up

    def failing_at_first(*arguments: Any, **named: Any) -> int:
        if (error := next(failures, None)) is not None:
            raise error
        return catch_up(*arguments, **named)

    monkeypatch.setattr(indexing, "catch_up", failing_at_first)
    leaf = shared.file()
    with capture_logs() as said, AtWork(shared.service) as at_work:
        until(lambda: is_anchored(shared, leaf))
    told = [entry for entry in said if entry["event"] == "worker.tick_failed"]
    assert len(told) == 2
    assert [entry["again_in"] for entry in told] == [0.04, 0.08]
    assert at_work.ended == []


def test_rounds_that_fail_hold_up_no_filing(shared: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    """Pauses grow long while the node is away; the log does not wait for their ends."""

    def away(_: Service) -> None:
        raise Unavailable("NODE_AWAY", "the node is away")

    monkeypatch.setattr(worker, "tick", away)  # no round grows the log here
    leaf = shared.file()
    with AtWork(shared.service) as at_work:
        until(lambda: is_logged(shared, leaf))
    assert (at_work.ticks, at_work.ended) == (0, [])


def test_what_follows_a_tick_may_fail_without_ending_it(shared: Ledger) -> None:
    failures = iter([Unavailable("DISK_UNAVAILABLE", "the disk is full")])

    def full_at_first() -> None:
        if (error := next(failures, None)) is not None:
            raise error

    with AtWork(shared.service, full_at_first) as at_work:
        until(lambda: at_work.ticks >= 3)
    assert at_work.ended == []


def test_a_published_log_that_contradicts_the_database_ends_the_worker(shared: Ledger) -> None:
    service, tiles = shared.service, shared.service.tiles
    shared.filed()
    published = tiles.checkpoint()
    assert published is not None
    ahead = Checkpoint(service.deployment.log_origin, 1 << 30, bytes(32))
    tiles.publish(checkpoint.sign(ahead, [service.log_key]).content)
    try:
        with capture_logs() as said, AtWork(service) as at_work:
            until(lambda: bool(at_work.ended))
            at_work.worker.join(PATIENCE)
            assert not at_work.worker.is_alive()
        assert [error.code for error in at_work.ended] == ["LOG_AHEAD"]
        assert [entry["code"] for entry in said if entry["event"] == "worker.ended"] == ["LOG_AHEAD"]
    finally:
        tiles.publish(published)


def test_another_chain_behind_the_node_is_told_until_the_right_one_is_back(shared: Ledger) -> None:
    service = shared.service
    contracts = Contracts(service.chain, service.deployment)
    service.__dict__["contracts"] = contracts
    leaf = shared.file()
    contracts.deployment = replace(service.deployment, genesis=bytes(32))
    with capture_logs() as said, AtWork(service) as at_work:
        until(lambda: any(entry["event"] == "worker.foreign_chain" for entry in said))
        until(lambda: is_logged(shared, leaf))
        assert at_work.ticks == 0
        assert [part.name for part in watching.Readiness(service).parts() if not part.ready][:1] == ["node"]
        contracts.deployment = service.deployment
        until(lambda: is_anchored(shared, leaf))
        assert [part.name for part in watching.Readiness(service).parts() if not part.ready] == []
    assert at_work.ended == []


def test_stop_waits_for_the_present_tick_and_no_longer(shared: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    inside, go_on = threading.Event(), threading.Event()

    def slow(_: Service) -> None:
        inside.set()
        assert go_on.wait(PATIENCE)

    monkeypatch.setattr(worker, "tick", slow)
    with AtWork(shared.service) as at_work:
        assert inside.wait(PATIENCE)
        at_work.worker.stop(patience=0.1)
        assert at_work.worker.is_alive()
        go_on.set()
    assert not at_work.worker.is_alive()
    assert at_work.ticks == 1


def test_a_worker_that_pauses_stops_at_once(shared: Ledger) -> None:
    patient = replace(shared.service, settings=shared.service.settings.model_copy(update={"tick_seconds": 3600.0}))
    at_work = AtWork(patient)
    at_work.worker.start()
    begun = time.monotonic()
    at_work.worker.stop()
    assert time.monotonic() - begun < 5
    assert not at_work.worker.is_alive()
