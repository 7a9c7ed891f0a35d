"""`zhengben erase`: for whoever runs the service, on the machine of its database."""

import re
from typing import Annotated

import typer

from ledger.cli.locales import refused, usage
from ledger.cli.options import AsJson, Lang, voice


def erase(
    leaf: Annotated[str, typer.Argument(metavar="LEAF", help="help.arg.leaf")],
    yes: Annotated[bool, typer.Option("--yes", help="help.opt.yes_erase")] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Destroy the data key of a filing."""
    from ledger import erasing, settings

    speak = voice(as_json, lang)
    if not re.fullmatch("[0-9a-fA-F]{64}", leaf):
        raise usage("ID_WRONG", id=leaf)
    if not yes and not speak.confirmed("ask.erase", leaf=leaf):
        raise refused("NOBODY_CONFIRMED")
    now_gone = erasing.erase(settings.load(), bytes.fromhex(leaf))
    said = speak.words("erase.done" if now_gone else "erase.before", leaf=leaf.lower())
    speak.answer({"leaf": leaf.lower(), "erased": now_gone}, lambda console: console.print(said, markup=False))
