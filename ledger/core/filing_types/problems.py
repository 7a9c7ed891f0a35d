"""What is wrong with a form, told to people in Chinese and English, with the place as a JSON pointer (RFC 6901)."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from ledger.core import identifiers, shares
from ledger.core.errors import Malformed

MOST = 50
_SHARE = re.compile(r"[1-9][0-9]{0,8}/[1-9][0-9]{0,8}")


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, at one place of a form."""

    pointer: str
    zh: str
    en: str

    def to_dict(self) -> dict[str, str]:
        """`{"pointer", "zh", "en"}`."""
        return {"pointer": self.pointer, "zh": self.zh, "en": self.en}


def problems_of(validator: Draft202012Validator, form: Any) -> tuple[Problem, ...]:
    """The first problems of a form by its schema, sorted by place."""
    found = [problem for error in validator.iter_errors(form) for problem in _problems(error)]
    return tuple(sorted(found, key=lambda problem: problem.pointer)[:MOST])


def is_day(text: str) -> bool:
    """Whether this is a day of the calendar, YYYY-MM-DD."""
    try:
        return date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def is_month(text: str) -> bool:
    """Whether this is a month, YYYY-MM."""
    return is_day(f"{text}-01")


def is_share(text: str) -> bool:
    """Whether this is a fraction n/d of the whole that is a whole number of units."""
    try:
        return bool(_SHARE.fullmatch(text) and shares.units_of(Fraction(text)))
    except Malformed:
        return False


_FORMATS: dict[str, tuple[Callable[[str], bool], str, str]] = {
    "uscc": (
        identifiers.is_uscc,
        "不是有效的统一社会信用代码(18 位,两个校验位)",
        "is no unified social credit code (18 characters with two check digits)",
    ),
    "orcid": (identifiers.is_orcid, "不是有效的 ORCID", "is no ORCID iD such as 0000-0002-1825-0097"),
    "achievement-reg-no": (
        identifiers.is_achievement_reg_no,
        "不是批准登记号(如 9622026Y0107)",
        "is no registration number such as 9622026Y0107",
    ),
    "day": (is_day, "不是日期(年-月-日)", "is no day YYYY-MM-DD"),
    "month": (is_month, "不是年月(年-月)", "is no month YYYY-MM"),
    "share": (
        is_share,
        "不是可精确表示的份额(如 1/3、51/100)",
        "is no share that is exact in 720720000ths, such as 1/3 or 51/100",
    ),
}
FORMATS = FormatChecker(formats=())
for _name, (_is, _, _) in _FORMATS.items():
    FORMATS.checks(_name)(lambda value, _is=_is: not isinstance(value, str) or _is(value))

_WORDS: dict[str, tuple[str, str]] = {
    "type": ("类型应为 {0}", "is not of type {0}"),
    "enum": ("只能是:{0}", "is none of: {0}"),
    "const": ("只能是「{0}」", "can only be {0}"),
    "minLength": ("不能少于 {0} 个字符", "has fewer than {0} characters"),
    "maxLength": ("不能超过 {0} 个字符", "has more than {0} characters"),
    "minItems": ("至少填 {0} 项", "has fewer than {0} items"),
    "maxItems": ("最多填 {0} 项", "has more than {0} items"),
    "uniqueItems": ("不能有重复的项", "has an item twice"),
    "minimum": ("不能小于 {0}", "is less than {0}"),
    "maximum": ("不能大于 {0}", "is more than {0}"),
    "pattern": ("格式不对", "has not the form {0}"),
    "anyOf": ("完成单位和完成人至少填一项", "names neither a completing unit nor a completer"),
}


def _problems(error: ValidationError) -> Iterator[Problem]:
    keyword = str(error.validator)
    wanted: Any = error.validator_value
    schema: Any = error.schema
    instance: Any = error.instance
    place = [str(step) for step in error.absolute_path]
    label = schema.get("x-label", {})
    zh_name, en_name = label.get("zh", "此项"), label.get("en", "this")
    if keyword == "required":
        for name in sorted(set(wanted) - set(instance)):
            inner = schema["properties"].get(name, {}).get("x-label", {})
            yield _problem([*place, name], f"请填写「{inner.get('zh', name)}」", f"{inner.get('en', name)} is missing")
    elif keyword == "additionalProperties":
        for name in sorted(set(instance) - set(schema["properties"])):
            yield _problem([*place, name], "表单没有这一项", "the form has no such field")
    elif keyword == "format":
        _, zh, en = _FORMATS[wanted]
        yield _problem(place, f"「{zh_name}」{zh}", f"{en_name} {en}")
    else:
        zh, en = _WORDS[keyword]
        zh_shown = "、".join(wanted) if keyword == "enum" else str(wanted)
        en_shown = ", ".join(wanted) if keyword == "enum" else str(wanted)
        yield _problem(place, f"「{zh_name}」{zh.format(zh_shown)}", f"{en_name} {en.format(en_shown)}")


def _problem(place: list[str], zh: str, en: str) -> Problem:
    return Problem("".join("/" + step.replace("~", "~0").replace("/", "~1") for step in place), zh, en)
