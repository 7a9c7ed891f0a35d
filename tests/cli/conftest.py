"""Running the program: in this process with its output caught, or as a process of its own."""

import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from ledger.cli import main


@dataclass(frozen=True)
class Ran:
    """What a run left behind."""

    code: int
    out: str
    err: str

    @property
    def all(self) -> str:
        """Everything it printed."""
        return self.out + self.err


Run = Callable[..., Ran]


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A reader without keys, settings or a language."""
    for name in [
        name for name in os.environ if name.startswith("ZHENGBEN_") or name in ("LANG", "LC_ALL", "LC_MESSAGES")
    ]:
        monkeypatch.delenv(name)
    folder = tmp_path / "home"
    folder.mkdir()
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("ZHENGBEN_URL", "http://127.0.0.1:9")  # nobody listens there
    return folder


@pytest.fixture
def run(home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Run:  # noqa: ARG001
    """Run the program in this process; named arguments are environment variables."""

    def run(*arguments: object, **environment: str) -> Ran:
        capsys.readouterr()
        with monkeypatch.context() as patch:
            for name, value in environment.items():
                patch.setenv(name, value)
            code = main([str(argument) for argument in arguments])
        printed = capsys.readouterr()
        return Ran(code, printed.out, printed.err)

    return run


@pytest.fixture
def spawn(home: Path, tmp_path: Path) -> Run:  # noqa: ARG001
    """Run the program as its own process, as a shell would."""

    def spawn(*arguments: object, stdin: bytes = b"", **environment: str) -> Ran:
        command = [sys.executable, "-m", "ledger.cli", *map(str, arguments)]
        env = os.environ | {"PYTHONPATH": str(Path(__file__).parents[2])} | environment
        done = subprocess.run(
            command, input=stdin, capture_output=True, env=env, cwd=tmp_path, timeout=120, check=False
        )
        return Ran(done.returncode, done.stdout.decode(), done.stderr.decode())

    return spawn
