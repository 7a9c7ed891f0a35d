"""Evidence bundles: one JSON file that carries a claim and all that proves it (`docs/evidence-format.md`).

A bundle is built from these values and written by `Bundle.to_json`; `evidence_reading.parse` reads it back. What the
parts prove is judged in `verify`.
"""

import json
from dataclasses import dataclass
from typing import Any

from ledger.core.encoding import to_base64
from ledger.core.types import Hash

FORMAT = "zhengben-evidence/1"


@dataclass(frozen=True)
class FilingClaim:
    """“The filing with this leaf stood in the log, and the chain knew it, by the time of the anchor.”"""

    leaf: Hash
    kind = "filing"


@dataclass(frozen=True)
class TitleClaim:
    """“These are the holders of this achievement, and this is how they came to be.”

    :param at: second since 1970 for which the holders are asked; None for the time of the block.
    """

    achievement: Hash
    at: int | None = None
    kind = "title"


@dataclass(frozen=True)
class LedgerName:
    """The ledger that the bundle speaks of.

    :param salt: its id, 32 bytes. :param log: the log's origin. :param demo: whether it is without legal meaning.
    """

    chain_id: int
    salt: bytes
    log: str
    demo: bool


@dataclass(frozen=True)
class Attachment:
    """An attached file, given with the bundle. :param name: as the filing's disclosure names it."""

    name: str
    content: bytes


@dataclass(frozen=True)
class LinePart:
    """One line of a digest manifest. :param index: its number, from 0. :param disclosure: the line's text.
    :param path: RFC 9162 inclusion path to the manifest's root."""

    index: int
    disclosure: str
    path: tuple[Hash, ...]


@dataclass(frozen=True)
class FilingPart:
    """A filing. :param entry: the exact bytes of the log entry. :param disclosures: RFC 9901 strings, any subset.
    :param line: of a digest manifest the line that the bundle is about."""

    entry: bytes
    disclosures: tuple[str, ...] = ()
    attachments: tuple[Attachment, ...] = ()
    line: LinePart | None = None


@dataclass(frozen=True)
class AnchorPart:
    """A head of the log as the chain holds it.

    :param time: seconds since 1970, as anchored.
    :param consistency: RFC 9162 path from the checkpoint's size to `size`; empty where they are equal.
    :param storage_proof: trie nodes of `AnchorLog.commitOf[size]`, root first.
    """

    size: int
    root: Hash
    time: int
    consistency: tuple[Hash, ...]
    storage_proof: tuple[bytes, ...]


@dataclass(frozen=True)
class ChainPart:
    """A block, and the accounts of the ledger's contracts in it.

    :param header: RLP. :param anchor_log: trie nodes of the account, root first; likewise the other two, which only
        title claims carry: `title_registry` always, `authority` where signers are proved.
    """

    header: bytes
    anchor_log: tuple[bytes, ...]
    title_registry: tuple[bytes, ...] | None = None
    authority: tuple[bytes, ...] | None = None


@dataclass(frozen=True)
class Slot:
    """A storage slot: what it is said to hold (32 bytes), and the trie nodes that prove it, root first."""

    value: bytes
    proof: tuple[bytes, ...]


@dataclass(frozen=True)
class Instrument:
    """An act that raised the title's version.

    :param kind: its name in `typed_data.json`. :param message: the typed message. :param seals: the blob of
        signatures as the contract took it. :param time: timestamp of the block that took it.
    """

    kind: str
    message: dict[str, Any]
    seals: bytes
    time: int


@dataclass(frozen=True)
class PartySigner:
    """The signer of a party. :param wallet: trie nodes of the signer's account where that account is a contract."""

    party: int
    slot: Slot
    wallet: tuple[bytes, ...] | None = None


@dataclass(frozen=True)
class AppointmentProof:
    """An appointment, for telling which party was the officer of an act."""

    appointment: int
    slot: Slot


@dataclass(frozen=True)
class Signers:
    """What proves whose keys the seals of the instruments are."""

    parties: tuple[PartySigner, ...]
    appointments: tuple[AppointmentProof, ...]


