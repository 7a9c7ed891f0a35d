"""A filing type's JSON Schema as a tree of controls for the form page, and how its inputs are named and read.

The name of an input is the JSON pointer (RFC 6901) of its value: `/claimed/0/share`. So a problem's pointer names the
input that it speaks of, and what a form sends is read back without knowing how the page looked. Money is written in
yuan and read into fen; an instant is written as the clock in Beijing shows it. `js/filing_form.js` reads the page by
the same rules.
"""

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache
from typing import Any, Literal

from api.punctuation import full_width, printed
from ledger.core import filing_types
from ledger.core.filing_types import choosing, describing

Kind = Literal[
    "text", "lines", "whole", "money", "day", "month", "instant", "choice", "truth", "file", "json", "picks", "group",
    "list",
]  # fmt: skip
Pair = tuple[str, str]
PLACE = "*"
_LONG = 500
_PATTERN = "pattern"
_MONEY = {"zh": ("（分）", "（元）"), "en": (" in fen", " in yuan")}
_MONEY_HELP = {"zh": ("以分为单位的整数。", "单位为元，最多两位小数。"), "en": ("A whole number of fen.", "")}
_MONEY_HINT = {"en": "In yuan, with at most two decimals."}


@dataclass(frozen=True)
class Condition:
    """When a field is asked for: where the field at `pointer` has one of these values, or any at all if there are
    none.

    :param label: in words, `zh` and `en`.
    """

    pointer: str
    values: tuple[Any, ...]
    label: Mapping[str, str]


@dataclass(frozen=True)
class Control:
    """One field of a form.

    :param pointer: of its value; `*` stands where a list's position belongs.
    :param kind: `picks` are several of `choices`; a `list` has one control inside, for each of its items.
    :param need: `required`, `conditional` or `optional`, as in `ledger.core.filing_types.describing`.
    :param least: of a list its items, of a text its characters, of a number its value; likewise `most`.
    :param format: what the text has to be, by the name the schema gives it.
    :param filed: its label in the schema, by which the ledger tells what is wrong; of an amount it speaks of fen.
    """

    name: str
    pointer: str
    kind: Kind
    label: Mapping[str, str]
    help: Mapping[str, str]
    need: str
    conditions: tuple[Condition, ...] = ()
    least: int | None = None
    most: int | None = None
    choices: tuple[Any, ...] = ()
    format: str | None = None
    inner: tuple["Control", ...] = ()
    filed: Mapping[str, str] = field(default_factory=dict)

    @property
    def required(self) -> bool:
        """Whether every form of the type has it."""
        return self.need == "required"

    def options(self, language: str) -> list[tuple[str, str]]:
        """Its choices, each with the words by which people know it."""
        return [(one, choice(one, language)) for one in self.choices if isinstance(one, str)]

    @property
    def asked(self) -> list[dict[str, Any]]:
        """Its conditions for the page's script: `{"pointer", "values"}`."""
        return [{"pointer": one.pointer, "values": list(one.values)} for one in self.conditions]


@cache
def controls(type: str) -> tuple[Control, ...]:
    """The fields of a type's form, in order. :raises Malformed: `FILING_TYPE_UNKNOWN`."""
    form = filing_types.schema(type)
    needs = {field.place[0]: field.need for field in describing.fields(type) if len(field.place) == 1}
    asked: dict[str, tuple[Condition, ...]] = {}
    for rule in form.get("allOf", ()):
        condition = _condition(rule)
        for name in rule["then"]["required"]:
            asked[name] = (*asked.get(name, ()), condition)
    return tuple(
        _control(name, f"/{name}", inner, needs[name], asked.get(name, ()))
        for name, inner in form["properties"].items()
    )


def every(found: Sequence[Control]) -> Iterator[Control]:
    """All controls of a tree, each followed by those inside it."""
    for control in found:
        yield control
        yield from every(control.inner)


def write(type: str, form: Mapping[str, Any]) -> list[Pair]:
    """What the inputs of the page hold for a form: pointer and text, in order."""
    return [
        pair for control in controls(type) if control.name in form for pair in _written(control, form[control.name], "")
    ]


