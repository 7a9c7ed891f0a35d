"""`zhengben notices` and `zhengben search`: what runs on public notice, and what a number names."""

from typing import Annotated, Any

import typer
from rich.console import Console

from ledger.cli import outline, words
from ledger.cli import voice as saying
from ledger.cli.locales import TEXT, Language, text, usage
from ledger.cli.options import DEFAULT_URL, AsJson, At, Lang, Url, voice
from ledger.cli.reading import check_at, name_of
from ledger.core import calendar


def notices(
    node: Annotated[str | None, typer.Option("--node", metavar="N", help="help.opt.of_node")] = None,
    at: At = None,
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List the public notices that run: what may be objected to, and until when."""
    from ledger.client import Client

    speak = voice(as_json, lang)
    number = None if node is None else _node(node)
    moment = check_at(at)
    with Client(url, language=speak.language) as client:
        items = list(client.notices(number, moment))

    def show(console: Console) -> None:
        if not items:
            console.print(text("list.nothing", speak.language))
        for item in items:
            outline.heading(console, str(item.get("achievement")))
            outline.pairs(console, _notice(item, speak.language))

    speak.answer({"items": items}, show)


def search(
    given: Annotated[list[str], typer.Argument(metavar="WORDS", help="help.arg.search")],
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Find what a number, its beginning, or a hash names."""
    from ledger.client import Client

    speak = voice(as_json, lang)
    with Client(url, language=speak.language) as client:
        answer = client.search(" ".join(given))
    items: list[Any] = answer["items"]

    def show(console: Console) -> None:
        if not items:
            console.print(text("search.nothing", speak.language))
        if "registration_number" in answer.get("readAs", ()):
            console.print(text("search.registration_number", speak.language))
        rows = [_find(item, speak.language) for item in items if isinstance(item, dict)]
        if rows:
            heads = [text(f"search.head.{name}", speak.language) for name in ("kind", "id", "time")]
            console.print(saying.grid(heads, rows))

    speak.answer(answer, show)


def _notice(item: dict[str, Any], language: Language) -> list[tuple[str, object]]:
    named = item.get("proposed") if item.get("proposed") is not None else item.get("claimed")
    between, colon = ("；", "：") if language == "zh" else ("; ", ": ")
    table = between.join(f"{row['party']}{colon}{words.share(row['units'], language)}" for row in named or ())
    return [
        (text("field.node", language) if "field.node" in TEXT else "node", item.get("node")),
        (text("notices.until", language), calendar.moment(int(item.get("until", 0)))),
        (text("notices.left", language), item.get("daysLeft")),
        (text("notices.proposed" if item.get("proposed") is not None else "notices.claimed", language), table),
    ]


def _find(item: dict[str, Any], language: Language) -> list[str]:
    kind, act, time = str(item.get("kind")), item.get("act"), item.get("time")
    told = text(f"search.{kind}", language) if f"search.{kind}" in TEXT else kind
    if isinstance(act, str) and act != "unknown":
        named = words.title(act, language)
        told += f"（{named}）" if language == "zh" else f" ({named})"
    shown = str(item.get("id"))
    if item.get("line") is not None:
        shown += f":{item['line']}"
    return [told, shown, calendar.moment(time) if isinstance(time, int) else ""]


def _node(given: str) -> int:
    name = name_of(given)
    if name.kind not in ("node", "party"):  # a bare number
        raise usage("ID_WRONG", id=given)
    return int(name.id)
