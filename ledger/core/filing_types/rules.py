"""What a schema cannot say: how the fields of one form must agree with each other."""

from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import Any, TypeAlias

from ledger.core import identifiers
from ledger.core.filing_types import agreeing, dealing, granting, supporting
from ledger.core.filing_types.problems import Problem

Rules: TypeAlias = Callable[[dict[str, Any]], Iterator[Problem]]


def problems(type: str, form: dict[str, Any]) -> Iterator[Problem]:
    """What is wrong with a form that fits its schema.

    Only what follows from the form itself, for as long as the filing exists: numbers of the law that change with
    time stand in the rule table, and are compared when a form is prepared.
    """
    rules = _RULES.get(type)
    if rules is not None:
        yield from rules(form)


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
        yield Problem("/claimed", f"份额合计为 {total}，应为 1", f"the shares sum to {total}, not to the whole")


def _achievement_filing_2(form: dict[str, Any]) -> Iterator[Problem]:
    """As the first version, and the numbers of its rights and publications are well-formed."""
    yield from _achievement_filing(form)
    yield from agreeing.numbers_fit("/ip_list", form.get("ip_list", ()))
    for i, one in enumerate(form.get("identifiers", ())):
        if not (identifiers.is_doi if one["scheme"] == "DOI" else identifiers.is_cstr)(one["id"]):
            yield Problem(f"/identifiers/{i}/id", f"不是 {one['scheme']}", f"is no {one['scheme']}")


_RULES: dict[str, Rules] = {
    "achievement_filing/1": _achievement_filing,
    "achievement_filing/2": _achievement_filing_2,
    "ownership_grant_agreement/1": granting.ownership_grant_agreement,
    "long_term_use_grant/1": granting.long_term_use_grant,
    "technology_contract/1": dealing.technology_contract,
    "revenue_statement/1": dealing.revenue_statement,
    "objection/1": supporting.objection,
    "pledge/1": dealing.pledge,
    "platform_recognition/1": supporting.platform_recognition,
    "innovation_voucher/1": supporting.innovation_voucher,
    "innovation_voucher/2": supporting.innovation_voucher_2,
}
