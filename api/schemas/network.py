"""Parties, nodes and appointments."""

from typing import Self

from pydantic import Field

from api.schemas.common import ACCOUNT, ACHIEVEMENT, LEAF, NOON, Answer, AsOf
from ledger import answers
from ledger.core import meanings, powers
from ledger.core.shares import unpack
from ledger.store.network import AppointmentRow, NodeRow

_CAUSES = ("enrolment", "rotation", "recovery")
_NODES = 1 << 31  # from here on a guardian's number is a node's


class Signer(Answer):
    """A key of a party, and since when it counted."""

    signer: str = Field(examples=[ACCOUNT])
    since: int = Field(examples=[NOON])
    cause: str = Field(description="enrolment, rotation or recovery", examples=["enrolment"])
    may_dispose_day: int | None = Field(
        description="day since 1970 from which the party may give away; null: at once", examples=[None]
    )


class Guardian(Answer):
    """Who may start a recovery: a party, or the officers of a node."""

    party: int | None = Field(examples=[4])
    node: int | None = Field(examples=[None])
    days: int | None = Field(description="of notice; null for the ledger's least", examples=[14])


class Recovery(Answer):
    """A recovery on notice."""

    signer: str = Field(examples=[ACCOUNT])
    by: int = Field(examples=[4])
    ground: str = Field(description="lost, death, merger or order", examples=["lost"])
    evidence: str = Field(description="leaf of the filing that proves it", examples=[LEAF])
    opened_at: int = Field(examples=[NOON])
    due_at: int = Field(examples=[NOON + 604_800])


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
    guardian: Guardian | None
    recovery: Recovery | None
    counts_since: int = Field(description="its signatures under older texts count no more", examples=[NOON])
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
            signers=[
                Signer(
                    signer="0x" + one.signer.hex(),
                    since=one.since,
                    cause=_CAUSES[one.cause],
                    may_dispose_day=one.may_dispose or None,
                )
                for one in found.signers
            ],
            voucher=row.voucher,
            guardian=_guardian(found.guardian, found.recovery_days),
            recovery=_recovery(found.recovery),
            counts_since=found.counts_since,
            enrolled_at=row.enrolled_at,
            appointments=[Appointment.of(one) for one in found.appointments],
            titles=titles,
            as_of=AsOf.of(found.as_of),
        )


class PartyStep(Answer):
    """One act on a party's key or guardian; what it does not say is null."""

    act: str = Field(
        description="enrol, rotate, withdraw, entrust, recover, cancelRecovery or settleRecovery", examples=["rotate"]
    )
    signer: str | None = Field(description="the new one", examples=[ACCOUNT])
    guardian: Guardian | None
    since: int | None = Field(description="what is older counts no more", examples=[NOON])
    due_at: int | None = Field(description="of a recovery", examples=[None])
    ground: str | None = Field(description="of a recovery", examples=[None])
    by: int | None = Field(description="who started a recovery", examples=[None])
    tx: str = Field(examples=["0x" + "a1" * 32])
    block: int = Field(examples=[1042])
    block_hash: str = Field(examples=["0x" + "9c" * 32])
    time: int = Field(examples=[NOON])

    @classmethod
    def of(cls, step: answers.PartyStep) -> Self:
        """From what the query answers."""
        return cls(
            act=step.act,
            signer=None if step.signer is None else "0x" + step.signer.hex(),
            guardian=None if step.guardian is None else _guardian(step.guardian, 0),
            since=step.since,
            due_at=step.due_at,
            ground=None if step.ground is None else meanings.name(meanings.RECOVERIES, step.ground),
            by=step.by,
            tx="0x" + step.transaction.hex(),
            block=step.block.number,
            block_hash="0x" + step.block.hash.hex(),
            time=step.block.time,
        )


class PartyHistory(Answer):
    """A page of a party's history, oldest first, and the block up to which it reaches."""

    items: list[PartyStep]
    next: str | None = Field(description="cursor of the next page, null on the last one", examples=[None])
    as_of: AsOf


def _guardian(number: int, days: int) -> Guardian | None:
    if number == 0:
        return None
    node = number - _NODES if number > _NODES else None
    return Guardian(party=None if node else number, node=node, days=days or None)


def _recovery(found: answers.Recovery | None) -> Recovery | None:
    if found is None:
        return None
    return Recovery(
        signer="0x" + found.signer.hex(),
        by=found.by,
        ground=meanings.name(meanings.RECOVERIES, found.ground),
        evidence=found.evidence.hex(),
        opened_at=found.opened,
        due_at=found.due_at,
    )


class NodeLine(Answer):
    """A registrar of the network."""

    node: int = Field(examples=[2])
    parent: int | None = Field(description="null for the core", examples=[1])
    operator: int = Field(description="the party that runs it", examples=[4])
    kind: str = Field(description="core, regional or specialised", examples=["regional"])
    since: int = Field(examples=[NOON])
    handed_over: int | None = Field(description="when it last changed hands", examples=[None])
    closed: int | None = Field(description="when it was closed", examples=[None])

    @classmethod
    def line(cls, row: NodeRow) -> "NodeLine":
        """From what the query answers."""
        return NodeLine(
            node=row.node,
            parent=row.parent or None,
            operator=row.operator,
            kind=meanings.name(meanings.NODE_KINDS, row.kind),
            since=row.since,
            handed_over=row.handed_over,
            closed=row.until,
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
