"""Taking in what the published log has more than the database: after a restore, on purpose, and never by a service.

A published entry is a filing that was acknowledged and given its place by us, so a database from before knows less than
the truth. The entries are taken in at their places, exact to the byte, if together with the database's own they make
up the root of the published checkpoint, and that is signed with our key: then the log goes on where it was, and no
second history can begin. What a filing disclosed is not on the log; whoever filed it brings it back by sending the same
submission again.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection

from ledger import sequencing
from ledger.core import checkpoint, filing, merkle, tiles
from ledger.core.errors import Corrupt, Malformed, NotFound
from ledger.core.merkle import Frontier
from ledger.core.note import Signer
from ledger.core.types import Hash, Head
from ledger.sequencing import EMPTY, TileFiles
from ledger.store import database, filings, log, sightings
from ledger.store.database import Lock
from ledger.store.filings import NewFiling

_BATCH = 1024


@dataclass(frozen=True)
class Adopted:
    """What was taken in.

    :param before: the head that the database had; `head` is the one that it has now.
    :param stored: how many of the filings the database did not have at all; the others waited for their places.
    """

    before: Head
    head: Head
    stored: int

    @property
    def entries(self) -> int:
        """How many places of the log were filled."""
        return self.head.size - self.before.size


def verify(connection: Connection, published: Head) -> Frontier:
    """The tree over the filings of the database, once each of its checkpoints is known to be a head of that tree, and
    the published head too if it is not larger.

    :raises Corrupt: `LOG_FORKED`.
    """
    heads = log.heads(connection)
    size = max(heads, default=0)
    wanted = heads | ({published.size: published.root} if 0 < published.size <= size else {})
    frontier, roots = _grown(Frontier(), _leaves(connection, size), sorted(wanted))
    for at, root in sorted(wanted.items()):
        if roots.get(at) != root:
            raise Corrupt(
                "LOG_FORKED",
                f"the filings of the database make up another head than the one signed at size {at}",
                next="use another copy of the backup and of the published log; keep all that you have",
                size=at,
            )
    return frontier


def adopt(connection: Connection, files: TileFiles, log_key: Signer, now: int) -> Adopted | None:
    """Take in what the published log is ahead; None if it is not. The caller's transaction keeps it or not.

    :param now: seconds since 1970: when the filings taken in count as received, and their checkpoints as signed.
    :raises Corrupt: `LOG_KEY_CHANGED`, `LOG_FORKED` if log and database contradict each other, `PUBLISHED_INCOMPLETE`.
    """
    database.lock(connection, Lock.SEQUENCING)
    published = sequencing.published(files, log_key.key)
    frontier = verify(connection, published)
    before = frontier.head if frontier.size else EMPTY
    if published.size <= before.size:
        return None
    latest = log.latest(connection)
    second = now if latest is None else max(now, latest.signed_at)
    heads, stored = _take_in(connection, files, frontier, published, second)
    previous = before.size
    for head in heads[:-1]:
        note = checkpoint.sign(checkpoint.Checkpoint(log_key.key.name, head.size, head.root), [log_key])
        log.swap_in(connection, log.StoredCheckpoint(head, previous, note.content, second))
        previous = head.size
    log.swap_in(connection, log.StoredCheckpoint(published, previous, files.checkpoint() or "", second))
    return Adopted(before, published, stored)


def _take_in(
    connection: Connection, files: TileFiles, frontier: Frontier, published: Head, now: int
) -> tuple[list[Head], int]:
    """Store the entries from the frontier to the published head; the heads on the way, and how many were new."""
    sizes = _sizes(connection, files, frontier.size, published.size)
    heads: list[Head] = []
    stored, first = 0, frontier.size
    try:
        entries = tiles.read_entries(first, published.size, files.read)
        while batch := list(islice(entries, _BATCH)):
            rows = [_filing(entry, now) for entry in batch]
            if len({row.leaf for row in rows}) != len(rows):
                raise _incomplete(files, published, "an entry stands there twice")
            ends = [size for size in sizes if first < size <= first + len(rows)]
            frontier, roots = _grown(frontier, [row.leaf for row in rows], ends)
            heads += [Head(size, roots[size]) for size in ends]
            stored += len(filings.add_all(connection, rows))
            filings.assign(connection, [row.leaf for row in rows], first)
            first += len(rows)
        by_tiles = Frontier.read(published.size, tiles.tile_reader(published.size, files.read))
    except (NotFound, Malformed) as error:
        raise _incomplete(files, published, error.message) from None
    if frontier != by_tiles or frontier.head != published:
        raise Corrupt(
            "LOG_FORKED",
            f"the database and the published entries make up {frontier.root.hex()}, the published checkpoint of size "
            f"{published.size} has the root {published.root.hex()}",
            next="use another copy of the backup and of the published log; keep all that you have",
            size=published.size,
        )
    return heads, stored


def _sizes(connection: Connection, files: TileFiles, old: int, new: int) -> list[int]:
    """The sizes at which the log may have been published on its way, the last one at the end.

    For each head that was published, a partial tile was written at the lowest level that its size does not fill; and
    what was anchored was published. That a head of our one history is signed again, or for the first time, does no
    harm; that an anchored one is not known would.
    """
    found = {new, *sightings.anchored_sizes(connection, old)}
    found |= {(tile.index * tiles.WIDTH + tile.width) << tiles.HEIGHT * tile.level for tile in files.partial_tiles()}
    return sorted(size for size in found if old < size <= new)


def _grown(frontier: Frontier, leaves: Iterable[Hash], sizes: Sequence[int]) -> tuple[Frontier, dict[int, Hash]]:
    """The frontier after these leaves, and the roots at these sizes on the way, which are given in order."""
    left, roots = iter(leaves), {}
    for size in sizes:
        frontier = frontier.extend(islice(left, size - frontier.size))
        roots[frontier.size] = frontier.root
    return frontier.extend(left), roots


def _leaves(connection: Connection, size: int) -> Iterator[Hash]:
    """The leaf hashes of the filings in the log, made from their entries."""
    for first in range(0, size, _BATCH):
        for stored in filings.in_log(connection, first, min(first + _BATCH, size)):
            yield merkle.leaf_hash(stored.entry)


def _filing(entry: bytes, now: int) -> NewFiling:
    read = filing.read_entry(entry)
    return NewFiling(merkle.leaf_hash(entry), entry, read.type, read.node, now)


def _incomplete(files: TileFiles, published: Head, why: str) -> Corrupt:
    return Corrupt(
        "PUBLISHED_INCOMPLETE",
        f"the published log of {published.size} entries in {files.folder} cannot be taken in: {why}",
        next="use a complete copy of that folder",
        path=str(files.folder),
        size=published.size,
        why=why,
    )
