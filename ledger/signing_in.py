"""Signing in: a text that names this service is signed with a key, and opens a session of one hour for that key.

The text follows ERC-4361, so that wallets show it well; its digest is that of EIP-191 (version 0x45), for accounts and
P-256 keys alike. It moves nothing and costs nothing. Because it names the service and carries a nonce that is used up,
a text signed for one service opens nothing at another, and nothing twice.
"""

import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from eth_hash.auto import keccak
from eth_utils.address import to_checksum_address
from sqlalchemy import Connection

from ledger.core import signatures
from ledger.core.errors import Malformed, NotSignedIn, ProofInvalid
from ledger.store import sessions
from ledger.store.sessions import Session

_CHALLENGE = re.compile(r"([0-9a-f]{64})\.([0-9]{1,12})\.([0-9a-f]{40}|[0-9a-f]{168})")
_LOCAL = ("localhost", "127.0.0.1", "[::1]")


@dataclass(frozen=True)
class Challenge:
    """What a key signs to sign in.

    :param id: to be sent back with the signature.
    :param message: the text that is signed.
    """

    id: str
    message: str
    expires_at: int


@dataclass(frozen=True)
class Opened:
    """A session, and the bearer token that is shown this once."""

    token: str = field(repr=False)
    session: Session


def challenge(connection: Connection, signer: bytes, *, domain: str, chain_id: int, now: int) -> Challenge:
    """A new text for that key to sign within five minutes.

    :param signer: ERC-7913 bytes.
    :param domain: host, and port where it is not the usual one, under which the reader knows this service.
    :raises Malformed: `SIGNER_UNKNOWN` or `KEY_MALFORMED`.
    """
    signatures.check_signer(signer)
    given = sessions.challenge(connection, signer, now)
    issued = given.expires_at - sessions.CHALLENGE_SECONDS
    text = _text(given.value, signer, issued, domain, chain_id)
    return Challenge(f"{given.value.hex()}.{issued}.{signer.hex()}", text, given.expires_at)


def sign_in(
    connection: Connection, challenge_id: str, signature: bytes, *, domain: str, chain_id: int, now: int
) -> Opened:
    """The session that a signed text opens; each text opens one.

    :param domain: as it was given to `challenge`.
    :raises Malformed: `CHALLENGE_MALFORMED`.
    :raises NotSignedIn: `SIGN_IN_REFUSED` for a signature that is not that key's over that text, `CHALLENGE_UNKNOWN`.
    """
    match = _CHALLENGE.fullmatch(challenge_id)
    if match is None or int(match[2]) > now + sessions.CHALLENGE_SECONDS:
        raise Malformed("CHALLENGE_MALFORMED", "this is no challenge of ours", next="ask for a challenge first")
    value, issued, signer = bytes.fromhex(match[1]), int(match[2]), bytes.fromhex(match[3])
    text = _text(value, signer, issued, domain, chain_id)
    try:
        signatures.verify(signer, text_digest(text), signature)
    except ProofInvalid as error:
        raise NotSignedIn(
            "SIGN_IN_REFUSED",
            f"the signature does not belong to this text and key: {error.message}",
            next="sign the text of the challenge exactly as it was sent, with the key that asked for it",
        ) from None
    sessions.take(connection, value, signer, now)
    token, session = sessions.start(connection, signer, None, now)
    return Opened(token, session)


def text_digest(text: str) -> bytes:
    """The 32 bytes that are signed for a text: EIP-191 version 0x45 (`personal_sign`)."""
    raw = text.encode()
    return keccak(b"\x19Ethereum Signed Message:\n" + str(len(raw)).encode() + raw)


def is_local(domain: str) -> bool:
    """Whether a domain names the reader's own machine."""
    return re.sub(r":[0-9]{1,5}\Z", "", domain) in _LOCAL


def _text(value: bytes, signer: bytes, issued: int, domain: str, chain_id: int) -> str:
    account = len(signer) == signatures.ACCOUNT_SIZE
    lines = (
        f"{domain} wants you to sign in with your {'Ethereum account' if account else 'P-256 key'}:",
        to_checksum_address(signer) if account else f"0x{signer.hex()}",
        "",
        "Opens a session of one hour. Moves nothing and costs nothing.",
        "",
        f"URI: {'http' if is_local(domain) else 'https'}://{domain}",
        "Version: 1",
        f"Chain ID: {chain_id}",
        f"Nonce: {value.hex()}",
        f"Issued At: {_instant(issued)}",
        f"Expiration Time: {_instant(issued + sessions.CHALLENGE_SECONDS)}",
    )
    return "\n".join(lines)


def _instant(seconds: int) -> str:
    return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
