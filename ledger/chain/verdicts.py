"""What a node says about a transaction that it is handed, told apart by its words: JSON-RPC has no codes for it.

The words are those of Geth, Besu, Nethermind, Erigon, Reth, FISCO BCOS, Anvil and Ganache; a node that says something
else has refused for a reason of its own.
"""

from dataclasses import dataclass
from typing import Literal

Verdict = Literal["taken", "known", "spent", "underpriced", "unfunded", "full", "impossible", "refused"]
"""
taken        the node has it now
known        the node had it already
spent        its nonce is in the chain
underpriced  the fee is too low: for the node, for the block, or to take the place of what has its nonce
unfunded     the account cannot pay for it
full         the node keeps no more transactions
impossible   no node of this chain will ever take these bytes
refused      the node says something else
"""

_WORDS: dict[Verdict, tuple[str, ...]] = {
    "known": (
        *("already known", "already imported", ": known transaction", "already exists", "alreadyknown"),
        *("already in mempool", "already in the mempool", "already in pool", "alreadyintxpool"),
    ),
    "underpriced": (
        *("underpriced", "fee too low", "feetoolow", "gas price too low", "gasprice too low", "gas price below"),
        *("less than block base fee", "less than the block's base", "lower than the current base fee"),
        *("fee cap less than", "below configured minimum"),
    ),
    "spent": ("nonce too low", "nonce is too low", "oldnonce", "noncetoolow"),
    "unfunded": (
        *("insufficient funds", "insufficientfunds", "insufficient balance", "enough funds"),
        *("upfront cost", "up-front cost"),
    ),
    "full": (
        *("pool is full", "pool full", "poolisfull", "mempool is full", "queue is full", "too many transactions"),
        *("account limit exceeded", "rate limit"),
    ),
    "impossible": (
        *("intrinsic gas", "exceeds block gas limit", "exceeds the block gas limit", "gaslimitexceeded"),
        *("type not supported", "unsupported transaction type", "oversized data", "exceeds max transaction gas"),
    ),
}


@dataclass(frozen=True)
class Handed:
    """What came of handing a transaction over; `said` are the node's words where it did not take it."""

    verdict: Verdict
    said: str = ""

    @property
    def kept(self) -> bool:
        """Whether the node has it, in its pool or in its chain."""
        return self.verdict in ("taken", "known", "spent")


def judged(said: str) -> Handed:
    """The verdict in a node's words."""
    lowered = said.lower()
    found = (verdict for verdict, words in _WORDS.items() if any(word in lowered for word in words))
    return Handed(next(found, "refused"), said)
