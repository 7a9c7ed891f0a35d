"""The blob of seals that an act carries: for each seat `uint16` length and signature, length 0 where nobody signed."""

from collections.abc import Iterable

from ledger.core.errors import TooLarge
from ledger.core.signatures import ACCOUNT_SIZE


def seal(signer: bytes, signature: bytes) -> bytes:
    """A signature as the contract takes it at its seat.

    An account's goes as it is (so does what an ERC-1271 wallet wants). That of a key carries the key along, because
    the chain stores only its hash: `uint16 length of the key || verifier (20) || key || signature`.
    """
    if len(signer) == ACCOUNT_SIZE:
        return signature
    return (len(signer) - ACCOUNT_SIZE).to_bytes(2, "big") + signer + signature


def blob(seals: Iterable[bytes]) -> bytes:
    """The seals of all seats in the roll's order, empty bytes for a seat that did not sign.

    :raises TooLarge: `SEAL_TOO_LARGE` beyond 65 535 bytes.
    """
    parts = []
    for content in seals:
        if len(content) > 0xFFFF:
            message = f"a seal of {len(content)} bytes; 65535 fit"
            raise TooLarge("SEAL_TOO_LARGE", message, next="sign with another signer", size=len(content))
        parts.append(len(content).to_bytes(2, "big") + content)
    return b"".join(parts)
