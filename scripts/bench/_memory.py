"""A log grown to many entries: whether memory and time of a batch grow with it.

Rows as intake writes them come in bulk by COPY; from there on everything is real: sequencing under its lock, tiles,
signed checkpoints, durable files. The process that grows the log is the one that is measured.
"""

import hashlib
import os
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import psycopg

from ledger import sequencing
from ledger.core import merkle
from ledger.core.note import Ed25519Signer
from ledger.sequencing import Batch, TileFiles
from ledger.store import database, filings

BATCH = 4_096
_POINTS = 16
_KEY = Ed25519Signer("bench.example/log", hashlib.sha256(b"a log for a benchmark").digest())


def grow(folder: Path, database_url: str, entries: int) -> list[dict[str, Any]]:
    """The log at a number of sizes: `{"entries", "rss_mib", "batch_ms", "waiting_ms"}`, times as medians since the
    size before."""
    engine = database.engine(database_url)
    database.migrate(engine)
    process, log_dir = psutil.Process(), folder / "log"
    found: list[dict[str, Any]] = []
    batches: list[float] = []
    looks: list[float] = []
    step = max(BATCH, entries // _POINTS)
    for start in range(0, entries, BATCH):
        _insert(database_url, start, min(BATCH, entries - start))
        begun = time.perf_counter()
        with database.transaction(engine) as connection:
            filings.waiting_beyond(connection, 1)
        looked = time.perf_counter()
        stored = sequencing.integrate(engine, log_dir, _KEY, 1_800_000_000 + start, Batch(BATCH))
        looks.append(looked - begun)
        batches.append(time.perf_counter() - looked)
        if stored is None:
            raise SystemExit("the sequencer took nothing")
        size = stored.head.size
        if size >= len(found) * step + step or size == entries:
            found.append(
                {
                    "entries": size,
                    "rss_mib": round(process.memory_info().rss / (1 << 20), 1),
                    "batch_ms": round(sorted(batches)[len(batches) // 2] * 1000),
                    "waiting_ms": round(sorted(looks)[len(looks) // 2] * 1000, 2),
                }
            )
            batches, looks = [], []
            print(found[-1], file=sys.stderr, flush=True)
    head = sequencing.published(TileFiles(log_dir), _KEY.key)
    if head.size != entries:
        raise SystemExit(f"{head.size} of {entries} entries were published")
    engine.dispose()
    return found


def table(found: list[dict[str, Any]]) -> str:
    """The figures as Markdown."""
    lines = [
        f"| entries in the log | memory of the process | a batch of {BATCH:,} |".replace(",", " "),
        "|--:|--:|--:|",
    ]
    for one in found:
        size = f"{one['entries']:,}".replace(",", " ")
        lines.append(f"| {size} | {one['rss_mib']} MiB | {one['batch_ms']} ms |")
    return "\n".join(lines)


def _insert(database_url: str, start: int, count: int) -> None:
    """Rows of the size and kind that intake makes of a document with one attachment."""
    with psycopg.connect(database_url) as connection, connection.cursor() as cursor:
        keys: list[tuple[bytes, bytes, bytes]] = []
        index: list[tuple[bytes, bytes, bytes]] = []
        boxes: list[tuple[bytes, bytes]] = []
        with cursor.copy("COPY filings (leaf, entry, type, node, received_at) FROM STDIN") as copy:
            for number in range(start, start + count):
                digests = ",".join(f'"{hashlib.sha256(b"%d/%d" % (number, i)).hexdigest()[:43]}"' for i in range(6))
                entry = f'{{"_sd":[{digests}],"_sd_alg":"sha-256","node":1,"type":"document/1","v":1}}'.encode()
                leaf = merkle.leaf_hash(entry)
                copy.write_row((leaf, entry, "document/1", 1, 1_800_000_000 + start))
                key_id = os.urandom(16)
                keys.append((leaf, key_id, os.urandom(60)))
                index += [(os.urandom(32), key_id, os.urandom(60)) for _ in range(2)]
                boxes.append((leaf, os.urandom(900)))
        for statement, rows in (
            ("COPY disclosure_boxes (leaf, sealed) FROM STDIN", boxes),
            ("COPY vault.data_keys (leaf, key_id, wrapped) FROM STDIN", keys),
            ("COPY vault.digest_index (mac, key_id, sealed_leaf) FROM STDIN", index),
        ):
            with cursor.copy(statement) as copy:
                for row in rows:
                    copy.write_row(row)
