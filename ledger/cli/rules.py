"""`zhengben rules`: the rules by which the ledger judges, and what a code means."""

from datetime import date
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from ledger.cli.locales import refused, usage
from ledger.cli.options import AsJson, Lang, voice
from ledger.cli.outline import heading, pairs
from ledger.cli.voice import Voice, grid
from ledger.core.calendar import day_of, parse_day
from ledger.core.errors import Malformed, Refused
from ledger.core.policy import words
from ledger.core.policy.book import Book, Rule, book_on

Line = tuple[str, object]


def rules(
    name: Annotated[str | None, typer.Argument(metavar="[RULE|CODE]", help="help.arg.rule")] = None,
    on: Annotated[str | None, typer.Option("--on", metavar="DAY", help="help.opt.on")] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List the rules, or tell one of them, or what a code means."""
    speak = voice(as_json, lang)
    day = day_given(on)
    try:
        book = book_on(day)
    except Refused:
        raise refused("RULES_UNKNOWN", day=str(day)) from None
    if name is None:
        _list(book, day, speak)
    elif name in words.meanings():
        _tell_code(book, words.meaning(name), speak)
    elif any(each.id == name for each in book.rules):
        _tell_rule(book, book.rule(name), speak)
    else:
        raise usage("RULE_NOT_KNOWN", name=name)


def day_given(text: str | None) -> date:
    """The day of an option, by default today in Shanghai.

    :raises Usage: `DAY_WRONG`.
    """
    if text is None:
        from ledger.service import wall_clock

        return day_of(wall_clock())
    try:
        return parse_day(text)
    except Malformed:
        raise usage("DAY_WRONG", day=text[:40]) from None


def _list(book: Book, day: date, speak: Voice) -> None:
    language = speak.language
    told = [words.told(book, rule, language) | {"inForce": rule.stands(day)} for rule in book.rules]

    def show(console: Console) -> None:
        place = book.place[language]
        console.print(Text(speak.words("rules.head", id=book.id, start=book.start, place=place)))
        titles = [speak.words(f"rules.column.{each}") for each in ("id", "value", "rule", "clause")]
        for theme, named in book.themes.items():
            heading(console, named[language])
            rows = [_row(book, rule, day, language) for rule in book.rules if rule.theme == theme]
            console.print(grid(titles, rows))
        for mark in ("unsure", "lapsed"):
            console.print(Text(speak.words(f"rules.{mark}")))

    answer = {
        "id": book.id,
        "place": book.place[language],
        "from": book.start.isoformat(),
        "to": book.end.isoformat() if book.end else None,
        "on": day.isoformat(),
        "rules": told,
    }
    speak.answer(answer, show)


def _row(book: Book, rule: Rule, day: date, language: str) -> list[str]:
    marks = ("*" if rule.uncertain else "") + ("" if rule.stands(day) else "!")
    clauses = "; ".join(words.clause(book, each, language) for each in rule.clauses)
    return [rule.id, words.value(rule, language) or "—", f"{rule.name[language]} {marks}".strip(), clauses]


def _tell_rule(book: Book, rule: Rule, speak: Voice) -> None:
    told = words.told(book, rule, speak.language)

    def lines() -> list[Line]:
        found: list[Line] = [(speak.words("rules.theme"), told["theme"])]
        if told["words"]:
            found.append((speak.words("rules.value"), told["words"]))
        found.append((speak.words("rules.rule"), told["rule"]))
        found += [(speak.words("rules.clause"), each) for each in told["clauses"]]
        if told["from"]:
            found.append((speak.words("rules.in_force"), f"{told['from']} – {told['to'] or ''}".rstrip()))
        found += [(speak.words("rules.source"), f"[{each['mark']}] {each['means']}") for each in told["sources"]]
        if told["reading"]:
            found.append((speak.words("rules.reading"), told["reading"]))
        found += [(speak.words("rules.alternative"), _alternative(each)) for each in told["alternatives"]]
        if told["uncertain"]:
            found.append((speak.words("rules.uncertain"), told["uncertain"]))
        return found

    def show(console: Console) -> None:
        heading(console, f"{told['name']} ({rule.id})")
        pairs(console, lines())

    speak.answer({"book": book.id, **told}, show)


def _alternative(told: dict[str, Any]) -> str:
    return f"{told['value']}: {told['means']}" if isinstance(told["value"], str) else str(told["means"])


def _tell_code(book: Book, meaning: words.Meaning, speak: Voice) -> None:
    language = speak.language
    answer = {
        "code": meaning.code,
        "place": list(words.meanings()).index(meaning.code) + 1,
        "wrong": meaning.wrong[language],
        "rules": list(meaning.rules),
        "clause": words.clauses(book, meaning.rules, language),
        "next": meaning.next[language],
    }
    lines: list[Line] = [(speak.words(f"rules.{each}"), answer[each]) for each in ("wrong", "clause", "next", "place")]

    def show(console: Console) -> None:
        heading(console, meaning.code)
        pairs(console, lines)

    speak.answer(answer, show)
