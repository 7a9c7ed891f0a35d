"""No contract grows unseen."""

import json

from scripts import sizes


def test_every_contract_has_the_size_that_was_looked_at() -> None:
    snapshot = json.loads(sizes.SNAPSHOT.read_text("utf-8"))
    differing = sizes.complaints(sizes.sizes(), snapshot)
    assert not differing, "; ".join(differing) + " — if that is meant, run `make sizes`"


def test_growth_is_told_by_how_much() -> None:
    told = sizes.complaints({"A": 110, "B": 90, "C": 9, "E": 1}, {"A": 100, "B": 100, "C": 9, "D": 5})
    assert told == [
        "A grew by 10 bytes to 110",
        "B shrank by 10 bytes to 90",
        "D: gone",
        "E: new",
    ]
