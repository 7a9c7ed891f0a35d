"""What a service replies, read into values whose members were checked, or back into the error that it raised."""

import binascii
import json
import re
from dataclasses import dataclass, field
from typing import Any, Self

from ledger.core import canonical, errors
from ledger.core.chinese import chinese

Json = dict[str, Any]

_CODE = re.compile(r"[A-Z][A-Z0-9_]{0,79}")

_FAMILY: dict[int, type[errors.ZhengbenError]] = {
    400: errors.Malformed,
    401: errors.NotSignedIn,
    403: errors.NotAllowed,
    404: errors.NotFound,
    409: errors.Conflict,
    413: errors.TooLarge,
    422: errors.Refused,
}
# A problem's type names the class that was raised. Not `Usage`, though: that is about the reader's own command.
_CLASSES = {
    cls.__name__.lower(): cls
    for cls in errors.ZhengbenError.__subclasses__()
    if cls not in (errors.Usage, errors.ForeignChain, errors.Corrupt)
}


FINDING = ("weight", "code", "rule", "pointer", "zh", "en")


@dataclass(frozen=True)
class PreparedFiling:
    """What the service made of a draft, still unsigned; check it before signing.

    :param entry: canonical JSON of the entry without its signature digest.
    :param content: sha256 of those bytes, 32 bytes.
    :param findings: what the rules say of the form, each `{weight, code, rule, clause, next, pointer, zh, en}`, clause
        and what to do next `{zh, en}`; advice, on which nothing rests.
    """

    entry: str
    disclosures: tuple[str, ...]
    content: bytes
    typed_data: Json
    filed_at: int
    findings: tuple[Json, ...] = ()

    @classmethod
    def of(cls, answer: Json) -> Self:
        """From the service's answer."""
        return cls(
            entry=read_text(answer, "entry"),
            disclosures=tuple(_texts(answer, "disclosures")),
            content=_hex32(answer, "content"),
            typed_data=_object(answer, "typedData"),
            filed_at=_integer(answer, "filedAt"),
            findings=_findings(answer),
        )


def _findings(answer: Json) -> tuple[Json, ...]:
    """The findings, at most 100; a service that sends none has nothing to say."""
    found = answer.get("findings") or []
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise not_understood("the findings are no list of objects")
    return tuple(_finding(one) for one in found[:100])


def _finding(one: Json) -> Json:
    told: Json = {name: read_text(one, name) for name in FINDING}
    told["clause"] = _said(_object(one, "clause"))
    told["next"] = None if one.get("next") is None else _said(_object(one, "next"))
    return told


def _said(both: Json) -> dict[str, str]:
    return {language: read_text(both, language) for language in ("zh", "en")}


@dataclass(frozen=True)
class Receipt:
    """The service has stored a filing durably.

    :param leaf: 64 hex digits, the filing's name everywhere.
    :param created: False if the very same filing had been received before.
    """

    leaf: str
    received_at: int | str | None
    created: bool
    answer: Json = field(repr=False)

    @classmethod
    def of(cls, answer: Json, *, created: bool) -> Self:
        """From the service's answer."""
        return cls(read_text(answer, "leaf"), answer.get("receivedAt"), created, answer)


@dataclass(frozen=True)
class ManifestReceipt:
    """The service has stored a manifest with all its lines durably.

    :param leaf: of the manifest's filing.
    :param lines: for each line the leaf hash (64 hex digits) that the service receipted, in their order.
    :param created: False if the very same manifest had been received before.
    """

    leaf: str
    received_at: int
    lines: tuple[str, ...] = field(repr=False)
    created: bool

    @classmethod
    def of(cls, content: bytes, *, created: bool) -> Self:
        """From the service's answer: a receipt of the manifest, then one for each line."""
        first, *rest = [_line(line) for line in content.splitlines() or [b""]]
        leaf, hashes = read_text(first, "leaf"), []
        for number, receipt in enumerate(rest):
            if receipt.get("line") != number or receipt.get("leaf") != leaf:
                raise not_understood(f"the receipt at place {number} is not that of line {number}")
            hashes.append(read_text(receipt, "hash"))
        if first.get("count") != len(hashes):
            raise not_understood(f"{len(hashes)} lines are receipted of {str(first.get('count'))[:20]}")
        return cls(leaf, _integer(first, "receivedAt"), tuple(hashes), created)


@dataclass(frozen=True)
class Act:
    """An act with its roll and the signatures so far.

    :param message: the completed typed message.
    :param digest: what the service says is signed, 32 bytes; a signer recomputes it.
    :param seats: party numbers in the order of the roll.
    """

    id: str
    kind: str
    message: Json
    digest: bytes
    seats: tuple[int, ...]
    answer: Json = field(repr=False)

    @classmethod
    def of(cls, answer: Json) -> Self:
        """From the service's answer."""
        roll = answer.get("roll")
        seats = roll.get("seats") if isinstance(roll, dict) else None
        if not isinstance(seats, list):
            raise not_understood("the act carries no roll")
        numbers = [seat.get("party") if isinstance(seat, dict) else seat for seat in seats]
        return cls(
            id=read_text(answer, "id"),
            kind=read_text(answer, "kind"),
            message=_object(answer, "message"),
            digest=_hex32(answer, "digest"),
            seats=tuple(number for number in numbers if isinstance(number, int)),
            answer=answer,
        )


