"""A small ledger of its own: the real contracts on a throw-away Anvil, a log in memory, keys and times that never vary.

Whoever makes evidence from it gets the same bytes every time, since Anvil's accounts, the keys and all block times are
fixed.
"""

import hashlib
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import rlp
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import Prehashed, decode_dss_signature
from cryptography.hazmat.primitives.hashes import SHA256
from eth_hash.auto import keccak
from eth_keys.datatypes import PrivateKey

from ledger.chain import proofs
from ledger.chain.answered import Block
from ledger.chain.artifacts import artifact
from ledger.chain.client import Chain
from ledger.core import acts, canonical, checkpoint, disclosure, merkle, seals
from ledger.core.acts import ContractDomain
from ledger.core.evidence import Slot
from ledger.core.note import Cosigner, Ed25519Signer
from ledger.core.tlog_policy import Log, Policy, Witness
from ledger.core.tlog_proof import TlogProof
from ledger.local.anvil import Anvil
from tests.authenticator import Passkey

START = 1_795_400_000  # 2026-11-23
CHAIN_ID = 31_337
SALT = sha256(b"the ledger of the forgeries").digest()
ORIGIN = "log.example/forgeries"
DAY = 86_400
LIMITS = (DAY, 90 * DAY, 90 * DAY)  # least and longest notice, longest life
PROCEEDINGS = (DAY, 30 * DAY, 30 * DAY, 180 * DAY, 30 * DAY, DAY)
RECOVERY = (30, 90, 365, False)
LIFE = 30 * 86_400
P256_ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551


@dataclass(frozen=True)
class AccountKey:
    """A secp256k1 key made of its name."""

    name: str

    @property
    def signer(self) -> bytes:
        return self._key.public_key.to_canonical_address()

    def sign(self, digest: bytes) -> bytes:
        signature = self._key.sign_msg_hash(digest)
        return signature.to_bytes()[:64] + bytes([27 + signature.v])

    @property
    def _key(self) -> PrivateKey:
        return PrivateKey(sha256(b"account " + self.name.encode()).digest())


@dataclass(frozen=True)
class CardKey:
    """A P-256 key made of its name, as a smart card holds it, behind the verifier contract at `verifier`. Its
    signatures are deterministic."""

    name: str
    verifier: bytes

    @property
    def signer(self) -> bytes:
        point = self._key.public_key().public_numbers()
        return self.verifier + point.x.to_bytes(32, "big") + point.y.to_bytes(32, "big")

    def sign(self, digest: bytes) -> bytes:
        algorithm = ec.ECDSA(Prehashed(SHA256()), deterministic_signing=True)
        r, s = decode_dss_signature(self._key.sign(digest, algorithm))
        return r.to_bytes(32, "big") + min(s, P256_ORDER - s).to_bytes(32, "big")

    @property
    def _key(self) -> ec.EllipticCurvePrivateKey:
        return ec.derive_private_key(int.from_bytes(sha256(b"p256 " + self.name.encode()).digest()), ec.SECP256R1())


@dataclass(frozen=True)
class PasskeyKey:
    """A passkey, right or wrong (`tests.authenticator`)."""

    passkey: Passkey

    @property
    def signer(self) -> bytes:
        return self.passkey.signer_bytes

    def sign(self, digest: bytes) -> bytes:
        return self.passkey.sign_digest(digest)


Key = AccountKey | CardKey | PasskeyKey


