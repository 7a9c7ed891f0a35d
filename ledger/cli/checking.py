"""`zhengben check`: may this party do that? Asked before anybody signs."""

import re
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.text import Text

from ledger.cli import outline
from ledger.cli.locales import text, usage
from ledger.cli.options import DEFAULT_URL, AsJson, At, Lang, Url, voice
from ledger.cli.reading import check_at, name_of
from ledger.cli.voice import Voice, clean
from ledger.core import calendar
from ledger.core.docket.disposing import ACTS
from ledger.core.policy.grounds import OPEN
from ledger.core.shares import WRITTEN

EXITS = {"yes": 0, "needs": 3, "no": 4}
"""The exit code of each answer."""
_COLOURS = {"yes": "bold green", "needs": "bold yellow", "no": "bold red"}


def check(
    act: Annotated[str, typer.Argument(metavar="ACT", help="help.arg.may_act")],
    achievement: Annotated[str, typer.Argument(metavar="ACHIEVEMENT", help="help.arg.may_of")],
    party: Annotated[str, typer.Option("--party", metavar="N", help="help.opt.may_party")],
    to: Annotated[str | None, typer.Option("--to", metavar="N", help="help.opt.may_to")] = None,
    share: Annotated[str | None, typer.Option("--share", metavar="S", help="help.opt.may_share")] = None,
    beside: Annotated[list[str] | None, typer.Option("--with", metavar="N", help="help.opt.may_with")] = None,
    settled: Annotated[list[str] | None, typer.Option("--settled", metavar="POINT", help="help.opt.settled")] = None,
    at: At = None,
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> int:
    """Ask whether a party may sell, license, pledge, or register a contract about an achievement."""
    from ledger.client import Client

    speak = voice(as_json, lang)
    wanted, moment = act.replace("-", "_"), check_at(at)
    if wanted not in ACTS:
        raise usage("MAY_ACT_UNKNOWN", act=act, known=", ".join(ACTS))
    points = [each.replace("-", "_") for each in settled or ()]
    for given, point in zip(settled or (), points, strict=True):
        if point not in OPEN:
            raise usage("MAY_POINT_UNKNOWN", point=given, known=", ".join(OPEN))
    if share is not None and not re.fullmatch(WRITTEN, share, re.ASCII):
        raise usage("MAY_SHARE_WRONG", share=share)
    name = name_of(achievement)
    if name.kind not in ("achievement", "filing"):  # 64 digits, written without 0x
        raise usage("MAY_NOT_OF_THIS", id=achievement)
    asked = {
        "act": wanted,
        "party": _party(party),
        "to": None if to is None else _party(to),
        "share": share,
        "beside": [_party(each) for each in beside or ()],
        "settled": points,
        "at": moment,
    }
    with Client(url, language=speak.language) as client:
        answer = client.may("0x" + name.id.removeprefix("0x"), asked)
    speak.answer(answer, lambda console: _show(console, answer, speak))
    return EXITS[str(answer["answer"])]


def _party(given: str) -> int:
    name = name_of(given)
    if name.kind != "party":
        raise usage("MAY_NO_PARTY", id=given)
    return int(name.id)


def _show(console: Console, answer: dict[str, Any], speak: Voice) -> None:
    """The verdict, then each reason with its clause, then who signs anyway."""
    language, verdict = speak.language, str(answer["answer"])
    line = Text(speak.words(f"may.{verdict}"), style=_COLOURS[verdict])
    line.append(f"  {clean(speak.words('may.' + answer['act']))}", style="not bold default")
    console.print(line)
    for reason in answer["reasons"]:
        outline.heading(console, f"{speak.words('may.reason.' + reason['kind'])} {reason['rule']}")
        outline.pairs(console, _lines(reason, speak))
    if answer["signatories"]:
        outline.heading(console, text("may.signatories", language))
        outline.pairs(console, [_signatory(each, speak) for each in answer["signatories"]])
    console.print()
    outline.show(
        console,
        {name: answer[name] for name in ("status", "version", "share", "holds", "free", "time", "asOf")},
        language,
    )


def _lines(reason: dict[str, Any], speak: Voice) -> list[tuple[str, object]]:
    said: list[tuple[str, object]] = [(speak.words("may.says"), reason["says"][speak.language])]
    said.append((speak.words("may.clause"), reason["clause"][speak.language]))
    if reason["next"]:
        said.append((speak.words("may.next"), reason["next"][speak.language]))
    if reason["uncertain"]:
        said.append((speak.words("may.uncertain"), reason["uncertain"][speak.language]))
    if reason["until"]:
        said.append((speak.words("may.until"), calendar.moment(reason["until"])))
    if reason["filing"]:
        said.append((speak.words("may.filing"), speak.words(f"may.filing.{reason['filing']}")))
    if reason["thing"]:
        said.append((speak.words("may.thing"), reason["thing"]))
    if reason["where"]:
        said.append((speak.words("may.where"), reason["where"][speak.language]))
    if reason["kind"] == "unknown":
        said.append((speak.words("may.settle"), f"--settled {reason['rule']}"))
    return said


def _signatory(seat: dict[str, Any], speak: Voice) -> tuple[str, object]:
    who = "—" if seat["party"] is None else str(seat["party"])
    if seat["power"]:
        who = speak.words("may.officer", power=seat["power"], node=seat["node"])
    return speak.words(f"may.role.{seat['role']}"), who
