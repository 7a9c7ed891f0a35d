"""The places that kills land in, by the names of the service's own functions.

The service knows nothing of this table: the names are resolved when it starts, and one that is gone ends it.
"""

import importlib
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

TRANSACTION = "ledger.store.database:transaction"
"""What commits; a point that `commits` reaches from its call to the end of the transaction around it."""


@dataclass(frozen=True)
class Point:
    """A step of the service.

    :param functions: `module:qualified.name`, each looked up by the service through its module or class.
    :param commits: whether the commit that follows belongs to the step.
    :param lines: how many lines one call runs through, before a call was measured; `micros` how long it takes.
    """

    name: str
    functions: tuple[str, ...]
    commits: bool
    lines: int = 400
    micros: int = 3_000


POINTS = (
    Point("intake", ("ledger.intake:store",), True, 2_500, 6_000),
    Point("sequencing", ("ledger.sequencing:_append",), False, 3_000, 8_000),
    Point("tiles", ("ledger.sequencing:TileFiles.write", "ledger.sequencing:TileFiles.publish"), False, 150, 4_000),
    Point("swap", ("ledger.store.log:swap_in",), True),
    Point("outbox", ("ledger.sending:write",), True, 1_500, 8_000),
    Point("send", ("ledger.chain.client:Chain.send", "ledger.store.outbox:tell"), False, 400, 8_000),
    Point("receipt", ("ledger.chain.client:Chain.receipts", "ledger.store.outbox:settle"), False),
    Point("indexing", ("ledger.indexing:advance",), True, 3_000, 10_000),
    Point("rewind", ("ledger.indexing:_rewind",), True),
)
"""In the order of a filing's way, and then the chain's."""

NAMES = tuple(point.name for point in POINTS)


@dataclass(frozen=True)
class Place:
    """Where a function hangs, so that it can be replaced: `getattr(owner, name)` is it."""

    owner: Any
    name: str

    @property
    def function(self) -> Callable[..., Any]:
        """What stands there now."""
        found: Callable[..., Any] = getattr(self.owner, self.name)
        return found

    def replace(self, function: Callable[..., Any]) -> None:
        """Put another function in its place."""
        setattr(self.owner, self.name, function)


def resolve(dotted: str) -> Place:
    """The place of `module:qualified.name`.

    :raises LookupError: if the service has no such function any more.
    """
    module, _, qualified = dotted.partition(":")
    *owners, name = qualified.split(".")
    try:
        owner: Any = importlib.import_module(module)
        for step in owners:
            owner = getattr(owner, step)
        place = Place(owner, name)
        if callable(place.function):
            return place
    except (ImportError, AttributeError):
        pass
    raise LookupError(f"the service has no {dotted} any more: name its successor in scripts/storm/points.py")
