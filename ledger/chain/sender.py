"""Transactions of the paying account: built and signed here, so that their raw bytes exist before they are sent.

The account only pays. What an act may do is decided by the seals inside it, and any other account could send it.
"""

from dataclasses import dataclass
from typing import Any

import rlp
from eth_account.signers.local import LocalAccount
from eth_hash.auto import keccak

from ledger.chain.abi import address_of
from ledger.chain.answered import Block, number
from ledger.chain.client import Chain
from ledger.chain.fees import Limit, Offer
from ledger.core.errors import Refused, Unavailable

GAS_CAP = 8_000_000
"""Most gas one transaction may ask for: sixteen P-256 seals in plain Solidity, with room; no wallet can burn more."""
_GAS_SLACK = 1.25  # state may move between estimate and block: a first holder's slot costs more than a used one
_EMPTY_GAS = 100_000  # 21 000 are used where gas is counted as in Ethereum; rollups ask for more
_EIP_1559 = 2
_LISTS = 0xC0  # an RLP list begins with this byte or a higher one: a transaction without a type


@dataclass(frozen=True)
class Raw:
    """A signed transaction: its bytes and its hash."""

    content: bytes
    hash: bytes


@dataclass(frozen=True)
class Call:
    """What a transaction does, whatever it pays: `to` is None for a creation."""

    to: str | None
    data: bytes
    gas: int


class Payer:
    """The account that pays, and how far it goes."""

    def __init__(self, account: LocalAccount, limit: Limit | None = None) -> None:
        self._account = account
        self.limit = limit or Limit()

    @property
    def address(self) -> str:
        """The account, with checksum."""
        return str(self._account.address)

    def sign(self, call: Call, *, chain_id: int, nonce: int, offer: Offer) -> Raw:
        """The call as a transaction of that nonce."""
        transaction: dict[str, Any] = {
            "chainId": chain_id,
            "nonce": nonce,
            "gas": call.gas,
            "value": 0,
            "data": "0x" + call.data.hex(),
            **offer.fields,
            **({} if call.to is None else {"to": call.to}),
        }
        raw = bytes(self._account.sign_transaction(transaction).raw_transaction)
        return Raw(raw, keccak(raw))

    def nothing(self) -> Call:
        """A call that does nothing, for a nonce whose own call no node will take."""
        return Call(self.address, b"", _EMPTY_GAS)


def opened(raw: bytes) -> tuple[Call, Offer]:
    """What one of our signed transactions calls and what it offers."""
    if raw[0] >= _LISTS:
        _, price, gas, to, _, data, *_ = rlp.decode(raw)
        offer = Offer(_number(price), _number(price), legacy=True)
    else:
        assert raw[0] == _EIP_1559  # noqa: S101 - `sign` makes these two kinds
        _, _, tip, cap, gas, to, _, data, *_ = rlp.decode(raw[1:])
        offer = Offer(_number(cap), _number(tip))
    return Call(address_of(to) if to else None, bytes(data), _number(gas)), offer


def created_by(sender: str, nonce: int) -> str:
    """The address of the contract that a transaction of this nonce creates: keccak256(rlp([sender, nonce]))[12:]."""
    return address_of(keccak(rlp.encode([bytes.fromhex(sender[2:]), nonce]))[12:])


def gas_limit(chain: Chain, sender: str, to: str | None, data: bytes, *, cap: int = GAS_CAP) -> int:
    """How much gas to offer: the node's estimate and a quarter more, not beyond `cap`.

    :raises Reverted: if the transaction would be turned down.
    :raises Refused: `GAS_ABOVE_CAP`.
    """
    request = {"from": sender, "data": "0x" + data.hex()} | ({"to": to} if to else {})
    estimate = number("eth_estimateGas", chain.ask("eth_estimateGas", request))
    if estimate > cap:
        message = f"the act would take {estimate} gas, at most {cap} is paid for"
        raise Refused("GAS_ABOVE_CAP", message, next="make several smaller acts of it", gas=estimate, cap=cap)
    return min(int(estimate * _GAS_SLACK), cap)


def require_funds(chain: Chain, address: str, gas: int, offer: Offer, block: Block) -> None:
    """Demand that the account can pay for `gas` at that offer.

    :raises Unavailable: `PAYER_EMPTY`.
    """
    needed = gas * offer.cap
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


def _number(field: bytes) -> int:
    return int.from_bytes(field, "big")
