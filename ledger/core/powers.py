"""The powers of officers, as bits of a uint32; the same order as the Solidity library `Powers`.

The names are those of the dossier format, plus `read`, `audit` and the scope `below`.
"""

from collections.abc import Iterable

from ledger.core.errors import Malformed

NAMES = (
    "admit_node",
    "grant_officer",
    "register_party",
    "recover_key",
    "register_achievement",
    "confirm_title",
    "decide_objection",
    "register_transfer",
    "register_contract",
    "register_legal_effect",
    "register_pledge",
    "court_order",
    "freeze",
    "review_subsidy",
    "issue_voucher",
    "read",
    "audit",
)
BIT = {name: 1 << position for position, name in enumerate(NAMES)} | {"below": 1 << 31}


def mask(names: Iterable[str]) -> int:
    """The uint32 that holds the named powers.

    :raises Malformed: `POWER_UNKNOWN` for a name that is not in `BIT`.
    """
    bits = 0
    for name in names:
        if name not in BIT:
            raise Malformed(
                "POWER_UNKNOWN",
                f"no power is called {name!r}",
                next=f"use one of {', '.join(BIT)}",
                power=name,
                known=list(BIT),
            )
        bits |= BIT[name]
    return bits


def names(mask: int) -> list[str]:
    """The names of the powers in a uint32, in the order of the bits; unknown bits are left out."""
    return [name for name, bit in BIT.items() if mask & bit]
