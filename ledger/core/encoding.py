"""Base64, hexadecimal and decimals, read strictly: one value has one spelling, so that bytes can be compared."""

import base64
import binascii
import re

from ledger.core.errors import Malformed

_DECIMAL = re.compile(r"0|[1-9][0-9]{0,19}")
_BASE64URL = re.compile(r"[A-Za-z0-9_-]*")
_TO_URL = bytes.maketrans(b"+/", b"-_")
_TO_STANDARD = bytes.maketrans(b"-_+/=", b"+/!!!")  # what base64url does not know becomes what base64 does not know


def to_base64(raw: bytes) -> str:
    """Standard base64 with padding (RFC 4648 §4)."""
    return base64.b64encode(raw).decode("ascii")


def from_base64(text: str, what: str, size: int | None = None) -> bytes:
    """Bytes of standard base64 with padding (RFC 4648 §4); a second spelling of the same bytes is refused.

    :param what: what the text should be, for the message.
    :param size: how many bytes it must be.
    :raises Malformed: `BASE64_MALFORMED`.
    """
    try:
        raw = base64.b64decode(text.encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        raise _malformed("BASE64_MALFORMED", what, f"{what} is not base64: {text[:80]!r}") from None
    if to_base64(raw) != text:
        raise _malformed(
            "BASE64_MALFORMED", what, f"{what} is base64, but not in its canonical spelling: {text[:80]!r}"
        )
    return _sized(raw, what, size)


def to_base64url(raw: bytes) -> str:
    """Base64url without padding (RFC 4648 §5, RFC 7515 §2)."""
    return binascii.b2a_base64(raw, newline=False).translate(_TO_URL).rstrip(b"=").decode("ascii")


def from_base64url(text: str, what: str, size: int | None = None) -> bytes:
    """Bytes of base64url without padding; a second spelling of the same bytes is refused.

    :raises Malformed: `BASE64_MALFORMED`.
    """
    padding = b"=" * (-len(text) % 4)
    try:
        standard = text.encode("ascii").translate(_TO_STANDARD) + padding
        raw = binascii.a2b_base64(standard)
        if binascii.b2a_base64(raw, newline=False) == standard:
            return _sized(raw, what, size)
    except (binascii.Error, UnicodeEncodeError):
        pass
    if not _BASE64URL.fullmatch(text) or len(text) % 4 == 1:
        raise _malformed("BASE64_MALFORMED", what, f"{what} is not base64url without padding: {text[:80]!r}")
    raise _malformed("BASE64_MALFORMED", what, f"{what} is base64url, but not in its canonical spelling: {text[:80]!r}")


def from_hex(text: str, what: str, size: int | None = None) -> bytes:
    """Bytes of 0x-hex, as chain things are written at the JSON edge.

    :raises Malformed: `HEX_MALFORMED`.
    """
    digits = text[2:]
    if not text.startswith("0x") or len(digits) % 2 or not re.fullmatch(r"[0-9a-fA-F]*", digits):
        raise _malformed("HEX_MALFORMED", what, f"{what} is not 0x-hex: {text[:80]!r}")
    return _sized(bytes.fromhex(digits), what, size)


def decimal(text: str, what: str, below: int = 1 << 63) -> int:
    """A number in ASCII digits without leading zeros.

    :param below: the first number that is too large; signed 64 bits unless told, which every log tool can read.
    :raises Malformed: `NUMBER_MALFORMED`.
    """
    if not _DECIMAL.fullmatch(text) or int(text) >= below:
        raise _malformed(
            "NUMBER_MALFORMED", what, f"{what} is a decimal below {below} without leading zeros, not {text[:80]!r}"
        )
    return int(text)


def _sized(raw: bytes, what: str, size: int | None) -> bytes:
    if size is not None and len(raw) != size:
        raise Malformed(
            "LENGTH_WRONG", f"{what} is {size} bytes, not {len(raw)}", what=what, expected=size, given=len(raw)
        )
    return raw


def _malformed(code: str, what: str, message: str) -> Malformed:
    return Malformed(code, message, what=what)
