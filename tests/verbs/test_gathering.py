"""Gathering: filings stored together are answered exactly as if each had come alone, and none before it is stored."""

import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, event, text

from ledger import gathering, intake
from ledger.core.errors import Unavailable, ZhengbenError
from ledger.gathering import Answers, Gatherer, Outcome
from ledger.intake import Examined, Receipt, Submission
from ledger.keyring import AccountSigner
from ledger.store import database, filings, vault
from tests.conftest import FreshDatabase
from tests.verbs.test_intake import NOW, ORIGIN, VAULT, count, draft, receive, signed

DAY = 86_400
GOOD = [signed(draft(content=f"document {i}".encode())) for i in range(3)]
FORGED = replace(GOOD[0], signature=AccountSigner(bytes([9]) * 32).sign_digest(bytes(32)))
LATE = signed(draft(content=b"late", filed_at=NOW - DAY))  # taken at NOW, refused a moment later
BROKEN = replace(GOOD[1], disclosures=GOOD[1].disclosures[1:])
TABLES = ("filings", "disclosure_boxes", "vault.data_keys", "vault.digest_index")


@pytest.fixture
def answers() -> list[tuple[Any, Outcome]]:
    return []


@contextmanager
def gathering_on(engine: Engine, answers: Answers, **bounds: int) -> Iterator[Gatherer]:
    made = Gatherer(engine, answers.extend, **bounds)
    yield made
    made.stop()


def examined(submission: Submission, now: int = NOW) -> Examined:
    return intake.examine(VAULT, submission, now, ORIGIN)


def shown(outcome: Outcome) -> tuple[Any, ...]:
    """An outcome as values that can be compared."""
    if isinstance(outcome, Receipt):
        return outcome.leaf, outcome.received_at, outcome.status, outcome.is_new
    assert isinstance(outcome, ZhengbenError)
    return type(outcome).__name__, outcome.code, outcome.message


def one_by_one(engine: Engine, arriving: Sequence[tuple[Submission, int]]) -> list[tuple[Any, ...]]:
    found: list[tuple[Any, ...]] = []
    for submission, now in arriving:
        try:
            found.append(shown(receive(engine, submission, now)))
        except ZhengbenError as error:
            found.append(shown(error))
    return found


def together(engine: Engine, arriving: Sequence[tuple[Submission, int]], largest: int) -> list[tuple[Any, ...]]:
    """What each is answered if all wait before the first batch is stored."""
    found: dict[int, tuple[Any, ...]] = {}
    answers: Answers = []
    gatherer = Gatherer(engine, answers.extend, largest=largest)
    for place, (submission, now) in enumerate(arriving):
        try:
            gatherer.hand_in(examined(submission, now), place)
        except ZhengbenError as error:
            found[place] = shown(error)
    gatherer.start()
    gatherer.stop()
    found |= {place: shown(outcome) for place, outcome in answers}
    return [found[place] for place in range(len(arriving))]


def stored(engine: Engine) -> list[tuple[Any, ...]]:
    """Filings in order of arrival with what their disclosures say, and how many rows the vault has for each."""
    with database.transaction(engine) as connection:
        leaves = connection.execute(text("SELECT leaf, entry, received_at FROM filings ORDER BY arrival")).all()
        keys = text("SELECT count(*) FROM vault.digest_index JOIN vault.data_keys USING (key_id) WHERE leaf = :leaf")
        return [
            (*row, vault.disclosures(connection, VAULT, row.leaf), connection.scalar(keys, {"leaf": row.leaf}))
            for row in leaves
        ]


ARRIVING = st.lists(
    st.tuples(st.sampled_from([*GOOD, FORGED, LATE, BROKEN]), st.sampled_from([NOW, NOW + 1])), max_size=12
)


@given(before=ARRIVING.map(lambda given: given[:3]), arriving=ARRIVING, largest=st.integers(1, 12))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_mixture_stored_together_is_answered_and_stored_as_one_by_one(
    fresh_database: FreshDatabase,
    before: list[tuple[Submission, int]],
    arriving: list[tuple[Submission, int]],
    largest: int,
) -> None:
    with fresh_database() as alone, fresh_database() as shared:
        assert one_by_one(alone, before) == one_by_one(shared, before)
        assert together(shared, arriving, largest) == one_by_one(alone, arriving)
        assert stored(shared) == stored(alone)


def test_many_threads_handing_in_the_same_filings_store_each_once(engine: Engine) -> None:
    answers: Answers = []
    with gathering_on(engine, answers) as gatherer:
        gatherer.start()
        threads = [
            threading.Thread(target=lambda: [gatherer.hand_in(examined(one), None) for one in GOOD]) for _ in range(8)
        ]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    receipts = [outcome for _, outcome in answers if isinstance(outcome, Receipt)]
    assert len(receipts) == 24
    assert sorted(one.leaf for one in receipts if one.is_new) == sorted({one.leaf for one in receipts})
    assert [count(engine, table) for table in TABLES] == [3, 3, 3, 6]


