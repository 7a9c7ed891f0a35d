"""Which power an officer needs for an act: that of the appointment which the act names."""

from collections.abc import Mapping
from typing import Final

from ledger.core.powers import BIT

OFFICES: Final[Mapping[tuple[str, str], int]] = {
    **{("enrol", "appointment"): BIT["register_party"], ("recover", "appointment"): BIT["recover_key"]},
    **{(kind, "under"): BIT["admit_node"] for kind in ("admit", "closeNode")},
    **{(kind, "under"): BIT["grant_officer"] for kind in ("appoint", "endAppointment")},
    **{(kind, "appointment"): BIT["register_achievement"] for kind in ("register", "cancel")},
    **{(kind, "appointment"): BIT["confirm_title"] for kind in ("confirm", "amendRule", "migrate")},
    **{(kind, "appointment"): BIT["register_transfer"] for kind in ("convey", "settle")},
    **{(kind, "appointment"): BIT["decide_objection"] for kind in ("prolong", "decide")},
    **{(kind, "appointment"): BIT["freeze"] for kind in ("freeze", "lift")},
    **{(kind, "appointment"): BIT["court_order"] for kind in ("announce", "enforce")},
    **{(kind, "judge"): BIT["court_order"] for kind in ("announce", "enforce", "freeze")},
    ("recordEffect", "appointment"): BIT["register_legal_effect"],
    ("pledge", "appointment"): BIT["register_pledge"],
    **{(f"{name}Contract", "appointment"): BIT["register_contract"] for name in ("register", "change", "cancel")},
}
"""By kind of act and field of its draft: the bit that the contract asks of the appointment there."""

ELSEWHERE: Final = "judge"
"""The field whose officer sits at another node than that of the achievement."""


def needed(kind: str, field: str) -> int | None:
    """The power that the appointment in a field needs; 0 where any appointment may stand, None where none does."""
    if (kind, field) == ("endAppointment", "appointment"):
        return 0
    return OFFICES.get((kind, field))
