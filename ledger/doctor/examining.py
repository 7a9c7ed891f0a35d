"""Examining a ledger from outside, for whoever runs it: reads everything, starts and changes nothing.

The parts of a running embedded ledger are found through its data folder; of one at rest, what lies on disk is judged.
Every look is guarded and bounded in time, so that whatever is broken or hangs hides nothing else.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial

from sqlalchemy import Connection, Engine

from ledger import holidays, sequencing
from ledger.chain.answered import Block
from ledger.chain.client import Chain, Finality
from ledger.chain.contracts import Contracts
from ledger.core.deployment import Deployment
from ledger.core.errors import ZhengbenError
from ledger.doctor import machine, patient, probing
from ledger.doctor.ailments import Finding, found, refused
from ledger.doctor.patient import Patient
from ledger.local import running
from ledger.patience import Patience
from ledger.sequencing import TileFiles
from ledger.service import wall_clock
from ledger.settings import Settings
from ledger.store import database, deployment, restoration

PATIENCE = 10.0
"""Seconds after which a look is given up."""

_NODE_ANSWERS_IN = 5.0

Looked = Finding | list[Finding]


def examine(settings: Settings) -> list[Finding]:
    """Every finding, in the order in which they matter; what goes wrong while looking is a finding too."""
    return list(_Doctor(settings).findings())


@dataclass(frozen=True)
class _Base:
    """What the database shows first: its tables, and of which ledger it is."""

    tables: Finding
    standing: Deployment | None


class _Doctor:
    """One examination."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._patience: Patience[list[Finding]] = Patience(PATIENCE)

    def findings(self) -> Iterator[Finding]:
        """Look at everything."""
        settings, data = self._settings, self._settings.data.absolute()
        yield from self._look("python", machine.python)
        yield from self._look("sm3", machine.sm3)
        if settings.database_url is None or settings.rpc_url is None:
            yield from self._look("programs", machine.embedded_programs)
        yield from self._look("data", partial(machine.data, data))
        yield from self._look("disk", partial(machine.disks, data))
        yield from self._look("keys", partial(machine.keys, data, settings.keys.absolute()))
        yield from self._look("calendar", lambda: machine.holidays(wall_clock(), holidays.known(settings.holidays)))
        with ExitStack() as ends:
            told, engine, standing = self._database(ends)
            yield from told
            service = self._look("service", partial(probing.service, settings, standing))
            if engine is not None and standing is not None:
                yield from self._ledger(engine, standing, service[0].good)
            yield from service

    def _look(self, name: str, look: Callable[[], Looked]) -> list[Finding]:
        def looked() -> list[Finding]:
            brought = look()
            return [brought] if isinstance(brought, Finding) else brought

        brought = self._patience.look(name, looked)
        if isinstance(brought.error, ZhengbenError):
            return [refused(name, brought.error)]
        if brought.error is not None:
            cause = f"{type(brought.error).__name__}: {brought.error}".partition("\n")[0]
            return [found(name, None, "LOOK_FAILED", cause=cause)]
        return brought.result()

    def _database(self, ends: ExitStack) -> tuple[list[Finding], Engine | None, Deployment | None]:
        """What the database shows, an engine on it until `ends`, and the ledger of which it is."""
        seen: list[_Base] = []
        engines: list[Engine] = []

        def look() -> list[Finding]:
            url = self._settings.database_url or running.database_url(self._settings.data)
            if url is None:
                return [found("database", None, "PARTS_AT_REST")]
            engine = database.engine(url, pool_size=1)
            engines.append(engine)
            with database.transaction(engine) as connection:
                base = _base(connection)
            seen.append(base)
            return [base.tables]

        told = self._look("database", look)
        for engine in engines:
            ends.callback(engine.dispose)
        if not seen:
            return [*told, *self._log_at_rest()] if not engines else told, None, None
        told += self._look("durability", lambda: patient.server(engines[0]))
        if not seen[0].tables.good:
            return told, None, None
        if seen[0].standing is None:
            told.append(found("ledger", None, "LEDGER_NONE"))
        return told, engines[0], seen[0].standing

    def _log_at_rest(self) -> list[Finding]:
        """The published checkpoint, if there is one, is signed by the key that is here, whatever its origin."""
        files = TileFiles(self._settings.log)

        def look() -> list[Finding]:
            note = files.checkpoint()
            if note is None:
                return []
            head = sequencing.published(files, patient.log_key(self._settings, note.partition("\n")[0]))
            return [found("log", True, "LOG_SIGNED", size=head.size)]

        return self._look("log", look)

    def _ledger(self, engine: Engine, standing: Deployment, serving: bool | None) -> Iterator[Finding]:
        settings = self._settings
        rpc_url = settings.rpc_url or running.rpc_url(settings.data)
        if rpc_url is None:
            yield found("chain", None, "PARTS_AT_REST")
            return
        embedded = settings.rpc_url is None
        finality = Finality("instant") if embedded else Finality.parse(settings.finality)
        contracts = Contracts(Chain(rpc_url, finality=finality, timeout=_NODE_ANSWERS_IN), standing)
        yield from (node := self._look("node", partial(patient.node, contracts)))
        if node[0].code in ("NODE_AWAY", "LOOK_SLOW"):
            return
        blocks: list[Block] = []
        yield from (chain := self._look("chain", partial(_chain, contracts, blocks)))
        if not chain[0].good:
            return
        yield from (code := self._look("contracts", partial(patient.code, contracts, standing)))
        if not all(finding.good for finding in code):
            return
        now = wall_clock() + (running.time_shift(settings.data) if embedded else 0)
        open_one = Patient(settings, engine, contracts, blocks[0], now, serving)
        for name, look in patient.LOOKS.items():
            yield from self._look(name, partial(look, open_one))


def _base(connection: Connection) -> _Base:
    """:raises Unavailable: `RESTORE_UNFINISHED`."""
    restoration.require_none(connection)
    revision, known = database.revisions(connection)
    if revision is None:
        return _Base(found("database", None, "DATABASE_EMPTY"), None)
    if revision != known[-1]:
        code = "DATABASE_BEHIND" if revision in known else "DATABASE_AHEAD"
        return _Base(found("database", False, code, revision=revision, newest=known[-1]), None)
    return _Base(found("database", True, "DATABASE_CURRENT", revision=revision), deployment.find(connection))


def _chain(contracts: Contracts, blocks: list[Block]) -> Finding:
    """The node serves the chain of this ledger; its newest block is added to `blocks`.

    :raises ForeignChain: `FOREIGN_CHAIN_ID`, `FOREIGN_GENESIS`.
    """
    standing, chain = contracts.deployment, contracts.chain
    chain.require(chain_id=standing.chain_id, genesis=standing.genesis)
    blocks.append(chain.head())
    return found("chain", True, "CHAIN_OURS", id=standing.chain_id, block=blocks[0].number)
