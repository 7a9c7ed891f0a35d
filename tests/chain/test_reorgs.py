"""Reorgs of every depth up to 64 blocks: the index follows, what vanished is sent again, and what was final stays."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy import Engine
from structlog.testing import capture_logs

from ledger import executing, indexing
from ledger.chain.client import Finality
from ledger.core.acts import achievement_number
from ledger.core.errors import Unavailable
from ledger.local.anvil import Anvil
from ledger.local.testing import Node
from ledger.store import database, outbox, sightings
from tests.chain.world import World
from tests.conftest import FreshDatabase

DEEPEST = 64


@pytest.fixture(scope="module")
def anvil(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """An Anvil that keeps all its states in memory: turned back to one that it has put onto disk, it has no state."""
    try:
        running = Anvil(tmp_path_factory.mktemp("anvil") / "anvil.log", arguments=["--prune-history", "50000"])
    except Unavailable as error:
        if error.code == "PROGRAM_MISSING":
            pytest.skip(f"NOT RUN: {error.message}")
        raise
    yield Node(running.url, running.chain_id)
    running.stop()


@dataclass(frozen=True)
class Known:
    """What an act was shown to be when it was final."""

    transaction: bytes | None
    block_number: int | None
    block_hash: bytes


def mine(world: World, blocks: int) -> None:
    world.node.call("anvil_mine", hex(blocks))


def turn(world: World, depth: int) -> None:
    """The newest blocks are replaced by as many empty ones."""
    world.node.call("anvil_reorg", depth, [])


def submit(world: World) -> tuple[executing.Act, bytes]:
    """A registration, signed and written, and the number of its achievement."""
    filing = world.filing()
    fields = {
        "node": 1,
        "filing": filing,
        "filer": world.number("university"),
        "claimed": world.table(university="100%"),
        "appointment": world.net.appointments["core desk"],
    }
    act = world.sign(world.draft("register", fields), "university", "officer")
    world.submit(act)
    return act, achievement_number(1, bytes.fromhex(filing))


def read(world: World) -> None:
    indexing.catch_up(world.engine, world.contracts)


def known(world: World, act: executing.Act) -> Known | None:
    """What an act is shown to be, None unless it is final."""
    shown = world.view(act)
    if shown.status != "final":
        return None
    assert shown.block_number is not None
    with database.transaction(world.engine) as connection:
        seen = sightings.block(connection, shown.block_number)
    assert seen is not None
    return Known(shown.transaction, shown.block_number, seen.hash)


def _machine(world: World, elsewhere: World) -> type[RuleBasedStateMachine]:
    """A chain that turns no deeper than its finality, under a service that works now and then.

    :param elsewhere: the same ledger with another database, in which the index is built from nothing whenever `world`
        has read.
    """

    class Turning(RuleBasedStateMachine):
        @initialize(depth=st.sampled_from((2, 9, DEEPEST + 1)))
        def begin(self, depth: int) -> None:
            self.depth = depth
            world.chain.finality = Finality("depth", depth)
            mine(world, DEEPEST + 2)  # what the last example saw as final lies deeper than this one turns
            read(world)
            self.acts: list[tuple[executing.Act, bytes]] = []
            self.final: dict[int, Known] = {}

        @rule()
        def submit(self) -> None:
            if len(self.acts) < 4:
                self.acts.append(submit(world))

        @rule(share=st.floats(0, 1))
        def turn(self, share: float) -> None:
            turn(world, 1 + round(share * (self.depth - 2)))

        @rule(blocks=st.sampled_from((1, 2, 8, DEEPEST)))
        def mine(self, blocks: int) -> None:
            mine(world, blocks)

        @rule()
        def read(self) -> None:
            read(world)
            assert world.sighted() == elsewhere.indexed_anew(indexing.BATCH)

        @rule()
        def settle(self) -> None:
            world.settle()

        @invariant()
        def what_was_final_stays_as_it_was(self) -> None:
            for which, (act, _) in enumerate(getattr(self, "acts", ())):
                shown = known(world, act)
                if which in self.final:
                    assert shown == self.final[which]
                elif shown is not None:
                    self.final[which] = shown
                    assert world.chain.block(shown.block_number or 0).hash == shown.block_hash

        def teardown(self) -> None:
            if not hasattr(self, "acts"):
                return
            for _ in range(4):
                world.settle()
                mine(world, self.depth + 1)
                self._go_again()
            read(world)
            self.what_was_final_stays_as_it_was()
            for act, achievement in self.acts:
                assert world.view(act).status == "final"
                assert world.contracts.titles.title(achievement, world.chain.head()).version == 1
            assert world.sighted() == world.indexed_anew()
            with database.transaction(world.engine) as connection:
                assert outbox.open_rows(connection, world.payer.address) == []

        def _go_again(self) -> None:
            """Whoever's act was turned down in a block submits it again: the signatures are there."""
            for act, _ in self.acts:
                if world.view(act).status == "failed":
                    while world.clock() < act.drafted.created_at:  # the chain's time went back with its blocks
                        mine(world, 1)
                    world.submit(act)

    return Turning


