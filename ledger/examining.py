"""Examining a ledger from outside, for whoever runs it: reads everything, starts and changes nothing.

The parts of a running embedded ledger are found through its data folder; of one at rest, what lies on disk is judged.
"""

import hashlib
import os
import pwd
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from ledger import anchoring, auditing, probing, queries, sequencing
from ledger.ailments import Finding, found, refused
from ledger.chain.client import Block, Chain, Finality
from ledger.chain.contracts import Contracts
from ledger.chain.sender import GAS_CAP, require_funds
from ledger.core.deployment import Deployment
from ledger.core.errors import ZhengbenError
from ledger.core.note import Ed25519Signer, VerifierKey
from ledger.keyring import NAMES, AccountSigner, read_key_file
from ledger.local import programs, running
from ledger.sequencing import TileFiles
from ledger.service import wall_clock
from ledger.settings import Settings
from ledger.store import database, deployment, log
from ledger.watching import LARGEST_LAG

LEAST_DISK = 1 << 30
_PYTHONS = ((3, 11), (3, 14))
_CLOCKS_DIFFER = 15  # seconds that two clocks may be apart
_CHAIN_SLEEPS = 600
_ETHER = 10**18


def examine(settings: Settings) -> list[Finding]:
    """Every finding, in the order in which they matter; what goes wrong while looking is a finding too."""
    return list(_findings(settings))


@dataclass(frozen=True)
class _Patient:
    """A ledger whose database and chain both answer.

    :param block: at which the chain is read.
    :param now: by the ledger's clock.
    :param serving: whether the service answers: what it would mend by itself is bad only then.
    """

    settings: Settings
    connection: Connection
    contracts: Contracts
    block: Block
    now: int
    serving: bool | None

    @property
    def late(self) -> bool | None:
        """The judgement of something that a running service does in time."""
        return False if self.serving else None


def _findings(settings: Settings) -> Iterator[Finding]:
    yield _guarded("python", _python)
    yield _guarded("sm3", _sm3)
    if settings.database_url is None or settings.rpc_url is None:
        yield _guarded("programs", _programs)
    yield _guarded("data", partial(_data, settings.data.absolute()))
    yield _guarded("disk", partial(_disk, settings.data.absolute()))
    yield from _keys(settings.keys)
    with ExitStack() as ends:
        told, connection, standing = _database(settings, ends)
        yield from told
        service = _guarded("service", partial(probing.service, settings, standing))
        if connection is not None and standing is not None:
            yield from _ledger(settings, connection, standing, service.good)
        yield service


def _database(settings: Settings, ends: ExitStack) -> tuple[list[Finding], Connection | None, Deployment | None]:
    """What the database shows, a connection to it until `ends`, and the ledger of which it is."""
    try:
        url = settings.database_url or running.database_url(settings.data)
        if url is None:
            return [found("database", None, "PARTS_AT_REST"), *_log_at_rest(settings)], None, None
        engine = database.engine(url, pool_size=1)
        ends.callback(engine.dispose)
        connection = ends.enter_context(database.transaction(engine))
        tables = _tables(connection)
        if not tables.good:
            return [tables], None, None
        standing = deployment.find(connection)
    except ZhengbenError as error:
        return [refused("database", error)], None, None
    return [tables] if standing else [tables, found("ledger", None, "LEDGER_NONE")], connection, standing


def _ledger(
    settings: Settings, connection: Connection, standing: Deployment, serving: bool | None
) -> Iterator[Finding]:
    rpc_url = settings.rpc_url or running.rpc_url(settings.data)
    if rpc_url is None:
        yield found("chain", None, "PARTS_AT_REST")
        return
    embedded = settings.rpc_url is None
    chain = Chain(rpc_url, finality=Finality("instant") if embedded else Finality.parse(settings.finality), timeout=5)
    contracts = Contracts(chain, standing)
    try:
        contracts.require()
        block = chain.head()
    except ZhengbenError as error:
        yield refused("chain", error)
        return
    yield found("chain", True, "CHAIN_OURS", id=standing.chain_id, block=block.number)
    now = wall_clock() + (running.time_shift(settings.data) if embedded else 0)
    patient = _Patient(settings, connection, contracts, block, now, serving)
    looks = {"clock": _clock, "index": _index, "log": _log, "anchor": _anchor, "payer": _payer}
    for name, look in looks.items():
        yield _guarded(name, partial(look, patient))


def _guarded(name: str, look: Callable[[], Finding]) -> Finding:
    try:
        return look()
    except ZhengbenError as error:
        return refused(name, error)
    except Exception as error:  # a look that fails must not hide the others
        return found(name, None, "LOOK_FAILED", cause=f"{type(error).__name__}: {error}")


def _python() -> Finding:
    version = ".".join(map(str, sys.version_info[:3]))
    fits = _PYTHONS[0] <= sys.version_info[:2] < _PYTHONS[1]
    return found("python", fits, "PYTHON_FITS" if fits else "PYTHON_UNFIT", version=version)


def _sm3() -> Finding:
    there = "sm3" in hashlib.algorithms_available
    return found("sm3", there, "SM3_THERE" if there else "SM3_MISSING")


def _programs() -> Finding:
    programs.postgres("postgres")
    programs.node()
    programs.ganache()
    return found("programs", True, "PROGRAMS_THERE")


