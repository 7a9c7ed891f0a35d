"""The storm's world: PostgreSQL and a node that the service does not own, the service, and the people who file.

Everything lives in one folder, so that a storm can be interrupted and go on. Ports and the node's secret path stay the
same through every restart: the service that survives a kill of the others finds them again by itself.
"""

import json
import os
import secrets
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import httpx
from cryptography.hazmat.primitives.asymmetric import ec
from sqlalchemy import Engine

from ledger import deploying, genesis
from ledger.chain.client import Chain, Finality
from ledger.chain.contracts import Contracts
from ledger.chain.sender import Payer
from ledger.chain.states import Limits
from ledger.core import powers
from ledger.core.deployment import Deployment
from ledger.core.errors import ZhengbenError
from ledger.deploying import Founder
from ledger.genesis import Appoint, Enrol, Means, Network
from ledger.keyring import AccountSigner, Keyring, P256Signer, Signer
from ledger.local import ports
from ledger.local.folder import Folder
from ledger.local.ganache import Ganache
from ledger.local.postgres import Postgres
from ledger.service import wall_clock
from ledger.store import database
from ledger.store import deployment as records
from scripts.storm.executioner import Order
from scripts.storm.journal import Journal
from scripts.storm.launcher import Start

FINALITY = 12
"""Blocks below the head that the weather never takes back."""

NOTICE = 1
"""Seconds that a public notice runs at least: the storm has no fortnight."""

_QUICK_RECOVERY = {"recovery_init_sync_method": "syncfs"} if sys.platform == "linux" else {}
"""After a crash PostgreSQL first makes sure that all its files are on disk: by one call instead of one for each."""

_ROOT = Path(__file__).parents[2]
_ORIGIN = "storm.example/log"
_PATIENCE = 60.0
_TERM = 10 * 365 * 86_400


@dataclass(frozen=True)
class Facts:
    """What stays the same through all restarts."""

    postgres_port: int
    node_port: int
    service_port: int
    password: str
    path: str


