"""`zhengben file`: digests here, a filing prepared by the service, checked here, signed here, handed in."""

import time
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, DownloadColumn, Progress, TextColumn, TimeRemainingColumn

from ledger.cli import advising, files, folders, keys
from ledger.cli import voice as speaking
from ledger.cli.folders import Filer
from ledger.cli.forms import type_of
from ledger.cli.locales import refused, usage
from ledger.cli.options import DEFAULT_URL, AsJson, Key, Keys, Lang, PasswordFile, Trust, Url, voice
from ledger.cli.voice import Voice
from ledger.core import acts, calendar, trust
from ledger.core.draft import Attachment
from ledger.core.errors import ZhengbenError

if TYPE_CHECKING:
    from ledger.client import Client, PreparedFiling, Receipt
    from ledger.keyring import Signer

DOCUMENT = "document/1"
_DAY = 24 * 60 * 60


def file(
    paths: Annotated[list[Path], typer.Argument(metavar="PATH", help="help.arg.paths")],
    key: Key = None,
    node: Annotated[int, typer.Option("--node", metavar="N", min=1, envvar="ZHENGBEN_NODE", help="help.opt.node")] = 1,
    filing_type: Annotated[str, typer.Option("--type", metavar="TYPE", help="help.opt.type")] = DOCUMENT,
    form: Annotated[Path | None, typer.Option("--form", metavar="FORM.json", help="help.opt.form")] = None,
    title: Annotated[str | None, typer.Option("--title", metavar="TEXT", help="help.opt.title")] = None,
    check: Annotated[bool, typer.Option("--check", help="help.opt.form_check")] = False,
    together: Annotated[bool, typer.Option("--together", help="help.opt.together")] = False,
    recursive: Annotated[bool, typer.Option("--recursive", "-r", help="help.opt.recursive")] = False,
    batch: Annotated[int | None, typer.Option("--batch", metavar="N", min=1, help="help.opt.batch")] = None,
    state: Annotated[Path | None, typer.Option("--state", metavar="DIR", help="help.opt.state")] = None,
    party: Annotated[int | None, typer.Option("--party", metavar="N", min=1, help="help.opt.party")] = None,
    trust_file: Trust = None,
    keys_dir: Keys = None,
    password_file: PasswordFile = None,
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """File documents: one filing each, one for all, or a whole folder as digest manifests."""
    from ledger.client import Client

    speak = voice(as_json, lang)
    filing_type = type_of(filing_type)
    if check and (recursive or batch is not None or state is not None):
        raise usage("CHECK_OF_FOLDER")
    if recursive or batch is not None or state is not None:
        folder = _folder(paths, filing_type, form, recursive=recursive, together=together)
        signer, believed = keys.opened(key, keys_dir, password_file, speak), _believed(trust_file)
        with Client(url, language=speak.language) as client:
            filer = Filer(signer, node, party, title, *_clock(client, Ledger.of(client, believed), speak))
            raise typer.Exit(folders.file_folder(client, folder, state, batch, filer, speak))
    groups = [paths] if together or filing_type != DOCUMENT else [[path] for path in paths]
    forms = _forms(groups, filing_type, form, title)
    keystore = keys.find(key, keys_dir, speak)
    believed = _believed(trust_file)
    attachments = [[item.to_dict() for item in digested] for digested in _digest(groups, speak)]
    who: dict[str, Any] = {} if party is None else {"party": party}
    if check:
        who["signer"] = "0x" + keys.signer_bytes(keystore).hex()
        drafts = [_draft(filing_type, node, *each, who) for each in zip(forms, attachments, strict=True)]
        raise typer.Exit(advising.check(url, drafts, speak))
    signer = keys.open_key(keystore, password_file, speak)
    who["signer"] = "0x" + signer.signer_bytes.hex()
    results: list[dict[str, Any]] = []
    with Client(url, language=speak.language) as client:
        ledger = Ledger.of(client, believed)
        for content, attached, group in zip(forms, attachments, groups, strict=True):
            draft = _draft(filing_type, node, content, attached, who)
            try:
                result = _hand_in(client, draft, signer, ledger, speak)
            except ZhengbenError as error:
                if results:
                    error.values["filed"] = results  # what was handed in before stays filed
                raise
            results.append(result | {"files": [str(path) for path in group]})
            if not speak.json:
                _show(speak.out, results[-1], speak)
    if speak.json:
        speak.answer({"filings": results}, lambda _: None)
    else:
        speak.note("file.proves")


def _draft(
    filing_type: str, node: int, form: dict[str, Any], attached: list[dict[str, Any]], who: dict[str, Any]
) -> dict[str, Any]:
    return {"type": filing_type, "node": node, "form": form, "attachments": attached, "filer": who}


class Ledger:
    """What the reader believes of the ledger: the log's origin, and whether it is a demonstration."""

    def __init__(self, origin: str, demo: bool) -> None:
        self.origin, self.demo = origin, demo

    @classmethod
    def of(cls, client: "Client", believed: trust.Trust | None) -> "Ledger":
        """From the trust file where there is one, else as the service says."""
        from ledger.cli.signing import trust_of

        known = believed or trust_of(client)
        if len(known.policy.logs) != 1:
            raise usage("LOG_UNCLEAR", count=len(known.policy.logs))
        return cls(known.policy.logs[0].key.name, known.demo)


def _hand_in(client: "Client", draft: dict[str, Any], signer: "Signer", ledger: Ledger, speak: Voice) -> dict[str, Any]:
    from ledger.cli import prepared
    from ledger.core import filing
    from ledger.core.draft import read_draft

    read_draft({"filedAt": 0, **draft}).check()  # what is wrong with the form shows here, before anybody is asked
    offered = client.prepare_filing(draft)
    _check_time(offered.filed_at, ledger, speak)
    prepared.check(offered, draft)
    if offered.findings and not speak.json:
        speak.err.print(advising.told(offered.findings, speak))
    digest = acts.filing_digest(draft["type"], draft["node"], offered.filed_at, offered.content, ledger.origin)
    signature = signer.sign_digest(digest)
    entry = offered.entry.encode()
    ours = filing.complete(filing.resume(entry, offered.disclosures, ledger.origin), signature).leaf.hex()
    receipt = client.send_filing(entry, list(offered.disclosures), signature)
    if receipt.leaf != ours:
        raise refused("LEAF_DIFFERS", ours=ours, theirs=receipt.leaf)
    return _result(draft, offered, receipt)


def _result(draft: dict[str, Any], offered: "PreparedFiling", receipt: "Receipt") -> dict[str, Any]:
    return {
        "findings": [*offered.findings],
        "leaf": receipt.leaf,
        "created": receipt.created,
        "type": draft["type"],
        "node": draft["node"],
        "filedAt": offered.filed_at,
        "receivedAt": receipt.received_at,
        "content": "0x" + offered.content.hex(),
        "attachments": draft["attachments"],
        "receipt": receipt.answer,
    }


def _check_time(filed_at: int, ledger: Ledger, speak: Voice) -> None:
    if abs(filed_at - time.time()) <= _DAY:
        return
    shown = calendar.moment(filed_at)
    if not ledger.demo:
        raise refused("TIME_DISAGREES", filedAt=shown)
    speak.note("file.demo_time", filedAt=shown)


def _folder(paths: Sequence[Path], filing_type: str, form: Path | None, *, recursive: bool, together: bool) -> Path:
    """The one folder that is filed, if the options fit together."""
    if not recursive:
        raise usage("FOLDER_OPTION")
    if len(paths) != 1 or together or form is not None or filing_type != DOCUMENT:
        raise usage("FOLDER_ALONE")
    return paths[0]


def _believed(trust_file: Path | None) -> trust.Trust | None:
    return trust.parse(files.read(trust_file)) if trust_file is not None else None


def _clock(client: "Client", ledger: Ledger, speak: Voice) -> tuple[str, int]:
    """The log's origin, and how many seconds the ledger's clock is ahead of ours if that is more than a day."""
    told = client.status().get("time")
    if not isinstance(told, int):
        return ledger.origin, 0
    _check_time(told, ledger, speak)
    ahead = told - int(time.time())
    return ledger.origin, ahead if abs(ahead) > _DAY else 0


def _forms(groups: Sequence[Sequence[Path]], kind: str, form: Path | None, title: str | None) -> list[dict[str, Any]]:
    """The form of each filing: as the file says, or for a plain document its title."""
    if title is not None and form is not None:
        raise usage("TITLE_AND_FORM")
    if form is not None:
        return [files.read_object(form, "FORM_NOT_JSON")] * len(groups)
    if kind != DOCUMENT:
        raise usage("FORM_NEEDED", type=kind)
    if title is not None and len(groups) > 1:
        raise usage("TITLE_FOR_MANY", count=len(groups))
    return [{"title": files.normal(title) if title is not None else files.shown_name(group[0])} for group in groups]


def _digest(groups: Sequence[Sequence[Path]], speak: Voice) -> list[list[Attachment]]:
    """The attachments of each filing; every path is looked at before the first is read."""
    sizes = {path: files.check_attachable(path) for group in groups for path in group}
    columns = (TextColumn("{task.description}"), BarColumn(), DownloadColumn(), TimeRemainingColumn())
    with Progress(*columns, console=speak.err, transient=True, disable=not speak.err.is_terminal) as progress:
        task = progress.add_task(speak.words("file.digesting"), total=sum(sizes.values()))
        return [[files.digest(path, lambda n: progress.advance(task, n)) for path in group] for group in groups]


def _show(console: Console, result: dict[str, Any], speak: Voice) -> None:
    console.print(speak.words("file.received" if result["created"] else "file.again"), style="bold")
    rows: list[tuple[str, object]] = [
        (speak.words("label.leaf"), result["leaf"]),
        (speak.words("label.type"), f"{result['type']}  ({speak.words('label.node')} {result['node']})"),
        (speak.words("label.filedAt"), calendar.moment(result["filedAt"])),
    ]
    if isinstance(result["receivedAt"], int):
        rows.append((speak.words("label.receivedAt"), calendar.moment(result["receivedAt"])))
    for item in result["attachments"]:
        rows.append((speak.words("label.file"), f"{item['name']}  {item['size']} B"))
        rows.append(("  sha256", item["sha256"]))
        rows.append(("  sm3", item["sm3"]))
    console.print(speaking.pairs(rows))
