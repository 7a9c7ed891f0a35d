"""Proofs about the state of an EVM chain, checked without a node: block headers, accounts, storage slots.

A block's hash is keccak-256 of its RLP header (Yellow Paper §4.4); its state root roots a Merkle-Patricia trie of
accounts, and each account roots one of storage (appendix D). `eth_getProof` (EIP-1186) hands out the nodes of the
paths. Nothing that the libraries raise leaves this module: a proof is good or `ProofInvalid`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import rlp
from eth_hash.auto import keccak
from trie import HexaryTrie

from ledger.core.errors import ProofInvalid
from ledger.core.types import Hash

MAX_HEADER = 4096
MAX_NODES = 64
MAX_NODE = 1024  # a branch of sixteen hashes has 532 bytes
EMPTY_CODE: Hash = keccak(b"")

# Number of header fields → the fork that has them. The four fields read here stand in the same place in all of them.
FORKS = {15: "Frontier", 16: "London", 17: "Shanghai", 20: "Cancun", 21: "Prague"}
_PARENT, _STATE_ROOT, _NUMBER, _TIMESTAMP = 0, 3, 8, 11


@dataclass(frozen=True)
class Header:
    """What evidence needs of a block header.

    :param time: the block's timestamp, seconds since 1970.
    """

    hash: Hash
    parent: Hash
    state_root: Hash
    number: int
    time: int
    fork: str


@dataclass(frozen=True)
class Account:
    """What evidence needs of an account's leaf in the state trie."""

    storage_root: Hash
    code_hash: Hash


def read_header(raw: bytes) -> Header:
    """The header of this RLP. The hash is that of the bytes as given; canonical RLP has one spelling only.

    A chain that leaves seals out of the hash (QBFT, IBFT) has its header here without them. To judge the seals too,
    their own hash rule and validator sets in the trust file would be needed.

    :raises ProofInvalid: `HEADER_MALFORMED`.
    """
    if len(raw) > MAX_HEADER:
        raise _header(f"{len(raw)} bytes are more than any block header")
    fields = _decode(raw, "the block header", "HEADER_MALFORMED")
    if not isinstance(fields, list) or not all(isinstance(field, bytes) for field in fields):
        raise _header("the block header is no list of fields")
    if len(fields) not in FORKS:
        raise _header(f"a block header of {len(fields)} fields belongs to no known fork ({sorted(FORKS)})")
    parent, state_root = fields[_PARENT], fields[_STATE_ROOT]
    if len(parent) != 32 or len(state_root) != 32:
        raise _header("the parent hash or the state root is not 32 bytes long")
    return Header(
        hash=keccak(raw),
        parent=parent,
        state_root=state_root,
        number=_number(fields[_NUMBER]),
        time=_number(fields[_TIMESTAMP]),
        fork=FORKS[len(fields)],
    )


def root_of(nodes: Sequence[bytes]) -> Hash:
    """The root that a proof starts from: the hash of its first node.

    :raises ProofInvalid: `TRIE_PROOF_INVALID` for an empty proof.
    """
    if not nodes:
        raise _proof("the proof has no nodes")
    return keccak(nodes[0])


def read_account(nodes: Sequence[bytes], address: bytes) -> Account:
    """The account at `address` (20 bytes) under the state root that the proof starts from.

    :raises ProofInvalid: `TRIE_PROOF_INVALID`, also where the proof shows that there is no such account.
    """
    leaf = read_value(nodes, keccak(address), f"account 0x{address.hex()}")
    fields = _decode(leaf, "the account", "TRIE_PROOF_INVALID")
    if not isinstance(fields, list) or len(fields) != 4 or not all(isinstance(field, bytes) for field in fields):
        raise _proof("the account's leaf has not the four fields nonce, balance, storage root, code hash")
    _, _, storage_root, code_hash = fields
    if len(storage_root) != 32 or len(code_hash) != 32:
        raise _proof("the account's storage root or code hash is not 32 bytes long")
    return Account(storage_root, code_hash)


def read_slot(nodes: Sequence[bytes], slot: bytes) -> bytes:
    """The 32 bytes in a storage slot (its 32-byte number) under the storage root that the proof starts from.

    :raises ProofInvalid: `TRIE_PROOF_INVALID`, also where the proof shows the slot to be empty: an empty slot states
        nothing.
    """
    value = _decode(read_value(nodes, keccak(slot), f"slot 0x{slot.hex()}"), "the slot", "TRIE_PROOF_INVALID")
    if not isinstance(value, bytes) or not 0 < len(value) <= 32 or value[0] == 0:
        raise _proof("the slot's value is no number of 1 to 32 bytes without leading zeros")
    return value.rjust(32, b"\0")


def read_value(nodes: Sequence[bytes], key: Hash, what: str) -> bytes:
    """The value under `key` in the trie whose root is the hash of the first node.

    The nodes must be exactly the path from the root to the value, in order: then one fact has one proof, and no byte
    of it can be changed, added or moved unnoticed.

    :param what: what is looked up, for messages.
    :raises ProofInvalid: `TRIE_PROOF_INVALID`.
    """
    if len(nodes) > MAX_NODES or any(len(node) > MAX_NODE for node in nodes):
        raise _proof(f"the proof of {what} is larger than any path of a trie")
    root = root_of(nodes)
    for node in nodes:
        _decode(node, f"a node on the path of {what}", "TRIE_PROOF_INVALID")
    try:
        trie = HexaryTrie({keccak(node): node for node in nodes}, root)
        value = trie.get(key)
        # Nodes shorter than 32 bytes stand inside their parents and are not handed out by themselves.
        path = [raw for raw in map(rlp.encode, trie.get_proof(key)) if len(raw) >= 32 or keccak(raw) == root]
    except Exception as error:  # trie and rlp raise a wide family, plain Exception among them
        raise _proof(f"the proof does not lead to {what}: {type(error).__name__}") from None
    if not value:
        raise _proof(f"the proof does not lead to {what}, or shows that it is not there")
    if path != list(nodes):
        raise _proof(f"the proof of {what} holds nodes that are not on its path, or in another order")
    return bytes(value)


def mapping_slot(key: int | bytes, slot: int, offset: int = 0) -> bytes:
    """Number of the storage slot of `mapping[key]` where the mapping stands at `slot` (Solidity storage layout).

    :param key: an unsigned integer, or bytes32.
    :param offset: of a member, in slots, where the value is a struct.
    """
    padded = key.to_bytes(32, "big") if isinstance(key, int) else key.rjust(32, b"\0")
    start = int.from_bytes(keccak(padded + slot.to_bytes(32, "big")), "big")
    return ((start + offset) % (1 << 256)).to_bytes(32, "big")


def _decode(raw: bytes, what: str, code: str) -> Any:
    try:
        return rlp.decode(raw, strict=True)
    except (rlp.exceptions.RLPException, ValueError, TypeError, IndexError, RecursionError) as error:
        raise ProofInvalid(code, f"{what} is not RLP: {type(error).__name__}") from None


def _number(field: bytes) -> int:
    if len(field) > 8 or field[:1] == b"\0":
        raise _header("the number or the time of the block is no canonical integer of at most 64 bits")
    return int.from_bytes(field, "big")


def _header(message: str) -> ProofInvalid:
    return ProofInvalid("HEADER_MALFORMED", message)


def _proof(message: str) -> ProofInvalid:
    return ProofInvalid("TRIE_PROOF_INVALID", message)
