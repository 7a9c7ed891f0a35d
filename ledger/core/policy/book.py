"""The book of rules: dated files that say of every number and reading where it comes from, and what is uncertain.

One file is one table, in force from a day until the next file's first day or its own last. A file names for each rule
its value, clauses, how well its source is known, the reading chosen, the alternatives, and what nobody could check.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from ledger.core.calendar import parse_day
from ledger.core.errors import Malformed, NotFound, Refused
from ledger.core.policy.amounts import amount, filled
from ledger.core.policy.table import RuleTable, table_from

FORMAT = "zhengben-rules/1"
Pair = Mapping[str, str]
"""The same words under `zh` and `en`."""


@dataclass(frozen=True)
class Alternative:
    """A value that the parameter could have instead (None for a reading), and what it would mean."""

    value: Any
    words: Pair


@dataclass(frozen=True)
class Rule:
    """One rule.

    :param id: of a parameter its path in a dossier's `rules`, such as `contract.large_fen`.
    :param value: of a parameter. :param unit: days, workdays, months, years, fen, bp (of ten thousand), choice, kinds,
        party; `reading` for what is no parameter.
    :param code: of a reading, where below `ledger.core` it is carried out; None for a parameter.
    :param reading: how an open text is read. :param uncertain: what could not be checked, or is a reading that somebody
        chose. Both None where nothing is.
    :param clauses: the law's short name and the article, `参照` behind it if by analogy.
    :param sources: marks, such as `L` or `W:9` (page 9).
    :param start: first day on which the clause is in force, None if not known. :param end: its last, None if open.
    """

    id: str
    theme: str
    value: Any
    unit: str
    code: str | None
    name: Pair
    rule: Pair
    reading: Pair | None
    uncertain: Pair | None
    clauses: tuple[str, ...]
    sources: tuple[str, ...]
    alternatives: tuple[Alternative, ...]
    start: date | None
    end: date | None

    @property
    def is_parameter(self) -> bool:
        return self.code is None

    def stands(self, day: date) -> bool:
        """Whether its clause is in force on a day, as far as that is known."""
        return (self.start is None or self.start <= day) and (self.end is None or day <= self.end)


@dataclass(frozen=True)
class Book:
    """One dated file.

    :param start: the first day on which it is in force. :param end: the last, None until another one begins.
    :param themes: names by key, in order. :param marks: what a source mark means. :param laws: full titles by short
        name. :param pages: addresses of the public pages by number.
    :param source: the file as it was read.
    """

    id: str
    place: Pair
    start: date
    end: date | None
    themes: Mapping[str, Pair]
    marks: Mapping[str, Pair]
    laws: Mapping[str, Pair]
    pages: Mapping[str, Sequence[str]]
    rules: tuple[Rule, ...]
    table: RuleTable
    source: Mapping[str, Any]

    def rule(self, id_: str) -> Rule:
        """The rule of this name.

        :raises NotFound: `RULE_UNKNOWN`.
        """
        for each in self.rules:
            if each.id == id_:
                return each
        raise NotFound("RULE_UNKNOWN", f"no rule of {self.id} is named {id_[:60]!r}", next="list the rules", rule=id_)


def parameters(rules: Sequence[Rule]) -> dict[str, Any]:
    """The `rules` object, as in a dossier, that the values of the parameters make."""
    made: dict[str, Any] = {}
    for rule in rules:
        if rule.is_parameter:
            inner, (*above, last) = made, rule.id.split(".")
            for name in above:
                inner = inner.setdefault(name, {})
            inner[last] = rule.value
    return made


def read(source: Mapping[str, Any]) -> Book:
    """A book from its file.

    :raises Malformed: `RULES_MALFORMED`.
    """
    try:
        if source["format"] != FORMAT:
            raise _malformed(f"the format is {source['format']!r} instead of {FORMAT}")
        rules = tuple(_rule(each, source["rules"]) for each in source["rules"])
        names = [each.id for each in rules]
        if len(set(names)) != len(names):
            raise _malformed("a rule stands in it twice")
        return Book(
            source["id"],
            source["place"],
            parse_day(source["from"]),
            _day(source["to"]),
            source["themes"],
            source["marks"],
            source["laws"],
            source["pages"],
            rules,
            table_from(parameters(rules)),
            source,
        )
    except (KeyError, TypeError, AttributeError) as error:
        raise _malformed(f"{type(error).__name__}: {error}") from error


@cache
def books() -> tuple[Book, ...]:
    """All books of this program, the earliest first."""
    texts = [file.read_text("utf-8") for file in (files(__package__) / "tables").iterdir() if file.name[-5:] == ".json"]
    return tuple(sorted((read(json.loads(text)) for text in texts), key=lambda book: book.start))


def book_on(day: date, among: Sequence[Book] | None = None) -> Book:
    """The book in force on a day: of those that have begun, the one that began last.

    :raises Refused: `RULES_UNKNOWN` before the first and after the end of the last.
    """
    known = books() if among is None else among
    begun = [each for each in known if each.start <= day]
    book = max(begun, key=lambda each: each.start, default=None)
    if book is None or (book.end is not None and day > book.end):
        listed = ", ".join(f"{each.id} from {each.start}{f' to {each.end}' if each.end else ''}" for each in known)
        raise Refused(
            "RULES_UNKNOWN",
            f"no rules are known for {day}; known are {listed}",
            next="choose another day",
            day=str(day),
        )
    return book


def table_on(day: date) -> RuleTable:
    """The parameters in force on a day.

    :raises Refused: `RULES_UNKNOWN`.
    """
    return book_on(day).table


def _rule(each: Mapping[str, Any], among: Sequence[Mapping[str, Any]]) -> Rule:
    by_name = {one["id"]: one for one in among} | {"value": each}

    def spoken(text: str, language: str) -> str:
        return filled(text, lambda name: amount(by_name[name]["value"], by_name[name]["unit"], language))

    def said(pair: Pair) -> Pair:
        """The sentences with the numbers of this file."""
        return {language: spoken(text, language) for language, text in pair.items()}

    return Rule(
        **{name: each[name] for name in ("id", "theme", "value", "unit", "code", "name")},
        rule=said(each["rule"]),
        reading=each["reading"] and said(each["reading"]),
        uncertain=each["uncertain"] and said(each["uncertain"]),
        clauses=tuple(each["clauses"]),
        sources=tuple(each["sources"]),
        alternatives=tuple(
            Alternative(one["value"], {"zh": one["zh"], "en": one["en"]}) for one in each["alternatives"]
        ),
        start=_day(each["from"]),
        end=_day(each["to"]),
    )


def _day(text: str | None) -> date | None:
    return None if text is None else parse_day(text)


def _malformed(why: str) -> Malformed:
    return Malformed("RULES_MALFORMED", f"the file of rules cannot be read: {why}", next="correct it")
