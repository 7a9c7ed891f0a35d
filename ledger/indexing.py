"""From the chain's events to the sightings: blocks linked by their parents, taken back where the chain turned.

After any sequence of reorgs the sightings are those of an index built anew, because every row hangs on its block and
nothing is ever changed in place.
"""

from collections.abc import Callable, Iterable
from typing import Any

import structlog
from sqlalchemy import Connection, Engine

from ledger.chain import events as chain_events
from ledger.chain.answered import Block
from ledger.chain.client import Chain
from ledger.chain.contracts import Contracts
from ledger.chain.events import (
    Anchored,
    Appointed,
    AppointmentEnded,
    Confirmed,
    Conveyed,
    Enrolled,
    NodeAdmitted,
    Proposed,
    Registered,
    Sighted,
)
from ledger.core.errors import Corrupt, NotFound, Unavailable
from ledger.core.meanings import CONFIRMED, REGISTERED
from ledger.core.shares import unpack
from ledger.store import database, outbox, sightings
from ledger.store.database import Lock
from ledger.store.sightings import SeenBlock, TitleVersion

_log = structlog.get_logger(__name__)

BATCH = 500
"""Blocks taken in one transaction."""

_TURNS = 20
"""How often a chain may turn under one batch of a rebuild before the rebuild is given up."""

_FIELD = (1 << 64) - 1
_FIELDS_PER_WORD = 4


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
    _write(connection, found)
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


def _write(connection: Connection, found: list[Sighted]) -> None:
    rows: dict[str, list[dict[str, Any]]] = {table.name: [] for table in sightings.SIGHTINGS}
    titles = _Titles(connection, found)
    for sighted in found:
        place = {"block_number": sighted.place.block_number, "log_index": sighted.place.log_index}
        event = sighted.event
        rows["events"].append(
            {
                **place,
                "block_hash": sighted.place.block_hash,
                "tx_hash": sighted.place.transaction,
                "contract": event.contract,
                "name": type(event).__name__,
                "digest": getattr(event, "digest", None),
                "args": chain_events.to_json(event),
            }
        )
        for name, row in _rows(event, titles, place):
            rows[name].append({**row, **place})
    for table in sightings.SIGHTINGS[1:]:
        sightings.add(connection, table, rows[table.name])


def _rows(event: chain_events.Event, titles: "_Titles", place: dict[str, int]) -> Iterable[tuple[str, dict[str, Any]]]:
    """What follows from one event, as (table, row)."""
    match event:
        case Enrolled():
            yield (
                "parties",
                {
                    "party": event.party,
                    "kind": event.kind,
                    "identity": event.identity,
                    "voucher": event.voucher,
                    "guardian": event.guardian,
                },
            )
            yield "signers", {"party": event.party, "signer": event.signer}
        case NodeAdmitted():
            yield "nodes", dict(vars(event))
        case Appointed():
            yield "appointments", dict(vars(event))
        case AppointmentEnded():
            yield "appointment_ends", dict(vars(event))
        case Proposed():
            names = ("achievement", "version", "terms", "notice_until", "digest", "filing")
            yield "proposals", {name: getattr(event, name) for name in names}
        case Anchored():
            yield "anchors", dict(vars(event))
        case _:
            yield "title_versions", titles.row(event, place)


class _Titles:
    """The newest versions of the titles that a batch touches: what an event does not repeat, its predecessor says."""

    def __init__(self, connection: Connection, found: list[Sighted]) -> None:
        touched = {s.event.achievement for s in found if isinstance(s.event, Registered | Confirmed | Conveyed)}
        self._last = sightings.latest_titles(connection, touched) if touched else {}

    def row(self, event: Registered | Confirmed | Conveyed, place: dict[str, int]) -> dict[str, Any]:
        before = self._last.get(event.achievement)
        if event.version != (0 if before is None else before.version) + 1:
            message = f"version {event.version} of 0x{event.achievement.hex()} follows {before and before.version}"
            raise Corrupt("VERSION_GAP", message, next="the node hides events: index from another node")
        entries = _entries(event.words)
        version = TitleVersion(
            achievement=event.achievement,
            version=event.version,
            act={Registered: "register", Confirmed: "confirm", Conveyed: "convey"}[type(event)],
            status=REGISTERED if isinstance(event, Registered) else CONFIRMED,
            node=event.node if isinstance(event, Registered) else _required(before).node,
            rule=_rule(event, before)[0],
            delegate=_rule(event, before)[1],
            entries=entries,
            words=tuple(event.words),
            digest=event.digest,
            filing=event.filing,
            use_grant=event.use_grant if isinstance(event, Confirmed) and any(event.use_grant) else None,
            basis=event.basis if isinstance(event, Conveyed) else None,
            **place,
        )
        self._last[event.achievement] = version
        holders = [share.party for share in unpack(event.words, entries)]
        return {**vars(version), "words": sightings.words_bytes(event.words), "holders": holders}


def _rule(event: Registered | Confirmed | Conveyed, before: TitleVersion | None) -> tuple[int, int]:
    match event:
        case Registered():
            return 0, 0
        case Confirmed():
            return event.rule, event.delegate
        case _:
            standing = _required(before)
            return standing.rule, standing.delegate


def _required(before: TitleVersion | None) -> TitleVersion:
    if before is None:  # the version check has refused this already
        raise Corrupt("VERSION_GAP", "a title has no first version")
    return before


def _entries(words: tuple[int, ...]) -> int:
    """How many entries the words hold: emptied entries are closed up, so the first empty one ends the table."""
    entries = [word >> 64 * i & _FIELD for word in words for i in range(_FIELDS_PER_WORD)]
    return entries.index(0) if 0 in entries else len(entries)
