"""`zhengben up`: one command brings a ledger up, however it ended before, and says in one line why it cannot."""

import os
import pwd
import signal
import socket
import stat
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import psutil
import pytest

from ledger import keyring
from ledger.chain import artifacts
from ledger.client import Client
from ledger.core.verify import verify
from ledger.local.anvil import Anvil
from ledger.local.persons import Person, reaches
from ledger.local.testing import Node
from tests.journeys.running_service import Start, Up, anchored, file_document

CONTRACTS = set(artifacts.NAMES)


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts services that are gone when the test ends."""
    begun: list[Up] = []

    def begin(data: Path, person: Person | None = None, **environment: str) -> Up:
        begun.append(Up(data, person, **environment))
        return begun[-1]

    yield begin
    for one in begun:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()
            one.left()


def test_a_ledger_comes_up_ends_and_comes_up_again_with_everything_that_was_filed(tmp_path: Path, start: Start) -> None:
    data, key = tmp_path / "data", keyring.new_account()
    first = start(data)
    facts = first.facts()
    assert set(facts["contracts"]) == CONTRACTS
    assert Path(facts["trust"]) == data / "trust.json"
    assert httpx.get(facts["url"] + "/healthz", trust_env=False).status_code == 200
    assert httpx.get(facts["url"] + "/readyz", trust_env=False).json()["ready"] is True
    leaf = file_document(facts["url"], key)
    _assert_proved(facts, leaf, anchored(facts["url"], leaf))
    salt = _salt(facts)
    _assert_private(data)
    assert first.end(signal.SIGINT) == 0
    assert first.left() == []
    assert "Traceback" not in first.errors

    second = start(data)
    again = second.facts()
    assert again["contracts"] == facts["contracts"]
    assert _salt(again) == salt
    _assert_on_time(again)
    _assert_proved(again, leaf, anchored(again["url"], leaf))
    waiting = file_document(again["url"], key, b"filed a moment before the power went")
    second.end(signal.SIGKILL)
    assert second.left() == []

    third = start(data)
    last = third.facts()
    assert (last["contracts"], _salt(last)) == (facts["contracts"], salt)
    for filed in (leaf, waiting):
        _assert_proved(last, filed, anchored(last["url"], filed))
    assert third.end(signal.SIGTERM) == 0
    assert third.left() == []


@pytest.mark.slow
def test_a_part_that_ends_by_itself_ends_the_service_in_one_line(tmp_path: Path, start: Start) -> None:
    running = start(tmp_path / "data")
    running.facts()
    node = next(
        child for child in psutil.Process(running.process.pid).children() if "ganache.cjs" in child.cmdline()[-1]
    )
    node.kill()
    said = running.refusal()
    assert said["code"] == "PART_ENDED"
    assert "Ganache" in said["message"]


@pytest.mark.parametrize("step", ["PostgreSQL is starting", "Ganache is starting", "contracts are being deployed"])
@pytest.mark.slow
def test_an_interrupt_while_it_comes_up_leaves_nothing_running(tmp_path: Path, start: Start, step: str) -> None:
    hurried = start(tmp_path / "data")
    while step not in hurried.errors:
        assert hurried.process.poll() is None
        time.sleep(0.02)
    time.sleep(0.2)
    assert hurried.end(signal.SIGINT) == 130
    assert hurried.left() == []
    assert "Traceback" not in hurried.errors
    assert set(start(tmp_path / "data").facts()["contracts"]) == CONTRACTS


def test_a_port_in_use_is_named_before_anything_is_started(tmp_path: Path, start: Start) -> None:
    with socket.socket() as neighbour:
        neighbour.bind(("127.0.0.1", 0))
        neighbour.listen()
        port = str(neighbour.getsockname()[1])
        said = start(tmp_path / "data", ZHENGBEN_PORT=port).refusal()
    assert said["code"] == "PORT_IN_USE"
    assert port in said["message"]
    assert not (tmp_path / "data").exists()


def test_a_data_folder_with_garbage_in_it_is_named(tmp_path: Path, start: Start) -> None:
    (tmp_path / "data" / "local").mkdir(parents=True)
    (tmp_path / "data" / "local" / "secrets.json").write_bytes(b"\x00garbage")
    said = start(tmp_path / "data").refusal()
    assert said["code"] == "DATA_FOLDER_BROKEN"
    assert str(tmp_path / "data") in said["message"]


def test_a_file_is_no_data_folder(tmp_path: Path, start: Start) -> None:
    (tmp_path / "data").write_text("a file")
    said = start(tmp_path / "data").refusal()
    assert said["code"] == "DATA_FOLDER"
    assert (tmp_path / "data").read_text() == "a file"


def test_a_folder_that_an_ordinary_user_may_not_write_is_named(tmp_path: Path, start: Start) -> None:
    person = _ordinary(tmp_path)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    said = start(closed, person).refusal()
    assert said["code"] == "DATA_FOLDER"
    assert "Permission denied" in said["message"]


@pytest.mark.slow
def test_an_ordinary_user_comes_up_in_a_folder_of_their_own(tmp_path: Path, start: Start) -> None:
    person = _ordinary(tmp_path)
    home = tmp_path / "home"
    home.mkdir()
    person.own(home)
    running = start(home / "data", person)
    facts = running.facts()
    leaf = file_document(facts["url"], keyring.new_account())
    anchored(facts["url"], leaf)
    assert running.end(signal.SIGINT) == 0
    assert running.left() == []
    assert {path.lstat().st_uid for path in (home / "data").rglob("*")} == {person.uid}


def test_database_and_chain_of_ones_own_replace_the_embedded_parts(
    tmp_path: Path, start: Start, database_url: str, anvil: Node
) -> None:
    data = tmp_path / "data"
    own = {"ZHENGBEN_DATABASE_URL": database_url, "ZHENGBEN_RPC_URL": anvil.rpc_url, "ZHENGBEN_FINALITY": "instant"}
    assert start(data, **own).refusal()["code"] == "CORE_KEY_MISSING"

    core = tmp_path / "core.json"
    keyring.create_account(core, "correct horse", work=1 << 10)
    payer = keyring.Keyring(data / "keys").payer().address
    anvil.call("anvil_setBalance", payer, hex(10**20))
    running = start(data, **own, ZHENGBEN_CORE_KEY=str(core), ZHENGBEN_PASSWORD="correct horse")
    facts = running.facts()
    assert not (data / "local").exists()
    assert facts["demo"] is False
    leaf = file_document(facts["url"], keyring.new_account())
    _assert_proved(facts, leaf, anchored(facts["url"], leaf))
    assert running.end(signal.SIGTERM) == 0

    other = Anvil(tmp_path / "other.log", chain_id=anvil.chain_id, arguments=["--timestamp", "1700000000"])
    try:
        said = start(data, **own | {"ZHENGBEN_RPC_URL": other.url}).refusal()
    finally:
        other.stop()
    assert said["code"] == "FOREIGN_GENESIS"
    assert "ZHENGBEN_RPC_URL" in said["next"]

    founded = start(data, **own)  # the core's key is needed no more
    assert founded.facts()["contracts"] == facts["contracts"]
    assert founded.end(signal.SIGTERM) == 0


def _assert_proved(facts: dict[str, Any], leaf: str, state: dict[str, Any]) -> None:
    """The evidence of a filing is valid by the trust file that the service keeps."""
    assert state["index"] is not None
    with Client(facts["url"]) as client:
        bundle = client.filing_evidence(leaf)
        assert verify(bundle, client.trust()).verdict == "VALID"
    deadline = time.monotonic() + 10
    while (report := verify(bundle, Path(facts["trust"]).read_bytes())).verdict != "VALID":
        assert time.monotonic() < deadline, report
        time.sleep(0.1)


def _assert_on_time(facts: dict[str, Any]) -> None:
    """A service that comes up again goes on with the time that has passed."""
    with Client(facts["url"]) as client:
        assert abs(client.status()["time"] - time.time()) < 5


def _assert_private(data: Path) -> None:
    """Keys belong to their owner alone."""
    keys = [*(data / "keys").iterdir(), *(data / "demo" / "keys").iterdir()]
    assert len(keys) == 7
    assert {stat.S_IMODE(key.stat().st_mode) for key in keys} == {0o600}


def _salt(facts: dict[str, Any]) -> str:
    with Client(facts["url"]) as client:
        return str(client.status()["ledger"]["salt"])


def _ordinary(folder: Path) -> Person:
    """Somebody who is not root, and can walk to the folder."""
    if os.geteuid() != 0:
        return Person(os.geteuid(), os.getegid(), "ourselves")
    entry = pwd.getpwnam("nobody")
    person = Person(entry.pw_uid, entry.pw_gid, "nobody")
    for parent in (folder, *folder.parents):
        if not reaches(person, parent) and parent.stat().st_uid == 0 and parent != parent.parent:
            parent.chmod(parent.stat().st_mode | 0o055)
    return person
