"""Two services started by mistake, and clocks that jump: one history, or a refusal by name."""

import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine
from structlog.testing import capture_logs

from ledger import auditing, durable, executing, sequencing, watching, worker
from ledger.core import checkpoint
from ledger.core.checkpoint import Checkpoint
from ledger.core.errors import Unavailable, ZhengbenError
from ledger.local.testing import Node
from ledger.sequencing import TileFiles
from ledger.store import database, log
from ledger.worker import Worker
from tests.conftest import FreshDatabase
from tests.faults.watching import ROOT
from tests.log_checks import KEY, NOW, check_log, drain, receive, size_of
from tests.verbs.open_ledger import Ledger, open_ledger

_PATIENCE = 30.0
_YEAR = 365 * 86_400


class Twin:
    """A sequencer in a process of its own."""

    def __init__(self, engine: Engine, folder: Path, batch: int) -> None:
        url = engine.url.render_as_string(hide_password=False)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.sequencer_process", url, str(folder), str(NOW), str(batch)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd=ROOT,
        )
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == b"ready\n"

    def end(self) -> tuple[int, set[str]]:
        """Its exit code, and what it was refused."""
        out, errors = self.process.communicate(b"end\n", timeout=_PATIENCE)
        assert b"Traceback" not in errors, errors
        return self.process.returncode, set(out.decode().split())


@contextmanager
def twins(*places: tuple[Engine, Path]) -> Iterator[list[Twin]]:
    """Sequencers on these databases and folders, which end with the block."""
    with ExitStack() as ends:
        made = []
        for number, (engine, folder) in enumerate(places):
            made.append(Twin(engine, folder, 5 + 2 * number))
            ends.callback(lambda twin: twin.process.poll() is None and twin.process.kill(), made[-1])
        yield made


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


def test_two_processes_on_one_database_and_one_folder_make_one_history(engine: Engine, tmp_path: Path) -> None:
    with twins((engine, tmp_path), (engine, tmp_path)) as both:
        for number in range(4):
            receive(engine, 15, f"{number} ")
        until(lambda: size_of(engine) == 60)
        ended = [twin.end() for twin in both]
    assert [code for code, _ in ended] == [0, 0]
    assert set().union(*(said for _, said in ended)) <= {"DATABASE_BUSY"}
    drain(engine, tmp_path)
    assert check_log(engine, tmp_path) == 60


@pytest.mark.slow
@pytest.mark.alone
def test_two_processes_on_one_database_and_two_folders_publish_one_history_twice(
    engine: Engine, tmp_path: Path
) -> None:
    folders = tmp_path / "one", tmp_path / "two"
    with twins(*((engine, folder) for folder in folders)) as both:
        for number in range(4):
            receive(engine, 15, f"{number} ")
        until(lambda: size_of(engine) == 60)
        ended = [twin.end() for twin in both]
    assert [code for code, _ in ended] == [0, 0]
    assert set().union(*(said for _, said in ended)) <= {"DATABASE_BUSY"}
    for folder in folders:
        drain(engine, folder)
        assert check_log(engine, folder) == 60


@pytest.mark.slow
@pytest.mark.alone
def test_of_two_databases_on_one_folder_only_one_ever_signs(fresh_database: FreshDatabase, tmp_path: Path) -> None:
    with fresh_database() as first, fresh_database() as second:
        receive(first, 40, "of the first ")
        receive(second, 40, "of the second ")
        with twins((first, tmp_path), (second, tmp_path)) as both:
            until(lambda: any(twin.process.poll() is not None for twin in both))
            until(lambda: max(size_of(first), size_of(second)) == 40)
            ended = [twin.end() for twin in both]
        assert sorted(code for code, _ in ended) == [0, 3]
        assert set().union(*(said for _, said in ended)) <= {"LOG_AHEAD", "LOG_FORKED", "DATABASE_BUSY"}
        assert sorted([size_of(first), size_of(second)]) == [0, 40]
        winner = first if size_of(first) else second
        assert check_log(winner, tmp_path) == 40


