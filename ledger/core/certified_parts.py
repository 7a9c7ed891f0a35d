"""The parts that facts of a certificate are made of."""

from dataclasses import dataclass, replace
from typing import Any, Self

from ledger.core.act_lines import Speech
from ledger.core.shares import WHOLE, Share


@dataclass(frozen=True)
class Fact:
    """One numbered fact.

    :param checks: numbers of the checks that carry it, of `docs/evidence-format.md`.
    :param head: titles of the columns of `rows`; empty where the fact has no table.
    :param widths: parts of the line that the columns take, summing to 1.
    :param verbatim: the rows hold words of others, which are shown as they are.
    """

    label: str
    text: str
    checks: tuple[int, ...]
    head: tuple[str, ...] = ()
    rows: tuple[tuple[str, ...], ...] = ()
    widths: tuple[float, ...] = ()
    verbatim: bool = False
    number: int = 0

    def numbered(self, number: int) -> Self:
        """The same fact with its number."""
        return replace(self, number=number)

    def to_dict(self) -> dict[str, Any]:
        """`{"number", "label", "text", "checks"}`, with `rows` of texts where it has a table."""
        told = {"number": self.number, "label": self.label, "text": self.text, "checks": list(self.checks)}
        return told | ({"rows": [list(row) for row in (self.head, *self.rows)]} if self.rows else {})


def percent(units: int) -> str:
    """Units in percent of the whole: exact with at most two digits, else to four with `≈`."""
    part = Share(0, units).fraction * 100
    exact = (part * 100).denominator == 1
    return f"{float(part):.2f}".rstrip("0").rstrip(".") + " %" if exact else f"≈ {float(part):.4f} %"


def holders(table: tuple[Share, ...], say: Speech) -> tuple[tuple[str, ...], ...]:
    """Rows of party, fraction, percent and units."""
    rows = [
        (say.party(share.party), str(share.fraction), percent(share.units), f"{share.units:,}".replace(",", " "))
        for share in table
    ]
    whole = say.pair(("合计", "Together"))
    return (*rows, (whole, "1", "100 %", f"{WHOLE:,}".replace(",", " ")))
