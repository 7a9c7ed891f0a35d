"""PostgreSQL fails in every way that it has, under a service that goes on: requests are answered 503 with Retry-After
and never wait beyond the stated times, nothing is half written, and everything recovers by itself."""

import signal
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import psutil
import psycopg
import pytest
from psycopg import sql

from ledger import auditing
from ledger.local.folder import Folder
from ledger.local.postgres import Postgres
from ledger.local.testing import Node
from ledger.opening import Opened
from ledger.store import connections, database
from ledger.upping import Serving, listen
from tests.api.world import World, key
from tests.faults.proxy import Manner, Proxy
from tests.faults.test_full_disk import fill, small_disk
from tests.verbs.open_ledger import Ledger, open_ledger

_PATIENCE = 40.0
_PASSWORD = "only-a-test"
_SERVER = {"fsync": "off", "full_page_writes": "off", "max_connections": "40", "max_wal_size": "64MB"}
_AT_REST, _AT_WORK = 1.0, 2.0
_LONGEST = 15.0
"""Seconds: waiting for a connection (5), finding it silent, making another, one statement; and a busy machine."""


class Server:
    """A PostgreSQL of our own on a folder, which may be killed and started again on the same port."""

    def __init__(self, data: Path) -> None:
        self._folder = Folder(data)
        self._postgres = Postgres(self._folder, _PASSWORD, settings=_SERVER)
        self.port = self._postgres.port

    @property
    def url(self) -> str:
        """Its address, without any proxy."""
        return self._postgres.url

    def start(self) -> None:
        """Start again."""
        self._postgres.stop()  # buries the one that was killed
        self._postgres = Postgres(self._folder, _PASSWORD, port=self.port, settings=_SERVER)

    def stop(self) -> None:
        """Shut down fast: who is connected is told so (57P01)."""
        self._postgres.stop()

    def processes(self) -> list[psutil.Process]:
        """The server and everything that it forked."""
        server = psutil.Process(self._postgres.pid)
        return [server, *server.children(recursive=True)]

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to all of them."""
        for process in self.processes():
            with suppress(psutil.NoSuchProcess):
                process.send_signal(number)

    def count(self, table: str) -> int:
        """How many rows a table has."""
        with psycopg.connect(self.url) as connection:
            row = connection.execute(sql.SQL("SELECT count(*) FROM {}").format(sql.Identifier(table))).fetchone()
        assert row is not None
        return int(row[0])

    def run(self, *statements: str) -> None:
        """Run statements, each by itself."""
        with psycopg.connect(self.url, autocommit=True) as connection:
            for statement in statements:
                connection.execute(statement.encode())


class Running:
    """A service with its worker, behind HTTP, its database behind a proxy."""

    def __init__(self, ledger: Ledger, server: Server, proxy: Proxy) -> None:
        self.ledger, self.server, self.proxy = ledger, server, proxy
        self.url = ""
        self._up = threading.Event()
        self._serving = Serving(Opened(ledger.service, None), listen("127.0.0.1", 0), self._ready)
        self._thread = threading.Thread(target=self._serving.run, daemon=True)

    def __enter__(self) -> "Running":
        self._thread.start()
        assert self._up.wait(_PATIENCE)
        return self

    def __exit__(self, *_: object) -> None:
        self._serving.should_exit = True
        self._thread.join(_PATIENCE)

    def _ready(self, _: Opened, url: str) -> None:
        self.url = url
        self._up.set()

    @property
    def alive(self) -> bool:
        """Whether it still serves."""
        return self._thread.is_alive() and not self._serving.should_exit

    def ask(self, method: str, path: str, **body: Any) -> httpx.Response:
        """The answer to a request, which must come in time."""
        return httpx.request(method, self.url + path, timeout=_LONGEST, **body)

    def submission(self) -> dict[str, Any]:
        """A signed filing that nobody has handed in yet."""
        with httpx.Client(base_url=self.url, timeout=_LONGEST) as client:
            world = World(self.ledger.service, self.ledger.node, client, self.ledger.core)  # type: ignore[arg-type]
            return world.signed_filing(key("filer"), uuid4().hex.encode())

    def hand_in(self, submission: dict[str, Any]) -> httpx.Response:
        """The answer to a signed filing."""
        return self.ask("POST", "/v1/filings", json=submission)


@contextmanager
def served(data: Path, disk: Path, anvil: Node) -> Iterator[Running]:
    """A service whose PostgreSQL lies on `disk`, and which loses patience quickly."""
    with ExitStack() as ends:
        patch = ends.enter_context(pytest.MonkeyPatch.context())
        patch.setattr(connections, "AT_REST", _AT_REST)
        patch.setattr(connections.Impatient, "patience", _AT_REST)
        server = Server(disk)
        ends.callback(server.stop)
        proxy = Proxy(server.port)
        ends.callback(proxy.stop)
        engine = database.engine(server.url.replace(f":{server.port}/", f":{proxy.port}/"))
        ends.callback(engine.dispose)
        database.migrate(engine)
        made = ends.enter_context(open_ledger(data, engine, anvil))
        patch.setattr(connections, "AT_WORK", _AT_WORK)
        quick = made.service.settings.model_copy(update={"tick_seconds": 0.05})
        ledger = Ledger(replace(made.service, settings=quick), made.node)
        yield ends.enter_context(Running(ledger, server, proxy))


@pytest.fixture(scope="module")
def running(anvil: Node, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """See `served`."""
    with served(tmp_path_factory.mktemp("data"), tmp_path_factory.mktemp("postgres"), anvil) as made:
        yield made


def until(holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + _PATIENCE
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.05)


def refused(answer: httpx.Response, *codes: str) -> None:
    """Demands a 503 that says when to come again, what is wrong, and what to do."""
    assert answer.status_code == 503, answer.text
    assert int(answer.headers["Retry-After"]) > 0
    assert answer.json()["code"] in codes, answer.text
    assert answer.json()["next"]
    assert _PASSWORD not in answer.text


def recovers(running: Running, *submissions: dict[str, Any]) -> None:
    """Demands that the service comes back by itself, and has each of these filings exactly once after a repetition."""
    until(lambda: _healthy(running))
    leaves = {_stored(running, submission) for submission in submissions}
    assert len(leaves) == len(submissions)
    until(lambda: all(running.ask("GET", f"/v1/filings/{leaf}").json().get("integrated") for leaf in leaves))
    until(lambda: _whole(running))
    assert running.alive


def _healthy(running: Running) -> bool:
    return running.ask("GET", "/readyz").status_code == 200 and running.ask("GET", "/v1/status").status_code == 200


def _stored(running: Running, submission: dict[str, Any]) -> str:
    first, second = running.hand_in(submission), running.hand_in(submission)
    assert first.status_code in (200, 201), first.text
    assert second.status_code == 200, second.text
    assert first.json()["leaf"] == second.json()["leaf"]
    return str(first.json()["leaf"])


def _whole(running: Running) -> bool:
    service = running.ledger.service
    findings = auditing.audit_log(service.engine, service.tiles, service.log_key.key)
    assert [finding for finding in findings if finding.good is False] == []
    return all(finding.good for finding in findings)


AWAY = ("DATABASE_UNAVAILABLE", "DATABASE_BUSY")


def asked_while_away(running: Running, submission: dict[str, Any], *codes: str) -> None:
    """Demands that whatever needs the database is refused, and what does not is answered."""
    assert running.ask("GET", "/healthz").status_code == 200
    for _ in range(2):
        refused(running.hand_in(submission), *codes)
        refused(running.ask("GET", "/v1/find", params={"sha256": "0" * 64}), *codes)
        refused(running.ask("GET", "/v1/status"), *codes)
    not_ready = running.ask("GET", "/readyz")
    assert not_ready.status_code == 503
    assert not_ready.headers["Retry-After"]
    assert not next(part for part in not_ready.json()["parts"] if part["name"] == "database")["ready"]


def test_a_database_that_is_killed_and_started_again_costs_time(running: Running) -> None:
    submission = running.submission()
    running.server.signal(signal.SIGKILL)
    asked_while_away(running, submission, *AWAY)
    running.server.start()
    recovers(running, submission)


def test_a_database_that_is_shut_down_and_started_again_costs_time(running: Running) -> None:
    submission = running.submission()
    running.server.stop()
    asked_while_away(running, submission, *AWAY)
    running.server.start()
    recovers(running, submission)


@pytest.mark.slow
@pytest.mark.alone
def test_a_database_that_stands_still_costs_time(running: Running) -> None:
    submission = running.submission()
    running.server.signal(signal.SIGSTOP)
    try:
        asked_while_away(running, submission, *AWAY)
    finally:
        running.server.signal(signal.SIGCONT)
    recovers(running, submission)


@pytest.mark.parametrize("manner", ["refuse", pytest.param("silent", marks=[pytest.mark.slow, pytest.mark.alone])])
def test_a_path_to_the_database_that_breaks_costs_time(running: Running, manner: Manner) -> None:
    submission = running.submission()
    running.proxy.become(manner)
    try:
        asked_while_away(running, submission, *AWAY)
    finally:
        running.proxy.become("pass")
    recovers(running, submission)


@pytest.mark.parametrize("manner", ["commit unheard", "commit unsaid"])
def test_a_filing_whose_commit_nobody_heard_of_is_there_once_after_it_is_repeated(
    running: Running, manner: Manner
) -> None:
    submission, before = running.submission(), running.server.count("filings")
    running.proxy.become(manner)
    try:
        refused(running.hand_in(submission), *AWAY)
    finally:
        running.proxy.become("pass")
    if manner == "commit unheard":  # the server may still be at it when the service knows that the line is dead
        until(lambda: running.server.count("filings") == before + 1)
    else:
        assert running.server.count("filings") == before
    recovers(running, submission)


def test_a_database_that_takes_no_writes_still_answers(running: Running) -> None:
    submission = running.submission()
    running.server.run("ALTER SYSTEM SET default_transaction_read_only = on", "SELECT pg_reload_conf()")
    try:
        until(lambda: running.hand_in(submission).status_code == 503)
        refused(running.hand_in(submission), "DATABASE_READ_ONLY")
        assert running.ask("GET", "/v1/find", params={"sha256": "0" * 64}).status_code == 200
    finally:
        running.server.run(
            "SET default_transaction_read_only = off",
            "ALTER SYSTEM RESET default_transaction_read_only",
            "SELECT pg_reload_conf()",
        )
    recovers(running, submission)


def test_a_database_whose_connections_are_all_taken_costs_time(running: Running) -> None:
    submission = running.submission()
    with ExitStack() as taken:
        _take_every_connection(running.server.url, taken)
        until(lambda: running.hand_in(submission).status_code == 503)
        refused(running.hand_in(submission), *AWAY)
    recovers(running, submission)


def _take_every_connection(url: str, taken: ExitStack) -> None:
    """Connect until the server takes no more and nobody else is connected: the service comes back meanwhile, and a
    connection that it won has to be ended again."""
    ours: list[psycopg.Connection[Any]] = []
    while True:
        with suppress(psycopg.OperationalError):
            ours.append(taken.enter_context(psycopg.connect(url, autocommit=True)))
            continue
        ended = ours[0].execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE backend_type = 'client backend' "
            "AND pid <> ALL(%s)",
            ([one.info.backend_pid for one in ours],),
        )
        if ended.fetchone() is None:
            return


def test_a_server_that_gives_a_transaction_up_costs_time(running: Running) -> None:
    """A trigger raises what a conflict would: filings are refused as busy, and nothing of them stays."""
    submission = running.submission()
    for state, code in (("40001", "DATABASE_BUSY"), ("40P01", "DATABASE_BUSY"), ("57P03", "DATABASE_UNAVAILABLE")):
        running.server.run(
            f"CREATE FUNCTION give_up() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"RAISE EXCEPTION 'given up' USING ERRCODE = '{state}'; END $$",
            "CREATE TRIGGER give_up BEFORE INSERT ON vault.data_keys FOR EACH STATEMENT EXECUTE FUNCTION give_up()",
        )
        try:
            refused(running.hand_in(submission), code)
        finally:
            running.server.run("DROP TRIGGER give_up ON vault.data_keys", "DROP FUNCTION give_up")
    recovers(running, submission)


@pytest.mark.slow
@pytest.mark.alone
def test_a_database_whose_disk_is_full_costs_time(anvil: Node, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    with small_disk(disk, 160 << 20), served(tmp_path / "data", disk / "home", anvil) as running:
        kept = []
        filler = fill(disk, 0)
        try:
            for _ in range(60):
                submission = running.submission()
                kept.append(submission)
                answer = running.hand_in(submission)
                if answer.status_code != 201:
                    break
            refused(answer, "DATABASE_FULL", *AWAY)
        finally:
            filler.unlink()
        recovers(running, *kept)
