"""Outgoing transactions keep their nonces, and are open until their fate is final."""

import pytest
from sqlalchemy import Engine
from sqlalchemy.exc import IntegrityError

from ledger.store import database, outbox
from ledger.store.outbox import Outgoing

PAYER = "0x" + "aa" * 20


def _add(engine: Engine, nonce: int, ref: str = "1", kind: str = "act") -> Outgoing:
    with database.transaction(engine) as connection:
        return outbox.add(
            connection,
            payer=PAYER,
            kind=kind,
            ref=ref,
            nonce=nonce,
            raw=b"raw" + bytes([nonce]),
            tx_hash=bytes([nonce]) * 32,
            now=1,
        )


def test_a_nonce_is_given_once(engine: Engine) -> None:
    with database.transaction(engine) as connection:
        assert outbox.next_nonce(connection, PAYER) == 0
    _add(engine, 4)
    with database.transaction(engine) as connection:
        assert outbox.next_nonce(connection, PAYER) == 5
        assert outbox.next_nonce(connection, "0x" + "bb" * 20) == 0
    with pytest.raises(IntegrityError):
        _add(engine, 4)


def test_a_row_is_open_until_settled_and_again_when_the_chain_forgot_it(engine: Engine) -> None:
    rows = [_add(engine, nonce) for nonce in (2, 0, 1)]
    with database.transaction(engine) as connection:
        assert [row.nonce for row in outbox.open_rows(connection, PAYER)] == [0, 1, 2]
        for row in rows:
            outbox.settle(connection, row.id, "mined", block_number=7, block_hash=b"h" * 32)
        assert outbox.open_rows(connection, PAYER) == []
        assert outbox.reopen(connection, PAYER, 1) == 2
        assert [row.nonce for row in outbox.open_rows(connection, PAYER)] == [1, 2]
        assert outbox.reopen(connection, PAYER, 1) == 0


def test_the_last_transaction_of_a_thing_is_found(engine: Engine) -> None:
    _add(engine, 0, "a")
    again = _add(engine, 1, "a")
    other = _add(engine, 2, "b")
    anchor = _add(engine, 3, "64", "anchor")
    with database.transaction(engine) as connection:
        assert outbox.last(connection, "act", "a") == again
        assert outbox.last(connection, "act") == other
        assert outbox.last(connection, "anchor") == anchor
        assert outbox.last(connection, "act", "c") is None


def test_an_outcome_that_nobody_knows_is_refused(engine: Engine) -> None:
    row = _add(engine, 0)
    with pytest.raises(IntegrityError), database.transaction(engine) as connection:
        outbox.settle(connection, row.id, "vanished")  # type: ignore[arg-type]
