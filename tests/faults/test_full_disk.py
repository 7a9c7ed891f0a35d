"""A full disk costs time: filings are taken, the log waits by name, and goes on by itself once there is room."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import Engine
from structlog.testing import capture_logs

from ledger import auditing
from ledger.core.errors import Unavailable, ZhengbenError
from ledger.local.folder import Folder
from ledger.local.ganache import Ganache
from ledger.local.postgres import Postgres
from ledger.local.testing import Node
from ledger.store import database, filings
from ledger.worker import Worker
from tests.conftest import FreshDatabase
from tests.faults.watching import CODES, Victim
from tests.log_checks import NOW, check_log, drain, receive
from tests.verbs.open_ledger import Ledger, open_ledger

_PATIENCE = 30.0
_PAGE = os.sysconf("SC_PAGE_SIZE")


@contextmanager
def small_disk(at: Path, size: int) -> Iterator[Path]:
    """A file system of that many bytes.

    NOT RUN where none may be mounted.
    """
    at.mkdir(parents=True, exist_ok=True)
    mount, umount = shutil.which("mount"), shutil.which("umount")
    if os.geteuid() != 0 or sys.platform != "linux" or mount is None or umount is None:
        pytest.skip("NOT RUN: only root mounts file systems")
    done = subprocess.run(
        [mount, "-t", "tmpfs", "-o", f"size={size},mode=0755", "tmpfs", str(at)], capture_output=True, check=False
    )
    if done.returncode != 0:
        pytest.skip(f"NOT RUN: {done.stderr.decode().strip()}")
    try:
        yield at
    finally:
        subprocess.run([umount, "-l", str(at)], check=True)


def fill(disk: Path, left: int) -> Path:
    """Leaves that many pages free; the file that takes the rest."""
    stat = os.statvfs(disk)
    filler = disk / "filler"
    filler.write_bytes(bytes(max(0, stat.f_bavail * stat.f_frsize - left * _PAGE)))
    return filler


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.02)


@pytest.fixture(scope="module")
def cramped(anvil: Node, fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger whose log lies on a disk of 512 KiB."""
    data = tmp_path_factory.mktemp("data")
    with (
        small_disk(data / "log", 512 << 10),
        fresh_database() as engine,
        open_ledger(data, engine, anvil) as made,
    ):
        quick = made.service.settings.model_copy(update={"tick_seconds": 0.02})
        yield Ledger(replace(made.service, settings=quick), made.node)


@pytest.mark.parametrize("left", [0, 1, 2, 4])
def test_filings_are_taken_while_the_disk_of_the_log_is_full(cramped: Ledger, left: int) -> None:
    service = cramped.service
    ended: list[ZhengbenError] = []
    cramped.filed()
    filler = fill(service.settings.log, left)
    worker = Worker(service, ended.append, lambda: None)
    with capture_logs() as said:
        worker.start()
        try:
            leaves = [cramped.file() for _ in range(3)]
            until(lambda: "DISK_UNAVAILABLE" in [entry.get("code") for entry in said])
            leaves += [cramped.file() for _ in range(3)]
            filler.unlink()
            until(lambda: all(placed(service.engine, leaf) for leaf in leaves) and whole(cramped))
        finally:
            worker.stop()
    assert ended == []
    assert {entry["code"] for entry in said if entry["event"] == "worker.tick_failed"} == {"DISK_UNAVAILABLE"}


def placed(engine: Engine, leaf: bytes) -> bool:
    with database.transaction(engine) as connection:
        return filings.require(connection, leaf).leaf_index is not None


def whole(ledger: Ledger) -> bool:
    """Whether everything is published; nothing may be wrong meanwhile."""
    service = ledger.service
    findings = auditing.audit_log(service.engine, service.tiles, service.log_key.key)
    assert [finding for finding in findings if finding.good is False] == []
    return all(finding.good for finding in findings)


@pytest.mark.parametrize("most", [0, 1, 100, 8191])
def test_where_files_may_not_grow_the_log_waits_by_name(
    victim: Victim, engine: Engine, tmp_path: Path, most: int
) -> None:
    receive(engine, 255)
    drain(engine, tmp_path)
    receive(engine, 3, "more ")
    assert victim.start(tmp_path, "integrate", engine, most=most) == CODES["DISK_UNAVAILABLE"]
    drain(engine, tmp_path, NOW + 2)
    assert check_log(engine, tmp_path) == 258


@pytest.mark.parametrize("part", ["postgres", "ganache"])
def test_a_part_that_finds_its_disk_full_asks_for_room_and_starts_once_there_is_some(tmp_path: Path, part: str) -> None:
    def started() -> Postgres | Ganache:
        return Postgres(folder, "only-a-test") if part == "postgres" else Ganache(folder, ["0x" + "01" * 32])

    with small_disk(tmp_path / "disk", 120 << 20) as disk:
        folder = Folder(disk / "data")
        started().stop()
        filler = fill(disk, 0)
        with pytest.raises(Unavailable) as refused:
            started()
        assert refused.value.code == "DISK_UNAVAILABLE"
        assert "make room" in refused.value.next
        filler.unlink()
        started().stop()
        folder.release()
