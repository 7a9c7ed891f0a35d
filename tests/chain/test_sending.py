"""Our transactions on nodes that forget, turn, go away, or belong to somebody else."""

from dataclasses import replace
from typing import Any

import pytest
from eth_account import Account
from sqlalchemy import Engine

from ledger import deploying, executing, sending
from ledger.chain.client import Chain, Finality
from ledger.chain.contracts import Contracts
from ledger.chain.fees import market
from ledger.chain.sender import Payer
from ledger.core.errors import Conflict, ForeignChain, Unavailable
from ledger.local.testing import KEYS, Node
from ledger.store import database, outbox
from tests.chain.world import LIMITS, World, account


def test_a_lost_tail_is_answered_with_the_same_bytes(world: World) -> None:
    achievement = world.confirmed(lin="1/2", zhao="1/2")
    point = world.node.snapshot()
    act = world.draft("convey", world.gift(achievement, "lin", "zhao", "1/4"))
    world.sign(act, "lin", "zhao", "officer")
    world.submit(act)
    world.send()
    world.settle()
    before = world.view(act)
    assert before.status == "final"
    assert before.transaction is not None
    now = world.node.now
    world.node.revert(point)
    world.node.advance(max(1, now - world.node.now))
    world.settle()
    world.settle()
    after = world.view(act)
    assert (after.status, after.transaction) == ("final", before.transaction)
    assert world.holdings(achievement).version == 3
    assert world.sighted() == world.indexed_anew()


def test_what_was_written_before_a_stop_is_sent_after_it(world: World) -> None:
    achievement = world.confirmed(lin="1/2", zhao="1/2")
    act = world.draft("convey", world.gift(achievement, "lin", "zhao", "1/4"))
    world.sign(act, "lin", "zhao", "officer")
    world.submit(act)
    # stopped here: nothing of the process is left but the database
    engine = database.engine(world.engine.url.render_as_string(hide_password=False))
    assert sending.send(engine, world.contracts, Payer(Account.from_key(KEYS[0]))) == 1
    engine.dispose()
    world.settle()
    assert world.view(act).status == "final"


def test_a_nonce_taken_by_another_transaction_is_told_and_the_act_can_go_again(world: World) -> None:
    achievement = world.confirmed(lin="1/2", zhao="1/2")
    act = world.draft("convey", world.gift(achievement, "lin", "zhao", "1/4"))
    world.sign(act, "lin", "zhao", "officer")
    world.submit(act)
    world.other_transaction(to=world.payer.address, value="0x1")
    world.settle()
    with database.transaction(world.engine) as connection:
        sent = outbox.last(connection, "act", str(act.drafted.id))
    assert sent is not None
    assert sent.outcome == "replaced"
    assert world.view(act).status == "failed"
    world.submit(act)
    world.send()
    world.settle()
    assert world.view(act).status == "final"


def test_nothing_is_final_before_its_depth(engine: Engine, anvil: Node) -> None:
    world = World.found(engine, anvil, finality=Finality("depth", 3))
    act = world.draft(
        "appoint", {"node": 1, "officer": world.number("lin"), "powers": ["read"], "until": anvil.now + 99}
    )
    world.sign(act, "lin")
    world.add(act, 1, world.core.sign_digest(act.drafted.digest))
    world.submit(act)
    world.send()
    world.settle()
    for _ in range(3):
        assert world.view(act).status == "included"
        anvil.mine()
    world.settle()
    assert world.view(act).status == "final"


def test_another_chain_is_refused_by_name(world: World, ganache: Node) -> None:
    elsewhere = Contracts(Chain(ganache.rpc_url), world.deployment)
    with pytest.raises(ForeignChain) as refusal:
        elsewhere.require()
    assert refusal.value.code in ("FOREIGN_CHAIN_ID", "FOREIGN_GENESIS")


