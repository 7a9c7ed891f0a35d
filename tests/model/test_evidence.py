"""What evidence replays from the instruments alone is what model and chain came to on walks of chance."""

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.core import pledgereplay, sealproof, titlereplay, titleseats
from ledger.core.evidence import Instrument
from ledger.core.meanings import CONFIRMED, NOTICE
from ledger.local.anvil import Anvil
from tests.model.chain import Deployed
from tests.model.state import Title
from tests.model.walking import LIMITS, START, Walk


def spelled(value: Any) -> Any:
    """A message of the model in the spelling of the ledger."""
    if isinstance(value, dict):
        return {name: spelled(item) for name, item in value.items()}
    if isinstance(value, list):
        return [spelled(item) for item in value]
    return "0x" + value.hex() if isinstance(value, bytes) else value


@pytest.fixture(scope="module")
def walk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walk]:
    """A walk on which much happens to titles."""
    log = tmp_path_factory.mktemp("walk") / "anvil.log"
    node = Anvil(log, arguments=("--timestamp", str(START - 100)))
    try:
        walk = Walk(Deployed(node.url, LIMITS, START), 7)
        walk.run(500, TITLE_KINDS)
        yield walk
    finally:
        node.stop()


TITLE_KINDS = (
    *("register", "register", "propose", "propose", "confirm", "confirm", "confirm", "convey", "convey", "convey"),
    *("pledge", "pledge", "pledge", "release", "object", "decide", "offer", "take", "take", "waive", "settle"),
    *("amendRule", "announce", "announce", "enforce", "enforce", "cancel", "migrate", "freeze", "lift"),
)


def replayed(walk: Walk) -> list[tuple[Title, list[Any], titlereplay.Replay]]:
    found = []
    for number, history in walk.histories.items():
        instruments = [Instrument(one.kind, spelled(one.message), one.blob, one.time) for one in history]
        found.append((walk.ledger.titles[number], history, titlereplay.replay(instruments)))
    return found


def test_the_walk_is_eventful(walk: Walk) -> None:
    kinds = {one.kind for history in walk.histories.values() for one in history}
    assert kinds >= {"register", "confirm", "convey", "pledge", "decide", "enforce", "amendRule"}


def test_replayed_titles_are_those_of_the_chain(walk: Walk) -> None:
    for title, _, replay in replayed(walk):
        end = replay.end
        assert [(share.party, share.units) for share in end.table] == title.table
        assert (end.rule, end.delegate, end.node) == (title.rule, title.delegate, title.node)
        assert end.status == title.status or title.status == NOTICE
        assert title.marked() <= pledgereplay.marked(end.pledges)


def test_a_pledge_that_stands_has_the_parts_that_the_instruments_give_it(walk: Walk) -> None:
    stood = 0
    for title, _, replay in replayed(walk):
        possible = [(pledge.pledgee, dict(pledge.parts)) for pledge in replay.end.pledges]
        for pledge in title.pledges.values():
            if title.status == CONFIRMED:
                assert (pledge.pledgee, pledge.parts) in possible
                stood += 1
    assert stood


def test_replayed_seats_are_those_of_the_chain(walk: Walk) -> None:
    for _, history, replay in replayed(walk):
        for one, step in zip(history, replay.steps, strict=True):
            seats = titleseats.seats(step)
            told = one.roll.seats
            parties = [
                walk.ledger.officer(seat.appointment) if isinstance(seat, titleseats.Appointee) else seat
                for seat in seats.parties
            ]
            assert told[: len(parties)] == parties, one.kind
            assert set(told[len(parties) :]) <= set(seats.pledgees)
            pledgees = {i for i, seat in enumerate(told) if seat in seats.pledgees}
            assert one.roll.must - pledgees == seats.must - pledgees, one.kind
            assert one.roll.quorum == seats.quorum
            assert one.roll.units[: len(parties)] == list(seats.units)
            assert len(sealproof.split(one.blob)) == len(told)
