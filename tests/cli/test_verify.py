"""`zhengben verify`: the verdict is the exit code, every check is told with its reason, in both languages."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

FORGERIES = Path(__file__).parents[1] / "forgeries"
TRUST = FORGERIES / "trust.json"
MANIFEST = json.loads((FORGERIES / "manifest.json").read_text("utf-8"))


@pytest.mark.parametrize("bundle", ["filing.json", "title.json"])
def test_a_genuine_bundle_ends_with_0(run: Run, bundle: str) -> None:
    told = run("verify", FORGERIES / bundle, "--trust", TRUST, "--json")
    assert told.code == 0
    answer = json.loads(told.out)
    assert set(answer) == {"verdict", "checks"}
    assert answer["verdict"] == "VALID"
    assert told.err == ""
    for language, verdict, check in (("en", "VALID", "Form of the bundle"), ("zh", "有效", "证据包格式")):
        shown = run("verify", FORGERIES / bundle, "--trust", TRUST, "--lang", language)
        assert shown.code == 0
        assert verdict in shown.out
        assert check in shown.out


@pytest.mark.parametrize("forgery", sorted(MANIFEST))
def test_a_forgery_ends_with_1_and_names_the_check(run: Run, forgery: str) -> None:
    told = run("verify", FORGERIES / forgery, "--trust", TRUST, "--json")
    answer = json.loads(told.out)
    assert (told.code, answer["verdict"]) == ({"INVALID": 1, "UNKNOWN": 2}[answer["verdict"]], answer["verdict"])
    assert MANIFEST[forgery]["check"] in [c["number"] for c in answer["checks"] if c["status"] != "VALID"]


def test_what_no_forger_could_prove_is_not_shown_as_shown(run: Run) -> None:
    shown = run("verify", FORGERIES / "32-anchor-backdated.json", "--trust", TRUST)
    assert shown.code == 1
    assert "What it shows" not in shown.out


def test_a_bundle_of_a_block_that_the_reader_does_not_know_ends_with_2(run: Run, tmp_path: Path) -> None:
    trust = json.loads(TRUST.read_text("utf-8"))
    trust["chain"]["blocks"] = []
    mine = tmp_path / "trust.json"
    mine.write_text(json.dumps(trust))
    told = run("verify", FORGERIES / "filing.json", "--trust", mine, "--json")
    assert (told.code, json.loads(told.out)["verdict"]) == (2, "UNKNOWN")


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"null", b"\xff\x00", b"[" * 300_000, b"{" * 300_000, b'"x"'])
def test_bytes_that_are_no_bundle_are_invalid_by_check_1(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "bundle.json"
    path.write_bytes(content)
    told = run("verify", path, "--trust", TRUST, "--json")
    answer = json.loads(told.out)
    assert (told.code, answer["verdict"]) == (1, "INVALID")
    assert [c["number"] for c in answer["checks"] if c["status"] == "INVALID"] == [1]


@pytest.mark.parametrize("content", [b"", b"{}", b"[]", b"\xff\x00", b"[" * 300_000])
def test_a_trust_file_that_is_none_is_a_wrong_call(run: Run, tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "trust.json"
    path.write_bytes(content)
    told = run("verify", FORGERIES / "filing.json", "--trust", path, "--json")
    assert (told.code, json.loads(told.out)["code"]) == (64, "TRUST_FILE_MALFORMED")


def test_a_genuine_bundle_verifies_without_service_packages_and_network(tmp_path: Path) -> None:
    import subprocess
    import sys

    from tests.cli.test_program import BLOCKED

    command = [sys.executable, "-c", BLOCKED, "verify", str(FORGERIES / "title.json"), "--trust", str(TRUST), "--json"]
    done = subprocess.run(
        command, capture_output=True, cwd=tmp_path, timeout=60, check=False,
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PATH": ""},
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["verdict"] == "VALID"
