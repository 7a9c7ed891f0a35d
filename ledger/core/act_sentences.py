"""What an act does, in one or a few whole sentences: who gives what to whom, until when.

The sentences leave out what the lines beside them say (`ledger.core.act_lines`); what they say is in the message.
"""

from collections.abc import Callable, Mapping
from typing import Final

from ledger.core import acts, right_sentences
from ledger.core.act_lines import Speech, apart, basis
from ledger.core.acts import Message
from ledger.core.meanings import MOVING
from ledger.core.right_sentences import Pair, capital


def sentences(kind: str, message: Message, speech: Speech) -> list[str]:
    """What the act does; the last sentence says until when it may take effect.

    :param message: whole, in the shape of its type.
    :raises Malformed: `ACT_UNKNOWN`, or `MESSAGE_MALFORMED` if the message does not fit its type.
    """
    acts.as_arguments(acts.kind(kind).primary_type, message)
    until = speech.instant(int(acts.header(message)["deadline"]))
    life = (f"最晚在{until}生效，逾期作废。", f"It may take effect until {until}; after that it is void.")
    said = [speech.pair(pair) for pair in (*_SENTENCES[kind](message, speech), life)]
    return [apart(sentence) for sentence in said]


def _enrol(m: Message, say: Speech) -> list[Pair]:
    kind = say.choice("enrol", "kind", m["kind"])
    told = [
        (
            f"{say.party(m['voucher'])}引荐一个新主体（{kind}），编号 {m['party']}。",
            f"{capital(say.party(m['voucher']))} vouches for a new party ({kind}), number {m['party']}.",
        )
    ]
    return [*told, *_guarded(m, say)]


def _entrust(m: Message, say: Speech) -> list[Pair]:
    if not m["guardian"]:
        who = say.party(m["party"])
        return [
            (
                f"{who}不再设监护主体：密钥丢失后无人可代为恢复。",
                f"{capital(who)} has no guardian any more: nobody could help if the key is lost.",
            )
        ]
    return _guarded(m, say)


def _guarded(m: Message, say: Speech) -> list[Pair]:
    if not m["guardian"]:
        return []
    guardian, days = say.guardian(m["guardian"]), m["recoveryDays"]
    zh = f"密钥丢失时，{guardian}可以申请恢复" + (f"，须公示 {days} 天。" if days else "。")
    en = f"If the key is lost, {guardian} may start a recovery" + (f", on notice for {days} days." if days else ".")
    return [(zh, en)]


def _recover(m: Message, say: Speech) -> list[Pair]:
    who, ground = say.party(m["party"]), say.choice("recover", "ground", m["ground"])
    return [
        (
            f"因{ground}，申请为{who}换上新的签名者，先行公示；公示期内该主体可以取消。",
            f"A new signer for {who} goes on notice ({ground}); while the notice runs, the party may cancel it.",
        )
    ]


def _admit(m: Message, say: Speech) -> list[Pair]:
    kind, who = say.choice("admit", "kind", m["kind"]), say.party(m["operator"])
    return [
        (
            f"节点 {m['parent']} 接纳新节点 {m['node']}（{kind}），由{who}运营。",
            f"Node {m['parent']} admits node {m['node']} ({kind}), operated by {who}.",
        )
    ]


def _appoint(m: Message, say: Speech) -> list[Pair]:
    who, begins, ends = say.party(m["officer"]), say.instant(m["from"]), say.instant(m["until"])
    return [
        (
            f"节点 {m['node']} 任命{who}为经办人，自{begins}起，至{ends}止（不含）。",
            f"Node {m['node']} appoints {who} as its officer from {begins} until {ends} (not included).",
        ),
        (f"权限：{say.powers(m['powers'])}。", f"Powers: {say.powers(m['powers'])}."),
    ]


def _register(m: Message, say: Speech) -> list[Pair]:
    filer = say.party(m["filer"])
    return [
        (
            f"节点 {m['node']} 依{filer}的备案登记成果。",
            f"Node {m['node']} registers an achievement that {filer} filed.",
        ),
        *_held(m["claimed"], say, ("主张", "claims")),
        ("登记不等于确权：确认须另经公示。", "This confirms nobody's title: that takes a proposal and public notice."),
    ]


def _propose(m: Message, say: Speech) -> list[Pair]:
    ends = say.instant(m["noticeUntil"])
    return [
        *_terms(m["terms"], say),
        (
            f"公示至{ends}；期内任何主体可提异议，有异议则不得确认。",
            f"On public notice until {ends}; until then any party may object, and an objection blocks confirmation.",
        ),
    ]


def _confirm(m: Message, say: Speech) -> list[Pair]:
    return [
        *_terms(m["terms"], say),
        ("公示的方案就此生效，权属得到确认。", "What was on notice takes effect: the title is confirmed."),
    ]


