"""Licences and use rights: kinds, terms and conflicts (民法典 862-876; 技术合同解释 25; 专利法 14)."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from ledger.core.policy.terms import meet


class Kind(StrEnum):
    """独占, 排他, 普通; what is not said is ordinary (技术合同解释 25)."""

    EXCLUSIVE = "exclusive"
    SOLE = "sole"
    ORDINARY = "ordinary"


CHINESE_KINDS = {"独占": Kind.EXCLUSIVE, "排他": Kind.SOLE, "普通": Kind.ORDINARY}


def kind_of(text: str | None) -> Kind:
    """The kind that a form names, in either language; none is ordinary."""
    if text is None:
        return Kind.ORDINARY
    return CHINESE_KINDS.get(text) or Kind(text)


@dataclass(frozen=True)
class Reach:
    """Where and when a right reaches: its term, fields of use and territories; None is all of them."""

    start: date
    end: date
    fields: Collection[str] | None = None
    territories: Collection[str] | None = None

    def meets(self, other: "Reach") -> bool:
        """Whether the two have a day, a field and a territory in common."""
        return (
            meet(self.start, self.end, other.start, other.end)
            and _overlap(self.fields, other.fields)
            and _overlap(self.territories, other.territories)
        )


def conflicts(standing: Iterable[tuple[Kind, Reach]], new: Reach) -> bool:
    """Whether an exclusive or sole right that stands refuses any new licence or use right that meets it.

    Older ordinary licences do not hinder an exclusive one, and survive it.
    """
    return any(kind is not Kind.ORDINARY and reach.meets(new) for kind, reach in standing)


def status(start: date, end: date, *, terminated: bool, day: date) -> str:
    """`TERMINATED`, `NOT_STARTED`, `ENDED` or `ACTIVE`: in force from `start` to `end`, both included."""
    if terminated:
        return "TERMINATED"
    if day < start:
        return "NOT_STARTED"
    return "ENDED" if day > end else "ACTIVE"


def _overlap(mine: Collection[str] | None, others: Collection[str] | None) -> bool:
    return mine is None or others is None or bool(set(mine) & set(others))
