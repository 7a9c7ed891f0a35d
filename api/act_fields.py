"""The fields of a draft as the controls of a form: which control each needs, what stands in it, what helps.

Made from the models of `api.schemas.drafts`, so that a field that a kind gains has its control at once.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from typing import Any, Final

from api.schemas.common import Model
from api.schemas.drafts import FIELDS
from api.schemas.drafts.base import GrantTerms
from ledger.core import act_words, acts, meanings
from ledger.core.calendar import SHANGHAI
from ledger.core.number_words import POWERS, SUB_KINDS
from ledger.core.powers import BIT, names
from ledger.core.shares import WHOLE

INSTANTS: Final = frozenset({"deadline", "until", "from", "noticeUntil", "windowEnd", "since", "dueAt"})
_FLAGS: Final = frozenset({"sharesFree", "sublicensable", "transferable"})
_HOLDERS: Final = frozenset({"claimed", "table", "parts"})
_PARTIES: Final = frozenset({"entitled", "licensors", "licensees", "sellers", "buyers"})
_HASHES: Final = frozenset({"offers", "openings"})
_COMMITTED: Final = frozenset({"price", "terms", "commitment"})
_NUMBERS: Final = frozenset(
    {
        *("party", "filer", "operator", "officer", "voucher", "delegate", "judge", "seller", "buyer", "pledgee"),
        *("licensor", "applicant", "by", "node", "appointment", "under", "recoveryDays", "round", "number"),
        *("titleVersion", "change"),
    }
)
_BITS: Final = frozenset({"fields", "territories"})
_PROMINENT: Final = frozenset(
    {
        *("rule", "sharesFree", "delegate", "table", "noticeUntil", "share", "buyer", "price", "basis", "effect"),
        *("sublicensable", "transferable", "guardian", "recoveryDays", "voucher", "by", "movements", "pledgeAfter"),
    }
)
_PROMINENT_THERE: Final = frozenset({("registerContract", "achievement"), ("enrol", "appointment")})
"""Fields that may be left out and are shown all the same; the others wait behind a fold."""
_LONGEST: Final = 20_000


@dataclass(frozen=True)
class Option:
    """One of a short list.

    :param number: how the chain writes it. :param group: under which it stands, empty for none.
    """

    value: str
    label: str
    number: str = ""
    group: str = ""


@dataclass(frozen=True)
class Control:
    """A field of a draft on a page.

    :param name: the field's name in the API. :param type: which macro draws it and which reader reads it, as `share`.
    :param folded: whether it may wait behind a fold. :param value: what stands in it at first, as text, a list of rows,
        or a set of names. :param inner: the controls of which it is made. :param group: of its options in which the
        value stands, empty where there are none or it is not known. :param choices: what a text may be picked from.
    """

    name: str
    type: str
    label: str
    required: bool
    folded: bool
    value: Any
    options: tuple[Option, ...] = ()
    inner: tuple["Control", ...] = ()
    group: str = ""
    choices: tuple[Option, ...] = ()


def controls(kind: str, language: str, given: Mapping[str, Any]) -> list[Control]:
    """The controls of a kind's form, in the order of its fields.

    :param given: what stands in the fields already, as the API takes them; what does not fit is left out.
    """
    return _controls(kind, FIELDS[kind], language, given)


def given(kind: str, query: Mapping[str, str]) -> dict[str, Any]:
    """The fields that an address gives: one by one (`?party=6`), or several as JSON (`?draft={…}`)."""
    known = {str(field.alias) for field in FIELDS[kind].model_fields.values()}
    found = {**query, **_object(query.get("draft", ""))}
    return {name: value for name, value in found.items() if name in known}


def redrafted(kind: str, message: Mapping[str, Any]) -> dict[str, Any]:
    """The fields of which a message was made, for drafting it again: without what the chain says, as version, times
    and numbers given by the act itself."""
    known = {str(field.alias) for field in FIELDS[kind].model_fields.values()}
    flat: dict[str, Any] = {}
    for name, value in message.items():
        flat |= value if name in ("act", "matter", "terms") and isinstance(value, dict) else {name: value}
    if "rule" in flat and flat["rule"] & meanings.SHARES_FREE:
        flat |= {"rule": flat["rule"] & ~meanings.SHARES_FREE, "sharesFree": True}
    flags = flat.get("flags", 0)
    flat |= {"sublicensable": bool(flags & meanings.SUBLICENSABLE), "transferable": bool(flags & meanings.TRANSFERABLE)}
    if "subKind" in flat:  # its number means something only beside that of the kind
        family = meanings.name(meanings.CONTRACT_KINDS, flat.get("kind", 0))
        flat["subKind"] = meanings.name(meanings.SUB_KINDS.get(family, {}), flat["subKind"])
    own = {"deadline", "noticeUntil", "windowEnd", "round", "dueAt", "change"}
    if kind == "stateContract":
        own.add("number")
    if kind == "changeContract":
        own.add("subKind")
    if kind == "endAppointment":
        own.add("until")
    return {name: value for name, value in flat.items() if name in known - own and not _is_default(name, value)}


def _is_default(name: str, value: Any) -> bool:
    nothing = value in (0, [], False) or (isinstance(value, str) and not value.removeprefix("0x").strip("0"))
    return nothing or (name in _BITS and value == (1 << 256) - 1)


def _controls(kind: str, model: type[Model], language: str, given_: Mapping[str, Any]) -> list[Control]:
    made = []
    for field in model.model_fields.values():
        name = str(field.alias)
        if name == "units" and "share" in {str(other.alias) for other in model.model_fields.values()}:
            continue  # a share says the same, as people write it
        type_ = _type(kind, name)
        value = given_.get(name)
        if name == "share" and value is None and isinstance(given_.get("units"), int):
            value = _fraction(given_["units"])
        inner: tuple[Control, ...] = ()
        if type_ == "grant":
            inner = tuple(_controls("grant", GrantTerms, language, value if isinstance(value, dict) else {}))
        made.append(
            Control(
                name,
                type_,
                _pair(act_words.label(kind, name), language),
                field.is_required(),
                not field.is_required() and name not in _PROMINENT and (kind, name) not in _PROMINENT_THERE,
                _shown(type_, value),
                _options(kind, name, language),
                inner,
                _family(given_.get("kind"), language) if name == "subKind" else "",
            )
        )
    return made


def _type(kind: str, name: str) -> str:
    if name == "powers":
        return "powers"
    if name == "useGrant":
        return "grant"
    if name in INSTANTS:
        return "instant"
    if name in _FLAGS:
        return "flag"
    if name in _HOLDERS:
        return "holders"
    if name == "movements":
        return "movements"
    if name in _PARTIES:
        return "numbers"
    if name in _HASHES:
        return "hashes"
    if name == "share":
        return "share"
    if name == "subKind" or act_words.choices(kind, name) is not None:
        return "choice"
    if name in _COMMITTED and not (kind == "offer" and name == "commitment"):
        return "committed"
    if name == "parent":
        return "text" if kind == "sublicense" else "number"
    if name == "signer":
        return "signer"
    if name == "guardian":
        return "guardian"
    if name in _BITS:
        return "text"
    return "number" if name in _NUMBERS else "text"


def _options(kind: str, name: str, language: str) -> tuple[Option, ...]:
    if name == "powers":
        return tuple(Option(power, _pair(POWERS[power], language)) for power in BIT)
    if name == "subKind":
        families = act_words.CHOICES["ContractRegistration", "kind"][1]
        return tuple(
            Option(
                sub,
                _pair(pair, language),
                str(meanings.SUB_KINDS[family][sub]),
                _pair(families[family], language),
            )
            for (family, sub), pair in SUB_KINDS.items()
        )
    found = act_words.choices(kind, name)
    if found is None:
        return ()
    left_out = "core" if kind == "admit" else None
    return tuple(
        Option(choice, _pair(pair, language), str(found[0][choice]))
        for choice, pair in found[1].items()
        if choice != left_out
    )


def _family(kind: Any, language: str) -> str:
    """The group of sub-kinds of a contract's kind: one name stands in several."""
    number = int(kind) if isinstance(kind, str) and kind.isascii() and kind.isdecimal() else kind
    name = meanings.name(meanings.CONTRACT_KINDS, number) if isinstance(number, int) else number
    pair = act_words.CHOICES["ContractRegistration", "kind"][1].get(str(name))
    return "" if pair is None else _pair(pair, language)


