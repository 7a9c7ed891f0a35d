"""What an offline reader needs from a block: its header as RLP, and Merkle proofs of accounts and slots (EIP-1186)."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import rlp
from eth_hash.auto import keccak

from ledger.chain.answered import Block, understood
from ledger.chain.client import Chain
from ledger.core.errors import Corrupt, Unavailable

# Order of the header's fields: Yellow Paper, then EIP-1559, 4895, 4844 (two), 4788, 7685. True: a fixed-width field.
_FIELDS = (
    ("parentHash", True),
    ("sha3Uncles", True),
    ("miner", True),
    ("stateRoot", True),
    ("transactionsRoot", True),
    ("receiptsRoot", True),
    ("logsBloom", True),
    ("difficulty", False),
    ("number", False),
    ("gasLimit", False),
    ("gasUsed", False),
    ("timestamp", False),
    ("extraData", True),
    ("mixHash", True),
    ("nonce", True),
)
_LATER_FIELDS = (
    ("baseFeePerGas", False),
    ("withdrawalsRoot", True),
    ("blobGasUsed", False),
    ("excessBlobGas", False),
    ("parentBeaconBlockRoot", True),
    ("requestsHash", True),
)
_EXTRA_DATA = [name for name, _ in _FIELDS].index("extraData")
_BFT_PARTS = 5


@dataclass(frozen=True)
class StorageProof:
    """Proof of one slot: its value (32 bytes; zero when the slot is empty) and the trie's nodes from the root down."""

    slot: bytes
    value: bytes
    nodes: tuple[bytes, ...]


@dataclass(frozen=True)
class AccountProof:
    """Proof of an account under a block's state root, and of slots under the account's storage root."""

    block: Block
    address: str
    code_hash: bytes
    storage_root: bytes
    nodes: tuple[bytes, ...]
    slots: tuple[StorageProof, ...]


def account_proof(chain: Chain, address: str, slots: list[bytes], block: Block) -> AccountProof:
    """The node's proof of an account and its slots (32-byte keys) at a block.

    :raises Unavailable: `PROOF_UNAVAILABLE` if the node answers for other slots than asked, as one without the state
        of that block does.
    """
    wanted = ["0x" + slot.hex() for slot in slots]
    answer = chain.ask("eth_getProof", address, wanted, hex(block.number))
    with understood("eth_getProof"):
        found = [_storage_proof(raw) for raw in answer["storageProof"]]
        proved = _bytes(answer["codeHash"]), _bytes(answer["storageHash"])
        nodes = tuple(_bytes(node) for node in answer["accountProof"])
    if [proof.slot for proof in found] != slots:
        message = f"the node proves {[proof.slot.hex() for proof in found]} at block {block.number}"
        raise Unavailable("PROOF_UNAVAILABLE", message, next="ask a node that keeps the state of that block")
    return AccountProof(
        block=block,
        address=address,
        code_hash=proved[0],
        storage_root=proved[1],
        nodes=nodes,
        slots=tuple(found),
    )


def header_rlp(chain: Chain, block: Block) -> bytes:
    """The block's header as RLP: its keccak256 is the block's hash.

    :raises Corrupt: `HEADER_MISMATCH` if no reading of the node's fields gives the hash.
    """
    return encoded_header(chain.header(block.hash), block.hash)


def encoded_header(raw: Mapping[str, Any], hash: bytes) -> bytes:
    """The header in a node's JSON as the bytes that were hashed; the hash itself says which reading is right.

    Anvil's JSON shows blob fields before the fork that puts them into the header. On chains of Besu's QBFT and IBFT 2.0
    the hash leaves round and seals out, so that it is the same whoever sealed.

    :raises Corrupt: `HEADER_MISMATCH`.
    """
    with understood("a block"):
        head = [_field(raw[name], wide) for name, wide in _FIELDS]
        later = [_field(raw[name], wide) for name, wide in _LATER_FIELDS if raw.get(name) is not None]
    for extra in (head[_EXTRA_DATA], *_without_seals(head[_EXTRA_DATA])):
        for count in range(len(later), -1, -1):
            encoded = bytes(rlp.encode([*head[:_EXTRA_DATA], extra, *head[_EXTRA_DATA + 1 :], *later[:count]]))
            if keccak(encoded) == hash:
                return encoded
    message = f"the header fields of block {int(raw['number'], 16)} do not hash to 0x{hash.hex()}"
    raise Corrupt("HEADER_MISMATCH", message, next="evidence needs a chain whose block hash is that of its header")


def _without_seals(extra: bytes) -> list[bytes]:
    """Extra data `[vanity, validators, vote, round, seals]` as Besu hashes it on the chain (`BftBlockHashing`): with
    round 0 and no seals (QBFT), without these two (IBFT 2.0); nothing for any other chain's."""
    try:
        parts = rlp.decode(extra)
    except rlp.DecodingError:
        return []
    if not isinstance(parts, list) or len(parts) != _BFT_PARTS:
        return []
    return [bytes(rlp.encode([*parts[:3], b"", []])), bytes(rlp.encode(parts[:3]))]


def mapping_slot(key: bytes | int, base: int, offset: int = 0) -> bytes:
    """Storage key of a member of `mapping[key]` whose mapping stands in slot `base` (Solidity's storage layout)."""
    word = key if isinstance(key, bytes) else key.to_bytes(32, "big")
    start = int.from_bytes(keccak(word.rjust(32, b"\0") + base.to_bytes(32, "big")), "big")
    return ((start + offset) % (1 << 256)).to_bytes(32, "big")


def _storage_proof(raw: dict[str, Any]) -> StorageProof:
    return StorageProof(
        slot=int(raw["key"], 16).to_bytes(32, "big"),
        value=int(raw["value"], 16).to_bytes(32, "big"),
        nodes=tuple(_bytes(node) for node in raw["proof"]),
    )


def _field(text: str, wide: bool) -> bytes:
    if wide:
        return _bytes(text)
    number = int(text, 16)
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def _bytes(text: str) -> bytes:
    digits = text[2:]
    return bytes.fromhex("0" * (len(digits) % 2) + digits)
