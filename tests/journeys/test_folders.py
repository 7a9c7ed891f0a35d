"""A folder is filed on a real service, by a program that is killed again and again: every file exactly once."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger import keyring
from ledger.client import Client
from ledger.core import manifest, merkle
from ledger.local import ports
from tests.journeys.running_service import ROOT, Up, anchored

PASSWORD = "correct horse"


@dataclass(frozen=True)
class Desk:
    """A running service, and a filer with a key."""

    url: str
    key: Path
    data: Path

    def command(self, *arguments: object) -> subprocess.Popen[bytes]:
        """The program, running."""
        return subprocess.Popen(
            [sys.executable, "-m", "ledger.cli", *map(str, arguments)],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            cwd="/",
            env={
                "PATH": os.environ["PATH"],
                "PYTHONPATH": str(ROOT),
                "ZHENGBEN_URL": self.url,
                "ZHENGBEN_KEY": str(self.key),
                "ZHENGBEN_PASSWORD": PASSWORD,
                "ZHENGBEN_TRUST": str(self.data / "trust.json"),
                "LANG": "C.UTF-8",
            },
        )

    def run(self, *arguments: object, code: int = 0) -> tuple[dict[str, Any], str]:
        """What the program answers with `--json`, and what it says beside."""
        process = self.command(*arguments, "--json")
        out, err = process.communicate(timeout=120)
        assert process.returncode == code, (out, err)
        answer: dict[str, Any] = json.loads(out)
        return answer, err.decode()


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    data = tmp_path_factory.mktemp("service") / "data"
    up = Up(data)
    try:
        url = up.facts()["url"]
        key = tmp_path_factory.mktemp("keys") / "filer.json"
        keyring.create_account(key, PASSWORD, work=2)
        yield Desk(url, key, data)
    finally:
        up.end(signal.SIGINT)


def plant(folder: Path, count: int) -> None:
    """Small files in a few folders, every one different."""
    for number in range(count):
        path = folder / f"系列 {number % 7}" / f"run-{number:05}.dat"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(f"{folder} {number}".encode())
        os.utime(path, (1_700_000_000, 1_700_000_000))


def filed(folder: Path) -> list[dict[str, Any]]:
    """The receipts that the program keeps."""
    return [json.loads(line) for line in (folder / ".zhengben" / "filed.ndjson").read_text("utf-8").splitlines()]


def demand_each_once(desk: Desk, folder: Path, receipts: list[dict[str, Any]]) -> None:
    """Demand that over all manifests that the service has, each file of the folder stands in exactly one line."""
    names = Counter(str(path.relative_to(folder)) for path in folder.rglob("*.dat"))
    assert Counter(receipt["path"] for receipt in receipts) == names
    manifests = {path.stem: path.read_text("utf-8").splitlines()[1:] for path in kept(folder)}
    assert set(manifests) == {receipt["leaf"] for receipt in receipts}
    lines = Counter(manifest.parse(json.loads(line)).name for lines in manifests.values() for line in lines)
    assert lines == names
    with Client(desk.url) as client:
        for receipt in receipts:
            line = manifest.parse(json.loads(manifests[receipt["leaf"]][receipt["line"]]))
            content = (folder / receipt["path"]).read_bytes()
            assert (line.name, line.sha256) == (receipt["path"], sha256(content).hexdigest())
            found = client.find(sha256=line.sha256)["items"]
            assert [(item["leaf"], item["line"]) for item in found] == [(receipt["leaf"], receipt["line"])]
            assert found[0]["receivedAt"] == receipt["receivedAt"]


def kept(folder: Path) -> list[Path]:
    return sorted((folder / ".zhengben" / "manifests").glob("*.ndjson"))


def test_a_folder_is_filed_and_only_what_is_new_or_changed_again(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "成果数据"
    plant(folder, 50)
    answer, said = desk.run("file", folder, "-r", "--batch", 16)
    assert (answer["filed"], answer["unchanged"], len(answer["manifests"])) == (50, 0, 4)
    assert answer["receipts"] == str(folder / ".zhengben" / "filed.ndjson")
    assert answer["manifests"][0]["leaf"] in said
    demand_each_once(desk, folder, filed(folder))

    answer, _ = desk.run("file", folder, "-r")
    assert (answer["filed"], answer["unchanged"], answer["manifests"]) == (0, 50, [])

    (folder / "系列 1" / "run-00001.dat").write_bytes(b"changed")
    (folder / "系列 2" / "run-00002.dat").touch()
    (folder / "new.dat").write_bytes(b"new")
    (folder / "系列 3" / "run-00003.dat").unlink()
    answer, _ = desk.run("file", folder, "-r")
    assert (answer["filed"], answer["unchanged"]) == (2, 48)
    newest = {receipt["path"]: receipt for receipt in filed(folder)}
    assert newest["系列 1/run-00001.dat"]["sha256"] == sha256(b"changed").hexdigest()
    assert len(filed(folder)) == 52  # what was filed of files that are gone or changed stays


@pytest.mark.slow
def test_a_line_is_proved_by_the_service_and_by_the_kept_manifest_alike(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    plant(folder, 11)
    desk.run("file", folder, "-r")
    receipt = filed(folder)[7]
    leaf, name, path = receipt["leaf"], f"{receipt['leaf']}:{receipt['line']}", folder / receipt["path"]
    anchored(desk.url, leaf)
    status, _ = desk.run("status", name)
    assert status["leaf"] == leaf
    kept_manifest = folder / ".zhengben" / "manifests" / f"{leaf}.ndjson"
    own = desk.run("evidence", name, "-o", tmp_path / "own.json")[0]
    completed = desk.run("evidence", name, "-o", tmp_path / "completed.json", "--manifest", kept_manifest)[0]
    assert own["disclosed"] is completed["disclosed"] is True
    for bundle in ("own.json", "completed.json"):
        report, _ = desk.run("verify", tmp_path / bundle, "--file", path)
        assert report["verdict"] == "VALID"
        states = {check["name"]: check["status"] for check in report["checks"]}
        assert states["line"] == states["attachments"] == "VALID"
    shown = json.loads((tmp_path / "completed.json").read_text("utf-8"))["filing"]["disclosures"]
    assert len(shown) == 2  # count and root, and nothing of who filed it


@pytest.mark.slow
@pytest.mark.parametrize("seed", [20261127, None])
def test_killed_at_any_moment_it_files_every_file_exactly_once(desk: Desk, tmp_path: Path, seed: int | None) -> None:
    seed = seed if seed is not None else random.randrange(1 << 32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    folder = tmp_path / f"folder {seed}"
    plant(folder, 120)
    started = time.monotonic()
    process = desk.command("file", folder, "-r", "--batch", 5, "--json")
    process.communicate(timeout=120)
    assert process.returncode == 0
    usual = time.monotonic() - started
    again = tmp_path / f"folder again {seed}"
    plant(again, 120)
    kills = 0
    while kills < 12:
        process = desk.command("file", again, "-r", "--batch", 5, "--json")
        try:
            process.communicate(timeout=chance.uniform(0.3, usual))
        except subprocess.TimeoutExpired:
            kills += 1
            process.kill()
            process.communicate()
        else:
            assert process.returncode == 0
            break
    answer, _ = desk.run("file", again, "-r", "--batch", 5)
    assert answer["filed"] + answer["unchanged"] >= 120
    demand_each_once(desk, again, filed(again))
    demand_each_once(desk, folder, filed(folder))


@pytest.mark.slow
def test_a_service_that_is_killed_again_and_again_costs_time_and_no_file(tmp_path: Path) -> None:
    data, port = tmp_path / "data", str(ports.free())
    folder = tmp_path / "folder"
    plant(folder, 300)
    keyring.create_account(tmp_path / "filer.json", PASSWORD, work=2)
    up = Up(data, ZHENGBEN_PORT=port)
    try:
        desk = Desk(up.facts()["url"], tmp_path / "filer.json", data)
        process = desk.command("file", folder, "-r", "--batch", 2, "--json")
        try:
            for _ in range(3):
                assert process.stderr is not None
                while b"are filed as" not in process.stderr.readline():
                    assert process.poll() is None, process.communicate()
                up.end(signal.SIGKILL)
                assert up.left() == []
                up = Up(data, ZHENGBEN_PORT=port)
                up.facts()
            out, said = process.communicate(timeout=200)
        finally:
            process.kill()
            process.communicate()
        assert process.returncode == 0, said
        assert b"trying again in" in said
        assert json.loads(out)["filed"] == 300
        demand_each_once(desk, folder, filed(folder))
    finally:
        up.end(signal.SIGINT)


@pytest.mark.slow
def test_ctrl_c_ends_it_resumable_and_says_how(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    plant(folder, 1200)  # more lines than a pipe holds: it cannot end before somebody reads them
    process = desk.command("file", folder, "-r", "--batch", 1)
    assert process.stderr is not None
    while b"are filed as" not in process.stderr.readline():
        assert process.poll() is None
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=60)
    assert process.returncode == 130
    assert "The same command goes on from here" in said.decode()
    answer, _ = desk.run("file", folder, "-r")
    assert 0 < answer["unchanged"] < 1200
    demand_each_once(desk, folder, filed(folder))


@pytest.mark.slow
def test_what_the_service_did_not_answer_is_sent_again_and_stored_once(desk: Desk, tmp_path: Path) -> None:
    """The receipts are lost on their way, as by a cut line: the state says pending, and the service has it."""
    folder = tmp_path / "folder"
    plant(folder, 9)
    desk.run("file", folder, "-r")
    (waiting,) = kept(folder)
    state = folder / ".zhengben"
    lines = [
        json.loads(line) | {"receivedAt": None} for line in (state / "filed.ndjson").read_text("utf-8").splitlines()
    ]
    (state / "pending" / waiting.name).write_text("".join(json.dumps(line) + "\n" for line in lines), "utf-8")
    (state / "filed.ndjson").unlink()
    answer, said = desk.run("file", folder, "-r")
    assert "going on with the manifest" in said
    assert (answer["filed"], answer["unchanged"]) == (9, 9)
    demand_each_once(desk, folder, filed(folder))


def test_a_manifest_that_grew_too_old_unsent_is_made_anew(desk: Desk, tmp_path: Path) -> None:
    from ledger.cli import folder_requests

    folder = tmp_path / "folder"
    plant(folder, 3)
    signer = keyring.load(desk.key, PASSWORD)
    with Client(desk.url) as client:
        origin = client.status()["log"]["origin"]
    line = manifest.make(bytes(16), "gone.dat", 1, "1" * 64, "2" * 64)
    old = folder_requests.make(
        [line],
        title="old",
        node=1,
        party=None,
        signer=signer,
        filed_at=int(time.time()) - 3 * 86_400,
        origin=origin,
        salts=lambda: os.urandom(16),
    )
    state = folder / ".zhengben"
    for name in ("manifests", "pending", "receipts"):
        (state / name).mkdir(parents=True)
    row = {"path": "gone.dat", "leaf": old.leaf, "line": 0, "sha256": "1" * 64, "sm3": "2" * 64, "size": 1}
    (state / "manifests" / f"{old.leaf}.ndjson").write_bytes(old.content)
    (state / "pending" / f"{old.leaf}.ndjson").write_text(json.dumps(row | {"mtimeNs": 1, "receivedAt": None}) + "\n")
    answer, _ = desk.run("file", folder, "-r")
    assert answer["filed"] == 3
    demand_each_once(desk, folder, filed(folder))


def test_leaves_and_receipts_are_those_of_the_signed_lines(desk: Desk, tmp_path: Path) -> None:
    folder = tmp_path / "folder"
    plant(folder, 5)
    answer, _ = desk.run("file", folder, "-r")
    (path,) = kept(folder)
    texts = [json.loads(line) for line in path.read_text("utf-8").splitlines()[1:]]
    with Client(desk.url) as client:
        receipt = client.send_manifest(iter([path.read_bytes()]))
    assert (receipt.leaf, receipt.created) == (answer["manifests"][0]["leaf"], False)
    assert list(receipt.lines) == [merkle.leaf_hash(text.encode()).hex() for text in texts]
