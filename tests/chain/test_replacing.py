"""What we sent gets onto the chain, whatever fees, pools and nonces do meanwhile, and never twice."""

from collections.abc import Iterator
from itertools import permutations

import pytest
from eth_account import Account
from sqlalchemy import Engine, text

from ledger import deploying, executing, indexing, sending
from ledger.chain import fees
from ledger.chain.answered import Receipt
from ledger.chain.client import Chain
from ledger.chain.fees import GWEI, Limit, Offer
from ledger.chain.sender import Call, Payer, opened
from ledger.core.errors import Refused, Unavailable
from ledger.local.testing import KEYS
from ledger.store import database, outbox
from ledger.store.outbox import Outgoing, Version
from tests.chain.world import LIMITS, World, account

PATIENCE = 60


@pytest.fixture
def quiet(shared_world: World) -> Iterator[World]:
    """A ledger whose chain makes blocks only when told to."""
    world, anvil = shared_world, shared_world.node
    world.payer = Payer(Account.from_key(KEYS[0]), Limit(ceiling=100 * GWEI, patience=PATIENCE))
    anvil.call("evm_setAutomine", False)
    yield world
    anvil.call("anvil_dropAllTransactions")
    anvil.call("evm_setBlockGasLimit", hex(30_000_000))
    anvil.call("anvil_setBalance", world.payer.address, hex(10**22))
    anvil.call("evm_setAutomine", True)
    dearer(world, 1)


def written(world: World) -> executing.Act:
    """A registration, signed and written, not sent."""
    fields = {
        "node": 1,
        "filing": world.filing(),
        "filer": world.number("university"),
        "claimed": world.table(university="100%"),
        "appointment": world.net.appointments["core desk"],
    }
    act = world.sign(world.draft("register", fields), "university", "officer")
    world.submit(act)
    return act


def settle(world: World, *, later: int = 0) -> None:
    """Index and settle, by a clock that is so many seconds ahead."""
    indexing.catch_up(world.engine, world.contracts)
    sending.settle(world.engine, world.contracts, world.payer, now=world.clock() + later)


def row(world: World, act: executing.Act) -> Outgoing:
    with database.transaction(world.engine) as connection:
        found = outbox.last(connection, "act", str(act.drafted.id))
    assert found is not None
    return found


def offers(world: World, act: executing.Act) -> list[Offer]:
    return [opened(version.raw)[1] for version in row(world, act).versions]


def dearer(world: World, gwei: int) -> None:
    """Let the next block, and so the market, ask for that base fee."""
    world.node.call("anvil_setNextBlockBaseFeePerGas", hex(gwei * GWEI))
    world.node.mine()


def test_what_the_market_left_behind_is_replaced_by_the_same_call_at_a_better_fee(quiet: World) -> None:
    act = written(quiet)
    dearer(quiet, 20)
    settle(quiet)
    assert len(offers(quiet, act)) == 1, "its patience has not passed"
    settle(quiet, later=PATIENCE)
    first, second = offers(quiet, act)
    assert second.cap >= 20 * GWEI > first.cap
    calls = {opened(version.raw)[0] for version in row(quiet, act).versions}
    assert len(calls) == 1
    quiet.node.mine()
    settle(quiet, later=PATIENCE)
    settled = row(quiet, act)
    assert settled.outcome == "mined"
    assert settled.settled_as == settled.versions[1].tx_hash == quiet.view(act).transaction
    assert quiet.view(act).status == "final"


def test_whichever_version_the_chain_takes_settles_the_act(quiet: World) -> None:
    act = written(quiet)
    assert sending.send(quiet.engine, quiet.contracts, quiet.payer) == 1
    original = row(quiet, act).newest
    with database.transaction(quiet.engine) as connection:  # the replacement was written, and then came a kill
        sent = row(quiet, act)
        call, offer = opened(original.raw)
        better = Offer(2 * offer.cap, 2 * offer.tip)
        raw = quiet.payer.sign(call, chain_id=quiet.deployment.chain_id, nonce=sent.nonce, offer=better)
        outbox.add_version(connection, sent.id, 2, raw=raw.content, tx_hash=raw.hash, empty=False, now=1)
    quiet.node.mine()
    settle(quiet)
    assert row(quiet, act).settled_as == original.tx_hash
    assert (quiet.view(act).status, quiet.view(act).transaction) == ("final", original.tx_hash)
    assert sending.send(quiet.engine, quiet.contracts, quiet.payer) == 0


def test_beyond_the_ceiling_nothing_is_offered_and_the_same_bytes_go_through_when_prices_fall(quiet: World) -> None:
    act = written(quiet)
    for _ in range(3):
        dearer(quiet, 5_000)
        settle(quiet, later=10**6)
    assert [offer.cap <= 100 * GWEI for offer in offers(quiet, act)] == [True] * len(offers(quiet, act))
    capped = len(offers(quiet, act))
    dearer(quiet, 5_000)
    settle(quiet, later=10**6)
    assert len(offers(quiet, act)) == capped
    assert row(quiet, act).newest.verdict == "underpriced"
    dearer(quiet, 1)
    settle(quiet, later=0)
    quiet.node.mine()
    settle(quiet, later=0)
    assert quiet.view(act).status == "final"


