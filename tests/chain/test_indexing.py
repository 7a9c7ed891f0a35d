"""The index after any history of the chain is the index built anew."""

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from ledger import executing, indexing
from ledger.core.errors import Corrupt, ForeignChain, ZhengbenError
from ledger.local.testing import Node
from ledger.store import database, outbox, sightings
from ledger.store.sightings import SeenBlock
from tests.chain.world import World


def _machine(world: World) -> type[RuleBasedStateMachine]:
    """A chain that acts, mines, turns and forgets, under an index that reads it now and then."""

    class Turning(RuleBasedStateMachine):
        @initialize()
        def begin(self) -> None:
            self.titles: list[bytes] = []
            self.points: list[str] = []
            self.floor = world.node.block
            with database.transaction(world.engine) as connection:
                connection.execute(text("DELETE FROM outbox"))  # what the last example sent is none of this one's

        @rule()
        def register(self) -> None:
            self._tolerant(lambda: self.titles.append(world.register(lin="1/2", zhao="1/2")))

        @rule(which=st.integers(0, 9))
        def propose(self, which: int) -> None:
            if self.titles:
                name = "0x" + self.titles[which % len(self.titles)].hex()
                table = world.table(lin="1/4", zhao="3/4")
                fields = {"achievement": name, "filing": world.filing(), "table": table}
                self._tolerant(lambda: world.act("propose", fields | {"noticeUntil": world.notice_end}))

        @rule()
        def appoint(self) -> None:
            until = world.clock() + 1000
            fields = {"node": 1, "officer": world.number("lin"), "powers": ["read"], "until": until}
            self._tolerant(lambda: world.act("appoint", fields))

        @rule(depth=st.integers(1, 6))
        def turn(self, depth: int) -> None:
            """Blocks are replaced by others of the same height; what they held is gone or comes back.

            Not between `remember` and `forget`: Anvil loses its own head when a snapshot is older than a reorg.
            """
            room = world.node.block - self.floor
            if room > 0 and not self.points:
                world.node.call("anvil_reorg", min(depth, room), [])

        @rule()
        def remember(self) -> None:
            self.points.append(world.node.snapshot())

        @rule()
        def forget(self) -> None:
            """The node falls back to an earlier block, as one that lost its tail."""
            if self.points:
                world.node.revert(self.points.pop())
                self.points.clear()

        @rule(blocks=st.integers(1, 4))
        def mine(self, blocks: int) -> None:
            world.node.mine(blocks)

        @rule()
        def read(self) -> None:
            indexing.catch_up(world.engine, world.contracts, most=3)

        @rule()
        def settle(self) -> None:
            world.settle()

        def teardown(self) -> None:
            """Only here is the index thrown away: until then it has lived through everything."""
            indexing.catch_up(world.engine, world.contracts)
            assert world.sighted() == world.indexed_anew()

        def _tolerant(self, act) -> None:  # type: ignore[no-untyped-def]
            """What relied on forgotten blocks may be refused; the index has to agree all the same."""
            try:
                act()
            except (Corrupt, ForeignChain):
                raise
            except ZhengbenError:
                pass

    return Turning


