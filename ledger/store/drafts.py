"""Drafts: unfinished forms, sealed under the master key, for their author alone, gone after 90 days.

The author stands in the row only as an HMAC under the index key.
"""

import json
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import BigInteger, Column, LargeBinary, Row, Table, Uuid, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import Connection

from ledger.core.errors import NotFound
from ledger.store import sealing
from ledger.store.metadata import metadata
from ledger.store.vault import Vault

DRAFT_SECONDS = 90 * 24 * 3600

drafts = Table(
    "drafts",
    metadata,
    Column("id", Uuid, primary_key=True),
    Column("author", LargeBinary, nullable=False, index=True),
    Column("sealed", LargeBinary, nullable=False),
    Column("saved_at", BigInteger, nullable=False),
    Column("expires_at", BigInteger, nullable=False, index=True),
)

_DRAFT = "draft"


@dataclass(frozen=True)
class Draft:
    """An unfinished form.

    :param content: whatever the author's page keeps, JSON-ready.
    :param saved_at: when it was last saved, seconds since 1970.
    :param expires_at: 90 days later.
    """

    id: UUID
    content: dict[str, Any]
    saved_at: int
    expires_at: int


def save(
    connection: Connection, vault: Vault, author: bytes, content: dict[str, Any], now: int, id: UUID | None = None
) -> Draft:
    """Saves a new draft, or a new state of the one with that id.

    :param author: ERC-7913 bytes of the author's signer.
    :raises NotFound: `DRAFT_UNKNOWN` if `id` is a draft of somebody else.
    """
    draft = Draft(id or uuid4(), content, now, now + DRAFT_SECONDS)
    name = _author(vault, author)
    plain = json.dumps(content, ensure_ascii=False).encode()
    row = {
        "id": draft.id,
        "author": name,
        "sealed": sealing.seal(vault.master_key, _DRAFT, draft.id.bytes + name, plain),
        "saved_at": draft.saved_at,
        "expires_at": draft.expires_at,
    }
    change = {column: row[column] for column in ("sealed", "saved_at", "expires_at")}
    statement = insert(drafts).values(row)
    statement = statement.on_conflict_do_update(index_elements=["id"], set_=change, where=drafts.c.author == name)
    if connection.execute(statement.returning(drafts.c.id)).first() is None:
        raise _unknown(draft.id)
    return draft


def get(connection: Connection, vault: Vault, author: bytes, id: UUID, now: int) -> Draft:
    """A draft of that author.

    :raises NotFound: `DRAFT_UNKNOWN` if there is none, it is somebody else's, or its 90 days are over.
    """
    name = _author(vault, author)
    statement = select(drafts).where(drafts.c.id == id, drafts.c.author == name, drafts.c.expires_at > now)
    row = connection.execute(statement).first()
    if row is None:
        raise _unknown(id)
    return _opened(vault, row)


def of(connection: Connection, vault: Vault, author: bytes, now: int) -> list[Draft]:
    """All drafts of that author, the last saved first."""
    statement = select(drafts).where(drafts.c.author == _author(vault, author), drafts.c.expires_at > now)
    rows = connection.execute(statement.order_by(drafts.c.saved_at.desc(), drafts.c.id))
    return [_opened(vault, row) for row in rows]


def discard(connection: Connection, vault: Vault, author: bytes, id: UUID) -> None:
    """Deletes a draft of that author.

    :raises NotFound: `DRAFT_UNKNOWN`.
    """
    statement = drafts.delete().where(drafts.c.id == id, drafts.c.author == _author(vault, author))
    if connection.execute(statement).rowcount != 1:
        raise _unknown(id)


def sweep(connection: Connection, now: int) -> int:
    """Deletes the drafts whose 90 days are over and says how many that were."""
    return connection.execute(drafts.delete().where(drafts.c.expires_at <= now)).rowcount


def _author(vault: Vault, signer: bytes) -> bytes:
    return vault.name_of("draft author", signer)


def _opened(vault: Vault, row: Row[*tuple[Any, ...]]) -> Draft:
    plain = sealing.unseal(vault.master_key, _DRAFT, row.id.bytes + row.author, row.sealed)
    return Draft(row.id, json.loads(plain), row.saved_at, row.expires_at)


def _unknown(id: UUID) -> NotFound:
    return NotFound("DRAFT_UNKNOWN", f"you have no draft {id}", next="list your drafts", id=str(id))