def test_what_only_waits_for_a_block_is_never_replaced(quiet: World) -> None:
    act = written(quiet)
    for later in (0, PATIENCE, 10**6):
        settle(quiet, later=later)
    assert len(offers(quiet, act)) == 1


def test_a_chain_without_fees_is_offered_nothing_however_long_it_takes(quiet: World) -> None:
    quiet.node.call("anvil_setNextBlockBaseFeePerGas", "0x0")
    quiet.node.mine()
    act = written(quiet)
    assert offers(quiet, act) == [Offer(0, 0, legacy=True)]
    quiet.node.call("anvil_setNextBlockBaseFeePerGas", "0x0")
    settle(quiet, later=10**6)
    assert offers(quiet, act) == [Offer(0, 0, legacy=True)]
    quiet.node.call("anvil_setNextBlockBaseFeePerGas", "0x0")
    quiet.node.mine()
    settle(quiet)
    assert quiet.view(act).status == "final"


def test_what_the_nodes_pool_dropped_is_sent_again(quiet: World) -> None:
    act = written(quiet)
    settle(quiet)
    quiet.node.call("anvil_dropAllTransactions")
    quiet.node.mine()
    assert quiet.view(act).status == "submitted"
    settle(quiet)
    quiet.node.mine()
    settle(quiet)
    assert quiet.view(act).status == "final"
    assert len(offers(quiet, act)) == 1


def test_a_payer_without_funds_keeps_what_it_wrote_until_it_has_some(quiet: World) -> None:
    act = written(quiet)
    quiet.node.call("anvil_setBalance", quiet.payer.address, "0x0")
    settle(quiet, later=10**6)
    assert row(quiet, act).newest.verdict == "unfunded"
    assert len(offers(quiet, act)) == 1
    quiet.node.call("anvil_setBalance", quiet.payer.address, hex(10**21))
    settle(quiet)
    quiet.node.mine()
    settle(quiet)
    assert row(quiet, act).newest.verdict is None
    assert quiet.view(act).status == "final"


def test_what_no_node_will_take_gives_its_nonce_to_nothing_and_holds_up_nobody(quiet: World) -> None:
    stuck = written(quiet)
    behind = written(quiet)
    call, _ = opened(row(quiet, stuck).newest.raw)
    with database.transaction(quiet.engine) as connection:  # as if the chain had lowered its limits since
        sent = row(quiet, stuck)
        raw = quiet.payer.sign(
            Call(call.to, call.data, 10**9), chain_id=quiet.deployment.chain_id, nonce=sent.nonce, offer=Offer(9, 9)
        )
        connection.execute(
            text("UPDATE outbox_versions SET raw = :raw, tx_hash = :hash WHERE outgoing = :id"),
            {"raw": raw.content, "hash": raw.hash, "id": sent.id},
        )
    settle(quiet)
    quiet.node.mine()
    settle(quiet)
    assert row(quiet, stuck).newest.verdict == "impossible"
    assert quiet.view(behind).status == "submitted"
    settle(quiet, later=PATIENCE)
    quiet.node.mine()
    settle(quiet)
    assert row(quiet, stuck).outcome == "replaced"
    assert (quiet.view(stuck).status, quiet.view(behind).status) == ("failed", "final")
    quiet.submit(stuck)
    settle(quiet)
    quiet.node.mine()
    settle(quiet)
    assert quiet.view(stuck).status == "final"


def test_an_act_that_reverts_in_its_block_is_failed_holds_up_nobody_and_can_go_again(quiet: World) -> None:
    quiet.node.call("evm_setAutomine", True)
    achievement = quiet.confirmed(lin="1/2", zhao="1/2")
    quiet.node.call("evm_setAutomine", False)
    acts = [quiet.draft("convey", quiet.gift(achievement, "lin", "zhao", "1/8")) for _ in range(2)]
    for act in acts:  # both rely on the same version: one of them comes too late
        quiet.sign(act, "lin", "zhao", "officer")
        quiet.submit(act)
    behind = written(quiet)
    settle(quiet)
    quiet.node.mine()
    settle(quiet)
    assert [quiet.view(act).status for act in (*acts, behind)] == ["final", "failed", "final"]
    assert row(quiet, acts[1]).outcome == "reverted"
    with pytest.raises(Refused, match="version"):
        quiet.submit(acts[1])


def test_a_database_put_back_finds_its_nonces_taken_and_goes_on(quiet: World) -> None:
    quiet.node.call("evm_setAutomine", True)
    for _ in range(2):
        lost = written(quiet)
        quiet.settle()
        quiet.settle()
        with database.transaction(quiet.engine) as connection:
            connection.execute(text("DELETE FROM outbox WHERE id = :id"), {"id": row(quiet, lost).id})
        assert quiet.view(lost).status == "final"
    act = written(quiet)
    quiet.settle()
    quiet.settle()
    assert quiet.view(act).status == "final"


