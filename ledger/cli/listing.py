"""`zhengben list`: the history of an achievement or a party, and what stands beside a title."""

from typing import Annotated

import typer
from rich.console import Console

from ledger.cli import outline
from ledger.cli.locales import text, usage
from ledger.cli.options import DEFAULT_URL, AsJson, At, Lang, Url, voice
from ledger.cli.reading import check_at, name_of

LISTS = ("history", "objections", "freezes", "offers", "orders", "effects", "pledges", "rights", "contracts")


def list_(
    what: Annotated[str, typer.Argument(metavar="WHAT", help="help.arg.what_listed")],
    of: Annotated[str, typer.Argument(metavar="ACHIEVEMENT|PARTY", help="help.arg.of_what")],
    at: At = None,
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List what happened to an achievement or a party, or what stands beside a title."""
    from ledger.client import Client

    speak = voice(as_json, lang)
    if what not in LISTS:
        raise usage("LIST_UNKNOWN", what=what, known=", ".join(LISTS))
    name, moment = name_of(of), check_at(at)
    kind = "achievement" if name.kind == "filing" else name.kind  # 64 digits, written without 0x
    if kind not in ("achievement", "party") or (kind == "party" and what != "history"):
        raise usage("LIST_NOT_OF_THIS", id=of, what=what)
    number = name.id if kind == "party" else "0x" + name.id.removeprefix("0x")
    with Client(url, language=speak.language) as client:
        items = list(client.listed(kind, number, what, moment))

    def show(console: Console) -> None:
        if not items:
            console.print(text("list.nothing", speak.language))
        for i, item in enumerate(items):
            outline.heading(console, f"[{i + 1}]")
            outline.show(console, item, speak.language, 2)

    speak.answer({"items": items}, show)
