"""Reading evidence bundles strictly: every byte of a bundle means something, and nothing in it is passed over.

Members that are missing, unknown, of another shape or in a second spelling (upper-case hex, unpadded base64) are
refused, and so are parts that no check of the claim would look at.
"""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from ledger.core import canonical, shapes
from ledger.core.encoding import from_base64, from_hex, to_base64
from ledger.core.errors import Malformed, TooLarge
from ledger.core.ethproof import MAX_NODES
from ledger.core.evidence import (
    FORMAT,
    AnchorPart,
    AppointmentProof,
    Attachment,
    Bundle,
    ChainPart,
    FilingClaim,
    FilingPart,
    Instrument,
    LedgerName,
    LinePart,
    PartySigner,
    Signers,
    Slot,
    TitleClaim,
    TitlePart,
)

MAX_BYTES = 64 << 20
MAX_JUDGED = 16 << 20  # without attachments and time-stamp tokens: what costs more than a hash to look at
MAX_DISCLOSED = 4 << 20
MAX_ITEMS = 1024
MAX_IN_MESSAGE = 64
MAX_TEXT = 64 << 10
_HEX = re.compile(r"0x[0-9a-f]*")  # from_hex counts the digits: a group for each pair would cost memory
_T = TypeVar("_T")


def parse(raw: bytes) -> Bundle:
    """The bundle of these bytes.

    :raises Malformed: naming the place, if it is not exactly what the format says.
    :raises TooLarge: `JSON_TOO_LARGE` or `BUNDLE_TOO_LARGE`.
    """
    top = shapes.members(
        canonical.decode(raw, MAX_BYTES),
        "the bundle",
        required=("format", "claim", "ledger", "timestamps"),
        optional=("filing", "log", "anchor", "chain", "title"),
    )
    if top["format"] != FORMAT:
        raise Malformed(
            "FORMAT_UNKNOWN",
            f"the bundle's format is {str(top['format'])[:60]!r}; this version reads {FORMAT!r}",
            next="use a verifier that knows this format",
        )
    claim = _claim(top["claim"])
    name = shapes.members(top["ledger"], "ledger", required=("chain", "salt", "log", "demo"))
    bundle = Bundle(
        claim=claim,
        ledger=LedgerName(
            shapes.integer(name["chain"], "ledger.chain"),
            _bytes(name["salt"], "ledger.salt", 32),
            shapes.text(name["log"], "ledger.log"),
            shapes.boolean(name["demo"], "ledger.demo"),
        ),
        filing=_part(top, "filing", _filing),
        log_proof=_part(top, "log", _log),
        anchor=_part(top, "anchor", _anchor),
        chain=_part(top, "chain", _chain),
        title=_part(top, "title", _title),
        timestamps=_list(top["timestamps"], "timestamps", lambda item, where: _base64(item, where), most=16),
    )
    _check_size(raw, bundle)
    _check_purpose(bundle)
    return bundle


def _check_size(raw: bytes, bundle: Bundle) -> None:
    """Only attached files may be large: everything else is worked on, and a bundle shall not keep its reader busy."""
    files = [*(file.content for file in bundle.filing.attachments)] if bundle.filing else []
    judged = len(raw) - sum(len(to_base64(content)) for content in [*files, *bundle.timestamps])
    shown = sum(map(len, bundle.filing.disclosures)) if bundle.filing else 0
    for what, size, most in (("parts", judged, MAX_JUDGED), ("disclosures", shown, MAX_DISCLOSED)):
        if size > most:
            raise TooLarge("BUNDLE_TOO_LARGE", f"{size} bytes of {what} beside the files; at most {most} are read")


def _check_purpose(bundle: Bundle) -> None:
    """Refuse parts that no check of this claim would look at: nobody shall take them for proved."""
    chain = bundle.chain
    if isinstance(bundle.claim, FilingClaim):
        if bundle.title or (chain and (chain.title_registry is not None or chain.authority is not None)):
            raise Malformed("PART_WITHOUT_PURPOSE", "the claim is a filing, but the bundle carries proofs of a title")
    elif bundle.filing and bundle.filing.line:
        raise Malformed("PART_WITHOUT_PURPOSE", "the claim is a title, but the bundle carries a line of a manifest")
    elif chain and chain.authority is not None and not (bundle.title and bundle.title.signers):
        raise Malformed("PART_WITHOUT_PURPOSE", "the bundle proves the Authority's account, but no signers in it")


