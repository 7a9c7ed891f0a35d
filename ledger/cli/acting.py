"""`zhengben act`: every kind of act, drafted from fields or a file; what nobody has to sign, brought about."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from ledger.cli import files, keys, outline, reading, words
from ledger.cli.locales import Language, refused, usage
from ledger.cli.options import DEFAULT_URL, AsJson, Key, Keys, Lang, PasswordFile, Url, voice
from ledger.cli.sessions import signed_in
from ledger.cli.voice import Voice
from ledger.core import act_words, acts

if TYPE_CHECKING:
    from ledger.client import Act

app = typer.Typer()
_CALLS = ("settleRecovery", "adopt")

Kind = Annotated[str, typer.Argument(metavar="KIND", help="help.arg.kind")]


@app.command("kinds", help="help.act.kinds")
def kinds(
    kind: Annotated[str | None, typer.Argument(metavar="KIND", help="help.arg.kind_one")] = None,
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """The kinds of acts; of one, who signs it and the fields of its draft."""
    from ledger.client import Client

    speak = voice(as_json, lang)
    if kind is not None:
        _require_kind(kind)
    with Client(url, language=speak.language) as client:
        found = [each for each in client.act_kinds() if kind in (None, each.get("kind"))]
    if kind is None:
        speak.answer({"kinds": found}, lambda console: _list(console, speak.language))
    else:
        speak.answer(found[0] if found else {}, lambda console: _one(console, found, speak))


@app.command("draft", help="help.act.draft")
def draft(
    kind: Kind,
    given: Annotated[
        list[str] | None, typer.Option("--field", "-f", metavar="NAME=VALUE", help="help.opt.field")
    ] = None,
    fields_file: Annotated[Path | None, typer.Option("--fields", metavar="FILE", help="help.opt.fields")] = None,
    key: Key = None,
    keys_dir: Keys = None,
    password_file: PasswordFile = None,
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Have an act completed, and say what it would do; nothing is signed yet."""
    speak = voice(as_json, lang)
    _require_kind(kind)
    fields = (_from_file(fields_file) if fields_file is not None else {}) | _from_options(given or ())
    with signed_in(url, keys.opened(key, keys_dir, password_file, speak), speak) as client:
        act = client.draft_act(kind, fields)
    if act.kind != kind:
        raise refused("DRAFT_OF_ANOTHER", asked=kind, told=act.kind)
    speak.answer(act.answer, lambda console: _drafted(console, act, speak))


@app.command("refuse", help="help.act.refuse")
def refuse(
    act_id: Annotated[str, typer.Argument(metavar="ACT", help="help.arg.act")],
    party: Annotated[int, typer.Option("--party", metavar="N", min=1, help="help.opt.party_refuse")],
    reason: Annotated[str, typer.Option("--reason", metavar="TEXT", help="help.opt.reason_refuse")],
    key: Key = None,
    keys_dir: Keys = None,
    password_file: PasswordFile = None,
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Say why a party does not sign; the others who have a seat can read it."""
    speak = voice(as_json, lang)
    name = reading.name_of(act_id)
    if name.kind != "act":
        raise usage("ID_WRONG", id=act_id)
    with signed_in(url, keys.opened(key, keys_dir, password_file, speak), speak) as client:
        answer = client.refuse_act(name.id, party, reason)
    speak.answer(
        answer, lambda console: console.print(speak.words("act.refused", party=party, id=name.id), markup=False)
    )


@app.command("call", help="help.act.call")
def call(
    name: Annotated[str, typer.Argument(metavar="settleRecovery|adopt", help="help.arg.call")],
    subject: Annotated[str, typer.Argument(metavar="PARTY|ACHIEVEMENT", help="help.arg.subject")],
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Bring about what needs nobody's signature."""
    from ledger.client import Client

    speak = voice(as_json, lang)
    if name not in _CALLS:
        raise usage("CALL_UNKNOWN", name=name)
    if name == "settleRecovery" and not (subject.isascii() and subject.isdecimal() and len(subject) < 11):
        raise usage("ID_WRONG", id=subject)
    body: dict[str, Any] = {"party": int(subject)} if name == "settleRecovery" else {"achievement": subject}
    with Client(url, language=speak.language) as client:
        answer = client.call(name, body)
    speak.answer(
        answer, lambda console: console.print(speak.words("act.called", tx=answer.get("tx", "")), markup=False)
    )


def _require_kind(kind: str) -> None:
    if kind not in acts.kinds():
        raise usage("KIND_UNKNOWN", kind=kind)


def _from_file(path: Path) -> dict[str, Any]:
    return files.read_object(path, "FIELDS_NOT_JSON")


def _from_options(given: Sequence[str]) -> dict[str, Any]:
    """`name=value` pairs; a value that is JSON is what it says, anything else a text."""
    fields: dict[str, Any] = {}
    for pair in given:
        name, equals, text = pair.partition("=")
        if not name or not equals or name in fields:
            raise usage("FIELDS_WRONG", what=pair)
        try:
            fields[name] = json.loads(text)
        except (ValueError, RecursionError):
            fields[name] = text
    return fields


def _drafted(console: Console, act: "Act", speak: Voice) -> None:
    outline.heading(console, f"{words.title(act.kind, speak.language)}  ({act.kind})")
    outline.pairs(console, words.describe(act.kind, act.message, speak.language))
    seats = ", ".join(str(seat) for seat in act.seats)
    outline.pairs(console, [(speak.words("label.seats"), seats), (speak.words("label.act"), act.id)])
    disclosed = act.answer.get("disclosures")
    if isinstance(disclosed, list) and disclosed:
        outline.pairs(console, [(speak.words("label.keep"), str(text)) for text in disclosed])
        speak.note("act.keep")


def _list(console: Console, language: Language) -> None:
    outline.pairs(console, [(kind, words.title(kind, language)) for kind in acts.kinds()])


def _one(console: Console, found: Sequence[Mapping[str, Any]], speak: Voice) -> None:
    for kind in found:
        name = str(kind.get("kind"))
        outline.heading(console, f"{words.title(name, speak.language)}  ({name})")
        signers = act_words.SIGNERS.get(name, ("", ""))[0 if speak.language == "zh" else 1]
        outline.pairs(console, [(speak.words("label.seats"), signers)])
        for field in kind.get("fields") or ():
            outline.pairs(console, [_field(name, field, speak)], indent=4)


def _field(kind: str, field: Mapping[str, Any], speak: Voice) -> tuple[str, str]:
    name = str(field.get("name"))
    label = act_words.label(kind, name)[0 if speak.language == "zh" else 1]
    needed = speak.words("act.needed") if field.get("required") else ""
    chosen = field.get("choices")
    listed = ", ".join(map(str, chosen)) if isinstance(chosen, dict) else ""
    return name, "  ".join(part for part in (label, needed, listed) if part)
