"""Values out of JSON files, member by member: nothing missing, nothing unknown, everything of its shape.

What a file must not contain anywhere (duplicate members, fractions, half surrogates, deep nesting) is refused before,
by `canonical.decode`.
"""

from collections.abc import Collection
from typing import Any

from ledger.core.canonical import MAX_INTEGER
from ledger.core.errors import Malformed


def members(
    value: Any, where: str, *, required: Collection[str] = (), optional: Collection[str] = ()
) -> dict[str, Any]:
    """The object `value` once it has every required member and no unknown one.

    :param where: the object's place in messages, such as `chain.blocks[0]`.
    :raises Malformed: `MEMBER_MISSING`, `MEMBER_UNKNOWN` or `SHAPE_WRONG`.
    """
    if not isinstance(value, dict):
        raise wrong(where, "an object", value)
    if missing := [name for name in required if name not in value]:
        raise Malformed("MEMBER_MISSING", f"{where} lacks {missing[0]!r}", member=missing[0])
    if unknown := [name for name in value if name not in required and name not in optional]:
        raise Malformed("MEMBER_UNKNOWN", f"{where} has a member {unknown[0][:40]!r} that this version does not know")
    return value


def text(value: Any, where: str) -> str:
    """`value` if it is a string. :raises Malformed: `SHAPE_WRONG`."""
    if not isinstance(value, str):
        raise wrong(where, "a string", value)
    return value


def integer(value: Any, where: str, below: int = MAX_INTEGER + 1) -> int:
    """`value` if it is a whole number from 0 to `below` - 1. :raises Malformed: `SHAPE_WRONG`."""
    if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value < below:
        raise wrong(where, f"a whole number from 0 to {below - 1}", value)
    return value


def boolean(value: Any, where: str) -> bool:
    """`value` if it is true or false. :raises Malformed: `SHAPE_WRONG`."""
    if not isinstance(value, bool):
        raise wrong(where, "true or false", value)
    return value


def items(value: Any, where: str, most: int) -> list[Any]:
    """`value` if it is a list of at most `most` items. :raises Malformed: `SHAPE_WRONG`."""
    if not isinstance(value, list) or len(value) > most:
        raise wrong(where, f"a list of at most {most} items", value)
    return value


def wrong(where: str, expected: str, value: Any) -> Malformed:
    """The error for a value of another shape; says where, what is expected, and the beginning of what came."""
    return Malformed("SHAPE_WRONG", f"{where} is {expected}, not {str(value)[:60]!r}", where=where)
