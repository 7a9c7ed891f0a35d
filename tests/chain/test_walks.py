"""The index is what the contracts store, at every block of a history of chance."""

import pytest

from ledger import indexing
from tests.chain.walking import Walk, compare
from tests.chain.world import World


def _walked(world: World, seed: int, steps: int) -> Walk:
    walk = Walk(world, seed)
    first = world.node.block
    walk.register()
    walk.confirmed()
    walk.register()
    for _ in range(steps):
        walk.step()
    indexing.catch_up(world.engine, world.contracts)
    blocks = [world.chain.block(number) for number in range(first, world.node.block + 1)]
    for block, following in zip(blocks, [*blocks[1:], None], strict=True):
        # A second means the last block in it: what stands beside titles is asked for by seconds.
        compare(world, walk, block, whole=following is None or following.time != block.time)
    assert world.sighted() == world.indexed_anew()
    return walk


def test_the_index_says_of_every_block_what_the_contracts_say_of_it(world: World) -> None:
    walk = _walked(world, seed=1, steps=15)
    assert {"propose", "confirm"} < set(walk.done), walk.refused


@pytest.mark.slow
@pytest.mark.parametrize("seed", [2, 3])
def test_the_index_says_what_the_contracts_say_on_long_walks(world: World, seed: int) -> None:
    _walked(world, seed, steps=150)
