"""Certificates on the command line: the bundle out of a PDF, and its facts to compare with what is printed."""

import logging
from contextlib import suppress
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from rich.console import Console
from rich.padding import Padding
from rich.text import Text

from ledger.cli import voice as speaking
from ledger.cli.voice import Voice

if TYPE_CHECKING:
    from ledger.core.certified import Certificate
    from ledger.core.checks import Report


def bundle_of(content: bytes) -> bytes | None:
    """The bundle attached to a certificate; None for a file that is no PDF.

    :raises Usage: if it is a PDF without a bundle that can be read.
    """
    from ledger.core import certificate

    if not certificate.is_pdf(content):
        return None
    logging.getLogger("pypdf").setLevel(logging.CRITICAL)  # it would tell of every oddity of a stranger's file
    return certificate.bundle_in(content)


class Told:
    """What is told about a certificate beside the report on its bundle."""

    def __init__(self, bundle: bytes, trust: bytes, report: "Report", speak: Voice) -> None:
        from ledger.core.certificate import FILE_NAME
        from ledger.core.certified import certificate
        from ledger.core.errors import Refused

        self._speak = speak
        self.attached = {"name": FILE_NAME, "size": len(bundle), "sha256": sha256(bundle).hexdigest()}
        self.facts: Certificate | None = None
        with suppress(Refused):
            self.facts = certificate(bundle, trust, report, speak.language)

    def to_dict(self) -> dict[str, Any]:
        """`{"attached": {"name", "size", "sha256"}, "certificate"?: facts and limits}`."""
        return {"attached": self.attached} | ({"certificate": self.facts.to_dict()} if self.facts else {})

    def show(self, console: Console) -> None:
        """The facts with their numbers, as they must stand on the PDF."""
        words = self._speak.words
        console.print(Text(speaking.clean(words("certificate.judged", **self.attached))))
        if self.facts is None:
            console.print(Text(words("certificate.not_valid"), style="bold yellow"))
            return
        console.print(Text(words("certificate.not_evidence"), style="yellow"))
        for fact in self.facts.facts:
            line = Text(f"{fact.number}. {speaking.clean(fact.label)}", style="bold")
            line.append(f"  [{words('certificate.checks')} {', '.join(map(str, fact.checks))}]", style="dim")
            console.print(line)
            console.print(Padding(Text(speaking.clean(fact.text)), (0, 0, 0, 3), expand=False))
            if fact.rows:
                rows = [[speaking.clean(cell) for cell in row] for row in fact.rows]
                console.print(Padding(speaking.grid(list(fact.head), rows), (0, 0, 0, 3), expand=False))
        console.print(Text(words("certificate.limits"), style="bold"))
        for limit in self.facts.limits:
            console.print(Padding(Text(f"× {limit}"), (0, 0, 0, 3), expand=False))