def _data(folder: Path) -> Finding:
    there = _nearest(folder)
    if not there.is_dir():
        return found("data", False, "DATA_NO_FOLDER", path=str(there))
    if there == folder and os.geteuid() not in (0, there.stat().st_uid):
        return found("data", False, "DATA_OF_ANOTHER", path=str(folder), owner=_name(there.stat().st_uid))
    if not os.access(there, os.W_OK | os.X_OK):
        return found("data", False, "DATA_CLOSED", path=str(there))
    if there != folder:
        return found("data", None, "DATA_NEW", path=str(folder))
    return found("data", True, "DATA_MINE", path=str(folder))


def _disk(folder: Path) -> Finding:
    free = shutil.disk_usage(_nearest(folder)).free
    if free < LEAST_DISK:
        return found("disk", False, "DISK_FULL", path=str(folder), free=free >> 20, least=LEAST_DISK >> 20)
    return found("disk", True, "DISK_ROOM", free=free >> 20)


def _nearest(folder: Path) -> Path:
    """The folder, or the nearest one above it that exists."""
    return next(path for path in (folder, *folder.parents) if path.exists())


def _name(uid: int) -> str:
    try:
        return pwd.getpwuid(uid).pw_name
    except KeyError:
        return f"user {uid}"


def _keys(folder: Path) -> Iterator[Finding]:
    """All keys together, or each one with which something is wrong."""
    try:
        there = [name for name in NAMES if (folder / name).exists()]
    except OSError as error:
        yield found("keys", None, "LOOK_FAILED", cause=f"{folder}: {error.strerror}")
        return
    if not there:
        yield found("keys", None, "KEYS_NEW", path=str(folder))
        return
    wrong = []
    for name in there:
        try:
            read_key_file(folder / name)
        except ZhengbenError as error:
            wrong.append(refused("keys", error))
    if missing := [name for name in NAMES if name not in there]:
        wrong.append(found("keys", False, "KEYS_INCOMPLETE", path=str(folder), missing=", ".join(missing)))
    yield from wrong or [found("keys", True, "KEYS_THERE", path=str(folder), count=len(there))]


def _tables(connection: Connection) -> Finding:
    revision, known = database.revisions(connection)
    if revision is None:
        return found("database", None, "DATABASE_EMPTY")
    if revision == known[-1]:
        return found("database", True, "DATABASE_CURRENT", revision=revision)
    code = "DATABASE_BEHIND" if revision in known else "DATABASE_AHEAD"
    return found("database", False, code, revision=revision, newest=known[-1])


def _clock(patient: _Patient) -> Finding:
    latest = log.latest(patient.connection)
    times = {"CLOCK_BEHIND_CHAIN": patient.block.time, "CLOCK_BEHIND_LOG": latest.signed_at if latest else 0}
    for code, time in times.items():
        if time - patient.now > _CLOCKS_DIFFER:
            return found("clock", False, code, seconds=time - patient.now)
    age = patient.now - patient.block.time
    if age > _CHAIN_SLEEPS and not patient.contracts.chain.is_development():
        return found("clock", None, "CLOCK_OR_CHAIN", seconds=age)
    return found("clock", True, "CLOCK_RIGHT")


def _index(patient: _Patient) -> Finding:
    lag = queries.status(patient.connection, patient.contracts).lag
    if lag > LARGEST_LAG:
        return found("index", patient.late, "INDEX_BEHIND", lag=lag)
    return found("index", True, "INDEX_CLOSE", lag=lag)


def _log(patient: _Patient) -> Finding:
    """The published head is one that the database signed, and the newest."""
    key = _log_key(patient.settings, patient.contracts.deployment.log_origin)
    published = sequencing.published(TileFiles(patient.settings.log), key)
    return auditing.published_head(patient.connection, published)


def _log_at_rest(settings: Settings) -> list[Finding]:
    """The published checkpoint, if there is one, is signed by the key that is here, whatever its origin."""
    files = TileFiles(settings.log)

    def look() -> Finding:
        origin = (files.checkpoint() or "").partition("\n")[0]
        published = sequencing.published(files, _log_key(settings, origin))
        return found("log", True, "LOG_SIGNED", size=published.size)

    return [_guarded("log", look)] if (settings.log / "checkpoint").exists() else []


def _log_key(settings: Settings, origin: str) -> VerifierKey:
    return Ed25519Signer(origin, read_key_file(settings.keys / "log.key")).key


def _anchor(patient: _Patient) -> Finding:
    """The anchored head is one of our log, and not far behind it."""
    anchored = patient.contracts.anchors.head(patient.block)
    latest = log.latest(patient.connection)
    if latest is None and not anchored.size:
        return found("anchor", True, "ANCHOR_CURRENT", anchored=0, size=0)
    newest = sequencing.EMPTY if latest is None else latest.head
    anchoring.last_anchored(patient.connection, patient.contracts, anchored, newest, patient.block)
    sizes = {"anchored": anchored.size, "size": newest.size}
    waited = 0 if latest is None or newest.size <= anchored.size else patient.now - latest.signed_at
    if waited > 2 * patient.settings.anchor_every_seconds + 60:
        return found("anchor", patient.late, "ANCHOR_LATE", seconds=waited, **sizes)
    return found("anchor", True, "ANCHOR_CURRENT", **sizes)


def _payer(patient: _Patient) -> Finding:
    """The paying account can pay for the dearest act."""
    address = AccountSigner(read_key_file(patient.settings.keys / "payer.key")).address
    chain = patient.contracts.chain
    require_funds(chain, address, GAS_CAP, patient.block)
    balance = f"{chain.balance(address, patient.block) / _ETHER:.6g} × 10^18 wei"
    return found("payer", True, "PAYER_FUNDED", address=address, balance=balance)
