"""Checks 20 to 23: the log's checkpoint, its witnesses, the entry in its tree, and the anchor that covers it."""

from ledger.core import merkle, note
from ledger.core.case import Case
from ledger.core.errors import ProofInvalid


def checkpoint(case: Case) -> str:
    """Check 20."""
    proof, stated, named = case.log_proof.own(), case.checkpoint.own(), case.bundle.ledger.log
    trusted = [log.key.name for log in case.trust.policy.logs]
    if stated.origin in trusted and named in trusted and stated.origin != named:
        raise ProofInvalid(
            "ORIGIN_WRONG", f"the checkpoint is of the log {stated.origin!r}, the bundle of {named!r}; both are trusted"
        )
    keys = [log.key for log in case.trust.policy.logs if log.key.name == stated.origin]
    if not note.verify(note.parse(proof.checkpoint), keys):
        raise ProofInvalid(
            "LOG_SIGNATURE_MISSING",
            f"no log key of the trust file signed this checkpoint of {stated.origin!r}",
            next="take evidence of a log that the trust file names",
        )
    return f"{stated.origin} signed its head of size {stated.size}"


def witnesses(case: Case) -> str:
    """Check 21."""
    witnessed = case.trust.policy.cosigned(note.parse(case.log_proof.lean().checkpoint))
    if case.trust.policy.quorum == "none":
        return f"the trust file asks for no witnesses; {len(witnessed)} of those it names cosigned"
    return f"the quorum {case.trust.policy.quorum!r} is met by {', '.join(sorted(witnessed))}"


def inclusion(case: Case) -> str:
    """Check 22."""
    leaf = merkle.leaf_hash(case.filing.entry)
    proof, head = case.log_proof.lean(), case.checkpoint.lean()
    merkle.verify_inclusion(proof.index, head.size, leaf, proof.path, head.root)
    return f"the entry stands at index {proof.index} of {head.size}"


def anchored_head(case: Case) -> str:
    """Check 23."""
    anchor, head = case.anchor, case.checkpoint.lean()
    merkle.verify_consistency(head.size, anchor.size, head.root, anchor.root, anchor.consistency)
    if head.size == anchor.size:
        return f"the checkpoint is the anchored head of size {anchor.size}"
    return f"the anchored head of size {anchor.size} continues the checkpoint of size {head.size}"
