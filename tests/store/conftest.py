"""A database of its own for every test: copied from one that was migrated once."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from uuid import uuid4

import pytest
from sqlalchemy import Engine, make_url, text

from ledger.store import database

FreshDatabase = Callable[[], AbstractContextManager[Engine]]


@pytest.fixture(scope="session")
def migrated(postgres_url: str) -> Iterator[str]:
    """Name of a migrated database that nobody is connected to."""
    name = f"migrated_{uuid4().hex}"
    _run(postgres_url, f"CREATE DATABASE {name}")
    engine = database.engine(_named(postgres_url, name))
    database.migrate(engine)
    engine.dispose()
    yield name
    _run(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture(scope="session")
def fresh_database(postgres_url: str, migrated: str) -> FreshDatabase:
    """A maker of engines, each on a database of its own that is gone when its block ends."""

    @contextmanager
    def fresh() -> Iterator[Engine]:
        name = f"test_{uuid4().hex}"
        _run(postgres_url, f"CREATE DATABASE {name} TEMPLATE {migrated} STRATEGY file_copy")
        engine = database.engine(_named(postgres_url, name))
        try:
            yield engine
        finally:
            engine.dispose()
            _run(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")

    return fresh


@pytest.fixture
def engine(fresh_database: FreshDatabase) -> Iterator[Engine]:
    """An engine on a fresh, migrated database."""
    with fresh_database() as engine:
        yield engine


def _named(url: str, name: str) -> str:
    return make_url(url).set(database=name).render_as_string(hide_password=False)


def _run(url: str, statement: str) -> None:
    engine = database.engine(url, pool_size=1)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    engine.dispose()
