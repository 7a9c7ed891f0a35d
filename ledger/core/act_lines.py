"""An act as lines of plain words, so that a signer reads what the digest means: who gives what to whom, under which
conditions, until when.

Every member of the message is said; what nobody has words for is listed by its name. Tests change each member in turn
and demand that the words change, so there is nothing that a signature covers and a reader does not see.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Literal

from ledger.core import act_words, acts, meanings, number_words, powers
from ledger.core.calendar import moment
from ledger.core.shares import WHOLE

Language = Literal["zh", "en"]
Named = Callable[[int], str | None]
"""The name under which a reader knows a party, None where its number has to do."""

PARTIES = frozenset(
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
"""Members that hold the number of a party; `party` does too, but where the act itself gives that number."""
_LISTS_OF_PARTIES = frozenset({"buyers", "entitled", "licensees", "licensors", "sellers"})
_INSTANTS = frozenset({"deadline", "draftedAt", "dueAt", "from", "noticeUntil", "since", "until", "windowEnd"})
_HOLDERS = {"claimed": "claimed", "table": "holder", "parts": "parts"}
_ALL_BITS = (1 << 256) - 1
_BEFORE_HAN = re.compile(r"([0-9%])(?=[\u4e00-\u9fff])")


@dataclass(frozen=True)
class Line:
    """One line: what it is about, and what the message says of it.

    :param member: the member of the message that it says, as `act.deadline` or `movements`.
    """

    label: str
    words: str
    member: str


@dataclass(frozen=True)
class Speech:
    """How words are said.

    :param exact: whether the numbers behind the words stand beside them, as a signer on a command line wants.
    :param named: tells parties that the reader knows by a name.
    """

    language: Language
    exact: bool = False
    named: Named = lambda _: None

    def pair(self, pair: act_words.Pair) -> str:
        """The one in the reader's language."""
        return pair[0 if self.language == "zh" else 1]

    def none(self) -> str:
        """Where there is nothing."""
        return self.pair(("无", "none"))

    def beside(self, words: str, exact: object) -> str:
        """Words with what stands in brackets behind them."""
        return self.pair((f"{words}（{exact}）", f"{words} ({exact})"))

    def party(self, number: Any) -> str:
        """A party by its number, after its name where it has one."""
        if number == 0:
            return self.none()
        name = self.named(number)
        if name is None:
            return self.pair((f"主体 {number}", f"party {number}"))
        return self.beside(name, self.pair((f"主体 {number}", f"party {number}")))

    def parties(self, numbers: list[Any]) -> str:
        """Several parties."""
        return self.pair(("、", ", ")).join(map(self.party, numbers)) if numbers else self.none()

    def share(self, units: int) -> str:
        """Units as percent and fraction, exactly with the units: `51 % (51/100, 367 567 200 / 720 720 000)`."""
        part = Fraction(units, WHOLE)
        told = [] if part.denominator == 1 and not self.exact else [str(part)]
        if self.exact:
            told.append(f"{units:,} / {WHOLE:,}".replace(",", " "))
        return self.beside(_percent(part), self.pair(("，", ", ")).join(told)) if told else _percent(part)

    def movement(self, row: Mapping[str, Any], basis: str) -> str:
        """Who gives what to whom, so that no two numbers stand side by side; without a full stop.

        :param basis: a name of `meanings.BASES`, or `order` where nobody gives and the order moves.
        """
        giver, taker, part = self.party(row["from"]), self.party(row["to"]), self.share(row["units"])
        zh = {
            "gift": f"{giver}将 {part}的份额赠与{taker}",
            "equity": f"{giver}以 {part}的份额向{taker}作价入股",
            "order": f"{giver}的 {part}份额转归{taker}",
        }.get(basis, f"{giver}向{taker}转让 {part}的份额")
        en = f"{giver} gives {part} to {taker}" if basis != "order" else f"{part} passes from {giver} to {taker}"
        return self.pair((apart(zh), en))

    def instant(self, seconds: int) -> str:
        """An instant in Asia/Shanghai, with the zone."""
        told = moment(seconds)
        if self.exact or not told.endswith(" +08:00"):
            return told if seconds or self.exact else self.none()
        return self.pair((f"北京时间 {told[:-7]}", f"{told[:-7]} Beijing time (UTC+8)"))

    def guardian(self, number: Any) -> str:
        """A party, or the officers of a node."""
        if number < meanings.GUARDIAN_NODE:
            return self.party(number)
        node = number - meanings.GUARDIAN_NODE
        return self.pair((f"节点 {node} 的经办人", f"the officers of node {node}"))

    def choice(self, kind: str, member: str, number: Any) -> str:
        """The name of one of a short list; the number itself where it is none of it."""
        found = act_words.choices(kind, member)
        pair = None if found is None else found[1].get(meanings.name(found[0], number))
        if pair is None:
            return str(number)
        return self.beside(self.pair(pair), number) if self.exact else self.pair(pair)

    def rule(self, number: Any) -> str:
        """A rule of decision with its flag."""
        plain = number & ~meanings.SHARES_FREE
        pair = act_words.RULES.get(meanings.name(meanings.RULES, plain))
        base = str(plain) if pair is None else self.beside(self.pair(pair), plain) if self.exact else self.pair(pair)
        if not number & meanings.SHARES_FREE:
            return base
        flag = self.pair(("份额可自由转让", "shares move freely"))
        return base + self.pair(("；", "; ")) + (self.beside(flag, "0x80") if self.exact else flag)

    def powers(self, mask: Any) -> str:
        """The powers of an officer."""
        known = powers.names(mask)
        said = self.pair(("、", ", ")).join(self.power_names(mask))
        return self.beside(said, f"{mask:#x}") if self.exact or powers.mask(known) != mask else said or self.none()

    def power_names(self, mask: int) -> list[str]:
        """The powers of an officer one by one, in the order of the bits; bits that mean nothing are left out."""
        names = {name: (zh, name if self.exact else en) for name, (zh, en) in number_words.POWERS.items()}
        return [self.pair(names[name]) for name in powers.names(mask)]

    def flags(self, flags: Any) -> str:
        """What a licensee may do besides using."""
        known = ((meanings.SUBLICENSABLE, "sublicensable"), (meanings.TRANSFERABLE, "transferable"))
        meant = [self.pair(act_words.LABELS[name]) for bit, name in known if flags & bit]
        said = self.pair(("、", ", ")).join(meant) or self.none()
        return self.beside(said, flags) if self.exact or flags >> len(known) else said

    def bits(self, bits: Any) -> str:
        """A set of fields or places."""
        if bits != _ALL_BITS:
            return f"{bits:#x}"
        everything = self.pair(("全部", "all"))
        return self.beside(everything, f"{bits:#x}") if self.exact else everything

    def other(self, value: Any) -> str:
        """What is said as it is written; zero stands for nothing."""
        if value == 0 or (isinstance(value, str) and not value.removeprefix("0x").strip("0")):
            return self.beside(self.none(), value) if self.exact else self.none()
        return str(value)


