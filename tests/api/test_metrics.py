"""The metrics tell an operator how the ledger is, also when a part of it is away, and tell nothing about anybody."""

import asyncio
import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, replace
from typing import Any

import httpx
import pytest
import uvicorn
from fastapi.testclient import TestClient
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import Engine, event

from api import app
from ledger import measuring, metering, watching, worker
from ledger.chain.client import Chain
from ledger.metering import CONTENT_TYPE, GAUGES
from ledger.pulse import Pulse
from ledger.service import Service
from ledger.store import database
from tests.api.world import World, key

Numbers = dict[tuple[str, tuple[tuple[str, str], ...]], float]
MOSTLY_ABSENT = {"zhengben_disk_free_inodes", "zhengben_worker_last_tick_seconds"}


def numbers(client: httpx.Client, **headers: str) -> Numbers:
    answer = client.get("/metrics", headers=headers)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == CONTENT_TYPE
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in text_string_to_metric_families(answer.text)
        for sample in family.samples
    }


def number(found: Numbers, name: str, **labels: str) -> float:
    return found[name, tuple(sorted(labels.items()))]


def client_of(service: Service, address: str = "127.0.0.1") -> TestClient:
    return TestClient(app.create(service), base_url="http://127.0.0.1:8000", client=(address, 50_000))


@pytest.fixture
def fresh(monkeypatch: pytest.MonkeyPatch) -> None:
    """No answer serves twice."""
    monkeypatch.setattr(metering, "_FRESH", 0.0)


@pytest.mark.usefixtures("fresh")
def test_every_gauge_is_told_and_moves_with_what_it_measures(world: World) -> None:
    world.file(key("filer"))
    client = client_of(world.service)
    before = numbers(client)
    assert {name for name, _ in before} >= set(GAUGES) - MOSTLY_ABSENT
    size = number(before, "zhengben_log_entries")
    assert number(before, "zhengben_log_published_entries") == number(before, "zhengben_anchor_entries") == size >= 1
    assert number(before, "zhengben_filings_waiting") == number(before, "zhengben_filings_waiting_seconds") == 0
    for content in (b"one", b"another"):
        assert client.post("/v1/filings", json=world.signed_filing(key("filer"), content)).status_code == 201
    world.node.advance(100)
    waiting = numbers(client)
    assert number(waiting, "zhengben_filings_waiting") == 2
    assert number(waiting, "zhengben_filings_waiting_seconds") >= 100
    worker._grow_log(world.service)
    world.node.mine(3)
    grown = numbers(client)
    assert number(grown, "zhengben_filings_waiting") == 0
    assert number(grown, "zhengben_log_entries") == number(grown, "zhengben_log_published_entries") == size + 2
    assert number(grown, "zhengben_anchor_lag_entries") == 2
    assert number(grown, "zhengben_index_lag_blocks") >= 3
    world.node.advance(50)
    worker._anchor(world.service)
    sent = numbers(client)
    assert number(sent, "zhengben_anchor_lag_seconds") >= 50
    assert number(sent, "zhengben_outbox_open") == 1
    world.settle()
    done = numbers(client)
    assert number(done, "zhengben_anchor_entries") == size + 2
    assert number(done, "zhengben_anchor_lag_entries") == number(done, "zhengben_anchor_lag_seconds") == 0
    assert number(done, "zhengben_outbox_open") == number(done, "zhengben_outbox_nonce_gap") == 0
    assert number(done, "zhengben_payer_balance_wei") < number(before, "zhengben_payer_balance_wei")
    name = "zhengben_outbox_settled_total"
    assert number(done, name, kind="anchor", outcome="mined") > number(before, name, kind="anchor", outcome="mined")


@pytest.mark.usefixtures("fresh")
def test_filings_and_requests_are_counted_under_names_that_no_caller_chooses(world: World) -> None:
    client = client_of(world.service)
    filing = world.signed_filing(key("filer"), b"counted")
    labels: dict[str, Any] = {"method": "POST", "route": "/v1/filings"}
    before = numbers(client)

    def grown(name: str, **labels: str) -> float:
        key = (name, tuple(sorted(labels.items())))
        return numbers(client)[key] - before.get(key, 0)

    assert client.post("/v1/filings", json=filing).status_code == 201
    assert client.post("/v1/filings", json=filing).status_code == 200
    assert client.post("/v1/filings", json=filing | {"signature": "0x" + "11" * 65}).status_code == 422
    assert grown("zhengben_filings_accepted_total", kind="new") == 1
    assert grown("zhengben_filings_accepted_total", kind="again") == 1
    assert grown("zhengben_filings_refused_total", code="SIGNATURE_INVALID") == 1
    assert grown("zhengben_http_requests_total", status="201", **labels) == 1
    assert grown("zhengben_http_request_seconds_count", route="/v1/filings") == 3
    client.get("/my-secret-path/7?password=hunter2")
    client.request("BREW", "/v1/filings/" + "ab" * 32)
    told = client.get("/metrics").text
    assert not {"my-secret-path", "hunter2", "BREW", "ab" * 32, "testclient"} & set(told.replace('"', " ").split())
    assert 'method="other"' in told


