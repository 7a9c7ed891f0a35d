"""From the chain's events to the sightings: blocks linked by their parents, taken back where the chain turned.

After any sequence of reorgs the sightings are those of an index built anew, because every row hangs on its block and
nothing is ever changed in place.
"""

from collections.abc import Callable
from typing import Any

import structlog
from sqlalchemy import Connection, Engine

from ledger import deriving
from ledger.chain import events as chain_events
from ledger.chain.answered import Block
from ledger.chain.client import Chain
from ledger.chain.contracts import Contracts
from ledger.chain.events import Sighted, Unknown
from ledger.core.errors import NotFound, Unavailable
from ledger.store import database, outbox, sightings
from ledger.store.database import Lock
from ledger.store.sighting_tables import SIGHTINGS
from ledger.store.sightings import SeenBlock

_log = structlog.get_logger(__name__)

BATCH = 500
"""Blocks taken in one transaction."""

_TURNS = 20
"""How often a chain may turn under one batch of a rebuild before the rebuild is given up."""


def advance(connection: Connection, contracts: Contracts, *, most: int = BATCH) -> int:
    """Bring the sightings one batch closer to the head. Returns how many blocks were taken; 0 at the head.

    The node is asked before anything is locked or written.

    :raises ForeignChain: if the node serves another chain.
    :raises Unavailable: `NODE_AWAY`, or `CHAIN_TURNING` if the chain changed while it was read: nothing was written.
    """
    contracts.require_chain()
    chain = contracts.chain
    final = chain.final()  # before the blocks: what is final now stands in them as well
    newest = sightings.head(connection)
    last = _stand(connection, contracts, newest)
    head = chain.head()
    first = contracts.deployment.first_block if last is None else last.number + 1
    until = min(head.number, first + most - 1)
    blocks = chain.blocks(first, until) if first <= until else []
    _require_linked(last, blocks)
    found = _events(contracts, blocks) if blocks else []
    database.lock(connection, Lock.INDEXING)
    if sightings.head(connection) != newest:
        raise _turning("another process has moved the index")
    if last != newest:
        _rewind(connection, contracts.deployment.first_block - 1 if last is None else last.number)
    sightings.add_blocks(connection, [SeenBlock(b.number, b.hash, b.parent, b.time) for b in blocks])
    write(connection, found, {block.number: block.time for block in blocks})
    _keep_final(connection, final)
    return len(blocks)


def catch_up(engine: Engine, contracts: Contracts, *, most: int = BATCH) -> int:
    """Advance to the head, each batch in its own transaction. Returns how many blocks were taken."""
    total = 0
    while True:
        with database.transaction(engine) as connection:
            database.let_idle(connection)
            taken = advance(connection, contracts, most=most)
        total += taken
        if taken == 0:
            return total


def rebuild(engine: Engine, contracts: Contracts, tell: Callable[[int, int], object], *, most: int = BATCH) -> int:
    """Throw the sightings away and read the chain anew, in one transaction: until it ends, readers see the old ones,
    and a kill leaves them as they were. A running service waits with its own reading, and goes on afterwards.

    :param tell: told after each batch up to which block the chain is read, and which is its newest.
    :returns: how many blocks were taken.
    :raises Unavailable: `NODE_AWAY`: nothing was changed.
    :raises ForeignChain: as `advance`.
    """
    with database.transaction(engine) as connection:
        database.take_time(connection)
        database.lock(connection, Lock.INDEXING)
        sightings.clear(connection)
        while _advance_patiently(connection, contracts, most):
            tell(_required_head(connection).number, contracts.chain.head().number)
        database.lock(connection, Lock.SETTLING)
        outbox.reopen_displaced(connection)  # the chain may have turned since the old index was read
        return sightings.count(connection)


def _advance_patiently(connection: Connection, contracts: Contracts, most: int) -> int:
    for _ in range(_TURNS):
        try:
            return advance(connection, contracts, most=most)
        except Unavailable as error:
            if error.code != "CHAIN_TURNING":
                raise
    return advance(connection, contracts, most=most)


def _required_head(connection: Connection) -> SeenBlock:
    head = sightings.head(connection)
    assert head is not None  # noqa: S101 - a batch was written just now
    return head