@dataclass
class MemoryLog:
    """A log that takes whatever it is given, false entries too."""

    entries: list[bytes] = field(default_factory=list)
    signer: Ed25519Signer = field(default_factory=lambda: Ed25519Signer(ORIGIN, sha256(b"log").digest()))
    witness_seed: bytes = field(default_factory=lambda: sha256(b"witness").digest())

    def append(self, entry: bytes) -> bytes:
        """The leaf of the entry, now in the log."""
        self.entries.append(entry)
        return merkle.leaf_hash(entry)

    def leaves(self, size: int) -> list[bytes]:
        return [merkle.leaf_hash(entry) for entry in self.entries[:size]]

    def root(self, size: int) -> bytes:
        return merkle.root(self.leaves(size))

    def witness(self, at: int = START) -> Cosigner:
        return Cosigner("witness.example/w1", self.witness_seed, at)

    def note(self, size: int, *signers: Any) -> str:
        """The signed checkpoint of that size."""
        head = checkpoint.Checkpoint(ORIGIN, size, self.root(size))
        return checkpoint.sign(head, signers or (self.signer, self.witness())).content

    def proof(self, entry: bytes, size: int, note: str | None = None) -> str:
        """The tlog-proof of an entry in the tree of that size."""
        index = self.entries.index(entry)
        path = merkle.inclusion_path(index, size, merkle.in_memory(self.leaves(size)))
        return TlogProof(index, tuple(path), note or self.note(size)).text

    def consistency(self, first: int, second: int) -> list[bytes]:
        return merkle.consistency_path(first, second, merkle.in_memory(self.leaves(second)))

    @property
    def policy(self) -> Policy:
        return Policy((Log(self.signer.key),), (Witness("w1", self.witness().key),), (), "w1")


@dataclass(frozen=True)
class TestFiling:
    """A filing as the log took it, with everything that could be disclosed."""

    __test__ = False

    entry: bytes
    disclosures: tuple[str, ...]
    leaf: bytes

    def without(self, *names: str) -> tuple[str, ...]:
        """The disclosures but those of these names."""
        return tuple(text for text in self.disclosures if disclosure.parse(text).name not in names)


def file(
    filing_type: str,
    fields: dict[str, Any],
    signer: Key,
    filed_at: int,
    *,
    sign_with: Key | None = None,
    node: int = 1,
    spell: Callable[[Any], bytes] = canonical.encode,
) -> TestFiling:
    """Make a filing by hand, right or wrong.

    :param fields: disclosure name → value, without signer, filedAt and signature.
    :param sign_with: the key that really signs.
    :param spell: how the entry is written.
    """
    values = {**fields, "filer/signer": "0x" + signer.signer.hex(), "filedAt": filed_at}
    salt = _salts(filing_type + repr(sorted(values.items())))
    shown = [disclosure.make(next(salt), name, value) for name, value in values.items()]
    unsigned = {
        "_sd": sorted(item.digest for item in shown),
        "_sd_alg": "sha-256",
        "node": node,
        "type": filing_type,
        "v": 1,
    }
    content = sha256(canonical.encode(unsigned)).digest()
    digest = acts.filing_digest(filing_type, node, filed_at, content, ORIGIN)
    signature = disclosure.make(next(salt), "signature", "0x" + (sign_with or signer).sign(digest).hex())
    entry = spell({**unsigned, "_sig": signature.digest})
    return TestFiling(entry, tuple(item.text for item in (*shown, signature)), merkle.leaf_hash(entry))


def attachment_record(name: str, content: bytes, mime: str = "text/plain") -> dict[str, Any]:
    """What a filing says of an attached file."""
    return {
        "name": name,
        "size": len(content),
        "sha256": sha256(content).hexdigest(),
        "sm3": hashlib.new("sm3", content).hexdigest(),
        "mime": mime,
    }


@dataclass(frozen=True)
class Done:
    """An act that the chain took."""

    kind: str
    message: dict[str, Any]
    seals: bytes
    time: int


