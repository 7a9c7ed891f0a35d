"""Verify an evidence bundle against a trust file: bytes in, report out.

No database, node, clock or network. The checks and their numbers are those of `docs/evidence-format.md`; each computes
from the parts that it names and answers for one link, so that a forgery shows in exactly one place.
"""

from collections.abc import Callable, Mapping

from ledger.core import (
    chainproof,
    checks,
    evidence,
    evidence_reading,
    filingproof,
    logproof,
    sealproof,
    titleproof,
    trust,
)
from ledger.core.case import Case
from ledger.core.checks import Check, CheckName, Report, Status, Undecided
from ledger.core.errors import ProofInvalid, ZhengbenError
from ledger.core.trust import Trust

_LONGEST_REASON = 2000  # reasons quote the bundle
_ASK_AGAIN = "do not rely on this bundle; ask its giver for another, made by the ledger itself"


def verify(bundle: bytes, trust_file: bytes, files: Mapping[str, bytes] | None = None) -> Report:
    """Judge a bundle by a trust file.

    :param bundle: the bytes of an evidence bundle, from whomever. No bytes make this raise.
    :param trust_file: the bytes of the reader's own trust file.
    :param files: attachments that the reader holds himself, content by name; compared beside those in the bundle.
    :raises Usage: `TRUST_FILE_MALFORMED` if the reader's own trust file cannot be used.
    """
    believed = trust.parse(trust_file)
    try:
        case = Case(evidence_reading.parse(bundle), believed, dict(files or {}))
    except ZhengbenError as error:
        return _unread(error, believed)
    kind = case.bundle.claim.kind
    results = checks.once([_judge(check, case) for check in checks.of_claim(kind)])
    verdict = checks.verdict(results, believed.required(kind) | _shown(case))
    return Report(verdict, results, believed.demo, _answer(case) if verdict is Status.VALID else {})


def bundle_form(case: Case) -> str:
    """Check 1. It is read by `evidence_reading.parse`; whoever gets here has a bundle of the right form."""
    return f"{evidence.FORMAT} with a claim about a {case.bundle.claim.kind}"


def trust_matches(case: Case) -> str:
    """Check 2."""
    named, believed = case.bundle.ledger, case.trust
    logs = [log.key.name for log in believed.policy.logs]
    for what, stated, trusted in (
        ("chain", str(named.chain_id), [str(believed.chain_id)]),
        ("ledger", "0x" + named.salt.hex(), ["0x" + believed.salt.hex()]),
        ("log", named.log, logs),
        ("kind", _kind_of(named.demo), [_kind_of(believed.demo)]),
    ):
        if stated not in trusted:
            raise ProofInvalid(
                "LEDGER_FOREIGN",
                f"the bundle is of {what} {stated[:80]}, the trust file {believed.name!r} of {', '.join(trusted)}",
                next="take the trust file of the ledger that the bundle names, if you trust that one",
            )
    return f"the trust file {believed.name!r} is about this ledger"


def _kind_of(demo: bool) -> str:
    return "demonstration" if demo else "legal meaning"


_JUDGES: Mapping[int, Callable[[Case], str]] = {
    1: bundle_form,
    2: trust_matches,
    10: filingproof.entry_form,
    11: filingproof.disclosures,
    12: filingproof.filer_signature,
    13: filingproof.form,
    14: filingproof.attachments,
    15: filingproof.claimed_leaf,
    16: filingproof.line,
    20: logproof.checkpoint,
    21: logproof.witnesses,
    22: logproof.inclusion,
    23: logproof.anchored_head,
    30: chainproof.block_header,
    31: chainproof.anchor_contract,
    32: chainproof.anchor_slot,
    33: chainproof.anchor_time,
    34: chainproof.timestamps,
    40: titleproof.title_contract,
    41: titleproof.title_head,
    42: titleproof.holdings,
    43: titleproof.trail,
    44: titleproof.registration_filing,
    45: titleproof.instruments,
    46: sealproof.signers,
    47: sealproof.seals,
    48: titleproof.as_of,
}


def _judge(check: CheckName, case: Case) -> Check:
    try:
        return Check(check.number, check.name, Status.VALID, _JUDGES[check.number](case))
    except Undecided as undecided:
        return Check(check.number, check.name, undecided.status, undecided.reason, undecided.next)
    except ZhengbenError as error:
        return Check(
            check.number, check.name, Status.INVALID, error.message[:_LONGEST_REASON], error.next or _ASK_AGAIN
        )
    except Exception as error:  # a fault of this verifier is no verdict about the bundle, and never VALID
        return Check(
            check.number,
            check.name,
            Status.UNKNOWN,
            f"this verifier failed over the bundle: {type(error).__name__}",
            "report the bundle to the verifier's makers",
        )


def _unread(error: ZhengbenError, believed: Trust) -> Report:
    """The report about bytes that are no bundle: nothing else could be looked at."""
    form = checks.BY_NUMBER[1]
    first = Check(form.number, form.name, Status.INVALID, error.message[:_LONGEST_REASON], error.next or _ASK_AGAIN)
    rest = [
        Check(check.number, check.name, Status.NOT_CHECKED, "the bundle could not be read", f"see {form.name}")
        for check in checks.CHECKS[1:]
        if len(check.claims) == 2
    ]
    return Report(Status.INVALID, (first, *rest), believed.demo)


def _shown(case: Case) -> frozenset[str]:
    """The check of a line, where the bundle is about one: it is to be proved like the filing itself."""
    part = case.bundle.filing
    return frozenset({checks.BY_NUMBER[16].name} if part is not None and part.line is not None else ())


def _answer(case: Case) -> dict[str, object]:
    """What the evidence shows."""
    answer: dict[str, object] = {"kind": case.bundle.claim.kind}
    if case.bundle.anchor is not None:
        answer["anchoredAt"] = case.bundle.anchor.time
    try:
        if case.bundle.claim.kind == checks.FILING:
            return answer | filingproof.answer(case)
        return answer | titleproof.answer(case)
    except (ZhengbenError, Undecided):
        return answer
