"""Backups of an older server of one's own are taken and restored with the programs that we bring."""

import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from ledger.keeping import backing_up, restoring
from ledger.local import ports
from ledger.local.persons import ourselves, unprivileged
from ledger.store import database, losses, vault
from tests.store.test_sequencing import check_log, drain
from tests.verbs.test_gaps import RAW_KEYS, begin


@pytest.fixture(scope="module")
def older() -> Iterator[str]:
    """`postgresql://…/` of a server that is older than 17, without a database name."""
    found = sorted(Path("/usr/lib/postgresql").glob("1[56]/bin/postgres"))
    if not found:
        pytest.skip("NOT RUN: no PostgreSQL 15 or 16 under /usr/lib/postgresql")
    home = Path(tempfile.mkdtemp())  # a folder that whom PostgreSQL runs as can reach, also below a closed one
    person = unprivileged(ourselves(), home / "none")
    shutil.chown(home, person.uid, person.gid) if not person.is_us else None
    port = ports.free()
    how = {"cwd": "/", "env": {"PATH": "/usr/bin:/bin", "LC_ALL": "C"}, "stdout": subprocess.DEVNULL}
    who = {} if person.is_us else {"user": person.uid, "group": person.gid, "extra_groups": []}
    make = [str(found[0].with_name("initdb")), "-D", str(home / "data"), "-U", "zhengben", "--auth=trust", "--no-sync"]
    subprocess.run(make, check=True, **how, **who)  # type: ignore[call-overload]
    settings = {"listen_addresses": "127.0.0.1", "port": str(port), "unix_socket_directories": "", "fsync": "off"}
    options = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    command = [str(found[0]), "-D", str(home / "data"), *options]
    server = subprocess.Popen(command, stderr=subprocess.DEVNULL, **how, **who)  # type: ignore[call-overload]
    try:
        url = f"postgresql://zhengben@127.0.0.1:{port}/"
        _wait(url)
        yield url
    finally:
        server.send_signal(signal.SIGINT)
        server.wait(30)
        shutil.rmtree(home)


def _wait(url: str) -> None:
    deadline = time.monotonic() + 30
    while True:
        try:
            psycopg.connect(url + "postgres").close()
            return
        except psycopg.OperationalError:
            assert time.monotonic() < deadline
            time.sleep(0.1)


def test_a_backup_of_an_older_server_is_restored_into_an_older_server(older: str, tmp_path: Path) -> None:
    with psycopg.connect(older + "postgres", autocommit=True) as connection:
        for name in ("one", "two"):
            connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 ENCODING 'UTF8'")
    first, second = database.engine(older + "one"), database.engine(older + "two")
    try:
        database.migrate(first)
        old = begin(first, tmp_path / "old")
        old.receive(5)
        drain(first, old.settings.log)
        old.receive(2)
        backing_up.back_up(old.settings, tmp_path / "b", tmp_path / "k")
        shutil.copytree(old.data, tmp_path / "new")
        settings = old.settings.model_copy(update={"data": tmp_path / "new", "database_url": older + "two"})
        report = restoring.restore(settings, restoring.check(tmp_path / "b", tmp_path / "k"), lambda _zh, _en: None)
        assert (report.filings, report.waiting, report.size) == (7, 2, 5)
        drain(second, settings.log)
        assert check_log(second, settings.log) == 7
        with database.transaction(second) as connection:
            opened = vault.unlock(connection, RAW_KEYS["master.key"], RAW_KEYS["index.key"])
            assert [vault.disclosures(connection, opened, leaf) for leaf in old.acknowledged]
            assert losses.lost(connection) == []
    finally:
        first.dispose()
        second.dispose()
