"""What a form asks for, field by field, for people who fill it in: labels, help, need, choices, and an empty form."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.core.filing_types import choosing, schema
from ledger.core.filing_types import list as types

Words = tuple[str, str]
LANGUAGES = ("zh", "en")
NEEDS: dict[str, Words] = {
    "required": ("必填", "required"),
    "conditional": ("按条件", "conditional"),
    "optional": ("可选", "optional"),
}
_FORMATS: dict[str, Words] = {
    "uscc": ("统一社会信用代码", "unified social credit code"),
    "orcid": ("ORCID", "ORCID iD"),
    "achievement-reg-no": ("批准登记号", "registration number of an achievement"),
    "contract-reg-no": ("16 位合同登记编号", "registration number of a contract, 16 digits"),
    "day": ("日期 年-月-日", "day YYYY-MM-DD"),
    "month": ("年月 年-月", "month YYYY-MM"),
    "instant": ("北京时间的时刻", "instant of Shanghai time"),
    "share": ("份额 n/d", "share n/d"),
    "ratio": ("比例 n/d", "ratio n/d"),
    "sha256": ("文件的 SHA-256", "SHA-256 of a file"),
    "achievement": ("0x 加 64 位十六进制", "0x and 64 hex digits"),
    "reference": ("64 位十六进制，可带 0x", "64 hex digits, perhaps with 0x"),
    "ipc": ("国际专利分类号", "IPC class"),
    "lei": ("LEI", "LEI"),
    "region": ("六位行政区划代码", "six digits of a region"),
    "region-or-country": ("六位行政区划或三位国别代码", "six digits of a region or three of a country"),
    "party-nature": ("三至四位代码", "three or four digits"),
}


@dataclass(frozen=True)
class Field:
    """One field, at its place in the form.

    :param place: names from the form inwards, such as `("owners", "share")`.
    :param need: one of `NEEDS`. :param when: the conditions under which it is asked for, in both languages.
    """

    place: tuple[str, ...]
    schema: Mapping[str, Any]
    need: str
    when: tuple[Words, ...] = ()

    def label(self, language: str) -> str:
        return str(self.schema["x-label"][language])

    def help(self, language: str) -> str:
        return str(self.schema["x-help"][language])

    def kind(self, language: str) -> str:
        """What may be written, in words."""
        return _kind(self.schema)[LANGUAGES.index(language)]

    def needed(self, language: str) -> str:
        """Whether it has to be filled in, and when."""
        i = LANGUAGES.index(language)
        if not self.when:
            return NEEDS[self.need][i]
        conditions = (";" if language == "zh" else "; ").join(one[i] for one in self.when)
        return f"{conditions}时必填" if language == "zh" else f"required where {conditions}"


def newest(name: str) -> str:
    """The type that a name means: `pledge` is its newest version, `pledge/1` that one.

    :raises Malformed: `FILING_TYPE_UNKNOWN`.
    """
    versions = [type for type in types() if type.rpartition("/")[0] == name]
    type = max(versions, key=lambda one: int(one.rpartition("/")[2])) if versions else name
    schema(type)
    return type


def fields(type: str) -> tuple[Field, ...]:
    """All fields of a form in order, each followed by those inside it. :raises Malformed: `FILING_TYPE_UNKNOWN`."""
    form = schema(type)
    conditions: dict[str, tuple[Words, ...]] = {}
    for condition in form.get("allOf", ()):
        label = condition["x-label"]
        for name in condition["then"]["required"]:
            conditions[name] = (*conditions.get(name, ()), (label["zh"], label["en"]))
    return tuple(_inside(form, (), conditions))


def supplied(type: str, language: str) -> tuple[tuple[str, str], ...]:
    """What nobody fills in because the ledger supplies it: name, and how. :raises Malformed: as `fields`."""
    return tuple((name, words[language]) for name, words in schema(type).get("x-supplied", {}).items())


def template(type: str) -> dict[str, Any]:
    """An empty form with every required field, to be filled in: null stands where something has to be written.

    :raises Malformed: `FILING_TYPE_UNKNOWN`.
    """
    empty = _empty(schema(type))
    assert isinstance(empty, dict)  # noqa: S101 - every form is an object
    return empty


def _inside(
    form: Mapping[str, Any], place: tuple[str, ...], conditions: Mapping[str, tuple[Words, ...]]
) -> Iterator[Field]:
    for name, inner in form.get("properties", {}).items():
        when = conditions.get(name, ())
        need = "required" if name in form["required"] else "conditional" if when else "optional"
        here = (*place, name)
        yield Field(here, inner, need, when)
        yield from _inside(inner.get("items", inner), here, {})


def _empty(field: Mapping[str, Any]) -> Any:
    if field.get("type") == "object":
        return {name: _empty(field["properties"][name]) for name in field.get("required", ())}
    if field.get("type") == "array":
        return [_empty(field["items"])] if field.get("minItems") and "items" in field else []
    return field.get("const")


def _kind(field: Mapping[str, Any]) -> Words:
    if "const" in field:
        return _exactly(field["const"])
    if "enum" in field:
        zh, en = ([choosing.spelled(one, language) for one in field["enum"]] for language in LANGUAGES)
        return f"选其一：{'、'.join(zh)}", f"one of {', '.join(en)}"
    if "format" in field:
        return _FORMATS[field["format"]]
    return _KINDS[field["type"]](field)


def _exactly(value: Any) -> Words:
    if isinstance(value, bool):
        return "是" if value else "否", "true" if value else "false"
    return choosing.spelled(value, "zh"), choosing.spelled(value, "en")


def _text(field: Mapping[str, Any]) -> Words:
    most = field.get("maxLength")
    return (f"文字，最多 {most} 字", f"text of at most {most} characters") if most else ("文字", "text")


def _number(field: Mapping[str, Any]) -> Words:
    least, most = field["minimum"], field["maximum"]
    if most >= 1 << 50:
        return f"整数，不小于 {least}", f"whole number, {least} or more"
    return f"整数 {least} 至 {most}", f"whole number from {least} to {most}"


def _list(field: Mapping[str, Any]) -> Words:
    least, most = field.get("minItems", 0), field["maxItems"]
    zh, en = f"{least} 至 {most} 项", f"list of {least} to {most}"
    inner = field.get("items", {})
    if "properties" in inner:
        return zh, en
    of = _kind(inner)
    return f"{zh},{of[0]}", f"{en}: {of[1]}"


def _truth(_: Mapping[str, Any]) -> Words:
    return "是或否", "true or false"


def _group(_: Mapping[str, Any]) -> Words:
    return "一组", "group"


_KINDS: dict[str, Callable[[Mapping[str, Any]], Words]] = {
    "string": _text,
    "integer": _number,
    "boolean": _truth,
    "array": _list,
    "object": _group,
}
