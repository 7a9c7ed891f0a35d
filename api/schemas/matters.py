"""What stands beside a title: objections, freezes, offers, orders, effects, pledges, rights and contracts."""

from typing import Self

from pydantic import Field

from api.schemas.achievements import DIGEST, TX, Holding
from api.schemas.common import ACHIEVEMENT, LEAF, NOON, Answer
from ledger import matters
from ledger.core import meanings

ALL_BITS = (1 << 256) - 1


def hexed(value: bytes) -> str:
    """0x-hex."""
    return "0x" + value.hex()


def hexed_or_none(value: bytes | None) -> str | None:
    """0x-hex of what may not be there."""
    return None if value is None else hexed(value)


class Mark(Answer):
    """The act that brought it, and the block that carried it."""

    digest: str | None = Field(description="null where no act of its own brought it", examples=[DIGEST])
    filing: str | None = Field(description="leaf of the act's document", examples=[LEAF])
    tx: str = Field(examples=[TX])
    block: int = Field(examples=[1042])
    block_hash: str = Field(examples=["0x" + "9c" * 32])
    time: int = Field(examples=[NOON])

    @classmethod
    def of(cls, mark: matters.Mark) -> Self:
        """From what the query answers."""
        return cls(
            digest=hexed_or_none(mark.digest),
            filing=None if mark.filing is None else mark.filing.hex(),
            tx=hexed(mark.transaction),
            block=mark.block.number,
            block_hash=hexed(mark.block.hash),
            time=mark.block.time,
        )

    @classmethod
    def maybe(cls, mark: matters.Mark | None) -> Self | None:
        """The same for what may not have happened."""
        return None if mark is None else cls.of(mark)


class Objection(Answer):
    """An objection to what stood on notice."""

    id: str = Field(description="digest of the act that raised it", examples=[DIGEST])
    achievement: str = Field(examples=[ACHIEVEMENT])
    party: int = Field(examples=[7])
    round: int = Field(description="of the proposal that was open", examples=[1])
    ground: str = Field(description="title, completers, shares, price, truth, secrecy or other", examples=["title"])
    status: str = Field(description="open, retracted, decided or void", examples=["open"])
    outcome: str | None = Field(description="rejected, partly or upheld", examples=[None])
    effect: str | None = Field(description="none, amend or close", examples=[None])
    supplements: int = Field(examples=[0])
    opened: Mark
    closed: Mark | None

    @classmethod
    def of(cls, found: matters.Objection) -> Self:
        """From what the query answers."""
        return cls(
            id=hexed(found.number),
            achievement=hexed(found.achievement),
            party=found.party,
            round=found.round,
            ground=meanings.name(meanings.OBJECTIONS, found.ground),
            status=found.status,
            outcome=None if found.outcome is None else meanings.name(meanings.OUTCOMES, found.outcome),
            effect=None if found.effect is None else meanings.name(meanings.EFFECTS, found.effect),
            supplements=found.supplements,
            opened=Mark.of(found.opened),
            closed=Mark.maybe(found.closed),
        )


class Freeze(Answer):
    """A freeze; it ends by itself at `until`."""

    freeze: int = Field(description="its number among those of the title", examples=[1])
    achievement: str = Field(examples=[ACHIEVEMENT])
    ground: str = Field(description="lawsuit, arbitration, suspension or preservation", examples=["lawsuit"])
    node: int = Field(description="the officer's", examples=[2])
    until: int = Field(examples=[NOON + 604_800])
    stands: bool = Field(description="at the time asked about", examples=[True])
    opened: Mark
    lifted: Mark | None

    @classmethod
    def of(cls, found: matters.Freeze) -> Self:
        """From what the query answers."""
        return cls(
            freeze=found.number,
            achievement=hexed(found.achievement),
            ground=meanings.name(meanings.FREEZES, found.ground),
            node=found.node,
            until=found.until,
            stands=found.stands,
            opened=Mark.of(found.opened),
            lifted=Mark.maybe(found.lifted),
        )


class OfferAnswer(Answer):
    """What one who was entitled said."""

    party: int = Field(examples=[8])
    took: bool = Field(description="false: let it pass", examples=[True])
    mark: Mark


