"""What runs on notice today, and what a number names."""

from typing import Self

from pydantic import Field

from api.schemas.achievements import DIGEST, Holding
from api.schemas.common import ACHIEVEMENT, LEAF, NOON, Answer, AsOf
from ledger.noticing import RunningNotice
from ledger.searching import Find, Search


class RunningNoticeLine(Answer):
    """A public notice that runs."""

    achievement: str = Field(examples=[ACHIEVEMENT])
    node: int = Field(description="the registrar", examples=[2])
    round: int = Field(description="number of the proposal among those of the title", examples=[1])
    opened: int = Field(examples=[NOON])
    until: int = Field(description="objections may come in before this second", examples=[NOON + 1_296_000])
    seconds_left: int = Field(description="from the time asked about", examples=[1_296_000])
    days_left: int = Field(description="the day that has begun counted as a whole one", examples=[15])
    digest: str = Field(description="of the proposal", examples=[DIGEST])
    filing: str = Field(description="leaf of the proposal's document", examples=[LEAF])
    proposed: list[Holding] | None = Field(
        description="the holders that the proposal names; null where the act is not kept here"
    )
    claimed: list[Holding] = Field(description="who claims or holds what meanwhile")

    @classmethod
    def of(cls, found: RunningNotice) -> Self:
        """From what the verb answers."""
        return cls(
            achievement="0x" + found.achievement.hex(),
            node=found.node,
            round=found.round,
            opened=found.opened,
            until=found.until,
            seconds_left=found.left,
            days_left=found.days_left,
            digest="0x" + found.digest.hex(),
            filing=found.filing.hex(),
            proposed=None if found.proposed is None else [Holding.of(share) for share in found.proposed],
            claimed=[Holding.of(share) for share in found.claimed],
        )


class RunningNotices(Answer):
    """A page of the notices that run, the last opened first."""

    items: list[RunningNoticeLine]
    next: str | None = Field(description="cursor of the next page, null on the last one", examples=[None])
    as_of: AsOf


class Hit(Answer):
    """Something that the words name."""

    kind: str = Field(
        description="achievement, filing, document (a filing that names a file of this digest), party, node, act, "
        "transaction, offer, pledge, right or contract",
        examples=["achievement"],
    )
    id: str = Field(description="its number or hash", examples=[ACHIEVEMENT])
    link: str = Field(description="where more is told", examples=[f"/v1/achievements/{ACHIEVEMENT}"])
    act: str | None = Field(description="kind of the act, of acts and transactions", examples=[None])
    achievement: str | None = Field(description="on which it was", examples=[ACHIEVEMENT])
    line: int | None = Field(description="of a manifest the line that names the file", examples=[None])
    time: int | None = Field(description="when it was received, or of its block", examples=[NOON])

    @classmethod
    def of(cls, found: Find) -> Self:
        """From what the verb answers."""
        achievement = None if found.achievement is None else "0x" + found.achievement.hex()
        bare = found.kind in ("filing", "document", "party", "node")
        return cls(
            kind=found.kind,
            id=found.id if bare else "0x" + found.id,
            link=_link(found, achievement),
            act=found.act,
            achievement=achievement,
            line=found.line,
            time=found.time,
        )


def _link(found: Find, achievement: str | None) -> str:
    if found.kind in ("filing", "document"):
        return f"/v1/filings/{found.id}"
    if found.kind == "party":
        return f"/v1/parties/{found.id}"
    if found.kind == "node":
        return f"/v1/nodes/{found.id}"
    if found.kind in ("offer", "pledge", "right", "contract"):
        return f"/v1/{found.kind}s/0x{found.id}"
    return "/v1/status" if achievement is None else f"/v1/achievements/{achievement}"


class Found(Answer):
    """What a search found; what is private is not searched."""

    query: str = Field(examples=[ACHIEVEMENT])
    read_as: list[str] = Field(
        description="as what the words were understood: beginning, hash, number, node_kind, registration_number",
        examples=[["hash"]],
    )
    items: list[Hit]

    @classmethod
    def of(cls, found: Search) -> Self:
        """From what the verb answers."""
        return cls(query=found.query, read_as=list(found.read_as), items=[Hit.of(one) for one in found.finds])
