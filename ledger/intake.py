"""Intake: a draft is salted for its filer to sign; a signed filing is checked whole, stored durably, and receipted.

A receipt is given only after the caller's transaction has committed; from then on the filing is never lost. The same
submission gives the same leaf and the same receipt however often it arrives, also after its disclosures were erased,
which sending it again does not undo.
"""

import secrets
from collections.abc import Callable
from dataclasses import dataclass, field

from sqlalchemy import Connection

from ledger.core import filing as filings_of
from ledger.core.disclosure import SALT_SIZE
from ledger.core.draft import Attachment, Draft
from ledger.core.errors import TooLarge, Unavailable
from ledger.core.filing import Prepared
from ledger.store import filings, vault
from ledger.store.filings import StoredFiling
from ledger.store.vault import FileDigest, Vault

MAX_DISCLOSURE_BYTES = 512 << 10
MAX_SIGNATURE_BYTES = 65


@dataclass(frozen=True)
class Submission:
    """A prepared filing with its signature, as the filer sends it back.

    :param entry: bytes of the unsigned entry, as prepared.
    :param disclosures: all of them but the signature's, as prepared.
    :param signature: 65 bytes of an account, 64 of a P-256 key.
    """

    entry: bytes
    disclosures: tuple[str, ...] = field(repr=False)
    signature: bytes = field(repr=False)


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
    _check_sizes(Submission(prepared.entry, prepared.disclosures, b""))
    return prepared


def receive(connection: Connection, opened: Vault, submission: Submission, now: int, origin: str) -> Receipt:
    """Checks a submission and stores filing, sealed disclosures and digest index in the caller's transaction.

    :param now: seconds since 1970; the filer's claim of the time may be a day off.
    :param origin: the log's origin, to which the signature must be bound.
    :raises Malformed: what is wrong with entry, disclosures or form.
    :raises ProofInvalid: `SIGNATURE_INVALID`, `DISCLOSURE_FOREIGN`, `DISCLOSURE_MISSING`.
    :raises Refused: `FILED_AT_FAR`.
    :raises TooLarge: `ENTRY_TOO_LARGE`, `DISCLOSURES_TOO_LARGE`, `DISCLOSURES_TOO_MANY`, `SIGNATURE_TOO_LARGE`.
    """
    _check_sizes(submission)
    prepared = filings_of.resume(submission.entry, submission.disclosures, origin)
    filing = filings_of.complete(prepared, submission.signature)
    known = filings.get(connection, filing.leaf)
    if known is not None:
        return _receipt(known, is_new=False)  # the leaf commits to entry, disclosures and signature: all were checked
    checked = filings_of.check(filing.entry, filing.disclosures, origin, now)
    is_new = filings.add(
        connection,
        leaf=filing.leaf,
        entry=filing.entry,
        filing_type=checked.type,
        node=checked.node,
        received_at=now,
    )
    if is_new:
        digests = [digest for attachment in checked.attachments for digest in _digests(attachment)]
        vault.put(connection, opened, filing.leaf, filing.disclosures, digests)
        return Receipt(filing.leaf, now, "received", is_new=True)
    stored = filings.get(connection, filing.leaf)  # somebody else stored it meanwhile, and has committed
    if stored is None:
        raise Unavailable("DATABASE_BUSY", "the same filing was stored meanwhile", next="send the same request again")
    return _receipt(stored, is_new=False)


def _receipt(filing: StoredFiling, *, is_new: bool) -> Receipt:
    status = "received" if filing.leaf_index is None else "integrated"
    return Receipt(filing.leaf, filing.received_at, status, is_new)


def _digests(attachment: Attachment) -> tuple[FileDigest, FileDigest]:
    return (
        FileDigest("sha256", bytes.fromhex(attachment.sha256)),
        FileDigest("sm3", bytes.fromhex(attachment.sm3)),
    )


def _check_sizes(submission: Submission) -> None:
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
            f"a signature of {len(submission.signature)} bytes; an account's has {MAX_SIGNATURE_BYTES}",
            next="sign with an account or a P-256 key",
        )
