"""A quick yes for forms that fit their schema. What is wrong with the others, the validator of the standard tells.

A schema becomes nested functions once, so that a form is checked in a few microseconds. They know the keywords that
our schemas use. Where a function is not sure it says no, and the slow way decides.
"""

import re
from collections.abc import Callable
from typing import Any, TypeAlias

from jsonschema import FormatChecker

Fits: TypeAlias = Callable[[Any], bool]

_TYPES: dict[str, type] = {"string": str, "object": dict, "array": list, "boolean": bool, "integer": int}
_SILENT = {"$schema", "$id", "title", "type", "x-attachments", "x-help", "x-label"}


def fits(schema: dict[str, Any], formats: FormatChecker) -> Fits:
    """Whether a form surely fits; False also for a schema with a keyword that is not known here."""
    wanted = _TYPES.get(schema.get("type", "string" if {"enum", "const"} & set(schema) else ""))
    makers = [_KEYWORDS.get(keyword) for keyword in schema if keyword not in _SILENT]
    if wanted is None or None in makers:
        return lambda _: False
    checks = [make(schema, formats) for make in dict.fromkeys(makers) if make is not None]
    return lambda value: type(value) is wanted and all(check(value) for check in checks)


def _members(schema: dict[str, Any], formats: FormatChecker) -> Fits:
    if schema.get("additionalProperties", False) is not False:
        return lambda _: False
    known = {name: fits(inner, formats) for name, inner in schema.get("properties", {}).items()}
    required = set(schema.get("required", ()))

    def check(value: Any) -> bool:
        return required <= value.keys() <= known.keys() and all(known[name](inner) for name, inner in value.items())

    return check


def _any_of(schema: dict[str, Any], _: FormatChecker) -> Fits:
    """Only of choices that say how many items members have at least."""
    choices = [one.get("properties", {}) for one in schema["anyOf"]]
    if any(set(one) != {"properties"} for one in schema["anyOf"]) or any(
        set(inner) != {"minItems"} for choice in choices for inner in choice.values()
    ):
        return lambda _: False

    def enough(value: Any, choice: dict[str, Any]) -> bool:
        return all(
            type(value[name]) is list and len(value[name]) >= inner["minItems"]
            for name, inner in choice.items()
            if name in value
        )

    return lambda value: any(enough(value, choice) for choice in choices)


def _items(schema: dict[str, Any], formats: FormatChecker) -> Fits:
    inner = fits(schema["items"], formats) if "items" in schema else lambda _: True
    return lambda value: all(map(inner, value))


def _item_count(schema: dict[str, Any], _: FormatChecker) -> Fits:
    least, most = schema.get("minItems", 0), schema.get("maxItems", 1 << 62)
    return lambda value: least <= len(value) <= most


def _unique(schema: dict[str, Any], _: FormatChecker) -> Fits:
    if not schema["uniqueItems"]:
        return lambda _: True
    return lambda value: all(type(one) is str for one in value) and len(set(value)) == len(value)


def _length(schema: dict[str, Any], _: FormatChecker) -> Fits:
    least, most = schema.get("minLength", 0), schema.get("maxLength", 1 << 62)
    return lambda value: least <= len(value) <= most


def _range(schema: dict[str, Any], _: FormatChecker) -> Fits:
    least, most = schema.get("minimum", -(1 << 62)), schema.get("maximum", 1 << 62)
    return lambda value: least <= value <= most


def _pattern(schema: dict[str, Any], _: FormatChecker) -> Fits:
    search = re.compile(schema["pattern"]).search
    return lambda value: search(value) is not None


def _format(schema: dict[str, Any], formats: FormatChecker) -> Fits:
    return lambda value: formats.conforms(value, schema["format"])


def _choice(schema: dict[str, Any], _: FormatChecker) -> Fits:
    choices = frozenset(one for one in schema.get("enum", [schema.get("const")]) if type(one) is str)
    return lambda value: type(value) is str and value in choices


_KEYWORDS: dict[str, Callable[[dict[str, Any], FormatChecker], Fits]] = {
    **dict.fromkeys(("properties", "required", "additionalProperties"), _members),
    "anyOf": _any_of,
    "items": _items,
    **dict.fromkeys(("minItems", "maxItems"), _item_count),
    "uniqueItems": _unique,
    **dict.fromkeys(("minLength", "maxLength"), _length),
    **dict.fromkeys(("minimum", "maximum"), _range),
    "pattern": _pattern,
    "format": _format,
    **dict.fromkeys(("enum", "const"), _choice),
}