def _terms(terms: Message, say: Speech) -> list[Pair]:
    rule = say.rule(terms["rule"])
    told = [*_held(terms["table"], say, ("持有", "holds"))]
    if not terms["table"]:
        told = [("各权利人的份额维持现状。", "The holders and their shares stay as they are.")]
    told.append((f"今后的处分按“{rule}”决定。", f"From then on they decide by this rule: {rule}."))
    if terms["delegate"]:
        who = say.party(terms["delegate"])
        told.append((f"受托决定者：{who}。", f"The delegate is {who}."))
    return told


def _held(table: list[Message], say: Speech, verb: Pair) -> list[Pair]:
    return [
        (
            f"{say.party(row['party'])}{verb[0]} {say.share(row['units'])}。",
            f"{capital(say.party(row['party']))} {verb[1]} {say.share(row['units'])}.",
        )
        for row in table
    ]


def _moved(rows: list[Message], say: Speech, on: str) -> list[Pair]:
    told = [say.movement(row, on) for row in rows]
    return [(f"{each}。", f"{capital(each)}.") for each in told]


def _convey(m: Message, say: Speech) -> list[Pair]:
    on = say.choice("convey", "basis", m["basis"])
    told = [*_moved(m["movements"], say, basis("convey", m)), (f"依据：{on}。", f"On the basis of {on}.")]
    if any(_raw(m["price"])):
        told.append(("价格只留承诺值，金额不上链。", "Of the price only a commitment is shown, never the amount."))
    return [*told, *_pledge_after(m, say)]


def _settle(m: Message, say: Speech) -> list[Pair]:
    told = ("优先受让的份额归于承购者。", "The units of a priority offer go to those who took it.")
    return [told, *_moved(m["movements"], say, "sale"), *_pledge_after(m, say)]


def _pledge_after(m: Message, say: Speech) -> list[Pair]:
    if not m["pledgeAfter"]:
        return []
    said = say.choice("convey", "pledgeAfter", m["pledgeAfter"])
    return [(f"{said}。", f"{capital(said)}.")]


def _ordered(first: Pair) -> Callable[[Message, Speech], list[Pair]]:
    def told(m: Message, say: Speech) -> list[Pair]:
        terms = m["terms"]
        ground = say.choice("enforce", "ground", terms["ground"])
        closing = [] if terms["ground"] in MOVING else [("该权属随之关闭。", "The title closes with it.")]
        return [(f"{first[0]}{ground}。", f"{first[1]}{ground}."), *_moved(terms["movements"], say, "order"), *closing]

    return told


def _amend(m: Message, say: Speech) -> list[Pair]:
    rule, delegate = say.rule(m["rule"]), m["delegate"]
    zh = f"全体权利人把决策机制改为“{rule}”" + (f"，受托决定者为{say.party(delegate)}。" if delegate else "。")
    en = f"The holders change their rule of decision to: {rule}" + (
        f"; the delegate is {say.party(delegate)}." if delegate else "."
    )
    return [(zh, en)]


def _object(m: Message, say: Speech) -> list[Pair]:
    who, ground = say.party(m["party"]), say.choice("object", "ground", m["ground"])
    return [
        (
            f"{who}就公示的方案提出异议（{ground}）。异议了结之前不得确认。",
            f"{capital(who)} objects to what is on notice ({ground}). Nothing is confirmed before that is decided.",
        )
    ]


def _decide(m: Message, say: Speech) -> list[Pair]:
    who, outcome = say.party(m["party"]), say.choice("decide", "outcome", m["outcome"])
    effect = say.choice("decide", "effect", m["effect"])
    return [
        (f"对{who}的异议作出处理：{outcome}。", f"The objection of {who} is decided: {outcome}."),
        (f"对方案的效力：{effect}。", f"Effect on the proposal: {effect}."),
    ]


def _freeze(m: Message, say: Speech) -> list[Pair]:
    ends, ground = say.instant(m["until"]), say.choice("freeze", "ground", m["ground"])
    return [
        (
            f"因{ground}冻结该权属，至{ends}为止；其间不得处分。",
            f"The title is frozen ({ground}) until {ends}; until then nothing moves.",
        )
    ]


def _offer(m: Message, say: Speech) -> list[Pair]:
    who, share, ends = say.party(m["seller"]), say.share(m["units"]), say.instant(m["windowEnd"])
    others = say.parties(m["entitled"])
    return [
        (
            f"{who}欲向他人出让 {share}，先通知有优先权者：{others}。",
            f"{capital(who)} wants to sell {share} to somebody else and first offers it to: {others}.",
        ),
        (f"他们可在{ends}之前承购。", f"They may take it until {ends}."),
    ]


def _pledge(m: Message, say: Speech) -> list[Pair]:
    pledgee = say.party(m["pledgee"])
    return [
        (
            f"{say.party(row['party'])}将 {say.share(row['units'])}的份额质押给{pledgee}。",
            f"{capital(say.party(row['party']))} pledges {say.share(row['units'])} to {pledgee}.",
        )
        for row in m["parts"]
    ]


