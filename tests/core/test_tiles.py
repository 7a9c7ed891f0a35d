"""The log as static files is laid out as C2SP tlog-tiles says, byte for byte as Tessera writes it."""

import json
from base64 import b64decode
from collections import Counter
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ledger.core import merkle, tiles
from ledger.core.errors import Corrupt, Malformed, NotFound, TooLarge
from ledger.core.tiles import ENTRIES, Tile
from ledger.core.types import Head

VECTORS = Path(__file__).parents[1] / "vectors"
EMPTY = Head(0, merkle.EMPTY_ROOT)


class Directory(dict[str, bytes]):
    """Files by path, with the manners of a tile source."""

    def read(self, path: str) -> bytes:
        if path not in self:
            raise NotFound("FILE_NOT_FOUND", f"there is no {path}")
        return self[path]


def grown(*sizes: int) -> tuple[Head, Directory, list[bytes]]:
    head, directory = EMPTY, Directory()
    entries = [b"entry %d" % i for i in range(sizes[-1] if sizes else 0)]
    for size in sizes:
        growth = tiles.grow(head, entries[head.size : size], directory.read)
        head = growth.head
        directory |= growth.files
    return head, directory, entries


def test_paths_of_the_specification() -> None:
    for number, path in json.loads((VECTORS / "tlog_tiles_layout.json").read_text("utf-8"))["n_to_path"].items():
        tile = Tile(3, int(number), 5)
        assert tile.path == f"tile/3/{path}.p/5"
        assert tile.full.path == f"tile/3/{path}"
        assert Tile.parse(tile.path) == tile
        assert Tile(ENTRIES, int(number)).path == f"tile/entries/{path}"


@given(st.integers(-1, 63), st.integers(0, 10**13), st.integers(1, 256))
def test_a_path_names_one_tile_and_a_tile_has_one_path(level: int, index: int, width: int) -> None:
    tile = Tile(level, index, width)
    assert Tile.parse(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/0",
        "tile/00/000",
        "tile/64/000",
        "tile/0/x000/000",
        "tile/0/1000",
        "tile/0/001/000",
        "tile/0/000.p/0",
        "tile/0/000.p/256",
        "tile/0/000.p/05",
        "tile/0/000/",
        "/tile/0/000",
        "tile/0/../000",
        "tile/data/000",
        "tile/0/٠٠٠",
        "tile/0/000\n",
    ],
)
def test_another_spelling_of_a_path_is_refused(path: str) -> None:
    with pytest.raises(Malformed) as refusal:
        Tile.parse(path)
    assert refusal.value.code == "TILE_PATH_MALFORMED"


@pytest.mark.parametrize("size", [70000, 256])
def test_tiles_of_a_tree_of_the_specification(size: int) -> None:
    expected = json.loads((VECTORS / "tlog_tiles_layout.json").read_text("utf-8"))[f"tree_{size}"]
    found = Counter()
    for tile in tiles.new_tiles(0, size):
        if tile.level != ENTRIES:
            kind = f"L{tile.level}_{'full' if tile.is_full else 'partial'}"
            found[kind] += 1 if tile.is_full else tile.width
    assert found == expected


def test_tessera_writes_the_same_bytes() -> None:
    vector = json.loads((VECTORS / "tessera_testlog_0_to_15.json").read_text("utf-8"))
    entries = [entry.encode() for entry in vector["entries_utf8"]]
    growth = tiles.grow(EMPTY, entries, Directory().read)
    assert growth.files == {
        "tile/entries/000.p/15": b64decode(vector["entry_bundle_000.p_15_base64"]),
        "tile/0/000.p/15": b64decode(vector["tile_0_000.p_15_base64"]),
    }
    for size in range(16):
        root = vector["checkpoints_by_size"][str(size)].split("\n")[2]
        assert tiles.grow(EMPTY, entries[:size], Directory().read).head == Head(size, b64decode(root))


@settings(max_examples=30, deadline=None)
@given(st.lists(st.integers(0, 700), min_size=1, max_size=5).map(sorted))
def test_a_log_grown_in_steps_has_the_files_of_the_log_grown_at_once(sizes: list[int]) -> None:
    head, directory, _ = grown(*sizes)
    once, at_once, _ = grown(sizes[-1])
    assert head == once
    assert {path: directory[path] for path in at_once} == dict(at_once)
    assert all(tile.path in at_once for tile in tiles.new_tiles(0, sizes[-1]))


