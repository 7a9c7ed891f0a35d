"""Drafts of acts on parties, nodes and appointments."""

from pydantic import Field

from api.schemas.common import Bytes32, Leaf, Number, NumberOrNone, Seconds, Signer
from api.schemas.drafts.base import Fields, Guardian, Name


class Enrol(Fields):
    """A party gets its number."""

    signer: Signer
    identity: Bytes32 = Field(description="salted commitment to the identity filing")
    kind: Name | int = Field(description="person (1), organisation (2) or officer (3)")
    guardian: Guardian | None = None
    recovery_days: int | None = Field(default=None, ge=0, le=366, description="the ledger's least if left out")
    voucher: Number | None = Field(default=None, description="the appointment's officer if left out")
    appointment: NumberOrNone | None = None


class Rotate(Fields):
    """A party changes what it signs with."""

    party: Number
    signer: Signer


class Withdraw(Fields):
    """A party takes back every signature that has not taken effect yet."""

    party: Number


class Entrust(Fields):
    """A party chooses another guardian."""

    party: Number
    guardian: Guardian
    recovery_days: int | None = Field(default=None, ge=0, le=366, description="the ledger's least if left out")


class Recover(Fields):
    """A new signer for a party goes on notice."""

    party: Number
    signer: Signer
    appointment: NumberOrNone | None = Field(default=None, description="an officer's, if the guardian is a node")
    ground: Name | int = Field(description="lost (1), death (2), merger (3) or order (4)")
    evidence: Leaf | None = Field(default=None, description="the filing that proves the ground")


class CancelRecovery(Fields):
    """A party ends the recovery that is on notice."""

    party: Number
    due_at: Seconds | None = Field(default=None, description="that of the recovery on notice if left out")


class Admit(Fields):
    """A node joins."""

    parent: Number | None = Field(default=None, description="the core if left out")
    operator: Number
    kind: Name | int = Field(description="regional (2) or specialised (3)")
    under: NumberOrNone | None = Field(default=None, description="appointment of the officer who signs for the parent")


class HandOver(Fields):
    """Another party runs a node."""

    node: Number
    operator: Number


class CloseNode(Fields):
    """A node is closed, at once."""

    node: Number
    by: Number | None = Field(default=None, description="the node's operator, or the officer of `under`, if left out")
    under: NumberOrNone | None = None


class Appoint(Fields):
    """An officer gets powers at a node for a period."""

    node: Number
    officer: Number
    powers: list[Name] = Field(min_length=1, max_length=32)
    from_: Seconds | None = Field(default=None, alias="from", description="now if left out")
    until: Seconds
    under: NumberOrNone | None = Field(default=None, description="appointment of the officer who signs for the node")


class EndAppointment(Fields):
    """An appointment ends earlier."""

    appointment: Number
    by: Number | None = Field(default=None, description="the node's operator, or the officer of `under`, if left out")
    under: NumberOrNone | None = None
    until: Seconds | None = Field(default=None, description="now if left out")
