"""The judgement, from outside: what clients were promised against database, log, chain, evidence and a fresh index.

Nothing here asks the service what it believes where it can be looked at; evidence is judged offline, with the trust
file.
"""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import pairwise
from typing import Any
from uuid import UUID, uuid4

import httpx
import psycopg
from sqlalchemy import Connection, Engine, select

from ledger import auditing, executing, indexing
from ledger.chain.client import Chain
from ledger.chain.contracts import Contracts
from ledger.core import acts as typed
from ledger.core import checkpoint, merkle, tiles
from ledger.core.deployment import Deployment
from ledger.core.errors import ZhengbenError
from ledger.core.types import Head
from ledger.core.verify import verify
from ledger.sequencing import TileFiles
from ledger.service import wall_clock
from ledger.store import acts, database, filings, log, sighting_tables
from scripts.storm import plan
from scripts.storm.points import POINTS
from scripts.storm.world import World

_SHOWN = 5
_AT_ONCE, _BUNDLES = 4, 500
_ORDER_OF_ROWS = {
    table.name: [column.name for column in table.primary_key.columns] for table in sighting_tables.SIGHTINGS
}


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `wrong` says what contradicts the promise, and is empty where nothing does."""

    name: str
    looked_at: int
    wrong: tuple[str, ...] = ()

    @property
    def good(self) -> bool:
        """Whether the promise was kept."""
        return not self.wrong


@dataclass(frozen=True)
class Promises:
    """What the journal holds.

    :param filings: leaves that were receipted.
    :param signatures: by act and party.
    :param heads: signed notes of the log, as they were read.
    """

    filings: frozenset[str]
    drafts: frozenset[str]
    signatures: dict[tuple[str, int], str]
    submitted: frozenset[str]
    achievements: frozenset[str]
    heads: tuple[str, ...]

    @classmethod
    def of(cls, world: World) -> "Promises":
        """From the journal."""
        lines = world.promises.lines()
        signatures = {(line["act"], line["party"]): line["signature"] for line in lines if "party" in line}
        return cls(
            filings=frozenset(line["filing"] for line in lines if "filing" in line),
            drafts=frozenset(line["act"] for line in lines if "kind" in line),
            signatures=signatures,
            submitted=frozenset(line["act"] for line in lines if "submitted" in line),
            achievements=frozenset(line["achievement"] for line in lines if "achievement" in line),
            heads=tuple(dict.fromkeys(line["head"] for line in lines if "head" in line)),
        )


class Court:
    """Judges a world whose clients have stopped."""

    def __init__(self, world: World, engine: Engine, deployment: Deployment) -> None:
        self._world = world
        self._engine = engine
        self._contracts = Contracts(world.chain(), deployment)
        self._log_keys = [world.keyring.log_key(deployment.log_origin).key]
        self._origin = deployment.log_origin
        self._promised = Promises.of(world)
        self._http = httpx.Client(base_url=world.url, timeout=60, trust_env=False)

    def glance(self) -> list[Finding]:
        """What can be seen between two rounds."""
        return [self.complaints(), self.stored(), self.one_head_of_each_size()]

    def settle(self, patience: float) -> Finding:
        """Wait until everything promised has come to its end, for so many seconds at most."""
        deadline = time.monotonic() + patience
        while (open_ends := self._open_ends()) and time.monotonic() < deadline:
            time.sleep(0.3)
        return Finding("settled", len(self._promised.filings) + len(self._promised.submitted), tuple(open_ends))

    def judge(self) -> list[Finding]:
        """Everything, once it has settled and the chain stands still."""
        looks: list[Callable[[], Finding]] = [
            self.complaints,
            self.stored,
            self.once_on_the_log,
            self.audited,
            self.anchored,
            self.proved,
            self.titles_proved,
            self.acts_kept,
            self.one_head_of_each_size,
            self.heads_consistent,
            self.index_is_a_fresh_one,
        ]
        return [self._looked(look) for look in looks]

    # One by one

    def complaints(self) -> Finding:
        """No client saw what no client should see."""
        lines = self._world.complaints.lines()
        return Finding("complaints", len(lines), _few([str(line) for line in lines]))

    def stored(self) -> Finding:
        """Every filing that was receipted is in the database."""
        promised = sorted(self._promised.filings)
        with database.transaction(self._engine) as connection:
            found = {
                filing.leaf.hex()
                for start in range(0, len(promised), 1000)
                for filing in filings.get_many(connection, [bytes.fromhex(leaf) for leaf in promised[start:][:1000]])
            }
        return Finding("stored", len(promised), _few([f"lost: {leaf}" for leaf in promised if leaf not in found]))

    def once_on_the_log(self) -> Finding:
        """The published tiles make up the published head, and hold every filing exactly once."""
        head = self._head()
        entries = [entry for tile in range((head.size + 255) // 256) for entry in self._entries(tile, head.size)]
        leaves = [merkle.leaf_hash(entry) for entry in entries]
        wrong = []
        if merkle.root(leaves) != head.root:
            wrong.append(f"the entries make up {merkle.root(leaves).hex()}, signed is {head.root.hex()}")
        times = Counter(leaf.hex() for leaf in leaves)
        wrong += [f"{count} times on the log: {leaf}" for leaf, count in times.items() if count > 1]
        wrong += [f"not on the log: {leaf}" for leaf in self._promised.filings if leaf not in times]
        with database.transaction(self._engine) as connection:
            for index, filing in enumerate(filings.in_log(connection, 0, head.size)):
                if filing.leaf != leaves[index] or filing.leaf_index != index:
                    wrong.append(f"the database has {filing.leaf.hex()} at {index}, the log {leaves[index].hex()}")
        return Finding("once on the log", len(entries), _few(wrong))

    def audited(self) -> Finding:
        """The auditor computes the log anew, and finds nothing to say about database and files."""
        files = TileFiles(self._world.folder / "service" / "log")
        findings = auditing.audit_log(self._engine, files, self._log_keys[0])
        wrong = [f"{found.code}: {found.message}" for found in findings if found.good is not True]
        return Finding("audited", len(findings), _few(wrong))

    def anchored(self) -> Finding:
        """The chain's newest anchor commits to the log's head."""
        chain, head = self._contracts.chain, self._head()
        block = chain.final()
        anchored = self._contracts.anchors.head(block)
        commitment = self._contracts.anchors.commitment(anchored.size, block)
        wrong = []
        if anchored.size != head.size:
            wrong.append(f"the log has {head.size} entries, the last final anchor {anchored.size}")
        elif typed.anchor_commitment(anchored.size, head.root, anchored.time) != commitment:
            wrong.append(f"the anchor of size {anchored.size} commits to another root than {head.root.hex()}")
        return Finding("anchored", anchored.count, tuple(wrong))

    def proved(self) -> Finding:
        """Every filing's bundle is VALID offline."""
        wrong = self._judged({leaf: f"/v1/filings/{leaf}/evidence" for leaf in sorted(self._promised.filings)})
        return Finding("proved", len(self._promised.filings), wrong)

    def titles_proved(self) -> Finding:
        """So is that of every achievement that was registered."""
        wanted = {number: f"/v1/achievements/{number}/evidence" for number in sorted(self._promised.achievements)}
        return Finding("titles proved", len(wanted), self._judged(wanted))

    def acts_kept(self) -> Finding:
        """Drafts and signatures are kept; what was submitted is final, or was turned down by the chain in a block."""
        wrong = []
        promised: dict[str, dict[int, str]] = {}
        for (act_id, party), signature in self._promised.signatures.items():
            promised.setdefault(act_id, {})[party] = signature
        with database.transaction(self._engine) as connection:
            for name in sorted(self._promised.drafts):
                try:
                    act = executing.view(connection, self._contracts, UUID(name), now=wall_clock())
                except ZhengbenError as error:
                    wrong.append(f"act {name}: {error.message}")
                    continue
                kept = {seal.party: "0x" + seal.signature.hex() for seal in acts.signatures(connection, UUID(name))}
                lost = [party for party, seal in promised.get(name, {}).items() if kept.get(party) != seal]
                wrong += [f"act {name}: the signature of party {party} is lost" for party in lost]
                if name in self._promised.submitted and (doubt := unfounded(self._contracts.chain, act)) is not None:
                    wrong.append(f"act {name} {doubt}")
        return Finding("acts kept", len(self._promised.drafts), _few(wrong))

    def one_head_of_each_size(self) -> Finding:
        """No two heads of one size were ever seen, and the database knows every one."""
        roots: dict[int, bytes] = {}
        wrong = []
        with database.transaction(self._engine) as connection:
            for head in self._seen():
                if roots.setdefault(head.size, head.root) != head.root:
                    wrong.append(f"two heads of size {head.size}: {roots[head.size].hex()} and {head.root.hex()}")
                known = log.at(connection, head.size)
                if known is None or known.head != head:
                    wrong.append(f"the database never signed the head of size {head.size} that was published")
        return Finding("one head of each size", len(roots), _few(wrong))

    def heads_consistent(self) -> Finding:
        """Each head that was seen is a beginning of the next, by a proof from the tiles."""
        newest = self._head()
        read = tiles.tile_reader(newest.size, self._tile)
        heads = sorted({*self._seen(), newest}, key=lambda head: head.size)
        wrong = []
        for older, newer in pairwise(heads):
            try:
                proof = merkle.consistency_path(older.size, newer.size, read)
                merkle.verify_consistency(older.size, newer.size, older.root, newer.root, proof)
            except ZhengbenError as error:
                wrong.append(f"from {older.size} to {newer.size}: {error.message}")
        return Finding("heads consistent", len(heads), _few(wrong))

    def index_is_a_fresh_one(self) -> Finding:
        """An index built anew from the chain has the very same rows."""
        if holes := self._holes():
            return Finding("index", 0, (f"the node itself has lost its blocks {holes}: nobody can build an index",))
        with self._fresh_database() as fresh:
            indexing.catch_up(fresh, self._contracts)
            indexing.catch_up(self._engine, self._contracts)
            with database.transaction(self._engine) as ours, database.transaction(fresh) as theirs:
                counted, wrong = 0, []
                for table in sighting_tables.SIGHTINGS:
                    stands, anew = _rows(ours, table), _rows(theirs, table)
                    counted += len(anew)
                    if stands != anew:
                        wrong.append(f"{table.name}: {len(stands)} rows, a fresh index has {len(anew)}")
        return Finding("index", counted, tuple(wrong))

    # Underneath

    def _looked(self, look: Callable[[], Finding]) -> Finding:
        try:
            return look()
        except (ZhengbenError, httpx.HTTPError) as error:
            return Finding(look.__name__.replace("_", " "), 0, (f"{type(error).__name__}: {error}",))

    def _holes(self) -> list[int]:
        chain = self._contracts.chain
        return [
            number
            for number in range(self._contracts.deployment.first_block, chain.head().number)
            if chain.ask("eth_getBlockByNumber", hex(number), False) is None
        ]

    def _open_ends(self) -> list[str]:
        now = wall_clock()
        try:
            with database.transaction(self._engine) as connection:
                waiting = filings.waiting_count(connection)
                latest = log.latest(connection)
                anchored = self._contracts.anchors.head(self._contracts.chain.final()).size
                drafted = [acts.get(connection, UUID(name)) for name in self._promised.submitted]
                statuses = executing.statuses(connection, drafted, now=now)
        except ZhengbenError as error:
            return [f"{error.code}: {error.message}"]
        ends = [f"{waiting} filings wait for the log"] if waiting else []
        if latest is not None and anchored != latest.head.size:
            ends.append(f"size {latest.head.size} is not anchored for good, {anchored} is")
        return ends + [f"act {id} is {status}" for id, status in statuses.items() if status not in ("final", "failed")]

    def _seen(self) -> Iterator[Head]:
        for note in self._promised.heads:
            yield checkpoint.open_signed(note, self._origin, self._log_keys).head

    def _head(self) -> Head:
        note = self._get("/log/checkpoint").decode()
        return checkpoint.open_signed(note, self._origin, self._log_keys).head

    def _entries(self, number: int, size: int) -> list[bytes]:
        width = min(256, size - 256 * number)
        path = tiles.Tile(tiles.ENTRIES, number, width).path
        return tiles.split_bundle(self._tile(path))

    def _tile(self, path: str) -> bytes:
        return self._get(f"/log/{path}")

    def _get(self, path: str) -> bytes:
        answer = self._http.get(path)
        answer.raise_for_status()
        return answer.content

    def _judged(self, wanted: dict[str, str]) -> tuple[str, ...]:
        wrong, names = [], list(wanted)
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for some in (names[start : start + _BUNDLES] for start in range(0, len(names), _BUNDLES)):
                answers = list(pool.map(self._http.get, [wanted[name] for name in some]))
                trust = self._get("/v1/trust")  # names the blocks that these bundles were proved against
                for name, answer in zip(some, answers, strict=True):
                    if answer.status_code != 200:
                        wrong.append(f"no evidence of {name}: {answer.status_code} {answer.text[:200]}")
                    elif (verdict := verify(answer.content, trust).verdict) != "VALID":
                        wrong.append(f"{name} is {verdict}")
        return _few(wrong)

    @contextmanager
    def _fresh_database(self) -> Iterator[Engine]:
        name = f"fresh_{uuid4().hex}"
        with psycopg.connect(self._world.database_url, autocommit=True) as server:
            server.execute(f"CREATE DATABASE {name} TEMPLATE template0".encode())
        engine = database.engine(self._world.database_url.rpartition("/")[0] + "/" + name)
        try:
            database.migrate(engine)
            yield engine
        finally:
            engine.dispose()
            with psycopg.connect(self._world.database_url, autocommit=True) as server:
                server.execute(f"DROP DATABASE {name} WITH (FORCE)".encode())


