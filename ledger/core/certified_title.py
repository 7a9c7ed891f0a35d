"""The facts of a title: who held what at the time asked, how it came to that, and who signed."""

from collections.abc import Iterator

from ledger.core import act_sentences, act_words, calendar
from ledger.core.act_lines import Speech
from ledger.core.case import Case
from ledger.core.certified_filing import disclosed, there
from ledger.core.certified_parts import Fact, holders
from ledger.core.checks import Report, Status
from ledger.core.errors import ZhengbenError
from ledger.core.evidence import Instrument
from ledger.core.meanings import CONFIRMED, STATUS_WORDS, STATUSES
from ledger.core.merkle import leaf_hash
from ledger.core.titleproof import Head, read_head


def facts(case: Case, report: Report, say: Speech) -> Iterator[Fact]:
    """The facts of a title's bundle, in their order, not yet numbered."""
    yield _status(case, report, say)
    yield _holders(case, report, say)
    yield _trail(case, say)
    yield _seals(report, say)
    yield _burdens(case, say)
    yield _origin(case, say)
    yield there(case, say)
    yield from disclosed(case, report, say)


def summary(_: Case, report: Report, say: Speech) -> Iterator[tuple[str, str]]:
    """What the first page says at a glance, as label and value."""
    yield say.pair(("成果编号", "Achievement")), str(report.answer["achievement"])
    yield say.pair(("状态", "Status")), _status_word(str(report.answer["status"]), say)
    yield say.pair(("截至", "As of")), say.instant(int(report.answer["at"]))


def _status(case: Case, report: Report, say: Speech) -> Fact:
    when, word = say.instant(int(report.answer["at"])), _status_word(str(report.answer["status"]), say)
    until = int(report.answer["at"])
    version = sum(act.time <= until for act in case.title.instruments)
    then = case.holders_as_of
    rule = (
        say.rule(then.rule) if then and then.rule else say.pair(("尚无（未经确认）", "none yet, before a confirmation"))
    )
    zh = f"截至{when}，本成果的状态为“{word}”，第 {version} 版；决策规则：{rule}。"
    en = f"As of {when} the title is “{word}”, version {version}; rule of decision: {rule}."
    if then and then.delegate:
        zh += f"受托决定者：{say.party(then.delegate)}。"
        en += f" Delegated to {say.party(then.delegate)}."
    return Fact(say.pair(("状态", "Status")), say.pair((zh, en)), (41, 43, 45, 48))


def _holders(case: Case, report: Report, say: Speech) -> Fact:
    then, when = case.holders_as_of, say.instant(int(report.answer["at"]))
    label = say.pair(("权利人与份额", "Holders and shares"))
    if then is None or then.closed_by is not None or not report.answer["holders"]:
        nobody = (f"截至{when}，无人持有本成果的份额。", f"As of {when} nobody holds any share.")
        return Fact(label, say.pair(nobody), (42, 45, 48))
    confirmed = then.status == CONFIRMED
    claimed = say.pair(("主张者与份额（未确认）", "Claimed shares, not confirmed"))
    return Fact(
        label=label if confirmed else claimed,
        text=say.pair(
            (
                f"截至{when}，份额如下，合计恰为一个整体（720 720 000 单位）。",
                f"As of {when} these are the shares; they sum to exactly one whole of 720 720 000 units.",
            )
        ),
        checks=(42, 45, 48),
        head=(
            say.pair(("主体", "Party")),
            say.pair(("份额", "Share")),
            say.pair(("百分比", "Percent")),
            say.pair(("单位", "Units")),
        ),
        rows=holders(then.table, say),
        widths=(0.34, 0.22, 0.22, 0.22),
    )


