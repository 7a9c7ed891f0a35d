"""The walk that `make demo` plays, once from beginning to end, on a document of one's own."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from ledger import keyring
from ledger.client import Client
from ledger.founding import PASSWORD

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Where the demo left its files, and what it told."""
    out = tmp_path_factory.mktemp("demo")
    document = out / "测量记录.bin"
    document.write_bytes(os.urandom(3 << 20))
    command = [sys.executable, "-m", "scripts.demo", "--lang", "en", "--document", str(document), "--out", str(out)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=600, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return out, done.stdout


def verified(bundle: Path, trust: Path) -> tuple[int, dict[str, object]]:
    """Exit code and report of `zhengben verify --json`."""
    command = [sys.executable, "-m", "ledger.cli", "verify", str(bundle), "--trust", str(trust), "--json"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, json.loads(done.stdout)


def test_the_story_is_told_to_its_end(played: tuple[Path, str]) -> None:
    _, story = played
    for word in ("NOTICE_RUNNING", "NOT_COMPETENT", "SIGNATURE_MISSING", "WRONG_STATUS", "INVALID"):
        assert word in story
    assert "Traceback" not in story


@pytest.mark.parametrize("name", ["filing", "filing-anonymous", "title", "title-2026-04-08"])
def test_what_it_leaves_verifies_without_the_service(played: tuple[Path, str], name: str) -> None:
    out, _ = played
    code, report = verified(out / "evidence" / f"{name}.json", out / "trust.json")
    assert (code, report["verdict"]) == (0, "VALID")


def test_the_broken_byte_is_refused_by_one_check_alone(played: tuple[Path, str]) -> None:
    out, _ = played
    code, report = verified(out / "evidence" / "title-one-byte-broken.json", out / "trust.json")
    wrong = [check["name"] for check in report["checks"] if check["status"] == "INVALID"]  # type: ignore[index,attr-defined]
    assert (code, report["verdict"], wrong) == (1, "INVALID", ["trail"])


def test_holders_before_and_after_the_conveyance_are_told_apart(played: tuple[Path, str]) -> None:
    out, _ = played
    answers = []
    for name in ("title-2026-04-08", "title"):
        _, report = verified(out / "evidence" / f"{name}.json", out / "trust.json")
        checks = {check["name"]: check["reason"] for check in report["checks"]}  # type: ignore[index,attr-defined]
        answers.append(checks["as-of"])
    assert "3/10" in answers[0]
    assert "19/100" in answers[0]
    assert "1/4" in answers[1]
    assert "6/25" in answers[1]


def test_the_anonymous_bundle_names_nobody(played: tuple[Path, str]) -> None:
    out, _ = played
    bundle = json.loads((out / "evidence" / "filing-anonymous.json").read_text("utf-8"))
    assert bundle["filing"]["disclosures"] == []


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--document", "no/such/file"], "FILE_MISSING"),
        (["--out", "README.md"], "FOLDER_UNUSABLE"),
    ],
)
def test_paths_that_cannot_be_used_are_refused_in_one_line_before_anything_starts(
    arguments: list[str], code: str
) -> None:
    command = [sys.executable, "-m", "scripts.demo", *arguments]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=60, check=False)
    assert (done.returncode, done.stdout) == (64, "")
    assert done.stderr.startswith(code)
    assert done.stderr.count("\n") == 1


@pytest.mark.slow
def test_whoever_stays_signs_in_with_a_key_file_and_lets_days_pass(tmp_path: Path) -> None:
    command = [sys.executable, "-u", "-m", "scripts.demo", "--lang", "en", "--stay", "--out", str(tmp_path)]
    with subprocess.Popen(
        command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, env=os.environ | {"COLUMNS": "200"}
    ) as playing:
        assert playing.stdin is not None
        assert playing.stdout is not None
        try:
            told = ""
            while "Ctrl-C closes" not in told:
                line = playing.stdout.readline()
                assert line, told
                told += line
            (folder,) = tmp_path.glob("demo-keys-*")
            address = re.search(r"first page: (\S+)", told)
            assert address is not None
            key = keyring.load(folder / "P-101.json", PASSWORD)
            (party,) = map(int, re.findall(r"(\d+) .*P-101\.json", told))
            with Client(address[1], language="en") as client:
                assert client.sign_in(key).parties == (party,)
                assert next(iter(client.acts(party)))["status"] == "draft"
                before = client.sign_in(key).expires_at
                playing.stdin.write("never\n3\n")
                playing.stdin.flush()
                while "it is now" not in told:
                    told += playing.stdout.readline()
                assert "A number of days from 1 to 366" in told
                assert int(client.sign_in(key).expires_at) - int(before) >= 3 * 86_400
        finally:
            playing.send_signal(signal.SIGINT)
            rest, _ = playing.communicate(timeout=120)
    assert playing.returncode == 0, rest
    assert "title.json  VALID" in rest
    assert not list(tmp_path.glob("demo-keys-*"))