def read(type: str, pairs: Sequence[Pair]) -> dict[str, Any]:
    """The form that the inputs of the page mean. What was left empty is left out, and what cannot be read stays the
    text it is, for the check to name it.

    :param pairs: pointer and text; pointers that the type does not know are passed over.
    """
    root: _Node = _Node()
    for pointer, text in pairs:
        node = root
        for step in pointer.split("/")[1:]:
            node = node.inner.setdefault(step, _Node())
        node.texts.append(text)
    form = {}
    for control in controls(type):
        value = _read(control, root.inner.get(control.name, _Node()))
        if value is not None:
            form[control.name] = value
    return form


def label_of(type: str, language: str) -> str:
    """What people call a type; one that this version does not know, by its name."""
    return printed(filing_types.schema(type)["x-label"])[language] if type in filing_types.list() else type


def yuan(fen: int) -> str:
    """An amount as it is written in an input: `1000.05`, `800`."""
    whole, rest = divmod(abs(fen), 100)
    return f"{'-' if fen < 0 else ''}{whole}" + (f".{rest:02}" if rest else "")


def fen(text: str) -> int | None:
    """The amount that somebody wrote in yuan, in fen; None if it is none. Separators of thousands may stand in it."""
    found = re.fullmatch(r"(-?)([0-9]{1,17})(?:\.([0-9]{1,2}))?", _ascii(text))
    if found is None:
        return None
    amount = int(found[2]) * 100 + int((found[3] or "").ljust(2, "0"))
    return -amount if found[1] else amount


def choice(value: str, language: str) -> str:
    """A choice as people read it: `Invention patent 发明专利` in English, `发明专利` in Chinese."""
    return full_width(choosing.chosen(value, language))


def spelt(control: Control, value: Any) -> str:
    """The text of a single value, as an input holds it: an amount in yuan, Beijing's clock."""
    if control.kind == "truth":
        return "true" if value else "false"
    if control.kind == "money":
        return yuan(value)
    if control.kind == "instant":
        return str(value).removesuffix("+08:00")
    if control.kind == "json":
        return _json(value)
    return str(value)


def shown(control: Control, value: Any) -> str:
    """A single value as people read it: thousands apart, a part of the whole also in percent."""
    if control.kind == "money":
        whole, point, rest = yuan(value).partition(".")
        return f"{int(whole):,}{point}{rest}"
    if control.kind == "instant":
        return spelt(control, value).replace("T", " ")
    if control.format in ("share", "ratio"):
        part = Fraction(value) * 100
        rounded = f"{float(round(part, 4)):.4f}".rstrip("0").rstrip(".")
        return f"{value} · {'' if Fraction(rounded) == part else '≈ '}{rounded} %"
    return spelt(control, value)


class _Node:
    """What stands at a pointer: its texts, and what stands below it."""

    def __init__(self) -> None:
        self.texts: list[str] = []
        self.inner: dict[str, _Node] = {}


def _condition(rule: Mapping[str, Any]) -> Condition:
    asked = rule["if"]
    name = asked["required"][0]
    wanted = asked.get("properties", {}).get(name, {})
    values = tuple(wanted["enum"]) if "enum" in wanted else (wanted["const"],) if "const" in wanted else ()
    return Condition(f"/{name}", values, printed(rule["x-label"]))


def _control(
    name: str, pointer: str, schema: Mapping[str, Any], need: str, conditions: tuple[Condition, ...] = ()
) -> Control:
    kind = _kind(schema)
    label, help = _words(schema, kind)
    return Control(
        name,
        pointer,
        kind,
        label,
        help,
        need,
        conditions,
        least=_bound(schema, "minItems", "minLength", "minimum"),
        most=_bound(schema, "maxItems", "maxLength", "maximum"),
        choices=_choices(schema),
        format=schema.get("format") or (_PATTERN if "pattern" in schema else None),
        inner=tuple(_inside(kind, pointer, schema)),
        filed=schema["x-label"],
    )


def _inside(kind: Kind, pointer: str, schema: Mapping[str, Any]) -> Iterator[Control]:
    if kind == "list":
        item = {"x-label": schema["x-label"], "x-help": schema["x-help"]} | schema["items"]
        yield _control(PLACE, f"{pointer}/{PLACE}", item, "required")
    elif kind == "group":
        for name, inner in schema["properties"].items():
            need = "required" if name in schema.get("required", ()) else "optional"
            yield _control(name, f"{pointer}/{name}", inner, need)


def _kind(schema: Mapping[str, Any]) -> Kind:
    if "const" in schema:
        return "truth" if isinstance(schema["const"], bool) else "choice"
    if "enum" in schema:
        return "choice"
    return {
        "boolean": _truth,
        "integer": _number,
        "array": _many,
        "object": _object,
        "string": _text,
    }[schema["type"]](schema)


