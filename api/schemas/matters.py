"""What stands beside a title: objections, freezes, offers, orders, effects, pledges, rights and contracts."""

from typing import Self, TypeVar

from pydantic import Field

from api.schemas.achievements import DIGEST, TX, Holding
from api.schemas.common import ACHIEVEMENT, LEAF, NOON, Answer, AsOf
from ledger import matters
from ledger.answers import Moment
from ledger.core import meanings

ALL_BITS = (1 << 256) - 1


def hexed(value: bytes) -> str:
    """0x-hex."""
    return "0x" + value.hex()


def _hexed_or_none(value: bytes | None) -> str | None:
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
            digest=_hexed_or_none(mark.digest),
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


class Right(Answer):
    """A right to use: a long-term use right, a licence or a sublicence."""

    id: str = Field(description="digest of the act that granted it", examples=[DIGEST])
    achievement: str = Field(examples=[ACHIEVEMENT])
    parent: str | None = Field(description="the right under which it was granted", examples=[None])
    title_version: int | None = Field(examples=[2])
    kind: str = Field(description="use_right or licence", examples=["licence"])
    exclusivity: str = Field(description="exclusive, sole or ordinary", examples=["ordinary"])
    sublicensable: bool = Field(examples=[False])
    transferable: bool = Field(examples=[False])
    licensors: list[int] = Field(examples=[[6]])
    licensees: list[int] = Field(examples=[[9]])
    from_: int = Field(serialization_alias="from", examples=[NOON])
    until: int = Field(description="first second no longer", examples=[NOON + 31_536_000])
    fields: str | None = Field(description="set of bits, 0x-hex; null for all", examples=[None])
    territories: str | None = Field(examples=[None])
    freeze_notice: str | None = Field(description="leaf of the filing that tells of a freeze", examples=[None])
    in_force: bool = Field(description="at the time asked about", examples=[True])
    end_ground: str | None = Field(description="agreement, breach or renounced", examples=[None])
    ended_by: int | None = Field(examples=[None])
    opened: Mark
    extended: Mark | None
    ended: Mark | None = Field(description="by itself or with the right above it")

    @classmethod
    def of(cls, found: matters.Right) -> Self:
        """From what the query answers."""
        return cls(
            id=hexed(found.number),
            achievement=hexed(found.achievement),
            parent=_hexed_or_none(found.parent),
            title_version=found.title_version,
            kind=meanings.name(meanings.RIGHT_KINDS, found.kind),
            exclusivity=meanings.name(meanings.EXCLUSIVITIES, found.exclusivity),
            sublicensable=bool(found.flags & meanings.SUBLICENSABLE),
            transferable=bool(found.flags & meanings.TRANSFERABLE),
            licensors=list(found.licensors),
            licensees=list(found.licensees),
            from_=found.starts,
            until=found.until,
            fields=None if found.fields == ALL_BITS else hex(found.fields),
            territories=None if found.territories == ALL_BITS else hex(found.territories),
            freeze_notice=None if found.freeze_notice is None else found.freeze_notice.hex(),
            in_force=found.in_force,
            end_ground=None if found.end_ground is None else meanings.name(meanings.ENDINGS, found.end_ground),
            ended_by=found.ended_by,
            opened=Mark.of(found.opened),
            extended=Mark.maybe(found.extended),
            ended=Mark.maybe(found.ended),
        )


class Change(Answer):
    """A change of a contract."""

    change: int = Field(description="its number among those of the contract", examples=[1])
    sub_kind: str = Field(examples=["patent"])
    terms: str = Field(examples=[DIGEST])
    mark: Mark