def _run(world: World, examples: int, steps: int) -> None:
    run_state_machine_as_test(
        _machine(world),
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


def test_after_any_turns_the_index_is_that_of_a_fresh_one(world: World) -> None:
    _run(world, examples=5, steps=10)


@pytest.mark.slow
def test_after_many_turns_the_index_is_that_of_a_fresh_one(world: World) -> None:
    _run(world, examples=20, steps=20)


def test_a_reorg_takes_back_what_it_took_and_nothing_else(world: World) -> None:
    kept = world.register()
    world.node.mine()
    before = world.sighted()
    lost = world.register()
    assert world.holdings(lost).version == 1
    world.node.call("anvil_reorg", 1, [])
    indexing.catch_up(world.engine, world.contracts)
    assert world.sighted()["title_versions"] == before["title_versions"]
    assert world.holdings(kept).version == 1


def test_small_batches_and_large_ones_give_the_same(world: World) -> None:
    world.confirmed(lin="1/2", zhao="1/2")
    whole = world.sighted()
    assert whole == world.indexed_anew()
    with database.transaction(world.engine) as connection:
        assert indexing.advance(connection, world.contracts) == 0


def test_a_rebuilt_index_is_the_one_that_it_replaces_and_readers_see_no_gap(world: World) -> None:
    title = world.confirmed(lin="1/2", zhao="1/2")
    before, seen = world.sighted(), []

    def tell(number: int, head: int) -> None:
        assert world.sighted() == before  # another connection: what others read meanwhile
        assert world.holdings(title).version == 2
        seen.append((number, head))

    blocks = indexing.rebuild(world.engine, world.contracts, tell, most=7)
    assert world.sighted() == before
    assert blocks == len(before["blocks"])
    assert len(seen) > 2
    assert [number for number, _ in seen] == sorted({number for number, _ in seen})
    assert seen[-1] == (world.node.block, world.node.block)


def test_a_rebuild_mends_an_index_that_somebody_spoiled(world: World) -> None:
    world.confirmed(lin="1/2", zhao="1/2")
    right = world.sighted()
    with database.transaction(world.engine) as connection:
        connection.execute(text("DELETE FROM title_versions"))
        connection.execute(text("UPDATE signers SET party = party + 1"))
    assert world.sighted() != right
    indexing.rebuild(world.engine, world.contracts, lambda *_: None)
    assert world.sighted() == right


def test_a_rebuild_that_ends_in_the_middle_changes_nothing_and_the_service_goes_on(world: World) -> None:
    world.register()
    before = world.sighted()

    def end(_number: int, _head: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        indexing.rebuild(world.engine, world.contracts, end, most=5)
    assert world.sighted() == before
    world.node.mine(2)
    assert indexing.catch_up(world.engine, world.contracts) == 2
    assert world.sighted() == world.indexed_anew()


def test_a_chain_that_turns_under_a_rebuild_is_read_as_it_stands_then(world: World) -> None:
    world.register()
    world.node.mine(6)
    turns = iter(range(2))

    def turn(_number: int, _head: int) -> None:
        if next(turns, None) is not None:
            world.node.call("anvil_reorg", 3, [])

    indexing.rebuild(world.engine, world.contracts, turn, most=4)
    assert world.sighted() == world.indexed_anew()


def test_a_rebuild_takes_back_fates_that_were_read_in_vanished_blocks(world: World) -> None:
    achievement = world.confirmed(lin="1/2", zhao="1/2")
    point = world.node.snapshot()
    act = world.draft("convey", world.gift(achievement, "lin", "zhao", "1/4"))
    world.sign(act, "lin", "zhao", "officer")
    world.submit(act)
    world.send()
    world.settle()
    before = _sent(world, act)
    assert before.outcome == "mined"
    now = world.node.now
    world.node.revert(point)
    world.node.advance(max(1, now - world.node.now))
    world.node.mine(2)
    world.chain.send(before.newest.raw)  # it came back in another block before anybody looked
    indexing.rebuild(world.engine, world.contracts, lambda *_: None)
    assert _sent(world, act).outcome is None
    world.settle()
    after = _sent(world, act)
    assert after.block_number is not None
    assert after.block_hash == world.chain.block(after.block_number).hash != before.block_hash
    assert world.view(act).status == "final"


def test_nobody_writes_a_fate_while_the_blocks_that_it_was_read_in_are_taken_back(world: World) -> None:
    world.register()
    world.node.call("anvil_reorg", 1, [])
    with database.transaction(world.engine) as rewinding:
        indexing.advance(rewinding, world.contracts)
        with database.transaction(world.engine) as other:
            assert not database.try_lock(other, database.Lock.SETTLING)
    indexing.catch_up(world.engine, world.contracts)


@pytest.mark.parametrize("count", [2, 30])
def test_what_the_database_refuses_of_sightings_is_refused_in_the_same_way_however_many(
    world: World, count: int
) -> None:
    rows = [SeenBlock(10**6, bytes([number]) * 32, bytes(32), 1) for number in range(count)]
    with pytest.raises(IntegrityError), database.transaction(world.engine) as connection:
        sightings.add_blocks(connection, rows)


def _sent(world: World, act: executing.Act) -> outbox.Outgoing:
    with database.transaction(world.engine) as connection:
        row = outbox.last(connection, "act", str(act.drafted.id))
    assert row is not None
    return row


def test_ganache_is_read_the_same_way(engine, ganache: Node) -> None:  # type: ignore[no-untyped-def]
    world = World.found(engine, ganache)
    world.register()
    assert world.sighted() == world.indexed_anew()
