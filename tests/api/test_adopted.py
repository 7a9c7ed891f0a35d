"""A title that went to a later registry with companions of its own: a ledger that was deployed with that registry takes
it over with everything that stood, and says where to ask for the evidence of its history."""

from collections.abc import Iterator
from dataclasses import astuple, replace
from uuid import uuid4

import pytest
from eth_utils.address import to_checksum_address
from fastapi.testclient import TestClient
from sqlalchemy import text

from api import app
from ledger import indexing
from ledger.chain.artifacts import artifact
from ledger.chain.sender import created_by
from ledger.chain.states import Limits
from ledger.core import verify
from ledger.core.deployment import Deployed
from ledger.deploying import code_hash
from ledger.service import Service
from ledger.store import database
from ledger.store import deployment as records
from tests.api.test_rights import Story, get
from tests.api.world import NOTICE, World, hex_of


@pytest.fixture(scope="module")
def story(world: World) -> Story:
    return Story(world)


@pytest.fixture(scope="module")
def later(world: World, postgres_url: str) -> Iterator[Service]:
    """A ledger on the same chain, with the same parties, whose titles stand in a later registry."""
    name = f"later_{uuid4().hex}"
    admin = database.engine(postgres_url, pool_size=1).execution_options(isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name}"))
    url = postgres_url.rpartition("/")[0] + "/" + name
    engine = database.engine(url)
    database.migrate(engine)
    service = world.service
    deployment = replace(service.deployment, contracts={**service.deployment.contracts, **successor(world)})
    with database.transaction(engine) as connection:
        records.record(connection, deployment)
    yield replace(service, engine=engine, deployment=deployment)
    engine.dispose()
    with admin.connect() as connection:
        connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
    admin.dispose()


def successor(world: World) -> dict[str, Deployed]:
    """Registry and companions, each made for the others, behind the registry of the world."""
    chain, contracts, limits = world.service.chain, world.service.contracts, Limits(least_notice=NOTICE)
    sender = to_checksum_address(world.node.call("eth_accounts")[0])
    nonce = chain.sent_by(sender, chain.head())
    titles, proceedings, pledges = (created_by(sender, nonce + i) for i in range(3))
    before = (contracts.authority.address, proceedings, pledges, contracts.titles.address)
    made = {
        "TitleRegistry": (titles, (*before, astuple(limits.titles))),
        "Proceedings": (proceedings, (titles, astuple(limits.proceedings))),
        "Pledges": (pledges, (titles,)),
    }
    for name, (_, arguments) in made.items():
        compiled = artifact(name)
        data = compiled.creation + compiled.interface.constructor(arguments)
        world.node.call("eth_sendTransaction", {"from": sender, "data": hex_of(data)})
        world.node.mine()
    return {name: Deployed(at, code_hash(chain, at, chain.head())) for name, (at, _) in made.items()}


@pytest.mark.slow
def test_an_adopted_title_is_read_where_it_is_and_its_evidence_where_it_was(story: Story, later: Service) -> None:
    world, path = story.world, f"/v1/achievements/{story.achievement}"
    world.settle()
    before = get(story, path)
    earlier = world.client.get(f"{path}/evidence")
    assert earlier.status_code == 200, earlier.text
    holders = {story.officer: story.officer_key, story.unit: story.unit_key, story.ann: story.ann_key}
    gone_to = later.contracts.titles.address.lower()
    leaf = world.file(story.unit_key)
    story.act(
        "migrate", holders | {story.bo: story.bo_key}, achievement=story.achievement, successor=gone_to, filing=leaf
    )
    with TestClient(app.create(later), base_url="http://127.0.0.1:8000", client=("127.0.0.1", 50_000)) as client:
        indexing.catch_up(later.engine, later.contracts)
        assert client.get(path).json()["code"] == "ACHIEVEMENT_UNKNOWN"
        called = client.post("/v1/calls", json={"call": "adopt", "achievement": story.achievement})
        assert called.status_code == 202, called.text
        world.node.mine()
        indexing.catch_up(later.engine, later.contracts)
        after = client.get(path).json()
        told = client.get(f"{path}/history").json()
        evidence = client.get(f"{path}/evidence")
    assert (after["status"], after["act"]) == ("confirmed", "adopt"), after
    assert after["owners"] == before["owners"]
    assert [step["act"] for step in told["items"]] == ["adopt"]
    assert (evidence.status_code, evidence.json()["code"]) == (409, "HISTORY_ELSEWHERE"), evidence.text
    left = get(story, path)
    assert (left["status"], left["successor"]) == ("closed", gone_to)
    for asked in (path, f"{path}/history"):
        assert world.client.get(asked).status_code == 200
    behind = world.client.get(f"{path}/evidence")
    assert behind.status_code == 200, behind.text
    report = verify.verify(behind.content, world.client.get("/v1/trust").content)
    assert (report.verdict, report.answer["status"]) == ("VALID", "closed"), report.answer
