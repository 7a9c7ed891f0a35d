"""A node that is away for an hour, or lost what it had, costs an hour and nothing else."""

from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ledger import executing, exporting, watching, worker
from ledger.chain.client import Chain, Finality
from ledger.core.acts import achievement_number
from ledger.core.errors import Unavailable
from ledger.local.testing import Node
from ledger.service import Service
from ledger.store import database, filings
from tests.chain.proxy import Mode, Proxy
from tests.verbs.open_ledger import Ledger, exported, open_ledger

HOUR = 3600


@dataclass
class Wired:
    """A ledger whose worker and verbs reach the node through a proxy, by a clock that goes on without it."""

    ledger: Ledger
    service: Service
    proxy: Proxy
    shift: list[int]

    def tick(self, times: int = 1) -> None:
        for _ in range(times):
            worker.tick(self.service)

    def tick_in_vain(self) -> None:
        with pytest.raises(Unavailable) as refusal:
            worker.tick(self.service)
        assert refusal.value.code == "NODE_AWAY"


@pytest.fixture
def wired(tmp_path: Path, engine: Engine, anvil: Node) -> Iterator[Wired]:
    proxy, shift = Proxy(anvil.rpc_url), [0]
    with open_ledger(tmp_path, engine, anvil) as ledger:
        far = Chain(proxy.url, finality=Finality("instant"), timeout=0.5)
        service = replace(ledger.service, chain=far, clock=lambda: anvil.now + shift[0])
        yield Wired(ledger, service, proxy, shift)
    proxy.end()


def submitted(wired: Wired) -> tuple[executing.Act, bytes]:
    """A registration, signed and written, and its achievement; the node has not seen it."""
    net, leaf, service = wired.ledger.network(), wired.ledger.filed(), wired.ledger.service
    university = net.parties["university"]
    fields = {
        "node": 1,
        "filing": leaf.hex(),
        "filer": university,
        "claimed": [{"party": university, "share": "1/1"}],
        "appointment": net.appointments["desk"],
    }
    with database.transaction(service.engine) as connection:
        act = executing.draft(
            connection, service.contracts, "register", fields, now=service.clock(), integrated=lambda _: True
        )
        for seat in act.drafted.seats:
            signature = net.signers[seat].sign_digest(act.drafted.digest)
            executing.add_signature(connection, service.contracts, act.drafted.id, seat, signature, now=service.clock())
        executing.submit(connection, service.contracts, service.payer, act.drafted.id, now=service.clock())
    return act, achievement_number(1, leaf)


def status(wired: Wired, act: executing.Act) -> str:
    with database.transaction(wired.service.engine) as connection:
        found = executing.view(connection, wired.service.contracts, act.drafted.id, now=wired.service.clock())
    return found.status


@pytest.mark.parametrize("mode", ["refuse", "mute"])
def test_after_an_hour_without_a_node_everything_goes_through_by_itself(wired: Wired, mode: Mode) -> None:
    act, achievement = submitted(wired)
    wired.proxy.mode = mode
    leaves = []
    for _ in range(6):
        wired.shift[0] += HOUR // 6
        leaves += [wired.ledger.file(), wired.ledger.file()]
        wired.tick_in_vain()
        with database.transaction(wired.service.engine) as connection:
            places = [filings.require(connection, leaf).leaf_index for leaf in leaves]
        assert None not in places, "the log grows on"
        assert status(wired, act) == "submitted"
        assert "node" in [part.name for part in watching.Readiness(wired.service).parts() if not part.ready]
    wired.proxy.mode = "pass"
    wired.ledger.node.advance(HOUR)
    wired.tick(3)
    assert status(wired, act) == "final"
    assert wired.ledger.service.contracts.titles.title(achievement, wired.ledger.service.chain.head()).version == 1
    for leaf in leaves:
        assert exported(exporting.filing_evidence, wired.service, leaf)
    assert all(part.ready for part in watching.Readiness(wired.service).parts())


def test_a_node_that_lost_its_tail_gets_it_back_from_what_was_written(wired: Wired) -> None:
    act, achievement = submitted(wired)
    point, at = wired.ledger.node.snapshot(), wired.ledger.node.now
    leaves = [wired.ledger.file() for _ in range(3)]
    wired.ledger.node.advance(2)
    wired.tick(2)
    assert status(wired, act) == "final"
    later = wired.ledger.node.now
    wired.ledger.node.revert(point)
    wired.ledger.node.advance(later - at)
    for _ in range(4):
        with suppress(Unavailable):  # a chain that turns while it is read
            wired.tick()
        wired.ledger.node.mine()
    assert status(wired, act) == "final"
    assert wired.ledger.service.contracts.titles.title(achievement, wired.ledger.service.chain.head()).version == 1
    for leaf in leaves:
        assert exported(exporting.filing_evidence, wired.service, leaf)
