"""Is the log whole? What tests ask after everything they did to it, and the filings that they put into it."""

from pathlib import Path

from sqlalchemy import Engine

from ledger import auditing, sequencing
from ledger.core import merkle
from ledger.core.note import Ed25519Signer
from ledger.sequencing import TileFiles
from ledger.store import database, filings, log

KEY = Ed25519Signer("log.example/zhengben", bytes(range(32)))
NOW = 1_790_000_000


def receive(engine: Engine, count: int, mark: str = "") -> list[bytes]:
    """Stores filings whose entries are told apart by the mark; returns their leaves."""
    entries = [f"entry {mark}{i}".encode() for i in range(count)]
    rows = [
        {"leaf": merkle.leaf_hash(entry), "entry": entry, "type": "document/1", "node": 1, "received_at": NOW}
        for entry in entries
    ]
    with database.transaction(engine) as connection:
        connection.execute(filings.filings.insert(), rows)
    return [row["leaf"] for row in rows]


def drain(engine: Engine, folder: Path, now: int = NOW) -> None:
    """Starts as a service does, then integrates until nothing waits."""
    sequencing.publish(engine, folder, KEY)
    while sequencing.integrate(engine, folder, KEY, now):
        pass


def check_log(engine: Engine, folder: Path, key: Ed25519Signer = KEY) -> int:
    """Demands that the log is whole, published to the last entry and without leftovers; returns its size."""
    findings = auditing.audit_log(engine, TileFiles(folder), key.key)
    assert [finding for finding in findings if finding.good is not True] == []
    return size_of(engine)


def size_of(engine: Engine) -> int:
    """The size of the newest checkpoint."""
    with database.transaction(engine) as connection:
        latest = log.latest(connection)
    return 0 if latest is None else latest.head.size
