"""Filings: a form of a registered type, salted field by field, signed by the filer, and committed as a log entry.

The entry is public and holds nothing but digests; what it says lives in the disclosures (RFC 9901), one for each
field. The entry, byte for byte (RFC 8785):

    {"_sd":[sorted digests of all disclosures but the signature's],"_sd_alg":"sha-256",
     "_sig":"digest of the signature's disclosure","node":1,"type":"document/1","v":1}

Without `_sig` it is the unsigned entry; its SHA-256 is the `content` that the filer signs (EIP-712 `Filing`). The
filing's id is its leaf hash, SHA-256(0x00 || entry).
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from ledger.core import acts, canonical, disclosure, merkle, signatures
from ledger.core.disclosure import Disclosure
from ledger.core.draft import Attachment, Draft, read_attachment
from ledger.core.encoding import from_base64url, from_hex
from ledger.core.errors import Malformed, ProofInvalid, Refused, TooLarge
from ledger.core.tiles import MAX_ENTRY
from ledger.core.types import Hash

VERSION = 1
CLOCK_TOLERANCE = 24 * 3600
SIGNATURE, SIGNER, PARTY, FILED_AT = "signature", "filer/signer", "filer/party", "filedAt"
FORM, ATTACHMENT = "form/", "attachment/"
_UNSIGNED = {"_sd", "_sd_alg", "node", "type", "v"}
_MAX_NODE = (1 << 32) - 1
_MAX_DISCLOSURES = 300
_SIGNATURE_SALT = b"zhengben/1 salt of the signature\n"


@dataclass(frozen=True)
class Entry:
    """What a log entry says to everybody.

    :param digests: of all disclosures but the signature's, sorted.
    :param signature_digest: of the signature's disclosure; None in an unsigned entry.
    :param content: SHA-256 of the unsigned entry, which the filer signs.
    """

    type: str
    node: int
    digests: tuple[str, ...]
    signature_digest: str | None
    content: Hash


@dataclass(frozen=True)
class Prepared:
    """A filing that waits for its signature.

    :param disclosures: texts of all disclosures but the signature's.
    :param entry: bytes of the unsigned entry.
    :param typed_data: the EIP-712 document that the filer signs.
    """

    entry: bytes
    disclosures: tuple[str, ...]
    content: Hash
    filed_at: int
    typed_data: dict[str, Any]


@dataclass(frozen=True)
class Filing:
    """A complete filing: the bytes that enter the log, their leaf hash, and all disclosures, the signature's last."""

    entry: bytes
    leaf: Hash
    disclosures: tuple[str, ...]


@dataclass(frozen=True)
class OpenedFiling:
    """A complete filing as it was read: every disclosure belongs to the entry and none is missing. Nothing more is
    known, see `check_opened`.

    :param entry: what the bytes of `filing` say.
    :param disclosures: by name.
    """

    filing: Filing
    entry: Entry
    disclosures: Mapping[str, Disclosure]


@dataclass(frozen=True)
class CheckedFiling:
    """What a complete filing says, after every check.

    :param filed_at: the filer's claim, in seconds.
    :param signer: bytes of ERC-7913: an account, or verifier and P-256 key.
    :param party: the party for which the filer says to act; nothing here proves that the key is the party's.
    """

    leaf: Hash
    type: str
    node: int
    filed_at: int
    form: dict[str, Any]
    attachments: tuple[Attachment, ...]
    signer: bytes
    party: int | None
    content: Hash
    signature: bytes


def prepare(draft: Draft, origin: str, salts: Callable[[], bytes]) -> Prepared:
    """Salt a draft and make the entry to sign.

    :param origin: the log's origin, to which the signature is bound.
    :param salts: gives 16 fresh random bytes at every call.
    :raises Malformed: `FORM_INVALID` and whatever else is wrong with the draft.
    :raises TooLarge: `ENTRY_TOO_LARGE`.
    """
    draft.check()
    fields: dict[str, Any] = {FORM + name: value for name, value in draft.form.items()}
    fields |= {f"{ATTACHMENT}{i}": attachment.to_dict() for i, attachment in enumerate(draft.attachments)}
    fields |= {SIGNER: "0x" + draft.signer.hex(), PARTY: draft.party, FILED_AT: draft.filed_at}
    texts = tuple(disclosure.make(salts(), name, value).text for name, value in fields.items())
    unsigned = _spell(draft.type, draft.node, sorted(disclosure.digest(text) for text in texts), {})
    return resume(unsigned, texts, origin)


