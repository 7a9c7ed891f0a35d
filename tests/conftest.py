"""Real parts for tests: PostgreSQL, Ganache, Anvil, all ours, all gone when the tests end.

postgres_url   session    one server; the URL of its first database, for creating others
database_url   test       a fresh, empty database on that server
ganache        module     a `Node` of its own, chain on disk
anvil          module     a `Node` of its own, chain in memory; take `with anvil.restored():` between tests
"""

from collections.abc import Iterator
from uuid import uuid4

import psycopg
import pytest

from ledger.core.errors import Unavailable
from ledger.local import LocalStack
from ledger.local.anvil import Anvil
from ledger.local.testing import KEYS, Node

# A test database need not survive a power cut.
_CARELESS = {"fsync": "off", "full_page_writes": "off", "max_connections": "200"}


@pytest.fixture(scope="session")
def postgres_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """`postgresql://…` of the session's PostgreSQL server."""
    folder = tmp_path_factory.mktemp("postgres")
    with LocalStack.start(folder, ganache=False, postgres_settings=_CARELESS) as stack:
        yield stack.database_url


@pytest.fixture
def database_url(postgres_url: str) -> Iterator[str]:
    """`postgresql://…` of an empty database that only this test sees."""
    name = f"test_{uuid4().hex}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE template0 STRATEGY file_copy")
    yield postgres_url.rpartition("/")[0] + "/" + name
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")


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
