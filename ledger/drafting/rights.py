"""Acts on rights to use, and on technology contracts."""

from ledger.answers import unknown_thing
from ledger.chain.states import ContractState
from ledger.core.acts import Message
from ledger.core.meanings import (
    CONTRACT_BASES,
    CONTRACT_ENDS,
    CONTRACT_KINDS,
    ENDINGS,
    EXCLUSIVITIES,
    RIGHT_KINDS,
    STATEMENTS,
    SUB_KINDS,
    SUBLICENSABLE,
    TRANSFERABLE,
    name,
)
from ledger.drafting.desk import ZERO, Desk, hex32, raw
from ledger.drafting.fields import Fields

EVERYTHING = (1 << 256) - 1
"""All fields, or all places."""


def grant_terms(fields: Fields, drafted: int | None) -> Message:
    """What is granted: for every field and place unless some are named.

    :param drafted: when the right begins unless the fields say it; None where they have to.
    """
    flags = fields.number("flags", 0)
    if fields.flag("sublicensable"):
        flags |= SUBLICENSABLE
    if fields.flag("transferable"):
        flags |= TRANSFERABLE
    return {
        "kind": fields.choice("kind", RIGHT_KINDS),
        "exclusivity": fields.choice("exclusivity", EXCLUSIVITIES),
        "flags": flags,
        "licensors": fields.numbers("licensors"),
        "licensees": fields.numbers("licensees"),
        "from": fields.number("from", drafted),
        "until": fields.number("until"),
        "fields": fields.bits("fields", EVERYTHING),
        "territories": fields.bits("territories", EVERYTHING),
    }


def grant(desk: Desk) -> Message:
    """A right to use is granted."""
    achievement = desk.fields.hash("achievement")
    return {
        "act": desk.act(achievement, appointment=0),
        "terms": grant_terms(desk.fields, desk.drafted),
        "freezeNotice": desk.fields.hash("freezeNotice", ZERO),
    }


def sublicense(desk: Desk) -> Message:
    """A licensee lets others use under his right: by default as long and as widely as that right goes."""
    fields = desk.fields
    parent = fields.hash("parent")
    above = desk.contracts.rights.right(raw(parent), desk.block)
    achievement = desk.known("right", parent, above.achievement)
    return {
        "matter": desk.matter(achievement, officer=False),
        "parent": parent,
        "licensor": fields.number("licensor"),
        "licensees": fields.numbers("licensees"),
        "from": fields.number("from", max(desk.drafted, above.starts)),
        "until": fields.number("until", above.until),
        "fields": fields.bits("fields", above.fields),
        "territories": fields.bits("territories", above.territories),
    }


def extend(desk: Desk) -> Message:
    """A right ends later."""
    right = desk.fields.hash("right")
    standing = desk.contracts.rights.right(raw(right), desk.block)
    achievement = desk.known("right", right, standing.achievement)
    return {
        "act": desk.act(achievement, appointment=0),
        "right": right,
        "until": desk.fields.number("until"),
    }


def end(desk: Desk) -> Message:
    """A right ends now."""
    right = desk.fields.hash("right")
    standing = desk.contracts.rights.right(raw(right), desk.block)
    achievement = desk.known("right", right, standing.achievement)
    ground = desk.fields.choice("ground", ENDINGS)
    return {
        "matter": desk.matter(achievement, officer=False, filing=ZERO if ground != ENDINGS["breach"] else None),
        "right": right,
        "by": desk.fields.number("by", 0 if ground == ENDINGS["agreement"] else None),
        "ground": ground,
    }


def register_contract(desk: Desk) -> Message:
    """A technology contract is registered."""
    fields = desk.fields
    achievement = fields.hash("achievement", ZERO)
    kind = fields.choice("kind", CONTRACT_KINDS)
    return {
        "matter": desk.matter(achievement, officer=True, titled=False),
        "node": fields.number("node"),
        "kind": kind,
        "subKind": _sub_kind(fields, kind),
        "basis": fields.choice("basis", CONTRACT_BASES, 0 if achievement == ZERO else None),
        "source": fields.hash("source", ZERO),
        "applicant": fields.number("applicant"),
        "sellers": fields.numbers("sellers"),
        "buyers": fields.numbers("buyers"),
        "terms": desk.commitment("terms"),
    }


def state_contract(desk: Desk) -> Message:
    """A party states sales or proceeds."""
    fields = desk.fields
    number, party = fields.hash("contractNumber"), fields.number("party")
    achievement = desk.fields.hash("achievement", hex32(_standing(desk, number).achievement))
    stated = desk.contracts.tech_contracts.statements(raw(number), party, desk.block)
    return {
        "matter": desk.matter(achievement, officer=False, filing=ZERO, titled=False),
        "contractNumber": number,
        "party": party,
        "number": fields.number("number", stated + 1),
        "kind": fields.choice("kind", STATEMENTS),
        "commitment": desk.commitment("commitment"),
    }


def change_contract(desk: Desk) -> Message:
    """A contract is changed; its sub-kind stays unless another is named."""
    number = desk.fields.hash("contractNumber")
    standing = _standing(desk, number)
    achievement = desk.fields.hash("achievement", hex32(standing.achievement))
    return {
        "matter": desk.matter(achievement, officer=True, titled=False),
        "contractNumber": number,
        "change": desk.fields.number("change", standing.changes + 1),
        "subKind": _sub_kind(desk.fields, standing.kind, standing.sub_kind),
        "terms": desk.commitment("terms"),
    }


def cancel_contract(desk: Desk) -> Message:
    """A contract's registration is closed."""
    number = desk.fields.hash("contractNumber")
    achievement = desk.fields.hash("achievement", hex32(_standing(desk, number).achievement))
    return {
        "matter": desk.matter(achievement, officer=True, titled=False),
        "contractNumber": number,
        "ground": desk.fields.choice("ground", CONTRACT_ENDS),
    }


def _standing(desk: Desk, number: str) -> ContractState:
    """The contract of that number.

    :raises NotFound: `CONTRACT_UNKNOWN`.
    """
    standing = desk.contracts.tech_contracts.contract(raw(number), desk.block)
    if standing.status == 0:
        raise unknown_thing("contract", raw(number), desk.block.number)
    return standing


def _sub_kind(fields: Fields, kind: int, default: int | None = None) -> int:
    return fields.choice("subKind", SUB_KINDS.get(name(CONTRACT_KINDS, kind), {}), default)
