"""Rights to use and technology contracts."""

from typing import Self

from pydantic import Field

from api.schemas.achievements import DIGEST
from api.schemas.common import ACHIEVEMENT, NOON, Answer
from api.schemas.matters import ALL_BITS, Mark, hexed, hexed_or_none
from ledger import dealings
from ledger.core import meanings


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
    def of(cls, found: dealings.Right) -> Self:
        """From what the query answers."""
        return cls(
            id=hexed(found.number),
            achievement=hexed(found.achievement),
            parent=hexed_or_none(found.parent),
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
    def of(cls, found: dealings.TechContract) -> Self:
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
            achievement=hexed_or_none(found.achievement),
            node=found.node,
            kind=kind,
            sub_kind=meanings.name(subs, found.sub_kind),
            basis=meanings.name(meanings.CONTRACT_BASES, found.basis),
            source=hexed_or_none(found.source),
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
    def of(cls, found: dealings.Stated) -> Self:
        """From what the query answers."""
        return cls(
            contract=hexed(found.contract),
            party=found.party,
            statement=found.number,
            kind=meanings.name(meanings.STATEMENTS, found.kind),
            commitment=hexed(found.commitment),
            mark=Mark.of(found.mark),
        )
