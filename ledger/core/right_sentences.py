"""What acts on rights to use and on technology contracts do, in whole sentences."""

from ledger.core.act_lines import Speech
from ledger.core.acts import Message

Pair = tuple[str, str]


def grant(m: Message, say: Speech) -> list[Pair]:
    """A right to use is granted."""
    t = m["terms"]
    kind, how = say.choice("grant", "kind", t["kind"]), say.choice("grant", "exclusivity", t["exclusivity"])
    givers, takers = say.parties(t["licensors"]), say.parties(t["licensees"])
    begins, ends = say.instant(t["from"]), say.instant(t["until"])
    told = [
        (f"{givers}授予{takers}{how}{kind}。", f"{capital(givers)} gives {takers} a right to use: {kind}, {how}."),
        (f"自{begins}起，至{ends}止（不含）。", f"From {begins} until {ends} (not included)."),
    ]
    if t["flags"]:
        told.append((f"被许可人另得：{say.flags(t['flags'])}。", f"And it {say.flags(t['flags']).lower()}."))
    return told


def sublicense(m: Message, say: Speech) -> list[Pair]:
    """A licensee lets others use under its right."""
    giver, takers = say.party(m["licensor"]), say.parties(m["licensees"])
    begins, ends = say.instant(m["from"]), say.instant(m["until"])
    return [
        (f"{giver}把自己的使用权再许可给{takers}。", f"{capital(giver)} lets {takers} use under its own right."),
        (f"自{begins}起，至{ends}止（不含）。", f"From {begins} until {ends} (not included)."),
    ]


def end(m: Message, say: Speech) -> list[Pair]:
    """A right ends."""
    ground = say.choice("end", "ground", m["ground"])
    if not m["by"]:
        return [(f"使用权就此终止（{ground}）。", f"The right to use ends ({ground}).")]
    who = say.party(m["by"])
    return [(f"{who}终止使用权（{ground}）。", f"{capital(who)} ends the right to use ({ground}).")]


def contract(m: Message, say: Speech) -> list[Pair]:
    """A technology contract is registered."""
    kind = say.choice("registerContract", "kind", m["kind"])
    basis = say.choice("registerContract", "basis", m["basis"])
    sellers, buyers, applicant = say.parties(m["sellers"]), say.parties(m["buyers"]), say.party(m["applicant"])
    return [
        (
            f"节点 {m['node']} 登记一份技术合同（{kind}）：出让方{sellers}，受让方{buyers}。",
            f"Node {m['node']} registers a technology contract ({kind}): {sellers} to {buyers}.",
        ),
        (f"申请人：{applicant}。处分依据：{basis}。", f"Applied for by {applicant}. The sellers' right: {basis}."),
        ("金额与日期只留承诺值。", "Of amounts and dates only a commitment is shown."),
    ]


def state(m: Message, say: Speech) -> list[Pair]:
    """A party states sales or proceeds."""
    who, kind = say.party(m["party"]), say.choice("stateContract", "kind", m["kind"])
    return [
        (
            f"{who}就技术合同申报{kind}（第 {m['number']} 次），金额只留承诺值。",
            f"{capital(who)} states {kind} under a technology contract (number {m['number']}); no amount is shown.",
        )
    ]


def capital(text: str) -> str:
    """The text with a capital at its beginning."""
    return text[:1].upper() + text[1:]
