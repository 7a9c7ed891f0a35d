"""Erasing a filing: its data key is destroyed, and nobody can connect its entry in the log with anyone any more."""

from ledger.core.errors import Unavailable
from ledger.local import running
from ledger.service import wall_clock
from ledger.settings import Settings
from ledger.store import database, vault


def erase(settings: Settings, leaf: bytes) -> bool:
    """Erase a filing in the database of these settings, or in that of the embedded ledger that runs on this machine.

    :returns: False if it was erased before.
    :raises NotFound: `FILING_UNKNOWN`.
    :raises Unavailable: `LEDGER_AT_REST` while the embedded database does not run.
    """
    url = settings.database_url or running.database_url(settings.data)
    if url is None:
        raise Unavailable(
            "LEDGER_AT_REST",
            f"no database of the ledger in {settings.data} runs",
            next="start it with `zhengben up`, and erase meanwhile",
            data=str(settings.data),
        )
    shift = running.time_shift(settings.data) if settings.rpc_url is None else 0
    engine = database.engine(url, pool_size=1)
    try:
        with database.transaction(engine) as connection:
            return vault.erase(connection, leaf, wall_clock() + shift)
    finally:
        engine.dispose()
