"""Our transactions on their way: written before they are sent, sent again until the chain keeps them.

The raw bytes exist as a row before any node sees them, so that a restart, a reorg or a node that lost its tail is
answered with the same bytes. One that waits because its fee fell behind the market gets a further version: the same
call and nonce at a higher fee, or at the ceiling none. Nonces are given and fates written under an advisory lock, which
is never held while the node is asked.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import Connection, Engine

from ledger import measuring
from ledger.chain import fees
from ledger.chain.answered import Block, NodeError, Receipt
from ledger.chain.client import Chain
from ledger.chain.contracts import Contracts
from ledger.chain.fees import Market
from ledger.chain.sender import GAS_CAP, Call, Payer, gas_limit, opened, require_funds
from ledger.store import database, outbox, sightings
from ledger.store.database import Lock, lock
from ledger.store.outbox import Outcome, Outgoing

_MOST_FILLED = 64
_REPLACED = ("underpriced", "impossible")  # what a node will not take as it is, however long it waits


@dataclass(frozen=True)
class Prepared:
    """A call that the chain would take now, with what it offers for it.

    :param taken: the account's next nonce in the chain.
    """

    call: Call
    offer: fees.Offer
    chain_id: int
    taken: int


@dataclass(frozen=True)
class Fate:
    """How a transaction ended; version and block for what is in the chain."""

    outcome: Outcome
    settled_as: bytes | None = None
    block_number: int | None = None
    block_hash: bytes | None = None


def prepare(contracts: Contracts, payer: Payer, *, to: str, data: bytes) -> Prepared:
    """Ask the node for all that a transaction needs; nothing is written or locked.

    :raises ForeignChain: if the node does not serve the ledger's chain.
    :raises Reverted: if the contract would turn it down now.
    :raises Refused: `GAS_ABOVE_CAP`.
    :raises Unavailable: `PAYER_EMPTY`, or the node's own.
    """
    chain = contracts.chain
    contracts.require()
    call = Call(to, data, gas_limit(chain, payer.address, to, data, cap=GAS_CAP))
    head = chain.head()
    offer = fees.within(fees.market(chain).offer, payer.limit.ceiling)
    require_funds(chain, payer.address, call.gas, offer, head)
    return Prepared(call, offer, contracts.deployment.chain_id, chain.sent_by(payer.address, head))


def write(connection: Connection, payer: Payer, prepared: Prepared, *, kind: str, ref: str, now: int) -> Outgoing:
    """Sign a transaction and keep it; nothing is sent yet: commit, then call `send`."""
    lock(connection, Lock.SETTLING)
    nonce = max(outbox.next_nonce(connection, payer.address), prepared.taken)
    raw = payer.sign(prepared.call, chain_id=prepared.chain_id, nonce=nonce, offer=prepared.offer)
    return outbox.add(
        connection, payer=payer.address, kind=kind, ref=ref, nonce=nonce, raw=raw.content, tx_hash=raw.hash, now=now
    )


def send(engine: Engine, contracts: Contracts, payer: Payer) -> int:
    """Hand every open transaction that the chain does not have yet to the node, in the order of nonces.

    What the node says of each is kept; one that it does not take holds up no other. Sending the same bytes again does
    no harm. Returns how many were handed over.

    :raises ForeignChain: if the node does not serve the ledger's chain; nothing was sent.
    """
    with database.transaction(engine) as connection:
        rows = outbox.open_rows(connection, payer.address)
    if not rows:
        return 0
    contracts.require()
    taken = contracts.chain.sent_by(payer.address, contracts.chain.head())
    waiting = [row for row in rows if row.nonce >= taken]
    verdicts: dict[bytes, str | None] = {}
    try:
        for row in waiting:
            handed = contracts.chain.send(row.newest.raw)
            verdicts[row.newest.tx_hash] = None if handed.kept else handed.verdict
    finally:
        known = {row.newest.tx_hash: row.newest.verdict for row in waiting}
        news = {tx_hash: verdict for tx_hash, verdict in verdicts.items() if verdict != known[tx_hash]}
        with database.transaction(engine) as connection:
            outbox.tell(connection, news)
    return len(waiting)


def settle(engine: Engine, contracts: Contracts, payer: Payer, *, now: int) -> list[Outgoing]:
    """Write the final fate of what has one, open again what the chain has forgotten, replace what it will not take as
    it is, send again what it lacks.

    Returns the rows that were settled.

    :raises ForeignChain: if the node does not serve the ledger's chain; nothing was sent.
    """
    chain, limit = contracts.chain, payer.limit
    contracts.require_chain()
    taken = chain.sent_by(payer.address, chain.head())
    with database.transaction(engine) as connection:
        lock(connection, Lock.SETTLING)
        outbox.reopen(connection, payer.address, taken)
        rows = outbox.open_rows(connection, payer.address)
        final = sightings.block(connection, sightings.final(connection))
    if not rows:
        return []
    beyond_doubt = 0 if final is None else _sent_by_then(chain, payer.address, chain.block(final.number))
    receipts = chain.receipts([version.tx_hash for row in rows for version in row.versions])
    if final is not None and chain.block(final.number).hash != final.hash:
        return []  # the chain turns while we read: the index has to follow first
    due = [row for row in rows if row.nonce >= taken and now - row.newest.written_at >= limit.patience]
    gap = sorted(set(range(taken, rows[-1].nonce)) - {row.nonce for row in rows})[:_MOST_FILLED]
    market = fees.market(chain) if due or gap else None
    with database.transaction(engine) as connection:
        lock(connection, Lock.SETTLING)
        rows = outbox.open_rows(connection, payer.address)
        standing = _standing(connection, receipts)
        fates = [(row, found) for row in rows if (found := fate(row, receipts, standing, beyond_doubt)) is not None]
        for row, found in fates:
            outbox.settle(connection, row.id, **vars(found))
            measuring.settled(row.kind, found.outcome)
        if market is not None:
            _replace(connection, payer, [row for row in due if row in rows], market, contracts.deployment.chain_id, now)
            _fill(
                connection,
                payer,
                outbox.not_given(connection, payer.address, gap),
                market,
                contracts.deployment.chain_id,
                now,
            )
    send(engine, contracts, payer)
    return [row for row, _ in fates]


def fate(
    row: Outgoing, receipts: Mapping[bytes, Receipt], standing: Collection[bytes], beyond_doubt: int
) -> Fate | None:
    """The final fate of a row, None while it has none.

    :param receipts: by the versions' hashes, in whatever order they were seen; `standing` are those in final blocks.
    :param beyond_doubt: the account's next nonce at the newest final block.
    """
    seen = [version for version in row.versions if version.tx_hash in receipts]
    for version in seen:
        if version.tx_hash in standing:
            receipt = receipts[version.tx_hash]
            outcome: Outcome = "replaced" if version.empty else "mined" if receipt.good else "reverted"
            return Fate(outcome, version.tx_hash, receipt.block_number, receipt.block_hash)
    return Fate("replaced") if not seen and row.nonce < beyond_doubt else None


def replacement(row: Outgoing, payer: Payer, market: Market) -> tuple[Call, fees.Offer] | None:
    """What shall take the place of a transaction that waits: None if it only has to wait, or if the ceiling leaves no
    room for a better offer."""
    call, standing = opened(row.newest.raw)
    if row.newest.verdict not in _REPLACED and market.takes(standing):
        return None
    offer = fees.raised(standing, market, payer.limit.ceiling)
    if offer is None:
        return None
    return (payer.nothing() if row.newest.verdict == "impossible" else call), offer


def _sent_by_then(chain: Chain, address: str, final: Block) -> int:
    """The account's next nonce at the final block, 0 if the node does not say: one that prunes has the state of its
    last blocks only (128 with Geth), and what stands in the chain is settled by its receipt all the same."""
    try:
        return chain.sent_by(address, final)
    except NodeError as error:
        if error.code != "NODE_ERROR":
            raise
        return 0


def _standing(connection: Connection, receipts: Mapping[bytes, Receipt]) -> set[bytes]:
    """Whose receipts are of final blocks that the index has seen: so a rewind finds every fate that it takes back."""
    final = sightings.final(connection)
    deep = {tx_hash: receipt for tx_hash, receipt in receipts.items() if receipt.block_number <= final}
    seen = {number: sightings.block(connection, number) for number in {one.block_number for one in deep.values()}}
    return {
        tx_hash
        for tx_hash, receipt in deep.items()
        if (block := seen[receipt.block_number]) is not None and block.hash == receipt.block_hash
    }


def _replace(
    connection: Connection, payer: Payer, rows: Iterable[Outgoing], market: Market, chain_id: int, now: int
) -> None:
    for row in rows:
        better = replacement(row, payer, market)
        if better is None:
            continue
        call, offer = better
        raw = payer.sign(call, chain_id=chain_id, nonce=row.nonce, offer=offer)
        empty = row.newest.empty or row.newest.verdict == "impossible"
        number = row.newest.number + 1
        outbox.add_version(connection, row.id, number, raw=raw.content, tx_hash=raw.hash, empty=empty, now=now)
        measuring.replacement_written()


def _fill(
    connection: Connection, payer: Payer, nonces: Collection[int], market: Market, chain_id: int, now: int
) -> None:
    """Use up nonces below ours that nobody else will: after a database was put back its lost rows may leave a gap, and
    the chain takes nothing behind one."""
    offer = fees.within(market.offer, payer.limit.ceiling)
    filler = {"payer": payer.address, "kind": "filler", "ref": ""}
    for nonce in outbox.not_given(connection, payer.address, nonces):  # another process may have been quicker
        raw = payer.sign(payer.nothing(), chain_id=chain_id, nonce=nonce, offer=offer)
        outbox.add(connection, **filler, nonce=nonce, raw=raw.content, tx_hash=raw.hash, now=now)
