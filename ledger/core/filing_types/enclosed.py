"""Which files a form speaks of: its fields that hold a file's SHA-256."""

from collections.abc import Iterator
from typing import Any

from ledger.core.filing_types.formats import SHA256


def digests(schema: dict[str, Any], value: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Pointer and digest of every file that a form names.

    :param value: a form that fits the schema, or a part of it that fits this part of the schema.
    """
    if schema.get("format") == SHA256:
        yield place, value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name in schema.get("properties", {}):
                yield from digests(schema["properties"][name], inner, f"{place}/{name}")
    elif isinstance(value, list) and "items" in schema:
        for i, inner in enumerate(value):
            yield from digests(schema["items"], inner, f"{place}/{i}")


def names_any(schema: dict[str, Any]) -> bool:
    """Whether a form of this schema can name a file."""
    inner = [*schema.get("properties", {}).values(), *([schema["items"]] if "items" in schema else [])]
    return schema.get("format") == SHA256 or any(map(names_any, inner))
