"""Checks 10 to 16: the filing itself, its entry, what is disclosed of it, and whose signature it carries."""

import hashlib
from typing import Any

from jsonschema import Draft202012Validator

from ledger.core import filing, filing_types, manifest, merkle, shapes
from ledger.core.case import Case
from ledger.core.checks import Status, Undecided, not_checked
from ledger.core.disclosure import Disclosure
from ledger.core.draft import MAX_PARTY, Attachment, read_attachment
from ledger.core.errors import Malformed, ProofInvalid
from ledger.core.evidence import FilingClaim
from ledger.core.filing import ATTACHMENT, FILED_AT, FORM, PARTY, SIGNATURE, SIGNER, Entry
from ledger.core.filing_types.formats import FORMATS
from ledger.core.manifest import Line

_ASK_MORE = "ask the filer, or someone to whom he showed it, for a bundle that discloses more"


def entry_form(case: Case) -> str:
    """Check 10."""
    entry = case.entry.own()
    return f"{entry.type} at node {entry.node}, {len(entry.digests)} fields and a signature"


def disclosures(case: Case) -> str:
    """Check 11."""
    entry = case.entry_meant.lean()
    opened = filing.disclose(entry, case.filing.disclosures)
    return f"{len(opened)} of {len(entry.digests) + 1} fields are disclosed, and the entry commits to each of them"


def filer_signature(case: Case) -> str:
    """Check 12."""
    entry, shown = case.entry_meant.lean(), case.disclosed
    if missing := [name for name in (SIGNATURE, SIGNER, FILED_AT) if name not in shown]:
        raise not_checked(f"the bundle does not disclose {', '.join(missing)}", _ASK_MORE)
    signer = filing.verify_signature(entry, shown, _origin(case))
    return f"signed by 0x{signer.hex()}, who dates it {shown[FILED_AT].value}"


def form(case: Case) -> str:
    """Check 13."""
    entry, shown = case.entry_meant.lean(), case.disclosed
    fields = {name.removeprefix(FORM): one.value for name, one in shown.items() if name.startswith(FORM)}
    records = {name: one for name, one in shown.items() if name.startswith(ATTACHMENT)}
    for name in shown:
        if name not in (SIGNATURE, SIGNER, PARTY, FILED_AT) and not name.startswith((FORM, ATTACHMENT)):
            raise ProofInvalid("FIELD_UNKNOWN", f"a filing has no field {name[:80]!r}")
    if PARTY in shown and shown[PARTY].value is not None:
        shapes.integer(shown[PARTY].value, PARTY, MAX_PARTY + 1)
    if not fields and not records:
        raise not_checked("the bundle discloses no field of the form", _ASK_MORE)
    for name, one in records.items():
        read_attachment(one.value, name)
    _check_fields(entry, fields)
    if len(shown) - (SIGNATURE in shown) == len(entry.digests):
        filing_types.check(entry.type, fields)
        return f"the whole form is disclosed and fits {entry.type}"
    return f"{len(fields)} fields and {len(records)} attachment records fit {entry.type}"


def attachments(case: Case) -> str:
    """Check 14."""
    given = [(file.name, file.content) for file in case.filing.attachments] + list(case.files.items())
    if not given:
        raise not_checked("no file is given", "give the attachments that you hold")
    records: list[Attachment | Line | None] = [
        _record(one) for name, one in case.disclosed.items() if name.startswith(ATTACHMENT)
    ]
    if case.filing.line is not None:
        records.append(case.line.lean())
    for name, content in given:
        stated = [record for record in records if record is not None and name in _names(record)]
        if not stated:
            raise ProofInvalid("ATTACHMENT_UNKNOWN", f"no disclosed attachment is called {name[:80]!r}")
        if not any(_is(record, content) for record in stated):
            raise ProofInvalid(
                "ATTACHMENT_ALTERED",
                f"{name[:80]!r} with {len(content)} bytes is not the file that was filed, of {stated[0].size} bytes",
            )
    return f"{len(given)} files are exactly those that were filed"


