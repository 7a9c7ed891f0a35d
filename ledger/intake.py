"""Intake: a draft is salted for its filer to sign; a signed filing is checked whole, stored durably, and receipted.

A receipt is given only after the caller's transaction has committed; from then on the filing is never lost. The same
submission gives the same leaf and the same receipt however often it arrives, also after its disclosures were erased,
which sending it again does not undo. Disclosures that were lost, because a backup did not have them, it brings back.
"""

import secrets
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from sqlalchemy import Connection

from ledger.core import filing as filings_of
from ledger.core import filing_types, manifest, signatures
from ledger.core.disclosure import SALT_SIZE
from ledger.core.draft import Attachment, Draft
from ledger.core.errors import Refused, TooLarge, Unavailable, ZhengbenError
from ledger.core.filing import Prepared
from ledger.store import filers, filings, losses, vault
from ledger.store.filings import NewFiling, StoredFiling
from ledger.store.vault import FileDigest, Filer, Sealed, Vault

MAX_DISCLOSURE_BYTES = 512 << 10
MAX_SIGNATURE_BYTES = signatures.MAX_BYTES


@dataclass(frozen=True)
class Submission:
    """A prepared filing with its signature, as the filer sends it back.

    :param entry: bytes of the unsigned entry, as prepared.
    :param disclosures: all of them but the signature's, as prepared.
    :param signature: 65 bytes of an account, 64 of a P-256 key, or a passkey's assertion (`ledger.core.webauthn`).
    """

    entry: bytes
    disclosures: tuple[str, ...] = field(repr=False)
    signature: bytes = field(repr=False)


@dataclass(frozen=True)
class Examined:
    """A submission that was read.

    :param found: what to store, or what is wrong with it. A filing that was stored before is receipted even then:
        its leaf commits to entry, disclosures and signature, and all were checked when it came first.
    :param sealed: its private part, if nothing but its time may be wrong with it: a filing that was stored before and
        has lost its disclosures gets them back.
    """

    leaf: bytes
    found: NewFiling | ZhengbenError
    sealed: Sealed | None = None


@dataclass(frozen=True)
class Receipt:
    """That a filing is stored.

    :param received_at: seconds since 1970; of the first submission, if there were several.
    :param status: `received` or `integrated`.
    :param is_new: whether this submission stored it, or an earlier one.
    """

    leaf: bytes
    received_at: int
    status: str
    is_new: bool


def fresh_salt() -> bytes:
    """16 random bytes."""
    return secrets.token_bytes(SALT_SIZE)


def prepare(draft: Draft, log_origin: str, salts: Callable[[], bytes] = fresh_salt) -> Prepared:
    """Salts a draft and makes the entry to sign. Nothing is stored.

    :raises Malformed: `FORM_INVALID` and whatever else is wrong with the draft.
    :raises TooLarge: `ENTRY_TOO_LARGE`, `DISCLOSURES_TOO_LARGE`.
    """
    prepared = filings_of.prepare(draft, log_origin, salts)
    check_sizes(Submission(prepared.entry, prepared.disclosures, b""))
    return prepared


def examine(opened: Vault, submission: Submission, now: int, origin: str) -> Examined:
    """Checks a submission and seals its disclosures; nothing is stored, and no database is asked.

    :param now: seconds since 1970; the filer's claim of the time may be a day off.
    :param origin: the log's origin, to which the signature must be bound.
    :raises Malformed: what is wrong with entry or disclosures.
    :raises ProofInvalid: `DISCLOSURE_FOREIGN`, `DISCLOSURE_MISSING`.
    :raises TooLarge: `ENTRY_TOO_LARGE`, `DISCLOSURES_TOO_LARGE`, `DISCLOSURES_TOO_MANY`, `SIGNATURE_TOO_LARGE`.
    """
    check_sizes(submission)
    read = filings_of.put_together(submission.entry, submission.disclosures, submission.signature)
    filing = read.filing
    try:
        checked = filings_of.check_opened(read, origin)
    except ZhengbenError as refusal:
        return Examined(filing.leaf, refusal)
    if checked.type == manifest.TYPE:
        return Examined(filing.leaf, _without_lines())
    digests = [digest for attachment in checked.attachments for digest in _digests(attachment)]
    if (before := checked.form.get(filing_types.FOLLOWS)) is not None:
        digests.append(filers.follows(bytes.fromhex(before)))
    filer = Filer(checked.signer, checked.party)
    sealed = vault.sealed(opened, filing.leaf, filing.disclosures, digests, filer=filer)
    try:
        filings_of.check_time(checked, now)
    except ZhengbenError as refusal:
        return Examined(filing.leaf, refusal, sealed)
    new = NewFiling(filing.leaf, filing.entry, checked.type, checked.node, now)
    return Examined(filing.leaf, new, sealed)


