"""Finding: proofs come from the published tiles and are checked before they leave."""

from pathlib import Path

import pytest
from sqlalchemy import Engine

from ledger import finding, sequencing
from ledger.core import merkle, tlog_policy, tlog_proof
from ledger.core.errors import Corrupt, NotFound
from ledger.core.note import Ed25519Signer
from ledger.sequencing import TileFiles
from ledger.store import database, filings

KEY = Ed25519Signer("log.example/zhengben", bytes(range(32)))
NOW = 1_790_000_000


def grow(engine: Engine, folder: Path, start: int, end: int) -> list[bytes]:
    """Grows the log from one size to another; returns the new leaves."""
    entries = [f"entry {i}".encode() for i in range(start, end)]
    with database.transaction(engine) as connection:
        for entry in entries:
            leaf = merkle.leaf_hash(entry)
            filings.add(connection, leaf=leaf, entry=entry, filing_type="t", node=1, received_at=NOW)
    sequencing.integrate(engine, folder, KEY, NOW)
    return [merkle.leaf_hash(entry) for entry in entries]


def test_every_entry_is_proved_under_every_checkpoint_that_holds_it(engine: Engine, tmp_path: Path) -> None:
    policy = tlog_policy.parse(f"log {KEY.key.vkey}\nquorum none\n")
    notes: list[tuple[int, str]] = []
    leaves: list[bytes] = []
    for size in (3, 256, 258):
        leaves += grow(engine, tmp_path, len(leaves), size)
        notes.append((size, TileFiles(tmp_path).checkpoint() or ""))
    for size, note in notes:
        for index in {0, 1, 2, size // 2, size - 1}:
            proof = finding.log_proof(TileFiles(tmp_path).read, index, note)
            read_back = tlog_proof.parse(proof.text)
            assert read_back == proof
            read_back.verify(leaves[index], policy)


def test_what_is_not_in_the_checkpoint_yet_is_said(engine: Engine, tmp_path: Path) -> None:
    grow(engine, tmp_path, 0, 3)
    with pytest.raises(NotFound) as caught:
        finding.log_proof(TileFiles(tmp_path).read, 3, TileFiles(tmp_path).checkpoint() or "")
    assert caught.value.code == "NOT_IN_LOG_YET"


@pytest.mark.parametrize("harm", ["remove", "flip", "cut"])
def test_a_changed_tile_gives_no_proof(engine: Engine, tmp_path: Path, harm: str) -> None:
    grow(engine, tmp_path, 0, 5)
    tile = tmp_path / "tile/0/000.p/5"
    content = tile.read_bytes()
    tile.write_bytes(content[:-1] if harm == "cut" else bytes([content[0] ^ 1]) + content[1:])
    if harm == "remove":
        tile.unlink()
    with pytest.raises(Corrupt) as caught:
        finding.log_proof(TileFiles(tmp_path).read, 2, TileFiles(tmp_path).checkpoint() or "")
    assert caught.value.code == "TILE_CORRUPT"
