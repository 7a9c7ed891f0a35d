"""Canonical JSON: RFC 8785, narrowed to what every reader understands alike.

Committed are strings in NFC, booleans, null, integers below 2^53 in magnitude, lists and objects. RFC 8785 itself also
takes floating point numbers and does not normalise strings; two documents that look the same could then differ.
Every refusal names the place of the offender as a JSON pointer (RFC 6901).
"""

import json
import re
from typing import Any, NoReturn, TypeAlias
from unicodedata import is_normalized

import rfc8785

from ledger.core.errors import Malformed, TooLarge

MAX_DEPTH = 32
MAX_INTEGER = (1 << 53) - 1
MAX_BYTES = 1 << 20
MAX_MARKS = 1 << 20  # quotes, commas and opening brackets: more of them cost a reader more than any document is worth
_BRACKETS = re.compile(rb'"(?:[^"\\]|\\.)*+"?|[\[{]|[\]}]', re.DOTALL)
_ASTRAL = re.compile("[\U00010000-\U0010ffff]")
_SPELLING = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), sort_keys=True, check_circular=False)


def encode(value: Any) -> bytes:
    """The one spelling of a value.

    :raises Malformed: `VALUE_NOT_COMMITTABLE` with the pointer of the part that cannot be committed.
    """
    check(value)
    return _spell(value)


def _spell(value: Any) -> bytes:
    """RFC 8785 of a value that can be committed.

    Without floats, Python's own encoder spells like ECMAScript, and many times faster than a serializer in Python. It
    sorts names by code point, RFC 8785 by UTF-16 unit: the two differ only where a character needs a surrogate pair.
    """
    text = _SPELLING.encode(value)
    return rfc8785.dumps(value) if not text.isascii() and _ASTRAL.search(text) else text.encode()


def check(value: Any, pointer: str = "") -> None:
    """Demand that a value can be committed.

    :param pointer: where the value stands in its document, for the message.
    :raises Malformed: `VALUE_NOT_COMMITTABLE`.
    """
    _check(value, (None, pointer), 0)


# Where a value stands: the place of what it is in, and its name there. A pointer is made of it for a refusal only,
# because names may be long and values many.
_Place: TypeAlias = "tuple[_Place | None, str | int]"


def _check(value: Any, place: _Place, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise _refusal(place, f"is nested deeper than {MAX_DEPTH} levels")
    if isinstance(value, str):
        if not value.isascii():
            _check_text(value, place)
    elif isinstance(value, dict):
        for name, inner in value.items():
            if not isinstance(name, str):
                raise _refusal(place, f"has a member called {name!r}, which is no string")
            if not name.isascii():
                _check_text(name, (place, name))
            if type(inner) is not str or not inner.isascii() or depth == MAX_DEPTH:
                _check(inner, (place, name), depth + 1)
    elif isinstance(value, list):
        for position, inner in enumerate(value):
            if type(inner) is not str or not inner.isascii() or depth == MAX_DEPTH:
                _check(inner, (place, position), depth + 1)
    elif isinstance(value, int):
        if abs(value) > MAX_INTEGER:
            raise _refusal(place, f"is {value}, which not every reader holds exactly; write it as a string")
    elif value is not None:
        raise _refusal(place, f"is a {type(value).__name__}; use strings, integers, booleans, null, lists, objects")


def decode(raw: bytes, limit: int = MAX_BYTES) -> Any:
    """The value of UTF-8 JSON, in any spelling, if it can be committed.

    :param limit: how many bytes are read.
    :raises Malformed: `JSON_MALFORMED` for what is no JSON or names a member twice, `JSON_TOO_DEEP`,
        `VALUE_NOT_COMMITTABLE`.
    :raises TooLarge: `JSON_TOO_LARGE`.
    """
    if len(raw) > limit:
        raise TooLarge("JSON_TOO_LARGE", f"{len(raw)} bytes of JSON; at most {limit} are read", size=len(raw))
    if len(raw) > MAX_MARKS and (marks := sum(raw.count(mark) for mark in b'",[{')) > MAX_MARKS:
        raise TooLarge("JSON_TOO_LARGE", f"JSON of more than {MAX_MARKS} quotes, commas and brackets", size=marks)
    check_nesting(raw)
    try:
        value = _READER.decode(raw.decode("utf-8"))
    except UnicodeDecodeError:
        raise Malformed("JSON_MALFORMED", "the JSON is not UTF-8") from None
    except json.JSONDecodeError as error:
        raise Malformed("JSON_MALFORMED", f"this is no JSON: {error}", position=error.pos) from None
    check(value)
    return value


def check_nesting(raw: bytes, limit: int = MAX_DEPTH) -> None:
    """Demand that JSON is not nested deeper than `limit`, before any parser sees it.

    Python's own parser recurses, and libraries that we load (py_ecc) raise the recursion limit so far that a deep
    document ends the whole process instead of raising an error.

    :raises Malformed: `JSON_TOO_DEEP`.
    """
    if raw.count(b"[") + raw.count(b"{") <= limit:
        return
    depth = 0
    for match in _BRACKETS.finditer(raw):
        token = match[0]
        if token in b"[{":
            depth += 1
            if depth > limit:
                raise Malformed(
                    "JSON_TOO_DEEP",
                    f"JSON nested deeper than {limit} levels at byte {match.start()}",
                    zh=f"JSON 在第 {match.start()} 字节处嵌套超过 {limit} 层",
                )
        elif token in b"]}":
            depth -= 1


def decode_exact(raw: bytes, limit: int = MAX_BYTES) -> Any:
    """The value of JSON that is already in its one spelling.

    :raises Malformed: `NOT_CANONICAL`, and what `decode` raises.
    """
    value = decode(raw, limit)
    if _spell(value) != raw:
        raise Malformed("NOT_CANONICAL", "the JSON is not in the spelling of RFC 8785", next="send the bytes unchanged")
    return value


def _check_text(text: str, place: _Place) -> None:
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise _refusal(place, "holds half of a surrogate pair")
    if not is_normalized("NFC", text):
        raise _refusal(place, "is a string that is not in Unicode normal form C; normalise it first")


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    seen: dict[str, Any] = {}
    for name, value in pairs:
        if name in seen:
            raise Malformed("JSON_MALFORMED", f"the member {name[:80]!r} stands twice in one object", member=name[:80])
        seen[name] = value
    return seen


def _integer(literal: str) -> int | float:
    # "-0" would be read as 0 and written back as another number; as a float it is refused with its place.
    return int(literal) if len(literal) <= 20 and literal != "-0" else float(literal[:300])


def _no_constant(literal: str) -> NoReturn:
    raise Malformed("JSON_MALFORMED", f"{literal} is no JSON")


_READER = json.JSONDecoder(object_pairs_hook=_object, parse_int=_integer, parse_constant=_no_constant)


def _refusal(place: _Place, why: str) -> Malformed:
    pointer = _pointer(place)
    shown = pointer.encode("utf-8", "replace").decode()[:200] or "the document"
    return Malformed("VALUE_NOT_COMMITTABLE", f"{shown} {why}", pointer=pointer)


def _pointer(place: _Place) -> str:
    parent, name = place
    if parent is None:
        return str(name)
    return f"{_pointer(parent)}/{str(name).replace('~', '~0').replace('/', '~1')}"
