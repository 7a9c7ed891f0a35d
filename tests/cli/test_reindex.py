"""Whoever runs the service can have the index built anew, and is told how far it is."""

import json
from pathlib import Path

from sqlalchemy import Engine

from ledger.local.testing import Node
from tests.chain.world import World
from tests.cli.conftest import Run


def test_the_index_is_built_anew_and_said_in_both_languages(run: Run, engine: Engine, anvil: Node) -> None:
    world = World.found(engine, anvil)
    before = world.sighted()
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    parts = {"ZHENGBEN_DATABASE_URL": url, "ZHENGBEN_RPC_URL": anvil.rpc_url, "ZHENGBEN_FINALITY": "instant"}
    done = run("reindex", "--json", **parts)
    assert done.code == 0, done.all
    said = json.loads(done.out)
    assert said == {"blocks": len(before["blocks"]), "first": world.deployment.first_block, "last": anvil.block}
    assert f"read up to block {anvil.block} of {anvil.block}" in done.err
    assert world.sighted() == before
    assert run("reindex", "--lang", "zh", **parts).out.startswith("索引已重建")


def test_a_ledger_at_rest_is_not_reindexed(run: Run, tmp_path: Path) -> None:
    ended = run("reindex", "--lang", "zh", ZHENGBEN_DATA=str(tmp_path / "data"))
    assert (ended.code, ended.err.partition(":")[0]) == (2, "LEDGER_AT_REST")
    assert "没有运行" in ended.err


def test_a_database_without_a_ledger_is_not_reindexed(run: Run, engine: Engine) -> None:
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    ended = run("reindex", ZHENGBEN_DATABASE_URL=url, ZHENGBEN_RPC_URL="http://127.0.0.1:9")
    assert (ended.code, ended.err.partition(":")[0]) == (2, "NOT_DEPLOYED")
