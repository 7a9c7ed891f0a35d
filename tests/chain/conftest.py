"""A ledger on a real node: deployed with a small network through the ordinary acts."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from ledger.local.testing import Node
from tests.chain.world import World
from tests.conftest import FreshDatabase


@pytest.fixture(scope="module")
def shared_world(fresh_database: FreshDatabase, anvil: Node) -> Iterator[World]:
    """A ledger on Anvil for all tests of a module that only add to it."""
    with fresh_database() as engine:
        yield World.found(engine, anvil)


@pytest.fixture
def world(engine: Engine, anvil: Node) -> World:
    """A ledger on Anvil for one test alone."""
    return World.found(engine, anvil)


@pytest.fixture
def bare_world(engine: Engine, anvil: Node) -> World:
    """A ledger on Anvil in which nobody has enrolled yet."""
    return World.found(engine, anvil, peopled=False)