def test_a_chain_without_our_code_is_refused_by_name(engine: Engine, anvil: Node) -> None:
    with anvil.restored():
        world = World.found(engine, anvil)
        founder = deploying.Founder(world.operator, b"o" * 32)
        how = {"limits": LIMITS, "core": founder, "operator": founder, "log_origin": "another.example/log"}
        assert deploying.deploy(engine, world.chain, world.payer, **how) == world.deployment  # type: ignore[arg-type]
    with pytest.raises(ForeignChain) as refusal:
        deploying.deploy(engine, world.chain, world.payer, **how)  # type: ignore[arg-type]
    assert refusal.value.code == "FOREIGN_CODE"


def test_a_ledger_of_older_contracts_is_refused_with_what_to_do(world: World) -> None:
    older = replace(
        world.deployment,
        contracts={
            name: world.deployment.contracts[name]
            for name in ("Authority", "TitleRegistry", "AnchorLog", "P256Verifier")
        },
    )
    with pytest.raises(Conflict) as refusal:
        Contracts(world.chain, older)
    assert refusal.value.code == "LEDGER_OF_OLDER_CONTRACTS"
    assert "another database" in refusal.value.next


@pytest.mark.parametrize("after", ["TitleRegistry", "Proceedings"])
def test_a_transaction_that_slips_into_a_deployment_costs_a_try_and_nothing_else(
    engine: Engine, anvil: Node, monkeypatch: pytest.MonkeyPatch, after: str
) -> None:
    create, slipped = deploying._create, list[str]()

    def disturbed(chain: Chain, payer: Payer, name: str, arguments: tuple[Any, ...]) -> tuple[str, int]:
        made = create(chain, payer, name, arguments)
        if name == after and not slipped:
            deploying._send(chain, payer, payer.address, b"")
            slipped.append(made[0])
        return made

    monkeypatch.setattr(deploying, "_create", disturbed)
    contracts = World.found(engine, anvil, peopled=False).contracts
    head = contracts.chain.head()
    assert len(slipped) == 1
    assert slipped[0] not in [one.address for one in contracts.deployment.contracts.values()]
    for companion in (contracts.proceedings, contracts.pledges):
        assert companion.read("titles", block=head)[0].lower() == contracts.titles.address.lower()
    assert contracts.titles.read("pledges", block=head)[0].lower() == contracts.pledges.address.lower()
    assert contracts.titles.read("proceedings", block=head)[0].lower() == contracts.proceedings.address.lower()


def test_a_node_that_is_away_is_unavailable() -> None:
    with pytest.raises(Unavailable) as refusal:
        Chain("http://user:secret@127.0.0.1:9", timeout=1).head()
    assert refusal.value.code == "NODE_AWAY"
    assert "secret" not in str(refusal.value.to_dict())


def test_an_empty_payer_is_told_to_fill_up(world: World) -> None:
    poor = Payer(account("poor").account)
    act = world.draft(
        "appoint", {"node": 1, "officer": world.number("lin"), "powers": ["read"], "until": world.clock() + 99}
    )
    world.sign(act, "lin")
    world.add(act, 1, world.core.sign_digest(act.drafted.digest))
    world.payer = poor
    with pytest.raises(Unavailable) as refusal:
        world.submit(act)
    assert refusal.value.code == "PAYER_EMPTY"


def test_a_fee_free_chain_is_offered_nothing(anvil: Node) -> None:
    with anvil.restored():
        anvil.call("anvil_setNextBlockBaseFeePerGas", "0x0")
        anvil.mine()
        assert market(Chain(anvil.rpc_url)).offer.fields == {"gasPrice": 0}
    assert set(market(Chain(anvil.rpc_url)).offer.fields) == {"maxFeePerGas", "maxPriorityFeePerGas"}


def _appointment(world: World) -> executing.Act:
    fields = {"node": 1, "officer": world.number("lin"), "powers": ["read"], "until": world.clock() + 99}
    act = world.sign(world.draft("appoint", fields), "lin")
    return world.add(act, 1, world.core.sign_digest(act.drafted.digest))
