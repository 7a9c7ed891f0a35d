"""The request that hands a manifest in: made, salted and signed here, so that nobody has to be asked what to sign."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ledger.cli.locales import usage
from ledger.core import acts, filing, manifest, merkle
from ledger.core.draft import Draft
from ledger.core.encoding import to_base64
from ledger.core.errors import Malformed
from ledger.core.evidence import Bundle, FilingPart, LinePart
from ledger.core.manifest import Line

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from ledger.keyring import Signer


@dataclass(frozen=True)
class Request:
    """A signed manifest. :param leaf: 64 hex digits of its filing. :param content: the NDJSON that is sent."""

    leaf: str
    content: bytes


def make(
    lines: Sequence[Line],
    *,
    title: str,
    node: int,
    party: int | None,
    signer: "Signer",
    filed_at: int,
    origin: str,
    salts: "Callable[[], bytes]",
) -> Request:
    """Sign a manifest of these lines.

    :param filed_at: second that the filer claims.
    :param origin: of the log, to which the signature is bound.
    """
    root = merkle.root(line.leaf for line in lines).hex()
    form = {"title": title, manifest.COUNT: len(lines), manifest.ROOT: root}
    draft = Draft(manifest.TYPE, node, filed_at, form, (), signer.signer_bytes, party)
    prepared = filing.prepare(draft, origin, salts)
    digest = acts.filing_digest(draft.type, draft.node, filed_at, prepared.content, origin)
    signature = signer.sign_digest(digest)
    first = {
        "entry": to_base64(prepared.entry),
        "disclosures": list(prepared.disclosures),
        "signature": "0x" + signature.hex(),
    }
    spelled = [json.dumps(first, separators=(",", ":")), *(f'"{line.text}"' for line in lines), ""]
    return Request(filing.complete(prepared, signature).leaf.hex(), "\n".join(spelled).encode())


def with_line(bundle: Bundle, path: "Path", number: int) -> Bundle:
    """The evidence of a manifest's filing, completed by one line of the manifest that was kept: of the filing it
    discloses what proves the line, the number of lines and their root, and nothing else.

    :param bundle: evidence of the filing, by whomever.
    :param path: the manifest as it was sent.
    :raises Usage: `MANIFEST_MALFORMED`, `LINE_MISSING`.
    """
    wanted = {filing.FORM + manifest.COUNT, filing.FORM + manifest.ROOT}
    assert bundle.filing is not None  # noqa: S101 - the caller has looked
    try:
        with path.open("rb") as file:
            disclosures = [str(text) for text in json.loads(file.readline())["disclosures"]]
            texts = [str(json.loads(line)) for line in file]
        entry = filing.read_entry(bundle.filing.entry)
        opened = filing.disclose(entry, disclosures)
        shown = tuple(opened[name].text for name in sorted(wanted))
        leaves = [merkle.leaf_hash(text.encode("ascii")) for text in texts]
    except (OSError, ValueError, KeyError, TypeError, Malformed) as error:
        raise usage("MANIFEST_MALFORMED", path=str(path), cause=str(error)) from None
    if number >= len(texts):
        raise usage("LINE_MISSING", path=str(path), count=len(texts), line=number)
    line = LinePart(number, texts[number], tuple(merkle.inclusion_path(number, len(leaves), merkle.in_memory(leaves))))
    return Bundle(
        claim=bundle.claim,
        ledger=bundle.ledger,
        filing=FilingPart(bundle.filing.entry, shown, line=line),
        log_proof=bundle.log_proof,
        anchor=bundle.anchor,
        chain=bundle.chain,
        timestamps=bundle.timestamps,
    )
