"""Each call that touches the disk fails, in every way in which it can; the work ends by name or goes on, the next run
heals it, and nobody ever sees a head that the database does not have."""

import errno
import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import pytest
from sqlalchemy import Engine, text

from ledger import durable, sequencing
from ledger.core import checkpoint
from ledger.core.errors import Unavailable
from ledger.keyring import Keyring
from ledger.sequencing import TileFiles
from ledger.store import database, log
from tests.conftest import FreshDatabase
from tests.faults.watching import CODES, Victim, path_of, spread
from tests.log_checks import KEY, NOW, check_log, drain, receive

_FIRST, _MORE = 254, 5  # from one partial tile over its end: new tiles, new folders, a second level
_KILLED = -9
_FAULTS = ("error=EIO:when={n}", "error=ENOSPC:when={n}", "error=EIO:when={n}+", "signal=KILL:when={n}")
_CHANGES = ("openat", "write", "fsync", "rename", "mkdir", "link", "unlink")  # what a full disk or an end matters to


@dataclass(frozen=True)
class Scene:
    """A log that is published up to a head, and filings that wait, as often as one wants it.

    :param work: `integrate`, or `publish` onto a disk that has lost the files.
    """

    engine: Engine
    published: Path
    folder: Path

    def again(self, work: str) -> None:
        """Turn everything back to where it began."""
        with database.transaction(self.engine) as connection:
            for statement in _BACK:
                connection.execute(text(statement), {"size": _FIRST})
        shutil.rmtree(self.folder, ignore_errors=True)
        if work == "integrate":
            shutil.copytree(self.published, self.folder)
        else:
            self.folder.mkdir()

    def do(self, work: str) -> None:
        """The work, in this process."""
        if work == "publish":
            sequencing.publish(self.engine, self.folder, KEY)
        else:
            sequencing.integrate(self.engine, self.folder, KEY, NOW + 1)

    def check(self) -> None:
        """Demands that what is published was signed by the database, and that a healthy run heals everything."""
        note = TileFiles(self.folder).checkpoint()
        if note is not None:
            size = checkpoint.open_signed(note, KEY.key.name, [KEY.key]).size
            with database.transaction(self.engine) as connection:
                known = log.at(connection, size)
            assert known is not None
            assert known.note == note
        drain(self.engine, self.folder, NOW + 2)
        assert check_log(self.engine, self.folder) == _FIRST + _MORE


_BACK = (
    "SET LOCAL session_replication_role = replica",  # the triggers would refuse it
    "DELETE FROM staged_tiles",
    "DELETE FROM checkpoints WHERE size > :size",
    "UPDATE filings SET leaf_index = NULL WHERE leaf_index >= :size",
)


_MEMORY = Path("/dev/shm")  # noqa: S108 - where there is one, hundreds of runs need not wait for a real disk


