"""Anchors of a growing log on a real node."""

import pytest

from ledger import anchoring
from ledger.core import acts, merkle, tiles
from ledger.core.errors import Corrupt, NotFound, Refused, Unavailable
from ledger.core.types import Head
from ledger.keyring import AccountSigner
from ledger.store import database, log
from ledger.store.outbox import Outgoing
from tests.chain.world import World, account


class Log:
    """A log in memory that publishes its tiles, and its checkpoints in the database."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.files: dict[str, bytes] = {}
        self.head = Head(0, merkle.EMPTY_ROOT)

    def read(self, path: str) -> bytes:
        if path not in self.files:
            raise NotFound("TILE_UNKNOWN", path)
        return self.files[path]

    def grow(self, entries: int, *, publish: bool = True) -> Head:
        new = [f"entry {self.head.size + i}".encode() for i in range(entries)]
        growth = tiles.grow(self.head, new, self.read)
        if publish:
            self.files |= growth.files
        stored = log.StoredCheckpoint(growth.head, self.head.size, "note", self.world.clock())
        with database.transaction(self.world.engine) as connection:
            log.swap_in(connection, stored)
        self.head = growth.head
        return growth.head

    def queue(
        self, operator: AccountSigner | None = None, *, seconds: int = 60, entries: int = 1000
    ) -> Outgoing | None:
        with database.transaction(self.world.engine) as connection:
            return anchoring.queue(
                connection,
                self.world.contracts,
                self.world.payer,
                operator or self.world.operator,
                self.read,
                now=self.world.clock(),
                every_seconds=seconds,
                every_entries=entries,
            )

    def anchored(self) -> tuple[int, int]:
        head = self.world.contracts.anchors.head(self.world.chain.head())
        return head.size, head.count


def test_a_growing_log_is_anchored_head_by_head_with_proofs(bare_world: World) -> None:
    world = bare_world
    ours = Log(world)
    assert ours.queue() is None
    for count, entries in enumerate((1, 6, 300, 1, 700), 1):
        head = ours.grow(entries)
        assert ours.queue(entries=1) is not None
        world.send()
        assert ours.anchored() == (head.size, count)
        block = world.chain.head()
        commitment = world.contracts.anchors.commitment(head.size, block)
        assert commitment == acts.anchor_commitment(head.size, head.root, block.time)
        world.settle()
    assert ours.queue(entries=1) is None


def test_a_chain_that_turns_while_its_last_anchor_is_read_says_nothing_about_the_log(bare_world: World) -> None:
    world = bare_world
    ours, before = Log(world), world.node.snapshot()
    head = ours.grow(3)
    assert ours.queue(entries=1) is not None
    world.send()
    block = world.chain.head()
    anchored = world.contracts.anchors.head(block)
    assert anchored.size == head.size
    world.node.revert(before)
    world.node.advance(5)
    world.node.mine(3)
    with database.transaction(world.engine) as connection, pytest.raises(Unavailable) as turning:
        anchoring.last_anchored(connection, world.contracts, anchored, head, block)
    assert turning.value.code == "CHAIN_TURNING"


def test_an_anchor_is_due_by_time_or_by_entries_and_one_is_on_its_way_at_a_time(bare_world: World) -> None:
    world = bare_world
    ours = Log(world)
    ours.grow(3)
    first = ours.queue()
    assert first is not None
    ours.grow(5)
    assert ours.queue(entries=1) is None
    world.send()
    assert ours.queue(seconds=60, entries=6) is None
    assert ours.queue(seconds=60, entries=5) is not None
    world.send()
    ours.grow(1)
    assert ours.queue(seconds=60) is None
    world.node.advance(61)
    assert ours.queue(seconds=60) is not None


def test_tiles_that_are_not_published_yet_delay_the_anchor(bare_world: World) -> None:
    world = bare_world
    ours = Log(world)
    ours.grow(3)
    ours.queue()
    world.send()
    ours.grow(2, publish=False)
    assert ours.queue(entries=1) is None


def test_nobody_but_the_operator_anchors(bare_world: World) -> None:
    world = bare_world
    ours = Log(world)
    ours.grow(3)
    with pytest.raises(Refused) as refusal:
        ours.queue(account("stranger"))
    assert refusal.value.code == "NOT_SIGNED"


def test_a_log_that_contradicts_its_anchor_stops(bare_world: World) -> None:
    world = bare_world
    ours = Log(world)
    ours.grow(3)
    ours.queue()
    world.send()
    with database.transaction(world.engine) as connection:
        connection.exec_driver_sql("ALTER TABLE checkpoints DISABLE TRIGGER ALL")
        connection.exec_driver_sql("UPDATE checkpoints SET root = decode(repeat('ab', 32), 'hex')")
    ours.grow(2)
    with pytest.raises(Corrupt) as forked:
        ours.queue(entries=1)
    assert forked.value.code == "LOG_FORKED_FROM_ANCHOR"
    with database.transaction(world.engine) as connection:
        connection.exec_driver_sql("DELETE FROM checkpoints")
        stored = log.StoredCheckpoint(Head(1, bytes(32)), 0, "note", 1)
        log.swap_in(connection, stored)
    with pytest.raises(Corrupt) as behind:
        ours.queue(entries=1)
    assert behind.value.code == "LOG_BEHIND_ANCHOR"