@pytest.mark.usefixtures("fresh")
def test_requests_that_are_turned_away_are_counted_by_the_bound_that_they_met(world: World) -> None:
    full = replace(world.service, settings=world.service.settings.model_copy(update={"intake_waiting": 0}))
    client, name = client_of(full), ("zhengben_requests_turned_away_total", (("code", "INTAKE_FULL"),))
    before = numbers(client).get(name, 0)
    assert client.post("/v1/filings", json={}).status_code == 503
    assert numbers(client)[name] == before + 1


@pytest.mark.usefixtures("fresh")
def test_a_part_that_is_away_is_told_its_numbers_are_left_out_and_no_other_part_suffers(world: World) -> None:
    node_away = numbers(client_of(replace(world.service, chain=Chain("http://127.0.0.1:9", timeout=1))))
    assert number(node_away, "zhengben_up", part="node") == 0
    assert number(node_away, "zhengben_up", part="database") == 1
    told = {name for name, _ in node_away}
    assert not told & {"zhengben_payer_balance_wei", "zhengben_index_lag_blocks", "zhengben_chain_head_block"}
    assert {"zhengben_log_entries", "zhengben_index_block"} <= told
    nowhere = database.engine("postgresql://nobody@127.0.0.1:9/none")
    database_away = numbers(client_of(replace(world.service, engine=nowhere)))
    assert number(database_away, "zhengben_up", part="database") == 0
    assert number(database_away, "zhengben_up", part="node") == 1
    told = {name for name, _ in database_away}
    assert not told & {"zhengben_log_entries", "zhengben_filings_waiting", "zhengben_index_lag_blocks"}
    assert "zhengben_payer_balance_wei" in told
    foreign = replace(world.service, deployment=replace(world.service.deployment, genesis=bytes(32)))
    assert number(numbers(client_of(foreign)), "zhengben_up", part="node") == 0


@dataclass(frozen=True)
class Stuck:
    """An engine whose every statement hangs, until it is let go."""

    engine: Engine
    let_go: threading.Event


@pytest.fixture
def stuck(world: World) -> Iterator[Stuck]:
    """An engine whose every statement hangs until the test ends."""
    engine = database.engine(world.service.engine.url.render_as_string(hide_password=False))
    let_go = threading.Event()
    event.listen(engine, "before_cursor_execute", lambda *_: let_go.wait(60))
    yield Stuck(engine, let_go)
    let_go.set()
    engine.dispose()


@pytest.mark.usefixtures("fresh")
def test_a_part_that_hangs_holds_up_neither_metrics_nor_readiness(
    world: World, stuck: Stuck, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metering, "_PATIENCE", 0.3)
    monkeypatch.setattr(watching, "_PATIENCE", 0.3)
    client = client_of(replace(world.service, engine=stuck.engine))
    before = threading.active_count()
    for _ in range(5):
        found = numbers(client)
        assert number(found, "zhengben_up", part="database") == 0
        ready = client.get("/readyz")
        reasons = {part["name"]: part["reason"].partition(":")[0] for part in ready.json()["parts"]}
        assert (ready.status_code, reasons["database"]) == (503, "LOOK_SLOW")
        assert client.get("/healthz").status_code == 200
    assert threading.active_count() - before <= 6  # one waiting look of each name, however often it was asked