class World:
    """All parts. Use `raised`.

    :param plant: see `launcher.Start`.
    """

    def __init__(self, folder: Path, plant: str | None = None) -> None:
        self.folder = folder
        self.kills = Journal(folder / "kills.jsonl")
        self.promises = Journal(folder / "promises.jsonl")
        self.complaints = Journal(folder / "complaints.jsonl")
        self.rounds = Journal(folder / "rounds.jsonl")
        self.turning = folder / "turning"
        self.facts = _facts(folder / "facts.json")
        self._plant = plant
        self._parts = Folder(folder / "parts")
        self.keyring = Keyring(folder / "service" / "keys")
        self.postgres: Postgres | None = None
        self.node: Ganache | None = None
        self.service = _Launcher(folder, self.complaints)
        self.url = f"http://{ports.LOOPBACK}:{self.facts.service_port}"
        self._http = httpx.Client(base_url=self.url, timeout=10, trust_env=False)

    # The parts, each started again as whoever runs a ledger would

    def start_postgres(self) -> None:
        """Start the server, waiting for what is left of the one before."""
        facts = self.facts
        self.postgres = _again(
            lambda: Postgres(self._parts, facts.password, port=facts.postgres_port, settings=_QUICK_RECOVERY)
        )

    def start_node(self) -> None:
        """Start the node on its files."""
        keys, facts = ["0x" + self.keyring.payer().account.key.hex()], self.facts
        self.node = _again(lambda: Ganache(self._parts, keys, port=facts.node_port, path=facts.path))

    def start_service(self) -> None:
        """Start the service and wait until it takes orders."""
        self.service.start(
            Start(
                settings=self._settings(),
                control=self.service.control,
                kills=str(self.kills.path),
                turning=str(self.turning),
                log=str(self.folder / "service.log"),
                plant=self._plant,
            )
        )

    def mend(self) -> None:
        """Start whatever does not run, and wait until the service calls itself ready."""
        if self.postgres is None or not self.postgres.alive:
            self.start_postgres()
        if self.node is None or not self.node.alive:
            self.start_node()
        deadline = time.monotonic() + _PATIENCE
        while not self.ready():
            if not self.service.alive:
                self.start_service()
            if time.monotonic() > deadline:
                raise TimeoutError(f"the service is not ready; see {self.folder / 'service.log'}")
            time.sleep(0.05)

    def ready(self) -> bool:
        """Whether the service says that it is."""
        if not self.service.alive:
            return False
        try:
            ready = self._http.get("/readyz").status_code == 200
        except httpx.HTTPError:
            return False
        self.service.was_ready = self.service.was_ready or ready
        return ready

    def order(self, order: Order | None) -> None:
        """Tell the service what to kill; None takes it back."""
        self.service.tell({} if order is None else asdict(order))

    def pids(self) -> dict[str, int]:
        """Processes of the parts that others may kill."""
        parts = {"postgres": self.postgres, "node": self.node}
        return {name: part.pid for name, part in parts.items() if part is not None}

    def stop(self) -> None:
        """End everything in order."""
        self.service.close()
        for part in (self.node, self.postgres):
            if part is not None:
                part.stop()
        self._parts.release()
        for journal in (self.kills, self.promises, self.complaints, self.rounds):
            journal.close()

    # What the storm itself looks at

    @property
    def database_url(self) -> str:
        """Of the ledger's database."""
        return f"postgresql://zhengben:{self.facts.password}@{ports.LOOPBACK}:{self.facts.postgres_port}/zhengben"

    @property
    def rpc_url(self) -> str:
        """Of the node."""
        return f"http://{ports.LOOPBACK}:{self.facts.node_port}/{self.facts.path}"

    def chain(self) -> Chain:
        """The node as the ledger reads it."""
        return Chain(self.rpc_url, finality=Finality("depth", FINALITY))

    @contextmanager
    def engine(self) -> Iterator[Engine]:
        """The ledger's database."""
        engine = database.engine(self.database_url)
        try:
            yield engine
        finally:
            engine.dispose()

    def found(self) -> tuple[Deployment, Network]:
        """The ledger and its people: contracts, an officer, a university, and two researchers, one with a P-256 key."""
        with self.engine() as engine:
            database.migrate(engine)
            chain, payer = self.chain(), Payer(self.keyring.payer().account)
            with database.transaction(engine) as connection:
                standing = records.find(connection)
            deployment = standing or deploying.deploy(
                engine,
                chain,
                payer,
                limits=Limits(least_notice=NOTICE),
                core=Founder(account("core"), _identity("core")),
                operator=Founder(self.keyring.log_operator(), _identity("operator")),
                log_origin=_ORIGIN,
            )
            means = Means(engine, Contracts(chain, deployment), payer, wall_clock)
            born = chain.block(deployment.block).time
            return deployment, genesis.build(means, account("core"), _description(deployment, born))

    def _settings(self) -> dict[str, Any]:
        return {
            "data": str(self.folder / "service"),
            "database_url": self.database_url,
            "rpc_url": self.rpc_url,
            "port": self.facts.service_port,
            "log_origin": _ORIGIN,
            "finality": f"depth:{FINALITY}",
            "tick_seconds": 0.1,
            "anchor_every_seconds": 1,
            "anchor_every_entries": 2,
        }


