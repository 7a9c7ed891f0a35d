"""Sealing: AES-256-GCM under a random 96-bit nonce, bound to a purpose and a context.

A sealed value is `nonce (12 bytes) || ciphertext || tag (16 bytes)`. The associated data is the purpose, a zero byte
and the context, so that a value moved to another row or another column does not open.
"""

import secrets

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from ledger.core.errors import Corrupt

KEY_SIZE = 32
_NONCE_SIZE = 12


def new_key() -> bytes:
    """A fresh 32-byte key."""
    return secrets.token_bytes(KEY_SIZE)


class Sealer:
    """Seals many values under one key, which is expanded once. At most 2^32 of them: the nonces are random."""

    def __init__(self, key: bytes) -> None:
        self._cipher = AESGCM(key)

    def seal(self, purpose: str, context: bytes, plain: bytes) -> bytes:
        """Seals `plain` so that it opens only with the same key, purpose and context."""
        nonce = secrets.token_bytes(_NONCE_SIZE)
        return nonce + self._cipher.encrypt(nonce, plain, _associated(purpose, context))


def seal(key: bytes, purpose: str, context: bytes, plain: bytes) -> bytes:
    """Seals one value, see `Sealer.seal`."""
    return Sealer(key).seal(purpose, context, plain)


def unseal(key: bytes, purpose: str, context: bytes, sealed: bytes) -> bytes:
    """What was sealed.

    :raises Corrupt: `SEAL_BROKEN` if the key is another one or the bytes were changed or moved.
    """
    nonce, body = sealed[:_NONCE_SIZE], sealed[_NONCE_SIZE:]
    try:
        return AESGCM(key).decrypt(nonce, body, _associated(purpose, context))
    except (InvalidTag, ValueError):
        raise Corrupt(
            "SEAL_BROKEN",
            f"a sealed {purpose} does not open with its key",
            next="restore the row or the key files from a backup",
            purpose=purpose,
        ) from None


def _associated(purpose: str, context: bytes) -> bytes:
    return purpose.encode() + b"\x00" + context
