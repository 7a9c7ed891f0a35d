"""The sequencer: whatever crashes whenever, there is one history, and everything received gets into it once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from ledger import durable, sequencing
from ledger.core import checkpoint, merkle
from ledger.core.errors import Conflict, Corrupt, Malformed, NotFound, Unavailable
from ledger.core.note import Ed25519Signer
from ledger.core.types import Head
from ledger.sequencing import Batch, TileFiles
from ledger.store import database, filings, log
from tests.log_checks import KEY, NOW, check_log, drain, receive


def test_filings_enter_in_order_of_receipt(engine: Engine, tmp_path: Path) -> None:
    leaves = receive(engine, 300)
    done = sequencing.integrate(engine, tmp_path, KEY, NOW)
    assert done is not None
    assert done.head == merkle.Frontier().extend(leaves).head
    with database.transaction(engine) as connection:
        assert [filing.leaf for filing in filings.in_log(connection, 0, 300)] == leaves
    assert check_log(engine, tmp_path) == 300


def test_nothing_waiting_signs_nothing(engine: Engine, tmp_path: Path) -> None:
    assert sequencing.integrate(engine, tmp_path, KEY, NOW) is None
    receive(engine, 1)
    assert sequencing.integrate(engine, tmp_path, KEY, NOW) is not None
    before = (tmp_path / "checkpoint").stat().st_mtime_ns
    assert sequencing.integrate(engine, tmp_path, KEY, NOW + 9) is None
    assert (tmp_path / "checkpoint").stat().st_mtime_ns == before


def test_a_batch_is_bounded_by_entries_and_by_bytes(engine: Engine, tmp_path: Path) -> None:
    receive(engine, 10)
    done = sequencing.integrate(engine, tmp_path, KEY, NOW, Batch(entries=4))
    assert done is not None
    assert done.head.size == 4
    done = sequencing.integrate(engine, tmp_path, KEY, NOW, Batch(size=3 * len("entry 0")))
    assert done is not None
    assert done.head.size == 7
    drain(engine, tmp_path)
    assert check_log(engine, tmp_path) == 10


def test_a_clock_that_steps_back_stops_the_log_until_its_time_comes_again(engine: Engine, tmp_path: Path) -> None:
    receive(engine, 1)
    sequencing.integrate(engine, tmp_path, KEY, NOW)
    receive(engine, 1, "late ")
    with pytest.raises(Unavailable) as caught:
        sequencing.integrate(engine, tmp_path, KEY, NOW - 1)
    assert caught.value.code == "CLOCK_STEPPED_BACK"
    assert sequencing.integrate(engine, tmp_path, KEY, NOW) is not None
    assert check_log(engine, tmp_path) == 2


def test_two_sequencers_at_once_make_one_history(engine: Engine, tmp_path: Path) -> None:
    receive(engine, 200)

    def work(_: int) -> None:
        for _ in range(40):
            sequencing.integrate(engine, tmp_path, KEY, NOW, Batch(entries=7))

    with ThreadPoolExecutor(2) as pool:
        list(pool.map(work, range(2)))
    drain(engine, tmp_path)  # whoever found the other at work went on without waiting
    assert check_log(engine, tmp_path) == 200


def test_filings_that_arrive_meanwhile_are_neither_lost_nor_doubled(engine: Engine, tmp_path: Path) -> None:
    with ThreadPoolExecutor(4) as pool:
        arriving = [pool.submit(receive, engine, 20, f"{i}-") for i in range(12)]
        while not all(future.done() for future in arriving):
            sequencing.integrate(engine, tmp_path, KEY, NOW, Batch(entries=30))
    drain(engine, tmp_path)
    assert check_log(engine, tmp_path) == 240


Transaction = Callable[[Engine], AbstractContextManager[Connection]]


class Crash(Exception):
    """What a test throws where a process would die."""


CRASH_POINTS = [
    f"{moment} {step}"
    for step in ("stage", "sign", "swap", "assign", "commit", "tiles", "one tile", "publish", "clear", "last commit")
    for moment in ("before", "after")
]


def break_at(point: str, patch: pytest.MonkeyPatch) -> None:
    """Makes the next integration die at that point: before the step has an effect, or right after it."""
    moment, step = point.split(" ", 1)
    if "commit" in step:
        _break_commit(moment, patch, which=2 if step == "last commit" else 1)
        return
    owner, name = {
        "stage": (log, "stage"),
        "sign": (sequencing.checkpoints, "sign"),
        "swap": (log, "swap_in"),
        "assign": (filings, "assign"),
        "tiles": (durable, "write_all"),
        "one tile": (Path, "replace"),
        "publish": (durable, "write"),
        "clear": (log, "clear_staged"),
    }[step]
    real = getattr(owner, name)

    def broken(*args: object, **kwargs: object) -> object:
        if moment == "after":
            real(*args, **kwargs)
        raise Crash(point)

    patch.setattr(owner, name, broken)


def _break_commit(moment: str, patch: pytest.MonkeyPatch, which: int) -> None:
    real = database.transaction
    count = iter(range(1, 100))

    def broken(used: Engine) -> AbstractContextManager[Connection]:
        if next(count) != which:
            return real(used)
        return _dying(real, used, moment)

    patch.setattr(database, "transaction", broken)


def _dying(real: Transaction, engine: Engine, moment: str) -> AbstractContextManager[Connection]:
    @contextmanager
    def dying() -> Iterator[Connection]:
        with real(engine) as connection:
            yield connection
            if moment == "before":
                raise Crash("before commit")
        raise Crash("after commit")

    return dying()


@pytest.mark.parametrize("point", CRASH_POINTS)
@pytest.mark.parametrize("first", [0, 250])
def test_a_crash_anywhere_leaves_one_history(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str, first: int
) -> None:
    if first:
        receive(engine, first, "first ")
        drain(engine, tmp_path)
    receive(engine, 10)
    with monkeypatch.context() as patch:
        break_at(point, patch)
        with pytest.raises(Crash):
            sequencing.integrate(engine, tmp_path, KEY, NOW)
        seen = TileFiles(tmp_path).checkpoint()
    receive(engine, 10, "after the crash ")
    drain(engine, tmp_path)
    assert check_log(engine, tmp_path) == first + 20
    if seen is not None:
        with database.transaction(engine) as connection:
            known = log.at(connection, checkpoint.open_signed(seen, KEY.name, [KEY.key]).size)
        assert known is not None
        assert known.note == seen


@pytest.mark.parametrize("point", CRASH_POINTS)
def test_a_step_that_keeps_failing_loses_nothing(
    engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, point: str
) -> None:
    receive(engine, 5)
    with monkeypatch.context() as patch:
        for _ in range(3):
            break_at(point, patch)
            with suppress(Crash):
                sequencing.integrate(engine, tmp_path, KEY, NOW)
    drain(engine, tmp_path)
    assert check_log(engine, tmp_path) == 5


def test_a_full_disk_costs_time_and_no_filing(engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    receive(engine, 5)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(Unavailable) as caught:
            sequencing.integrate(engine, tmp_path, KEY, NOW)
    assert caught.value.code == "DISK_UNAVAILABLE"
    drain(engine, tmp_path)
    assert check_log(engine, tmp_path) == 5


def test_a_killed_process_leaves_one_history(engine: Engine, tmp_path: Path) -> None:
    receive(engine, 900)
    program = (
        "import sys; from pathlib import Path; from ledger import sequencing; from ledger.store import database;"
        "from ledger.core.note import Ed25519Signer; key = Ed25519Signer(sys.argv[3], bytes(range(32)));"
        "engine = database.engine(sys.argv[1]); print(flush=True)\n"
        "while sequencing.integrate(engine, Path(sys.argv[2]), key, int(sys.argv[4]), sequencing.Batch(3)): pass"
    )
    url = engine.url.render_as_string(hide_password=False)
    arguments = [sys.executable, "-c", program, url, str(tmp_path), KEY.name, str(NOW)]
    for pause in (0.05, 0.13, 0.31):
        with subprocess.Popen(arguments, stdout=subprocess.PIPE, cwd=Path(__file__).parents[2]) as child:
            assert child.stdout is not None
            child.stdout.readline()
            time.sleep(pause)
            child.send_signal(signal.SIGKILL)
    drain(engine, tmp_path)
    assert check_log(engine, tmp_path) == 900


def test_a_lost_log_folder_is_written_anew(engine: Engine, tmp_path: Path) -> None:
    for i in range(3):
        receive(engine, 130, f"{i} ")
        sequencing.integrate(engine, tmp_path / "one", KEY, NOW)
    sequencing.publish(engine, tmp_path / "two", KEY)
    names = [sorted(p.relative_to(tmp_path / n) for p in (tmp_path / n).rglob("*")) for n in ("one", "two")]
    assert names[0] == names[1]
    assert check_log(engine, tmp_path / "two") == 390


def test_files_ahead_of_the_database_stop_the_log(engine: Engine, tmp_path: Path, fresh_database) -> None:
    receive(engine, 2)
    drain(engine, tmp_path)
    with fresh_database() as restored:
        with pytest.raises(Corrupt) as caught:
            sequencing.publish(restored, tmp_path, KEY)
        assert caught.value.code == "LOG_AHEAD"
        receive(restored, 1, "other ")
        with pytest.raises(Corrupt):
            sequencing.integrate(restored, tmp_path, KEY, NOW)


def test_another_history_in_the_files_stops_the_log(engine: Engine, tmp_path: Path, fresh_database) -> None:
    receive(engine, 2)
    drain(engine, tmp_path)
    with fresh_database() as other:
        receive(other, 2, "other ")
        drain(other, tmp_path / "other")
        receive(other, 2, "more ")
        with pytest.raises(Corrupt) as caught:
            sequencing.integrate(other, tmp_path, KEY, NOW)
    assert caught.value.code == "LOG_FORKED"


def test_another_key_or_origin_never_signs_on(engine: Engine, tmp_path: Path) -> None:
    receive(engine, 2)
    drain(engine, tmp_path)
    receive(engine, 2, "more ")
    for other in (Ed25519Signer(KEY.name, bytes(32)), Ed25519Signer("log.example/other", KEY.seed)):
        for folder in (tmp_path, tmp_path / "new"):
            with pytest.raises(Corrupt) as caught:
                sequencing.integrate(engine, folder, other, NOW)
            assert caught.value.code == "LOG_KEY_CHANGED"


@pytest.mark.parametrize("harm", ["remove", "flip", "cut"])
@pytest.mark.parametrize("path", ["tile/0/000.p/5", "tile/entries/000.p/5"])
def test_a_changed_tile_is_noticed_before_anything_is_signed(
    engine: Engine, tmp_path: Path, harm: str, path: str
) -> None:
    receive(engine, 5)
    drain(engine, tmp_path)
    tile = tmp_path / path
    content = tile.read_bytes()
    if harm == "remove":
        tile.unlink()
    else:
        tile.write_bytes(
            content[:-1] if harm == "cut" else bytes([content[0], content[1], content[2] ^ 1]) + content[3:]
        )
    receive(engine, 1, "more ")
    with pytest.raises(Corrupt) as caught:
        sequencing.integrate(engine, tmp_path, KEY, NOW)
    assert caught.value.code == "TILE_CORRUPT"
    tmp_path.joinpath("checkpoint").unlink()
    drain(engine, tmp_path)
    assert check_log(engine, tmp_path) == 6


def test_the_database_refuses_a_second_successor(engine: Engine, tmp_path: Path) -> None:
    receive(engine, 2)
    drain(engine, tmp_path)
    forged = log.StoredCheckpoint(Head(9, bytes(32)), previous=0, note="", signed_at=NOW)
    with pytest.raises(Conflict), database.transaction(engine) as connection:
        log.swap_in(connection, forged)


@pytest.mark.parametrize("path", ["tile/0/../checkpoint", "checkpoint", "/etc/passwd", "tile/0/0", "tile/0/000.p/256"])
def test_only_tiles_are_read_by_path(tmp_path: Path, path: str) -> None:
    with pytest.raises(Malformed):
        TileFiles(tmp_path).read(path)


def test_a_tile_that_is_not_there_is_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        TileFiles(tmp_path).read("tile/0/000")


STEPS = st.lists(
    st.one_of(
        st.tuples(st.just("receive"), st.integers(1, 270)),
        st.tuples(st.just("integrate"), st.integers(1, 300)),
        st.tuples(st.just("crash"), st.sampled_from(CRASH_POINTS)),
        st.tuples(st.just("lose the files"), st.none()),
    ),
    max_size=9,
)


@given(steps=STEPS)
@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_course_of_events_yields_one_provable_log(tmp_path_factory, fresh_database, steps) -> None:
    folder = tmp_path_factory.mktemp("log")
    received = 0
    with fresh_database() as engine:
        for number, (step, value) in enumerate(steps):
            if step == "receive":
                receive(engine, value, f"{number} ")
                received += value
            elif step == "integrate":
                sequencing.integrate(engine, folder, KEY, NOW + number, Batch(entries=value))
            elif step == "crash":
                with pytest.MonkeyPatch.context() as patch:
                    break_at(value, patch)
                    try:
                        sequencing.integrate(engine, folder, KEY, NOW + number)
                    except Crash:
                        continue
            else:
                folder = tmp_path_factory.mktemp("log")
        drain(engine, folder, NOW + len(steps))
        assert check_log(engine, folder) == received
