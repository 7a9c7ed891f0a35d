"""What the rules say of a form before it is filed: advice, each piece with its rule and clause.

A form that fits its type can still be late, or tell of sellers who own nothing. This compares it with the rules of
its day and with the titles that it names. It refuses nothing: a filing says what somebody says, and is taken as such.
"""

from collections.abc import Callable
from typing import Any

from ledger.core.advice import on_dealings, on_grants, on_vouchers
from ledger.core.advice.known import NOTE, OPEN, REFUSE, WARN, Finding, Known

_WEIGHTS = (REFUSE, WARN, OPEN, NOTE)
_RULES: dict[str, Callable[[Known], None]] = {
    "achievement_filing/1": on_grants.achievement_filing,
    "achievement_filing/2": on_grants.achievement_filing,
    "ownership_grant_agreement/1": on_grants.ownership_grant_agreement,
    "long_term_use_grant/1": on_grants.long_term_use_grant,
    "technology_contract/1": on_dealings.technology_contract,
    "revenue_statement/1": on_dealings.revenue_statement,
    "objection/1": on_grants.objection,
    "pledge/1": on_dealings.pledge,
    "platform_recognition/1": on_dealings.platform_recognition,
    "innovation_voucher/1": on_vouchers.innovation_voucher,
    "innovation_voucher/2": on_vouchers.innovation_voucher_2,
}


def says_anything(type: str) -> bool:
    """Whether there are rules about forms of this type."""
    return type in _RULES


def named(type: str, form: dict[str, Any]) -> tuple[str, ...]:
    """The titles that a form speaks of, 0x and 64 hex digits each."""
    found = [*form.get("achievement_ids", ()), *([form["achievement_id"]] if "achievement_id" in form else [])]
    if type == "objection/1" and form["target"].startswith("0x"):
        found.append(form["target"])
    return tuple(dict.fromkeys(found))


def advise(type: str, known: Known) -> tuple[Finding, ...]:
    """Everything that the rules say of a form that fits its type, what weighs most first.

    :raises Refused: `RULES_UNKNOWN`.
    """
    rules = _RULES.get(type)
    if rules is not None:
        rules(known)
    return tuple(sorted(dict.fromkeys(known.found), key=lambda one: _WEIGHTS.index(one.weight)))
