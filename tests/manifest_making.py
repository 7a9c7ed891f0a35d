"""Manifests for tests: lines of made-up files, salted, signed and put into the body that a filer's program sends."""

import json
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from ledger import intake
from ledger.core import acts, manifest, merkle
from ledger.core.draft import Draft
from ledger.core.encoding import to_base64
from ledger.intake import Submission
from ledger.keyring import Signer


@dataclass(frozen=True)
class Made:
    """A manifest, signed. :param lines: texts of its lines."""

    submission: Submission
    lines: tuple[str, ...]

    def with_lines(self, *lines: str) -> "Made":
        """The same signed filing with other lines."""
        return replace(self, lines=lines)

    @property
    def first(self) -> dict[str, Any]:
        """The submission as JSON."""
        sent = self.submission
        return {
            "entry": to_base64(sent.entry),
            "disclosures": list(sent.disclosures),
            "signature": "0x" + sent.signature.hex(),
        }

    @property
    def body(self) -> bytes:
        """What is sent."""
        return b"".join(json.dumps(line).encode() + b"\n" for line in (self.first, *self.lines))


def lines_of(names: list[str], seed: str = "") -> tuple[str, ...]:
    """A line for each name; content and salt follow from name and seed."""
    made = []
    for name in names:
        content = f"{seed}{name}".encode()
        salt = sha256(b"salt" + content).digest()[:16]
        digests = sha256(content).hexdigest(), sha256(b"sm3" + content).hexdigest()
        made.append(manifest.make(salt, name, len(content), *digests).text)
    return tuple(made)


def sign(lines: tuple[str, ...], signer: Signer, origin: str, now: int, **form: Any) -> Made:
    """The manifest of these lines, or what another form makes of it."""
    root = merkle.root(merkle.leaf_hash(line.encode()) for line in lines).hex()
    whole = {"title": "a folder", "count": len(lines), "root": root} | form
    draft = Draft(manifest.TYPE, 1, now, whole, (), signer.signer_bytes)
    prepared = intake.prepare(draft, origin)
    digest = acts.filing_digest(draft.type, draft.node, now, prepared.content, origin)
    return Made(Submission(prepared.entry, prepared.disclosures, signer.sign_digest(digest)), lines)