def resume(unsigned: bytes, texts: Iterable[str], origin: str) -> Prepared:
    """The prepared filing that an unsigned entry and its disclosures are, as they come back with the signature.

    :raises Malformed: if the entry is none, or carries a signature already.
    :raises ProofInvalid: `DISCLOSURE_FOREIGN` or `DISCLOSURE_MISSING` if entry and disclosures do not belong together.
    """
    texts = tuple(texts)
    entry, opened = _open_unsigned(unsigned, texts)
    filed_at = _filed_at(opened)
    typed_data = acts.filing_document(entry.type, entry.node, filed_at, entry.content, origin)
    return Prepared(unsigned, texts, entry.content, filed_at, typed_data)


def complete(prepared: Prepared, signature: bytes) -> Filing:
    """Put the signature into a prepared filing; nothing is verified here, see `check`.

    The salt of the signature is derived from the salted disclosures, so the same submission gives the same filing
    twice, and nobody without the disclosures can tell which signature the entry holds.

    :raises TooLarge: `ENTRY_TOO_LARGE`.
    """
    texts = prepared.disclosures
    return _complete(read_entry(prepared.entry), texts, _signature(texts, signature))


def put_together(unsigned: bytes, texts: Iterable[str], signature: bytes) -> OpenedFiling:
    """What `resume` and `complete` make of a submission, read once.

    :raises Malformed: as `resume`.
    :raises ProofInvalid: as `resume`.
    :raises TooLarge: `ENTRY_TOO_LARGE`.
    """
    texts = tuple(texts)
    read, opened = _open_unsigned(unsigned, texts)
    _filed_at(opened)
    signed = _signature(texts, signature)
    entry = replace(read, signature_digest=signed.digest)
    return OpenedFiling(_complete(read, texts, signed), entry, opened | {SIGNATURE: signed})


def check(entry: bytes, texts: Iterable[str], origin: str, now: int) -> CheckedFiling:
    """Check everything that a complete filing promises, at intake or later.

    :param now: second against which the filer's claim of the time is held: when the filing was received.
    :raises Malformed: entry, a disclosure, form or attachments are not as their formats ask.
    :raises ProofInvalid: disclosures do not belong to the entry or are missing, or `SIGNATURE_INVALID`.
    :raises Refused: `FILED_AT_FAR` if the claimed time is more than 24 hours from `now`.
    """
    read, texts = read_entry(entry), tuple(texts)
    if read.signature_digest is None:
        raise Malformed("ENTRY_UNSIGNED", "the entry carries no signature", next="sign the filing")
    opened = disclose(read, texts)
    _demand_all(read, opened)
    checked = check_opened(OpenedFiling(Filing(entry, merkle.leaf_hash(entry), texts), read, opened), origin)
    check_time(checked, now)
    return checked


def check_opened(filing: OpenedFiling, origin: str) -> CheckedFiling:
    """As `check`, of a filing whose entry and disclosures were read already; but for its time, see `check_time`."""
    read, opened = filing.entry, filing.disclosures
    checked = CheckedFiling(
        leaf=filing.filing.leaf,
        type=read.type,
        node=read.node,
        filed_at=_filed_at(opened),
        form={name.removeprefix(FORM): item.value for name, item in opened.items() if name.startswith(FORM)},
        attachments=_attachments(opened),
        signer=_hex(opened, SIGNER),
        party=opened[PARTY].value,
        content=read.content,
        signature=_hex(opened, SIGNATURE),
    )
    _demand_known_names(opened)
    Draft(
        checked.type, checked.node, checked.filed_at, checked.form, checked.attachments, checked.signer, checked.party
    ).check()
    verify_signature(read, opened, origin)
    return checked


