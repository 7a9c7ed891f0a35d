"""A process at work, watched by strace: which calls it makes, and what becomes of it when one of them is refused."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import pytest
from sqlalchemy import Engine

ROOT = Path(__file__).parents[2]
CODES = {"DISK_UNAVAILABLE": 10, "FOLDER_BUSY": 11, "DATABASE_UNAVAILABLE": 12, "KEY_FILE_UNREADABLE": 13}
UNFORESEEN = 99
"""Exit codes of a piece of work: by the code of the refusal, and for whatever else it raised."""

CALLS = ("openat", "read", "write", "fsync", "close", "rename", "mkdir", "link", "unlink", "getdents64", "flock")
_CALL = re.compile(r"^(\w+)\(")


@dataclass(frozen=True)
class Call:
    """The `number`-th call of that name since the work began, from 1."""

    name: str
    number: int


class Victim:
    """Works in children of its own, one after the other, which it prepares before anybody looks."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._errors = (folder / "stderr").open("wb")

    def __enter__(self) -> "Victim":
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.faults.worker_process"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self._errors,
            cwd=ROOT,
            env={"PATH": os.environ["PATH"], "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"},
        )
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._process.communicate()
        self._errors.close()

    def cannot_be_watched(self, folder: Path) -> str:
        """Why this machine cannot do what these tests ask; empty if it can."""
        if shutil.which("strace") is None:
            return "there is no strace"
        try:
            calls = self.calls(folder, "write")
            code = self.run(folder, "write", inject=f"fsync:error=EIO:when={calls[0].number}")
        except RuntimeError as error:
            return f"strace may not watch here: {error}"
        return "" if calls and code else "strace refuses no calls here"

    def calls(self, folder: Path, work: str, engine: Engine | None = None) -> list[Call]:
        """The calls that the work makes on whatever lies in the folder, in order."""
        seen: Counter[str] = Counter()
        found = []
        trace = self._folder / "trace"
        if self.run(folder, work, engine, trace=trace) != 0:
            raise RuntimeError(f"{work} fails without any fault: {self.said}")
        for line in trace.read_text("utf-8", "replace").splitlines():
            if match := _CALL.match(line):
                seen[match[1]] += 1
                if str(folder) in line:
                    found.append(Call(match[1], seen[match[1]]))
        return found

    def run(
        self, folder: Path, work: str, engine: Engine | None = None, *, inject: str = "", trace: Path | None = None
    ) -> int:
        """Has the work done under strace; its exit code, negative for a signal."""
        url = "" if engine is None else engine.url.render_as_string(hide_password=False)
        self._say({"work": work, "folder": str(folder), "url": url})
        pid = int(self._hear())
        options = ["-e", "trace=" + ",".join(CALLS), "-o", str(trace or self._folder / "last"), "-y", "-s", "0"]
        injected = ["-e", f"inject={inject}"] if inject else []
        command = [shutil.which("strace") or "strace", "-p", str(pid), *options, *injected]
        watcher = subprocess.Popen(command, stderr=subprocess.PIPE, stdout=subprocess.DEVNULL)
        try:
            self._await_attached(watcher, pid)
            os.kill(pid, signal.SIGUSR1)
            return int(self._hear())
        finally:
            watcher.communicate(timeout=20)

    def start(self, folder: Path, work: str, engine: Engine, *, most: int) -> int:
        """Has the work done without anybody watching; its exit code.

        :param most: bytes to which it may write a file.
        """
        url = engine.url.render_as_string(hide_password=False)
        self._say({"work": work, "folder": str(folder), "url": url, "most": most})
        os.kill(int(self._hear()), signal.SIGUSR1)
        return int(self._hear())

    @property
    def said(self) -> str:
        """What its children wrote to stderr so far."""
        return (self._folder / "stderr").read_text("utf-8", "replace")

    def _await_attached(self, watcher: subprocess.Popen[bytes], pid: int) -> None:
        assert watcher.stderr is not None
        line = watcher.stderr.readline()
        if b"attached" not in line:
            os.kill(pid, signal.SIGKILL)
            self._hear()
            raise RuntimeError(line.decode("utf-8", "replace").strip())

    def _say(self, order: dict[str, Any]) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps(order).encode() + b"\n")
        self._process.stdin.flush()

    def _hear(self) -> str:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise RuntimeError(f"the victim ended: {self.said[-500:]}")
        return line.decode()


def path_of(handle: int) -> Path:
    """What a descriptor of this process is open on.

    NOT RUN where the system does not tell.
    """
    link = Path(f"/proc/self/fd/{handle}")
    if not link.parent.is_dir():
        pytest.skip("NOT RUN: there is no /proc")
    return link.readlink()


def spread(calls: Sequence[Call]) -> list[Call]:
    """One call of each name, the middle one."""
    names = dict.fromkeys(call.name for call in calls)
    return [same[len(same) // 2] for same in ([call for call in calls if call.name == name] for name in names)]
