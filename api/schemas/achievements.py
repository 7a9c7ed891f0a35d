"""Achievements: who holds what, and how it came to that."""

from typing import Self

from pydantic import Field

from api.schemas.common import ACHIEVEMENT, LEAF, NOON, Answer, AsOf
from ledger import answers
from ledger.core import meanings
from ledger.core.shares import Share

DIGEST = "0x" + "44" * 32
TX = "0x" + "a1" * 32


class Holding(Answer):
    """What a party holds or claims."""

    party: int = Field(examples=[6])
    units: int = Field(description="of the whole of 720 720 000", examples=[216_216_000])
    share: str = Field(description="the same as a fraction", examples=["3/10"])

    @classmethod
    def of(cls, share: Share) -> Self:
        """From a row of a table."""
        return cls(party=share.party, units=share.units, share=str(share.fraction))


class Notice(Answer):
    """An open public notice."""

    terms: str = Field(description="hash of the proposed terms", examples=[DIGEST])
    round: int = Field(description="number of the proposal among those of the title", examples=[1])
    opened: int = Field(examples=[NOON])
    until: int = Field(description="confirmed from this second on at the earliest", examples=[NOON + 1_296_000])
    digest: str = Field(description="of the proposal", examples=[DIGEST])
    filing: str = Field(description="leaf of the proposal's document", examples=[LEAF])


class Achievement(Answer):
    """Who held what as of a block. What is claimed is not owned: owners stand there once they are confirmed."""

    id: str = Field(examples=[ACHIEVEMENT])
    status: str = Field(description="registered, notice, contested, confirmed or closed", examples=["confirmed"])
    version: int = Field(examples=[2])
    node: int = Field(examples=[2])
    owners: list[Holding]
    claimed: list[Holding] = Field(examples=[[]])
    encumbered: list[int] = Field(description="owners whose units are pledged, in part at least", examples=[[]])
    rule: str = Field(description="none, unanimous, two_thirds, majority or delegated", examples=["two_thirds"])
    shares_free: bool = Field(examples=[False])
    delegate: int | None = Field(examples=[None])
    notice: Notice | None
    notice_until: int | None = Field(description="objections may come in before this second", examples=[None])
    objections: int = Field(description="open ones", examples=[0])
    frozen: bool = Field(description="at the time asked about", examples=[False])
    frozen_until: int | None = Field(description="the latest end of its freezes", examples=[None])
    act: str = Field(description="the act that led to this version", examples=["confirm"])
    digest: str | None = Field(description="null for a title adopted from an earlier registry", examples=[DIGEST])
    filing: str | None = Field(description="leaf of that act's document", examples=[LEAF])
    ground: str | None = Field(description="of a cancellation or an order", examples=[None])
    successor: str | None = Field(description="the registry to which the title went", examples=[None])
    use_grant: str | None = Field(examples=[None])
    tx: str = Field(examples=[TX])
    since: int = Field(description="when this version began", examples=[NOON])
    as_of: AsOf

    @classmethod
    def of(cls, found: answers.Holdings) -> Self:
        """From what the query answers."""
        notice = found.notice
        return cls(
            id="0x" + found.achievement.hex(),
            status=found.status_name,
            version=found.version,
            node=found.node,
            owners=[Holding.of(share) for share in found.owners],
            claimed=[Holding.of(share) for share in found.claimed],
            encumbered=list(found.encumbered),
            rule=found.rule,
            shares_free=found.shares_free,
            delegate=found.delegate or None,
            notice=None
            if notice is None
            else Notice(
                terms="0x" + notice.terms.hex(),
                round=notice.round,
                opened=notice.opened,
                until=notice.until,
                digest="0x" + notice.digest.hex(),
                filing=notice.filing.hex(),
            ),
            notice_until=found.notice_until or None,
            objections=found.objections,
            frozen=found.frozen,
            frozen_until=found.frozen_until or None,
            act=found.act,
            ground=_ground(found),
            successor=None if found.successor is None else "0x" + found.successor.hex(),
            digest=None if found.digest is None else "0x" + found.digest.hex(),
            filing=None if found.filing is None else found.filing.hex(),
            use_grant=None if found.use_grant is None else "0x" + found.use_grant.hex(),
            tx="0x" + found.transaction.hex(),
            since=found.since,
            as_of=AsOf.of(found.as_of),
        )


def _ground(found: answers.Holdings) -> str | None:
    if found.ground is None:
        return None
    return meanings.name(meanings.CANCELLATIONS if found.act == "cancel" else meanings.ORDERS, found.ground)


class Step(Answer):
    """One act in an achievement's history."""

    act: str = Field(
        description="its kind, such as register, propose, confirm, convey, object, freeze", examples=["register"]
    )
    version: int | None = Field(
        description="the version it led to; null for what stands beside the title", examples=[1]
    )
    party: int | None = Field(description="whom it concerns, where it names one", examples=[None])
    digest: str | None = Field(examples=[DIGEST])
    filing: str | None = Field(examples=[LEAF])
    table: list[Holding] | None = Field(description="who held or claimed what after it; null for a proposal")
    rule: str | None = Field(examples=["none"])
    basis: str | None = Field(description="of a conveyance: sale, equity or gift", examples=[None])
    notice_until: int | None = Field(description="of a proposal", examples=[None])
    tx: str = Field(examples=[TX])
    block: int = Field(examples=[1042])
    block_hash: str = Field(examples=["0x" + "9c" * 32])
    time: int = Field(examples=[NOON])

    @classmethod
    def of(cls, step: answers.Step) -> Self:
        """From what the query answers."""
        return cls(
            act=step.act,
            version=step.version,
            party=step.party,
            digest=None if step.digest is None else "0x" + step.digest.hex(),
            filing=None if step.filing is None else step.filing.hex(),
            table=None if step.table is None else [Holding.of(share) for share in step.table],
            rule=None if step.rule is None else meanings.rule_name(step.rule),
            basis=None if step.basis is None else meanings.name(meanings.BASES, step.basis),
            notice_until=step.notice_until,
            tx="0x" + step.transaction.hex(),
            block=step.block.number,
            block_hash="0x" + step.block.hash.hex(),
            time=step.block.time,
        )


class History(Answer):
    """A page of an achievement's history, oldest first, and the block up to which it reaches."""

    items: list[Step]
    next: str | None = Field(description="cursor of the next page, null on the last one", examples=[None])
    as_of: AsOf
