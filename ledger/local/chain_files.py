"""The embedded chain as files: copied while it runs, and put back.

The chain's store appends and never rewrites, and survives a kill at any moment. A copy during which no file changed is
what a kill at that moment would have left, so the copy is made again until it is such a one; the chain writes only when
it mines.
"""

import json
import os
import shutil
import time
from pathlib import Path

from ledger.core.errors import Unavailable
from ledger.local.folder import Folder
from ledger.local.stack import secrets_of

STATE = "state.json"
_KEPT = ("chainId", "shift")
_TRIES = 200


def copy(data: Path, target: Path) -> None:
    """Copy the chain of a data folder, which may be running, into a new folder.

    :raises Unavailable: `CHAIN_BUSY` if it never paused for as long as a copy takes; `DISK_UNAVAILABLE`.
    """
    source = data / "local" / "ganache"
    for _ in range(_TRIES):
        try:
            before = _seen(source)
            state = json.loads((data / "local" / STATE).read_text("utf-8"))
            _copy_all(source, target, but="LOCK")
            if _seen(source) == before:
                (target / STATE).write_text(json.dumps({name: state[name] for name in _KEPT}), "utf-8")
                return
        except FileNotFoundError:
            pass  # the store has just put two of its files together
        except OSError as error:
            raise _not_copied(error) from error
        shutil.rmtree(target, ignore_errors=True)
        time.sleep(0.05)
    raise Unavailable(
        "CHAIN_BUSY", "the embedded chain never paused for as long as a copy takes", next="try again in a quiet moment"
    )


def put_back(source: Path, data: Path) -> bool:
    """Put a copied chain into a data folder that has none; False if it has one, which is left alone.

    :raises Conflict: `DATA_FOLDER_IN_USE`.
    :raises Unavailable: `DISK_UNAVAILABLE`.
    """
    folder = Folder(data)
    try:
        home, new = folder.path / "ganache", folder.path / "ganache.new"
        if folder.read(STATE) and home.exists():
            return False
        secrets_of(folder)
        for leftover in (home, new):
            shutil.rmtree(leftover, ignore_errors=True)
        _copy_all(source, new, but=STATE)
        for path in (*new.iterdir(), new):
            folder.keeper.own(path)
            _sync(path)
        new.rename(home)
        folder.settle()
        # Last: without it, the files count as those of a first start that was interrupted, and are thrown away.
        folder.write(STATE, json.loads((source / STATE).read_text("utf-8")))
        return True
    except OSError as error:
        raise _not_copied(error) from error
    finally:
        folder.release()


def _copy_all(source: Path, target: Path, but: str) -> None:
    """Copy the files of a folder into a new one. (`copytree` says of a full disk only that something went wrong.)"""
    target.mkdir(mode=0o700)
    for path in source.iterdir():
        if path.name != but:
            shutil.copy2(path, target / path.name)


def _sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _not_copied(error: OSError) -> Unavailable:
    return Unavailable(
        "DISK_UNAVAILABLE",
        f"{error.filename or 'a file'} cannot be copied: {error.strerror}",
        next="see that the disk has room, and run this as whom the ledger runs as",
    )


def _seen(folder: Path) -> dict[str, tuple[int, int]]:
    """Size and time of change of each file."""
    return {path.name: (path.stat().st_size, path.stat().st_mtime_ns) for path in folder.iterdir()}
