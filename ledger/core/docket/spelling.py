"""What the schema of a dossier cannot see of single values: days that are none, numbers and texts that JSON takes and
nothing behind it can tell."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from ledger.core.calendar import parse_day
from ledger.core.docket.complaints import pointer, shown
from ledger.core.errors import Malformed

# Beyond it a number is no longer told exactly by everyone who reads JSON, nor hashed (RFC 8785, 3.2.2.3).
LARGEST = 2**53 - 1
_DATED = [{"$ref": f"#/$defs/{name}"} for name in ("date", "when", "instant")]


def plain(value: Any, place: str = "") -> Any:
    """The value with whole numbers as integers, however they were written (`7.0`).

    :raises Malformed: `DOSSIER_MALFORMED` for a number beyond ±(2^53 - 1) and for a text that is not Unicode.
    """
    if isinstance(value, dict):
        return {text(name, place): plain(each, inside(place, name)) for name, each in value.items()}
    if isinstance(value, list):
        return [plain(each, f"{place}/{i}") for i, each in enumerate(value)]
    if isinstance(value, str):
        return text(value, place)
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    if isinstance(value, int) and abs(value) > LARGEST:
        raise malformed(place, f"数超出 {LARGEST}", f"a number beyond {LARGEST}")
    return value


def text(value: str, place: str) -> str:
    """The text, if it has a spelling in UTF-8."""
    try:
        value.encode()
    except UnicodeEncodeError as error:
        known = place.encode(errors="replace").decode()
        raise malformed(known, "含半个字符（孤立的代理码）", "half a character (a lone surrogate)") from error
    return value


def check_days(shape: Mapping[str, Any], value: Any, named: Mapping[str, Any], place: str) -> None:
    """Demand that the days and instants in a value are such.

    :param shape: the schema that the value follows. :param named: the shapes that the schema names (`$defs`).
    :raises Malformed: `DOSSIER_MALFORMED`.
    """
    if shape in _DATED:
        _check_day(value, place)
    elif "$ref" in shape:
        check_days(named[shape["$ref"].rpartition("/")[2]], value, named, place)
    elif "anyOf" in shape and value is not None:
        for each in shape["anyOf"]:
            check_days(each, value, named, place)
    elif isinstance(value, dict):
        for name, each in value.items():
            check_days(shape.get("properties", {}).get(name, {}), each, named, inside(place, name))
    elif isinstance(value, list) and isinstance(shape.get("items"), dict):
        for i, each in enumerate(value):
            check_days(shape["items"], each, named, inside(place, i))


def _check_day(value: Any, place: str) -> None:
    if not isinstance(value, str):
        return
    try:
        if len(value) == len("YYYY-MM-DD"):
            parse_day(value)
        else:
            datetime.fromisoformat(value)
    except (ValueError, Malformed) as error:
        said = shown(value)
        raise malformed(place, f"{said} 不是日期或时刻", f"{said} is no day or instant") from error


def inside(place: str, step: Any) -> str:
    """The place of a member or row, as a JSON pointer."""
    return place + pointer([step])


def malformed(place: str, zh: str, en: str) -> Malformed:
    """That a dossier is not as its format says. :param place: a JSON pointer; of the whole file empty or `/`."""
    return Malformed(
        "DOSSIER_MALFORMED",
        f"at {place or '/'}: {en}",
        next="follow the format of dossiers, version 1 (docs/scenarios.md)",
        place=place or "/",
        zh=f"{place or '/'} 处{zh}",
        zhNext="按案卷格式第 1 版改正（docs/scenarios.md）",
    )
