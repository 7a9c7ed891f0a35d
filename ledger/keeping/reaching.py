"""The parts of a ledger that runs on this machine, or those that the settings name: reached, never started.

For what an operator does beside a running service.
"""

from ledger.chain.client import Chain, Finality
from ledger.core.errors import Unavailable
from ledger.local import running
from ledger.service import wall_clock
from ledger.settings import Settings


def database_url(settings: Settings) -> str:
    """`postgresql://…` of the ledger's database.

    :raises Unavailable: `LEDGER_AT_REST` while the embedded database does not run.
    """
    return _running(settings, settings.database_url or running.database_url(settings.data))


def chain(settings: Settings) -> Chain:
    """The ledger's chain.

    :raises Unavailable: `LEDGER_AT_REST` while the embedded chain does not run.
    """
    if settings.rpc_url is not None:
        return Chain(settings.rpc_url, finality=Finality.parse(settings.finality))
    return Chain(_running(settings, running.rpc_url(settings.data)), finality=Finality("instant"))


def now(settings: Settings) -> int:
    """Seconds since 1970 by the ledger's clock, which is the chain's where the chain is embedded."""
    return wall_clock() + (running.time_shift(settings.data) if settings.rpc_url is None else 0)


def _running(settings: Settings, url: str | None) -> str:
    if url is None:
        raise Unavailable(
            "LEDGER_AT_REST",
            f"no ledger runs on {settings.data}",
            next="start it with `zhengben up`, and run this command meanwhile",
            data=str(settings.data),
        )
    return url
