"""Real parts for tests: PostgreSQL, Ganache, Anvil, all ours, all gone when the tests end.

postgres_url   session    one server; the URL of its first database, for creating others
database_url   test       a fresh, empty database on that server
empty_database session    a maker of such databases: `with empty_database() as url:`
engine         test       an engine on a fresh, migrated database
fresh_database session    a maker of such engines: `with fresh_database() as engine:`
ganache        module     a `Node` of its own, chain on disk
anvil          module     a `Node` of its own, chain in memory; take `with anvil.restored():` between tests
"""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from uuid import uuid4

import psycopg
import pytest
import structlog
from sqlalchemy import Engine

from ledger.core.errors import Unavailable
from ledger.local import LocalStack
from ledger.local.anvil import Anvil
from ledger.local.testing import KEYS, Node
from ledger.store import database

FreshDatabase = Callable[[], AbstractContextManager[Engine]]
EmptyDatabase = Callable[[], AbstractContextManager[str]]

# A test database need not survive a power cut.
_CARELESS = {"fsync": "off", "full_page_writes": "off", "max_connections": "200"}


@pytest.fixture(autouse=True)
def _own_logging() -> Iterator[None]:
    """No test logs to where another one pointed the log: that file may be closed."""
    yield
    structlog.reset_defaults()


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`postgresql://…` of the session's PostgreSQL server."""
    folder = tmp_path_factory.mktemp("postgres")
    with LocalStack.start(folder, ganache=False, postgres_settings=_CARELESS) as stack:
        yield stack.database_url


@pytest.fixture
def database_url(postgres_url: str) -> Iterator[str]:
    """`postgresql://…` of an empty database that only this test sees."""
    with _database(postgres_url, "template0") as url:
        yield url


@pytest.fixture(scope="session")
def empty_database(postgres_url: str) -> EmptyDatabase:
    """A maker of empty databases, each gone when its block ends."""
    return lambda: _database(postgres_url, "template0")


@pytest.fixture(scope="session")
def fresh_database(postgres_url: str) -> Iterator[FreshDatabase]:
    """A maker of engines, each on a migrated database of its own that is gone when its block ends."""

    @contextmanager
    def fresh() -> Iterator[Engine]:
        with _database(postgres_url, template) as url, _engine(url) as engine:
            yield engine

    with _database(postgres_url, "template0") as migrated:
        with _engine(migrated) as engine:
            database.migrate(engine)
        template = migrated.rpartition("/")[2]
        yield fresh


@pytest.fixture
def engine(fresh_database: FreshDatabase) -> Iterator[Engine]:
    """An engine on a fresh, migrated database."""
    with fresh_database() as engine:
        yield engine


@contextmanager
def _database(server: str, template: str) -> Iterator[str]:
    name = f"test_{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE {template} STRATEGY file_copy")
    try:
        yield server.rpartition("/")[0] + "/" + name
    finally:
        with psycopg.connect(server, autocommit=True) as connection:
            connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


@contextmanager
def _engine(url: str) -> Iterator[Engine]:
    engine = database.engine(url)
    try:
        yield engine
    finally:
        engine.dispose()


@pytest.fixture(scope="module")
def ganache(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A fresh Ganache with the ten test accounts funded."""
    folder = tmp_path_factory.mktemp("ganache")
    with LocalStack.start(folder, postgres=False, extra_keys=KEYS) as stack:
        yield Node(stack.rpc_url, stack.chain_id)


@pytest.fixture(scope="module")
def anvil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A fresh Anvil with the ten test accounts funded."""
    try:
        running = Anvil(tmp_path_factory.mktemp("anvil") / "anvil.log")
    except Unavailable as error:
        if error.code == "PROGRAM_MISSING":
            pytest.skip(f"NOT RUN: {error.message}")
        raise
    yield Node(running.url, running.chain_id)
    running.stop()