def _rewind(connection: Connection, number: int) -> None:
    """Take back what lies above a block, and the fates of our transactions that were read there."""
    final = sightings.final(connection)
    if number < final:
        _log.critical("indexing.final_blocks_replaced", final=final, stands=number)
    database.lock(connection, Lock.SETTLING)  # nobody writes a fate by what goes here
    sightings.rewind(connection, number)
    outbox.reopen_above(connection, number)


def _keep_final(connection: Connection, final: Block) -> None:
    """Keep how far the chain is final. Its final block and ours are compared by their hashes; if it lies beyond what we
    have read, all of that is final, as it was read after."""
    newest = sightings.head(connection)
    if newest is None:
        return
    if final.number > newest.number:
        sightings.raise_final(connection, newest.number)
        return
    seen = sightings.block(connection, final.number)
    if seen is not None and seen.hash == final.hash:
        sightings.raise_final(connection, seen.number)


def _stand(connection: Connection, contracts: Contracts, last: SeenBlock | None) -> SeenBlock | None:
    """The newest block that we have seen and the chain still has; whatever lies above it is to be taken back."""
    if last is None or _hash_at(contracts.chain, last.number) == last.hash:
        return last
    lowest = contracts.deployment.first_block
    # Common ancestor by doubling steps, then halving: a node that lost its tail may have lost thousands of blocks.
    good, bad, step = lowest - 1, last.number, 1
    while bad - step > good:
        if _agrees(connection, contracts.chain, bad - step):
            good = bad - step
            break
        bad -= step
        step *= 2
    while bad - good > 1:
        middle = (bad + good) // 2
        good, bad = (middle, bad) if _agrees(connection, contracts.chain, middle) else (good, middle)
    if good < lowest:
        contracts.require()  # not one block is left: only if our contracts are still there may all be read anew
    return sightings.block(connection, good)


def _agrees(connection: Connection, chain: Chain, number: int) -> bool:
    seen = sightings.block(connection, number)
    return seen is not None and _hash_at(chain, number) == seen.hash


def _hash_at(chain: Chain, number: int) -> bytes | None:
    try:
        return chain.block(number).hash
    except NotFound:
        return None


def _require_linked(last: SeenBlock | None, blocks: list[Block]) -> None:
    parent = None if last is None else last.hash
    for block in blocks:
        if parent is not None and block.parent != parent:
            raise _turning(f"block {block.number} does not follow the one before it")
        parent = block.hash


def _events(contracts: Contracts, blocks: list[Block]) -> list[Sighted]:
    """The events of exactly these blocks, in the chain's order."""
    hashes = {block.number: block.hash for block in blocks}
    logs = contracts.chain.logs(contracts.addresses, blocks[0].number, blocks[-1].number)
    found = [chain_events.decode(contracts, raw) for raw in logs if not raw.get("removed")]
    for sighted in found:
        if hashes.get(sighted.place.block_number) != sighted.place.block_hash:
            raise _turning(f"a log of block {sighted.place.block_number} belongs to another block than was read")
    # A chain that turned between headers and logs may have hidden logs: the last header must still stand.
    if _hash_at(contracts.chain, blocks[-1].number) != blocks[-1].hash:
        raise _turning(f"block {blocks[-1].number} was replaced while it was read")
    return sorted(found, key=lambda sighted: (sighted.place.block_number, sighted.place.log_index))


def _turning(why: str) -> Unavailable:
    return Unavailable("CHAIN_TURNING", why, next="the next tick reads the chain again")


def write(connection: Connection, found: list[Sighted], times: dict[int, int]) -> None:
    """Add the rows that follow from events, in the chain's order, of blocks that stand already.

    :param times: of their blocks, in seconds.
    :raises Corrupt: `VERSION_GAP`.
    """
    rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in SIGHTINGS}
    titles = deriving.Titles(connection, found)
    for sighted in found:
        place = {"block_number": sighted.place.block_number, "log_index": sighted.place.log_index}
        event = sighted.event
        name = type(event).__name__
        rows["events"].append(
            {
                **place,
                "block_hash": sighted.place.block_hash,
                "tx_hash": sighted.place.transaction,
                "contract": event.contract,
                "name": name,
                "digest": chain_events.digest_of(event),
                "args": chain_events.to_json(event),
            }
        )
        if isinstance(event, Unknown):
            _log.error("indexing.event_unknown", contract=event.contract, block=place["block_number"])
        for into, row in deriving.rows(sighted, titles, times[sighted.place.block_number]):
            rows[into].append({**row, **place})
    for table in SIGHTINGS[1:]:
        sightings.add(connection, table, rows[table.name])
