"""Assertions of passkeys (W3C Web Authentication, Level 3), as the seals of the contract `WebAuthnVerifier` carry them.

`r (32) || s (32) || uint16 length of authenticatorData || authenticatorData || clientDataJSON`, at most 4096 bytes. The
challenge of the assertion is the digest that is sealed; the passkey signs SHA-256(authenticatorData ||
SHA-256(clientDataJSON)). clientDataJSON is held to the beginning that every client writes (section 5.8.1.1), no JSON is
parsed. Nothing is compared with rpIdHash and origin: a ledger knows no web address.
"""

from dataclasses import dataclass
from hashlib import sha256

from ledger.core.encoding import to_base64url
from ledger.core.errors import Malformed, ProofInvalid

MAX_BYTES = 4096
"""Of a whole signature, as the contract takes it."""
UP, UV, BE, BS = 0x01, 0x04, 0x08, 0x10
_HEAD = 66  # r, s, length
_LEAST = 37  # rpIdHash 32, flags 1, signCount 4


@dataclass(frozen=True)
class Assertion:
    """What a passkey answers.

    :param scalars: r || s, 64 bytes.
    :param authenticator_data: 37 bytes or more.
    :param client_data: clientDataJSON, the client's bytes.
    """

    scalars: bytes
    authenticator_data: bytes
    client_data: bytes

    @property
    def signed(self) -> bytes:
        """The 32 bytes that r || s is a signature of."""
        return signed(self.authenticator_data, self.client_data)

    def to_bytes(self) -> bytes:
        """The signature as the contract takes it."""
        length = len(self.authenticator_data).to_bytes(2, "big")
        return self.scalars + length + self.authenticator_data + self.client_data


def signed(authenticator_data: bytes, client_data: bytes) -> bytes:
    """The 32 bytes that the key signs: SHA-256(authenticatorData || SHA-256(clientDataJSON))."""
    return sha256(authenticator_data + sha256(client_data).digest()).digest()


def beginning(challenge: bytes) -> bytes:
    """How the clientDataJSON of an assertion over these bytes begins, up to the quotation mark behind the challenge."""
    return b'{"type":"webauthn.get","challenge":"' + to_base64url(challenge).encode() + b'"'


def read(signature: bytes, challenge: bytes) -> Assertion:
    """The assertion in a signature, if it is one over the challenge; whether the key signed it is not asked here.

    :param challenge: the 32-byte digest.
    :raises Malformed: `ASSERTION_MALFORMED` for lengths that do not fit.
    :raises ProofInvalid: `ASSERTION_WRONG` for another type or challenge, or flags that do not say that the user was
        present and verified.
    """
    length = int.from_bytes(signature[64:_HEAD], "big")
    if not _HEAD + _LEAST <= _HEAD + length <= len(signature) <= MAX_BYTES:
        raise Malformed(
            "ASSERTION_MALFORMED",
            f"{len(signature)} bytes are no r || s, length, authenticatorData and clientDataJSON of a passkey",
            next=f"put them together in this order, {MAX_BYTES} bytes at most",
        )
    found = Assertion(signature[:64], signature[_HEAD : _HEAD + length], signature[_HEAD + length :])
    flags = found.authenticator_data[32]
    if flags & (UP | UV) != UP | UV or flags & (BE | BS) == BS:
        raise _wrong(f"its flags are 0x{flags:02x}; the user has to be present (0x01) and verified (0x04)")
    begun = beginning(challenge)
    rest = found.client_data[len(begun) :]
    if not found.client_data.startswith(begun) or not (rest == b"}" or (rest[:1] == b"," and rest[-1:] == b"}")):
        raise _wrong(f"its client data is not that of webauthn.get with the challenge {to_base64url(challenge)}")
    return found


def _wrong(why: str) -> ProofInvalid:
    next = "ask the passkey again: the digest as challenge, userVerification required"
    return ProofInvalid("ASSERTION_WRONG", f"this assertion does not count: {why}", next=next)