def _claim(value: Any) -> FilingClaim | TitleClaim:
    kind = value.get("kind") if isinstance(value, dict) else None
    if kind == FilingClaim.kind:
        claim = shapes.members(value, "claim", required=("kind", "leaf"))
        leaf = shapes.text(claim["leaf"], "claim.leaf")
        if not re.fullmatch(r"[0-9a-f]{64}", leaf):
            raise shapes.wrong("claim.leaf", "a leaf hash, 64 lower-case hex digits", leaf)
        return FilingClaim(bytes.fromhex(leaf))
    if kind == TitleClaim.kind:
        claim = shapes.members(value, "claim", required=("kind", "achievement", "at"))
        at = None if claim["at"] is None else shapes.integer(claim["at"], "claim.at", 1 << 40)
        return TitleClaim(_bytes(claim["achievement"], "claim.achievement", 32), at)
    raise shapes.wrong("claim.kind", "'filing' or 'title'", kind)


def _filing(value: Any, where: str) -> FilingPart:
    part = shapes.members(value, where, required=("entry", "disclosures"), optional=("attachments", "line"))
    return FilingPart(
        entry=_base64(part["entry"], f"{where}.entry"),
        disclosures=_list(part["disclosures"], f"{where}.disclosures", shapes.text),
        attachments=_list(part.get("attachments", []), f"{where}.attachments", _attachment),
        line=_part(part, "line", _line, where),
    )


def _line(value: Any, where: str) -> LinePart:
    line = shapes.members(value, where, required=("index", "disclosure", "path"))
    return LinePart(
        index=shapes.integer(line["index"], f"{where}.index"),
        disclosure=shapes.text(line["disclosure"], f"{where}.disclosure"),
        path=_list(line["path"], f"{where}.path", lambda item, place: _base64(item, place, 32), most=128),
    )


def _attachment(value: Any, where: str) -> Attachment:
    file = shapes.members(value, where, required=("name", "content"))
    return Attachment(shapes.text(file["name"], f"{where}.name"), _base64(file["content"], f"{where}.content"))


def _log(value: Any, where: str) -> str:
    proof = shapes.text(shapes.members(value, where, required=("proof",))["proof"], f"{where}.proof")
    if len(proof) > MAX_TEXT:
        raise shapes.wrong(f"{where}.proof", f"a text of at most {MAX_TEXT} letters", proof)
    return proof


def _anchor(value: Any, where: str) -> AnchorPart:
    part = shapes.members(value, where, required=("size", "root", "time", "consistency", "storageProof"))
    return AnchorPart(
        size=shapes.integer(part["size"], f"{where}.size"),
        root=_base64(part["root"], f"{where}.root", 32),
        time=shapes.integer(part["time"], f"{where}.time", 1 << 40),
        consistency=_list(
            part["consistency"], f"{where}.consistency", lambda item, place: _base64(item, place, 32), most=128
        ),
        storage_proof=_nodes(part["storageProof"], f"{where}.storageProof"),
    )


def _chain(value: Any, where: str) -> ChainPart:
    part = shapes.members(
        value, where, required=("header", "anchorLogProof"), optional=("titleRegistryProof", "authorityProof")
    )
    return ChainPart(
        header=_bytes(part["header"], f"{where}.header"),
        anchor_log=_nodes(part["anchorLogProof"], f"{where}.anchorLogProof"),
        title_registry=_part(part, "titleRegistryProof", _nodes, where),
        authority=_part(part, "authorityProof", _nodes, where),
    )


