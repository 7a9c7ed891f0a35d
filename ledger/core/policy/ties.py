"""Whether two parties are tied (隶属, 共建, 产权纽带等关联关系)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

OTHER = "other"
# Ties that run through a third party that both have.
_THROUGH_A_THIRD = frozenset({"equity", "affiliation"})


@dataclass(frozen=True)
class Relation:
    """A declared relation, from `since` to `ended_on` included, open-ended without.

    :param kind: affiliation, equity, co_built, employment or other. :param percent_bp: of equity, in basis points.
    """

    number: str
    a: str
    b: str
    kind: str
    since: date
    ended_on: date | None = None
    percent_bp: int | None = None

    def stands(self, start: date, end: date) -> bool:
        """Whether it ties anybody within the period: an equity of nothing does not."""
        nothing = self.kind == "equity" and self.percent_bp == 0
        return not nothing and self.since <= end and (self.ended_on is None or self.ended_on >= start)


def ties(relations: Iterable[Relation], one: str, other: str, start: date, end: date) -> list[Relation]:
    """What ties two parties within a period: relations of the two, and equity or affiliation of both to the same third.

    Any tie above nothing counts (plan: 无…关联关系). Both days belong to the period. Sorted by number.
    """
    if one == other:
        return []
    standing = [relation for relation in relations if relation.stands(start, end)]
    found = {each.number: each for each in standing if {each.a, each.b} == {one, other}}
    mine, others = _thirds(standing, one), _thirds(standing, other)
    for third in (mine.keys() & others.keys()) - {one, other}:
        found |= {each.number: each for each in (*mine[third], *others[third])}
    return [found[number] for number in sorted(found)]


def _thirds(relations: Iterable[Relation], party: str) -> dict[str, list[Relation]]:
    thirds: dict[str, list[Relation]] = {}
    for relation in relations:
        if relation.kind in _THROUGH_A_THIRD and party in (relation.a, relation.b):
            thirds.setdefault(relation.b if relation.a == party else relation.a, []).append(relation)
    return thirds
