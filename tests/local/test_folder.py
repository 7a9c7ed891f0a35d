"""What is wrong with a data folder is said in one line, with what to do next."""

import os
import shutil
import socket
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.core.errors import Conflict, Corrupt, Refused, Unavailable, Usage, ZhengbenError
from ledger.local import LocalStack, rpc, running
from ledger.local.persons import Person
from tests.faults.watching import path_of
from tests.local.supervising import Supervise, holding


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A data folder with a database and a chain, at rest."""
    data = tmp_path_factory.mktemp("made") / "data"
    LocalStack.start(data, postgres_settings={"fsync": "off"}).stop()
    return data


@pytest.fixture
def data(made: Path, tmp_path: Path) -> Path:
    """A copy of it, owners kept."""
    copy = tmp_path / "data"
    shutil.copytree(made, copy, symlinks=True)
    for path in made.rglob("*"):
        found = path.lstat()
        os.chown(copy / path.relative_to(made), found.st_uid, found.st_gid, follow_symlinks=False)
    return copy


def refusal(data: Path, **wishes: int) -> ZhengbenError:
    with pytest.raises(ZhengbenError) as caught:
        LocalStack.start(data, **wishes)  # type: ignore[arg-type]
    assert "\n" not in caught.value.message
    assert caught.value.next
    assert holding(data) == []
    return caught.value


def test_a_copied_folder_starts(data: Path) -> None:
    with LocalStack.start(data) as stack:
        assert set(stack.pids) == {"postgres", "ganache"}


def test_a_file_is_no_data_folder(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    error = refusal(tmp_path / "data")
    assert (type(error), error.code) == (Usage, "DATA_FOLDER")


def test_a_folder_of_another_is_refused(
    ordinary_user: Person, owned_folder: Callable[[Person], Path], supervise: Supervise, tmp_path: Path
) -> None:
    owned_folder(ordinary_user)
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o555)
    said = supervise(closed, ordinary_user).said()
    assert said["code"] == "DATA_FOLDER"
    assert "Permission denied" in said["message"]


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("postgres/data/PG_VERSION", b"\x00garbage"),
        ("postgres/data/PG_VERSION", b"14\n"),
        ("postgres/data/global/pg_control", b"\xff" * 8192),
        ("postgres/data/postgresql.conf", b"not = = a setting\n"),
        ("ganache/CURRENT", b"\x00\x01\x02"),
        ("state.json", b"{"),
        ("secrets.json", b"[]"),
        ("secrets.json", b"{}"),
    ],
)
def test_garbage_in_the_folder_is_named(data: Path, name: str, content: bytes) -> None:
    (data / "local" / name).write_bytes(content)
    error = refusal(data)
    assert (type(error), error.code) == (Corrupt, "DATA_FOLDER_BROKEN")
    assert str(data) in error.message


@pytest.mark.parametrize("name", ["postgres/data/global/pg_control", "ganache/CURRENT", "secrets.json"])
def test_a_missing_file_is_named_and_nothing_is_made_anew(data: Path, name: str) -> None:
    (data / "local" / name).unlink()
    assert refusal(data).code == "DATA_FOLDER_BROKEN"
    assert not (data / "local" / name).exists()


def test_an_emptied_chain_is_not_begun_anew_behind_the_database(data: Path) -> None:
    shutil.rmtree(data / "local/ganache")
    assert refusal(data).code == "DATA_FOLDER_BROKEN"


@pytest.mark.parametrize("which", ["postgres_port", "ganache_port"])
def test_a_taken_port_is_named(data: Path, which: str) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        error = refusal(data, **{which: port})
    assert (type(error), error.code) == (Unavailable, "PORT_IN_USE")
    assert str(port) in error.message


def test_a_chosen_port_is_taken(data: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    with LocalStack.start(data, postgres=False, ganache_port=port) as stack:
        assert stack.rpc_url.startswith(f"http://127.0.0.1:{port}/")


def test_another_chain_id_than_the_folders_is_refused(data: Path) -> None:
    assert refusal(data, chain_id=4242).code == "CHAIN_ID"


def test_a_held_folder_is_refused_in_the_same_process_too(data: Path) -> None:
    with LocalStack.start(data, postgres=False), pytest.raises(Conflict, match="in use"):
        LocalStack.start(data)


def test_a_part_that_ends_by_itself_is_noticed(data: Path) -> None:
    with LocalStack.start(data, postgres=False) as stack:
        stack.check()
        os.kill(stack.pids["ganache"], 9)
        while stack.pids:
            time.sleep(0.01)
        with pytest.raises(Unavailable, match="Ganache ended by itself"):
            stack.check()


def test_time_never_runs_backwards(data: Path) -> None:
    began = time.time()
    with LocalStack.start(data, postgres=False) as stack:
        before = stack.latest_time()
        after = stack.advance_time(86_400)
        assert after >= before + 86_400
        # Behind our back.
        rpc.call(stack.rpc_url, "evm_increaseTime", hex(1_000_000))
        rpc.call(stack.rpc_url, "evm_mine")
        latest = stack.latest_time()
        assert latest >= before + 1_086_400
    with LocalStack.start(data, postgres=False) as stack:
        assert stack.time_shift >= 1_086_400 - 2 - (time.time() - began)  # a chain that nobody ran stood still
        assert stack.advance_time(0) >= latest
        with pytest.raises(Usage, match="cannot go back"):
            stack.advance_time(-1)


@pytest.mark.parametrize("away", [-400 * 86_400, 30 * 86_400])
def test_a_new_chain_begins_when_it_is_told_to_and_keeps_its_time(tmp_path: Path, away: int) -> None:
    begins = int(time.time()) + away
    with LocalStack.start(tmp_path, postgres=False, chain_begins=begins) as stack:
        assert begins <= stack.latest_time() <= begins + 60
    with LocalStack.start(tmp_path, postgres=False, chain_begins=begins + 86_400) as stack:
        assert begins <= stack.advance_time(0) <= begins + 120


def test_the_node_signs_for_nobody(data: Path) -> None:
    with LocalStack.start(data, postgres=False) as stack:
        payer = rpc.call(stack.rpc_url, "eth_accounts")[0]
        with pytest.raises(Refused):
            rpc.call(stack.rpc_url, "eth_sendTransaction", {"from": payer, "to": payer, "value": "0x1"})


def test_the_node_answers_nobody_who_does_not_know_its_secret_path(data: Path) -> None:
    lines: list[str] = []
    with LocalStack.start(data, postgres=False, on_progress=lambda _, en: lines.append(en)) as stack:
        url, _, path = stack.rpc_url.rpartition("/")
        assert len(path) == 24
        assert path not in " ".join(lines)
        for guess in (url, f"{url}/", f"{url}/{path}x", f"{url}/rpc"):
            with pytest.raises(Unavailable) as caught:
                rpc.call(guess, "evm_mine")
            assert path not in caught.value.message
        assert running.rpc_url(data) == stack.rpc_url
        assert (data / "local" / "state.json").stat().st_mode & 0o077 == 0
    with LocalStack.start(data, postgres=False) as stack:
        assert not stack.rpc_url.endswith(path)


def test_what_was_made_is_synced_into_every_folder_above_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced, real = [], os.fsync

    def fsync(handle: int) -> None:
        synced.append(path_of(handle))
        real(handle)

    monkeypatch.setattr(os, "fsync", fsync)
    data = tmp_path / "data"
    LocalStack.start(data, ganache=False).stop()
    assert {data, data / "local", data / "local/postgres"} <= set(synced)


def test_a_disk_that_is_full_at_the_start_is_said_by_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(Unavailable) as caught:
        LocalStack.start(tmp_path / "new", postgres=False)
    assert caught.value.code == "DISK_UNAVAILABLE"
    assert caught.value.next


def test_progress_is_told_line_by_line(data: Path) -> None:
    lines: list[str] = []
    LocalStack.start(data, on_progress=lambda _, en: lines.append(en)).stop()
    assert [line.split()[0] for line in lines] == ["PostgreSQL", "PostgreSQL", "Ganache", "Ganache"]
