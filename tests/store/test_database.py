"""One door to the database: migrations make what the code declares, and being away is said as such."""

import os
import signal
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import IntegrityError, ProgrammingError

from ledger.core.errors import Unavailable, Usage
from ledger.store import connections, database, filings, metadata
from ledger.store.database import Lock


def test_migrations_make_exactly_the_tables_that_the_code_declares(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        context = MigrationContext.configure(connection, opts={"include_schemas": True, "compare_type": True})
        assert compare_metadata(context, metadata.tables()) == []


def test_migrating_twice_at_once_changes_nothing_more(engine: Engine) -> None:
    with ThreadPoolExecutor(2) as pool:
        list(pool.map(database.migrate, [engine, engine]))


def test_a_database_that_is_away_is_unavailable() -> None:
    away = database.engine("postgresql://nobody@127.0.0.1:1/nothing")
    with pytest.raises(Unavailable) as caught, database.transaction(away):
        pass
    assert caught.value.code == "DATABASE_UNAVAILABLE"


def test_a_server_that_vanished_is_noticed(engine: Engine) -> None:
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert driver is not None
        given = driver.info.get_parameters()
    idle, interval, count = (int(given[f"keepalives_{name}"]) for name in ("idle", "interval", "count"))
    assert given["keepalives"] == "1"
    assert idle + interval * count <= 30 >= int(given["tcp_user_timeout"]) / 1000


def test_a_statement_that_takes_too_long_is_busy(engine: Engine) -> None:
    def wait() -> None:
        with database.transaction(engine) as connection:
            connection.execute(text("SET LOCAL statement_timeout = '20ms'"))
            connection.execute(text("SELECT pg_sleep(5)"))

    with pytest.raises(Unavailable) as caught:
        wait()
    assert caught.value.code == "DATABASE_BUSY"


def test_a_serialization_failure_is_busy(engine: Engine) -> None:
    def conflict() -> None:
        with (
            database.transaction(engine, "SERIALIZABLE") as first,
            database.transaction(engine, "SERIALIZABLE") as second,
        ):
            for name, connection in (("a", first), ("b", second)):
                connection.execute(text("SELECT count(*) FROM vault.key_checks"))
                connection.execute(text("INSERT INTO vault.key_checks VALUES (:name, '')"), {"name": name})

    with pytest.raises(Unavailable) as caught:
        conflict()
    assert caught.value.code == "DATABASE_BUSY"


@pytest.mark.parametrize(
    ("state", "code"),
    [
        *[
            (state, "DATABASE_BUSY")
            for state in ("40001", "40P01", "53200", "53300", "53400", "55P03", "57014", "25P03")
        ],
        ("53100", "DATABASE_FULL"),
        ("25006", "DATABASE_READ_ONLY"),
        *[(state, "DATABASE_UNAVAILABLE") for state in ("57P01", "57P02", "57P03", "58030", "XX001", "XX002", "08006")],
    ],
)
def test_each_family_of_troubles_has_its_own_name_and_says_what_to_do(engine: Engine, state: str, code: str) -> None:
    with pytest.raises(Unavailable) as caught, database.transaction(engine) as connection:
        connection.execute(text(f"DO $$ BEGIN RAISE EXCEPTION 'as told' USING ERRCODE = '{state}'; END $$"))
    assert caught.value.code == code
    assert state in caught.value.message
    assert caught.value.next
    with database.transaction(engine) as connection:
        assert connection.scalar(text("SELECT 1")) == 1


def test_what_is_wrong_with_a_statement_is_no_trouble_of_the_server(engine: Engine) -> None:
    with pytest.raises(ProgrammingError), database.transaction(engine) as connection:
        connection.execute(text("SELECT 1 FROM nowhere"))


def test_a_database_that_may_only_be_read_says_so(engine: Engine) -> None:
    def write() -> None:
        with database.transaction(engine) as connection:
            connection.execute(text("SET TRANSACTION READ ONLY"))
            filings.add(connection, leaf=bytes(32), entry=b"e", filing_type="t", node=1, received_at=0)

    with pytest.raises(Unavailable) as caught:
        write()
    assert caught.value.code == "DATABASE_READ_ONLY"


@pytest.fixture
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """Connections that wait a third of a second at most."""
    monkeypatch.setattr(connections.Impatient, "patience", 0.3)
    monkeypatch.setattr(connections, "AT_REST", 0.3)
    monkeypatch.setattr(connections, "AT_WORK", 0.3)


@contextmanager
def stopped(pid: int) -> Iterator[None]:
    """The server's process of one connection stands still meanwhile; its sockets live on."""
    os.kill(pid, signal.SIGSTOP)
    try:
        yield
    finally:
        os.kill(pid, signal.SIGCONT)


def backend(connection: Connection) -> int:
    return connection.scalar(text("SELECT pg_backend_pid()")) or 0


@pytest.mark.parametrize("moment", ["statement", "commit"])
@pytest.mark.usefixtures("impatient")
def test_a_server_that_is_connected_and_silent_is_given_up(engine: Engine, moment: str) -> None:
    with ExitStack() as ends:

        def work() -> None:
            with database.transaction(engine) as connection:
                ends.enter_context(stopped(backend(connection)))
                if moment == "statement":
                    connection.execute(text("SELECT 1"))

        with pytest.raises(Unavailable) as caught:
            work()
        assert caught.value.code == "DATABASE_UNAVAILABLE"
    with database.transaction(engine) as connection:
        assert backend(connection)


@pytest.mark.usefixtures("impatient")
def test_a_connection_that_fell_silent_while_nobody_used_it_costs_no_transaction(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        first = backend(connection)
    with stopped(first), database.transaction(engine) as connection:
        assert backend(connection) != first


def test_what_takes_its_time_is_not_given_up(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connections, "AT_WORK", 0.3)
    with database.transaction(engine) as connection:
        database.take_time(connection)
        connection.execute(text("SELECT pg_sleep(0.8)"))
    with pytest.raises(Unavailable), database.transaction(engine) as connection:
        connection.execute(text("SELECT pg_sleep(0.8)"))


def test_an_exhausted_pool_is_unavailable(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    small = database.engine(engine.url.render_as_string(hide_password=False), pool_size=1, max_overflow=0)
    monkeypatch.setattr(small.pool, "_timeout", 0.05)
    with database.transaction(small), pytest.raises(Unavailable), database.transaction(small):
        pass
    small.dispose()


@pytest.mark.parametrize("url", ["mysql://root@localhost/x", "no url at all", ""])
def test_a_url_of_something_else_is_refused_without_repeating_it(url: str) -> None:
    with pytest.raises(Usage) as caught:
        database.engine(url)
    assert "root" not in str(caught.value.to_dict())


def test_parameters_never_show_in_errors(engine: Engine) -> None:
    with pytest.raises(IntegrityError) as caught, database.transaction(engine) as connection:
        filings.add(connection, leaf=b"short", entry=b"Zhang San", filing_type="t", node=1, received_at=0)
    assert "Zhang San" not in str(caught.value)


def test_a_lock_belongs_to_one_transaction(engine: Engine) -> None:
    with database.transaction(engine) as first:
        assert database.try_lock(first, Lock.SEQUENCING)
        with database.transaction(engine) as second:
            assert not database.try_lock(second, Lock.SEQUENCING)
            assert database.try_lock(second, Lock.ANCHORING)
    with database.transaction(engine) as third:
        assert database.try_lock(third, Lock.SEQUENCING)


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM filings",
        "UPDATE filings SET entry = 'other'",
        "UPDATE filings SET received_at = 0",
        "UPDATE filings SET leaf_index = 8",
        "UPDATE filings SET leaf_index = NULL",
        "UPDATE checkpoints SET root = decode(repeat('00', 32), 'hex')",
        "DELETE FROM checkpoints",
    ],
)
def test_what_was_received_or_signed_is_never_rewritten(engine: Engine, statement: str) -> None:
    with database.transaction(engine) as connection:
        filings.add(connection, leaf=bytes(32), entry=b"entry", filing_type="t", node=1, received_at=7)
        filings.assign(connection, [bytes(32)], 0)
        connection.execute(text("INSERT INTO checkpoints VALUES (1, 0, decode(repeat('11', 32), 'hex'), '', 7)"))
    with pytest.raises(IntegrityError, match="never rewritten"), database.transaction(engine) as connection:
        connection.execute(text(statement))
