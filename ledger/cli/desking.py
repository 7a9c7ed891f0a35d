"""`zhengben desk`: what waits for an officer, by when; `zhengben review`: accept a filing, or send it back."""

from typing import Annotated, Any

import typer
from rich.console import Console

from ledger.cli import keys, outline
from ledger.cli.locales import Language, text, usage
from ledger.cli.options import DEFAULT_URL, AsJson, Key, Keys, Lang, PasswordFile, Url, voice
from ledger.cli.reading import name_of
from ledger.cli.sessions import signed_in
from ledger.core import calendar, duties
from ledger.replies import not_understood

DECISIONS = ("accepted", "returned")
Party = Annotated[int, typer.Option("--party", metavar="N", min=1, help="help.opt.party_officer")]


def desk(
    party: Party,
    kind: Annotated[str | None, typer.Option("--kind", metavar="KIND", help="help.opt.duty_kind")] = None,
    node: Annotated[int | None, typer.Option("--node", metavar="N", min=1, help="help.opt.of_node")] = None,
    key: Key = None,
    keys_dir: Keys = None,
    password_file: PasswordFile = None,
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List what waits for an officer, the most urgent first, each with its legal deadline."""
    speak = voice(as_json, lang)
    if kind is not None and kind not in duties.KINDS:
        raise usage("DUTY_UNKNOWN", kind=kind, known=", ".join(duties.KINDS))
    with signed_in(url, keys.opened(key, keys_dir, password_file, speak), speak) as client:
        items = list(client.desk(party, kind=kind, node=node))

    try:
        told = [(str(item["title"][speak.language]), lines(item, speak.language)) for item in items]
    except (KeyError, TypeError, ValueError) as error:
        raise not_understood(f"a duty is not told as expected: {error}") from error

    def show(console: Console) -> None:
        if not items:
            console.print(text("desk.nothing", speak.language))
        for title, pairs in told:
            outline.heading(console, title)
            outline.pairs(console, pairs)

    speak.answer({"items": items}, show)


def review(
    filing: Annotated[str, typer.Argument(metavar="FILING", help="help.arg.review")],
    decision: Annotated[str, typer.Argument(metavar="accepted|returned", help="help.arg.decision")],
    party: Party,
    reason: Annotated[str | None, typer.Option("--reason", metavar="TEXT", help="help.opt.reason_review")] = None,
    large: Annotated[bool, typer.Option("--large", help="help.opt.large")] = False,
    key: Key = None,
    keys_dir: Keys = None,
    password_file: PasswordFile = None,
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Accept a filing for examination, or send it back and say why."""
    speak = voice(as_json, lang)
    name = name_of(filing)
    if name.kind != "filing":
        raise usage("ID_WRONG", id=filing)
    if decision not in DECISIONS:
        raise usage("DECISION_UNKNOWN", decision=decision, known=", ".join(DECISIONS))
    said = {"party": party, "decision": decision, "reason": reason, "large": large}
    with signed_in(url, keys.opened(key, keys_dir, password_file, speak), speak) as client:
        answer = client.review_filing(name.id, said)
    done = speak.words("desk.accepted" if decision == "accepted" else "desk.returned", leaf=name.id)
    speak.answer(answer, lambda console: console.print(done, markup=False))


def lines(item: dict[str, Any], language: Language) -> list[tuple[str, object]]:
    """A duty of `GET /v1/desk` for people, a label and a value each."""
    until, excluded = item["deadline"], item["excluded"]
    about = item["achievement"] or item["filing"] or item["actId"] or item["subject"]
    told = [(text("desk.about", language), about), (text("desk.deadline", language), _until(until, language))]
    if until["clauses"]:
        told.append((text("desk.by", language), "; ".join(clause[language] for clause in until["clauses"])))
    if excluded is None:
        return [*told, (text("desk.next", language), item["next"][language])]
    others = ", ".join(map(str, item["others"])) or "—"
    return [*told, (text("desk.aside", language), f"{excluded[language]} ({others})")]


def _until(until: dict[str, Any], language: Language) -> str:
    if until["state"] == "unknown":
        return str(until["why"][language])
    if until["state"] == "open":
        return text("desk.open", language, since=calendar.moment(until["since"]))
    told = calendar.moment(until["at"])
    if until["overdue"]:
        return f"{text('desk.overdue', language)} · {told}"
    left = until["workingDaysLeft"]
    return told if left is None else f"{told} · {text('desk.left', language, count=left)}"