def check_time(checked: CheckedFiling, now: int) -> None:
    """Demand that the filer's claim of the time is near `now`, when the filing is received.

    :raises Refused: `FILED_AT_FAR` if it is more than 24 hours away.
    """
    apart = abs(checked.filed_at - now)
    if apart > CLOCK_TOLERANCE:
        raise Refused(
            "FILED_AT_FAR",
            f"filedAt {checked.filed_at} is {apart} seconds from {now}; at most {CLOCK_TOLERANCE} are taken",
            next="prepare the filing again with the present time",
            filedAt=checked.filed_at,
            now=now,
        )


def read_entry(entry: bytes) -> Entry:
    """Read the bytes of a log entry, signed or not; every deviation from the one spelling is refused.

    :raises Malformed: `ENTRY_MALFORMED`, `NOT_CANONICAL`, or what is wrong with its JSON.
    :raises TooLarge: `ENTRY_TOO_LARGE`.
    """
    _check_size(entry)
    value = canonical.decode_exact(entry, MAX_ENTRY)
    if not isinstance(value, dict) or set(value) not in (_UNSIGNED, _UNSIGNED | {"_sig"}):
        raise _malformed(f"it has the members {', '.join(sorted(_UNSIGNED))} and _sig, and no others")
    if value["v"] is True or value["v"] != VERSION or value["_sd_alg"] != "sha-256":
        raise _malformed(f"v is {VERSION} and _sd_alg sha-256, not {value['v']!r} and {value['_sd_alg']!r}")
    node, digests, signed = value["node"], value["_sd"], value.get("_sig")
    if not isinstance(node, int) or isinstance(node, bool) or not 1 <= node <= _MAX_NODE:
        raise _malformed(f"node is a number from 1 to {_MAX_NODE}, not {node!r}")
    if not isinstance(value["type"], str):
        raise _malformed("type is a string")
    if not isinstance(digests, list) or len(digests) > _MAX_DISCLOSURES:
        raise _malformed(f"_sd is a list of at most {_MAX_DISCLOSURES} digests")
    for one in digests if signed is None and "_sig" not in value else [*digests, signed]:
        if not isinstance(one, str):
            raise _malformed("a digest is a string")
        from_base64url(one, "a digest of the entry", merkle.HASH_SIZE)
    if digests != sorted(set(digests)) or signed in digests:
        raise _malformed("the digests are sorted, and none stands there twice")
    unsigned = entry if signed is None else _spell(value["type"], node, digests, {})
    return Entry(value["type"], node, tuple(digests), signed, sha256(unsigned).digest())


def disclose(entry: Entry, texts: Iterable[str]) -> dict[str, Disclosure]:
    """The disclosures by name, once each is known to belong to the entry. They need not be all.

    :raises Malformed: what is wrong with a disclosure, or `DISCLOSURE_TWICE`.
    :raises ProofInvalid: `DISCLOSURE_FOREIGN`.
    """
    known = set(entry.digests)
    opened: dict[str, Disclosure] = {}
    for count, text in enumerate(texts):
        if count > _MAX_DISCLOSURES:
            raise TooLarge("DISCLOSURES_TOO_MANY", f"a filing has at most {_MAX_DISCLOSURES} disclosures")
        one = disclosure.parse(text)
        fits = one.digest == entry.signature_digest if one.name == SIGNATURE else one.digest in known
        if not fits:
            raise ProofInvalid(
                "DISCLOSURE_FOREIGN",
                f"the disclosure of {one.name[:80]!r} does not belong to the entry",
                next="send the disclosures unchanged, as they were prepared",
                name=one.name[:80],
            )
        if one.name in opened:
            raise Malformed("DISCLOSURE_TWICE", f"{one.name[:80]!r} is disclosed twice", name=one.name[:80])
        opened[one.name] = one
    return opened


def _open_unsigned(unsigned: bytes, texts: tuple[str, ...]) -> tuple[Entry, dict[str, Disclosure]]:
    entry = read_entry(unsigned)
    if entry.signature_digest is not None:
        raise Malformed("ENTRY_SIGNED", "the entry carries a signature already", next="send the entry as prepared")
    opened = disclose(entry, texts)
    _demand_all(entry, opened)
    return entry, opened


