"""What a revert of a contract means: the error's code, its values, and the sentence in both languages.

The code is the error's name in UPPER_SNAKE (`NotCompetent` is `NOT_COMPETENT`), the values are the error's own. A
contract passes on what another one refuses, so errors are looked up among those of all of them.
"""

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any

from ledger.chain.abi import Member, error_values
from ledger.chain.answered import Reverted
from ledger.chain.artifacts import NAMES, artifact
from ledger.chain.reasons import REFUSALS
from ledger.chain.reasons.words import Refusal
from ledger.core import calendar, powers
from ledger.core.errors import Refused
from ledger.core.meanings import OFFER_STATUSES, STATUS_WORDS, STATUSES

_CODE = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
_DURATIONS = ("TermBelowMinimum",)  # whose uint40 are no instants


def code_of(name: str) -> str:
    """The stable code of a Solidity error: `NotCompetent` → `NOT_COMPETENT`."""
    return _CODE.sub("_", name).upper()


def refused(reverted: Reverted) -> Refused:
    """What a revert means: the contract's error by name and values, or `CALL_REVERTED` where it gave none of ours.

    `values` carries the error's values and, as `zh` and `zhNext`, sentence and next step in Chinese. In both sentences
    instants, powers and statuses stand in words.
    """
    member = _errors().get(reverted.data[:4])
    raw = None if member is None else error_values(member, reverted.data)
    if member is None or raw is None:
        message = f"the contract turned the call down without a reason of its own: {reverted.message}"
        return Refused(
            "CALL_REVERTED",
            message,
            next="see the title and the parties as they stand",
            data="0x" + reverted.data.hex(),
        )
    values = {key: _plain(value) for key, value in raw.items()}
    words = REFUSALS.get(member.name, Refusal(member.name, f"{member.name} {values}"))
    error = Refused(code_of(member.name), words.en.format(**_spoken(member, values, 0)), next=words.next[1])
    error.values = {**values, "zh": words.zh.format(**_spoken(member, values, 1)), "zhNext": words.next[0]}
    return error


@cache
def _errors() -> Mapping[bytes, Member]:
    """The errors of all our contracts by selector."""
    return {selector: error for name in NAMES for selector, error in artifact(name).interface.errors.items()}


def _spoken(member: Member, values: Mapping[str, Any], language: int) -> dict[str, str]:
    """The values as a person reads them. :param language: 0 English, 1 Chinese."""
    kinds = dict(zip(member.names, member.types, strict=True))
    return {name: _said(member.name, name, kinds[name], value, language) for name, value in values.items()}


def _said(error: str, name: str, kind: str, value: Any, language: int) -> str:
    if kind == "uint40" and error not in _DURATIONS:
        return calendar.moment(value)
    if (error, name) in _NAMED:
        return _NAMED[error, name](value, language)
    return str(value)


def _status(value: int, language: int) -> str:
    name = STATUSES[value] if value < len(STATUSES) else str(value)
    return STATUS_WORDS.get(name, (name, name))[1 - language]


def _offer(value: int, language: int) -> str:
    name = OFFER_STATUSES[value] if value < len(OFFER_STATUSES) else str(value)
    return STATUS_WORDS.get(name, (name, name))[1 - language]


def _powers(value: int, language: int) -> str:
    named = powers.names(value)
    return ("、" if language else ", ").join(named) or str(value)


_NAMED: dict[tuple[str, str], Callable[[int, int], str]] = {
    ("WrongStatus", "status"): _status,
    ("OfferClosed", "status"): _offer,
    ("NotCompetent", "power"): _powers,
}


def _plain(value: Any) -> Any:
    return "0x" + value.hex() if isinstance(value, bytes) else value