@pytest.mark.usefixtures("fresh")
def test_a_service_whose_every_thread_is_taken_still_tells_how_it_is(
    world: World, stuck: Stuck, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(metering, "_PATIENCE", 0.3)
    monkeypatch.setattr(watching, "_PATIENCE", 0.3)
    config = uvicorn.Config(app.create(replace(world.service, engine=stuck.engine)), log_config=None)
    server, listening = uvicorn.Server(config), socket.create_server(("127.0.0.1", 0))
    address = listening.getsockname()[:2]
    serving = threading.Thread(target=server.run, args=([listening],), daemon=True)
    serving.start()
    with ExitStack() as ends, httpx.Client(base_url=f"http://127.0.0.1:{address[1]}", trust_env=False) as client:
        ends.callback(serving.join, 30)
        ends.callback(setattr, server, "should_exit", True)
        ends.callback(stuck.let_go.set)
        for _ in range(40):
            request = ends.enter_context(socket.create_connection(address))
            request.sendall(b"GET /v1/nodes HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        assert client.get("/healthz").status_code == 200
        assert client.get("/readyz").status_code == 503
        assert number(numbers(client), "zhengben_up", part="database") == 0


def test_only_who_may_reads_the_metrics(world: World) -> None:
    def status(client: TestClient, **headers: str) -> int:
        return client.get("/metrics", headers=headers).status_code

    mine = client_of(world.service)
    assert status(mine) == status(client_of(world.service, "::1")) == 200
    assert status(client_of(world.service, "192.0.2.7")) == 404
    for header in ("X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"):
        assert status(mine, **{header: "127.0.0.1"}) == 404
    assert status(mine, Host="rebound.example") == 404
    assert mine.get("/metrics", headers={"Host": "x"}).json()["code"] == "METRICS_CLOSED"
    for who, expected in (("open", 200), ("off", 404)):
        service = replace(world.service, settings=world.service.settings.model_copy(update={"metrics": who}))
        assert status(client_of(service, "192.0.2.7"), Host="ledger.example") == expected
        assert status(client_of(service)) == expected


def test_a_service_whose_worker_died_or_went_silent_is_not_ready(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    pulse = Pulse()
    client = client_of(replace(world.service, pulse=pulse))

    def reason() -> str:
        answer = client.get("/readyz")
        found = {part["name"]: part["reason"].partition(":")[0] for part in answer.json()["parts"]}
        assert (answer.status_code == 200) == (not any(found.values()))
        return found.get("worker", "-")

    assert reason() == "-"
    pulse.begin()
    assert reason() == ""
    monkeypatch.setattr(watching, "LONGEST_SILENCE", -1.0)
    assert reason() == "WORKER_SILENT"
    monkeypatch.undo()
    pulse.beat()
    assert reason() == ""
    pulse.end("LOG_AHEAD")
    assert reason() == "WORKER_ENDED"


def test_a_full_disk_or_a_foreign_chain_makes_the_service_unready_by_name(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    def reasons(service: Service) -> set[str]:
        answer = client_of(service).get("/readyz")
        return {part["reason"].partition(":")[0] for part in answer.json()["parts"]} - {""}

    assert reasons(world.service) == set()
    foreign = replace(world.service, deployment=replace(world.service.deployment, genesis=bytes(32)))
    assert reasons(foreign) == {"FOREIGN_GENESIS"}
    monkeypatch.setattr(watching, "LEAST_ROOM", 1 << 60)
    assert reasons(world.service) == {"DISK_FULL"}


def test_the_workers_rounds_are_counted(world: World) -> None:
    def count(name: str, **labels: str) -> float:
        return measuring.REGISTRY.get_sample_value(name, labels) or 0.0

    before = count("zhengben_worker_ticks_total"), count("zhengben_worker_tick_failures_total", code="NODE_AWAY")
    quick = world.service.settings.model_copy(update={"tick_seconds": 0.01})
    away = Chain("http://127.0.0.1:9", timeout=1)
    done = threading.Event()
    good = worker.Worker(replace(world.service, settings=quick), lambda _: None, done.set)
    good.start()
    assert done.wait(30)
    good.stop()
    bad = worker.Worker(replace(world.service, settings=quick, chain=away), lambda _: None, lambda: None)
    bad.start()
    while count("zhengben_worker_tick_failures_total", code="NODE_AWAY") == before[1]:
        assert bad.is_alive()
    bad.stop()
    assert count("zhengben_worker_ticks_total") > before[0]


def test_many_who_ask_whether_it_is_ready_while_a_part_hangs_leave_the_metrics_to_others(world: World) -> None:
    made, asked, go_on = app.create(world.service), [0], threading.Event()

    class Hanging:
        def parts(self) -> list[watching.Part]:
            asked[0] += 1
            assert go_on.wait(60)
            return [watching.Part("database", "")]

    made.state.readiness = Hanging()

    async def check() -> None:
        transport = httpx.ASGITransport(made, client=("127.0.0.1", 50_000))
        async with httpx.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000") as client:
            many = [asyncio.create_task(client.get("/readyz")) for _ in range(20)]
            try:
                assert (await client.get("/metrics", timeout=30)).status_code == 200
                assert asked == [1]
            finally:
                go_on.set()
            assert {(await one).status_code for one in many} == {200}
            assert (await client.get("/readyz")).status_code == 200
            assert asked == [2]

    asyncio.run(asyncio.wait_for(check(), 60))
