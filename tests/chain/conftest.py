"""A ledger on a real node for every test: deployed anew, with a small network, through the ordinary acts."""

import pytest
from sqlalchemy import Engine

from ledger.local.testing import Node
from tests.chain.world import World


@pytest.fixture
def world(engine: Engine, anvil: Node) -> World:
    """A ledger with its network on Anvil."""
    return World.found(engine, anvil)
