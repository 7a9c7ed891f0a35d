"""A node's answers as checked values: what does not fit is told by name, whatever the node says."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from ledger.core.errors import NotFound, Refused, Unavailable

RETRY = "see whether the node runs and is reachable under ZHENGBEN_RPC_URL, then repeat the request"
_SAID = 500  # characters of a node's words that are repeated


class Reverted(Refused):
    """A call or a transaction that the contract turned down; `data` is what it returned, not decoded yet."""

    def __init__(self, message: str, data: bytes) -> None:
        super().__init__("REVERTED", message, data="0x" + data.hex())
        self.data = data


class NodeError(Unavailable):
    """The node answered, and its answer was a JSON-RPC error that is no revert."""


@dataclass(frozen=True)
class Block:
    """A block by its number and hash; `time` in seconds since 1970."""

    number: int
    hash: bytes
    parent: bytes
    time: int


@dataclass(frozen=True)
class Receipt:
    """Where a transaction stands in the node's present chain, and whether it did what it was sent for.

    :param created: address of the contract that it created, None for a call.
    """

    block_number: int
    block_hash: bytes
    good: bool
    created: str | None


def number(method: str, text: Any) -> int:
    """The number in a node's answer: 0x and hex digits."""
    with understood(method):
        return int(text, 16)


@contextmanager
def understood(method: str) -> Iterator[None]:
    """What is read from a node's answer in this block and does not fit makes it garbled.

    :raises Unavailable: `NODE_GARBLED`.
    """
    try:
        yield
    except (ValueError, TypeError, KeyError, IndexError, AttributeError) as error:
        raise garbled(method) from error


def garbled(method: str) -> NodeError:
    """The error for an answer that is none."""
    return NodeError(
        "NODE_GARBLED", f"what the node answered to {method} is no answer to it", next=RETRY, method=method
    )


def result(method: str, answer: Any) -> Any:
    """The result in a JSON-RPC answer.

    :raises Reverted: for an error that carries what a contract returned, or says that one reverted.
    :raises NodeError: `NODE_ERROR` for any other error, `NODE_GARBLED`.
    """
    if not isinstance(answer, dict) or not ("result" in answer or answer.get("error") is not None):
        raise garbled(method)
    error = answer.get("error")
    if error is None:
        return answer["result"]
    message = str(error.get("message", error)) if isinstance(error, dict) else str(error)
    message = message[:_SAID]
    data = _revert_data(error)
    if data is not None or "revert" in message.lower():
        raise Reverted(message, data or b"")
    raise NodeError("NODE_ERROR", f"the node refused {method}: {message}", next=RETRY, method=method, cause=message)


def _revert_data(error: Any) -> bytes | None:
    data = error.get("data") if isinstance(error, dict) else None
    if isinstance(data, dict):  # Ganache, for what it has executed
        data = data.get("result")
    if isinstance(data, str) and "revert" in data.lower():  # OpenEthereum and its heirs: "Reverted 0x…"
        data = data.split()[-1]
    if not isinstance(data, str) or not data.startswith("0x"):
        return None
    try:
        return bytes.fromhex(data[2:])
    except ValueError:
        return None


def block(raw: dict[str, Any] | None, reference: int | bytes | str) -> Block:
    """The block in an answer.

    :param reference: what was asked for.
    :raises NotFound: `BLOCK_UNKNOWN` for null.
    """
    if raw is None:
        raise unknown(reference)
    with understood("a block"):
        return Block(
            number=int(raw["number"], 16),
            hash=_word(raw["hash"]),
            parent=_word(raw["parentHash"]),
            time=int(raw["timestamp"], 16),
        )


def receipt(raw: Any) -> Receipt | None:
    """The receipt in an answer, None for a transaction that waits for its block."""
    with understood("eth_getTransactionReceipt"):
        if raw["blockHash"] is None:
            return None
        created = raw.get("contractAddress") or None
        return Receipt(int(raw["blockNumber"], 16), _word(raw["blockHash"]), int(raw["status"], 16) == 1, created)


def unknown(reference: int | bytes | str) -> NotFound:
    """The error for a block that the node does not have."""
    name = "0x" + reference.hex() if isinstance(reference, bytes) else str(reference)
    return NotFound("BLOCK_UNKNOWN", f"the node has no block {name}", next="ask for one that it has", block=name)


def _word(text: str) -> bytes:
    word = bytes.fromhex(text[2:])
    if len(word) != 32:
        raise ValueError(f"{len(word)} bytes are no hash")
    return word


def raw_bytes(text: Any) -> bytes:
    """The bytes in an answer: 0x and hex digits."""
    with understood("a call"):
        return bytes.fromhex(text[2:])
