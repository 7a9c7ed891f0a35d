"""Acts on parties, nodes and appointments."""

from typing import Any

from ledger.core import powers
from ledger.core.acts import Message
from ledger.core.errors import Refused
from ledger.core.meanings import GUARDIAN_NODE, NODE_KINDS, PARTY_KINDS, RECOVERIES
from ledger.drafting.desk import ZERO, Desk
from ledger.drafting.fields import Fields, as_hex, malformed

_ADMITTED = {name: number for name, number in NODE_KINDS.items() if name != "core"}
_LONGEST_LIFE = 90 * 86_400  # a constant of the contract


def enrol(desk: Desk) -> Message:
    """A party gets its number."""
    fields = desk.fields
    appointment = fields.number("appointment", 0)
    authority = desk.contracts.authority
    officer = authority.appointment(appointment, desk.block).officer if appointment else None
    return {
        "party": desk.next_number(0),
        "signer": _signer(fields),
        "identity": fields.hash("identity"),
        "kind": fields.choice("kind", PARTY_KINDS),
        "guardian": _guardian(fields, 0),
        "recoveryDays": fields.number("recoveryDays", 0),
        "voucher": fields.number("voucher", officer),
        "appointment": appointment,
        **_life(desk),
    }


def rotate(desk: Desk) -> Message:
    """A party changes its signer."""
    return {"party": desk.fields.number("party"), "signer": _signer(desk.fields), **_life(desk)}


def withdraw(desk: Desk) -> Message:
    """A party takes back what it signed and what has not taken effect."""
    return {"party": desk.fields.number("party"), **_life(desk)}


def entrust(desk: Desk) -> Message:
    """A party chooses another guardian."""
    fields = desk.fields
    return {
        "party": fields.number("party"),
        "guardian": _guardian(fields, None),
        "recoveryDays": fields.number("recoveryDays", 0),
        **_life(desk),
    }


def recover(desk: Desk) -> Message:
    """A new signer for a party goes on notice."""
    fields = desk.fields
    return {
        "party": fields.number("party"),
        "signer": _signer(fields),
        "appointment": fields.number("appointment", 0),
        "ground": fields.choice("ground", RECOVERIES),
        "evidence": fields.hash("evidence", ZERO),
        **_life(desk),
    }


def cancel_recovery(desk: Desk) -> Message:
    """The party ends a recovery; by default the one that is on notice."""
    party = desk.party()
    running = desk.contracts.authority.recovery(party, desk.block).due_at
    if running == 0:
        message = f"no recovery of party {party} is on notice"
        raise Refused("RECOVERY_CLOSED", message, next="see the party", party=party)
    return {"party": party, "dueAt": desk.fields.number("dueAt", running), **_life(desk)}


def admit(desk: Desk) -> Message:
    """A node joins."""
    fields = desk.fields
    return {
        "node": desk.next_number(1),
        "parent": fields.number("parent", 1),
        "operator": fields.number("operator"),
        "kind": fields.choice("kind", _ADMITTED),
        "under": fields.number("under", 0),
        **_life(desk),
    }


def hand_over(desk: Desk) -> Message:
    """Another party runs a node."""
    return {"node": desk.fields.number("node"), "operator": desk.fields.number("operator"), **_life(desk)}


def close_node(desk: Desk) -> Message:
    """A node is closed; by default by its own operator, or by the officer of `under`."""
    fields = desk.fields
    node, under = fields.number("node"), fields.number("under", 0)
    return {"node": node, "by": _signatory(desk, node, under), "under": under, **_life(desk)}


def appoint(desk: Desk) -> Message:
    """An officer gets powers."""
    fields = desk.fields
    given = fields.take("powers")
    return {
        "appointment": desk.next_number(2),
        "node": fields.number("node"),
        "officer": fields.number("officer"),
        "powers": powers.mask(given) if isinstance(given, list) else given,
        "from": fields.number("from", desk.drafted),
        "until": fields.number("until"),
        "under": fields.number("under", 0),
        **_life(desk),
    }


def end_appointment(desk: Desk) -> Message:
    """An appointment ends earlier; by default by its node's operator, or by the officer of `under`."""
    fields = desk.fields
    appointment, under = fields.number("appointment"), fields.number("under", 0)
    node = desk.contracts.authority.appointment(appointment, desk.block).node
    return {
        "appointment": appointment,
        "by": _signatory(desk, node, under),
        "under": under,
        "until": fields.number("until", desk.drafted),
        **_life(desk),
    }


def _signatory(desk: Desk, node: int, under: int) -> int:
    authority = desk.contracts.authority
    if under:
        return desk.fields.number("by", authority.appointment(under, desk.block).officer)
    return desk.fields.number("by", authority.node(node, desk.block).operator)


def _life(desk: Desk) -> Message:
    return {"draftedAt": desk.drafted, "deadline": desk.deadline(_LONGEST_LIFE)}


def _signer(fields: Fields) -> str:
    return as_hex("signer", fields.take("signer"))


def _guardian(fields: Fields, default: int | None) -> int:
    """A party's number, 0 for nobody, or `node:3` for the officers of a node."""
    given: Any = fields.take("guardian", default)
    if isinstance(given, str) and given.startswith("node:") and given[5:].isdecimal() and len(given) < 16:
        return int(given[5:]) + GUARDIAN_NODE
    if isinstance(given, bool) or not isinstance(given, int) or given < 0:
        raise malformed("guardian", given, ("主体编号、0 或 node:N", "a party's number, 0, or node:N"))
    return given
