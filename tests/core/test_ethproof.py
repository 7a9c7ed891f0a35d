"""Proofs of accounts and slots, against tries made by `trie` and a header of a real node."""

import json
import os
from pathlib import Path

import pytest
import rlp
from eth_hash.auto import keccak
from hypothesis import given, settings
from hypothesis import strategies as st
from rlp.codec import length_prefix
from trie import HexaryTrie

from ledger.core import ethproof
from ledger.core.errors import ProofInvalid

GENUINE = json.loads((Path(__file__).parents[1] / "forgeries" / "first" / "filing.json").read_text("utf-8"))
HEADER = bytes.fromhex(GENUINE["chain"]["header"][2:])


def trie_of(values: dict[bytes, bytes]) -> HexaryTrie:
    trie = HexaryTrie({})
    for key, value in values.items():
        trie[keccak(key)] = value
    return trie


def nodes_of(trie: HexaryTrie, key: bytes) -> list[bytes]:
    path = [rlp.encode(node) for node in trie.get_proof(keccak(key))]
    return [node for i, node in enumerate(path) if i == 0 or len(node) >= 32]


SLOTS = {i.to_bytes(32, "big"): rlp.encode(keccak(i.to_bytes(2, "big"))) for i in range(300)}
STORAGE = trie_of(SLOTS)
SLOT = (7).to_bytes(32, "big")
NODES = nodes_of(STORAGE, SLOT)


def test_a_slot_is_read_from_its_path() -> None:
    assert ethproof.root_of(NODES) == STORAGE.root_hash
    assert ethproof.read_slot(NODES, SLOT) == keccak((7).to_bytes(2, "big"))


@given(st.dictionaries(st.binary(min_size=32, max_size=32), st.integers(1, (1 << 256) - 1), min_size=1, max_size=40))
@settings(max_examples=60, deadline=None)
def test_every_slot_of_any_trie_is_read_and_left_padded(values: dict[bytes, int]) -> None:
    encoded = {key: rlp.encode(value.to_bytes((value.bit_length() + 7) // 8, "big")) for key, value in values.items()}
    trie = trie_of(encoded)
    for key, value in values.items():
        assert ethproof.read_slot(nodes_of(trie, key), key) == value.to_bytes(32, "big")


def test_an_absent_slot_states_nothing() -> None:
    absent = (999).to_bytes(32, "big")
    with pytest.raises(ProofInvalid, match="not there"):
        ethproof.read_slot(nodes_of(STORAGE, absent), absent)


@pytest.mark.parametrize(
    "nodes",
    [
        [],
        NODES[:-1],
        NODES[1:],
        NODES[::-1],
        [*NODES, NODES[0]],
        [*NODES, rlp.encode([b"\1", b"\2" * 40])],
        [b""],
        [b"\xc0"],
    ],
    ids=["empty", "truncated", "beheaded", "reversed", "repeated", "extended", "no node", "empty node"],
)
def test_only_the_exact_path_is_a_proof(nodes: list[bytes]) -> None:
    with pytest.raises(ProofInvalid):
        ethproof.read_slot(nodes, SLOT)


@given(st.data())
@settings(max_examples=150, deadline=None)
def test_no_bit_below_the_root_can_be_changed_unnoticed(data: st.DataObject) -> None:
    which = data.draw(st.integers(0, len(NODES) - 1))
    bit = data.draw(st.integers(0, len(NODES[which]) * 8 - 1))
    altered = bytearray(NODES[which])
    altered[bit // 8] ^= 1 << bit % 8
    nodes = [*NODES[:which], bytes(altered), *NODES[which + 1 :]]
    try:
        ethproof.read_slot(nodes, SLOT)
    except ProofInvalid:
        return
    assert ethproof.root_of(nodes) != STORAGE.root_hash  # another root: the account's check refuses it


@given(st.lists(st.binary(max_size=80), max_size=5), st.binary(min_size=32, max_size=32))
@settings(deadline=None)
def test_nothing_foreign_is_raised_for_any_bytes(nodes: list[bytes], slot: bytes) -> None:
    for read in (lambda: ethproof.read_slot(nodes, slot), lambda: ethproof.read_account(nodes, slot[:20])):
        with pytest.raises(ProofInvalid):
            read()


def test_deep_nesting_and_long_lists_are_refused() -> None:
    nested = b"\xc0"
    while len(nested) < 1000:
        nested = length_prefix(len(nested), 0xC0) + nested
    for nodes in ([nested], [b"\xc1" * 1000], [b"\0" * 2000], NODES * 40):
        with pytest.raises(ProofInvalid):
            ethproof.read_slot(nodes, SLOT)


def test_an_account_has_four_fields() -> None:
    address = b"\x11" * 20
    good = rlp.encode([b"\1", b"", keccak(b"storage"), keccak(b"code")])
    account = ethproof.read_account(nodes_of(trie_of({address: good}), address), address)
    assert account == ethproof.Account(keccak(b"storage"), keccak(b"code"))
    for bad in (
        rlp.encode([b"\1", b"", keccak(b"s")]),
        rlp.encode([b"", b"", b"short", b"short"]),
        rlp.encode(b"x" * 40),
    ):
        with pytest.raises(ProofInvalid):
            ethproof.read_account(nodes_of(trie_of({address: bad}), address), address)


def test_a_header_of_a_real_node_is_read() -> None:
    header = ethproof.read_header(HEADER)
    assert header.hash == keccak(HEADER)
    assert header.fork == "Shanghai"
    assert (header.number, header.time) == (23, 1795929476)


@pytest.mark.parametrize(("count", "fork"), sorted(ethproof.FORKS.items()))
def test_headers_of_every_fork_are_read(count: int, fork: str) -> None:
    fields = (rlp.decode(HEADER) + [os.urandom(32)] * 6)[:count]
    assert ethproof.read_header(rlp.encode(fields)).fork == fork


@pytest.mark.parametrize("count", [0, 3, 14, 18, 19, 22])
def test_headers_of_no_known_fork_are_refused(count: int) -> None:
    fields = (rlp.decode(HEADER) * 2)[:count]
    with pytest.raises(ProofInvalid, match="no known fork"):
        ethproof.read_header(rlp.encode(fields))


@pytest.mark.parametrize("position", [0, 3, 8, 11])
def test_header_fields_have_their_shape(position: int) -> None:
    for wrong in (b"\0", b"\0" * 33, [b""]):
        fields = rlp.decode(HEADER)
        fields[position] = wrong
        with pytest.raises(ProofInvalid):
            ethproof.read_header(rlp.encode(fields))


@given(st.binary(max_size=700))
def test_any_bytes_are_a_header_or_refused(raw: bytes) -> None:
    with pytest.raises(ProofInvalid):
        ethproof.read_header(raw)
    with pytest.raises(ProofInvalid):
        ethproof.read_header(raw + bytes(5000))


def test_mapping_slots_are_those_of_solidity() -> None:
    assert ethproof.mapping_slot(5, 1) == keccak((5).to_bytes(32, "big") + (1).to_bytes(32, "big"))
    key = b"\xff" * 32
    start = int.from_bytes(keccak(key + bytes(32)), "big")
    assert ethproof.mapping_slot(key, 0, 3) == (start + 3).to_bytes(32, "big")
