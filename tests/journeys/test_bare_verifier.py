"""A stranger with Python alone verifies evidence: no service, no web3, no database driver, no network."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger import certifying

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
FORGERIES = ROOT / "tests" / "forgeries"
ABSENT = ("web3", "sqlalchemy", "psycopg", "fastapi", "alembic", "requests", "httpx", "uvicorn", "fpdf")
Install = Callable[[Path, Path], list[list[str]]]


def with_locked_requirements(python: Path, source: Path) -> list[list[str]]:
    """The locked requirements with their hashes, then the package and nothing else."""
    pip = [str(python), "-m", "pip", "install", "--quiet"]
    return [
        [*pip, "--require-hashes", "-r", str(ROOT / "requirements" / "verify.txt")],
        [*pip, "--no-deps", str(source)],
    ]


def with_the_extra(python: Path, source: Path) -> list[list[str]]:
    """As the documents tell strangers to install it."""
    return [[str(python), "-m", "pip", "install", "--quiet", f"{source}[verify]"]]


@pytest.fixture(params=[with_locked_requirements, with_the_extra], ids=["locked", "extra"], scope="module")
def bare(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The `bin` of a virtual environment that has the verifier only."""
    folder = tmp_path_factory.mktemp("bare")
    source = folder / "source"
    source.mkdir()
    for name in ("ledger", "api"):
        shutil.copytree(ROOT / name, source / name, ignore=shutil.ignore_patterns("__pycache__"))
    for path in (ROOT / "pyproject.toml", *ROOT.glob("README*"), *ROOT.glob("LICENSE*")):
        shutil.copy(path, source)
    subprocess.run([sys.executable, "-m", "venv", folder / "venv"], check=True)
    binaries = folder / "venv" / "bin"
    install: Install = request.param
    for command in install(binaries / "python", source):
        subprocess.run(command, check=True, cwd=folder)
    shutil.rmtree(source)
    return binaries


def offline(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command in a network of its own that leads nowhere, where the system allows it."""
    names = [str(part) for part in command]
    unshare = shutil.which("unshare")
    if unshare and subprocess.run([unshare, "--net", "true"], capture_output=True, check=False).returncode == 0:
        names = [unshare, "--net", *names]
    clean = {"PATH": os.environ["PATH"], "LANG": "C.UTF-8", "HOME": str(cwd)}
    return subprocess.run(names, capture_output=True, text=True, cwd=cwd, env=clean, check=False)


def test_the_verifier_brings_neither_web3_nor_a_database(bare: Path, tmp_path: Path) -> None:
    question = f"import importlib.util as u; print([n for n in {ABSENT!r} if u.find_spec(n)])"
    answer = offline(bare / "python", "-c", question, cwd=tmp_path)
    assert answer.stdout.strip() == "[]", answer.stderr


@pytest.mark.parametrize("name", ["filing.json", "title.json", "line.json"])
def test_genuine_evidence_is_valid_with_the_network_off(bare: Path, tmp_path: Path, name: str) -> None:
    trust = FORGERIES / "trust.json"
    answer = offline(bare / "zhengben", "verify", FORGERIES / name, "--trust", trust, "--json", cwd=tmp_path)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    assert json.loads(answer.stdout)["verdict"] == "VALID"
    for language in ("zh", "en"):
        told = offline(
            bare / "zhengben", "verify", FORGERIES / name, "--trust", trust, "--lang", language, cwd=tmp_path
        )
        assert told.returncode == 0, told.stdout + told.stderr
        assert "VALID" in told.stdout


def test_a_certificate_verifies_where_nothing_could_have_drawn_it(bare: Path, tmp_path: Path) -> None:
    trust, pdf = FORGERIES / "trust.json", tmp_path / "certificate.pdf"
    pdf.write_bytes(
        certifying.draw((FORGERIES / "title.json").read_bytes(), trust.read_bytes(), "zh", now=1_796_500_000)
    )
    answer = offline(bare / "zhengben", "verify", pdf, "--trust", trust, "--json", cwd=tmp_path)
    assert answer.returncode == 0, answer.stdout + answer.stderr
    told = json.loads(answer.stdout)
    assert told["verdict"] == "VALID"
    assert [fact["number"] for fact in told["certificate"]["facts"]] == list(range(1, 11))


def test_a_forgery_is_invalid_with_the_network_off(bare: Path, tmp_path: Path) -> None:
    manifest = json.loads((FORGERIES / "manifest.json").read_text("utf-8"))
    for name in ("30-chain-of-the-forger.json", "43-instrument-dropped.json"):
        answer = offline(
            bare / "zhengben", "verify", FORGERIES / name, "--trust", FORGERIES / "trust.json", "--json", cwd=tmp_path
        )
        assert answer.returncode == 1, answer.stdout + answer.stderr
        refused = [check["number"] for check in json.loads(answer.stdout)["checks"] if check["status"] == "INVALID"]
        assert refused == [manifest[name]["check"]]


def test_a_broken_trust_file_is_a_usage_error(bare: Path, tmp_path: Path) -> None:
    broken = tmp_path / "trust.json"
    broken.write_text('{"format": "zhengben-trust/1"}', "utf-8")
    answer = offline(bare / "zhengben", "verify", FORGERIES / "filing.json", "--trust", broken, "--json", cwd=tmp_path)
    assert answer.returncode == 64, answer.stdout + answer.stderr
