"""Building the index anew, beside a running service or without one."""

from collections.abc import Callable
from dataclasses import dataclass

from ledger import indexing
from ledger.chain.contracts import Contracts
from ledger.keeping import reaching
from ledger.settings import Settings
from ledger.store import database, deployment

Told = Callable[[int, int], object]
"""Told up to which block the chain is read, and which is its newest."""


@dataclass(frozen=True)
class Reindexed:
    """An index built anew.

    :param blocks: how many blocks it holds; `first` to `last` are their numbers.
    """

    blocks: int
    first: int

    @property
    def last(self) -> int:
        """The newest block's number."""
        return self.first + self.blocks - 1


def reindex(settings: Settings, tell: Told) -> Reindexed:
    """Throw away what was seen on the chain and read it again; `indexing.rebuild` says what others see meanwhile.

    :raises Unavailable: `LEDGER_AT_REST`, `DATABASE_EMPTY`, `NOT_DEPLOYED`, `NODE_AWAY`.
    :raises ForeignChain: if the node serves another chain.
    """
    engine = database.engine(reaching.database_url(settings), pool_size=1)
    try:
        with database.transaction(engine) as connection:
            database.require_tables(connection)
            standing = deployment.get(connection)
        contracts = Contracts(reaching.chain(settings), standing)
        contracts.require()
        return Reindexed(indexing.rebuild(engine, contracts, tell), standing.first_block)
    finally:
        engine.dispose()