def _truth(_: Mapping[str, Any]) -> Kind:
    return "truth"


def _number(schema: Mapping[str, Any]) -> Kind:
    return "money" if schema["x-label"]["zh"].endswith("(分)") else "whole"


def _many(schema: Mapping[str, Any]) -> Kind:
    return "picks" if "enum" in schema["items"] and schema.get("uniqueItems") else "list"


def _object(schema: Mapping[str, Any]) -> Kind:
    return "group" if "properties" in schema else "json"


def _text(schema: Mapping[str, Any]) -> Kind:
    format = schema.get("format")
    if format == "sha256":
        return "file"
    if format in ("day", "month", "instant"):
        return format  # type: ignore[no-any-return]  # one of three, as the line above says
    if "T([01]" in schema.get(_PATTERN, ""):
        return "instant"  # the seconds of a docket, spelt as a pattern there
    return "lines" if schema.get("maxLength", 0) >= _LONG else "text"


def _choices(schema: Mapping[str, Any]) -> tuple[Any, ...]:
    if "const" in schema:
        return (schema["const"],)
    return tuple(schema.get("enum") or schema.get("items", {}).get("enum", ()))


def _bound(schema: Mapping[str, Any], *names: str) -> int | None:
    return next((schema[name] for name in names if name in schema), None)


def _words(schema: Mapping[str, Any], kind: Kind) -> tuple[Mapping[str, str], Mapping[str, str]]:
    """Label and help, speaking of yuan where the form is written in yuan."""
    label, help = printed(schema["x-label"]), printed(schema["x-help"])
    if kind != "money":
        return label, help
    labels = {language: text.replace(*_MONEY[language]) for language, text in label.items()}
    helps = {language: text.replace(*_MONEY_HELP[language]) for language, text in help.items()}
    return labels, {language: text or _MONEY_HINT[language] for language, text in helps.items()}


def _written(control: Control, value: Any, above: str) -> Iterator[Pair]:
    here = f"{above}/{control.name}"
    if control.kind == "list":
        for i, item in enumerate(value):
            for pointer, text in _written(control.inner[0], item, here):
                yield f"{here}/{i}{pointer[len(here) + len(PLACE) + 1 :]}", text
    elif control.kind == "group":
        for inner in control.inner:
            if inner.name in value:
                yield from _written(inner, value[inner.name], here)
    elif control.kind == "picks":
        for one in value:
            yield here, one
    else:
        yield here, spelt(control, value)


def _read(control: Control, node: _Node) -> Any:
    """The value of a control, None where nothing was filled in."""
    if control.kind == "list":
        places = sorted((step for step in node.inner if step.isascii() and step.isdigit()), key=int)
        items = [_read(control.inner[0], node.inner[step]) for step in places]
        filled = [item for item in items if item not in (None, {})]
        return filled if filled or control.required else None
    if control.kind == "group":
        found = {inner.name: _read(inner, node.inner.get(inner.name, _Node())) for inner in control.inner}
        group = {name: value for name, value in found.items() if value is not None}
        empty = all(value in ([], {}) for value in group.values())
        return group if not empty or control.required else None
    texts = [clean for clean in map(_clean, node.texts) if clean]
    if control.kind == "picks":
        return texts if texts or control.required else None
    return _value(control, texts[0]) if texts else None


def _value(control: Control, text: str) -> Any:
    if control.kind == "truth":
        return {"true": True, "false": False}.get(text, text)
    if control.kind == "whole":
        digits = _ascii(text)
        return int(digits) if re.fullmatch(r"-?[0-9]{1,17}", digits) else text
    if control.kind == "money":
        amount = fen(text)
        return text if amount is None else amount
    if control.kind == "instant":
        return f"{text}:00+08:00" if len(text) == len("2026-01-01T00:00") else f"{text}+08:00"
    if control.kind == "json":
        return _parsed(text)
    return text


def _clean(text: str) -> str:
    """As the ledger wants text: composed (NFC), without blanks around it, lines ended by one character."""
    return unicodedata.normalize("NFC", text.replace("\r\n", "\n")).strip()


def _ascii(text: str) -> str:
    """Digits written in full width, and separators of thousands, as a number has them."""
    return re.sub(r"[\s,¥]", "", unicodedata.normalize("NFKC", text))


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, indent=2)


def _parsed(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text
