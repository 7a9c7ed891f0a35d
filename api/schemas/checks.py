"""Answers to *may I?*"""

from typing import Self

from pydantic import Field

from api.schemas.common import ACHIEVEMENT, NOON, Answer, AsOf, Clause, Said
from ledger.checking import Checked
from ledger.core.docket import checking
from ledger.core.shares import Share


class Ground(Answer):
    """One rule that the answer rests on."""

    rule: str = Field(description="its name", examples=["CONSENT_MISSING"])
    kind: str = Field(
        description="`no` speaks against it; `need` is missing; `unknown` is what the ledger does not know",
        examples=["need"],
    )
    basis: list[str] = Field(
        description="the rules of the book in force, by name (`zhengben rules NAME`)",
        examples=[["unanimity_by_default"]],
    )
    clause: Clause
    uncertain: Said | None = Field(
        description="what nobody could check about these rules, or is a reading that was chosen; null if nothing is"
    )
    says: Said
    next: Said | None = Field(
        description="what to do about the code, as everywhere else; null for what is no code (`zhengben rules CODE`)"
    )
    role: str | None = Field(
        description="in what quality the parties count: consent, pledgee, entitled, seller, holder, licensee",
        examples=["consent"],
    )
    parties: list[int] = Field(description="whom it concerns, or whose signature is missing", examples=[[6]])
    until: int | None = Field(description="the second from which it is over by itself", examples=[None])
    filing: str | None = Field(description="the kind of document that is missing", examples=[None])
    thing: str | None = Field(description="number of the offer or pledge that it is about", examples=[None])
    where: Said | None = Field(description="where to look up what the ledger does not know")
    enforced: bool = Field(description="whether the contracts refuse by themselves", examples=[True])

    @classmethod
    def of(cls, reason: checking.Reason) -> Self:
        """From a reason of the rules."""
        ground = reason.ground
        return cls(
            rule=reason.rule,
            kind=reason.kind,
            basis=list(reason.basis),
            clause=Clause(zh=reason.clause[0], en=reason.clause[1]),
            uncertain=None if reason.uncertain is None else Said.of(reason.uncertain),
            says=Said.of(reason.says),
            next=None if reason.next is None else Said.of(reason.next),
            role=ground.role,
            parties=[int(party) for party in reason.parties],
            until=reason.until,
            filing=ground.filing,
            thing=reason.thing,
            where=None if ground.where is None else Said.of(ground.where),
            enforced=ground.chain,
        )


class Signatory(Answer):
    """Who signs the act anyway."""

    role: str = Field(
        description="giver, receiver, licensor, licensee, pledgor, pledgee, seller or officer", examples=["giver"]
    )
    party: int | None = Field(description="null while it is not known", examples=[7])
    power: str | None = Field(description="that the officer's appointment carries", examples=[None])
    node: int | None = Field(description="at which it has to count", examples=[None])

    @classmethod
    def of(cls, seat: checking.Seat) -> Self:
        """From a seat."""
        party = None if seat.party is None else int(seat.party)
        return cls(role=seat.role, party=party, power=seat.power, node=seat.node)


class Permission(Answer):
    """Whether a party may do something with an achievement: `yes`, if those sign who act; `needs`, if more is missing
    or not known; `no`."""

    id: str = Field(examples=[ACHIEVEMENT])
    act: str = Field(examples=["sell_inside"])
    party: int = Field(examples=[7])
    to: int | None = Field(examples=[8])
    units: int | None = Field(description="of the whole of 720 720 000, where a share was named", examples=[72_072_000])
    answer: str = Field(description="yes, needs or no", examples=["needs"])
    reasons: list[Ground]
    signatories: list[Signatory] = Field(description="who signs the act anyway; empty if the answer is no")
    holds: int = Field(description="units of the party", examples=[216_216_000])
    free: int = Field(description="of these, not pledged", examples=[216_216_000])
    share: str = Field(description="what the party holds, as a fraction", examples=["3/10"])
    status: str = Field(description="of the title", examples=["confirmed"])
    version: int = Field(examples=[2])
    time: int = Field(description="the second for which it is answered", examples=[NOON])
    as_of: AsOf

    @classmethod
    def of(cls, checked: Checked) -> Self:
        """From what the verb answers."""
        asked, verdict = checked.asked, checked.verdict
        return cls(
            id="0x" + checked.achievement.hex(),
            act=asked.act,
            party=asked.party,
            to=asked.to,
            units=asked.units,
            answer=verdict.answer,
            reasons=[Ground.of(reason) for reason in verdict.reasons],
            signatories=[Signatory.of(seat) for seat in verdict.seats],
            holds=checked.units,
            free=checked.free,
            share=str(Share(asked.party, checked.units).fraction),
            status=checked.status,
            version=checked.version,
            time=checked.time,
            as_of=AsOf.of(checked.as_of),
        )
