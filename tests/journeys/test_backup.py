"""A ledger that lost everything comes back from its backup, and goes on where its published log ended."""

import json
import os
import shutil
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ledger import keyring
from ledger.client import Client
from ledger.core import checkpoint, merkle, tiles
from ledger.core.verify import verify
from ledger.sequencing import TileFiles
from tests.journeys.running_service import ROOT, Start, Up, anchored, file_document


@pytest.fixture
def start() -> Iterator[Start]:
    """Starts services that are gone when the test ends."""
    begun: list[Up] = []

    def begin(data: Path, **environment: str) -> Up:
        begun.append(Up(data, **environment))
        return begun[-1]

    yield begin
    for one in begun:
        if one.process.poll() is None:
            one.process.kill()
            one.process.wait()
            one.left()


def zhengben(data: Path, *arguments: object) -> tuple[int, dict[str, Any]]:
    """Run a command on that data folder, as an operator does; its exit code and what it said."""
    done = subprocess.run(
        [sys.executable, "-m", "ledger.cli", *map(str, arguments), "--json", "--lang", "en"],
        capture_output=True,
        timeout=120,
        check=False,
        cwd="/",
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "ZHENGBEN_DATA": str(data)},
    )
    assert b"Traceback" not in done.stderr
    return done.returncode, json.loads(done.stdout)


class Filers(threading.Thread):
    """Somebody who files document after document, and notes each leaf once it is acknowledged."""

    def __init__(self, url: str) -> None:
        super().__init__(daemon=True)
        self.acknowledged: list[str] = []
        self._url = url
        self._key = keyring.new_account()
        self._ending = threading.Event()

    def run(self) -> None:
        while not self._ending.is_set():
            content = f"finding {len(self.acknowledged)}".encode()
            self.acknowledged.append(file_document(self._url, self._key, content))

    def stop(self) -> list[str]:
        """End after the present filing; everything that was acknowledged."""
        self._ending.set()
        self.join(60)
        return self.acknowledged


def head(log: Path) -> checkpoint.Checkpoint:
    """The head that a copy of the published log shows."""
    return checkpoint.parse((log / "checkpoint").read_text("utf-8").partition("\n\n")[0] + "\n")


@pytest.mark.slow
def test_all_is_lost_but_backup_keys_and_a_copy_of_the_published_log_and_every_filing_is_there_again(
    tmp_path: Path, start: Start
) -> None:
    data, mirror = tmp_path / "data", tmp_path / "mirror"
    folders = ("backup", "--data-keys", tmp_path / "data-keys", "--keys", tmp_path / "keys")
    first = start(data)
    facts = first.facts()
    filers = Filers(facts["url"])
    filers.start()
    while len(filers.acknowledged) < 5:
        assert filers.is_alive()
    before = list(filers.acknowledged)
    code, taken = zhengben(data, folders[0], tmp_path / "backup", *folders[1:])
    assert code == 0, taken
    while len(filers.acknowledged) < len(before) + 8:
        assert filers.is_alive()
    acknowledged = filers.stop()
    for leaf in acknowledged[-1:]:
        anchored(facts["url"], leaf)
    assert first.end(signal.SIGKILL) == -signal.SIGKILL
    assert first.left() == []
    shutil.copytree(data / "log", mirror)
    shutil.rmtree(data)

    restore = ("restore", tmp_path / "backup", *folders[1:])
    code, refusal = zhengben(data, *restore)
    assert (code, refusal["code"]) == (1, "PUBLISHED_MISSING")
    shutil.copytree(mirror, data / "log")
    code, refusal = zhengben(data, *restore)
    assert (code, refusal["code"]) == (1, "PUBLISHED_AHEAD")
    code, report = zhengben(data, *restore, "--adopt-published")
    assert code == 0, report
    assert report["adopted"]["to"] == report["size"] == len(acknowledged)
    assert set(report["lost"]).isdisjoint(before)

    again = start(data)
    facts_again = again.facts()
    assert facts_again["contracts"] == facts["contracts"]
    later = file_document(facts_again["url"], keyring.new_account(), b"and the work goes on")
    anchored(facts_again["url"], later)
    with Client(facts_again["url"]) as client:
        for leaf in acknowledged:
            assert client.filing(leaf)["index"] is not None
            assert verify(client.filing_evidence(leaf), client.trust()).verdict == "VALID"
    assert zhengben(data, "audit")[0] == 0
    old, new = head(mirror), head(data / "log")
    assert new.size == len(acknowledged) + 1
    read = tiles.tile_reader(new.size, TileFiles(data / "log").read)
    path = merkle.consistency_path(old.size, new.size, read)
    merkle.verify_consistency(old.size, new.size, old.root, new.root, path)
    assert again.end(signal.SIGTERM) == 0
    assert again.left() == []
