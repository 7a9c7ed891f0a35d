"""Rules and codes in words, Chinese and English: one place for documents, command line and REST.

The meaning of each code stands in `codes.json`: what is wrong, by which rules of the book, and what to do next. What
the clause is says the book alone, so that code, rule and answer cannot contradict each other.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from ledger.core.errors import NotFound
from ledger.core.policy.amounts import amount
from ledger.core.policy.book import Book, Pair, Rule

_BY_ANALOGY = "参照"


@dataclass(frozen=True)
class Meaning:
    """What a code tells: what is wrong, by which rules, and what to do next.

    :param rules: names in the book, whose clauses are the code's: the book says them, and nothing else does.
    """

    code: str
    rules: tuple[str, ...]
    wrong: Pair
    next: Pair


@cache
def meanings() -> Mapping[str, Meaning]:
    """Of every code, in order of precedence."""
    texts = json.loads(files(__package__).joinpath("codes.json").read_text("utf-8"))
    return {code: Meaning(code, tuple(each["rules"]), each["wrong"], each["next"]) for code, each in texts.items()}


def meaning(code: str) -> Meaning:
    """Of one code.

    :raises NotFound: `CODE_UNKNOWN`.
    """
    if code not in meanings():
        raise NotFound("CODE_UNKNOWN", f"no rule refuses with {code[:60]!r}", next="see docs/rules.md", name=code)
    return meanings()[code]


def clause(book: Book, text: str, language: str) -> str:
    """A clause in words: `民法典第 203 条`, `Civil Code, article 203`; by analogy with `参照` behind it."""
    law, *more = text.split(" ")
    analogy = more[-1:] == [_BY_ANALOGY]
    article = "".join(more[:-1] if analogy else more)
    if language == "zh":
        return law + (f"第 {article} 条" if article else "") + ("（参照）" if analogy else "")
    name = book.laws[law]["short"]
    return name + (f", article {article}" if article else "") + (" (by analogy)" if analogy else "")


def clauses(book: Book, rules: Sequence[str], language: str) -> str:
    """The clauses of these rules of the book in words, each once.

    :raises NotFound: `RULE_UNKNOWN`.
    """
    named = dict.fromkeys(each for rule in rules for each in book.rule(rule).clauses)
    return ("；" if language == "zh" else "; ").join(clause(book, each, language) for each in named)


def uncertain(book: Book, rules: Sequence[str], language: str) -> str | None:
    """What nobody could check about these rules, or what is a chosen reading; None where nothing is.

    :raises NotFound: `RULE_UNKNOWN`.
    """
    said = [rule.uncertain[language] for rule in map(book.rule, rules) if rule.uncertain is not None]
    return ("" if language == "zh" else " ").join(dict.fromkeys(said)) or None


def source(book: Book, text: str, language: str) -> str:
    """A source mark spelled out; a public page with its addresses."""
    mark, _, page = text.partition(":")
    said = book.marks[mark][language]
    between = "：" if language == "zh" else ": "
    return f"{said}{between}{', '.join(book.pages[page])}" if page else said


def value(rule: Rule, language: str) -> str:
    """The value of a parameter with its unit; empty for a reading."""
    return "" if not rule.is_parameter else amount(rule.value, rule.unit, language)


def told(book: Book, rule: Rule, language: str) -> dict[str, Any]:
    """A rule as its members in one language, JSON-ready; the value also in words."""

    def said(pair: Pair | None) -> str | None:
        return None if pair is None else pair[language]

    return {
        "id": rule.id,
        "theme": book.themes[rule.theme][language],
        "name": rule.name[language],
        "value": rule.value,
        "unit": rule.unit,
        "words": value(rule, language) or None,
        "rule": rule.rule[language],
        "clauses": [clause(book, each, language) for each in rule.clauses],
        "reading": said(rule.reading),
        "alternatives": [{"value": each.value, "means": each.words[language]} for each in rule.alternatives],
        "uncertain": said(rule.uncertain),
        "sources": [{"mark": each, "means": source(book, each, language)} for each in rule.sources],
        "from": rule.start.isoformat() if rule.start else None,
        "to": rule.end.isoformat() if rule.end else None,
    }
