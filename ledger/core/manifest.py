"""Digest manifests: one signed filing that commits to very many files, a line each, which can be shown alone.

The filing is of type `digest_manifest/1`; its form holds `count`, the number of lines, and `root`, the root of the
Merkle tree (RFC 9162 §2.1) over them. A line is an RFC 9901 disclosure in its one canonical spelling:

    base64url(["salt","line",{"name":"data/run-1.h5","sha256":"64 hex","size":4096,"sm3":"64 hex"}])

The tree's leaf is SHA-256(0x00 || the line's ASCII text). The salt has 128 random bits of the filer's own, so a line
that is shown, and the path that leads from it to the root, tell nothing about its neighbours. Lines are numbered from
0, as leaves are.
"""

import json
import re
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as Base64Error
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import blake2b
from typing import NoReturn
from unicodedata import is_normalized

from ledger.core import canonical, disclosure, merkle
from ledger.core.disclosure import SALT_SIZE
from ledger.core.encoding import to_base64url
from ledger.core.errors import Malformed, ProofInvalid, TooLarge, ZhengbenError
from ledger.core.merkle import Frontier
from ledger.core.types import Hash

TYPE = "digest_manifest/1"
NAME = "line"
COUNT, ROOT = "count", "root"
MAX_LINES = 1 << 16
MAX_NAME = 4096
"""Bytes of a file's name in UTF-8."""
MAX_LINE = 11_520
"""Characters of a line: the longest name, every letter of it escaped, in base64url."""

MAX_BYTES = 128 << 20
"""Characters of all lines together."""

_DIGEST = re.compile(r"[0-9a-f]{64}")
_SPELLING = re.compile(
    rb'\["[A-Za-z0-9_-]{21}[AQgw]","line",\{"name":("(?:[^"\\\x00-\x1f]|\\")+"),"sha256":"([0-9a-f]{64})",'
    rb'"size":(0|[1-9][0-9]{0,15}),"sm3":"([0-9a-f]{64})"\}\]'
)
_MEMBERS = ("name", "sha256", "size", "sm3")


@dataclass(frozen=True, slots=True)
class Line:
    """A file, as one line of a manifest tells of it.

    :param text: the disclosure; the tree's leaf is over it.
    :param name: path of the file in what was filed: segments with `/` between them, relative, in NFC.
    :param size: bytes of the file.
    :param sha256: 64 lowercase hex digits, as is `sm3`.
    """

    text: str
    name: str
    size: int
    sha256: str
    sm3: str

    @property
    def leaf(self) -> Hash:
        """SHA-256(0x00 || text): the line's leaf in the tree of its manifest."""
        return merkle.leaf_hash(self.text.encode("ascii"))


def make(salt: bytes, name: str, size: int, sha256: str, sm3: str) -> Line:
    """A line about a file.

    :param salt: 16 random bytes, never used twice.
    :raises Malformed: `LINE_MALFORMED` if a member cannot stand in a line.
    """
    if len(salt) != SALT_SIZE:
        raise Malformed("SALT_SIZE_WRONG", f"a salt has {SALT_SIZE} bytes, not {len(salt)}")
    _check_members({"name": name, "sha256": sha256, "size": size, "sm3": sm3})
    quoted = json.dumps(name, ensure_ascii=False)  # as RFC 8785 writes it, since no name has control characters
    plain = f'["{to_base64url(salt)}","line",{{"name":{quoted},"sha256":"{sha256}","size":{size},"sm3":"{sm3}"}}]'
    return Line(to_base64url(plain.encode()), name, size, sha256, sm3)


def parse(text: str) -> Line:
    """Read a line; whatever is not exactly its one spelling is refused.

    :raises Malformed: `LINE_MALFORMED` with what is wrong with it.
    :raises TooLarge: `LINE_TOO_LONG`.
    """
    if len(text) > MAX_LINE:
        raise TooLarge("LINE_TOO_LONG", f"a line of {len(text)} characters; at most {MAX_LINE} are taken")
    try:
        raw = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Base64Error, ValueError):
        _explain(text)
    found = _SPELLING.fullmatch(raw)
    if found is None or urlsafe_b64encode(raw).rstrip(b"=") != text.encode():
        _explain(text)
    try:
        quoted = found[1].decode()
    except UnicodeDecodeError:
        _explain(text)
    name: str = json.loads(quoted) if "\\" in quoted else quoted[1:-1]
    size = int(found[3])
    if size > canonical.MAX_INTEGER or why_no_name(name):
        _explain(text)
    return Line(text, name, size, found[2].decode(), found[4].decode())


def why_no_name(name: str) -> str | None:
    """Why no line can carry this name, in English; None if one can."""
    try:
        size = len(name.encode())
    except UnicodeEncodeError:
        return "is no Unicode text"
    if not 1 <= size <= MAX_NAME:
        return f"has {size} bytes; 1 to {MAX_NAME} are taken"
    if not name.isascii() and not is_normalized("NFC", name):
        return "is not in Unicode normal form C"
    if "\\" in name or (not name.isprintable() and any(ord(letter) < 32 for letter in name)):
        return "has a control character or a backslash"
    if any(segment in ("", ".", "..") for segment in name.split("/")):
        return "is no relative path of plain segments"
    return None


