"""A dossier on the rules alone, from file to comparison."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ledger.core.docket.asking import Asking
from ledger.core.docket.comparing import differences, equal
from ledger.core.docket.judging import apply
from ledger.core.docket.reading import read

SCENARIOS = Path(__file__).parents[2] / "scenarios"
FILES = sorted(SCENARIOS.glob("*.json"))


def load(path: Path) -> Any:
    return json.loads(path.read_text("utf-8"))


def disagreements(source: Mapping[str, Any]) -> list[str]:
    """Where expectation and rules differ: `event 3: code`, `query 2`."""
    dossier, expected = read(source)
    docket, accepted, found = dossier.docket(), [], []
    for event, hope in zip(dossier.events, expected.events, strict=True):
        outcome = apply(docket, event)
        found += [f"event {event.seq}: {name}" for name in differences(hope, outcome)]
        if outcome.accepted:
            accepted.append(event)
    asking = Asking(dossier, accepted)
    for i, (query, hope) in enumerate(zip(dossier.queries, expected.answers, strict=True)):
        if not equal(hope, asking.answer(query)):
            found.append(f"query {i}")
    return found
