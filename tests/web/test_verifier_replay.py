"""Titles are replayed in the browser as Python replays them: the state after each instrument, its roll, and where a
history stops to follow. The histories are made up; most of them stop somewhere."""

import copy
import json
import random
from collections import Counter
from pathlib import Path
from typing import Any

from ledger.core import titleseats
from ledger.core.evidence import Instrument
from ledger.core.shares import WHOLE
from ledger.core.titlereplay import TitleState, replay
from ledger.core.titleseats import Appointee
from tests.web.in_node import ask

FORGERIES = Path(__file__).parents[1] / "forgeries"
HISTORIES = 700
PARTIES = (3, 4, 5)
UNITS = (1, WHOLE // 20, WHOLE // 10, WHOLE // 10, WHOLE // 5, WHOLE // 4, WHOLE // 3)


def known() -> dict[str, dict[str, Any]]:
    """A message of every kind that the genuine histories have."""
    found: dict[str, dict[str, Any]] = {}
    for name in ("title", "year", "struck"):
        bundle = json.loads((FORGERIES / f"{name}.json").read_text("utf-8"))
        found |= {act["kind"]: act["message"] for act in bundle["title"]["instruments"]}
    act = found["register"]["act"]
    found.setdefault("migrate", {"act": act, "successor": "0x" + "11" * 20})
    found.setdefault("cancel", {"act": act, "ground": 1})
    return found


def table(chance: random.Random) -> list[dict[str, int]]:
    parties = chance.sample(PARTIES, chance.randrange(2, 4))
    each = WHOLE // len(parties)
    rows = [{"party": party, "units": each} for party in parties]
    rows[0]["units"] += WHOLE - each * len(parties) + (chance.random() < 0.02)
    return rows


def movements(chance: random.Random) -> list[dict[str, int]]:
    found = []
    for _ in range(chance.choice([1, 1, 1, 2, 2, 3]) if chance.random() < 0.97 else 0):
        giver, receiver = chance.sample((*PARTIES, *PARTIES, 8, 9), 2)
        found.append({"from": giver, "to": receiver, "units": chance.choice(UNITS)})
    return found


def parts(chance: random.Random) -> list[dict[str, int]]:
    holders = chance.sample(PARTIES, chance.randrange(1, 3)) if chance.random() < 0.9 else [3, 3]
    return [{"party": party, "units": chance.choice((*UNITS, WHOLE // 4, WHOLE // 3))} for party in holders]


def made_up(message: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    """A message of the same kind about other parties and units."""
    new = copy.deepcopy(message)
    for holder in (new, new.get("terms", {})):
        for member in holder:
            if member == "movements":
                holder[member] = movements(chance)
            elif member in ("claimed", "table"):
                holder[member] = table(chance) if member == "claimed" or chance.random() < 0.95 else []
            elif member == "rule":
                holder[member] = chance.choice([1, 2, 3, 4, 0x81, 0x82, 0x80, 0])
            elif member in ("delegate", "pledgee", "filer"):
                holder[member] = chance.choice((*PARTIES, 9))
            elif member == "ground":
                holder[member] = chance.choice([*[1, 2, 3] * 4, 4, 5, 6])
            elif member == "pledgeAfter":
                holder[member] = chance.choice([0, 1, 2])
            elif member == "effect":
                holder[member] = chance.choice([0, 1, 1, 2])
            elif member == "parts":
                holder[member] = parts(chance)
    return new


def history(chance: random.Random, messages: dict[str, dict[str, Any]]) -> list[Instrument]:
    kinds = ["register"] if chance.random() < 0.97 else []
    if chance.random() < 0.85:
        kinds.append("confirm")
    often = ["convey", "pledge", "settle", "enforce", "amendRule"] * 4
    kinds += [chance.choice([*often, *messages]) for _ in range(chance.randrange(8))]
    return [Instrument(kind, made_up(messages[kind], chance), b"", 0) for kind in kinds]


def state(found: TitleState) -> dict[str, Any]:
    return {
        "status": found.status,
        "node": found.node,
        "table": [[share.party, share.units] for share in found.table],
        "rule": found.rule,
        "delegate": found.delegate,
        "pledges": [[pledge.pledgee, [list(part) for part in pledge.parts.items()]] for pledge in found.pledges],
        "closedBy": found.closed_by,
    }


def roll(found: titleseats.Seats) -> dict[str, Any]:
    return {
        "parties": [{"appointment": one.appointment} if isinstance(one, Appointee) else one for one in found.parties],
        "must": sorted(found.must),
        "units": list(found.units),
        "quorum": found.quorum,
        "pledgees": list(found.pledgees),
    }


def test_made_up_histories_are_replayed_alike() -> None:
    chance, messages = random.Random("histories"), known()
    histories = [history(chance, messages) for _ in range(HISTORIES)]
    written = [[{"kind": act.kind, "message": act.message} for act in one] for one in histories]
    replayed: Counter[str] = Counter()
    for made, answer in zip(histories, ask(("replay", one) for one in written), strict=True):
        expected = replay(made)
        steps = [[state(step.after), roll(titleseats.seats(step))] for step in expected.steps]
        assert answer["steps"] == steps, made
        assert answer["stops"] is (expected.error is not None), made
        replayed.update(step.instrument.kind for step in expected.steps)
    assert set(replayed) == set(messages)
    assert all(replayed[kind] > HISTORIES // 14 for kind in ("convey", "settle", "enforce", "pledge"))