def test_a_start_waits_for_whoever_writes_in_the_folder_and_then_says_so(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(engine, 1)
    monkeypatch.setattr(sequencing, "_PATIENCE", 0.2)
    with durable.held(tmp_path) as ours:
        assert ours
        assert sequencing.integrate(engine, tmp_path, KEY, NOW) is None
        with pytest.raises(Unavailable) as caught:
            sequencing.publish(engine, tmp_path, KEY)
    assert caught.value.code == "FOLDER_BUSY"
    drain(engine, tmp_path)
    assert check_log(engine, tmp_path) == 1


@pytest.fixture
def ledger(anvil: Node, engine: Engine, tmp_path: Path) -> Iterator[Ledger]:
    """An open ledger with nobody at work."""
    with open_ledger(tmp_path / "data", engine, anvil) as made:
        quick = made.service.settings.model_copy(update={"tick_seconds": 0.02})
        yield Ledger(replace(made.service, settings=quick), made.node)


@contextmanager
def at_work(ledger: Ledger, ended: list[ZhengbenError]) -> Iterator[Worker]:
    """A worker on that ledger."""
    made = Worker(ledger.service, ended.append, lambda: None)
    made.start()
    try:
        yield made
    finally:
        made.stop()


def whole(ledger: Ledger) -> bool:
    """Whether everything that was filed is published; heads may be misdated, and nothing else may be wrong."""
    service = ledger.service
    findings = {one.name: one for one in auditing.audit_log(service.engine, service.tiles, service.log_key.key)}
    assert [one for one in findings.values() if one.good is False] == []
    well = all(one.good for name, one in findings.items() if name != "times")
    return well and findings["filings"].values["waiting"] == 0


def _hint(now: int, ledger: Ledger) -> str:
    """What the sequencer says is to be done, once the worker leaves it the folder."""
    service, said = ledger.service, list[str]()

    def refused() -> bool:
        try:
            sequencing.integrate(service.engine, service.settings.log, service.log_key, now)
        except Unavailable as error:
            said.append(error.next)
        return bool(said)

    until(refused)
    return said[0]


def test_a_worker_whose_clock_jumped_ahead_and_came_back_says_so_and_waits(ledger: Ledger) -> None:
    """A head signed next year cannot be unsigned: filings wait, by name, until the clock is past it, or until the
    operator says that it was wrong."""
    shift = 0
    moved = Ledger(replace(ledger.service, clock=lambda: ledger.node.now + shift), ledger.node)
    ended: list[ZhengbenError] = []
    with capture_logs() as said, at_work(moved, ended):
        ledger.file()
        until(lambda: whole(moved))
        shift = _YEAR
        ledger.file()
        until(lambda: whole(moved))
        shift = 0
        ledger.file()
        until(lambda: "CLOCK_STEPPED_BACK" in [entry.get("code") for entry in said])
        with database.transaction(ledger.service.engine) as connection:
            latest = log.latest(connection)
        assert latest is not None
        told = next(entry for entry in said if entry.get("code") == "CLOCK_STEPPED_BACK")
        assert f"ZHENGBEN_CLOCK_WAS_AHEAD={latest.signed_at}" in _hint(ledger.node.now, moved)
        assert str(latest.signed_at) in str(told)
    assert not whole(moved)
    settings = moved.service.settings.model_copy(update={"clock_was_ahead": latest.signed_at})
    told_so = Ledger(replace(moved.service, settings=settings), ledger.node)
    with at_work(told_so, ended):
        until(lambda: whole(told_so))
        ledger.file()
        until(lambda: whole(told_so))
    assert ended == []


def test_a_clock_that_is_ahead_of_the_chains_deletes_nothing(ledger: Ledger, monkeypatch: pytest.MonkeyPatch) -> None:
    ahead = Ledger(replace(ledger.service, clock=lambda: ledger.node.now + _YEAR), ledger.node)
    real, asked = executing.forget, []

    def forget(connection: Connection, *, now: int) -> int:
        asked.append(now)
        return real(connection, now=now)

    monkeypatch.setattr(executing, "forget", forget)
    with at_work(ahead, []):
        until(lambda: bool(asked))
    assert asked[0] <= ledger.node.now


def test_a_published_head_ahead_of_the_database_ends_the_worker_and_the_service_is_not_ready(ledger: Ledger) -> None:
    service = ledger.service
    ledger.filed()
    published = service.tiles.checkpoint()
    assert published is not None
    ahead = Checkpoint(service.deployment.log_origin, 1 << 30, bytes(32))
    TileFiles(service.settings.log).publish(checkpoint.sign(ahead, [service.log_key]).content)
    leaf = ledger.file()
    ended: list[ZhengbenError] = []
    with at_work(ledger, ended) as made:
        until(lambda: bool(ended))
        made.join(_PATIENCE)
    assert [error.code for error in ended] == ["LOG_AHEAD"]
    reasons = {part.name: part.reason for part in watching.Readiness(service).parts()}
    assert "LOG_AHEAD" in reasons["log"]
    service.tiles.publish(published)
    worker.tick(service)
    assert leaf
    assert whole(ledger)
