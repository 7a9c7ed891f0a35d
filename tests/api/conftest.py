"""A whole ledger behind the API: real PostgreSQL, a real chain, the application in this process."""

from collections.abc import Iterator
from hashlib import sha256
from uuid import uuid4

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import text

from api import app
from ledger import deploying
from ledger.chain.client import Chain, Finality
from ledger.chain.sender import Payer
from ledger.chain.states import Limits
from ledger.deploying import Founder
from ledger.keyring import Keyring
from ledger.local.testing import Node
from ledger.service import Service, wall_clock
from ledger.settings import Settings
from ledger.store import database, vault
from tests.api.world import NOTICE, World, key


@pytest.fixture(scope="module")
def world(postgres_url: str, anvil: Node, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A ledger with its core (party 1) and its log's operator (party 2), and nothing else."""
    name = f"api_{uuid4().hex}"
    _run(postgres_url, f"CREATE DATABASE {name}")
    url = postgres_url.rpartition("/")[0] + "/" + name
    settings = Settings(
        data=tmp_path_factory.mktemp("data"), database_url=url, rpc_url=anvil.rpc_url, demo=True, anchor_every_seconds=1
    )
    engine = database.engine(url)
    database.migrate(engine)
    keys, chain = Keyring(settings.keys), Chain(anvil.rpc_url, finality=Finality("instant"))
    anvil.call("anvil_setBalance", keys.payer().address, hex(10**20))
    core = key("core")
    deployment = deploying.deploy(
        engine,
        chain,
        Payer(keys.payer().account),
        limits=Limits(least_notice=NOTICE),
        core=Founder(core, sha256(b"core").digest()),
        operator=Founder(keys.log_operator(), sha256(b"operator").digest()),
        log_origin=settings.log_origin,
    )
    with database.transaction(engine) as connection:
        opened = vault.unlock(connection, keys.master_key(), keys.index_key())

    def now() -> int:
        return max(wall_clock(), chain.head().time)

    service = Service(settings, engine, opened, keys, chain, deployment, now)
    with TestClient(app.create(service), base_url="http://127.0.0.1:8000", client=("127.0.0.1", 50_000)) as client:
        made = World(service, anvil, client, core)
        made.settle()
        yield made
    engine.dispose()
    _run(postgres_url, f"DROP DATABASE {name} WITH (FORCE)")


def _run(url: str, statement: str) -> None:
    engine = database.engine(url, pool_size=1)
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text(statement))
    engine.dispose()
