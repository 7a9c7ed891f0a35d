"""Signed notes: C2SP signed-note (<https://c2sp.org/signed-note>) and the cosignatures of C2SP tlog-cosignature.

A note is a text that ends in a newline, an empty line, and signature lines. A signature belongs to a key by the pair
of name and key id. What a key's type byte means is said once, in `_TYPES`; another type (ML-DSA-44, 0x06) is one more
class there.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Protocol

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from ledger.core.encoding import from_base64, to_base64
from ledger.core.errors import Malformed, ProofInvalid, TooLarge

ED25519 = 0x01
COSIGNATURE_V1 = 0x04
MAX_SIGNATURES = 64
MAX_SIZE = 1 << 20
_DASH = "\N{EM DASH} "
_CONTROL = re.compile(r"[\x00-\x09\x0b-\x1f]")
_NOT_IN_NAMES = re.compile(r"[\s+]")


@dataclass(frozen=True)
class Signature:
    """One signature line: the name of a key, its id (4 bytes), and what the key's type makes of the rest."""

    name: str
    key_id: bytes
    blob: bytes

    @property
    def line(self) -> str:
        """The line as it stands in a note, with its newline."""
        return f"{_DASH}{self.name} {to_base64(self.key_id + self.blob)}\n"


@dataclass(frozen=True)
class Note:
    """A text with its signatures, none of them checked yet.

    :param text: ends in a newline.
    """

    text: str
    signatures: tuple[Signature, ...]

    @property
    def content(self) -> str:
        """The note as it is published."""
        return self.text + "\n" + "".join(signature.line for signature in self.signatures)

    def with_signatures(self, more: Iterable[Signature]) -> "Note":
        """The note with further signatures behind those it has."""
        return Note(self.text, (*self.signatures, *more))


@dataclass(frozen=True)
class Verified:
    """A signature that verified: by which key and, for a cosignature, when it says it was made (seconds)."""

    key: "VerifierKey"
    time: int | None


@dataclass(frozen=True)
class VerifierKey:
    """A public key with its name and type, written as a vkey: `name+hex(key id)+base64(type || public key)`."""

    name: str
    type: int
    public: bytes

    def __post_init__(self) -> None:
        if not self.name or _NOT_IN_NAMES.search(self.name) or _CONTROL.search(self.name):
            raise Malformed("KEY_NAME_MALFORMED", f"{self.name[:80]!r} is no key name: no spaces and no plus")
        if self.type not in _TYPES:
            known = ", ".join(f"0x{number:02x}" for number in _TYPES)
            raise Malformed(
                "KEY_TYPE_UNKNOWN", f"the key of {self.name} has type 0x{self.type:02x}", next=f"use {known}"
            )
        if len(self.public) != _TYPES[self.type].public_size:
            raise Malformed("KEY_MALFORMED", f"the key of {self.name} has {len(self.public)} bytes")

    @classmethod
    def parse(cls, vkey: str) -> "VerifierKey":
        """The key of a vkey.

        :raises Malformed: `VKEY_MALFORMED`, `KEY_TYPE_UNKNOWN` and what else is wrong with it.
        """
        name, _, rest = vkey.partition("+")
        key_id, _, encoded = rest.partition("+")
        raw = from_base64(encoded, f"the key of {name[:80]!r}")
        if not raw:
            raise Malformed("VKEY_MALFORMED", f"{vkey[:120]!r} is no vkey", next="name+<8 hex digits>+<base64>")
        key = cls(name, raw[0], raw[1:])
        if key_id != key.key_id.hex():
            raise Malformed("VKEY_MALFORMED", f"the key id of {name} is {key.key_id.hex()}, not {key_id[:20]!r}")
        return key

    @property
    def key_id(self) -> bytes:
        """First 4 bytes of SHA-256(name || 0x0A || type || public key)."""
        return sha256(self.name.encode() + b"\n" + bytes([self.type]) + self.public).digest()[:4]

    @property
    def vkey(self) -> str:
        """The key as one word, as policies write it."""
        return f"{self.name}+{self.key_id.hex()}+{to_base64(bytes([self.type]) + self.public)}"

    def verify(self, text: str, signature: Signature) -> Verified:
        """Check a signature that carries this key's name and id.

        :raises ProofInvalid: `NOTE_SIGNATURE_INVALID`.
        """
        try:
            return Verified(self, _TYPES[self.type].verify(self.public, text, signature.blob))
        except InvalidSignature:
            raise ProofInvalid(
                "NOTE_SIGNATURE_INVALID",
                f"the signature of {self.name} ({self.key_id.hex()}) does not fit the note",
                key=self.vkey,
            ) from None


class Signer(Protocol):
    """Whatever signs notes: a key in memory, a file, a device; of any type."""

    @property
    def key(self) -> VerifierKey:
        """The key under which the signatures verify."""

    def sign(self, text: str) -> Signature:
        """A signature on the text of a note."""


@dataclass(frozen=True)
class Ed25519Signer:
    """Signs the text itself (type 0x01), as a log does.

    :param seed: 32 bytes, the private key of RFC 8032.
    """

    name: str
    seed: bytes

    @property
    def key(self) -> VerifierKey:
        """The key under which the signatures verify."""
        return VerifierKey(self.name, ED25519, _public(self.seed))

    def sign(self, text: str) -> Signature:
        """A signature on the text of a note."""
        return Signature(self.name, self.key.key_id, _private(self.seed).sign(text.encode()))

    def __repr__(self) -> str:
        return f"Ed25519Signer({self.name!r})"