def claimed_leaf(case: Case) -> str:
    """Check 15."""
    claim = case.bundle.claim
    assert isinstance(claim, FilingClaim)  # noqa: S101 - `checks.of_claim` chose the check
    leaf = merkle.leaf_hash(case.filing.entry)
    if leaf != claim.leaf:
        raise ProofInvalid(
            "LEAF_WRONG", f"the entry has the leaf {leaf.hex()}, but the claim is about {claim.leaf.hex()}"
        )
    return f"the entry has the leaf {leaf.hex()}"


def line(case: Case) -> str:
    """Check 16."""
    part = case.filing.line
    if part is None:
        raise not_checked("the bundle is about the filing, not about a line of a manifest", "ask for a line's evidence")
    entry, shown, told = case.entry_meant.lean(), case.disclosed, case.line.own()
    if entry.type != manifest.TYPE:
        raise ProofInvalid("LINE_WITHOUT_MANIFEST", f"a filing of type {entry.type} has no lines")
    count, root = (shown.get(FORM + name) for name in (manifest.COUNT, manifest.ROOT))
    if count is None or root is None:
        raise Undecided(Status.UNKNOWN, "the bundle does not disclose the manifest's count and root", _ASK_MORE)
    _check_fields(entry, {manifest.COUNT: count.value, manifest.ROOT: root.value})
    merkle.verify_inclusion(part.index, count.value, told.leaf, part.path, bytes.fromhex(root.value))
    return f"line {part.index} of {count.value} tells of {told.name[:200]!r}, and the manifest commits to it"


def answer(case: Case) -> dict[str, Any]:
    """For people: leaf, type and node. :raises Undecided: if the entry cannot be read."""
    entry = case.entry_meant.lean()
    told: dict[str, Any] = {"leaf": merkle.leaf_hash(case.filing.entry).hex(), "type": entry.type, "node": entry.node}
    claimed = case.disclosed.get(FILED_AT)
    if case.filing.line is not None:
        line = case.line.lean()
        told["line"] = {"index": case.filing.line.index, "name": line.name, "size": line.size}
        told["line"] |= {"sha256": line.sha256, "sm3": line.sm3}
    return told | ({"filedAt": claimed.value} if claimed and isinstance(claimed.value, int) else {})


def _origin(case: Case) -> str:
    """The log that the filer signed for: of those that the reader trusts, the one whose checkpoint is given."""
    names = [log.key.name for log in case.trust.policy.logs]
    stated = case.checkpoint.value
    return stated.origin if stated is not None and stated.origin in names else "".join(names[:1])


def _check_fields(entry: Entry, fields: dict[str, Any]) -> None:
    """Every disclosed field by itself fits its place in the type, also where others are withheld."""
    if entry.type not in filing_types.list():
        raise not_checked(
            f"this version does not know the form {entry.type[:80]!r}", "use a verifier as new as the filing"
        )
    properties = filing_types.schema(entry.type)["properties"]
    for name, value in fields.items():
        if name not in properties:
            raise Malformed("FIELD_UNKNOWN", f"{entry.type} has no field {name[:80]!r}")
        if not Draft202012Validator(properties[name], format_checker=FORMATS).is_valid(value):
            raise Malformed("FIELD_WRONG", f"the field {name!r} of {entry.type} cannot be {str(value)[:80]!r}")


def _record(one: Disclosure) -> Attachment | None:
    try:
        return read_attachment(one.value, one.name)
    except Malformed:
        return None  # check 13 says so


def _names(record: Attachment | Line) -> tuple[str, str]:
    """As what a reader may hold a file: a line names it with its folders, of which he need not know."""
    return record.name, record.name.rpartition("/")[2]


def _is(record: Attachment | Line, content: bytes) -> bool:
    try:
        sm3 = hashlib.new("sm3", content).hexdigest()
    except ValueError:  # an OpenSSL without SM3
        raise Undecided(
            Status.UNKNOWN, "this computer's OpenSSL cannot compute SM3", "verify with an OpenSSL that has SM3"
        ) from None
    digests = (len(content), hashlib.sha256(content).hexdigest(), sm3)
    return (record.size, record.sha256, record.sm3) == digests
