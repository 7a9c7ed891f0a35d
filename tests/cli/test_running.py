"""`zhengben up` as a process: it says where it is, answers, and leaves nothing behind."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from ledger import founding, keyring
from ledger.client import Client
from tests.cli.conftest import Run

ROOT = Path(__file__).parents[2]


def test_up_tells_where_it_is_serves_and_ends_with_a_signal(run: Run, home: Path, tmp_path: Path) -> None:
    env = os.environ | {"PYTHONPATH": str(ROOT), "ZHENGBEN_DATA": str(tmp_path / "data"), "ZHENGBEN_PORT": "0"}
    command = [sys.executable, "-m", "ledger.cli", "up", "--json"]
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=log, env=env, cwd=home)
    try:
        assert process.stdout is not None
        told = json.loads(process.stdout.readline())
        assert run("status", "--url", told["url"], "--json").code == 0
        assert json.loads(Path(told["trust"]).read_text("utf-8"))["format"] == "zhengben-trust/1"
        key = run("keys", "new", "hardware", "--kind", "p256", "--url", told["url"], "--json", ZHENGBEN_PASSWORD="x")
        assert json.loads(key.out)["signer"].startswith(told["contracts"]["P256Verifier"].lower())
        with Client(told["url"]) as client:
            assert client.sign_in(keyring.load(Path(told["officer"]), founding.PASSWORD)).parties
        port = told["url"].rpartition(":")[2]
        looked = run("doctor", "--json", ZHENGBEN_PORT=port, ZHENGBEN_DATA=str(tmp_path / "data"))
        ill = [one["name"] for one in json.loads(looked.out)["findings"] if one["good"] is not True]
        assert set(ill) <= {"calendar"}, looked.out  # the holidays of the year to come may not be known yet
        assert looked.code == (1 if ill else 0)
        second = run("up", ZHENGBEN_PORT=port, ZHENGBEN_DATA=str(tmp_path / "other"))
        assert (second.code, second.err.split(":")[0]) == (64, "PORT_IN_USE")
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0
        assert process.stdout.read() == b""
    finally:
        process.kill()
        process.wait()
    log_lines = (tmp_path / "log").read_text("utf-8")
    assert "Traceback" not in log_lines
    _nobody_is_left(tmp_path / "data")


def _nobody_is_left(data: Path) -> None:
    """No process that was started with this data folder runs any more."""
    end = time.monotonic() + 10
    while True:
        left = [path.parent.name for path in Path("/proc").glob("[0-9]*/cmdline") if str(data).encode() in _bytes(path)]
        if not left:
            return
        assert time.monotonic() < end, left
        time.sleep(0.1)


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