def _title(value: Any, where: str) -> TitlePart:
    part = shapes.members(value, where, required=("instruments", "head", "trail", "words"), optional=("signers",))
    return TitlePart(
        head=_slot(part["head"], f"{where}.head"),
        trail=_slot(part["trail"], f"{where}.trail"),
        words=_list(part["words"], f"{where}.words", _slot, most=4),
        instruments=_list(part["instruments"], f"{where}.instruments", _instrument),
        signers=_part(part, "signers", _signers, where),
    )


def _instrument(value: Any, where: str) -> Instrument:
    act = shapes.members(value, where, required=("kind", "message", "seals", "time"))
    if not isinstance(act["message"], dict):
        raise shapes.wrong(f"{where}.message", "an object", act["message"])
    _check_message(act["message"], f"{where}.message")
    return Instrument(
        kind=shapes.text(act["kind"], f"{where}.kind"),
        message=act["message"],
        seals=_bytes(act["seals"], f"{where}.seals"),
        time=shapes.integer(act["time"], f"{where}.time", 1 << 40),
    )


def _check_message(value: Any, where: str) -> None:
    """Messages hold numbers, lists, objects, and bytes as lower-case hex: one spelling for one digest."""
    if isinstance(value, dict):
        for name, inner in value.items():
            _check_message(inner, f"{where}.{name}"[:200])
    elif isinstance(value, list):
        for inner in shapes.items(value, where, MAX_IN_MESSAGE):
            _check_message(inner, where)
    elif isinstance(value, str):
        _bytes(value, where)
    elif isinstance(value, bool) or not isinstance(value, int):
        raise shapes.wrong(where, "a number, 0x-hex, a list or an object", value)


def _signers(value: Any, where: str) -> Signers:
    part = shapes.members(value, where, required=("parties", "appointments"))
    signers = Signers(
        parties=_list(part["parties"], f"{where}.parties", _party),
        appointments=_list(part["appointments"], f"{where}.appointments", _appointment),
    )
    for numbers in ([p.party for p in signers.parties], [a.appointment for a in signers.appointments]):
        if len(set(numbers)) != len(numbers):
            raise Malformed("SIGNER_TWICE", f"{where} proves the same party or appointment twice: {numbers}")
    return signers


def _party(value: Any, where: str) -> PartySigner:
    item = shapes.members(value, where, required=("party", "value", "proof"), optional=("wallet",))
    return PartySigner(
        party=shapes.integer(item["party"], f"{where}.party", 1 << 32),
        slot=Slot(_bytes(item["value"], f"{where}.value", 32), _nodes(item["proof"], f"{where}.proof")),
        wallet=_part(item, "wallet", _nodes, where),
    )


def _appointment(value: Any, where: str) -> AppointmentProof:
    item = shapes.members(value, where, required=("appointment", "value", "proof"))
    return AppointmentProof(
        appointment=shapes.integer(item["appointment"], f"{where}.appointment", 1 << 32),
        slot=Slot(_bytes(item["value"], f"{where}.value", 32), _nodes(item["proof"], f"{where}.proof")),
    )


def _slot(value: Any, where: str) -> Slot:
    slot = shapes.members(value, where, required=("value", "proof"))
    return Slot(_bytes(slot["value"], f"{where}.value", 32), _nodes(slot["proof"], f"{where}.proof"))


def _nodes(value: Any, where: str) -> tuple[bytes, ...]:
    return _list(value, where, lambda item, place: _bytes(item, place), most=MAX_NODES)


def _part(parent: dict[str, Any], name: str, read: Callable[[Any, str], _T], where: str = "") -> _T | None:
    return read(parent[name], f"{where}.{name}".lstrip(".")) if name in parent else None


def _list(value: Any, where: str, read: Callable[[Any, str], _T], most: int = MAX_ITEMS) -> tuple[_T, ...]:
    return tuple(read(item, f"{where}[{i}]") for i, item in enumerate(shapes.items(value, where, most)))


def _bytes(value: Any, where: str, size: int | None = None) -> bytes:
    text = shapes.text(value, where)
    if not _HEX.fullmatch(text):
        raise shapes.wrong(where, "lower-case 0x-hex", text)
    return from_hex(text, where, size)


def _base64(value: Any, where: str, size: int | None = None) -> bytes:
    return from_base64(shapes.text(value, where), where, size)
