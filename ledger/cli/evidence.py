"""`zhengben evidence` gets a bundle, `zhengben verify` judges one, offline."""

from dataclasses import replace
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from ledger.cli import certificates, files, keys, outline
from ledger.cli import voice as speaking
from ledger.cli.locales import refused, usage
from ledger.cli.options import DEFAULT_URL, AsJson, At, Force, Key, Keys, Lang, PasswordFile, Url, voice
from ledger.cli.reading import Name, check_at, name_of
from ledger.cli.sessions import signed_in
from ledger.cli.voice import Voice

if TYPE_CHECKING:
    from ledger.client import Client
    from ledger.core.checks import Report

_STYLE = {"VALID": "green", "INVALID": "bold red", "UNKNOWN": "yellow", "NOT_CHECKED": "dim"}
_PATIENCE = 20.0  # a new block is proved once the service has read it
_EXIT = {"VALID": 0, "INVALID": 1, "UNKNOWN": 2}


def evidence(
    proof: Annotated[str, typer.Argument(metavar="ID", help="help.arg.proof")],
    out: Annotated[Path | None, typer.Option("--out", "-o", metavar="FILE", help="help.opt.out_or_pdf")] = None,
    pdf: Annotated[Path | None, typer.Option("--pdf", metavar="FILE", help="help.opt.pdf")] = None,
    at: At = None,
    kept: Annotated[Path | None, typer.Option("--manifest", metavar="FILE", help="help.opt.manifest")] = None,
    key: Key = None,
    force: Force = False,
    keys_dir: Keys = None,
    password_file: PasswordFile = None,
    url: Url = DEFAULT_URL,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Get the evidence bundle of a filing, a line of a manifest, or an achievement, or its certificate."""
    from ledger.client import Client

    speak, name, moment = voice(as_json, lang), name_of(proof), check_at(at)
    if name.kind not in ("filing", "line", "achievement"):
        raise usage("ID_WRONG", id=proof)
    if kept is not None and name.kind != "line":
        raise usage("MANIFEST_NEEDS_LINE")
    if moment is not None and name.kind != "achievement":
        raise usage("AT_NOT_HERE", id=proof)
    targets = [path for path in (out, pdf) if path is not None]
    if not targets:
        raise usage("OUT_NEEDED")
    if pdf is not None and name.kind == "line":
        raise usage("PDF_OF_LINE", id=proof)
    for path in targets:
        files.check_writable(path, force=force)
    reader = keys.opened(key, keys_dir, password_file, speak) if key else None
    with (
        Client(url, language=speak.language, patience=_PATIENCE)
        if reader is None
        else signed_in(url, reader, speak, patience=_PATIENCE)
    ) as client:
        content = _got(client, name, moment, kept) if out is not None else b""
        drawn = _drawn(client, name, moment, speak) if pdf is not None else b""
    disclosed, told = False, []
    result: dict[str, object] = {}
    if out is not None:
        disclosed = _check(content, name)
        files.write(out, content, force=force, mode=0o600 if disclosed else 0o644)
        told.append(speak.words("evidence.written", path=out, size=len(content)))
        result = {"path": str(out), "size": len(content), "sha256": sha256(content).hexdigest()}
    if pdf is not None:
        disclosed = _check(certificates.bundle_of(drawn) or drawn, name)
        files.write(pdf, drawn, force=force, mode=0o600 if disclosed else 0o644)
        told.append(speak.words("certificate.written", path=pdf, size=len(drawn)))
        result["certificate"] = {"path": str(pdf), "size": len(drawn), "sha256": sha256(drawn).hexdigest()}
    result["disclosed"] = disclosed

    def show(console: Console) -> None:
        for line in told:
            console.print(Text(speaking.clean(line)))
        console.print(speak.words("evidence.private" if disclosed else "evidence.anonymous"))

    speak.answer(result, show)


def _drawn(client: "Client", name: Name, moment: str | None, speak: Voice) -> bytes:
    if name.kind == "achievement":
        return client.achievement_certificate(name.id, speak.language, moment)
    return client.filing_certificate(name.id, speak.language)


def _got(client: "Client", name: Name, moment: str | None, kept: Path | None) -> bytes:
    """The bundle: from the service as it is, or of a line completed by the manifest that the reader kept."""
    if name.kind == "achievement":
        return client.achievement_evidence(name.id, moment)
    if name.kind == "filing":
        return client.filing_evidence(name.id)
    if kept is None:
        return client.line_evidence(name.id, name.line)
    from ledger.cli.folder_requests import with_line
    from ledger.core.evidence_reading import parse

    content = client.filing_evidence(name.id)
    _check(content, replace(name, kind="filing"))
    return with_line(parse(content), kept, name.line).to_json()


def verify(
    bundle: Annotated[Path, typer.Argument(metavar="BUNDLE", help="help.arg.bundle")],
    trust: Annotated[Path, typer.Option("--trust", metavar="FILE", envvar="ZHENGBEN_TRUST", help="help.opt.trust")],
    held: Annotated[list[Path] | None, typer.Option("--file", metavar="FILE", help="help.opt.held")] = None,
    as_json: AsJson = False,
    lang: Lang = None,
) -> None:
    """Verify an evidence bundle, or that of a certificate, offline: no network, no node, no clock."""
    speak = voice(as_json, lang)
    believed, content = files.read(trust), files.read(bundle)
    attached = {files.shown_name(path): files.read(path) for path in held or ()}
    from ledger.core.verify import verify as judge

    inside = certificates.bundle_of(content)
    judged = content if inside is None else inside
    report = judge(judged, believed, attached)
    told = None if inside is None else certificates.Told(judged, believed, report, speak)

    def show(console: Console) -> None:
        show_report(console, report, speak)
        if told is not None:
            told.show(console)

    speak.answer(report.to_dict() | (told.to_dict() if told else {}), show)
    raise typer.Exit(_EXIT[report.verdict.value])


def show_report(console: Console, report: "Report", speak: Voice) -> None:
    """The verdict, what the evidence shows, and every check with its reason."""
    verdict = report.verdict.value
    line = Text(f"{speak.words('verify.verdict')}: ", style="bold")
    line.append(_status(verdict, speak), style=_STYLE[verdict])
    if report.demo:
        line.append(f"  [{speak.words('verify.demo')}]", style="yellow")
    console.print(line)
    if report.answer and verdict == "VALID":
        outline.heading(console, speak.words("verify.says"))
        outline.show(console, report.answer, speak.language, 2)
    titles = [speak.words(f"label.{label}") for label in ("number", "check", "status", "reason")]
    table = speaking.grid(titles, [])
    for check in report.checks:
        reason = speaking.clean(check.reason)
        if check.next:
            reason += f" → {speaking.clean(check.next)}"
        status = Text(_status(check.status.value, speak), style=_STYLE[check.status.value])
        table.add_row(Text(str(check.number)), Text(check.title(speak.language)), status, Text(reason))
    console.print(table)


def _status(status: str, speak: Voice) -> str:
    words = speak.words(f"verify.{status}")
    return words if words == status else f"{words} {status}"


def _check(content: bytes, name: Name) -> bool:
    """Whether the bundle discloses anything; refuses a bundle that speaks of something else than was asked for."""
    from ledger.core.evidence import FilingClaim
    from ledger.core.evidence_reading import parse

    bundle = parse(content)
    claim = bundle.claim
    told = claim.leaf.hex() if isinstance(claim, FilingClaim) else "0x" + claim.achievement.hex()
    line = bundle.filing.line if bundle.filing is not None else None
    if told != name.id or (name.kind == "line") != (line is not None) or (line and line.index != name.line):
        told = f"{told}:{line.index}" if line else told
        raise refused(
            "EVIDENCE_OF_ANOTHER", told=told, asked=f"{name.id}:{name.line}" if name.kind == "line" else name.id
        )
    return bundle.filing is not None and bool(bundle.filing.disclosures)
