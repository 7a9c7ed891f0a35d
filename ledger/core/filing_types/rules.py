"""What a schema cannot say: how the fields of one form must agree with each other."""

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

from ledger.core.filing_types.problems import Problem


def problems(type: str, form: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with a form that fits its schema."""
    if type == "achievement_filing/1":
        yield from _achievement_filing(form)


def _achievement_filing(form: dict[str, Any]) -> Iterator[Problem]:
    start, end, accepted = form["start_month"], form["end_month"], form["acceptance_date"]
    if end < start:
        yield Problem(
            "/end_month", f"研究终止 {end} 早于起始 {start}", f"research ended {end}, before it began {start}"
        )
    if accepted[:7] < end:
        yield Problem(
            "/acceptance_date",
            f"验收或评价日期 {accepted} 早于研究终止 {end}",
            f"accepted on {accepted}, before research ended in {end}",
        )
    holders = [claim["holder"] for claim in form["claimed"]]
    for i, holder in enumerate(holders):
        if holder in holders[:i]:
            yield Problem(f"/claimed/{i}/holder", f"权利人「{holder}」重复", f"the holder {holder} stands there twice")
    total = sum((Fraction(claim["share"]) for claim in form["claimed"]), Fraction())
    if total != 1:
        yield Problem("/claimed", f"份额合计为 {total},应为 1", f"the shares sum to {total}, not to the whole")
