"""A supervisor in a process of its own, and what is left of it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import pytest

from ledger.local.persons import Person, become, reaches

_SCRIPT = Path(__file__).with_name("supervised.py")


class Supervised:
    """One supervisor process."""

    def __init__(self, data: Path, person: Person, *arguments: str) -> None:
        """Start it as `person` and wait for the line it says."""

        def prepare() -> None:
            if not person.is_us:
                # The interpreter may lie in a folder closed to others: reading is let through, writing is not.
                become(person, through_closed_folders=not reaches(person, Path(sys.executable)))

        self.process = subprocess.Popen(
            [sys.executable, str(_SCRIPT), str(data), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            preexec_fn=prepare,
            cwd="/",
            env={"PATH": os.environ["PATH"], "PYTHONPATH": str(_SCRIPT.parents[2]), "PYTHONDONTWRITEBYTECODE": "1"},
        )

    def said(self) -> dict[str, Any]:
        """Its one line; call once."""
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        if not line:
            assert self.process.stderr is not None
            pytest.fail(f"the supervisor said nothing: {self.process.stderr.read().decode()}")
        answer: dict[str, Any] = json.loads(line)
        return answer

    def end(self, number: int = signal.SIGTERM) -> int:
        """Send a signal and wait for the supervisor alone."""
        self.process.send_signal(number)
        code = self.process.wait(30)
        for pipe in (self.process.stdout, self.process.stderr):
            assert pipe is not None
            pipe.close()
        return code


Supervise = Callable[..., Supervised]


def gone(pids: dict[str, int], seconds: float = 20) -> bool:
    """Whether all these processes, and all that descend from them, end in time."""
    deadline = time.monotonic() + seconds
    while any(psutil.pid_exists(pid) and psutil.Process(pid).status() != "zombie" for pid in pids.values()):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.05)
    return True


def holding(folder: Path) -> list[str]:
    """Command lines of the processes that have a file of the folder open or as their working folder."""
    found = []
    for process in psutil.process_iter():
        try:
            paths = [file.path for file in process.open_files()] + [process.cwd()]
            if any(path.startswith(str(folder)) for path in paths):
                found.append(" ".join(process.cmdline()))
        except (psutil.NoSuchProcess, psutil.AccessDenied, psutil.ZombieProcess):
            continue
    return found