class _Launcher:
    """The process that forks services, and the one that runs."""

    def __init__(self, folder: Path, complaints: Journal) -> None:
        self.control = str(folder / "control")
        self._complaints = complaints
        Path(self.control).unlink(missing_ok=True)
        self._listening = socket.socket(socket.AF_UNIX)
        self._listening.bind(self.control)
        self._listening.listen(1)
        self._listening.settimeout(_PATIENCE)
        self._process = subprocess.Popen(
            [sys.executable, "-m", "scripts.storm.launcher"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=_ROOT,
            start_new_session=True,
        )
        self._ended = threading.Event()
        self._ended.set()
        self._line: socket.socket | None = None
        self.pid = 0
        self.was_ready = False
        self._closing = False
        threading.Thread(target=self._listen, name="launcher", daemon=True).start()

    @property
    def alive(self) -> bool:
        """Whether a service runs."""
        return not self._ended.is_set()

    def start(self, start: Start) -> None:
        """Fork a service, once the one before has ended."""
        if not self._ended.wait(_PATIENCE):
            raise TimeoutError("the service before this one does not end")
        self._ended.clear()
        self.was_ready = False
        pipe = self._process.stdin
        assert pipe is not None  # noqa: S101 - it is a pipe
        pipe.write(json.dumps(asdict(start)).encode() + b"\n")
        pipe.flush()
        if self._line is not None:
            self._line.close()
        self._line, _ = self._listening.accept()
        self.pid = int(json.loads(self._line.makefile("r").readline())["pid"])

    def tell(self, order: dict[str, Any]) -> None:
        """Hand an order to the service; one that has just ended does not hear it."""
        try:
            if self._line is not None:
                self._line.sendall(json.dumps(order).encode() + b"\n")
        except OSError:
            pass

    def say_where(self) -> None:
        """Have the service write into its log what each of its threads is at."""
        if self.alive:
            os.kill(self.pid, signal.SIGUSR1)

    def wait_for_end(self, seconds: float) -> bool:
        """Whether the service has ended within that time."""
        return self._ended.wait(seconds)

    def close(self) -> None:
        """End service and launcher in order."""
        self._closing = True
        if self.alive:
            os.kill(self.pid, signal.SIGTERM)
            if not self._ended.wait(30):
                os.kill(self.pid, signal.SIGKILL)
        if self._process.stdin is not None:
            self._process.stdin.close()
        self._process.wait(30)
        self._listening.close()
        if self._line is not None:
            self._line.close()

    def _listen(self) -> None:
        pipe = self._process.stdout
        assert pipe is not None  # noqa: S101 - it is a pipe
        for line in pipe:
            code = json.loads(line)["ended"]
            # A start that was refused said why in one line, and is tried again, as supervisors do.
            refused = code == 1 and not self.was_ready
            if code != -signal.SIGKILL and not refused and not self._closing:
                self._complaints.append({"what": "the service ended by itself", "code": code})
            self._ended.set()


@contextmanager
def raised(folder: Path, plant: str | None = None) -> Iterator[World]:
    """A world on a folder, ended with the block."""
    folder.mkdir(parents=True, exist_ok=True)
    with ExitStack() as ends:
        world = World(folder, plant)
        ends.callback(world.stop)
        world.start_postgres()
        world.start_node()
        yield world


def account(name: str) -> AccountSigner:
    """The account of one of the storm's people."""
    return AccountSigner(sha256(f"storm/{name}".encode()).digest())


def p256(name: str, deployment: Deployment) -> P256Signer:
    """The P-256 key of one of them."""
    number = int.from_bytes(sha256(f"storm/p256/{name}".encode()).digest()[:31], "big")
    verifier = bytes.fromhex(deployment.contracts["P256Verifier"].address[2:])
    return P256Signer(ec.derive_private_key(number, ec.SECP256R1()), verifier)


def _description(deployment: Deployment, born: int) -> genesis.Description:
    def party(name: str, kind: str, key: Signer | None = None, **how: str) -> Enrol:
        return Enrol(name, key or account(name), kind, _identity(name), **how)

    return [
        party("officer", "officer", voucher="core"),
        Appoint("desk", "core", "officer", list(powers.NAMES), born + _TERM),
        party("university", "organisation", appointment="desk"),
        party("lin", "person", voucher="university"),
        party("wang", "person", p256("wang", deployment), voucher="university"),
    ]


def _identity(name: str) -> bytes:
    return sha256(b"who is " + name.encode()).digest()


def _facts(path: Path) -> Facts:
    if path.exists():
        return Facts(**json.loads(path.read_text("utf-8")))
    free: set[int] = set()
    while len(free) < 3:
        free.add(ports.free())
    database, node, service = free
    facts = Facts(database, node, service, secrets.token_urlsafe(24), secrets.token_urlsafe(18))
    path.touch(mode=0o600)
    path.write_text(json.dumps(asdict(facts)), "utf-8")
    return facts


def _again(start: Any) -> Any:
    """Try until it starts: what was killed may leave processes that need a moment to notice."""
    deadline = time.monotonic() + _PATIENCE
    while True:
        try:
            return start()
        except ZhengbenError:
            if time.monotonic() > deadline:
                raise
            time.sleep(0.1)
