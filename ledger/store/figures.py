"""Figures of the rows, for whoever watches the ledger: each is read from an index, however many rows there are."""

from dataclasses import dataclass

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.pool import QueuePool

from ledger.store.filings import filings, waiting_count
from ledger.store.log import checkpoints, staged_tiles
from ledger.store.outbox import outbox


@dataclass(frozen=True)
class Waiting:
    """What has not got as far as it will; seconds since 1970, None where nothing waits.

    :param filings: without a place in the log; `filing_since` when the oldest of them was received.
    :param staged: trees whose tiles are staged and not yet known to be published.
    :param transactions: of ours without a final fate; `transaction_since` when the oldest was written.
    """

    filings: int
    filing_since: int | None
    staged: int
    transactions: int
    transaction_since: int | None


@dataclass(frozen=True)
class Server:
    """The database server as this connection finds it.

    :param version: such as `18.4`.
    :param unsafe: settings with which something acknowledged may be lost in a crash: name and value.
    :param free: connections that it would still take, not counting those kept for its superuser.
    :param most: connections that it takes at all.
    :param read_only: whether it takes no writes: a standby, or told so.
    """

    version: str
    unsafe: tuple[str, ...]
    free: int
    most: int
    read_only: bool


@dataclass(frozen=True)
class Pool:
    """Our own connections: in use, and at most."""

    in_use: int
    most: int


_SAFE = {"fsync": "on", "full_page_writes": "on", "synchronous_commit": "on"}
_SAFER = {"synchronous_commit": ("remote_write", "remote_apply")}
_SETTING = text("SELECT current_setting(:name)")
_BACKENDS = text("SELECT count(*) FROM pg_stat_activity WHERE backend_type = 'client backend'")


def waiting(connection: Connection) -> Waiting:
    """What waits in log and outbox."""
    oldest = select(filings.c.received_at).where(filings.c.leaf_index.is_(None)).order_by(filings.c.arrival).limit(1)
    open_ones = select(func.count(), func.min(outbox.c.created_at)).where(outbox.c.outcome.is_(None))
    count, since = connection.execute(open_ones).one()
    return Waiting(
        filings=waiting_count(connection),
        filing_since=connection.scalar(oldest),
        staged=connection.scalar(select(func.count(staged_tiles.c.size.distinct()))) or 0,
        transactions=int(count),
        transaction_since=since,
    )


def unanchored_since(connection: Connection, anchored: int) -> int | None:
    """When the first head beyond an anchored size was signed, in seconds since 1970; None if there is none."""
    beyond = select(checkpoints.c.signed_at).where(checkpoints.c.size > anchored)
    return connection.scalar(beyond.order_by(checkpoints.c.size).limit(1))


def server(connection: Connection) -> Server:
    """How the server is set up, and how many connections it has left."""

    def setting(name: str) -> str:
        return str(connection.scalar(_SETTING, {"name": name}))

    found = {name: setting(name) for name in _SAFE}
    unsafe = tuple(
        f"{name} = {value}"
        for name, value in found.items()
        if value != _SAFE[name] and value not in _SAFER.get(name, ())
    )
    most = int(setting("max_connections"))
    kept = int(setting("superuser_reserved_connections"))
    in_use = int(connection.scalar(_BACKENDS) or 0)
    return Server(
        version=setting("server_version").split()[0],
        unsafe=unsafe,
        free=max(0, most - kept - in_use),
        most=most,
        read_only=setting("transaction_read_only") == "on",
    )


def pool(engine: Engine) -> Pool:
    """Our own pool of connections; nothing is asked."""
    held = engine.pool
    if not isinstance(held, QueuePool):
        return Pool(0, 0)
    return Pool(held.checkedout(), held.size() + held._max_overflow)
