"""Our transactions on their way: written before they are sent, sent again until the chain keeps them.

The raw bytes exist as a row before any node sees them, so that a restart, a reorg or a node that lost its tail is
answered with the same bytes. One process at a time gives nonces and settles, under an advisory lock.
"""

from sqlalchemy import Connection

from ledger import measuring
from ledger.chain.client import Block, Chain
from ledger.chain.sender import GAS_CAP, Payer, gas_limit, require_funds
from ledger.core.errors import NotFound
from ledger.store import outbox
from ledger.store.database import Lock, lock
from ledger.store.outbox import Outgoing


def write(
    connection: Connection, chain: Chain, payer: Payer, *, kind: str, ref: str, to: str, data: bytes, now: int
) -> Outgoing:
    """Sign a transaction and keep it; nothing is sent yet: commit, then call `send`.

    :raises Reverted: if the contract would turn it down now.
    :raises Refused: `GAS_ABOVE_CAP`.
    :raises Unavailable: `PAYER_EMPTY`, or the node's own.
    """
    lock(connection, Lock.SETTLING)
    gas = gas_limit(chain, payer.address, to, data, cap=GAS_CAP)
    head = chain.head()
    require_funds(chain, payer.address, gas, head)
    nonce = max(outbox.next_nonce(connection, payer.address), chain.sent_by(payer.address, head))
    raw = payer.sign(chain, to=to, data=data, nonce=nonce, gas=gas)
    return outbox.add(
        connection,
        payer=payer.address,
        kind=kind,
        ref=ref,
        nonce=nonce,
        raw=raw.content,
        tx_hash=raw.hash,
        now=now,
    )


def send(connection: Connection, chain: Chain, payer: Payer) -> int:
    """Hand every open transaction that the chain does not have yet to the node, in the order of nonces.

    Returns how many were handed over. Sending the same bytes again does no harm.
    """
    rows = outbox.open_rows(connection, payer.address)
    if not rows:
        return 0
    taken = chain.sent_by(payer.address, chain.head())
    waiting = [row for row in rows if row.nonce >= taken]
    for row in waiting:
        chain.send(row.raw)
    return len(waiting)


def settle(connection: Connection, chain: Chain, payer: Payer) -> list[Outgoing]:
    """Write the final fate of what has one, open again what the chain has forgotten, send again what it lacks.

    Returns the rows that were settled.
    """
    lock(connection, Lock.SETTLING)
    final = chain.final()
    outbox.reopen(connection, payer.address, chain.sent_by(payer.address, chain.head()))
    settled = []
    for row in outbox.open_rows(connection, payer.address):
        fate = _fate(chain, row, final, payer)
        if fate is not None:
            outbox.settle(connection, row.id, *fate)
            settled.append(row)
            measuring.settled(row.kind, fate[0])
    send(connection, chain, payer)
    return settled


def _fate(
    chain: Chain, row: Outgoing, final: Block, payer: Payer
) -> tuple[outbox.Outcome, int | None, bytes | None] | None:
    receipt = chain.receipt(row.tx_hash)
    if receipt is None:
        replaced = row.nonce < chain.sent_by(payer.address, final)
        return ("replaced", None, None) if replaced else None
    number, hash = int(receipt["blockNumber"], 16), bytes.fromhex(receipt["blockHash"][2:])
    if number > final.number or not _stands(chain, number, hash):
        return None
    return ("mined" if int(receipt["status"], 16) == 1 else "reverted"), number, hash


def _stands(chain: Chain, number: int, hash: bytes) -> bool:
    try:
        return chain.block(number).hash == hash
    except NotFound:
        return False
