"""What is wrong with a dossier and what was wanted instead, by the format's schema, in Chinese and English."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from jsonschema.exceptions import ValidationError

Words = tuple[str, str]
"""Chinese, English."""

_PIECE = 60  # characters of a value that is shown
_MOST = 12  # names of a list that are shown
_TYPES: Mapping[str, Words] = {
    "object": ("对象", "an object"),
    "array": ("列表", "a list"),
    "string": ("文本", "a text"),
    "integer": ("整数", "a whole number"),
    "boolean": ("true 或 false", "true or false"),
    "null": ("null", "null"),
}
PATTERNS: Mapping[str, Words] = {
    "^[A-Za-z][A-Za-z0-9._-]{0,63}$": (
        "以字母开头的编号，只含字母、数字、点、下划线、横线，最多 64 个",
        "an id that begins with a letter: letters, digits, dots, underscores and hyphens, at most 64",
    ),
    "^[A-Za-z][A-Za-z0-9._-]*(#[A-Za-z0-9._-]+)?$": (
        "编号，或编号、# 与密钥名",
        "an id, or an id, # and the name of a key",
    ),
    r"^\d{4}-\d{2}-\d{2}$": ("日期 YYYY-MM-DD", "a day, YYYY-MM-DD"),
    r"^\d{4}-\d{2}-\d{2}T([01]\d|2[0-3]):[0-5]\d:[0-5]\d\+08:00$": (
        "时刻 YYYY-MM-DDThh:mm:ss+08:00",
        "an instant, YYYY-MM-DDThh:mm:ss+08:00",
    ),
    "^[0-9a-f]{64}$": ("64 位小写十六进制", "64 lower-case hex digits"),
    r"^\d{6}$": ("六位数字", "six digits"),
    r"^[A-H]\d{2}[A-Z] ?\d{1,4}/\d{2,6}$": ("国际专利分类号，如 H05H 13/00", "an IPC class, such as H05H 13/00"),
    r"^\d{4}-\d{4}-\d{4}-\d{3}[\dX]$": ("ORCID，如 0000-0002-1825-0097", "an ORCID iD, such as 0000-0002-1825-0097"),
}
"""What each pattern of the format asks for."""


def complaint(error: ValidationError, named: Mapping[str, Any]) -> tuple[str, Words]:
    """The place in the file, as a JSON pointer (RFC 6901), and what is wrong there.

    :param named: the shapes that the schema names (`$defs`).
    """
    place, keyword = pointer(error.absolute_path), str(error.validator)
    if keyword == "anyOf":
        return place, _instead(error, _either(_wanted(error), named))
    told = KEYWORDS.get(keyword)
    return place, told(error) if told else ("此处不应有内容", "nothing may stand here")


def pointer(steps: Iterable[Any]) -> str:
    """The way into a file as a JSON pointer; the file itself is `/`."""
    return "".join("/" + str(step).replace("~", "~0").replace("/", "~1") for step in steps) or "/"


def shown(value: Any) -> str:
    """A value as JSON, cut where it is long."""
    text = json.dumps(value, ensure_ascii=False, default=str)
    return text if len(text) <= _PIECE else text[:_PIECE] + "…"


def _wanted(error: ValidationError) -> Any:
    found: Any = error.validator_value
    return found


def _listed(names: Sequence[Any], between: str, more: str) -> str:
    said = between.join(str(name) for name in names[:_MOST])
    return said if len(names) <= _MOST else said + more.format(len(names))


def _one_of(names: Sequence[Any]) -> Words:
    return _listed(names, "、", " 等 {} 种"), _listed(names, ", ", " … ({} in all)")


def _instead(error: ValidationError, wanted: Words) -> Words:
    value = shown(error.instance)
    return f"应为{wanted[0]}，而非 {value}", f"{value} where {wanted[1]} is wanted"


def _types(wanted: Any) -> Words:
    named = [_TYPES.get(each, (each, each)) for each in (wanted if isinstance(wanted, list) else [wanted])]
    return "或".join(zh for zh, _ in named), " or ".join(en for _, en in named)


def _shape(schema: Mapping[str, Any], named: Mapping[str, Any]) -> Words:
    """What a shape among several asks for, in a few words."""
    if "$ref" in schema:
        return _shape(named[str(schema["$ref"]).rpartition("/")[2]], named)
    if "anyOf" in schema:
        return _either(schema["anyOf"], named)
    if "pattern" in schema:
        return _form(schema["pattern"])
    if "enum" in schema:
        return _one_of(schema["enum"])
    return (shown(schema["const"]),) * 2 if "const" in schema else _types(schema["type"])


def _either(shapes: Iterable[Mapping[str, Any]], named: Mapping[str, Any]) -> Words:
    said = [_shape(each, named) for each in shapes]
    return "或".join(zh for zh, _ in said), " or ".join(en for _, en in said)


def _form(pattern: str) -> Words:
    return PATTERNS.get(pattern, (pattern, pattern))


def _missing(error: ValidationError) -> Words:
    given: Any = error.instance
    zh, en = _one_of([name for name in _wanted(error) if name not in given])
    return f"缺少 {zh}", f"{en} is missing"


def _extra(error: ValidationError) -> Words:
    schema: Any = error.schema
    given: Any = error.instance
    zh, en = _one_of([name for name in given if name not in schema["properties"]])
    return f"不应有 {zh[:_PIECE]}", f"{en[:_PIECE]} is not of the format"


def _counted(zh: str, en: str) -> Callable[[ValidationError], Words]:
    return lambda error: (zh.format(_wanted(error)), en.format(_wanted(error)))


KEYWORDS: Mapping[str, Callable[[ValidationError], Words]] = {
    "required": _missing,
    "additionalProperties": _extra,
    "type": lambda error: _instead(error, _types(_wanted(error))),
    "const": lambda error: _instead(error, (shown(_wanted(error)),) * 2),
    "enum": lambda error: _instead(error, _one_of(_wanted(error))),
    "pattern": lambda error: _instead(error, _form(_wanted(error))),
    "minimum": lambda error: _instead(error, (f"不小于 {_wanted(error)} 的数", f"{_wanted(error)} or more")),
    "maximum": lambda error: _instead(error, (f"不大于 {_wanted(error)} 的数", f"{_wanted(error)} or less")),
    "minLength": _counted("少于 {} 个字符", "fewer than {} characters"),
    "maxLength": _counted("多于 {} 个字符", "more than {} characters"),
    "minItems": _counted("少于 {} 项", "fewer than {} items"),
    "items": lambda _: ("项数过多", "more items than there may be"),
    "not": lambda error: (f"不能是 {shown(error.instance)}", f"{shown(error.instance)} may not stand here"),
}
"""What each keyword of the schema says when it is not met."""
