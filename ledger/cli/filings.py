"""`zhengben filings`: one's own filings, whatever device they were made on."""

from itertools import islice
from typing import Annotated, Any

import typer
from rich.console import Console

from ledger.cli import keys
from ledger.cli.locales import Language, text
from ledger.cli.options import DEFAULT_URL, AsJson, Key, Keys, Lang, PasswordFile, Url, voice
from ledger.cli.sessions import signed_in
from ledger.cli.voice import grid
from ledger.core import calendar
from ledger.replies import not_understood

_HEADS = ("label.receivedAt", "label.type", "label.node", "filings.state", "label.leaf")


def filings(
    most: Annotated[int, typer.Option("--most", metavar="N", min=1, help="help.opt.most")] = 100,
    key: Key = None,
    keys_dir: Keys = None,
    password_file: PasswordFile = None,
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List one's own filings, the last received first."""
    speak = voice(as_json, lang)
    with signed_in(url, keys.opened(key, keys_dir, password_file, speak), speak) as client:
        items = list(islice(client.filings(), most))
    try:
        rows = [row(item, speak.language) for item in items]
    except (KeyError, TypeError, ValueError) as error:
        raise not_understood(f"a filing is not told as expected: {error}") from error

    def show(console: Console) -> None:
        if rows:
            console.print(grid([text(head, speak.language) for head in _HEADS], rows))
        else:
            console.print(text("filings.nothing", speak.language))

    speak.answer({"items": items}, show)


def row(item: dict[str, Any], language: Language) -> list[str]:
    """A filing of `GET /v1/filings` for people: when it came, its type, node, how far it is, its leaf."""
    logged = "filings.logged" if item["integrated"] else "filings.received"
    state = text("filings.anchored" if item["anchored"] else logged, language)
    return [calendar.moment(item["receivedAt"]), str(item["type"]), str(item["node"]), state, str(item["leaf"])]