def test_nobody_is_answered_before_the_commit(engine: Engine) -> None:
    seen: list[int] = []
    with gathering_on(engine, []) as gatherer:
        gatherer._answer = lambda _: seen.append(count(engine, "filings"))  # in another transaction
        for one in GOOD:
            gatherer.hand_in(examined(one), None)
        gatherer.start()
    assert seen == [3]


def test_one_that_the_database_refuses_does_not_spoil_its_neighbours(engine: Engine) -> None:
    """What no check foresaw: a row that breaks a constraint fails its whole transaction."""
    good, bad = examined(GOOD[0]), examined(GOOD[1])
    assert isinstance(bad.found, filings.NewFiling)
    bad = replace(bad, found=replace(bad.found, entry=b""))
    answers: Answers = []
    with gathering_on(engine, answers) as gatherer:
        for one in (good, bad, examined(GOOD[2])):
            gatherer.hand_in(one, one.leaf)
        gatherer.start()
    outcomes = [outcome for _, outcome in answers]
    assert [isinstance(outcome, Receipt) for outcome in outcomes] == [True, False, True]
    assert [count(engine, table) for table in TABLES] == [2, 2, 2, 4]


def test_without_a_database_every_filing_is_told_and_the_next_ones_are_stored(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    answers: Answers = []
    away = database.engine("postgresql://nobody@127.0.0.1:1/nothing")
    with gathering_on(engine, answers) as gatherer:
        monkeypatch.setattr(gatherer, "_engine", away)
        done = threading.Event()
        gatherer._answer = lambda given: (answers.extend(given), done.set())[0]
        gatherer.hand_in(examined(GOOD[0]), 0)
        gatherer.start()
        assert done.wait(30)
        monkeypatch.setattr(gatherer, "_engine", engine)
        gatherer.hand_in(examined(GOOD[0]), 1)
    (_, first), (_, second) = answers
    assert isinstance(first, Unavailable)
    assert first.code == "DATABASE_UNAVAILABLE"
    assert isinstance(second, Receipt)
    assert second.is_new


def test_a_table_that_is_locked_keeps_a_batch_no_longer_than_a_few_filings(engine: Engine) -> None:
    answers: Answers = []
    impatient = database.engine(database.plain_url(engine), pool_size=1)
    begun: list[object] = []

    @event.listens_for(impatient, "begin")
    def _begin(connection: Connection) -> None:
        begun.append(connection)
        connection.exec_driver_sql("SET LOCAL lock_timeout = '20ms'")

    with engine.begin() as other, gathering_on(impatient, answers) as gatherer:
        other.execute(text("LOCK TABLE filings IN SHARE MODE"))
        for i in range(20):
            gatherer.hand_in(examined(signed(draft(content=b"waits %d" % i))), i)
        gatherer.start()
        gatherer.stop()
    impatient.dispose()
    assert [ticket for ticket, _ in answers] == list(range(20))
    assert {getattr(outcome, "code", None) for _, outcome in answers} == {"DATABASE_BUSY"}
    assert len(begun) <= 4  # all of them, two alone, and the look at what waits


def test_beyond_its_capacity_it_says_so_at_once(engine: Engine) -> None:
    with gathering_on(engine, [], capacity=2) as gatherer:
        gatherer.hand_in(examined(GOOD[0]), None)
        gatherer.hand_in(examined(GOOD[1]), None)
        with pytest.raises(Unavailable, match="2 filings wait") as caught:
            gatherer.hand_in(examined(GOOD[2]), None)
        assert caught.value.code == "INTAKE_FULL"
        gatherer.start()
    assert count(engine, "filings") == 2


def test_while_the_log_is_behind_none_are_taken_and_then_they_are_again(
    engine: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gathering, "_LOOK_EVERY", 0.05)
    answers: Answers = []
    with gathering_on(engine, answers, backlog=1) as gatherer:
        gatherer.start()
        _until(lambda: "LOG_BEHIND" in [_refused(gatherer, one) for one in GOOD[:2]])
        with database.transaction(engine) as connection:
            filings.assign(
                connection, [filing.leaf for filing in filings.waiting(connection, count=9, size=1 << 20)], 0
            )
        _until(lambda: _code(gatherer) is None)


def test_once_it_ends_it_takes_none_and_has_answered_all(engine: Engine) -> None:
    answers: Answers = []
    with gathering_on(engine, answers) as gatherer:
        for one in GOOD:
            gatherer.hand_in(examined(one), None)
        gatherer.start()
        gatherer.stop()
        assert len(answers) == len(GOOD)
        assert _code(gatherer) == "SERVICE_ENDING"


def _code(gatherer: Gatherer) -> str | None:
    try:
        gatherer.check()
    except Unavailable as error:
        return error.code
    return None


def _refused(gatherer: Gatherer, submission: Submission) -> str | None:
    try:
        gatherer.hand_in(examined(submission), None)
    except Unavailable as error:
        return error.code
    return None


def _until(condition: Any) -> None:
    waited = threading.Event()
    for _ in range(600):
        if condition():
            return
        waited.wait(0.05)
    pytest.fail("it never came true")
