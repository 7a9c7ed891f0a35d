"""What is known about filings: to anybody their state and their place in the log, to a few what they disclose.

Whoever calls `disclosures` has decided that the reader may; the read is then recorded.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection

from ledger.core import checkpoint, merkle, note, tiles
from ledger.core.errors import Corrupt, NotFound, ProofInvalid
from ledger.core.tlog_proof import TlogProof
from ledger.core.types import TileSource
from ledger.store import filings, vault
from ledger.store.filings import StoredFiling
from ledger.store.vault import FileDigest, Vault

AnchorLookup = Callable[[int], Any]
"""`lookup(index)`: the first anchor whose tree holds the entry at `index`, or None. What it returns is passed on."""


@dataclass(frozen=True)
class FilingStatus:
    """Where a filing stands; all of it public.

    :param received_at: seconds since 1970.
    :param index: its place in the log, None while it waits for the sequencer.
    :param anchor: what the anchor lookup answered, None before an anchor covers the filing.
    """

    leaf: bytes
    type: str
    node: int
    received_at: int
    index: int | None
    anchor: Any = None

    @property
    def state(self) -> str:
        """`received`, `integrated` or `anchored`."""
        if self.index is None:
            return "received"
        return "integrated" if self.anchor is None else "anchored"


@dataclass(frozen=True)
class Reader:
    """Who reads private things.

    :param signer: ERC-7913 bytes of the session's signer.
    :param party: the session's party, None before enrolment.
    :param why: the right by which it reads, as `filer` or `officer`.
    """

    signer: bytes
    party: int | None
    why: str


def filing_status(connection: Connection, leaf: bytes, anchor: AnchorLookup | None = None) -> FilingStatus:
    """Where the filing stands.

    :raises NotFound: `FILING_UNKNOWN`.
    """
    return _status(_filing(connection, leaf), anchor)


def find_by_digest(
    connection: Connection, opened: Vault, algorithm: str, digest: bytes, anchor: AnchorLookup | None = None
) -> list[FilingStatus]:
    """The filings with an attachment of that digest, the first received first; empty means *not filed here*.

    A stranger learns that it was filed, the leaf, and when; nothing tells who filed it or what else it says.

    :param algorithm: `sha256` or `sm3`.
    """
    leaves = vault.find(connection, opened, FileDigest(algorithm, digest))
    return [_status(filing, anchor) for filing in filings.get_many(connection, leaves)]


def entry(connection: Connection, leaf: bytes) -> bytes:
    """The exact bytes of the filing's entry in the log.

    :raises NotFound: `FILING_UNKNOWN`.
    """
    return _filing(connection, leaf).entry


def disclosures(connection: Connection, opened: Vault, leaf: bytes, reader: Reader, now: int) -> list[str]:
    """The filing's disclosures, and a record of who read them in the same transaction.

    :param now: seconds since 1970.
    :raises NotFound: `FILING_UNKNOWN`, `DISCLOSURES_ERASED`.
    """
    found = vault.disclosures(connection, opened, leaf)
    vault.record_read(connection, opened, leaf, now, reader=reader.signer, party=reader.party, why=reader.why)
    return found


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


def _filing(connection: Connection, leaf: bytes) -> StoredFiling:
    filing = filings.get(connection, leaf)
    if filing is None:
        raise NotFound(
            "FILING_UNKNOWN",
            f"no filing {leaf.hex()} was received here",
            next="compare the id with the receipt",
            leaf=leaf.hex(),
        )
    return filing


def _status(filing: StoredFiling, anchor: AnchorLookup | None) -> FilingStatus:
    index = filing.leaf_index
    found = anchor(index) if anchor is not None and index is not None else None
    return FilingStatus(filing.leaf, filing.type, filing.node, filing.received_at, index, found)
