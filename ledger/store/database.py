"""The door to PostgreSQL: one engine, one migration, one transaction at the edge of a request or a tick.

Everything below takes a `Connection` and never commits. What the driver raises when the database is away, full, slow,
busy or read-only leaves this module as `Unavailable`.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from enum import IntEnum
from pathlib import Path
from typing import Any, Literal

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
from ledger.store import connections

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
# SQLSTATEs (PostgreSQL manual, appendix A)
_BUSY = {
    "40001",  # serialization failure
    "40P01",  # deadlock
    "53200",  # out of memory
    "53300",  # too many connections
    "53400",  # another limit
    "55P03",  # lock timeout
    "57014",  # statement timeout
    "25P03",  # idle in transaction for too long
    "25P04",  # transaction timeout
}
_FULL = {"53100"}
_READ_ONLY = {"25006"}
_AWAY = ("08", "57P", "58", "XX001", "XX002")  # connection, shutdown, system error, damaged table or index


class Lock(IntEnum):
    """What only one process of a ledger does at a time; the values are PostgreSQL advisory lock keys."""

    MIGRATING = 0x7A6862_01
    SEQUENCING = 0x7A6862_02
    ANCHORING = 0x7A6862_03
    INDEXING = 0x7A6862_04
    SETTLING = 0x7A6862_05
    RESTORING = 0x7A6862_06


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
    made = create_engine(
        parsed.set(drivername="postgresql+psycopg"),
        pool_size=pool_size,
        max_overflow=max_overflow,
        pool_timeout=5,
        pool_pre_ping=True,
        pool_recycle=1800,
        hide_parameters=True,  # parameters hold disclosures; they belong in no log
        connect_args={
            "connect_timeout": int(connections.AT_REST),
            "options": options,
            "application_name": "zhengben",
            **_ALIVE,
        },
    )
    connections.install(made)
    return made


def plain_url(engine: Engine) -> str:
    """The engine's `postgresql://…` with its password, for PostgreSQL's own tools: not for logs."""
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def export_snapshot(connection: Connection) -> str:
    """A name under which other sessions see what this REPEATABLE READ transaction sees, for as long as it lasts."""
    return str(connection.scalar(text("SELECT pg_export_snapshot()")))


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


def require_tables(connection: Connection) -> str:
    """The revision of the database's tables.

    :raises Unavailable: `DATABASE_EMPTY` if it has none yet.
    """
    revision = MigrationContext.configure(connection).get_current_revision()
    if revision is None:
        raise Unavailable("DATABASE_EMPTY", "this database has no tables yet", next="`zhengben up` makes them")
    return revision


@contextmanager
def transaction(engine: Engine, isolation: Isolation = "READ COMMITTED") -> Iterator[Connection]:
    """A connection inside one transaction: committed when the block ends, rolled back when it raises.

    An error of the commit itself leaves open whether it took place: only what may be done twice may be done again.

    :raises Unavailable: `DATABASE_BUSY` if the server gave up a lock or a conflict, the same transaction may be run
        again; `DATABASE_FULL`, `DATABASE_READ_ONLY`; `DATABASE_UNAVAILABLE` if it is away or silent, or the pool is
        exhausted.
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
    except DisconnectionError as error:
        raise _unavailable("the connection to the database broke") from error
    except DBAPIError as error:
        trouble = _trouble(error)
        if trouble is None:
            raise
        raise trouble from error


def take_time(connection: Connection) -> None:
    """Lets this transaction wait and work as long as it needs; for what people start by hand and watch."""
    for name in ("lock_timeout", "statement_timeout", "idle_in_transaction_session_timeout"):
        connection.execute(text(f"SET LOCAL {name} = 0"))
    driver = connection.connection.driver_connection
    if isinstance(driver, connections.Impatient):
        driver.patience = None


def let_idle(connection: Connection) -> None:
    """Lets this transaction rest while a slow node is asked, each answer of which has a time of its own; for one that
    holds no lock meanwhile."""
    connection.execute(text("SET LOCAL idle_in_transaction_session_timeout = 0"))


def copy(connection: Connection, statement: str, pieces: Iterable[bytes]) -> None:
    """Runs a `COPY … FROM STDIN` in the connection's transaction.

    :param statement: a constant of this package.
    """
    with _copying(connection, statement) as copying:
        for piece in pieces:
            copying.write(piece)


def copy_rows(connection: Connection, statement: str, rows: Iterable[Sequence[Any]]) -> None:
    """As `copy`, with rows of values instead of bytes.

    :param statement: a constant of this package, or made of its tables' names.
    """
    with _copying(connection, statement) as copying:
        for row in rows:
            copying.write_row(row)


@contextmanager
def _copying(connection: Connection, statement: str) -> Iterator[psycopg.Copy]:
    driver = connection.connection.driver_connection
    assert isinstance(driver, psycopg.Connection)  # noqa: S101 - the engine is made for no other
    try:
        with driver.cursor() as cursor, cursor.copy(statement.encode()) as copying:
            yield copying
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


def _trouble(error: DBAPIError) -> Unavailable | None:
    """What an error says about the server; None if it says something about the statement."""
    state = getattr(error.orig, "sqlstate", None) or ""
    if state in _BUSY:
        return Unavailable(
            "DATABASE_BUSY",
            f"the database gave up a transaction (SQLSTATE {state})",
            next="send the same request again",
            sqlstate=state,
        )
    if state in _FULL:
        return Unavailable(
            "DATABASE_FULL",
            f"the database has no room left on its disk (SQLSTATE {state})",
            next="make room on the disk of PostgreSQL, then send the request again",
            sqlstate=state,
        )
    if state in _READ_ONLY:
        return Unavailable(
            "DATABASE_READ_ONLY",
            f"the database takes no writes (SQLSTATE {state})",
            next="let ZHENGBEN_DATABASE_URL name the primary server, and see that it may be written",
            sqlstate=state,
        )
    if error.connection_invalidated:
        return _unavailable("the connection to the database broke")
    if isinstance(error, OperationalError | InterfaceError) or state.startswith(_AWAY):
        return _unavailable(f"the database does not answer (SQLSTATE {state or 'none'})")
    return None


def _unavailable(message: str) -> Unavailable:
    return Unavailable(
        "DATABASE_UNAVAILABLE",
        message,
        next="see that PostgreSQL runs and has a connection free, then send the request again",
    )
