"""What tests do with a chain of their own, the same for Ganache and Anvil."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ledger.local import rpc

MNEMONIC = "test test test test test test test test test test test junk"
KEYS = (
    "0xac0974bec39a17e36ba4a6b4d238ff944bacb478cbed5efcae784d7bf4f2ff80",
    "0x59c6995e998f97a5a0044966f0945389dc9e86dae88c7a8412f4603b6b78690d",
    "0x5de4111afa1a4b94908f83103eb1f1706367c2e68ca870fc3fb9a804cdab365a",
    "0x7c852118294e51e653712a81e05800f419141751be58f605c371e15141b007a6",
    "0x47e179ec197488593b187f80a00eb0da91f1b9d0b13f8733639f19c30a34926a",
    "0x8b3a350cf5c34c9194ca85829a2df0ec3153be0318b5e2d3348e872092edffba",
    "0x92db14e403b83dfe3df233f83dfa3a0d7096f21ca9b0d6d6b8d88b2b4ec1564e",
    "0x4bbbf85ce3377467afe5d46f804f221813b2bb87f24d81f60f1fcdbf7cbf4356",
    "0xdbda1821b80551c9d65939329250298aa3472ba22feea921c0cf5d620ea67b97",
    "0x2a871d0798f97d79848a013d4936a73bf4cc922c825d33c1cf7073dff6d409c6",
)
"""The ten accounts of the mnemonic that everybody uses for tests: worth nothing anywhere, funded on our test chains."""


class Node:
    """A node whose clock and past a test may change."""

    keys = KEYS

    def __init__(self, url: str, chain_id: int) -> None:
        """:param url: its JSON-RPC."""
        self.rpc_url = url
        self.chain_id = chain_id

    def call(self, method: str, *parameters: Any) -> Any:
        """The result of one JSON-RPC call; raises `Refused` with the node's words."""
        return rpc.call(self.rpc_url, method, *parameters)

    @property
    def now(self) -> int:
        """The time of the newest block, in seconds."""
        return rpc.latest_time(self.rpc_url)

    @property
    def block(self) -> int:
        """The number of the newest block."""
        return int(self.call("eth_blockNumber"), 16)

    def advance(self, seconds: int) -> int:
        """Move the clock forward and mine a block; returns its time."""
        self.call("evm_increaseTime", hex(seconds))
        self.mine()
        return self.now

    def mine(self, blocks: int = 1) -> None:
        """Mine empty blocks."""
        for _ in range(blocks):
            self.call("evm_mine")

    def snapshot(self) -> str:
        """A point to come back to; each can be used once."""
        return str(self.call("evm_snapshot"))

    def revert(self, snapshot: str) -> None:
        """Go back to a snapshot: the blocks since then are gone."""
        if self.call("evm_revert", snapshot) is not True:
            raise ValueError(f"there is no snapshot {snapshot}")

    @contextmanager
    def restored(self) -> Iterator["Node"]:
        """Whatever happens to the chain in the block is undone at its end."""
        point = self.snapshot()
        try:
            yield self
        finally:
            self.revert(point)
