"""Drafts: what a filer wants to file, before it is salted and signed."""

import re
from dataclasses import dataclass
from typing import Any

from ledger.core import canonical, filing_types, signatures
from ledger.core.encoding import from_hex
from ledger.core.errors import Malformed

MAX_ATTACHMENTS = 100
MAX_PARTY = (1 << 32) - 1
_DIGEST = re.compile(r"[0-9a-f]{64}")
_MIME = re.compile(r"[a-z0-9][a-z0-9!#$&^_.+-]{0,62}/[a-z0-9][a-z0-9!#$&^_.+-]{0,62}")
_NOT_IN_NAMES = re.compile(r"[\x00-\x1f/\\]")
_MEMBERS = ("name", "size", "sha256", "sm3", "mime")


@dataclass(frozen=True)
class Attachment:
    """A file that a filing speaks of, known by its size and two digests (64 lowercase hex digits each)."""

    name: str
    size: int
    sha256: str
    sm3: str
    mime: str

    def to_dict(self) -> dict[str, Any]:
        """The attachment as it is disclosed."""
        return {name: getattr(self, name) for name in _MEMBERS}


@dataclass(frozen=True)
class Draft:
    """A filing before it is salted.

    :param filed_at: second that the filer claims.
    :param signer: bytes of ERC-7913, see `ledger.core.signatures`.
    :param party: the party for which the filer acts, if any.
    """

    type: str
    node: int
    filed_at: int
    form: dict[str, Any]
    attachments: tuple[Attachment, ...]
    signer: bytes
    party: int | None = None

    def check(self) -> None:
        """Demand that form, attachments and filer are as the filing's type asks.

        :raises Malformed: `FILING_TYPE_UNKNOWN`, `FORM_INVALID`, `ATTACHMENTS_MISSING`, `ATTACHMENTS_TOO_MANY`,
            `ATTACHMENT_MALFORMED`, `DRAFT_MALFORMED`, or what is wrong with the signer.
        """
        for what, number in (("node", self.node), ("filer.party", self.party)):
            if what == "node" or number is not None:
                _whole_number(number, what, 1, MAX_PARTY)
        _whole_number(self.filed_at, "filedAt", 0, canonical.MAX_INTEGER)
        least = filing_types.least_attachments(self.type)
        canonical.check(self.form, "/form")
        filing_types.check(self.type, self.form)
        if len(self.attachments) < least:
            raise Malformed(
                "ATTACHMENTS_MISSING",
                f"a filing of type {self.type} names at least {least} files, not {len(self.attachments)}",
                next="attach the files by size and digests; they stay with you",
                least=least,
                count=len(self.attachments),
            )
        if len(self.attachments) > MAX_ATTACHMENTS:
            raise Malformed(
                "ATTACHMENTS_TOO_MANY",
                f"{len(self.attachments)} attachments; at most {MAX_ATTACHMENTS}",
                next="make several filings of them, or file the whole folder",
                count=len(self.attachments),
                most=MAX_ATTACHMENTS,
            )
        for i, attachment in enumerate(self.attachments):
            read_attachment(attachment.to_dict(), f"attachment/{i}")
        attached = {attachment.sha256 for attachment in self.attachments}
        filing_types.refuse(filing_types.not_attached(self.type, self.form, attached))
        signatures.check_signer(self.signer)


def read_draft(value: Any) -> Draft:
    """The draft of `{"type", "node", "filedAt", "form", "attachments", "filer": {"signer", "party"}}`, unchecked in
    what it says.

    :raises Malformed: `DRAFT_MALFORMED`, `ATTACHMENT_MALFORMED`.
    """
    match value:
        case {
            "type": str(type),
            "node": node,
            "filedAt": filed_at,
            "form": dict(form),
            "attachments": list(attachments),
            "filer": dict(filer),
            **rest,
        } if not rest and {"signer"} <= set(filer) <= {"signer", "party"} and isinstance(filer["signer"], str):
            read = tuple(read_attachment(one, f"attachment/{i}") for i, one in enumerate(attachments))
            signer = from_hex(filer["signer"], "filer.signer")
            return Draft(type, node, filed_at, form, read, signer, filer.get("party"))
    raise _malformed(
        "草稿有 type、node、filedAt、form、attachments 与 filer {signer, party}",
        "a draft has type, node, filedAt, form, attachments and filer {signer, party}",
    )


def read_attachment(value: Any, where: str) -> Attachment:
    """The attachment of `{"name", "size", "sha256", "sm3", "mime"}`.

    :param where: its place, for the message.
    :raises Malformed: `ATTACHMENT_MALFORMED`.
    """
    if not isinstance(value, dict) or set(value) != set(_MEMBERS):
        names = ", ".join(_MEMBERS)
        raise _unattachable(where, f"应有且仅有 {names}", f"it has the members {names}")
    name, size, mime = value["name"], value["size"], value["mime"]
    wrong = None
    if not isinstance(name, str) or not 1 <= len(name) <= 255 or _NOT_IN_NAMES.search(name):
        wrong = (
            "name 应为 1 至 255 字符、不含斜线的文件名",
            "name is a file name of 1 to 255 characters without slashes",
        )
    elif not isinstance(size, int) or isinstance(size, bool) or not 0 <= size <= canonical.MAX_INTEGER:
        wrong = "size 应为整数字节", "size is a whole number of bytes"
    elif not isinstance(mime, str) or not _MIME.fullmatch(mime):
        wrong = "mime 应为小写的媒体类型，如 application/pdf", "mime is a lowercase media type such as application/pdf"
    elif not all(isinstance(value[digest], str) and _DIGEST.fullmatch(value[digest]) for digest in ("sha256", "sm3")):
        wrong = "sha256 与 sm3 各为 64 位小写十六进制", "sha256 and sm3 are 64 lowercase hex digits each"
    if wrong:
        raise _unattachable(where, *wrong)
    canonical.check(name, f"/{where}/name")
    return Attachment(**value)


def _whole_number(value: Any, what: str, least: int, most: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= most:
        raise _malformed(
            f"{what} 应为 {least} 至 {most} 的整数", f"{what} is a whole number from {least} to {most}, not {value!r}"
        )


def _malformed(zh: str, en: str) -> Malformed:
    return Malformed("DRAFT_MALFORMED", en, next="compare it with /docs", zh=zh)


def _unattachable(where: str, zh: str, en: str) -> Malformed:
    return Malformed(
        "ATTACHMENT_MALFORMED", f"{where}: {en}", next="correct what is said of that file", attachment=where, zh=zh
    )
