"""Every code that the format gives to a kind of event, each at its edge, and which of two is told."""

import pytest

from ledger.core.policy.codes import FILINGS_ONLY, ORDER
from tests.core.docket import trials_of_dealings, trials_of_money, trials_of_titles  # noqa: F401  each adds its trials
from tests.core.docket.examples import EXAMPLES
from tests.core.docket.trying import TRIALS, Trial

# Section 7 of the format, its last column.
CODES = """
party_registered: PARTY_EXISTS KEY_IN_USE ID_INVALID
key_rotated: KEY_IN_USE
recovery_started: KEY_IN_USE RECOVERY_OPEN
recovery_cancelled: RECOVERY_CLOSED
recovery_completed: RECOVERY_CLOSED RECOVERY_DELAY
node_admitted: NODE_EXISTS NODE_LEVEL NODE_INACTIVE
node_revoked: NODE_INACTIVE
officer_granted: DATES_INVALID NODE_INACTIVE
officer_revoked: GRANT_REVOKED
achievement_filed: NEGATIVE_LIST ID_INVALID DUPLICATE_ACHIEVEMENT FILING_LATE EVALUATION_MISSING SHARE_NOT_EXACT
    SHARES_NOT_WHOLE FILER_MISSING DATE_IN_FUTURE
filing_cancelled: ACHIEVEMENT_CANCELLED ALREADY_CONFIRMED
title_applied: ACHIEVEMENT_CANCELLED PROPOSAL_OPEN ALREADY_CONFIRMED
ownership_grant_applied: NEGATIVE_LIST ACHIEVEMENT_CANCELLED PROPOSAL_OPEN UNIT_NOT_ELIGIBLE NOT_OWNER
    CONDITIONS_NOT_MET DOUBLE_INCENTIVE STATE_ASSET_BASIS_MISSING SHARE_NOT_EXACT SHARES_NOT_WHOLE RATIOS_NOT_WHOLE
    UNIT_SHARE_MISSING NOT_COMPLETER REPRESENTATIVE_INVALID
use_grant_applied: NEGATIVE_LIST ACHIEVEMENT_CANCELLED PROPOSAL_OPEN UNIT_NOT_ELIGIBLE NOT_OWNER CONDITIONS_NOT_MET
    TERM_BELOW_MINIMUM PLAN_MISSING RATIOS_NOT_WHOLE NOT_COMPLETER IP_NOT_LISTED EXCLUSIVE_CONFLICT
notice_opened: PROPOSAL_CLOSED NOTICE_ALREADY_OPEN
objection_raised: PROPOSAL_CLOSED NOTICE_NOT_OPENED OBJECTION_LATE EVIDENCE_MISSING
objection_withdrawn: OBJECTION_CLOSED
objection_decided: OBJECTION_CLOSED SHARE_NOT_EXACT SHARES_NOT_WHOLE
confirmed: PROPOSAL_CLOSED NOTICE_NOT_OPENED OBJECTION_PENDING REPUBLICITY_REQUIRED PUBLICITY_RUNNING FROZEN
    STALE_VERSION
share_conveyed: NOT_CONFIRMED NOT_OWNER FROZEN STALE_VERSION SHARE_NOT_EXACT INSUFFICIENT_SHARE ROFR_NOT_OFFERED
    TERMS_DIFFER ROFR_RUNNING ROFR_EXERCISED OFFER_CLOSED PLEDGE_AFTER_MISSING CONSENT_MISSING PLEDGEE_CONSENT_MISSING
priority_offered: NOT_CONFIRMED NOT_OWNER FROZEN SHARE_NOT_EXACT INSUFFICIENT_SHARE NO_PRIORITY OFFER_INCOMPLETE
    OFFER_OPEN
priority_exercised: NOT_ENTITLED OFFER_CLOSED ALREADY_ANSWERED ROFR_LAPSED
priority_waived: NOT_ENTITLED OFFER_CLOSED ALREADY_ANSWERED ROFR_LAPSED
offer_withdrawn: OFFER_CLOSED ROFR_EXERCISED
priority_settled: FROZEN OFFER_CLOSED NO_CLAIM ROFR_RUNNING INSUFFICIENT_SHARE PLEDGE_AFTER_MISSING
    PLEDGEE_CONSENT_MISSING
succession_registered: NOT_CONFIRMED NOT_OWNER SHARE_NOT_EXACT SHARES_NOT_WHOLE INSUFFICIENT_SHARE
freeze_registered: ACHIEVEMENT_CANCELLED
freeze_lifted: FREEZE_CLOSED
ip_granted: ID_INVALID IP_ALREADY_GRANTED DATE_IN_FUTURE
legal_effect_registered: NOT_CONFIRMED FROZEN IP_NOT_LISTED DATE_IN_FUTURE SHARE_NOT_EXACT OWNERS_MISMATCH
award_paid: IP_NOT_GRANTED AWARD_BELOW_MINIMUM DATE_IN_FUTURE
licence_granted: NOT_CONFIRMED NOT_OWNER FROZEN DATES_INVALID IP_NOT_LISTED EXCLUSIVE_CONFLICT CONSENT_MISSING
    PLEDGEE_CONSENT_MISSING
sublicence_granted: NOT_HOLDER RIGHT_ENDED SUBLICENCE_NOT_AGREED TERM_EXCEEDS_PARENT
licence_terminated: RIGHT_ENDED NOT_HOLDER
use_right_extended: RIGHT_ENDED DATES_INVALID
pledge_registered: NOT_CONFIRMED NOT_OWNER FROZEN DATES_INVALID IP_NOT_LISTED IP_NOT_GRANTED SHARE_NOT_EXACT
    INSUFFICIENT_SHARE ALREADY_PLEDGED DEBT_BEYOND_IP CONSENT_MISSING DATE_IN_FUTURE
pledge_released: PLEDGE_CLOSED
contract_registered: NOT_CONFIRMED ID_INVALID DUPLICATE_CONTRACT CONTRACT_KIND AMOUNT_INVALID CONTRACT_NOT_VALID
    APPLICANT_INVALID SELLER_OWNER_MISMATCH
contract_changed: CONTRACT_CLOSED CONTRACT_KIND AMOUNT_INVALID
contract_cancelled: CONTRACT_CLOSED
evaluation_filed: DATES_INVALID EVALUATOR_RELATED
sales_reported: CONTRACT_CLOSED NOT_BUYER DATE_IN_FUTURE AMOUNT_INVALID
relation_declared: DATE_IN_FUTURE
relation_ended: RELATION_CLOSED DATES_INVALID DATE_IN_FUTURE
proceeds_received: NOT_CONFIRMED DATE_IN_FUTURE DEDUCTION_NOT_ALLOWED NET_NEGATIVE DEBT_FIRST
proceeds_distributed: ALREADY_DISTRIBUTED BASIS_INVALID RATIOS_NOT_WHOLE LINES_DIFFER FLOOR_NOT_MET
reward_claimed: NOT_CONFIRMED NOT_COMPLETER DOUBLE_INCENTIVE
subsidy_claimed: CONTRACT_CLOSED SUBSIDY_BUYER SUBSIDY_KIND RELATED_PARTY SUBSIDY_SELLER SUBSIDY_MANUAL SUBSIDY_PRODUCT
    NOTHING_DUE
voucher_issued: DATES_INVALID
voucher_redeemed: VOUCHER_REDEEMED VOUCHER_EXPIRED VOUCHER_SERVICE RELATED_PROVIDER EVIDENCE_MISSING DATE_IN_FUTURE
    NOTHING_DUE
"""
OWN = {
    kind: set(codes.split())
    for kind, _, codes in (line.partition(": ") for line in CODES.strip().replace("\n    ", " ").splitlines())
}
COMMON = set(
    [
        "NODE_INACTIVE",
        "UNKNOWN_REF",
        "DUPLICATE_ID",
        "UNKNOWN_PARTY",
        "DOCUMENT_MISMATCH",
        "KEY_NOT_CURRENT",
        "CALENDAR_UNKNOWN",
        "OFFICER_UNKNOWN",
        "OFFICER_OUT_OF_DATE",
        "OFFICER_NO_CAPABILITY",
        "WRONG_PARK",
        "SIGNATURE_MISSING",
    ]
)
IDS = [f"{each.kind}-{each.code}-{i}" for i, each in enumerate(TRIALS)]


