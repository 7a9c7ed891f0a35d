"""However the supervisor ends, nothing is left running and nothing is lost."""

import signal
import time
from collections.abc import Callable
from pathlib import Path

import psutil
import psycopg
import pytest

from ledger.local import rpc
from ledger.local.children import Birth, Child
from ledger.local.persons import Person
from tests.local.supervising import Supervise, gone, holding

OwnedFolder = Callable[[Person], Path]


@pytest.mark.parametrize("ending", [signal.SIGINT, signal.SIGTERM, signal.SIGKILL], ids=lambda number: number.name)
def test_nothing_is_left_and_nothing_is_lost(
    ending: signal.Signals, person: Person, owned_folder: OwnedFolder, supervise: Supervise
) -> None:
    data = owned_folder(person) / "data"
    first = supervise(data, person)
    facts = first.said()
    with psycopg.connect(facts["database"]) as connection:
        connection.execute("CREATE TABLE kept (what text)")
        connection.execute("INSERT INTO kept VALUES ('正本')")
    rpc.call(facts["rpc"], "evm_mine")
    block = rpc.call(facts["rpc"], "eth_getBlockByNumber", "latest", False)

    # A transaction is open while the end comes.
    with psycopg.connect(facts["database"]) as open_connection:
        open_connection.execute("INSERT INTO kept VALUES ('never committed')")
        first.end(ending)
        assert gone(facts["pids"]), "a child outlived the supervisor"
        assert holding(data) == []
        open_connection.close()

    again = supervise(data, person).said()
    with psycopg.connect(again["database"]) as connection:
        assert connection.execute("SELECT what FROM kept").fetchall() == [("正本",)]
    assert rpc.call(again["rpc"], "eth_getBlockByNumber", block["number"], False)["hash"] == block["hash"]


def test_a_start_right_after_a_kill_waits_for_the_children(tmp_path: Path, supervise: Supervise) -> None:
    for _ in range(2):
        first = supervise(tmp_path / "data")
        assert "pids" in first.said()
        first.end(signal.SIGKILL)
    assert "pids" in supervise(tmp_path / "data").said()


def test_a_kill_while_starting_leaves_a_folder_that_starts(tmp_path: Path, supervise: Supervise) -> None:
    for delay in (0.1, 0.3, 0.5):
        hurried = supervise(tmp_path / "data")
        time.sleep(delay)
        hurried.end(signal.SIGKILL)
    assert "pids" in supervise(tmp_path / "data").said()


def test_the_second_of_two_at_once_is_refused_in_one_line(tmp_path: Path, supervise: Supervise) -> None:
    pair = [supervise(tmp_path / "data") for _ in range(2)]
    answers = [one.said() for one in pair]
    refused = [answer for answer in answers if "code" in answer]
    assert [answer["code"] for answer in refused] == ["DATA_FOLDER_IN_USE"]
    assert "\n" not in refused[0]["message"]
    started = next(answer for answer in answers if "pids" in answer)
    assert rpc.call(started["rpc"], "eth_chainId") == "0x539"


def test_root_on_the_folder_of_another_leaves_it_usable_for_them(
    ordinary_user: Person, owned_folder: OwnedFolder, supervise: Supervise
) -> None:
    if ordinary_user.is_us:
        pytest.skip("only root can work on somebody else's folder")
    data = owned_folder(ordinary_user)
    for person in (None, ordinary_user, None, ordinary_user):
        running = supervise(data, person)
        facts = running.said()
        assert "pids" in facts, facts
        assert {psutil.Process(pid).uids().real for pid in facts["pids"].values()} == {ordinary_user.uid}
        running.end()


def test_the_thread_that_started_it_may_end(tmp_path: Path, supervise: Supervise) -> None:
    facts = supervise(tmp_path / "data", None, "thread").said()
    time.sleep(0.3)
    assert all(psutil.pid_exists(pid) for pid in facts["pids"].values())
    assert rpc.call(facts["rpc"], "eth_blockNumber") == "0x0"


def test_no_secret_is_seen_in_the_process_list(tmp_path: Path, supervise: Supervise) -> None:
    facts = supervise(tmp_path / "data").said()
    password = facts["database"].split(":")[2].split("@")[0]
    payer = (tmp_path / "data/local/secrets.json").read_text().split('"payer": "0x')[1][:64]
    for pid in facts["pids"].values():
        process = psutil.Process(pid)
        shown = " ".join([*process.cmdline(), *process.environ().values()])
        assert password not in shown
        assert payer not in shown
    assert (tmp_path / "data/local/secrets.json").stat().st_mode & 0o777 == 0o600


def test_a_guarded_child_ends_with_the_pipe_of_its_parent(tmp_path: Path) -> None:
    """The way of platforms without a parent-death signal, tried on every one."""
    from ledger.local import children

    birth = Birth(
        command=("/bin/sleep", "600"), log=tmp_path / "log", ending=signal.SIGTERM, environment={}, guarded=True
    )
    child = Child(birth)
    deadline = time.monotonic() + 10
    while not (sleepers := psutil.Process(child.pid).children()) and time.monotonic() < deadline:
        time.sleep(0.02)
    assert child.alive
    assert len(sleepers) == 1
    children._LIFE_LINES.pop().close()  # as the end of this process does
    assert child.process.wait(10) == 128 + signal.SIGTERM
    assert not sleepers[0].is_running()


def test_a_guarded_child_hears_the_signal_that_ends_it(tmp_path: Path) -> None:
    birth = Birth(
        command=("/bin/sleep", "600"), log=tmp_path / "log", ending=signal.SIGTERM, environment={}, guarded=True
    )
    child = Child(birth)
    child.wait_until(lambda: bool(psutil.Process(child.pid).children()), 10)
    time.sleep(0.2)
    assert child.stop() == 128 + signal.SIGTERM
