"""Every act of the law, in one table."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from eth_abi.abi import encode
from eth_hash.auto import keccak

from tests.model import people, pledges, proceedings, rights, titles
from tests.model.state import Ledger, Message, Reasons, Roll, Seals


@dataclass(frozen=True)
class Act:
    """:param roll: who signs, None where the message is so wrong that nobody can say. :param why_not: every reason to
    refuse it. :param effect: what it changes."""

    contract: str
    roll: Callable[[Ledger, Message], Roll | None]
    why_not: Callable[[Ledger, Message, Seals, bytes], Reasons]
    effect: Callable[[Ledger, Message, bytes], None]


def number_of(node: int, filing: bytes) -> bytes:
    """An achievement's number."""
    return keccak(encode(["uint32", "bytes32"], [node, filing]))


def commitment(achievement: bytes, seller: int, buyer: int, units: int, opening: bytes) -> bytes:
    """What a priority offer posts."""
    types = ["bytes32", "uint32", "uint32", "uint32", "bytes32"]
    return keccak(encode(types, [achievement, seller, buyer, units, opening]))


def _plain(judge: Any) -> Any:
    return lambda ledger, m, seals, _: judge(ledger, m, seals)


def _act(contract: str, module: Any, name: str, *, digest: bool = False) -> Act:
    judge = getattr(module, f"why_not_{name}")
    effect = getattr(module, f"{name}_", None) or getattr(module, name)
    return Act(contract, getattr(module, f"roll_of_{name}"), judge if digest else _plain(judge), effect)


def use_grant_hash(terms: Message) -> bytes:
    """hashStruct(GrantTerms), as a proposal carries it."""
    kind = (
        "GrantTerms(uint8 kind,uint8 exclusivity,uint8 flags,uint32[] licensors,uint32[] licensees,uint40 from,"
        "uint40 until,uint256 fields,uint256 territories)"
    )
    lists = [
        keccak(b"".join(party.to_bytes(32, "big") for party in terms[side])) for side in ("licensors", "licensees")
    ]
    words = [terms["kind"], terms["exclusivity"], terms["flags"], *lists]
    words += [terms["from"], terms["until"], terms["fields"], terms["territories"]]
    packed = b"".join(word if isinstance(word, bytes) else word.to_bytes(32, "big") for word in words)
    return keccak(keccak(kind.encode()) + packed)


def _register(ledger: Ledger, m: Message, seals: Seals, _: bytes) -> Reasons:
    return titles.why_not_register(ledger, m, seals, number_of(m["node"], m["act"]["filing"]))


def _convey(ledger: Ledger, m: Message, seals: Seals, _: bytes) -> Reasons:
    return titles.why_not_convey(ledger, m, seals, commitment)


def _grant(ledger: Ledger, m: Message, seals: Seals, digest: bytes) -> Reasons:
    return rights.why_not_grant(ledger, m, seals, digest, use_grant_hash(m["terms"]))


ACTS: dict[str, Act] = {
    "enrol": _act("Authority", people, "enrol"),
    "rotate": _act("Authority", people, "rotate"),
    "withdraw": _act("Authority", people, "withdraw"),
    "entrust": _act("Authority", people, "entrust"),
    "recover": _act("Authority", people, "recover"),
    "cancelRecovery": _act("Authority", people, "cancel_recovery"),
    "admit": _act("Authority", people, "admit"),
    "handOver": _act("Authority", people, "hand_over"),
    "closeNode": _act("Authority", people, "close_node"),
    "appoint": _act("Authority", people, "appoint"),
    "endAppointment": _act("Authority", people, "end_appointment"),
    "register": Act("TitleRegistry", titles.roll_of_register, _register, titles.register),
    "cancel": _act("TitleRegistry", titles, "cancel"),
    "propose": _act("TitleRegistry", titles, "propose"),
    "confirm": _act("TitleRegistry", titles, "confirm"),
    "convey": Act("TitleRegistry", titles.roll_of_convey, _convey, titles.convey),
    "settle": _act("TitleRegistry", titles, "settle"),
    "amendRule": _act("TitleRegistry", titles, "amend_rule"),
    "enforce": _act("TitleRegistry", titles, "enforce"),
    "migrate": _act("TitleRegistry", titles, "migrate"),
    "prolong": _act("Proceedings", proceedings, "prolong"),
    "object": _act("Proceedings", proceedings, "object", digest=True),
    "retract": _act("Proceedings", proceedings, "retract"),
    "decide": _act("Proceedings", proceedings, "decide"),
    "freeze": _act("Proceedings", proceedings, "freeze", digest=True),
    "lift": _act("Proceedings", proceedings, "lift"),
    "offer": _act("Proceedings", proceedings, "offer", digest=True),
    "take": _act("Proceedings", proceedings, "take"),
    "waive": _act("Proceedings", proceedings, "waive"),
    "withdrawOffer": _act("Proceedings", proceedings, "withdraw_offer"),
    "announce": _act("Proceedings", proceedings, "announce", digest=True),
    "recordEffect": _act("Proceedings", proceedings, "record_effect", digest=True),
    "pledge": _act("Pledges", pledges, "pledge"),
    "release": _act("Pledges", pledges, "release"),
    "grant": Act(
        "UseRights",
        rights.roll_of_grant,
        _grant,
        lambda ledger, m, digest: rights.grant(ledger, m, digest, use_grant_hash(m["terms"])),
    ),
    "sublicense": _act("UseRights", rights, "sublicense", digest=True),
    "extend": _act("UseRights", rights, "extend"),
    "end": _act("UseRights", rights, "end"),
    "registerContract": _act("TechContracts", rights, "register_contract", digest=True),
    "stateContract": _act("TechContracts", rights, "state_contract"),
    "changeContract": _act("TechContracts", rights, "change_contract"),
    "cancelContract": _act("TechContracts", rights, "cancel_contract"),
}
