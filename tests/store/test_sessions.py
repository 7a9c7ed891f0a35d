"""Sessions: a challenge is answered once and in time, a token opens for an hour, and neither can be read back."""

import pytest
from sqlalchemy import Engine, text

from ledger.core.errors import NotFound, NotSignedIn
from ledger.store import database, sessions

SIGNER, OTHER = b"s" * 20, b"o" * 84
NOW = 1_790_000_000


def test_a_challenge_is_answered_once(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        given = sessions.challenge(connection, SIGNER, NOW)
        sessions.take(connection, given.value, SIGNER, NOW + 299)
        with pytest.raises(NotSignedIn):
            sessions.take(connection, given.value, SIGNER, NOW + 299)


def test_a_challenge_is_for_one_signer_and_five_minutes(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        given = sessions.challenge(connection, SIGNER, NOW)
        for signer, now in ((OTHER, NOW), (SIGNER, NOW + 300)):
            with pytest.raises(NotSignedIn) as caught:
                sessions.take(connection, given.value, signer, now)
            assert caught.value.code == "CHALLENGE_UNKNOWN"


def test_two_answers_at_once_open_one_session(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        given = sessions.challenge(connection, SIGNER, NOW)
    with database.transaction(engine) as connection:
        sessions.take(connection, given.value, SIGNER, NOW)
    with database.transaction(engine) as connection, pytest.raises(NotSignedIn):
        sessions.take(connection, given.value, SIGNER, NOW)


def test_one_session_is_ended_by_its_id_and_only_by_the_key_that_opened_it(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        kept, first = sessions.start(connection, SIGNER, None, NOW)
        lost, second = sessions.start(connection, SIGNER, None, NOW)
        assert {one.id for one in sessions.of_signer(connection, SIGNER, NOW)} >= {first.id, second.id}
        for signer, id in ((OTHER, second.id), (SIGNER, "0" * 16)):
            with pytest.raises(NotFound) as caught:
                sessions.end_one(connection, signer, id, NOW)
            assert caught.value.code == "SESSION_NOT_OPEN"
        assert sessions.current(connection, lost, NOW) == second
        sessions.end_one(connection, SIGNER, second.id, NOW)
        with pytest.raises(NotSignedIn):
            sessions.current(connection, lost, NOW)
        assert sessions.current(connection, kept, NOW) == first
        assert second.id not in lost


def test_a_token_opens_its_session_for_an_hour(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        token, session = sessions.start(connection, SIGNER, 7, NOW)
        assert sessions.current(connection, token, NOW + 3599) == session
        assert (session.signer, session.party) == (SIGNER, 7)
        for wrong, now in ((token, NOW + 3600), (token + "x", NOW), ("", NOW)):
            with pytest.raises(NotSignedIn):
                sessions.current(connection, wrong, now)
        sessions.end(connection, token)
        sessions.end(connection, token)
        with pytest.raises(NotSignedIn):
            sessions.current(connection, token, NOW)


def test_the_database_holds_neither_tokens_nor_challenges(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        given = sessions.challenge(connection, SIGNER, NOW)
        token, _ = sessions.start(connection, OTHER, None, NOW)
        rows = str(connection.execute(text("SELECT s::text, c::text FROM sessions s, challenges c")).all())
    assert given.value.hex() not in rows
    assert token not in rows
    assert token.encode().hex() not in rows
    assert given.value.hex() not in repr(given)


def test_sweeping_takes_what_is_over_and_nothing_else(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        sessions.challenge(connection, SIGNER, NOW)
        old, _ = sessions.start(connection, SIGNER, None, NOW)
        young, _ = sessions.start(connection, SIGNER, None, NOW + 1)
        assert sessions.sweep(connection, NOW + 3600) == 2
        assert sessions.current(connection, young, NOW + 3600)
        with pytest.raises(NotSignedIn):
            sessions.current(connection, old, NOW)
