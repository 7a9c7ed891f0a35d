"""Whoever runs the service can make a filing unlinkable, once and only on purpose."""

import io
import json
from pathlib import Path

import pytest
from sqlalchemy import Engine

from ledger.core import merkle
from ledger.store import database, filings, vault
from ledger.store.vault import Vault
from tests.cli.conftest import Run

OPENED = Vault(bytes([1]) * 32, bytes([2]) * 32)
LEAF = merkle.leaf_hash(b"entry")


@pytest.fixture
def url(engine: Engine) -> str:
    """Address of a database that holds one filing."""
    with database.transaction(engine) as connection:
        filings.add(connection, leaf=LEAF, entry=b"entry", filing_type="t", node=1, received_at=1)
        vault.put(connection, OPENED, LEAF, ["who it was"], [])
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def erased_at(engine: Engine) -> int | None:
    with database.transaction(engine) as connection:
        return vault.erased_at(connection, LEAF)


def test_a_filing_is_erased_once(run: Run, url: str, engine: Engine) -> None:
    first = run("erase", LEAF.hex(), "--yes", "--json", ZHENGBEN_DATABASE_URL=url)
    assert (first.code, json.loads(first.out)) == (0, {"leaf": LEAF.hex(), "erased": True})
    assert erased_at(engine)
    again = run("erase", LEAF.hex(), "--yes", "--lang", "zh", ZHENGBEN_DATABASE_URL=url)
    assert (again.code, again.out) == (0, f"备案 {LEAF.hex()} 的内容先前已删除\n")


@pytest.mark.parametrize(("said", "code"), [("y\n", 0), ("\n", 1), ("", 1)])
def test_nothing_is_erased_without_a_yes(
    run: Run, url: str, engine: Engine, monkeypatch: pytest.MonkeyPatch, said: str, code: int
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(said))
    assert run("erase", LEAF.hex(), ZHENGBEN_DATABASE_URL=url).code == code
    assert (erased_at(engine) is None) == (code == 1)


def test_what_cannot_be_erased_is_said(run: Run, url: str, tmp_path: Path) -> None:
    unknown = run("erase", "ab" * 32, "--yes", ZHENGBEN_DATABASE_URL=url)
    assert (unknown.code, unknown.err.partition(":")[0]) == (1, "FILING_UNKNOWN")
    at_rest = run("erase", LEAF.hex(), "--yes", ZHENGBEN_DATA=str(tmp_path / "data"))
    assert (at_rest.code, at_rest.err.partition(":")[0]) == (2, "LEDGER_AT_REST")
    assert run("erase", "7", "--yes").code == 64
