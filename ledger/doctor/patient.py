"""What the doctor looks at in a ledger whose database and chain both answer. Everything is read, nothing changed."""

import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace

from sqlalchemy import Engine

from ledger import anchoring, auditing, queries, sequencing
from ledger.chain.answered import Block
from ledger.chain.contracts import Contracts
from ledger.chain.fees import GWEI, market, within
from ledger.chain.sender import GAS_CAP, opened, require_funds
from ledger.core.deployment import Deployment
from ledger.core.errors import Refused, Unavailable
from ledger.core.note import Ed25519Signer, VerifierKey
from ledger.doctor.ailments import Finding, found, refused
from ledger.keyring import AccountSigner, read_key_file
from ledger.sequencing import TileFiles
from ledger.settings import Settings
from ledger.store import database, figures, log, outbox, vault
from ledger.store.outbox import Outgoing
from ledger.watching import LARGEST_LAG

SLOWEST_NODE = 2.0  # seconds for an answer that is read from memory
LEAST_TRANSACTIONS = 20
LEAST_CONNECTIONS = 5
_CLOCKS_DIFFER = 15  # seconds that two clocks may be apart
_CHAIN_SLEEPS = 600
_FINAL_SLEEPS = 3_600
_TRANSACTION_RESTS = 3_600
_PUBLISHING_TAKES = 60
_ETHER = 10**18


@dataclass(frozen=True)
class Patient:
    """A ledger whose database and chain both answer.

    :param block: at which the chain is read.
    :param now: by the ledger's clock.
    :param serving: whether the service answers: what it would mend by itself is bad only then.
    """

    settings: Settings
    engine: Engine
    contracts: Contracts
    block: Block
    now: int
    serving: bool | None

    @property
    def late(self) -> bool | None:
        """The judgement of something that a running service does in time."""
        return False if self.serving else None


Look = Callable[[Patient], Finding]


def server(engine: Engine) -> list[Finding]:
    """The database server keeps what it acknowledged, takes writes, and has connections left."""
    with database.transaction(engine) as connection:
        seen = figures.server(connection)
    if seen.read_only:
        kept = found("durability", False, "DATABASE_READ_ONLY")
    elif seen.unsafe:
        kept = found("durability", False, "DATABASE_UNSAFE", settings=", ".join(seen.unsafe))
    else:
        kept = found("durability", True, "DATABASE_DURABLE", version=seen.version)
    few = seen.free < LEAST_CONNECTIONS
    code = "CONNECTIONS_FEW" if few else "CONNECTIONS_LEFT"
    return [kept, found("connections", not few, code, free=seen.free, most=seen.most)]


def node(contracts: Contracts) -> Finding:
    """The node answers in time, has caught up, and is not alone.

    :raises Unavailable: `NODE_AWAY`, `NODE_ERROR`.
    """
    chain, begun = contracts.chain, time.monotonic()
    chain.head()
    seconds = time.monotonic() - begun
    if seconds > SLOWEST_NODE:
        return found("node", False, "NODE_SLOW", node=chain.name, seconds=round(seconds, 1))
    syncing = None
    with suppress(Unavailable, Refused):  # not every node tells these two
        syncing = chain.ask("eth_syncing")
    if isinstance(syncing, Mapping):
        numbers = {name: int(str(syncing.get(name, "0x0")), 16) for name in ("currentBlock", "highestBlock")}
        return found("node", False, "NODE_SYNCING", at=numbers["currentBlock"], newest=numbers["highestBlock"])
    peers = None
    with suppress(Unavailable, Refused):
        peers = chain.ask("net_peerCount")
    if peers in ("0x0", 0) and not chain.is_development():
        return found("node", None, "NODE_ALONE", node=chain.name)
    return found("node", True, "NODE_ANSWERS", node=chain.name)


def code(contracts: Contracts, standing: Deployment) -> list[Finding]:
    """The chain has the recorded code at every contract's address; each other one is named."""
    wrong = [refused("contracts", error) for error in contracts.foreign(contracts.chain.head())]
    names = ", ".join(standing.contracts)
    return wrong or [found("contracts", True, "CONTRACTS_OURS", names=names)]


