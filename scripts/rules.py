"""The rules as pages for lawyers, written from the dated file and from the meanings of the codes.

python -m scripts.rules            say which page is not current, exit 1 if any is
python -m scripts.rules --write    write docs/rules.md and docs/rules.zh-CN.md
"""

import sys
from collections.abc import Iterator
from pathlib import Path

from ledger.core.policy import vouchers, words
from ledger.core.policy.book import Book, Rule, books
from ledger.core.policy.vouchers import Act, State
from scripts.chinese_pages import printed

DOCS = Path(__file__).resolve().parent.parent / "docs"
PAGES = {"en": DOCS / "rules.md", "zh": DOCS / "rules.zh-CN.md"}
_SAID = {
    "title": ("规则", "The rules"),
    "other": ("[English](rules.md)", "[中文](rules.zh-CN.md)"),
    "intro": (
        "账本据以判断的规则: 每个数字与读法、所依据的条文、来源的可靠程度、其他读法,以及没有把握之处。"
        "本页由规则文件 `{id}` 生成,自 {start} 起适用于{place}。这不是法律意见。",
        "The rules by which the ledger judges: each number and reading, its clause, how well its source is known, what "
        "else could be read, and what is uncertain. Written from the file of rules `{id}`, in force from {start} for "
        "the {place}. This is no legal advice.",
    ),
    "forward": (
        "新的规则文件只管其生效之后的事: 已有的份额、质押、许可、使用权,进行中的公示与要约,以及已备案的知识产权的"
        "保护年限,都不因之改变。尚未申领的补助按申领之日的规则计算。`zhengben rules` 在命令行给出同样的内容。",
        "A new file judges what happens after it takes effect. Shares, pledges, licences, use rights, notices and "
        "offers that run, and the years of protection of what was filed stay as they are. A subsidy that was not yet "
        "claimed is computed by the rules of the day of the claim. `zhengben rules` tells the same.",
    ),
    "uncertain_all": (
        "{all} 条中有 {count} 条注明 **没有把握**: 其文本未能在发布机关核对,或法律留有解释余地、采用的只是一种读法。"
        "用之前请先核对。",
        "{count} of {all} rules say **Uncertain**: their text could not be checked at the issuing office, or the law "
        "leaves it open and this is a reading that somebody chose. Check them before you rely on them.",
    ),
    "clause": ("依据", "Clause"),
    "sources": ("来源", "Source"),
    "reading": ("采用的读法", "Reading"),
    "alternatives": ("其他读法", "Alternatives"),
    "uncertain": ("没有把握", "Uncertain"),
    "named": ("参数", "Parameter"),
    "colon": (":", ": "),
    "semicolon": (";", "; "),
    "from": ("自 {start} 起", "from {start}"),
    "until": ("至 {end} 止", "to {end}"),
    "marks": ("来源标记", "How well a source is known"),
    "laws": ("所引文件", "Texts that are cited"),
    "pages": ("所引网页", "Public pages that are cited"),
    "pages_intro": (
        "其中多为转载: 只作线索,须向发布机关核对。",
        "Several are copies in odd places: leads, to be checked at the issuing office.",
    ),
    "codes": ("代码", "Codes"),
    "codes_intro": (
        "一项行为按全部规则判断;有几条不符的,报告下表中居前的一个。`zhengben rules 代码` 给出同样的说明。",
        "An act is judged by all its rules; of several that speak against it the one that stands first here is "
        "reported. `zhengben rules CODE` tells the same.",
    ),
    "code_head": ("| | 代码 | 何处不对 | 依据 | 怎么办 |", "| | code | what is wrong | clause | what to do next |"),
    "machine": (
        "**创新券的状态**: 只有下列变动。日期是行为之日,不是申报之日。",
        "**How a voucher moves**: in these ways and no other. The day is that of the act, not of its telling.",
    ),
    "machine_head": (
        "| 行为 | 之前 | 之后 | 签署 | 所附 | 依据 |",
        "| act | before | after | signed by | brings | clause |",
    ),
    "law_head": ("| 简称 | 全称 | 施行 |", "| short | title | in force |"),
}

_ACTS = {
    Act.ISSUE: ("发放", "issue"),
    Act.LOCK: ("锁定", "lock"),
    Act.REDEEM: ("兑付", "redeem"),
    Act.EXPIRE: ("到期(末日的次日)", "expire (the day after its last)"),
    Act.REVOKE: ("撤销", "revoke"),
}
_STATES = {
    None: ("—", "—"),
    State.ISSUED: ("已发放", "issued"),
    State.LOCKED: ("已锁定", "locked"),
    State.REDEEMED: ("已兑付", "redeemed"),
    State.EXPIRED: ("已过期", "expired"),
    State.REVOKED: ("已撤销", "revoked"),
}
_SIGN = {
    vouchers.OFFICER: ("经办人(`issue_voucher`)", "officer (`issue_voucher`)"),
    vouchers.HOLDER: ("申领企业", "holder"),
    vouchers.PROVIDER: ("服务机构", "provider"),
}
_BRING = {
    "contract_document": ("合同", "contract"),
    "invoice": ("发票", "invoice"),
    "deliverable": ("成果", "deliverable"),
    "reasons": ("理由", "reasons"),
}