def test_a_gap_that_a_lost_row_leaves_is_filled(quiet: World) -> None:
    lost, behind = written(quiet), written(quiet)
    with database.transaction(quiet.engine) as connection:
        connection.execute(text("DELETE FROM outbox WHERE id = :id"), {"id": row(quiet, lost).id})
    settle(quiet)
    quiet.node.mine()
    settle(quiet)
    assert quiet.view(behind).status == "final"
    with database.transaction(quiet.engine) as connection:
        filler = outbox.last(connection, "filler")
    assert filler is not None
    assert (filler.outcome, filler.nonce) == ("replaced", row(quiet, behind).nonce - 1)


def test_two_that_see_a_gap_at_once_fill_it_once(quiet: World, monkeypatch: pytest.MonkeyPatch) -> None:
    lost, behind = written(quiet), written(quiet)
    with database.transaction(quiet.engine) as connection:
        connection.execute(text("DELETE FROM outbox WHERE id = :id"), {"id": row(quiet, lost).id})
    market = fees.market

    def quicker(chain: Chain) -> fees.Market:
        monkeypatch.setattr(fees, "market", market)
        settle(quiet)
        return market(chain)

    monkeypatch.setattr(fees, "market", quicker)
    settle(quiet)
    quiet.node.mine()
    settle(quiet)
    assert quiet.view(behind).status == "final"


def test_one_that_is_refused_holds_up_neither_fates_nor_the_others(quiet: World) -> None:
    first = written(quiet)
    settle(quiet)
    quiet.node.mine()
    second = written(quiet)
    quiet.node.call("anvil_setBalance", quiet.payer.address, "0x0")
    settle(quiet)
    assert quiet.view(first).status == "final"
    assert quiet.view(second).status == "submitted"


def test_what_an_interrupted_deployment_left_in_the_pool_does_not_stop_the_next_one(
    quiet: World, engine: Engine
) -> None:
    payer = Payer(account("deployer").account)
    quiet.node.call("anvil_setBalance", payer.address, hex(10**21))
    market = quiet.chain.header(quiet.chain.head().number)
    base = int(market["baseFeePerGas"], 16)
    left = payer.sign(
        Call(payer.address, b"", 50_000), chain_id=quiet.deployment.chain_id, nonce=0, offer=Offer(8 * base, 2 * base)
    )
    assert quiet.chain.send(left.content).kept
    quiet.node.call("anvil_setIntervalMining", 1)
    try:
        founder = deploying.Founder(quiet.operator, b"o" * 32)
        how = {"limits": LIMITS, "core": founder, "operator": founder, "log_origin": "another.example/log"}
        deployed = deploying.deploy(engine, quiet.chain, payer, **how)  # type: ignore[arg-type]
        assert deployed.contracts["Authority"] != quiet.deployment.contracts["Authority"]
    finally:
        quiet.node.call("anvil_setIntervalMining", 0)


def test_a_node_that_vanishes_while_it_is_handed_transactions_loses_none(
    quiet: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    acts = [written(quiet) for _ in range(3)]
    send, calls = Chain.send, iter(range(9))

    def vanishing(self: Chain, raw: bytes) -> object:
        if next(calls) == 1:
            raise Unavailable("NODE_AWAY", "in the middle")
        return send(self, raw)

    with monkeypatch.context() as patched:
        patched.setattr(Chain, "send", vanishing)
        with pytest.raises(Unavailable):
            sending.send(quiet.engine, quiet.contracts, quiet.payer)
    settle(quiet)
    quiet.node.mine()
    settle(quiet)
    assert [quiet.view(act).status for act in acts] == ["final"] * 3


def _version(number: int, *, empty: bool = False) -> Version:
    return Version(number, b"", bytes([number]) * 32, empty, 0, None)


@pytest.mark.parametrize("mined", [1, 2, 3, None])
@pytest.mark.parametrize("good", [True, False])
def test_settling_is_the_same_in_whatever_order_versions_are_seen(mined: int | None, good: bool) -> None:
    versions = (_version(1), _version(2), _version(3, empty=True))
    sent = Outgoing(1, "0x", "act", "", 7, 0, None, None, None, None, versions)
    seen = {} if mined is None else {versions[mined - 1].tx_hash: Receipt(9, b"h" * 32, good, None)}
    others = [bytes([n]) * 32 for n in (8, 9)]
    expected = {1: "mined" if good else "reverted", 2: "mined" if good else "reverted", 3: "replaced", None: "replaced"}
    for order in permutations([*seen, *others]):
        receipts = {tx_hash: seen.get(tx_hash, Receipt(1, b"x" * 32, True, None)) for tx_hash in order}
        found = sending.fate(sent, receipts, list(order), beyond_doubt=8)
        assert found is not None
        assert found.outcome == expected[mined]
        assert found.settled_as == (None if mined is None else versions[mined - 1].tx_hash)
    assert sending.fate(sent, seen, [], beyond_doubt=7) is None, "not in a final block"
    assert (sending.fate(sent, seen, [], beyond_doubt=8) is None) == (mined is not None)
