"""Small values that several modules of the core share."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

Hash: TypeAlias = bytes
"""A SHA-256 hash, 32 bytes."""

Clock: TypeAlias = Callable[[], int]
"""Answers the present time in seconds since 1970. Handed in at the door, never read deep inside."""

HashReader: TypeAlias = Callable[[int, int], Hash]
"""`read(level, index)`: the root of the perfect subtree over the leaves `index << level` to `(index + 1) << level`.

Level 0 are the leaf hashes. Only subtrees that are full in the tree at hand are ever asked for.
"""

TileSource: TypeAlias = Callable[[str], bytes]
"""`read(path)`: the bytes of a tile by its path (`tile/0/000.p/3`); raises `NotFound` where there is none."""


@dataclass(frozen=True)
class Head:
    """Size and root of the log's tree. The root alone does not commit to the size, so the two stay together."""

    size: int
    root: Hash
