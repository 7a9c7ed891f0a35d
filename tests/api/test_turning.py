"""What a reader is told while the chain turns is of one chain."""

from typing import Any

import pytest
from sqlalchemy import text

from ledger import indexing
from ledger.store import database, network
from tests.api.world import World


def test_an_answer_is_of_one_moment_though_the_chain_turns_while_it_is_put_together(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    number, _ = world.enrol("before the turn")
    service = world.service
    with database.transaction(service.engine) as connection:
        (block,) = connection.execute(text("SELECT block_number FROM parties WHERE party = :n"), {"n": number}).one()
    party = network.party

    def turning(*asked: Any) -> network.PartyRow | None:
        monkeypatch.setattr(network, "party", party)
        world.node.call("anvil_reorg", world.node.block - block + 1, [])
        indexing.catch_up(service.engine, service.contracts)
        return party(*asked)

    monkeypatch.setattr(network, "party", turning)
    answer = world.client.get(f"/v1/parties/{number}")
    assert answer.status_code == 200, answer.text
    assert world.client.get(f"/v1/parties/{number}").json()["code"] == "PARTY_UNKNOWN"
    world.settle()
    assert world.client.get(f"/v1/parties/{number}").status_code == 200
