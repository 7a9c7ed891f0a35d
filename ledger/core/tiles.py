"""The log as static files: C2SP tlog-tiles (<https://c2sp.org/tlog-tiles>), tiles of height 8.

A tile of level L holds up to 256 consecutive hashes, each the root of 256^L leaves; the level `ENTRIES` stands for
bundles of the entries themselves. A tile with fewer than 256 is partial, carries its width in its path, is kept as
long as a checkpoint of that size may be asked about, and is never hashed upwards.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ledger.core import merkle
from ledger.core.errors import Corrupt, Malformed, NotFound, TooLarge
from ledger.core.types import Hash, HashReader, Head, TileSource

HEIGHT = 8
WIDTH = 1 << HEIGHT
ENTRIES = -1
MAX_LEVEL = 63
MAX_ENTRY = 0xFFFF
_PATH = re.compile(r"tile/(entries|[0-9]{1,2})/((?:x[0-9]{3}/)*[0-9]{3})(?:\.p/([0-9]{1,3}))?")


@dataclass(frozen=True)
class Tile:
    """One tile: its level (or `ENTRIES`), its index within the level, and its width, 256 where it is full."""

    level: int
    index: int
    width: int = WIDTH

    def __post_init__(self) -> None:
        if not (ENTRIES <= self.level <= MAX_LEVEL and self.index >= 0 and 1 <= self.width <= WIDTH):
            raise Malformed("TILE_UNKNOWN", f"there is no tile of level {self.level}, {self.index}, width {self.width}")

    @classmethod
    def parse(cls, path: str) -> "Tile":
        """The tile of a path.

        :raises Malformed: `TILE_PATH_MALFORMED` unless it is the one spelling of a tile's path.
        """
        match = _PATH.fullmatch(path)
        if match:
            level, index, width = match.groups()
            number = int(index.replace("x", "").replace("/", ""))
            level_number = ENTRIES if level == "entries" else int(level)
            if level_number <= MAX_LEVEL and (width is None or 1 <= int(width) < WIDTH):
                tile = cls(level_number, number, WIDTH if width is None else int(width))
                if tile.path == path:
                    return tile
        raise Malformed("TILE_PATH_MALFORMED", f"{path[:120]!r} is no tile's path", next="tile/<L>/<N>[.p/<W>]")

    @property
    def path(self) -> str:
        """Path below the log's prefix, such as `tile/0/x001/x234/067.p/5`."""
        digits = str(self.index)
        digits = digits.zfill(-(-len(digits) // 3) * 3)
        groups = [digits[i : i + 3] for i in range(0, len(digits), 3)]
        number = "".join(f"x{group}/" for group in groups[:-1]) + groups[-1]
        level = "entries" if self.level == ENTRIES else str(self.level)
        return f"tile/{level}/{number}" + ("" if self.is_full else f".p/{self.width}")

    @property
    def is_full(self) -> bool:
        """Whether the tile holds all its 256 hashes or entries."""
        return self.width == WIDTH

    @property
    def full(self) -> "Tile":
        """The full tile that this one is or will become."""
        return Tile(self.level, self.index)


@dataclass(frozen=True)
class Growth:
    """What appending entries makes of a log: the new head, and the files to write by their path, none twice."""

    head: Head
    files: dict[str, bytes]


def tile_of(level: int, index: int, size: int) -> Tile:
    """The tile of this level and index as a log of `size` entries has it, partial or full.

    :raises Malformed: `TILE_UNKNOWN` if a log of that size has none.
    """
    hashes = size >> HEIGHT * max(level, 0)
    return Tile(level, index, min(WIDTH, hashes - index * WIDTH))


def new_tiles(old_size: int, new_size: int) -> list[Tile]:
    """The tiles, bundles first, that a log must write when it grows: all that became full, and the partial ones of
    the new size. From 0 they are all tiles that the log has.

    :raises Malformed: `SIZES_DISORDERED` if the log would shrink.
    """
    if not 0 <= old_size <= new_size:
        raise Malformed("SIZES_DISORDERED", f"a log does not grow from {old_size} to {new_size}")
    return [tile for level in range(ENTRIES, MAX_LEVEL + 1) for tile in _new_in_level(level, old_size, new_size)]


def grow(old: Head, entries: Sequence[bytes], source: TileSource) -> Growth:
    """Append entries to a log: the new head, and every tile and bundle to write, from the old log's partial tiles.

    :param source: the files of the old log; only its partial tiles are read, and they are checked against `old.root`.
    :raises TooLarge: `ENTRY_TOO_LARGE`.
    :raises Corrupt: `TILE_CORRUPT` if the old tiles do not make up the old head.
    """
    frontier = merkle.Frontier.read(old.size, tile_reader(old.size, source))
    if frontier.root != old.root:
        raise Corrupt(
            "TILE_CORRUPT", f"the tiles of size {old.size} make up {frontier.root.hex()}, not {old.root.hex()}"
        )
    hashes = [merkle.leaf_hash(entry) for entry in entries]
    new = frontier.extend(hashes).head
    files: dict[str, bytes] = {}
    encoded = _old_bundle(old.size, _last_leaves(old.size, source), source) + [_prefixed(entry) for entry in entries]
    first = old.size // WIDTH
    for tile in _new_in_level(ENTRIES, old.size, new.size):
        start = (tile.index - first) * WIDTH
        files[tile.path] = b"".join(encoded[start : start + tile.width])
    for level in range(MAX_LEVEL + 1):
        if not hashes:
            break
        old_count = old.size >> HEIGHT * level
        first = old_count // WIDTH
        if old_count % WIDTH:
            hashes = _read_hashes(Tile(level, first, old_count % WIDTH), source) + hashes
        for tile in _new_in_level(level, old.size, new.size):
            start = (tile.index - first) * WIDTH
            files[tile.path] = b"".join(hashes[start : start + tile.width])
        hashes = [_perfect_root(hashes[i : i + WIDTH]) for i in range(0, len(hashes) - WIDTH + 1, WIDTH)]
    return Growth(new, files)


def tile_reader(size: int, source: TileSource) -> HashReader:
    """A reader of the tree of `size` leaves over its tiles, for the paths of `ledger.core.merkle`.

    It takes the partial tile of this size, or the full one if the partial is gone. It keeps what it has read, so make
    one for each proof or batch. Tiles are not authenticated here: verify the path that you make against the root.
    """
    read: dict[Tile, list[Hash]] = {}

    def read_hash(level: int, index: int) -> Hash:
        if index < 0 or level < 0 or (index + 1) << level > size:
            raise Malformed("SUBTREE_NOT_FULL", f"subtree {index} of level {level} is not full at size {size}")
        tile_level, rest = divmod(level, HEIGHT)
        start = index << rest
        tile = tile_of(tile_level, start // WIDTH, size)
        if tile not in read:
            read[tile] = _read_hashes(tile, source)
        return _perfect_root(read[tile][start % WIDTH : start % WIDTH + (1 << rest)])

    return read_hash


def read_entry(index: int, size: int, source: TileSource) -> bytes:
    """The entry at `index` of a log of `size` entries.

    :raises Malformed: `INDEX_OUT_OF_TREE`.
    :raises Corrupt: `BUNDLE_CORRUPT`.
    """
    if not 0 <= index < size:
        raise Malformed("INDEX_OUT_OF_TREE", f"a log of {size} entries has no entry {index}", index=index, size=size)
    tile = tile_of(ENTRIES, index // WIDTH, size)
    return _read_bundle(tile, source)[index % WIDTH]


def read_entries(first: int, size: int, source: TileSource) -> Iterator[bytes]:
    """The entries from the index `first` on, of a log of `size` entries, read bundle by bundle. They are not
    authenticated here: hash them up to the root.

    :raises Corrupt: `BUNDLE_CORRUPT`.
    """
    for index in range(first // WIDTH, -(-size // WIDTH)):
        entries = _read_bundle(tile_of(ENTRIES, index, size), source)
        yield from entries[max(first - index * WIDTH, 0) :]


def bundle(entries: Sequence[bytes]) -> bytes:
    """Entries as a bundle: each with its length before it, 16 bits big-endian.

    :raises TooLarge: `ENTRY_TOO_LARGE` above 65 535 bytes.
    """
    return b"".join(_prefixed(entry) for entry in entries)


def split_bundle(content: bytes) -> list[bytes]:
    """The entries of a bundle.

    :raises Malformed: `BUNDLE_MALFORMED` if it ends within an entry.
    """
    entries, at = [], 0
    while at < len(content):
        end = at + 2 + int.from_bytes(content[at : at + 2], "big")
        if at + 2 > len(content) or end > len(content):
            raise Malformed(
                "BUNDLE_MALFORMED", f"the bundle of {len(content)} bytes ends within an entry, at byte {at}"
            )
        entries.append(content[at + 2 : end])
        at = end
    return entries


def _new_in_level(level: int, old_size: int, new_size: int) -> Iterator[Tile]:
    shift = HEIGHT * max(level, 0)
    old_count, new_count = old_size >> shift, new_size >> shift
    if old_count == new_count:
        return
    for index in range(old_count // WIDTH, -(-new_count // WIDTH)):
        yield Tile(level, index, min(WIDTH, new_count - index * WIDTH))


def _read_hashes(tile: Tile, source: TileSource) -> list[Hash]:
    content, found = _read(tile, source)
    if len(content) != found.width * merkle.HASH_SIZE:
        raise Corrupt("TILE_CORRUPT", f"{found.path} has {len(content)} bytes, not {found.width * merkle.HASH_SIZE}")
    return [content[i * merkle.HASH_SIZE :][: merkle.HASH_SIZE] for i in range(tile.width)]


def _read_bundle(tile: Tile, source: TileSource) -> list[bytes]:
    content, found = _read(tile, source)
    try:
        entries = split_bundle(content)
    except Malformed as error:
        raise Corrupt("BUNDLE_CORRUPT", f"{found.path}: {error.message}") from None
    if len(entries) != found.width:
        raise Corrupt("BUNDLE_CORRUPT", f"{found.path} has {len(entries)} entries, not {found.width}")
    return entries[: tile.width]


def _read(tile: Tile, source: TileSource) -> tuple[bytes, Tile]:
    try:
        return source(tile.path), tile
    except NotFound:
        if tile.is_full:
            raise
        return source(tile.full.path), tile.full


def _last_leaves(size: int, source: TileSource) -> list[Hash]:
    """Leaf hashes of what stands in the last, partial bundle of a log; none if it is full."""
    return _read_hashes(tile_of(0, size // WIDTH, size), source) if size % WIDTH else []


def _old_bundle(size: int, leaves: list[Hash], source: TileSource) -> list[bytes]:
    if not size % WIDTH:
        return []
    tile = tile_of(ENTRIES, size // WIDTH, size)
    entries = _read_bundle(tile, source)
    if [merkle.leaf_hash(entry) for entry in entries] != leaves:
        raise Corrupt("BUNDLE_CORRUPT", f"the entries of {tile.path} do not hash to the leaves of the tree")
    return [_prefixed(entry) for entry in entries]


def _prefixed(entry: bytes) -> bytes:
    if len(entry) > MAX_ENTRY:
        raise TooLarge("ENTRY_TOO_LARGE", f"an entry of {len(entry)} bytes; at most {MAX_ENTRY} fit into the log")
    return len(entry).to_bytes(2, "big") + entry


def _perfect_root(hashes: Sequence[Hash]) -> Hash:
    level = list(hashes)
    while len(level) > 1:
        level = [merkle.node_hash(level[i], level[i + 1]) for i in range(0, len(level), 2)]
    return level[0]
