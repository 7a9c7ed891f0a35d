"""The list of commands; what each does stands in its own module."""

from importlib.metadata import PackageNotFoundError, version
from typing import Annotated

import typer

from ledger.cli import (
    acting,
    calendar,
    checking,
    desking,
    erasing,
    evidence,
    filing,
    filings,
    finding,
    forms,
    keeping,
    keys,
    listing,
    reading,
    replaying,
    rules,
    running,
    sessions,
    signing,
)

app = typer.Typer(
    name="zhengben",
    help="help.program",
    add_completion=False,
    rich_markup_mode="rich",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["--help", "-h"]},
)
app.command("up", help="help.up")(running.up)
app.command("doctor", help="help.doctor")(running.doctor)
app.command("audit", help="help.audit")(running.audit)
app.add_typer(keys.app, name="keys", help="help.keys")
app.add_typer(sessions.app, name="sessions", help="help.sessions")
app.command("rules", help="help.rules")(rules.rules)
app.add_typer(calendar.app, name="calendar", help="help.calendar")
app.command("file", help="help.file")(filing.file)
app.command("filings", help="help.filings")(filings.filings)
app.command("forms", help="help.forms")(forms.forms)
app.command("status", help="help.status")(reading.status)
app.command("show", help="help.show")(reading.show)
app.command("list", help="help.list")(listing.list_)
app.command("search", help="help.search")(finding.search)
app.command("notices", help="help.notices")(finding.notices)
app.command("check", help="help.check")(checking.check)
app.add_typer(acting.app, name="act", help="help.act")
app.command("sign", help="help.sign")(signing.sign)
app.command("submit", help="help.submit")(signing.submit)
app.command("desk", help="help.desk")(desking.desk)
app.command("review", help="help.review")(desking.review)
app.command("evidence", help="help.evidence")(evidence.evidence)
app.command("erase", help="help.erase")(erasing.erase)
app.command("backup", help="help.backup")(keeping.backup)
app.command("restore", help="help.restore")(keeping.restore)
app.command("reindex", help="help.reindex")(keeping.reindex)
app.command("replay", help="help.replay")(replaying.replay)
app.command("verify", help="help.verify")(evidence.verify)


def _version(wanted: bool) -> None:
    if not wanted:
        return
    try:
        typer.echo(version("zhengben"))
    except PackageNotFoundError:  # run from a source tree
        typer.echo("0.1.0")
    raise typer.Exit


@app.callback()
def program(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="help.opt.version")
    ] = False,
) -> None:
    """Only `--version`; all else belongs to the commands."""
