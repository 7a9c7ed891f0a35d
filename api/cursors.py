"""Cursors: where the next page of a list begins, opaque to the caller."""

import base64
import binascii

from ledger.core.errors import Malformed

LARGEST_PAGE = 100
_LONGEST = 64


def write(kind: str, place: int) -> str:
    """The cursor of a list of that kind that goes on at `place`."""
    return base64.urlsafe_b64encode(f"{kind}:{place}".encode()).decode("ascii").rstrip("=")


def read(kind: str, cursor: str | None) -> int | None:
    """The place that a cursor names, None without one.

    :raises Malformed: `CURSOR_MALFORMED` if it is none of ours, or of another list.
    """
    if cursor is None:
        return None
    try:
        if len(cursor) > _LONGEST:
            raise ValueError(cursor)
        plain = base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode("ascii")
        named, _, place = plain.partition(":")
        if named != kind or not place.isdecimal() or int(place) >= 1 << 63 or write(kind, int(place)) != cursor:
            raise ValueError(cursor)
        return int(place)
    except (ValueError, binascii.Error):
        raise Malformed(
            "CURSOR_MALFORMED",
            f"{cursor[:_LONGEST]!r} is no cursor of this list",
            next="take the cursor from `next` of the page before, or leave it out for the first page",
            cursor=cursor[:_LONGEST],
        ) from None
