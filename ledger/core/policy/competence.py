"""Whether an officer may act at a node on a day."""

from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Appointment:
    """What an officer was given: `capabilities` at `node`, on the days from `start` to `end`, both included.

    :param below: also at the nodes below.
    """

    officer: str
    node: str
    capabilities: frozenset[str]
    below: bool
    start: date
    end: date
    revoked: bool = False


def why_not(
    appointments: Iterable[Appointment],
    capability: str,
    node: str,
    day: date,
    active: Container[str],
    parents: Mapping[str, str | None],
) -> str | None:
    """Why an officer with these appointments is not competent, None if he is.

    A node that was closed lends no competence; an officer above whose appointment reaches below acts for it.

    :param active: nodes in operation. :param parents: each node's superior.
    :return: `OFFICER_UNKNOWN`, `OFFICER_OUT_OF_DATE`, `OFFICER_NO_CAPABILITY` or `WRONG_PARK`.
    """
    left = list(appointments)
    if not left:
        return "OFFICER_UNKNOWN"
    left = [each for each in left if each.start <= day <= each.end and not each.revoked and each.node in active]
    if not left:
        return "OFFICER_OUT_OF_DATE"
    left = [each for each in left if capability in each.capabilities]
    if not left:
        return "OFFICER_NO_CAPABILITY"
    above = set(ancestors(node, parents))
    if not any(each.node == node or (each.below and each.node in above) for each in left):
        return "WRONG_PARK"
    return None


def ancestors(node: str, parents: Mapping[str, str | None]) -> list[str]:
    """The nodes above, nearest first. A circle ends where it closes."""
    found: list[str] = []
    above = parents.get(node)
    while above is not None and above not in found:
        found.append(above)
        above = parents.get(above)
    return found
