"""What a filing says of the act that enters it: the fields of that act's draft, and as whom the filing names people.

Nothing is guessed: a party stands in a field only where the filing gives its number, or where the whole is claimed by
the one who filed. Everybody else is named beside the field, for the officer who knows who that is.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from ledger.core.act_words import CHOICES
from ledger.core.filing_types.agreeing import party_of
from ledger.core.meanings import SUB_KINDS
from ledger.core.policy import contracts
from ledger.core.shares import WHOLE

ACTS: Final[Mapping[str, str]] = {"achievement_filing": "register", "technology_contract": "registerContract"}
"""The act that enters a filing, by its type without the version."""
_KINDS = {words[0]: name for name, words in CHOICES["ContractRegistration", "kind"][1].items()}


@dataclass(frozen=True)
class Entry:
    """What is known of an act.

    :param fields: of its draft, as the API takes them. :param named: by the field, whom the filing names there, in the
        order of the rows; numbers of parties as they are.
    """

    fields: dict[str, Any]
    named: dict[str, tuple[str, ...]]


def entry_of(type: str, form: Mapping[str, Any], filer: int | None) -> Entry:
    """What a form of a type says.

    :param type: with or without the version. :param form: as it was filed. :param filer: the party that filed it, None
        where that is not known.
    """
    act = ACTS.get(type.partition("/")[0])
    if act == "register":
        return _registration(form, filer)
    if act == "registerContract":
        return _contract(form, filer)
    return Entry({}, {})


def _registration(form: Mapping[str, Any], filer: int | None) -> Entry:
    rows: Sequence[Mapping[str, str]] = form.get("claimed", ())
    names = tuple(row["holder"] for row in rows)
    claimed = []
    for row in rows:
        party = party_of(row["holder"]) or (filer if len(rows) == 1 else None)
        share = Fraction(row["share"])
        fits = (share * WHOLE).denominator == 1
        claimed.append({"share": row["share"] if fits else "", **({} if party is None else {"party": party})})
    fields: dict[str, Any] = {"claimed": claimed} if claimed else {}
    return Entry(fields | _party("filer", filer), {"claimed": names} if names else {})


def _contract(form: Mapping[str, Any], filer: int | None) -> Entry:
    kind = _KINDS[form["kind"]]
    sub_kinds = contracts.KINDS[form["kind"]]  # in the order of the numbers
    sub_kind = list(SUB_KINDS[kind])[sub_kinds.index(form["sub_kind"])]
    titles: Sequence[str] = form.get("achievement_ids", ())
    people = {"sellers": tuple(form["seller"]), "buyers": tuple(form["buyer"]), "applicant": (form["applicant"],)}
    listed = {name: _numbers(people[name]) for name in ("sellers", "buyers")}
    fields: dict[str, Any] = {
        "kind": kind,
        "subKind": sub_kind,
        "terms": {"amount": _yuan(form["amount_fen"]), "currency": "CNY", "signedOn": form["signed_on"]},
        **({"achievement": titles[0]} if len(titles) == 1 else {}),
        **{name: numbers for name, numbers in listed.items() if numbers},
        **_party("applicant", party_of(form["applicant"]) or filer),
    }
    return Entry(fields, people | ({"achievement": tuple(titles)} if len(titles) > 1 else {}))


def _numbers(names: Sequence[str]) -> list[int]:
    """The parties of a list that gives all their numbers; half a list would look like the whole."""
    numbers = [number for number in map(party_of, names) if number is not None]
    return numbers if len(numbers) == len(names) else []


def _party(name: str, party: int | None) -> dict[str, int]:
    return {} if party is None else {name: party}


def _yuan(fen: int) -> str:
    return f"{fen // 100}.{fen % 100:02}"
