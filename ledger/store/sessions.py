"""Signing in: a challenge that is answered once, and the session that the answer opens.

Neither challenges nor tokens are stored, only their SHA-256. Times are seconds since 1970.
"""

import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from sqlalchemy import BigInteger, Column, LargeBinary, Table, select
from sqlalchemy.engine import Connection, Row

from ledger.core.errors import NotFound, NotSignedIn
from ledger.store.metadata import metadata

CHALLENGE_SECONDS = 300
SESSION_SECONDS = 3600
_MOST_LISTED = 100

challenges = Table(
    "challenges",
    metadata,
    Column("challenge_hash", LargeBinary, primary_key=True),
    Column("signer", LargeBinary, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
)

sessions = Table(
    "sessions",
    metadata,
    Column("token_hash", LargeBinary, primary_key=True),
    Column("signer", LargeBinary, nullable=False),
    Column("party", BigInteger),
    Column("created_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
)


@dataclass(frozen=True)
class Challenge:
    """32 random bytes that a signer signs within five minutes to show that the key is at hand."""

    value: bytes = field(repr=False)
    signer: bytes
    expires_at: int


@dataclass(frozen=True)
class Session:
    """Whose requests a token makes.

    :param id: 16 hex digits that name it and open nothing.
    :param signer: ERC-7913 bytes.
    :param party: the party that this signer speaks for, None for a filer who is no party yet.
    """

    id: str
    signer: bytes
    party: int | None
    created_at: int
    expires_at: int


def challenge(connection: Connection, signer: bytes, now: int) -> Challenge:
    """A new challenge for that signer."""
    value = secrets.token_bytes(32)
    expires_at = now + CHALLENGE_SECONDS
    row = {"challenge_hash": sha256(value).digest(), "signer": signer, "expires_at": expires_at}
    connection.execute(challenges.insert().values(row))
    return Challenge(value, signer, expires_at)


def take(connection: Connection, value: bytes, signer: bytes, now: int) -> None:
    """Uses up a challenge; of two requests with the same one, one is refused.

    :raises NotSignedIn: `CHALLENGE_UNKNOWN` if it was not given to this signer, was used before, or is too old.
    """
    statement = (
        challenges.delete()
        .where(challenges.c.challenge_hash == sha256(value).digest(), challenges.c.signer == signer)
        .returning(challenges.c.expires_at)
    )
    expires_at = connection.scalar(statement)
    if expires_at is None or expires_at <= now:
        raise NotSignedIn(
            "CHALLENGE_UNKNOWN",
            "the challenge was not given to this signer, was answered before, or is older than five minutes",
            next="ask for a new challenge and sign that",
        )


def start(connection: Connection, signer: bytes, party: int | None, now: int) -> tuple[str, Session]:
    """Opens a session for one hour; returns the bearer token, which is shown this once, and the session."""
    token = secrets.token_urlsafe(32)
    session = Session(_id(_hash(token)), signer, party, now, now + SESSION_SECONDS)
    row = {
        "token_hash": _hash(token),
        "signer": signer,
        "party": party,
        "created_at": session.created_at,
        "expires_at": session.expires_at,
    }
    connection.execute(sessions.insert().values(row))
    return token, session


def current(connection: Connection, token: str, now: int) -> Session:
    """The session of a token.

    :raises NotSignedIn: `SESSION_UNKNOWN` if there is none or its hour is over.
    """
    row = connection.execute(select(sessions).where(sessions.c.token_hash == _hash(token))).first()
    if row is None or row.expires_at <= now:
        raise NotSignedIn("SESSION_UNKNOWN", "the session is unknown or over", next="sign in again")
    return _session(row)


def of_signer(connection: Connection, signer: bytes, now: int) -> list[Session]:
    """The sessions of a key that are open, newest first."""
    statement = select(sessions).where(sessions.c.signer == signer, sessions.c.expires_at > now)
    rows = connection.execute(statement.order_by(sessions.c.created_at.desc()).limit(_MOST_LISTED))
    return [_session(row) for row in rows]


def end_all(connection: Connection, signer: bytes) -> int:
    """Closes every session of a key and says how many that were."""
    return connection.execute(sessions.delete().where(sessions.c.signer == signer)).rowcount


def end(connection: Connection, token: str) -> None:
    """Closes a session; no error if it is closed already."""
    connection.execute(sessions.delete().where(sessions.c.token_hash == _hash(token)))


def end_one(connection: Connection, signer: bytes, id: str, now: int) -> None:
    """Closes the session of a key that has this id.

    :raises NotFound: `SESSION_NOT_OPEN` if no session of the key that is open has it.
    """
    for row in connection.execute(select(sessions).where(sessions.c.signer == signer, sessions.c.expires_at > now)):
        if _id(row.token_hash) == id:
            connection.execute(sessions.delete().where(sessions.c.token_hash == row.token_hash))
            return
    raise NotFound(
        "SESSION_NOT_OPEN", f"your key has no open session {id}", next="see which sessions are open", session=id
    )


def sweep(connection: Connection, now: int) -> int:
    """Deletes what has expired and says how many rows that were."""
    old_challenges = connection.execute(challenges.delete().where(challenges.c.expires_at <= now)).rowcount
    old_sessions = connection.execute(sessions.delete().where(sessions.c.expires_at <= now)).rowcount
    return old_challenges + old_sessions


def _session(row: Row[Any]) -> Session:
    return Session(_id(row.token_hash), row.signer, row.party, row.created_at, row.expires_at)


def _id(token_hash: bytes) -> str:
    return token_hash[:8].hex()


def _hash(token: str) -> bytes:
    return sha256(token.encode()).digest()
