"""The numbered checks of `docs/evidence-format.md`: their names, titles, results, and the report they make up."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from typing import Any

FILING = "filing"
TITLE = "title"


class Status(StrEnum):
    """What a check, or the whole report, says."""

    VALID = "VALID"
    INVALID = "INVALID"
    UNKNOWN = "UNKNOWN"
    NOT_CHECKED = "NOT_CHECKED"


@dataclass(frozen=True)
class CheckName:
    """A check as the format document lists it.

    :param claims: the kinds of claim it belongs to.
    :param required: whether a claim is VALID only if this check is, unless the trust file names its own list.
    """

    number: int
    name: str
    zh: str
    en: str
    claims: tuple[str, ...] = (FILING, TITLE)
    required: bool = True


CHECKS: tuple[CheckName, ...] = (
    CheckName(1, "bundle-form", "证据包格式", "Form of the bundle"),
    CheckName(2, "trust-matches", "与信任文件相符", "Ledger of the trust file"),
    CheckName(10, "entry-form", "日志条目格式", "Form of the log entry"),
    CheckName(11, "disclosures", "披露项", "Disclosures belong to the entry"),
    CheckName(12, "filer-signature", "备案人签名", "Signature of the filer", required=False),
    CheckName(13, "form", "表单内容", "Content of the form", required=False),
    CheckName(14, "attachments", "附件", "Attachments", required=False),
    CheckName(15, "claimed-leaf", "所主张的备案", "The filing that is claimed", claims=(FILING,)),
    CheckName(16, "line", "清单行", "Line of the manifest", claims=(FILING,), required=False),
    CheckName(20, "checkpoint", "检查点", "Signed checkpoint of the log"),
    CheckName(21, "witnesses", "见证人", "Witnesses of the checkpoint"),
    CheckName(22, "inclusion", "收录证明", "Entry is in the log"),
    CheckName(23, "anchored-head", "已锚定的树头", "Checkpoint is covered by the anchor"),
    CheckName(30, "block-header", "区块头", "Block that the reader trusts"),
    CheckName(31, "anchor-contract", "锚定合约", "Contract that holds the anchors"),
    CheckName(32, "anchor-slot", "锚定记录", "Anchor as the chain stores it"),
    CheckName(33, "anchor-time", "锚定时间", "Time of the anchor"),
    CheckName(34, "timestamps", "时间戳令牌", "RFC 3161 time-stamp tokens", required=False),
    CheckName(40, "title-contract", "权属合约", "Contract that holds the titles", claims=(TITLE,)),
    CheckName(41, "title-head", "权属状态", "Status and version of the title", claims=(TITLE,)),
    CheckName(42, "holdings", "份额", "Holdings as the chain stores them", claims=(TITLE,)),
    CheckName(43, "trail", "沿革", "Complete, ordered, dated history", claims=(TITLE,)),
    CheckName(44, "registration-filing", "登记所依备案", "Filing that the title rests on", claims=(TITLE,)),
    CheckName(45, "instruments", "文书推演", "Instruments lead to the holdings", claims=(TITLE,)),
    CheckName(46, "signers", "签名者", "Signers as the chain stores them", claims=(TITLE,), required=False),
    CheckName(47, "seals", "签章", "Seals of the instruments", claims=(TITLE,), required=False),
    CheckName(48, "as-of", "所询时点", "Answer for the day that is asked", claims=(TITLE,)),
)

BY_NUMBER = {check.number: check for check in CHECKS}
BY_NAME = {check.name: check for check in CHECKS}


# Check → the checks whose parts it works on. Where one of those is INVALID, its own contradiction is no second finding.
WORKS_ON: dict[int, tuple[int, ...]] = {
    11: (10, 15, 44),
    12: (10, 11, 15, 44),
    13: (10, 11, 15, 44),
    14: (11, 16),
    15: (10,),
    16: (10, 11, 13, 15),
    21: (20,),
    22: (10, 15, 20, 44),
    23: (20, 32),
    31: (30,),
    32: (31,),
    33: (30, 32),
    40: (30,),
    41: (40,),
    42: (40, 41),
    43: (40, 41),
    44: (10, 43),
    45: (41, 42, 43),
    46: (30,),
    47: (43, 45, 46),
    48: (30, 43, 45),
}


def with_what_they_work_on(names: Collection[str], kind: str) -> frozenset[str]:
    """The checks of these names that a claim of this kind goes through, and all whose parts they work on."""
    found, todo = set(), [check.number for check in of_claim(kind) if check.name in names]
    while todo:
        number = todo.pop()
        if number not in found and kind in BY_NUMBER[number].claims:
            found.add(number)
            todo.extend(WORKS_ON.get(number, ()))
    return frozenset(BY_NUMBER[number].name for number in found)


def of_claim(kind: str) -> list[CheckName]:
    """The checks that a claim of this kind (`filing` or `title`) goes through, in order."""
    return [check for check in CHECKS if kind in check.claims]


def required_by_default(kind: str) -> frozenset[str]:
    """Names of the checks that must be VALID for a claim of this kind unless the trust file lists its own."""
    return frozenset(check.name for check in of_claim(kind) if check.required)


@dataclass(frozen=True)
class Check:
    """The result of one check.

    :param reason: what was found, with the values, in English.
    :param next: what the reader can do about it; empty where the status is VALID.
    """

    number: int
    name: str
    status: Status
    reason: str
    next: str = ""

    def title(self, language: str = "en") -> str:
        """The check's title in `zh` or `en`, for pages and the command line."""
        named = BY_NUMBER[self.number]
        return named.zh if language.startswith("zh") else named.en

    def to_dict(self) -> dict[str, Any]:
        """`{"number", "name", "status", "reason", "next"}`."""
        return {
            "number": self.number,
            "name": self.name,
            "status": self.status.value,
            "reason": self.reason,
            "next": self.next,
        }


