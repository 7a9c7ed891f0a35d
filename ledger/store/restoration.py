"""A restore on its way: an empty database is marked, filled, judged, and unmarked in the transaction that ends it.

While the mark stands, the database belongs to nobody but the restore: no service starts on it, and the next restore
sweeps it and begins anew. The mark is a schema, because that needs no table of ours.
"""

from sqlalchemy import Connection, text

from ledger.core.errors import Conflict, Unavailable
from ledger.store.metadata import VAULT

_MARK = "zhengben_restore"


def begin(connection: Connection) -> None:
    """Mark an empty database; one that an interrupted restore left is swept first.

    :raises Conflict: `DATABASE_NOT_EMPTY` with its name and what it holds.
    """
    if is_unfinished(connection):
        _sweep(connection)
        return
    held = _tables(connection) + (["schema vault"] if _has_schema(connection, VAULT) else [])
    if held:
        name = connection.scalar(text("SELECT current_database()"))
        listed = ", ".join(held[:5]) + (f" and {len(held) - 5} more" if len(held) > 5 else "")
        raise Conflict(
            "DATABASE_NOT_EMPTY",
            f"the database {name} is not empty: it holds {listed}",
            next="restore into an empty database; of an embedded one, move the folder local/postgres of the data "
            "folder aside",
            database=name,
            held=listed,
        )
    connection.execute(text(f"CREATE SCHEMA {_MARK}"))


def end(connection: Connection) -> None:
    """Take the mark away: from the commit on, the database is a ledger's."""
    connection.execute(text(f"DROP SCHEMA {_MARK}"))


def is_unfinished(connection: Connection) -> bool:
    """Whether a restore began here and did not end."""
    return _has_schema(connection, _MARK)


def require_none(connection: Connection) -> None:
    """Demand that no restore is on its way here.

    :raises Unavailable: `RESTORE_UNFINISHED`.
    """
    if is_unfinished(connection):
        raise Unavailable(
            "RESTORE_UNFINISHED",
            "a restore into this database has begun and not ended",
            next="run `zhengben restore` again with the same folders; it begins anew",
        )


def _has_schema(connection: Connection, name: str) -> bool:
    return connection.scalar(text("SELECT to_regnamespace(:name) IS NOT NULL"), {"name": name}) is True


def _tables(connection: Connection) -> list[str]:
    statement = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
    return list(connection.scalars(text(statement)))


def _sweep(connection: Connection) -> None:
    """The database was empty when it was marked, so that everything in it came from the dumps."""
    connection.execute(text(f"DROP SCHEMA IF EXISTS {VAULT} CASCADE"))
    quote = connection.dialect.identifier_preparer.quote
    for table in _tables(connection):
        connection.execute(text(f"DROP TABLE {quote(table)} CASCADE"))
    for function in connection.scalars(text(_FUNCTIONS)).all():
        connection.execute(text(f"DROP FUNCTION {function} CASCADE"))


_FUNCTIONS = """
    SELECT p.oid::regprocedure::text FROM pg_proc p
    WHERE p.pronamespace = 'public'::regnamespace
    AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
"""
