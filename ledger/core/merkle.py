"""The Merkle tree of the log: RFC 9162 §2.1, whose hashing is that of RFC 6962.

Leaves are SHA-256(0x00 || entry), nodes SHA-256(0x01 || left || right), and a tree of n > 1 leaves splits at the
largest power of two below n. Verification follows RFC 9162 §2.1.3.2 and §2.1.4.2, and decides what the RFC leaves
open as the public vectors of transparency-dev/merkle do:

- from a size to the same size the path is empty and the two roots are the same bytes, whatever they are;
- nothing is proved from size 0;
- wherever anything is hashed, every hash has exactly 32 bytes.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from ledger.core.errors import Malformed, ProofInvalid
from ledger.core.types import Hash, HashReader, Head

HASH_SIZE = 32
EMPTY_ROOT: Hash = sha256(b"").digest()


def leaf_hash(entry: bytes) -> Hash:
    """Hash of an entry: SHA-256(0x00 || entry)."""
    return sha256(b"\x00" + entry).digest()


def node_hash(left: Hash, right: Hash) -> Hash:
    """Hash of an inner node: SHA-256(0x01 || left || right)."""
    return sha256(b"\x01" + left + right).digest()


@dataclass(frozen=True)
class Frontier:
    """What suffices of a tree to append to it: the roots of its perfect subtrees, the largest first.

    There is one peak for each bit that is set in `size`. RFC 9162 §2.1.2 calls it the stack.
    """

    size: int = 0
    peaks: tuple[Hash, ...] = ()

    @classmethod
    def read(cls, size: int, read_hash: HashReader) -> "Frontier":
        """The frontier of a tree of `size` leaves."""
        return cls(size, tuple(read_hash(level, start >> level) for level, start in _peaks(0, size)))

    def extend(self, leaves: Iterable[Hash]) -> "Frontier":
        """The frontier after appending leaf hashes in order."""
        stack, size = list(self.peaks), self.size
        for leaf in leaves:
            node, ones = leaf, size
            while ones & 1:
                node = node_hash(stack.pop(), node)
                ones >>= 1
            stack.append(node)
            size += 1
        return Frontier(size, tuple(stack))

    @property
    def root(self) -> Hash:
        """The root of the tree; that of the empty tree is SHA-256 of nothing."""
        return _fold(self.peaks)

    @property
    def head(self) -> Head:
        """Size and root together."""
        return Head(self.size, self.root)


def root(leaves: Iterable[Hash]) -> Hash:
    """Root of the tree over leaf hashes."""
    return Frontier().extend(leaves).root


def in_memory(leaves: Sequence[Hash]) -> HashReader:
    """A reader over leaf hashes that are held in memory."""
    levels = [list(leaves)]
    while len(levels[-1]) > 1:
        below = levels[-1]
        levels.append([node_hash(below[i], below[i + 1]) for i in range(0, len(below) - 1, 2)])
    return lambda level, index: levels[level][index]


def inclusion_path(index: int, size: int, read_hash: HashReader) -> list[Hash]:
    """Path of the leaf at `index` to the root of the tree of `size` leaves, the leaf's sibling first.

    RFC 9162 §2.1.3.1.

    :raises Malformed: `INDEX_OUT_OF_TREE`.
    """
    if not 0 <= index < size:
        raise Malformed("INDEX_OUT_OF_TREE", f"a tree of {size} leaves has no leaf {index}", index=index, size=size)
    path = []
    low, high = 0, size
    while high - low > 1:
        middle = low + _split(high - low)
        if index < middle:
            path.append(_range_root(middle, high, read_hash))
            high = middle
        else:
            path.append(_range_root(low, middle, read_hash))
            low = middle
    path.reverse()
    return path


def consistency_path(first: int, second: int, read_hash: HashReader) -> list[Hash]:
    """Path that shows the tree of `first` leaves to be a prefix of that of `second`; empty where they are equal.

    RFC 9162 §2.1.4.1.

    :raises Malformed: `SIZES_DISORDERED` unless 0 < first <= second: of the empty tree there is nothing to show.
    """
    if not 0 < first <= second:
        raise Malformed(
            "SIZES_DISORDERED",
            f"no consistency can be proved from size {first} to size {second}",
            next="ask for 0 < first <= second; a first anchor carries no proof",
            first=first,
            second=second,
        )
    path = []
    low, high = 0, second
    while first != high:
        middle = low + _split(high - low)
        if first <= middle:
            path.append(_range_root(middle, high, read_hash))
            high = middle
        else:
            path.append(_range_root(low, middle, read_hash))
            low = middle
    if low > 0:
        path.append(_range_root(low, high, read_hash))
    path.reverse()
    return path


def verify_inclusion(index: int, size: int, leaf: Hash, path: Sequence[Hash], root: Hash) -> None:
    """Check that the leaf hash stands at `index` in the tree of `size` leaves with this root.

    :raises ProofInvalid: `INCLUSION_INVALID`.
    """
    computed = root_from_inclusion(index, size, leaf, path)
    if computed != root:
        raise ProofInvalid(
            "INCLUSION_INVALID",
            f"the path of leaf {index} leads to {computed.hex()}, not to the root {root.hex()} of size {size}",
            index=index,
            size=size,
        )


def root_from_inclusion(index: int, size: int, leaf: Hash, path: Sequence[Hash]) -> Hash:
    """The root to which a path of the right shape leads (RFC 9162 §2.1.3.2 without its last comparison).

    :raises ProofInvalid: `INCLUSION_INVALID` if the path cannot belong to this index and size.
    """
    _check_hashes("INCLUSION_INVALID", leaf, *path)
    if not 0 <= index < size:
        raise ProofInvalid("INCLUSION_INVALID", f"a tree of {size} leaves has no leaf {index}", index=index, size=size)
    position, last, node = index, size - 1, leaf
    for sibling in path:
        if last == 0:
            raise _wrong_length("INCLUSION_INVALID", path, index=index, size=size)
        if position & 1 or position == last:
            node = node_hash(sibling, node)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            node = node_hash(node, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise _wrong_length("INCLUSION_INVALID", path, index=index, size=size)
    return node


def verify_consistency(first: int, second: int, root1: Hash, root2: Hash, path: Sequence[Hash]) -> None:
    """Check that the tree of `first` leaves with `root1` is a prefix of that of `second` leaves with `root2`.

    :raises ProofInvalid: `CONSISTENCY_INVALID`.
    """
    code = "CONSISTENCY_INVALID"
    if not 0 < first <= second:
        raise ProofInvalid(code, f"nothing is proved from size {first} to size {second}", first=first, second=second)
    if first == second:
        if path:
            raise _wrong_length(code, path, first=first, second=second)
        if root1 != root2:
            raise ProofInvalid(code, f"size {first} has two roots: {root1.hex()} and {root2.hex()}", size=first)
        return
    _check_hashes(code, root1, root2, *path)
    if not path:
        raise _wrong_length(code, path, first=first, second=second)
    steps = list(path) if first & (first - 1) else [root1, *path]
    position, last = first - 1, second - 1
    while position & 1:
        position, last = position >> 1, last >> 1
    old = new = steps[0]
    for sibling in steps[1:]:
        if last == 0:
            raise _wrong_length(code, path, first=first, second=second)
        if position & 1 or position == last:
            old, new = node_hash(sibling, old), node_hash(sibling, new)
            while not position & 1 and position:
                position, last = position >> 1, last >> 1
        else:
            new = node_hash(new, sibling)
        position, last = position >> 1, last >> 1
    if last != 0:
        raise _wrong_length(code, path, first=first, second=second)
    for size, computed, claimed in ((first, old, root1), (second, new, root2)):
        if computed != claimed:
            message = f"the path leads to {computed.hex()} at size {size}, where the root is {claimed.hex()}"
            raise ProofInvalid(code, message, first=first, second=second)


def _split(width: int) -> int:
    """The largest power of two strictly below `width`."""
    return 1 << (width - 1).bit_length() - 1


def _peaks(low: int, high: int) -> Iterable[tuple[int, int]]:
    """Perfect subtrees of leaves `low` to `high`, as (level, first leaf), largest first.

    Relies on `low` being a multiple of the largest of them, which holds for every range that RFC 9162 asks for.
    """
    while low < high:
        level = (high - low).bit_length() - 1
        yield level, low
        low += 1 << level


def _range_root(low: int, high: int, read_hash: HashReader) -> Hash:
    return _fold([read_hash(level, start >> level) for level, start in _peaks(low, high)])


def _fold(peaks: Sequence[Hash]) -> Hash:
    if not peaks:
        return EMPTY_ROOT
    node = peaks[-1]
    for left in reversed(peaks[:-1]):
        node = node_hash(left, node)
    return node


def _check_hashes(code: str, *hashes: Hash) -> None:
    for value in hashes:
        if len(value) != HASH_SIZE:
            raise ProofInvalid(code, f"a hash of {len(value)} bytes stands where {HASH_SIZE} are asked for")


def _wrong_length(code: str, path: Sequence[Hash], **sizes: int) -> ProofInvalid:
    where = " and ".join(f"{name} {value}" for name, value in sizes.items())
    error = ProofInvalid(code, f"a path of {len(path)} hashes is too long or too short for {where}")
    error.values.update(sizes)
    return error