@dataclass(frozen=True)
class Session:
    """A bearer token of one hour.

    :param parties: party numbers whose current signer signed in.
    """

    token: str = field(repr=False)
    signer: str
    parties: tuple[int, ...]
    expires_at: int | str

    @classmethod
    def of(cls, answer: Json) -> Self:
        """From the service's answer."""
        return cls(
            token=read_text(answer, "token"),
            signer=read_text(answer, "signer"),
            parties=tuple(party for party in answer.get("parties") or () if isinstance(party, int)),
            expires_at=answer.get("expiresAt", ""),
        )


@dataclass(frozen=True)
class Reply:
    """One reply as it came.

    :param retry_after: the header of that name, empty without one.
    """

    path: str
    status: int
    content: bytes
    retry_after: str

    def decode(self) -> Json:
        """The JSON object of a reply that was no refusal.

        :raises Unavailable: `ANSWER_NOT_UNDERSTOOD`.
        """
        body = self.object()
        if body is None:
            raise not_understood(f"{self.path} sent no JSON object")
        return body

    def object(self) -> Json | None:
        """The JSON object in the body, if it is one."""
        try:
            canonical.check_nesting(self.content)  # a hostile answer must not end the process
            body = json.loads(self.content)
        except (ValueError, errors.Malformed):
            return None
        return body if isinstance(body, dict) else None


def problem(answer: Reply, *, titled: bool) -> errors.ZhengbenError:
    """The service's problem details (RFC 9457) as the error that they describe.

    :param titled: for a Chinese reader: in his words, or with the title, which is in his language, before the detail.
    """
    body = answer.object() or {}
    named = _CLASSES.get(str(body.get("type", "")).rpartition("#problem-")[2])
    family = named or _FAMILY.get(answer.status, errors.Unavailable)
    raw_values = body.get("values")
    values = dict(raw_values) if isinstance(raw_values, dict) else {}
    for taken in ("code", "message", "next", "self"):
        values.pop(taken, None)
    if re.fullmatch(r"[0-9]{1,9}", answer.retry_after):
        values.setdefault("retryAfter", int(answer.retry_after))
    code, title = body.get("code"), body.get("title")
    named_code = code if isinstance(code, str) and _CODE.fullmatch(code) else f"HTTP_{answer.status}"
    message = str(body.get("detail") or title or f"the service answered {answer.status}")
    following = str(body.get("next") or ("try again in a moment" if answer.status >= 500 else ""))
    error = family(named_code, message, next=following, **values)
    if not titled:
        return error
    message, following = chinese(error) or (f"{title}: {message}" if title else message, following)
    return family(named_code, message, next=following, **values)


def not_understood(what: str) -> errors.Unavailable:
    """The error for a reply that is not what this version of the API sends."""
    return errors.Unavailable(
        "ANSWER_NOT_UNDERSTOOD", what, next="check that --url names a Zhengben service of this version", what=what
    )


def read_text(answer: Json, name: str) -> str:
    """A member that is a text.

    :raises Unavailable: `ANSWER_NOT_UNDERSTOOD`.
    """
    value = answer.get(name)
    if not isinstance(value, str):
        raise not_understood(f"the answer's {name!r} is no text")
    return value


def _line(line: bytes) -> Json:
    try:
        canonical.check_nesting(line)
        value = json.loads(line)
    except (ValueError, errors.Malformed):
        value = None
    if not isinstance(value, dict):
        raise not_understood("a line of the answer is no JSON object")
    return value


def _texts(answer: Json, name: str) -> list[str]:
    value = answer.get(name)
    if not isinstance(value, list) or not all(isinstance(item, str) for item in value):
        raise not_understood(f"the answer's {name!r} is no list of texts")
    return value


def _object(answer: Json, name: str) -> Json:
    value = answer.get(name)
    if not isinstance(value, dict):
        raise not_understood(f"the answer's {name!r} is no object")
    return value


def _integer(answer: Json, name: str) -> int:
    value = answer.get(name)
    if not isinstance(value, int) or isinstance(value, bool):
        raise not_understood(f"the answer's {name!r} is no whole number")
    return value


def _hex32(answer: Json, name: str) -> bytes:
    try:
        value = binascii.unhexlify(read_text(answer, name).removeprefix("0x"))
    except (binascii.Error, ValueError):
        value = b""
    if len(value) != 32:
        raise not_understood(f"the answer's {name!r} is no 32 bytes in hex")
    return value
