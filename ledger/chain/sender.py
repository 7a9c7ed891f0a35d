"""Transactions of the paying account: built and signed here, so that their raw bytes exist before they are sent.

The account only pays. What an act may do is decided by the seals inside it, and any other account could send it.
"""

from dataclasses import dataclass
from typing import Any

from eth_account.signers.local import LocalAccount
from eth_hash.auto import keccak

from ledger.chain.client import Block, Chain
from ledger.core.errors import Refused, Unavailable

GAS_CAP = 8_000_000
"""Most gas one transaction may ask for: sixteen P-256 seals in plain Solidity, with room; no wallet can burn more."""
_GAS_SLACK = 1.25  # state may move between estimate and block: a first holder's slot costs more than a used one


@dataclass(frozen=True)
class Raw:
    """A signed transaction: its bytes, its hash, its nonce."""

    content: bytes
    hash: bytes
    nonce: int


class Payer:
    """The account that pays."""

    def __init__(self, account: LocalAccount) -> None:
        self._account = account

    @property
    def address(self) -> str:
        """The account, with checksum."""
        return str(self._account.address)

    def sign(self, chain: Chain, *, to: str | None, data: bytes, nonce: int, gas: int) -> Raw:
        """A signed transaction that calls `to` (or creates a contract), with the fees the chain asks for now."""
        transaction: dict[str, Any] = {
            "chainId": chain.chain_id(),
            "nonce": nonce,
            "gas": gas,
            "value": 0,
            "data": "0x" + data.hex(),
            **fees(chain),
        }
        if to is not None:
            transaction["to"] = to
        raw = bytes(self._account.sign_transaction(transaction).raw_transaction)
        return Raw(raw, keccak(raw), nonce)


def fees(chain: Chain) -> dict[str, int]:
    """The fee fields for a transaction sent now: EIP-1559 where blocks carry a base fee, a gas price elsewhere.

    A base fee of zero is a chain without gas money (Besu, FISCO BCOS in a consortium): nothing is offered. The
    ceiling is four times today's base fee, so that the same bytes stay good through a rise.
    """
    raw = chain.header(chain.head().number)
    if "baseFeePerGas" not in raw or raw["baseFeePerGas"] is None:
        return {"gasPrice": int(chain.ask("eth_gasPrice"), 16)}
    base = int(raw["baseFeePerGas"], 16)
    if base == 0:
        return {"gasPrice": 0}
    tip = max(1, base // 10)
    return {"maxFeePerGas": 4 * base + tip, "maxPriorityFeePerGas": tip}


def gas_limit(chain: Chain, sender: str, to: str | None, data: bytes, *, cap: int = GAS_CAP) -> int:
    """How much gas to offer: the node's estimate and a quarter more, not beyond `cap`.

    :raises Reverted: if the transaction would be turned down.
    :raises Refused: `GAS_ABOVE_CAP`.
    """
    request = {"from": sender, "data": "0x" + data.hex()} | ({"to": to} if to else {})
    estimate = int(chain.ask("eth_estimateGas", request), 16)
    if estimate > cap:
        raise Refused("GAS_ABOVE_CAP", f"the act would take {estimate} gas, at most {cap} is paid for", gas=estimate)
    return min(int(estimate * _GAS_SLACK), cap)


def require_funds(chain: Chain, address: str, gas: int, block: Block) -> None:
    """Demand that the account can pay for `gas` today.

    :raises Unavailable: `PAYER_EMPTY`.
    """
    price = fees(chain)
    needed = gas * price.get("maxFeePerGas", price.get("gasPrice", 0))
    held = chain.balance(address, block)
    if held < needed:
        raise Unavailable(
            "PAYER_EMPTY",
            f"the paying account {address} holds {held} wei and needs {needed}",
            next="send funds to the paying account; nothing is lost meanwhile",
            address=address,
            has=str(held),
            needs=str(needed),
        )
