"""What anybody may know of filings: which ones name a document's digest, and the proof of their place in the log."""

from dataclasses import dataclass

from sqlalchemy import Connection

from ledger.core import checkpoint, merkle, note, tiles
from ledger.core.errors import Corrupt, NotFound, ProofInvalid
from ledger.core.tlog_proof import TlogProof
from ledger.core.types import TileSource
from ledger.store import filings, vault
from ledger.store.filings import StoredFiling
from ledger.store.vault import FileDigest, Vault

MOST = 100
"""Filings of one file that are named: what is filed again and again must not make its finding dear."""


@dataclass(frozen=True)
class Sighting:
    """A filing that speaks of a file. :param line: for a manifest the number of the first line about it, else None."""

    filing: StoredFiling
    line: int | None


def find_by_digest(connection: Connection, opened: Vault, algorithm: str, digest: bytes) -> list[Sighting]:
    """The filings with a file of that digest, as an attachment or as a line of a manifest, the first received first,
    at most `MOST` of them; empty means *not filed here*.

    A stranger is to learn the leaf, the line and when it was received, never who filed it or what else it says.

    :param algorithm: `sha256` or `sm3`.
    """
    places = vault.find(connection, opened, FileDigest(algorithm, digest), MOST)
    return [Sighting(one, places[one.leaf]) for one in filings.get_many(connection, list(places))]


def log_proof(source: TileSource, index: int, checkpoint_note: str) -> TlogProof:
    """The proof that the entry at `index` stands in the log of that checkpoint, made from tiles and checked.

    :param checkpoint_note: a published checkpoint; the proof carries it as it is.
    :raises NotFound: `NOT_IN_LOG_YET` if the checkpoint's tree ends before the index.
    :raises Corrupt: `TILE_CORRUPT` if the tiles do not lead to the checkpoint's root.
    """
    head = checkpoint.parse(note.parse(checkpoint_note).text).head
    if index >= head.size:
        raise NotFound(
            "NOT_IN_LOG_YET",
            f"entry {index} is not yet in the published log of {head.size} entries",
            next="ask again once the next checkpoint is published",
            index=index,
            size=head.size,
        )
    try:
        read_hash = tiles.tile_reader(head.size, source)
        path = merkle.inclusion_path(index, head.size, read_hash)
        merkle.verify_inclusion(index, head.size, read_hash(0, index), path, head.root)
    except (NotFound, ProofInvalid) as error:
        raise Corrupt(
            "TILE_CORRUPT",
            f"the tiles do not prove entry {index} of the log of {head.size} entries: {error.message}",
            next="stop serving the log folder and have it written anew from the database",
            index=index,
        ) from None
    return TlogProof(index, tuple(path), checkpoint_note)
