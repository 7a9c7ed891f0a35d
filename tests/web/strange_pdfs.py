"""PDFs that no ledger makes, by what is strange about them: two readers of PDF shall agree on each."""

import zlib
from base64 import a85encode
from collections.abc import Mapping
from io import BytesIO

from pypdf import PdfWriter

from ledger.core.certificate import FILE_NAME

BUNDLE = b'{"a": "bundle"}'
_OTHER = b'{"a": "later"}'
_NAME = f"({FILE_NAME})"


def encrypted() -> Mapping[str, bytes]:
    """With a password and without one, by every method of the standard, by one that nobody knows, and by nothing."""
    found = {}
    for method in ("RC4-40", "RC4-128", "AES-128", "AES-256"):
        for password in ("", "secret"):
            writer = PdfWriter()
            writer.add_blank_page(100, 100)
            writer.add_attachment(FILE_NAME, BUNDLE)
            writer.encrypt(password, "of its owner", algorithm=method)
            out = BytesIO()
            writer.write(out)
            found[f"{method}, password {password!r}"] = out.getvalue()
    for what in ("<</Filter /Unheard /V 1>>", "99 0 R", "<<>>", "(text)"):
        found[f"/Encrypt {what}"] = made(trailer=f"/Encrypt {what}")
    return found


def strange() -> Mapping[str, bytes]:
    """What one reader may well take for a certificate and another for none."""
    plain = made()
    hexed = BUNDLE.hex().encode() + b">"
    run = bytes([len(BUNDLE) - 1]) + BUNDLE + b"\x80"
    utf16 = f"<FEFF{FILE_NAME.encode('utf-16-be').hex()}>"
    return {
        "plain": plain,
        "deflated": made(zlib.compress(BUNDLE), "/Filter /FlateDecode"),
        "deflated, in a list": made(zlib.compress(BUNDLE), "/Filter [/FlateDecode]"),
        "deflated twice": made(zlib.compress(zlib.compress(BUNDLE)), "/Filter [/FlateDecode /FlateDecode]"),
        "deflated, then cut": made(zlib.compress(BUNDLE)[:-6], "/Filter /FlateDecode"),
        "deflated, its sum wrong": made(zlib.compress(BUNDLE)[:-1] + b"\0", "/Filter /FlateDecode"),
        "filtered by null": made(how="/Filter null"),
        "filtered by nothing": made(how="/Filter []"),
        "filtered by a reference": made(zlib.compress(BUNDLE), "/Filter 9 0 R"),
        "said to be deflated": made(BUNDLE, "/Filter /FlateDecode"),
        "in hex": made(hexed, "/Filter /ASCIIHexDecode"),
        "in base 85": made(a85encode(BUNDLE) + b"~>", "/Filter /ASCII85Decode"),
        "in runs": made(run, "/Filter /RunLengthDecode"),
        "as a picture": made(BUNDLE, "/Filter /DCTDecode"),
        "by an unknown filter": made(BUNDLE, "/Filter /Unheard"),
        "with a predictor": made(
            zlib.compress(b"\0" + BUNDLE),
            f"/Filter /FlateDecode /DecodeParms <</Predictor 12 /Columns {len(BUNDLE)}>>",
        ),
        "empty": made(b""),
        "the name in UTF-16": made(name=f"/UF {utf16}"),
        "the name in hex": made(name=f"/UF <{FILE_NAME.encode().hex()}>"),
        "the name in octal": made(name=rf"/UF (\172{FILE_NAME[1:]})"),
        "the name in F alone": made(name=f"/F {_NAME}"),
        "another name in F": made(name=f"/F (other.json) /UF {_NAME}"),
        "another name in UF": made(name=f"/F {_NAME} /UF (other.json)"),
        "the name as a name": made(name=f"/UF /{FILE_NAME}"),
        "the name in capitals": made(name=f"/UF {_NAME.upper()}"),
        "the name with a zero": made(name="/UF (zhengben-evidence.json\\000)"),
        "the stream under UF": made(streams="<</UF 5 0 R>>"),
        "two streams": made(streams="<</F 5 0 R /UF 6 0 R>>"),
        "no stream": made(streams="<<>>"),
        "a stream that is none": made(streams="<</F 4 0 R>>"),
        "a stream that is not there": made(streams="<</F 77 0 R>>"),
        "a tree of branches": made(tree="<</Kids [7 0 R]>>"),
        "a list of names without end": made(tree=f"<</Names [{_NAME} 4 0 R {_NAME}]>>"),
        "no names": made(tree="<</Names []>>"),
        "a tree that is none": made(tree="[4 0 R]"),
        "the same file twice": made(tree=f"<</Names [{_NAME} 4 0 R (b) 4 0 R]>>"),
        "words before it": b"\n\n" + plain,
        "words behind it": plain + b"\nsigned by nobody\n",
        "no table of objects": plain.replace(b"xref\n0", b"xxxx\n0"),
        "a start that leads nowhere": plain.replace(b"startxref\n", b"startxref\n9"),
        "no trailer": plain[: plain.index(b"trailer")],
        "no catalogue": plain.replace(b"/Root 1 0 R", b"/Root 9 0 R"),
        "no root": plain.replace(b"/Root 1 0 R", b""),
        "cut in the middle": plain[: len(plain) // 2],
        "a later bundle": _updated(plain, _OTHER),
        "no version": plain.replace(b"%PDF-1.7", b"%PDF-x.y"),
        "a header alone": b"%PDF-1.7\n",
    }


def made(
    content: bytes = BUNDLE,
    how: str = "",
    *,
    name: str = f"/F {_NAME} /UF {_NAME}",
    streams: str = "<</F 5 0 R>>",
    tree: str = f"<</Names [{_NAME} 4 0 R]>>",
    trailer: str = "",
) -> bytes:
    """A PDF of one empty page with one attachment, whose parts are written as they are given."""
    objects = [
        b"<</Type /Catalog /Pages 2 0 R /Names <</EmbeddedFiles 8 0 R>>>>",
        b"<</Type /Pages /Kids [3 0 R] /Count 1>>",
        b"<</Type /Page /Parent 2 0 R /MediaBox [0 0 9 9]>>",
        f"<</Type /Filespec {name} /EF {streams}>>".encode(),
        _stream(content, how),
        _stream(_OTHER),
        f"<</Names [{_NAME} 4 0 R]>>".encode(),
        tree.encode(),
    ]
    whole, places = b"%PDF-1.7\n", []
    for number, one in enumerate(objects, 1):
        places.append(len(whole))
        whole += b"%d 0 obj\n%b\nendobj\n" % (number, one)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    end = f"trailer\n<</Size {len(objects) + 1} /Root 1 0 R {trailer}>>\nstartxref\n{len(whole)}\n%%EOF\n"
    return whole + b"xref\n0 %d\n0000000000 65535 f \n%b%b" % (len(objects) + 1, table, end.encode())


def _stream(content: bytes, how: str = "") -> bytes:
    return b"<</Length %d %b>>\nstream\n%b\nendstream" % (len(content), how.encode(), content)


def _updated(whole: bytes, content: bytes) -> bytes:
    """With a second version of the attachment behind it, as editors save."""
    before = int(whole.rsplit(b"startxref\n", 1)[1].split()[0])
    added = whole + b"5 0 obj\n%b\nendobj\n" % _stream(content)
    return added + b"xref\n5 1\n%010d 00000 n \ntrailer\n<</Size 9 /Root 1 0 R /Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(whole), before, len(added),
    )  # fmt: skip