def lines(kind: str, message: Mapping[str, Any], speech: Speech) -> list[Line]:
    """The message member by member: the achievement, the giving and taking, then what every act begins with.

    :param kind: name of the act; of one that is not known every member is listed by its name.
    """
    found = _Lines(kind, message, speech)
    if kind in acts.kinds():
        found.tell()
    found.rest()
    return found.found


def basis(kind: str, message: Mapping[str, Any]) -> str:
    """On what the movements of an act rest, as `Speech.movement` takes it."""
    if kind in ("enforce", "announce"):
        return "order"
    return meanings.name(meanings.BASES, message.get("basis", meanings.BASES["sale"]))


def apart(text: str) -> str:
    """Chinese with the space that a reader expects between a figure and the character behind it."""
    return _BEFORE_HAN.sub(r"\1 ", text)


def _percent(part: Fraction) -> str:
    exact = (part * 10_000).denominator == 1
    said = f"{float(part * 100):.2f}".rstrip("0").rstrip(".") if exact else f"≈ {float(part * 100):.4f}"
    return f"{said} %"


class _Lines:
    """Collects lines and remembers which members of the message have been said."""

    def __init__(self, kind: str, message: Mapping[str, Any], speech: Speech) -> None:
        self.kind, self.speech = kind, speech
        self.found: list[Line] = []
        self._contract = message.get("kind", 0)
        self._basis = basis(kind, message)
        self._left = dict(
            _flat(_in_order(acts.kinds()[kind].primary_type, message) if kind in acts.kinds() else message)
        )

    def tell(self) -> None:
        """Whatever is known of the kind, in order."""
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
            self.found.append(Line(path, "—" if value in ([], {}) else str(value), path))
        self._left.clear()

    def _say(self, path: str) -> None:
        """The line, or the lines of the list, to which a leaf belongs."""
        if path not in self._left:
            return
        whole, _, _ = path.partition("[")
        name = whole.rpartition(".")[2]
        if whole == path and not isinstance(self._left[path], list):
            self._add(name, self._value(name, self._left.pop(path)), path)
        elif name in _HOLDERS:
            self._holders(name, whole)
        elif name == "movements":
            self._movements(whole)
        else:
            self._list(name, whole)

    def _add(self, name: str, words: str, member: str) -> None:
        self.found.append(Line(self.speech.pair(act_words.label(self.kind, name)), words, member))

    def _value(self, name: str, value: Any) -> str:
        say = self.speech
        if name in _INSTANTS:
            return say.instant(value)
        if name in PARTIES or (name == "party" and self.kind != "enrol"):
            return say.party(value)
        if name == "units" and not say.exact:
            return say.share(value)
        if name == "subKind" and not say.exact:
            return self._sub_kind(value)
        special: dict[str, Callable[[Any], str]] = {
            "guardian": say.guardian,
            "powers": say.powers,
            "rule": say.rule,
            "flags": say.flags,
            "fields": say.bits,
            "territories": say.bits,
        }
        if name in special:
            return special[name](value)
        if act_words.choices(self.kind, name) is not None:
            return say.choice(self.kind, name, value)
        return say.other(value)

    def _sub_kind(self, value: Any) -> str:
        """The sub-kind of a contract, where the message says of which kind it is."""
        family = meanings.name(meanings.CONTRACT_KINDS, self._contract)
        name = meanings.name(meanings.SUB_KINDS.get(family, {}), value)
        pair = number_words.SUB_KINDS.get((family, name))
        return str(value) if pair is None else self.speech.pair(pair)

    def _list(self, name: str, path: str) -> None:
        items = self._items(path)
        if name in _LISTS_OF_PARTIES:
            self._add(name, self.speech.parties(items), path)
        else:
            between = self.speech.pair(("、", ", "))
            self._add(name, between.join(map(str, items)) if items else self.speech.none(), path)

    def _holders(self, name: str, path: str) -> None:
        rows, say = 0, self.speech
        while f"{path}[{rows}].party" in self._left:
            party, units = self._left.pop(f"{path}[{rows}].party"), self._left.pop(f"{path}[{rows}].units")
            self._add(
                _HOLDERS[name], say.pair(("：", ": ")).join((say.party(party), say.share(units))), f"{path}[{rows}]"
            )
            rows += 1
        if not rows:
            self._left.pop(path)
            stay = say.pair(("维持现状", "stay as they are"))
            self._add(name, stay if name == "table" else say.none(), path)

    def _movements(self, path: str) -> None:
        rows, say = 0, self.speech
        while f"{path}[{rows}].from" in self._left:
            row = {name: self._left.pop(f"{path}[{rows}].{name}") for name in ("from", "to", "units")}
            self._add("movement", say.movement(row, self._basis), f"{path}[{rows}]")
            rows += 1
        if not rows:
            self._left.pop(path)
            self._add("movements", say.none(), path)

    def _items(self, path: str) -> list[Any]:
        if path in self._left:
            return list(self._left.pop(path))
        found: list[Any] = []
        while f"{path}[{len(found)}]" in self._left:
            found.append(self._left.pop(f"{path}[{len(found)}]"))
        return found


def _in_order(type_name: str, value: Any) -> Any:
    """The members in the order of their type, whatever the order in which they were kept; unknown ones come last."""
    members = acts.definition()["types"].get(type_name.removesuffix("[]"))
    if members is None or not isinstance(value, Mapping | list):
        return value
    if isinstance(value, list):
        return [_in_order(type_name, item) for item in value]
    known = {member["name"]: member["type"] for member in members if member["name"] in value}
    told = {name: _in_order(inner, value[name]) for name, inner in known.items()}
    return told | {name: item for name, item in value.items() if name not in known}


def _flat(value: Any, path: str = "") -> list[tuple[str, Any]]:
    """Every leaf with its path; an empty list or object is a leaf too."""
    if isinstance(value, Mapping) and value:
        inner = [(f"{path}.{name}" if path else str(name), item) for name, item in value.items()]
    elif isinstance(value, list) and value:
        inner = [(f"{path}[{i}]", item) for i, item in enumerate(value)]
    else:
        return [(path, value)]
    return [leaf for name, item in inner for leaf in _flat(item, name)]
