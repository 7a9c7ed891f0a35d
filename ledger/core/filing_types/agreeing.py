"""Small questions about fields that have to agree, asked by the rules of several forms."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

from ledger.core.filing_types.problems import Problem
from ledger.core.identifiers import is_ip_number

IP_KINDS = {
    "发明专利": "invention_patent",
    "实用新型": "utility_model",
    "外观设计": "design",
    "软件著作权": "software_copyright",
    "集成电路布图设计": "layout_design",
    "植物新品种": "plant_variety",
    "技术秘密": "technical_secret",
}
TEAM = "TEAM"
_PARTY = re.compile(r"[1-9][0-9]{0,9}")


def party_of(text: str) -> int | None:
    """The party number that a form names, None where it names somebody otherwise."""
    return int(text) if _PARTY.fullmatch(text) else None


def in_order(form: Mapping[str, Any], *names: str, place: str = "") -> Iterator[Problem]:
    """Days that are given stand in this order; the same day is in order."""
    given = [(name, form[name]) for name in names if name in form]
    for (earlier, first), (later, then) in pairwise(given):
        if then < first:
            yield Problem(
                f"{place}/{later}", f"{then} 早于 {first}（{earlier}）", f"{then} is before {first} of {earlier}"
            )


def whole(place: str, fractions: Iterable[str]) -> Iterator[Problem]:
    """Fractions make up the whole."""
    total = sum(map(Fraction, fractions), Fraction())
    if total != 1:
        yield Problem(place, f"合计为 {total}，应为 1", f"together {total}, not the whole")


def distinct(place: str, names: Sequence[str], member: str = "") -> Iterator[Problem]:
    """Nobody stands there twice. :param member: what holds the name in an item of the list."""
    for i, name in enumerate(names):
        if name in names[:i]:
            yield Problem(f"{place}/{i}{member}", f"「{name}」重复", f"{name} stands there twice")


def numbers_fit(place: str, rights: Sequence[Mapping[str, Any]]) -> Iterator[Problem]:
    """Every right has a number as its kind asks."""
    for i, right in enumerate(rights):
        kind = IP_KINDS.get(right["kind"])
        if kind is not None and not is_ip_number(kind, right["number"]):
            yield Problem(
                f"{place}/{i}/number",
                f"不是{right['kind']}的号码（格式或校验位不对）",
                "is no number of a right of this kind: its form or check digit is wrong",
            )
    yield from distinct(place, [right["number"] for right in rights], "/number")


def equals(place: str, given: int, right: int, zh: str, en: str) -> Iterator[Problem]:
    """An amount is what the others make it. :param zh: what it is. :param en: the same."""
    if given != right:
        yield Problem(place, f"{given} 不等于{zh} {right}", f"{given} is not {en}, {right}")
