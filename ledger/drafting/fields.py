"""The fields of a draft: each taken once, in the forms in which people write them."""

from collections.abc import Collection, Mapping
from fractions import Fraction
from typing import Any

from ledger.core.acts import Message
from ledger.core.errors import Malformed
from ledger.core.shares import units_of

_NUMBER = ("非负整数", "a whole number")
_SHARE = ('units，或 "1/3"、"33.33%" 这样的份额', 'units, or a share such as "1/3" or "33.33%"')


class Fields:
    """The fields of a draft, each taken once.

    :param nested: names of members whose own members may also stand beside the others.
    :raises Malformed: `FIELD_MISSING`, `FIELD_UNKNOWN` for what nobody took, `FIELD_MALFORMED`.
    """

    def __init__(self, given: Mapping[str, Any], nested: Collection[str] = ()) -> None:
        self._given: dict[str, Any] = {}
        for name, value in given.items():
            self._given |= value if name in nested and isinstance(value, Mapping) else {name: value}

    def take(self, name: str, default: Any = None) -> Any:
        """The field, or its default; without a default it has to be there."""
        value = self._given.pop(name, None)
        if value is not None:
            return value
        if default is None:
            raise Malformed("FIELD_MISSING", f"the field {name} is missing", next=f"give {name}", field=name)
        return default

    def number(self, name: str, default: int | None = None) -> int:
        """A whole number that is not negative."""
        value = self.take(name, default)
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            raise malformed(name, value, _NUMBER)
        return value

    def choice(self, name: str, names: Mapping[str, int], default: int | None = None) -> int:
        """A number, or the name that stands for it."""
        value = self.take(name, default)
        if isinstance(value, str):
            if value not in names:
                raise malformed(name, value, _one_of(names))
            return names[value]
        if isinstance(value, bool) or not isinstance(value, int):
            raise malformed(name, value, _one_of(names))
        return value

    def hash(self, name: str, default: str | None = None) -> str:
        """32 bytes as 0x-hex."""
        return as_hash(name, self.take(name, default))

    def flag(self, name: str) -> bool:
        """A yes or no, no if it was not given."""
        value = self.take(name, False)
        if not isinstance(value, bool):
            raise malformed(name, value, ("是或否（true、false）", "true or false"))
        return value

    def numbers(self, name: str, default: list[int] | None = None) -> list[int]:
        """A list of whole numbers that are not negative."""
        value = as_list(name, self.take(name, default))
        for item in value:
            if isinstance(item, bool) or not isinstance(item, int) or item < 0:
                raise malformed(name, value, ("非负整数的列表", "a list of whole numbers"))
        return value

    def hashes(self, name: str, default: list[str] | None = None) -> list[str]:
        """A list of 32 bytes each."""
        return [as_hash(name, item) for item in as_list(name, self.take(name, default))]

    def table(self, name: str, default: list[Message] | None = None) -> list[Message]:
        """Shares of parties: `[{party, units or share}]`."""
        rows = as_list(name, self.take(name, default))
        return [{"party": _party(name, raw, "party"), "units": units(name, raw)} for raw in rows]

    def movements(self, default: list[Message] | None = None) -> list[Message]:
        """Units that pass: `[{from, to, units or share}]`."""
        rows = as_list("movements", self.take("movements", default))
        return [_movement(f"movements[{i}]", raw) for i, raw in enumerate(rows)]

    def amount(self) -> int:
        """Units, given as `units` or `share`."""
        given = {name: self.take(name) for name in ("units", "share") if self.any_of({name})}
        return units("units", given)

    def bits(self, name: str, default: int) -> int:
        """A set of 256 bits, as a number or in hex."""
        value = self.take(name, default)
        try:
            number = int(value, 16) if isinstance(value, str) else value
        except ValueError:
            number = -1
        if isinstance(number, bool) or not isinstance(number, int) or not 0 <= number < 1 << 256:
            raise malformed(name, value, ("256 位，写作数字或十六进制", "256 bits, as a number or in hex"))
        return number

    def drop(self, name: str) -> bool:
        """Take the field away; whether it was there."""
        return self._given.pop(name, None) is not None

    def any_of(self, names: set[str]) -> bool:
        """Whether one of these fields was given."""
        return not names.isdisjoint(self._given)

    def finish(self) -> None:
        """Demand that every field was taken."""
        if self._given:
            unknown = sorted(self._given)
            raise Malformed(
                "FIELD_UNKNOWN", f"unknown fields: {', '.join(unknown)}", next="leave them out", fields=unknown
            )


def _one_of(names: Mapping[str, int]) -> tuple[str, str]:
    return f"数字或下列之一：{'、'.join(names)}", f"a number or one of {', '.join(names)}"


def _movement(name: str, raw: Any) -> Message:
    return {"from": _party(name, raw, "from"), "to": _party(name, raw, "to"), "units": units(name, raw)}


def _party(name: str, raw: Any, member: str) -> int:
    value = raw.get(member) if isinstance(raw, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, int):
        raise malformed(name, raw, (f"含主体编号 {member} 的对象", f"an object with the party number {member}"))
    return value


def units(name: str, raw: Mapping[str, Any]) -> int:
    """The units of `{units}` or `{share}`."""
    if "units" in raw and "share" not in raw:
        number = raw["units"]
        if isinstance(number, bool) or not isinstance(number, int):
            raise malformed(name, raw, ("以整数写明的 units", "units as a whole number"))
        return number
    text = str(raw.get("share", ""))
    try:
        return units_of(Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1))
    except (ValueError, ZeroDivisionError):
        raise malformed(name, dict(raw), _SHARE) from None


def as_list(name: str, given: Any) -> list[Any]:
    """The list that was given."""
    if not isinstance(given, list):
        raise malformed(name, given, ("列表", "a list"))
    return given


def as_hex(name: str, value: Any) -> str:
    """Bytes given as hex, with or without 0x, as 0x-hex in lower case."""
    try:
        return "0x" + bytes.fromhex(value.removeprefix("0x")).hex()
    except (AttributeError, ValueError):
        raise malformed(name, value, ("十六进制的字节", "bytes as hex")) from None


def as_hash(name: str, value: Any) -> str:
    """32 bytes given as hex, with or without 0x, as 0x-hex in lower case.

    :raises Malformed: `FIELD_MALFORMED`.
    """
    text = as_hex(name, value)
    if len(text) != 66:
        raise malformed(name, value, ("十六进制的 32 字节", "32 bytes as hex"))
    return text


def malformed(name: str, value: Any, wanted: tuple[str, str]) -> Malformed:
    """The error for a field that is not what it should be.

    :param wanted: what it should be, in Chinese and English.
    """
    message, zh = f"{name} is {wanted[1]}, not {value!r}", f"{name} 应为{wanted[0]}，而非 {value!r}"
    return Malformed("FIELD_MALFORMED", message, next=f"correct {name}", field=name, zh=zh)
