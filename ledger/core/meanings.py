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


def name(table: Mapping[str, int], number: int) -> str:
    """The name of a number in one of these tables; the number itself where there is none."""
    return next((word for word, meant in table.items() if meant == number), str(number))


def rule_name(rule: int) -> str:
    """The name of a rule without its flag; `none` before the first confirmation."""
    return name({"none": 0} | RULES, rule & ~SHARES_FREE)
