"""`zhengben up`, `zhengben doctor` and `zhengben audit`: the service on this machine."""

import json
import signal
import sys
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console

from ledger.cli import outline
from ledger.cli.locale_doctor import FINDINGS
from ledger.cli.options import AsJson, Lang, voice
from ledger.cli.voice import Voice, clean, grid
from ledger.core.errors import Usage

if TYPE_CHECKING:
    from ledger.doctor.ailments import Finding
    from ledger.opening import Opened

_JUDGEMENTS = {True: "doctor.good", False: "doctor.bad", None: "doctor.unknown"}


def up(as_json: AsJson = False, lang: Lang = None) -> None:
    """Run the service with all its parts until Ctrl-C."""
    from ledger import settings, upping
    from ledger.cli import logs

    # A shell starts what it puts into the background with INT ignored; an operator's INT shall end us all the same.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    speak = voice(as_json, lang)

    loaded = settings.load()
    logs.to_stderr(loaded.log_level)
    upping.up(loaded, speak.progress, lambda opened, address: _ready(opened, address, speak))


def _ready(opened: "Opened", address: str, speak: Voice) -> None:
    """Say where everything is, once requests are answered; with `--json` as one line on stdout."""
    from ledger import founding

    service = opened.service
    officer = service.settings.data / founding.DEMO_KEYS / founding.OFFICER
    contracts = {name: deployed.address for name, deployed in service.deployment.contracts.items()}
    told: dict[str, Any] = {
        "url": address,
        "trust": str(opened.trust_path),
        "data": str(service.settings.data),
        "demo": service.settings.demo,
        "officer": str(officer) if officer.exists() else None,
        "chain": service.deployment.chain_id,
        "log": service.deployment.log_origin,
        "contracts": contracts,
    }
    if speak.json:
        sys.stdout.write(json.dumps(told, ensure_ascii=False) + "\n")
        sys.stdout.flush()
        return
    console = speak.out
    outline.heading(console, speak.words("up.ready", url=address))
    outline.pairs(console, [(speak.words("up.trust"), told["trust"]), (speak.words("up.data"), told["data"])])
    outline.pairs(console, [(speak.words("up.chain"), told["chain"]), (speak.words("up.log"), told["log"])])
    outline.pairs(console, list(contracts.items()))
    if service.settings.demo:
        console.print(speak.words("up.demo"), style="yellow")
    if officer.exists():
        by_name = address.replace("127.0.0.1", "localhost")
        said = speak.words("up.identities", file=officer, password=founding.PASSWORD, url=by_name)
        console.print(said, soft_wrap=True)
    console.print(speak.words("up.end"), style="dim")


def doctor(
    line: Annotated[bool, typer.Option("--line", help="help.opt.line")] = False,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Look at this machine and the data, change nothing, and say what to do. Ends with 0 if all is well, 1 if something
    is bad, 2 if nothing is and something could not be judged."""
    from ledger import settings
    from ledger.doctor import ailments, examining

    speak = voice(as_json, lang)
    try:
        found = examining.examine(settings.load())
    except Usage as error:
        found = [ailments.refused("settings", error)]
    goods = {finding.good for finding in found}
    healthy = False if False in goods else None if None in goods else True
    if line and not as_json:
        sys.stdout.write(_line(found, healthy, speak) + "\n")
    else:
        _tell(found, healthy, speak)
    raise typer.Exit({True: 0, False: 1, None: 2}[healthy])


def audit(as_json: AsJson = False, lang: Lang = None) -> None:
    """Audit the whole log against the database."""
    from ledger import auditing, settings

    speak = voice(as_json, lang)
    found = auditing.audit(settings.load())
    healthy = all(finding.good is not False for finding in found)
    _tell(found, healthy, speak)
    raise typer.Exit(0 if healthy else 1)


def _tell(found: "list[Finding]", healthy: bool | None, speak: Voice) -> None:
    """Give the findings as the answer."""
    answer = {"healthy": healthy, "findings": [finding.to_dict() for finding in found]}
    speak.answer(answer, lambda console: _show_findings(console, found, speak))


def _line(found: "list[Finding]", healthy: bool | None, speak: Voice) -> str:
    """Everything in one line, as monitors show it: the judgement, and of whatever is judged so, what was found."""
    said = [
        f"{speak.words(f'doctor.name.{finding.name}')}: {_sentences(finding, speak)[0]}"
        for finding in found
        if finding.good is healthy
    ]
    if healthy:
        said = [speak.words("doctor.looks", count=len(found))]
    return clean(f"Zhengben {speak.words(_JUDGEMENTS[healthy])}: {'; '.join(said)}").replace("\n", " ")


def _show_findings(console: Console, found: "list[Finding]", speak: Voice) -> None:
    titles = [speak.words(f"label.{label}") for label in ("check", "status", "reason", "next")]
    rows = [
        [
            speak.words(f"doctor.name.{finding.name}"),
            speak.words(_JUDGEMENTS[finding.good]),
            *_sentences(finding, speak),
        ]
        for finding in found
    ]
    console.print(grid(titles, rows))


def _sentences(finding: "Finding", speak: Voice) -> tuple[str, str]:
    """What was found and what to do next, in the reader's language."""
    said = FINDINGS.get(finding.code)
    if speak.language == "en" or said is None:
        return finding.message, finding.next
    try:
        return said[0].format(**finding.values), said[1].format(**finding.values)
    except KeyError:  # a refusal of the same code from elsewhere, with other values
        return finding.message, finding.next
