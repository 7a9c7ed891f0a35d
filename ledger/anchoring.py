"""Heads of the log go onto the chain: queued, sent, settled.

An anchor is written, with its raw signed transaction, before it is sent. One is on its way at a time, and each
continues the head that the chain has.
"""

from sqlalchemy import Connection

from ledger import sending
from ledger.chain.answered import Block, Reverted
from ledger.chain.client import Chain
from ledger.chain.contracts import Contracts
from ledger.chain.refusals import refused
from ledger.chain.sender import Payer
from ledger.chain.states import AnchorHead
from ledger.core import acts, merkle, seals, tiles
from ledger.core.errors import Corrupt, NotFound, Unavailable
from ledger.core.types import Head, TileSource
from ledger.keyring import Signer
from ledger.store import log, outbox, sightings
from ledger.store.database import Lock, lock
from ledger.store.outbox import Outgoing

_STOP = "stop the service, keep database and chain, and find out which of them was put back or changed"


def queue(
    connection: Connection,
    contracts: Contracts,
    payer: Payer,
    operator: Signer,
    source: TileSource,
    *,
    now: int,
    every_seconds: int,
    every_entries: int,
) -> Outgoing | None:
    """Write an anchor of the newest checkpoint if one is due; commit, then `sending.send`. The node is asked before
    anything is locked.

    Due is: the log has grown since the last anchored head by `every_entries`, or that head is `every_seconds` old, or
    there is none. None if nothing is due, if an anchor is on its way, or if the tiles are not all published yet.

    :param operator: signs for the party that `AnchorLog` names.
    :param source: the published tiles.
    :raises ForeignChain: if the node does not serve the ledger's chain.
    :raises Corrupt: `LOG_BEHIND_ANCHOR`, `LOG_FORKED_FROM_ANCHOR`: log and chain contradict each other.
    """
    latest = log.latest(connection)
    if latest is None:
        return None
    contracts.require_chain()
    block = contracts.chain.head()
    anchored = contracts.anchors.head(block)
    if _on_its_way(connection, anchored.size):
        return None
    if not _due(latest.head, anchored, now, every_seconds, every_entries):
        return None
    previous = last_anchored(connection, contracts, anchored, latest.head, block)
    try:
        proof = _proof(previous, latest.head, source)
    except NotFound:
        return None
    data = _calldata(contracts, operator, previous, latest.head, proof, drafted=min(now, block.time))
    anchors = contracts.anchors
    try:
        prepared = sending.prepare(contracts, payer, to=anchors.address, data=data)
    except Reverted as reverted:
        raise refused(reverted) from reverted
    lock(connection, Lock.ANCHORING)
    if _on_its_way(connection, anchored.size):  # another process was quicker
        return None
    return sending.write(connection, payer, prepared, kind="anchor", ref=str(latest.head.size), now=now)


def last_anchored(
    connection: Connection, contracts: Contracts, anchored: AnchorHead, newest: Head, block: Block
) -> Head:
    """The last anchored head as our log knows it; the chain's commitment must be to that very root.

    :raises Corrupt: `LOG_BEHIND_ANCHOR`, `LOG_FORKED_FROM_ANCHOR`.
    :raises Unavailable: `CHAIN_TURNING` if the block was replaced while it was read: it says nothing about the log.
    """
    if anchored.count == 0:
        return Head(0, merkle.EMPTY_ROOT)
    if anchored.size > newest.size:
        raise _behind(newest.size, anchored.size)
    stored = log.at(connection, anchored.size)
    commitment = contracts.anchors.commitment(anchored.size, block)
    if stored is None or acts.anchor_commitment(anchored.size, stored.head.root, anchored.time) != commitment:
        _require_standing(contracts.chain, block)
        raise _forked(anchored.size, newest.size)
    return stored.head


def require_continued(connection: Connection) -> None:
    """Demand that our log goes on from the newest anchor that the index has seen: nothing may be signed otherwise,
    because the anchored head was signed by us, and what comes after an older one would be a second history.

    :raises Corrupt: `LOG_BEHIND_ANCHOR`, `LOG_FORKED_FROM_ANCHOR`.
    """
    anchored, latest = sightings.newest_anchor(connection), log.latest(connection)
    if anchored is None:
        return
    size = 0 if latest is None else latest.head.size
    if anchored.size > size:
        raise _behind(size, anchored.size)
    stored = log.at(connection, anchored.size)
    if stored is None or stored.head.root != anchored.root:
        raise _forked(anchored.size, size)


def _behind(size: int, anchored: int) -> Corrupt:
    return Corrupt(
        "LOG_BEHIND_ANCHOR",
        f"the log has {size} entries, the chain has anchored {anchored}: {anchored - size} filings are missing here",
        next="put a copy of the published log into the log folder and run `zhengben restore --adopt-published`, or "
        "restore a newer backup; nothing is signed meanwhile",
        size=size,
        anchored=anchored,
        missing=anchored - size,
    )


def _forked(anchored: int, size: int) -> Corrupt:
    message = f"the head anchored at size {anchored} is none that this log of {size} entries ever had"
    return Corrupt("LOG_FORKED_FROM_ANCHOR", message, next=_STOP, size=anchored)


def _require_standing(chain: Chain, block: Block) -> None:
    """Reads go by a block's number: after it was replaced, a later one sees another chain than an earlier one did."""
    try:
        stands = chain.block(block.number).hash == block.hash
    except NotFound:
        stands = False
    if not stands:
        message = f"block {block.number} was replaced while the last anchor was read"
        raise Unavailable("CHAIN_TURNING", message, next="the next tick reads the chain again")


def _on_its_way(connection: Connection, anchored: int) -> bool:
    last = outbox.last(connection, "anchor")
    return last is not None and last.outcome is None and int(last.ref) > anchored


def _due(head: Head, anchored: AnchorHead, now: int, every_seconds: int, every_entries: int) -> bool:
    if head.size < anchored.size:
        raise _behind(head.size, anchored.size)
    grown = head.size - anchored.size
    late = anchored.count == 0 or now - anchored.time >= every_seconds
    return grown > 0 and (grown >= every_entries or late)


def _proof(previous: Head, newest: Head, source: TileSource) -> list[bytes]:
    if previous.size == 0:
        return []
    proof = merkle.consistency_path(previous.size, newest.size, tiles.tile_reader(newest.size, source))
    merkle.verify_consistency(previous.size, newest.size, previous.root, newest.root, proof)
    return proof


def _calldata(
    contracts: Contracts, operator: Signer, previous: Head, newest: Head, proof: list[bytes], *, drafted: int
) -> bytes:
    message = {
        "size": newest.size,
        "root": "0x" + newest.root.hex(),
        "previousSize": previous.size,
        "previousRoot": "0x" + previous.root.hex(),
        "draftedAt": drafted,
    }
    digest = acts.digest("Anchor", message, contracts.deployment.domain("AnchorLog"))
    seal = seals.blob([seals.seal(operator.signer_bytes, operator.sign_digest(digest))])
    arguments = (newest.size, newest.root, previous.size, previous.root, proof, drafted, seal)
    return contracts.anchors.interface.call("anchor", arguments)