def _one(zh: str, en: str) -> Callable[[Message, Speech], list[Pair]]:
    """A sentence in whose braces stand members: `{party}` a party, `{until}` an instant, other names their numbers."""

    def told(m: Message, say: Speech) -> list[Pair]:
        flat = {name: value for name, value in m.items() if not isinstance(value, dict | list)}
        values = {name: _member(name, value, say) for name, value in flat.items()}
        said = zh.format_map(values), en.format_map(values)
        return [(said[0], capital(said[1]))]

    return told


def _member(name: str, value: object, say: Speech) -> str:
    if name in ("party", "operator", "by"):
        return say.party(value)
    if name in ("until", "noticeUntil", "since", "dueAt") and isinstance(value, int):
        return say.instant(value)
    return str(value)


def _cancelling(kind: str, zh: str, en: str) -> Callable[[Message, Speech], list[Pair]]:
    """A sentence with the ground in its braces."""

    def told(m: Message, say: Speech) -> list[Pair]:
        ground = say.choice(kind, "ground", m["ground"])
        return [(zh.format(ground), en.format(ground))]

    return told


def _raw(hash_: str) -> bytes:
    return bytes.fromhex(hash_.removeprefix("0x"))


_SENTENCES: Final[Mapping[str, Callable[[Message, Speech], list[Pair]]]] = {
    "enrol": _enrol,
    "rotate": _one(
        "{party}更换签名者：此后以新签名者为准，旧的不再有效。",
        "{party} changes its signer: from then on the new one counts and the old one no more.",
    ),
    "withdraw": _one(
        "{party}撤回此前签过、尚未生效的一切签名。",
        "{party} takes back every signature that it gave and that has not taken effect.",
    ),
    "entrust": _entrust,
    "recover": _recover,
    "cancelRecovery": _one(
        "{party}取消正在公示、将于{dueAt}到期的恢复。",
        "{party} cancels the recovery that is on notice until {dueAt}.",
    ),
    "admit": _admit,
    "handOver": _one("节点 {node} 移交给{operator}运营。", "Node {node} is handed over to {operator}."),
    "closeNode": _one("{by}关闭节点 {node}，即刻生效。", "{by} closes node {node}, at once."),
    "appoint": _appoint,
    "endAppointment": _one(
        "{by}把任命 {appointment} 提前终止于{until}。", "{by} ends appointment {appointment} at {until}."
    ),
    "register": _register,
    "cancel": _cancelling("cancel", "注销这项尚未确认的登记（{}）。", "This registration is struck off ({})."),
    "propose": _propose,
    "confirm": _confirm,
    "convey": _convey,
    "settle": _settle,
    "amendRule": _amend,
    "enforce": _ordered(("执行已公告的命令：", "An announced order is carried out: ")),
    "migrate": _one(
        "全体权利人把权属迁往另一登记簿（{successor}），本登记簿中的权属随之关闭。",
        "The holders take their title to another registry ({successor}); here it closes.",
    ),
    "prolong": _one("公示延长至{noticeUntil}。", "The public notice is prolonged until {noticeUntil}."),
    "object": _object,
    "retract": _one("{party}撤回自己的异议。", "{party} takes its objection back."),
    "decide": _decide,
    "freeze": _freeze,
    "lift": _one("解除第 {number} 号冻结。", "Freeze number {number} is lifted."),
    "offer": _offer,
    "take": _one("{party}行使优先权，承购要约中的份额。", "{party} uses its priority and takes the offer."),
    "waive": _one("{party}放弃这次优先受让。", "{party} waives its priority for this offer."),
    "withdrawOffer": _one("出让人撤回优先受让要约。", "The seller takes the priority offer back."),
    "announce": _ordered(("公告一项命令：", "An order goes on public notice: ")),
    "recordEffect": _one(
        "外部登记自{since}起显示同样的权利人。", "An outside register shows the same holders since {since}."
    ),
    "pledge": _pledge,
    "release": _one("质权人解除整项质押。", "The pledgee releases the whole pledge."),
    "grant": right_sentences.grant,
    "sublicense": right_sentences.sublicense,
    "extend": _one("使用权延长至{until}。", "The right to use is extended until {until}."),
    "end": right_sentences.end,
    "registerContract": right_sentences.contract,
    "stateContract": right_sentences.state,
    "changeContract": _one(
        "技术合同作第 {change} 次变更；此前的内容留在历史中。",
        "The technology contract is changed (change {change}); what stood before stays in its history.",
    ),
    "cancelContract": _cancelling(
        "cancelContract",
        "注销这份技术合同的登记（{}）。",
        "The technology contract's registration is closed ({}).",
    ),
}
"""By kind: one for each act of `typed_data.json`."""