def store(connection: Connection, examined: Sequence[Examined]) -> list[Receipt | ZhengbenError]:
    """Stores filings with their sealed disclosures and digest index in the caller's transaction.

    :returns: for each its receipt or refusal, as if they had come one by one in this order.
    """
    new: dict[bytes, Examined] = {}
    for one in examined:
        if isinstance(one.found, NewFiling):
            new.setdefault(one.leaf, one)
    added = filings.add_all(connection, [one.found for one in new.values() if isinstance(one.found, NewFiling)])
    vault.put_all(connection, [one.sealed for one in new.values() if one.sealed is not None and one.leaf in added])
    others = {one.leaf for one in examined} - added
    known = {one.leaf: one for one in filings.get_many(connection, list(others))} if others else {}
    _put_back(connection, examined, known)
    outcomes: list[Receipt | ZhengbenError] = []
    for one in examined:
        before = known.get(one.leaf)
        if before is not None:
            outcomes.append(_receipt(before, is_new=False))
        elif isinstance(one.found, ZhengbenError):
            outcomes.append(one.found)
        elif one.leaf in added:
            stored = known[one.leaf] = _as_stored(one.found)
            outcomes.append(_receipt(stored, is_new=True))
        else:
            outcomes.append(_busy())
    return outcomes


def _put_back(connection: Connection, examined: Sequence[Examined], known: Iterable[bytes]) -> None:
    """Stores the private parts of filings that were stored before, and have lost theirs."""
    sealed = {one.leaf: one.sealed for one in examined if one.sealed is not None}
    leaves = [leaf for leaf in known if leaf in sealed]
    vault.put_all(connection, [sealed[leaf] for leaf in losses.hold_lost(connection, leaves)])


def receive(connection: Connection, opened: Vault, submission: Submission, now: int, origin: str) -> Receipt:
    """Examines one submission and stores it in the caller's transaction.

    :raises Malformed: what is wrong with entry, disclosures or form.
    :raises ProofInvalid: `SIGNATURE_INVALID`, `DISCLOSURE_FOREIGN`, `DISCLOSURE_MISSING`.
    :raises Refused: `FILED_AT_FAR`, `MANIFEST_WITHOUT_LINES`.
    :raises TooLarge: as `examine`.
    """
    (outcome,) = store(connection, [examine(opened, submission, now, origin)])
    if isinstance(outcome, ZhengbenError):
        raise outcome
    return outcome


def _receipt(filing: StoredFiling, *, is_new: bool) -> Receipt:
    status = "received" if filing.leaf_index is None else "integrated"
    return Receipt(filing.leaf, filing.received_at, status, is_new)


def _as_stored(new: NewFiling) -> StoredFiling:
    return StoredFiling(new.leaf, new.entry, new.type, new.node, new.received_at, leaf_index=None)


def _busy() -> Unavailable:  # somebody else stored it meanwhile, and took it back
    return Unavailable("DATABASE_BUSY", "the same filing was stored meanwhile", next="send the same request again")


def _without_lines() -> Refused:
    return Refused(
        "MANIFEST_WITHOUT_LINES",
        f"a filing of type {manifest.TYPE} comes together with its lines",
        next="POST it to /v1/manifests, its lines after it",
    )


def _digests(attachment: Attachment) -> tuple[FileDigest, FileDigest]:
    return (
        FileDigest("sha256", bytes.fromhex(attachment.sha256)),
        FileDigest("sm3", bytes.fromhex(attachment.sm3)),
    )


def check_sizes(submission: Submission) -> None:
    """Refuse what is too large before anything is done with it.

    :raises TooLarge: `DISCLOSURES_TOO_LARGE`, `SIGNATURE_TOO_LARGE`.
    """
    size = sum(map(len, submission.disclosures))
    if size > MAX_DISCLOSURE_BYTES:
        raise TooLarge(
            "DISCLOSURES_TOO_LARGE",
            f"disclosures of {size} bytes together; at most {MAX_DISCLOSURE_BYTES} are taken",
            next="shorten the form, or put long texts into an attachment",
            size=size,
        )
    if len(submission.signature) > MAX_SIGNATURE_BYTES:
        raise TooLarge(
            "SIGNATURE_TOO_LARGE",
            f"a signature of {len(submission.signature)} bytes; at most {MAX_SIGNATURE_BYTES} are taken",
            next="sign with an account, a P-256 key or a passkey",
        )