def unfounded(chain: Chain, act: executing.Act) -> str | None:
    """What speaks against the end of an act that was taken for sending; None if a block of the node bears it out.

    An act whose transaction no block holds, because something else took its nonce, is a lost one whatever it is called.
    """
    if act.status not in ("final", "failed"):
        return f"was taken for sending and is {act.status}"
    receipt = None if act.transaction is None else chain.receipts([act.transaction]).get(act.transaction)
    if receipt is None:
        return f"is {act.status} by a transaction that no block holds"
    if receipt.good is not (act.status == "final"):
        return f"is {act.status}, and block {receipt.block_number} says otherwise"
    return None


def hit_enough(hits: plan.Histogram, rounds: int) -> Finding:
    """The kills landed everywhere, as often as so many rounds have to show."""
    inside, of_each = plan.demanded(rounds)
    wrong = []
    for point in POINTS:
        counts = {victim: hits.get((point.name, victim), 0) for victim in plan.VICTIMS}
        if sum(counts.values()) < inside:
            wrong.append(f"{sum(counts.values())} kills inside {point.name}, {inside} are demanded")
        wrong += [
            f"{n} kills of {v} inside {point.name}, {of_each} are demanded" for v, n in counts.items() if n < of_each
        ]
    return Finding("kills everywhere", sum(hits.values()), tuple(wrong))


def _rows(connection: Connection, table: Any) -> list[Any]:
    keys = [table.c[name] for name in _ORDER_OF_ROWS[table.name]]
    return [tuple(row) for row in connection.execute(select(table).order_by(*keys))]


def _few(wrong: list[str]) -> tuple[str, ...]:
    return tuple(wrong if len(wrong) <= _SHOWN else [*wrong[:_SHOWN], f"and {len(wrong) - _SHOWN} more"])
