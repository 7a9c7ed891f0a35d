"""Durable files: whole or not there, and no leftovers."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from ledger import durable
from ledger.core.errors import Unavailable


def test_a_file_is_replaced_whole(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "file"
    durable.write(path, b"one")
    durable.write(path, b"two")
    assert path.read_bytes() == b"two"
    assert [name.name for name in path.parent.iterdir()] == ["file"]


def test_many_writers_leave_one_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "file"
    contents = [bytes([i]) * 70_000 for i in range(20)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda content: durable.write(path, content), contents))
    assert path.read_bytes() in contents
    assert len(list(tmp_path.iterdir())) == 1


def test_the_folder_is_opened_before_it_changes_and_synced_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls = []
    real_open, real_replace, real_fsync = os.open, Path.replace, os.fsync

    def opened(path, flags, *rest):
        handle = real_open(path, flags, *rest)
        calls.append(("folder" if flags & os.O_DIRECTORY else "file", handle))
        return handle

    monkeypatch.setattr(os, "open", opened)
    monkeypatch.setattr(os, "fsync", lambda handle: (calls.append(("sync", handle)), real_fsync(handle)))
    monkeypatch.setattr(Path, "replace", lambda self, to: (calls.append(("rename", 0)), real_replace(self, to)))
    durable.write(tmp_path / "file", b"content")
    assert [name for name, _ in calls] == ["folder", "file", "sync", "rename", "sync"]
    assert calls[-1][1] == calls[0][1]


@pytest.mark.parametrize("failing", ["fsync", "open"])
def test_a_failing_disk_is_said_and_leaves_the_old_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, failing: str
) -> None:
    path = tmp_path / "file"
    durable.write(path, b"old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, failing, fail)
        with pytest.raises(Unavailable) as caught:
            durable.write(path, b"new")
    assert caught.value.code == "DISK_UNAVAILABLE"
    assert path.read_bytes() == b"old"
    assert [name.name for name in tmp_path.iterdir()] == ["file"]


def test_creating_never_overwrites(tmp_path: Path) -> None:
    path = tmp_path / "file"
    assert durable.create(path, b"one")
    assert not durable.create(path, b"two")
    assert path.read_bytes() == b"one"
    assert len(list(tmp_path.iterdir())) == 1
