"""`zhengben forms`: the filing types, what each asks for, and empty forms to fill in."""

from typing import Annotated, Any

import typer
from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from ledger.cli import voice as speaking
from ledger.cli.locales import usage
from ledger.cli.options import AsJson, Lang, voice
from ledger.cli.voice import Voice
from ledger.core import filing_types
from ledger.core.errors import Malformed
from ledger.core.filing_types import describing


def forms(
    form: Annotated[str | None, typer.Argument(metavar="TYPE", help="help.arg.form_type")] = None,
    template: Annotated[bool, typer.Option("--template", help="help.opt.template")] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """List the filing types, or print what one of them asks for."""
    speak = voice(as_json, lang)
    if form is None:
        if template:
            raise usage("FORM_TYPE_NEEDED")
        _all(speak)
        return
    name = type_of(form)
    if template:
        typer.echo(speaking.as_json(describing.template(name)), nl=False)
        return
    speak.answer(filing_types.schema(name), lambda console: _one(console, name, speak))


def type_of(given: str) -> str:
    """The type of filing that a name means: `pledge` its newest version, `pledge/1` that one.

    :raises Usage: `FILING_TYPE_UNKNOWN`.
    """
    try:
        return describing.newest(given)
    except Malformed:
        raise usage("FILING_TYPE_UNKNOWN", type=given[:80], known=", ".join(filing_types.list())) from None


def _all(speak: Voice) -> None:
    found: list[dict[str, Any]] = [
        {
            "type": name,
            "label": filing_types.schema(name)["x-label"],
            "fields": len(filing_types.schema(name)["properties"]),
            "attachments": filing_types.least_attachments(name),
        }
        for name in filing_types.list()
    ]

    def show(console: Console) -> None:
        titles = [speak.words(key) for key in ("forms.type", "forms.label", "forms.fields", "forms.files")]
        rows = [[one["type"], one["label"][speak.language], one["fields"], one["attachments"]] for one in found]
        console.print(speaking.grid(titles, rows))

    speak.answer({"types": found}, show)


def _one(console: Console, name: str, speak: Voice) -> None:
    language, form = speak.language, filing_types.schema(name)
    console.print(Text(f"{name}  {form['x-label'][language]}", style="bold"))
    console.print(Text(form["x-help"][language]))
    least = filing_types.least_attachments(name)
    console.print(Text(speak.words("forms.attach", count=least, what=form["x-attachments"]["label"][language])))
    for field in describing.fields(name):
        line = Text(field.place[-1], style="bold")
        line.append(f"  {field.label(language)}", style="not bold")
        line.append(f"  [{field.needed(language)}]", style="not bold yellow" if field.need != "optional" else "dim")
        indent = 2 * len(field.place)
        console.print(Padding(line, (0, 0, 0, indent), expand=False))
        told = f"{field.kind(language)} — {field.help(language)}" if "x-help" in field.schema else field.kind(language)
        console.print(Padding(Text(told, style="dim"), (0, 0, 0, indent + 4), expand=False))
    for supplied, how in describing.supplied(name, language):
        console.print(Text(f"  ({supplied})  {how}", style="dim"))
