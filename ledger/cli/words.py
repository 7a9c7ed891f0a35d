"""Acts in plain words, so that a signer reads what the digest means: who gives what to whom.

Every member of the message is said; what nobody has words for is listed by its name. A test changes each member in turn
and demands that the words change.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from ledger.cli.locales import Language
from ledger.core import act_words, acts, meanings, powers
from ledger.core.calendar import moment
from ledger.core.shares import WHOLE

Line = tuple[str, str]

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
_PARTIES = frozenset(
    {
        "applicant",
        "by",
        "delegate",
        "filer",
        "licensor",
        "officer",
        "operator",
        "pledgee",
        "seller",
        "voucher",
    }
)
_LISTS_OF_PARTIES = frozenset({"buyers", "entitled", "licensees", "licensors", "sellers"})
_INSTANTS = frozenset({"deadline", "draftedAt", "dueAt", "from", "noticeUntil", "since", "until", "windowEnd"})
_HOLDERS = {"claimed": "claimed", "table": "holder", "parts": "parts"}
_ALL_BITS = (1 << 256) - 1


def title(kind: str, language: Language) -> str:
    """What the act does, in a few words."""
    return _say(act_words.TITLES[kind], language) if kind in act_words.TITLES else kind


def describe(kind: str, message: Mapping[str, Any], language: Language) -> list[Line]:
    """The act as `(label, words)` lines: first the giving and taking, then the conditions."""
    lines = _Lines(kind, message, language)
    if kind in acts.kinds():
        lines.tell()
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

    def __init__(self, kind: str, message: Mapping[str, Any], language: Language) -> None:
        self.kind, self.language = kind, language
        self.found: list[Line] = []
        self._left = dict(_flat(message))

    def tell(self) -> None:
        """The achievement, what is done to it, and then what every act begins with."""
        header = [path for path in self._left if path.startswith(("act.", "matter."))]
        for path in header:
            if path.endswith(".achievement"):
                self._say(path)
        for path in list(self._left):
            if path in self._left and path not in header:
                self._say(path)
        for path in header:
            self._say(path)

    def rest(self) -> None:
        """Whatever nobody found words for, by its name."""
        for path, value in self._left.items():
            self.found.append((path, "—" if value in ([], {}) else str(value)))
        self._left.clear()

    def _say(self, path: str) -> None:
        """The line, or the lines of the list, to which a leaf belongs."""
        if path not in self._left:
            return
        whole, _, _ = path.partition("[")
        name = whole.rpartition(".")[2]
        if whole == path and not isinstance(self._left[path], list):
            self._add(name, self._value(name, self._left.pop(path)))
        elif name in _HOLDERS:
            self._holders(name, whole)
        elif name == "movements":
            self._movements(whole)
        else:
            self._list(name, whole)

    def _add(self, name: str, words: str) -> None:
        self.found.append((_say(act_words.label(self.kind, name), self.language), words))

    def _value(self, name: str, value: Any) -> str:
        if name in _INSTANTS:
            return moment(value)
        if name in _PARTIES or (name == "party" and self.kind != "enrol"):
            return self._party(value)
        special: dict[str, Callable[[Any], str]] = {
            "guardian": self._guardian,
            "powers": self._powers,
            "rule": self._rule,
            "flags": self._flags,
            "fields": self._bits,
            "territories": self._bits,
        }
        if name in special:
            return special[name](value)
        chosen = act_words.choices(self.kind, name)
        if chosen is not None:
            return self._choice(*chosen, value)
        return self._none_if_zero(value)

    def _list(self, name: str, path: str) -> None:
        items = self._items(path)
        if name in _LISTS_OF_PARTIES:
            items = [self._party(item) for item in items]
        self._add(name, ", ".join(map(str, items)) if items else self._none())

    def _holders(self, name: str, path: str) -> None:
        rows = 0
        while f"{path}[{rows}].party" in self._left:
            party, units = self._left.pop(f"{path}[{rows}].party"), self._left.pop(f"{path}[{rows}].units")
            self._add(_HOLDERS[name], f"{self._party(party)}: {share(units)}")
            rows += 1
        if not rows:
            self._left.pop(path)
            stay = "维持现状" if self.language == "zh" else "stay as they are"
            self._add(name, stay if name == "table" else self._none())

    def _movements(self, path: str) -> None:
        rows = 0
        while f"{path}[{rows}].from" in self._left:
            giver, receiver, units = (self._left.pop(f"{path}[{rows}].{name}") for name in ("from", "to", "units"))
            zh = f"{self._party(giver)} 给 {self._party(receiver)}: {share(units)}"
            en = f"{self._party(giver)} gives {self._party(receiver)} {share(units)}"
            self._add("movement", zh if self.language == "zh" else en)
            rows += 1
        if not rows:
            self._left.pop(path)
            self._add("movements", self._none())

    def _items(self, path: str) -> list[Any]:
        if path in self._left:
            return list(self._left.pop(path))
        found: list[Any] = []
        while f"{path}[{len(found)}]" in self._left:
            found.append(self._left.pop(f"{path}[{len(found)}]"))
        return found

    def _none(self) -> str:
        return "无" if self.language == "zh" else "none"

    def _party(self, number: Any) -> str:
        if number == 0:
            return self._none()
        return f"主体 {number}" if self.language == "zh" else f"party {number}"

    def _guardian(self, number: Any) -> str:
        if number < meanings.GUARDIAN_NODE:
            return self._party(number)
        node = number - meanings.GUARDIAN_NODE
        return f"节点 {node} 的经办人" if self.language == "zh" else f"the officers of node {node}"

    def _choice(self, numbers: Mapping[str, int], words: Mapping[str, act_words.Pair], number: Any) -> str:
        pair = words.get(meanings.name(numbers, number))
        return f"{_say(pair, self.language)} ({number})" if pair else str(number)

    def _rule(self, number: Any) -> str:
        base = self._choice(meanings.RULES, act_words.RULES, number & ~meanings.SHARES_FREE)
        if not number & meanings.SHARES_FREE:
            return base
        return base + (";份额可自由转让 (0x80)" if self.language == "zh" else "; shares move freely (0x80)")

    def _powers(self, mask: Any) -> str:
        known = powers.names(mask)
        named = "、".join(_POWERS[name] for name in known) if self.language == "zh" else ", ".join(known)
        return f"{named} ({mask:#x})"

    def _flags(self, flags: Any) -> str:
        known = ((meanings.SUBLICENSABLE, "sublicensable"), (meanings.TRANSFERABLE, "transferable"))
        named = [_say(act_words.LABELS[name], self.language) for bit, name in known if flags & bit]
        return f"{', '.join(named) or self._none()} ({flags})"

    def _bits(self, bits: Any) -> str:
        everything = "全部" if self.language == "zh" else "all"
        return f"{everything} ({bits:#x})" if bits == _ALL_BITS else f"{bits:#x}"

    def _none_if_zero(self, value: Any) -> str:
        if value == 0 or (isinstance(value, str) and not value.removeprefix("0x").strip("0")):
            return f"{self._none()} ({value})"
        return str(value)


def _flat(value: Any, path: str = "") -> list[tuple[str, Any]]:
    """Every leaf with its path; an empty list or object is a leaf too."""
    if isinstance(value, Mapping) and value:
        inner = [(f"{path}.{name}" if path else str(name), item) for name, item in value.items()]
    elif isinstance(value, list) and value:
        inner = [(f"{path}[{i}]", item) for i, item in enumerate(value)]
    else:
        return [(path, value)]
    return [leaf for name, item in inner for leaf in _flat(item, name)]


def _say(pair: act_words.Pair, language: Language) -> str:
    return pair[0 if language == "zh" else 1]