def _shown(type_: str, value: Any) -> Any:
    """What stands in a control: text; rows of text for tables; names for powers."""
    if type_ == "instant":
        return _local(value)
    if type_ == "flag":
        return value is True or value == "true"
    if type_ in ("holders", "movements"):
        return _rows(value)
    if type_ in ("numbers", "hashes"):
        listed = value if isinstance(value, list) else [] if value is None else [value]
        return (", " if type_ == "numbers" else "\n").join(str(item) for item in listed)
    if type_ == "powers":
        return names(value) if isinstance(value, int) else value if isinstance(value, list) else []
    if type_ == "committed":
        pairs = [(str(name), str(inner)) for name, inner in value.items()] if isinstance(value, dict) else []
        return {"hash": value if isinstance(value, str) else "", "pairs": pairs}
    if type_ == "grant":
        return value if isinstance(value, str) else ""
    return "" if value is None or isinstance(value, dict | list) else str(value)


def _rows(value: Any) -> list[dict[str, str]]:
    rows = value if isinstance(value, list) else []
    found = []
    for row in rows[:32]:
        if isinstance(row, dict):
            units = row.get("units")
            share = _fraction(units) if isinstance(units, int) else str(row.get("share", ""))
            found.append({"share": share, **{name: str(row.get(name, "")) for name in ("party", "from", "to")}})
    return found


def _fraction(units: int) -> str:
    part = Fraction(units, WHOLE)
    return f"{part.numerator}/{part.denominator}"


def _local(value: Any) -> str:
    """An instant as `datetime-local` takes it, in Asia/Shanghai."""
    try:
        return datetime.fromtimestamp(int(value), SHANGHAI).strftime("%Y-%m-%dT%H:%M:%S")
    except (TypeError, ValueError, OverflowError, OSError):
        return ""


def _object(text: str) -> dict[str, Any]:
    if not text or len(text) > _LONGEST:
        return {}
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _pair(pair: tuple[str, str], language: str) -> str:
    return pair[0 if language == "zh" else 1]


def groups(language: str) -> list[tuple[str, list[tuple[str, str, str]]]]:
    """Every kind by the contract that takes it: name, title, who signs."""
    found: dict[str, list[tuple[str, str, str]]] = {}
    for kind in acts.kinds().values():
        line = (kind.name, _pair(act_words.TITLES[kind.name], language), _pair(act_words.SIGNERS[kind.name], language))
        found.setdefault(kind.contract, []).append(line)
    return list(found.items())
