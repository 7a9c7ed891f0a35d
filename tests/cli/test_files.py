"""Files: read within bounds, digested right, written whole or not at all."""

import hashlib
import os
from pathlib import Path

import pytest

from ledger.cli import files
from ledger.core.errors import Usage


def refusal(code: str, call: object, *arguments: object, **named: object) -> Usage:
    with pytest.raises(Usage) as refused:
        call(*arguments, **named)  # type: ignore[operator]
    assert refused.value.code == code
    assert refused.value.next
    return refused.value


@pytest.mark.parametrize("content", [b"", b"abc", b"x" * (3 * (1 << 20) + 17)])
def test_both_digests_are_those_of_the_whole_file(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "报告 1.PDF"
    path.write_bytes(content)
    steps: list[int] = []
    digested = files.digest(path, steps.append)
    assert digested.to_dict() == {
        "name": "报告 1.PDF",
        "size": len(content),
        "sha256": hashlib.sha256(content).hexdigest(),
        "sm3": hashlib.new("sm3", content).hexdigest(),
        "mime": "application/pdf",
    }
    assert sum(steps) == len(content)


def test_sm3_is_that_of_the_standard(tmp_path: Path) -> None:
    path = tmp_path / "abc"
    path.write_bytes(b"abc")
    # GB/T 32905-2016, A.1
    assert files.digest(path, lambda _: None).sm3 == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_names_are_in_normal_form(tmp_path: Path) -> None:
    path = tmp_path / "re\u0301sume\u0301"
    path.write_bytes(b"")
    assert files.digest(path, lambda _: None).name == "résumé"


def test_a_file_that_changes_while_it_is_digested_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "log"
    path.write_bytes(b"x" * (2 << 20))
    refusal("FILE_CHANGED", files.digest, path, lambda _: path.write_bytes(b"y"))


def test_what_is_no_file_is_refused_by_name(tmp_path: Path) -> None:
    refusal("FOLDER_NOT_MEANT", files.digest, tmp_path, lambda _: None)
    refusal("FILE_MISSING", files.digest, tmp_path / "none", lambda _: None)
    refusal("FILE_MISSING", files.read, tmp_path / "none")
    refusal("FILE_IS_DIRECTORY", files.read, tmp_path)
    refusal("FILE_NOT_READABLE", files.read, Path("a\0b"))
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    refusal("FILE_NOT_REGULAR", files.digest, pipe, lambda _: None)


def test_reading_stops_at_the_bound(tmp_path: Path) -> None:
    path = tmp_path / "large"
    path.write_bytes(b"x" * 11)
    refusal("FILE_TOO_LARGE", files.read, path, 10)
    assert files.read(path, 11) == b"x" * 11


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"null", b'{"a":1,"a":2}', b"\xff\xfe", b"[" * 100_000])
def test_a_form_that_is_no_object_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "form.json"
    path.write_bytes(content)
    refusal("FORM_NOT_JSON", files.read_object, path, "FORM_NOT_JSON")


def test_a_file_is_never_overwritten_unasked(tmp_path: Path) -> None:
    path = tmp_path / "out"
    files.write(path, b"first")
    refusal("FILE_EXISTS", files.write, path, b"second")
    assert path.read_bytes() == b"first"
    files.write(path, b"third", force=True, mode=0o600)
    assert path.read_bytes() == b"third"
    assert path.stat().st_mode & 0o777 == 0o600
    assert [item.name for item in tmp_path.iterdir()] == ["out"]


def test_a_write_that_fails_leaves_nothing_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    refusal("FILE_NOT_WRITABLE", files.write, tmp_path / "out", b"content")
    assert not list(tmp_path.iterdir())


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    refusal("FILE_NOT_WRITABLE", files.write, tmp_path / "none" / "out", b"")
    refusal("FILE_IS_DIRECTORY", files.write, tmp_path, b"", force=True)


def test_a_file_that_appears_meanwhile_is_not_overwritten(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "out"
    monkeypatch.setattr(files, "check_writable", lambda *_, **__: path.write_bytes(b"theirs"))
    refusal("FILE_EXISTS", files.write, path, b"ours")
    assert path.read_bytes() == b"theirs"