def clock(patient: Patient) -> Finding:
    """This clock agrees with the chain's and with the last checkpoint."""
    with database.transaction(patient.engine) as connection:
        latest = log.latest(connection)
    times = {"CLOCK_BEHIND_CHAIN": patient.block.time, "CLOCK_BEHIND_LOG": latest.signed_at if latest else 0}
    for name, second in times.items():
        if second - patient.now > _CLOCKS_DIFFER:
            return found("clock", False, name, seconds=second - patient.now, time=second)
    age = patient.now - patient.block.time
    if age > _CHAIN_SLEEPS and not patient.contracts.chain.is_development():
        return found("clock", None, "CLOCK_OR_CHAIN", seconds=age)
    return found("clock", True, "CLOCK_RIGHT")


def finality(patient: Patient) -> Finding:
    """The chain's final block is not far behind its newest one.

    :raises ZhengbenError: where the node does not say which block is final.
    """
    final = patient.contracts.chain.final()
    lag, seconds = max(0, patient.block.number - final.number), max(0, patient.block.time - final.time)
    if lag and seconds > _FINAL_SLEEPS:
        return found("finality", False, "FINAL_FAR", lag=lag, seconds=seconds)
    return found("finality", True, "FINAL_NEAR", lag=lag)


def index(patient: Patient) -> Finding:
    """The index is close to the chain."""
    with database.transaction(patient.engine) as connection:
        lag = queries.status(connection, patient.contracts).lag
    if lag > LARGEST_LAG:
        return found("index", patient.late, "INDEX_BEHIND", lag=lag)
    return found("index", True, "INDEX_CLOSE", lag=lag)


def published(patient: Patient) -> Finding:
    """The published head is one that the database signed, and the newest; a running service publishes within a
    minute."""
    head = sequencing.published(
        TileFiles(patient.settings.log), log_key(patient.settings, patient.contracts.deployment.log_origin)
    )
    with database.transaction(patient.engine) as connection:
        finding, latest = auditing.published_head(connection, head), log.latest(connection)
        staged = figures.waiting(connection).staged
    old = latest is not None and patient.now - latest.signed_at > _PUBLISHING_TAKES
    if finding.code == "LOG_UNPUBLISHED" and patient.serving:
        return replace(finding, good=not old)
    if finding.good and staged and old:
        return found("log", patient.late, "LOG_STAGED", count=staged)
    return finding


def fitting(patient: Patient) -> Finding:
    """The keys at hand are those of this ledger: they open its vault, and the log's operator may sign anchors.

    :raises Corrupt: `VAULT_KEY_CHANGED`.
    """
    keys, standing = patient.settings.keys, patient.contracts.deployment
    master, index_key = read_key_file(keys / "master.key"), read_key_file(keys / "index.key")
    with database.transaction(patient.engine) as connection:
        vault.require_keys(connection, master, index_key)
    ours = AccountSigner(read_key_file(keys / "log-operator.key")).address
    theirs = patient.contracts.authority.party(standing.log_operator, patient.block).signer
    if ours.lower() != theirs.lower():
        return found("vault", False, "OPERATOR_CHANGED", party=standing.log_operator, ours=ours, theirs=theirs)
    return found("vault", True, "KEYS_FIT")


def waiting(patient: Patient) -> Finding:
    """Filings wait for their place in the log no longer than a running service takes."""
    with database.transaction(patient.engine) as connection:
        seen = figures.waiting(connection)
    seconds = 0 if seen.filing_since is None else max(0, patient.now - seen.filing_since)
    if seconds > _PUBLISHING_TAKES + 10 * patient.settings.tick_seconds:
        return found("filings", patient.late, "FILINGS_WAIT", count=seen.filings, seconds=seconds)
    return found("filings", True, "FILINGS_IN_TIME", count=seen.filings)


