"""Acts as drafted, and their signatures."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import Connection, Engine

from ledger.core.errors import NotFound
from ledger.store import acts, database
from ledger.store.acts import Drafted, Signed


def _add(connection: Connection, digest: bytes, *, seats: tuple[int, ...] = (1, 2), expires_at: int = 100) -> Drafted:
    return acts.add(
        connection,
        id=uuid4(),
        kind="convey",
        message={"act": {"deadline": expires_at}, "big": 1 << 60},
        digest=digest,
        seats=seats,
        author=9,
        now=5,
        expires_at=expires_at,
    )


def test_the_same_message_drafted_twice_is_one_act(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        first = _add(connection, b"d" * 32)
        assert _add(connection, b"d" * 32) == first
        assert acts.get(connection, first.id) == first
        assert acts.by_digest(connection, b"d" * 32) == first
        assert first.message["big"] == 1 << 60


def test_an_unknown_act_is_told(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        assert acts.by_digest(connection, b"x" * 32) is None
        with pytest.raises(NotFound):
            acts.get(connection, UUID(int=0))


def test_a_later_signature_of_a_party_takes_the_place_of_its_earlier_one(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        act = _add(connection, b"d" * 32)
        acts.sign(connection, act.id, 2, b"two", 10)
        acts.sign(connection, act.id, 1, b"one", 11)
        acts.sign(connection, act.id, 2, b"two again", 12)
        assert acts.signatures(connection, act.id) == [Signed(1, False, b"one", 11), Signed(2, False, b"two again", 12)]


def test_a_party_finds_the_acts_in_which_it_has_a_seat_page_by_page(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        drafted = [_add(connection, bytes([i]) * 32, seats=(i % 2, 7)) for i in range(5)]
        assert acts.of_party(connection, 7, before=None, limit=10) == drafted[::-1]
        assert acts.of_party(connection, 9, before=None, limit=10) == drafted[::-1]
        assert acts.of_party(connection, 1, before=None, limit=10) == [drafted[3], drafted[1]]
        page = acts.of_party(connection, 7, before=None, limit=2)
        assert page + acts.of_party(connection, 7, before=page[-1].number, limit=10) == drafted[::-1]
        assert acts.of_party(connection, 5, before=None, limit=10) == []


def test_old_acts_go_with_their_signatures(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        old, kept = _add(connection, b"o" * 32, expires_at=10), _add(connection, b"k" * 32, expires_at=20)
        acts.sign(connection, old.id, 1, b"s", 1)
        assert acts.forget(connection, 15) == 1
        assert acts.of_party(connection, 1, before=None, limit=9) == [kept]
        assert acts.signatures(connection, old.id) == []
