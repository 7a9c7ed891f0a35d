"""Drafts: sealed, the author's alone, gone after 90 days."""

from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from ledger.core.errors import NotFound
from ledger.store import database, drafts
from ledger.store.drafts import DRAFT_SECONDS
from ledger.store.vault import Vault

VAULT = Vault(bytes([1]) * 32, bytes([2]) * 32)
AUTHOR, OTHER = b"a" * 20, b"o" * 20
NOW = 1_790_000_000


def test_a_draft_comes_back_as_it_was_last_saved(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        first = drafts.save(connection, VAULT, AUTHOR, {"title": "重离子"}, NOW)
        again = drafts.save(connection, VAULT, AUTHOR, {"title": "重离子慢引出"}, NOW + 5, first.id)
        assert again.id == first.id
        assert drafts.get(connection, VAULT, AUTHOR, first.id, NOW + 5) == again
        assert again.expires_at == NOW + 5 + DRAFT_SECONDS


def test_drafts_are_listed_the_last_saved_first(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        old = drafts.save(connection, VAULT, AUTHOR, {"n": 1}, NOW)
        new = drafts.save(connection, VAULT, AUTHOR, {"n": 2}, NOW + 1)
        drafts.save(connection, VAULT, OTHER, {"n": 3}, NOW)
        assert drafts.of(connection, VAULT, AUTHOR, NOW + 2) == [new, old]


def test_nobody_else_reads_changes_or_discards_a_draft(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        draft = drafts.save(connection, VAULT, AUTHOR, {"n": 1}, NOW)
        for attempt in (
            lambda: drafts.get(connection, VAULT, OTHER, draft.id, NOW),
            lambda: drafts.save(connection, VAULT, OTHER, {"n": 2}, NOW, draft.id),
            lambda: drafts.discard(connection, VAULT, OTHER, draft.id),
            lambda: drafts.get(connection, VAULT, AUTHOR, uuid4(), NOW),
        ):
            with pytest.raises(NotFound) as caught:
                attempt()
            assert caught.value.code == "DRAFT_UNKNOWN"
        assert drafts.get(connection, VAULT, AUTHOR, draft.id, NOW) == draft
        drafts.discard(connection, VAULT, AUTHOR, draft.id)
        assert drafts.of(connection, VAULT, AUTHOR, NOW) == []


def test_after_90_days_a_draft_is_gone_swept_or_not(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        draft = drafts.save(connection, VAULT, AUTHOR, {}, NOW)
        with pytest.raises(NotFound):
            drafts.get(connection, VAULT, AUTHOR, draft.id, NOW + DRAFT_SECONDS)
        assert drafts.of(connection, VAULT, AUTHOR, NOW + DRAFT_SECONDS) == []
        assert drafts.sweep(connection, NOW + DRAFT_SECONDS - 1) == 0
        assert drafts.sweep(connection, NOW + DRAFT_SECONDS) == 1


def test_the_database_sees_neither_text_nor_author(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        drafts.save(connection, VAULT, AUTHOR, {"title": "heavy ion"}, NOW)
        row = connection.execute(text("SELECT d::text FROM drafts d")).scalar_one()
    for secret in (b"heavy ion", AUTHOR):
        assert secret.hex() not in row
