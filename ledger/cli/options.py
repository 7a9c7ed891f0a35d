"""Arguments and options that several commands share. Help texts are keys of the locale table; see `program.build`."""

import os
from pathlib import Path
from typing import Annotated

import typer

from ledger.cli.locales import language_of, usage
from ledger.cli.voice import Voice

DEFAULT_URL = "http://127.0.0.1:8000"

AsJson = Annotated[bool, typer.Option("--json", help="help.opt.json")]
Lang = Annotated[str | None, typer.Option("--lang", metavar="zh|en", help="help.opt.lang", callback=lambda v: _lang(v))]
Url = Annotated[str, typer.Option("--url", metavar="URL", envvar="ZHENGBEN_URL", help="help.opt.url")]
Key = Annotated[str | None, typer.Option("--key", metavar="K", envvar="ZHENGBEN_KEY", help="help.opt.key")]
Keys = Annotated[Path | None, typer.Option("--keys", metavar="DIR", envvar="ZHENGBEN_KEYS", help="help.opt.keys")]
PasswordFile = Annotated[Path | None, typer.Option("--password-file", metavar="FILE", help="help.opt.password_file")]
At = Annotated[str | None, typer.Option("--at", metavar="DATE", help="help.opt.at")]
Force = Annotated[bool, typer.Option("--force", help="help.opt.force")]
Trust = Annotated[Path | None, typer.Option("--trust", metavar="FILE", envvar="ZHENGBEN_TRUST", help="help.opt.trust")]


def voice(as_json: bool, lang: str | None) -> Voice:
    """How this run speaks."""
    return Voice(as_json, language_of(lang))


def keys_directory(given: Path | None) -> Path:
    """Where the reader's keys are: as given, else `~/.zhengben/keys`."""
    return given if given is not None else Path(os.path.expanduser("~")) / ".zhengben" / "keys"  # noqa: PTH111


def _lang(value: str | None) -> str | None:
    if value not in (None, "zh", "en"):
        raise usage("LANG_WRONG", given=value)
    return value