class Offer(Answer):
    """A priority offer. Buyer and price stand in it as a commitment only."""

    id: str = Field(description="digest of the act that made it", examples=[DIGEST])
    achievement: str = Field(examples=[ACHIEVEMENT])
    seller: int = Field(examples=[6])
    units: int = Field(examples=[72_072_000])
    commitment: str = Field(examples=[DIGEST])
    entitled: list[int] = Field(examples=[[7, 8]])
    window_end: int = Field(examples=[NOON + 1_296_000])
    taken_until: int = Field(description="taken and not settled, it lapses then", examples=[NOON + 3_888_000])
    status: str = Field(
        description="open, taken, waived, lapsed, sold, settled or withdrawn, at the time asked about",
        examples=["open"],
    )
    answers: list[OfferAnswer]
    opened: Mark
    ended: Mark | None

    @classmethod
    def of(cls, found: matters.Offer) -> Self:
        """From what the query answers."""
        return cls(
            id=hexed(found.number),
            achievement=hexed(found.achievement),
            seller=found.seller,
            units=found.units,
            commitment=hexed(found.commitment),
            entitled=list(found.entitled),
            window_end=found.window_end,
            taken_until=found.taken_until,
            status=meanings.OFFER_STATUSES[found.status],
            answers=[OfferAnswer(party=a.party, took=a.took, mark=Mark.of(a.mark)) for a in found.answers],
            opened=Mark.of(found.opened),
            ended=Mark.maybe(found.ended),
        )


class Movement(Answer):
    """Units from one party to another."""

    from_: int = Field(serialization_alias="from", examples=[6])
    to: int = Field(examples=[7])
    units: int = Field(examples=[72_072_000])


class Order(Answer):
    """An order on public notice."""

    terms: str = Field(description="hash of what is ordered", examples=[DIGEST])
    achievement: str = Field(examples=[ACHIEVEMENT])
    ground: str = Field(description="death, merger, judgment, wrong, double or fraud", examples=["judgment"])
    movements: list[Movement]
    due_at: int = Field(description="carried out from this second on at the earliest", examples=[NOON + 604_800])
    status: str = Field(description="announced, due or enforced", examples=["announced"])
    opened: Mark
    enforced: Mark | None

    @classmethod
    def of(cls, found: matters.AnnouncedOrder) -> Self:
        """From what the query answers."""
        return cls(
            terms=hexed(found.terms),
            achievement=hexed(found.achievement),
            ground=meanings.name(meanings.ORDERS, found.ground),
            movements=[Movement(from_=m.giver, to=m.receiver, units=m.units) for m in found.movements],
            due_at=found.due_at,
            status=found.status,
            opened=Mark.of(found.opened),
            enforced=Mark.maybe(found.enforced),
        )


class Effect(Answer):
    """An outside register shows the holders of a version."""

    achievement: str = Field(examples=[ACHIEVEMENT])
    version: int = Field(examples=[2])
    since: int = Field(description="legal effect begins", examples=[NOON])
    opened: Mark

    @classmethod
    def of(cls, found: matters.RecordedEffect) -> Self:
        """From what the query answers."""
        return cls(
            achievement=hexed(found.achievement),
            version=found.version,
            since=found.since,
            opened=Mark.of(found.opened),
        )


class Pledge(Answer):
    """A pledge of units."""

    id: str = Field(description="digest of the act that made it", examples=[DIGEST])
    achievement: str = Field(examples=[ACHIEVEMENT])
    pledgee: int = Field(examples=[9])
    pledged: list[Holding] = Field(description="at first")
    parts: list[Holding] = Field(description="still, and by whom")
    stands: bool = Field(examples=[True])
    opened: Mark
    changed: Mark | None = Field(description="when pledged units last moved")
    released: Mark | None

    @classmethod
    def of(cls, found: matters.Pledge) -> Self:
        """From what the query answers."""
        return cls(
            id=hexed(found.number),
            achievement=hexed(found.achievement),
            pledgee=found.pledgee,
            pledged=[Holding.of(share) for share in found.pledged],
            parts=[Holding.of(share) for share in found.parts],
            stands=found.stands,
            opened=Mark.of(found.opened),
            changed=Mark.maybe(found.changed),
            released=Mark.maybe(found.released),
        )