@dataclass(frozen=True)
class Cosigner:
    """Signs text and time (cosignature/v1, type 0x04), as a witness does.

    :param seed: 32 bytes; never that of another cosigner, because the message does not name the cosigner.
    :param time: seconds since 1970 at which the cosigner states to have seen this as the largest tree.
    """

    name: str
    seed: bytes
    time: int

    @property
    def key(self) -> VerifierKey:
        """The key under which the signatures verify."""
        return VerifierKey(self.name, COSIGNATURE_V1, _public(self.seed))

    def sign(self, text: str) -> Signature:
        """A signature on the text of a checkpoint and the time."""
        made = _private(self.seed).sign(_Cosignature.message(text, self.time))
        return Signature(self.name, self.key.key_id, self.time.to_bytes(8, "big") + made)

    def __repr__(self) -> str:
        return f"Cosigner({self.name!r}, time={self.time})"


def sign(text: str, signers: Sequence[Signer]) -> Note:
    """A note over the text with a signature of each.

    :raises Malformed: `NOTE_MALFORMED` if the text cannot be a note's.
    """
    if not text.endswith("\n") or _CONTROL.search(text):
        raise Malformed("NOTE_MALFORMED", "the text of a note ends in a newline and has no other control characters")
    return Note(text, tuple(signer.sign(text) for signer in signers))


def parse(content: bytes | str) -> Note:
    """Read a note without checking any signature.

    :raises Malformed: `NOTE_MALFORMED`.
    :raises TooLarge: `NOTE_TOO_LARGE` above a MiB or 64 signatures.
    """
    raw = content.encode("utf-8", "surrogatepass") if isinstance(content, str) else content
    if len(raw) > MAX_SIZE:
        raise TooLarge("NOTE_TOO_LARGE", f"a note of {len(raw)} bytes; at most {MAX_SIZE} are read")
    try:
        whole = raw.decode("utf-8")
    except UnicodeDecodeError:
        raise Malformed("NOTE_MALFORMED", "the note is not UTF-8") from None
    if _CONTROL.search(whole):
        raise Malformed("NOTE_MALFORMED", "the note has a control character other than newline")
    text, empty_line, below = whole.rpartition("\n\n")
    if not empty_line or not below.endswith("\n"):
        raise Malformed("NOTE_MALFORMED", "a note is a text, an empty line, and signature lines that end in a newline")
    lines = below[:-1].split("\n")
    if len(lines) > MAX_SIGNATURES:
        raise TooLarge("NOTE_TOO_LARGE", f"a note with {len(lines)} signatures; at most {MAX_SIGNATURES} are read")
    return Note(text + "\n", tuple(_parse_line(line) for line in lines))


def verify(note: Note, keys: Iterable[VerifierKey]) -> list[Verified]:
    """Check the signatures of the known keys and ignore all others; may be empty.

    :raises ProofInvalid: `NOTE_SIGNATURE_INVALID` as soon as the signature of one known key fails.
    """
    known = {(key.name, key.key_id): key for key in keys}
    verified: dict[VerifierKey, Verified] = {}
    for signature in note.signatures:
        key = known.get((signature.name, signature.key_id))
        if key is not None:
            verified.setdefault(key, key.verify(note.text, signature))
    return list(verified.values())


def open_note(content: bytes | str, keys: Iterable[VerifierKey]) -> Note:
    """Read a note that at least one of the keys signed.

    :raises ProofInvalid: `NOTE_UNSIGNED` if none did, `NOTE_SIGNATURE_INVALID` if one of them fails.
    """
    note, wanted = parse(content), list(keys)
    if not verify(note, wanted):
        names = ", ".join(key.name for key in wanted)
        raise ProofInvalid("NOTE_UNSIGNED", f"the note is signed by none of: {names or 'no key is known'}")
    return note


def _parse_line(line: str) -> Signature:
    name, space, encoded = line.removeprefix(_DASH).partition(" ")
    if not line.startswith(_DASH) or not space or not name or _NOT_IN_NAMES.search(name):
        raise Malformed("NOTE_MALFORMED", f"{line[:120]!r} is no signature line")
    raw = from_base64(encoded, f"the signature of {name}")
    if len(raw) < 5:
        raise Malformed("NOTE_MALFORMED", f"the signature of {name} has {len(raw)} bytes, fewer than a key id and one")
    return Signature(name, raw[:4], raw[4:])


class _SignatureType(Protocol):
    public_size: int

    def verify(self, public: bytes, text: str, blob: bytes) -> int | None:
        """The time that the signature states, if its type has one; raises `InvalidSignature`."""


class _Ed25519:
    public_size = 32

    def verify(self, public: bytes, text: str, blob: bytes) -> None:
        Ed25519PublicKey.from_public_bytes(public).verify(blob, text.encode())


class _Cosignature:
    public_size = 32

    @staticmethod
    def message(text: str, time: int) -> bytes:
        return f"cosignature/v1\ntime {time}\n{text}".encode()

    def verify(self, public: bytes, text: str, blob: bytes) -> int:
        time = int.from_bytes(blob[:8], "big")
        if len(blob) != 72 or time >= 1 << 63:
            raise InvalidSignature
        Ed25519PublicKey.from_public_bytes(public).verify(blob[8:], self.message(text, time))
        return time


_TYPES: dict[int, _SignatureType] = {ED25519: _Ed25519(), COSIGNATURE_V1: _Cosignature()}


def _private(seed: bytes) -> Ed25519PrivateKey:
    if len(seed) != 32:
        raise Malformed("KEY_MALFORMED", f"an Ed25519 seed has 32 bytes, not {len(seed)}")
    return Ed25519PrivateKey.from_private_bytes(seed)


def _public(seed: bytes) -> bytes:
    return _private(seed).public_key().public_bytes_raw()
