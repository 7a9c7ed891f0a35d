"""Certificates: PDF files for people that carry an evidence bundle inside. What is printed on them proves nothing; the
bundle does, and this takes it out.

The bundle is an embedded file (ISO 32000-2, 7.11.4) of the name `FILE_NAME`, attached to the document with the
relationship `/Data`.
"""

import re
import zlib
from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, NullObject, StreamObject

from ledger.core.errors import Usage, ZhengbenError
from ledger.core.evidence_reading import MAX_BYTES

FILE_NAME = "zhengben-evidence.json"
"""Of the bundle in a certificate."""
MAX_PDF = MAX_BYTES + (16 << 20)
"""Bytes of a certificate that are read: a bundle, which may not compress, and the pages around it."""
_MOST_NODES = 256  # of the tree of names that is searched
_MAGIC = b"%PDF-"
_VERSION = re.compile(rb"[\xef\xbb\xbf \t\r\n]*%PDF-\d\.\d")
_END = re.compile(rb"startxref\s+(\d{1,10})\s+%%EOF")
_TABLE = re.compile(rb"\s{0,2}(?:xref\s|\d+\s+\d+\s+obj)")
_TAIL = 4096  # bytes in which the end is looked for
_ANOTHER = "ask its giver for the certificate as the ledger made it, or for the bundle itself"


def is_pdf(raw: bytes) -> bool:
    """Whether a file calls itself a PDF; a bundle never does."""
    return raw[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_MAGIC)


def bundle_in(pdf: bytes) -> bytes:
    """The bytes of the evidence bundle that a certificate carries, whatever they are worth.

    :raises Usage: `CERTIFICATE_TOO_LARGE`, `CERTIFICATE_UNREADABLE`, `CERTIFICATE_LOCKED` where it is encrypted,
        even with no password, `CERTIFICATE_WITHOUT_BUNDLE`, or `CERTIFICATE_AMBIGUOUS` with more than one.
    """
    if len(pdf) > MAX_PDF:
        raise Usage(
            "CERTIFICATE_TOO_LARGE",
            f"the PDF has {len(pdf)} bytes; of a certificate at most {MAX_PDF} are read",
            next=_ANOTHER,
            size=len(pdf),
            limit=MAX_PDF,
        )
    if not _is_sound(pdf):
        raise _unreadable("its end does not lead to its table of objects")
    try:
        found = _named(_Reader(BytesIO(pdf), strict=False))
    except ZhengbenError:
        raise
    except (Exception, RecursionError) as error:  # a reader of PDF meets whatever a stranger wrote into it
        raise _unreadable(type(error).__name__) from None
    if not found:
        raise Usage(
            "CERTIFICATE_WITHOUT_BUNDLE",
            f"no file {FILE_NAME} is attached to the PDF: whatever is printed on it, nothing in it can be verified",
            next=_ANOTHER,
        )
    if len(found) > 1:
        raise Usage(
            "CERTIFICATE_AMBIGUOUS",
            f"{len(found)} files {FILE_NAME} are attached to the PDF, and nothing says which of them is meant",
            next=_ANOTHER,
            count=len(found),
        )
    return found[0]


def _is_sound(pdf: bytes) -> bool:
    """Whether a version stands at the beginning, and the end leads to a table of objects. Readers of PDF mend what is
    broken there, each in its own way; the verifier of the pages asks the same before it reads."""
    ends = list(_END.finditer(pdf, max(0, len(pdf) - _TAIL)))
    return bool(_VERSION.match(pdf) and ends and _TABLE.match(pdf, int(ends[-1][1])))


class _Reader(PdfReader):
    """Decrypts nothing, not even where no password is asked for: the ledger encrypts no certificate, and the verifier
    of the pages cannot read one that somebody encrypted. Both shall say the same."""

    def _handle_encryption(self, password: str | bytes | None) -> None:  # noqa: ARG002
        raise Usage(
            "CERTIFICATE_LOCKED",
            "the PDF is encrypted, with a password or without one; the ledger encrypts no certificate",
            next="save it without encryption first, or ask its giver for the certificate as the ledger made it",
        )


def _named(reader: PdfReader) -> list[bytes]:
    """The embedded files of our name."""
    root = _dictionary(reader.trailer["/Root"])
    if not root:
        raise _unreadable("it has no catalogue")
    names = _dictionary(root.get("/Names"))
    todo, seen, found = [names.get("/EmbeddedFiles")], 0, []
    while todo:
        node, seen = _dictionary(todo.pop()), seen + 1
        if seen > _MOST_NODES:
            raise _unreadable(f"more than {_MOST_NODES} lists of attachments")
        todo.extend(_array(node.get("/Kids")))
        for value in _array(node.get("/Names"))[1::2]:
            file = _dictionary(value)
            if FILE_NAME in (str(file.get("/UF")), str(file.get("/F"))):
                found.append(_content(_dictionary(file.get("/EF"))))
        if len(found) > 1:
            break
    return found


def _content(streams: DictionaryObject) -> bytes:
    found = streams.get("/F") or streams.get("/UF")
    stream = found.get_object() if found is not None else None
    if not isinstance(stream, StreamObject):
        raise _unreadable("an attachment that is no stream")
    filters = stream.get("/Filter", NullObject()).get_object()
    how = list(filters) if isinstance(filters, ArrayObject) else [] if isinstance(filters, NullObject) else [filters]
    if how not in ([], ["/FlateDecode"]) or "/DecodeParms" in stream:
        raise _unreadable("an attachment that is packed in a way which certificates do not use")
    packed = bytes(stream._data)
    content = _inflated(packed) if how else packed
    if len(content) > MAX_BYTES:
        raise _unreadable(f"an attachment of more than {MAX_BYTES} bytes")
    return content


def _inflated(packed: bytes) -> bytes:
    """What was deflated, whole, and of what is too large the beginning; without its checksum, for the digests in the
    bundle say more."""
    unpacking = zlib.decompressobj(-zlib.MAX_WBITS)
    content = unpacking.decompress(packed[2:], MAX_BYTES + 1)
    if not unpacking.eof and len(content) <= MAX_BYTES:
        raise _unreadable("an attachment that was cut")
    return content


def _dictionary(value: Any) -> DictionaryObject:
    """What a reference leads to; an empty one where there is none of the kind."""
    found = value.get_object() if hasattr(value, "get_object") else value
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _array(value: Any) -> list[Any]:
    found = value.get_object() if hasattr(value, "get_object") else value
    return list(found[: 2 * _MOST_NODES]) if isinstance(found, ArrayObject) else []


def _unreadable(why: str) -> Usage:
    return Usage("CERTIFICATE_UNREADABLE", f"the PDF cannot be read: {why[:200]}", next=_ANOTHER)
