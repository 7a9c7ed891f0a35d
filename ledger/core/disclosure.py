"""Disclosures: single fields that can be shown or withheld (RFC 9901 §4.2.1, object members only).

A disclosure is the base64url text of `[salt, name, value]`; the log holds only the digest of that text. The salt has
128 random bits, so the digest tells nothing to those who do not hold the text. Verifiers hash the text they receive,
so its JSON need not be canonical, though ours is.
"""

from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from ledger.core import canonical
from ledger.core.encoding import from_base64url, to_base64url
from ledger.core.errors import Malformed

SALT_SIZE = 16
MAX_BYTES = 1 << 17


@dataclass(frozen=True)
class Disclosure:
    """A disclosure and what it says.

    :param text: the base64url text as it was made or received; the digest is over it.
    :param value: any value that can be committed (see `ledger.core.canonical`).
    """

    text: str
    salt: bytes
    name: str
    value: Any

    @property
    def digest(self) -> str:
        """What the log holds of it."""
        return digest(self.text)


def make(salt: bytes, name: str, value: Any) -> Disclosure:
    """A disclosure of one field.

    :param salt: 16 random bytes, never used twice.
    :raises Malformed: `SALT_SIZE_WRONG`, or `VALUE_NOT_COMMITTABLE`.
    """
    if len(salt) != SALT_SIZE:
        raise Malformed("SALT_SIZE_WRONG", f"a salt has {SALT_SIZE} bytes, not {len(salt)}")
    return Disclosure(to_base64url(canonical.encode([to_base64url(salt), name, value])), salt, name, value)


def parse(text: str) -> Disclosure:
    """Read a disclosure.

    :raises Malformed: `DISCLOSURE_MALFORMED`, or what is wrong with its base64url or its JSON.
    """
    if len(text) > MAX_BYTES * 4 // 3:
        raise Malformed("DISCLOSURE_MALFORMED", f"a disclosure of {len(text)} characters is too long")
    content = canonical.decode(from_base64url(text, "a disclosure"), MAX_BYTES)
    match content:
        case [str(salt), str(name), value]:
            return Disclosure(text, from_base64url(salt, f"the salt of {name[:80]!r}", SALT_SIZE), name, value)
    raise Malformed("DISCLOSURE_MALFORMED", "a disclosure is [salt, name, value], salt and name strings")


def digest(text: str) -> str:
    """Digest of a disclosure: base64url of SHA-256 over its ASCII text (RFC 9901 §4.2.3)."""
    return to_base64url(sha256(text.encode("ascii")).digest())
