"""Whoever runs the service has the whole log audited by one command."""

import json
from pathlib import Path

from sqlalchemy import Engine

from ledger import sequencing
from ledger.core.deployment import Deployment
from ledger.keyring import Keyring
from ledger.store import database, deployment
from tests.cli.conftest import Run
from tests.log_checks import KEY, NOW, receive


def test_an_operator_audits_by_one_command_in_both_languages(run: Run, engine: Engine, tmp_path: Path) -> None:
    data = tmp_path / "data"
    key = Keyring(data / "keys").log_key(KEY.key.name)
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    environment = {"ZHENGBEN_DATA": str(data), "ZHENGBEN_DATABASE_URL": url}
    assert run("audit", **environment).err.startswith("LEDGER_NONE")
    with database.transaction(engine) as connection:
        deployment.record(connection, Deployment(1337, bytes(32), bytes(32), {}, 1, 1, KEY.key.name, 1))
    receive(engine, 3)
    sequencing.integrate(engine, data / "log", key, NOW)
    passed = run("audit", "--json", **environment)
    assert (passed.code, json.loads(passed.out)["healthy"]) == (0, True)
    (data / "log/tile/0/000.p/3").unlink()
    for language, word in (("en", "missing or changed"), ("zh", "缺失或被改动")):
        failed = run("audit", "--lang", language, **environment)
        assert failed.code == 1
        assert word in failed.out
