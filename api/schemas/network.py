"""Parties, nodes and appointments."""

from typing import Self

from pydantic import Field

from api.schemas.common import ACCOUNT, ACHIEVEMENT, NOON, Answer, AsOf
from ledger import answers
from ledger.core import meanings, powers
from ledger.core.shares import unpack
from ledger.store.network import AppointmentRow, NodeRow


class Signer(Answer):
    """A key of a party, and since when it counted."""

    signer: str = Field(examples=[ACCOUNT])
    since: int = Field(examples=[NOON])


class Appointment(Answer):
    """Powers of an officer at a node for a period."""

    appointment: int = Field(examples=[1])
    node: int = Field(examples=[1])
    officer: int = Field(examples=[3])
    powers: list[str] = Field(examples=[["register_achievement", "confirm_title"]])
    from_: int = Field(serialization_alias="from", examples=[NOON])
    until: int = Field(description="first second no longer in force", examples=[NOON + 31_536_000])

    @classmethod
    def of(cls, row: AppointmentRow) -> Self:
        """From what the query answers."""
        return cls(
            appointment=row.appointment,
            node=row.node,
            officer=row.officer,
            powers=powers.names(row.powers),
            from_=row.starts,
            until=row.until,
        )


class HeldTitle(Answer):
    """An achievement in whose table the party stands."""

    achievement: str = Field(examples=[ACHIEVEMENT])
    confirmed: bool = Field(description="held, not merely claimed", examples=[True])
    units: int = Field(examples=[216_216_000])


class Party(Answer):
    """A party: a number, independent of its keys. Who it is stands in its identity filing, not here."""

    party: int = Field(examples=[7])
    kind: str = Field(description="person, organisation or officer", examples=["person"])
    identity: str = Field(description="salted commitment", examples=["0x" + "17" * 32])
    signer: str = Field(description="its key as of the block", examples=[ACCOUNT])
    signers: list[Signer] = Field(description="its keys, newest first")
    voucher: int = Field(examples=[1])
    guardian: int | None = Field(examples=[None])
    enrolled_at: int = Field(examples=[NOON])
    appointments: list[Appointment] = Field(examples=[[]])
    titles: list[HeldTitle]
    as_of: AsOf

    @classmethod
    def of(cls, found: answers.Party) -> Self:
        """From what the query answers."""
        row = found.row
        titles = []
        for title in found.titles:
            version = title.version
            units = sum(share.units for share in unpack(version.words, version.entries) if share.party == row.party)
            confirmed = version.status == meanings.CONFIRMED
            titles.append(HeldTitle(achievement="0x" + version.achievement.hex(), confirmed=confirmed, units=units))
        return cls(
            party=row.party,
            kind=meanings.name(meanings.PARTY_KINDS, row.kind),
            identity="0x" + row.identity.hex(),
            signer="0x" + found.signers[0].signer.hex(),
            signers=[Signer(signer="0x" + one.signer.hex(), since=one.since) for one in found.signers],
            voucher=row.voucher,
            guardian=row.guardian or None,
            enrolled_at=row.enrolled_at,
            appointments=[Appointment.of(one) for one in found.appointments],
            titles=titles,
            as_of=AsOf.of(found.as_of),
        )


class NodeLine(Answer):
    """A registrar of the network."""

    node: int = Field(examples=[2])
    parent: int | None = Field(description="null for the core", examples=[1])
    operator: int = Field(description="the party that runs it", examples=[4])
    kind: str = Field(description="core, regional or specialised", examples=["regional"])
    since: int = Field(examples=[NOON])

    @classmethod
    def line(cls, row: NodeRow) -> "NodeLine":
        """From what the query answers."""
        return NodeLine(
            node=row.node,
            parent=row.parent or None,
            operator=row.operator,
            kind=meanings.name(meanings.NODE_KINDS, row.kind),
            since=row.since,
        )


class Nodes(Answer):
    """A page of the nodes, by number."""

    items: list[NodeLine]
    next: str | None = Field(examples=[None])
    as_of: AsOf


class Node(NodeLine):
    """A node with the appointments given there."""

    children: list[int] = Field(examples=[[]])
    appointments: list[Appointment]
    as_of: AsOf

    @classmethod
    def of(cls, found: answers.Node) -> Self:
        """From what the query answers."""
        return cls(
            **NodeLine.line(found.row).model_dump(),
            children=list(found.children),
            appointments=[Appointment.of(one) for one in found.appointments],
            as_of=AsOf.of(found.as_of),
        )