@pytest.mark.parametrize("each", TRIALS, ids=IDS)
def test_an_event_is_refused_with_its_code_and_none_of_another_kind(each: Trial) -> None:
    outcome = each.story().good(each.kind, each.signers, **each.changes)
    assert outcome.code == each.code, outcome
    assert each.values is None or outcome.values == each.values
    # And the format gives this kind every code that speaks against it.
    assert set(outcome.all_codes) <= OWN[each.kind] | COMMON


def test_each_code_of_each_kind_is_tried() -> None:
    tried: dict[str, set[str]] = {kind: set() for kind in OWN}
    for each in TRIALS:
        tried[each.kind].add(each.code)
    assert set(OWN) == set(EXAMPLES)
    assert {kind: codes - tried[kind] for kind, codes in OWN.items() if codes - tried[kind]} == {}
    assert {code for codes in OWN.values() for code in codes} | COMMON == set(ORDER) - FILINGS_ONLY


@pytest.mark.parametrize("each", TRIALS, ids=IDS)
@pytest.mark.parametrize(
    ("extra", "code"), [(("Y",), "UNKNOWN_PARTY"), (("C#old",), "KEY_NOT_CURRENT"), (None, "SIGNATURE_MISSING")]
)
def test_of_two_codes_the_earlier_is_told(each: Trial, extra: tuple[str, ...] | None, code: str) -> None:
    """Each trial once more, with a stranger's signature, an old key, or without any signature."""
    if each.code == "UNKNOWN_REF" or {each.code, code} == {"KEY_NOT_CURRENT", "SIGNATURE_MISSING"}:
        return  # that stops everything; without signatures no key is old
    if each.kind == "objection_withdrawn" and code == "SIGNATURE_MISSING":
        return  # nobody can sign for the nameless
    outcome = each.story().good(each.kind, () if extra is None else (*each.signers, *extra), **each.changes)
    assert {each.code, code} <= set(outcome.all_codes)
    assert outcome.all_codes == tuple(sorted(outcome.all_codes, key=ORDER.index))
    assert outcome.code == outcome.all_codes[0]
    assert ORDER.index(outcome.code) <= min(ORDER.index(each.code), ORDER.index(code))
