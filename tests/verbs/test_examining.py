"""The examination finds what is wrong with a ledger, names it, and leaves everything as it was."""

import os
import socket
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from ledger import sequencing
from ledger.cli.locale_doctor import FINDINGS
from ledger.core import checkpoint
from ledger.core.checkpoint import Checkpoint
from ledger.doctor import examining, machine
from ledger.doctor.ailments import Finding
from ledger.local.testing import Node
from ledger.opening import Opened, opened
from ledger.settings import Settings
from ledger.store import database
from ledger.upping import Serving, listen
from tests.conftest import FreshDatabase
from tests.verbs.open_ledger import Ledger, open_ledger

MACHINE = ["python", "sm3", "data", "disk", "keys", "calendar"]
DATABASE = ["database", "durability", "connections"]
CHAIN = ["node", "chain", "contracts"]
LEDGER = ["clock", "finality", "vault", "index", "filings", "log", "anchor", "outbox", "payer"]
LOOKED_AT = [*MACHINE, *DATABASE, *CHAIN, *LEDGER]


@pytest.fixture(scope="module")
def ledger(anvil: Node, fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger on a database and a chain of one's own, with a document in it; no service runs."""
    with fresh_database() as engine, open_ledger(tmp_path_factory.mktemp("data"), engine, anvil) as made:
        made.filed()
        yield made


@pytest.fixture
def settings(ledger: Ledger) -> Settings:
    """Its settings, with a port on which nobody listens."""
    with listen("127.0.0.1", 0) as probe:
        port = probe.getsockname()[1]
    return ledger.service.settings.model_copy(update={"port": port})


@dataclass(frozen=True)
class Seen:
    """Files with their content and times, and a digest of the rows of each table."""

    files: Mapping[Path, tuple[int, bytes]]
    rows: Mapping[str, str]


_DIGEST = "SELECT md5(coalesce(string_agg(t::text, ',' ORDER BY t::text), '')) FROM the_table AS t"


def seen(settings: Settings, engine: Engine | None = None) -> Seen:
    files = {
        path: (path.stat().st_mtime_ns, path.read_bytes() if path.is_file() else b"")
        for path in settings.data.rglob("*")
    }
    rows: dict[str, str] = {}
    if engine is not None:
        with database.transaction(engine) as connection:
            tables = connection.execute(
                text("SELECT schemaname || '.' || tablename FROM pg_tables WHERE schemaname IN ('public', 'vault')")
            )
            for (table,) in tables:
                rows[table] = str(connection.scalar(text(_DIGEST.replace("the_table", table))))
        assert {"public.filings", "public.outbox", "vault.data_keys"} <= set(rows)
    return Seen(files, rows)


def look(settings: Settings) -> dict[str, Finding]:
    findings = examining.examine(settings)
    for finding in findings:
        assert "\n" not in finding.message
        assert finding.next or finding.good is not False
        assert finding.code != "LOOK_FAILED", finding
        if finding.code:  # in Chinese, with the values that this finding really has
            assert all(sentence.format(**finding.values) or not finding.next for sentence in FINDINGS[finding.code])
    return {finding.name: finding for finding in findings}


def verdict(finding: Finding) -> tuple[bool | None, str]:
    return finding.good, finding.code


def test_a_ledger_at_rest_is_healthy_and_stays_as_it_was(ledger: Ledger, settings: Settings) -> None:
    before = seen(settings, ledger.service.engine)
    found = look(settings)
    assert seen(settings, ledger.service.engine) == before
    assert list(found) == [*LOOKED_AT, "service"]
    ill = {name: finding.good for name, finding in found.items() if finding.good is not True}
    ill.pop("calendar", None)  # depends on the day on which the tests run
    assert ill == {"durability": False, "service": None}
    assert found["durability"].code == "DATABASE_UNSAFE"  # the tests' own server does not wait for its disk
    assert found["service"].code == "SERVICE_AWAY"
    assert found["anchor"].values == {"anchored": 1, "size": 1}


def test_where_nothing_was_ever_started_nothing_is_made(tmp_path: Path) -> None:
    found = look(Settings(data=tmp_path / "data", port=0))
    assert not (tmp_path / "data").exists()
    assert verdict(found["data"]) == (None, "DATA_NEW")
    assert verdict(found["keys"]) == (None, "KEYS_NEW")
    assert verdict(found["database"]) == (None, "PARTS_AT_REST")
    assert verdict(found["service"]) == (None, "SERVICE_ANYWHERE")
    assert [name for name, finding in found.items() if finding.good is False and name != "calendar"] == []


def test_a_disk_that_is_nearly_full_is_found(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(machine, "LEAST_DISK", 1 << 60)
    assert verdict(look(settings)["disk"]) == (False, "DISK_FULL")


def test_a_file_in_place_of_the_data_folder_is_found(tmp_path: Path) -> None:
    (tmp_path / "data").write_text("")
    assert verdict(look(Settings(data=tmp_path / "data", port=0))["data"]) == (False, "DATA_NO_FOLDER")


def test_keys_that_are_open_garbage_or_gone_are_each_found(settings: Settings, tmp_path: Path) -> None:
    folder = tmp_path / "data" / "keys"
    folder.mkdir(parents=True)
    for path in settings.keys.iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
        (folder / path.name).chmod(0o600)
    (folder / "log.key").chmod(0o644)
    (folder / "payer.key").write_text("garbage")
    (folder / "index.key").unlink()
    moved = settings.model_copy(update={"data": tmp_path / "data"})
    found = [finding for finding in examining.examine(moved) if finding.name == "keys"]
    codes = {finding.code for finding in found}
    assert codes == {"KEY_FILE_EXPOSED", "KEY_FILE_MALFORMED", "KEYS_INCOMPLETE", "KEYS_FOLDER_OPEN"}
    assert not any("garbage" in finding.message for finding in found)
    assert not (folder / "index.key").exists()


def test_a_database_that_is_away_is_found_without_its_password(settings: Settings) -> None:
    away = settings.model_copy(update={"database_url": "postgresql://zhengben:a-secret@127.0.0.1:9/zhengben"})
    found = look(away)
    assert verdict(found["database"]) == (False, "DATABASE_UNAVAILABLE")
    assert "a-secret" not in str(found)
    assert "chain" not in found


def test_tables_of_another_version_are_found(
    settings: Settings, fresh_database: FreshDatabase, database_url: str
) -> None:
    assert verdict(look(settings.model_copy(update={"database_url": database_url}))["database"]) == (
        None,
        "DATABASE_EMPTY",
    )
    for revision, code in (("0001_log", "DATABASE_BEHIND"), ("9999_of_tomorrow", "DATABASE_AHEAD")):
        with fresh_database() as engine:
            with database.transaction(engine) as connection:
                connection.execute(text("UPDATE alembic_version SET version_num = :to"), {"to": revision})
            url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
            found = look(settings.model_copy(update={"database_url": url}))
        assert verdict(found["database"]) == (False, code)
        assert found["database"].values["revision"] == revision


def test_a_database_without_a_ledger_is_no_illness(settings: Settings, engine: Engine) -> None:
    url = engine.url.set(drivername="postgresql").render_as_string(hide_password=False)
    assert verdict(look(settings.model_copy(update={"database_url": url}))["ledger"]) == (None, "LEDGER_NONE")


def test_a_node_that_is_away_or_foreign_is_found(settings: Settings, ganache: Node) -> None:
    away = look(settings.model_copy(update={"rpc_url": "http://127.0.0.1:9"}))
    assert verdict(away["node"]) == (False, "NODE_AWAY")
    assert "chain" not in away
    foreign = look(settings.model_copy(update={"rpc_url": ganache.rpc_url}))
    assert verdict(foreign["chain"]) == (False, "FOREIGN_CHAIN_ID")
    assert "payer" not in foreign


def test_contracts_that_the_chain_lost_are_each_named(ledger: Ledger, settings: Settings) -> None:
    with ledger.node.restored():
        for contract in (ledger.service.contracts.titles, ledger.service.contracts.anchors):
            ledger.node.call("anvil_setCode", contract.address, "0x")
        found = [finding for finding in examining.examine(settings) if finding.name == "contracts"]
        assert {verdict(finding) for finding in found} == {(False, "FOREIGN_CODE")}
        assert {finding.values["contract"] for finding in found} == {"TitleRegistry", "AnchorLog"}
    assert look(settings)["contracts"].good is True


def test_a_clock_behind_the_chain_is_found(ledger: Ledger, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "wall_clock", lambda: ledger.node.now - 3600)
    clock = look(settings)["clock"]
    assert (*verdict(clock), clock.values["seconds"]) == (False, "CLOCK_BEHIND_CHAIN", 3600)


def test_an_index_left_behind_and_an_anchor_left_out_are_judged_by_whether_a_service_runs(
    ledger: Ledger, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = ledger.service
    ledger.file()
    sequencing.integrate(service.engine, settings.log, service.log_key, service.clock())
    with ledger.node.restored():
        ledger.node.mine(101)
        later = ledger.node.now + 600
        monkeypatch.setattr(examining, "wall_clock", lambda: later)
        found = look(settings)
        assert verdict(found["index"]) == (None, "INDEX_BEHIND")
        assert verdict(found["anchor"]) == (None, "ANCHOR_LATE")
        running = Finding("service", True, "")
        monkeypatch.setattr(examining.probing, "service", lambda *_: running)
        found = look(settings)
        assert (found["index"].good, found["anchor"].good) == (False, False)
    monkeypatch.undo()
    ledger.settle()
    assert {look(settings)[name].good for name in ("index", "anchor")} == {True}


def test_a_published_log_that_disagrees_with_the_database_is_found(ledger: Ledger, settings: Settings) -> None:
    service, tiles = ledger.service, ledger.service.tiles
    published, origin = tiles.checkpoint(), ledger.service.deployment.log_origin
    assert published is not None
    size = checkpoint.open_signed(published, origin, [service.log_key.key]).size
    try:
        for head, expected in (
            (Checkpoint(origin, size + 1, bytes(32)), (False, "LOG_AHEAD")),
            (Checkpoint(origin, size, bytes(32)), (False, "LOG_OF_ANOTHER")),
        ):
            tiles.publish(checkpoint.sign(head, [service.log_key]).content)
            assert verdict(look(settings)["log"]) == expected
        tiles.publish("garbage\n")
        assert verdict(look(settings)["log"]) == (False, "LOG_FORKED")
        (settings.log / "checkpoint").unlink()
        assert verdict(look(settings)["log"]) == (None, "LOG_UNPUBLISHED")
    finally:
        tiles.publish(published)
    assert look(settings)["log"].good is True


def test_a_chain_that_anchored_another_log_is_found(ledger: Ledger, settings: Settings) -> None:
    with ledger.node.restored():
        size = hex(ledger.service.contracts.anchors.head(ledger.service.chain.head()).size)[2:].rjust(64, "0")
        slot = ledger.node.call("web3_sha3", "0x" + size + "1".rjust(64, "0"))
        ledger.node.call("anvil_setStorageAt", ledger.service.contracts.anchors.address, slot, "0x" + "ab" * 32)
        assert verdict(look(settings)["anchor"]) == (False, "LOG_FORKED_FROM_ANCHOR")


def test_a_payer_without_funds_is_found(ledger: Ledger, settings: Settings) -> None:
    with ledger.node.restored():
        address = ledger.service.keys.payer().address
        ledger.node.call("anvil_setBalance", address, "0x1")
        payer = look(settings)["payer"]
    assert (*verdict(payer), payer.values["address"]) == (False, "PAYER_EMPTY", address)


def test_somebody_else_on_the_port_is_found(settings: Settings) -> None:
    with _answering(settings.port, b"hello"):
        assert verdict(look(settings)["service"]) == (False, "PORT_TAKEN")
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))  # bound, and not listening
        held = settings.model_copy(update={"port": silent.getsockname()[1]})
        assert verdict(look(held)["service"]) == (False, "PORT_TAKEN")


def test_a_service_that_runs_is_examined_with_its_embedded_parts(tmp_path: Path, ledger: Ledger) -> None:
    with listen("127.0.0.1", 0) as listening:
        settings = Settings(data=tmp_path / "data", port=listening.getsockname()[1], tick_seconds=0.1)
        with opened(settings, lambda _zh, _en: None) as embedded, _served(embedded, listening):
            before = sorted(path for path in settings.data.rglob("*") if "local" not in path.parts)
            found = look(settings)
            after = sorted(path for path in settings.data.rglob("*") if "local" not in path.parts)
            assert after == before
            assert list(found) == ["python", "sm3", "programs", *LOOKED_AT[2:], "service"]
            assert [name for name, finding in found.items() if not finding.good and name != "calendar"] == []
            embedded.move_to(embedded.service.clock() + 30 * 86_400)
            assert look(settings)["clock"].good is True
            other = ledger.service.settings.model_copy(update={"port": settings.port})
            assert verdict(look(other)["service"]) == (False, "PORT_OF_ANOTHER_LEDGER")
    at_rest = look(settings)
    assert verdict(at_rest["database"]) == (None, "PARTS_AT_REST")
    assert [name for name, finding in at_rest.items() if finding.good is False and name != "calendar"] == []
    (settings.data / "local" / "secrets.json").write_bytes(b"\x00garbage")
    assert verdict(look(settings)["database"]) == (False, "DATA_FOLDER_BROKEN")


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can become somebody else")
def test_a_data_folder_of_another_is_named_with_its_owner(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "data").mkdir()
    os.chown(tmp_path / "data", 65534, 65534)
    monkeypatch.setattr(os, "geteuid", lambda: 4242)
    found = look(Settings(data=tmp_path / "data", port=0))["data"]
    assert verdict(found) == (False, "DATA_OF_ANOTHER")
    assert found.values["owner"]


@contextmanager
def _served(ledger: Opened, listening: socket.socket) -> Iterator[None]:
    ready = threading.Event()
    serving = Serving(ledger, listening, lambda *_: ready.set())
    thread = threading.Thread(target=serving.run)
    thread.start()
    try:
        assert ready.wait(30)
        yield
    finally:
        serving.should_exit = True
        thread.join()


@contextmanager
def _answering(port: int, words: bytes) -> Iterator[None]:
    """A web server that is none of ours."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.end_headers()
            self.wfile.write(words)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = HTTPServer(("127.0.0.1", port), Handler)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