class World:
    """The contracts on a chain, the parties, and the log."""

    def __init__(
        self, chain: Chain, start: int = START, set_time: tuple[str, int] = ("evm_setNextBlockTimestamp", 1)
    ) -> None:
        """:param set_time: the node's method to set the time of the next block, and its units in a second."""
        self.chain = chain
        self.now = start
        self._set_time = set_time
        self.log = MemoryLog()
        self.anchored: list[tuple[int, bytes, int]] = []
        self.sender = chain.ask("eth_accounts")[0]
        self.keys: dict[int, Key] = {1: AccountKey("core")}
        self.addresses: dict[str, str] = {}
        self._deploy("P256Verifier")
        self._deploy("Authority", SALT, self.keys[1].signer, sha256(b"core").digest(), RECOVERY)
        registry, proceedings, pledges = self._told(3)
        self._deploy("TitleRegistry", self.addresses["Authority"], proceedings, pledges, "0x" + "00" * 20, LIMITS)
        self._deploy("Proceedings", registry, PROCEEDINGS)
        self._deploy("Pledges", registry)
        self._deploy("AnchorLog", self.addresses["Authority"], 1)
        self._deploy("TitleRolls", registry)
        self._deploy("WebAuthnVerifier")

    def card(self, name: str) -> CardKey:
        return CardKey(name, bytes.fromhex(self.addresses["P256Verifier"][2:]))

    def passkey(self, name: str, **how: Any) -> PasskeyKey:
        """The passkey of that name. :param how: what is wrong with what it signs."""
        return PasskeyKey(Passkey(name, bytes.fromhex(self.addresses["WebAuthnVerifier"][2:]), **how))

    def domain(self, contract: str) -> ContractDomain:
        return ContractDomain(CHAIN_ID, self.addresses[contract], SALT)

    def enrol(self, key: Key, kind: int) -> int:
        """A new party, vouched for by the core (or by officer 2 where it is an organisation)."""
        party = max(self.keys) + 1
        self.keys[party] = key
        voucher, appointment = (2, 1) if kind == 2 else (1, 0)
        message = {
            "party": party,
            "signer": "0x" + key.signer.hex(),
            "identity": "0x" + sha256(f"identity {party}".encode()).hexdigest(),
            "kind": kind,
            "guardian": 0,
            "recoveryDays": 0,
            "voucher": voucher,
            "appointment": appointment,
            **self._window(),
        }
        self.act("enrol", message, [voucher, party])
        return party

    def admit(self, operator: int) -> None:
        """Node 2, a region below the core."""
        message = {"node": 2, "parent": 1, "operator": operator, "kind": 2, "under": 0, **self._window()}
        self.act("admit", message, [1, operator])

    def appoint(self, officer: int, powers: int, number: int = 1, node: int = 1, operator: int = 1) -> None:
        """An appointment, the first one at the core unless told."""
        message = {
            "appointment": number,
            "node": node,
            "officer": officer,
            "powers": powers,
            "from": self.now,
            "until": self.now + 3650 * 86_400,
            "under": 0,
            **self._window(),
        }
        self.act("appoint", message, [operator, officer])

    def head_of_act(self, achievement: bytes, version: int, filing: bytes, appointment: int = 1) -> dict[str, Any]:
        return {
            "achievement": "0x" + achievement.hex(),
            "version": version,
            "appointment": appointment,
            **self._window(),
            "filing": "0x" + filing.hex(),
        }

    def head_of_matter(self, achievement: bytes, filing: bytes, appointment: int = 0) -> dict[str, Any]:
        """What begins an act that is bound to no version."""
        act = self.head_of_act(achievement, 0, filing, appointment)
        return {name: value for name, value in act.items() if name != "version"}

    def act(self, kind: str, message: dict[str, Any], seats: list[int | None]) -> Done:
        """Seal the message by the seats' keys (None: did not sign), send it, and demand that the chain took it."""
        known = acts.kind(kind)
        blob = self.seal(kind, message, seats)
        data = artifact(known.contract).interface.call(kind, (acts.as_arguments(known.primary_type, message), blob))
        return Done(kind, message, blob, self._send(data, self.addresses[known.contract]).time)

    def seal(
        self, kind: str, message: dict[str, Any], seats: list[int | None], keys: dict[int, Key] | None = None
    ) -> bytes:
        """The blob of seals of these seats."""
        known = acts.kind(kind)
        digest = acts.digest(known.primary_type, message, self.domain(known.contract))
        ring = {**self.keys, **(keys or {})}
        return seals.blob(
            b"" if seat is None else seals.seal(ring[seat].signer, ring[seat].sign(digest)) for seat in seats
        )

    def anchor(self) -> None:
        """Anchor the log as it stands."""
        size, root = len(self.log.entries), self.log.root(len(self.log.entries))
        before, before_root, _ = self.anchored[-1] if self.anchored else (0, merkle.EMPTY_ROOT, 0)
        path = self.log.consistency(before, size) if before else []
        message = {
            "size": size,
            "root": "0x" + root.hex(),
            "previousSize": before,
            "previousRoot": "0x" + before_root.hex(),
            "draftedAt": self.now,
        }
        digest = acts.digest("Anchor", message, self.domain("AnchorLog"))
        blob = seals.blob([self.keys[1].sign(digest)])
        arguments = (size, root, before, before_root, path, self.now, blob)
        block = self._send(artifact("AnchorLog").interface.call("anchor", arguments), self.addresses["AnchorLog"])
        self.anchored.append((size, root, block.time))

    def wait(self, seconds: int) -> None:
        self.now += seconds

    def mine(self) -> Block:
        """An empty block."""
        self._next_time()
        self.chain.ask("evm_mine")
        return self.head()

    def head(self) -> Block:
        raw = self.chain.ask("eth_getBlockByNumber", "latest", False)
        return Block(
            int(raw["number"], 16),
            bytes.fromhex(raw["hash"][2:]),
            bytes.fromhex(raw["parentHash"][2:]),
            int(raw["timestamp"], 16),
        )

    def write_slot(self, contract: str, slot: bytes, value: bytes) -> None:
        """Overwrite a storage slot, as no contract of ours would: a state that lies."""
        self.chain.ask("anvil_setStorageAt", self.addresses[contract], "0x" + slot.hex(), "0x" + value.hex())

    def account(self, contract: str, slots: list[bytes], block: Block) -> tuple[tuple[bytes, ...], list[Slot], bytes]:
        """Account nodes, proved slots and code hash of a contract at a block."""
        proof = proofs.account_proof(self.chain, self.addresses[contract], slots, block)
        return proof.nodes, [Slot(slot.value, slot.nodes) for slot in proof.slots], proof.code_hash

    def header(self, block: Block) -> bytes:
        return proofs.header_rlp(self.chain, block)

    def _window(self) -> dict[str, int]:
        return {"draftedAt": self.now, "deadline": self.now + LIFE}

    def _told(self, count: int) -> list[str]:
        """Where the next contracts will stand."""
        nonce = int(self.chain.ask("eth_getTransactionCount", self.sender, "latest"), 16)
        payer = bytes.fromhex(self.sender[2:])
        return ["0x" + keccak(rlp.encode([payer, nonce + i]))[12:].hex() for i in range(count)]

    def _deploy(self, name: str, *arguments: Any) -> None:
        found = artifact(name)
        receipt = self._transact({"data": "0x" + (found.creation + found.interface.constructor(arguments)).hex()})
        self.addresses[name] = receipt["contractAddress"]

    def _send(self, data: bytes, to: str) -> Block:
        self._transact({"to": to, "data": "0x" + data.hex()})
        return self.head()

    def _transact(self, fields: dict[str, Any]) -> dict[str, Any]:
        self._next_time()
        sent = self.chain.ask("eth_sendTransaction", {"from": self.sender, "gas": hex(12_000_000), **fields})
        receipt = self.chain.ask("eth_getTransactionReceipt", sent)
        while receipt is None:  # Anvil mines at once, but answers before that
            time.sleep(0.01)
            receipt = self.chain.ask("eth_getTransactionReceipt", sent)
        assert int(receipt["status"], 16) == 1, f"the chain refused {fields['data'][:10]}"
        return dict(receipt)

    def _next_time(self) -> None:
        self.now += 12
        method, units = self._set_time
        self.chain.ask(method, self.now * units)


@contextmanager
def anvil() -> Iterator[Chain]:
    """A fresh Anvil on a free port, gone when done."""
    with TemporaryDirectory() as folder:
        node = Anvil(Path(folder) / "anvil.log", chain_id=CHAIN_ID, arguments=("--timestamp", str(START - 12)))
        try:
            yield Chain(node.url)
        finally:
            node.stop()


def _salts(seed: str) -> Iterator[bytes]:
    number = 0
    while True:
        yield sha256(f"{number} {seed}".encode()).digest()[:16]
        number += 1