class TechContract(Answer):
    """A registered technology contract; amounts and dates stand in it as commitments only."""

    id: str = Field(description="digest of the act that registered it", examples=[DIGEST])
    achievement: str | None = Field(examples=[ACHIEVEMENT])
    node: int = Field(examples=[2])
    kind: str = Field(description="development, transfer, licence, consulting or service", examples=["transfer"])
    sub_kind: str = Field(examples=["patent"])
    basis: str = Field(description="by what right the sellers sell", examples=["holders_today"])
    source: str | None = Field(examples=[None])
    applicant: int = Field(examples=[6])
    sellers: list[int] = Field(examples=[[6]])
    buyers: list[int] = Field(examples=[[9]])
    terms: str = Field(description="commitment as it stands", examples=[DIGEST])
    first_terms: str = Field(description="commitment as registered", examples=[DIGEST])
    status: str = Field(description="registered, changed or cancelled", examples=["registered"])
    changes: list[Change]
    statements: int = Field(description="how many were made", examples=[0])
    cancel_ground: str | None = Field(description="terminated, rescinded or fraud", examples=[None])
    opened: Mark
    cancelled: Mark | None

    @classmethod
    def of(cls, found: matters.TechContract) -> Self:
        """From what the query answers."""
        kind = meanings.name(meanings.CONTRACT_KINDS, found.kind)
        subs = meanings.SUB_KINDS.get(kind, {})
        changes = [
            Change(
                change=c.number, sub_kind=meanings.name(subs, c.sub_kind), terms=hexed(c.terms), mark=Mark.of(c.mark)
            )
            for c in found.changes
        ]
        ground = found.cancel_ground
        return cls(
            id=hexed(found.number),
            achievement=_hexed_or_none(found.achievement),
            node=found.node,
            kind=kind,
            sub_kind=meanings.name(subs, found.sub_kind),
            basis=meanings.name(meanings.CONTRACT_BASES, found.basis),
            source=_hexed_or_none(found.source),
            applicant=found.applicant,
            sellers=list(found.sellers),
            buyers=list(found.buyers),
            terms=hexed(found.terms),
            first_terms=hexed(found.first_terms),
            status=found.status,
            changes=changes,
            statements=found.statements,
            cancel_ground=None if ground is None else meanings.name(meanings.CONTRACT_ENDS, ground),
            opened=Mark.of(found.opened),
            cancelled=Mark.maybe(found.cancelled),
        )


class Statement(Answer):
    """What a party to a contract stated, as a commitment."""

    contract: str = Field(examples=[DIGEST])
    party: int = Field(examples=[6])
    statement: int = Field(description="its number among the party's", examples=[1])
    kind: str = Field(description="sales or proceeds", examples=["sales"])
    commitment: str = Field(examples=[DIGEST])
    mark: Mark

    @classmethod
    def of(cls, found: matters.Stated) -> Self:
        """From what the query answers."""
        return cls(
            contract=hexed(found.contract),
            party=found.party,
            statement=found.number,
            kind=meanings.name(meanings.STATEMENTS, found.kind),
            commitment=hexed(found.commitment),
            mark=Mark.of(found.mark),
        )


class _Page(Answer):
    next: str | None = Field(description="cursor of the next page, null on the last one", examples=[None])
    as_of: AsOf


class Objections(_Page):
    """A page of objections, oldest first."""

    items: list[Objection]


class Freezes(_Page):
    """A page of freezes, oldest first."""

    items: list[Freeze]


class Offers(_Page):
    """A page of priority offers, oldest first."""

    items: list[Offer]


class Orders(_Page):
    """A page of announced orders, oldest first."""

    items: list[Order]


class Effects(_Page):
    """A page of legal effects, oldest first."""

    items: list[Effect]


class Pledges(_Page):
    """A page of pledges, oldest first."""

    items: list[Pledge]


class Rights(_Page):
    """A page of rights to use, oldest first."""

    items: list[Right]


class TechContracts(_Page):
    """A page of technology contracts, oldest first."""

    items: list[TechContract]


class Statements(_Page):
    """A page of statements, oldest first."""

    items: list[Statement]


class _Single(Answer):
    as_of: AsOf


class SingleOffer(Offer, _Single):
    """An offer as of a block."""


class SinglePledge(Pledge, _Single):
    """A pledge as of a block."""


class SingleRight(Right, _Single):
    """A right to use as of a block."""


class SingleContract(TechContract, _Single):
    """A technology contract as of a block."""


Alone = TypeVar("Alone", bound=Answer)


def single(kind: type[Alone], shown: Answer, moment: Moment) -> Alone:
    """What is shown in a list, alone and with its block."""
    members = {name: getattr(shown, name) for name in type(shown).model_fields}
    return kind.model_construct(**members, as_of=AsOf.of(moment))
