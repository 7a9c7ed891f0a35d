"""The door to PostgreSQL: one engine, one migration, one transaction at the edge of a request or a tick.

Everything below takes a `Connection` and never commits. What the driver raises when the database is away, full, slow
or busy leaves this module as `Unavailable`.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Literal

import psycopg
from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, DisconnectionError, InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from ledger.core.errors import Unavailable, Usage

Isolation = Literal["READ COMMITTED", "REPEATABLE READ", "SERIALIZABLE"]

_SESSION = {
    "timezone": "UTC",
    "statement_timeout": "30s",
    "lock_timeout": "10s",
    "idle_in_transaction_session_timeout": "60s",
    "synchronous_commit": "on",  # an acknowledged filing is on disk, whatever the server's default
}
_ALIVE = {  # a server that vanished without a word is noticed within half a minute, not after the system's hours
    "keepalives": 1,
    "keepalives_idle": 10,
    "keepalives_interval": 5,
    "keepalives_count": 3,
    "tcp_user_timeout": 30_000,
}
_MIGRATIONS = Path(__file__).parent / "migrations"
_OLDEST_SERVER = 150000
_BUSY = {"40001", "40P01", "55P03", "57014"}  # serialization, deadlock, lock timeout, statement timeout


class Lock(IntEnum):
    """What only one process of a ledger does at a time; the values are PostgreSQL advisory lock keys."""

    MIGRATING = 0x7A6862_01
    SEQUENCING = 0x7A6862_02
    ANCHORING = 0x7A6862_03
    INDEXING = 0x7A6862_04
    SETTLING = 0x7A6862_05


def engine(url: str, *, pool_size: int = 10, max_overflow: int = 10) -> Engine:
    """An engine on psycopg 3; connects on first use.

    :param url: `postgresql://…`, with or without a driver name.
    :raises Usage: `DATABASE_URL` if it is no PostgreSQL URL; the message does not repeat it, as it may hold a secret.
    """
    wanted = "write it like postgresql://user@host:5432/name"
    try:
        parsed = make_url(url)
    except ArgumentError:
        raise Usage("DATABASE_URL", "the database URL cannot be parsed", next=wanted) from None
    if parsed.get_backend_name() not in ("postgresql", "postgres"):
        raise Usage("DATABASE_URL", f"{parsed.get_backend_name()!r} is not a database of the ledger", next=wanted)
    options = " ".join(f"-c {name}={value}" for name, value in _SESSION.items())
    return create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=5,
        pool_pre_ping=True,
        pool_recycle=1800,
        hide_parameters=True,  # parameters hold disclosures; they belong in no log
        connect_args={"connect_timeout": 5, "options": options, "application_name": "zhengben", **_ALIVE},
    )


def migrate(engine: Engine, revision: str = "head") -> None:
    """Brings the database to `revision`; one process at a time, all or nothing.

    :raises Unavailable: `DATABASE_TOO_OLD` for a server older than PostgreSQL 15.
    """
    config = Config()
    config.set_main_option("script_location", str(_MIGRATIONS).replace("%", "%%"))
    with transaction(engine) as connection:
        version = connection.scalar(text("SELECT current_setting('server_version_num')::int"))
        if version < _OLDEST_SERVER:
            raise Unavailable(
                "DATABASE_TOO_OLD",
                f"the database server is PostgreSQL {version // 10000}, the ledger needs 15 or later",
                next="move the database to a newer server",
                version=version,
            )
        take_time(connection)
        lock(connection, Lock.MIGRATING)
        config.attributes["connection"] = connection
        command.upgrade(config, revision)


def revisions(connection: Connection) -> tuple[str | None, list[str]]:
    """The database's revision, None before the first, and all that this program knows, oldest first."""
    known = ScriptDirectory(str(_MIGRATIONS)).walk_revisions()
    return MigrationContext.configure(connection).get_current_revision(), [one.revision for one in known][::-1]


@contextmanager
def transaction(engine: Engine, isolation: Isolation = "READ COMMITTED") -> Iterator[Connection]:
    """A connection inside one transaction: committed when the block ends, rolled back when it raises.

    :raises Unavailable: `DATABASE_BUSY` if the server gave up a lock or a conflict, the same transaction may be run
        again; `DATABASE_UNAVAILABLE` if it is away, full or the pool is exhausted.
    """
    with (
        translated_errors(),
        engine.connect().execution_options(isolation_level=isolation) as connection,
        connection.begin(),
    ):
        yield connection


@contextmanager
def translated_errors() -> Iterator[None]:
    """Turns the driver's ways of saying *away* or *busy* into `Unavailable`; every other error passes."""
    try:
        yield
    except PoolTimeout as error:
        raise _unavailable("no free connection to the database") from error
    except (OperationalError, InterfaceError, DisconnectionError) as error:
        state = getattr(getattr(error, "orig", None), "sqlstate", None)
        if state in _BUSY:
            raise Unavailable(
                "DATABASE_BUSY",
                f"the database gave up a transaction (SQLSTATE {state})",
                next="send the same request again",
                sqlstate=state,
            ) from error
        raise _unavailable(f"the database does not answer (SQLSTATE {state or 'none'})") from error
    except DBAPIError as error:
        if error.connection_invalidated:
            raise _unavailable("the connection to the database broke") from error
        raise


def take_time(connection: Connection) -> None:
    """Lets this transaction wait and work as long as it needs; for what people start by hand and watch."""
    for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
        connection.execute(text(f"SET LOCAL {name} = 0"))


def copy(connection: Connection, statement: str, pieces: Iterable[bytes]) -> None:
    """Runs a `COPY … FROM STDIN` in the connection's transaction.

    :param statement: a constant of this package.
    """
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - the engine is made for no other
    try:
        with driver.cursor() as cursor, cursor.copy(statement.encode()) as copying:
            for piece in pieces:
                copying.write(piece)
    except psycopg.Error as error:  # what SQLAlchemy would raise, had the statement gone through it
        raise DBAPIError.instance(
            statement, None, error, psycopg.Error, hide_parameters=True, connection_invalidated=driver.closed
        ) from error


def lock(connection: Connection, which: Lock) -> None:
    """Waits for the lock and holds it until the transaction ends.

    :raises OperationalError: after `lock_timeout`; becomes `Unavailable` at the edge.
    """
    connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": int(which)})


def try_lock(connection: Connection, which: Lock) -> bool:
    """Takes the lock until the transaction ends, or says at once that another process holds it."""
    return bool(connection.scalar(text("SELECT pg_try_advisory_xact_lock(:key)"), {"key": int(which)}))


def _unavailable(message: str) -> Unavailable:
    return Unavailable("DATABASE_UNAVAILABLE", message, next="see that PostgreSQL runs, then send the request again")
