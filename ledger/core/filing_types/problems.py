"""What is wrong with a form, told to people in Chinese and English, with the place as a JSON pointer (RFC 6901)."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

from ledger.core.filing_types import formats

MOST = 50


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
    """The first problems of a form by its schema, sorted by place, each told once."""
    schema: Any = validator.schema
    found = {problem for error in validator.iter_errors(form) for problem in _problems(error, schema["properties"])}
    return tuple(sorted(found, key=lambda problem: (problem.pointer, problem.en))[:MOST])


_WORDS: dict[str, tuple[str, str]] = {
    "type": ("类型应为 {0}", "is not of type {0}"),
    "enum": ("只能是：{0}", "is none of: {0}"),
    "const": ("只能是「{0}」", "can only be {0}"),
    "minLength": ("不能少于 {0} 个字符", "has fewer than {0} characters"),
    "maxLength": ("不能超过 {0} 个字符", "has more than {0} characters"),
    "minItems": ("至少填 {0} 项", "needs {0} or more"),
    "maxItems": ("最多填 {0} 项", "takes at most {0}"),
    "uniqueItems": ("不能有重复的项", "has an item twice"),
    "minimum": ("不能小于 {0}", "is less than {0}"),
    "maximum": ("不能大于 {0}", "is more than {0}"),
    "pattern": ("格式不对", "has not the form {0}"),
    "anyOf": ("完成单位和完成人至少填一项", "names neither a completing unit nor a completer"),
}


def _problems(error: ValidationError, fields: Mapping[str, Any]) -> Iterator[Problem]:
    """:param fields: of the whole form, which a condition (`if`, `then`) asks for without describing them again."""
    keyword = str(error.validator)
    wanted: Any = error.validator_value
    schema: Any = error.schema
    instance: Any = error.instance
    place = [str(step) for step in error.absolute_path]
    label = schema.get("x-label", {})
    zh_name, en_name = label.get("zh", "此项"), label.get("en", "this")
    if keyword == "required":
        for name in sorted(set(wanted) - set(instance)):
            inner = schema.get("properties", fields).get(name, {}).get("x-label", {})
            yield _problem([*place, name], f"请填写「{inner.get('zh', name)}」", f"{inner.get('en', name)} is missing")
    elif keyword == "additionalProperties":
        for name in sorted(set(instance) - set(schema["properties"])):
            yield _problem([*place, name], "表单没有这一项", "the form has no such field")
    elif keyword == "format":
        zh, en = formats.WORDS[wanted]
        yield _problem(place, f"「{zh_name}」{zh}", f"{en_name} {en}")
    else:
        zh, en = _WORDS[keyword]
        zh_shown, en_shown = _shown(wanted)
        yield _problem(place, f"「{zh_name}」{zh.format(zh_shown)}", f"{en_name} {en.format(en_shown)}")


def _shown(wanted: Any) -> tuple[str, str]:
    """What a keyword asks for, in Chinese and English."""
    if isinstance(wanted, bool):
        return ("是", "true") if wanted else ("否", "false")
    if isinstance(wanted, list):
        return "、".join(map(str, wanted)), ", ".join(map(str, wanted))
    return str(wanted), str(wanted)


def _problem(place: list[str], zh: str, en: str) -> Problem:
    return Problem("".join("/" + step.replace("~", "~0").replace("/", "~1") for step in place), zh, en)