@dataclass(frozen=True)
class Report:
    """What `verify` answers: a verdict and every check that led to it.

    :param demo: the trust file says that this ledger is a demonstration; say so wherever the verdict is shown.
    :param answer: what the evidence shows, JSON-ready, for people: of a filing its leaf, type, node and anchor time,
        of a title its holders as of the time asked. Empty unless the verdict is VALID.
    """

    verdict: Status
    checks: tuple[Check, ...]
    demo: bool = False
    answer: dict[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        """`{"verdict", "checks": […]}`, as `zhengben verify --json` prints it."""
        return {"verdict": self.verdict.value, "checks": [check.to_dict() for check in self.checks]}

    def check(self, name_or_number: str | int) -> Check:
        """One check by its name or number. :raises KeyError: if this report has none of that name."""
        for check in self.checks:
            if name_or_number in (check.name, check.number):
                return check
        raise KeyError(name_or_number)


def once(results: Sequence[Check]) -> tuple[Check, ...]:
    """The results with every fault told once: a check that fails on a part which another check refuses says
    NOT_CHECKED and names that check. The verdict stays what it was."""
    refused = {check.number for check in results if check.status is Status.INVALID}
    return tuple(_told_before(check, refused) for check in results)


def _told_before(check: Check, refused: set[int]) -> Check:
    owners = [BY_NUMBER[number] for number in WORKS_ON.get(check.number, ()) if number in refused]
    if check.status is not Status.INVALID or not owners:
        return check
    reason = f"it works on what check {owners[0].number} ({owners[0].name}) refuses, and finds there: {check.reason}"
    return replace(check, status=Status.NOT_CHECKED, reason=reason, next=f"see {owners[0].name}")


def verdict(checks: Sequence[Check], required: frozenset[str]) -> Status:
    """INVALID if any check is; VALID only if every required check is there and VALID; else UNKNOWN."""
    if any(check.status is Status.INVALID for check in checks):
        return Status.INVALID
    valid = {check.name for check in checks if check.status is Status.VALID}
    return Status.VALID if required and required <= valid else Status.UNKNOWN


class Undecided(Exception):
    """Raised by a check that can say neither VALID nor INVALID, with what is missing and how to get it."""

    def __init__(self, status: Status, reason: str, next: str) -> None:
        super().__init__(reason)
        self.status = status
        self.reason = reason
        self.next = next


def absent(what: str, next: str = "ask for the complete bundle, exported after the anchor was settled") -> Undecided:
    """UNKNOWN: the bundle lacks a part that the claim needs."""
    return Undecided(Status.UNKNOWN, f"the bundle carries no {what}", next)


def not_checked(reason: str, next: str) -> Undecided:
    """NOT_CHECKED: there was nothing to look at, and the claim does not need it by itself."""
    return Undecided(Status.NOT_CHECKED, reason, next)
