"""What a certificate says: numbered facts of a verified bundle, each with the checks that carry it, in Chinese or
English; and what none of them proves.

Everything here is read from the bundle and its report. What the bundle does not disclose cannot be said.
"""

from dataclasses import dataclass
from typing import Any

from ledger.core import certified_filing, certified_title, checks
from ledger.core.act_lines import Language, Speech
from ledger.core.act_words import Pair
from ledger.core.case import Case
from ledger.core.certified_parts import Fact
from ledger.core.checks import Report, Status
from ledger.core.errors import Refused
from ledger.core.evidence_reading import parse
from ledger.core.meanings import STATUS_WORDS
from ledger.core.trust import parse as parse_trust

__all__ = ["Certificate", "Fact", "Standing", "certificate"]

_HEADINGS: dict[str, Pair] = {
    checks.TITLE: ("科技成果权属证明", "Certificate of Title"),
    checks.FILING: ("备案证明", "Certificate of Filing"),
}
_NEVER: tuple[Pair, ...] = (
    (
        "内容是否真实、新颖或有价值。账本只记录何人在何时说了什么。",
        "That what was filed is true, new or of value. The ledger records who said what, and when.",
    ),
    (
        "法律上的登记效力。专利、植物新品种、软件著作权等以主管机关的登记为准。",
        "Effect in law. For patents, plant varieties, software and the like the competent register decides.",
    ),
    (
        "事实所述区块之后发生的任何事。需要最新情况时，请另取一份证明。",
        "Anything that happened after the block that the facts name. For a later state take a new certificate.",
    ),
    (
        "主体编号背后是谁。身份不在链上，须由当事人另行出示。",
        "Who stands behind the number of a party. Identities are not on the chain; the parties show them themselves.",
    ),
    (
        "本页文字本身。印出的文字可以被改动；能核验的是所附的证据包。",
        "The words on these pages. Print can be altered; what can be verified is the evidence bundle attached inside.",
    ),
)
_OF_FILING: Pair = (
    "备案人拥有该内容。备案只证明何时已有此件，不证明权属。",
    "That the filer owns anything. A filing shows that something was there at a time, not whose it is.",
)
_OF_TITLE: Pair = (
    "质押是否仍然存续，以及许可等使用权。证据包不含这些，请在账本上查询。",
    "Whether each pledge still stands, and licences and other rights to use. They are not in the bundle.",
)


@dataclass(frozen=True)
class Standing:
    """One of the three things that never answer for one another: filed, confirmed, in legal effect.

    :param answer: in a word or two. :param shown: whether the certificate proves it.
    """

    label: str
    answer: str
    shown: bool
    detail: str


@dataclass(frozen=True)
class Certificate:
    """What stands on a certificate.

    :param number: of the achievement, 0x-hex, or the filing's leaf, 64 hex digits.
    :param name: title of the achievement or document as disclosed; empty where it is not.
    :param as_of: second since 1970 for which title facts are stated, or at which a filing was anchored.
    :param limits: what is not proved.
    """

    language: Language
    kind: str
    heading: str
    number: str
    name: str
    ledger: str
    demo: bool
    as_of: int
    summary: tuple[tuple[str, str], ...]
    standing: tuple[Standing, ...]
    facts: tuple[Fact, ...]
    limits: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Facts and limits, JSON-ready: `{"number", "facts": [{"number", "label", "text", "checks"}], "limits"}`."""
        return {"number": self.number, "facts": [fact.to_dict() for fact in self.facts], "limits": list(self.limits)}


def certificate(bundle: bytes, trust_file: bytes, report: Report, language: Language) -> Certificate:
    """The facts of a bundle that its report found VALID.

    :param report: what `verify(bundle, trust_file)` said.
    :raises Refused: `CERTIFICATE_NOT_VALID` unless every check is VALID that is required by default: of anything else
        nothing is certified.
    """
    valid = {check.name for check in report.checks if check.status is Status.VALID}
    wanting = [each for each in checks.CHECKS if each.required and each.name not in valid]
    wanting = [each for each in wanting if any(check.number == each.number for check in report.checks)]
    if report.verdict is not Status.VALID or wanting:  # a reader's trust file may ask for less than is stated here
        names = ", ".join(f"{each.number} {each.name}" for each in wanting) or "none"
        raise Refused(
            "CERTIFICATE_NOT_VALID",
            f"the evidence is {report.verdict.value}, so that nothing can be certified; see the checks {names}",
            next="take the evidence bundle itself and read its checks",
            verdict=report.verdict.value,
        )
    case, say = Case(parse(bundle), parse_trust(trust_file), {}), Speech(language)
    kind = case.bundle.claim.kind
    is_title = kind == checks.TITLE
    part = certified_title if is_title else certified_filing
    facts = [*part.facts(case, report, say), _block(case, say, is_title=is_title)]
    status = str(report.answer.get("status", ""))
    return Certificate(
        language=language,
        kind=kind,
        heading=say.pair(_HEADINGS[kind]),
        number=str(report.answer["achievement" if is_title else "leaf"]),
        name=certified_filing.name(case),
        ledger=case.bundle.ledger.log,
        demo=report.demo or case.bundle.ledger.demo,
        as_of=int(report.answer["at"]) if is_title else case.anchor.time,
        summary=tuple(part.summary(case, report, say)),
        standing=_standing(case, status, say, is_title=is_title),
        facts=tuple(fact.numbered(number) for number, fact in enumerate(facts, 1)),
        limits=tuple(say.pair(pair) for pair in (_OF_TITLE if is_title else _OF_FILING, *_NEVER)),
    )


def _block(case: Case, say: Speech, *, is_title: bool) -> Fact:
    header = case.header.lean()
    when = say.instant(header.time)
    return Fact(
        label=say.pair(("所依区块", "The block")),
        text=say.pair(
            (
                f"以上各项由链 {case.bundle.ledger.chain_id} 第 {header.number} 号区块证明，"
                f"该区块出于{when}，散列为 0x{header.hash.hex()}。",
                f"All this is proved by block {header.number} of chain {case.bundle.ledger.chain_id}, made on {when}, "
                f"hash 0x{header.hash.hex()}.",
            )
        ),
        checks=(2, 30, 31, 40) if is_title else (2, 30, 31),
    )


def _standing(case: Case, status: str, say: Speech, *, is_title: bool) -> tuple[Standing, ...]:
    anchored = say.instant(case.anchor.time)
    filed = Standing(
        say.pair(("已备案", "Filed")),
        say.pair(("是", "Yes")),
        True,
        say.pair((f"不晚于{anchored}", f"no later than {anchored}")),
    )
    if not is_title:
        confirmed = Standing(
            say.pair(("账本确认", "Confirmed on the ledger")),
            say.pair(("不涉及", "Not shown")),
            False,
            say.pair(("备案不证明权属", "a filing says nothing about title")),
        )
    else:
        yes = status == "confirmed"
        confirmed = Standing(
            say.pair(("账本确认", "Confirmed on the ledger")),
            say.pair(("是", "Yes") if yes else ("否", "No")),
            yes,
            say.pair(STATUS_WORDS.get(status, (status, status))),
        )
    effect = Standing(
        say.pair(("法律登记效力", "In legal effect")),
        say.pair(("不涉及", "Not shown")),
        False,
        say.pair(("以主管机关登记为准", "the competent register decides")),
    )
    return filed, confirmed, effect
