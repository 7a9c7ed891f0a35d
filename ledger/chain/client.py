"""One node of an EVM chain over HTTP, read at named blocks.

A read never says "latest": the caller takes a `Block` once (`head`, `final`, `block`) and hands it to every read that
has to agree with the others.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import urlsplit

import requests
from web3 import HTTPProvider
from web3.types import RPCEndpoint, RPCResponse

from ledger.chain import answered, wire
from ledger.chain.answered import RETRY, Block, NodeError, Receipt, Reverted, number, understood
from ledger.chain.verdicts import Handed, judged
from ledger.core import canonical
from ledger.core.errors import ForeignChain, Malformed, NotFound, Unavailable

_BATCH = 100
_CONNECTING = 3.0  # seconds: a machine that is there takes a connection at once
_LARGEST = 64 << 20


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
        raise Malformed(
            "FINALITY_UNKNOWN",
            f"{text!r} is no finality",
            next="use finalized, instant or depth:<blocks>",
            finality=text,
        )


class _Provider(HTTPProvider):
    @staticmethod
    def decode_rpc_response(raw_response: bytes) -> RPCResponse:
        canonical.check_nesting(raw_response)  # a parser that recurses into a deep answer ends the process, see there
        return HTTPProvider.decode_rpc_response(raw_response)


class Chain:
    """The node behind `url`.

    :param timeout: seconds that one request may take, connecting left out, which has at most three of its own.
    :param largest: bytes that one answer may have.
    """

    def __init__(
        self, url: str, *, finality: Finality | None = None, timeout: float = 10.0, largest: int = _LARGEST
    ) -> None:
        parts = urlsplit(url)
        self.name = (
            f"{parts.hostname}:{parts.port}" if parts.port else str(parts.hostname)
        )  # the URL may hold a password
        self.finality = finality or Finality()
        # Retries are the worker's: a hidden one would keep a request waiting behind a dead node.
        self._provider = _Provider(
            url,
            request_kwargs={"timeout": (min(_CONNECTING, timeout), timeout)},
            session=wire.session(seconds=timeout, largest=largest),
            exception_retry_configuration=None,
        )
        self._version: str | None = None

    def ask(self, method: str, *params: Any) -> Any:
        """The result of one JSON-RPC request.

        :raises Unavailable: `NODE_AWAY` if the node does not answer in time, `NODE_ERROR` for an error of its own,
            `NODE_GARBLED` for what is no answer, `NODE_ANSWER_TOO_LARGE`.
        :raises Reverted: if a contract turned the call down.
        """
        with self._answering(method):
            answer = self._provider.make_request(RPCEndpoint(method), list(params))
        return answered.result(method, answer)

    def ask_many(self, asked: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]:
        """The results of many requests, in their order, in batches; one by one where the node takes no batches."""
        results: list[Any] = []
        for start in range(0, len(asked), _BATCH):
            part = [(RPCEndpoint(method), list(params)) for method, params in asked[start : start + _BATCH]]
            if len(part) == 1:
                results.append(self.ask(part[0][0], *part[0][1]))
                continue
            with self._answering("a batch"):
                answers = self._provider.make_batch_request(part)
            if isinstance(answers, list) and len(answers) == len(part):
                results += [answered.result(method, answer) for (method, _), answer in zip(part, answers, strict=True)]
            else:
                results += [self.ask(method, *params) for method, params in part]
        return results

    def chain_id(self) -> int:
        """The chain's id. Asked each time: another node may answer under the same address."""
        return number("eth_chainId", self.ask("eth_chainId"))

    def genesis(self) -> Block:
        """The first block, which tells two chains with the same id apart."""
        return self.block(0)

    def require(self, *, chain_id: int, genesis: bytes) -> None:
        """Demand that the node serves this chain.

        :raises ForeignChain: `FOREIGN_CHAIN_ID` or `FOREIGN_GENESIS`.
        """
        hint = "point ZHENGBEN_RPC_URL at the chain on which this ledger was deployed"
        asked: list[tuple[str, Sequence[Any]]] = [("eth_chainId", ()), ("eth_getBlockByNumber", (hex(0), False))]
        served, first = self.ask_many(asked)
        if number("eth_chainId", served) != chain_id:
            message = f"{self.name} serves chain {int(served, 16)}, the ledger lives on {chain_id}"
            raise ForeignChain("FOREIGN_CHAIN_ID", message, next=hint, found=int(served, 16), expected=chain_id)
        found = answered.block(first, 0).hash
        if found != genesis:
            message = f"{self.name} serves a chain with genesis 0x{found.hex()}, the ledger lives on 0x{genesis.hex()}"
            raise ForeignChain(
                "FOREIGN_GENESIS", message, next=hint, found="0x" + found.hex(), expected="0x" + genesis.hex()
            )

    def head(self) -> Block:
        """The newest block."""
        return answered.block(self.ask("eth_getBlockByNumber", "latest", False), "latest")

    def final(self) -> Block:
        """The newest block that counts as final under this chain's finality.

        :raises Unavailable: `FINALITY_UNTAGGED` if it goes by a tag that the node does not give.
        """
        if self.finality.mode == "finalized":
            return self._tagged()
        head = self.head()
        return self.block(max(0, head.number - self.finality.depth)) if self.finality.depth else head

    def block(self, reference: int | bytes) -> Block:
        """The block of that number or hash.

        :raises NotFound: `BLOCK_UNKNOWN`.
        """
        return answered.block(self.header(reference), reference)

    def blocks(self, first: int, last: int) -> list[Block]:
        """The blocks numbered `first` to `last`, both included, as the node has them now."""
        numbers = range(first, last + 1)
        found = self.ask_many([("eth_getBlockByNumber", (hex(number), False)) for number in numbers])
        return [answered.block(raw, number) for number, raw in zip(numbers, found, strict=True)]

    def header(self, reference: int | bytes) -> dict[str, Any]:
        """The block's header fields as the node's JSON has them.

        :raises NotFound: `BLOCK_UNKNOWN`.
        """
        if isinstance(reference, bytes):
            raw = self.ask("eth_getBlockByHash", "0x" + reference.hex(), False)
        else:
            raw = self.ask("eth_getBlockByNumber", hex(reference), False)
        if raw is None:
            raise answered.unknown(reference)
        with understood("a block"):
            return dict(raw)

    def block_at(self, time: int) -> Block:
        """The last block whose time is not after `time`, by binary search (block times never decrease).

        :raises NotFound: `BEFORE_GENESIS` if the chain is younger.
        """
        below, above = self.genesis(), self.head()
        if time < below.time:
            message = f"the chain begins at {below.time}, after {time}"
            raise NotFound("BEFORE_GENESIS", message, next="ask for a later time", time=time)
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
        return answered.raw_bytes(self.ask("eth_call", request, hex(block.number)))

    def code(self, address: str, block: Block) -> bytes:
        """The code at an address, empty for a plain account."""
        return self.codes([address], block)[0]

    def codes(self, addresses: Sequence[str], block: Block) -> list[bytes]:
        """The code at each of these addresses."""
        return [
            answered.raw_bytes(code)
            for code in self.ask_many([("eth_getCode", (at, hex(block.number))) for at in addresses])
        ]

    def sent_by(self, address: str, block: Block) -> int:
        """How many transactions of the account are in the chain up to a block: its next nonce there."""
        return number("eth_getTransactionCount", self.ask("eth_getTransactionCount", address, hex(block.number)))

    def balance(self, address: str, block: Block) -> int:
        """The account's balance in wei."""
        return number("eth_getBalance", self.ask("eth_getBalance", address, hex(block.number)))

    def receipts(self, transactions: Sequence[bytes]) -> dict[bytes, Receipt]:
        """The receipts that the node's present chain has of these transactions, by their hashes."""
        found = self.ask_many([("eth_getTransactionReceipt", ("0x" + hash.hex(),)) for hash in transactions])
        receipts = {
            hash: answered.receipt(raw) for hash, raw in zip(transactions, found, strict=True) if raw is not None
        }
        return {hash: receipt for hash, receipt in receipts.items() if receipt is not None}

    def calldata(self, transaction: bytes) -> tuple[str | None, bytes]:
        """Whom a transaction called (None for a creation) and with what bytes.

        :raises NotFound: `TRANSACTION_UNKNOWN`.
        """
        found = self.ask("eth_getTransactionByHash", "0x" + transaction.hex())
        if found is None:
            name = "0x" + transaction.hex()
            raise NotFound("TRANSACTION_UNKNOWN", f"the node has no transaction {name}", next=RETRY, transaction=name)
        with understood("eth_getTransactionByHash"):
            return found.get("to"), bytes.fromhex(found["input"][2:])

    def logs(self, addresses: Sequence[str], first: int, last: int) -> list[dict[str, Any]]:
        """All logs of these contracts in the blocks `first` to `last`; halves a range that the node finds too wide."""
        request = {"address": list(addresses), "fromBlock": hex(first), "toBlock": hex(last)}
        try:
            with understood("eth_getLogs"):
                return [dict(log) for log in self.ask("eth_getLogs", request)]
        except NodeError:
            if first == last:
                raise
            middle = (first + last) // 2
            return self.logs(addresses, first, middle) + self.logs(addresses, middle + 1, last)

    def send(self, raw: bytes) -> Handed:
        """Hand a signed transaction to the node; what it says about it.

        :raises Unavailable: `NODE_AWAY`, and what else is no answer about this transaction.
        """
        try:
            self.ask("eth_sendRawTransaction", "0x" + raw.hex())
        except Reverted:
            return Handed("taken")  # Ganache reports the fate of what it has mined already; the receipt tells it too
        except NodeError as error:
            if error.code != "NODE_ERROR":
                raise
            return judged(error.message)
        return Handed("taken")

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

    def _tagged(self) -> Block:
        try:
            raw = self.ask("eth_getBlockByNumber", "finalized", False)
        except NodeError as error:
            if error.code != "NODE_ERROR":
                raise
            raw = None
        if raw is None:
            raise Unavailable(
                "FINALITY_UNTAGGED",
                f"the node at {self.name} tags no block as finalized",
                next="set ZHENGBEN_FINALITY to instant where validators vote on each block (QBFT, IBFT, PBFT), to "
                "depth:<blocks> where blocks are only built upon (Clique); a chain that has just begun tags none yet",
                node=self.name,
            )
        return answered.block(raw, "finalized")

    @contextmanager
    def _answering(self, method: str) -> Iterator[None]:
        try:
            yield
        except wire.AnswerTooLarge as error:
            message = f"the node's answer to {method} is too large: {error}"
            raise NodeError("NODE_ANSWER_TOO_LARGE", message, next=RETRY, method=method) from error
        except (requests.RequestException, OSError) as error:
            message = f"the node at {self.name} did not answer {method}: {type(error).__name__}"
            raise Unavailable("NODE_AWAY", message, next=RETRY, node=self.name) from error
        except (Malformed, ValueError, TypeError, KeyError, AttributeError) as error:  # no JSON, or no JSON-RPC
            raise answered.garbled(method) from error
