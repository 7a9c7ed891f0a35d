"""What each round is for: drawn from the seed, in balance.

The seed fixes points, victims and how far into a step the kill is aimed, as far as the same rounds hit; which thread
runs which line when is the machine's doing, and no seed can repeat it.
"""

import random
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from scripts.storm.executioner import CALL, COMMIT, Order
from scripts.storm.points import POINTS

VICTIMS = ("service", "postgres", "backend", "node")
"""`postgres` is the whole server, `backend` the one process of it that serves the step."""

MOST_DEMANDED = 5
"""Kills inside each point, and of each victim inside each point, that a long storm has to show."""

_IN_COMMIT = 0.35

Histogram = Mapping[tuple[str, str], int]


def histogram(kills: Iterable[Mapping[str, Any]]) -> Counter[tuple[str, str]]:
    """Kills by point and victim."""
    return Counter((line["point"], line["victim"]) for line in kills)


def draw(seed: int, number: int, hits: Histogram) -> Order:
    """The order of a round: for the point that was hit least, and its victim that was; lots decide among equals."""
    rng = random.Random(f"{seed}/{number}")  # noqa: S311 - a plan, no secret
    totals = {point: sum(hits.get((point.name, victim), 0) for victim in VICTIMS) for point in POINTS}
    point = rng.choice([point for point in POINTS if totals[point] == min(totals.values())])
    fewest = min(hits.get((point.name, victim), 0) for victim in VICTIMS)
    victim = rng.choice([victim for victim in VICTIMS if hits.get((point.name, victim), 0) == fewest])
    where = COMMIT if point.commits and rng.random() < _IN_COMMIT else CALL
    how = "moment" if rng.random() < 0.5 else "line"
    return Order(seed, number, point.name, victim, how, where, share=rng.random())


def demanded(rounds: int) -> tuple[int, int]:
    """How many kills so many rounds have to show inside each point, and of each victim inside each point."""
    inside = 3 * rounds // (4 * len(POINTS))  # a fourth of the rounds may find nobody
    of_each = rounds // (2 * len(POINTS) * len(VICTIMS))
    return min(MOST_DEMANDED, max(1, inside)), min(MOST_DEMANDED, of_each)
