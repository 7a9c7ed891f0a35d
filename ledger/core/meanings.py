"""What the small numbers in messages, on the chain and in proofs mean; the interfaces of the contracts say the same."""

from collections.abc import Mapping
from typing import Final

STATUSES: Final = ("none", "registered", "notice", "contested", "confirmed", "closed")
"""Of a title, by number."""
NONE, REGISTERED, NOTICE, CONTESTED, CONFIRMED, CLOSED = range(6)

RULES: Final = {"unanimous": 1, "two_thirds": 2, "majority": 3, "delegated": 4}
"""How holders decide about a conveyance; a title that was never confirmed has none, 0."""
UNANIMOUS, TWO_THIRDS, MAJORITY, DELEGATED = RULES.values()
SHARES_FREE: Final = 0x80
"""Flag beside a rule: shares move without asking the others."""

PARTY_KINDS: Final = {"person": 1, "organisation": 2, "officer": 3}
NODE_KINDS: Final = {"core": 1, "regional": 2, "specialised": 3}
"""The core is there from the start; nodes that are admitted are regional (a park) or specialised (a sector)."""

BASES: Final = {"sale": 1, "equity": 2, "gift": 3}
"""On which a conveyance rests."""
PLEDGES_AFTER: Final = {"none": 0, "released": 1, "follows": 2}
"""What becomes of a pledge on units that a conveyance moves."""


GUARDIAN_NODE: Final = 1 << 31
"""Added to a node's number where its officers are a party's guardian."""
RECOVERIES: Final = {"lost": 1, "death": 2, "merger": 3, "order": 4}
"""Grounds of a recovery."""
ORDERS: Final = {"death": 1, "merger": 2, "judgment": 3, "wrong": 4, "double": 5, "fraud": 6}
"""Grounds of an order: by the first three units move, by the others the title closes."""
MOVING: Final = (1, 2, 3)
"""The orders by which units move."""
CANCELLATIONS: Final = {"error": 1, "fraud": 2}
"""Grounds on which a registration is struck off."""
OBJECTIONS: Final = {"title": 1, "completers": 2, "shares": 3, "price": 4, "truth": 5, "secrecy": 6, "other": 7}
"""Grounds of an objection."""
OUTCOMES: Final = {"rejected": 1, "partly": 2, "upheld": 3}
"""The word of a decision on an objection."""
EFFECTS: Final = {"none": 0, "amend": 1, "close": 2}
"""What a decision does: nothing; the proposal is void and a new one goes on notice; it is void with its objections."""
FREEZES: Final = {"lawsuit": 1, "arbitration": 2, "suspension": 3, "preservation": 4}
"""Grounds of a freeze."""
OFFER_STATUSES: Final = ("none", "open", "taken", "waived", "lapsed", "sold", "settled", "withdrawn")
"""Of a priority offer, by number."""

RIGHT_KINDS: Final = {"use_right": 1, "licence": 2}
EXCLUSIVITIES: Final = {"exclusive": 1, "sole": 2, "ordinary": 3}
SUBLICENSABLE, TRANSFERABLE = 1, 2
"""Flags of a right's terms."""
ENDINGS: Final = {"agreement": 1, "breach": 2, "renounced": 3}
"""Grounds on which a right ends."""

CONTRACT_KINDS: Final = {"development": 1, "transfer": 2, "licence": 3, "consulting": 4, "service": 5}
SUB_KINDS: Final = {
    "development": {"commissioned": 1, "joint": 2},
    "transfer": {"patent": 1, "right_to_apply": 2, "secret": 3, "software_layout_variety": 4},
    "licence": {"patent": 1, "secret": 2},
    "consulting": {"consulting": 1},
    "service": {"service": 1, "training": 2, "brokerage": 3},
}
"""Of a technology contract, by its kind."""
CONTRACT_BASES: Final = {"none": 0, "holders_today": 1, "holders_then": 2, "authority": 3, "licence": 4}
"""By what right the sellers sell."""
STATEMENTS: Final = {"sales": 1, "proceeds": 2}
CONTRACT_ENDS: Final = {"terminated": 1, "rescinded": 2, "fraud": 3}

STATUS_WORDS: Final = {
    "none": ("无", "none"),
    "registered": ("已登记", "registered"),
    "notice": ("公示中", "on notice"),
    "contested": ("有异议待重新公示", "contested"),
    "confirmed": ("已确认", "confirmed"),
    "closed": ("已关闭", "closed"),
    "open": ("待答复", "open"),
    "taken": ("已承购", "taken"),
    "waived": ("均已放弃", "waived by all"),
    "lapsed": ("已失效", "lapsed"),
    "sold": ("已售", "sold"),
    "settled": ("已了结", "settled"),
    "withdrawn": ("已撤回", "withdrawn"),
}
"""The statuses of titles and offers for people, Chinese and English."""


def name(table: Mapping[str, int], number: int) -> str:
    """The name of a number in one of these tables; the number itself where there is none."""
    return next((word for word, meant in table.items() if meant == number), str(number))


def rule_name(rule: int) -> str:
    """The name of a rule without its flag; `none` before the first confirmation."""
    return name({"none": 0} | RULES, rule & ~SHARES_FREE)


RECOVERED: Final = 2
"""Cause of a signer that a recovery brought; 1 is a rotation."""
