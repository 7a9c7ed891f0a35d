"""From what a person fills in to the whole message of an act: numbers, version, times and defaults come from the chain.

Fields are those of the message, flat: the members of `act` and `terms` stand beside the others. Shares may be given in
`units` or as `share` ("1/3", "33.33%"), powers, kinds, rules and bases by name or number, hashes with or without 0x.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ledger.answers import unknown_achievement
from ledger.chain.answered import Block
from ledger.chain.contracts import Contracts
from ledger.core import acts, calendar, powers
from ledger.core.acts import Message
from ledger.core.errors import Malformed, Refused
from ledger.core.meanings import BASES, NODE_KINDS, PARTY_KINDS, PLEDGES_AFTER, RULES, SHARES_FREE
from ledger.core.shares import units_of

_ADMITTED = {name: number for name, number in NODE_KINDS.items() if name != "core"}
_DAY = 86_400
_LIFE = 30 * _DAY
_LONGEST_LIFE = 90 * _DAY  # of acts on parties and nodes; titles have a limit of their own
_NOTICE_SLACK = 3 * _DAY  # signatures take time: the notice may open so much later and still be long enough
_ZERO = "0x" + "00" * 32


class Fields:
    """The fields of a draft, each taken once.

    :raises Malformed: `FIELD_MISSING`, `FIELD_UNKNOWN` for what nobody took, `FIELD_MALFORMED`.
    """

    def __init__(self, given: Mapping[str, Any]) -> None:
        self._given: dict[str, Any] = {}
        for name, value in given.items():
            inner = value if name in ("act", "terms") and isinstance(value, Mapping) else {name: value}
            self._given |= inner

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
            raise _malformed(name, value, "a whole number")
        return value

    def choice(self, name: str, names: Mapping[str, int], default: int | None = None) -> int:
        """A number, or the name that stands for it."""
        value = self.take(name, default)
        if isinstance(value, str):
            if value not in names:
                raise _malformed(name, value, f"one of {', '.join(names)}")
            return names[value]
        if isinstance(value, bool) or not isinstance(value, int):
            raise _malformed(name, value, f"a number or one of {', '.join(names)}")
        return value

    def hash(self, name: str, default: str | None = None) -> str:
        """32 bytes as 0x-hex."""
        return as_hash(name, self.take(name, default))

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


@dataclass(frozen=True)
class Desk:
    """What a message is made from: the fields, and the chain at a block; `drafted` becomes `draftedAt`."""

    fields: Fields
    contracts: Contracts
    block: Block
    drafted: int
    proposed_terms: Callable[[bytes], Message]

    def next_number(self, which: int) -> int:
        """The next free number of parties (0), nodes (1) or appointments (2)."""
        return self.contracts.authority.counts(self.block)[which] + 1


def complete(
    contracts: Contracts,
    kind: acts.Kind,
    given: Mapping[str, Any],
    *,
    block: Block,
    proposed_terms: Callable[[bytes], Message],
) -> Message:
    """The whole message of an act.

    :param block: numbers and versions are those at this block, and its time becomes `draftedAt`: a later one would be
        refused as drafted ahead, an earlier one might lie before a signer's enrolment.
    :param proposed_terms: the terms on notice for an achievement; asked for a confirmation that names none.
    :raises Malformed: see `Fields`.
    """
    fields = Fields(given)
    desk = Desk(fields, contracts, block, block.time, proposed_terms)
    # Only the chain says when a text was fixed.
    for name in ("draftedAt", "version"):
        if fields.drop(name):
            raise Malformed(
                "FIELD_UNKNOWN", f"{name} is not for the drafter to say", next="leave it out", fields=[name]
            )
    message = _BUILDERS[kind.name](desk)
    if kind.contract == "Authority":
        message |= {"draftedAt": desk.drafted, "deadline": _deadline(desk, _LONGEST_LIFE)}
    fields.finish()
    acts.as_arguments(kind.primary_type, message)
    return message


def _enrol(desk: Desk) -> Message:
    fields = desk.fields
    appointment = fields.number("appointment", 0)
    authority = desk.contracts.authority
    officer = authority.appointment(appointment, desk.block).officer if appointment else None
    return {
        "party": desk.next_number(0),
        "signer": _hex("signer", fields.take("signer")),
        "identity": fields.hash("identity"),
        "kind": fields.choice("kind", PARTY_KINDS),
        "guardian": fields.number("guardian", 0),
        "recoveryDays": fields.number("recoveryDays", 0),
        "voucher": fields.number("voucher", officer),
        "appointment": appointment,
    }


def _admit(desk: Desk) -> Message:
    fields = desk.fields
    return {
        "node": desk.next_number(1),
        "parent": fields.number("parent", 1),
        "operator": fields.number("operator"),
        "kind": fields.choice("kind", _ADMITTED),
        "under": fields.number("under", 0),
    }


def _appoint(desk: Desk) -> Message:
    fields = desk.fields
    given = fields.take("powers")
    return {
        "appointment": desk.next_number(2),
        "node": fields.number("node"),
        "officer": fields.number("officer"),
        "powers": powers.mask(given) if isinstance(given, list) else given,
        "from": fields.number("from", desk.drafted),
        "until": fields.number("until"),
        "under": fields.number("under", 0),
    }


def _end(desk: Desk) -> Message:
    fields = desk.fields
    appointment = fields.number("appointment")
    return {
        "appointment": appointment,
        "by": fields.number("by"),
        "under": fields.number("under", 0),
        "until": fields.number("until", desk.drafted),
    }


def _register(desk: Desk) -> Message:
    fields = desk.fields
    node, filing = fields.number("node"), fields.hash("filing")
    achievement = acts.achievement_number(node, bytes.fromhex(filing[2:]))
    stated = fields.hash("achievement", "0x" + achievement.hex())
    if stated != "0x" + achievement.hex():
        raise _malformed("achievement", stated, f"0x{achievement.hex()}, which follows from node and filing")
    return {
        "act": _header(desk, stated, version=0, filing=filing),
        "node": node,
        "filer": fields.number("filer"),
        "claimed": _table("claimed", fields.take("claimed")),
    }


def _propose(desk: Desk) -> Message:
    fields = desk.fields
    achievement = fields.hash("achievement")
    titles = desk.contracts.titles
    standing = titles.holdings(bytes.fromhex(achievement[2:]), desk.block)
    terms: Message = {
        "rule": fields.choice("rule", RULES, 1),
        "delegate": fields.number("delegate", 0),
        "table": _table("table", fields.take("table", acts.shares_message(standing))),
        "useGrant": fields.hash("useGrant", _ZERO),
    }
    if fields.take("sharesFree", False):
        terms["rule"] |= SHARES_FREE
    until = None
    if not fields.any_of({"noticeUntil"}):
        least = titles.limits(desk.block).least_notice
        running = titles.title(bytes.fromhex(achievement[2:]), desk.block).notice_until
        until = notice_end(desk.drafted, least, running)
    return {
        "act": _header(desk, achievement, appointment=0),
        "terms": terms,
        "round": titles.title(bytes.fromhex(achievement[2:]), desk.block).round + 1,
        "noticeUntil": fields.number("noticeUntil", until),
    }


def _confirm(desk: Desk) -> Message:
    fields = desk.fields
    achievement = fields.hash("achievement")
    names = {"rule", "delegate", "table", "useGrant", "sharesFree"}
    if not fields.any_of(names):
        terms = desk.proposed_terms(bytes.fromhex(achievement[2:]))
    else:
        terms = {
            "rule": fields.choice("rule", RULES) | (SHARES_FREE if fields.take("sharesFree", False) else 0),
            "delegate": fields.number("delegate", 0),
            "table": _table("table", fields.take("table")),
            "useGrant": fields.hash("useGrant", _ZERO),
        }
    return {"act": _header(desk, achievement), "terms": terms}


def _convey(desk: Desk) -> Message:
    fields = desk.fields
    achievement = fields.hash("achievement")
    return {
        "act": _header(desk, achievement),
        "basis": fields.choice("basis", BASES),
        "movements": [_movement(i, raw) for i, raw in enumerate(_list("movements", fields.take("movements")))],
        "price": fields.hash("price", _ZERO),
        "offers": [as_hash("offers", offer) for offer in _list("offers", fields.take("offers", []))],
        "openings": [as_hash("openings", opening) for opening in _list("openings", fields.take("openings", []))],
        "pledgeAfter": fields.choice("pledgeAfter", PLEDGES_AFTER, 0),
    }


_BUILDERS: dict[str, Callable[[Desk], Message]] = {
    "enrol": _enrol,
    "admit": _admit,
    "appoint": _appoint,
    "endAppointment": _end,
    "register": _register,
    "propose": _propose,
    "confirm": _confirm,
    "convey": _convey,
}


def _header(
    desk: Desk,
    achievement: str,
    *,
    version: int | None = None,
    filing: str | None = None,
    appointment: int | None = None,
) -> Message:
    titles, fields, drafted = desk.contracts.titles, desk.fields, desk.drafted
    if version is None:
        version = titles.title(bytes.fromhex(achievement[2:]), desk.block).version
        if version == 0:
            raise unknown_achievement(bytes.fromhex(achievement[2:]), desk.block.number)
    longest = titles.limits(desk.block).longest_life
    return {
        "achievement": achievement,
        "version": version,
        "appointment": fields.number("appointment", appointment),
        "draftedAt": drafted,
        "deadline": _deadline(desk, longest),
        "filing": fields.hash("filing") if filing is None else filing,
    }


def _deadline(desk: Desk, longest: int) -> int:
    """The deadline, by default a month off; one at which the contract would take no signature is not drafted."""
    deadline = desk.fields.number("deadline", desk.drafted + min(_LIFE, longest))
    if not desk.drafted <= deadline <= desk.drafted + longest:
        raise Refused(
            "DEADLINE_OUT_OF_RANGE",
            f"the deadline {deadline} is not from {desk.drafted} to {desk.drafted + longest}",
            next="choose a deadline between these seconds, or leave it out",
            earliest=desk.drafted,
            latest=desk.drafted + longest,
        )
    return deadline


def notice_end(drafted: int, least: int, running: int) -> int:
    """A notice's end that leaves three days for signing, and is later than that of a notice that runs already. A notice
    that is counted in days ends with a day in Shanghai that is not off.

    :param drafted: second since 1970. :param least: seconds that a notice has to last.
    :param running: end of the notice that runs, 0 if none does.
    :raises Refused: `CALENDAR_UNKNOWN` if it would end in a year whose holidays are not known.
    """
    if least < _DAY:
        return max(drafted + least + max(least // 2, 600), running + 1)
    opened = calendar.day_of(drafted + _NOTICE_SLACK)
    try:
        end = calendar.notice_until(opened, -(-least // _DAY))
        later = calendar.end_of_day(calendar.china().rolled(calendar.day_of(running))) if running >= end else end
    except Refused as unknown:
        raise Refused(
            unknown.code,
            f"the end of the notice cannot be proposed: {unknown.message}",
            next="give noticeUntil, in seconds since 1970: the end of a day that is no holiday",
            **unknown.values,
        ) from None
    return later


def _table(name: str, given: Any) -> list[Message]:
    return [{"party": _party(name, raw, "party"), "units": _units(name, raw)} for raw in _list(name, given)]


def _movement(index: int, raw: Any) -> Message:
    name = f"movements[{index}]"
    return {"from": _party(name, raw, "from"), "to": _party(name, raw, "to"), "units": _units(name, raw)}


def _party(name: str, raw: Any, member: str) -> int:
    value = raw.get(member) if isinstance(raw, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, int):
        raise _malformed(name, raw, f"an object with the party number {member}")
    return value


def _units(name: str, raw: Mapping[str, Any]) -> int:
    if "units" in raw and "share" not in raw:
        units = raw["units"]
        if isinstance(units, bool) or not isinstance(units, int):
            raise _malformed(name, raw, "units as a whole number")
        return units
    text = str(raw.get("share", ""))
    try:
        return units_of(Fraction(text.removesuffix("%")) / (100 if text.endswith("%") else 1))
    except (ValueError, ZeroDivisionError):
        raise _malformed(name, dict(raw), 'units, or a share such as "1/3" or "33.33%"') from None


def _list(name: str, given: Any) -> list[Any]:
    if not isinstance(given, list):
        raise _malformed(name, given, "a list")
    return given


def _hex(name: str, value: Any) -> str:
    try:
        return "0x" + bytes.fromhex(value.removeprefix("0x")).hex()
    except (AttributeError, ValueError):
        raise _malformed(name, value, "bytes as hex") from None


def as_hash(name: str, value: Any) -> str:
    """32 bytes given as hex, with or without 0x, as 0x-hex in lower case.

    :raises Malformed: `FIELD_MALFORMED`.
    """
    text = _hex(name, value)
    if len(text) != 66:
        raise _malformed(name, value, "32 bytes as hex")
    return text


def _malformed(name: str, value: Any, wanted: str) -> Malformed:
    return Malformed("FIELD_MALFORMED", f"{name} is {wanted}, not {value!r}", next=f"correct {name}", field=name)
