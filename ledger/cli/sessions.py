"""Signing in for one command, and `zhengben sessions`: where a key is signed in, and ending that."""

import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from ledger.cli import keys
from ledger.cli.locales import usage
from ledger.cli.options import DEFAULT_URL, AsJson, Key, Keys, Lang, PasswordFile, Url, voice
from ledger.cli.voice import Voice, grid
from ledger.core import calendar
from ledger.core.errors import ZhengbenError
from ledger.replies import not_understood

if TYPE_CHECKING:
    from ledger.client import Client, Json
    from ledger.keyring import Signer

_ID = re.compile(r"[0-9a-f]{16}")

app = typer.Typer()


@contextmanager
def signed_in(url: str, signer: "Signer", speak: Voice, *, patience: float = 0) -> Iterator["Client"]:
    """A client with a session of a key, which is over when the command is.

    :param patience: as `Client` takes it.
    """
    from ledger.client import Client

    with Client(url, language=speak.language, patience=patience) as client:
        client.sign_in(signer)
        try:
            yield client
        finally:
            with suppress(ZhengbenError):  # it ends within the hour, whatever becomes of this request
                client.end_session()


@app.command("list", help="help.sessions.list")
def list_sessions(
    key: Key = None,
    keys_dir: Keys = None,
    password_file: PasswordFile = None,
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List where else a key is signed in."""
    speak = voice(as_json, lang)
    with signed_in(url, keys.opened(key, keys_dir, password_file, speak), speak) as client:
        found = _others(client)

    def show(console: Console) -> None:
        if not found:
            console.print(speak.words("sessions.none"))
            return
        titles = [speak.words(f"label.{label}") for label in ("session", "opened", "until")]
        moments = [[calendar.moment(one[name]) for name in ("openedAt", "expiresAt")] for one in found]
        console.print(grid(titles, [[one["id"], *when] for one, when in zip(found, moments, strict=True)]))

    speak.answer({"items": found}, show)


@app.command("end", help="help.sessions.end")
def end(
    session: Annotated[str | None, typer.Argument(metavar="SESSION", help="help.arg.session")] = None,
    everywhere: Annotated[bool, typer.Option("--all", help="help.opt.all_sessions")] = False,
    key: Key = None,
    keys_dir: Keys = None,
    password_file: PasswordFile = None,
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """End one session of a key, or all."""
    speak = voice(as_json, lang)
    if (session is None) != everywhere:
        raise usage("SESSION_OR_ALL")
    if session is not None and not _ID.fullmatch(session):
        raise usage("SESSION_WRONG", session=session)
    with signed_in(url, keys.opened(key, keys_dir, password_file, speak), speak) as client:
        if session is not None:
            ended = [session]
            client.end_session(session)
        else:
            ended = [str(one["id"]) for one in _others(client)]
            client.end_session(everywhere=True)
    done = speak.words("sessions.ended", count=len(ended))
    speak.answer({"ended": ended}, lambda console: console.print(done, markup=False))


def _others(client: "Client") -> list["Json"]:
    """The open sessions but that of this command."""
    found = client.sessions()
    shapes = {"id": str, "openedAt": int, "expiresAt": int, "current": bool}
    for one in found:
        if not all(isinstance(one.get(name), shape) for name, shape in shapes.items()):
            raise not_understood("a session is not told as expected")
    return [one for one in found if not one["current"]]