def _trail(case: Case, say: Speech) -> Fact:
    acts = case.title.instruments
    rows = tuple(
        (
            str(version),
            calendar.moment(act.time).removesuffix(" +08:00"),
            say.pair(act_words.TITLES.get(act.kind, (act.kind, act.kind))),
            _said(act, say),
        )
        for version, act in enumerate(acts, 1)
    )
    return Fact(
        label=say.pair(("沿革", "History")),
        text=say.pair(
            (
                f"自登记起至所依区块，改变本成果权属的行为共 {len(acts)} 项，完整、有序、无一遗漏。",
                f"From the registration to the block, {len(acts)} acts changed this title; all of them, in order.",
            )
        ),
        checks=(43, 45),
        head=(
            say.pair(("版本", "No.")),
            say.pair(("北京时间", "Time (UTC+8)")),
            say.pair(("行为", "Act")),
            say.pair(("内容", "What it did")),
        ),
        rows=rows,
        widths=(0.07, 0.22, 0.19, 0.52),
    )


def _said(act: Instrument, say: Speech) -> str:
    """An act in sentences, without the last, which says until when it might have taken effect."""
    try:
        return say.pair(("", " ")).join(act_sentences.sentences(act.kind, act.message, say)[:-1])
    except (ZhengbenError, KeyError):  # an act of the first ledgers, in a shape that has no sentences
        return "—"


def _seals(report: Report, say: Speech) -> Fact:
    label = say.pair(("签章", "Signatures"))
    if report.check(47).status is Status.VALID:
        told = (
            "上列每项行为，凡依法依约应签之人均已签章，签章逐一核验无误。",
            "Each of these acts was signed by everyone who had to sign, and every seal was verified.",
        )
        return Fact(label, say.pair(told), (46, 47))
    told = (
        "上列行为由链上合约收验签章后生效；部分签章今日无法离线复核，详见核验报告第 47 项。",
        "The contracts took these acts with their seals; some of those cannot be checked offline, see check 47.",
    )
    return Fact(label, say.pair(told), (43,))


def _burdens(case: Case, say: Speech) -> Fact:
    header = case.header.lean()
    head = read_head(case.title.head.value)
    zh, en = [], []
    for told_zh, told_en in _found(case, head, header.time, say):
        zh.append(told_zh)
        en.append(told_en)
    when = say.instant(header.time)
    said = (
        ("；".join(zh), "; ".join(en))
        if zh
        else (
            "未冻结，无未决异议，份额上无质押标记",
            "not frozen, no open objection, no units marked as pledged",
        )
    )
    return Fact(
        say.pair(("限制与负担", "Burdens")),
        say.pair((f"所依区块，即{when}时：{said[0]}。", f"At the block, {when}: {said[1]}.")),
        (41, 42, 45),
    )


def _found(case: Case, head: Head, now: int, say: Speech) -> Iterator[tuple[str, str]]:
    if head.frozen_until > now:
        until = say.instant(head.frozen_until)
        yield f"冻结至{until}", f"frozen until {until}"
    if STATUSES[head.status] == "notice":
        until = say.instant(head.notice_until)
        yield f"公示至{until}", f"on notice until {until}"
    if head.objections:
        yield f"未决异议 {head.objections} 件", f"{head.objections} open objections"
    words = [int.from_bytes(word.value, "big") for word in case.title.words]
    rows = [word >> (64 * i) for word in words for i in range(4)]
    if marked := sorted({row & 0xFFFFFFFF for row in rows if row >> 32 & 1}):
        yield (
            f"下列主体的份额带有质押标记：{'、'.join(map(say.party, marked))}",
            f"units of {', '.join(map(say.party, marked))} are marked as pledged",
        )


def _origin(case: Case, say: Speech) -> Fact:
    leaf, head = leaf_hash(case.filing.entry).hex(), read_head(case.title.head.value)
    return Fact(
        say.pair(("登记所依备案", "The filing it rests on")),
        say.pair(
            (
                f"本成果在节点 {head.node}，其登记依据备案 {leaf}；成果编号由二者唯一得出。",
                f"At node {head.node}, registered on the filing {leaf}, from which its number follows.",
            )
        ),
        (10, 44),
    )


def _status_word(status: str, say: Speech) -> str:
    return say.pair(STATUS_WORDS.get(status, (status, status)))