class _Page:
    """One page in one language."""

    def __init__(self, book: Book, language: str) -> None:
        self.book, self.language = book, language

    def say(self, key: str, **values: object) -> str:
        return _SAID[key][0 if self.language == "zh" else 1].format(**values)

    def lines(self) -> Iterator[str]:
        book = self.book
        unsure = sum(rule.uncertain is not None for rule in book.rules)
        yield f"# {self.say('title')}\n"
        yield self.say("other") + "\n"
        yield self.say("intro", id=book.id, start=book.start, place=book.place[self.language]) + "\n"
        yield self.say("forward") + "\n"
        yield self.say("uncertain_all", count=unsure, all=len(book.rules)) + "\n"
        for theme, name in book.themes.items():
            yield f"## {name[self.language]}\n"
            for rule in book.rules:
                if rule.theme == theme:
                    yield from self.rule(rule)
            if theme == "voucher":
                yield from self.machine()
        yield from self.codes()
        yield from self.sources()

    def rule(self, rule: Rule) -> Iterator[str]:
        value = words.value(rule, self.language)
        yield f"### {rule.name[self.language]}\n"
        yield (f"**{value}** · " if value else "") + rule.rule[self.language] + "\n"
        first, *others = (words.clause(self.book, each, self.language) for each in rule.clauses)
        yield self.item("clause", self.say("semicolon").join([first + self.term(rule), *others]))
        yield self.item("sources", self.say("semicolon").join(self.known(rule)))
        if rule.reading:
            yield self.item("reading", rule.reading[self.language])
        if rule.alternatives:
            yield self.item("alternatives", self.say("semicolon").join(self.alternatives(rule)))
        if rule.uncertain:
            yield self.item("uncertain", rule.uncertain[self.language])
        if rule.is_parameter:
            yield self.item("named", f"`{rule.id}`")
        yield ""

    def known(self, rule: Rule) -> Iterator[str]:
        """How well the rule is known: each kind of source once, with its marks."""
        for mark in dict.fromkeys(each[0] for each in rule.sources):
            marks = ", ".join(each for each in rule.sources if each[0] == mark)
            yield f"{self.book.marks[mark][self.language]} [{marks}]"

    def alternatives(self, rule: Rule) -> Iterator[str]:
        for each in rule.alternatives:
            means = each.words[self.language]
            if rule.unit == "choice" and isinstance(each.value, str):
                yield f"`{each.value}` {means}"
            else:
                yield means

    def term(self, rule: Rule) -> str:
        said = []
        if rule.start:
            said.append(self.say("from", start=rule.start))
        if rule.end:
            said.append(self.say("until", end=rule.end))
        return f" ({' '.join(said)})" if said else ""

    def item(self, key: str, text: str) -> str:
        return f"- **{self.say(key)}**{self.say('colon')}{text}"

    def machine(self) -> Iterator[str]:
        which = 0 if self.language == "zh" else 1
        yield self.say("machine") + "\n"
        yield self.say("machine_head")
        yield "|---|---|---|---|---|---|"
        for way in vouchers.TRANSITIONS:
            by, brings = (
                ("、", ", ")[which].join(said[each][which] for each in said if each in some) or "—"
                for said, some in ((_SIGN, way.by), (_BRING, way.brings))
            )
            clause = words.clauses(self.book, (way.rule,), self.language)
            told = (_ACTS[way.act][which], _STATES[way.before][which], _STATES[way.after][which], by, brings, clause)
            yield f"| {' | '.join(told)} |"
        yield ""

    def codes(self) -> Iterator[str]:
        yield f"## {self.say('codes')}\n"
        yield self.say("codes_intro") + "\n"
        yield self.say("code_head")
        yield "|---|---|---|---|---|"
        for place, each in enumerate(words.meanings().values(), 1):
            clause = words.clauses(self.book, each.rules, self.language)
            yield f"| {place} | `{each.code}` | {each.wrong[self.language]} | {clause} | {each.next[self.language]} |"
        yield ""

    def sources(self) -> Iterator[str]:
        book, language = self.book, self.language
        yield f"## {self.say('marks')}\n"
        yield from (f"- [{mark}] {means[language]}" for mark, means in book.marks.items())
        yield f"\n## {self.say('laws')}\n"
        yield self.say("law_head")
        yield "|---|---|---|"
        for short, law in book.laws.items():
            name = short if language == "zh" else f"{law['short']} ({short})"
            term = " – ".join(day for day in (law["from"], law["to"]) if day) or "—"
            yield f"| {name} | {law[language]} | {term} |"
        yield f"\n## {self.say('pages')}\n"
        yield self.say("pages_intro") + "\n"
        yield from (
            f"- [W:{number}] {', '.join(f'`{page}`' for page in pages)}" for number, pages in book.pages.items()
        )


def page(book: Book, language: str) -> str:
    """The page in `zh` or `en`."""
    made = "\n".join(_Page(book, language).lines()) + "\n"
    return printed(made) if language == "zh" else made


def main(arguments: list[str]) -> int:
    stale = 0
    for language, path in PAGES.items():
        text = page(books()[-1], language)
        if arguments == ["--write"]:
            path.write_text(text, "utf-8")
        elif not path.exists() or path.read_text("utf-8") != text:
            print(f"{path} is not current: python -m scripts.rules --write", file=sys.stderr)
            stale = 1
    return stale


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
