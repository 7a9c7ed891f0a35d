"""`zhengben up` as a process of its own, as a person starts it, and what is left of it afterwards."""

import hashlib
import json
import os
import re
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from ledger.cli import prepared
from ledger.client import Client
from ledger.core import acts
from ledger.keyring import Signer
from ledger.local.persons import Person, become, reaches

ROOT = Path(__file__).parents[2]
_PATIENCE = 240.0
_QUICK = {"ZHENGBEN_PORT": "0", "ZHENGBEN_TICK_SECONDS": "0.1", "ZHENGBEN_ANCHOR_EVERY_SECONDS": "1"}


class Up:
    """One run on a data folder.

    :param person: whom it runs as; ourselves if None.
    :param environment: settings by the names of their variables.
    """

    def __init__(self, data: Path, person: Person | None = None, **environment: str) -> None:
        def prepare() -> None:
            if person is not None and not person.is_us:
                # The interpreter may lie in a folder closed to others: reading is let through, writing is not.
                become(person, through_closed_folders=not reaches(person, Path(sys.executable)))

        self.data = data
        self._errors = data.parent / f"{data.name}.stderr"
        with self._errors.open("wb") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "ledger.cli", "up", "--json", "--lang", "en"],
                stdout=subprocess.PIPE,
                stderr=errors,
                preexec_fn=prepare,
                cwd="/",
                env={
                    "PATH": os.environ["PATH"],
                    "PYTHONPATH": str(ROOT),
                    "PYTHONDONTWRITEBYTECODE": "1",
                    "ZHENGBEN_DATA": str(data),
                    **_QUICK,
                    **environment,
                },
            )
        self._family: set[psutil.Process] = set()

    def facts(self) -> dict[str, Any]:
        """What it says once it answers: the first line, which is JSON."""
        assert self.process.stdout is not None
        with selectors.DefaultSelector() as ready:
            ready.register(self.process.stdout, selectors.EVENT_READ)
            if not ready.select(_PATIENCE):
                pytest.fail(f"not up after {_PATIENCE:.0f} s: {self.errors}")
        line = self.process.stdout.readline()
        if line.strip() == b"{":  # a refusal is laid out over several lines
            line += self.process.stdout.read()
        if not line:
            pytest.fail(f"it said nothing: {self.errors}")
        said: dict[str, Any] = json.loads(line)
        assert "url" in said, said
        self._family = set(psutil.Process(self.process.pid).children(recursive=True))
        return said

    def refusal(self) -> dict[str, Any]:
        """What it says instead of coming up; it must have ended with an error, in one line, without a trace."""
        out, _ = self.process.communicate(timeout=_PATIENCE)
        assert self.process.returncode != 0
        said: dict[str, Any] = json.loads(out)
        assert set(said) == {"code", "message", "next", "values"}, said
        assert "\n" not in said["message"] + said["next"]
        assert said["next"]
        assert "Traceback" not in self.errors
        assert self.left() == []
        return said

    def end(self, number: signal.Signals) -> int:
        """Send a signal; the exit code, or minus the signal."""
        self.process.send_signal(number)
        code = self.process.wait(_PATIENCE)
        assert self.process.stdout is not None
        self.process.stdout.close()
        return code

    def left(self, seconds: float = 15.0) -> list[str]:
        """Command lines of our children that do not end in time, and of whatever else uses the data folder."""
        deadline = time.monotonic() + seconds
        while found := [*self._survivors(), *_users_of(self.data)]:
            if time.monotonic() > deadline:
                return found
            time.sleep(0.1)
        return []

    @property
    def errors(self) -> str:
        """Its stderr so far."""
        return self._errors.read_text("utf-8", "replace")

    def _survivors(self) -> list[str]:
        return [str(one) for one in self._family if _runs(one)]


Start = Callable[..., Up]


def file_document(url: str, key: Signer, content: bytes = b"what I found") -> str:
    """File a document as a client does; its leaf."""
    attachment = {
        "name": "finding.txt",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "sm3": hashlib.new("sm3", content).hexdigest(),
        "mime": "text/plain",
    }
    draft = {
        "type": "document/1",
        "node": 1,
        "form": {"title": "What I found"},
        "attachments": [attachment],
        "filer": {"signer": "0x" + key.signer_bytes.hex()},
    }
    with Client(url) as client:
        offered = client.prepare_filing(draft)
        prepared.check(offered, draft)
        origin = client.status()["log"]["origin"]
        digest = acts.filing_digest(draft["type"], draft["node"], offered.filed_at, offered.content, origin)
        return client.send_filing(offered.entry.encode(), list(offered.disclosures), key.sign_digest(digest)).leaf


def anchored(url: str, leaf: str) -> dict[str, Any]:
    """The filing's state once its anchor is final."""
    deadline = time.monotonic() + _PATIENCE
    with Client(url) as client:
        while True:
            state = client.filing(leaf)
            if (state.get("anchored") or {}).get("final"):
                return state
            if time.monotonic() > deadline:
                pytest.fail(f"not anchored: {state}")
            time.sleep(0.1)


def _runs(process: psutil.Process) -> bool:
    try:
        return process.is_running() and process.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:  # it ended between the two questions
        return False


def _users_of(folder: Path) -> list[str]:
    found = []
    for process in psutil.process_iter():
        try:
            words = process.cmdline()
            paths = [file.path for file in process.open_files()] + [process.cwd()]
            if any(re.match(re.escape(str(folder)) + "(/|$)", path) for path in [*paths, *words]):
                found.append(" ".join(words))
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
    return found
