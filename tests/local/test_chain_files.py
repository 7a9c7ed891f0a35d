"""A copy of the embedded chain is one moment of it, and a data folder that has a chain keeps it."""

import errno
import json
import os
import shutil
import threading
import time
from pathlib import Path
from typing import Any

import pytest

from ledger.core.errors import Unavailable
from ledger.local import LocalStack, chain_files, rpc
from ledger.local.folder import Folder


def test_a_chain_that_was_copied_while_it_mined_goes_on_from_one_of_its_blocks(tmp_path: Path) -> None:
    data, copy, new = tmp_path / "data", tmp_path / "copy", tmp_path / "new"
    blocks: dict[int, str] = {}
    with LocalStack.start(data, postgres=False) as stack:
        stack.advance_time(1000)
        ended = threading.Event()

        def mine() -> None:
            while not ended.is_set():
                rpc.call(stack.rpc_url, "evm_mine")
                time.sleep(0.02)

        miner = threading.Thread(target=mine)
        miner.start()
        while int(rpc.call(stack.rpc_url, "eth_blockNumber"), 16) < 5:
            time.sleep(0.02)
        chain_files.copy(data, copy)
        ended.set()
        miner.join()
        for number in range(int(rpc.call(stack.rpc_url, "eth_blockNumber"), 16) + 1):
            blocks[number] = rpc.call(stack.rpc_url, "eth_getBlockByNumber", hex(number), False)["hash"]
    assert chain_files.put_back(copy, new)
    assert not chain_files.put_back(copy, new)
    with LocalStack.start(new, postgres=False) as again:
        assert again.time_shift >= 1000
        height = int(rpc.call(again.rpc_url, "eth_blockNumber"), 16)
        assert height >= 5
        for number in range(height + 1):
            assert rpc.call(again.rpc_url, "eth_getBlockByNumber", hex(number), False)["hash"] == blocks[number]
        rpc.call(again.rpc_url, "evm_mine")


def test_a_chain_that_never_pauses_is_said_to_be_busy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "data" / "local" / "ganache"
    store.mkdir(parents=True)
    (store / "CURRENT").write_text("MANIFEST-000001\n")
    (store.parent / chain_files.STATE).write_text(json.dumps({"chainId": 7, "shift": 0}))
    moments = iter(range(10**6))
    monkeypatch.setattr(chain_files, "_seen", lambda _: {"000001.log": (next(moments), 0)})
    monkeypatch.setattr(chain_files, "_TRIES", 3)
    with pytest.raises(Unavailable) as caught:
        chain_files.copy(tmp_path / "data", tmp_path / "copy")
    assert caught.value.code == "CHAIN_BUSY"
    assert not (tmp_path / "copy").exists()


def test_a_disk_without_room_is_said_to_be_full_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    store = tmp_path / "data" / "local" / "ganache"
    store.mkdir(parents=True)
    (store / "CURRENT").write_text("MANIFEST-000001\n")
    (store.parent / chain_files.STATE).write_text(json.dumps({"chainId": 7, "shift": 0}))
    copied = []

    def full(source: object, target: object, **_: object) -> None:
        copied.append(source)
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    monkeypatch.setattr(shutil, "copy2", full)
    with pytest.raises(Unavailable) as caught:
        chain_files.copy(tmp_path / "data", tmp_path / "copy")
    assert caught.value.code == "DISK_UNAVAILABLE"
    assert len(copied) == 1


def backed_up(folder: Path) -> Path:
    """Files such as a backup keeps of a chain."""
    folder.mkdir()
    for name in ("CURRENT", "000001.log"):
        (folder / name).write_text(name)
    (folder / chain_files.STATE).write_text(json.dumps({"chainId": 7, "shift": 0}))
    return folder


def test_a_chain_that_is_put_back_is_on_disk_before_the_folder_counts_as_having_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, synced, fsync, write = backed_up(tmp_path / "chain"), set[int](), os.fsync, Folder.write

    def syncing(handle: int) -> None:
        fsync(handle)
        synced.add(os.fstat(handle).st_ino)

    def judged(folder: Folder, name: str, value: dict[str, Any]) -> None:
        if name == chain_files.STATE:
            home = folder.path / "ganache"
            assert {path.stat().st_ino for path in (home, *home.iterdir())} <= synced
        write(folder, name, value)

    monkeypatch.setattr(os, "fsync", syncing)
    monkeypatch.setattr(Folder, "write", judged)
    assert chain_files.put_back(source, tmp_path / "data")
    assert (tmp_path / "data" / "local" / "ganache" / "000001.log").read_text() == "000001.log"


def test_a_disk_that_fills_while_a_chain_is_put_back_is_named_and_the_next_try_begins_anew(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    source, copy2 = backed_up(tmp_path / "chain"), shutil.copy2

    def full(_: object, target: object, **__: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device", str(target))

    monkeypatch.setattr(shutil, "copy2", full)
    with pytest.raises(Unavailable) as caught:
        chain_files.put_back(source, tmp_path / "data")
    assert caught.value.code == "DISK_UNAVAILABLE"
    monkeypatch.setattr(shutil, "copy2", copy2)
    assert chain_files.put_back(source, tmp_path / "data")