def _spell(type: str, node: int, digests: Sequence[str], more: dict[str, str]) -> bytes:
    """The bytes of an entry."""
    members = {"_sd": list(digests), "_sd_alg": "sha-256", "node": node, "type": type, "v": VERSION}
    return canonical.encode(members | more)


def _signature(texts: tuple[str, ...], signature: bytes) -> Disclosure:
    secret = sha256(_SIGNATURE_SALT + "\n".join(sorted(texts)).encode()).digest()
    return disclosure.make(secret[: disclosure.SALT_SIZE], SIGNATURE, "0x" + signature.hex())


def _complete(unsigned: Entry, texts: tuple[str, ...], signed: Disclosure) -> Filing:
    entry = _spell(unsigned.type, unsigned.node, unsigned.digests, {"_sig": signed.digest})
    _check_size(entry)
    return Filing(entry, merkle.leaf_hash(entry), (*texts, signed.text))


def verify_signature(entry: Entry, opened: Mapping[str, Disclosure], origin: str) -> bytes:
    """Check the filer's signature and answer with the signer's bytes; needs signer, time and signature disclosed.

    :raises ProofInvalid: `DISCLOSURE_MISSING` or `SIGNATURE_INVALID`.
    :raises Malformed: if one of the three has not its form, or the signer is of no kind that can be checked.
    """
    for name in (SIGNER, FILED_AT, SIGNATURE):
        if name not in opened:
            raise ProofInvalid("DISCLOSURE_MISSING", f"{name} is not disclosed", name=name)
    signer = _hex(opened, SIGNER)
    digest = acts.filing_digest(entry.type, entry.node, _filed_at(opened), entry.content, origin)
    signatures.verify(signer, digest, _hex(opened, SIGNATURE))
    return signer


def _demand_all(entry: Entry, opened: Mapping[str, Disclosure]) -> None:
    expected = len(entry.digests) + (entry.signature_digest is not None)
    missing = [name for name in (SIGNER, PARTY, FILED_AT) if name not in opened]
    if missing or len(opened) != expected:
        named = f": {', '.join(missing)}" if missing else ""
        raise ProofInvalid(
            "DISCLOSURE_MISSING",
            f"{len(opened)} of {expected} disclosures are here{named}",
            next="send all disclosures as they were prepared",
            missing=missing,
        )


def _demand_known_names(opened: Mapping[str, Disclosure]) -> None:
    attachments = {f"{ATTACHMENT}{i}" for i in range(sum(name.startswith(ATTACHMENT) for name in opened))}
    for name in opened:
        if name not in (SIGNATURE, SIGNER, PARTY, FILED_AT) and not name.startswith(FORM) and name not in attachments:
            raise Malformed("DISCLOSURE_UNKNOWN", f"a filing has no field {name[:80]!r}", name=name[:80])


def _attachments(opened: Mapping[str, Disclosure]) -> tuple[Attachment, ...]:
    count = sum(name.startswith(ATTACHMENT) for name in opened)
    names = [f"{ATTACHMENT}{i}" for i in range(count)]
    for name in names:
        if name not in opened:
            message = f"{count} attachments are numbered from 0, but {name} is missing"
            raise Malformed("DISCLOSURE_UNKNOWN", message, name=name)
    return tuple(read_attachment(opened[name].value, name) for name in names)


def _filed_at(opened: Mapping[str, Disclosure]) -> int:
    value = opened[FILED_AT].value
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise Malformed("FILED_AT_MALFORMED", f"filedAt is in seconds since 1970, not {value!r}")
    return value


def _hex(opened: Mapping[str, Disclosure], name: str) -> bytes:
    value = opened[name].value
    if not isinstance(value, str) or value != value.lower():
        raise Malformed("HEX_MALFORMED", f"{name} is lowercase 0x-hex", what=name)
    return from_hex(value, name)


def _check_size(entry: bytes) -> None:
    if len(entry) > MAX_ENTRY:
        message = f"an entry of {len(entry)} bytes; at most {MAX_ENTRY} fit into the log"
        raise TooLarge("ENTRY_TOO_LARGE", message, size=len(entry), most=MAX_ENTRY)


def _malformed(why: str) -> Malformed:
    return Malformed("ENTRY_MALFORMED", f"this is no entry of a filing: {why}")
