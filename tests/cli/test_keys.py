"""Keys stay on the machine, closed, private, and never overwritten."""

import json
from pathlib import Path

import pytest

from ledger import keyring
from tests.cli.conftest import Run

PASSWORD = "correct horse"


def test_a_new_key_is_encrypted_private_and_told_by_its_signer(
    run: Run, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ZHENGBEN_PASSWORD", PASSWORD)
    made = run("keys", "new", "lin", "--json")
    assert made.code == 0, made.all
    path = home / ".zhengben" / "keys" / "lin.json"
    assert json.loads(made.out)["path"] == str(path)
    assert path.stat().st_mode & 0o777 == 0o600
    assert path.parent.stat().st_mode & 0o777 == 0o700
    opened = keyring.load(path, PASSWORD)
    assert json.loads(made.out)["signer"].lower() == "0x" + opened.signer_bytes.hex()
    assert PASSWORD not in made.all + path.read_text()
    again = run("keys", "new", "lin")
    assert again.code == 64
    assert again.err.startswith("KEY_EXISTS: ")
    assert keyring.load(path, PASSWORD).signer_bytes == opened.signer_bytes


def test_a_p256_key_names_its_verifier(run: Run, tmp_path: Path) -> None:
    password = tmp_path / "password"
    password.write_text(PASSWORD + "\n")
    verifier = "0x" + "ab" * 20
    made = run("keys", "new", "smart-card", "--kind", "p256", "--verifier", verifier, "--keys", tmp_path / "k",
               "--password-file", password, "--json")  # fmt: skip
    assert made.code == 0, made.all
    assert json.loads(made.out)["signer"].startswith(verifier)
    assert len(json.loads(made.out)["signer"]) == 2 + 2 * 84
    keyring.load(tmp_path / "k" / "smart-card.json", PASSWORD)
    for wrong in ("0x12", "nonsense"):
        refused = run("keys", "new", "other", "--kind", "p256", "--verifier", wrong, "--password-file", password)
        assert (refused.code, refused.err.split(":")[0]) == (64, "ADDRESS_WRONG")


def test_a_p256_key_without_a_verifier_asks_the_service(run: Run) -> None:
    assert run("keys", "new", "x", "--kind", "p256").code == 2


def test_the_list_shows_names_kinds_and_signers_only(run: Run, tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    made = keyring.create_account(keys / "a.json", PASSWORD, work=2)
    keyring.create_p256(keys / "b.json", PASSWORD, bytes(20), work=2)
    (keys / "notes.json").write_text("[]")
    listed = json.loads(run("keys", "list", "--keys", keys, "--json").out)["keys"]
    assert [(key["name"], key["kind"]) for key in listed] == [("a", "account"), ("b", "p256")]
    assert listed[0]["signer"].lower() == "0x" + made.signer_bytes.hex()
    assert set(listed[0]) == {"name", "kind", "signer", "path"}
    shown = run("keys", "list", "--keys", keys, "--lang", "zh")
    assert "签名者" in shown.out
    assert listed[1]["signer"] in shown.out


@pytest.mark.parametrize("name", ["", ".", "..", "../x", "a/b", "-x", "x" * 65, "a b", "a\nb", "x.json", ".hidden"])
def test_a_name_that_is_no_file_name_is_refused(run: Run, name: str) -> None:
    refused = run("keys", "new", "--", name)
    assert refused.code == 64
    assert "KEY_NAME_WRONG" in refused.err


def test_a_password_is_asked_for_only_at_a_terminal(spawn: Run) -> None:
    refused = spawn("keys", "new", "lin")
    assert (refused.code, refused.err.split(":")[0]) == (64, "PASSWORD_NEEDED")
    assert spawn("keys", "new", "lin", ZHENGBEN_PASSWORD="").err.startswith("PASSWORD_EMPTY")


@pytest.mark.parametrize(
    ("content", "code"), [(b"\n", "PASSWORD_EMPTY"), (b"\xff\n", "FILE_NOT_READABLE"), (None, "FILE_MISSING")]
)
def test_a_password_file_that_holds_none_is_refused(run: Run, tmp_path: Path, content: bytes | None, code: str) -> None:
    path = tmp_path / "password"
    if content is not None:
        path.write_bytes(content)
    refused = run("keys", "new", "lin", "--password-file", path)
    assert (refused.code, refused.err.split(":")[0]) == (64, code)


def test_a_wrong_password_and_a_wrong_file_are_told_apart(
    run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    document = tmp_path / "report.txt"
    document.write_text("x")
    keys = tmp_path / "keys"
    keyring.create_account(keys / "lin.json", PASSWORD, work=2)
    (keys / "broken.json").write_text("{}")
    (keys / "broken.json").chmod(0o600)
    monkeypatch.setenv("ZHENGBEN_PASSWORD", "wrong")
    for key, code in (("lin", "PASSWORD_WRONG"), ("broken", "KEY_FILE_MALFORMED"), ("none", "KEY_MISSING")):
        refused = run("file", document, "--key", key, "--keys", keys)
        assert (refused.code, refused.err.split(":")[0]) == (64, code)
    assert run("file", document).err.startswith("KEY_NEEDED")


def test_a_key_file_open_to_others_is_pointed_out(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    document, path = tmp_path / "report.txt", tmp_path / "keys" / "lin.json"
    document.write_text("x")
    keyring.create_account(path, PASSWORD, work=2)
    path.chmod(0o644)
    monkeypatch.setenv("ZHENGBEN_PASSWORD", PASSWORD)
    assert "chmod 600" in run("file", document, "--key", path).err
