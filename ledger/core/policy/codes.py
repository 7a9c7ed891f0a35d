"""The codes under which a rule refuses, in the order in which one of several is reported.

An act is judged by all its rules; the code that stands first here is told. What comes first is what makes the later
question meaningless: an unknown reference before a closed file, a closed file before a missing signature.
"""

from dataclasses import dataclass, field
from typing import Any

_IN_ORDER = """
UNKNOWN_REF DUPLICATE_ID NEGATIVE_LIST UNKNOWN_PARTY DOCUMENT_MISMATCH KEY_NOT_CURRENT
PARTY_EXISTS KEY_IN_USE RECOVERY_OPEN RECOVERY_CLOSED RECOVERY_DELAY NODE_EXISTS NODE_INACTIVE NODE_LEVEL GRANT_REVOKED
ACHIEVEMENT_CANCELLED PROPOSAL_CLOSED PROPOSAL_OPEN ALREADY_CONFIRMED OBJECTION_CLOSED FREEZE_CLOSED PLEDGE_CLOSED
CONTRACT_CLOSED RELATION_CLOSED RIGHT_ENDED OFFER_CLOSED VOUCHER_REDEEMED VOUCHER_REVOKED
ALREADY_DISTRIBUTED
NOT_CONFIRMED NOT_OWNER NOT_HOLDER NOT_BUYER NOT_ENTITLED FROZEN STALE_VERSION
ID_INVALID DATES_INVALID DATE_IN_FUTURE AMOUNT_INVALID SHARE_NOT_EXACT SHARES_NOT_WHOLE RATIOS_NOT_WHOLE
INSUFFICIENT_SHARE
DUPLICATE_ACHIEVEMENT FILING_LATE EVALUATION_MISSING FILER_MISSING EVIDENCE_MISSING
UNIT_NOT_ELIGIBLE CONDITIONS_NOT_MET DOUBLE_INCENTIVE STATE_ASSET_BASIS_MISSING UNIT_SHARE_MISSING NOT_COMPLETER
REPRESENTATIVE_INVALID TERM_BELOW_MINIMUM PLAN_MISSING
NOTICE_NOT_OPENED NOTICE_ALREADY_OPEN OBJECTION_LATE OBJECTION_PENDING REPUBLICITY_REQUIRED PUBLICITY_RUNNING
NO_PRIORITY OFFER_INCOMPLETE OFFER_OPEN ALREADY_ANSWERED ROFR_LAPSED NO_CLAIM ROFR_NOT_OFFERED TERMS_DIFFER
ROFR_EXERCISED ROFR_RUNNING
IP_ALREADY_GRANTED IP_NOT_LISTED IP_NOT_GRANTED OWNERS_MISMATCH AWARD_BELOW_MINIMUM SUBLICENCE_NOT_AGREED
TERM_EXCEEDS_PARENT EXCLUSIVE_CONFLICT ALREADY_PLEDGED DEBT_BEYOND_IP PLEDGE_AFTER_MISSING
DUPLICATE_CONTRACT CONTRACT_KIND CONTRACT_NOT_VALID APPLICANT_INVALID SELLER_OWNER_MISMATCH EVALUATOR_RELATED
DEDUCTION_NOT_ALLOWED NET_NEGATIVE DEBT_FIRST BASIS_INVALID LINES_DIFFER FLOOR_NOT_MET
SUBSIDY_BUYER SUBSIDY_KIND RELATED_PARTY SUBSIDY_SELLER SUBSIDY_MANUAL SUBSIDY_PRODUCT
VOUCHER_EXPIRED VOUCHER_LOCKED VOUCHER_NOT_LOCKED VOUCHER_SERVICE RELATED_PROVIDER NOTHING_DUE CALENDAR_UNKNOWN
OFFICER_UNKNOWN OFFICER_OUT_OF_DATE OFFICER_NO_CAPABILITY WRONG_PARK
SIGNATURE_MISSING CONSENT_MISSING PLEDGEE_CONSENT_MISSING
"""
ORDER: tuple[str, ...] = tuple(_IN_ORDER.split())
FILINGS_ONLY = frozenset({"VOUCHER_REVOKED", "VOUCHER_LOCKED", "VOUCHER_NOT_LOCKED"})
"""What no dossier meets: its format knows no event that locks or revokes a voucher."""
_PLACE = {code: place for place, code in enumerate(ORDER)}


@dataclass(frozen=True)
class Finding:
    """One rule that says no.

    :param code: one of `ORDER`.
    :param values: what the refusal tells beside its code, JSON-ready.
    """

    code: str
    values: dict[str, Any] = field(default_factory=dict)


class Findings:
    """What the rules said no to, while an act is judged by all of them."""

    def __init__(self) -> None:
        self._values: dict[str, dict[str, Any]] = {}

    def when(self, wrong: bool, code: str, **values: Any) -> bool:
        """Note `code` if `wrong`; whether it was. The first values of a code stay."""
        if wrong:
            _PLACE[code]
            self._values.setdefault(code, values)
        return wrong

    def missing(self, parties: set[str], code: str) -> None:
        """Note who has not signed, under the code for what the signature would have been."""
        if parties:
            before = self._values.get(code, {}).get("missing", [])
            self._values[code] = {"missing": sorted({*before, *parties})}

    def __contains__(self, code: str) -> bool:
        return code in self._values

    def all(self) -> list[Finding]:
        """All of them, in order."""
        return [Finding(code, self._values[code]) for code in sorted(self._values, key=_PLACE.__getitem__)]

    def first(self) -> Finding | None:
        """The one that is reported."""
        return next(iter(self.all()), None)
