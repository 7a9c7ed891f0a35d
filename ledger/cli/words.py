"""Acts in plain words, so that a signer reads what the digest means: who gives what to whom.

Every member of the message is said; what this page has no words for is listed by its name. A test changes each member
in turn and demands that the words change.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from ledger.cli.locales import Language
from ledger.core import meanings, powers
from ledger.core.calendar import moment
from ledger.core.shares import WHOLE

Pair = tuple[str, str]
Line = tuple[str, str]

_RULES: dict[str, Pair] = {
    "unanimous": ("全体一致", "unanimous"),
    "two_thirds": ("三分之二份额", "two thirds of the shares"),
    "majority": ("过半份额", "majority of the shares"),
    "delegated": ("委托一方决定", "one delegated party decides"),
}
_BASES: dict[str, Pair] = {
    "sale": ("转让(买卖)", "sale"),
    "equity": ("作价入股", "equity"),
    "gift": ("赠与", "gift"),
}
_PARTIES: dict[str, Pair] = {
    "person": ("自然人", "natural person"),
    "organisation": ("组织", "organisation"),
    "officer": ("节点经办人", "officer of a node"),
}
_NODES: dict[str, Pair] = {
    "core": ("核心节点", "core node"),
    "regional": ("区域节点(园区)", "regional node (a park)"),
    "specialised": ("专业节点(行业)", "specialised node (a sector)"),
}
_PLEDGES: dict[str, Pair] = {
    "none": ("不涉及已质押份额", "no pledged unit moves"),
    "released": ("质押随之解除", "the pledge on what moves is released"),
    "follows": ("质押随份额转移", "the pledge follows what moves"),
}
_POWERS: dict[str, str] = {
    "admit_node": "接纳节点",
    "grant_officer": "任命经办人",
    "register_party": "注册主体",
    "recover_key": "恢复密钥",
    "register_achievement": "登记成果",
    "confirm_title": "确认权属",
    "decide_objection": "处理异议",
    "register_transfer": "登记转让",
    "register_contract": "登记技术合同",
    "register_legal_effect": "登记法律效力",
    "register_pledge": "登记质押",
    "court_order": "执行法院裁定",
    "freeze": "冻结",
    "review_subsidy": "审核补助",
    "issue_voucher": "发放创新券",
    "read": "查阅",
    "audit": "审计",
    "below": "及于下级节点",
}
_TITLES: dict[str, Pair] = {
    "enrol": ("注册主体", "Enrol a party"),
    "admit": ("接纳节点", "Admit a node"),
    "appoint": ("任命经办人", "Appoint an officer"),
    "endAppointment": ("提前终止任命", "End an appointment"),
    "register": ("登记成果", "Register an achievement"),
    "propose": ("提出确权方案并公示", "Propose the title and open its public notice"),
    "confirm": ("确认权属", "Confirm the title"),
    "convey": ("转让份额", "Convey shares"),
}
_LABELS: dict[str, Pair] = {
    "achievement": ("成果", "Achievement"),
    "version": ("所依版本", "Relies on version"),
    "appointment": ("经办任命", "Under appointment"),
    "newAppointment": ("新任命编号", "Number of the appointment"),
    "draftedAt": ("文本定稿", "Text fixed at"),
    "deadline": ("最晚生效", "May take effect until"),
    "filing": ("所依备案", "Document (filing)"),
    "party": ("新主体编号", "Number of the new party"),
    "signer": ("其签名者", "Its signer"),
    "identity": ("身份承诺值", "Identity commitment"),
    "kind": ("种类", "Kind"),
    "guardian": ("监护主体(可申请恢复)", "Guardian (may start a recovery)"),
    "voucher": ("引荐主体", "Vouched for by"),
    "newNode": ("新节点编号", "Number of the new node"),
    "node": ("节点", "Node"),
    "parent": ("上级节点", "Parent node"),
    "operator": ("运营主体", "Operated by"),
    "officer": ("经办人", "Officer"),
    "powers": ("权限", "Powers"),
    "from": ("起", "From"),
    "until": ("止(不含)", "Until (not included)"),
    "by": ("由谁终止", "Ended by"),
    "filer": ("备案主体", "Filed by"),
    "claimed": ("主张", "Claims"),
    "holder": ("权利人", "Holder"),
    "table": ("权利人", "Holders"),
    "rule": ("决策机制", "Decision rule"),
    "delegate": ("受托决定者", "Delegate"),
    "useGrant": ("长期使用权文书", "Long-term use grant"),
    "noticeUntil": ("公示至", "Public notice until"),
    "basis": ("依据", "Basis"),
    "movement": ("份额变动", "Movement"),
    "offers": ("了结的优先受让要约", "Closes the priority offers"),
    "pledgeAfter": ("质押", "Pledge"),
}


def title(kind: str, language: Language) -> str:
    """What the act does, in a few words."""
    return _say(_TITLES[kind], language) if kind in _TITLES else kind


def describe(kind: str, message: Mapping[str, Any], language: Language) -> list[Line]:
    """The act as `(label, words)` lines: first the giving and taking, then the conditions."""
    lines = _Lines(message, language)
    tell = _TELLERS.get(kind)
    if tell is not None:
        tell(lines)
    lines.rest()
    return lines.found


def share(units: int) -> str:
    """A number of units as a percentage, a fraction and units: `51 % (51/100, 367 567 200 / 720 720 000)`."""
    part = Fraction(units, WHOLE)
    hundredths = part * 10_000
    exact = hundredths.denominator == 1
    percent = f"{float(part * 100):.2f}".rstrip("0").rstrip(".") if exact else f"≈ {float(part * 100):.4f}"
    return f"{percent} % ({part}, {f'{units:,}'.replace(',', ' ')} / {f'{WHOLE:,}'.replace(',', ' ')})"


class _Lines:
    """Collects lines and remembers which members of the message have been said."""

    def __init__(self, message: Mapping[str, Any], language: Language) -> None:
        self.language = language
        self.found: list[Line] = []
        self._left = dict(_flat(message))

    def take(self, path: str) -> Any:
        """The member at the path, which counts as said from now on."""
        return self._left.pop(path, None)

    def say(self, label: str, path: str, how: Callable[[Any], str] = str) -> None:
        """One line for the member at the path, if the message has it."""
        if path in self._left:
            self.add(label, how(self.take(path)))

    def add(self, label: str, words: str) -> None:
        self.found.append((_say(_LABELS[label], self.language), words))

    def party(self, number: Any) -> str:
        if number == 0:
            return "无" if self.language == "zh" else "none"
        return f"主体 {number}" if self.language == "zh" else f"party {number}"

    def choice(self, numbers: Mapping[str, int], words: Mapping[str, Pair]) -> Callable[[Any], str]:
        """Words for a number of a short list, with the number."""

        def said(number: Any) -> str:
            pair = words.get(meanings.name(numbers, number))
            return f"{_say(pair, self.language)} ({number})" if pair else str(number)

        return said

    def rule(self, number: Any) -> str:
        base = self.choice(meanings.RULES, _RULES)(number & ~meanings.SHARES_FREE)
        if not number & meanings.SHARES_FREE:
            return base
        return base + (";份额可自由转让 (0x80)" if self.language == "zh" else "; shares move freely (0x80)")

    def powers(self, mask: Any) -> str:
        known = powers.names(mask)
        named = "、".join(_POWERS[name] for name in known) if self.language == "zh" else ", ".join(known)
        return f"{named} ({mask:#x})"

    def none_if_zero(self, value: Any) -> str:
        if value == 0 or (isinstance(value, str) and not value.removeprefix("0x").strip("0")):
            return ("无" if self.language == "zh" else "none") + f" ({value})"
        return str(value)

    def holders(self, label: str, path: str) -> None:
        for i in range(len(self._left)):
            if f"{path}[{i}].party" not in self._left:
                return
            party, units = self.take(f"{path}[{i}].party"), self.take(f"{path}[{i}].units")
            self.add(label, f"{self.party(party)}: {share(units)}")

    def movements(self) -> None:
        for i in range(len(self._left)):
            if f"movements[{i}].from" not in self._left:
                return
            giver, receiver = self.take(f"movements[{i}].from"), self.take(f"movements[{i}].to")
            what = share(self.take(f"movements[{i}].units"))
            if self.language == "zh":
                self.add("movement", f"{self.party(giver)} 给 {self.party(receiver)}: {what}")
            else:
                self.add("movement", f"{self.party(giver)} gives {self.party(receiver)} {what}")

    def act(self) -> None:
        """The members that every act on title begins with."""
        self.say("filing", "act.filing")
        self.say("version", "act.version")
        self.say("appointment", "act.appointment", self.none_if_zero)
        self.say("draftedAt", "act.draftedAt", moment)
        self.say("deadline", "act.deadline", moment)

    def terms(self) -> None:
        """What a proposal asks for."""
        self.holders("holder", "terms.table")
        if "terms.table" in self._left:
            self.take("terms.table")
            self.add("table", "维持现状" if self.language == "zh" else "stay as they are")
        self.say("rule", "terms.rule", self.rule)
        self.say("delegate", "terms.delegate", self.party)
        self.say("useGrant", "terms.useGrant", self.none_if_zero)

    def rest(self) -> None:
        """Whatever nobody found words for, by its name."""
        for path, value in self._left.items():
            name = path.rsplit(".", 1)[-1]
            if name in ("draftedAt", "deadline"):
                self.found.append((_say(_LABELS[name], self.language), moment(value)))
            else:
                self.found.append((path, "—" if value in ([], {}) else str(value)))
        self._left.clear()


def _enrol(lines: _Lines) -> None:
    lines.say("party", "party")
    lines.say("kind", "kind", lines.choice(meanings.PARTY_KINDS, _PARTIES))
    lines.say("signer", "signer")
    lines.say("identity", "identity")
    lines.say("voucher", "voucher", lines.party)
    lines.say("appointment", "appointment", lines.none_if_zero)
    lines.say("guardian", "guardian", lines.party)


def _admit(lines: _Lines) -> None:
    lines.say("newNode", "node")
    lines.say("kind", "kind", lines.choice(meanings.NODE_KINDS, _NODES))
    lines.say("parent", "parent")
    lines.say("operator", "operator", lines.party)


def _appoint(lines: _Lines) -> None:
    lines.say("officer", "officer", lines.party)
    lines.say("node", "node")
    lines.say("powers", "powers", lines.powers)
    lines.say("from", "from", moment)
    lines.say("until", "until", moment)
    lines.say("newAppointment", "appointment")


def _end_appointment(lines: _Lines) -> None:
    lines.say("newAppointment", "appointment")
    lines.say("by", "by", lines.party)
    lines.say("until", "until", moment)


def _register(lines: _Lines) -> None:
    lines.say("achievement", "act.achievement")
    lines.say("node", "node")
    lines.say("filer", "filer", lines.party)
    lines.holders("claimed", "claimed")
    lines.act()


def _propose(lines: _Lines) -> None:
    lines.say("achievement", "act.achievement")
    lines.terms()
    lines.say("noticeUntil", "noticeUntil", moment)
    lines.act()


def _convey(lines: _Lines) -> None:
    lines.say("achievement", "act.achievement")
    lines.movements()
    lines.say("basis", "basis", lines.choice(meanings.BASES, _BASES))
    lines.say("pledgeAfter", "pledgeAfter", lines.choice(meanings.PLEDGES_AFTER, _PLEDGES))
    lines.say("offers", "offers", lambda _: lines.none_if_zero(0))  # one line each where there are some: see rest
    lines.act()


_TELLERS: dict[str, Callable[[_Lines], None]] = {
    "enrol": _enrol,
    "admit": _admit,
    "appoint": _appoint,
    "endAppointment": _end_appointment,
    "register": _register,
    "propose": _propose,
    "confirm": _propose,  # a confirmation has no end of notice, and otherwise the same members
    "convey": _convey,
}


def _flat(value: Any, path: str = "") -> list[tuple[str, Any]]:
    """Every leaf with its path; an empty list or object is a leaf too."""
    if isinstance(value, Mapping) and value:
        inner = [(f"{path}.{name}" if path else str(name), item) for name, item in value.items()]
    elif isinstance(value, list) and value:
        inner = [(f"{path}[{i}]", item) for i, item in enumerate(value)]
    else:
        return [(path, value)]
    return [leaf for name, item in inner for leaf in _flat(item, name)]


def _say(pair: Pair, language: Language) -> str:
    return pair[0 if language == "zh" else 1]