def anchor(patient: Patient) -> Finding:
    """The anchored head is one of our log, and not far behind it."""
    anchored = patient.contracts.anchors.head(patient.block)
    with database.transaction(patient.engine) as connection:
        latest = log.latest(connection)
        if latest is None and not anchored.size:
            return found("anchor", True, "ANCHOR_CURRENT", anchored=0, size=0)
        newest = sequencing.EMPTY if latest is None else latest.head
        anchoring.last_anchored(connection, patient.contracts, anchored, newest, patient.block)
        since = figures.unanchored_since(connection, anchored.size)
    sizes = {"anchored": anchored.size, "size": newest.size}
    waited = 0 if since is None else patient.now - since
    if waited > 2 * patient.settings.anchor_every_seconds + 60:
        return found("anchor", patient.late, "ANCHOR_LATE", seconds=waited, **sizes)
    return found("anchor", True, "ANCHOR_CURRENT", **sizes)


def outgoing(patient: Patient) -> Finding:
    """Our transactions find their fate at a price that we pay, and nobody else spends the paying account's nonces."""
    address = _payer(patient).address
    with database.transaction(patient.engine) as connection:
        seen, ours = figures.waiting(connection), outbox.next_nonce(connection, address)
        rows = outbox.open_rows(connection, address)
    taken = patient.contracts.chain.sent_by(address, patient.block)
    if ours and taken > ours:
        return found("outbox", False, "NONCES_OF_ANOTHER", address=address, count=taken - ours)
    waiting = [row for row in rows if row.nonce >= taken]
    if waiting and (asked := _beyond_ceiling(patient, waiting)):
        ceiling = patient.settings.fee_ceiling_gwei
        return found("outbox", False, "FEE_CEILING", count=len(waiting), ceiling=ceiling, asked=asked)
    seconds = 0 if seen.transaction_since is None else max(0, patient.now - seen.transaction_since)
    values = {"count": seen.transactions, "seconds": seconds, "gap": len(waiting)}
    if seconds > _TRANSACTION_RESTS:
        said = next((row.newest.verdict for row in waiting if row.newest.verdict), None)
        return found("outbox", patient.late, "OUTBOX_STUCK", said=said or "-", **values)
    return found("outbox", True, "OUTBOX_MOVES", **values)


def _beyond_ceiling(patient: Patient, waiting: Sequence[Outgoing]) -> str:
    """What one gas costs today in gwei, if that keeps one of these out and is more than we may offer; else empty."""
    today, ceiling = market(patient.contracts.chain), patient.settings.fee_ceiling_gwei * GWEI
    if today.takes(within(today.offer, ceiling)) or all(today.takes(opened(row.newest.raw)[1]) for row in waiting):
        return ""
    return f"{max(today.base, today.asked) / GWEI:.6g}"


def payer(patient: Patient) -> Finding:
    """The paying account can pay for the dearest act, and some more.

    :raises Unavailable: `PAYER_EMPTY`.
    """
    address, chain = _payer(patient).address, patient.contracts.chain
    offer = market(chain).offer
    require_funds(chain, address, GAS_CAP, offer, patient.block)
    held = chain.balance(address, patient.block)
    dearest = GAS_CAP * offer.cap
    if not dearest:
        return found("payer", True, "PAYER_FREE", address=address)
    balance, count = f"{held / _ETHER:.6g} × 10^18 wei", held // dearest
    if count < LEAST_TRANSACTIONS:
        return found("payer", False, "PAYER_LOW", address=address, balance=balance, count=count)
    return found("payer", True, "PAYER_FUNDED", address=address, balance=balance, count=count)


def log_key(settings: Settings, origin: str) -> VerifierKey:
    """The key that verifies the log of that origin, as the key file here has it."""
    return Ed25519Signer(origin, read_key_file(settings.keys / "log.key")).key


def _payer(patient: Patient) -> AccountSigner:
    return AccountSigner(read_key_file(patient.settings.keys / "payer.key"))


LOOKS: Mapping[str, Look] = {
    "clock": clock,
    "finality": finality,
    "vault": fitting,
    "index": index,
    "filings": waiting,
    "log": published,
    "anchor": anchor,
    "outbox": outgoing,
    "payer": payer,
}
"""What is looked at, by the names of the findings, in this order."""
