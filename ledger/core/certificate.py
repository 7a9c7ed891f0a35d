"""Certificates: PDF files for people that carry an evidence bundle inside. What is printed on them proves nothing; the
bundle does, and this takes it out.

The bundle is an embedded file (ISO 32000-2, 7.11.4) of the name `FILE_NAME`, attached to the document with the
relationship `/Data`.
"""

from io import BytesIO
from typing import Any

from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject, StreamObject

from ledger.core.errors import Usage, ZhengbenError
from ledger.core.evidence_reading import MAX_BYTES

FILE_NAME = "zhengben-evidence.json"
"""Of the bundle in a certificate."""
MAX_PDF = MAX_BYTES + (16 << 20)
"""Bytes of a certificate that are read: a bundle, which may not compress, and the pages around it."""
_MOST_NODES = 256  # of the tree of names that is searched
_MAGIC = b"%PDF-"
_ANOTHER = "ask its giver for the certificate as the ledger made it, or for the bundle itself"


def is_pdf(raw: bytes) -> bool:
    """Whether a file calls itself a PDF; a bundle never does."""
    return raw[:64].lstrip(b"\xef\xbb\xbf \t\r\n").startswith(_MAGIC)


def bundle_in(pdf: bytes) -> bytes:
    """The bytes of the evidence bundle that a certificate carries, whatever they are worth.

    :raises Usage: `CERTIFICATE_TOO_LARGE`, `CERTIFICATE_UNREADABLE`, `CERTIFICATE_LOCKED` where a password would be
        needed, `CERTIFICATE_WITHOUT_BUNDLE`, or `CERTIFICATE_AMBIGUOUS` with more than one.
    """
    if len(pdf) > MAX_PDF:
        raise Usage(
            "CERTIFICATE_TOO_LARGE",
            f"the PDF has {len(pdf)} bytes; of a certificate at most {MAX_PDF} are read",
            next=_ANOTHER,
            size=len(pdf),
            limit=MAX_PDF,
        )
    try:
        found = _named(PdfReader(BytesIO(pdf), strict=False))
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


def _named(reader: PdfReader) -> list[bytes]:
    """The embedded files of our name."""
    if reader.is_encrypted and not reader.decrypt(""):
        raise Usage("CERTIFICATE_LOCKED", "the PDF opens with a password only", next="save it without a password first")
    names = _dictionary(_dictionary(reader.trailer["/Root"]).get("/Names"))
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
    content = stream.get_data()
    if len(content) > MAX_BYTES:
        raise _unreadable(f"an attachment of {len(content)} bytes")
    return bytes(content)


def _dictionary(value: Any) -> DictionaryObject:
    """What a reference leads to; an empty one where there is none of the kind."""
    found = value.get_object() if hasattr(value, "get_object") else value
    return found if isinstance(found, DictionaryObject) else DictionaryObject()


def _array(value: Any) -> list[Any]:
    found = value.get_object() if hasattr(value, "get_object") else value
    return list(found[: 2 * _MOST_NODES]) if isinstance(found, ArrayObject) else []


def _unreadable(why: str) -> Usage:
    return Usage("CERTIFICATE_UNREADABLE", f"the PDF cannot be read: {why[:200]}", next=_ANOTHER)