@pytest.fixture(scope="module")
def scene(fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    """See `Scene`."""
    memory = _MEMORY if os.access(_MEMORY, os.W_OK) else tmp_path_factory.mktemp("scene")
    with TemporaryDirectory(dir=memory) as made, fresh_database() as engine:
        folder = Path(made)
        receive(engine, _FIRST)
        drain(engine, folder / "published")
        receive(engine, _MORE, "more ")
        yield Scene(engine, folder / "published", folder / "log")


def injected(victim: Victim, scene: Scene, work: str, fault: str, *, few: bool) -> int:
    """Injects the fault into every call; returns how many of them ended the work."""
    scene.again(work)
    calls = victim.calls(scene.folder, work, scene.engine)
    if "EIO" not in fault:
        calls = [call for call in calls if call.name in _CHANGES]
    ended = 0
    for call in spread(calls) if few else calls:
        scene.again(work)
        code = victim.run(scene.folder, work, scene.engine, inject=f"{call.name}:{fault.format(n=call.number)}")
        expected = (_KILLED,) if "KILL" in fault else (0, CODES["DISK_UNAVAILABLE"])
        assert code in expected, f"{call} {fault}: {code}\n{victim.said}"
        scene.check()
        ended += code != 0
    return ended


@pytest.mark.usefixtures("strace")
def test_a_call_of_each_kind_that_fails_costs_time_and_no_filing(victim: Victim, scene: Scene) -> None:
    assert injected(victim, scene, "integrate", _FAULTS[0], few=True) >= 7


@pytest.mark.usefixtures("strace")
@pytest.mark.parametrize("fault", _FAULTS)
@pytest.mark.parametrize("work", ["integrate", "publish"])
@pytest.mark.slow
@pytest.mark.alone
def test_every_call_that_ever_fails_costs_time_and_no_filing(
    victim: Victim, scene: Scene, work: str, fault: str
) -> None:
    assert injected(victim, scene, work, fault, few=False) >= 40


_DOORS = ("open", "fsync", "close", "replace", "mkdir", "unlink", "scandir", "link")


class Refusing:
    """The calls of `os` that touch a folder, counted; one of them reports an error although it took effect."""

    def __init__(self, patch: pytest.MonkeyPatch, folder: Path, at: int = 0) -> None:
        self.count = 0
        self._folder, self._at = str(folder), at
        for name in _DOORS:
            patch.setattr(os, name, self._door(name, getattr(os, name)))

    def _door(self, name: str, real: Callable[..., Any]) -> Callable[..., Any]:
        def door(*arguments: Any, **named: Any) -> Any:
            ours = self._is_ours(arguments[0])
            result = real(*arguments, **named)
            if ours:
                self.count += 1
                if self.count == self._at:
                    raise OSError(errno.EIO, f"{name} took effect, and yet reports {os.strerror(errno.EIO)}")
            return result

        return door

    def _is_ours(self, thing: object) -> bool:
        try:
            path = path_of(thing) if isinstance(thing, int) else thing
        except OSError:
            return False
        return str(path).startswith(self._folder)


def refused_after_all(scene: Scene, work: str, at: int) -> int:
    """Does the work while the call of that number reports what is not so; how many calls there were."""
    scene.again(work)
    refused = None
    with pytest.MonkeyPatch.context() as patch:
        refusing = Refusing(patch, scene.folder, at)
        try:
            scene.do(work)
        except Unavailable as error:
            refused = error
    assert refused is None or (at and refused.code == "DISK_UNAVAILABLE" and refused.next)
    scene.check()
    return refusing.count


@pytest.mark.parametrize("work", ["integrate", "publish"])
@pytest.mark.slow
@pytest.mark.alone
def test_every_call_that_reports_a_failure_and_took_effect_costs_no_filing(scene: Scene, work: str) -> None:
    count = refused_after_all(scene, work, 0)
    assert count >= 40
    for at in range(1, count + 1):
        refused_after_all(scene, work, at)


def test_a_folder_whose_sync_failed_is_synced_before_anything_in_it_is_published(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    scene.again("publish")
    with monkeypatch.context() as patch:
        Syncs(patch, fail=scene.folder / "tile")
        with pytest.raises(Unavailable):
            scene.do("publish")
    assert list((scene.folder / "tile").iterdir())
    with monkeypatch.context() as patch:
        synced = Syncs(patch)
        scene.do("publish")
    first_publication = synced.names.index("checkpoint")
    assert {"log", "tile", "tile/0", "tile/entries"} <= set(synced.names[:first_publication])


class Syncs:
    """What is synced, by path below the log's folder (the folder itself by its name); one folder's sync fails."""

    def __init__(self, patch: pytest.MonkeyPatch, fail: Path | None = None) -> None:
        self.names: list[str] = []
        real = os.fsync

        def fsync(handle: int) -> None:
            path = path_of(handle)
            parts = path.parts[path.parts.index("log") :] if "log" in path.parts else path.parts[-1:]
            name = "/".join(parts[1:]) or parts[0]
            self.names.append("checkpoint" if name.startswith(".checkpoint.") else name)
            if path == fail:
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            real(handle)

        patch.setattr(os, "fsync", fsync)


def test_what_is_staged_is_written_again_unless_it_is_known_to_be_on_disk(
    scene: Scene, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The head is visible and its folder's sync failed: the next run writes all of it once more."""
    scene.again("integrate")
    real = durable.write

    def unsure(path: Path, content: bytes, mode: int = 0o644) -> None:
        real(path, content, mode)
        raise Unavailable("DISK_UNAVAILABLE", "the sync failed")

    with monkeypatch.context() as patch:
        patch.setattr(durable, "write", unsure)
        with pytest.raises(Unavailable):
            scene.do("integrate")
    with database.transaction(scene.engine) as connection:
        assert log.staged_count(connection) > 0
    before = {path: path.stat().st_ino for path in scene.folder.rglob("*") if path.is_file()}
    contents = {path: path.read_bytes() for path in before}
    scene.do("publish")
    renewed = {path.relative_to(scene.folder).as_posix() for path in before if path.stat().st_ino != before[path]}
    assert {"checkpoint", "tile/0/000", "tile/0/001.p/3", "tile/1/000.p/1", "tile/entries/000"} <= renewed
    assert {path: path.read_bytes() for path in before} == contents
    scene.check()


@pytest.mark.usefixtures("strace")
@pytest.mark.parametrize("fault", _FAULTS)
def test_a_key_is_made_whole_or_not_at_all_and_stays_the_same(victim: Victim, tmp_path: Path, fault: str) -> None:
    tmp_path.joinpath("first").mkdir()
    calls = victim.calls(tmp_path / "first", "keys")
    assert {call.name for call in calls} >= {"openat", "mkdir", "write", "fsync", "link", "unlink", "close"}
    for number, call in enumerate(calls):
        folder = tmp_path / str(number)
        folder.mkdir()
        code = victim.run(folder, "keys", inject=f"{call.name}:{fault.format(n=call.number)}")
        named = (0, CODES["DISK_UNAVAILABLE"], CODES["KEY_FILE_UNREADABLE"])
        assert code in ((_KILLED,) if "KILL" in fault else named), f"{call}: {code}\n{victim.said}"
        path = folder / "keys" / "master.key"
        before = path.read_bytes() if path.exists() else None
        key = Keyring(folder / "keys").master_key()
        assert before is None or before == key.hex().encode() + b"\n"
        assert path.stat().st_mode & 0o777 == 0o600
        durable.sweep([folder / "keys"])
        assert [name.name for name in path.parent.iterdir()] == ["master.key"]


@pytest.mark.usefixtures("strace")
@pytest.mark.parametrize("fault", _FAULTS)
def test_a_file_is_the_old_or_the_new_one_whatever_fails(victim: Victim, tmp_path: Path, fault: str) -> None:
    path = tmp_path / "sub" / "trust.json"
    durable.write(path, b"old")
    for call in victim.calls(tmp_path, "write"):
        durable.write(path, b"old")
        code = victim.run(tmp_path, "write", inject=f"{call.name}:{fault.format(n=call.number)}")
        assert code in ((_KILLED,) if "KILL" in fault else (0, CODES["DISK_UNAVAILABLE"])), f"{call}: {code}"
        assert path.read_bytes() in (b"old", b"new")
        durable.sweep([path.parent])
        assert [name.name for name in path.parent.iterdir()] == ["trust.json"]
