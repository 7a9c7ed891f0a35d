"""What a replay came to: each event and each answer beside what was expected of it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ledger.core.docket.comparing import differences, equal
from ledger.core.docket.reading import Dossier, Expected
from ledger.local.stack import Progress
from ledger.replaying.cast import Cast
from ledger.replaying.playing import Answered, Played, Player
from ledger.replaying.stage import staged


@dataclass(frozen=True)
class Report:
    """A replayed file. The members are ready for JSON; `events` and `queries` each carry `agree`."""

    file: str
    events: list[dict[str, Any]]
    queries: list[dict[str, Any]]

    @property
    def agree(self) -> bool:
        """Whether everything came as it was expected, and reality agreed with the rules."""
        return all(one["agree"] for one in (*self.events, *self.queries))

    def to_dict(self) -> dict[str, Any]:
        return {"file": self.file, "agree": self.agree, "events": self.events, "queries": self.queries}


def replay(
    name: str,
    dossier: Dossier,
    expected: Expected,
    folder: Path,
    *,
    tell: Progress,
    played: Callable[[Played, Mapping[str, Any]], None],
) -> Report:
    """Play a dossier in an empty folder and compare.

    The player sees nothing of what is expected.

    :param tell: told what starts. :param played: told each event with what was expected of it.
    """
    cast = Cast(dossier)
    with staged(folder, dossier, cast.core_key(), tell) as stage:
        cast.enter(stage)
        cast.set_up()
        player = Player(dossier, stage, cast, lambda one: played(one, expected.events[one.event.seq - 1]))
        player.play()
        answers = player.answers()
    events = [_event(one, wanted) for one, wanted in zip(player.played, expected.events, strict=True)]
    queries = [
        _query(query.q, answered, wanted)
        for query, answered, wanted in zip(dossier.queries, answers, expected.answers, strict=True)
    ]
    return Report(name, events, queries)


def agrees(one: Played, wanted: Mapping[str, Any]) -> bool:
    """Whether an event came as it was expected, and reality agreed."""
    return one.chain is None and not differences(wanted, one.outcome)


def _event(one: Played, wanted: Mapping[str, Any]) -> dict[str, Any]:
    return {"seq": one.event.seq, "expected": dict(wanted), "actual": one.to_dict(), "agree": agrees(one, wanted)}


def _query(q: str, answered: Answered, wanted: Any) -> dict[str, Any]:
    agree = answered.chain is None and equal(wanted, answered.answer)
    told = {"q": q, "expected": wanted, "actual": answered.answer, "agree": agree}
    return told if answered.chain is None else told | {"chain": answered.chain}