@pytest.fixture
def elsewhere(world: World, fresh_database: FreshDatabase) -> Iterator[World]:
    """The same ledger on the same node, with a database that has seen nothing."""
    with fresh_database() as engine:
        yield replace(world, engine=engine)


def _run(world: World, elsewhere: World, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        _machine(world, elsewhere),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            derandomize=examples < 10,
            # The chain goes on from where the last example left it, so no example can be played again.
            database=None,
            phases=(Phase.generate,),
        ),
    )


def test_no_turn_within_the_finality_loses_an_act_or_changes_a_final_one(world: World, elsewhere: World) -> None:
    _run(world, elsewhere, examples=5, steps=10)


@pytest.mark.slow
def test_no_turns_within_the_finality_lose_an_act_or_change_a_final_one(world: World, elsewhere: World) -> None:
    _run(world, elsewhere, examples=10, steps=15)


@pytest.mark.slow
def test_a_turn_of_every_depth_is_followed_and_answered(world: World, elsewhere: World) -> None:
    world.chain.finality = Finality("depth", DEEPEST + 1)
    mine(world, DEEPEST + 2)
    for depth in range(1, DEEPEST + 1):
        act, achievement = submit(world)
        world.settle()
        mine(world, depth - 1)
        read(world)
        turn(world, depth)
        assert world.view(act).status in ("included", "submitted")
        read(world)
        assert world.view(act).status == "submitted", depth
        assert world.sighted() == elsewhere.indexed_anew(indexing.BATCH), depth
        world.settle()
        read(world)
        assert world.view(act).status == "included", depth
        assert world.contracts.titles.title(achievement, world.chain.head()).version == 1
    assert world.sighted() == world.indexed_anew()


def test_a_turn_deeper_than_the_finality_is_told_and_answered_honestly(engine: Engine, anvil: Node) -> None:
    world = World.found(engine, anvil, finality=Finality("depth", 3))
    mine(world, 10)
    act, _ = submit(world)
    world.settle()
    mine(world, 4)
    world.settle()
    assert world.view(act).status == "final"
    turn(world, 6)
    with capture_logs() as said:
        read(world)
    assert [entry["log_level"] for entry in said if entry["event"] == "indexing.final_blocks_replaced"] == ["critical"]
    assert world.view(act).status == "submitted", "its fate was taken back with its block"
    world.settle()
    mine(world, 4)
    world.settle()
    assert world.view(act).status == "final"
    assert world.sighted() == world.indexed_anew()


def test_an_act_is_not_called_final_by_the_final_block_of_another_chain_than_it_was_seen_on(
    engine: Engine, anvil: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World.found(engine, anvil, finality=Finality("depth", 3))
    mine(world, 4)
    act, _ = submit(world)
    world.send()
    mine(world, 1)
    read(world)
    assert world.view(act).status == "included"
    event_of = sightings.event_of

    def turning(*asked: Any) -> sightings.Seen | None:
        seen = event_of(*asked)
        monkeypatch.setattr(sightings, "event_of", event_of)
        turn(world, 2)
        mine(world, 4)
        read(world)
        return seen

    monkeypatch.setattr(sightings, "event_of", turning)
    assert world.view(act).status == "included"
    assert world.view(act).status == "submitted"


def test_a_node_that_falls_behind_makes_nothing_less_final(engine: Engine, anvil: Node) -> None:
    world = World.found(engine, anvil, finality=Finality("depth", 6))
    act, _ = submit(world)
    world.settle()
    mine(world, 3)
    point = anvil.snapshot()
    mine(world, 3)
    world.settle()
    before = known(world, act)
    assert before is not None
    anvil.revert(point)
    read(world)
    assert world.chain.final().number < (before.block_number or 0)
    assert known(world, act) == before


def test_a_final_act_is_shown_without_a_node(engine: Engine, anvil: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    world = World.found(engine, anvil)
    act, achievement = submit(world)
    world.settle()
    world.settle()

    def away(*_: object) -> None:
        raise Unavailable("NODE_AWAY", "away")

    now = world.clock()
    monkeypatch.setattr(world.chain, "ask", away)
    monkeypatch.setattr(world.chain, "ask_many", away)
    with database.transaction(world.engine) as connection:
        assert executing.view(connection, world.contracts, act.drafted.id, now=now).status == "final"
    assert world.holdings(achievement).as_of.final
