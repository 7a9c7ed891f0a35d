"""Who and what a message names has to be there: parties, nodes and appointments, wherever in the message they stand.

Their numbers are given one after the other, so one of them is there if it is not above the count of its sort.
"""

from collections.abc import Iterator, Mapping
from typing import Any, Literal

from ledger.answers import unknown_appointment, unknown_node, unknown_party
from ledger.core import acts
from ledger.core.acts import Message
from ledger.core.meanings import GUARDIAN_NODE

Sort = Literal["party", "node", "appointment"]

_NUMBER = "uint32"
_SORTS: Mapping[str, Sort] = {
    **dict.fromkeys(("party", "operator", "officer", "voucher", "guardian", "by"), "party"),
    **dict.fromkeys(("filer", "delegate", "judge", "from", "to", "seller", "entitled", "pledgee"), "party"),
    **dict.fromkeys(("licensor", "licensors", "licensees", "applicant", "sellers", "buyers"), "party"),
    **dict.fromkeys(("node", "parent"), "node"),
    **dict.fromkeys(("appointment", "under"), "appointment"),
}
_GIVEN_HERE = {("Enrolment", "party"), ("Admission", "node"), ("Appointment", "appointment")}
_OR_NOBODY = {"guardian", "delegate", "appointment", "under", ("Freeze", "judge"), ("Ending", "by")}
_UNKNOWN = {"party": unknown_party, "node": unknown_node, "appointment": unknown_appointment}


def require(primary_type: str, message: Message, counts: tuple[int, int, int]) -> None:
    """Demand that there is every party, node and appointment that a message names: appointments and nodes first, for
    who acts there is taken from them.

    :param counts: how many parties, nodes and appointments have a number.
    :raises NotFound: `PARTY_UNKNOWN`, `NODE_UNKNOWN`, `APPOINTMENT_UNKNOWN`.
    """
    highest = dict(zip(("party", "node", "appointment"), counts, strict=True))
    found = list(named(primary_type, message))
    for sort in ("appointment", "node", "party"):
        for other, number in found:
            if other == sort and not 1 <= number <= highest[sort]:
                raise _UNKNOWN[sort](number)


def named(primary_type: str, message: Message) -> Iterator[tuple[Sort, int]]:
    """Every party, node and appointment that a message names; not the number that the act itself gives, and not 0 where
    that stands for nobody."""
    types = acts.definition()["types"]
    for member in types[primary_type]:
        name, base = member["name"], member["type"].removesuffix("[]")
        values = _listed(message[name]) if name in message else []
        if base in types:
            for value in values:
                yield from named(base, value)
        elif base == _NUMBER and name in _SORTS and (primary_type, name) not in _GIVEN_HERE:
            nobody = name in _OR_NOBODY or (primary_type, name) in _OR_NOBODY
            yield from (_told(name, value) for value in values if value or not nobody)


def _told(name: str, value: int) -> tuple[Sort, int]:
    """A guardian from 2³¹ on is a node."""
    if name == "guardian" and value >= GUARDIAN_NODE:
        return "node", value - GUARDIAN_NODE
    return _SORTS[name], value


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]
