"""Backup and restore from the command line: said in both languages, and no secret where others can read it."""

import json
import shutil
import threading
import time
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from ledger.store import database
from tests.cli.conftest import Run
from tests.conftest import EmptyDatabase
from tests.verbs.test_gaps import NOWHERE, Log, begin


@pytest.fixture
def log(engine: Engine, tmp_path: Path) -> Log:
    """A log with a few filings, some of them published."""
    made = begin(engine, tmp_path / "data")
    made.run([("receive", 3), ("integrate", 3), ("receive", 1)])
    return made


def settings_of(log: Log, **more: str) -> dict[str, str]:
    """Its settings as environment variables."""
    return {
        "ZHENGBEN_DATA": str(log.data),
        "ZHENGBEN_DATABASE_URL": database.plain_url(log.engine),
        "ZHENGBEN_RPC_URL": NOWHERE,
    } | more


def test_a_backup_is_taken_checked_and_restored(
    run: Run, log: Log, tmp_path: Path, empty_database: EmptyDatabase, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    target, data_keys, keys = "b", "k", "s"
    folders = (target, "--data-keys", data_keys)
    taken = run("backup", *folders, "--keys", keys, "--json", **settings_of(log))
    assert taken.code == 0, taken.all
    said = json.loads(taken.out)
    assert (said["size"], said["counts"]["filings"], said["counts"]["data keys"]) == (3, 4, 4)
    again = run("backup", *folders, "--lang", "zh", **settings_of(log))
    assert (again.code, again.err.partition(":")[0]) == (1, "BACKUP_EXISTS")
    assert "从不被覆盖" in again.err
    checked = run("restore", *folders, "--check", "--lang", "zh")
    assert (checked.code, "完整" in checked.out) == (0, True)
    with empty_database() as url:
        new = settings_of(log, ZHENGBEN_DATA=str(tmp_path / "new"), ZHENGBEN_DATABASE_URL=url)
        refused = run("restore", *folders, "--keys", keys, **new)
        assert (refused.code, refused.err.partition(":")[0]) == (1, "PUBLISHED_MISSING")
        shutil.copytree(log.settings.log, tmp_path / "new" / "log")
        restored = run("restore", *folders, "--keys", keys, "--lang", "en", **new)
        assert restored.code == 0, restored.all
        assert "restored: 4 filings, 1 of them waiting for the log; a log of 3 entries" in restored.out
        full = run("restore", *folders, "--lang", "zh", **new)
        assert (full.code, full.err.partition(":")[0]) == (1, "DATABASE_NOT_EMPTY")
        log.run([("integrate", 9)])
        shutil.rmtree(tmp_path / "new" / "log")
        shutil.copytree(log.settings.log, tmp_path / "new" / "log")
        adopted = run("restore", "--adopt-published", "--lang", "zh", **new)
        assert adopted.code == 0, adopted.all
        assert "从已公布的日志收回 1 条" in adopted.out


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        ([], "BACKUP_NEEDED"),
        (["--adopt-published", "--check"], "BACKUP_NEEDED"),
        (["somewhere"], "DATA_KEYS_NEEDED"),
        (["nowhere", "--data-keys", "nowhere"], "BACKUP_UNREADABLE"),
    ],
)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_is_not_named_is_asked_for(run: Run, arguments: list[str], code: str, language: str) -> None:
    ended = run("restore", *arguments, "--lang", language)
    assert (ended.code, ended.err.partition(":")[0]) == (64, code)
    assert "→" in ended.err


def test_a_ledger_at_rest_or_not_founded_is_not_backed_up(run: Run, tmp_path: Path, engine: Engine) -> None:
    folders = (tmp_path / "b", "--data-keys", tmp_path / "k")
    at_rest = run("backup", *folders, ZHENGBEN_DATA=str(tmp_path / "data"))
    assert (at_rest.code, at_rest.err.partition(":")[0]) == (2, "LEDGER_AT_REST")
    parts = {"ZHENGBEN_DATABASE_URL": database.plain_url(engine), "ZHENGBEN_RPC_URL": NOWHERE}
    new = run("backup", *folders, **parts)
    assert (new.code, new.err.partition(":")[0]) == (2, "NOT_DEPLOYED")
    assert not (tmp_path / "b").exists()
    assert not (tmp_path / "k").exists()


@pytest.mark.skipif(not Path("/proc/self/cmdline").exists(), reason="NOT RUN: no /proc on this platform")
def test_the_password_of_the_database_is_never_on_a_command_line_or_in_an_environment(
    run: Run, log: Log, tmp_path: Path
) -> None:
    url = database.plain_url(log.engine)
    password = url.partition("//zhengben:")[2].partition("@")[0].encode()
    assert len(password) > 20
    seen: list[bytes] = []
    held, ended = threading.Event(), threading.Event()

    def look() -> None:
        with database.transaction(log.engine) as connection:
            connection.execute(text("LOCK TABLE attested_blocks IN ACCESS EXCLUSIVE MODE"))  # the dump waits for us
            held.set()
            while not seen and not ended.is_set():
                for path in Path("/proc").glob("[0-9]*/cmdline"):
                    words = _bytes(path)
                    if b"pg_dump" in words and str(tmp_path).encode() in words:
                        seen.append(words + _bytes(path.with_name("environ")))
                time.sleep(0.02)

    looking = threading.Thread(target=look)
    looking.start()
    held.wait()
    taken = run("backup", tmp_path / "b", "--data-keys", tmp_path / "k", **settings_of(log))
    ended.set()
    looking.join()
    assert taken.code == 0, taken.all
    assert seen
    assert password not in b"".join(seen)
    assert password not in taken.all.encode()


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError:
        return b""