@settings(max_examples=30, deadline=None)
@given(st.integers(1, 1000), st.data())
def test_proofs_from_tiles_verify_at_every_published_size(size: int, data: st.DataObject) -> None:
    earlier = data.draw(st.integers(1, size))
    head, directory, entries = grown(earlier, size)
    leaves = [merkle.leaf_hash(entry) for entry in entries]
    read = tiles.tile_reader(size, directory.read)
    index = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion_path(index, size, read)
    assert path == merkle.inclusion_path(index, size, merkle.in_memory(leaves))
    merkle.verify_inclusion(index, size, leaves[index], path, head.root)
    between = merkle.consistency_path(earlier, size, read)
    merkle.verify_consistency(earlier, size, merkle.root(leaves[:earlier]), head.root, between)
    assert merkle.Frontier.read(earlier, tiles.tile_reader(earlier, directory.read)).root == merkle.root(
        leaves[:earlier]
    )
    assert tiles.read_entry(index, size, directory.read) == entries[index]


def test_a_partial_tile_that_is_gone_is_read_from_the_full_one() -> None:
    _, directory, entries = grown(300, 600)
    for path in [path for path in directory if ".p/44" in path]:
        del directory[path]
    leaves = [merkle.leaf_hash(entry) for entry in entries[:300]]
    path = merkle.inclusion_path(280, 300, tiles.tile_reader(300, directory.read))
    merkle.verify_inclusion(280, 300, leaves[280], path, merkle.root(leaves))
    assert tiles.read_entry(280, 300, directory.read) == entries[280]


def test_a_large_tree_has_three_levels_of_tiles() -> None:
    head, directory, entries = grown(65_000, 66_000)
    assert "tile/2/000.p/1" in directory
    index = 65_535
    path = merkle.inclusion_path(index, head.size, tiles.tile_reader(head.size, directory.read))
    merkle.verify_inclusion(index, head.size, merkle.leaf_hash(entries[index]), path, head.root)


def test_a_log_does_not_grow_from_tiles_of_another_head() -> None:
    head, directory, _ = grown(300)
    for path in ("tile/0/001.p/44", "tile/1/000.p/1"):
        broken = Directory(directory | {path: bytes([directory[path][0] ^ 1]) + directory[path][1:]})
        with pytest.raises(Corrupt) as refusal:
            tiles.grow(head, [b"more"], broken.read)
        assert refusal.value.code == "TILE_CORRUPT"
    directory["tile/entries/001.p/44"] = directory["tile/entries/001.p/44"].replace(b"entry 299", b"entry 298")
    with pytest.raises(Corrupt) as refusal:
        tiles.grow(head, [b"more"], directory.read)
    assert refusal.value.code == "BUNDLE_CORRUPT"


def test_a_tile_of_the_wrong_length_is_corrupt() -> None:
    _, directory, _ = grown(300)
    directory["tile/0/001.p/44"] = directory["tile/0/001.p/44"][:-1]
    with pytest.raises(Corrupt, match="1407 bytes, not 1408"):
        merkle.inclusion_path(299, 300, tiles.tile_reader(300, directory.read))


def test_entries_have_at_most_65535_bytes() -> None:
    assert tiles.split_bundle(tiles.bundle([b"x" * 65_535, b""])) == [b"x" * 65_535, b""]
    with pytest.raises(TooLarge) as refusal:
        tiles.bundle([b"x" * 65_536])
    assert refusal.value.code == "ENTRY_TOO_LARGE"


@pytest.mark.parametrize("content", [b"\x00", b"\x00\x02a", b"\x00\x01a\x00"])
def test_a_bundle_that_ends_within_an_entry_is_refused(content: bytes) -> None:
    with pytest.raises(Malformed):
        tiles.split_bundle(content)


def test_a_subtree_that_is_not_full_is_not_read() -> None:
    _, directory, _ = grown(5)
    with pytest.raises(Malformed) as refusal:
        tiles.tile_reader(5, directory.read)(1, 2)
    assert refusal.value.code == "SUBTREE_NOT_FULL"


def test_a_log_does_not_shrink() -> None:
    with pytest.raises(Malformed):
        tiles.new_tiles(5, 4)
