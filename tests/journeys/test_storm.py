"""A short storm: nothing that was acknowledged is lost while SIGKILL hits service, database and node in the midst of
every step; and a storm on a service that does lose something says so."""

import secrets
import signal
import socket
import subprocess
import sys
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Engine

from ledger.executing import Act
from ledger.local.testing import Node
from scripts.storm import clients, plan
from scripts.storm.__main__ import play
from scripts.storm.clients import Voice
from scripts.storm.journal import Journal
from scripts.storm.judgement import hit_enough, unfounded
from scripts.storm.points import NAMES, POINTS, TRANSACTION, resolve
from tests.chain.world import World as Ledger

_ROOT = Path(__file__).parents[2]
_LINUX = pytest.mark.skipif(sys.platform != "linux", reason="NOT RUN: the storm needs Linux")
_ROUNDS = 2 * len(POINTS)
_SEED_OF_MANY_SERVICES = 2291  # seven of its first eight kills are of the service


@pytest.mark.parametrize("name", [TRANSACTION, *(name for point in POINTS for name in point.functions)])
def test_every_place_that_kills_land_in_is_a_function_of_the_service(name: str) -> None:
    assert callable(resolve(name).function)


def test_a_place_that_is_gone_is_named() -> None:
    with pytest.raises(LookupError, match=r"ledger\.intake:was_renamed"):
        resolve("ledger.intake:was_renamed")


@given(st.integers(0, 1 << 32), st.integers(1, 400))
def test_a_plan_never_leaves_a_point_or_a_victim_behind(seed: int, rounds: int) -> None:
    hits: dict[tuple[str, str], int] = {}
    for number in range(rounds):
        order = plan.draw(seed, number, hits)
        assert order == plan.draw(seed, number, hits)
        hits[order.point, order.victim] = hits.get((order.point, order.victim), 0) + 1
    by_point = [sum(hits.get((name, victim), 0) for victim in plan.VICTIMS) for name in NAMES]
    assert max(by_point) - min(by_point) <= 1
    for name in NAMES:
        of_each = [hits.get((name, victim), 0) for victim in plan.VICTIMS]
        assert max(of_each) - min(of_each) <= 1


@given(st.integers(1, 2000))
def test_a_run_with_a_point_that_no_kill_landed_in_always_fails_and_a_long_one_with_less_than_five(rounds: int) -> None:
    each = {(name, victim): plan.MOST_DEMANDED for name in NAMES for victim in plan.VICTIMS}
    assert hit_enough(each, rounds).good
    for name in NAMES:
        none = {key: 0 if key[0] == name else count for key, count in each.items()}
        assert not hit_enough(none, rounds).good
        four = none | {(name, victim): 1 for victim in plan.VICTIMS}
        assert hit_enough(four, rounds).good is (rounds < 60)


_VICTIM = """
import sys
from pathlib import Path
from ledger.sequencing import TileFiles
from scripts.storm.executioner import Executioner, Order
from scripts.storm.journal import Journal

folder, how = Path(sys.argv[1]), sys.argv[2]
executioner = Executioner(Journal(folder / "kills"), folder / "turning")
executioner.install()
executioner.arm(Order(7, 1, "tiles", "service", how, "call", share=0.5))
files = TileFiles(folder / "log")
for number in range(1000):
    print("inside", flush=True)
    files.write({f"tile/{number}/{name:03}": b"x" for name in range(40)})
    print("outside", flush=True)
"""


@_LINUX
@pytest.mark.parametrize("how", ["line", "moment"])
def test_a_kill_is_written_down_and_lands_in_the_midst_of_its_step(tmp_path: Path, how: str) -> None:
    command = [sys.executable, "-c", _VICTIM, str(tmp_path), how]
    ended = subprocess.run(command, cwd=_ROOT, timeout=120, stdout=subprocess.PIPE, text=True)
    assert ended.returncode == -signal.SIGKILL
    assert ended.stdout.split()[-1] == "inside"
    (kill,) = Journal(tmp_path / "kills").lines()
    assert (kill["seed"], kill["round"], kill["point"], kill["victim"]) == (7, 1, "tiles", "service")


def test_a_service_that_hangs_is_complained_of_and_one_that_was_killed_is_not(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(clients, "_LONGEST", 0.2)
    complaints = Journal(tmp_path / "complaints")
    with socket.create_server(("127.0.0.1", 0)) as silent:
        voice = Voice(f"http://127.0.0.1:{silent.getsockname()[1]}", complaints, threading.Event())
        assert voice.once("GET", "/healthz") is None
    assert [line["what"] for line in complaints.lines()] == ["no answer"]
    assert voice.once("GET", "/healthz") is None
    assert len(complaints.lines()) == 1


def test_an_act_counts_as_ended_only_where_a_block_bears_it_out(engine: Engine, anvil: Node) -> None:
    ledger = Ledger.found(engine, anvil)
    achievement = ledger.confirmed(lin="1/2", zhao="1/2")
    first, second = (ledger.draft("convey", ledger.gift(achievement, "lin", "zhao", "1/8")) for _ in range(2))
    for act in (first, second):  # both rely on the same version: one of them comes too late
        ledger.sign(act, "lin", "zhao", "officer")
        ledger.submit(act)

    def doubt(act: Act) -> str | None:
        return unfounded(ledger.chain, ledger.view(act))

    assert doubt(first) == "was taken for sending and is submitted"
    ledger.other_transaction(to=ledger.payer.address, value="0x1")  # with the nonce of the first
    ledger.settle()
    assert ledger.view(first).status == "failed"
    assert doubt(first) == "is failed by a transaction that no block holds"
    ledger.settle()
    assert (ledger.view(second).status, doubt(second)) == ("final", None)
    assert unfounded(ledger.chain, replace(ledger.view(second), status="failed")) is not None


@_LINUX
@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.parametrize("drawn", [False, True], ids=["the same seed always", "a drawn seed"])
def test_nothing_acknowledged_is_lost_in_a_storm(tmp_path: Path, drawn: bool) -> None:
    seed = secrets.randbelow(1 << 32) if drawn else 20_261_127
    print(f"seed {seed}")
    tmp_path.chmod(0o755)
    shown = play(tmp_path / "storm", seed, _ROUNDS)
    assert [found for found in shown["findings"] if not found["good"]] == []
    assert all(sum(kills.values()) >= 1 for kills in shown["kills"].values())


@_LINUX
@pytest.mark.slow
@pytest.mark.alone
@pytest.mark.parametrize(
    ("plant", "noticed"),
    [("receipt_before_it_is_stored", "stored"), ("lose_what_was_to_be_sent", "acts kept")],
)
def test_a_storm_notices_a_service_that_loses_something(tmp_path: Path, plant: str, noticed: str) -> None:
    tmp_path.chmod(0o755)
    shown = play(
        tmp_path / "storm", _SEED_OF_MANY_SERVICES, 8, plant=f"tests.journeys.storm_plants:{plant}", patience=5
    )
    assert not shown["good"]
    assert noticed in {found["name"] for found in shown["findings"] if not found["good"]}
