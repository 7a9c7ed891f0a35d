"""One node of an EVM chain over HTTP, read at named blocks.

A read never says "latest": the caller takes a `Block` once (`head`, `final`, `block`) and hands it to every read that
has to agree with the others.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import requests
from web3 import HTTPProvider
from web3.types import RPCEndpoint

from ledger.core.errors import ForeignChain, Malformed, NotFound, Refused, Unavailable

_RETRY = "see whether the node runs and is reachable under ZHENGBEN_RPC_URL, then repeat the request"
_BATCH = 100
_SENT_BEFORE = ("already known", "already imported", "known transaction", "nonce too low")


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
class Finality:
    """When a block counts as final: what the node tags as `finalized`, `depth` blocks below the head, or at once."""

    mode: Literal["finalized", "depth", "instant"] = "finalized"
    depth: int = 0

    @classmethod
    def parse(cls, text: str) -> "Finality":
        """Read `finalized`, `instant` or `depth:<blocks>`.

        :raises Malformed: `FINALITY_UNKNOWN`.
        """
        mode, _, depth = text.partition(":")
        if mode == "finalized" and not depth:
            return cls("finalized")
        if mode == "instant" and not depth:
            return cls("instant")
        if mode == "depth" and depth.isdecimal():
            return cls("depth", int(depth))
        raise Malformed("FINALITY_UNKNOWN", f"{text!r} is no finality", next="use finalized, instant or depth:<blocks>")


class Chain:
    """The node behind `url`.

    :param timeout: seconds that one request may take.
    """

    def __init__(self, url: str, *, finality: Finality | None = None, timeout: float = 10.0) -> None:
        parts = urlsplit(url)
        self.name = (
            f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
        )  # the URL may hold a password
        self.finality = finality or Finality()
        # Retries are the worker's: a hidden one would keep a request waiting behind a dead node.
        self._provider = HTTPProvider(url, request_kwargs={"timeout": timeout}, exception_retry_configuration=None)
        self._chain_id: int | None = None
        self._version: str | None = None

    def ask(self, method: str, *params: Any) -> Any:
        """The result of one JSON-RPC request.

        :raises Unavailable: `NODE_AWAY` if the node does not answer in time, `NODE_ERROR` for an error of its own.
        :raises Reverted: if a contract turned the call down.
        """
        try:
            answer = self._provider.make_request(RPCEndpoint(method), list(params))
        except (requests.RequestException, OSError, ValueError) as error:
            raise self._away(method, error) from error
        return _result(method, answer)

    def ask_many(self, asked: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]:
        """The results of many requests, in their order, in batches; one by one where the node takes no batches."""
        results: list[Any] = []
        for start in range(0, len(asked), _BATCH):
            part = [(RPCEndpoint(method), list(params)) for method, params in asked[start : start + _BATCH]]
            if len(part) == 1:
                results.append(self.ask(part[0][0], *part[0][1]))
                continue
            try:
                answers = self._provider.make_batch_request(part)
            except (requests.RequestException, OSError, ValueError) as error:
                raise self._away("a batch", error) from error
            if isinstance(answers, list) and len(answers) == len(part):
                results += [_result(method, answer) for (method, _), answer in zip(part, answers, strict=True)]
            else:
                results += [self.ask(method, *params) for method, params in part]
        return results

    def chain_id(self) -> int:
        """The chain's id; asked once."""
        if self._chain_id is None:
            self._chain_id = int(self.ask("eth_chainId"), 16)
        return self._chain_id

    def genesis(self) -> Block:
        """The first block, which tells two chains with the same id apart."""
        return self.block(0)

    def require(self, *, chain_id: int, genesis: bytes) -> None:
        """Demand that the node serves this chain.

        :raises ForeignChain: `FOREIGN_CHAIN_ID` or `FOREIGN_GENESIS`.
        """
        hint = "point ZHENGBEN_RPC_URL at the chain on which this ledger was deployed"
        if self.chain_id() != chain_id:
            message = f"{self.name} serves chain {self.chain_id()}, the ledger lives on {chain_id}"
            raise ForeignChain("FOREIGN_CHAIN_ID", message, next=hint, found=self.chain_id(), expected=chain_id)
        found = self.genesis().hash
        if found != genesis:
            message = f"{self.name} serves a chain with genesis 0x{found.hex()}, the ledger lives on 0x{genesis.hex()}"
            raise ForeignChain(
                "FOREIGN_GENESIS", message, next=hint, found="0x" + found.hex(), expected="0x" + genesis.hex()
            )

    def head(self) -> Block:
        """The newest block."""
        return _block(self.ask("eth_getBlockByNumber", "latest", False), "latest")

    def final(self) -> Block:
        """The newest block that counts as final under this chain's finality."""
        if self.finality.mode == "finalized":
            return _block(self.ask("eth_getBlockByNumber", "finalized", False), "finalized")
        head = self.head()
        return self.block(max(0, head.number - self.finality.depth)) if self.finality.depth else head

    def block(self, reference: int | bytes) -> Block:
        """The block of that number or hash.

        :raises NotFound: `BLOCK_UNKNOWN`.
        """
        return _block(self.header(reference), reference)

    def blocks(self, first: int, last: int) -> list[Block]:
        """The blocks numbered `first` to `last`, both included, as the node has them now."""
        numbers = range(first, last + 1)
        found = self.ask_many([("eth_getBlockByNumber", (hex(number), False)) for number in numbers])
        return [_block(raw, number) for number, raw in zip(numbers, found, strict=True)]

    def header(self, reference: int | bytes) -> dict[str, Any]:
        """The block's header fields as the node's JSON has them.

        :raises NotFound: `BLOCK_UNKNOWN`.
        """
        if isinstance(reference, bytes):
            raw = self.ask("eth_getBlockByHash", "0x" + reference.hex(), False)
        else:
            raw = self.ask("eth_getBlockByNumber", hex(reference), False)
        if raw is None:
            raise _unknown(reference)
        return dict(raw)

    def block_at(self, time: int) -> Block:
        """The last block whose time is not after `time`, by binary search (block times never decrease).

        :raises NotFound: `BEFORE_GENESIS` if the chain is younger.
        """
        below, above = self.genesis(), self.head()
        if time < below.time:
            raise NotFound("BEFORE_GENESIS", f"the chain begins at {below.time}, after {time}", time=time)
        if above.time <= time:
            return above
        while above.number - below.number > 1:
            middle = self.block((below.number + above.number) // 2)
            below, above = (middle, above) if middle.time <= time else (below, middle)
        return below

    def call(self, to: str, data: bytes, block: Block, *, sender: str | None = None) -> bytes:
        """What a contract returns when called at a block.

        :raises Reverted: with the contract's error data.
        """
        request = {"to": to, "data": "0x" + data.hex()} | ({"from": sender} if sender else {})
        return _bytes(self.ask("eth_call", request, hex(block.number)))

    def code(self, address: str, block: Block) -> bytes:
        """The code at an address, empty for a plain account."""
        return _bytes(self.ask("eth_getCode", address, hex(block.number)))

    def sent_by(self, address: str, block: Block) -> int:
        """How many transactions of the account are in the chain up to a block: its next nonce there."""
        return int(self.ask("eth_getTransactionCount", address, hex(block.number)), 16)

    def balance(self, address: str, block: Block) -> int:
        """The account's balance in wei."""
        return int(self.ask("eth_getBalance", address, hex(block.number)), 16)

    def receipt(self, transaction: bytes) -> dict[str, Any] | None:
        """The receipt of a transaction in the node's present chain, or None."""
        found = self.ask("eth_getTransactionReceipt", "0x" + transaction.hex())
        return None if found is None or found.get("blockHash") is None else dict(found)

    def calldata(self, transaction: bytes) -> tuple[str | None, bytes]:
        """Whom a transaction called (None for a creation) and with what bytes.

        :raises NotFound: `TRANSACTION_UNKNOWN`.
        """
        found = self.ask("eth_getTransactionByHash", "0x" + transaction.hex())
        if found is None:
            raise NotFound("TRANSACTION_UNKNOWN", f"the node has no transaction 0x{transaction.hex()}")
        return found.get("to"), _bytes(found["input"])

    def logs(self, addresses: Sequence[str], first: int, last: int) -> list[dict[str, Any]]:
        """All logs of these contracts in the blocks `first` to `last`; halves a range that the node finds too wide."""
        request = {"address": list(addresses), "fromBlock": hex(first), "toBlock": hex(last)}
        try:
            return list(self.ask("eth_getLogs", request))
        except NodeError:
            if first == last:
                raise
            middle = (first + last) // 2
            return self.logs(addresses, first, middle) + self.logs(addresses, middle + 1, last)

    def send(self, raw: bytes) -> None:
        """Hand a signed transaction to the node. That it knows it already is no error."""
        try:
            self.ask("eth_sendRawTransaction", "0x" + raw.hex())
        except Reverted:
            return  # Ganache reports the fate of what it has mined already; the receipt tells it as well
        except NodeError as error:
            if not any(words in error.message.lower() for words in _SENT_BEFORE):
                raise

    def freshen(self, time: int) -> Block:
        """The head, not older than `time` where the node can be told so.

        A development node mines only when something is sent, and shows calls the time of its last block; it is asked
        for an empty block. Any other chain makes its blocks by itself.
        """
        head = self.head()
        if head.time < time and self.is_development():
            self.ask("evm_mine")
            head = self.head()
        return head

    def is_development(self) -> bool:
        """Whether the node is Ganache or Anvil, whose blocks come on demand."""
        if self._version is None:
            self._version = str(self.ask("web3_clientVersion")).lower()
        return self._version.startswith(("ganache", "anvil", "ethereumjs testrpc"))

    def _away(self, method: str, error: Exception) -> Unavailable:
        message = f"the node at {self.name} did not answer {method}: {type(error).__name__}"
        return Unavailable("NODE_AWAY", message, next=_RETRY, node=self.name)


def _result(method: str, answer: Any) -> Any:
    error = answer.get("error")
    if error is None:
        return answer.get("result")
    message = str(error.get("message", error)) if isinstance(error, dict) else str(error)
    data = _revert_data(error)
    if data is not None or "revert" in message.lower():
        raise Reverted(message, data or b"")
    raise NodeError("NODE_ERROR", f"the node refused {method}: {message}", next=_RETRY, method=method)


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


def _block(raw: dict[str, Any] | None, reference: int | bytes | str) -> Block:
    if raw is None:
        raise _unknown(reference)
    return Block(
        number=int(raw["number"], 16),
        hash=_bytes(raw["hash"]),
        parent=_bytes(raw["parentHash"]),
        time=int(raw["timestamp"], 16),
    )


def _unknown(reference: int | bytes | str) -> NotFound:
    name = "0x" + reference.hex() if isinstance(reference, bytes) else str(reference)
    return NotFound("BLOCK_UNKNOWN", f"the node has no block {name}", block=name)


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text[2:])
