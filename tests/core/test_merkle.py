"""The Merkle tree does what RFC 9162 says, and what the public vectors decide where it is silent."""

import json
from base64 import b64decode
from collections.abc import Sequence
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.core import merkle
from ledger.core.errors import Malformed, ProofInvalid

VECTORS = Path(__file__).parents[1] / "vectors"


def cases(name: str) -> list[dict]:
    return json.loads((VECTORS / name).read_text("utf-8"))["cases"]


def hashes(encoded: Sequence[str] | None) -> list[bytes]:
    return [b64decode(one) for one in encoded or []]


# A second implementation, straight from the recursive definitions of RFC 9162 §2.1.


def split(n: int) -> int:
    k = 1
    while k * 2 < n:
        k *= 2
    return k


def defined_root(entries: list[bytes]) -> bytes:
    if not entries:
        return sha256(b"").digest()
    if len(entries) == 1:
        return sha256(b"\x00" + entries[0]).digest()
    k = split(len(entries))
    return sha256(b"\x01" + defined_root(entries[:k]) + defined_root(entries[k:])).digest()


def defined_path(m: int, entries: list[bytes]) -> list[bytes]:
    if len(entries) == 1:
        return []
    k = split(len(entries))
    if m < k:
        return [*defined_path(m, entries[:k]), defined_root(entries[k:])]
    return [*defined_path(m - k, entries[k:]), defined_root(entries[:k])]


def defined_subproof(m: int, entries: list[bytes], whole: bool) -> list[bytes]:
    if m == len(entries):
        return [] if whole else [defined_root(entries)]
    k = split(len(entries))
    if m <= k:
        return [*defined_subproof(m, entries[:k], whole), defined_root(entries[k:])]
    return [*defined_subproof(m - k, entries[k:], False), defined_root(entries[:k])]


def tree(size: int) -> tuple[list[bytes], list[bytes]]:
    entries = [b"entry %d" % i for i in range(size)]
    return entries, [merkle.leaf_hash(entry) for entry in entries]


@pytest.mark.parametrize("case", cases("tdev_merkle_inclusion.json"), ids=lambda case: case["file"])
def test_public_inclusion_vectors(case: dict) -> None:
    arguments = (case["leafIdx"], case["treeSize"], b64decode(case["leafHash"] or ""), hashes(case["proof"]))
    if case["wantErr"]:
        with pytest.raises(ProofInvalid):
            merkle.verify_inclusion(*arguments, b64decode(case["root"] or ""))
    else:
        merkle.verify_inclusion(*arguments, b64decode(case["root"]))


@pytest.mark.parametrize("case", cases("tdev_merkle_consistency.json"), ids=lambda case: case["file"])
def test_public_consistency_vectors(case: dict) -> None:
    arguments = (case["size1"], case["size2"], b64decode(case["root1"] or ""), b64decode(case["root2"] or ""))
    if case["wantErr"]:
        with pytest.raises(ProofInvalid):
            merkle.verify_consistency(*arguments, hashes(case["proof"]))
    else:
        merkle.verify_consistency(*arguments, hashes(case["proof"]))


def test_there_are_196_public_vectors() -> None:
    assert len(cases("tdev_merkle_inclusion.json")) + len(cases("tdev_merkle_consistency.json")) == 196


def test_reference_tree_of_certificate_transparency() -> None:
    vector = json.loads((VECTORS / "ct_reference_tree.json").read_text("utf-8"))
    leaves = [merkle.leaf_hash(bytes.fromhex(leaf)) for leaf in vector["leaf_inputs"]]
    roots = [merkle.root(leaves[:size]).hex() for size in range(9)]
    assert roots == vector["root_by_size_0_to_8"]
    checks = vector["hash_checks"]
    assert merkle.EMPTY_ROOT.hex() == checks["empty_root"]
    assert merkle.leaf_hash(b"").hex() == checks["empty_leaf"]
    assert merkle.leaf_hash(b"L123456").hex() == checks["leaf_L123456"]
    assert merkle.node_hash(b"N123", b"N456").hex() == checks["node_N123_N456"]


@given(st.integers(1, 140), st.data())
def test_generated_inclusion_paths_are_the_defined_ones_and_verify(size: int, data: st.DataObject) -> None:
    entries, leaves = tree(size)
    index = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion_path(index, size, merkle.in_memory(leaves))
    assert path == defined_path(index, entries)
    merkle.verify_inclusion(index, size, leaves[index], path, defined_root(entries))