@dataclass(frozen=True)
class TitlePart:
    """The title in the registry's storage, and every instrument that led to it, from the registration on.

    :param words: the words of holders in use, in order.
    """

    head: Slot
    trail: Slot
    words: tuple[Slot, ...]
    instruments: tuple[Instrument, ...]
    signers: Signers | None = None


@dataclass(frozen=True)
class Bundle:
    """An evidence bundle. Parts that are not there leave the checks that need them UNKNOWN.

    :param log_proof: a C2SP tlog-proof@v1, without its `extra` line, which nobody signs.
    :param timestamps: RFC 3161 tokens over the checkpoint's note; carried, not judged by this version.
    """

    claim: FilingClaim | TitleClaim
    ledger: LedgerName
    filing: FilingPart | None = None
    log_proof: str | None = None
    anchor: AnchorPart | None = None
    chain: ChainPart | None = None
    title: TitlePart | None = None
    timestamps: tuple[bytes, ...] = ()

    def to_json(self) -> bytes:
        """The bundle as the bytes of its file."""
        return (json.dumps(to_dict(self), ensure_ascii=False, indent=1) + "\n").encode()


def to_dict(bundle: Bundle) -> dict[str, Any]:
    """The bundle as the JSON value that its file holds."""
    claim = bundle.claim
    value: dict[str, Any] = {"format": FORMAT}
    if isinstance(claim, FilingClaim):
        value["claim"] = {"kind": claim.kind, "leaf": claim.leaf.hex()}
    else:
        value["claim"] = {"kind": claim.kind, "achievement": _hex(claim.achievement), "at": claim.at}
    name = bundle.ledger
    value["ledger"] = {"chain": name.chain_id, "salt": _hex(name.salt), "log": name.log, "demo": name.demo}
    if (filing := bundle.filing) is not None:
        value["filing"] = {"entry": to_base64(filing.entry), "disclosures": list(filing.disclosures)}
        if filing.attachments:
            value["filing"]["attachments"] = [
                {"name": file.name, "content": to_base64(file.content)} for file in filing.attachments
            ]
        if (line := filing.line) is not None:
            path = [to_base64(node) for node in line.path]
            value["filing"]["line"] = {"index": line.index, "disclosure": line.disclosure, "path": path}
    if bundle.log_proof is not None:
        value["log"] = {"proof": bundle.log_proof}
    if (anchor := bundle.anchor) is not None:
        value["anchor"] = {
            "size": anchor.size,
            "root": to_base64(anchor.root),
            "time": anchor.time,
            "consistency": [to_base64(node) for node in anchor.consistency],
            "storageProof": _hexes(anchor.storage_proof),
        }
    if (chain := bundle.chain) is not None:
        value["chain"] = {"header": _hex(chain.header), "anchorLogProof": _hexes(chain.anchor_log)}
        if chain.title_registry is not None:
            value["chain"]["titleRegistryProof"] = _hexes(chain.title_registry)
        if chain.authority is not None:
            value["chain"]["authorityProof"] = _hexes(chain.authority)
    if bundle.title is not None:
        value["title"] = _title_dict(bundle.title)
    value["timestamps"] = [to_base64(token) for token in bundle.timestamps]
    return value


def _title_dict(title: TitlePart) -> dict[str, Any]:
    value: dict[str, Any] = {
        "instruments": [
            {"kind": act.kind, "message": act.message, "seals": _hex(act.seals), "time": act.time}
            for act in title.instruments
        ],
        "head": _slot_dict(title.head),
        "trail": _slot_dict(title.trail),
        "words": [_slot_dict(word) for word in title.words],
    }
    if title.signers is not None:
        value["signers"] = {
            "parties": [
                {"party": signer.party, **_slot_dict(signer.slot)}
                | ({"wallet": _hexes(signer.wallet)} if signer.wallet is not None else {})
                for signer in title.signers.parties
            ],
            "appointments": [
                {"appointment": proof.appointment, **_slot_dict(proof.slot)} for proof in title.signers.appointments
            ],
        }
    return value


def _slot_dict(slot: Slot) -> dict[str, Any]:
    return {"value": _hex(slot.value), "proof": _hexes(slot.proof)}


def _hex(raw: bytes) -> str:
    return "0x" + raw.hex()


def _hexes(nodes: tuple[bytes, ...]) -> list[str]:
    return [_hex(node) for node in nodes]