class Tree:
    """The lines of a manifest as they come: numbered, told apart, and hashed. Neither texts nor names are kept: about
    130 bytes a line, of which there are at most 65 536."""

    def __init__(self) -> None:
        self._frontier = Frontier()
        self._names: set[bytes] = set()
        self._leaves = bytearray()

    def add(self, texts: Iterable[str]) -> list[Line]:
        """The next lines, read.

        :raises Malformed: `LINE_MALFORMED`, `LINE_TWICE`, with the line's number in `line`.
        :raises TooLarge: `LINES_TOO_MANY`, `LINE_TOO_LONG`.
        """
        lines, leaves = [], []
        for number, text in enumerate(texts, self.count):
            if number >= MAX_LINES:
                raise TooLarge(
                    "LINES_TOO_MANY", f"a manifest has at most {MAX_LINES} lines", next="make several manifests of them"
                )
            line = self._read(number, text)
            lines.append(line)
            leaves.append(line.leaf)
        self._frontier = self._frontier.extend(leaves)
        self._leaves += b"".join(leaves)
        return lines

    @property
    def count(self) -> int:
        """How many lines have come."""
        return self._frontier.size

    @property
    def root(self) -> Hash:
        """Root of the tree over the lines that have come."""
        return self._frontier.root

    def leaf(self, number: int) -> Hash:
        """The leaf hash of a line that has come."""
        return bytes(self._leaves[number * merkle.HASH_SIZE : (number + 1) * merkle.HASH_SIZE])

    def path(self, number: int) -> list[Hash]:
        """The inclusion path of a line in the tree of all that have come. :raises Malformed: `INDEX_OUT_OF_TREE`."""
        leaves = [self.leaf(i) for i in range(self.count)]
        return merkle.inclusion_path(number, self.count, merkle.in_memory(leaves))

    def demand(self, count: int, root: str) -> None:
        """Demand that these are the lines that a filing commits to.

        :param root: 64 hex digits.
        :raises ProofInvalid: `MANIFEST_COUNT_WRONG` or `MANIFEST_ROOT_WRONG`.
        """
        if self.count != count:
            raise ProofInvalid(
                "MANIFEST_COUNT_WRONG",
                f"{self.count} lines came, but the manifest that was signed has {count}",
                next="send all lines of the manifest, in their order",
                came=self.count,
                signed=count,
            )
        if self.root.hex() != root:
            raise ProofInvalid(
                "MANIFEST_ROOT_WRONG",
                f"the lines have the root {self.root.hex()}, but the manifest that was signed has {root}",
                next="send the lines unchanged and in their order",
                came=self.root.hex(),
                signed=root,
            )

    def _read(self, number: int, text: str) -> Line:
        try:
            line = parse(text)
        except ZhengbenError as error:
            raise type(error)(
                error.code,
                f"line {number}: {error.message}",
                next=error.next or "correct the line, make the root anew and sign again",
                line=number,
            ) from None
        name = blake2b(line.name.encode(), digest_size=16).digest()
        if name in self._names:
            raise Malformed(
                "LINE_TWICE",
                f"line {number}: {line.name[:80]!r} stands in the manifest already",
                next="name each file once",
                line=number,
            )
        self._names.add(name)
        return line


def _explain(text: str) -> NoReturn:
    """Say what is wrong with a line that is not in its one spelling."""
    try:
        read = disclosure.parse(text)
        if read.name != NAME:
            raise _malformed(f"it discloses {read.name[:80]!r}, not {NAME!r}")
        _check_members(read.value)
    except (Malformed, TooLarge) as error:
        if error.code == "LINE_MALFORMED":
            raise
        raise _malformed(error.message) from None
    raise _malformed("its JSON is not in the spelling of RFC 8785")


def _check_members(value: object) -> None:
    if not isinstance(value, dict) or tuple(sorted(value)) != _MEMBERS:
        raise _malformed(f"it has the members {', '.join(_MEMBERS)}, and no others")
    name, size = value["name"], value["size"]
    if not isinstance(name, str):
        raise _malformed("name is a string")
    if wrong := why_no_name(name):
        raise _malformed(f"the name {name[:80]!r} {wrong}")
    if not isinstance(size, int) or isinstance(size, bool) or not 0 <= size <= canonical.MAX_INTEGER:
        raise _malformed("size is a whole number of bytes")
    for digest in ("sha256", "sm3"):
        if not isinstance(value[digest], str) or not _DIGEST.fullmatch(value[digest]):
            raise _malformed(f"{digest} is 64 lowercase hex digits")


def _malformed(why: str) -> Malformed:
    return Malformed("LINE_MALFORMED", f"this is no line of a manifest: {why}")
