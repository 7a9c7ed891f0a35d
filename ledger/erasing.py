"""Erasing a filing: its data key is destroyed, and nobody can connect its entry in the log with anyone any more."""

from ledger import reaching
from ledger.settings import Settings
from ledger.store import database, vault


def erase(settings: Settings, leaf: bytes) -> bool:
    """Erase a filing in the database of these settings, or in that of the embedded ledger that runs on this machine.

    :returns: False if it was erased before.
    :raises NotFound: `FILING_UNKNOWN`.
    :raises Unavailable: `LEDGER_AT_REST` while the embedded database does not run.
    """
    engine = database.engine(reaching.database_url(settings), pool_size=1)
    try:
        with database.transaction(engine) as connection:
            return vault.erase(connection, leaf, reaching.now(settings))
    finally:
        engine.dispose()
