"""The chain's weather: blocks come without anybody's doing, and now and then the newest ones are replaced by others.

A reorg is real: the node goes back to an earlier block and mines others on it, in a later second, so that none has the
hash of the one it replaces. It never reaches as deep as the finality. Transactions of the blocks taken back are
forgotten by the node, as by one that lost its pool: whoever sent them has to send them again.
"""

import fcntl
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from ledger.core.errors import Refused, Unavailable
from ledger.local import rpc
from scripts.storm.world import FINALITY, World

_BLOCK_EVERY = 0.25
_CALM = 4.0
"""Seconds between two reorgs while nobody asks for one."""
_WRITTEN = 0.03
"""Seconds in which Ganache has a block on disk. No node is killed meanwhile, and nobody but the weather mines: no kill
leaves a later block without the one below it."""
_SETTLED, _FORGOTTEN, _TRIES = 0.2, 3.0, 3
_DEEPEST = FINALITY - 5
"""Blocks that a reorg takes back at most; a few more may come while it is decided."""


class Weather(threading.Thread):
    """Blows until told to stop. `turns` counts the reorgs, `deepest` is the most blocks that one took back."""

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(name="weather", daemon=True)
        self._world = world
        self._rng = random.Random(f"{seed}/weather")  # noqa: S311 - a plan, no secret
        self._ending = threading.Event()
        self.rough = threading.Event()
        self.calm = threading.Event()
        self.turns = 0
        self.deepest = 0

    def run(self) -> None:
        """Block after block."""
        turned = time.monotonic()
        while not self._ending.wait(_BLOCK_EVERY):
            try:
                with self._undisturbed():
                    self._mine()
                due = self.rough.is_set() or time.monotonic() - turned > _CALM
                if due and not self.calm.is_set():
                    self._turn()
                    turned = time.monotonic()
            except (Unavailable, Refused):
                continue  # the node is away, or came back without the point to go back to

    def stop(self) -> None:
        """No more blocks."""
        self._ending.set()
        self.join(30)

    def _turn(self) -> None:
        before = self._call("evm_snapshot")
        ground, second = self._height(), int(time.time())
        while int(time.time()) == second:
            with self._undisturbed():
                self._mine()
            time.sleep(self._rng.uniform(0.1, 0.3))
        with self._undisturbed():
            depth = self._height() - ground
            if depth > _DEEPEST:
                return
            for _ in range(_TRIES):
                again = self._back_to(before, ground)
                # More blocks than were taken back, so that the chain that stands is the longer one.
                for _ in range(depth + 1):
                    self._mine()
                time.sleep(_SETTLED)
                if not self._holes(ground):
                    break
                before = again  # Ganache deleted one of the new blocks with the old ones: once more
        self.turns += 1
        self.deepest = max(self.deepest, depth)

    def _back_to(self, snapshot: object, ground: int) -> object:
        """Go back, and name the place: a snapshot can be used once. Ganache deletes the blocks taken back after it has
        answered, by their numbers: one that was mined before would go with them."""
        numbers = range(ground + 1, self._height() + 1)
        taken = [self._call("eth_getBlockByNumber", hex(number), False)["hash"] for number in numbers]
        if self._call("evm_revert", snapshot) is not True:
            raise Refused("SNAPSHOT_GONE", f"the node does not know its snapshot {snapshot}")
        deadline = time.monotonic() + _FORGOTTEN
        while any(self._call("eth_getBlockByHash", hash, False) for hash in taken) and time.monotonic() < deadline:
            time.sleep(0.05)
        time.sleep(_SETTLED)
        return self._call("evm_snapshot")

    def _holes(self, ground: int) -> bool:
        numbers = range(ground, self._height() + 1)
        return any(self._call("eth_getBlockByNumber", hex(number), False) is None for number in numbers)

    @contextmanager
    def _undisturbed(self) -> Iterator[None]:
        """Nobody kills the node meanwhile; see `executioner`."""
        with self._world.turning.open("ab") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def _mine(self) -> None:
        """A block of whatever waits. Ganache would make one for each transaction by itself; it is told again each time
        that it must not, as it forgets that with a kill. Nothing is sent from here: Ganache leaves a transaction lying,
        until it is started again, where those of two accounts meet while it mines."""
        self._call("miner_stop")
        self._call("evm_mine")
        time.sleep(_WRITTEN)

    def _height(self) -> int:
        number: str = self._call("eth_blockNumber")
        return int(number, 16)

    def _call(self, method: str, *parameters: object) -> Any:
        return rpc.call(self._world.rpc_url, method, *parameters, seconds=10)
