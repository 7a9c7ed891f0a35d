"""Digest manifests: received line by line in bounded memory, stored all or nothing, and proved line by line.

A manifest is on its way in for as long as its sender needs; the database sees it in one short transaction at the end.
The same manifest again gives the same receipts, however often it arrives, also after it was erased, which sending it
again does not undo; where a restore did not bring its lines back, it brings them back.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Self

from sqlalchemy import Connection

from ledger.core import filing as filings_of
from ledger.core import manifest, merkle
from ledger.core.errors import NotFound, Refused, Unavailable
from ledger.core.evidence import LinePart
from ledger.core.filing import CheckedFiling, Filing
from ledger.intake import Receipt, Submission, check_sizes
from ledger.store import filings, losses, sealed_lines
from ledger.store.sealed_lines import SealedLines
from ledger.store.vault import Filer, Vault


@dataclass(frozen=True)
class Receipts:
    """That a manifest is stored with all its lines.

    :param filing: the receipt of the manifest itself.
    :param lines: its lines' leaves, by their numbers.
    """

    filing: Receipt
    lines: manifest.Tree


class Incoming:
    """A manifest on its way in. Use it as a context manager; made by `begin`."""

    def __init__(self, opened: Vault, filing: Filing, checked: CheckedFiling, to_keep: bool) -> None:
        self._opened = opened
        self._filing = filing
        self._checked = checked
        self._to_keep = to_keep
        self._tree = manifest.Tree()
        self._sealed = SealedLines(opened, filing.leaf)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self._sealed.spool.close()

    def add(self, texts: Iterable[str]) -> None:
        """The next lines.

        :raises Malformed: `LINE_MALFORMED`, `LINE_TWICE`, with the line's number.
        :raises TooLarge: `LINES_TOO_MANY`, `LINE_TOO_LONG`.
        """
        lines = self._tree.add(texts)
        if self._to_keep:
            self._sealed.add(lines)

    def store(self, connection: Connection, now: int) -> Receipts:
        """Store the manifest, whose last line has come, in the caller's transaction.

        :param now: seconds since 1970.
        :raises ProofInvalid: `MANIFEST_COUNT_WRONG`, `MANIFEST_ROOT_WRONG`.
        """
        form, leaf = self._checked.form, self._filing.leaf
        self._tree.demand(form[manifest.COUNT], form[manifest.ROOT])
        if filings.add(
            connection,
            leaf=leaf,
            entry=self._filing.entry,
            filing_type=self._checked.type,
            node=self._checked.node,
            received_at=now,
        ):
            self._put(connection)
            return Receipts(Receipt(leaf, now, "received", is_new=True), self._tree)
        if self._to_keep and losses.hold_lost(connection, [leaf]):
            self._put(connection)
        stored = filings.get(connection, leaf)
        if stored is None:
            raise Unavailable(
                "DATABASE_BUSY", "the same manifest was stored meanwhile", next="send the same request again"
            )
        status = "received" if stored.leaf_index is None else "integrated"
        return Receipts(Receipt(leaf, stored.received_at, status, is_new=False), self._tree)

    def _put(self, connection: Connection) -> None:
        self._sealed.end()
        filer = Filer(self._checked.signer, self._checked.party)
        sealed_lines.put(connection, self._opened, self._sealed, self._filing.disclosures, filer)


def begin(connection: Connection, opened: Vault, submission: Submission, now: int, origin: str) -> Incoming:
    """Check the signed filing of a manifest, before any of its lines is looked at. Nothing is stored.

    :param now: seconds since 1970; the filer's claim of the time may be a day off.
    :param origin: the log's origin, to which the signature must be bound.
    :raises Malformed: what is wrong with entry, disclosures or form.
    :raises ProofInvalid: `SIGNATURE_INVALID`, `DISCLOSURE_FOREIGN`, `DISCLOSURE_MISSING`.
    :raises Refused: `FILED_AT_FAR`, `MANIFEST_EXPECTED`, `MANIFEST_WITH_ATTACHMENTS`.
    :raises TooLarge: `ENTRY_TOO_LARGE`, `DISCLOSURES_TOO_LARGE`, `DISCLOSURES_TOO_MANY`, `SIGNATURE_TOO_LARGE`.
    """
    check_sizes(submission)
    read = filings_of.put_together(submission.entry, submission.disclosures, submission.signature)
    known = filings.get(connection, read.filing.leaf)
    checked = filings_of.check_opened(read, origin)
    if known is None:
        filings_of.check_time(checked, now)
    if checked.type != manifest.TYPE:
        raise Refused(
            "MANIFEST_EXPECTED",
            f"lines come with a filing of type {manifest.TYPE}, not {checked.type}",
            next="POST other filings to /v1/filings",
            type=checked.type,
        )
    if checked.attachments:
        raise Refused(
            "MANIFEST_WITH_ATTACHMENTS",
            f"the manifest has {len(checked.attachments)} attachments beside its lines",
            next="give each file a line",
        )
    to_keep = known is None or losses.lost_of(connection, [read.filing.leaf]) != []
    return Incoming(opened, read.filing, checked, to_keep)


def line(connection: Connection, opened: Vault, leaf: bytes, number: int) -> LinePart:
    """One line of a manifest, and its path to the manifest's root. Whoever calls decides first who may read it.

    :raises NotFound: `FILING_UNKNOWN`, `LINE_UNKNOWN`, `DISCLOSURES_ERASED`.
    """
    filings.require(connection, leaf)
    shown, leaves = "", list[bytes]()
    for part in sealed_lines.read(connection, opened, leaf):
        for text in part:
            if len(leaves) == number:
                shown = text
            leaves.append(merkle.leaf_hash(text.encode("ascii")))
    if not shown:
        raise NotFound(
            "LINE_UNKNOWN",
            f"the filing {leaf.hex()} has {len(leaves)} lines, counted from 0, and no line {number}",
            next="compare leaf and line with the receipt",
            leaf=leaf.hex(),
            line=number,
        )
    path = merkle.inclusion_path(number, len(leaves), merkle.in_memory(leaves))
    return LinePart(number, shown, tuple(path))
