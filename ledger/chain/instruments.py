"""Acts read back from the transactions that carried them: the message and the seals, as the contract took them."""

from dataclasses import dataclass

from eth_abi.abi import decode
from eth_abi.exceptions import DecodingError

from ledger.chain.abi import address_of
from ledger.chain.contracts import Contracts
from ledger.core import acts
from ledger.core.acts import Message
from ledger.core.errors import NotFound


@dataclass(frozen=True)
class Sealed:
    """An act as it was sent: the name of its kind, its message, and the blob of seals."""

    kind: str
    message: Message
    seals: bytes


def sealed(contracts: Contracts, transaction: bytes) -> Sealed:
    """The act in a transaction's calldata.

    :raises NotFound: `INSTRUMENT_UNREADABLE` if the node has no such transaction, or if it calls no act of ours
        directly (somebody may send an act through a contract of his own).
    """
    raw = contracts.chain.ask("eth_getTransactionByHash", "0x" + transaction.hex())
    contract = contracts.by_address.get(address_of(raw["to"])) if raw and raw.get("to") else None
    data = bytes.fromhex(raw["input"][2:]) if raw else b""
    for kind in acts.kinds().values():
        if contract is None or kind.contract != contract.name:
            continue
        function = contract.interface.functions[kind.name]
        if data[:4] != function.hash[:4]:
            continue
        try:
            values, seals = decode(function.types, data[4:])
        except (DecodingError, OverflowError):
            break
        return Sealed(kind.name, acts.from_arguments(kind.primary_type, values), seals)
    raise NotFound(
        "INSTRUMENT_UNREADABLE",
        f"transaction 0x{transaction.hex()} carries no act that can be read from its calldata",
        next="get the act and its seals from whoever sent it",
        transaction="0x" + transaction.hex(),
    )
