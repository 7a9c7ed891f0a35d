"""Each ailment that the doctor knows of happens here once, is found by its name, and is gone when it is mended."""

import json
import os
import shutil
import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import date
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest
from eth_account import Account
from sqlalchemy import Engine, text

from ledger import anchoring, sending, sequencing
from ledger.chain.fees import market
from ledger.chain.sender import GAS_CAP
from ledger.cli.locale_doctor import FINDINGS
from ledger.core import calendar
from ledger.doctor import examining, machine, patient
from ledger.doctor.ailments import Finding
from ledger.local.stack import LocalStack
from ledger.local.testing import Node
from ledger.settings import Settings
from ledger.store import database, log
from tests.conftest import FreshDatabase
from tests.verbs.open_ledger import Ledger, open_ledger


@pytest.fixture(scope="module")
def ledger(anvil: Node, fresh_database: FreshDatabase, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ledger]:
    """A ledger with a document in it; no service runs."""
    with fresh_database() as engine, open_ledger(tmp_path_factory.mktemp("data"), engine, anvil) as made:
        made.filed()
        yield made


@pytest.fixture
def settings(ledger: Ledger) -> Settings:
    """Its settings; nobody looks for a service."""
    return ledger.service.settings


@pytest.fixture
def serving(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if a service answered: what it should have mended is bad then."""
    monkeypatch.setattr(examining.probing, "service", lambda *_: Finding("service", True, ""))


def found(settings: Settings, name: str) -> Finding:
    (finding,) = (one for one in examining.examine(settings) if one.name == name)
    assert finding.next or finding.good is not False
    message, following = FINDINGS[finding.code]  # in Chinese, with the values that this finding really has
    assert message.format(**finding.values)
    assert bool(following.format(**finding.values)) == bool(finding.next)
    return finding


def verdict(settings: Settings, name: str) -> tuple[bool | None, str]:
    finding = found(settings, name)
    return finding.good, finding.code


def at(monkeypatch: pytest.MonkeyPatch, second: int) -> None:
    """Let the doctor's clock show that second."""
    monkeypatch.setattr(examining, "wall_clock", lambda: second)


# The machine


@contextmanager
def small_disk(folder: Path, options: str) -> Iterator[None]:
    """A file system of its own on the folder."""
    mount = shutil.which("mount")
    if mount is None or os.geteuid() != 0:
        pytest.skip("NOT RUN: only root can mount a small disk")
    done = subprocess.run([mount, "-t", "tmpfs", "-o", options, "small", str(folder)], capture_output=True, check=False)
    if done.returncode:
        pytest.skip(f"NOT RUN: no disk can be mounted here: {done.stderr.decode().strip()}")
    try:
        yield
    finally:
        subprocess.run([shutil.which("umount") or "umount", str(folder)], check=True)


def test_a_small_disk_under_any_part_of_the_data_is_found_by_its_bytes_and_by_its_files(tmp_path: Path) -> None:
    data = tmp_path / "data"
    cluster = data / "local" / "postgres" / "data"
    cluster.mkdir(parents=True)
    assert [one.code for one in machine.disks(data)] == ["DISK_ROOM"]
    with small_disk(cluster, "size=2g,nr_inodes=50"):
        (finding,) = machine.disks(data)
        assert (finding.code, finding.values["path"]) == ("DISK_NO_INODES", str(cluster))
    (data / "log").mkdir()
    with small_disk(data / "log", "size=8m,nr_inodes=20000"):
        (data / "log" / "checkpoint").write_bytes(bytes(6 << 20))
        (finding,) = machine.disks(data)
        assert (finding.code, finding.values["path"]) == ("DISK_FULL", str(data / "log"))
        assert finding.values["free"] <= 2
    assert [one.code for one in machine.disks(data)] == ["DISK_ROOM"]


def test_keys_and_passwords_within_others_reach_are_each_named(settings: Settings, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(settings.keys, data / "keys")
    keys, secrets = data / "keys", data / "local" / "secrets.json"
    secrets.parent.mkdir()
    secrets.write_text("{}")
    secrets.chmod(0o600)
    keys.chmod(0o700)
    assert [one.code for one in machine.keys(data, keys)] == ["KEYS_THERE"]
    keys.chmod(0o711)
    secrets.chmod(0o640)
    (keys / "payer.key").chmod(0o604)
    wrong = {one.code: one.values["path"] for one in machine.keys(data, keys)}
    assert wrong == {
        "KEYS_FOLDER_OPEN": str(keys), "SECRETS_EXPOSED": str(secrets), "KEY_FILE_EXPOSED": str(keys / "payer.key"),
    }  # fmt: skip


@pytest.mark.skipif(os.geteuid() != 0, reason="NOT RUN: only root can give files away")
def test_a_key_of_somebody_else_is_named_with_its_owner(settings: Settings, tmp_path: Path) -> None:
    data = tmp_path / "data"
    shutil.copytree(settings.keys, data / "keys")
    (data / "keys").chmod(0o700)
    os.chown(data / "keys" / "log.key", 65534, 65534)
    (finding,) = machine.keys(data, data / "keys")
    assert (finding.code, finding.values["path"]) == ("KEY_OF_ANOTHER", str(data / "keys" / "log.key"))


def test_a_calendar_that_runs_out_is_found_a_month_before() -> None:
    last = max(calendar.china().years)

    def code(month: int, day: int) -> tuple[bool | None, str]:
        finding = machine.holidays(calendar.start_of_day(date(last, month, day)), calendar.china())
        return finding.good, finding.code

    assert code(11, 20) == (True, "CALENDAR_KNOWN")
    assert code(12, 5) == (False, "CALENDAR_ENDS")
    assert code(12, 25) == (False, "CALENDAR_UNKNOWN")
    assert machine.holidays(calendar.start_of_day(date(last + 3, 1, 1)), calendar.china()).code == "CALENDAR_UNKNOWN"


# The database


def test_a_server_that_waits_for_its_disk_is_good_until_its_connections_run_out(
    tmp_path: Path, settings: Settings
) -> None:
    with LocalStack.start(tmp_path / "other", ganache=False, postgres_settings={"max_connections": "14"}) as stack:
        elsewhere = settings.model_copy(update={"database_url": stack.database_url})
        assert verdict(elsewhere, "durability") == (True, "DATABASE_DURABLE")
        assert verdict(elsewhere, "connections") == (True, "CONNECTIONS_LEFT")
        crowd = database.engine(stack.database_url, pool_size=8)
        held = [crowd.connect() for _ in range(8)]
        finding = found(elsewhere, "connections")
        assert (finding.good, finding.code) == (False, "CONNECTIONS_FEW")
        assert finding.values["free"] < patient.LEAST_CONNECTIONS
        for connection in held:
            connection.close()
        crowd.dispose()


def test_a_database_that_takes_no_writes_is_found(settings: Settings, fresh_database: FreshDatabase) -> None:
    with fresh_database() as engine:
        url = _url(engine)
        with database.transaction(engine) as connection:
            connection.execute(text(f'ALTER DATABASE "{engine.url.database}" SET default_transaction_read_only = on'))
        standby = settings.model_copy(update={"database_url": url})
        assert verdict(standby, "durability") == (False, "DATABASE_READ_ONLY")


def test_a_database_or_a_node_that_hangs_is_given_up(settings: Settings, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(examining, "_NODE_ANSWERS_IN", 0.2)
    with silent() as port:
        hanging = settings.model_copy(update={"rpc_url": f"http://127.0.0.1:{port}"})
        assert verdict(hanging, "node") == (False, "NODE_AWAY")
        monkeypatch.setattr(examining, "PATIENCE", 0.5)
        hanging = settings.model_copy(update={"database_url": f"postgresql://u:hush@127.0.0.1:{port}/x"})
        finding = found(hanging, "database")
        assert (finding.good, finding.code) == (False, "LOOK_SLOW")
        assert "hush" not in str(finding)


# The node


def test_a_node_that_is_slow_behind_or_alone_is_found(
    settings: Settings, anvil: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: dict[str, Any] = {}
    pause = [0.0]
    with between(anvil.rpc_url, answers, pause) as url:
        through = settings.model_copy(update={"rpc_url": url})
        assert verdict(through, "node") == (True, "NODE_ANSWERS")
        answers["eth_syncing"] = {"startingBlock": "0x0", "currentBlock": "0x10", "highestBlock": "0xff"}
        finding = found(through, "node")
        assert (finding.good, finding.code) == (False, "NODE_SYNCING")
        assert (finding.values["at"], finding.values["newest"]) == (16, 255)
        answers |= {"eth_syncing": False, "net_peerCount": "0x0", "web3_clientVersion": "Geth/v1.16"}
        assert verdict(through, "node") == (None, "NODE_ALONE")
        answers["net_peerCount"] = "0x5"
        assert verdict(through, "node") == (True, "NODE_ANSWERS")
        monkeypatch.setattr(patient, "SLOWEST_NODE", 0.05)
        pause[0] = 0.1
        assert verdict(through, "node") == (False, "NODE_SLOW")


def test_a_chain_without_finality_is_found(ledger: Ledger, settings: Settings) -> None:
    deep = settings.model_copy(update={"finality": "depth:20"})
    with ledger.node.restored():
        ledger.node.mine(30)
        assert verdict(deep, "finality") == (True, "FINAL_NEAR")
        ledger.node.advance(2 * 3_600)
        assert verdict(deep, "finality") == (False, "FINAL_FAR")
        assert verdict(settings, "finality") == (True, "FINAL_NEAR")


# The ledger


def test_keys_of_another_ledger_are_each_found(settings: Settings, tmp_path: Path) -> None:
    moved = settings.model_copy(update={"data": tmp_path / "data"})
    shutil.copytree(settings.data, moved.data)
    assert verdict(moved, "vault") == (True, "KEYS_FIT")
    for name, code in (
        ("master.key", "VAULT_KEY_CHANGED"),
        ("index.key", "VAULT_KEY_CHANGED"),
        ("log-operator.key", "OPERATOR_CHANGED"),
    ):
        kept = (moved.keys / name).read_bytes()
        (moved.keys / name).write_text("5a" * 32)
        assert verdict(moved, "vault") == (False, code)
        (moved.keys / name).write_bytes(kept)
    (moved.keys / "log.key").write_text("5a" * 32)
    assert verdict(moved, "log") == (False, "LOG_KEY_CHANGED")


@pytest.mark.usefixtures("serving")
def test_filings_that_wait_and_tiles_that_stay_staged_are_found_while_a_service_runs(
    ledger: Ledger, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = ledger.service
    ledger.file()
    assert verdict(settings, "filings") == (True, "FILINGS_IN_TIME")
    now = ledger.node.now
    at(monkeypatch, now + 600)
    finding = found(settings, "filings")
    assert (finding.good, finding.code) == (False, "FILINGS_WAIT")
    assert finding.values["count"] == 1
    assert finding.values["seconds"] >= 600
    stored = sequencing.integrate(service.engine, settings.log, service.log_key, service.clock())
    assert stored is not None
    with database.transaction(service.engine) as connection:
        log.stage(connection, stored.head.size, {"tile/left": b"over"})
    assert verdict(settings, "log") == (False, "LOG_STAGED")
    with database.transaction(service.engine) as connection:
        log.clear_staged(connection, stored.head.size)
    assert verdict(settings, "log") == (True, "LOG_PUBLISHED")
    monkeypatch.undo()
    ledger.settle()


@pytest.mark.usefixtures("serving")
def test_heads_that_are_not_anchored_are_late_also_while_newer_ones_keep_coming(
    ledger: Ledger, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = ledger.service
    ledger.file()
    sequencing.integrate(service.engine, settings.log, service.log_key, service.clock())
    ledger.node.advance(600)
    ledger.file()
    sequencing.integrate(service.engine, settings.log, service.log_key, service.clock())
    at(monkeypatch, ledger.node.now)
    finding = found(settings, "anchor")
    assert (finding.good, finding.code) == (False, "ANCHOR_LATE")
    assert finding.values["seconds"] >= 600
    ledger.settle()
    at(monkeypatch, ledger.node.now)
    assert verdict(settings, "anchor") == (True, "ANCHOR_CURRENT")


@pytest.mark.usefixtures("serving")
def test_a_transaction_that_stays_on_its_way_is_found(
    ledger: Ledger, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    service = ledger.service
    ledger.file()
    sequencing.integrate(service.engine, settings.log, service.log_key, service.clock())
    ledger.node.advance(2)
    with database.transaction(service.engine) as connection:
        assert anchoring.queue(
            connection, service.contracts, service.payer, service.keys.log_operator(), service.tiles.read,
            now=service.clock(), every_seconds=1, every_entries=1,
        )  # fmt: skip
    at(monkeypatch, ledger.node.now)
    assert verdict(settings, "outbox") == (True, "OUTBOX_MOVES")
    base = ledger.node.call("eth_getBlockByNumber", "latest", False)["baseFeePerGas"]
    with ledger.node.restored():
        ledger.node.call("anvil_setNextBlockBaseFeePerGas", hex(2 * 10**12))
        ledger.node.mine()
        finding = found(settings, "outbox")
        assert (finding.good, finding.code, finding.values["count"]) == (False, "FEE_CEILING", 1)
        assert finding.values["ceiling"] == settings.fee_ceiling_gwei
    ledger.node.call("anvil_setNextBlockBaseFeePerGas", base)  # a snapshot does not hold it
    at(monkeypatch, ledger.node.now + 4_000)
    finding = found(settings, "outbox")
    assert (finding.good, finding.code) == (False, "OUTBOX_STUCK")
    assert (finding.values["count"], finding.values["gap"]) == (1, 1)
    sending.send(service.engine, service.contracts, service.payer)
    ledger.settle()
    assert found(settings, "outbox").values["count"] == 0


def test_somebody_else_who_spends_with_our_key_is_found(ledger: Ledger, settings: Settings) -> None:
    account = ledger.service.keys.payer().account
    with ledger.node.restored():
        raw = _spent(ledger.node, account.key)
        ledger.node.call("eth_sendRawTransaction", raw)
        ledger.node.mine()
        finding = found(settings, "outbox")
        assert (finding.good, finding.code) == (False, "NONCES_OF_ANOTHER")
        assert finding.values == {"address": account.address, "count": 1}
    assert verdict(settings, "outbox") == (True, "OUTBOX_MOVES")


def test_a_payer_is_low_before_it_is_empty_and_free_where_nothing_costs(ledger: Ledger, settings: Settings) -> None:
    chain, address = ledger.service.chain, ledger.service.keys.payer().address
    with ledger.node.restored():
        dearest = GAS_CAP * market(chain).offer.cap
        ledger.node.call("anvil_setBalance", address, hex(5 * dearest + 1))
        finding = found(settings, "payer")
        assert (finding.good, finding.code, finding.values["count"]) == (False, "PAYER_LOW", 5)
        ledger.node.call("anvil_setBalance", address, hex(0))
        assert verdict(settings, "payer") == (False, "PAYER_EMPTY")
        ledger.node.call("anvil_setNextBlockBaseFeePerGas", "0x0")
        ledger.node.mine()
        assert verdict(settings, "payer") == (True, "PAYER_FREE")
    assert verdict(settings, "payer") == (True, "PAYER_FUNDED")


def _url(engine: Engine) -> str:
    return engine.url.set(drivername="postgresql").render_as_string(hide_password=False)


def _spent(node: Node, key: bytes) -> str:
    account = Account.from_key(key)
    transaction = {
        "chainId": node.chain_id,
        "nonce": int(node.call("eth_getTransactionCount", account.address, "latest"), 16),
        "to": account.address,
        "value": 0,
        "gas": 21_000,
        "gasPrice": 4 * int(node.call("eth_gasPrice"), 16),
    }
    return str(account.sign_transaction(transaction).raw_transaction.to_0x_hex())


@contextmanager
def silent() -> Iterator[int]:
    """A port on which somebody takes every connection and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        held: list[socket.socket] = []

        def take() -> None:
            while True:
                try:
                    held.append(server.accept()[0])
                except OSError:
                    return

        thread = threading.Thread(target=take, daemon=True)
        thread.start()
        yield server.getsockname()[1]
        server.shutdown(socket.SHUT_RDWR)
        thread.join()
        for connection in held:
            connection.close()


@contextmanager
def between(url: str, answers: Mapping[str, Any], pause: list[float]) -> Iterator[str]:
    """Somebody between us and the node, who is slow and answers some methods by himself."""

    node = httpx.Client(trust_env=False, headers={"Content-Type": "application/json"})

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            time.sleep(pause[0])
            asked = json.loads(body)
            if isinstance(asked, dict) and asked["method"] in answers:
                content = json.dumps({"jsonrpc": "2.0", "id": asked["id"], "result": answers[asked["method"]]}).encode()
            else:
                content = node.post(url, content=body).content
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, *_: object) -> None:
            """Says nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    run: Callable[[], None] = server.serve_forever
    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
        node.close()