@given(st.integers(1, 140), st.data())
def test_generated_consistency_paths_are_the_defined_ones_and_verify(second: int, data: st.DataObject) -> None:
    entries, leaves = tree(second)
    first = data.draw(st.integers(1, second))
    path = merkle.consistency_path(first, second, merkle.in_memory(leaves))
    assert path == defined_subproof(first, entries, True)
    merkle.verify_consistency(first, second, defined_root(entries[:first]), defined_root(entries), path)


def flipped(values: list[bytes], bit: int) -> list[bytes]:
    flat = bytearray(b"".join(values))
    flat[bit // 8] ^= 1 << bit % 8
    return [bytes(flat[i : i + 32]) for i in range(0, len(flat), 32)]


@given(st.integers(1, 70), st.data())
def test_an_inclusion_proof_with_any_bit_changed_is_refused(size: int, data: st.DataObject) -> None:
    _, leaves = tree(size)
    index = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion_path(index, size, merkle.in_memory(leaves))
    values = [leaves[index], merkle.root(leaves), *path]
    leaf, root, *path = flipped(values, data.draw(st.integers(0, 256 * len(values) - 1)))
    with pytest.raises(ProofInvalid):
        merkle.verify_inclusion(index, size, leaf, path, root)


@given(st.integers(1, 70), st.data())
def test_a_consistency_proof_with_any_bit_changed_is_refused(second: int, data: st.DataObject) -> None:
    _, leaves = tree(second)
    first = data.draw(st.integers(1, second))
    path = merkle.consistency_path(first, second, merkle.in_memory(leaves))
    values = [merkle.root(leaves[:first]), merkle.root(leaves), *path]
    root1, root2, *path = flipped(values, data.draw(st.integers(0, 256 * len(values) - 1)))
    with pytest.raises(ProofInvalid):
        merkle.verify_consistency(first, second, root1, root2, path)


@given(st.integers(2, 70), st.data())
def test_a_path_cut_or_lengthened_is_refused(size: int, data: st.DataObject) -> None:
    _, leaves = tree(size)
    index = data.draw(st.integers(0, size - 1))
    path = merkle.inclusion_path(index, size, merkle.in_memory(leaves))
    for wrong in (path[:-1], path[1:], [*path, path[-1]], [path[0], *path]):
        with pytest.raises(ProofInvalid):
            merkle.verify_inclusion(index, size, leaves[index], wrong, merkle.root(leaves))


@given(st.integers(1, 70), st.data())
def test_a_proof_does_not_show_another_index(size: int, data: st.DataObject) -> None:
    _, leaves = tree(size)
    index = data.draw(st.integers(0, size - 1))
    other = data.draw(st.integers(0, size).filter(lambda i: i != index))
    path = merkle.inclusion_path(index, size, merkle.in_memory(leaves))
    with pytest.raises(ProofInvalid):
        merkle.verify_inclusion(other, size, leaves[index], path, merkle.root(leaves))


@given(st.lists(st.integers(0, 40), max_size=6))
def test_a_frontier_extended_in_steps_is_that_of_the_whole(steps: list[int]) -> None:
    _, leaves = tree(sum(steps))
    frontier, done = merkle.Frontier(), 0
    for step in steps:
        frontier = frontier.extend(leaves[done : done + step])
        done += step
        assert frontier == merkle.Frontier.read(done, merkle.in_memory(leaves))
        assert frontier.root == merkle.root(leaves[:done])
        assert frontier.head.size == done


def test_nothing_is_proved_from_the_empty_tree() -> None:
    _, leaves = tree(3)
    with pytest.raises(ProofInvalid, match="from size 0"):
        merkle.verify_consistency(0, 3, merkle.EMPTY_ROOT, merkle.root(leaves), [])
    with pytest.raises(Malformed) as refusal:
        merkle.consistency_path(0, 3, merkle.in_memory(leaves))
    assert refusal.value.code == "SIZES_DISORDERED"


def test_the_same_size_needs_an_empty_path_and_one_root() -> None:
    _, leaves = tree(3)
    root = merkle.root(leaves)
    merkle.verify_consistency(3, 3, root, root, [])
    for other, path in ((root, [root]), (leaves[0], [])):
        with pytest.raises(ProofInvalid):
            merkle.verify_consistency(3, 3, root, other, path)


def test_a_leaf_outside_the_tree_has_no_path() -> None:
    for index in (-1, 3):
        with pytest.raises(Malformed) as refusal:
            merkle.inclusion_path(index, 3, merkle.in_memory(tree(3)[1]))
        assert refusal.value.values == {"index": index, "size": 3}
