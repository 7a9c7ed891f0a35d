"""Calls that nobody signs: what the chain allows anybody to bring about once its time has come.

A recovery takes effect when its notice is over, and a migrated title arrives at its new registry, only if somebody
sends a transaction. The service sends it for whoever asks; it can do nothing that anybody else could not.
"""

from eth_hash.auto import keccak
from sqlalchemy import Connection

from ledger import sending, standing
from ledger.chain.answered import Reverted
from ledger.chain.contracts import Contract, Contracts
from ledger.chain.refusals import refused
from ledger.chain.sender import Payer
from ledger.core.errors import Refused
from ledger.store import outbox
from ledger.store.database import Lock, lock
from ledger.store.outbox import Outgoing

KIND = "call"
"""Of these transactions in the outbox."""


def settle_recovery(connection: Connection, contracts: Contracts, payer: Payer, party: int, *, now: int) -> Outgoing:
    """Write the call that lets a party's recovery take effect; commit, then `sending.send` hands it to the node.

    :raises NotFound: `PARTY_UNKNOWN`.
    :raises Refused: `RECOVERY_CLOSED` if none is on notice, or the contract's reason, as while the notice runs.
    """
    recovery = standing.party(connection, party).recovery
    if recovery is None:
        message = f"no recovery of party {party} is on notice"
        raise Refused("RECOVERY_CLOSED", message, next="see the party", party=party)
    authority = contracts.authority
    data = authority.interface.call("settleRecovery", (party, recovery.due_at, recovery.signer))
    return _written(connection, contracts, payer, authority, data, now=now)


def adopt(connection: Connection, contracts: Contracts, payer: Payer, achievement: bytes, *, now: int) -> Outgoing:
    """Write the call that takes over a title from the predecessor; see `settle_recovery`.

    :raises Refused: the contract's reason.
    """
    titles = contracts.titles
    return _written(connection, contracts, payer, titles, titles.interface.call("adopt", (achievement,)), now=now)


def _written(
    connection: Connection, contracts: Contracts, payer: Payer, contract: Contract, data: bytes, *, now: int
) -> Outgoing:
    """Rehearse the call and write its transaction, once: what is on its way or done is answered as it is."""
    contracts.require_chain()
    ref = keccak(bytes.fromhex(contract.address[2:]) + data).hex()
    if (sent := _under_way(connection, ref)) is not None:
        return sent
    contract.call(data, contracts.chain.freshen(now), sender=payer.address)
    try:
        prepared = sending.prepare(contracts, payer, to=contract.address, data=data)
    except Reverted as reverted:
        raise refused(reverted) from reverted
    lock(connection, Lock.SETTLING)
    if (sent := _under_way(connection, ref)) is not None:  # somebody else asked for it meanwhile
        return sent
    return sending.write(connection, payer, prepared, kind=KIND, ref=ref, now=now)


def _under_way(connection: Connection, ref: str) -> Outgoing | None:
    sent = outbox.last(connection, KIND, ref)
    return sent if sent is not None and sent.outcome in (None, "mined") else None
