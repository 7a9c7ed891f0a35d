"""`zhengben status` and `zhengben show`: what the service answers, for people or as it came."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ledger.cli import outline, words
from ledger.cli.locales import usage
from ledger.cli.options import DEFAULT_URL, AsJson, At, Lang, Url, voice
from ledger.cli.voice import Voice
from ledger.core.errors import NotFound

if TYPE_CHECKING:
    from ledger.client import Client

_HEX = re.compile(r"(0x)?([0-9a-fA-F]{64})")
_ACT = re.compile(r"[0-9a-fA-F]{8}(-?[0-9a-fA-F]{4}){3}-?[0-9a-fA-F]{12}")
_LINE = re.compile(r"([0-9a-fA-F]{64}):(0|[1-9][0-9]{0,4})")
_THING = re.compile(r"(offer|pledge|right|contract):(0x)?([0-9a-fA-F]{64})")
_NUMBERED = re.compile(r"(?:(party|node):)?([1-9][0-9]{0,9})")


@dataclass(frozen=True)
class Name:
    """What an identifier of the command line names: `achievement`, `filing`, `line`, `act`, `party`, `node`, `offer`,
    `pledge`, `right` or `contract`.

    :param id: of a line that of its filing. :param line: its number.
    """

    kind: str
    id: str
    line: int = 0


def name_of(given: str) -> Name:
    """Tell the numbers of the ledger apart by their shape: achievements `0x` and 64 hex digits, filings 64 hex digits,
    lines of a manifest the filing and `:17`, acts a UUID, parties a number (`7` or `party:7`), nodes `node:1`, offers,
    pledges, rights and technology contracts `right:0x…`.

    :raises Usage: `ID_WRONG`.
    """
    if found := _HEX.fullmatch(given):
        kind = "achievement" if found[1] else "filing"
        return Name(kind, (found[1] or "") + found[2].lower())
    if found := _LINE.fullmatch(given):
        return Name("line", found[1].lower(), int(found[2]))
    if _ACT.fullmatch(given):
        return Name("act", given.lower())
    if found := _THING.fullmatch(given):
        return Name(found[1], "0x" + found[3].lower())
    if found := _NUMBERED.fullmatch(given):
        return Name(found[1] or "party", found[2])
    raise usage("ID_WRONG", id=given)


def check_at(at: str | None) -> str | None:
    """A day or an instant with its offset, as the API wants it.

    :raises Usage: `DATE_WRONG`.
    """
    if at is None:
        return None
    try:
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}", at):
            date.fromisoformat(at)
            return at
        if re.fullmatch(r"\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(:\d{2})?([Zz]|[+-]\d{2}:\d{2})", at):
            return datetime.fromisoformat(at.upper()).isoformat()
    except ValueError:
        pass
    raise usage("DATE_WRONG", at=at)


def deadline_of(message: Mapping[str, Any]) -> int | None:
    """The last second at which an act may take effect, wherever its kind keeps it."""
    inner = message.get("act")
    deadline = (inner if isinstance(inner, dict) else message).get("deadline")
    return deadline if isinstance(deadline, int) else None


def status(
    what: Annotated[
        str, typer.Argument(metavar="[LEAF|service]", help="help.arg.what", show_default=False)
    ] = "service",
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """How the service, or one filing, is doing."""
    from ledger.client import Client

    speak = voice(as_json, lang)
    if what != "service" and not _HEX.fullmatch(what) and not _LINE.fullmatch(what):
        raise usage("ID_WRONG", id=what)
    with Client(url, language=speak.language) as client:
        answer = client.status() if what == "service" else client.filing(name_of(what).id.removeprefix("0x"))
    speak.answer(answer, lambda console: outline.show(console, answer, speak.language))


def show(
    thing: Annotated[str, typer.Argument(metavar="ACHIEVEMENT|LEAF|ACT|PARTY|NODE|…", help="help.arg.thing")],
    at: At = None,
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Show an achievement, a filing, an act, a party, a node, an offer, a pledge, a right or a contract."""
    from ledger.client import Client

    speak = voice(as_json, lang)
    name, moment = name_of(thing), check_at(at)
    if moment is not None and name.kind in ("filing", "line", "act"):
        raise usage("AT_NOT_HERE", id=thing)
    with Client(url, language=speak.language) as client:
        name, answer = _read(client, name, moment)
    if name.kind == "act":
        speak.answer(answer, lambda console: show_act(console, answer, speak))
    else:
        speak.answer(answer, lambda console: outline.show(console, answer, speak.language))


def show_act(console: Any, answer: dict[str, Any], speak: Voice) -> None:
    """An act in plain words first, then everything else the service says of it."""
    kind, message = str(answer.get("kind")), answer.get("message")
    lines = words.describe(kind, message if isinstance(message, dict) else {}, speak.language)
    outline.heading(console, words.title(kind, speak.language))
    outline.pairs(console, lines)
    console.print()
    rest = {name: value for name, value in answer.items() if name not in ("message", "typedData", "kind")}
    outline.show(console, rest, speak.language)


def _read(client: "Client", name: Name, at: str | None) -> tuple[Name, dict[str, Any]]:
    if name.kind == "act":
        return name, client.act(name.id).answer
    if name.kind == "party":
        return name, client.party(int(name.id), at)
    if name.kind == "node":
        return name, client.node(int(name.id), at)
    if name.kind in ("offer", "pledge", "right", "contract"):
        return name, client.thing(name.kind, name.id, at)
    digits = name.id.removeprefix("0x")
    filing, achievement = Name("filing", digits), Name("achievement", "0x" + digits)
    if name.kind == "achievement":
        try:
            return achievement, client.achievement(achievement.id, at)
        except NotFound as missing:
            return filing, _or(missing, lambda: client.filing(digits))
    try:
        return filing, client.filing(digits)
    except NotFound as missing:
        return achievement, _or(missing, lambda: client.achievement(achievement.id, at))


def _or(missing: NotFound, other: Any) -> dict[str, Any]:
    """The other reading of the same 64 digits, written with or without 0x; the first refusal if that fails too."""
    try:
        answer: dict[str, Any] = other()
    except NotFound:
        raise missing from None
    return answer
